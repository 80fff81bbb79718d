/** Comparing versions: Stände, last year's programme, since the last signature; as data, as a page and as a paper. */
import * as Programme from "@beschlussweg/core/programme"
import * as RollOver from "@beschlussweg/core/rollover"
import * as Versions from "@beschlussweg/core/versions"
import * as Vorlage from "@beschlussweg/core/vorlage"
import { check } from "@beschlussweg/pdf/check"
import { press } from "@beschlussweg/pdf/press"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { type House, openWorld, paragraph, throughParticipation, type World } from "./house.ts"

let world: World
let kreis: House
beforeAll(async () => {
  world = await openWorld()
  kreis = await world.house("T1")
})
afterAll(() => world.stop())

const author = () => kreis.as("verfasser")
async function rewrite(programmeId: string, words: string): Promise<void> {
  const { content, rev, sha256 } = await Programme.read(author(), { programmeId })
  if (!content) throw new Error("no text")
  const sections = content.sections.map((s, i) => (i === 0 ? { ...s, blocks: paragraph(words) } : s))
  await Programme.save(author(), { programmeId, rev, sha256, content: { ...content, sections } })
}
/** Words that went and came, of all changed passages. */
const words = ({ synopse }: Pick<Versions.Compared, "synopse">) =>
  synopse.sections.flatMap((s) =>
    s.blocks.flatMap((b) =>
      b.kind === "changed"
        ? [...b.old, ...b.new].filter((piece) => piece.changed).map((piece) => piece.text.trim())
        : [],
    ),
  )

async function withStaende(): Promise<string> {
  const programmeId = await kreis.programme("Im Jahr 2027 entstehen 120 Plätze in der Lernwerkstatt.")
  await Programme.stand(author(), { programmeId, note: "" })
  await rewrite(programmeId, "Im Jahr 2027 entstehen 140 Plätze in der Lernwerkstatt.")
  return programmeId
}

describe("of a programme", () => {
  test("a Stand and the working text", async () => {
    const programmeId = await withStaende()
    const { staende } = await Programme.read(author(), { programmeId })
    const found = await Versions.compare(author(), { programmeId, from: staende.length, to: "draft" })
    expect(words(found)).toEqual(["120", "140"])
    expect(found.old.label).toMatch(/^Stand \d+ vom /)
    // as the query of an address says it
    const asked = { programmeId, from: String(staende.length), to: "draft" as const }
    expect(words(await Versions.compare(author(), asked))).toEqual(["120", "140"])
  })

  test("last year's programme, and none where there is none", async () => {
    const programmeId = await withStaende()
    const none = { programmeId, from: "previous-year" as const, to: "draft" as const }
    await expect(Versions.compare(author(), none)).rejects.toMatchObject({ reason: "versions.before" })
    const { id: next } = await RollOver.rollOver(author(), { programmeId, year: 2028 })
    await rewrite(next, "Im Jahr 2028 entstehen 140 Plätze in der Lernwerkstatt.")
    const found = await Versions.compare(author(), { programmeId: next, from: "previous-year", to: "draft" })
    expect(words(found)).toEqual(["2027", "2028"])
    expect(found.old.label).toContain("2027")
  })

  test.each([
    [{ from: 99, to: "draft" as const }, "versions.stand"],
    [{ from: "draft" as const, to: "draft" as const }, "versions.same"],
    [{ from: 0, to: "draft" as const }, "input.invalid"],
    [{ from: "gestern", to: "draft" as const }, "input.invalid"],
  ])("%j is refused", async (which, reason) => {
    const programmeId = await withStaende()
    const asked = { programmeId, ...which } as Parameters<typeof Versions.compare>[1]
    await expect(Versions.compare(author(), asked)).rejects.toMatchObject({ code: "input", reason })
  })

  test("who does not read working texts compares none", async () => {
    const programmeId = await withStaende()
    const asked = { programmeId, from: 1, to: "draft" as const }
    await expect(Versions.compare(kreis.as("landrat"), asked)).rejects.toMatchObject({ code: "forbidden" })
    await expect(Versions.print(kreis.as("landrat"), asked)).rejects.toMatchObject({ code: "forbidden" })
  })

  test("as a paper: made once, the same file for the same texts, PDF/UA", async () => {
    const programmeId = await withStaende()
    const asked = { programmeId, from: 1, to: "draft" as const }
    const owed = await Versions.print(author(), asked)
    expect(owed.state).toBe("making")
    expect(await Versions.print(author(), asked)).toEqual(owed)
    const file = { programmeId, comparisonId: owed.id }
    await expect(Versions.file(author(), file)).rejects.toMatchObject({ reason: "synopse.making" })
    const ctx = kreis.workCtx({ ...world.workshop, press: press(), documents: "on" })
    await Versions.work(ctx, programmeId, `synopse-${owed.id}`)
    await Versions.work(ctx, programmeId, `synopse-${owed.id}`)
    expect(await Versions.print(author(), asked)).toMatchObject({ state: "ready", pages: 1 })
    const { bytes, fileName } = await Versions.file(author(), file)
    expect(fileName).toMatch(/^Synopse_2027_Stand-1-vom-[\d.]+_Arbeitstext\.pdf$/)
    expect(await check(bytes)).toEqual([])
    await expect(Versions.file(author(), { ...file, comparisonId: "0".repeat(40) })).rejects.toMatchObject({
      code: "not_found",
    })
    await rewrite(programmeId, "Im Jahr 2027 entstehen 150 Plätze in der Lernwerkstatt.")
    expect((await Versions.print(author(), asked)).id).not.toBe(owed.id)
  })

  test("what no face can show is told, not tried for ever", async () => {
    const programmeId = await withStaende()
    await rewrite(programmeId, "Ein Zeichen, das niemand druckt: \u{1D11E}\u{E000}.")
    const asked = { programmeId, from: 1, to: "draft" as const }
    const { id } = await Versions.print(author(), asked)
    const ctx = kreis.workCtx({ ...world.workshop, press: press(), documents: "on" })
    await Versions.work(ctx, programmeId, `synopse-${id}`)
    expect(await Versions.print(author(), asked)).toMatchObject({
      state: "refused",
      findings: [{ reason: "glyph.uncovered" }],
    })
  })

  test("older papers make room: at most twenty stay", async () => {
    const programmeId = await withStaende()
    const ctx = kreis.workCtx({ ...world.workshop, press: press(), documents: "on" })
    const ids: string[] = []
    for (let i = 0; i < 22; i++) {
      await rewrite(programmeId, `Im Jahr 2027 entstehen ${200 + i} Plätze in der Lernwerkstatt.`)
      const { id } = await Versions.print(author(), { programmeId, from: 1, to: "draft" })
      ids.push(id)
      await Versions.work(ctx, programmeId, `synopse-${id}`)
    }
    const there = await Promise.all(
      ids.map((comparisonId) =>
        Versions.file(author(), { programmeId, comparisonId }).then(
          () => true,
          () => false,
        ),
      ),
    )
    expect(there).toEqual([false, false, ...new Array(20).fill(true)])
  })
})

describe("of a Vorlage", () => {
  /** submitted, signed by the Amtsleitung, returned, written anew, submitted again */
  async function twice() {
    const programmeId = await kreis.programme("Wir öffnen zwei Standorte.")
    const vorlage = await kreis.draft(
      kreis.form({ anlagen: [{ kind: "programme", id: "a1", title: "Programm", public: true, programmeId }] }),
    )
    await vorlage.submit()
    await throughParticipation(vorlage)
    await vorlage.sign("amtsleitung")
    await vorlage.giveBack("dezernent", "author", "Bitte drei Standorte.")
    await rewrite(programmeId, "Wir öffnen drei Standorte.")
    await vorlage.submit()
    return { vorlageId: vorlage.id, programmeId, vorlage }
  }

  test("since I last signed", async () => {
    const { vorlageId } = await twice()
    const found = await Vorlage.synopse(kreis.as("amtsleitung"), { vorlageId, against: "signed" })
    expect(words(found)).toEqual(["zwei", "drei"])
    expect(found.old.label).toMatch(/^Fassung 1 vom /)
    expect(found.new.label).toMatch(/^Fassung 2 vom /)
  })

  test("without a programme: what the form says otherwise, field by field; a part of the answer beside the programme, too", async () => {
    const vorlage = await kreis.draft()
    await vorlage.submit()
    await throughParticipation(vorlage)
    await vorlage.giveBack("amtsleitung", "author", "Bitte den Betreff kürzen.")
    await vorlage.edit({ betreff: "Arbeitsmarktprogramm", public: false })
    await vorlage.submit()
    const asked = { vorlageId: vorlage.id, against: "signed" as const }
    const { form, synopse } = await Vorlage.synopse(kreis.as("amtsleitung"), asked)
    const said = (pieces: (typeof form)[number]["old"]) => pieces.map((p) => p.text).join("")
    expect(form.map((f) => [f.label, said(f.old), said(f.new)])).toEqual([
      ["Betreff", "Arbeitsmarktprogramm des Jobcenters", "Arbeitsmarktprogramm"],
      ["Beratung", "öffentlich", "nichtöffentlich"],
    ])
    expect(form[0]?.old.filter((p) => p.changed).map((p) => p.text.trim())).toEqual(["des Jobcenters"])
    expect(synopse.sections).toEqual([])
    await expect(Vorlage.printSynopse(kreis.as("amtsleitung"), asked)).rejects.toMatchObject({ reason: "synopse.none" })
  })

  test("after three Fassungen: mine is the one I signed, for others it is the one before", async () => {
    const { vorlageId, programmeId, vorlage } = await twice()
    await throughParticipation(vorlage)
    await vorlage.giveBack("amtsleitung", "author", "Bitte vier Standorte.")
    await rewrite(programmeId, "Wir öffnen vier Standorte.")
    await vorlage.submit()
    const old = async (who: string) =>
      (await Vorlage.synopse(kreis.as(who), { vorlageId, against: "signed" })).old.label.slice(0, 9)
    expect(await old("amtsleitung")).toBe("Fassung 1")
    expect(await old("dezernent")).toBe("Fassung 2")
    expect(await old("lesend")).toBe("Fassung 2")
  })

  test("none before the second Fassung, and none of last year where nothing is continued", async () => {
    const programmeId = await kreis.programme("Wir beginnen.")
    const vorlage = await kreis.draft(
      kreis.form({ anlagen: [{ kind: "programme", id: "a1", title: "Programm", public: true, programmeId }] }),
    )
    await vorlage.submit()
    const asked = { vorlageId: vorlage.id, against: "signed" as const }
    await expect(Vorlage.synopse(kreis.as("amtsleitung"), asked)).rejects.toMatchObject({ reason: "synopse.first" })
    const year = { ...asked, against: "previous-year" as const }
    await expect(Vorlage.synopse(kreis.as("amtsleitung"), year)).rejects.toMatchObject({ reason: "versions.before" })
  })

  test("last year's working text is shown only to those who read working texts", async () => {
    const before = await kreis.programme("Wir öffnen fünf Standorte.")
    const { id: programmeId } = await RollOver.rollOver(author(), { programmeId: before, year: 2028 })
    await rewrite(programmeId, "Wir öffnen sechs Standorte.")
    const vorlage = await kreis.draft(
      kreis.form({ anlagen: [{ kind: "programme", id: "a1", title: "Programm", public: true, programmeId }] }),
    )
    await vorlage.submit()
    const asked = { vorlageId: vorlage.id, against: "previous-year" as const }
    expect(words(await Vorlage.synopse(kreis.as("amtsleitung"), asked))).toEqual(["fünf", "sechs"])
    await expect(Vorlage.synopse(kreis.as("landrat"), asked)).rejects.toMatchObject({ reason: "versions.unsubmitted" })
  })

  test("as a paper, which opens for whoever may compare the same two", async () => {
    const { vorlageId } = await twice()
    const asked = { vorlageId, against: "signed" as const }
    const { id: comparisonId } = await Vorlage.printSynopse(kreis.as("amtsleitung"), asked)
    const ctx = kreis.workCtx({ ...world.workshop, press: press(), documents: "on" })
    await Versions.work(ctx, vorlageId, `synopse-${comparisonId}`)
    const { bytes } = await Vorlage.synopseFile(kreis.as("amtsleitung"), { ...asked, comparisonId })
    expect(await check(bytes)).toEqual([])
    const other = { ...asked, comparisonId: "0".repeat(40) }
    await expect(Vorlage.synopseFile(kreis.as("amtsleitung"), other)).rejects.toMatchObject({ code: "not_found" })
  })
})
