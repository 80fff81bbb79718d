/** From a Gliederung to next year's draft: templates, participation, Eckpunkte, Fortschreibung. */
import type { ProgrammeContent, SectionBlock } from "@beschlussweg/core/content"
import { centOf, compose, digest, disagreements } from "@beschlussweg/core/digest"
import * as Participation from "@beschlussweg/core/participation"
import * as Programme from "@beschlussweg/core/programme"
import * as RollOver from "@beschlussweg/core/rollover"
import type { TypedBlock } from "@beschlussweg/core/typed"
import * as Upload from "@beschlussweg/core/upload"
import * as Vorlage from "@beschlussweg/core/vorlage"
import { reader } from "@beschlussweg/functions/reader"
import { docx, p } from "@beschlussweg/word/fixture"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { FINANCE_JA, type House, openWorld, paragraph, type World } from "./house.ts"

type Topic = Extract<TypedBlock, { type: "topic" }>

let world: World
let kreis: House
let stadt: House
beforeAll(async () => {
  world = await openWorld()
  kreis = await world.house("T1")
  stadt = await world.house("T5")
})
afterAll(() => world.stop())

const create = (house: House, outline: string, kind: "AMP" | "AIP" | "LPD" = "AMP", year = 2027) =>
  Programme.create(house.as("verfasser"), { kind, title: `Programm ${year}`, year, amtId: "jobcenter", outline })
const read = async (house: House, programmeId: string) => {
  const found = await Programme.read(house.as("verfasser"), { programmeId })
  if (!found.content) throw new Error("no text")
  return { ...found, content: found.content }
}

/** the same Schwerpunktthema six times, with numbers of their own */
const six = (topic: Topic): Topic[] => [1, 2, 3, 4, 5, 6].map((no) => ({ ...topic, id: `thema-${no}`, no }))

describe("Gliederungen", () => {
  test("a house sees the ones for its form, and a programme begins with their sections and tables", async () => {
    const ids = async (house: House) =>
      (await Programme.outlines(house.as("verfasser"), { year: 2027 })).map((o) => o.id).sort()
    expect(await ids(kreis)).toEqual(["amp-kommunal", "amp-kreis", "lpd-nrw"])
    expect(await ids(stadt)).toEqual(["aip-ge", "amp-ge", "lpd-nrw"])
    const { id } = await create(kreis, "amp-kreis")
    const { content, outline } = await read(kreis, id)
    expect(outline).toEqual({ id: "amp-kreis", version: 1 })
    expect(content.sections.flatMap((s) => s.blocks.flatMap((b) => ("id" in b ? [b.id] : [])))).toContain("budget")
  })

  test.each<[string, "AMP" | "LPD", string]>([
    ["amp-fremd", "AMP", "outline.unknown"],
    ["lpd-nrw", "AMP", "outline.kind"],
    ["amp-ge", "AMP", "outline.house"],
  ])("%s as %s is refused", async (outline, kind, reason) => {
    await expect(create(kreis, outline, kind)).rejects.toMatchObject({ code: "input", reason })
  })

  test("part E of the Lokales Planungsdokument stays empty, also when somebody saves the whole", async () => {
    const { id } = await create(kreis, "lpd-nrw", "LPD")
    const { rev, content } = await read(kreis, id)
    const sections = content.sections.map((s) => (s.key === "teil-e" ? { ...s, blocks: paragraph("Von uns.") } : s))
    await expect(
      Programme.save(kreis.as("verfasser"), { programmeId: id, rev, content: { ...content, sections } }),
    ).rejects.toMatchObject({ code: "refused", findings: [{ reason: "section.locked" }] })
    const without = { ...content, sections: content.sections.filter((s) => s.key !== "teil-a") }
    await expect(
      Programme.save(kreis.as("verfasser"), { programmeId: id, rev, content: without }),
    ).rejects.toMatchObject({ findings: [{ reason: "section.required" }] })
  })
})

describe("Word-Datei in ein Programm mit gesperrten Abschnitten", () => {
  const H = (text: string, level = 1) => p(text, { style: `berschrift${level}` })
  async function taken(body: string) {
    const author = kreis.as("verfasser")
    const { id: programmeId } = await create(kreis, "lpd-nrw", "LPD")
    const first = await read(kreis, programmeId)
    const declared = { ...first.content, gender: ":" as const, lawState: "2023-buergergeld" as const }
    await Programme.save(author, { programmeId, rev: first.rev, content: declared })
    const upload = await Upload.receive(author, {
      purpose: "programme",
      fileName: "Planung.docx",
      mediaType: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
      data: docx({ body }),
      programme: { kind: "LPD", year: 2027 },
    })
    await Upload.work(kreis.workCtx({ ...world.workshop, reader }), upload.id)
    const { findings: left } = await Programme.take(author, { programmeId, uploadId: upload.id })
    const now = await read(kreis, programmeId)
    return { programmeId, left, ...now }
  }
  const shape = (sections: ProgrammeContent["sections"]) => sections.map((s) => [s.key ?? s.id, s.lock ?? "free"])

  test("they are found by name and stay what they are; what was written into the locked one is said and not taken", async () => {
    const { programmeId, rev, content, left } = await taken(
      H("a  Ausgangslage") +
        p("Die Lage ist ernst.") +
        H("Am Rand", 2) +
        p("Ein Zusatz.") +
        H("B Schwerpunktthemen") +
        p("Drei Themen.") +
        H("C Herausforderungen und Potenziale") +
        p("Vier.") +
        H("D Ziele und Mittel") +
        p("Fünf.") +
        H("E Vermerke des Landes") +
        p("Das Land stimmt zu.") +
        H("Noch mehr", 2) +
        p("Und zahlt."),
    )
    expect(shape(content.sections)).toEqual([
      ["teil-a", "titleFixed"],
      ["s2", "free"],
      ["teil-b", "titleFixed"],
      ["teil-c", "titleFixed"],
      ["teil-d", "titleFixed"],
      ["teil-e", "readOnly"],
    ])
    expect(content.sections.map((s) => s.blocks.length)).toEqual([1, 1, 1, 1, 1, 0])
    expect(left).toEqual([
      {
        reason: "section.locked",
        place: "Abschnitt „E Vermerke des Landes“",
        message:
          "Dieser Abschnitt ist gesperrt. Was in der Word-Datei darin steht, wurde nicht übernommen: „Das Land stimmt zu. Noch mehr Und zahlt.“",
      },
    ])
    expect([content.gender, content.lawState, content.template?.id]).toEqual([":", "2023-buergergeld", "lpd-nrw"])
    const sections = content.sections.map((s) => (s.key === "teil-e" ? { ...s, blocks: paragraph("Von uns.") } : s))
    await expect(
      Programme.save(kreis.as("verfasser"), { programmeId, rev, content: { ...content, sections } }),
    ).rejects.toMatchObject({ findings: [{ reason: "section.locked" }] })
  })

  test("those that the file does not have are put back in their places, and the checks ask for them", async () => {
    const { content, findings, left } = await taken(
      H("Vorab") + p("Etwas.") + H("B Schwerpunktthemen") + p("Drei Themen."),
    )
    expect(shape(content.sections).map(([key]) => key)).toEqual([
      "teil-a",
      "s1",
      "teil-b",
      "teil-c",
      "teil-d",
      "teil-e",
    ])
    expect(left.map((f) => f.reason)).toEqual(Array.from({ length: 4 }, () => "section.added"))
    expect(left[0]?.message).toBe(
      "Dieser Abschnitt der Gliederung steht nicht in der Word-Datei. Er wurde wieder angelegt.",
    )
    expect(findings.filter((f) => f.reason === "section.empty").map((f) => f.place)).toEqual([
      "Abschnitt „A Ausgangslage“",
      "Abschnitt „C Herausforderungen und Potenziale“",
      "Abschnitt „D Ziele und Mittel“",
    ])
  })
})

describe("Beteiligung", () => {
  const statement = {
    kind: "beirat" as const,
    on: "2026-11-20",
    title: "Sitzung",
    statement: "Mehr Plätze in Teilzeit.",
  }
  test("is recorded, and amended by how it was taken up; the record holds hashes only", async () => {
    const { id: programmeId } = await create(stadt, "amp-ge")
    const { id } = await Participation.put(stadt.as("verfasser"), { programmeId, ...statement })
    const considered = "Zwei Maßnahmen beginnen nachmittags."
    await Participation.put(stadt.as("verfasser"), { programmeId, participationId: id, ...statement, considered })
    expect(await Participation.list(stadt.as("bca"), { programmeId })).toMatchObject([
      { kind: "beirat", label: "Örtlicher Beirat", considered },
    ])
    const facts = await Vorlage.factsOf(stadt.workCtx(), programmeId)
    expect(facts.map((f) => f.type)).toEqual(["programme.created", "participation.recorded", "participation.amended"])
    expect(JSON.stringify(facts)).not.toContain("Teilzeit")
  })

  test("is not recorded in advance, nor turned into somebody else's", async () => {
    const { id: programmeId } = await create(stadt, "amp-ge")
    const early = { programmeId, ...statement, on: "2027-01-01" }
    await expect(Participation.put(stadt.as("verfasser"), early)).rejects.toMatchObject({
      reason: "participation.future",
    })
    const { id } = await Participation.put(stadt.as("verfasser"), { programmeId, ...statement })
    const other = { programmeId, participationId: id, ...statement, kind: "bca" as const }
    await expect(Participation.put(stadt.as("verfasser"), other)).rejects.toMatchObject({
      reason: "participation.kind",
    })
    await expect(Participation.put(stadt.as("lesend"), { programmeId, ...statement })).rejects.toMatchObject({
      code: "forbidden",
    })
  })
})

describe("Eckpunkte", () => {
  const content: ProgrammeContent = {
    version: 1,
    kind: "AMP",
    title: "AMP 2027",
    year: 2027,
    sections: [
      {
        id: "s1",
        level: 1,
        title: [{ type: "text", text: "Budget" }],
        numbering: "auto",
        blocks: [
          { type: "paragraph", eckpunkt: true, content: [{ type: "text", text: "Das Budget sinkt." }] },
          ...paragraph("Nur im Programm."),
        ],
      },
      { id: "s2", level: 1, title: [{ type: "text", text: "Partner" }], numbering: "auto", blocks: paragraph("Ohne.") },
    ],
    footnotes: [],
    numbers: [
      { id: "bedarf", label: "Bedarf", finance: "required", num: { value: "12466", decimals: 0, unit: "TEUR" } },
      { id: "stellen", label: "Stellen", num: { value: "203.5", decimals: 1, unit: "VZÄ" } },
    ],
  }

  test("are the flagged passages under the headings of their sections, without the flag", () => {
    expect(digest(content)).toEqual([
      { type: "heading", level: 1, content: [{ type: "text", text: "1 Budget" }] },
      { type: "paragraph", content: [{ type: "text", text: "Das Budget sinkt." }] },
    ])
  })

  test("are proposed with the amounts of the finance block", async () => {
    const { id: programmeId } = await Programme.create(kreis.as("verfasser"), {
      kind: "AMP",
      title: "AMP 2027",
      year: 2027,
      amtId: "jobcenter",
    })
    await Programme.save(kreis.as("verfasser"), { programmeId, rev: 0, content })
    const { amounts, erlaeuterungen } = await compose(kreis.as("verfasser"), { programmeId })
    expect(amounts).toEqual([{ use: "required", cent: 12_466_000_00, label: "Bedarf" }])
    expect(erlaeuterungen).toHaveLength(2)
  })

  test.each([
    [12_466_000_00, true],
    [12_466_499_99, true],
    [12_465_500_00, true],
    [12_466_500_01, false],
    [12_466_00, false],
    [null, true],
  ])("12.466 T€ and %j cent agree: %s", (requiredCent, agree) => {
    expect(disagreements(content, { ...FINANCE_JA, requiredCent })).toHaveLength(agree ? 0 : 1)
  })

  test("say both amounts where they differ", () => {
    const [finding] = disagreements(content, { ...FINANCE_JA, requiredCent: 12_000_000_00 })
    expect(finding?.message).toBe(
      "Im Programm steht bei „Bedarf“ 12.466.000,00\u00a0€, in der Vorlage 12.000.000,00\u00a0€.",
    )
    expect(centOf({ value: "28.9", decimals: 1 }, "MioEUR")).toBe(28_900_000_00)
    expect(centOf({ value: "7", decimals: 0 }, "%")).toBeUndefined()
    expect(centOf({ value: "999999999999999", decimals: 0 }, "MioEUR")).toBeUndefined()
  })
})

describe("Fortschreibung", () => {
  test("takes the text over, and marks every passage and figure until it is changed or confirmed", async () => {
    const { id: old } = await create(kreis, "amp-kommunal")
    const first = await read(kreis, old)
    const filled = {
      ...first.content,
      sections: first.content.sections.map((s) => {
        if (s.key === "akteure") return { ...s, blocks: paragraph("Wir arbeiten mit den Kammern zusammen.") }
        if (s.key !== "finanzen") return s
        const blocks = s.blocks.map((b) =>
          b.type === "data"
            ? {
                ...b,
                rows: b.rows.map((r) =>
                  r.id === "egt"
                    ? {
                        ...r,
                        cells: r.cells.map(() => ({ type: "num" as const, num: { value: "13015", decimals: 0 } })),
                      }
                    : r,
                ),
              }
            : b,
        )
        return { ...s, blocks }
      }),
    }
    await Programme.save(kreis.as("verfasser"), { programmeId: old, rev: first.rev, content: filled })
    const { id } = await RollOver.rollOver(kreis.as("verfasser"), { programmeId: old, year: 2028 })
    const next = await read(kreis, id)
    expect([next.year, next.content.title, next.before?.programmeId]).toEqual([2028, "Programm 2028", old])
    const marks = await RollOver.unchanged(kreis.as("verfasser"), { programmeId: id })
    expect(marks.filter((m) => m.kind === "figure").map((m) => m.text)).toEqual([
      "Eingliederungsbudget (EGT), 2026: 13.015\u00a0T€",
      "Eingliederungsbudget (EGT), Zuteilung 2027: 13.015\u00a0T€",
      "Eingliederungsbudget (EGT), Plan 2027: 13.015\u00a0T€",
    ])
    expect(marks.find((m) => m.text.includes("Kammern"))?.kind).toBe("passage")

    const sections = next.content.sections.map((s) =>
      s.key === "akteure" ? { ...s, blocks: paragraph("Wir arbeiten mit den Kammern und den Gemeinden zusammen.") } : s,
    )
    await Programme.save(kreis.as("verfasser"), {
      programmeId: id,
      rev: next.rev,
      content: { ...next.content, sections },
    })
    const left = await RollOver.unchanged(kreis.as("verfasser"), { programmeId: id })
    expect(left).toHaveLength(marks.length - 1)
    const hashes = left.map((m) => m.hash)
    expect(await RollOver.confirm(kreis.as("verfasser"), { programmeId: id, marks: hashes })).toEqual({ open: 0 })
    expect(await RollOver.unchanged(kreis.as("verfasser"), { programmeId: id })).toEqual([])
    await expect(
      RollOver.confirm(kreis.as("verfasser"), { programmeId: id, marks: hashes.slice(0, 1) }),
    ).rejects.toMatchObject({ code: "conflict", reason: "rollover.changed" })
  })

  test("asks about named figures, too: last year's amount must not go into this year's Vorlage by itself", async () => {
    const author = kreis.as("verfasser")
    const { id: old } = await create(kreis, "amp-kommunal")
    const first = await read(kreis, old)
    const num = { value: "12466", decimals: 0, unit: "TEUR" as const }
    const numbers: ProgrammeContent["numbers"] = [{ id: "bedarf", label: "Bedarf", finance: "required", num }]
    await Programme.save(author, { programmeId: old, rev: first.rev, content: { ...first.content, numbers } })
    const { id } = await RollOver.rollOver(author, { programmeId: old, year: 2028 })
    const figures = async () =>
      (await RollOver.unchanged(author, { programmeId: id })).filter((m) => m.place === "Benannte Zahlen")
    expect((await figures()).map((m) => [m.kind, m.text])).toEqual([["figure", "Bedarf: 12.466\u00a0T€"]])
    await RollOver.confirm(author, { programmeId: id, marks: (await figures()).map((m) => m.hash) })
    expect(await figures()).toEqual([])
    const next = await read(kreis, id)
    const changed = [{ id: "bedarf", label: "Bedarf", num: { ...num, value: "12500" } }]
    await Programme.save(author, { programmeId: id, rev: next.rev, content: { ...next.content, numbers: changed } })
    expect(await figures()).toEqual([])
  })

  test("keeps the Gliederung: next year the BCA must be heard anew, and a sixth topic is one too many", async () => {
    const { id: old } = await create(kreis, "lpd-nrw", "LPD")
    await Participation.put(kreis.as("verfasser"), {
      programmeId: old,
      kind: "bca",
      on: "2026-11-20",
      title: "Gespräch",
      statement: "Ohne Einwände.",
    })
    const { id } = await RollOver.rollOver(kreis.as("verfasser"), { programmeId: old, year: 2028 })
    const { rev, content, outline, findings } = await read(kreis, id)
    expect(outline).toEqual({ id: "lpd-nrw", version: 1 })
    expect(findings.filter((f) => f.reason === "participation.bca").map((f) => f.severity)).toEqual(["error"])
    const sections = content.sections.map((s) =>
      s.key === "teil-b"
        ? { ...s, blocks: s.blocks.flatMap((b): SectionBlock[] => (b.type === "topic" ? six(b) : [b])) }
        : s,
    )
    await expect(
      Programme.save(kreis.as("verfasser"), { programmeId: id, rev, content: { ...content, sections } }),
    ).rejects.toMatchObject({ code: "refused", reason: "topic.many" })
  })

  test("not for the same year or one before", async () => {
    const { id: programmeId } = await create(kreis, "amp-kommunal")
    for (const year of [2027, 2020])
      await expect(RollOver.rollOver(kreis.as("verfasser"), { programmeId, year })).rejects.toMatchObject({
        reason: "rollover.year",
      })
  })
})
