/** The programme as a page, opened in a browser: an automatic checker of accessibility finds nothing, in light, dark, narrow and print. */
import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { bind } from "@beschlussweg/core/bind"
import { html } from "@beschlussweg/core/html"
import { programmeDocx } from "@beschlussweg/word/fixture"
import { everything } from "@beschlussweg/word/fixture/typed"
import { importWord } from "@beschlussweg/word/import"
import { type Browser, chromium, type Page } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8")
let browser: Browser
beforeAll(async () => {
  browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] })
}, 60_000)
afterAll(() => browser.close())

const LOOKS = [
  { width: 1100, colorScheme: "light" as const, media: "screen" as const },
  { width: 1100, colorScheme: "dark" as const, media: "screen" as const },
  { width: 340, colorScheme: "light" as const, media: "screen" as const },
  { width: 800, colorScheme: "dark" as const, media: "print" as const },
]
/** Ids of the rules that a page breaks, with the first place. The policy of the page stays in force: nothing is put into it. */
async function breaches(page: Page): Promise<string[]> {
  const found: unknown = await page.evaluate(
    `${AXE};axe.run(document).then((r) => r.violations.map((v) => v.id + " " + v.nodes[0].html))`,
  )
  return found as string[]
}

async function opened(
  text: string,
  { width, colorScheme, media }: (typeof LOOKS)[number],
): Promise<{ page: Page; said: string[] }> {
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    colorScheme,
    bypassCSP: false,
    offline: true,
  })
  const page = await context.newPage()
  const said: string[] = []
  page.on("console", (message) => said.push(message.text()))
  page.on("request", (request) => {
    if (!request.url().startsWith("data:") && request.url() !== "about:blank") said.push(`asked for ${request.url()}`)
  })
  await page.emulateMedia({ media })
  await page.setContent(text)
  return { page, said }
}

const read = async () => {
  const { typed, images } = await importWord(programmeDocx(), { fileName: "a.docx", kind: "AMP", year: 2027 })
  return { content: bind(typed.content), images: new Map(images.map((i) => [i.sha256, i.bytes])) }
}

test.each(LOOKS)(
  "a long programme and one of every kind of block at $width, $colorScheme, $media",
  async (look) => {
    const { content, images } = await read()
    for (const given of [
      { content, images },
      { content: bind(everything), images: new Map<string, Uint8Array>() },
    ]) {
      const { page, said } = await opened(html(given.content, { house: "Kreis Aulenfeld", images: given.images }), look)
      expect(await breaches(page)).toEqual([])
      expect(said).toEqual([])
      // nothing but tables, which scroll for themselves, is wider than the window
      expect(await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")).toBe(true)
      await page.context().close()
    }
  },
  60_000,
)

test("tables and figures have their numbers, a list, and references that lead there", async () => {
  const text = html(bind(everything), { house: "Kreis Aulenfeld", images: new Map() })
  const { page } = await opened(text, LOOKS[0] ?? { width: 1, colorScheme: "light", media: "screen" })
  const captions = await page.locator("main caption, main figcaption").allTextContents()
  expect(captions).toEqual([
    "Tabelle 1: Budget 2027",
    "Abbildung 1: Mittel je Jahr (TEUR)",
    "Tabelle 2: Angebote",
    "Tabelle 3: Orte und Zeiten",
  ])
  expect(await page.locator("nav #tabellen + ul a").allTextContents()).toEqual(
    captions.filter((c) => c.startsWith("T")),
  )
  await page.locator("main a", { hasText: /^Tabelle 1$/ }).click()
  expect(await page.locator(":target caption").textContent()).toBe("Tabelle 1: Budget 2027")
  await page.context().close()
})

test("the checker sees what it is there for", async () => {
  const text = html(bind(everything), { house: "Kreis Aulenfeld", images: new Map() })
  const broken = text
    .replace('lang="de"', "")
    .replace("--quiet:#555", "--quiet:#ccc")
    .replace(/ aria-label="Zwei Säulen[^"]*"/, "")
  const { page } = await opened(broken, LOOKS[0] ?? { width: 1, colorScheme: "light", media: "screen" })
  const rules = (await breaches(page)).map((line) => line.split(" ")[0])
  expect(rules).toEqual(expect.arrayContaining(["html-has-lang", "color-contrast", "svg-img-alt"]))
  await page.context().close()
})
