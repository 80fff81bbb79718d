import * as Vorlage from "@beschlussweg/core/vorlage"
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest"
import {
  deputy,
  FINANCE_JA,
  FINANCE_NEIN,
  givenVorlageInBeratung,
  givenVorlageInZeichnung,
  type House,
  mending,
  openWorld,
  type Paper,
  paragraph,
  type World,
} from "./house.ts"

let world: World
let kreis: House
const papers: Paper[] = []
const watched = (paper: Paper): Paper => {
  papers.push(paper)
  return paper
}
beforeAll(async () => {
  world = await openWorld()
  kreis = await world.house("T1")
})
afterEach(async () => {
  for (const paper of papers.splice(0)) expect(await mending(kreis, paper.id)).toEqual([])
})
afterAll(() => world.stop())

/** "amtsleitung done", one line per step before the bodies. */
const steps = async (paper: Paper): Promise<string[]> =>
  (await paper.chain()).steps.filter((s) => s.kind !== "body" && s.kind !== "release").map((s) => `${s.id} ${s.status}`)
const words = async (paper: Paper): Promise<Record<string, string>> =>
  (await Vorlage.Endfassung.frozenOf(kreis.workCtx(), (await paper.chain()).sha256)).carriedText

describe("Rückgabe", () => {
  test("to the author, nothing changed: everything is given again on a new Fassung", async () => {
    const paper = watched(await givenVorlageInZeichnung(kreis))
    await paper.sign("amtsleitung")
    await paper.giveBack("dezernent", "author")
    const first = await paper.chain()
    const { fassung, nummer, sha256 } = await paper.submit()
    expect({ fassung, nummer }).toEqual({ fassung: 2, nummer: (await paper.whole()).root.value.nummer })
    expect(sha256).not.toBe(first.sha256)
    expect((await paper.chain()).pdfSha256).not.toBe(first.pdfSha256)
    expect(await steps(paper)).toEqual([
      ...["bca open", "mitzeichnung pending", "amtsleitung pending"],
      ...["dezernent pending", "kaemmerer pending", "landrat pending"],
    ])
  })

  test("to an earlier step, nothing changed: that step hands in and signs again, what stood before it is carried in words", async () => {
    const paper = watched(await givenVorlageInZeichnung(kreis))
    await paper.sign("amtsleitung")
    await paper.sign("dezernent")
    await paper.giveBack("kaemmerer", "dezernent", "Bitte prüfen Sie noch einmal.")
    expect(await paper.tasks()).toEqual(["dezernent: resubmit Dezernent"])
    await expect(paper.submit("landrat")).rejects.toMatchObject({ code: "forbidden", reason: "submit.notYours" })
    expect((await paper.submit("dezernent")).fassung).toBe(2)
    expect(await paper.chain()).toMatchObject({ authorId: "verfasser", submittedBy: "dezernent" })
    expect(await steps(paper)).toEqual([
      ...["bca carried", "mitzeichnung carried", "amtsleitung carried"],
      ...["dezernent open", "kaemmerer pending", "landrat pending"],
    ])
    expect(await words(paper)).toEqual({
      bca: "Stellung genommen auf Fassung 1 am 23.11.2026 (Lea Vogt), unverändert",
      mitzeichnung: "Rechtsamt mitgezeichnet auf Fassung 1 am 23.11.2026 (Nils Harden), unverändert",
      amtsleitung: "gezeichnet auf Fassung 1 am 23.11.2026 (Dr. Jona Weidner), unverändert",
    })
    await paper.sign("dezernent")
    await paper.sign("kaemmerer")
    await paper.sign("landrat")
    expect((await paper.open()).kind).toBe("release")
  })

  test("to a Mitzeichnung: the author hands in, and everything from there on is given again", async () => {
    const paper = watched(await givenVorlageInZeichnung(kreis))
    await paper.sign("amtsleitung")
    await paper.giveBack("dezernent", "mitzeichnung")
    expect(await paper.tasks()).toEqual(["verfasser: resubmit Überarbeitung"])
    await paper.submit()
    expect((await steps(paper)).slice(0, 3)).toEqual(["bca carried", "mitzeichnung open", "amtsleitung pending"])
  })

  test("from the Sitzungsdienst before the release", async () => {
    const paper = watched(await givenVorlageInZeichnung(kreis))
    for (const person of ["amtsleitung", "dezernent", "kaemmerer", "landrat"]) await paper.sign(person)
    await paper.giveBack("sitzungsdienst", "landrat")
    await paper.submit("landrat")
    expect((await paper.open()).id).toBe("landrat")
    expect((await steps(paper)).slice(2, 5)).toEqual(["amtsleitung carried", "dezernent carried", "kaemmerer carried"])
  })

  test("never to a later step, to itself, to one that is passed over, or to a body", async () => {
    const paper = watched(await givenVorlageInZeichnung(kreis, kreis.form({ finance: FINANCE_NEIN })))
    await paper.sign("amtsleitung")
    await paper.sign("dezernent")
    for (const target of ["landrat", "kaemmerer", "gremium-1", "freigabe", "nirgends"])
      await expect(paper.giveBack("landrat", target)).rejects.toMatchObject({ code: "input", reason: "return.target" })
    expect((await paper.chain()).state).toBe("running")
  })

  test("a carried step is carried further, and what changed since is added up", async () => {
    const paper = watched(await givenVorlageInZeichnung(kreis))
    await paper.giveBack("amtsleitung", "author")
    await paper.edit({ erlaeuterungen: paragraph("Zweiter Wortlaut.") })
    await paper.submit()
    await paper.giveBack("amtsleitung", "author")
    await paper.edit({ betreff: "Arbeitsmarktprogramm 2027" })
    await paper.submit()
    const { bca } = await words(paper)
    expect(bca).toBe(
      "Stellung genommen auf Fassung 1 am 23.11.2026 (Lea Vogt), seither geändert: Kopfangaben, Erläuterungen",
    )
  })

  test("an objection that is carried over stays an objection", async () => {
    const paper = watched(await kreis.draft())
    await paper.submit()
    await paper.state("bca")
    await paper.cosign("rechtsamt", "objected", "Die Rechtsgrundlage fehlt.")
    await paper.giveBack("amtsleitung", "author")
    await paper.edit({ erlaeuterungen: paragraph("Mit anderem Wortlaut.") })
    await paper.submit()
    expect((await words(paper)).mitzeichnung).toMatch(/^Rechtsamt widersprochen auf Fassung 1 /)
    const step = (await paper.chain()).steps.find((s) => s.kind === "cosign")
    expect(step?.kind === "cosign" && step.parties[0]?.status).toBe("objected")
  })

  test.each([
    ["Beschlussvorschlag", { beschlussvorschlag: paragraph("Dem Programm wird nicht zugestimmt.") }, ["bca open"]],
    ["Erläuterungen", { erlaeuterungen: paragraph("Anders.") }, ["bca carried", "mitzeichnung carried"]],
    ["Kopfangaben", { betreff: "Anderer Betreff" }, ["bca carried", "mitzeichnung carried"]],
    [
      "Finanzielle Auswirkungen",
      { finance: { ...FINANCE_JA, inBudget: false } },
      ["bca carried", "mitzeichnung open", "amtsleitung pending"],
    ],
  ])("changed %s: the template says what is given again", async (_, change, expected) => {
    const paper = watched(await givenVorlageInZeichnung(kreis))
    await paper.giveBack("amtsleitung", "author")
    await paper.edit(change)
    await paper.submit()
    expect(await steps(paper)).toEqual(expect.arrayContaining(expected))
  })
})

describe("the Kämmerer", () => {
  /** A house that asks for signatures again only when the words of the decision change. */
  const sparing = async (tenantId: string): Promise<House> =>
    world.house("T1", tenantId, (t) => ({
      ...t,
      template: {
        ...t.template,
        steps: t.template.steps.map((s) =>
          s.kind === "sign" ? { ...s, again: ["beschlussvorschlag" as const] } : { ...s },
        ),
      },
    }))
  const signed = async (house: House, tenantForm = house.form()): Promise<Paper> => {
    const paper = await givenVorlageInZeichnung(house, tenantForm)
    for (const person of ["amtsleitung", "dezernent", ...(tenantForm.finance.effects ? ["kaemmerer"] : []), "landrat"])
      await paper.sign(person)
    await paper.giveBack("sitzungsdienst", "author")
    return paper
  }
  let house: House
  beforeAll(async () => {
    house = await sparing("kreis-sparsam")
  })

  test("is carried over like everybody while the finance block stays", async () => {
    const paper = await signed(house)
    await paper.edit({ erlaeuterungen: paragraph("Neuer Wortlaut.") })
    await paper.submit()
    expect((await steps(paper)).slice(2)).toEqual([
      ...["amtsleitung carried", "dezernent carried", "kaemmerer carried", "landrat carried"],
    ])
    expect((await paper.open()).kind).toBe("release")
  })

  test("comes back with a changed finance block, and everybody after him; nobody before him", async () => {
    const paper = await signed(house)
    await paper.edit({ finance: { ...FINANCE_JA, inBudget: false } })
    await paper.submit()
    await paper.cosign("rechtsamt", "agreed")
    expect((await steps(paper)).slice(2)).toEqual([
      ...["amtsleitung carried", "dezernent carried", "kaemmerer open", "landrat pending"],
    ])
  })

  test("signs that the effects fell away, and the Landrat after him; later Fassungen keep that step", async () => {
    const paper = await signed(house)
    await paper.edit({ finance: FINANCE_NEIN })
    await paper.submit()
    await paper.cosign("rechtsamt", "agreed")
    expect(await paper.open()).toMatchObject({ id: "kaemmerer", removal: true })
    await paper.sign("kaemmerer")
    await paper.sign("landrat")
    await paper.giveBack("sitzungsdienst", "author")
    await paper.edit({ erlaeuterungen: paragraph("Ohne Kosten.") })
    await paper.submit()
    expect((await steps(paper)).slice(4)).toEqual(["kaemmerer carried", "landrat carried"])
  })

  test("signs the removal also when he had not signed the first Fassung yet", async () => {
    const paper = watched(await givenVorlageInZeichnung(kreis))
    await paper.giveBack("amtsleitung", "author")
    await paper.edit({ finance: FINANCE_NEIN })
    await paper.submit()
    expect((await steps(paper))[4]).toBe("kaemmerer pending")
  })

  test("comes in when the effects appear on a later Fassung", async () => {
    const paper = await signed(house, house.form({ finance: FINANCE_NEIN }))
    await paper.edit({ finance: FINANCE_JA })
    await paper.submit()
    await paper.cosign("rechtsamt", "agreed")
    expect((await steps(paper)).slice(3)).toEqual(["dezernent carried", "kaemmerer open", "landrat pending"])
    expect(await paper.open()).toMatchObject({ removal: false })
  })
})

describe("Zurückziehen and Einstellen", () => {
  test("a withdrawn Vorlage keeps its number and goes on with the next Fassung", async () => {
    const paper = watched(await givenVorlageInZeichnung(kreis))
    const { nummer } = (await paper.whole()).root.value
    await paper.withdraw()
    expect(await paper.tasks()).toEqual([])
    await expect(paper.withdraw()).rejects.toMatchObject({ code: "refused", reason: "chain.withdrawn" })
    const again = await paper.submit()
    expect(again).toMatchObject({ fassung: 2, nummer })
    expect((await paper.open()).id).toBe("bca")
  })

  test("only its author withdraws it, and not from the bodies", async () => {
    const other = watched(await kreis.draft(kreis.form(), "amtsleitung"))
    await other.submit("amtsleitung")
    await expect(other.withdraw()).rejects.toMatchObject({ code: "forbidden", reason: "withdraw.author" })
    const late = watched(await givenVorlageInBeratung(kreis))
    await expect(late.withdraw()).rejects.toMatchObject({ code: "refused", reason: "withdraw.late" })
    const mine = { vorlageId: other.id, reason: "Neu gefasst." }
    await Vorlage.withdraw(kreis.as("amtsleitung"), mine)
    expect((await other.chain()).state).toBe("withdrawn")
  })

  test.each(["sitzungsdienst", "landrat"])("the %s ends a procedure for good; it stays readable", async (by) => {
    const paper = watched(await givenVorlageInZeichnung(kreis))
    await paper.stop(by)
    expect(await paper.tasks()).toEqual([])
    await expect(paper.submit()).rejects.toMatchObject({ code: "refused", reason: "chain.stopped" })
    await expect(paper.stop(by)).rejects.toMatchObject({ code: "refused", reason: "chain.stopped" })
    await expect(paper.edit({ betreff: "Neu" })).rejects.toMatchObject({ reason: "draft.locked" })
    expect((await Vorlage.read(kreis.as("lesend"), { vorlageId: paper.id })).status).toBe("eingestellt")
  })

  test("an author cannot stop it, a withdrawn one can still be stopped", async () => {
    const paper = watched(await givenVorlageInZeichnung(kreis))
    await expect(paper.stop("verfasser")).rejects.toMatchObject({ code: "forbidden", reason: "role.missing" })
    await paper.withdraw()
    await paper.stop("sitzungsdienst")
    expect((await paper.chain()).state).toBe("stopped")
  })
})

describe("Weitergeben and deputies", () => {
  test("a task is handed to one person, who signs i. A.; what comes back later comes back to the function", async () => {
    await kreis.put({ personId: "referentin", functions: [{ role: "mitzeichnung", amtId: "jobcenter", as: "selbst" }] })
    const paper = watched(await givenVorlageInZeichnung(kreis))
    await paper.sign("amtsleitung")
    await paper.hand("dezernent", "referentin")
    expect(await paper.tasks()).toEqual(["referentin: sign Dezernent"])
    await expect(paper.sign("dezernent")).rejects.toMatchObject({ code: "forbidden", reason: "step.notYours" })
    const { mine } = await Vorlage.read(kreis.as("referentin"), { vorlageId: paper.id })
    expect(mine).toMatchObject([{ stepId: "dezernent", suffix: "IA" }])
    await paper.sign("referentin")
    const step = (await paper.chain()).steps.find((s) => s.id === "dezernent")
    expect(step?.kind === "sign" && step.given).toMatchObject({ by: "referentin", as: "IA", forId: "dezernent" })
    const { texts } = await Vorlage.read(kreis.as("referentin"), { vorlageId: paper.id })
    expect(Object.values(texts).at(-1)).toMatchObject({ suffix: "i. A.", forName: "Mara Lindt" })
    await paper.giveBack("kaemmerer", "dezernent")
    await paper.submit("dezernent")
    expect(await paper.tasks()).toEqual(["dezernent: sign Dezernent"])
  })

  test("to nobody who could not act on it, nor to the one who has it", async () => {
    const paper = watched(await givenVorlageInZeichnung(kreis))
    const hand = (to: string) => paper.hand("amtsleitung", to)
    await expect(hand("lesend")).rejects.toMatchObject({ code: "refused", reason: "handed.role" })
    await expect(hand("ausschuss")).rejects.toMatchObject({ code: "refused", reason: "handed.role" })
    await expect(hand("amtsleitung")).rejects.toMatchObject({ code: "input", reason: "handed.self" })
    await expect(hand("niemand")).rejects.toMatchObject({ code: "input", reason: "person.unknown" })
    await expect(paper.hand("landrat", "dezernent")).rejects.toMatchObject({ code: "forbidden" })
  })

  test("a deputy signs i. V. on the days of the Vertretung and on no other", async () => {
    const house = await world.house("T1", "kreis-urlaub")
    const from = world.clock.today()
    await house.put({ personId: "vertretung", functions: [deputy("amtsleitung", "amtsleitung", { from, to: from })] })
    const early = await givenVorlageInZeichnung(house)
    const late = await givenVorlageInZeichnung(house)
    await early.sign("vertretung")
    const step = (await early.chain()).steps.find((s) => s.id === "amtsleitung")
    expect(step?.kind === "sign" && step.given).toMatchObject({ as: "IV", forId: "amtsleitung" })
    world.clock.pass(1)
    await expect(late.sign("vertretung")).rejects.toMatchObject({ code: "forbidden", reason: "role.missing" })
    await late.sign("amtsleitung")
    for (const paper of [early, late]) expect(await mending(house, paper.id)).toEqual([])
  })
})
