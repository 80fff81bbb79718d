/** A programme goes out: as Word file and as PDF by the worker, as page and as JSON at once. */
import type { Block, ProgrammeContent } from "@beschlussweg/core/content"
import * as Document from "@beschlussweg/core/document"
import * as Named from "@beschlussweg/core/named"
import * as Output from "@beschlussweg/core/output"
import * as Programme from "@beschlussweg/core/programme"
import * as Upload from "@beschlussweg/core/upload"
import { reader } from "@beschlussweg/functions/reader"
import { check } from "@beschlussweg/pdf/check"
import { press } from "@beschlussweg/pdf/press"
import { importWord } from "@beschlussweg/word/import"
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest"
import { type House, openWorld, type World } from "./house.ts"
import { tool } from "./tool.ts"

let world: World
let house: House
let n = 0
let programmeId = ""
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.stop())
beforeEach(async () => {
  house = await world.house("T1", `kreis-${++n}`)
  const author = house.as("verfasser")
  programmeId = (await Programme.create(author, { kind: "AMP", title: "AMP 2027", year: 2027, amtId: "jobcenter" })).id
  await save(0, "Das Budget steht fest.")
})

const line = (text: string): Block => ({ type: "paragraph", content: [{ type: "text", text }] })
const row = (id: string, label: string, value: string) => ({
  id,
  label: [{ type: "text" as const, text: label }],
  kind: id === "sum" ? ("total" as const) : ("data" as const),
  indent: 0,
  cells: [{ type: "num" as const, num: { value, decimals: 0 } }],
})
const content = (words: string): ProgrammeContent => ({
  version: 1,
  kind: "AMP",
  title: "AMP 2027",
  year: 2027,
  sections: [
    {
      id: "mittel",
      level: 1,
      title: [{ type: "text", text: "Mittel" }],
      numbering: "auto",
      blocks: [
        line(words),
        {
          type: "data",
          id: "budget",
          kind: "budget",
          caption: [{ type: "text", text: "Budget" }],
          head: "Titel",
          columns: [{ key: "plan", label: "Plan 2027", unit: "TEUR" }],
          rows: [row("egl", "Eingliederung", "12466"), row("verw", "Verwaltung", "9834"), row("sum", "Summe", "22300")],
          relations: [],
          notes: [],
        },
        { type: "paragraph", content: [{ type: "number", ref: "budget/egl/plan", text: "alt" }] },
      ],
    },
  ],
  footnotes: [],
})
const save = (rev: number, words: string) =>
  Programme.save(house.as("verfasser"), { programmeId, rev, content: content(words) })
const ask = (stand: "draft" | number = "draft", format: "docx" | "pdf" = "docx") =>
  Output.exported(house.as("verfasser"), { programmeId, stand, format })
/** what the worker does with the duty; done twice it is done once */
async function make(id: string): Promise<void> {
  const ctx = house.workCtx({ ...world.workshop, reader, press: press(), documents: "on" })
  await Output.work(ctx, programmeId, `output-${id}`)
  await Output.work(ctx, programmeId, `output-${id}`)
}
const state = (outputId: string) => Output.output(house.as("amtsleitung"), { programmeId, outputId })
const file = (outputId: string) => Output.file(house.as("amtsleitung"), { programmeId, outputId })

test("the worker makes the Word file; whoever may read asks for it, and it reads back with the figures of today", async () => {
  const asked = await ask()
  expect(asked).toMatchObject({ state: "making", format: "docx" })
  expect(asked.fileName).toMatch(/^AMP-2027_Entwurf_\d{4}-\d\d-\d\d\.docx$/)
  await expect(file(asked.id)).rejects.toMatchObject({ code: "not_found" })
  await make(asked.id)
  expect(await state(asked.id)).toMatchObject({ state: "ready" })
  const { bytes, mediaType } = await file(asked.id)
  expect(mediaType).toBe(Output.DOCX)
  const read = await importWord(bytes, { fileName: "zurück.docx", kind: "AMP", year: 2027 })
  expect(JSON.stringify(read.content)).toContain("Das Budget steht fest.")
  expect(JSON.stringify(read.content)).toContain("12.466\u00a0T€")
  expect(read.typed.content.sections[0]?.blocks.map((b) => b.type)).toContain("data")
})

test("the worker makes the PDF: marked on every page, tagged, without seal, beside the Word file of the same text", async () => {
  const word = await ask()
  await make(word.id)
  const asked = await ask("draft", "pdf")
  expect(asked).toMatchObject({ state: "making", format: "pdf", findings: [] })
  expect(asked.fileName).toMatch(/^AMP-2027_Entwurf_\d{4}-\d\d-\d\d\.pdf$/)
  await make(asked.id)
  const { bytes, mediaType } = await file(asked.id)
  expect(mediaType).toBe("application/pdf")
  expect(await check(bytes)).toEqual([])
  const pages = tool("pdftotext", ["-layout", "-", "-"], bytes).split("\f").slice(0, -1)
  expect(pages.length).toBeGreaterThan(2)
  for (const page of pages) expect(page).toContain("Entwurf")
  const all = pages.join(" ").replace(/\s+/g, " ")
  expect(all).toContain("Das Budget steht fest.")
  expect(all).toContain("Arbeitstext vom ")
  expect(Buffer.from(bytes).toString("latin1")).not.toMatch(/\/(AcroForm|Sig)\b/)
  // Formats do not replace each other.
  expect(await state(word.id)).toMatchObject({ state: "ready", format: "docx" })
  await Programme.stand(house.as("verfasser"), { programmeId, note: "" })
  const stand = await ask(1, "pdf")
  await make(stand.id)
  const read = tool("pdftotext", ["-", "-"], (await file(stand.id)).bytes)
  expect(read).toMatch(/Stand 1 vom \d\d\.\d\d\.\d{4}, \d\d:\d\d/)
  expect(await ask(1, "pdf")).toMatchObject({ id: stand.id, state: "ready" })
})

test("a text with a sign that no font has becomes no PDF, at once, and it is said which sign", async () => {
  await save(1, "Das Budget steht fest 🙂.")
  const asked = await ask("draft", "pdf")
  await make(asked.id)
  const found = await state(asked.id)
  expect(found).toMatchObject({ state: "failed", findings: [{ reason: "glyph.uncovered" }] })
  expect(found.findings[0]?.message).toContain("🙂")
})

async function upload(bytes: Uint8Array): Promise<string> {
  const { id } = await Upload.receive(house.as("verfasser"), {
    purpose: "programme",
    fileName: "zurück.docx",
    mediaType: Output.DOCX,
    data: bytes,
    programme: { kind: "AMP", year: 2027 },
  })
  await Upload.work(house.workCtx({ ...world.workshop, reader }), id)
  return id
}
const sectionsOf = async (id: string) => (await Programme.read(house.as("verfasser"), { programmeId: id })).content

test("programme, Word, programme: the same text with its tables, ties and names, and nobody's locks", async () => {
  await Named.name(house.as("verfasser"), { programmeId, id: "gesamt", label: "Budget", ref: "budget/sum/plan" })
  const before = await sectionsOf(programmeId)
  const asked = await ask()
  await make(asked.id)
  const { bytes } = await file(asked.id)
  const uploadId = await upload(bytes)
  const { state, findings } = await Upload.read(house.as("verfasser"), { uploadId })
  expect([state, findings.map((f) => f.reason)]).toEqual(["usable", []])
  await Programme.take(house.as("verfasser"), { programmeId, uploadId })
  expect(await sectionsOf(programmeId)).toEqual(before)
  // another programme gets the text, and the figures that it uses; a name that nothing uses stays where it is
  const { id } = await Programme.create(house.as("verfasser"), {
    kind: "AMP",
    title: "AMP 2028",
    year: 2028,
    amtId: "jobcenter",
  })
  await Programme.take(house.as("verfasser"), { programmeId: id, uploadId })
  expect(await sectionsOf(id)).toEqual({ ...before, title: "AMP 2028", year: 2028, numbers: undefined })
  // a house that never had the text takes words and tables, and is told
  const other = await world.house("T1", `kreis-${++n}`)
  const foreign = house
  house = other
  const there = await upload(bytes)
  const told = await Upload.read(other.as("verfasser"), { uploadId: there })
  expect(told.findings.map((f) => f.reason)).toContain("word.origin")
  house = foreign
})

test("asked again for the same text it is the same file; a newer one takes its place, a Stand has its own name", async () => {
  const first = await ask()
  expect(await ask()).toEqual(first)
  await make(first.id)
  const before = (await file(first.id)).bytes
  expect(await ask()).toMatchObject({ id: first.id, state: "ready" })
  expect((await file(first.id)).bytes).toEqual(before)
  await Programme.stand(house.as("verfasser"), { programmeId, note: "" })
  await save(1, "Das Budget wächst.")
  const second = await ask()
  expect(second.id).not.toBe(first.id)
  await make(second.id)
  await expect(state(first.id)).rejects.toMatchObject({ code: "not_found" })
  await expect(file(first.id)).rejects.toMatchObject({ code: "not_found" })
  const stand = await ask(1)
  expect(stand.fileName).toMatch(/^AMP-2027_Stand-1_/)
  await make(stand.id)
  const read = await importWord((await file(stand.id)).bytes, { fileName: "s.docx", kind: "AMP", year: 2027 })
  expect(JSON.stringify(read.content)).toContain("Das Budget steht fest.")
})

test("page and JSON are there at once, of the working text and of a Stand, bound figures said anew", async () => {
  await Programme.stand(house.as("verfasser"), { programmeId, note: "" })
  await save(1, "Das Budget <script>wächst</script>.")
  const page = await Output.html(house.as("amtsleitung"), { programmeId })
  expect(page.fileName).toMatch(/^AMP-2027_Entwurf_.*\.html$/)
  expect(page.text).toContain("&lt;script&gt;wächst")
  expect(page.text).not.toContain("<script")
  expect(page.text).toContain("12.466\u00a0T€")
  expect((await Output.html(house.as("amtsleitung"), { programmeId, stand: 1 })).text).toContain(
    "Das Budget steht fest.",
  )
  const { content: data } = await Output.json(house.as("amtsleitung"), { programmeId })
  expect(JSON.stringify(data)).not.toContain('"alt"')
  await expect(Output.json(house.as("amtsleitung"), { programmeId, stand: 7 })).rejects.toMatchObject({
    code: "not_found",
  })
})

test("before there is a text nothing goes out, and a programme of another house is not there", async () => {
  const { id } = await Programme.create(house.as("verfasser"), {
    kind: "AMP",
    title: "leer",
    year: 2028,
    amtId: "jobcenter",
  })
  const empty = { programmeId: id, stand: "draft" as const }
  const author = house.as("verfasser")
  for (const verb of [Output.html, Output.json])
    await expect(verb(author, empty)).rejects.toMatchObject({ code: "refused", reason: "programme.empty" })
  await expect(Output.exported(author, { ...empty, format: "docx" })).rejects.toMatchObject({ code: "refused" })
  const other = await world.house("T1", `kreis-${++n}`)
  const asked = await ask()
  await expect(Output.output(other.as("verfasser"), { programmeId, outputId: asked.id })).rejects.toMatchObject({
    code: "not_found",
  })
})

test("a text that cannot be written is given up after five attempts, and made anew when somebody asks again", async () => {
  const { id } = await ask()
  const broken = { ...reader, write: () => Promise.reject(new Error("defect")) }
  const ctx = house.workCtx({ ...world.workshop, reader: broken })
  for (let attempt = 0; attempt < 5; attempt++) {
    await expect(Output.work(ctx, programmeId, `output-${id}`)).rejects.toThrow("defect")
    await Document.postpone(ctx, programmeId, `output-${id}`, new Error("defect"))
  }
  await Output.work(ctx, programmeId, `output-${id}`)
  expect(await state(id)).toMatchObject({ state: "failed" })
  expect(await ask()).toMatchObject({ id, state: "making" })
  await make(id)
  expect(await state(id)).toMatchObject({ state: "ready" })
})
