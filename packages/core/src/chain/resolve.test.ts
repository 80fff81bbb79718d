import { describe, expect, test } from "vitest"
import { AT, begun, FACTS, issued, NO_EFFECTS, ROWS, run, statuses } from "./chain.fixture.ts"
import { type Chain, type ChainTemplate, type ChangeKind, type Move, T1 } from "./index.ts"

const given = (by: string) => ({ by, as: "selbst" as const, at: AT, textId: `tx_${by}` })
const SIGNS = ["amtsleitung", "dezernent", "kaemmerer", "landrat"]
const heard: Move[] = [
  { type: "step.stated", data: { stepId: "bca", given: given("bca") } },
  {
    type: "step.cosigned",
    data: { stepId: "mitzeichnung", partyId: "rechtsamt", outcome: "agreed", given: given("rechtsamt") },
  },
]
const signs = (ids: readonly string[]): Move[] =>
  ids.map((stepId) => ({ type: "step.signed", data: { stepId, given: given(stepId) } }))
const back = (target: string): Move => ({
  type: "step.returned",
  data: { stepId: "freigabe", target, textId: "tx_back" },
})
/** T1 where everybody gave everything, returned by the Sitzungsdienst. */
const full = (target = "author", template: ChainTemplate = T1, facts = FACTS): Chain => {
  const ids = SIGNS.filter((id) => id !== "kaemmerer" || facts["finance.effects"])
  return run(issued(begun(template, { facts })), AT, ...heard, ...signs(ids), back(target))
}
const next = (chain: Chain, changes: readonly ChangeKind[], facts = FACTS, template: ChainTemplate = chain.template) =>
  begun(template, { facts, previous: { chain, changes } })
/** Status of the six steps before the release: p pending, c carried, s skipped. */
const line = (chain: Chain): string =>
  chain.steps
    .slice(0, 6)
    .map((s) => s.status.charAt(0))
    .join("")
/** T1 whose signing steps are given again only for these kinds of change. */
const sparing = (...again: ChangeKind[]): ChainTemplate => ({
  ...T1,
  steps: T1.steps.map((s) => (s.kind === "sign" ? { ...s, again } : s)),
})

describe("Fassung 1", () => {
  test("opens its first step when the file is there, one body step per row of the Beratungsfolge", () => {
    const chain = issued(begun(T1))
    expect(statuses(chain)).toEqual([
      ...["bca open", "mitzeichnung pending", "amtsleitung pending", "dezernent pending", "kaemmerer pending"],
      ...["landrat pending", "freigabe pending", "gremium-1 pending", "gremium-2 pending"],
    ])
  })
  test("passes over the Kämmerer without finanzielle Auswirkungen", () => {
    expect(line(begun(T1, { facts: NO_EFFECTS }))).toBe("ppppsp")
  })
  test("passes over parties of a Mitzeichnung that are not concerned, and the whole of it if nobody is", () => {
    const party = { id: "rpa", label: "Rechnungsprüfung", role: "mitzeichnung" as const, amtId: "rpa" }
    const rule = { field: "finance.amount" as const, atLeastCent: 100 }
    const steps = (all: boolean): ChainTemplate["steps"] =>
      T1.steps.map((s) =>
        s.kind === "cosign" ? { ...s, parties: [...(all ? [] : s.parties), { ...party, when: rule }] } : s,
      )
    const [, one] = begun({ ...T1, steps: steps(false) }).steps
    expect(one?.kind === "cosign" && one.parties.map((p) => p.status)).toEqual(["pending", "skipped"])
    expect(begun({ ...T1, steps: steps(true) }).steps[1]?.status).toBe("skipped")
    const rich = begun({ ...T1, steps: steps(true) }, { facts: { ...FACTS, "finance.amount": 100 } })
    expect(rich.steps[1]?.status).toBe("pending")
  })
})

describe("what is given again on the next Fassung", () => {
  test.each<[string, ChangeKind[], string]>([
    ["no word changed: everything from the target on", [], "pppppp"],
    ["Kopfangaben", ["kopf"], "ccpppp"],
    ["Beschlussvorschlag", ["beschlussvorschlag"], "pppppp"],
    ["Erläuterungen", ["erlaeuterungen"], "ccpppp"],
    ["Anlagen", ["anlagen"], "ccpppp"],
    ["Programm", ["programm"], "pppppp"],
    ["finance block", ["finanzen"], "cppppp"],
    ["Anlagen and finance block", ["anlagen", "finanzen"], "cppppp"],
  ])("T1, returned to the author, %s", (_, changes, expected) => {
    expect(line(next(full(), changes))).toBe(expected)
  })

  test.each([
    ["bca", "pppppp"],
    ["mitzeichnung", "cppppp"],
    ["amtsleitung", "ccpppp"],
    ["kaemmerer", "ccccpp"],
    ["landrat", "cccccp"],
  ])("no word changed, returned to %s", (target, expected) => {
    expect(line(next(full(target), []))).toBe(expected)
  })

  test("the target signs again whatever the template says", () => {
    expect(line(next(full("dezernent", sparing()), ["erlaeuterungen"]))).toBe("cccpcc")
  })

  test("what was never given is open in any case", () => {
    const early = run(issued(begun(sparing())), AT, ...heard, ...signs(["amtsleitung"]), back("author"))
    expect(line(next(early, ["erlaeuterungen"]))).toBe("cccppp")
  })

  test("a withdrawn Fassung without changes is given again as a whole", () => {
    const withdrawn = run(issued(begun(T1)), AT, ...heard, { type: "vorlage.withdrawn", data: { textId: "tx" } })
    expect(line(next(withdrawn, []))).toBe("pppppp")
  })

  test("a Fassung that could not be made resets nothing", () => {
    const failed = run(next(full("kaemmerer"), []), AT, {
      type: "document.failed",
      data: { fassung: 2, textId: "tx" },
    })
    expect(line(failed)).toBe("ccccpp")
    expect(line(next(failed, []))).toBe("ccccpp")
    expect(line(next(failed, ["beschlussvorschlag"]))).toBe("pppppp")
  })

  test("what is carried names its Fassung, who gave it, and all that changed since, over several Fassungen", () => {
    const template = sparing("beschlussvorschlag")
    const second = run(issued(next(full("author", template), ["erlaeuterungen"])), AT, back("author"))
    const third = next(second, ["anlagen"])
    expect(third.steps[2]?.carried).toEqual({
      fassung: 1,
      given: given("amtsleitung"),
      changes: ["erlaeuterungen", "anlagen"],
    })
  })

  test("a Mitzeichnung holds on with every opinion as it was, and not when another Amt is concerned now", () => {
    const objected: Move = {
      type: "step.cosigned",
      data: { stepId: "mitzeichnung", partyId: "rechtsamt", outcome: "objected", given: given("rechtsamt") },
    }
    const party = { id: "rpa", label: "Rechnungsprüfung", role: "mitzeichnung" as const, amtId: "rpa" }
    const template: ChainTemplate = {
      ...T1,
      steps: T1.steps.map((s) =>
        s.kind === "cosign"
          ? {
              ...s,
              again: [],
              parties: [...s.parties, { ...party, when: { field: "finance.amount", atLeastCent: 100 } }],
            }
          : s,
      ),
    }
    const chain = run(issued(begun(template)), AT, ...heard.slice(0, 1), objected, back("author"))
    const [, cosign] = next(chain, ["erlaeuterungen"]).steps
    expect(cosign).toMatchObject({ status: "carried", parties: [{ status: "objected" }, { status: "skipped" }] })
    const [, now] = next(chain, ["finanzen"], { ...FACTS, "finance.amount": 100 }).steps
    expect(now).toMatchObject({ status: "pending", parties: [{ status: "pending" }, { status: "pending" }] })
  })

  test("the release and the bodies are never carried over", () => {
    const chain = run(issued(begun(sparing())), AT, ...heard, ...signs(SIGNS), {
      type: "step.released",
      data: { stepId: "freigabe", given: given("sitzungsdienst") },
    })
    const again = next(chain, ["erlaeuterungen"])
    expect(statuses(again).slice(6)).toEqual(["freigabe pending", "gremium-1 pending", "gremium-2 pending"])
  })
})

describe("the Kämmerer (R1)", () => {
  const frugal = sparing()
  test("comes back with a changed finance block, with everybody after him and nobody before", () => {
    expect(line(next(full("author", frugal), ["finanzen"]))).toBe("cpccpp")
  })
  test("signs that the effects fell away", () => {
    const second = next(full("author", frugal), ["finanzen"], NO_EFFECTS)
    expect(line(second)).toBe("cpccpp")
    expect(second.steps[4]).toMatchObject({ id: "kaemmerer", removal: true, finance: true })
  })
  test("signs it also when he had not come to sign before", () => {
    const early = run(issued(begun(T1)), AT, ...heard, back("author"))
    expect(next(early, ["finanzen"], NO_EFFECTS).steps[4]).toMatchObject({ status: "pending", removal: true })
  })
  test("stays in a Fassung after that one until he has signed the removal, and is then carried over", () => {
    const second = next(full("author", frugal), ["finanzen"], NO_EFFECTS)
    const returned = run(issued(second), AT, back("author"))
    expect(next(returned, ["erlaeuterungen"], NO_EFFECTS).steps[4]).toMatchObject({ status: "pending", removal: true })
    const signed = run(issued(second), AT, ...signs(["kaemmerer", "landrat"]), back("author"))
    expect(line(next(signed, ["erlaeuterungen"], NO_EFFECTS))).toBe("cpcccc")
  })
  test("comes in with a new effect, and everybody after him signs again", () => {
    const second = next(full("author", frugal, NO_EFFECTS), ["finanzen"])
    expect(line(second)).toBe("cpccpp")
    expect(second.steps[4]).toMatchObject({ removal: false })
  })
  test("stays out when the block changed but never had an effect", () => {
    expect(line(next(full("author", frugal, NO_EFFECTS), ["finanzen"], NO_EFFECTS))).toBe("cpccsc")
  })
  test("is asked again by an amount only where the condition is an amount", () => {
    const byAmount: ChainTemplate = {
      ...frugal,
      steps: frugal.steps.map((s) =>
        s.kind === "sign" && s.id === "kaemmerer"
          ? { ...s, when: { field: "finance.amount", atLeastCent: 1_000_00 } }
          : s,
      ),
    }
    const small = { ...FACTS, "finance.amount": 1_00 }
    const large = { ...FACTS, "finance.amount": 5_000_00 }
    const chain = run(issued(begun(byAmount, { facts: large })), AT, ...heard, ...signs(SIGNS), back("author"))
    expect(next(chain, ["finanzen"], small).steps[4]).toMatchObject({ status: "pending", removal: true })
    expect(next(chain, ["erlaeuterungen"], large).steps[4]).toMatchObject({ status: "carried", removal: false })
  })
})

test("rows of the Beratungsfolge are the bodies, in their order", () => {
  const rows = [...ROWS].reverse()
  expect(begun(T1, { rows }).steps.slice(-2)).toMatchObject([
    { id: "gremium-1", gremiumId: "ka", field: true },
    { id: "gremium-2", gremiumId: "soz", field: true },
  ])
})
