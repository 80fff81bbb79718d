/** How long a paper is locked, by the class of what it belongs to; and whose settings decide. */
import type { Table } from "@beschlussweg/core/context"
import { RETENTION, TENANT } from "@beschlussweg/core/tenant"
import { expect, test } from "vitest"
import { AULENFELD } from "../demo/house.ts"
import { retainedUntil, retention } from "./retention.ts"

const AT = new Date("2026-11-21T10:00:00Z")
/** 30 years for a Vorlage, 10 for a programme. */
const until = (path: string, own: Partial<typeof RETENTION> = {}) =>
  retainedUntil(path, { ...RETENTION, ...own }, AT)
    .toISOString()
    .slice(0, 10)

test.each([
  ["vorlage/vl_1/1-seal.pdf", "2057-01-01"],
  ["fassung/abc.json", "2057-01-01"],
  ["tagesordnung/abc.json", "2057-01-01"],
  ["content/abc.json", "2037-01-01"],
  ["image/abc", "2037-01-01"],
  // The longer one of both: the record tells of either.
  ["record/vl_1/0000000001.json", "2057-01-01"],
  ["anchor/2026-11-21.json", "2057-01-01"],
  ["house/abc.json", "2057-01-01"],
  ["trust/abc.pem", "2057-01-01"],
])("%s is locked until %s", (path, day) => {
  expect(until(path)).toBe(day)
})

test("the longer class decides what both share, whichever it is", () => {
  expect(until("record/pr_1/0000000001.json", { vorlage: "kgst-1" })).toBe("2037-01-01")
  expect(until("vorlage/vl_1/1.pdf", { vorlage: "kgst-1" })).toBe("2028-01-01")
})

test("for ever, and for a class that is not there: as long as a lock can be, and never less", () => {
  for (const vorlage of ["dauernd", "gibt-es-nicht"])
    expect(until("vorlage/vl_1/1.pdf", { vorlage })).toBe("2126-01-01")
})

test("a house's own classes decide; they are read now and then, and a failure is not believed", async () => {
  let [now, reads, years, broken] = [AT, 0, 3, false]
  const table = {
    get: async (key: string) => {
      expect(key).toBe(TENANT)
      reads++
      if (broken) throw new Error("no table")
      const classes = [{ id: "eigen", label: "eigene", years }]
      return { key, rev: 1, value: { ...AULENFELD.tenant, retention: { ...RETENTION, classes, vorlage: "eigen" } } }
    },
  } as unknown as Table
  const asked: string[] = []
  const of = retention(
    (tenantId) => {
      asked.push(tenantId)
      return table
    },
    () => now,
  )
  const own = of("kreis-aulenfeld")
  const year = async () => (await own("vorlage/vl_1/1.pdf")).getUTCFullYear()
  expect([await year(), await year(), reads]).toEqual([2030, 2030, 1])
  years = 5
  now = new Date(AT.getTime() + 11 * 60_000)
  broken = true
  await expect(year()).rejects.toThrow("no table")
  broken = false
  expect([await year(), reads]).toEqual([2032, 3])
  await of("stadt-brennhausen")("vorlage/vl_1/1.pdf")
  expect(new Set(asked)).toEqual(new Set(["kreis-aulenfeld", "stadt-brennhausen"]))
})
