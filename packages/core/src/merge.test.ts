import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { type Merged, merge } from "./merge.ts"

const side = (chunks: readonly Merged<string>[], pick: "mine" | "theirs"): string[] =>
  chunks.flatMap((c) => (c.kind === "conflict" ? [...c[pick]] : [...c.items]))

describe("merge", () => {
  test("two changes at different places are both taken", () => {
    const chunks = merge(["a", "b", "c", "d"], ["a", "B", "c", "d"], ["a", "b", "c", "D"])
    expect(side(chunks, "mine")).toEqual(["a", "B", "c", "D"])
    expect(chunks.map((c) => c.kind)).toEqual(["same", "taken", "same", "taken"])
  })

  test("two changes at one place stand side by side", () => {
    const chunks = merge(["a", "b", "c"], ["a", "x", "c"], ["a", "y", "c"])
    expect(chunks[1]).toEqual({ kind: "conflict", base: ["b"], mine: ["x"], theirs: ["y"] })
  })

  test("the same change twice is one change", () => {
    expect(side(merge(["a"], ["a", "n"], ["a", "n"]), "mine")).toEqual(["a", "n"])
  })

  const list = fc.array(fc.constantFrom("a", "b", "c", "d", "e"), { maxLength: 8 })
  test("who alone changed something gets it, and nothing that somebody wrote is missing", () => {
    fc.assert(
      fc.property(list, list, list, (base, mine, theirs) => {
        expect(side(merge(base, mine, base), "mine")).toEqual(mine)
        expect(side(merge(base, base, theirs), "mine")).toEqual(theirs)
        expect(side(merge(base, mine, mine), "mine")).toEqual(mine)
        const chunks = merge(base, mine, theirs)
        const both = [...side(chunks, "mine"), ...side(chunks, "theirs")]
        // What came new on one side is there on that side or on both.
        for (const word of [...mine, ...theirs].filter((w) => !base.includes(w))) expect(both).toContain(word)
      }),
      { numRuns: 2000, seed: 20270204 },
    )
  })
})
