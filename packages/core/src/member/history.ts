/** What a person was in the house on an earlier day, from the record of the membership: items know only the present. */
import { z } from "zod"
import type { Actor, Table } from "../context.ts"
import { dayOf } from "../day.ts"
import type { Fact } from "../fact.ts"
import type { Day } from "../paper.ts"
import { Assignment } from "../role.ts"
import { factsOf } from "../vorlage/replay.ts"
import type { Member } from "./item.ts"

interface State {
  readonly functions: readonly Assignment[]
  readonly active: boolean
}
const Whole = z.object({ functions: z.array(Assignment), active: z.boolean().optional() })
const Ended = z.object({ now: z.array(Assignment) })

/** What each fact of a membership does to functions and membership; the others leave both as they are. */
function after({ functions, active }: State, { type, data }: Pick<Fact, "type" | "data">): State {
  switch (type) {
    case "member.added":
    case "member.changed": {
      const whole = Whole.parse(data)
      return { functions: whole.functions, active: whole.active ?? active }
    }
    case "member.invited": {
      const whole = Whole.parse(data)
      return { functions: whole.functions, active: whole.active ?? false }
    }
    case "member.joined":
      return { functions: Whole.parse(data).functions, active: true }
    case "member.ending":
    case "proposal.confirmed":
      return { functions: Whole.parse(data).functions, active }
    case "member.mapped":
      return { functions: [...functions.filter((f) => f.source !== "idp"), ...Whole.parse(data).functions], active }
    case "member.left":
      return { functions: [], active: false }
    case "deputy.appointed": {
      const { personId: _, ...added } = data
      return { functions: [...functions, Assignment.parse(added)], active }
    }
    case "deputy.ended":
      return { functions: Ended.parse(data).now, active }
    default:
      return { functions, active }
  }
}

/**
 * The person with the functions of that day: first as the day ended, then every earlier state of it, last the one in which
 * it began. What was taken away before or given later does not count.
 */
export async function statesOn(
  table: Table,
  { personId, name }: Pick<Member, "personId" | "name">,
  on: Day,
): Promise<Actor[]> {
  let state: State = { functions: [], active: false }
  let held: State[] = [state]
  for (const fact of await factsOf({ table }, `member-${personId}`)) {
    const day = dayOf(new Date(fact.at))
    if (day > on) break
    state = after(state, fact)
    held = day === on ? [state, ...held] : [state]
  }
  return held.map(({ functions, active }) => ({ personId, name, functions: active ? functions : [] }))
}
