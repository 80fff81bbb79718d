/** A task of the Beschlusskontrolle as people read it. */
import type { Day } from "../paper.ts"
import { ROLE_LABEL } from "../role.ts"
import { type Control, isOpen } from "./item.ts"

/** Without somebody it is nobody's, and says so. */
export function shown(c: Control, today: Day, names: ReadonlyMap<string, string>) {
  const { version: _, ...control } = c
  const responsible =
    c.personId !== undefined ? (names.get(c.personId) ?? "niemand mehr zuständig") : c.role ? ROLE_LABEL[c.role] : ""
  return { ...control, responsible, overdue: isOpen(c) && c.due < today }
}
