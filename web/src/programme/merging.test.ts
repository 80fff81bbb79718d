/** Nobody's words are missing from a merged section, whatever is chosen or left open. */
import type { Section, SectionBlock } from "@beschlussweg/core/content"
import fc from "fast-check"
import { expect, test } from "vitest"
import { joinChosen, tear } from "./merging.ts"

const p = (text: string): SectionBlock => ({ type: "paragraph", content: [{ type: "text", text }] })
const section = (title: string, ...texts: string[]): Section => ({
  id: "ziele",
  level: 1,
  title: [{ type: "text", text: title }],
  numbering: "auto",
  blocks: texts.map(p),
})
const said = (s: Section): string[] =>
  s.blocks.map((b) => (b.type === "paragraph" ? b.content.map((i) => ("text" in i ? i.text : "")).join("") : b.type))
const nothing = () => undefined

test("changes at different places come together by themselves", () => {
  const base = section("Ziele", "eins", "zwei")
  const torn = tear(base, section("Ziele", "EINS", "zwei"), section("Ziele", "eins", "ZWEI"))
  expect(torn.open).toBe(0)
  expect(said(joinChosen(torn, nothing, "mine", base))).toEqual(["EINS", "ZWEI"])
})

test("at one place each of the two texts, or both, can be chosen", () => {
  const base = section("Ziele", "eins")
  const torn = tear(base, section("Ziele", "mein"), section("Ziele", "ihr"))
  expect(torn.open).toBe(1)
  const join = (take: "mine" | "theirs" | "both" | undefined) => said(joinChosen(torn, () => take, "mine", base))
  expect(join("mine")).toEqual(["mein"])
  expect(join("theirs")).toEqual(["ihr"])
  expect(join("both")).toEqual(["ihr", "mein"])
  expect(join(undefined)).toEqual(["ihr", "mein"])
})

test("a title that only one of the two changed stays changed; one that both changed is a choice", () => {
  const base = section("Ziele", "eins")
  const mine = tear(base, section("Ziele 2027", "eins"), section("Ziele", "zwei"))
  expect(mine.titles).toBe(false)
  expect(joinChosen(mine, nothing, "theirs", base).title).toEqual([{ type: "text", text: "Ziele 2027" }])
  const theirs = tear(base, section("Ziele", "neu"), section("Ziele 2027", "eins"))
  expect(joinChosen(theirs, nothing, "mine", base).title).toEqual([{ type: "text", text: "Ziele 2027" }])
  const both = tear(base, section("A", "eins"), section("B", "eins"))
  expect([both.titles, both.open]).toEqual([true, 1])
  expect(joinChosen(both, nothing, "theirs", base).title).toEqual([{ type: "text", text: "B" }])
})

test("a typed block that stands there twice gets an id of its own", () => {
  const block = (theme: string): SectionBlock => ({
    type: "actions",
    id: "vorhaben",
    theme,
    items: [{ text: [{ type: "text", text: "tun" }], strength: "werden" }],
  })
  const of = (theme: string): Section => ({ ...section("Ziele"), blocks: [block(theme)] })
  const merged = joinChosen(tear(of("a"), of("b"), of("c")), nothing, "mine", of("a"))
  expect(merged.blocks.map((b) => ("id" in b ? b.id : ""))).toEqual(["vorhaben", "vorhaben-2"])
})

test("left open, the merged text holds every paragraph that either of them wrote", () => {
  const texts = fc.array(fc.constantFrom("a", "b", "c", "d", "e", "f"), { maxLength: 6 })
  fc.assert(
    fc.property(texts, texts, texts, (b, m, t) => {
      const base = section("Z", ...b)
      const merged = new Set(
        said(joinChosen(tear(base, section("Z", ...m), section("Z", ...t)), nothing, "mine", base)),
      )
      // What was there before may have been taken away by the other one.
      for (const text of [...m, ...t]) if (!b.includes(text)) expect(merged).toContain(text)
    }),
    { seed: 41, numRuns: 300 },
  )
})
