/** `pnpm cli tenant`: found, list, close, export and delete tenants. The same verbs as the operator's routes. */
import { existsSync, renameSync, rmSync } from "node:fs"
import { basename } from "node:path"
import { parseArgs } from "node:util"
import { dayOf, germanDay, germanInstant } from "@beschlussweg/core/day"
import { AppError } from "@beschlussweg/core/error"
import * as Operator from "@beschlussweg/core/operator"
import { writeArchive } from "../archive.ts"
import type { OperatorStage } from "../cloud/operator.ts"
import { deleteTenant } from "../deletion.ts"
import { handleRegistry } from "../operate.ts"
import { type Command, needed, readInput, write } from "./command.ts"
import { asOperator } from "./office.ts"

const options = {
  tenant: { type: "string" },
  datei: { type: "string" },
  vorlage: { type: "string" },
  out: { type: "string" },
  grund: { type: "string" },
  archiv: { type: "string" },
  am: { type: "string" },
  antwort: { type: "string" },
  person: { type: "string" },
  name: { type: "string" },
  issuer: { type: "string" },
  client: { type: "string" },
  nachweis: { type: "string", default: "none" },
  "export-sha256": { type: "string" },
  json: { type: "boolean", default: false },
} as const
type Values = ReturnType<typeof parseArgs<{ options: typeof options; args: string[] }>>["values"]

export const tenant: Command = {
  usage: `  pnpm cli tenant create --datei EINSTELLUNGEN.json [--vorlage T1|T2|T3|T4|T5|T6]
      legt einen Mandanten an: Haus, ausstellende Stelle, Einladungen der ersten beiden Personen der Administration
  pnpm cli tenant invite --tenant KENNUNG --person KENNUNG --name NAME
      lädt eine dieser beiden noch einmal ein; der alte Code gilt nicht mehr
  pnpm cli tenant sign-in --tenant KENNUNG --issuer ADRESSE --client NAME [--nachweis none|private_key_jwt]
      trägt den Anmeldedienst eines Hauses ein, in dem sich niemand anmelden kann
  pnpm cli tenant list | show --tenant KENNUNG  [--json]
  pnpm cli tenant export --tenant KENNUNG --out DATEI.zip
      leitet alles in ein Archiv aus, das ohne das Programm lesbar ist
  pnpm cli tenant close | reopen --tenant KENNUNG
  pnpm cli tenant hold --tenant KENNUNG --grund TEXT | unhold --tenant KENNUNG
  pnpm cli tenant archive-offer --tenant KENNUNG --archiv NAME --am JJJJ-MM-TT --antwort angenommen|abgelehnt|übernommen
  pnpm cli tenant delete request --tenant KENNUNG --grund TEXT --export-sha256 PRÜFSUMME
  pnpm cli tenant delete confirm | cancel | run --tenant KENNUNG
      löscht nach Antrag und Bestätigung durch zwei Personen; nur mit BESCHLUSSWEG_LOESCHUNG=an
`,
  async run([what = "", ...rest]) {
    const [deletes, args] = what === "delete" ? [rest[0] ?? "", rest.slice(1)] : ["", rest]
    const { values } = parseArgs({ args: [...args], options })
    const run = what === "delete" ? DELETE[deletes] : COMMANDS[what]
    if (!run)
      throw new AppError(
        "input",
        "cli.tenant",
        what === "delete"
          ? "Bitte nennen Sie tenant delete request, confirm, cancel oder run."
          : `Bitte nennen Sie tenant ${Object.keys(COMMANDS).join(", ")} oder delete.`,
      )
    await asOperator((ctx, _, stage) => run(ctx, values, stage)).catch(named(values.tenant))
    return 0
  },
}

/** On the command line an id that is not there is told by name: whoever is here may list all of them. */
const named = (tenantId: string | undefined) => (error: unknown) => {
  if (!(error instanceof AppError) || error.reason !== "not_found" || tenantId === undefined) throw error
  throw new AppError("not_found", "tenant.unknown", `Einen Mandanten mit der Kennung „${tenantId}“ gibt es hier nicht.`)
}

type Run = (ctx: Operator.OperatorCtx, values: Values, stage: OperatorStage) => Promise<void>
const idOf = (values: Values): string => needed(values.tenant, "tenant", "die Kennung des Mandanten")
const reasonOf = (values: Values): string => needed(values.grund, "grund", "den Grund")

const COMMANDS: Readonly<Record<string, Run>> = {
  create,
  async invite(ctx, values) {
    const tenantId = idOf(values)
    const administrator = { name: needed(values.name, "name", "den Namen der Person") }
    const personId = needed(values.person, "person", "die Kennung, unter der die Person eingeladen wurde")
    handOver(tenantId, [await Operator.invite(ctx, { tenantId, personId, administrator })])
  },
  async "sign-in"(ctx, values) {
    const clientAuth = Operator.Provider.shape.clientAuth.safeParse(values.nachweis)
    if (!clientAuth.success) throw new AppError("input", "cli.proof", "--nachweis ist none oder private_key_jwt.")
    const issuer = needed(values.issuer, "issuer", "die Adresse des Anmeldedienstes")
    const clientId = needed(values.client, "client", "den Namen, unter dem Beschlussweg dort eingetragen ist")
    await Operator.signIn(ctx, { tenantId: idOf(values), issuer, clientId, clientAuth: clientAuth.data })
    write("Der Anmeldedienst ist eingetragen. Offene Sitzungen richten sich nach höchstens 15 Minuten danach.")
  },
  async list(ctx, { json }) {
    const all = await Operator.list(ctx, {})
    if (json) return write(JSON.stringify(all, null, 2))
    for (const t of all)
      write(
        [
          t.id,
          t.name,
          t.kind,
          t.land,
          Operator.STATUS_LABEL[t.status] + (t.held ? ", Löschsperre" : ""),
          `seit ${germanDay(dayOf(new Date(t.since)))}`,
        ].join(" · "),
      )
    if (all.length === 0) write("Es gibt noch keine Mandanten.")
  },
  async show(ctx, values) {
    write(JSON.stringify(await Operator.read(ctx, { tenantId: idOf(values) }), null, 2))
  },
  export: takeOut,
  async close(ctx, values) {
    await Operator.close(ctx, { tenantId: idOf(values) })
    write("Geschlossen. In wenigen Sekunden kommt niemand mehr hinein, und nichts wird mehr erstellt.")
  },
  async reopen(ctx, values) {
    await Operator.reopen(ctx, { tenantId: idOf(values) })
    write("Wieder geöffnet.")
  },
  async hold(ctx, values) {
    await Operator.hold(ctx, { tenantId: idOf(values), reason: reasonOf(values) })
    write("Löschsperre gesetzt.")
  },
  async unhold(ctx, values) {
    await Operator.unhold(ctx, { tenantId: idOf(values) })
    write("Löschsperre aufgehoben.")
  },
  async "archive-offer"(ctx, values) {
    const answer = Operator.Answer.safeParse(values.antwort)
    if (!answer.success)
      throw new AppError("input", "cli.answer", "--antwort ist angenommen, abgelehnt oder übernommen.")
    await Operator.offer(ctx, {
      tenantId: idOf(values),
      archive: needed(values.archiv, "archiv", "den Namen des Archivs"),
      on: needed(values.am, "am", "den Tag der Antwort (JJJJ-MM-TT)"),
      answer: answer.data,
    })
    write("Anbietung festgehalten.")
  },
}

const DELETE: Readonly<Record<string, Run>> = {
  async request(ctx, values) {
    const exportSha256 = needed(values["export-sha256"], "export-sha256", "die Prüfsumme der Ausleitung")
    const asked = await Operator.requestDeletion(ctx, {
      tenantId: idOf(values),
      reason: reasonOf(values),
      exportSha256,
    })
    const [from, until] = [asked.confirmFrom, asked.confirmUntil].map((at) => germanInstant(new Date(at)))
    write(`Beantragt. Eine andere Person bestätigt vom ${from} bis ${until} Uhr: tenant delete confirm.`)
  },
  async confirm(ctx, values, stage) {
    await Operator.confirmDeletion(ctx, { tenantId: idOf(values) })
    write("Bestätigt. Die Löschung beginnt.")
    await erase(stage, idOf(values))
  },
  async cancel(ctx, values) {
    await Operator.cancelDeletion(ctx, { tenantId: idOf(values) })
    write("Der Löschantrag ist zurückgenommen.")
  },
  /** goes on where a deletion was broken off; the worker does the same by itself */
  async run(ctx, values, stage) {
    Operator.requireOperator(ctx, { may: "loeschung", deletes: true })
    await erase(stage, idOf(values))
  },
}

async function create(ctx: Operator.OperatorCtx, values: Values, { world, workshop }: OperatorStage): Promise<void> {
  const file = needed(values.datei, "datei", "die Datei mit den Einstellungen")
  const { administrators = [], ...settings } = readSettings(file)
  const made = await Operator.create(ctx, {
    settings: values.vorlage === undefined ? settings : { ...settings, template: values.vorlage },
    // Checked by the verb.
    administrators: administrators as Operator.Administrator[],
  })
  // Only the worker's side has the keys; on this machine that is us.
  await handleRegistry(world, await workshop(), Operator.foundingKey(made.id))
  write(`${made.name} (${made.id}) ist eingerichtet.`)
  if (!settings.signIn)
    write(
      `Anmelden kann sich dort noch niemand. Bitte tragen Sie den Anmeldedienst ein: tenant sign-in --tenant ${made.id}`,
    )
  handOver(made.id, made.invited)
}

function handOver(tenantId: string, invited: readonly Operator.Invited[]): void {
  write("Die Einladungen werden nur jetzt gezeigt und gelten 14 Tage. Bitte geben Sie jeder Person nur die eigene:")
  for (const { name, personId, code } of invited) {
    write(`  ${name} (${personId})`)
    write(`    Adresse: /einladung/${tenantId}`)
    write(`    Code:    ${code}`)
  }
}

function readSettings(file: string): Record<string, unknown> {
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(readInput(file)))
  } catch (error) {
    if (error instanceof AppError) throw error
    const why = error instanceof SyntaxError ? ` (${error.message})` : ""
    throw new AppError("input", "cli.json", `${basename(file)} ist kein gültiges JSON in UTF-8${why}.`)
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new AppError("input", "cli.json", `${basename(file)} enthält kein JSON-Objekt.`)
  return { ...value }
}

async function takeOut(ctx: Operator.OperatorCtx, values: Values, { world }: OperatorStage): Promise<void> {
  Operator.requireOperator(ctx, { may: "betrieb" })
  const tenantId = idOf(values)
  const out = needed(values.out, "out", "die Datei für das Archiv (.zip)")
  const { value: entry } = await Operator.loadEntry(ctx.registry, tenantId)
  Operator.requireStatus(entry, ["active", "closing"])
  if (existsSync(out)) throw new AppError("input", "cli.outExists", `Die Datei ${out} gibt es schon.`)
  const partial = `${out}.teil`
  rmSync(partial, { force: true })
  const reader = world.ctx(tenantId, { personId: ctx.operator.accountId, name: "", functions: [] }, "operator")
  const made = await writeArchive(reader, world.files(tenantId), partial)
  await Operator.exported(ctx, { tenantId, ...made })
  renameSync(partial, out)
  write(`${made.files} Dateien und ${made.items} Einträge (${made.bytes} Byte) liegen in ${out}.`)
  write(`Prüfsumme der Ausleitung: ${made.sha256}`)
  if (entry.status === "active")
    write("Der Mandant ist in Betrieb: Für eine Löschung wird nach der Schließung noch einmal ausgeleitet.")
}

async function erase({ world, workshop }: OperatorStage, tenantId: string): Promise<void> {
  const record = await deleteTenant(world, await workshop(), tenantId)
  let left = 0
  for await (const _ of world.unsafeErase(tenantId).items.keys()) left++
  write(
    `Gelöscht: ${record.items} Einträge, ${record.files} Dateien (${record.bytes} Byte), ${record.passes} Durchgänge.`,
  )
  write(`Verbliebene Einträge des Mandanten: ${left}. Der Löschnachweis steht im Verzeichnis (tenant show).`)
}
