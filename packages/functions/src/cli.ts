/** The command line: `pnpm cli demo` and `pnpm cli verify`. Every command calls the same verbs as HTTP. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"
import { parseArgs } from "node:util"
import { AppError } from "@beschlussweg/core/error"
import { describe, verify } from "@beschlussweg/pdf/verify"
import { DEMO_DAYS, demoClock, runDemo } from "./demo.ts"
import { logTo } from "./log.ts"
import { environment, openWorld } from "./wire.ts"
import { openWorkshop, start } from "./worker.ts"

const USAGE = `Beschlussweg

  pnpm cli demo --out ORDNER [--programme DATEI.docx] [--weg T1|T5] [--finanzen ja|nein] [--tsa local|none]
      führt ein ganzes Verfahren durch und legt jede Stufe als PDF ab, dazu ca.pem und protokoll.jsonl
  pnpm cli verify DATEI.pdf [--ca ca.pem] [--json]
      prüft jede Signatur: wer, für wen, wann, welches Niveau, was umfasst ist und was seither geändert wurde
      Rückgabe 0: in Ordnung · 1: beschädigt oder nicht gültig · 2: ohne --ca, Aussteller nicht geprüft
`

const write = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

async function demo(args: readonly string[]): Promise<number> {
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

async function check(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { ca: { type: "string" }, json: { type: "boolean", default: false } },
  })
  const [file] = positionals
  if (file === undefined || positionals.length !== 1)
    throw new AppError("input", "cli.file", "Bitte nennen Sie genau eine PDF-Datei.")
  const ca = values.ca === undefined ? undefined : new TextDecoder().decode(readInput(values.ca))
  const report = verify(readInput(file), { ca })
  write(values.json ? JSON.stringify(report, null, 2) : describe(report))
  return report.exit
}

function readInput(path: string): Uint8Array {
  try {
    return readFileSync(path)
  } catch {
    throw new AppError("input", "cli.unreadable", `Die Datei ${path} kann nicht gelesen werden.`)
  }
}

async function main(args: readonly string[]): Promise<number> {
  const [command, ...rest] = args[0] === "--" ? args.slice(1) : args
  logTo((line) => {
    if (process.env.BESCHLUSSWEG_DEBUG || line.includes("failed")) process.stderr.write(`${line}\n`)
  })
  try {
    if (command === "demo") return await demo(rest)
    if (command === "verify") return await check(rest)
  } catch (error) {
    const usage = error instanceof TypeError && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS")
    if (!(error instanceof AppError) && !usage) throw error
    process.stderr.write(`${error.message}\n`)
    if (error instanceof AppError) for (const f of error.findings) process.stderr.write(`  ${f.place}: ${f.message}\n`)
    return 1
  }
  process.stderr.write(USAGE)
  return command === undefined || command === "help" ? 0 : 1
}

process.env.AWS_EC2_METADATA_DISABLED = "true"
process.exitCode = await main(process.argv.slice(2))
