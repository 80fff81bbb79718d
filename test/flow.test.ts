import { addDays } from "@beschlussweg/core/day"
import * as Vorlage from "@beschlussweg/core/vorlage"
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest"
import {
  FINANCE_NEIN,
  givenVorlageInBeratung,
  givenVorlageInZeichnung,
  type House,
  mending,
  openWorld,
  type Paper,
  paragraph,
  result,
  rewrite,
  throughParticipation,
  type World,
} from "./house.ts"

let world: World
let kreis: House
let stadt: House
const papers: [House, Paper][] = []
const watched = (house: House, paper: Paper): Paper => {
  papers.push([house, paper])
  return paper
}
beforeAll(async () => {
  world = await openWorld()
  kreis = await world.house("T1")
  stadt = await world.house("T5")
})
/** After every test: log intact, replay equal, tasks complete, for each paper it touched. */
afterEach(async () => {
  for (const [house, paper] of papers.splice(0)) expect(await mending(house, paper.id)).toEqual([])
})
afterAll(() => world.stop())

const types = async (paper: Paper): Promise<string[]> =>
  (await paper.facts()).map((f) => f.type).filter((t) => t !== "document.filed")
const kinds = async (paper: Paper, n: number): Promise<string[]> =>
  (await paper.whole()).fassungen.find((f) => f.value.n === n)?.value.documents.map((d) => d.kind) ?? []
const TV_TIE = { ja: 3, nein: 3, enthaltung: 0, ungueltig: 0, befangen: 0, anwesend: 6, mitglieder: 6 }

describe("the way of a Kreis (T1)", () => {
  test("draft, Fassung 1, return, Fassung 2, statement, Mitzeichnung, four Zeichnungen, release, two bodies", async () => {
    const programmeId = await kreis.programme("Wir vermitteln passgenau.")
    const paper = watched(
      kreis,
      await kreis.draft(
        kreis.form({ anlagen: [{ kind: "programme", id: "a1", title: "Programm", public: true, programmeId }] }),
      ),
    )
    expect(await paper.tasks()).toEqual([])
    const first = await paper.submit()
    expect(first).toMatchObject({ fassung: 1, warnings: [] })
    expect(first.nummer).toMatch(/^\d{3}\/2026$/)
    expect(await paper.tasks()).toEqual(["bca: state Beauftragte für Chancengleichheit am Arbeitsmarkt"])
    await paper.state("bca", "Bitte Kinderbetreuung aufnehmen.")
    expect(await paper.tasks()).toEqual(["mitzeichnung: cosign Mitzeichnung: Rechtsamt"])
    await paper.cosign("rechtsamt", "remarked", "Bitte Satzung nennen.")
    expect(await paper.tasks()).toEqual(["amtsleitung: sign Amtsleitung"])
    await paper.sign("amtsleitung", "Einverstanden.")
    await paper.giveBack("dezernent", "author", "Die Ziele fehlen.")
    expect(await paper.tasks()).toEqual(["verfasser: resubmit Überarbeitung"])

    await paper.edit({ erlaeuterungen: paragraph("Das Programm nennt nun die Ziele.") })
    const second = await paper.submit()
    expect(second).toMatchObject({ fassung: 2, nummer: first.nummer })
    expect(second.sha256).not.toBe(first.sha256)
    // Only the Erläuterungen changed: BCA and Rechtsamt are carried over, everybody signs again.
    expect((await paper.open()).id).toBe("amtsleitung")
    for (const person of ["amtsleitung", "dezernent", "kaemmerer", "landrat"]) await paper.sign(person)
    expect(await paper.tasks()).toEqual(["sitzungsdienst: release Freigabe durch den Sitzungsdienst"])
    await paper.release()
    expect(await paper.tasks()).toEqual(["geschaeftsstelle: record Ausschuss für Arbeit und Soziales"])
    world.clock.pass(20)
    await paper.record("ausschuss", result(kreis, "recommended"))
    world.clock.pass(20)
    const { state } = await paper.record("kreisausschuss", result(kreis, "accepted"))
    expect(state).toBe("completed")
    expect(await paper.tasks()).toEqual([])
    expect((await paper.chain()).outcome).toBe("accepted")
    expect(await types(paper)).toEqual([
      "vorlage.created",
      "vorlage.submitted",
      "document.issued",
      "step.stated",
      "step.cosigned",
      "step.signed",
      "step.returned",
      "vorlage.submitted",
      "document.issued",
      "step.signed",
      "step.signed",
      "step.signed",
      "step.signed",
      "step.released",
      "body.decided",
      "body.decided",
    ])
    expect(await kinds(paper, 1)).toEqual(["seal", "reading", "sign"])
    expect(await kinds(paper, 2)).toEqual([
      ...["seal", "reading", "sign", "sign", "sign", "sign", "finish"],
      ...["auszug", "result", "auszug", "result", "finish", "endfassung", "umlauf"],
    ])
    const read = await Vorlage.read(kreis.as("verfasser"), { vorlageId: paper.id })
    expect(read).toMatchObject({ status: "beschlossen", nummer: first.nummer, mine: [] })
    const log = await Vorlage.log(kreis.as("verfasser"), { vorlageId: paper.id })
    expect(log).toMatchObject({ intact: true, defect: undefined })
  })

  test("without finanzielle Auswirkungen the Kämmerer is passed over and never sees the Vorlage", async () => {
    const paper = watched(kreis, await givenVorlageInZeichnung(kreis, kreis.form({ finance: FINANCE_NEIN })))
    await paper.sign("amtsleitung")
    await paper.sign("dezernent")
    expect((await paper.open()).id).toBe("landrat")
    await expect(Vorlage.read(kreis.as("kaemmerer"), { vorlageId: paper.id })).rejects.toMatchObject({
      code: "not_found",
    })
    await paper.sign("landrat")
    await paper.release()
    expect((await kinds(paper, 1)).filter((k) => k === "sign")).toHaveLength(3)
  })

  test("states read as people say them", async () => {
    const paper = watched(kreis, await kreis.draft())
    const status = async () => (await Vorlage.read(kreis.as("verfasser"), { vorlageId: paper.id })).status
    expect(await status()).toBe("Entwurf")
    await paper.submit()
    expect(await status()).toBe("in Beteiligung")
    await throughParticipation(paper)
    expect(await status()).toBe("in Zeichnung (0 von 4)")
    await paper.sign("amtsleitung")
    expect(await status()).toBe("in Zeichnung (1 von 4)")
    await paper.stop("landrat")
    expect(await status()).toBe("eingestellt")
  })

  test("an objection informs those who follow and stops nobody", async () => {
    const paper = watched(kreis, await kreis.draft())
    await paper.submit()
    await paper.state("bca")
    await paper.cosign("rechtsamt", "objected", "Die Rechtsgrundlage fehlt.")
    expect((await paper.open()).id).toBe("amtsleitung")
    const [step] = (await paper.chain()).steps.filter((s) => s.kind === "cosign")
    expect(step?.kind === "cosign" && step.parties[0]?.status).toBe("objected")
  })

  test("where the template says so, an objection returns the Vorlage to its author", async () => {
    const strict = await world.house("T1", "kreis-strenge", (t) => ({
      ...t,
      template: {
        ...t.template,
        steps: t.template.steps.map((s) => (s.kind === "cosign" ? { ...s, onObjection: "return" as const } : s)),
      },
    }))
    const paper = watched(strict, await strict.draft())
    await paper.submit()
    await paper.state("bca")
    await paper.cosign("rechtsamt", "objected", "Die Rechtsgrundlage fehlt.")
    expect(await paper.chain()).toMatchObject({ state: "returned", returned: { target: "author" } })
    expect((await types(paper)).slice(-2)).toEqual(["step.cosigned", "step.returned"])
    expect(await paper.tasks()).toEqual(["verfasser: resubmit Überarbeitung"])
  })
})

describe("the bodies", () => {
  test("vertagt keeps the step open with a new date", async () => {
    const paper = watched(kreis, await givenVorlageInBeratung(kreis))
    const termin = addDays(world.clock.today(), 30)
    await paper.record("ausschuss", { code: "postponed", reason: "Beratungsbedarf.", termin })
    expect(await paper.open()).toMatchObject({ id: "gremium-1", termin })
    await paper.record("ausschuss", { code: "postponed", reason: "Ohne Termin.", termin: null })
    expect((await Vorlage.read(kreis.as("verfasser"), { vorlageId: paper.id })).status).toBe("vertagt")
    await paper.record("ausschuss", result(kreis, "recommended"))
    expect((await paper.open()).id).toBe("gremium-2")
    expect((await kinds(paper, 1)).filter((k) => k === "result" || k === "auszug")).toEqual(["auszug", "result"])
  })

  test("verwiesen puts the named body before the one that referred, without a result field of its own", async () => {
    const paper = watched(kreis, await givenVorlageInBeratung(kreis))
    const termin = addDays(world.clock.today(), 10)
    const to = { gremiumId: "fin", termin, zustaendigkeit: "Vorberatung" as const }
    await paper.record("ausschuss", { code: "referred", reason: "Die Finanzierung ist zu beraten.", ...to })
    expect(await paper.open()).toMatchObject({ id: "verwiesen-1", label: "Finanzausschuss", field: false })
    expect(await paper.tasks()).toEqual(["geschaeftsstelle: record Finanzausschuss"])
    await paper.record("finanzausschuss", result(kreis, "recommended"))
    expect((await paper.open()).id).toBe("gremium-1")
    expect((await kinds(paper, 1)).slice(-1)).toEqual(["auszug"])
    await paper.record("ausschuss", result(kreis, "recommended"))
    expect((await kinds(paper, 1)).slice(-2)).toEqual(["auszug", "result"])
  })

  test("abgesetzt returns it to the Sitzungsdienst, who releases it again", async () => {
    const paper = watched(kreis, await givenVorlageInBeratung(kreis))
    await paper.record("ausschuss", result(kreis, "recommended"))
    await paper.record("kreisausschuss", { code: "removed", reason: "Nicht mehr auf der Tagesordnung." })
    expect(await paper.tasks()).toEqual(["sitzungsdienst: release Freigabe durch den Sitzungsdienst"])
    await paper.release()
    expect(await paper.open()).toMatchObject({ id: "gremium-2", termin: null })
    const termin = addDays(world.clock.today(), 9)
    await paper.record("kreisausschuss", { code: "postponed", reason: "Neuer Termin.", termin })
    world.clock.pass(9)
    await paper.record("kreisausschuss", result(kreis, "accepted"))
    expect((await paper.chain()).state).toBe("completed")
  })

  test("abgelehnt by an advisory body is shown to the next one and stops nothing", async () => {
    const paper = watched(kreis, await givenVorlageInBeratung(kreis))
    await paper.record("ausschuss", result(kreis, "rejected"))
    const [body] = (await paper.chain()).steps.filter((s) => s.kind === "body")
    expect(body?.kind === "body" && body.result).toMatchObject({ code: "rejected", adverse: true })
    expect((await paper.open()).id).toBe("gremium-2")
  })

  test("abgelehnt by a deciding body ends the procedure", async () => {
    const form = kreis.form()
    const rows = form.beratungsfolge.map((r) => ({ ...r, zustaendigkeit: "Entscheidung" as const }))
    const paper = watched(kreis, await givenVorlageInBeratung(kreis, { ...form, beratungsfolge: rows }))
    await paper.record("ausschuss", result(kreis, "rejected"))
    expect(await paper.chain()).toMatchObject({ state: "completed", outcome: "rejected" })
    expect((await paper.chain()).steps.at(-1)?.status).toBe("pending")
    expect(await paper.tasks()).toEqual([])
    expect(await kinds(paper, 1)).not.toContain("endfassung")
  })

  test("geändert beschlossen: the author amends the programme, the Sitzungsdienst compares and confirms it", async () => {
    const programmeId = await kreis.programme("Wir vermitteln 2.000 Menschen.", "Wir beraten Familien.")
    const anlagen = [{ kind: "programme" as const, id: "a1", title: "Programm", public: true, programmeId }]
    const paper = watched(kreis, await givenVorlageInBeratung(kreis, kreis.form({ anlagen })))
    await paper.record("ausschuss", result(kreis, "recommended"))
    const beschlusstext = paragraph("Dem Programm wird mit 2.200 Vermittlungen zugestimmt.")
    const amended = result(kreis, "accepted_amended", { beschlusstext, changesProgramme: true })
    await paper.record("kreisausschuss", amended)
    expect(await paper.chain()).toMatchObject({ state: "completed", endfassung: { status: "asked" } })
    expect(await paper.tasks()).toEqual(["verfasser: amend Endfassung anpassen"])
    const [verfasser, dienst] = [kreis.as("verfasser"), kreis.as("sitzungsdienst")]
    const { Endfassung } = Vorlage
    await expect(Endfassung.propose(verfasser, { vorlageId: paper.id })).rejects.toMatchObject({
      reason: "endfassung.same",
    })

    await rewrite(verfasser, programmeId, "Wir vermitteln 2.200 Menschen.", "Wir beraten Familien.")
    await Endfassung.propose(verfasser, { vorlageId: paper.id })
    expect(await paper.tasks()).toEqual(["sitzungsdienst: confirm Endfassung bestätigen"])
    const { sha256, differences } = await Endfassung.compare(dienst, { vorlageId: paper.id })
    expect(differences).toEqual([
      {
        section: "1 Ziele",
        kind: "changed",
        old: ["Wir vermitteln 2.000 Menschen."],
        new: ["Wir vermitteln 2.200 Menschen."],
      },
    ])
    await Endfassung.confirm(dienst, { vorlageId: paper.id, sha256, reject: "Ein Satz fehlt noch." })
    expect(await paper.tasks()).toEqual(["verfasser: amend Endfassung anpassen"])
    await rewrite(verfasser, programmeId, "Wir vermitteln 2.200 Menschen.", "Wir beraten Familien und Betriebe.")
    const again = await Endfassung.propose(verfasser, { vorlageId: paper.id })
    const old = Endfassung.confirm(dienst, { vorlageId: paper.id, sha256 })
    await expect(old).rejects.toMatchObject({ code: "conflict", reason: "endfassung.superseded" })
    const own = Endfassung.confirm(verfasser, { vorlageId: paper.id, sha256: again.sha256 })
    await expect(own).rejects.toMatchObject({ code: "forbidden" })
    await Endfassung.confirm(dienst, { vorlageId: paper.id, sha256: again.sha256 })
    await paper.work()
    expect(await paper.tasks()).toEqual([])
    expect((await kinds(paper, 1)).filter((k) => k === "endfassung")).toHaveLength(1)
    expect((await Vorlage.read(verfasser, { vorlageId: paper.id })).status).toBe("geändert beschlossen")
  })

  test("an amendment by the first of two deciding bodies waits for the second; its refusal ends the amendment, too", async () => {
    const programmeId = await kreis.programme("Wir vermitteln 2.000 Menschen.")
    const anlagen = [{ kind: "programme" as const, id: "a1", title: "Programm", public: true, programmeId }]
    const form = kreis.form({ anlagen })
    const rows = form.beratungsfolge.map((r) => ({ ...r, zustaendigkeit: "Entscheidung" as const }))
    const amended = { beschlusstext: paragraph("Mit Änderungen."), changesProgramme: true }
    for (const code of ["accepted", "rejected"] as const) {
      const paper = watched(kreis, await givenVorlageInBeratung(kreis, { ...form, beratungsfolge: rows }))
      await paper.record("ausschuss", result(kreis, "accepted_amended", amended))
      expect((await paper.tasks()).sort()).toEqual([
        "geschaeftsstelle: record Kreisausschuss",
        "verfasser: amend Endfassung anpassen",
      ])
      await paper.record("kreisausschuss", result(kreis, code))
      expect((await paper.chain()).outcome).toBe(code === "accepted" ? "accepted_amended" : "rejected")
      expect(await paper.tasks()).toEqual(code === "accepted" ? ["verfasser: amend Endfassung anpassen"] : [])
      expect(await kinds(paper, 1)).not.toContain("endfassung")
    }
  })

  test("odd figures are recorded with a warning, impossible ones are refused", async () => {
    const paper = watched(kreis, await givenVorlageInBeratung(kreis))
    const votes = { ja: 3, nein: 8, enthaltung: 0, ungueltig: 0, befangen: 0, anwesend: 11, mitglieder: 15 }
    const far = result(kreis, "recommended", { votes: { ...votes, ja: 30 } })
    await expect(paper.record("ausschuss", far)).rejects.toMatchObject({ code: "input", reason: "votes.sum" })
    const wrong = result(kreis, "accepted")
    await expect(paper.record("ausschuss", wrong)).rejects.toMatchObject({ reason: "result.vocabulary" })
    const tomorrow = result(kreis, "recommended", { sitzungOn: addDays(world.clock.today(), 1) })
    await expect(paper.record("ausschuss", tomorrow)).rejects.toMatchObject({ reason: "result.future" })
    const { warnings } = await paper.record("ausschuss", result(kreis, "recommended", { votes }))
    expect(warnings.map((w) => w.reason)).toEqual(["result.day", "votes.label"])
  })
})

describe("the way of a gemeinsame Einrichtung (T5)", () => {
  test("BCA, Zeichnung, Beirat, Trägerversammlung with a tie decided by the chair, Auszug signed twice", async () => {
    const paper = watched(stadt, await stadt.draft())
    expect((await paper.submit()).warnings).toEqual([])
    await paper.state("bca")
    await paper.sign("geschaeftsfuehrung")
    await paper.state("beirat", "Der Beirat begrüßt das Programm.")
    world.clock.pass(20)
    const open = result(stadt, "accepted", { votes: TV_TIE })
    await expect(paper.record("geschaeftsstelle", open)).rejects.toMatchObject({ reason: "votes.tie" })
    const against = result(stadt, "accepted", { votes: TV_TIE, chairVote: "nein" })
    await expect(paper.record("geschaeftsstelle", against)).rejects.toMatchObject({ reason: "votes.chair" })
    await paper.record("geschaeftsstelle", result(stadt, "accepted", { votes: TV_TIE, chairVote: "ja" }))
    const [body] = (await paper.chain()).steps.filter((s) => s.kind === "body")
    expect(body?.kind === "body" && body.result).toMatchObject({ code: "accepted", tieByChair: true })
    const { texts } = await Vorlage.read(stadt.as("verfasser"), { vorlageId: paper.id })
    expect(Object.values(texts).map((t) => t.result?.label)).toContain("beschlossen mit Stichentscheid des Vorsitzes")

    expect(await paper.tasks()).toEqual(["schriftfuehrung: auszug Beschlussauszug Trägerversammlung"])
    await expect(paper.signAuszug("vorsitz")).rejects.toMatchObject({ code: "forbidden", reason: "step.notYours" })
    await paper.signAuszug("schriftfuehrung")
    expect(await paper.tasks()).toEqual(["vorsitz: auszug Beschlussauszug Trägerversammlung"])
    await paper.signAuszug("vorsitz")
    expect(await paper.tasks()).toEqual([])
    expect(await kinds(paper, 1)).toEqual([
      ...["seal", "reading", "sign", "finish"],
      ...["auszug", "umlauf", "auszug-sign", "auszug-sign", "result", "finish", "umlauf"],
    ])
  })

  test("abgesetzt goes to the Sitzungsdienst also where the house has no release of its own", async () => {
    const paper = watched(stadt, await stadt.draft())
    await paper.submit()
    await paper.state("bca")
    await paper.sign("geschaeftsfuehrung")
    await paper.state("beirat")
    await paper.record("geschaeftsstelle", { code: "removed", reason: "Die Sitzung entfällt." })
    expect(await paper.tasks()).toEqual(["sitzungsdienst: release Freigabe durch den Sitzungsdienst"])
    await paper.release()
    await paper.record("geschaeftsstelle", { code: "removed", reason: "Noch einmal." })
    await paper.release()
    const votes = { ...TV_TIE, ja: 4, nein: 2 }
    await paper.record("geschaeftsstelle", result(stadt, "accepted", { votes }))
    expect((await paper.chain()).state).toBe("completed")
  })
})
