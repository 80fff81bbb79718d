/** Who holds the function of a step on a day: what "what if" shows beside each step of a Zeichnungsweg. Pure. */
import type { Waiting } from "../chain/waiting.ts"
import { inFunction } from "../chain/waiting.ts"
import type { Day } from "../paper.ts"
import { type Assignment, holding } from "../role.ts"

export interface Holder {
  readonly personId: string
  readonly name: string
  readonly as: Assignment["as"]
  /** whom a deputy represents */
  readonly forName: string | undefined
  /** entered as absent on this day */
  readonly absent: boolean
}
interface Person {
  readonly personId: string
  readonly name: string
  readonly functions: readonly Assignment[]
  readonly absences: readonly { readonly from: Day; readonly to: Day }[]
}

/** @returns holders first, then deputies; empty: nobody could act there on this day */
export function holders(
  at: Pick<Waiting, "role" | "amtId" | "gremiumId">,
  people: readonly Person[],
  on: Day,
): Holder[] {
  const place: Waiting = { stepId: "", label: "", since: "", kind: "sign", ...at }
  return people
    .flatMap((p): Holder[] => {
      const functions = holding(p.functions, on)
      const found = inFunction(functions, place)
      if (!found) return []
      const forName = functions.find((f) => f.forId !== undefined && f.forId === found.forId)?.forName
      const absent = p.absences.some((a) => a.from <= on && on <= a.to)
      return [{ personId: p.personId, name: p.name, as: found.as, forName, absent }]
    })
    .sort((a, b) => Number(b.as === "selbst") - Number(a.as === "selbst") || a.name.localeCompare(b.name, "de"))
}
