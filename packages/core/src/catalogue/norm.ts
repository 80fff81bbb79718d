/** Norms (Paragraphen) of SGB II and SGB III: whether one exists in a state of the law, as far as this can be told. */
import { instruments } from "./instrument.ts"
import type { LawState } from "./law.ts"

export type Law = "SGB II" | "SGB III"

/** Paragraphs with letters, where all letters of a number are known; other numbers with letters are not judged. */
const LETTERS: Readonly<Record<Law, Readonly<Record<string, string>>>> = {
  "SGB II": { "6": "abcd", "7": "ab", "11": "ab", "12": "a", "22": "abc", "31": "ab", "34": "abc", "48": "ab" },
  "SGB III": { "16": "", "54": "a" },
}
/** Highest number that any state of the law has, with room for additions. */
const HIGHEST: Readonly<Record<Law, number>> = { "SGB II": 90, "SGB III": 470 }

/**
 * @param paragraph "16e", "48b", "7"
 * @returns undefined where the catalogue cannot tell
 */
export function exists(law: Law, paragraph: string, at: LawState): boolean | undefined {
  const [, digits = "", letter = ""] = /^(\d+)([a-z]?)$/.exec(paragraph) ?? []
  if (digits === "") return undefined
  if (Number(digits) < 1 || Number(digits) > HIGHEST[law]) return false
  if (letter === "") return true
  if (law === "SGB II" && digits === "16") return instruments(at).some((i) => i.code === paragraph)
  if (law === "SGB II" && digits === "3") return letter === "a" ? at === "2026-07-grundsicherungsgeld" : undefined
  const letters = LETTERS[law][digits]
  return letters === undefined ? undefined : letters.includes(letter)
}
