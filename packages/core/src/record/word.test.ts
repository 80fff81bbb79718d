import { readdir, readFile } from "node:fs/promises"
import { join } from "node:path"
import { expect, test } from "vitest"
import { MOVES } from "../chain/index.ts"
import { personsOf, wordOf } from "./word.ts"

/** Types that the domain writes down; the operator's own log lies in the registry and is not read here. */
async function types(): Promise<string[]> {
  const root = join(import.meta.dirname, "..")
  const found = new Set<string>(Object.keys(MOVES))
  for (const file of await readdir(root, { recursive: true })) {
    if (!file.endsWith(".ts") || file.includes(".test.") || /^(operator|record|check)\//.test(file)) continue
    const text = await readFile(join(root, file), "utf8")
    for (const [line] of text.matchAll(/\btype(:| =)[^\n]*/g))
      for (const [, type = ""] of line.matchAll(/"([a-z]+\.[a-z][a-zA-Z]+)"/g)) found.add(type)
  }
  return [...found].sort()
}

test("every kind of fact has a German word", async () => {
  const all = await types()
  expect(all).toEqual(expect.arrayContaining(["member.added", "upload.refused", "tenant.founded", "document.filed"]))
  expect(all.filter((t) => wordOf(t) === t)).toEqual([])
})

test("who acted, for whom, and whom it concerns is found where facts carry it", () => {
  const given = { by: "adler", as: "IV", forId: "lindt", at: "2027-01-14T08:00:00Z" }
  expect(personsOf({ by: "adler", data: { stepId: "dezernent", given } })).toEqual({
    by: "adler",
    given: "adler",
    forId: "lindt",
  })
  // From paper or from a file: who brought it in is another one than who signed.
  expect(personsOf({ by: "falk", data: { stepId: "landrat", given: { by: "hollen" } } })).toEqual({
    by: "falk",
    given: "hollen",
  })
  expect(personsOf({ by: "adler", data: { handed: { to: "rehm", as: "selbst" } } })).toEqual({
    by: "adler",
    to: "rehm",
  })
  expect(personsOf({ by: "brandt", data: { personId: "adler", functions: [] } })).toEqual({ by: "brandt", to: "adler" })
  expect(personsOf({ by: "worker", data: { given: "x", handed: null, personId: 1 } })).toEqual({ by: "worker" })
})
