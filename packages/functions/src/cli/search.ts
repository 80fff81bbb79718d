/** `pnpm cli search`: makes the search index of a house from nothing, beside the running service or without it. */
import { parseArgs } from "node:util"
import { AppError } from "@beschlussweg/core/error"
import { requireOperator } from "@beschlussweg/core/operator"
import * as Search from "@beschlussweg/core/search"
import { TENANT, Tenant } from "@beschlussweg/core/tenant"
import { SYSTEM } from "@beschlussweg/store/key"
import { type Command, needed, write } from "./command.ts"
import { asOperator } from "./office.ts"

export const search: Command = {
  usage: `  pnpm cli search rebuild --tenant KENNUNG
      legt den Suchindex eines Hauses von Grund auf neu an; bis dahin gilt der bisherige
`,
  async run([what, ...rest]) {
    const { values } = parseArgs({ args: rest, options: { tenant: { type: "string" } } })
    if (what !== "rebuild") throw new AppError("input", "cli.search", "Bitte nennen Sie search rebuild.")
    const tenantId = needed(values.tenant, "tenant", "die Kennung des Hauses")
    await asOperator(async (operator, world) => {
      requireOperator(operator, { may: "betrieb" })
      const unknown = new AppError(
        "not_found",
        "tenant.unknown",
        `Ein Haus mit der Kennung „${tenantId}“ gibt es nicht.`,
      )
      if (!Tenant.shape.id.safeParse(tenantId).success || tenantId === SYSTEM) throw unknown
      const ctx = world.ctx(tenantId, { personId: "betrieb", name: "Betrieb", functions: [] }, "operator")
      if (!(await ctx.table.get(TENANT, Tenant))) throw unknown
      const { entries } = await Search.rebuild(ctx)
      write(`Der Suchindex ist neu angelegt: ${entries} Einträge.`)
    })
    return 0
  },
}
