import { describe, expect, test } from "vitest"
import type { Gremium, Ladung } from "../gremium.ts"
import { gremiumDefects } from "./check.ts"
import { type GremiumMember, oddities } from "./member.ts"

const LADUNG: Ladung = {
  regular: { days: 14, count: "calendar" },
  urgent: { days: 3, count: "calendar" },
  nachtrag: { days: 3, count: "working" },
  dispatchCounts: false,
  meetingCounts: false,
  abgabe: { days: 5, count: "working" },
}
const TV: Gremium = {
  id: "tv",
  name: "Trägerversammlung",
  short: "TV",
  kind: "traegerversammlung",
  mitglieder: 6,
  tie: "chair",
  ladung: LADUNG,
}
const reasons = (change: Partial<Gremium>) => gremiumDefects({ ...TV, ...change }).map((f) => f.reason)
const ladung = (change: Partial<Ladung>) => reasons({ ladung: { ...LADUNG, ...change } })

describe("settings of a body", () => {
  test("sound ones have no defect; every one is told in German with the body's name", () => {
    expect(gremiumDefects(TV)).toEqual([])
    const [found] = gremiumDefects({ ...TV, quorum: 7 })
    expect(found).toEqual({
      reason: "gremium.quorum",
      place: "Trägerversammlung",
      message: "Zur Beschlussfähigkeit gehören 7 Mitglieder, das Gremium hat nur 6.",
    })
  })

  test.each([
    [
      "a Ladungsfrist without days",
      { regular: { days: 0, count: "calendar" } },
      ["ladung.days", "ladung.urgent", "ladung.nachtrag"],
    ],
    ["an urgent one as long as the usual one", { urgent: { days: 14, count: "calendar" } }, ["ladung.urgent"]],
    ["an urgent one that is longer in working days", { urgent: { days: 10, count: "working" } }, ["ladung.urgent"]],
    ["an urgent one without days", { urgent: { days: 0, count: "working" } }, ["ladung.days"]],
    ["a Nachtrag as long as the Ladungsfrist", { nachtrag: { days: 10, count: "working" } }, ["ladung.nachtrag"]],
    ["an Abgabefrist of a quarter", { abgabe: { days: 70, count: "calendar" } }, ["ladung.abgabe"]],
    ["none at all for Nachträge and urgent cases", { urgent: null, nachtrag: null }, []],
  ] as const)("%s", (_, change, wanted) => {
    expect(ladung(change)).toEqual(wanted)
  })

  test("an odd number in a Trägerversammlung, exceptions where the chair decides no tie", () => {
    expect(reasons({ mitglieder: 5 })).toEqual(["gremium.parity"])
    expect(reasons({ tie: "rejected", tieExcept: ["Haushalt"] })).toEqual(["gremium.tie"])
  })
})

describe("members of a body", () => {
  const member = (n: number, side: "agentur" | "kommune", change: Partial<GremiumMember> = {}): GremiumMember => ({
    version: 1,
    id: `gm_${n}`,
    gremiumId: "tv",
    name: `Mitglied ${n}`,
    voting: true,
    side,
    forIds: [],
    from: "2027-01-01",
    ...(n === 1 ? { vorsitz: "vorsitz" as const } : {}),
    ...change,
  })
  const three = (side: "agentur" | "kommune", from: number) => [0, 1, 2].map((i) => member(from + i, side))
  const found = (members: GremiumMember[]) => oddities(TV, members, "2027-06-01").map((f) => f.reason)

  test("three and three with a chair are as they should be; nobody at all is not odd, either", () => {
    expect(found([...three("agentur", 1), ...three("kommune", 4)])).toEqual([])
    expect(found([])).toEqual([])
  })

  test("parity counts members with a vote that sit on that day, no deputies and no advisers", () => {
    const six = [...three("agentur", 1), ...three("kommune", 4)]
    expect(found([...six, member(7, "agentur", { voting: false })])).toEqual([])
    expect(found([...six, member(8, "agentur", { forIds: ["gm_1"] })])).toEqual([])
    expect(found([...six, member(9, "agentur", { to: "2027-05-31" })])).toEqual([])
    expect(found([...six, member(9, "agentur")])).toEqual(["members.count", "members.parity"])
    expect(found(six.slice(1))).toEqual(["members.count", "members.parity", "members.chair"])
    expect(found([member(1, "agentur"), member(4, "kommune")])).toEqual(["members.count", "members.three"])
  })
})
