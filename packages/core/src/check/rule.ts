/** A check of a programme (Prüfregel): what a rule sees, what it says, and how the findings of all rules are gathered. */
import type { ProgrammeContent, Section } from "../content.ts"
import type { Finding } from "../error.ts"
import type { Outline, ParticipationKind } from "../outline/shape.ts"
import type { Day, Finance } from "../paper.ts"

/** Errors block submission; warnings want an acknowledgement with a reason; hints do not disturb. */
export type Severity = "error" | "warning" | "hint"

/** Domain 3.3. */
export type RuleId = `C${"0" | "1" | "2" | "3"}${number}`

export interface CheckFinding extends Finding {
  readonly rule: RuleId
  readonly severity: Severity
  readonly sectionId: string | undefined
  /** where it stands in the section: a block, a cell of a table */
  readonly blockId?: string | undefined
  /** index of the block in the section: order of findings, and where an editor jumps to */
  readonly block?: number | undefined
  readonly cell?: { readonly row: string; readonly column: string } | undefined
  /** the figures that the sentence speaks of, as exact decimals or dates */
  readonly figures: Readonly<Record<string, string>>
  /**
   * Stable name of this finding: the same rule about the same words and figures has the same key, wherever it moved.
   * An acknowledgement names it.
   */
  readonly key: string
}

/** What is known besides the text itself. Absent: rules that need it cannot decide, and stay silent. */
export interface CheckContext {
  readonly today: Day
  /** last year's programme */
  readonly before?: ProgrammeContent | undefined
  /** the Vorlage that this programme is the Anlage of */
  readonly finance?: Finance | undefined
  /** titles of the Anlagen */
  readonly anlagen?: readonly string[] | undefined
  /** table of contents as typed in the Word file, in order: number and title */
  readonly contents?: readonly { readonly number: string; readonly title: string }[] | undefined
  /** smallest number of persons that may be shown; 3 unless the house says otherwise */
  readonly smallest?: number | undefined
  readonly participation?: { readonly bca: boolean; readonly beirat: boolean; readonly gE: boolean } | undefined
  /** whose Beteiligung is recorded; with the Gliederung, which says who is to be heard, it goes before `participation` */
  readonly heard?: readonly ParticipationKind[] | undefined
  /** set on the published version: who decided, when, with which result; "" when nothing was recorded */
  readonly decision?: string | undefined
  /** Gliederung it was made from: what is locked or required there, who is to be heard */
  readonly outline?: Outline | undefined
}

/** A section with what every rule asks for: its number, place and position. */
export interface Here {
  readonly section: Section
  readonly number: string
  /** "Abschnitt 3.2 „Titel“" */
  readonly place: string
  readonly index: number
}

/**
 * A rule looks at one section for itself (then it is only repeated where something changed), or at the whole. A section's
 * rule is handed a content that holds this section only, so that what it says cannot depend on another one.
 */
export type Rule = {
  readonly id: RuleId
  /** one German sentence: what it finds */
  readonly title: string
} & (
  | { readonly section: (here: Here, content: ProgrammeContent, context: CheckContext) => CheckFinding[] }
  | { readonly whole: (content: ProgrammeContent, heres: readonly Here[], context: CheckContext) => CheckFinding[] }
)
