/** Findings of the checks in the procedure: errors hold up the submission, warnings until somebody gave a reason. */
import * as Acknowledgement from "@beschlussweg/core/acknowledgement"
import type { Section } from "@beschlussweg/core/content"
import { Acknowledgement as Kept } from "@beschlussweg/core/finding"
import * as Participation from "@beschlussweg/core/participation"
import * as Programme from "@beschlussweg/core/programme"
import * as Vorlage from "@beschlussweg/core/vorlage"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { type House, openWorld, type World } from "./house.ts"

let world: World
let kreis: House
beforeAll(async () => {
  world = await openWorld()
  kreis = await world.house("T1")
})
afterAll(() => world.stop())

/** one warning: a section that is not there */
const LOST = "Näheres steht unter Ziffer 7.3."
const REASON = "Der Abschnitt wird mit dem nächsten Stand ergänzt."

const found = (programmeId: string) => Acknowledgement.list(kreis.as("verfasser"), { programmeId })
const keyOf = async (programmeId: string): Promise<string> => {
  const key = (await found(programmeId)).findings[0]?.key
  if (key === undefined) throw new Error("no finding")
  return key
}
const acknowledge = (programmeId: string, key: string, reason = REASON, person = "verfasser") =>
  Acknowledgement.acknowledge(kreis.as(person), { programmeId, key, reason })
const paperOf = (programmeId: string) =>
  kreis.draft(kreis.form({ anlagen: [{ kind: "programme", id: "a1", title: "Programm", public: true, programmeId }] }))
const submit = async (programmeId: string) => {
  const { id } = await paperOf(programmeId)
  return { id, ...(await Vorlage.submit(kreis.as("verfasser"), { vorlageId: id, rev: 1 })) }
}
/** changes the text, keeping its one section */
async function write(programmeId: string, change: (section: Section) => Section): Promise<void> {
  const { rev, content } = await Programme.read(kreis.as("verfasser"), { programmeId })
  if (!content) throw new Error("no text")
  const sections = content.sections.map(change)
  await Programme.save(kreis.as("verfasser"), { programmeId, rev, content: { ...content, sections } })
}
const text = (words: string): Section["blocks"] => [{ type: "paragraph", content: [{ type: "text", text: words }] }]

describe("findings of a programme", () => {
  test("are read with severity, place and key, by reading the programme too", async () => {
    const programmeId = await kreis.programme(LOST)
    const told = await found(programmeId)
    expect(told).toMatchObject({
      counts: { error: 0, warning: 1, hint: 0 },
      open: 1,
      findings: [
        { rule: "C13", severity: "warning", place: "Abschnitt 1 „Ziele“, Absatz 1", sectionId: "s1", block: 0 },
      ],
    })
    const { findings } = await Programme.read(kreis.as("verfasser"), { programmeId })
    expect(findings).toEqual(told.findings)
  })

  test("a clean text has none, and is submitted without a fact about warnings", async () => {
    const programmeId = await kreis.programme("Wir vermitteln in Arbeit.")
    expect(await found(programmeId)).toEqual({ findings: [], counts: { error: 0, warning: 0, hint: 0 }, open: 0 })
    const { id } = await submit(programmeId)
    const facts = await Vorlage.factsOf(kreis.workCtx(), id)
    expect(facts.map((f) => f.type)).not.toContain("programme.acknowledged")
  })

  test("a missing alternative text is told once, with its block", async () => {
    const programmeId = await kreis.programme("Wir vermitteln.")
    await write(programmeId, (s) => ({
      ...s,
      blocks: [
        {
          type: "chart",
          kind: "bar",
          title: "Bestand",
          alt: " ",
          categories: ["Frauen"],
          series: [{ name: "Personen", values: ["12"] }],
          source: [{ type: "text", text: "Quelle: Eckwerte, Juni 2026" }],
        },
      ],
    }))
    const { findings } = await found(programmeId)
    expect(findings.map((f) => [f.reason, f.severity, f.block])).toEqual([["alt.missing", "error", 0]])
  })
})

describe("a warning", () => {
  test("holds up the submission until somebody takes note of it with a reason; the record keeps key and hash", async () => {
    const programmeId = await kreis.programme(LOST)
    await expect(submit(programmeId)).rejects.toMatchObject({
      code: "refused",
      reason: "vorlage.incomplete",
      findings: [{ reason: "finding.open", place: "Anlage 1, Abschnitt 1 „Ziele“, Absatz 1" }],
    })
    const key = await keyOf(programmeId)
    await acknowledge(programmeId, key)
    expect(await found(programmeId)).toMatchObject({
      open: 0,
      counts: { warning: 1 },
      findings: [{ key, acknowledged: { reason: REASON, by: "verfasser" } }],
    })
    const { id } = await submit(programmeId)
    const facts = await Vorlage.factsOf(kreis.workCtx(), id)
    const fact = facts.find((f) => f.type === "programme.acknowledged")
    expect(fact?.data).toEqual({ fassung: 1, findings: [{ key, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }] })
    expect(JSON.stringify(facts)).not.toContain("ergänzt")
  })

  test("that changed needs a new reason; one that only moved does not", async () => {
    const programmeId = await kreis.programme(LOST)
    await acknowledge(programmeId, await keyOf(programmeId))
    await write(programmeId, (s) => ({ ...s, blocks: [...text("Davor steht jetzt etwas."), ...s.blocks] }))
    expect(await found(programmeId)).toMatchObject({ open: 0, findings: [{ place: "Abschnitt 1 „Ziele“, Absatz 2" }] })
    await write(programmeId, (s) => ({ ...s, blocks: text("Näheres steht unter Ziffer 7.4.") }))
    expect(await found(programmeId)).toMatchObject({ open: 1 })
    await expect(submit(programmeId)).rejects.toMatchObject({ reason: "vorlage.incomplete" })
  })

  test("keeps the reasons that were given before", async () => {
    const programmeId = await kreis.programme(LOST)
    const key = await keyOf(programmeId)
    await acknowledge(programmeId, key)
    const later = "Der Abschnitt entfällt in diesem Jahr."
    await acknowledge(programmeId, key, later, "amtsleitung")
    expect((await found(programmeId)).findings[0]?.acknowledged).toMatchObject({ reason: later, by: "amtsleitung" })
    const stored = await kreis.workCtx().table.get(`programme/${programmeId}/ack-${key}`, Kept)
    expect(stored?.value.earlier).toMatchObject([{ reason: REASON, by: "verfasser" }])
  })

  test("cannot be taken note of by who only reads, without words, or when it is gone", async () => {
    const programmeId = await kreis.programme(LOST)
    const key = await keyOf(programmeId)
    await expect(acknowledge(programmeId, key, REASON, "lesend")).rejects.toMatchObject({ code: "forbidden" })
    await expect(acknowledge(programmeId, key, "  ")).rejects.toMatchObject({ code: "input" })
    await expect(acknowledge(programmeId, `C13-${"0".repeat(32)}`)).rejects.toMatchObject({
      code: "conflict",
      reason: "finding.gone",
    })
    await write(programmeId, (s) => ({ ...s, blocks: text("Wir vermitteln.") }))
    await expect(acknowledge(programmeId, key)).rejects.toMatchObject({ reason: "finding.gone" })
  })
})

describe("an error", () => {
  test("holds up the submission and cannot be taken note of", async () => {
    const programmeId = await kreis.programme("Wir vermitteln.")
    await write(programmeId, (s) => ({
      ...s,
      blocks: [{ type: "paragraph", content: [{ type: "ref", target: "weg", show: "number", text: "Abschnitt 4" }] }],
    }))
    await expect(acknowledge(programmeId, await keyOf(programmeId))).rejects.toMatchObject({ reason: "finding.error" })
    await expect(submit(programmeId)).rejects.toMatchObject({ findings: [{ reason: "reference.broken" }] })
  })

  test("an announced Anlage that the Vorlage does not have is found when it is handed in", async () => {
    const programmeId = await kreis.programme("Die Ergebnisse stehen in Anlage 2.")
    expect((await found(programmeId)).findings).toEqual([])
    await expect(submit(programmeId)).rejects.toMatchObject({ findings: [{ reason: "attachment.missing" }] })
  })
})

describe("Beteiligung", () => {
  test("of the BCA must be on record where the Gliederung asks for it; the Beirat's is a warning in a Kreis", async () => {
    const author = kreis.as("verfasser")
    const create = { kind: "AMP" as const, title: "Arbeitsmarktprogramm 2027", year: 2027, amtId: "jobcenter" }
    const { id: programmeId } = await Programme.create(author, { ...create, outline: "amp-kommunal" })
    const heard = async () =>
      (await found(programmeId)).findings
        .filter((f) => f.rule === "C27" || f.rule === "C28")
        .map((f) => [f.reason, f.severity])
    expect(await heard()).toEqual([
      ["participation.bca", "error"],
      ["participation.beirat", "warning"],
      ["participation.beschaeftigte", "warning"],
      ["participation.kunden", "warning"],
    ])
    const record = { programmeId, on: "2026-11-20", title: "Stellungnahme", statement: "Keine Bedenken." }
    await Participation.put(author, { ...record, kind: "bca" })
    await Participation.put(author, { ...record, kind: "beirat" })
    expect(await heard()).toEqual([
      ["participation.beschaeftigte", "warning"],
      ["participation.kunden", "warning"],
    ])
  })
})
