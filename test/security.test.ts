/** What the pages on security say about themselves is true: every requirement once, every named file there, sums right. */
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { describe, expect, test } from "vitest"

/** Requirements of levels 1 and 2 in ASVS 5.0.0, by chapter. */
const COUNT: Readonly<Record<string, number>> = {
  V1: 27,
  V2: 11,
  V3: 19,
  V4: 10,
  V5: 9,
  V6: 35,
  V7: 18,
  V8: 7,
  V9: 7,
  V10: 29,
  V11: 14,
  V12: 9,
  V13: 13,
  V14: 9,
  V15: 13,
  V16: 16,
  V17: 7,
}
const STATES = ["erfüllt", "teilweise", "offen", "entfällt"]

interface Row {
  readonly id: string
  readonly level: string
  readonly state: string
  readonly shown: string
}
const rows = (): Row[] =>
  readFileSync("docs/asvs.md", "utf8")
    .split("\n")
    .flatMap((line) => {
      const [, id = "", level = "", , state = "", shown = ""] = line.split("|").map((cell) => cell.trim())
      return /^\d+\.\d+\.\d+$/.test(id) ? [{ id, level, state, shown }] : []
    })

describe("docs/asvs.md", () => {
  test("names every requirement of levels 1 and 2 once", () => {
    const ids = rows().map((r) => r.id)
    expect(new Set(ids).size).toBe(ids.length)
    const found = Object.fromEntries(
      Object.keys(COUNT).map((chapter) => [chapter, ids.filter((id) => `V${id.split(".")[0]}` === chapter).length]),
    )
    expect(found).toEqual(COUNT)
  })

  test("says a state of each, and more where something is missing", () => {
    for (const { id, level, state, shown } of rows()) {
      expect(["1", "2"], id).toContain(level)
      expect(STATES, id).toContain(state)
      expect(shown.length, id).toBeGreaterThan(2)
    }
  })

  test("adds up", () => {
    const text = readFileSync("docs/asvs.md", "utf8")
    for (const level of ["1", "2"]) {
      const own = rows().filter((r) => r.level === level)
      const sums = STATES.map((state) => own.filter((r) => r.state === state).length)
      expect(text).toContain(`| ${[level, own.length, ...sums].join(" | ")} |`)
    }
  })
})

describe("docs/security.md", () => {
  test("lists everything that reaches across tenants", () => {
    const named = new Set<string>()
    for (const folder of ["core", "store", "functions", "pdf", "word"])
      for (const file of readdirSync(`packages/${folder}/src`, { recursive: true, encoding: "utf8" })) {
        if (!/\.tsx?$/.test(file) || /\.test\./.test(file)) continue
        const text = readFileSync(`packages/${folder}/src/${file}`, "utf8")
        for (const [word] of text.matchAll(/\bunsafe[A-Z]\w*/g)) named.add(word)
      }
    const page = readFileSync("docs/security.md", "utf8")
    expect(named.size).toBeGreaterThan(5)
    expect([...named].filter((word) => !page.includes(`\`${word}\``))).toEqual([])
  })
})

describe.each(["docs/asvs.md", "docs/security.md"])("%s", (page) => {
  test("every file that it names is there", () => {
    const named = [...readFileSync(page, "utf8").matchAll(/`([\w./-]+\/[\w./-]+\.(?:tsx?|md))`/g)].map(
      ([, path]) => path ?? "",
    )
    expect(named.length).toBeGreaterThan(10)
    expect([...new Set(named)].filter((path) => !existsSync(path))).toEqual([])
  })
})
