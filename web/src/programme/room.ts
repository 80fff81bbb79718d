/** What every part of the editor shares: where it works, what lies on the desk, and the ways between its parts. */
import type { ProgrammeContent, Section } from "@beschlussweg/core/content"
import type { Desk } from "./desk.ts"
import type { Place } from "./kept.ts"

/** A place in a section: one of its blocks, a cell in it, or a letter in it that was clicked. */
export interface Spot {
  readonly block?: number | undefined
  readonly blockId?: string | undefined
  readonly cell?: { readonly row: string; readonly column: string } | undefined
  /** letters before the cursor within the block */
  readonly offset?: number | undefined
  /** the field of the section's title */
  readonly title?: boolean
}

export interface Room {
  readonly place: Place
  readonly desk: Desk
  /** name of a person; what was said when she is no longer there */
  readonly name: (personId: string) => string
  readonly mayWrite: boolean
  /** to a section, and to a place in it */
  readonly go: (sectionId: string, spot?: Spot) => void
  /** puts the section in hand down */
  readonly close: () => void
  /** told after every save of a section */
  readonly saved: (section: Section, before: Section) => void
  /** forgets what this device kept of a section */
  readonly forget: (sectionId: string) => void
  readonly append: (section: Section) => void
  /** changes the programme as a whole. @throws Problem */
  readonly change: (make: (tree: ProgrammeContent) => ProgrammeContent | undefined) => Promise<void>
  /** says something to whoever cannot see it */
  readonly say: (words: string) => void
}
