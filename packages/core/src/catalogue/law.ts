/** Law in force (Rechtsstand): which catalogue of norms, Kennzahlen and words a programme follows. */
import type { ProgrammeContent } from "../content.ts"

export type LawState = NonNullable<ProgrammeContent["lawState"]>

/** Law in force for a programme year: the words and catalogues that it follows. */
export const lawOf = (year: number): LawState =>
  year <= 2022 ? "2022" : year <= 2026 ? "2023-buergergeld" : "2026-07-grundsicherungsgeld"

const ORDER: readonly LawState[] = ["2022", "2023-buergergeld", "2026-07-grundsicherungsgeld"]

/** Something that holds from one state of the law to another, both included; open where absent. */
export interface Span {
  readonly from?: LawState
  readonly to?: LawState
}

export function holds({ from, to }: Span, at: LawState): boolean {
  const n = ORDER.indexOf(at)
  return (from === undefined || ORDER.indexOf(from) <= n) && (to === undefined || ORDER.indexOf(to) >= n)
}

/** The state that a programme declares, else the one of its year. */
export const lawStateOf = (content: Pick<ProgrammeContent, "lawState" | "year">): LawState =>
  content.lawState ?? lawOf(content.year)

export const LAW_LABEL = {
  "2022": "Rechtsstand 2022",
  "2023-buergergeld": "Rechtsstand Bürgergeld (ab 2023)",
  "2026-07-grundsicherungsgeld": "Rechtsstand Grundsicherungsgeld (ab 1. Juli 2026)",
} as const satisfies Record<LawState, string>
