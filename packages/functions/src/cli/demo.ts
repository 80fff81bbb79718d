/** `pnpm cli demo`: one whole procedure with all its documents, on a database of its own that is gone afterwards. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"
import { parseArgs } from "node:util"
import { AppError } from "@beschlussweg/core/error"
import { DEMO_DAYS, demoClock, runDemo } from "../demo.ts"
import { environment, openWorld } from "../wire.ts"
import { openWorkshop, start } from "../worker.ts"
import { type Command, readInput, write } from "./command.ts"

export const demo: Command = {
  usage: `  pnpm cli demo --out ORDNER [--programme DATEI.docx] [--weg T1|T5] [--finanzen ja|nein] [--tsa local|none]
      führt ein ganzes Verfahren durch und legt jede Stufe als PDF ab, dazu ca.pem und protokoll.jsonl
`,
  run,
}

async function run(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      out: { type: "string" },
      programme: { type: "string" },
      weg: { type: "string", default: "T1" },
      finanzen: { type: "string", default: "ja" },
      tsa: { type: "string", default: "local" },
    },
  })
  const { out, weg, finanzen, tsa } = values
  if (out === undefined)
    throw new AppError("input", "cli.out", "Bitte nennen Sie mit --out den Ordner für die Dokumente.")
  if (weg !== "T1" && weg !== "T5")
    throw new AppError("input", "cli.weg", "--weg ist T1 (Kreis) oder T5 (gemeinsame Einrichtung).")
  if (finanzen !== "ja" && finanzen !== "nein")
    throw new AppError("input", "cli.finanzen", "--finanzen ist ja oder nein.")
  if (tsa !== "local" && tsa !== "none") throw new AppError("input", "cli.tsa", "--tsa ist local oder none.")
  const programme =
    values.programme === undefined
      ? undefined
      : { fileName: basename(values.programme), bytes: readInput(values.programme) }
  mkdirSync(out, { recursive: true })
  if (readdirSync(out).length > 0) throw new AppError("input", "cli.outFull", `Der Ordner ${out} ist nicht leer.`)
  const dir = mkdtempSync(join(tmpdir(), "beschlussweg-demo-"))
  const clock = demoClock(DEMO_DAYS)
  const world = await openWorld({
    dir,
    endpoint: environment().endpoint,
    now: clock.now,
    tableName: `beschlussweg-demo-${Date.now()}`,
  })
  try {
    const workshop = await openWorkshop(world, { tsa })
    const running = await start(world, workshop)
    try {
      const result = await runDemo(world, running, {
        weg,
        finanzen: finanzen === "ja",
        programme,
        clock,
        say: write,
      })
      result.documents.forEach((d, i) => {
        writeFileSync(join(out, `${String(i + 1).padStart(2, "0")}_${d.fileName}`), d.bytes)
      })
      writeFileSync(join(out, "ca.pem"), workshop.keys.ca)
      writeFileSync(join(out, "protokoll.jsonl"), result.facts.map((f) => `${JSON.stringify(f)}\n`).join(""))
      write(`${result.documents.length} Dokumente, ca.pem und protokoll.jsonl liegen in ${out}`)
      return 0
    } finally {
      await running.stop()
    }
  } finally {
    await world.close()
    rmSync(dir, { recursive: true, force: true })
  }
}
