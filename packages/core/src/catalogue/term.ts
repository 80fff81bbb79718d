/** Words that a change of the law replaced (Begriffe): what an earlier programme said and the next one should not. */
import { holds, type LawState, type Span } from "./law.ts"

export interface Replaced extends Span {
  /** finds the old word in a text */
  readonly old: RegExp
  readonly word: string
  readonly now: string
}

const REPLACED: readonly Replaced[] = [
  {
    from: "2023-buergergeld",
    to: "2023-buergergeld",
    old: /Arbeitslosengeld(?:es|s)? II\b|\bALG II\b|\bHartz IV\b/u,
    word: "Arbeitslosengeld II",
    now: "Bürgergeld",
  },
  {
    from: "2026-07-grundsicherungsgeld",
    old: /\bBürgergeld(?!bonus)|Arbeitslosengeld(?:es|s)? II\b|\bALG II\b|\bHartz IV\b/u,
    word: "Bürgergeld",
    now: "Grundsicherungsgeld",
  },
]

/** Old words that a programme under this law should no longer use for the benefit of today. */
export const replaced = (at: LawState): Replaced[] => REPLACED.filter((r) => holds(r, at))
