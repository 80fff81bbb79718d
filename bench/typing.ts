/** Typing: from a key to the painted letter in a programme of about 60 pages, and how long it takes to open it, in a real Chromium. */

import type { ProgrammeContent } from "@beschlussweg/core/content"
import * as Member from "@beschlussweg/core/member"
import * as Programme from "@beschlussweg/core/programme"
import { imagePath } from "@beschlussweg/core/upload"
import { HERE } from "@beschlussweg/functions/fixture"
import { importWord } from "@beschlussweg/word/import"
import type { Page } from "playwright-core"
import { openStage, type Stage } from "../test/browser/stage.ts"
import { largeDocx } from "./large/programme.ts"
import { type Outcome, quantile } from "./measure.ts"

/** of the large programme: about 60 pages */
const CHAPTERS = 7
const AUTHOR = "mira-holtkamp"
const WORDS = "Der Kreis Aulenfeld will im kommenden Jahr mehr Menschen in Arbeit bringen. "

/** A key until its letter was painted, and of it what the page itself did (script, style, layout), in ms. */
interface Keys {
  readonly paint: readonly number[]
  readonly work: readonly number[]
}

export async function typing({ rounds }: { readonly rounds: number }): Promise<Outcome> {
  const stage = await openStage()
  try {
    const { programmeId, content } = await given(stage)
    const { page, open } = await stage.window(AUTHOR)
    // The loader of this bench names functions with a helper that a page does not have.
    await page.context().addInitScript("window.__name = (f) => f")
    await page.addInitScript(opened)
    const cold: number[] = []
    const path = `/app/${HERE}/programme/${programmeId}`
    for (let round = -1; round < rounds; round++) {
      await open(`${path}/bearbeiten`)
      const took = await painted(page)
      if (round >= 0) cold.push(took)
    }
    const inside: number[] = []
    for (let round = -1; round < rounds; round++) {
      await open(path)
      const link = page.getByRole("link", { name: "Im Editor öffnen" })
      await link.waitFor()
      await page.evaluate(() => {
        Reflect.deleteProperty(window, "geoeffnet")
        Reflect.set(window, "geklickt", performance.now())
      })
      await link.click()
      const took = (await painted(page)) - Number(await page.evaluate(() => Reflect.get(window, "geklickt")))
      if (round >= 0) inside.push(took)
    }
    // The longest text in the middle of the programme, as somebody would find it.
    await page
      .getByRole("button", { name: /^Bearbeiten/ })
      .nth(Math.floor(content.sections.length / 2))
      .click()
    await page.locator(".ProseMirror").first().waitFor()
    const sections = await page.locator(".abschnitt").count()
    const busy = await clocks(page)
    const spent: Spent[] = []
    const ours: Keys[] = []
    const bare: Keys[] = []
    for (let round = -1; round < rounds; round++) {
      await page.locator(".ProseMirror").first().click()
      const before = await busy()
      const one = await keys(page)
      const after = await busy()
      const two = await bareKeys(page)
      if (round < 0) continue
      ours.push(one)
      spent.push({
        script: (after.script - before.script) / one.paint.length,
        layout: (after.layout - before.layout) / one.paint.length,
      })
      bare.push(two)
    }
    const all = (list: readonly Keys[], of: keyof Keys) => list.flatMap((k) => k[of])
    const p95 = (list: readonly Keys[], of: keyof Keys) => quantile(all(list, of), 0.95)
    const failures = sections === content.sections.length ? [] : [`${sections} of ${content.sections.length} sections`]
    return {
      figures: [
        { name: "sections", value: sections, unit: "" },
        { name: "keys measured", value: all(ours, "paint").length, unit: "" },
        { name: "work of the page per key, p95", value: p95(ours, "work"), unit: "ms", limit: 16, goal: true },
        { name: "  p50", value: quantile(all(ours, "work"), 0.5), unit: "ms" },
        { name: "  bare contenteditable, p95", value: p95(bare, "work"), unit: "ms" },
        {
          name: "  script of the page per key",
          value: quantile(
            spent.map((t) => t.script),
            0.5,
          ),
          unit: "ms",
        },
        {
          name: "  style and layout per key",
          value: quantile(
            spent.map((t) => t.layout),
            0.5,
          ),
          unit: "ms",
        },
        { name: "key to paint, p95", value: p95(ours, "paint"), unit: "ms", limit: 16, goal: true },
        { name: "  p50", value: quantile(all(ours, "paint"), 0.5), unit: "ms" },
        { name: "  bare contenteditable, p95", value: p95(bare, "paint"), unit: "ms" },
        { name: "  bare contenteditable, p50", value: quantile(all(bare, "paint"), 0.5), unit: "ms" },
        { name: "open by its address, median", value: quantile(cold, 0.5), unit: "ms", limit: 1000, goal: true },
        {
          name: "open from the programme's page, median",
          value: quantile(inside, 0.5),
          unit: "ms",
          limit: 1000,
          goal: true,
        },
      ],
      raw: { ours, bare, spent, cold, inside },
      notes: [
        "Key to paint ends with the first task after the next frame, so it holds the wait for the frame of 60 Hz; the bare contenteditable has the same.",
        "Work of the page: from the key to the end of its task, style and layout included, without the wait.",
      ],
      failures,
    }
  } finally {
    await stage.stop()
  }
}

async function given(stage: Stage): Promise<{ programmeId: string; content: ProgrammeContent }> {
  const { world } = stage.app
  const bare = world.ctx(HERE, { personId: AUTHOR, name: "", functions: [] }, "test")
  const member = await Member.load(bare.table, AUTHOR)
  if (!member) throw new Error(`nobody is called ${AUTHOR}`)
  const ctx = world.ctx(HERE, Member.asActor(member), "test")
  const read = await importWord(largeDocx(CHAPTERS), { fileName: "Programm.docx", kind: "AMP", year: 2027 })
  for (const image of read.images) await ctx.drafts.put(imagePath(image.sha256), image.bytes)
  const { id } = await Programme.create(ctx, { kind: "AMP", title: "AMP 2027", year: 2027, amtId: "jobcenter" })
  const { content } = read.typed
  await Programme.save(ctx, { programmeId: id, rev: 0, content })
  return { programmeId: id, content }
}

/** In the page: when the text of the programme was painted for the first time, since the navigation began. */
function opened(): void {
  new MutationObserver(() => {
    if (Reflect.has(window, "geoeffnet") || !document.querySelector(".programm__text .abschnitt")) return
    Reflect.set(window, "geoeffnet", undefined)
    requestAnimationFrame(() => setTimeout(() => Reflect.set(window, "geoeffnet", performance.now())))
  }).observe(document, { childList: true, subtree: true })
}
async function painted(page: Page): Promise<number> {
  await page.waitForFunction(() => Reflect.get(window, "geoeffnet") !== undefined)
  return Number(await page.evaluate(() => Reflect.get(window, "geoeffnet")))
}

/** What the browser itself counts for the page: time of scripts, and of style and layout, in ms. */
interface Spent {
  readonly script: number
  readonly layout: number
}
async function clocks(page: Page): Promise<() => Promise<Spent>> {
  const session = await page.context().newCDPSession(page)
  await session.send("Performance.enable")
  return async () => {
    const { metrics } = await session.send("Performance.getMetrics")
    const of = (name: string) => (metrics.find((m) => m.name === name)?.value ?? 0) * 1000
    return { script: of("ScriptDuration"), layout: of("RecalcStyleDuration") + of("LayoutDuration") }
  }
}

/** Types into whatever has the focus, key by key, each after the letter before was painted. */
async function keys(page: Page): Promise<Keys> {
  await page.evaluate(() => {
    const paint: number[] = []
    const work: number[] = []
    Reflect.set(window, "tasten", { paint, work })
    const key = (event: KeyboardEvent) => {
      const began = event.timeStamp
      const began2 = performance.now()
      // Behind everything that the key does by itself.
      const task = new MessageChannel()
      task.port1.onmessage = () => {
        document.body.getBoundingClientRect()
        work.push(performance.now() - began2)
      }
      task.port2.postMessage(0)
      requestAnimationFrame(() => {
        const after = new MessageChannel()
        after.port1.onmessage = () => paint.push(performance.now() - began)
        after.port2.postMessage(0)
      })
    }
    const old: unknown = Reflect.get(window, "taste")
    if (old) window.removeEventListener("keydown", old as (event: KeyboardEvent) => void, true)
    Reflect.set(window, "taste", key)
    window.addEventListener("keydown", key, true)
  })
  for (const [n, letter] of [...WORDS].entries()) {
    await page.keyboard.type(letter)
    await page.waitForFunction((many) => (Reflect.get(window, "tasten") as Keys).paint.length === many, n + 1)
  }
  return page.evaluate(() => Reflect.get(window, "tasten") as Keys)
}

/** The same in a text without any editor, on an empty page. */
async function bareKeys(page: Page): Promise<Keys> {
  const other = await page.context().newPage()
  try {
    await other.goto(`${new URL(page.url()).origin}/anmelden`)
    await other.evaluate(() => {
      document.body.replaceChildren()
      const text = document.createElement("div")
      text.contentEditable = "true"
      text.textContent = "Text. ".repeat(60)
      document.body.append(text)
      text.focus()
    })
    return await keys(other)
  } finally {
    await other.close()
  }
}
