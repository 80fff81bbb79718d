/** `pnpm cli audit`: takes the record of a house out as plain files, and judges such files without database or network. */
import { lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { parseArgs } from "node:util"
import { AppError } from "@beschlussweg/core/error"
import * as Operator from "@beschlussweg/core/operator"
import { TENANT, Tenant } from "@beschlussweg/core/tenant"
import { retrying } from "@beschlussweg/core/verb"
import { SYSTEM } from "@beschlussweg/store/key"
import { describe } from "../audit/describe.ts"
import { exportRecord } from "../audit/export.ts"
import { type Files, MANIFEST, sha256 } from "../audit/manifest.ts"
import { verifyRecord } from "../audit/verify.ts"
import { type Command, needed, readInput, write } from "./command.ts"
import { asOperator } from "./office.ts"

export const audit: Command = {
  usage: `  pnpm cli audit export --tenant KENNUNG --out ORDNER [--namen]
      legt das Protokoll eines Hauses als Dateien ab (JSON Lines, CSV, Kopien, Anker), lesbar ohne das Programm;
      mit --namen auch eine Liste der Namen zu den Kennungen (personenbezogene Daten)
  pnpm cli audit verify ORDNER [--ca ca.pem] [--json]
      prüft ein abgelegtes Protokoll, allein aus den Dateien
      Rückgabe 0: in Ordnung · 1: etwas fehlt, wurde geändert, hinzugefügt oder umgestellt · 2: nicht alles geprüft
`,
  async run([what, ...rest]) {
    if (what === "export") return takeOut(rest)
    if (what === "verify") return judge(rest)
    throw new AppError("input", "cli.audit", "Bitte nennen Sie audit export oder audit verify.")
  },
}

async function takeOut(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { tenant: { type: "string" }, out: { type: "string" }, namen: { type: "boolean", default: false } },
  })
  const tenantId = needed(values.tenant, "tenant", "die Kennung des Hauses")
  const out = needed(values.out, "out", "den Ordner für das Protokoll")
  if (!Tenant.shape.id.safeParse(tenantId).success || tenantId === SYSTEM) throw unknown(tenantId)
  return asOperator(async (operator, world, stage) => {
    Operator.requireOperator(operator, { may: "betrieb" })
    const who = { personId: operator.operator.accountId, name: "Betrieb", functions: [] }
    const ctx = world.ctx(tenantId, who, "operator")
    const entry = await operator.registry.get(Operator.entryKey(tenantId), Operator.Entry)
    if (!entry || !(await ctx.table.get(TENANT, Tenant))) throw unknown(tenantId)
    Operator.requireStatus(entry.value, ["active", "closing"])
    mkdirSync(out, { recursive: true })
    if (readdirSync(out).length > 0) throw new AppError("input", "cli.outFull", `Der Ordner ${out} ist nicht leer.`)
    const ca = stage.ca()
    const files = await exportRecord(ctx, { ca, names: values.namen })
    const list = files.get(MANIFEST)
    if (!list) throw new Error("an export has no table of contents")
    // Said before anything lies there: nothing leaves the service unnoted.
    await retrying(() => Operator.recordExported(operator, { tenantId, sha256: sha256(list), names: values.namen }))
    for (const [path, bytes] of files) {
      mkdirSync(dirname(join(out, path)), { recursive: true })
      writeFileSync(join(out, path), bytes, { flag: "wx" })
    }
    write(`${files.size} Dateien liegen in ${out}. Prüfen: pnpm cli audit verify ${out} --ca ca.pem`)
    return 0
  })
}

const unknown = (tenantId: string) =>
  new AppError("not_found", "tenant.unknown", `Ein Haus mit der Kennung „${tenantId}“ gibt es hier nicht.`)

function judge(args: readonly string[]): number {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { ca: { type: "string" }, json: { type: "boolean", default: false } },
  })
  const [dir] = positionals
  if (dir === undefined || positionals.length !== 1)
    throw new AppError("input", "cli.folder", "Bitte nennen Sie genau einen Ordner mit einem abgelegten Protokoll.")
  const ca = values.ca === undefined ? undefined : new TextDecoder().decode(readInput(values.ca))
  const report = verifyRecord(readFolder(dir), { ca })
  write(values.json ? JSON.stringify(report, null, 2) : describe(report))
  return report.exit
}

/** All files of a folder by their path in it. What is no plain file is taken for an empty one, so that it is found out. */
export function readFolder(dir: string): Files {
  const files = new Map<string, Uint8Array>()
  const walk = (under: string): void => {
    for (const name of readdirSync(join(dir, under)).sort()) {
      const path = under === "" ? name : `${under}/${name}`
      const stat = lstatSync(join(dir, path))
      if (stat.isDirectory()) walk(path)
      else files.set(path, stat.isFile() ? readFileSync(join(dir, path)) : new Uint8Array())
    }
  }
  try {
    walk("")
  } catch {
    throw new AppError("input", "cli.unreadable", `Der Ordner ${dir} kann nicht gelesen werden.`)
  }
  return files
}
