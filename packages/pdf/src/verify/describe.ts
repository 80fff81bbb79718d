/** The report of a verification in German words, for the command line and the verification page. */
import type { Report, SignatureReport } from "../verify.ts"

const VERDICT = {
  0: "Ergebnis: In Ordnung. Alle Unterschriften sind gültig, der Aussteller ist geprüft, und es wurde nichts Unzulässiges geändert.",
  1: "Ergebnis: NICHT IN ORDNUNG.",
  2: "Ergebnis: Unterschriften und Inhalt passen zusammen, aber nicht jeder Aussteller wurde geprüft.",
} as const

/** Several lines, ending with the verdict. */
export function describe(report: Report): string {
  const lines = [
    `${report.bytes.toLocaleString("de-DE")} Bytes, SHA-256 ${report.sha256}`,
    ...report.signatures.flatMap((one, i) => ["", ...signature(one, i + 1)]),
    "",
    ...(report.open.length === 0 ? [] : [`Noch leere Unterschriftsfelder: ${report.open.join(", ")}`]),
    ...report.problems.map((problem) => `Fehler: ${problem}`),
    ...report.notes.map((note) => `Hinweis: ${note}`),
    VERDICT[report.exit],
  ]
  // Names and reasons come from whoever signed; they are words here, never commands to a terminal.
  return `${lines.map((line) => line.replace(/\p{Cc}/gu, "?")).join("\n")}\n`
}

function signature(one: SignatureReport, n: number): string[] {
  const organisation = one.kind === "siegel" ? "" : one.organisation
  const who = [one.who, one.title, organisation, one.onBehalfOf].filter((part) => part !== "")
  const when =
    one.at === undefined
      ? "unbekannt"
      : `${new Date(one.at).toLocaleString("de-DE", { timeZone: "Europe/Berlin", dateStyle: "medium", timeStyle: "medium" })} Uhr${
          one.proven ? " (durch Zeitstempel belegt)" : " (Angabe der Datei, nicht durch Zeitstempel belegt)"
        }`
  return [
    `${n}. Feld „${one.field}“: ${one.problems.length === 0 ? "gültig" : "UNGÜLTIG"}`,
    `   Wer:        ${who.join(", ") || "unbekannt"}`,
    `   Wann:       ${when}`,
    `   Niveau:     ${one.level}; ${one.profile}`,
    ...(one.reason === "" ? [] : [`   Anlass:     ${one.reason}`]),
    `   Aussteller: ${one.issuedBy === "" ? "" : `${one.issuedBy}, `}${one.issuer === "trusted" ? "geprüft" : "nicht geprüft"}`,
    `   Umfang:     ${one.covers.whole ? "die ganze Datei" : `die ersten ${one.covers.bytes.toLocaleString("de-DE")} Bytes, also den Stand bei dieser Unterschrift`}`,
    `   Seither:    ${one.since.length === 0 ? "nichts angefügt" : one.since.join("; ")}`,
    ...one.problems.map((problem) => `   Fehler:     ${problem}`),
  ]
}
