/** The report on an exported record in German words. */
import { germanDay, germanInstant } from "@beschlussweg/core/day"
import { type AuditReport, CODES } from "./verify.ts"

const VERDICT = {
  0: "Ergebnis: In Ordnung. Protokolle, Kopien und Anker stimmen überein, und der Aussteller ist geprüft.",
  1: "Ergebnis: NICHT IN ORDNUNG.",
  2: "Ergebnis: Was geprüft werden konnte, ist in Ordnung; nicht alles konnte geprüft werden.",
} as const

/** Findings printed one by one; --json names all. */
const SHOWN = 200

export function describe(report: AuditReport): string {
  const { findings, anchors } = report
  const number = (n: number): string => n.toLocaleString("de-DE")
  const last = anchors.at(-1)
  const shown = findings.slice(0, SHOWN)
  return [
    `Protokoll ${report.house || "(ohne Verzeichnis)"}${report.exportedAt === "" ? "" : `, Export vom ${germanInstant(new Date(report.exportedAt))} Uhr`}`,
    `${number(report.logs)} Protokolle, ${number(report.facts)} Einträge, ${number(report.copies)} Kopien, ${number(anchors.length)} Anker`,
    ...(last
      ? [
          `Letzter Anker: ${germanDay(last.day)}, gesiegelt von ${last.who}, ${
            last.stampedAt === null
              ? "ohne Zeitstempel"
              : `Zeitstempel ${germanInstant(new Date(last.stampedAt))} Uhr (Aussteller ${last.stampIssuer === "trusted" ? "geprüft" : "nicht geprüft"})`
          }`,
          `Seither: ${number(report.loose)} Einträge, nur durch Verkettung und Kopie gesichert`,
        ]
      : []),
    "",
    ...shown.map((f) => `Fehler ${f.code}: ${f.place}: ${f.message}`),
    ...(findings.length > shown.length
      ? [`... und ${number(findings.length - shown.length)} weitere (--json nennt alle)`]
      : []),
    ...(findings.length > 0 ? ["", ...kinds(report)] : []),
    ...report.notes.map((note) => `Hinweis: ${note}`),
    VERDICT[report.exit],
  ].join("\n")
}

const kinds = ({ findings }: AuditReport): string[] => {
  const counts = new Map<keyof typeof CODES, number>()
  for (const { code } of findings) counts.set(code, (counts.get(code) ?? 0) + 1)
  return [...counts].map(([code, count]) => `${count} × ${code}: ${CODES[code]}`)
}
