/** `pnpm cli operator`: people of the operator and their keys. */
import { parseArgs } from "node:util"
import { AccountId } from "@beschlussweg/core/account"
import { AppError } from "@beschlussweg/core/error"
import * as Operator from "@beschlussweg/core/operator"
import { type Command, needed, write } from "./command.ts"
import { asOperator } from "./office.ts"

export const operator: Command = {
  usage: `  pnpm cli operator add --name NAME --rolle betrieb|loeschung [--rolle ...] [--konto KENNUNG]
      trägt eine Person des Betriebs ein und gibt ihren Schlüssel aus, nur dieses eine Mal; wer mit --konto ein
      Anmeldekonto hat, holt ihn sich selbst
  pnpm cli operator list
  pnpm cli operator end --konto KENNUNG
  pnpm cli operator key
      gibt einen neuen eigenen Schlüssel aus; der bisherige gilt nicht mehr
`,
  async run([what, ...rest]) {
    const { values } = parseArgs({
      args: [...rest],
      options: { name: { type: "string" }, rolle: { type: "string", multiple: true }, konto: { type: "string" } },
    })
    switch (what) {
      case "add":
        return add(needed(values.name, "name", "den Namen der Person"), values.rolle ?? [], values.konto)
      case "list":
        return asOperator(async (ctx) => {
          for (const p of await Operator.people(ctx, {})) {
            const roles = p.roles.map((r) => Operator.OPERATOR_LABEL[r]).join(", ")
            write([p.accountId, p.name, p.active ? roles : "beendet"].join("  "))
          }
          return 0
        })
      case "end":
        return end(needed(values.konto, "konto", "die Kennung der Person"))
      case "key":
        return asOperator(async (ctx) => {
          write((await Operator.rekey(ctx, { accountId: ctx.operator.accountId })).key)
          return 0
        })
      default:
        throw new AppError("input", "cli.operator", "Bitte nennen Sie operator add, list, end oder key.")
    }
  },
}

function add(name: string, wanted: readonly string[], account: string | undefined): Promise<number> {
  const roles = wanted.map((word) => {
    const role = Operator.OperatorRole.safeParse(word)
    if (role.success) return role.data
    throw new AppError("input", "cli.role", "--rolle ist betrieb oder loeschung.")
  })
  if (roles.length === 0)
    throw new AppError("input", "cli.role", "Bitte nennen Sie mit --rolle betrieb oder loeschung.")
  return asOperator(async (ctx) => {
    const accountId = account ?? ctx.id("op")
    if (!(await Operator.anyOperator(ctx.registry)) && !roles.includes("betrieb"))
      throw new AppError("input", "operator.first", "Die erste Person braucht die Funktion betrieb.")
    await Operator.put(ctx, { accountId, name, roles, active: true })
    write(`Kennung:   ${accountId}`)
    if (AccountId.safeParse(accountId).success) {
      write(
        "Einen Schlüssel für die Befehlszeile holt sich die Person selbst, nach der Anmeldung unter /anmelden/betrieb.",
      )
      return 0
    }
    const { key } = await Operator.rekey(ctx, { accountId })
    write(`Schlüssel: ${key}`)
    write("Der Schlüssel wird nur jetzt gezeigt. Er gehört in BESCHLUSSWEG_BETRIEB der Person, die ihn bekommt.")
    return 0
  })
}

function end(accountId: string): Promise<number> {
  return asOperator(async (ctx) => {
    const person = (await Operator.people(ctx, {})).find((p) => p.accountId === accountId)
    if (!person) throw new AppError("input", "operator.unknown", "Diese Person gehört nicht zum Betrieb.")
    await Operator.put(ctx, { accountId, name: person.name, roles: person.roles, active: false })
    write(`${person.name} gehört nicht mehr zum Betrieb.`)
    return 0
  })
}
