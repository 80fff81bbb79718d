/** Tables that know their numbers: taken over from Word, decided on by people, and one change that moves everywhere. */
import * as Acknowledgement from "@beschlussweg/core/acknowledgement"
import * as Comment from "@beschlussweg/core/comment"
import type { Block, Inline, Section as Part, ProgrammeContent, SectionBlock } from "@beschlussweg/core/content"
import { compose } from "@beschlussweg/core/digest"
import * as Named from "@beschlussweg/core/named"
import { plainContent } from "@beschlussweg/core/plainly"
import * as Programme from "@beschlussweg/core/programme"
import * as Relation from "@beschlussweg/core/relation"
import * as Retype from "@beschlussweg/core/retype"
import * as Section from "@beschlussweg/core/section"
import type { DataBlock, Relation as Rel } from "@beschlussweg/core/typed"
import * as Upload from "@beschlussweg/core/upload"
import * as Versions from "@beschlussweg/core/versions"
import { reader } from "@beschlussweg/functions/reader"
import { docx, p, tbl, tc, tr } from "@beschlussweg/word/fixture"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { type House, openWorld, type World } from "./house.ts"

let world: World
let kreis: House
beforeAll(async () => {
  world = await openWorld()
  world.workshop = { ...world.workshop, reader }
  kreis = await world.house("T1")
})
afterAll(() => world.stop())

const author = () => kreis.as("verfasser")
const row = (...cells: string[]) => tr(cells.map((c) => tc(c)))
const head = (...cells: string[]) =>
  tr(
    cells.map((c) => tc(c)),
    true,
  )
const LABOUR = [
  ["Arbeitslose", "7.412", "7.226"],
  ["Arbeitslose SGB III", "1.805", "1.790"],
  ["Arbeitslose SGB II", "5.607", "5.436"],
]
const word = (rows: readonly string[][] = LABOUR) =>
  docx({
    body: [
      p("Lage", { style: "berschrift1" }),
      p("So sah der Arbeitsmarkt im Kreis Aulenfeld im September aus."),
      tbl([head("Merkmal", "Ist 2026", "Ist 2025"), ...rows.map((r) => row(...r))]),
      p("Und die Angebote:"),
      tbl([head("Name", "Inhalt"), row("Lotse", "Begleitung"), row("Café", "Sprache")]),
    ].join(""),
  })

async function upload(data: Uint8Array): Promise<string> {
  const mediaType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
  const file = { purpose: "programme" as const, fileName: "Programm.docx", mediaType, data }
  const { id } = await Upload.receive(author(), { ...file, programme: { kind: "AMP", year: 2027 } })
  await Upload.work(kreis.workCtx(), id)
  return id
}
const empty = async (outline?: string, kind: "AMP" | "LPD" = "AMP") =>
  (
    await Programme.create(author(), {
      kind,
      title: "Programm 2027",
      year: 2027,
      amtId: "jobcenter",
      ...(outline ? { outline } : {}),
    })
  ).id
async function taken(tables?: "typed" | "plain", rows?: readonly string[][]): Promise<string> {
  const programmeId = await empty()
  const uploadId = await upload(word(rows))
  await Programme.take(author(), { programmeId, uploadId, ...(tables ? { tables } : {}) })
  return programmeId
}
async function tree(programmeId: string): Promise<ProgrammeContent> {
  const { content } = await Programme.read(author(), { programmeId })
  if (!content) throw new Error("no text")
  return content
}
async function data(programmeId: string, id?: string): Promise<DataBlock> {
  const blocks = (await tree(programmeId)).sections.flatMap((s) => s.blocks)
  const found = blocks.find((b): b is DataBlock => b.type === "data" && (id === undefined || b.id === id))
  if (!found) throw new Error("no table")
  return found
}
const open = (programmeId: string, sectionId: string) => Section.read(author(), { programmeId, sectionId })
async function change(programmeId: string, sectionId: string, edit: (s: Part) => Part) {
  const { section, sha256: base } = await open(programmeId, sectionId)
  return Section.save(author(), { programmeId, sectionId, base, section: edit(section) })
}
const text = (words: string): Inline[] => [{ type: "text", text: words }]
const figure = (value: string, decimals = 0) => ({ type: "num" as const, num: { value, decimals } })
const bound = (ref: string): Inline => ({ type: "number", ref, text: "" })
const paragraph = (...content: Inline[]): Block => ({ type: "paragraph", content })
function setCell(section: Part, id: string, rowId: string, value: string): Part {
  const blocks = section.blocks.map((b): SectionBlock => {
    if (b.type !== "data" || b.id !== id) return b
    const rows = b.rows.map((r) =>
      r.id !== rowId
        ? r
        : {
            ...r,
            cells: r.cells.map((c, i) => (i === 0 && c.type === "num" ? { ...c, num: { ...c.num, value } } : c)),
          },
    )
    return { ...b, rows }
  })
  return { ...section, blocks }
}
const said = async (programmeId: string) => (await Relation.list(author(), { programmeId })).tables

describe("Aus Word übernehmen", () => {
  test("a second file with a chapter before it: notes stay with their section, the Synopse tells what is new", async () => {
    const programmeId = await taken()
    await Comment.add(author(), { programmeId, sectionId: "s1", text: "Bitte mit dem Vorjahr vergleichen." })
    const [lage] = (await tree(programmeId)).sections
    const body =
      p("Vorwort", { style: "berschrift1" }) +
      p("Liebe Leserinnen und Leser, dies ist neu.") +
      p("Lage", { style: "berschrift1" }) +
      p("So sah der Arbeitsmarkt im Kreis Aulenfeld im September aus.") +
      tbl([
        head("Merkmal", "Ist 2026", "Ist 2025"),
        ...LABOUR.map((r) => row(...r.map((c) => c.replace("7.412", "7.421")))),
      ]) +
      p("Und die Angebote:") +
      tbl([head("Name", "Inhalt"), row("Lotse", "Begleitung"), row("Café", "Sprache")])
    await Programme.take(author(), { programmeId, uploadId: await upload(docx({ body })) })
    const now = (await tree(programmeId)).sections
    expect(now.map((s) => [s.id, s.title])).toEqual([
      ["s3", [{ type: "text", text: "Vorwort" }]],
      ["s1", lage?.title],
    ])
    const { synopse } = await Versions.compare(author(), { programmeId, from: 1, to: "draft" })
    expect(synopse.sections.map((s) => [s.kind, s.new?.title])).toEqual([
      ["added", "Vorwort"],
      ["kept", "Lage"],
    ])
    expect(synopse.sections[1]?.blocks).toMatchObject([
      { kind: "table", change: { cells: [{ row: "Arbeitslose", column: "Ist 2026", old: "7.412", new: "7.421" }] } },
    ])
  })

  test("a table of figures is typed and its sums are proposed; nothing is lost, and plain it can be had, too", async () => {
    const typed = await taken()
    const plain = await taken("plain")
    expect((await tree(typed)).sections.map((s) => s.blocks.map((b) => b.type))).toEqual([
      ["paragraph", "data", "paragraph", "table"],
    ])
    expect((await tree(plain)).sections.map((s) => s.blocks.map((b) => b.type))).toEqual([
      ["paragraph", "table", "paragraph", "table"],
    ])
    const words = (content: ProgrammeContent) =>
      JSON.stringify(plainContent(content).sections)
        .match(/"text":"[^"]*"/g)
        ?.filter((w) => w !== '"text":"text"')
    expect(words(await tree(typed))).toEqual(words(await tree(plain)))
    const block = await data(typed)
    expect(new Set(block.relations.map((r) => r.state))).toEqual(new Set(["proposed"]))
    expect(block.imported).toBe(true)
  })

  test("the report says of every table why it was typed or not", async () => {
    const uploadId = await upload(word())
    const { report } = await Upload.read(author(), { uploadId })
    expect(report).toMatchObject({
      tables: [{ blockId: "tab1", why: "" }, { why: "Die Tabelle enthält keine Zahlen." }],
    })
  })

  test("a missing source is a warning until somebody works on the table, then an error", async () => {
    const programmeId = await taken()
    const sources = async () =>
      (await Acknowledgement.list(author(), { programmeId })).findings
        .filter((f) => f.reason === "source.missing")
        .map((f) => f.severity)
    expect(await sources()).toEqual(["warning"])
    const [section] = (await tree(programmeId)).sections
    if (!section) throw new Error("no section")
    await change(programmeId, section.id, (s) => ({ ...s, blocks: [...s.blocks, paragraph(...text("Mehr dazu."))] }))
    expect(await sources()).toEqual(["warning"])
    const first = (await data(programmeId)).rows[0]?.id ?? ""
    await change(programmeId, section.id, (s) => setCell(s, "tab1", first, "7413"))
    expect(await sources()).toEqual(["error"])
    await change(programmeId, section.id, (s) => ({
      ...s,
      blocks: s.blocks.map((b) =>
        b.type === "data"
          ? {
              ...b,
              source: { publisher: "Kreis Aulenfeld", product: "Eigene Zählung", asOf: "2026-09", own: true },
            }
          : b,
      ),
    }))
    expect(await sources()).toEqual([])
  })

  test("nobody makes an error a warning by saying that his table came from Word", async () => {
    const programmeId = await taken()
    const id = (await tree(programmeId)).sections[0]?.id ?? ""
    const block = await data(programmeId)
    await change(programmeId, id, (s) => ({
      ...s,
      blocks: [...s.blocks, { ...block, id: "eigene", relations: [], imported: true }],
    }))
    expect((await data(programmeId, "tab1")).imported).toBe(true)
    expect((await data(programmeId, "eigene")).imported).toBeUndefined()
  })

  test("a typed table becomes plain and typed again, each through the section as it was opened", async () => {
    const programmeId = await taken()
    const sectionId = (await tree(programmeId)).sections[0]?.id ?? ""
    const first = await open(programmeId, sectionId)
    const at = { programmeId, sectionId, base: first.sha256 }
    expect(await Retype.untype(author(), { ...at, blockId: "tab1" })).toMatchObject({ state: "saved" })
    const { section, sha256 } = await open(programmeId, sectionId)
    expect(section.blocks.map((b) => b.type)).toEqual(["paragraph", "table", "paragraph", "table"])
    const again = await Retype.type(author(), { programmeId, sectionId, base: sha256, block: 1 })
    expect(again).toMatchObject({ state: "saved", blockId: "tab1" })
    expect((await data(programmeId)).relations.length).toBeGreaterThan(0)
    // Whoever still has the first text open comes too late: his wish is kept and offered.
    await change(programmeId, sectionId, (s) => ({ ...s, blocks: [...s.blocks, paragraph(...text("Neu."))] }))
    const late = await Retype.untype(author(), { ...at, blockId: "tab1" })
    expect(late.state).toBe("conflict")
    expect((await open(programmeId, sectionId)).offers).toHaveLength(1)
  })

  test("a table of words stays what it is, with the reason", async () => {
    const programmeId = await taken()
    const sectionId = (await tree(programmeId)).sections[0]?.id ?? ""
    const { sha256: base } = await open(programmeId, sectionId)
    const at = { programmeId, sectionId, base }
    await expect(Retype.type(author(), { ...at, block: 3 })).rejects.toMatchObject({
      reason: "table.plain",
      message: "Die Tabelle enthält keine Zahlen. Die Tabelle bleibt, wie sie ist.",
    })
    await expect(Retype.type(author(), { ...at, block: 0 })).rejects.toMatchObject({ reason: "table.none" })
    await expect(Retype.untype(author(), { ...at, blockId: "tab9" })).rejects.toMatchObject({ code: "not_found" })
    await expect(Retype.untype(author(), { ...at, base: "0".repeat(64), blockId: "tab1" })).rejects.toMatchObject({
      reason: "section.gone",
    })
  })
})

describe("Beziehungen", () => {
  test("are said in German with their figures, confirmed all at once, and then a slip is an error", async () => {
    const programmeId = await taken()
    const [table] = await said(programmeId)
    expect(table?.place).toBe("Abschnitt 1 „Lage“, Tabelle 1")
    const [sum] = table?.said ?? []
    expect(sum?.sentence).toBe("Arbeitslose = Arbeitslose SGB III + Arbeitslose SGB II, in 2 Spalten")
    expect(sum?.cases.map((c) => [c.where, c.verdict, c.sentence])).toEqual([
      ["Spalte „Ist 2026“", "holds", "1.805 + 5.607 ergibt 7.412; in der Tabelle steht 7.412."],
      ["Spalte „Ist 2025“", "holds", "1.790 + 5.436 ergibt 7.226; in der Tabelle steht 7.226."],
    ])
    const at = { blockId: table?.blockId ?? "", base: table?.base ?? "", state: "confirmed" as const }
    const decisions = (table?.said ?? []).flatMap((s) => s.cases).map((c) => ({ ...at, relationId: c.relationId }))
    expect(await Relation.decide(author(), { programmeId, decisions })).toEqual({ decided: decisions.length, open: 0 })

    const sectionId = (await tree(programmeId)).sections[0]?.id ?? ""
    const first = (await data(programmeId)).rows[0]?.id ?? ""
    await change(programmeId, sectionId, (s) => setCell(s, "tab1", first, "7421"))
    const { findings } = await Acknowledgement.list(author(), { programmeId })
    expect(findings.filter((f) => f.rule === "C01").map((f) => [f.severity, f.message])).toEqual([
      ["error", "1.805 + 5.607 ergibt 7.412; in der Tabelle steht 7.421."],
    ])
    // The hash was of other figures: nobody decides on what he has not seen.
    await expect(Relation.decide(author(), { programmeId, decisions })).rejects.toMatchObject({
      code: "conflict",
      reason: "relation.changed",
    })
  })

  test("a table with one slip is only presumed wrong, and says where", async () => {
    const programmeId = await taken(undefined, [["Arbeitslose", "7.421", "7.226"], ...LABOUR.slice(1)])
    const [sum] = (await said(programmeId))[0]?.said ?? []
    expect(sum?.cases.map((c) => c.verdict)).toEqual(["fails", "holds"])
    const { findings } = await Acknowledgement.list(author(), { programmeId })
    expect(findings.filter((f) => f.rule === "C01").map((f) => f.severity)).toEqual(["warning"])
  })

  test("what was rejected is not proposed again: not by a search, not by typing anew, not by the next Word file", async () => {
    const programmeId = await taken()
    const [table] = await said(programmeId)
    const at = { blockId: "tab1", base: table?.base ?? "", state: "rejected" as const }
    const decisions = (table?.said ?? []).flatMap((s) => s.cases).map((c) => ({ ...at, relationId: c.relationId }))
    await Relation.decide(author(), { programmeId, decisions })
    const proposed = async () => (await Relation.list(author(), { programmeId })).counts.proposed
    expect(await proposed()).toBe(0)
    const sectionId = (await tree(programmeId)).sections[0]?.id ?? ""
    const base = async () => (await open(programmeId, sectionId)).sha256
    await Retype.search(author(), { programmeId, sectionId, base: await base(), blockId: "tab1" })
    expect(await proposed()).toBe(0)
    await Retype.untype(author(), { programmeId, sectionId, base: await base(), blockId: "tab1" })
    await Retype.type(author(), { programmeId, sectionId, base: await base(), block: 1 })
    expect(await proposed()).toBe(0)
    // A corrected file: the same table with another figure, and one more before it.
    const uploadId = await upload(word([["Arbeitslose", "7.413", "7.226"], ...LABOUR.slice(1)]))
    await Programme.take(author(), { programmeId, uploadId })
    expect(await proposed()).toBe(0)
    // Another programme remembers nothing of it.
    expect((await Relation.list(author(), { programmeId: await taken() })).counts.proposed).toBeGreaterThan(0)
  })

  test("what is decided in the table itself counts as in the list: it is remembered, and taken back it is proposed again", async () => {
    const programmeId = await taken()
    const sectionId = (await tree(programmeId)).sections[0]?.id ?? ""
    const all = (state: "rejected" | "confirmed") =>
      change(programmeId, sectionId, (s) => ({
        ...s,
        blocks: s.blocks.map((b) =>
          b.type === "data" ? { ...b, relations: b.relations.map((r) => ({ ...r, state })) } : b,
        ),
      }))
    const again = async (): Promise<number> => {
      const at = async () => ({ programmeId, sectionId, base: (await open(programmeId, sectionId)).sha256 })
      await Retype.untype(author(), { ...(await at()), blockId: "tab1" })
      await Retype.type(author(), { ...(await at()), block: 1 })
      return (await Relation.list(author(), { programmeId })).counts.proposed
    }
    const before = (await data(programmeId)).relations.length
    await all("rejected")
    expect(await again()).toBe(0)
    await all("confirmed")
    expect(await again()).toBe(before)
  })

  test("a search finds what became true, keeps what was decided, and drops what speaks of cells that are gone", async () => {
    const programmeId = await taken()
    const sectionId = (await tree(programmeId)).sections[0]?.id ?? ""
    const ids = (await data(programmeId)).rows.map((r) => r.id)
    await change(programmeId, sectionId, (s) => ({
      ...s,
      blocks: s.blocks.map((b) => (b.type === "data" ? { ...b, rows: b.rows.filter((r) => r.id !== ids[2]) } : b)),
    }))
    const { sha256: base } = await open(programmeId, sectionId)
    await Retype.search(author(), { programmeId, sectionId, base, blockId: "tab1" })
    expect((await data(programmeId)).relations.filter((r) => r.type === "sum")).toEqual([])
  })

  test.each([
    ["twice, differently", (d: object) => [d, { ...d, state: "rejected" }], "relation.twice"],
    ["a relation that is not there", (d: object) => [{ ...d, relationId: "b99" }], "relation.changed"],
    ["a table that is not there", (d: object) => [{ ...d, blockId: "tab9" }], "relation.changed"],
  ])("refused: %s", async (_, wrong, reason) => {
    const programmeId = await taken()
    const [table] = await said(programmeId)
    const relationId = table?.said[0]?.cases[0]?.relationId ?? ""
    const one = { blockId: "tab1", base: table?.base ?? "", relationId, state: "confirmed" }
    const decisions = wrong(one) as Parameters<typeof Relation.decide>[1]["decisions"]
    await expect(Relation.decide(author(), { programmeId, decisions })).rejects.toMatchObject({ reason })
    expect((await Relation.list(author(), { programmeId })).counts.confirmed).toBe(0)
  })

  test("who only reads sees them and decides nothing", async () => {
    const programmeId = await taken()
    const reads = kreis.as("bca")
    const [table] = (await Relation.list(reads, { programmeId })).tables
    const one = {
      blockId: "tab1",
      base: table?.base ?? "",
      relationId: table?.said[0]?.cases[0]?.relationId ?? "",
      state: "confirmed" as const,
    }
    await expect(Relation.decide(reads, { programmeId, decisions: [one] })).rejects.toMatchObject({ code: "forbidden" })
  })
})

const cellAt = (block: string | undefined, rowId: string) => ({
  ...(block ? { block } : {}),
  row: rowId,
  column: "plan",
})
const money = (
  id: string,
  unit: "TEUR" | "MioEUR",
  cell: ReturnType<typeof figure>,
  relations: Rel[] = [],
): DataBlock => ({
  type: "data",
  id,
  kind: "budget",
  caption: text(`Mittel ${id}`),
  head: "Titel",
  columns: [{ key: "plan", label: "Plan 2027", unit }],
  rows: [{ id: "egt", label: text("Eingliederung"), kind: "data", indent: 0, cells: [cell] }],
  relations,
  notes: [],
})
const equal = (id: string, from: string, to: string, tolerance = "0", state: Rel["state"] = "confirmed"): Rel => ({
  type: "equals",
  id,
  state,
  a: cellAt(undefined, from),
  b: cellAt(to, "egt"),
  tolerance,
})
const part = (id: string, ...blocks: SectionBlock[]): Part => ({
  id,
  level: 1,
  title: text(id),
  numbering: "auto",
  blocks,
})

/** Budget in thousands, the same once more in thousands and once in millions, a name for it, and text that uses it. */
async function budget(more: Partial<ProgrammeContent> = {}): Promise<string> {
  const programmeId = await empty()
  const content: ProgrammeContent = {
    version: 1,
    kind: "AMP",
    title: "Programm 2027",
    year: 2027,
    sections: [
      part("mittel", money("haushalt", "TEUR", figure("12466"))),
      part("vergleich", money("zweite", "TEUR", figure("12466"), [equal("g1", "egt", "haushalt")])),
      part("kurz", money("rund", "MioEUR", figure("12.5", 1), [equal("g1", "egt", "haushalt", "0.05")])),
      part(
        "worte",
        paragraph(...text("Es stehen "), bound("zahl/bedarf"), ...text(" bereit, davon 12.466 T€ sofort.")),
      ),
      part("zelle", paragraph(...text("In der Tabelle: "), bound("zweite/egt/plan"))),
    ],
    footnotes: [],
    numbers: [{ id: "bedarf", label: "Bedarf", finance: "required", num: figure("1").num, ref: "haushalt/egt/plan" }],
    ...more,
  }
  await Programme.save(author(), { programmeId, rev: 0, content })
  return programmeId
}
const wordsOf = async (programmeId: string, id: string): Promise<string> => {
  const section = (await tree(programmeId)).sections.find((s) => s.id === id)
  return (section?.blocks ?? [])
    .flatMap((b) => (b.type === "paragraph" ? b.content : []))
    .map((i) => ("text" in i ? i.text : ""))
    .join("")
    .replaceAll("\u00a0", " ")
}
const cell = async (programmeId: string, id: string) => {
  const found = (await data(programmeId, id)).rows[0]?.cells[0]
  return found?.type === "num" ? found.num.value : undefined
}

describe("one change moves everywhere", () => {
  test("a cell moves text in other sections, tables that are equal, rounded ones, names, and the Vorlage's amount", async () => {
    const programmeId = await budget()
    expect(await wordsOf(programmeId, "worte")).toBe("Es stehen 12.466 T€ bereit, davon 12.466 T€ sofort.")
    await change(programmeId, "mittel", (s) => setCell(s, "haushalt", "egt", "13015"))
    expect(await wordsOf(programmeId, "worte")).toBe("Es stehen 13.015 T€ bereit, davon 12.466 T€ sofort.")
    expect(await wordsOf(programmeId, "zelle")).toBe("In der Tabelle: 13.015 T€")
    expect(await Promise.all(["haushalt", "zweite", "rund"].map((id) => cell(programmeId, id)))).toEqual([
      "13015",
      "13015",
      "13.0",
    ])
    expect((await tree(programmeId)).numbers?.[0]?.num.value).toBe("13015")
    expect((await compose(author(), { programmeId })).amounts).toEqual([
      { use: "required", cent: 13_015_000_00, label: "Bedarf" },
    ])
    const { findings } = await Acknowledgement.list(author(), { programmeId })
    expect(findings.filter((f) => f.rule === "C08" || f.rule === "C09")).toEqual([])
  })

  test("what is frozen as a Stand says the same as what is read", async () => {
    const programmeId = await budget()
    await change(programmeId, "mittel", (s) => setCell(s, "haushalt", "egt", "13015"))
    const { sha256 } = await Programme.read(author(), { programmeId })
    expect((await Programme.stand(author(), { programmeId, note: "" })).sha256).toBe(sha256)
  })

  test("a figure that moved meanwhile is no conflict for who writes in the section that uses it", async () => {
    const programmeId = await budget()
    const { section, sha256: base } = await open(programmeId, "worte")
    const other = await open(programmeId, "vergleich")
    await change(programmeId, "mittel", (s) => setCell(s, "haushalt", "egt", "13015"))
    const blocks = [...section.blocks, paragraph(...text("Mehr dazu."))]
    const saved = await Section.save(author(), {
      programmeId,
      sectionId: "worte",
      base,
      section: { ...section, blocks },
    })
    expect(saved.state).toBe("saved")
    expect(await wordsOf(programmeId, "worte")).toContain("Es stehen 13.015 T€ bereit")
    const late = { ...other.section, blocks: [...other.section.blocks, paragraph(...text("Anmerkung."))] }
    const table = await Section.save(author(), {
      programmeId,
      sectionId: "vergleich",
      base: other.sha256,
      section: late,
    })
    expect([table.state, await cell(programmeId, "zweite")]).toEqual(["saved", "13015"])
  })

  test("a hash that nobody was given is a conflict, whatever the text says", async () => {
    const programmeId = await budget()
    const { section } = await open(programmeId, "worte")
    const blocks = [...section.blocks, paragraph(...text("Mehr dazu."))]
    const late = { programmeId, sectionId: "worte", base: "0".repeat(64), section: { ...section, blocks } }
    expect((await Section.save(author(), late)).state).toBe("conflict")
    expect(await wordsOf(programmeId, "worte")).not.toContain("Mehr dazu.")
  })

  test("a cell that follows another is not written over, neither by section nor by the whole", async () => {
    const programmeId = await budget()
    const refused = { code: "refused", reason: "figure.follows" }
    await expect(change(programmeId, "vergleich", (s) => setCell(s, "zweite", "egt", "99"))).rejects.toMatchObject({
      ...refused,
      findings: [
        {
          place: "Tabelle „Mittel zweite“, Zeile „Eingliederung“, Spalte „Plan 2027“",
          message:
            "Diese Zahl kommt aus einer anderen Tabelle; dort steht 12.466\u00a0T€. Bitte ändern Sie sie dort, oder verwerfen Sie die Beziehung.",
        },
      ],
    })
    const { rev, content } = await Programme.read(author(), { programmeId })
    if (!content) throw new Error("no text")
    const sections = content.sections.map((s) => setCell(s, "zweite", "egt", "99"))
    await expect(
      Programme.save(author(), { programmeId, rev, content: { ...content, sections } }),
    ).rejects.toMatchObject(refused)
    expect(await cell(programmeId, "zweite")).toBe("12466")
  })

  test("without the relation it is its own again", async () => {
    const programmeId = await budget()
    const table = (await said(programmeId)).find((t) => t.blockId === "zweite")
    const one = { blockId: "zweite", relationId: "g1", base: table?.base ?? "", state: "rejected" as const }
    await Relation.decide(author(), { programmeId, decisions: [one] })
    await change(programmeId, "mittel", (s) => setCell(s, "haushalt", "egt", "13015"))
    expect(await cell(programmeId, "zweite")).toBe("12466")
  })

  test("two figures that differ are not made one by confirming: somebody says first which is right", async () => {
    const two = money("zweite", "TEUR", figure("12446"), [equal("g1", "egt", "haushalt", "0", "proposed")])
    const programmeId = await budget({
      sections: [part("mittel", money("haushalt", "TEUR", figure("12466"))), part("vergleich", two)],
    })
    const [table] = await said(programmeId)
    const one = { blockId: "zweite", relationId: "g1", base: table?.base ?? "", state: "confirmed" as const }
    await expect(Relation.decide(author(), { programmeId, decisions: [one] })).rejects.toMatchObject({
      reason: "relation.differs",
      message:
        "Hier stehen 12.446\u00a0T€, dort 12.466\u00a0T€. Bitte gleichen Sie erst eine der beiden Zahlen an; danach folgt die eine der anderen.",
    })
    // Nor by saying so in the table itself.
    const confirmed = change(programmeId, "vergleich", (s) => ({
      ...s,
      blocks: s.blocks.map((b) =>
        b.type === "data" ? { ...b, relations: b.relations.map((r) => ({ ...r, state: "confirmed" as const })) } : b,
      ),
    }))
    await expect(confirmed).rejects.toMatchObject({ reason: "relation.differs" })
    expect(await cell(programmeId, "zweite")).toBe("12446")
  })

  test("circles are refused, of cells and of names", async () => {
    const one = money("haushalt", "TEUR", figure("5"), [equal("g1", "egt", "zweite")])
    const two = money("zweite", "TEUR", figure("5"), [equal("g1", "egt", "haushalt", "0", "proposed")])
    const programmeId = await budget({ sections: [part("mittel", one, two)] })
    const table = (await said(programmeId)).find((t) => t.blockId === "zweite")
    const decision = { blockId: "zweite", relationId: "g1", base: table?.base ?? "", state: "confirmed" as const }
    const circle = { code: "refused", reason: "figure.circle" }
    await expect(Relation.decide(author(), { programmeId, decisions: [decision] })).rejects.toMatchObject(circle)
    await expect(
      change(programmeId, "mittel", (s) => ({
        ...s,
        blocks: [one, { ...two, relations: [equal("g1", "egt", "haushalt")] }],
      })),
    ).rejects.toMatchObject(circle)
    const name = (id: string, ref: string) => Named.name(author(), { programmeId, id, label: id, ref })
    await name("zweiter", "zahl/bedarf")
    await expect(name("bedarf", "zahl/zweiter")).rejects.toMatchObject(circle)
    await expect(name("selbst", "zahl/selbst")).rejects.toMatchObject({ reason: "figure.circle" })
  })
})

describe("Zahlen binden", () => {
  test("a name for a cell or for a figure of its own; where it is used; what points nowhere is found with its place", async () => {
    const programmeId = await budget()
    const schools = { programmeId, id: "schulen", label: "Schulen", num: { value: "20", decimals: 0 } }
    expect(await Named.name(author(), schools)).toEqual({ id: "schulen", ref: "zahl/schulen", text: "20" })
    expect(
      await Named.name(author(), { programmeId, id: "egt", label: "Eingliederung", ref: "zweite/egt/plan" }),
    ).toMatchObject({ text: "12.466\u00a0T€" })
    const { named, cells } = await Named.bindings(author(), { programmeId })
    expect(named.map((n) => [n.ref, n.text, n.from, n.uses.map((u) => u.place)])).toEqual([
      ["zahl/bedarf", "12.466\u00a0T€", "haushalt/egt/plan", ["Abschnitt 4 „worte“"]],
      ["zahl/schulen", "20", undefined, []],
      ["zahl/egt", "12.466\u00a0T€", "zweite/egt/plan", []],
    ])
    expect(cells.map((c) => [c.ref, c.label, c.lost, c.uses.length])).toEqual([
      ["zweite/egt/plan", "Eingliederung, Plan 2027", false, 1],
    ])
    await change(programmeId, "vergleich", (s) => ({ ...s, blocks: [] }))
    const { findings } = await Acknowledgement.list(author(), { programmeId })
    expect(findings.filter((f) => f.rule === "C08").map((f) => [f.reason, f.severity, f.place])).toEqual([
      ["named.missing", "error", "Programm"],
      ["bound.missing", "error", "Abschnitt 5 „zelle“, Absatz 1"],
    ])
    expect((await Named.bindings(author(), { programmeId })).cells[0]?.lost).toBe(true)
  })

  test("repetitions by hand are found with their passage, bound by one verb, and follow from then on", async () => {
    const programmeId = await budget()
    const { items } = await Named.suggest(author(), { programmeId })
    expect(items.map((i) => [i.place, i.found, i.becomes, i.passage])).toEqual([
      [
        "Abschnitt 4 „worte“",
        "12.466 T€",
        "12.466\u00a0T€",
        "Es stehen 12.466\u00a0T€ bereit, davon 12.466 T€ sofort.",
      ],
    ])
    const places = items.map(({ sectionId, base, block, line, run, start, end, ref }) => ({
      ...{ sectionId, base, block, line, run, start, end, ref },
    }))
    expect(await Named.replace(author(), { programmeId, places })).toEqual({ bound: 1 })
    expect((await Named.suggest(author(), { programmeId })).items).toEqual([])
    await change(programmeId, "mittel", (s) => setCell(s, "haushalt", "egt", "13015"))
    expect(await wordsOf(programmeId, "worte")).toBe("Es stehen 13.015 T€ bereit, davon 13.015 T€ sofort.")
    await expect(Named.replace(author(), { programmeId, places })).rejects.toMatchObject({ reason: "number.moved" })
  })

  test("nothing else than a repetition can be replaced: no other words, no other figure", async () => {
    const programmeId = await budget()
    const [item] = (await Named.suggest(author(), { programmeId })).items
    if (!item) throw new Error("no passage")
    const { sectionId, base, block, line, run, start, end } = item
    const place = { sectionId, base, block, line, run, start, end, ref: item.ref }
    await Named.name(author(), { programmeId, id: "fremd", label: "Fremd", num: { value: "777", decimals: 0 } })
    for (const wrong of [
      { start: start - 3 },
      { end: end + 1 },
      { ref: "zahl/fremd" },
      { base: "0".repeat(64) },
      { block: 7 },
    ])
      await expect(Named.replace(author(), { programmeId, places: [{ ...place, ...wrong }] })).rejects.toMatchObject({
        code: "conflict",
        reason: "number.moved",
      })
  })

  test.each([
    ["12.466 T€ bereit", ["12.466 T€"]],
    ["12,466 Mio. € bereit", ["12,466 Mio. €"]],
    ["12.466.000 Euro bereit", ["12.466.000 Euro"]],
    ["12.466 Menschen", []],
    ["12.467 T€ bereit", []],
    ["rund 12.466 T€", ["12.466 T€"]],
    ["§ 12 und 12.466", []],
  ])("%j repeats %j", async (words, found) => {
    const programmeId = await budget({
      sections: [part("mittel", money("haushalt", "TEUR", figure("12466")), paragraph(...text(words)))],
    })
    expect((await Named.suggest(author(), { programmeId })).items.map((i) => i.found)).toEqual(found)
  })

  test("a forgotten name stays in the text as words, and names that stood for it keep the figure", async () => {
    const programmeId = await budget()
    await Named.name(author(), { programmeId, id: "zweiter", label: "Zweiter", ref: "zahl/bedarf" })
    expect(await Named.forget(author(), { programmeId, id: "bedarf" })).toEqual({ freed: 1 })
    expect(await wordsOf(programmeId, "worte")).toBe("Es stehen 12.466 T€ bereit, davon 12.466 T€ sofort.")
    const { numbers } = await tree(programmeId)
    expect(numbers).toEqual([{ id: "zweiter", label: "Zweiter", num: { value: "12466", decimals: 0, unit: "TEUR" } }])
    const { findings } = await Acknowledgement.list(author(), { programmeId })
    expect(findings.filter((f) => f.rule === "C08")).toEqual([])
    await expect(Named.forget(author(), { programmeId, id: "bedarf" })).rejects.toMatchObject({ code: "not_found" })
  })

  test("refused: a cell without a figure, both or neither, the Vorlage's amount twice", async () => {
    const programmeId = await budget()
    const base = { programmeId, id: "x", label: "X" }
    const num = { value: "1", decimals: 0 }
    await expect(Named.name(author(), { ...base, ref: "haushalt/egt/ist" })).rejects.toMatchObject({
      reason: "number.ref",
    })
    await expect(Named.name(author(), base)).rejects.toMatchObject({ code: "input" })
    await expect(Named.name(author(), { ...base, num, ref: "haushalt/egt/plan" })).rejects.toMatchObject({
      code: "input",
    })
    await expect(Named.name(author(), { ...base, num, finance: "required" })).rejects.toMatchObject({
      reason: "number.finance",
    })
  })

  test("ten people name ten figures while others write: all are there, and no section is lost", async () => {
    const programmeId = await budget()
    const names = Array.from({ length: 10 }, (_, i) => `n${i}`)
    await change(programmeId, "mittel", (s) => setCell(s, "haushalt", "egt", "13015"))
    const again = async <T>(run: () => Promise<T>): Promise<T> => {
      for (;;)
        try {
          return await run()
        } catch (error) {
          if ((error as { reason?: string }).reason !== "busy") throw error
        }
    }
    const num = { value: "1", decimals: 0 }
    await Promise.all([
      ...names.map((id) => again(() => Named.name(author(), { programmeId, id, label: id, num }))),
      again(() => change(programmeId, "worte", (s) => ({ ...s, blocks: [...s.blocks, paragraph(...text("Neu."))] }))),
    ])
    const now = await tree(programmeId)
    expect(now.numbers?.map((n) => n.id).sort()).toEqual(["bedarf", ...names].sort())
    expect(await wordsOf(programmeId, "worte")).toContain("Neu.")
    expect(await cell(programmeId, "haushalt")).toBe("13015")
  })

  test("names outlive another Word file; one that would stand for another cell stands for itself", async () => {
    const programmeId = await taken()
    const block = await data(programmeId)
    const ref = (i: number) => `tab1/${block.rows[i]?.id}/${block.columns[0]?.key}`
    await Named.name(author(), { programmeId, id: "alle", label: "Alle", ref: ref(0) })
    await Named.name(author(), { programmeId, id: "zwei", label: "SGB II", ref: ref(2) })
    const uploadId = await upload(word([LABOUR[0] ?? [], LABOUR[1] ?? [], ["Arbeitslose SGB II", "5.999", "5.436"]]))
    await Programme.take(author(), { programmeId, uploadId })
    const { numbers } = await tree(programmeId)
    expect(numbers?.map((n) => [n.id, n.num.value, n.ref])).toEqual([
      ["alle", "7412", ref(0)],
      ["zwei", "5607", undefined],
    ])
  })
})

describe("Schwerpunktthemen", () => {
  const topic = (no: number): SectionBlock => ({
    type: "topic",
    id: `thema-${no}`,
    no,
    title: `Thema ${no}`,
    aktivitaeten: [],
    wirkungserwartungen: [],
  })
  test("a sixth is refused where the Gliederung says five, by section and by the whole; elsewhere it is not", async () => {
    const programmeId = await empty("lpd-nrw", "LPD")
    const sections = (await tree(programmeId)).sections
    const own = sections.find((s) => s.blocks.some((b) => b.type === "topic"))
    if (!own) throw new Error("no topics")
    const to = (n: number) => (s: Part) => ({
      ...s,
      blocks: [...s.blocks.filter((b) => b.type !== "topic"), ...Array.from({ length: n }, (_, i) => topic(i + 1))],
    })
    expect((await change(programmeId, own.id, to(5))).state).toBe("saved")
    const refused = { code: "refused", reason: "topic.many" }
    await expect(change(programmeId, own.id, to(6))).rejects.toMatchObject(refused)
    const { rev, sha256, content } = await Programme.read(author(), { programmeId })
    if (!content) throw new Error("no text")
    const more = content.sections.map((s) => (s.id === own.id ? to(6)(s) : s))
    await expect(
      Programme.save(author(), {
        programmeId,
        rev,
        ...(sha256 ? { sha256 } : {}),
        content: { ...content, sections: more },
      }),
    ).rejects.toMatchObject(refused)
    expect((await change(programmeId, own.id, to(4))).state).toBe("saved")
    const free = await budget()
    expect((await change(free, "zelle", to(6))).state).toBe("saved")
  })
})
