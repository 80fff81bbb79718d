/** Ergebnisse: what is recorded of a body, corrected, taken over from a meeting, decided in a hurry. On the real store. */
import type * as Chain from "@beschlussweg/core/chain"
import { addDays, germanDay } from "@beschlussweg/core/day"
import { vorlagePaper } from "@beschlussweg/core/document/content"
import type { Gremium } from "@beschlussweg/core/gremium"
import * as Member from "@beschlussweg/core/gremium/verb"
import * as Participation from "@beschlussweg/core/participation"
import * as Meetings from "@beschlussweg/core/sitzung/plan"
import * as Vorlage from "@beschlussweg/core/vorlage"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import {
  type Answer,
  FINANCE_NEIN,
  givenVorlageInBeratung,
  givenVorlageInZeichnung,
  type House,
  mending,
  openWorld,
  type Paper,
  paragraph,
  result,
  throughParticipation,
  type World,
} from "./house.ts"

let world: World
let kreis: House
let stadt: House
beforeAll(async () => {
  world = await openWorld(undefined, "off")
  kreis = await world.house("T1")
  stadt = await world.house("T5")
})
afterAll(() => world.stop())

const reason = "Im Protokoll stand es anders."
type Final = Extract<Answer, { readonly sitzungOn: string }>
const final = (house: House, code: Parameters<typeof result>[1], change: Partial<Final> = {}): Final =>
  result(house, code, change) as Final

/** T1 to its end: advised and decided. */
async function decided(code: "accepted" | "rejected" = "accepted", form = kreis.form()): Promise<Paper> {
  const paper = await givenVorlageInBeratung(kreis, form)
  await paper.record("ausschuss", result(kreis, "recommended"))
  await paper.record("kreisausschuss", result(kreis, code))
  return paper
}

const bodyOf = async (paper: Paper, id: string): Promise<Chain.StepOf<"body">> => {
  const step = (await paper.chain()).steps.find((s) => s.id === id)
  if (step?.kind !== "body") throw new Error(`${id} is no body`)
  return step
}

async function correct(paper: Paper, stepId: string, by: string, wish: Final) {
  const done = await Vorlage.correct(kreis.as(by), { ...(await paper.seen()), stepId, reason, ...wish })
  await paper.work()
  return done
}

describe("what the minutes name is held against the figures", () => {
  const votes = { ja: 1, nein: 1, enthaltung: 1, ungueltig: 0, befangen: 1, anwesend: 3, mitglieder: 15 }
  const lists: Partial<Final> = {
    form: "namentlich",
    votes,
    befangene: [{ name: "Jo Brand" }],
    anwesende: [{ name: "Ali Kern" }, { name: "Bo Lind" }, { name: "Cem Mohr" }],
    stimmen: [
      { name: "Ali Kern", stimme: "ja" },
      { name: "Bo Lind", stimme: "nein" },
      { name: "Cem Mohr", stimme: "enthaltung" },
    ],
  }
  test.each<[string, Partial<Final>, string]>([
    ["fewer befangene than counted", { befangene: [] }, "votes.befangen"],
    ["more present than counted", { votes: { ...votes, anwesend: 4 } }, "votes.named"],
    ["other sums by name", { votes: { ...votes, ja: 2, enthaltung: 0 } }, "votes.stimmen"],
    ["a befangenes member that voted", { befangene: [{ name: "Ali Kern" }] }, "member.befangen"],
    ["somebody who was not there", { anwesende: [{ name: "X" }, { name: "Bo Lind" }, { name: "Y" }] }, "member.absent"],
    [
      "somebody twice",
      { anwesende: [{ name: "Ali Kern" }, { name: "ali kern" }, { name: "Bo Lind" }] },
      "member.twice",
    ],
    ["votes by name in a secret ballot", { form: "geheim" }, "votes.form"],
    ["names without figures", { votes: null }, "votes.none"],
    ["nobody's name", { befangene: [{}] }, "member.name"],
    ["a member that this body does not have", { befangene: [{ memberId: "gm_1" }] }, "member.unknown"],
  ])("%s is refused", async (_, change, why) => {
    const paper = await shared()
    const wish = result(kreis, "no_vote", { ...lists, ...change })
    await expect(paper.record("ausschuss", wish)).rejects.toMatchObject({ code: "input", reason: why })
  })

  let paper: Promise<Paper> | undefined
  const shared = () => {
    paper ??= givenVorlageInBeratung(kreis)
    return paper
  }

  test("the lists are kept with the words of the result, not in the record", async () => {
    const paper = await shared()
    await paper.record("ausschuss", result(kreis, "no_vote", lists))
    const { result: recorded } = await bodyOf(paper, "gremium-1")
    const words = (await paper.whole()).texts.get(recorded?.textId ?? "")?.result
    expect(words).toMatchObject({ befangene: [{ name: "Jo Brand" }], stimmen: lists.stimmen })
    expect(words?.warnings?.map((w) => w.reason).sort()).toEqual(["result.day", "votes.quorum"])
    expect(JSON.stringify(await paper.facts())).not.toContain("Kern")
    expect(await mending(kreis, paper.id)).toEqual([])
  })

  test("members that the house keeps are named by their id; an advisory one has no vote", async () => {
    const put = (name: string, voting: boolean) =>
      Member.putMember(kreis.as("ausschuss"), { gremiumId: "soz", name, voting, from: "2026-01-01" })
    const { memberId } = await put("Dana Holt", true)
    const { memberId: advisory } = await put("Emil Frost", false)
    const paper = await givenVorlageInBeratung(kreis)
    const one = { ja: 10, nein: 0, enthaltung: 0, ungueltig: 0, befangen: 1, anwesend: 10, mitglieder: 15 }
    const wish = (id: string) => result(kreis, "recommended", { votes: one, befangene: [{ memberId: id }] })
    await expect(paper.record("ausschuss", wish(advisory))).rejects.toMatchObject({ reason: "member.advisory" })
    await paper.record("ausschuss", wish(memberId))
    const { result: recorded } = await bodyOf(paper, "gremium-1")
    expect((await paper.whole()).texts.get(recorded?.textId ?? "")?.result?.befangene).toEqual([
      { memberId, name: "Dana Holt" },
    ])
  })
})

describe("a tie of the Trägerversammlung on an excepted subject", () => {
  test("is a rejection, and the chair has no casting vote (§ 44c II 2 SGB II)", async () => {
    const house = await world.house("T5", "stadt-ausnahme", (t) => ({
      ...t,
      gremien: t.gremien.map((g): Gremium => ({ ...g, tieExcept: ["Standort"] })),
    }))
    const paper = await house.draft(house.form({ finance: FINANCE_NEIN }))
    await paper.submit()
    await paper.state("bca")
    await paper.sign("geschaeftsfuehrung")
    await paper.state("beirat")
    if ((await paper.open()).kind === "release") await paper.release()
    const votes = { ja: 3, nein: 3, enthaltung: 0, ungueltig: 0, befangen: 0, anwesend: 6, mitglieder: 6 }
    const wish = (change: Partial<Final>) => result(house, "rejected", { votes, ...change })
    const record = (change: Partial<Final>) => paper.record("geschaeftsstelle", wish(change))
    await expect(record({ gegenstand: "Standort", chairVote: "ja" })).rejects.toMatchObject({ reason: "votes.noTie" })
    await expect(record({ gegenstand: "Wetter" })).rejects.toMatchObject({ reason: "votes.gegenstand" })
    await expect(record({})).rejects.toMatchObject({ reason: "votes.tie" })
    const { warnings } = await record({ gegenstand: "Standort" })
    expect(warnings.map((w) => w.reason)).toEqual(["result.day"])
    const read = await Vorlage.read(house.as("verfasser"), { vorlageId: paper.id })
    expect(read.results[0]?.label).toBe("bei Stimmengleichheit abgelehnt")
    expect(await mending(house, paper.id)).toEqual([])
  })
})

describe("an amended wording", () => {
  test("is shown against the Beschlussvorschlag, word by word", async () => {
    const paper = await givenVorlageInBeratung(kreis)
    await paper.record("ausschuss", result(kreis, "recommended"))
    const beschlusstext = paragraph("Dem Arbeitsmarktprogramm wird mit Maßgaben zugestimmt.")
    await paper.record("kreisausschuss", result(kreis, "accepted_amended", { beschlusstext }))
    const { results } = await Vorlage.read(kreis.as("verfasser"), { vorlageId: paper.id })
    expect(results.map((r) => r.difference.length)).toEqual([0, 1])
    const [change] = results[1]?.difference ?? []
    if (change?.kind !== "changed") throw new Error("nothing changed")
    expect(change.new.filter((p) => p.changed).map((p) => p.text.trim())).toEqual(["mit Maßgaben"])
  })
})

describe("a decided wording", () => {
  test("with a picture that nobody has uploaded is refused, so that its Auszug never stands still", async () => {
    const paper = await givenVorlageInBeratung(kreis)
    const picture = { type: "image" as const, mediaType: "image/png" as const, width: 9, height: 9, alt: "Plan" }
    const beschlusstext = [...paragraph("Mit Plan."), { ...picture, file: "a".repeat(64) }]
    const wish = result(kreis, "accepted_amended", { beschlusstext })
    await expect(paper.record("ausschuss", wish)).rejects.toMatchObject({ code: "input", reason: "image.unknown" })
    expect((await paper.open()).id).toBe("gremium-1")
  })
})

describe("a correction", () => {
  test("of figures needs a reason and nobody else; the earlier result, its Auszug and its facts stay", async () => {
    const paper = await decided()
    const before = await bodyOf(paper, "gremium-2")
    const facts = await paper.facts()
    const votes = { ja: 8, nein: 3, enthaltung: 0, ungueltig: 0, befangen: 0, anwesend: 11, mitglieder: 13 }
    const done = await correct(paper, "gremium-2", "kreisausschuss", final(kreis, "accepted", { votes }))
    expect(done).toMatchObject({ proposed: false, consequences: [], state: "completed" })
    const after = await bodyOf(paper, "gremium-2")
    expect(after.result?.votes).toEqual(votes)
    expect(after.earlier).toEqual([{ result: before.result, auszug: before.auszug }])
    expect((await paper.facts()).slice(0, facts.length)).toEqual(facts)
    const extracts = (await paper.whole()).fassungen[0]?.value.documents.filter((d) => d.kind === "auszug")
    expect(extracts?.map((d) => d.stepId)).toEqual(["gremium-1", "gremium-2", "gremium-2"])
    // The field of the Vorlage's own file was signed with the first result and is not signed again.
    const own = (await paper.whole()).fassungen[0]?.value.documents.filter((d) => d.kind === "result")
    expect(own?.map((d) => d.stepId)).toEqual(["gremium-1", "gremium-2"])
    const { results } = await Vorlage.read(kreis.as("verfasser"), { vorlageId: paper.id })
    expect(results[1]).toMatchObject({ auszug: extracts?.[2]?.sha256 })
    expect(results[1]?.replaced).toMatchObject([{ reason, auszug: extracts?.[1]?.sha256 }])
    expect(await mending(kreis, paper.id)).toEqual([])
  })

  test("is refused without a difference, without a result, by another office, on an older Fassung, on a stopped Vorlage", async () => {
    const paper = await givenVorlageInBeratung(kreis)
    const wish = final(kreis, "recommended")
    await paper.record("ausschuss", wish)
    const at = { ...(await paper.seen()), reason }
    const attempt = (by: string, stepId: string, more: object = {}) =>
      Vorlage.correct(kreis.as(by), { ...at, stepId, ...wish, ...more })
    const facts = (await paper.facts()).length
    await expect(attempt("ausschuss", "gremium-1")).rejects.toMatchObject({ reason: "correction.same" })
    await expect(attempt("kreisausschuss", "gremium-2")).rejects.toMatchObject({ reason: "correction.none" })
    await expect(attempt("finanzausschuss", "gremium-1")).rejects.toMatchObject({ code: "not_found" })
    await expect(attempt("kreisausschuss", "gremium-1")).rejects.toMatchObject({ reason: "step.notYours" })
    await expect(attempt("verfasser", "gremium-1")).rejects.toMatchObject({ reason: "role.missing" })
    const old = attempt("ausschuss", "gremium-1", { fassungSha256: "0".repeat(64), top: "Ö 6" })
    await expect(old).rejects.toMatchObject({ code: "conflict", reason: "fassung.superseded" })
    await expect(attempt("ausschuss", "gremium-1", { reason: "" })).rejects.toMatchObject({ reason: "input.invalid" })
    const votes = { ja: 12, nein: 3, enthaltung: 0, ungueltig: 0, befangen: 0, anwesend: 11, mitglieder: 13 }
    await expect(attempt("ausschuss", "gremium-1", { votes })).rejects.toMatchObject({ reason: "votes.sum" })
    expect(await paper.facts()).toHaveLength(facts)
    await paper.stop("sitzungsdienst")
    await expect(attempt("ausschuss", "gremium-1", { top: "Ö 6" })).rejects.toMatchObject({ reason: "chain.stopped" })
  })

  test("from adopted to rejected waits for the Sitzungsdienst; the Vorlage stays as it is meanwhile", async () => {
    const paper = await decided()
    const done = await correct(paper, "gremium-2", "kreisausschuss", final(kreis, "rejected"))
    expect(done.proposed).toBe(true)
    expect(done.consequences.map((c) => c.reason)).toEqual(["correction.outcome"])
    expect(await paper.chain()).toMatchObject({ state: "completed", outcome: "accepted" })
    expect(await paper.tasks()).toEqual(["sitzungsdienst: correction Berichtigung bestätigen: Kreisausschuss"])
    expect(await mending(kreis, paper.id)).toEqual([])
    // Another one waits until this one is settled.
    const again = correct(paper, "gremium-1", "ausschuss", final(kreis, "noted"))
    await expect(again).rejects.toMatchObject({ reason: "correction.pending" })
    const at = { ...(await paper.seen()), stepId: "gremium-2", correctionId: done.correctionId }
    const self = Vorlage.confirmCorrection(kreis.as("kreisausschuss"), at)
    await expect(self).rejects.toMatchObject({ reason: "role.missing" })
    const other = Vorlage.confirmCorrection(kreis.as("sitzungsdienst"), { ...at, correctionId: "tx_1" })
    await expect(other).rejects.toMatchObject({ code: "conflict", reason: "correction.superseded" })
    await Vorlage.confirmCorrection(kreis.as("sitzungsdienst"), at)
    await paper.work()
    expect(await paper.chain()).toMatchObject({ state: "completed", outcome: "rejected" })
    expect((await paper.chain()).correction).toBeUndefined()
    expect((await bodyOf(paper, "gremium-2")).result?.by).toBe("kreisausschuss")
    expect(await mending(kreis, paper.id)).toEqual([])
    const twice = Vorlage.confirmCorrection(kreis.as("sitzungsdienst"), at)
    await expect(twice).rejects.toMatchObject({ reason: "correction.none" })
  })

  test("that is not confirmed leaves everything as it was, with the reason in the record", async () => {
    const paper = await decided()
    const { correctionId } = await correct(paper, "gremium-2", "kreisausschuss", final(kreis, "rejected"))
    const at = { ...(await paper.seen()), stepId: "gremium-2", correctionId }
    await Vorlage.confirmCorrection(kreis.as("sitzungsdienst"), {
      ...at,
      reject: "Die Niederschrift sagt: beschlossen.",
    })
    await paper.work()
    expect(await paper.chain()).toMatchObject({ state: "completed", outcome: "accepted" })
    expect((await paper.chain()).correction).toBeUndefined()
    expect((await paper.facts()).map((f) => f.type).slice(-2)).toContain("correction.rejected")
    expect(await mending(kreis, paper.id)).toEqual([])
  })

  test("nobody confirms his own, whatever functions he has", async () => {
    const house = await world.house("T1", "kreis-doppelt")
    await house.put({
      personId: "kreisausschuss",
      functions: [
        { role: "geschaeftsstelle", as: "selbst", gremiumId: "ka" },
        { role: "sitzungsdienst", as: "selbst" },
      ],
    })
    const paper = await givenVorlageInBeratung(house)
    await paper.record("ausschuss", result(house, "recommended"))
    await paper.record("kreisausschuss", result(house, "accepted"))
    const at = { ...(await paper.seen()), stepId: "gremium-2" }
    const wish = { ...at, reason, ...final(house, "rejected") }
    const { correctionId } = await Vorlage.correct(house.as("kreisausschuss"), wish)
    const own = Vorlage.confirmCorrection(house.as("kreisausschuss"), { ...at, correctionId })
    await expect(own).rejects.toMatchObject({ code: "forbidden", reason: "correction.notYours" })
    await Vorlage.confirmCorrection(house.as("sitzungsdienst"), { ...at, correctionId })
    expect((await paper.chain()).outcome).toBe("rejected")
  })

  test("from rejected to adopted opens what had fallen away", async () => {
    const paper = await givenVorlageInBeratung(
      kreis,
      kreis.form({
        beratungsfolge: kreis.form().beratungsfolge.map((r) => ({ ...r, zustaendigkeit: "Entscheidung" as const })),
      }),
    )
    await paper.record("ausschuss", result(kreis, "rejected"))
    expect((await paper.chain()).state).toBe("completed")
    const { correctionId } = await correct(paper, "gremium-1", "ausschuss", final(kreis, "accepted"))
    await Vorlage.confirmCorrection(kreis.as("sitzungsdienst"), {
      ...(await paper.seen()),
      stepId: "gremium-1",
      correctionId,
    })
    await paper.work()
    expect(await paper.chain()).toMatchObject({ state: "running", outcome: "accepted" })
    expect((await paper.open()).id).toBe("gremium-2")
    expect(await mending(kreis, paper.id)).toEqual([])
    await paper.record("kreisausschuss", result(kreis, "accepted"))
    expect(await paper.chain()).toMatchObject({ state: "completed", outcome: "accepted" })
    // Once a later body has decided, the earlier one's change of mind is confirmed and changes nothing of the outcome.
    const late = await correct(paper, "gremium-1", "ausschuss", final(kreis, "rejected"))
    expect(late.consequences.map((c) => c.reason)).toEqual(["correction.later"])
    expect(await mending(kreis, paper.id)).toEqual([])
  })

  test("while the first Auszug is being signed begins its signatures anew", async () => {
    const paper = await stadt.draft(stadt.form({ finance: FINANCE_NEIN }))
    await paper.submit()
    await paper.state("bca")
    await paper.sign("geschaeftsfuehrung")
    await paper.state("beirat")
    if ((await paper.open()).kind === "release") await paper.release()
    const votes = { ja: 5, nein: 1, enthaltung: 0, ungueltig: 0, befangen: 0, anwesend: 6, mitglieder: 6 }
    await paper.record("geschaeftsstelle", result(stadt, "accepted", { votes }))
    await paper.signAuszug("schriftfuehrung")
    const old = Vorlage.auszugOf(await paper.whole(), "gremium-1")?.sha256 ?? ""
    const wish = { ...final(stadt, "accepted", { votes: { ...votes, ja: 4, nein: 2 } }) }
    await Vorlage.correct(stadt.as("geschaeftsstelle"), {
      ...(await paper.seen()),
      stepId: "gremium-1",
      reason,
      ...wish,
    })
    const at = { kind: "auszug" as const, ...(await paper.seen()), stepId: "gremium-1" }
    // Before the new one is made, and with the one that was replaced, nobody signs.
    const early = Vorlage.decide(stadt.as("schriftfuehrung"), { ...at, auszugSha256: old })
    await expect(early).rejects.toMatchObject({ reason: "auszug.owed" })
    await paper.work()
    const stale = Vorlage.decide(stadt.as("schriftfuehrung"), { ...at, auszugSha256: old })
    await expect(stale).rejects.toMatchObject({ reason: "auszug.superseded" })
    await paper.signAuszug("schriftfuehrung")
    await paper.signAuszug("vorsitz")
    expect((await bodyOf(paper, "gremium-1")).auszug?.status).toBe("final")
    const kinds = (await paper.whole()).fassungen[0]?.value.documents.map((d) => d.kind) ?? []
    expect(kinds.filter((k) => k === "result")).toHaveLength(1)
    expect(kinds.filter((k) => k === "auszug")).toHaveLength(2)
    expect(await mending(stadt, paper.id)).toEqual([])
  })
})

describe("a Dringlichkeitsentscheidung", () => {
  const why = "Die Mittel verfallen vor der nächsten Sitzung."
  const chair = {
    personId: "vorsitz-ka",
    functions: [{ role: "vorsitz" as const, as: "selbst" as const, gremiumId: "ka" }],
  }
  async function asked(paper: Paper, house = kreis) {
    const at = { ...(await paper.seen()), stepId: "gremium-2" }
    return { at, done: await Vorlage.urgent(house.as("landrat"), { ...at, reason: why }) }
  }
  const sign = async (paper: Paper, by: string, placeId: string) =>
    Vorlage.signUrgent(kreis.as(by), { ...(await paper.seen()), stepId: "gremium-2", placeId })

  beforeAll(() => kreis.put(chair))

  test("goes on as if decided once both have signed; the body approves at its next meeting", async () => {
    const paper = await givenVorlageInBeratung(kreis)
    const { done } = await asked(paper)
    expect(done.warnings.map((w) => w.reason)).toEqual(["urgent.unverified"])
    expect(await paper.tasks()).toEqual([
      "geschaeftsstelle: record Ausschuss für Arbeit und Soziales",
      "landrat: urgent Dringlichkeitsentscheidung: Hauptverwaltungsbeamtin oder Hauptverwaltungsbeamter",
      "vorsitz: urgent Dringlichkeitsentscheidung: Vorsitz des Gremiums",
    ])
    await expect(sign(paper, "landrat", "zeichnung-2")).rejects.toMatchObject({ reason: "step.notYours" })
    await sign(paper, "landrat", "zeichnung-1")
    await expect(sign(paper, "landrat", "zeichnung-1")).rejects.toMatchObject({
      code: "conflict",
      reason: "urgent.signed",
    })
    await expect(sign(paper, "dezernent", "zeichnung-2")).rejects.toMatchObject({ reason: "step.notYours" })
    await sign(paper, "vorsitz-ka", "zeichnung-2")
    await paper.work()
    expect(await mending(kreis, paper.id)).toEqual([])
    expect(await bodyOf(paper, "gremium-2")).toMatchObject({ status: "done", urgent: { status: "given" } })
    const documents = (await paper.whole()).fassungen[0]?.value.documents ?? []
    expect(documents.filter((d) => d.kind === "urgent")).toHaveLength(1)
    expect((await paper.whole()).beratungen.find((b) => b.value.stepId === "gremium-2")?.value.state).toBe("open")
    await paper.record("ausschuss", result(kreis, "recommended"))
    expect(await paper.chain()).toMatchObject({ state: "completed", outcome: "accepted" })
    const open = await Vorlage.read(kreis.as("verfasser"), { vorlageId: paper.id })
    expect(open.status).toBe("dringlich entschieden")
    // What was decided is neither returned nor stopped before the body has answered.
    await expect(paper.stop("sitzungsdienst")).rejects.toMatchObject({ code: "refused" })
    const at = { ...(await paper.seen()), stepId: "gremium-2" }
    const record = (answer: Answer) => Vorlage.record(kreis.as("kreisausschuss"), { ...at, ...answer })
    for (const code of ["accepted", "noted"] as const)
      await expect(record(result(kreis, code))).rejects.toMatchObject({ reason: "result.urgent" })
    await expect(record({ code: "removed", reason: why })).rejects.toMatchObject({ reason: "result.urgent" })
    await record({ code: "postponed", reason: why, termin: addDays(kreis.clock.today(), 60) })
    expect((await bodyOf(paper, "gremium-2")).termin).toBe(addDays(kreis.clock.today(), 60))
    await record(result(kreis, "approved_urgent"))
    await paper.work()
    expect(await paper.chain()).toMatchObject({ state: "completed", outcome: "approved_urgent" })
    expect(await mending(kreis, paper.id)).toEqual([])
    const after = await Vorlage.read(kreis.as("verfasser"), { vorlageId: paper.id })
    expect(after.status).toBe("beschlossen")
    expect(after.results[1]?.label).toBe("mehrheitlich genehmigt (Dringlichkeit)")
  })

  test("that the body revokes ends as rejected", async () => {
    const paper = await givenVorlageInBeratung(kreis)
    await asked(paper)
    await sign(paper, "vorsitz-ka", "zeichnung-2")
    await sign(paper, "landrat", "zeichnung-1")
    await paper.record("ausschuss", result(kreis, "recommended"))
    const at = { ...(await paper.seen()), stepId: "gremium-2" }
    await Vorlage.record(kreis.as("kreisausschuss"), { ...at, ...result(kreis, "rejected") })
    await paper.work()
    expect(await paper.chain()).toMatchObject({ state: "completed", outcome: "rejected" })
    const { results } = await Vorlage.read(kreis.as("verfasser"), { vorlageId: paper.id })
    expect(results[1]?.label).toBe("mehrheitlich aufgehoben (Dringlichkeit)")
    expect(await mending(kreis, paper.id)).toEqual([])
  })

  test("lapses where the body meets first, and is taken back before all have signed", async () => {
    const paper = await givenVorlageInBeratung(kreis)
    await asked(paper)
    const at = { ...(await paper.seen()), stepId: "gremium-2" }
    const twice = Vorlage.urgent(kreis.as("sitzungsdienst"), { ...at, reason: why })
    await expect(twice).rejects.toMatchObject({ code: "conflict", reason: "urgent.twice" })
    await Vorlage.dropUrgent(kreis.as("sitzungsdienst"), { ...at, reason: "Die Sitzung findet nun doch statt." })
    await expect(sign(paper, "landrat", "zeichnung-1")).rejects.toMatchObject({ reason: "urgent.dropped" })
    await asked(paper)
    await sign(paper, "landrat", "zeichnung-1")
    await paper.record("ausschuss", result(kreis, "recommended"))
    await paper.record("kreisausschuss", result(kreis, "accepted"))
    expect((await bodyOf(paper, "gremium-2")).urgent?.status).toBe("lapsed")
    await expect(sign(paper, "vorsitz-ka", "zeichnung-2")).rejects.toMatchObject({ reason: "urgent.lapsed" })
    expect(await mending(kreis, paper.id)).toEqual([])
  })

  test("takes the place of a body that decides, of a Vorlage that was signed to the end, by who may ask for it", async () => {
    const early = await givenVorlageInZeichnung(kreis)
    const at = { ...(await early.seen()), stepId: "gremium-2" }
    const ask = (by: string, more: object = {}) => Vorlage.urgent(kreis.as(by), { ...at, reason: why, ...more })
    await expect(ask("landrat")).rejects.toMatchObject({ reason: "urgent.early" })
    await expect(ask("verfasser")).rejects.toMatchObject({ reason: "role.missing" })
    await expect(ask("landrat", { reason: "" })).rejects.toMatchObject({ reason: "input.invalid" })
    const paper = await givenVorlageInBeratung(kreis)
    const here = { ...(await paper.seen()), reason: why }
    const advisory = Vorlage.urgent(kreis.as("landrat"), { ...here, stepId: "gremium-1" })
    await expect(advisory).rejects.toMatchObject({ reason: "urgent.advisory" })
    const past = Vorlage.urgent(kreis.as("landrat"), { ...here, stepId: "gremium-2", termin: "2020-01-01" })
    await expect(past).rejects.toMatchObject({ reason: "termin.past" })
  })

  test("in Hessen is the head's alone and only told; a deputy signs i. V., nobody im Auftrag", async () => {
    const house = await world.house("T1", "kreis-hessen", (t) => ({ ...t, land: "Hessen" }))
    await house.put({ personId: "auftrag", functions: [{ role: "landrat", as: "IA", forId: "landrat" }] })
    await house.put({ personId: "stellvertretung", functions: [{ role: "landrat", as: "IV", forId: "landrat" }] })
    const paper = await givenVorlageInBeratung(house)
    await paper.record("ausschuss", result(house, "recommended"))
    const at = { ...(await paper.seen()), stepId: "gremium-2" }
    expect((await Vorlage.urgent(house.as("landrat"), { ...at, reason: why })).warnings).toEqual([])
    const place = { ...at, placeId: "zeichnung-1" }
    await expect(Vorlage.signUrgent(house.as("auftrag"), place)).rejects.toMatchObject({ reason: "urgent.IA" })
    await Vorlage.signUrgent(house.as("stellvertretung"), place)
    await paper.work()
    expect((await paper.chain()).state).toBe("completed")
    const record = (answer: Answer) => Vorlage.record(house.as("kreisausschuss"), { ...at, ...answer })
    await expect(record(result(house, "approved_urgent"))).rejects.toMatchObject({ reason: "result.urgent" })
    await record(result(house, "noted"))
    await paper.work()
    expect(await paper.chain()).toMatchObject({ state: "completed", outcome: "accepted" })
    expect(await mending(house, paper.id)).toEqual([])
  })
})

describe("a Vorlage that was taken from the body meanwhile", () => {
  test("gets one clear refusal: stopped, returned, withdrawn", async () => {
    const stopped = await givenVorlageInBeratung(kreis)
    const seen = { ...(await stopped.seen()), stepId: "gremium-1" }
    await stopped.stop("sitzungsdienst")
    const late = Vorlage.record(kreis.as("ausschuss"), { ...seen, ...result(kreis, "recommended") })
    await expect(late).rejects.toMatchObject({ code: "refused", reason: "chain.stopped" })

    for (const end of ["withdraw", "return"] as const) {
      const paper = await givenVorlageInBeratung(kreis)
      const at = { ...(await paper.seen()), stepId: "gremium-1" }
      await paper.record("ausschuss", { code: "removed", reason: "Noch offene Fragen." })
      if (end === "withdraw") await paper.withdraw()
      else await paper.giveBack("sitzungsdienst", "author")
      const wish = { ...at, ...result(kreis, "recommended") }
      // The office holds the paper in its hands; who never had it learns nothing.
      await expect(Vorlage.record(kreis.as("ausschuss"), wish)).rejects.toMatchObject({
        code: "refused",
        reason: end === "withdraw" ? "chain.withdrawn" : "chain.returned",
      })
      await expect(Vorlage.record(kreis.as("finanzausschuss"), wish)).rejects.toMatchObject({ code: "not_found" })
      const guess = Vorlage.record(kreis.as("ausschuss"), { ...wish, pdfSha256: "0".repeat(64) })
      await expect(guess).rejects.toMatchObject({ code: "not_found" })
    }
  })
})

describe("results of a whole meeting", () => {
  const head = { gremiumId: "soz", sitzungPublic: true, vorsitz: "Anke Stolp", schriftfuehrung: "Fritz Lauen" }
  test("each point is judged for itself; the answer says what was taken and what not, and why", async () => {
    const [one, two, three, gone] = [
      await givenVorlageInBeratung(kreis),
      await givenVorlageInBeratung(kreis),
      await givenVorlageInBeratung(kreis),
      await givenVorlageInBeratung(kreis),
    ]
    await gone.stop("sitzungsdienst")
    const nummer = async (p: Paper) => (await p.whole()).root.value.nummer ?? ""
    const { sitzungOn, vorsitz: _, schriftfuehrung: __, ...said } = final(kreis, "recommended")
    const votes = { ja: 20, nein: 0, enthaltung: 0, ungueltig: 0, befangen: 0, anwesend: 11, mitglieder: 15 }
    const list = {
      ...head,
      sitzungOn,
      results: [
        { ...said, nummer: await nummer(one), fassung: 1, top: "Ö 1" },
        { ...said, nummer: await nummer(two), fassung: 1, top: "Ö 2", votes },
        { ...said, ...(await three.seen()), top: "Ö 3" },
        { ...said, nummer: "999/2026", fassung: 1, top: "Ö 4" },
        { ...said, nummer: await nummer(gone), fassung: 1, top: "Ö 5" },
        { ...said, nummer: await nummer(two), fassung: 2, top: "Ö 6" },
        { ...said, top: "Ö 7" },
      ],
    }
    const done = await Vorlage.results(kreis.as("ausschuss"), list)
    expect(done.taken.map((t) => [t.top, t.result])).toEqual([
      ["Ö 1", "mehrheitlich empfohlen"],
      ["Ö 3", "mehrheitlich empfohlen"],
    ])
    expect(done.refused.map((r) => [r.index, r.reason])).toEqual([
      [1, "votes.sum"],
      [3, "not_found"],
      [4, "chain.stopped"],
      [5, "fassung.superseded"],
      [6, "result.which"],
    ])
    expect((await one.open()).id).toBe("gremium-2")
    expect((await two.open()).id).toBe("gremium-1")
    // The same list once more, after an answer that got lost: nothing happens twice.
    const again = await Vorlage.results(kreis.as("ausschuss"), list)
    expect(again.taken).toEqual([])
    expect(again.refused.find((r) => r.index === 0)).toMatchObject({ code: "conflict", reason: "step.given" })
    for (const paper of [one, two, three]) expect(await mending(kreis, paper.id)).toEqual([])
  })

  test("of another body, of tomorrow, or of nobody is refused as a whole; a Vorlage named twice is taken neither time", async () => {
    const paper = await givenVorlageInBeratung(kreis)
    const { sitzungOn, vorsitz: _, schriftfuehrung: __, ...said } = final(kreis, "recommended")
    const line = { ...said, ...(await paper.seen()) }
    const list = { ...head, sitzungOn, results: [line] }
    await expect(Vorlage.results(kreis.as("kreisausschuss"), list)).rejects.toMatchObject({ code: "not_found" })
    await expect(Vorlage.results(kreis.as("sitzungsdienst"), list)).rejects.toMatchObject({ reason: "role.missing" })
    const tomorrow = { ...list, sitzungOn: addDays(sitzungOn, 1) }
    await expect(Vorlage.results(kreis.as("ausschuss"), tomorrow)).rejects.toMatchObject({ reason: "result.future" })
    const { gremiumId: ___, ...nowhere } = list
    await expect(Vorlage.results(kreis.as("ausschuss"), nowhere)).rejects.toMatchObject({ reason: "sitzung.missing" })
    const odd = { ...list, results: [{ ...line, guess: 1 }] }
    await expect(Vorlage.results(kreis.as("ausschuss"), odd)).rejects.toMatchObject({ reason: "input.invalid" })
    const twice = await Vorlage.results(kreis.as("ausschuss"), { ...list, results: [line, { ...line, code: "noted" }] })
    expect(twice.refused.map((r) => r.reason)).toEqual(["result.twice", "result.twice"])
    expect((await paper.open()).id).toBe("gremium-1")
  })
})

describe("a body with a calendar", () => {
  const ladung = {
    regular: { days: 7, count: "calendar" as const },
    urgent: null,
    nachtrag: null,
    dispatchCounts: false,
    meetingCounts: false,
    abgabe: { days: 3, count: "calendar" as const },
  }
  let house: House
  let meetings: readonly { readonly id: string; readonly on: string }[] = []
  const day = (n: number) => addDays("2026-11-23", n)
  beforeAll(async () => {
    house = await world.house("T1", "kreis-kalender", (t) => ({
      ...t,
      gremien: t.gremien.map((g): Gremium => (g.id === "ka" ? { ...g, ladung } : g)),
    }))
    const on = [40, 75].map((n) => ({ gremiumId: "ka", on: day(n), start: "17:00", ort: "Kreishaus", confirmed: true }))
    meetings = (await Meetings.plan(house.as("sitzungsdienst"), { sitzungen: on })).sitzungen
  })

  test("answers at one of its meetings and puts off to one that is still to come", async () => {
    const paper = await givenVorlageInBeratung(house)
    await paper.record("ausschuss", result(house, "recommended"))
    const none = paper.record("kreisausschuss", result(house, "accepted"))
    await expect(none).rejects.toMatchObject({ code: "input", reason: "sitzung.none" })
    const off = (termin: string) =>
      paper.record("kreisausschuss", { code: "postponed", reason: "Beratungsbedarf.", termin })
    await expect(off(day(41))).rejects.toMatchObject({
      reason: "termin.sitzung",
      message: expect.stringContaining(`${germanDay(day(40))}, ${germanDay(day(75))}`),
    })
    await off(day(75))
    expect((await bodyOf(paper, "gremium-2")).termin).toBe(day(75))
    const before = house.clock.now().toISOString()
    house.clock.pass(40)
    const { top: _, sitzungPublic: __, ...bare } = final(house, "accepted")
    // Nothing happens by the day alone; and what the agenda does not say has to be said.
    expect((await paper.open()).id).toBe("gremium-2")
    await expect(paper.record("kreisausschuss", bare)).rejects.toMatchObject({ reason: "top.missing" })
    const wrong = paper.record("kreisausschuss", { ...bare, top: "Ö 3", sitzungId: meetings[1]?.id ?? "" })
    await expect(wrong).rejects.toMatchObject({ reason: "sitzung.day" })
    const unknown = paper.record("kreisausschuss", { ...bare, top: "Ö 3", sitzungId: "si_1" })
    await expect(unknown).rejects.toMatchObject({ code: "not_found" })
    const { warnings } = await paper.record("kreisausschuss", { ...bare, top: "Ö 3" })
    expect(warnings.map((w) => w.reason).sort()).toEqual(["result.day", "sitzung.planned", "top.none"])
    expect((await bodyOf(paper, "gremium-2")).result?.sitzungId).toBe(meetings[0]?.id)
    const read = await Vorlage.read(house.as("verfasser"), { vorlageId: paper.id })
    expect(read.texts[(await bodyOf(paper, "gremium-2")).result?.textId ?? ""]?.result?.ort).toBe("Kreishaus")
    expect(await mending(house, paper.id)).toEqual([])
    house.clock.set(before)
  })

  test("takes the whole list of its meeting by the meeting's id, and says what is missing", async () => {
    const paper = await givenVorlageInBeratung(house)
    await paper.record("ausschuss", result(house, "recommended"))
    const before = house.clock.now().toISOString()
    house.clock.pass(40)
    const { sitzungOn: _, vorsitz, schriftfuehrung, ...said } = final(house, "accepted")
    const list = {
      sitzungId: meetings[0]?.id,
      vorsitz,
      schriftfuehrung,
      results: [{ ...said, ...(await paper.seen()) }],
    }
    const foreign = Vorlage.results(house.as("ausschuss"), list)
    await expect(foreign).rejects.toMatchObject({ code: "forbidden", reason: "sitzung.notYours" })
    const done = await Vorlage.results(house.as("kreisausschuss"), list)
    expect(done.taken).toHaveLength(1)
    expect((await paper.chain()).state).toBe("completed")
    house.clock.set(before)
  })

  test("a Dringlichkeitsentscheidung comes before its next meeting, and back on its agenda", async () => {
    await house.put({ personId: "vorsitz-ka", functions: [{ role: "vorsitz", as: "selbst", gremiumId: "ka" }] })
    const paper = await givenVorlageInBeratung(house)
    const at = { ...(await paper.seen()), stepId: "gremium-2" }
    const { termin } = await Vorlage.urgent(house.as("landrat"), { ...at, reason: "Die Mittel verfallen." })
    expect(termin).toBe(day(40))
    await Vorlage.signUrgent(house.as("landrat"), { ...at, placeId: "zeichnung-1" })
    await Vorlage.signUrgent(house.as("vorsitz-ka"), { ...at, placeId: "zeichnung-2" })
    expect((await paper.whole()).beratungen.find((b) => b.value.stepId === "gremium-2")?.value).toMatchObject({
      termin: day(40),
      state: "open",
    })
    expect(await mending(house, paper.id)).toEqual([])
  })
})

describe("Beteiligung", () => {
  test("what was said and wie berücksichtigt goes with the Fassung to the bodies; another word is a change", async () => {
    const programmeId = await kreis.programme("Wir vermitteln passgenau.")
    const heard = {
      programmeId,
      kind: "bca" as const,
      on: "2026-11-20",
      title: "Stellungnahme",
      statement: "Mehr Teilzeit.",
    }
    const { id: participationId } = await Participation.put(kreis.as("verfasser"), heard)
    const anlagen = [{ kind: "programme" as const, id: "a1", title: "Programm", public: true, programmeId }]
    const paper = await kreis.draft(kreis.form({ anlagen }))
    await paper.submit()
    // The first Zeichnung waits for the BCA (§ 18e III SGB II), whoever would sign.
    const early = Vorlage.decide(kreis.as("amtsleitung"), {
      kind: "sign",
      ...(await paper.seen()),
      stepId: "amtsleitung",
    })
    await expect(early).rejects.toMatchObject({ reason: "step.order" })
    await throughParticipation(paper)
    await paper.giveBack("amtsleitung", "author")
    const considered = "Im Abschnitt Ziele aufgenommen."
    await Participation.put(kreis.as("verfasser"), { ...heard, participationId, considered })
    await paper.submit()
    const read = await Vorlage.read(kreis.as("lesend"), { vorlageId: paper.id })
    expect(read.heard).toMatchObject([{ statement: "Mehr Teilzeit.", considered }])
    const frozen = await Vorlage.Endfassung.frozenOf(kreis.workCtx(), (await paper.chain()).sha256)
    expect(frozen.changes).toEqual(["programm"])
    expect(vorlagePaper(frozen, []).statements.slice(0, 2)).toEqual([
      { label: expect.stringContaining("Stellungnahme (20.11.2026)"), text: "Mehr Teilzeit." },
      { label: "Wie berücksichtigt", text: considered },
    ])
  })
})
