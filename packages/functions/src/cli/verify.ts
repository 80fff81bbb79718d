/** `pnpm cli verify`: judges every signature of a PDF, without database or network. */
import { parseArgs } from "node:util"
import { AppError } from "@beschlussweg/core/error"
import { describe, verify as judge } from "@beschlussweg/pdf/verify"
import { type Command, readInput, write } from "./command.ts"

export const verify: Command = {
  usage: `  pnpm cli verify DATEI.pdf [--ca ca.pem] [--json]
      prüft jede Signatur: wer, für wen, wann, welches Niveau, was umfasst ist und was seither geändert wurde
      hinter --ca dürfen mehrere Wurzeln stehen: ca.pem und die Aussteller von Signaturen, die außerhalb entstanden
      Rückgabe 0: in Ordnung · 1: beschädigt oder nicht gültig · 2: ohne --ca, Aussteller nicht geprüft
`,
  run,
}

async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { ca: { type: "string" }, json: { type: "boolean", default: false } },
  })
  const [file] = positionals
  if (file === undefined || positionals.length !== 1)
    throw new AppError("input", "cli.file", "Bitte nennen Sie genau eine PDF-Datei.")
  const ca = values.ca === undefined ? undefined : new TextDecoder().decode(readInput(values.ca))
  const report = judge(readInput(file), { ca })
  write(values.json ? JSON.stringify(report, null, 2) : describe(report))
  return report.exit
}
