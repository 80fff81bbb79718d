/** Typed blocks in a real browser: tables by keyboard alone, from a spreadsheet, two thousand rows long; charts, forms, numbers. */

import type { ProgrammeContent, Section, SectionBlock } from "@beschlussweg/core/content"
import * as Member from "@beschlussweg/core/member"
import * as Programme from "@beschlussweg/core/programme"
import type { DataBlock } from "@beschlussweg/core/typed"
import { HERE } from "@beschlussweg/functions/fixture"
import type { Page } from "playwright-core"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { newBlock } from "../../web/src/programme/block/kind.ts"
import { openStage, type Stage } from "./stage.ts"

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.stop())

const AUTHOR = "mira-holtkamp"
const BCA = "pia-wollgast"
async function author() {
  const { world } = stage.app
  const bare = world.ctx(HERE, { personId: AUTHOR, name: "", functions: [] }, "test")
  const member = await Member.load(bare.table, AUTHOR)
  if (!member) throw new Error(`nobody is called ${AUTHOR}`)
  return world.ctx(HERE, Member.asActor(member), "test")
}
const words = (text: string) => [{ type: "text" as const, text }]
const part = (id: string, title: string, blocks: SectionBlock[]): Section => ({
  id,
  level: 1,
  title: words(title),
  numbering: "auto",
  blocks,
})
const num = (value: string) => ({ type: "num" as const, num: { value, decimals: value.split(".")[1]?.length ?? 0 } })
const table = (rows: readonly (readonly [string, ...string[]])[], more: Partial<DataBlock> = {}): DataBlock => ({
  type: "data",
  id: "tab1",
  kind: "budget",
  caption: words("Budget"),
  head: "Position",
  columns: [
    { key: "a", label: "2026", unit: "TEUR", nature: "ist" },
    { key: "b", label: "2027", unit: "TEUR", nature: "plan" },
  ],
  rows: rows.map(([label, ...values], i) => ({
    id: `z${i + 1}`,
    label: words(label),
    kind: "data",
    indent: 0,
    cells: values.map(num),
  })),
  relations: [],
  notes: [],
  ...more,
})
const BUDGET = table([
  ["Eingliederung", "13015", "12466"],
  ["Verwaltung", "14310", "14859"],
  ["Gesamt", "27325", "27325"],
])
const TITLE = "Arbeitsmarktprogramm 2027"
async function programme(sections: Section[], more: Partial<ProgrammeContent> = {}): Promise<string> {
  const ctx = await author()
  const { id } = await Programme.create(ctx, { kind: "AMP", title: TITLE, year: 2027, amtId: "jobcenter" })
  const content: ProgrammeContent = {
    version: 1,
    kind: "AMP",
    title: TITLE,
    year: 2027,
    sections,
    footnotes: [],
    ...more,
  }
  await Programme.save(ctx, { programmeId: id, rev: 0, content })
  return id
}
async function stored<T extends SectionBlock["type"]>(
  programmeId: string,
  type: T,
): Promise<Extract<SectionBlock, { type: T }>> {
  const { content } = await Programme.read(await author(), { programmeId })
  const found = content?.sections.flatMap((s) => s.blocks).find((b) => b.type === type)
  if (!found) throw new Error(`no ${type}`)
  return found as Extract<SectionBlock, { type: T }>
}
const figures = async (programmeId: string): Promise<(string | null)[][]> =>
  (await stored(programmeId, "data")).rows.map((r) =>
    r.cells.map((c) => (c.type === "num" ? c.num.value : c.type === "text" ? "text" : null)),
  )

const edit = (programmeId: string, section: string) =>
  `/app/${HERE}/programme/${programmeId}/bearbeiten?abschnitt=${section}`
const hand = (page: Page, title: RegExp) =>
  page.getByRole("button", { name: new RegExp(`^Bearbeiten .*${title.source}`) })
const cell = (page: Page, r: number, c: number) => page.locator(`[role="grid"] [data-r="${r}"][data-c="${c}"]`)
const focused = (page: Page) =>
  page.evaluate(() => {
    const at = document.activeElement
    return at instanceof HTMLElement && at.dataset.r !== undefined
      ? `${at.dataset.r}/${at.dataset.c}`
      : (at?.tagName ?? "")
  })
const at = (page: Page, place: string) => expect.poll(() => focused(page)).toBe(place)
const save = async (page: Page) => {
  await page.keyboard.press("Control+s")
  await page
    .locator('.werkzeugplatz [data-stand="saved"]')
    .getByText(/^Gespeichert um/)
    .waitFor()
}
const top = (page: Page) => page.evaluate(() => window.scrollTo(0, 0))
/** As a spreadsheet puts it on the clipboard. */
const paste = (page: Page, text: string) =>
  page.evaluate((words) => {
    const data = new DataTransfer()
    data.setData("text/plain", words)
    document.activeElement?.dispatchEvent(
      new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }),
    )
  }, text)
async function opened(programmeId: string, section: string, title: RegExp, look = {}) {
  const window = await stage.window(AUTHOR, look)
  await window.open(edit(programmeId, section))
  await hand(window.page, title).click()
  await window.page.locator(".bb").first().waitFor()
  return window
}
/** Presses Tab until the focus is in the table. */
async function tabToGrid(page: Page): Promise<void> {
  for (let i = 0; i < 80; i++) {
    await page.keyboard.press("Tab")
    if (/^\d+\/\d+$/.test(await focused(page))) return
  }
  throw new Error("the keyboard does not reach the table")
}

describe("a table", () => {
  test("with the keyboard alone: typed, refused, emptied, undone, moved, summed, and saved", async () => {
    const programmeId = await programme([part("mittel", "Mittel", [BUDGET])])
    const { page, accessible, quiet, close } = await opened(programmeId, "mittel", /Mittel/)
    await top(page)
    await accessible("Tabelle")
    await page.getByLabel("Titel der Tabelle").focus()
    await tabToGrid(page)
    await at(page, "1/1")
    await page.keyboard.press("Control+End")
    await at(page, "3/2")
    await page.keyboard.press("Home")
    await at(page, "3/0")
    await page.keyboard.press("Control+Home")
    await at(page, "0/0")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowRight")
    await page.keyboard.press("ArrowRight")
    await at(page, "1/2")

    // A wrong figure is refused at the cell; Escape brings the old one back.
    await page.keyboard.type("12,3,4")
    await page.keyboard.press("Enter")
    await page.getByText("„12,3,4“ ist keine Zahl. Erwartet wird eine Zahl wie 1.234,5 oder 1.234,5 T€").waitFor()
    expect(await page.locator('[role="grid"] input').getAttribute("aria-invalid")).toBe("true")
    await top(page)
    await accessible("Zahl abgelehnt")
    await page.keyboard.press("Escape")
    await at(page, "1/2")
    expect(await cell(page, 1, 2).textContent()).toBe("12.466\u00a0T€")

    // A point for a comma is asked back; the second Enter takes what was meant. Enter goes down, Tab to the right.
    await page.keyboard.type("12.5")
    await page.keyboard.press("Enter")
    await page.getByText(/ist nicht eindeutig: .* vermutlich 12,5/).waitFor()
    await page.keyboard.press("Enter")
    await at(page, "2/2")
    expect(await cell(page, 1, 2).textContent()).toBe("12,5\u00a0T€")
    await page.keyboard.press("F2")
    await page.keyboard.press("Control+a")
    await page.keyboard.type("rd. 14.859")
    await page.keyboard.press("Tab")
    await at(page, "3/0")
    expect(await cell(page, 2, 2).textContent()).toBe("rund 14.859\u00a0T€")

    await page.keyboard.press("Control+z")
    await expect.poll(() => cell(page, 2, 2).textContent()).toBe("14.859\u00a0T€")
    await page.keyboard.press("Control+z")
    await expect.poll(() => cell(page, 1, 2).textContent()).toBe("12.466\u00a0T€")
    await page.keyboard.press("Control+y")
    await expect.poll(() => cell(page, 1, 2).textContent()).toBe("12,5\u00a0T€")
    await page.keyboard.press("Control+z")

    // Rows: a new one below, filled, moved up, taken away, and back.
    await page.keyboard.press("Control+Home")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Control+Enter")
    await at(page, "2/0")
    await page.keyboard.type("Zusatzmittel")
    await page.keyboard.press("Tab")
    await page.keyboard.type("7")
    await page.keyboard.press("Tab")
    // A sign that keyboards of the test do not have: it is written into the open cell.
    await page.keyboard.press("Enter")
    await page.keyboard.insertText("–")
    await page.keyboard.press("Enter")
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("Alt+Shift+ArrowUp")
    await at(page, "1/2")
    expect(await cell(page, 1, 0).textContent()).toBe("Zusatzmittel")
    await page.keyboard.press("Control+Delete")
    await expect.poll(() => cell(page, 1, 0).textContent()).toBe("Eingliederung")

    // Parts and, last, their sum.
    await page.keyboard.press("Control+Home")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowRight")
    await page.keyboard.press("Shift+Control+End")
    await page.getByRole("button", { name: "Auswahl als Summe" }).press("Enter")
    await page.getByText("2 Summen angelegt.").first().waitFor()
    await cell(page, 3, 2).focus()
    await page.keyboard.type("27.352")
    await page.keyboard.press("Enter")
    await expect.poll(() => cell(page, 3, 2).textContent()).toContain("!")
    expect(await cell(page, 3, 2).textContent()).toContain(
      "Stimmt nicht: 12.466 + 14.859 ergibt 27.325; hier steht 27.352.",
    )
    await top(page)
    await accessible("Summe stimmt nicht")
    // Tab leaves the table.
    await cell(page, 3, 2).focus()
    await page.keyboard.press("Tab")
    expect(await focused(page)).not.toMatch(/\d/)
    await save(page)
    expect(await figures(programmeId)).toEqual([
      ["13015", "12466"],
      ["14310", "14859"],
      ["27325", "27352"],
    ])
    expect((await stored(programmeId, "data")).relations.map((r) => [r.type, r.state])).toEqual([
      ["sum", "confirmed"],
      ["sum", "confirmed"],
    ])
    quiet()
    await close()
  }, 60_000)

  test("from a spreadsheet: German figures, new rows and columns; what is no figure is named; one undo takes it back", async () => {
    const programmeId = await programme([part("mittel", "Mittel", [BUDGET])])
    const { page, accessible, quiet, close } = await opened(programmeId, "mittel", /Mittel/)
    await cell(page, 3, 1).focus()
    await cell(page, 3, 1).click()
    await paste(page, "1.234,56\t3,6 %\tAnmerkung\r\nrd. 120\t12.5\tk. A.\r\n")
    await page.getByText("Eingefügt: 2 × 3 Zellen, 1 neue Zeilen und 1 neue Spalten.").waitFor()
    await page.getByText("Diese Angaben sind keine eindeutigen Zahlen").waitFor()
    await top(page)
    await accessible("Eingefügtes mit Rückfrage")
    await page
      .getByRole("button", { name: /^Zur Zelle/ })
      .first()
      .click()
    await at(page, "4/2")
    expect(await cell(page, 3, 1).textContent()).toBe("1.234,56\u00a0T€")
    expect(await cell(page, 3, 2).textContent()).toBe("3,6\u00a0%")
    expect(await cell(page, 4, 1).textContent()).toBe("rund 120\u00a0T€")
    await page.keyboard.press("Control+z")
    await expect.poll(() => page.locator('[role="grid"]').getAttribute("aria-rowcount")).toBe("4")
    await page.keyboard.press("Control+y")
    await save(page)
    expect(await figures(programmeId)).toEqual([
      ["13015", "12466", null],
      ["14310", "14859", null],
      ["1234.56", "3.6", "text"],
      ["120", "text", null],
    ])
    quiet()
    await close()
  })

  test("proposals are found, confirmed one by one and all at once, rejected, and taken back", async () => {
    const programmeId = await programme([part("mittel", "Mittel", [BUDGET])])
    const { page, accessible, quiet, close } = await opened(programmeId, "mittel", /Mittel/)
    await page.getByRole("button", { name: "Beziehungen suchen" }).click()
    await page.getByRole("button", { name: "Bestätigen: Gesamt = Eingliederung + Verwaltung, in 2 Spalten" }).waitFor()
    await top(page)
    await accessible("Vorschläge")
    await page.getByRole("button", { name: "Verwerfen: Gesamt = Eingliederung + Verwaltung, in 2 Spalten" }).click()
    await page.getByText("Verworfene Vorschläge (1)").click()
    await page.getByRole("button", { name: /^Doch bestätigen: Gesamt/ }).click()
    await page.getByText("Bestätigte Beziehungen (1)").waitFor()
    await save(page)
    expect((await stored(programmeId, "data")).relations.map((r) => r.state)).toEqual(["confirmed", "confirmed"])
    quiet()
    await close()
  })

  test("two thousand rows: few are drawn, all are reached, and a change at the end is kept", async () => {
    const rows = Array.from({ length: 2000 }, (_, i): [string, string, string] => [
      `Zeile ${i + 1}`,
      String(i),
      String(i * 2),
    ])
    const programmeId = await programme([part("liste", "Liste", [table(rows)])])
    const { page, accessible, quiet, close } = await opened(programmeId, "liste", /Liste/)
    const grid = page.getByRole("grid")
    expect(await grid.getAttribute("aria-rowcount")).toBe("2001")
    const drawn = () => grid.locator("tr[aria-rowindex]").count()
    expect(await drawn()).toBeLessThan(80)
    await cell(page, 1, 1).click()
    await page.keyboard.press("Control+End")
    await at(page, "2000/2")
    await page.keyboard.press("PageUp")
    await page.keyboard.press("Control+ArrowDown")
    await at(page, "2000/2")
    await page.keyboard.type("5")
    await page.keyboard.press("Enter")
    await expect.poll(() => cell(page, 2000, 2).textContent()).toBe("5\u00a0T€")
    expect(await drawn()).toBeLessThan(80)
    expect(await cell(page, 2000, 2).evaluate((e) => e.parentElement?.getAttribute("aria-rowindex"))).toBe("2001")
    await page.keyboard.press("Control+Home")
    await at(page, "0/0")
    await cell(page, 1, 0).waitFor()
    await top(page)
    await accessible("lange Tabelle")
    await save(page)
    const found = await stored(programmeId, "data")
    expect(found.rows).toHaveLength(2000)
    expect(found.rows.at(-1)?.cells[1]).toEqual(num("5"))
    quiet()
    await close()
  }, 60_000)

  test("rows, columns and cells have their settings; Kennzahlen come from the catalogue of the law", async () => {
    const ziel = newBlock("ziel")
    const programmeId = await programme([part("ziele", "Ziele", [ziel])])
    const { page, accessible, quiet, close } = await opened(programmeId, "ziele", /Ziele/)
    await cell(page, 1, 1).click()
    await page.keyboard.type("24,5")
    await page.keyboard.press("Enter")
    await cell(page, 1, 1).click()
    await page.keyboard.press("Alt+Enter")
    const catalogue = page.getByLabel("Kennzahl aus dem Verzeichnis")
    await catalogue.locator('option[value="K2"]').waitFor({ state: "attached" })
    await catalogue.selectOption("K2")
    await page.getByLabel("Genauigkeit").selectOption("mindestens")
    await page.getByLabel("Jahr, Monat oder Tag").fill("13/2026")
    await page.getByText("Bitte schreiben Sie 2027, 09/2026 oder 30.09.2026.").waitFor()
    await page.getByLabel("Jahr, Monat oder Tag").fill("09/2026")
    await page.getByRole("button", { name: "Quelle angeben" }).click()
    await page.getByLabel("Herausgeber").fill("Statistik der Bundesagentur für Arbeit")
    await top(page)
    await accessible("Einstellungen")
    await save(page)
    const found = await stored(programmeId, "data")
    expect(found.rows[0]).toMatchObject({ code: "K2", label: words("Integrationsquote") })
    expect(found.rows[0]?.cells[0]).toEqual({
      type: "num",
      num: { value: "24.5", decimals: 1, qualifier: "mindestens" },
    })
    expect(found.columns[0]?.asOf).toBe("2026-09")
    expect(found.source?.publisher).toBe("Statistik der Bundesagentur für Arbeit")
    quiet()
    await close()
  })

  test.each([
    ["Telefon", { width: 390, height: 844 }],
    ["400 %", { width: 320, height: 640 }],
    ["dunkel", { scheme: "dark" }],
  ] as const)("%s: nothing is cut off, a second touch opens the cell", async (name, look) => {
    const programmeId = await programme([part("mittel", "Mittel", [BUDGET])])
    const { page, accessible, quiet, close } = await opened(programmeId, "mittel", /Mittel/, look)
    await top(page)
    await accessible(`Tabelle, ${name}`)
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0)
    const touch = (type: string) =>
      cell(page, 1, 1).dispatchEvent(type, { pointerType: "touch", button: 0, bubbles: true, isPrimary: true })
    await cell(page, 1, 1).click()
    await touch("pointerdown")
    await page.locator('[role="grid"] input').waitFor()
    quiet()
    await close()
  })

  test("who only reads the programme is not led to the editor", async () => {
    const programmeId = await programme([part("mittel", "Mittel", [BUDGET])])
    const { page, open, close } = await stage.window(BCA)
    await open(edit(programmeId, "mittel"))
    await page
      .getByRole("heading", { name: /Mittel/ })
      .first()
      .waitFor()
    expect(await page.locator('[role="grid"]').count()).toBe(0)
    await close()
  })
})

describe("a chart", () => {
  test("is drawn while its figures are typed, wants a description, and is kept", async () => {
    const programmeId = await programme([part("grafik", "Grafik", [newBlock("chart")])])
    const { page, accessible, quiet, close } = await opened(programmeId, "grafik", /Grafik/)
    await page.getByText("Ohne Beschreibung kann das Programm nicht eingereicht werden.").waitFor()
    await page.getByLabel("Titel", { exact: true }).fill("Eintritte")
    await cell(page, 1, 1).click()
    await paste(page, "120\t80\r\n150,5\tviel")
    await page.getByText(/Keine Zahlen und deshalb leer: „viel“/).waitFor()
    const svg = page.locator(".diagramm svg")
    await expect.poll(() => svg.innerHTML()).toContain("150,5")
    // Each series has its own hatching besides its colour.
    expect(await svg.locator('rect[fill^="url(#"]').count()).toBeGreaterThan(0)
    for (const [kind, shape] of [
      ["stacked", "rect"],
      ["line", "path.diagramm__kurve"],
    ] as const) {
      await page.locator(".bb").getByLabel("Darstellung").selectOption(kind)
      await svg.locator(shape).first().waitFor({ state: "attached" })
    }
    await page.locator(".bb").getByLabel("Darstellung").selectOption("donut")
    await page.getByText("Ein Ring zeigt nur eine Reihe. Gezeichnet werden Säulen nebeneinander.").waitFor()
    await page.getByRole("button", { name: "Vorschlag aus den Zahlen einsetzen" }).click()
    await expect.poll(() => svg.getAttribute("aria-label")).toContain("Ring „Eintritte“")
    await top(page)
    await accessible("Diagramm")
    await save(page)
    const found = await stored(programmeId, "chart")
    expect(found.series.map((s) => s.values)).toEqual([
      ["120", "150.5"],
      ["80", null],
    ])
    expect(found.alt).toContain("Vorjahr 120, Aktuell 150,5")
    quiet()
    await close()
  })
})

describe("forms", () => {
  test("a topic with Aktivität and Wirkungserwartung, a measure of the catalogue, a contact with a wrong address", async () => {
    const programmeId = await programme([
      part("themen", "Themen", [newBlock("topic"), newBlock("measures"), newBlock("contact")]),
    ])
    const { page, accessible, quiet, close } = await opened(programmeId, "themen", /Themen/)
    const topic = page.getByRole("region", { name: "Schwerpunktthema" })
    await topic.getByRole("button", { name: "Aktivität hinzufügen" }).click()
    await topic.getByText("Noch ohne Wirkungserwartung: Aktivität 2.").waitFor()
    await topic.getByRole("button", { name: "Wirkungserwartung hinzufügen" }).click()
    await topic.getByText("Noch ohne Wirkungserwartung").waitFor({ state: "detached" })
    await topic.getByRole("textbox", { name: "Wirkungserwartung" }).last().fill("Mehr Eintritte.")
    const measures = page.getByRole("region", { name: "Maßnahmenkatalog" })
    await measures.getByLabel("Name der Maßnahme").fill("Familiencoaching")
    const norm = measures.getByLabel("Instrument aus dem Verzeichnis")
    await norm.locator('option[value="16h"]').waitFor({ state: "attached" })
    await norm.selectOption("16h")
    const contact = page.getByRole("region", { name: "Kontakt" })
    await contact.getByLabel("Funktion").fill("Leitung des Jobcenters")
    await contact.getByLabel("E-Mail-Adresse").fill("jobcenter")
    await contact.getByText("Bitte geben Sie eine Adresse wie").waitFor()
    await top(page)
    await accessible("Formulare")
    await contact.getByLabel("E-Mail-Adresse").fill("jobcenter@aulenfeld.example")
    await save(page)
    const found = await stored(programmeId, "topic")
    expect(found.aktivitaeten.map((a) => a.no)).toEqual([1, 2])
    expect(found.wirkungserwartungen.at(-1)).toMatchObject({
      aktivitaet: 2,
      text: [{ type: "paragraph", content: words("Mehr Eintritte.") }],
    })
    expect((await stored(programmeId, "measures")).rows[0]).toMatchObject({ name: "Familiencoaching", code: "16h" })
    expect(await stored(programmeId, "contact")).toMatchObject({ mail: "jobcenter@aulenfeld.example" })
    quiet()
    await close()
  }, 60_000)

  test("a picture is sent, described and replaced; its words stay", async () => {
    const programmeId = await programme([part("bild", "Bild", [newBlock("image")])])
    const { page, accessible, quiet, close } = await opened(programmeId, "bild", /Bild/)
    const choose = (name: string, bytes: Buffer, mimeType = "image/png") =>
      page.locator('.bb input[type="file"]').setInputFiles({ name, mimeType, buffer: bytes })
    await choose("notiz.txt", Buffer.from("kein Bild"), "text/plain")
    await page.getByText("„notiz.txt“ ist kein Bild im Format PNG oder JPEG.").waitFor()
    await choose("karte.png", await drawn(page, 40, 30))
    await page.getByText("PNG, 40 × 30 Bildpunkte").waitFor({ timeout: 20_000 })
    await page.getByLabel("Beschreibung des Bildes").fill("Karte des Kreises")
    await top(page)
    await accessible("Abbildung")
    await page.getByRole("button", { name: "Bild ersetzen" }).click()
    await choose("karte2.png", await drawn(page, 80, 60))
    await page.getByText("PNG, 80 × 60 Bildpunkte").waitFor({ timeout: 20_000 })
    await save(page)
    expect(await stored(programmeId, "image")).toMatchObject({ width: 80, height: 60, alt: "Karte des Kreises" })
    quiet()
    await close()
  }, 60_000)
})

/** A picture made by the browser itself. */
async function drawn(page: Page, width: number, height: number): Promise<Buffer> {
  const url = await page.evaluate(
    ([w, h]) => {
      const canvas = document.createElement("canvas")
      Object.assign(canvas, { width: w, height: h })
      canvas.getContext("2d")?.fillRect(5, 5, 10, 10)
      return canvas.toDataURL("image/png")
    },
    [width, height] as const,
  )
  return Buffer.from(url.split(",")[1] ?? "", "base64")
}

test("numbers of a programme: named, changed in one place, repetitions bound, a name taken away", async () => {
  const text: SectionBlock = { type: "paragraph", content: words("Die Quote soll 24,5 % erreichen.") }
  const programmeId = await programme([part("ziele", "Ziele", [text]), part("mittel", "Mittel", [BUDGET])])
  const { page, open, accessible, quiet, close } = await stage.window(AUTHOR)
  await open(`/app/${HERE}/programme/${programmeId}/zahlen`)
  await page.getByText("Noch keine. Eine Zahl mit Namen").waitFor()
  await accessible("noch keine Zahlen")
  await page.getByRole("button", { name: "Zahl benennen" }).click()
  const dialog = page.getByRole("dialog")
  await dialog.getByLabel("Name").fill("Zielquote")
  await dialog.getByLabel("Zahl", { exact: true }).fill("zwölf")
  await dialog.getByRole("button", { name: "Benennen" }).click()
  await dialog.getByText("Das ist keine eindeutige Zahl.").waitFor()
  await accessible("Zahl benennen")
  await dialog.getByLabel("Zahl", { exact: true }).fill("24,5 %")
  await dialog.getByRole("button", { name: "Benennen" }).click()
  await page.getByRole("heading", { name: "Zielquote" }).waitFor()
  await page.getByRole("button", { name: /^Verknüpfen: 24,5/ }).click()
  await page.getByText("Einmal verwendet:").waitFor()
  await page.getByText("Der Text wiederholt keine Zahl mit Namen von Hand.").waitFor()
  await page.getByRole("button", { name: "Ändern: Zielquote" }).click()
  await dialog.getByLabel("Zahl", { exact: true }).fill("26,0 %")
  await dialog.getByRole("button", { name: "Übernehmen" }).click()
  await expect.poll(() => page.locator(".zahlen__wert").first().textContent()).toBe("26,0\u00a0%")
  await accessible("Zahlen")
  const said = async () => {
    const { content } = await Programme.read(await author(), { programmeId })
    const [block] = content?.sections[0]?.blocks ?? []
    return block?.type === "paragraph" ? block.content.map((i) => ("text" in i ? i.text : "")).join("") : ""
  }
  expect(await said()).toBe("Die Quote soll 26,0\u00a0% erreichen.")
  await page.getByRole("button", { name: "Name löschen: Zielquote" }).click()
  await dialog.getByText("Die Zahl steht an einer Stelle im Text.").waitFor()
  await dialog.getByRole("button", { name: "Name löschen" }).click()
  await page.getByText("Noch keine. Eine Zahl mit Namen").waitFor()
  expect(await said()).toBe("Die Quote soll 26,0\u00a0% erreichen.")
  quiet()
  await close()
})
