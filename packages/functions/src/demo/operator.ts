/** Fictional people of the operator for local work, with accounts at the embedded provider. */
import { accountId } from "@beschlussweg/core/account"
import * as Operator from "@beschlussweg/core/operator"
import type { World } from "../wire.ts"

const PEOPLE: readonly { id: string; name: string; title: string; roles: Operator.OperatorRole[] }[] = [
  { id: "alex-sander", name: "Alex Sander", title: "Betrieb", roles: ["betrieb"] },
  { id: "robin-keller", name: "Robin Keller", title: "Betrieb, Löschung", roles: ["loeschung"] },
  { id: "mika-brandt", name: "Mika Brandt", title: "Betrieb, Löschung", roles: ["loeschung"] },
]

/** What the provider's page offers. */
export const OPERATOR_ACCOUNTS = {
  house: "Betrieb (sieht keine Inhalte)",
  accounts: PEOPLE.map(({ id, name, title }) => ({ id, name, title, roles: [] })),
}

/** Enters them into the registry; a provider on another port has other accounts. */
export async function enrolOperators(world: World, issuer: string): Promise<void> {
  const ctx = world.operator(Operator.LOCAL_OPERATOR)
  for (const { id, name, roles } of PEOPLE) {
    const account = await accountId(issuer, id)
    if (await Operator.operatorOf(ctx.registry, account)) continue
    await Operator.put(ctx, { accountId: account, name, roles, active: true })
  }
}
