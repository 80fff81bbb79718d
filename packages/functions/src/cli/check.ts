/** `pnpm cli check`: reads a Word file and says what a careful colleague would find in it, without database or network. */
import { basename } from "node:path"
import { parseArgs } from "node:util"
import { type CheckContext, type CheckFinding, counted, check as run, type Severity } from "@beschlussweg/core/check"
import type { ProgrammeContent } from "@beschlussweg/core/content"
import { dayOf } from "@beschlussweg/core/day"
import { AppError, type Finding } from "@beschlussweg/core/error"
import { importWord } from "@beschlussweg/word/import"
import type { SetAside } from "@beschlussweg/word/report"
import { type Command, readInput, write } from "./command.ts"

export const check: Command = {
  usage: `  pnpm cli check DATEI.docx [--jahr 2027] [--art AMP|AIP|LPD] [--anlage TITEL]... [--json]
      liest ein Programm aus Word ein und prüft Zahlen, Jahre, Quellen, Verweise, Zitate und Schreibweisen
      Rückgabe 0: keine Fehler · 1: Fehler gefunden · 2: Datei oder Angabe nicht lesbar
`,
  async run(args) {
    try {
      const { values, positionals } = parseArgs({
        args: [...args],
        allowPositionals: true,
        options: {
          jahr: { type: "string" },
          art: { type: "string", default: "AMP" },
          anlage: { type: "string", multiple: true, default: [] },
          json: { type: "boolean", default: false },
        },
      })
      const [file] = positionals
      if (file === undefined || positionals.length !== 1)
        throw new AppError("input", "cli.file", "Bitte nennen Sie genau eine Word-Datei (.docx).")
      const report = await checkFile(readInput(file), {
        fileName: basename(file),
        kind: kindOf(values.art),
        year: values.jahr === undefined ? undefined : yearOf(values.jahr),
        anlagen: values.anlage,
        today: dayOf(new Date()),
      })
      write(values.json ? JSON.stringify(report, null, 2) : describe(report))
      return report.counts.error > 0 ? 1 : 0
    } catch (error) {
      const usage = error instanceof TypeError && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS")
      if (usage) process.stderr.write(`${error.message}\n${check.usage}`)
      if (usage) return 2
      if (!(error instanceof AppError)) throw error
      process.stderr.write(`${error.message}\n`)
      for (const f of error.findings) process.stderr.write(`  ${f.place}: ${f.message}\n`)
      return 2
    }
  },
}

function kindOf(art: string): ProgrammeContent["kind"] {
  if (art === "AMP" || art === "AIP" || art === "LPD") return art
  throw new AppError("input", "cli.kind", "Die Art ist AMP, AIP oder LPD.")
}

function yearOf(text: string): number {
  const year = Number(text)
  if (Number.isInteger(year) && year >= 2000 && year <= 2100) return year
  throw new AppError("input", "cli.year", "Bitte nennen Sie mit --jahr ein Jahr zwischen 2000 und 2100.")
}

export interface CheckOptions {
  readonly fileName: string
  readonly kind: ProgrammeContent["kind"]
  /** of the programme; taken from title or file name when absent */
  readonly year: number | undefined
  /** titles of the Anlagen that go with the file */
  readonly anlagen: readonly string[]
  readonly today: string
}
export interface CheckReport {
  readonly file: string
  readonly title: string
  readonly kind: ProgrammeContent["kind"]
  readonly year: number
  readonly counts: Readonly<Record<Severity, number>>
  readonly findings: readonly CheckFinding[]
  /** what the import did not take over */
  readonly setAside: readonly SetAside[]
  /** what the import asks somebody to look at */
  readonly imported: readonly Finding[]
}

/** The year that the import gets while nobody knows it; in a title it then means nothing. */
const NONE = 2100

function named(text: string): number | undefined {
  const year = /(?<!\d)20\d\d(?!\d)/.exec(text)?.[0]
  return year === undefined ? undefined : Number(year)
}

/** Imports and checks a Word file. @throws AppError for a file that cannot be read, or whose year cannot be told */
export async function checkFile(bytes: Uint8Array, options: CheckOptions): Promise<CheckReport> {
  const { fileName, kind } = options
  const imported = await importWord(bytes, { fileName, kind, year: options.year ?? named(fileName) ?? NONE })
  const titled = named(imported.content.title)
  const year = options.year ?? (titled === NONE ? undefined : titled) ?? named(fileName)
  if (year === undefined)
    throw new AppError(
      "input",
      "cli.year",
      "Weder Titel noch Dateiname nennen das Jahr des Programms. Bitte nennen Sie es mit --jahr.",
    )
  const context: CheckContext = { today: options.today, anlagen: options.anlagen, contents: imported.contents }
  const findings = run({ ...imported.typed.content, year }, context, (rule, error) => {
    process.stderr.write(`${rule.id}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
  })
  return {
    file: fileName,
    title: imported.content.title,
    kind,
    year,
    counts: counted(findings),
    findings,
    setAside: imported.report.setAside,
    imported: imported.report.findings,
  }
}

const SEVERITY = { error: "Fehler", warning: "Warnung", hint: "Hinweis" } as const satisfies Record<Severity, string>

/** The report as text: findings by section, then what the import set aside. */
export function describe(report: CheckReport): string {
  const { counts } = report
  const lines = [
    `${report.file}: ${report.title} (${report.kind} ${report.year})`,
    `${counts.error} Fehler, ${number(counts.warning, "Warnung", "Warnungen")}, ${number(counts.hint, "Hinweis", "Hinweise")}`,
  ]
  let section = ""
  for (const f of report.findings) {
    const [head, where] = split(f)
    if (head !== section) lines.push("", head)
    section = head
    lines.push(`  ${SEVERITY[f.severity]} ${f.rule}${where === "" ? "" : `, ${where}`}`, `    ${f.message}`)
  }
  if (report.findings.length === 0) lines.push("", "Keine Beanstandungen.")
  lines.push("", ...asideLines(report.setAside))
  if (report.imported.length > 0) lines.push("", "Beim Einlesen zu prüfen:", ...importLines(report.imported))
  return lines.join("\n")
}

const number = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`

/** "Abschnitt 3.2 „Titel“" and what follows it. */
function split({ place }: CheckFinding): [string, string] {
  const [head = place] = /^Abschnitt (?:[\d.]+ )?„.*?“(?=,|$)/u.exec(place) ?? []
  return [head, place.slice(head.length).replace(/^, /, "")]
}

const ASIDE = {
  toc: "Inhaltsverzeichnis",
  deleted: "gelöschter Text (Änderungsverfolgung)",
  hidden: "ausgeblendeter Text",
  header: "Kopf- und Fußzeilen",
  comment: "Kommentare",
  number: "eingetippte Nummern",
  whitespace: "Leerraum",
  title: "Titel",
  picture: "Bilder",
  note: "Anmerkungen",
  covered: "verdeckte Zellen",
  chart: "Diagramme",
  field: "Felder",
  drawing: "Zeichnungen",
} as const satisfies Record<SetAside["kind"], string>

function asideLines(all: readonly SetAside[]): string[] {
  if (all.length === 0) return ["Beim Einlesen wurde nichts beiseitegelegt."]
  const count = new Map<SetAside["kind"], number>()
  for (const { kind } of all) count.set(kind, (count.get(kind) ?? 0) + 1)
  const summary = [...count].map(([kind, n]) => `${ASIDE[kind]} (${n})`).join(", ")
  const told = all.filter((a) => a.kind !== "number" && a.kind !== "toc" && a.text.trim() !== "")
  return [
    `Beim Einlesen beiseitegelegt: ${summary}.`,
    ...told.slice(0, 20).map((a) => `  ${a.place}${a.kind === "header" ? "" : `, ${ASIDE[a.kind]}`}: ${short(a.text)}`),
    ...(told.length > 20 ? [`  und ${told.length - 20} weitere (--json nennt alle)`] : []),
  ]
}

const short = (text: string): string => (text.length > 100 ? `${text.slice(0, 99).trimEnd()}…` : text)

/** The first of each kind in full, the others counted. */
function importLines(all: readonly Finding[]): string[] {
  const groups = new Map<string, Finding[]>()
  for (const f of all) groups.set(f.reason, [...(groups.get(f.reason) ?? []), f])
  return [...groups.values()].flatMap(([first, ...more]) =>
    first === undefined
      ? []
      : [
          `  ${first.place}: ${first.message}`,
          ...(more.length > 0 ? [`    und ${more.length} weitere dieser Art (--json nennt alle)`] : []),
        ],
  )
}
