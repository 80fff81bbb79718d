/** Web: first load of the main screens on a simulated slow 4G with a quarter of the processor, its bytes, and Lighthouse where it is at hand. */
import { createServer } from "node:net"
import { pathToFileURL } from "node:url"
import * as Vorlage from "@beschlussweg/core/vorlage"
import { formOf, HERE, openApp, served, type TestApp } from "@beschlussweg/functions/fixture"
import { COOKIE } from "@beschlussweg/functions/session"
import { application } from "@beschlussweg/functions/static"
import { openWorkshop, start } from "@beschlussweg/functions/worker"
import { type Browser, chromium } from "playwright-core"
import { AUTHOR, as, HEAD, signing } from "../test/browser/procedure.ts"
import { built } from "../web/build.ts"
import { type Figure, median, type Outcome } from "./measure.ts"

/** "slow 4G" as Lighthouse simulates it: 150 ms there and back, 1.6 Mbit/s down, 750 kbit/s up; four times slower processor. */
const NET = { offline: false, latency: 150, downloadThroughput: (1_638_400 / 8) | 0, uploadThroughput: 750_000 / 8 }
const SLOWER = 4
const EXECUTABLE = process.env.CHROMIUM ?? "/usr/bin/chromium"
const FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]

/** A person's first load of Meine Aufgaben, in ms and kB (script, packed). */
const LIMIT = { ms: 1_500, script: 200 } as const
const SCORES = { performance: 95, accessibility: 100, "best-practices": 100 } as const

interface Screen {
  readonly name: string
  readonly path: string
  /** what is there once the screen can be read */
  readonly ready: string
  readonly by: string
}

/** With LIGHTHOUSE naming the folder of an installed `lighthouse`, its scores, too: it is too large to be a dependency. */
export async function web({ rounds }: { readonly rounds: number }): Promise<Outcome> {
  const [port, debug] = [await freePort(), await freePort()]
  const origin = `http://localhost:${port}`
  const app = await openApp({ origin, web: application(await built()) })
  const running = await start(app.world, await openWorkshop(app.world), { sweepMs: 1_000 })
  const ended = served(app.app, port)
  const browser = await chromium.launch({
    executablePath: EXECUTABLE,
    args: [...FLAGS, `--remote-debugging-port=${debug}`],
  })
  try {
    const vorlageId = await signing({ app }, { betreff: "Arbeitsmarktprogramm 2027" })
    const author = await as({ app }, AUTHOR)
    const { id: draftId } = await Vorlage.create(author, { form: formOf(app.world.now()) })
    const screens: readonly Screen[] = [
      { name: "Meine Aufgaben", path: "", ready: ".aufgaben", by: HEAD },
      { name: "Zeichnen", path: `/vorlage/${vorlageId}`, ready: ".meins .knoepfe", by: HEAD },
      { name: "Weg", path: `/vorlage/${vorlageId}/weg`, ready: ".weg", by: HEAD },
      { name: "Vorlagen", path: "/vorlagen", ready: "table", by: HEAD },
      { name: "Formular", path: `/vorlage/${draftId}/bearbeiten`, ready: ".ProseMirror", by: AUTHOR },
    ]
    const figures: Figure[] = []
    const raw: Record<string, unknown> = {}
    for (const screen of screens) {
      const loads: Load[] = []
      for (let round = 0; round < rounds; round++) loads.push(await first(browser, app, origin, screen))
      const main = screen.path === ""
      const kB = (of: (load: Load) => number) => median(loads.map(of)) / 1000
      figures.push(
        {
          name: `${screen.name}: first load until it can be read`,
          unit: "ms",
          value: median(loads.map((l) => l.ms)),
          ...(main ? { limit: LIMIT.ms, goal: true } : {}),
        },
        {
          name: `${screen.name}: script`,
          unit: "kB",
          value: kB((l) => l.script),
          ...(main ? { limit: LIMIT.script } : {}),
        },
        { name: `${screen.name}: styles, fonts, data`, unit: "kB", value: kB((l) => l.rest) },
      )
      raw[screen.name] = loads
    }
    const folder = process.env.LIGHTHOUSE
    if (folder === undefined)
      return { figures, raw, notes: ["LIGHTHOUSE names no folder of lighthouse: no scores in this run"] }
    for (const screen of screens)
      for (const [what, score] of await scores(folder, debug, await app.cookie(screen.by), `${origin}${at(screen)}`)) {
        const wanted = SCORES[what as keyof typeof SCORES]
        // A limit is kept from above: what is missing to 100 may be so much.
        figures.push({
          name: `${screen.name}: Lighthouse ${what}, missing to 100`,
          unit: "",
          value: 100 - score,
          limit: 100 - wanted,
          goal: true,
        })
      }
    return { figures, raw }
  } finally {
    await browser.close()
    await running.stop()
    await ended()
    await app.stop()
  }
}

const at = (screen: Screen): string => `/app/${HERE}${screen.path}`

interface Load {
  readonly ms: number
  /** bytes on the wire */
  readonly script: number
  readonly rest: number
}

// As text: what the loader adds to functions is not known in a page.
const NOTES = `
const watch = new MutationObserver(() => {
  if (document.querySelector(READY) === null) return
  watch.disconnect()
  requestAnimationFrame(() => setTimeout(() => performance.mark("lesbar")))
})
watch.observe(document, { childList: true, subtree: true })`
const SIZES = `(() => {
  const loaded = performance.getEntriesByType("resource")
  const sum = (of) => of.reduce((all, r) => all + r.encodedBodySize, 0)
  const script = sum(loaded.filter((r) => r.name.endsWith(".js")))
  return { ms: performance.getEntriesByName("lesbar")[0].startTime, script, rest: sum(loaded) - script }
})()`

/** An empty cache, a slow line, a slow processor. */
async function first(browser: Browser, app: TestApp, origin: string, screen: Screen): Promise<Load> {
  const context = await browser.newContext({ locale: "de-DE", viewport: { width: 412, height: 823 } })
  try {
    const value = (await app.cookie(screen.by)).slice(COOKIE.length + 1)
    await context.addCookies([
      { name: COOKIE, value, url: origin.replace("http:", "https:"), secure: true, httpOnly: true, sameSite: "Lax" },
    ])
    const page = await context.newPage()
    const devtools = await context.newCDPSession(page)
    await devtools.send("Network.enable")
    await devtools.send("Network.emulateNetworkConditions", NET)
    await devtools.send("Emulation.setCPUThrottlingRate", { rate: SLOWER })
    // The page itself notes the moment; asking from outside would be slowed down, too.
    await page.addInitScript({ content: NOTES.replace("READY", JSON.stringify(screen.ready)) })
    await page.goto(`${origin}${at(screen)}`, { waitUntil: "commit" })
    await page.waitForFunction(() => performance.getEntriesByName("lesbar").length > 0, undefined, { timeout: 120_000 })
    return (await page.evaluate(SIZES)) as Load
  } finally {
    await context.close()
  }
}

type Lighthouse = (
  url: string,
  flags: object,
) => Promise<{ lhr: { categories: Record<string, { score: number | null }> } } | undefined>

async function scores(folder: string, port: number, cookie: string, url: string): Promise<[string, number][]> {
  const { default: lighthouse } = (await import(pathToFileURL(`${folder}/core/index.js`).href)) as {
    default: Lighthouse
  }
  const result = await lighthouse(url, {
    port,
    extraHeaders: { Cookie: cookie },
    onlyCategories: Object.keys(SCORES),
    logLevel: "error",
  })
  return Object.entries(result?.lhr.categories ?? {}).map(([what, { score }]) => [what, Math.round((score ?? 0) * 100)])
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer()
    probe.on("error", reject)
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0))
    })
  })
