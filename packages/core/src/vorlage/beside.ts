/** Who else: the other people with whom a task of a function lies, and which of them are away. Pure. */
import { dayOf } from "../day.ts"
import type { Absence, Member } from "../member/item.ts"
import type { Assignment } from "../role.ts"
import { holding } from "../role.ts"

export interface Beside {
  readonly personId: string
  readonly name: string
  /** holder, or deputy i. V. or i. A. */
  readonly as: Assignment["as"]
  /** away today: both days included */
  readonly away?: Pick<Absence, "from" | "to"> | undefined
}

/** @param task one of a function; a task that lies with one person has nobody else */
export function beside(
  task: {
    readonly role: string
    readonly amtId?: string | undefined
    readonly gremiumId?: string | undefined
    readonly personId?: string | undefined
  },
  members: readonly Member[],
  me: string,
  at: Date,
): Beside[] {
  if (task.personId !== undefined) return []
  const today = dayOf(at)
  return members.flatMap((m): Beside[] => {
    const own = holding(m.functions, today).filter(
      (f) =>
        f.role === task.role &&
        (task.amtId === undefined || f.amtId === task.amtId) &&
        (task.gremiumId === undefined || f.gremiumId === task.gremiumId),
    )
    const [first] = [...own.filter((f) => f.as === "selbst"), ...own]
    if (!first || m.personId === me) return []
    const away = m.absences.find((a) => a.from <= today && today <= a.to)
    const { personId, name } = m
    return [{ personId, name, as: first.as, ...(away ? { away: { from: away.from, to: away.to } } : {}) }]
  })
}
