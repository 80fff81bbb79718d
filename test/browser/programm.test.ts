/** The editor of a programme in a real browser: by keyboard alone, by two people at once, without network, over the years. */

import * as Acknowledgement from "@beschlussweg/core/acknowledgement"
import * as Comment from "@beschlussweg/core/comment"
import type { ProgrammeContent, Section, SectionBlock } from "@beschlussweg/core/content"
import * as Member from "@beschlussweg/core/member"
import * as Programme from "@beschlussweg/core/programme"
import * as RollOver from "@beschlussweg/core/rollover"
import * as SectionVerbs from "@beschlussweg/core/section"
import { HERE } from "@beschlussweg/functions/fixture"
import { COOKIE } from "@beschlussweg/functions/session"
import type { Page } from "playwright-core"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { tool } from "../tool.ts"
import { openStage, type Stage } from "./stage.ts"

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.stop())

const AUTHOR = "mira-holtkamp"
const HEAD = "jona-weidner"
const BCA = "pia-wollgast"
async function as(personId: string) {
  const { world } = stage.app
  const bare = world.ctx(HERE, { personId, name: "", functions: [] }, "test")
  const member = await Member.load(bare.table, personId)
  if (!member) throw new Error(`nobody is called ${personId}`)
  return world.ctx(HERE, Member.asActor(member), "test")
}
const p = (text: string): SectionBlock => ({ type: "paragraph", content: [{ type: "text", text }] })
const part = (id: string, title: string, blocks: SectionBlock[], more: Partial<Section> = {}): Section => ({
  id,
  level: 1,
  title: [{ type: "text", text: title }],
  numbering: "auto",
  blocks,
  ...more,
})
/** A programme of a few sections, one of them locked by its Gliederung. */
async function programme(sections: Section[] = SECTIONS, more: Partial<ProgrammeContent> = {}): Promise<string> {
  const ctx = await as(AUTHOR)
  const title = "Arbeitsmarktprogramm 2027"
  const { id } = await Programme.create(ctx, { kind: "AMP", title, year: 2027, amtId: "jobcenter" })
  const content: ProgrammeContent = { version: 1, kind: "AMP", title, year: 2027, sections, footnotes: [], ...more }
  await Programme.save(ctx, { programmeId: id, rev: 0, content })
  return id
}
const SECTIONS: Section[] = [
  part("vorwort", "Vorwort", [p("Liebe Leserinnen und Leser.")], { numbering: "none" }),
  part("ziele", "Ziele", [p("Erstens."), p("Zweitens.")]),
  part("mittel", "Mittel", [p("Das Budget steht fest.")]),
  part("teil-e", "Teil E", [p("Füllt das Land aus.")], { lock: "readOnly", required: true }),
]
const tree = async (programmeId: string): Promise<ProgrammeContent> => {
  const { content } = await Programme.read(await as(AUTHOR), { programmeId })
  if (!content) throw new Error("no text")
  return content
}
const words = (section: Section | undefined): string[] =>
  (section?.blocks ?? []).map((b) =>
    b.type === "paragraph" ? b.content.map((i) => ("text" in i ? i.text : "")).join("") : b.type,
  )
const text = async (programmeId: string, sectionId: string): Promise<string[]> =>
  words((await tree(programmeId)).sections.find((s) => s.id === sectionId))
const titles = async (programmeId: string): Promise<string> =>
  (await tree(programmeId)).sections.map((s) => `${s.id}:${s.level}`).join(" ")

const edit = (programmeId: string, search = "") => `/app/${HERE}/programme/${programmeId}/bearbeiten${search}`
const top = (page: Page) => page.evaluate(() => window.scrollTo(0, 0))
const box = (page: Page, name: string) => page.getByRole("textbox", { name: `Text in ${name}` })
async function take(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name: `Bearbeiten ${name}`, exact: true }).click()
  await box(page, name).waitFor()
}
const saved = (page: Page) =>
  page
    .locator('.werkzeugplatz [data-stand="saved"]')
    .getByText(/^Gespeichert um/)
    .waitFor()
const save = async (page: Page) => {
  await page.keyboard.press("Control+s")
  await saved(page)
}

/** A key that moves the cursor; the editor hears of it with the browser's next turn. */
async function move(page: Page, key: string): Promise<void> {
  await page.keyboard.press(key)
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))))
}

async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let i = 0; i < 150; i++) {
    await page.keyboard.press("Tab")
    const found = await page.evaluate(() => {
      const at = document.activeElement
      if (!at) return ""
      const named = at.getAttribute("aria-labelledby")
      const by = named ? document.getElementById(named)?.textContent : undefined
      const label = at.id ? document.querySelector(`label[for="${CSS.escape(at.id)}"]`)?.textContent : ""
      return at.getAttribute("aria-label") ?? by ?? (label || (at.textContent ?? ""))
    })
    if (name.test(found.trim())) return
  }
  throw new Error(`the keyboard does not reach ${name}`)
}
const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent ?? "")

describe("writing", () => {
  test("with the keyboard alone: from the programme to a written section, an Anmerkung and a Stand", async () => {
    const programmeId = await programme()
    const { page, open, accessible, quiet, close } = await stage.window(AUTHOR)
    await open(`/app/${HERE}/programme/${programmeId}`)
    await page.getByRole("link", { name: "Im Editor öffnen" }).waitFor()
    await tabTo(page, /^Im Editor öffnen$/)
    await page.keyboard.press("Enter")
    await page.getByRole("heading", { name: "1 Ziele" }).waitFor()
    await page.getByRole("tab", { name: /^Befunde \(/ }).waitFor()
    await accessible("Editor")

    // The outline is one stop; arrows lead through it, Enter to the section.
    await tabTo(page, /^Vorwort/)
    await page.keyboard.press("ArrowDown")
    expect(await focused(page)).toContain("1 Ziele")
    await page.keyboard.press("Enter")
    await page.waitForFunction(() => document.activeElement?.id === "abschnitt-ziele")
    await page.keyboard.press("Tab")
    expect(await focused(page)).toContain("Bearbeiten")
    await page.keyboard.press("Enter")
    await box(page, "1 Ziele").waitFor()
    await page.waitForFunction(() => document.activeElement?.classList.contains("ProseMirror"))
    await move(page, "Control+End")
    await page.keyboard.press("Enter")
    await page.keyboard.type("Drittens, ")
    await page.keyboard.press("Control+b")
    await page.keyboard.type("fett")
    await page.keyboard.press("Control+b")
    await page.keyboard.type(".")
    // The toolbar stands above all texts of the section, and Escape leads back.
    await page.keyboard.press("Alt+F10")
    expect(await page.evaluate(() => document.activeElement?.closest("[role=toolbar]") !== null)).toBe(true)
    await page.keyboard.press("Escape")
    await save(page)
    await top(page)
    await accessible("Abschnitt in Arbeit")
    expect(await text(programmeId, "ziele")).toEqual(["Erstens.", "Zweitens.", "Drittens, fett."])
    await tabTo(page, /^Fertig/)
    await page.keyboard.press("Enter")
    await page.waitForFunction(() => document.activeElement?.id === "abschnitt-ziele")

    await tabTo(page, /^Befunde \(/)
    await page.keyboard.press("ArrowRight")
    await page.getByRole("textbox", { name: "Neue Anmerkung" }).waitFor()
    await accessible("Anmerkungen")
    await tabTo(page, /^Neue Anmerkung/)
    await page.keyboard.type("Bitte mit dem Beirat abstimmen.")
    await tabTo(page, /^Anmerken$/)
    await page.keyboard.press("Enter")
    await page.getByRole("button", { name: /^Antworten auf/ }).waitFor()
    await tabTo(page, /^Antworten/)
    await page.keyboard.press("Enter")
    await tabTo(page, /^Antwort$/)
    await page.keyboard.type("Ist geschehen.")
    await tabTo(page, /^Antwort speichern$/)
    await page.keyboard.press("Enter")
    await page.getByText("Ist geschehen.").waitFor()
    await page.getByRole("textbox", { name: "Antwort", exact: true }).waitFor({ state: "detached" })
    await page.getByRole("button", { name: /^Erledigt/ }).focus()
    await page.keyboard.press("Enter")
    await page.getByText("Hierzu gibt es keine offenen Anmerkungen.").waitFor()
    const [comment] = await Comment.list(await as(AUTHOR), { programmeId })
    expect([comment?.sectionId, comment?.replies.length, comment?.done?.by]).toEqual(["ziele", 1, AUTHOR])

    await page.getByRole("link", { name: "Stände und Vergleich" }).focus()
    await page.keyboard.press("Enter")
    await tabTo(page, /^Wofür steht/)
    await page.keyboard.type("zur Beteiligung versandt")
    await page.keyboard.press("Enter")
    await page.getByRole("heading", { name: /^Stand 1 vom/ }).waitFor()
    await page.getByText("Beide Texte stimmen überein.").waitFor()
    await accessible("Stände")
    quiet()
    await close()
  })

  test("pasted from elsewhere: scripts go, emoji, right-to-left words and 300 letters in a row harm nothing", async () => {
    const programmeId = await programme()
    const { page, open, accessible, quiet, close } = await stage.window(AUTHOR)
    await open(edit(programmeId))
    await take(page, "2 Mittel")
    await move(page, "Control+End")
    const long = "Grundsicherungsempfänger".repeat(13)
    await paste(
      page,
      `<p onclick="window.boese=1">Ein <b>fetter</b> Satz<script>window.boese=1</script> 🙂 שלום.</p><p>${long}</p>`,
    )
    await save(page)
    await paste(page, `<p>${"x".repeat(4_000_001)}</p>`)
    await page.getByText("Das Eingefügte ist zu groß", { exact: false }).waitFor({ state: "attached" })
    expect(await page.evaluate(() => Reflect.get(window, "boese"))).toBeUndefined()
    expect(await text(programmeId, "mittel")).toEqual(["Das Budget steht fest.Ein fetter Satz 🙂 שלום.", long])
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    expect(wider).toBeLessThanOrEqual(0)
    await top(page)
    await accessible("nach dem Einfügen")
    // The check speaks of it, and the way leads to the block.
    const finding = page.locator(".befunde__liste li").filter({ hasText: "kann nicht gedruckt werden" })
    await finding.first().waitFor()
    quiet()
    await close()
  })

  test("typed blocks are inserted where the cursor stands, moved and brought back after removal", async () => {
    const programmeId = await programme()
    const { page, open, accessible, quiet, close } = await stage.window(AUTHOR)
    await open(edit(programmeId))
    await take(page, "1 Ziele")
    await page.getByRole("button", { name: "Baustein einfügen" }).first().click()
    const menu = page.getByRole("dialog")
    await accessible("Baustein einfügen")
    await menu.getByRole("button", { name: /^Handlungsliste/ }).click()
    await menu.waitFor({ state: "detached" })
    await save(page)
    const kinds = async () =>
      (await tree(programmeId)).sections.find((s) => s.id === "ziele")?.blocks.map((b) => b.type)
    expect(await kinds()).toEqual(["paragraph", "actions", "paragraph"])
    await page.getByRole("button", { name: /^Nach unten.*Vorhaben/ }).click()
    await save(page)
    expect(await kinds()).toEqual(["paragraph", "paragraph", "actions"])
    await page.getByRole("button", { name: /^Entfernen : Vorhaben$/ }).click()
    await page.waitForFunction(() => document.activeElement?.textContent === "Rückgängig")
    await save(page)
    expect(await kinds()).toEqual(["paragraph", "paragraph"])
    await page.locator(".zurueck").getByRole("button", { name: "Rückgängig" }).click()
    await save(page)
    expect(await kinds()).toEqual(["paragraph", "paragraph", "actions"])
    quiet()
    await close()
  })

  test("bound numbers say their source; references and footnotes are put into the text", async () => {
    const bound: SectionBlock = {
      type: "paragraph",
      content: [
        { type: "text", text: "Es stehen " },
        { type: "number", ref: "zahl/budget", text: "12.466 TEUR" },
        { type: "text", text: " bereit." },
      ],
    }
    const num = { value: "12466", decimals: 0, unit: "TEUR" as const, nature: "plan" as const }
    const programmeId = await programme([part("ziele", "Ziele", [bound]), part("mittel", "Mittel", [p("Text.")])], {
      numbers: [{ id: "budget", label: "Budget gesamt", num }],
    })
    const { page, open, accessible, quiet, close } = await stage.window(AUTHOR)
    await open(edit(programmeId))
    await take(page, "1 Ziele")
    await move(page, "Control+Home")
    for (let i = 0; i < "Es stehen ".length + 1; i++) await move(page, "ArrowRight")
    await page.getByText("benannte Zahl „Budget gesamt“", { exact: false }).waitFor()
    await accessible("verknüpfte Zahl")
    await move(page, "Control+End")
    await page.getByRole("button", { name: "Verweis", exact: true }).click()
    await page.getByRole("combobox", { name: "Worauf" }).selectOption("mittel")
    await page.getByRole("dialog").getByRole("button", { name: "Einfügen" }).click()
    await page.getByRole("button", { name: "Fußnote", exact: true }).click()
    await page.getByRole("textbox", { name: "Text der Fußnote" }).click()
    await page.keyboard.type("Stand der Haushaltsplanung.")
    await accessible("Fußnote")
    await page.getByRole("dialog").getByRole("button", { name: "Einfügen" }).click()
    await page.getByRole("dialog").waitFor({ state: "detached" })
    await save(page)
    const now = await tree(programmeId)
    const [block] = now.sections[0]?.blocks ?? []
    const [note] = now.footnotes
    expect(note?.blocks).toEqual([p("Stand der Haushaltsplanung.")])
    expect(block?.type === "paragraph" && block.content.slice(1)).toEqual([
      { type: "number", ref: "zahl/budget", text: expect.stringContaining("12.466") },
      { type: "text", text: " bereit." },
      { type: "ref", target: "mittel", show: "number", text: "Abschnitt 2" },
      { type: "footnote", id: note?.id },
    ])
    quiet()
    await close()
  })
})

async function paste(page: Page, html: string): Promise<void> {
  await page.evaluate((markup) => {
    const data = new DataTransfer()
    data.setData("text/html", markup)
    data.setData("text/plain", "")
    document.activeElement?.dispatchEvent(
      new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }),
    )
  }, html)
}

describe("nothing is lost", () => {
  test("two people in one section: the second merges, and both texts stand", async () => {
    const programmeId = await programme()
    const one = await stage.window(AUTHOR)
    const two = await stage.window(HEAD)
    for (const w of [one, two]) {
      await w.open(edit(programmeId))
      await take(w.page, "1 Ziele")
      await move(w.page, "Control+Home")
    }
    await one.page.keyboard.type("Mira: ")
    await save(one.page)
    await two.page.keyboard.type("Jona: ")
    await two.page.keyboard.press("Control+s")
    await two.page.getByRole("heading", { name: "Texte zusammenführen" }).waitFor()
    await two.accessible("zusammenführen")
    await two.page.getByRole("button", { name: "Zusammengeführten Text übernehmen" }).click()
    await saved(two.page)
    expect(await text(programmeId, "ziele")).toEqual(["Mira: Erstens.", "Jona: Erstens.", "Zweitens."])
    const { offers } = await SectionVerbs.read(await as(AUTHOR), { programmeId, sectionId: "ziele" })
    expect(offers).toEqual([])
    two.quiet()
    await one.close()
    await two.close()
  })

  test("without network the text stays on the device, is saved when it is back, and offered after closing", async () => {
    const programmeId = await programme()
    const { page, open, accessible, close } = await stage.window(AUTHOR)
    await open(edit(programmeId))
    await take(page, "2 Mittel")
    await move(page, "Control+End")
    await page.context().setOffline(true)
    await page.keyboard.type(" Ohne Netz.")
    await page.getByText("Gerade kann nicht gespeichert werden.").waitFor()
    await top(page)
    await accessible("ohne Netz")
    await page.context().setOffline(false)
    await saved(page)
    expect(await text(programmeId, "mittel")).toEqual(["Das Budget steht fest. Ohne Netz."])

    await page.context().setOffline(true)
    await page.keyboard.type(" Noch mehr.")
    await page.getByText("Gerade kann nicht gespeichert werden.").waitFor()
    page.once("dialog", (dialog) => void dialog.accept())
    await page.close({ runBeforeUnload: false })
    const again = await stage.window(AUTHOR)
    // What another machine never saw is not offered there; on this one it is.
    await again.open(edit(programmeId))
    await again.page.getByRole("heading", { name: "2 Mittel" }).waitFor()
    expect(await again.page.getByText("Auf diesem Gerät liegt Text").count()).toBe(0)
    await again.close()
    await close()
  })

  test("a reload in the middle: the kept text is offered, and goes on from there", async () => {
    const programmeId = await programme()
    const { page, open, accessible, close } = await stage.window(AUTHOR)
    await open(edit(programmeId))
    await take(page, "2 Mittel")
    await move(page, "Control+End")
    // The session is over: saving is refused until somebody signs in again.
    const cookies = await page.context().cookies()
    await page.context().clearCookies()
    await page.keyboard.type(" Nach dem Ende.")
    await page.getByRole("dialog", { name: "Bitte melden Sie sich an" }).waitFor()
    await page.context().addCookies(cookies.filter((c) => c.name === COOKIE))
    page.once("dialog", (dialog) => void dialog.accept())
    await page.reload()
    await page.getByText("Auf diesem Gerät liegt Text").waitFor()
    await page.getByRole("button", { name: "2 Mittel öffnen" }).click()
    await page.getByRole("button", { name: "Mit diesem Text weiterarbeiten" }).waitFor()
    await top(page)
    await accessible("aufgehobener Text")
    await page.getByRole("button", { name: "Mit diesem Text weiterarbeiten" }).click()
    await saved(page)
    expect(await text(programmeId, "mittel")).toEqual(["Das Budget steht fest. Nach dem Ende."])
    expect(await page.getByText("Auf diesem Gerät liegt Text").count()).toBe(0)
    await close()
  })

  test("a section that somebody removed meanwhile: the text is kept as a new one", async () => {
    const programmeId = await programme()
    const { page, open, quiet, close } = await stage.window(AUTHOR)
    await open(edit(programmeId))
    await take(page, "2 Mittel")
    const ctx = await as(HEAD)
    const now = await Programme.read(ctx, { programmeId })
    if (!now.content) throw new Error("no text")
    const content = { ...now.content, sections: now.content.sections.filter((s) => s.id !== "mittel") }
    await Programme.save(ctx, { programmeId, rev: now.rev, sha256: now.sha256, content })
    await move(page, "Control+End")
    await page.keyboard.type(" Gerettet.")
    await page.getByRole("button", { name: "Meinen Text als neuen Abschnitt anfügen" }).click()
    await box(page, "2 Mittel").waitFor({ state: "detached" })
    await box(page, "3 Mittel").waitFor()
    const last = (await tree(programmeId)).sections.at(-1)
    expect(words(last)).toEqual(["Das Budget steht fest. Gerettet."])
    quiet(409)
    await close()
  })
})

describe("Gliederung", () => {
  test("sections are added, moved, removed and brought back by keyboard; what is fixed stays", async () => {
    const programmeId = await programme()
    const { page, open, accessible, quiet, close } = await stage.window(AUTHOR)
    await open(edit(programmeId))
    const entry = (id: string) => page.locator(`[data-abschnitt="${id}"]`).first()
    await entry("ziele").waitFor()
    await entry("vorwort").focus()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Alt+ArrowDown")
    await expect.poll(() => titles(programmeId)).toBe("vorwort:1 mittel:1 ziele:1 teil-e:1")
    await page.waitForFunction(() => document.activeElement?.getAttribute("data-abschnitt") === "ziele")
    await page.keyboard.press("Alt+ArrowRight")
    await expect.poll(() => titles(programmeId)).toBe("vorwort:1 mittel:1 ziele:2 teil-e:1")
    await page.getByRole("heading", { name: "1.1 Ziele" }).waitFor()
    await page.keyboard.press("Delete")
    await page.getByRole("dialog").waitFor()
    await accessible("Abschnitt entfernen")
    await page.getByRole("dialog").getByRole("button", { name: "Entfernen" }).press("Enter")
    await expect.poll(() => titles(programmeId)).toBe("vorwort:1 mittel:1 teil-e:1")
    await page.getByRole("button", { name: "Rückgängig" }).press("Enter")
    await expect.poll(() => titles(programmeId)).toBe("vorwort:1 mittel:1 ziele:2 teil-e:1")
    await entry("ziele").waitFor()

    await entry("teil-e").focus()
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Delete")
    await page.getByText("Dieser Abschnitt gehört zur Gliederung und kann nicht entfallen.").waitFor()
    await page.keyboard.press("Escape")
    expect(await page.getByRole("button", { name: "Bearbeiten 2 Teil E" }).count()).toBe(0)

    await entry("teil-e").focus()
    await page.keyboard.press("Insert")
    await page.getByRole("textbox", { name: "Überschrift", exact: true }).fill("Ausblick")
    await page.keyboard.press("Enter")
    await box(page, "3 Ausblick").waitFor()
    expect((await tree(programmeId)).sections.map((s) => s.title[0])).toContainEqual({ type: "text", text: "Ausblick" })
    await page.getByRole("textbox", { name: "Überschrift des Abschnitts" }).fill("Ausblick auf 2028")
    await save(page)
    await page.getByRole("heading", { name: "3 Ausblick auf 2028" }).waitFor()
    quiet()
    await close()
  })

  test("a section is given to somebody with a day, and says so", async () => {
    const programmeId = await programme()
    const { page, open, accessible, quiet, close } = await stage.window(AUTHOR)
    await open(edit(programmeId, "?abschnitt=ziele"))
    await page.getByRole("heading", { name: "1 Ziele" }).waitFor()
    await page.getByText("Abschnitt ändern").click()
    await page.getByRole("button", { name: "Zuständigkeit" }).click()
    const dialog = page.getByRole("dialog")
    await dialog.getByRole("button", { name: "Speichern" }).click()
    await dialog.getByText("Bitte wählen Sie eine Person.").waitFor()
    await dialog.getByRole("combobox", { name: "Wer schreibt" }).selectOption(HEAD)
    await dialog.getByLabel("Bis wann").fill("2099-01-12")
    await accessible("Zuständigkeit")
    await dialog.getByRole("button", { name: "Speichern" }).click()
    await page.getByText("Dr. Jona Weidner, bis 12.01.2099, offen").first().waitFor()
    quiet()
    await close()
  })
})

describe("over the years", () => {
  test("a warning is taken note of with a reason", async () => {
    const ctx = await as(AUTHOR)
    const { id: programmeId } = await Programme.create(ctx, {
      kind: "AMP",
      title: "Arbeitsmarktprogramm 2027",
      year: 2027,
      amtId: "jobcenter",
      outline: "amp-kommunal",
    })
    const { page, open, accessible, quiet, close } = await stage.window(AUTHOR)
    await open(edit(programmeId))
    const warning = page.locator('.befunde__liste [data-schwere="warning"]').first()
    await warning.waitFor()
    const before = (await Acknowledgement.list(ctx, { programmeId })).open
    await warning.getByRole("button", { name: /^Zur Kenntnis nehmen/ }).click()
    await page.getByRole("textbox", { name: "Begründung" }).fill("Wird im Januar nachgeholt.")
    await accessible("Kenntnisnahme")
    await warning.locator(".formular").getByRole("button", { name: "Zur Kenntnis nehmen" }).click()
    await page.getByRole("textbox", { name: "Begründung" }).waitFor({ state: "detached" })
    expect((await Acknowledgement.list(ctx, { programmeId })).open).toBe(before - 1)
    await page.getByRole("link", { name: "Beteiligung", exact: true }).click()
    await page.getByRole("button", { name: "Beteiligung festhalten" }).click()
    await page.getByLabel("Am", { exact: true }).fill("2026-01-12")
    await page.getByLabel("Was war es").fill("Gespräch")
    await page.getByLabel("Was wurde gesagt").fill("Frauen sollen stärker gefördert werden.")
    await accessible("Beteiligung")
    await page.getByRole("dialog").getByRole("button", { name: "Speichern" }).click()
    await page.getByRole("heading", { name: "Gespräch" }).waitFor()
    quiet()
    await close()
  })

  test("a Stand is compared and brought back; what was there before can be brought back as well", async () => {
    const programmeId = await programme()
    const ctx = await as(AUTHOR)
    await Programme.stand(ctx, { programmeId, note: "erster" })
    const { page, open, accessible, quiet, close } = await stage.window(AUTHOR)
    await open(edit(programmeId))
    await take(page, "1 Ziele")
    await move(page, "Control+Home")
    await page.keyboard.type("Neu: ")
    await save(page)
    await page.getByRole("link", { name: "Stände und Vergleich" }).click()
    await page.locator(".synopse ins").getByText("Neu:").waitFor()
    await accessible("Synopse")
    await page.getByRole("button", { name: /^Wiederherstellen.*Stand 1/ }).click()
    await page.getByRole("dialog").getByRole("button", { name: "Wiederherstellen" }).click()
    await page.getByRole("heading", { name: /^Stand 2 vom/ }).waitFor()
    await page.getByRole("dialog").waitFor({ state: "detached" })
    expect(await text(programmeId, "ziele")).toEqual(["Erstens.", "Zweitens."])
    quiet()
    await close()
  })

  test("the working text as PDF beside the Word file: asked for, waited for, opened", async () => {
    const programmeId = await programme()
    const { page, open, accessible, quiet, close } = await stage.window(AUTHOR)
    await open(edit(programmeId, "?ansicht=dateien"))
    await page.getByRole("button", { name: "PDF erstellen des Arbeitstexts" }).click()
    const link = page.getByRole("link", { name: /^AMP-2027_Entwurf_.*\.pdf öffnen/ })
    await link.waitFor({ timeout: 60_000 })
    await accessible("Dateien mit PDF")
    await page.getByRole("button", { name: "Word-Datei erstellen des Arbeitstexts" }).waitFor()
    const answer = await page.request.get(new URL((await link.getAttribute("href")) ?? "", stage.origin).href)
    expect(answer.headers()["content-type"]).toBe("application/pdf")
    expect(answer.headers()["content-disposition"]).toMatch(/^inline/)
    const pages = tool("pdftotext", ["-layout", "-", "-"], await answer.body())
      .split("\f")
      .slice(0, -1)
    for (const one of pages) expect(one).toContain("Entwurf")
    expect(pages.join(" ")).toContain("Das Budget steht fest.")
    quiet()
    await close()
  })

  test("next year's draft says what is still as it was, until somebody confirms it", async () => {
    const programmeId = await programme()
    const { page, open, accessible, quiet, close } = await stage.window(AUTHOR)
    await open(edit(programmeId, "?ansicht=dateien"))
    await page.getByRole("button", { name: "Fortschreiben" }).click()
    await page.waitForURL(new RegExp(`programme/(?!${programmeId})[^/]+/bearbeiten`))
    const next = new URL(page.url()).pathname.split("/").at(-2) ?? ""
    await page.getByRole("tab", { name: "Vorjahr (5)", selected: true }).waitFor()
    await accessible("Vorjahr")
    await page.getByRole("button", { name: /^Alle hier gelten weiter.*Abschnitt 1/ }).click()
    await page.getByRole("tab", { name: "Vorjahr (3)" }).waitFor()
    await take(page, "2 Mittel")
    await move(page, "Control+End")
    await page.keyboard.type(" Für 2028.")
    await save(page)
    await page.getByRole("tab", { name: "Vorjahr (2)" }).waitFor()
    expect((await RollOver.unchanged(await as(AUTHOR), { programmeId: next })).map((m) => m.sectionId)).toEqual([
      "vorwort",
      "teil-e",
    ])
    quiet()
    await close()
  })
})

describe("other eyes", () => {
  test("who only reads writes Anmerkungen; who may not read is told who may", async () => {
    const programmeId = await programme()
    const bca = await stage.window(BCA)
    await bca.open(edit(programmeId, "?seite=anmerkungen&abschnitt=ziele"))
    await bca.page.getByText("Sie können dieses Programm lesen und Anmerkungen schreiben.").waitFor()
    await bca.page.getByRole("textbox", { name: "Neue Anmerkung" }).fill("Frauenanteil fehlt.")
    await bca.page.getByRole("button", { name: "Anmerken" }).click()
    await bca.page.getByText("Frauenanteil fehlt.", { exact: true }).last().waitFor()
    expect(await bca.page.getByRole("button", { name: /^Bearbeiten/ }).count()).toBe(0)
    await bca.accessible("nur lesen")
    bca.quiet()
    await bca.close()
    const other = await stage.window("ruth-sandmann")
    await other.open(edit(programmeId))
    await other.page.getByText("sehen Sie mit Ihren Funktionen nicht", { exact: false }).waitFor()
    await other.accessible("ohne Recht")
    await other.close()
  })

  test.each([
    ["phone, dark", { width: 390, height: 844, scheme: "dark" as const }],
    ["400 %", { width: 320, height: 256 }],
  ])("%s: sides open on demand, a section is written, nothing stands out of the page", async (_, look) => {
    const programmeId = await programme()
    const { page, open, accessible, quiet, close } = await stage.window(AUTHOR, look)
    await open(edit(programmeId))
    await page.getByRole("heading", { name: "1 Ziele" }).waitFor()
    expect(await page.getByRole("navigation", { name: "Gliederung" }).count()).toBe(0)
    await page.getByRole("button", { name: "Gliederung", exact: true }).click()
    await page.getByRole("navigation", { name: "Gliederung" }).waitFor()
    await page.getByRole("button", { name: /^Befunde und Anmerkungen/ }).click()
    await page.getByRole("tab", { name: /^Befunde/ }).waitFor()
    await accessible("klein, Seiten offen")
    await page.getByRole("button", { name: "Gliederung", exact: true }).click()
    await take(page, "1 Ziele")
    await move(page, "Control+Home")
    await page.keyboard.type("Mobil: ")
    await save(page)
    expect(await text(programmeId, "ziele")).toEqual(["Mobil: Erstens.", "Zweitens."])
    await accessible("klein, Abschnitt in Arbeit")
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    expect(wider).toBeLessThanOrEqual(0)
    quiet()
    await close()
  })
})
