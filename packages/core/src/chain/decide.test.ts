import { describe, expect, test } from "vitest"
import type { Actor } from "../context.ts"
import { AppError } from "../error.ts"
import { AT, begun, hash, holder, issued, NO_EFFECTS, person, run, seenOf } from "./chain.fixture.ts"
import {
  AUTHOR,
  appoint,
  type Chain,
  type ChainTemplate,
  capacity,
  confirmEndfassung,
  cosign,
  giveBack,
  handOver,
  type Move,
  proposeEndfassung,
  record,
  release,
  sign,
  signAuszug,
  state,
  stop,
  T1,
  T5,
  unattended,
  waiting,
  withdraw,
} from "./index.ts"

const at = new Date(AT)
const who = (actor: Actor) => ({ actor, at })
const people = {
  bca: holder("bca"),
  rechtsamt: holder("mitzeichnung", { amtId: "rechtsamt" }),
  amtsleitung: holder("amtsleitung"),
  dezernent: holder("dezernent"),
  kaemmerer: holder("kaemmerer"),
  landrat: holder("landrat"),
  sitzungsdienst: holder("sitzungsdienst"),
  soz: holder("geschaeftsstelle", { gremiumId: "soz" }),
  ka: holder("geschaeftsstelle", { gremiumId: "ka" }),
  verfasser: holder("verfasser"),
}
const given = (by: string) => ({ by, as: "selbst" as const, at: AT, textId: `tx_${by}` })
const HEARD: Move[] = [
  { type: "step.stated", data: { stepId: "bca", given: given("bca") } },
  {
    type: "step.cosigned",
    data: { stepId: "mitzeichnung", partyId: "rechtsamt", outcome: "agreed", given: given("rechtsamt") },
  },
]
const signed = (stepId: string): Move => ({ type: "step.signed", data: { stepId, given: given(stepId) } })
const SIGNED = ["amtsleitung", "dezernent", "kaemmerer", "landrat"].map(signed)
const RELEASED: Move = { type: "step.released", data: { stepId: "freigabe", given: given("sitzungsdienst") } }
const inZeichnung = (template: ChainTemplate = T1): Chain => run(issued(begun(template)), AT, ...HEARD)
const inBeratung = (): Chain => run(inZeichnung(), AT, ...SIGNED, RELEASED)

const outcome = (act: () => unknown): string => {
  try {
    act()
  } catch (error) {
    if (error instanceof AppError) return `${error.code} ${error.reason}`
    throw error
  }
  return "allowed"
}

describe("who may when", () => {
  /** One wish per row, on a chain in Zeichnung at the Amtsleitung's step. */
  const chain = inZeichnung()
  const seen = seenOf(chain)
  test.each<[string, string, () => unknown]>([
    ["the one whose step it is", "allowed", () => sign(chain, seen, who(people.amtsleitung), "amtsleitung", "tx")],
    ["another function", "forbidden step.notYours", () => sign(chain, seen, who(people.landrat), "amtsleitung", "tx")],
    ["a later step", "refused step.order", () => sign(chain, seen, who(people.landrat), "landrat", "tx")],
    ["no such step", "not_found step.unknown", () => sign(chain, seen, who(people.landrat), "nirgends", "tx")],
    ["a step of another kind", "refused step.order", () => sign(chain, seen, who(people.sitzungsdienst), "freigabe")],
    ["a step that was given", "conflict step.given", () => state(chain, seen, who(people.bca), "bca", "tx")],
    [
      "a Mitzeichnung that was given",
      "conflict step.given",
      () => cosign(chain, seen, who(people.rechtsamt), "mitzeichnung", "rechtsamt", "agreed", "tx"),
    ],
    [
      "release before its time",
      "refused step.order",
      () => release(chain, seen, who(people.sitzungsdienst), "freigabe"),
    ],
    [
      "a body before its time",
      "refused step.order",
      () => record(chain, seen, who(people.soz), "gremium-1", { kind: "removed", textId: "tx" }),
    ],
    [
      "another Fassung",
      "conflict fassung.superseded",
      () => sign(chain, { ...seen, fassungSha256: hash(9) }, who(people.amtsleitung), "amtsleitung"),
    ],
    [
      "another file",
      "conflict fassung.superseded",
      () => sign(chain, { ...seen, pdfSha256: hash(9) }, who(people.amtsleitung), "amtsleitung"),
    ],
    [
      "a return to the author",
      "allowed",
      () => giveBack(chain, seen, who(people.amtsleitung), "amtsleitung", AUTHOR, "tx"),
    ],
    [
      "a return to an earlier step",
      "allowed",
      () => giveBack(chain, seen, who(people.amtsleitung), "amtsleitung", "mitzeichnung", "tx"),
    ],
    [
      "a return to oneself",
      "input return.target",
      () => giveBack(chain, seen, who(people.amtsleitung), "amtsleitung", "amtsleitung", "tx"),
    ],
    [
      "a return forward",
      "input return.target",
      () => giveBack(chain, seen, who(people.amtsleitung), "amtsleitung", "landrat", "tx"),
    ],
    [
      "a return by somebody else",
      "forbidden step.notYours",
      () => giveBack(chain, seen, who(people.dezernent), "amtsleitung", AUTHOR, "tx"),
    ],
    [
      "a return from a Mitzeichnung that is over",
      "refused step.order",
      () => giveBack(chain, seen, who(people.rechtsamt), "mitzeichnung", AUTHOR, "tx"),
    ],
    [
      "an Auszug that is not there",
      "refused step.order",
      () => signAuszug(chain, seen, who(holder("vorsitz", { gremiumId: "ka" })), "gremium-2", "tx"),
    ],
    [
      "an Endfassung nobody asked for",
      "refused endfassung.none",
      () => proposeEndfassung(chain, who(people.verfasser), hash(5)),
    ],
    ["withdrawing by the author", "allowed", () => withdraw(chain, who(people.verfasser), "tx")],
    ["withdrawing by another", "forbidden withdraw.author", () => withdraw(chain, who(people.amtsleitung), "tx")],
    ["stopping", "allowed", () => stop(chain, "tx")],
  ])("%s: %s", (_, expected, act) => {
    expect(outcome(act)).toBe(expected)
  })

  test.each([
    ["issuing", begun(T1)],
    ["failed", run(begun(T1), AT, { type: "document.failed", data: { fassung: 1, textId: "tx" } })],
    [
      "returned",
      run(inZeichnung(), AT, { type: "step.returned", data: { stepId: "amtsleitung", target: AUTHOR, textId: "tx" } }),
    ],
    ["withdrawn", run(inZeichnung(), AT, { type: "vorlage.withdrawn", data: { textId: "tx" } })],
    ["stopped", run(inZeichnung(), AT, { type: "vorlage.stopped", data: { textId: "tx" } })],
  ] as const)("nobody signs while it is %s", (name, chain) => {
    expect(chain.state).toBe(name)
    expect(outcome(() => sign(chain, seenOf(chain), who(people.amtsleitung), "amtsleitung", "tx"))).toBe(
      `refused chain.${name}`,
    )
  })

  test("a person's second attempt is told when the first was", () => {
    const chain = run(inZeichnung(), AT, signed("amtsleitung"))
    const again = () => sign(chain, seenOf(chain), who(people.amtsleitung), "amtsleitung", "tx")
    expect(again).toThrow("Sie haben hier bereits am 14.01.2027, 10:00 entschieden.")
    const other = person("vertretung", { role: "amtsleitung", as: "IV", forId: "amtsleitung" })
    expect(() => sign(chain, seenOf(chain), who(other), "amtsleitung", "tx")).toThrow(
      "Hier wurde bereits am 14.01.2027, 10:00 entschieden.",
    )
  })
})

describe("rules of the house on who signs", () => {
  const author = person("verfasser", { role: "amtsleitung", as: "selbst" }, { role: "dezernent", as: "selbst" })
  const both = person("amtsleitung", { role: "amtsleitung", as: "selbst" }, { role: "dezernent", as: "selbst" })
  const second = (template: ChainTemplate) => run(inZeichnung(template), AT, signed("amtsleitung"))
  const at2 = (chain: Chain, actor: Actor) => outcome(() => sign(chain, seenOf(chain), who(actor), "dezernent", "tx"))
  const at1 = (template: ChainTemplate) => {
    const chain = inZeichnung(template)
    return outcome(() => sign(chain, seenOf(chain), who(author), "amtsleitung", "tx"))
  }
  test("the author: yes at the first step, no after it, unless the house says otherwise", () => {
    expect(at1(T1)).toBe("allowed")
    expect(at1({ ...T1, authorMaySign: { first: false, later: false } })).toBe("forbidden step.barred")
    expect(at2(second(T1), author)).toBe("forbidden step.barred")
    expect(at2(second({ ...T1, authorMaySign: { first: true, later: true } }), author)).toBe("allowed")
  })
  test("the same person twice: no, unless the house says otherwise", () => {
    expect(at2(second(T1), both)).toBe("forbidden step.barred")
    expect(at2(second({ ...T1, samePersonTwice: true }), both)).toBe("allowed")
  })
  test("a signature that is carried over counts as one", () => {
    const template: ChainTemplate = {
      ...T1,
      steps: T1.steps.map((s) => (s.kind === "sign" ? { ...s, again: [] } : s)),
    }
    const first = run(second(template), AT, {
      type: "step.returned",
      data: { stepId: "dezernent", target: AUTHOR, textId: "tx" },
    })
    const chain = issued(begun(template, { previous: { chain: first, changes: ["anlagen"] } }))
    expect(chain.steps[2]?.status).toBe("carried")
    expect(at2(chain, both)).toBe("forbidden step.barred")
  })
  test("whoever only hears or co-signs is not barred", () => {
    const chain = issued(begun(T1))
    const mixed = person("verfasser", { role: "bca", as: "selbst" })
    expect(outcome(() => state(chain, seenOf(chain), who(mixed), "bca", "tx"))).toBe("allowed")
  })
})

describe("capacity", () => {
  const chain = inZeichnung()
  const [place] = waiting(chain)
  if (!place) throw new Error("nothing waits")
  const iv = { role: "amtsleitung", as: "IV", forId: "amtsleitung" } as const
  test.each<[string, Actor, string | undefined]>([
    ["a holder as himself", people.amtsleitung, "selbst"],
    ["a deputy i. V.", person("p", iv), "IV"],
    ["somebody authorised i. A.", person("p", { ...iv, as: "IA" }), "IA"],
    ["a holder who is also a deputy as himself", person("p", iv, { role: "amtsleitung", as: "selbst" }), "selbst"],
    ["a deputy before his time not at all", person("p", { ...iv, from: "2027-01-15" }), undefined],
    ["a deputy on his last day", person("p", { ...iv, to: "2027-01-14" }), "IV"],
    ["a deputy after it not at all", person("p", { ...iv, to: "2027-01-13" }), undefined],
    ["another function not at all", people.dezernent, undefined],
  ])("%s", (_, actor, as) => {
    expect(capacity(place, chain, actor, at)?.as).toBe(as)
  })
  test("an Amt or a Gremium is a part of the function", () => {
    const chain = run(issued(begun(T1)), AT, ...HEARD.slice(0, 1))
    const [cosigning] = waiting(chain)
    if (!cosigning) throw new Error("nothing waits")
    expect(capacity(cosigning, chain, holder("mitzeichnung", { amtId: "jobcenter" }), at)).toBeUndefined()
    expect(capacity(cosigning, chain, people.rechtsamt, at)).toEqual({ as: "selbst", forId: undefined })
    const body = inBeratung()
    const removed = { kind: "removed", textId: "tx" } as const
    expect(outcome(() => record(body, seenOf(body), who(people.ka), "gremium-1", removed))).toBe(
      "forbidden step.notYours",
    )
    expect(outcome(() => record(body, seenOf(body), who(people.soz), "gremium-1", removed))).toBe("allowed")
  })
})

describe("Weitergeben and appointing", () => {
  const chain = inZeichnung()
  const seen = seenOf(chain)
  const hand = (to: Actor, by = people.amtsleitung) => handOver(chain, seen, who(by), "amtsleitung", undefined, to)
  test("goes to one person, i. V. for a deputy of the function, otherwise i. A.", () => {
    const deputy = person("vertretung", { role: "amtsleitung", as: "IV", forId: "amtsleitung" })
    expect(hand(deputy).data).toMatchObject({ handed: { to: "vertretung", as: "IV", forId: "amtsleitung" } })
    expect(hand(people.rechtsamt).data).toMatchObject({ handed: { to: "rechtsamt", as: "IA", forId: "amtsleitung" } })
    const handed = run(chain, AT, hand(people.rechtsamt))
    const now = (actor: Actor) => outcome(() => sign(handed, seen, who(actor), "amtsleitung", "tx"))
    expect([now(people.rechtsamt), now(people.amtsleitung)]).toEqual(["allowed", "forbidden step.notYours"])
    const further = handOver(handed, seen, who(people.rechtsamt), "amtsleitung", undefined, people.amtsleitung)
    expect(further.data).toMatchObject({ handed: { to: "amtsleitung", as: "selbst" } })
  })
  test("not to oneself, to somebody without a function to act in, or to somebody the rules bar", () => {
    expect(outcome(() => hand(people.amtsleitung))).toBe("input handed.self")
    expect(outcome(() => hand(holder("lesend")))).toBe("refused handed.role")
    expect(outcome(() => hand(person("p", { role: "bca", as: "IV", forId: "bca", to: "2027-01-13" })))).toBe(
      "refused handed.role",
    )
    const later = run(chain, AT, signed("amtsleitung"))
    const barred = () => handOver(later, seen, who(people.dezernent), "dezernent", undefined, people.amtsleitung)
    expect(outcome(barred)).toBe("refused handed.barred")
  })
  test("the administration appoints for steps that people give, not for offices", () => {
    const admin = who(holder("administration"))
    expect(appoint(chain, admin, "amtsleitung", undefined, people.bca, "amtsleitung").type).toBe("step.handed")
    const early = () => appoint(chain, admin, "landrat", undefined, people.bca, "landrat")
    expect(outcome(early)).toBe("refused step.order")
    const body = inBeratung()
    expect(outcome(() => appoint(body, admin, "gremium-1", undefined, people.bca, "soz"))).toBe(
      "refused appoint.function",
    )
  })
})

describe("Mitzeichnung", () => {
  const parties = [
    { id: "rechtsamt", label: "Rechtsamt", role: "mitzeichnung" as const, amtId: "rechtsamt" },
    { id: "personalamt", label: "Personalamt", role: "mitzeichnung" as const, amtId: "personalamt" },
  ]
  const personalamt = holder("mitzeichnung", { amtId: "personalamt" })
  const template = (mode: "all" | "any", onObjection: "inform" | "return"): ChainTemplate => ({
    ...T1,
    steps: T1.steps.map((s) => (s.kind === "cosign" ? { ...s, mode, onObjection, parties } : s)),
  })
  const opened = (mode: "all" | "any", onObjection: "inform" | "return" = "inform") =>
    run(issued(begun(template(mode, onObjection))), AT, ...HEARD.slice(0, 1))
  const give = (chain: Chain, actor: Actor, what: "agreed" | "remarked" | "objected") =>
    run(chain, AT, ...cosign(chain, seenOf(chain), who(actor), "mitzeichnung", actor.personId, what, "tx"))
  const step = (chain: Chain) => chain.steps[1]?.status

  test("of all waits for everybody, in any order", () => {
    const chain = opened("all")
    expect(waiting(chain).map((w) => w.partyId)).toEqual(["rechtsamt", "personalamt"])
    const one = give(chain, personalamt, "agreed")
    expect([step(one), waiting(one).map((w) => w.partyId)]).toEqual(["open", ["rechtsamt"]])
    expect(step(give(one, people.rechtsamt, "remarked"))).toBe("done")
  })
  test("of any goes on with the first consent, not with an objection", () => {
    const chain = opened("any")
    expect(step(give(chain, personalamt, "agreed"))).toBe("done")
    const objected = give(chain, personalamt, "objected")
    expect(step(objected)).toBe("open")
    expect(step(give(objected, people.rechtsamt, "objected"))).toBe("done")
  })
  test("an objection informs or returns, as the template says", () => {
    expect(give(opened("all"), personalamt, "objected").state).toBe("running")
    const returned = give(opened("all", "return"), personalamt, "objected")
    expect(returned).toMatchObject({ state: "returned", returned: { target: AUTHOR, fromStep: "mitzeichnung" } })
    expect(waiting(returned)).toMatchObject([{ kind: "resubmit", personId: "verfasser" }])
  })
  test("one party does not speak for the other", () => {
    const chain = opened("all")
    const other = () => cosign(chain, seenOf(chain), who(personalamt), "mitzeichnung", "rechtsamt", "agreed", "tx")
    expect(outcome(other)).toBe("forbidden step.notYours")
  })
})

describe("Endfassung and Auszug", () => {
  const result = {
    code: "accepted_amended" as const,
    adverse: false,
    sitzungOn: "2027-01-14",
    top: "1",
    votes: null,
    tieByChair: false,
    changesProgramme: true,
    textId: "tx",
  }
  const decided = (chain: Chain, signedAuszug = false): Chain =>
    run(chain, AT, { type: "body.decided", data: { stepId: "gremium-2", result, signed: signedAuszug } })
  const advised = run(inBeratung(), AT, {
    type: "body.decided",
    data: { stepId: "gremium-1", result: { ...result, code: "recommended", changesProgramme: false }, signed: false },
  })
  test("asked, proposed by the author, confirmed by hash", () => {
    const asked = decided(advised)
    expect(outcome(() => proposeEndfassung(asked, who(people.landrat), hash(5)))).toBe("forbidden step.notYours")
    expect(outcome(() => proposeEndfassung(asked, who(people.landrat), hash(5), true))).toBe("allowed")
    const proposed = run(asked, AT, proposeEndfassung(asked, who(people.verfasser), hash(5)))
    const confirm = (sha: string, by = people.sitzungsdienst) => confirmEndfassung(proposed, who(by), sha, undefined)
    expect(outcome(() => confirm(hash(6)))).toBe("conflict endfassung.superseded")
    expect(outcome(() => confirm(hash(5), people.verfasser))).toBe("forbidden step.notYours")
    expect(outcome(() => proposeEndfassung(proposed, who(people.verfasser), hash(7)))).toBe("refused endfassung.none")
    const rejected = run(proposed, AT, confirmEndfassung(proposed, who(people.sitzungsdienst), hash(5), "tx"))
    expect(rejected.endfassung).toEqual({ status: "asked" })
    expect(waiting(run(proposed, AT, confirm(hash(5))))).toEqual([])
  })
  test("an Auszug is signed in the order of the template, each once", () => {
    const rows = [{ gremiumId: "tv", gremium: "TV", termin: "2027-02-03", zustaendigkeit: "Entscheidung" as const }]
    const chain = run(
      issued(begun(T5, { rows })),
      AT,
      { type: "step.stated", data: { stepId: "bca", given: given("bca") } },
      signed("geschaeftsfuehrung"),
      { type: "step.stated", data: { stepId: "beirat", given: given("beirat") } },
      {
        type: "body.decided",
        data: { stepId: "gremium-1", result: { ...result, code: "accepted", changesProgramme: false }, signed: true },
      },
    )
    expect(chain.state).toBe("completed")
    const [keeper, chair] = [holder("schriftfuehrung", { gremiumId: "tv" }), holder("vorsitz", { gremiumId: "tv" })]
    const at = (c: Chain, actor: Actor) => signAuszug(c, seenOf(c), who(actor), "gremium-1", "tx")
    expect(outcome(() => at(chain, chair))).toBe("forbidden step.notYours")
    const one = run(chain, AT, at(chain, keeper))
    expect(outcome(() => at(one, keeper))).toBe("forbidden step.notYours")
    const two = run(one, AT, at(one, chair))
    expect(waiting(two)).toEqual([])
    expect(outcome(() => at(two, chair))).toMatch(/^conflict step.given/)
  })
})

describe("unattended steps", () => {
  const everybody = Object.values(people)
  const names = (chain: Chain, given: readonly Actor[]) => unattended(chain, given, at).map((f) => f.place)
  test("none where every function is held", () => {
    expect(names(begun(T1), everybody)).toEqual([])
  })
  test("named: nobody there, or only the one who may not", () => {
    const without = everybody.filter((p) => p !== people.dezernent)
    expect(names(begun(T1), without)).toEqual(["Dezernent"])
    const author = person("verfasser", { role: "dezernent", as: "selbst" })
    expect(names(begun(T1), [...without, author])).toEqual(["Dezernent"])
    expect(
      names(
        begun(T1),
        everybody.filter((p) => p !== people.ka && p !== people.rechtsamt),
      ),
    ).toEqual(["Mitzeichnung: Rechtsamt", "Kreisausschuss"])
  })
  test("two people for three steps are one too few, however they are shared out", () => {
    const [a, b] = ["a", "b"].map((id) =>
      person(
        id,
        ...(["amtsleitung", "dezernent", "landrat"] as const).map((role) => ({ role, as: "selbst" as const })),
      ),
    )
    if (!a || !b) throw new Error("two people")
    const others = everybody.filter((p) => !["amtsleitung", "dezernent", "landrat"].includes(p.personId))
    const chain = begun(T1, { facts: NO_EFFECTS })
    expect(names(chain, [...others, a, b])).toEqual(["Landrat"])
    expect(names(begun({ ...T1, samePersonTwice: true }, { facts: NO_EFFECTS }), [...others, a, b])).toEqual([])
    const only = person("b", { role: "amtsleitung", as: "selbst" })
    expect(names(chain, [...others, a, only, people.landrat])).toEqual([])
  })
  test("nothing is asked for a step that is passed over", () => {
    expect(
      names(
        begun(T1, { facts: NO_EFFECTS }),
        everybody.filter((p) => p !== people.kaemmerer),
      ),
    ).toEqual([])
  })
})
