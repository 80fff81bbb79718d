/** Programme to Word and back: what Word cannot show comes back, what somebody changed there is taken and told. */
import { bind, mapLines } from "@beschlussweg/core/bind"
import { type Inline, ProgrammeContent, plain } from "@beschlussweg/core/content"
import * as fc from "fast-check"
import { strFromU8, strToU8, unzipSync, zipSync } from "fflate"
import { expect, test } from "vitest"
import { exportWord } from "./export.ts"
import { faults } from "./fixture/strict.ts"
import { everything, programme } from "./fixture/typed.ts"
import { importWord } from "./import.ts"
import { untied } from "./recall.ts"

const OPTIONS = { fileName: "ausgabe.docx", kind: "AMP", year: 2027 } as const
const ORIGIN = "c".repeat(64)
const write = (content: ProgrammeContent): Uint8Array =>
  exportWord(content, new Map(), { house: "Kreis Aulenfeld", origin: ORIGIN })
async function read(file: Uint8Array, content: ProgrammeContent) {
  const recall = async (sha256: string) => (sha256 === ORIGIN ? content : undefined)
  const { typed, report, origin } = await importWord(file, { ...OPTIONS, recall })
  const { findings } = report
  return { content: typed.content, findings, reasons: findings.map((f) => f.reason), origin }
}
/** notes are numbered anew in every file: here by the order of their first sign */
function renumbered(content: ProgrammeContent): ProgrammeContent {
  const order = new Map(content.footnotes.map((n, i) => [n.id, `n${i + 1}`]))
  const json = JSON.stringify(content, (_, value: unknown) => {
    const note = value as { type?: unknown; id?: unknown } | null
    return note?.type === "footnote" && typeof note.id === "string" ? { ...note, id: order.get(note.id) } : value
  })
  const copy = ProgrammeContent.parse(JSON.parse(json))
  return { ...copy, footnotes: copy.footnotes.map((n, i) => ({ ...n, id: `n${i + 1}` })) }
}
/** The file with one text of its document replaced, as somebody would in Word. */
function edited(file: Uint8Array, from: string | RegExp, to: string): Uint8Array {
  const parts = unzipSync(file)
  const before = strFromU8(parts["word/document.xml"] ?? new Uint8Array())
  const after = before.replace(from, to)
  if (after === before) throw new Error(`not found: ${from}`)
  return zipSync({ ...parts, "word/document.xml": strToU8(after) })
}

const whole = bind(everything)

test("every kind of block, bound number, reference, lock and Eckpunkt comes back as it was", async () => {
  const file = write(whole)
  expect(faults(file)).toEqual([])
  const back = await read(file, whole)
  expect(back.findings).toEqual([])
  expect(renumbered(back.content)).toEqual(renumbered(whole))
  expect(back.origin).toBe(ORIGIN)
})

/** Without references that say nothing: there is nothing of them to be seen in Word. */
const speaking = (content: ProgrammeContent): ProgrammeContent => ({
  ...content,
  sections: content.sections.map((s) => ({
    ...s,
    blocks: s.blocks.map((b) =>
      mapLines(b, (line) => line.filter((i) => (i.type !== "ref" && i.type !== "number") || i.text.trim() !== "")),
    ),
  })),
})

test("any typed programme comes back equal, and every file is sound", async () => {
  let blocks = 0
  await fc.assert(
    fc.asyncProperty(programme, async (given) => {
      // what points nowhere is a word in Word, and comes back as one
      const content = speaking(untied(bind(given)).content)
      blocks += content.sections.reduce((n, s) => n + s.blocks.length, 0)
      const file = write(content)
      expect(faults(file)).toEqual([])
      const back = await read(file, content)
      expect(back.findings).toEqual([])
      expect(renumbered(back.content)).toEqual(renumbered(content))
    }),
    { numRuns: 60, seed: 2027 },
  )
  expect(blocks).toBeGreaterThan(150)
})

const inlines = (content: ProgrammeContent): Inline[] => {
  const found: Inline[] = []
  for (const section of content.sections)
    for (const block of section.blocks)
      mapLines(block, (line) => {
        found.push(...line)
        return line
      })
  return found
}
const typesOf = (content: ProgrammeContent, id: string) =>
  content.sections.find((s) => s.id === id)?.blocks.map((b) => b.type)

test("words around a bound number may change; a number typed over is text, and that is told", async () => {
  const around = await read(edited(write(whole), "Das Jobcenter plant mit ", "Das Haus rechnet mit "), whole)
  expect(around.findings).toEqual([])
  expect(inlines(around.content)).toContainEqual({ type: "number", ref: "zahl/budget", text: "22.300\u00a0T€" })
  // the first place of the amount is the sentence in the Vorwort
  const over = await read(edited(write(whole), "22.300\u00a0T€", "23.000\u00a0T€"), whole)
  expect(over.reasons).toEqual(["binding.loosened"])
  expect(over.findings[0]?.message).toContain("„22.300 T€“ wurde in Word in „23.000 T€“ geändert")
  const [first] = over.content.sections[0]?.blocks ?? []
  expect(first?.type === "paragraph" && first.content).toEqual([
    { type: "text", text: "Das Jobcenter plant mit 23.000\u00a0T€." },
  ])
  expect(first).toMatchObject({ eckpunkt: true })
})

test("a figure of a table that was changed in Word moves into the table, and everywhere it is bound", async () => {
  const file = edited(write(whole), />12\.466\u00a0T€<(?=.*>9\.834)/s, ">12.500\u00a0T€<")
  const { content, reasons } = await read(file, whole)
  expect(reasons).toEqual(["block.figures"])
  const table = content.sections[1]?.blocks[0]
  expect(table).toMatchObject({ type: "data", id: "budget", eckpunkt: true, relations: [{ state: "confirmed" }] })
  expect(table?.type === "data" && table.rows[0]?.cells[1]).toEqual({
    type: "num",
    num: { value: "12500", decimals: 0 },
  })
  // the text says it from the next saving on
  expect(inlines(bind(content))).toContainEqual({ type: "number", ref: "budget/egl/plan", text: "12.500\u00a0T€" })
})

test("a table that was rebuilt in Word is the one of Word: its ties are text, and each is told", async () => {
  const { content, findings } = await read(edited(write(whole), ">Eingliederung<", ">Hilfen<"), whole)
  expect(findings.map((f) => f.reason).sort()).toEqual(["binding.lost", "binding.lost", "block.loosened"])
  expect(findings.find((f) => f.reason === "block.loosened")?.message).toContain("„Budget 2027“ wurde in Word geändert")
  const [table] = content.sections[1]?.blocks ?? []
  expect(table).toMatchObject({ type: "data", imported: true, eckpunkt: true })
  expect(table?.type === "data" && plain(table.rows[0]?.label ?? [])).toBe("Hilfen")
  expect(inlines(content).filter((i) => i.type === "number" && i.ref.startsWith("budget/"))).toEqual([])
  expect(content.sections[1]?.blocks[3]).toMatchObject({
    content: [{ text: "Für die Eingliederung stehen 12.466\u00a0T€" }, {}, {}],
  })
})

test("a block of words that was changed comes as text, and nothing of it is lost", async () => {
  const { content, reasons } = await read(
    edited(write(whole), "Wir beraten in der Schule.", "Wir beraten am Telefon."),
    whole,
  )
  expect(reasons).toEqual(["block.loosened"])
  expect(typesOf(content, "themen")).not.toContain("topic")
  expect(typesOf(content, "themen")).toContain("challenge")
  expect(JSON.stringify(content)).toContain("Wir beraten am Telefon.")
})

test("a block that was copied is typed once; a section keeps its id without its bookmark, by its title", async () => {
  const file = write(whole)
  const xml = strFromU8(unzipSync(file)["word/document.xml"] ?? new Uint8Array())
  const frame = /<w:sdt><w:sdtPr><w:alias w:val="Kontakt"\/>.*?<\/w:sdt>/s.exec(xml)?.[0] ?? ""
  const twice = await read(edited(file, frame, frame + frame), whole)
  expect(twice.reasons).toEqual(["block.loosened"])
  expect(twice.findings[0]?.message).toContain("zweimal")
  expect(typesOf(twice.content, "themen")?.filter((t) => t === "contact")).toHaveLength(1)
  const bare = await read(
    edited(file, /<w:bookmarkStart w:id="\d+" w:name="_Beschlussweg_Abschnitt_\d+"\/>/g, ""),
    whole,
  )
  expect(renumbered(bare.content)).toEqual(renumbered(whole))
})

test("a program that keeps no content controls still keeps what is unchanged", async () => {
  const bare = edited(write(whole), /<w:sdt><w:sdtPr>.*?<\/w:sdtPr><w:sdtContent>|<\/w:sdtContent><\/w:sdt>/gs, "")
  const back = await read(bare, whole)
  expect(renumbered(back.content)).toEqual(renumbered(whole))
  expect(inlines(back.content).filter((i) => i.type === "number")).toHaveLength(2)
})
test("in a house that does not know the text everything comes as words and tables, and that is told", async () => {
  const { typed, report, origin } = await importWord(write(whole), { ...OPTIONS, recall: async () => undefined })
  expect(report.findings.map((f) => f.reason)).toContain("word.origin")
  expect(origin).toBeUndefined()
  expect(inlines(typed.content).filter((i) => i.type === "number" || i.type === "ref")).toEqual([])
  expect(typed.content.numbers).toBeUndefined()
  expect(JSON.stringify(typed.content)).toContain("Tabelle 1")
  // the mark of an Eckpunkt stands in the file itself
  expect(typed.content.sections[0]?.blocks[0]).toMatchObject({ type: "paragraph", eckpunkt: true })
  expect(typed.content.sections[1]?.blocks[0]).toMatchObject({ type: "data", eckpunkt: true })
})

test("tables and figures are counted as on paper, listed from three on, and referred to by fields", () => {
  const xml = strFromU8(unzipSync(write(whole))["word/document.xml"] ?? new Uint8Array())
  const shown = (from: string) => from.replace(/<w:instrText[^>]*>[^<]*<\/w:instrText>/g, "").replace(/<[^>]+>/g, "")
  const lines = [...xml.matchAll(/<w:p>.*?<\/w:p>/gs)].map(([p]) => ({ p, text: shown(p) }))
  const captions = lines.filter(({ p }) => p.includes(" SEQ ")).map(({ text }) => text)
  expect(captions).toEqual([
    "Tabelle 1: Budget 2027",
    "Abbildung 1: Mittel je Jahr",
    "Tabelle 2: Angebote",
    "Tabelle 3: Orte und Zeiten",
  ])
  const listed = lines
    .filter(({ p }) => p.includes('w:val="BeschlusswegAbbildungsverzeichnis"'))
    .map(({ text }) => text)
  expect(listed).toEqual(["Tabelle 1: Budget 2027", "Tabelle 2: Angebote", "Tabelle 3: Orte und Zeiten"])
  expect(xml).toContain('TOC \\h \\z \\c "Tabelle"'.replace(/"/g, "&quot;"))
  expect(xml).toMatch(/ REF _Ref[0-9a-f]{16} \\h \\\* MERGEFORMAT /)
  // who counts himself keeps his numbers, and nothing is counted beside them
  const own = JSON.parse(JSON.stringify(whole).replace("Orte und Zeiten", "Tabelle 7: Orte")) as unknown
  const mixed = strFromU8(unzipSync(write(ProgrammeContent.parse(own)))["word/document.xml"] ?? new Uint8Array())
  const again = [...mixed.matchAll(/<w:p>.*?<\/w:p>/gs)].map(([p]) => shown(p))
  expect(again).toContain("Tabelle 7: Orte")
  expect(again).not.toContain("Tabelle 3: Tabelle 7: Orte")
})

test("nothing of the text is hidden in the file: what is not to be seen is not there", () => {
  const secret = { ...whole, lawState: "2022" as const, gender: "neutral" as const }
  const file = unzipSync(write(secret))
  const all = Object.entries(file).flatMap(([path, bytes]) => (/\.(xml|rels)$/.test(path) ? [strFromU8(bytes)] : []))
  for (const word of ["neutral", "confirmed", "amp-kommunal", "zahl/", "Personen"])
    expect(all.join("")).not.toContain(word)
})

test("the strict look sees what it is there for", () => {
  const file = write(whole)
  const broken: [RegExp | string, string, string][] = [
    ["</w:tc></w:tr>", "</w:tc><w:tc><w:p/></w:tc></w:tr>", "row of 4 in a grid of 3"],
    [/<w:numId w:val="[1-9]\d*"\/>/, `<w:numId w:val="999"/>`, "no list 999"],
    [/<w:pStyle w:val="BeschlusswegText"\/>/, `<w:pStyle w:val="Fremd"/>`, "no paragraph style Fremd"],
    [/w:name="_Ref[0-9a-f]+"/, `w:name="_Refweg"`, "no bookmark _Ref"],
    [/<w:fldChar w:fldCharType="end"\/>/, "", "a field without an end"],
    [/<c:chart r:id="rId\d+"\/>/, `<c:chart r:id="rId99"/>`, "no relation rId99"],
    [/<w:id w:val="\d+"\/>/g, `<w:id w:val="1"/>`, "control 1 twice"],
    [
      /(<w:keepNext\/>)?<w:pStyle w:val="BeschlusswegListe"\/>/,
      `<w:jc w:val="left"/><w:pStyle w:val="BeschlusswegListe"/>`,
      "w:pPr: w:pStyle out of order",
    ],
    [/<w:footnoteReference w:id="1"\/>/, `<w:footnoteReference w:id="7"/>`, "no footnote 7"],
    ["<w:body>", "<w:body><w:sdt><w:sdtContent/></w:sdt>", "empty control"],
  ]
  for (const [from, to, fault] of broken) {
    const found = faults(edited(file, from, to))
    expect(
      found.some((f) => f.includes(fault)),
      `${fault}: ${found.join("; ")}`,
    ).toBe(true)
  }
  const { "docProps/app.xml": _, ...without } = unzipSync(file)
  expect(faults(zipSync(without))).toEqual(["type of no part /docProps/app.xml"])
})
