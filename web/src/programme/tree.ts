/** The programme as a whole, for the parts of the editor that look beyond their own section. */
import type { ProgrammeContent, Section } from "@beschlussweg/core/content"
import { createContext, useContext } from "react"
import type { Befund } from "./data.ts"

export interface Whole {
  readonly tree: ProgrammeContent
  /** of the sections, in their order */
  readonly numbers: readonly string[]
  /** numbers of footnotes by their id */
  readonly notes: ReadonlyMap<string, string>
  readonly findings: readonly Befund[]
  /** what the Gliederung says belongs into a section */
  readonly help: (section: Section) => string | undefined
}
export const WholeTree = createContext<Whole | undefined>(undefined)
export function useTree(): Whole {
  const whole = useContext(WholeTree)
  if (!whole) throw new Error("outside of an editor")
  return whole
}
