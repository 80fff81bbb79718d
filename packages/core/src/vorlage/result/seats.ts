/** Members of a body on a day, where the house keeps them. */
import type { Ctx } from "../../context.ts"
import { allOf, sits } from "../../gremium/member.ts"
import type { Day } from "../../paper.ts"
import type { Seat } from "./members.ts"

export async function seatsOf({ table }: Pick<Ctx, "table">, gremiumId: string, on: Day): Promise<readonly Seat[]> {
  const members = (await allOf(table, gremiumId)).map((m) => m.value).filter((m) => sits(m, on))
  return members.map(({ id, name, voting }) => ({ id, name, voting }))
}
