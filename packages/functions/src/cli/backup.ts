/** `pnpm cli backup`, `restore`, `examine`: a local state as a folder, the way back, and whether everything fits together. */
import { existsSync, readdirSync } from "node:fs"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { AppError } from "@beschlussweg/core/error"
import { entries } from "@beschlussweg/core/operator"
import { type Manifest, unsafeBackup, unsafeRestore } from "../backup.ts"
import { examine as examined } from "../examine.ts"
import { environment, openPlace, openWorld, type World } from "../wire.ts"
import { type Command, needed, write } from "./command.ts"

/** The state alone: beside a running service a backup would hold halves of changes. */
async function alone<T>(act: (world: World) => Promise<T>): Promise<T> {
  const { dir, endpoint, stage } = environment()
  if (stage !== "local")
    throw new AppError(
      "refused",
      "backup.stage",
      "Diese Befehle sichern einen örtlichen Stand. In der Cloud sichern Tabelle und Ablage sich selbst: docs/betrieb/sicherung.md.",
    )
  const world = await openWorld({ dir, endpoint })
  try {
    return await act(world)
  } finally {
    await world.close()
  }
}

const summary = ({ at, items, files }: Manifest): string => `Stand ${at}: ${items} Einträge, ${files.length} Dateien`

export const backup: Command = {
  usage: `  pnpm cli backup --out ORDNER
      sichert den örtlichen Stand (Datenbank, Dateien, Schlüssel) in einen leeren Ordner; der Dienst muss dafür ruhen
      der Ordner enthält alles, auch die Schlüssel: nur verschlüsselt aufbewahren
`,
  async run(args) {
    const { values } = parseArgs({ args: [...args], options: { out: { type: "string" } } })
    const out = needed(values.out, "out", "den Ordner für die Sicherung")
    return alone(async (world) => {
      write(summary(await unsafeBackup(world, out, world.now())))
      return 0
    })
  },
}

export const restore: Command = {
  usage: `  pnpm cli restore ORDNER
      stellt eine Sicherung in einen leeren Stand wieder her (BESCHLUSSWEG_STATE nennt seinen Ordner) und prüft ihn
`,
  async run(args) {
    const { positionals } = parseArgs({ args: [...args], allowPositionals: true, options: {} })
    const [from] = positionals
    if (from === undefined || positionals.length !== 1)
      throw new AppError("input", "cli.folder", "Bitte nennen Sie genau einen Ordner mit einer Sicherung.")
    const { dir, endpoint } = environment()
    if (existsSync(join(dir, "db")) && !endpoint)
      throw new AppError("input", "restore.full", `In ${dir} steht schon ein Stand. Nehmen Sie einen leeren Ordner.`)
    const manifest = await unsafely(from)
    write(summary(manifest))
    return alone(report)
  },
}

/** Before the world is opened: opening makes secrets, and those of the backup shall stand. */
async function unsafely(from: string): Promise<Manifest> {
  const { dir, endpoint } = environment()
  const place = await openPlace({ dir, endpoint })
  try {
    return await unsafeRestore(place, from)
  } finally {
    await place.close()
  }
}

export const examine: Command = {
  usage: `  pnpm cli examine
      prüft den Stand aller Häuser: Protokolle gegen Kopien und Anker, jede genannte Datei gegen ihren Hash
      Rückgabe 0: alles passt · 1: etwas fehlt oder ist anders
`,
  async run(args) {
    parseArgs({ args: [...args], options: {} })
    return alone(report)
  },
}

/** Houses of the registry, and such as only have files: also what the registry lost is looked at. */
async function houses(world: World): Promise<string[]> {
  const papers = join(world.dir, "papers")
  const filed = existsSync(papers) ? readdirSync(papers).filter((name) => /^[a-z0-9-]{2,40}$/.test(name)) : []
  return [...new Set([...(await entries(world.system.registry)).map((entry) => entry.id), ...filed])].sort()
}

async function report(world: World): Promise<number> {
  let defects = 0
  for (const id of await houses(world)) {
    const ctx = world.ctx(id, { personId: "betrieb", name: "Betrieb", functions: [] }, "operator")
    const { logs, facts, papers, uncopied, unnamed, defects: found } = await examined(ctx, world.files(id))
    const what = [
      ...[`${logs} Protokolle`, `${facts} Einträge (${uncopied} noch ohne Kopie)`],
      `${papers} Dokumente (${unnamed} weitere, die niemand nennt)`,
    ]
    write(`${id}: ${what.join(", ")}: ${found.length === 0 ? "in Ordnung" : `${found.length} Mängel`}`)
    for (const { place, message } of found) write(`  ${place}: ${message}`)
    defects += found.length
  }
  return defects === 0 ? 0 : 1
}
