/** Verification of an exported record, from its files alone: lines, copies, anchors, and that nothing is missing between them. */
import { Fact } from "@beschlussweg/core/fact"
import { readRoots } from "@beschlussweg/pdf/verify"
import { type Anchors, checkAnchors } from "./anchor.ts"
import { type Lines, readLines } from "./line.ts"
import {
  anchorFile,
  copyFile,
  type Files,
  logFile,
  MANIFEST,
  type Manifest,
  readManifest,
  sha256,
  TABLE,
} from "./manifest.ts"
import { table } from "./table.ts"

/** Stable codes of findings, with what each means. */
export const CODES = {
  "verzeichnis.defekt": "Das Verzeichnis fehlt oder wurde geändert.",
  "datei.fehlt": "Eine Datei fehlt.",
  "datei.fremd": "Eine Datei gehört nicht zum Export.",
  "datei.geaendert": "Eine Datei wurde geändert.",
  "protokoll.fehlt": "Ein Protokoll fehlt.",
  "protokoll.kurz": "Ein Protokoll ist kürzer als ein Anker sagt.",
  "zeile.unlesbar": "Eine Zeile ist kein Eintrag.",
  "zeile.fehlt": "Ein Eintrag fehlt.",
  "zeile.zusaetzlich": "Ein Eintrag ist zu viel.",
  "zeile.reihenfolge": "Einträge stehen in falscher Reihenfolge.",
  "zeile.geaendert": "Ein Eintrag wurde geändert.",
  "zeile.verkettung": "Ein Eintrag schließt nicht an den vorigen an.",
  "kopie.fehlt": "Zu einem Eintrag fehlt die Kopie.",
  "kopie.abweichend": "Eintrag und Kopie unterscheiden sich.",
  "kopie.mehr": "Es gibt eine Kopie ohne Eintrag.",
  "anker.unlesbar": "Ein Anker ist unlesbar oder wurde geändert.",
  "anker.siegel": "Siegel oder Zeitstempel eines Ankers halten nicht.",
  "anker.aussteller": "Ein Anker stammt nicht vom angegebenen Wurzelzertifikat.",
  "anker.kette": "Ein Anker schließt nicht an den vorigen an; dazwischen fehlt einer oder wurde ersetzt.",
  "anker.rueckschritt": "Ein Anker nennt weniger als der davor.",
  "anker.widerspruch": "Ein Protokoll widerspricht einem Anker.",
  "anker.nachtrag": "Ein Eintrag kam später hinzu, als er sagt.",
  "tabelle.abweichend": "Die Tabelle entspricht nicht den Protokollen.",
} as const
export type Code = keyof typeof CODES

export interface Finding {
  readonly code: Code
  /** "logs/house.jsonl, Zeile 3" */
  readonly place: string
  /** German sentence */
  readonly message: string
}
export interface AuditReport {
  readonly ok: boolean
  /** 0 everything holds; 1 something is missing, changed or added; 2 not everything could be checked */
  readonly exit: 0 | 1 | 2
  readonly tenantId: string
  readonly house: string
  readonly exportedAt: string
  readonly logs: number
  readonly facts: number
  readonly copies: number
  readonly anchors: Anchors["read"]
  /** facts after the last anchor, held by chain and copy alone */
  readonly loose: number
  readonly findings: readonly Finding[]
  /** what could not be checked, and why: exit 2 */
  readonly notes: readonly string[]
}

export type Report = (code: Code, place: string, message: string) => void

const DAYS_MS = 48 * 3_600_000

/**
 * Judges the files of an export. Never throws for what lies in the folder.
 * @param ca PEM with the root; without it the issuer stays unchecked
 * @throws AppError input "ca.unreadable" for a bad `ca`
 */
export function verifyRecord(files: Files, { ca }: { readonly ca?: string | undefined } = {}): AuditReport {
  const roots = ca === undefined ? [] : readRoots(ca)
  const findings: Finding[] = []
  const notes: string[] = []
  const report: Report = (code, place, message) => findings.push({ code, place, message })
  const list = contents(files, report)
  const logs = new Map<string, Lines>()
  const copies = new Map<string, Lines>()
  for (const [path, bytes] of files) {
    const [folder, name = ""] = path.split("/")
    const log = name.replace(/\.jsonl$/, "")
    if (folder === "logs") logs.set(log, readLines(path, log, bytes, report))
    if (folder === "kopie") copies.set(log, readLines(path, log, bytes, report))
  }
  compare(logs, copies, report)
  const anchors = checkAnchors(files, { tenantId: list?.tenantId, roots, logs, copies }, report)
  whole(list, logs, files, report)
  const all = [...logs.values()].flatMap((l) => [...l.facts.values()])
  const written = files.get(TABLE)
  if (!written || Buffer.compare(written, Buffer.from(table(all))) !== 0)
    report("tabelle.abweichend", TABLE, "Die Tabelle sagt etwas anderes als die Protokolle.")
  notes.push(...unknown(list, anchors, roots.length > 0))
  const exit = findings.length > 0 ? 1 : notes.length > 0 ? 2 : 0
  return {
    ok: exit === 0,
    exit,
    tenantId: list?.tenantId ?? "",
    house: list?.house ?? "",
    exportedAt: list?.exportedAt ?? "",
    logs: logs.size,
    facts: all.length,
    copies: [...copies.values()].reduce((sum, l) => sum + l.facts.size, 0),
    anchors: anchors.read,
    loose: all.filter((f) => f.seq > (anchors.held.get(f.log)?.seq ?? 0)).length,
    findings,
    notes,
  }
}

/** The table of contents against the folder. */
function contents(files: Files, report: Report): Manifest | undefined {
  const bytes = files.get(MANIFEST)
  const list = bytes && readManifest(bytes)
  if (!list) {
    report("verzeichnis.defekt", MANIFEST, bytes ? "Das Verzeichnis wurde geändert." : "Das Verzeichnis fehlt.")
    return undefined
  }
  const listed = new Map(list.files.map((f) => [f.path, f]))
  for (const { path, sha256: wanted } of list.files) {
    const found = files.get(path)
    if (!found) report("datei.fehlt", path, "Diese Datei steht im Verzeichnis und liegt nicht im Ordner.")
    else if (sha256(found) !== wanted) report("datei.geaendert", path, "Diese Datei wurde nach dem Export geändert.")
  }
  for (const path of files.keys())
    if (path !== MANIFEST && !listed.has(path))
      report("datei.fremd", path, "Diese Datei liegt im Ordner und steht nicht im Verzeichnis.")
  return list
}

/** Logs and anchors that the table of contents names must be here as it names them. */
function whole(list: Manifest | undefined, logs: ReadonlyMap<string, Lines>, files: Files, report: Report): void {
  for (const { log, facts, hash } of list?.logs ?? []) {
    const found = logs.get(log)
    if (!found) report("protokoll.fehlt", logFile(log), `Das Protokoll „${log}“ fehlt ganz.`)
    else if (found.last?.hash !== (hash ?? undefined) || found.facts.size !== facts)
      report("protokoll.kurz", logFile(log), `Das Verzeichnis nennt ${facts} Einträge und ein anderes Ende.`)
  }
  for (const { day, sha256: wanted } of list?.anchors ?? []) {
    const found = files.get(anchorFile(day))
    if (!found || sha256(found) !== wanted)
      report("anker.kette", anchorFile(day), "Dieser Anker fehlt oder ist nicht der, den das Verzeichnis nennt.")
  }
}

/** Every fact with its copy, field by field. */
function compare(logs: ReadonlyMap<string, Lines>, copies: ReadonlyMap<string, Lines>, report: Report): void {
  for (const log of [...new Set([...logs.keys(), ...copies.keys()])].sort()) {
    const [own, other] = [logs.get(log), copies.get(log)]
    if (!own) {
      report("protokoll.fehlt", logFile(log), `Von „${log}“ gibt es Kopien, aber kein Protokoll.`)
      continue
    }
    for (const [seq, fact] of own.facts) {
      const copy = other?.facts.get(seq)
      const place = `${logFile(log)}, Zeile ${own.lineOf.get(seq)}`
      if (!copy) report("kopie.fehlt", place, `Zu Eintrag ${seq} fehlt die Kopie.`)
      else if (copy.hash !== fact.hash || JSON.stringify(copy) !== JSON.stringify(fact))
        report(
          "kopie.abweichend",
          place,
          `Eintrag ${seq} und seine Kopie unterscheiden sich: ${difference(fact, copy)}.`,
        )
    }
    for (const seq of other?.facts.keys() ?? [])
      if (!own.facts.has(seq))
        report("kopie.mehr", `${copyFile(log)}, Zeile ${other?.lineOf.get(seq)}`, `Eintrag ${seq} fehlt im Protokoll.`)
  }
}

const FIELD: Readonly<Record<keyof Fact, string>> = {
  log: "Protokoll",
  seq: "Nummer",
  prev: "Prüfwert davor",
  hash: "Prüfwert",
  at: "Zeitpunkt",
  by: "Person",
  client: "Weg",
  type: "Ereignis",
  data: "Angaben",
}

function difference(fact: Fact, copy: Fact): string {
  const differing = Fact.keyof().options.filter((k) => JSON.stringify(fact[k]) !== JSON.stringify(copy[k]))
  return differing.map((k) => FIELD[k]).join(", ")
}

function unknown(list: Manifest | undefined, { read }: Anchors, rooted: boolean): string[] {
  const notes: string[] = []
  const last = read.at(-1)
  if (!rooted)
    notes.push("Der Aussteller der Anker wurde nicht geprüft, weil kein Wurzelzertifikat (--ca) angegeben ist.")
  if (!last) notes.push("Es gibt noch keinen Anker; das Protokoll ist nur durch Verkettung und Kopien gesichert.")
  else if (list && Date.parse(list.exportedAt) - Date.parse(last.at) > DAYS_MS)
    notes.push(`Der letzte Anker (${last.day}) ist älter als zwei Tage. Bitte fragen Sie den Betrieb, warum.`)
  const foreign = read.filter((a) => a.stampIssuer === "foreign").map((a) => a.day)
  if (rooted && foreign.length > 0)
    notes.push(
      `Der Aussteller der Zeitstempel ist mit dem angegebenen Wurzelzertifikat nicht prüfbar: ${foreign.length} Anker.`,
    )
  return notes
}
