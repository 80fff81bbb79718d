import { expect, test } from "vitest"
import { type Listing, seal, unseal } from "./cursor.ts"

const secret = new Uint8Array(32).fill(7)
const listing: Listing = {
  tableName: "t",
  tenantId: "kreis-aulenfeld",
  personId: "p_1",
  kind: "list",
  prefix: "vorlage/a",
  descending: false,
}
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

test("a cursor has one spelling: bits that decoding drops are checked, too", () => {
  let others = 0
  for (const sk of ["a", "ab", "abc"]) {
    const cursor = seal(secret, listing, { pk: "x", sk })
    expect(unseal(secret, listing, cursor)).toEqual({ pk: "x", sk })
    for (const char of ALPHABET)
      for (const made of [cursor.replace(/.\./, `${char}.`), `${cursor.slice(0, -1)}${char}`]) {
        if (made === cursor) continue
        others++
        expect(() => unseal(secret, listing, made)).toThrow("Seitenmarke")
      }
  }
  expect(others).toBe(3 * 2 * 63)
})

test("a cursor of another table, as of another stage, is foreign", () => {
  const cursor = seal(secret, listing, { pk: "x", sk: "a" })
  expect(() => unseal(secret, { ...listing, tableName: "u" }, cursor)).toThrow("Seitenmarke")
})
