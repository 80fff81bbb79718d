/** Input of the paper of a Synopse: two versions by name, and what differs between them. */
import type { Day, House } from "../paper.ts"
import type { Synopse } from "../synopse/index.ts"

export interface SynopsePaper {
  readonly version: 1
  readonly house: House
  /** of the newer version: "Arbeitsmarktprogramm 2027" */
  readonly title: string
  /** "Stand 3 vom 14.01.2027, 09:12" */
  readonly old: string
  readonly new: string
  /** day of the newer version */
  readonly on: Day
  readonly synopse: Synopse
}
