/** `pnpm cli key`: service accounts of a house, beside the running service or without one; made here only for local work. */
import { parseArgs } from "node:util"
import { addDays, dayOf, germanDay } from "@beschlussweg/core/day"
import { AppError } from "@beschlussweg/core/error"
import * as Key from "@beschlussweg/core/key"
import { Action, ROLE_LABEL, Role } from "@beschlussweg/core/role"
import { TENANT, Tenant } from "@beschlussweg/core/tenant"
import { SYSTEM } from "@beschlussweg/store/key"
import { environment, openWorld } from "../wire.ts"
import { type Command, needed, write } from "./command.ts"

const DAYS = "90"

export const key: Command = {
  usage: `  pnpm cli key create --tenant KENNUNG --name NAME --rolle ROLLE [--rechte RECHT,RECHT] [--gremium ID] [--tage ${DAYS}]
      legt ein Dienstkonto an und gibt seinen Schlüssel aus, nur dieses eine Mal
      ROLLE: ${Key.MACHINE.join(", ")}
  pnpm cli key list --tenant KENNUNG
  pnpm cli key revoke --tenant KENNUNG --schluessel KENNUNG
      macht einen Schlüssel sofort ungültig
`,
  async run([what, ...rest]) {
    const { values } = parseArgs({
      args: rest,
      options: {
        tenant: { type: "string" },
        name: { type: "string" },
        rolle: { type: "string" },
        rechte: { type: "string" },
        gremium: { type: "string" },
        tage: { type: "string", default: DAYS },
        schluessel: { type: "string" },
      },
    })
    if (what !== "create" && what !== "list" && what !== "revoke")
      throw new AppError("input", "cli.key", "Bitte nennen Sie key create, key list oder key revoke.")
    const tenantId = needed(values.tenant, "tenant", "die Kennung des Hauses")
    if (!Tenant.shape.id.safeParse(tenantId).success || tenantId === SYSTEM) throw unknown(tenantId)
    const { dir, endpoint, stage } = environment()
    // Revoking helps a house in need; making one would let the operator read.
    if (what === "create" && stage !== "local")
      throw new AppError(
        "forbidden",
        "cli.stage",
        "Schlüssel für ein Haus legt dessen Mandantenadministration an. Der Betrieb hat keinen Zugang zu Inhalten.",
      )
    const world = await openWorld({ dir, endpoint, join: true })
    try {
      const ctx = world.ctx(
        tenantId,
        { personId: "betrieb", name: "Betrieb", functions: [{ role: "administration", as: "selbst" }] },
        "operator",
      )
      if (!(await ctx.table.get(TENANT, Tenant))) throw unknown(tenantId)
      if (what === "list") {
        for (const k of await Key.list(ctx, {}))
          write(
            [
              k.keyId,
              k.works ? "gilt" : "gilt nicht",
              `bis ${germanDay(k.expiresOn)}`,
              ROLE_LABEL[k.role],
              k.name,
            ].join(" · "),
          )
        return 0
      }
      if (what === "revoke") {
        const keyId = needed(values.schluessel, "schluessel", "die Kennung des Schlüssels (key list zeigt sie)")
        await Key.revoke(ctx, { keyId })
        process.stderr.write("Der Schlüssel gilt nicht mehr.\n")
        return 0
      }
      const role = Role.extract(Key.MACHINE).safeParse(needed(values.rolle, "rolle", "die Funktion"))
      if (!role.success) throw new AppError("input", "cli.role", `--rolle ist eines von: ${Key.MACHINE.join(", ")}.`)
      if (!/^\d{1,3}$/.test(values.tage)) throw new AppError("input", "cli.days", "--tage ist eine Zahl von Tagen.")
      const made = await Key.create(ctx, {
        name: needed(values.name, "name", "wofür der Schlüssel ist"),
        role: role.data,
        ...(values.gremium === undefined ? {} : { gremiumId: values.gremium }),
        ...(values.rechte === undefined ? {} : { scopes: scopes(values.rechte) }),
        expiresOn: addDays(dayOf(world.now()), Number(values.tage)),
      })
      // The token alone on the output, so that a script can keep it; what people should know goes beside it.
      write(made.token)
      process.stderr.write(
        `Schlüssel ${made.keyId} (${ROLE_LABEL[made.role]}) gilt bis ${germanDay(made.expiresOn)} für: ${made.scopes.join(", ")}. Er wird nicht noch einmal gezeigt.\n`,
      )
      return 0
    } finally {
      await world.close()
    }
  },
}

function scopes(text: string): Action[] {
  return text.split(",").map((word) => {
    const action = Action.safeParse(word.trim())
    if (action.success) return action.data
    throw new AppError(
      "input",
      "cli.scope",
      `Das Recht „${word.trim()}“ gibt es nicht. Rechte heißen zum Beispiel vorlage.read.`,
    )
  })
}

const unknown = (tenantId: string) =>
  new AppError("not_found", "tenant.unknown", `Ein Haus mit der Kennung „${tenantId}“ gibt es hier nicht.`)
