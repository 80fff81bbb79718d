import { expect, test } from "vitest"
import { EMPTY } from "../fact.ts"
import { type Absence, Member } from "../member/item.ts"
import type { Assignment } from "../role.ts"
import { beside } from "./beside.ts"

const at = new Date("2027-01-14T08:00:00Z")
const person = (personId: string, functions: Assignment[], absences: Absence[] = []): Member =>
  Member.parse({ version: 1, personId, name: `Person ${personId}`, functions, active: true, absences, head: EMPTY })
const office = (gremiumId: string, more: Partial<Assignment> = {}): Assignment => ({
  role: "geschaeftsstelle",
  as: "selbst",
  gremiumId,
  ...more,
})
const members = [
  person("ich", [office("soz")]),
  person("kollegin", [office("soz")], [{ id: "a", from: "2027-01-14", to: "2027-01-20" }]),
  person("vertretung", [office("soz", { as: "IV", forId: "kollegin" })]),
  person("vorbei", [office("soz", { as: "IV", forId: "kollegin", to: "2027-01-13" })]),
  person("anderswo", [office("ka")]),
  person("spaeter", [office("soz")], [{ id: "b", from: "2027-02-01", to: "2027-02-02" }]),
]

test("of a task of a function: everybody else who holds or represents it today, and who of them is away today", () => {
  expect(beside({ role: "geschaeftsstelle", gremiumId: "soz" }, members, "ich", at)).toEqual([
    { personId: "kollegin", name: "Person kollegin", as: "selbst", away: { from: "2027-01-14", to: "2027-01-20" } },
    { personId: "vertretung", name: "Person vertretung", as: "IV" },
    { personId: "spaeter", name: "Person spaeter", as: "selbst" },
  ])
})

test("of a task that lies with one person: nobody", () => {
  expect(beside({ role: "geschaeftsstelle", gremiumId: "soz", personId: "ich" }, members, "ich", at)).toEqual([])
})
