/** protokoll.csv: all facts of a house in the order of time, for people with a spreadsheet. Made from the logs alone, so it can be made again. */
import { canonical } from "@beschlussweg/core/canonical"
import type { Fact } from "@beschlussweg/core/fact"
import { CLIENT_LABEL, kindOf, LOG_LABEL, personsOf, wordOf } from "@beschlussweg/core/record"

const HEAD = [
  "Zeitpunkt (Europe/Berlin)",
  "Zeitpunkt (UTC)",
  "Protokoll",
  "Art",
  "Nr.",
  "Ereignis",
  "Ereignis (Schlüssel)",
  "Durch (Kennung)",
  "Gegeben von (Kennung)",
  "Für (Kennung)",
  "An (Kennung)",
  "Weg",
  "Fassung",
  "Schritt",
  "Stelle",
  "Angaben",
  "Prüfwert",
  "Prüfwert davor",
] as const

const berlin = new Intl.DateTimeFormat("de-DE", {
  timeZone: "Europe/Berlin",
  dateStyle: "medium",
  timeStyle: "medium",
})

/** Semicolons, UTF-8 with BOM, lines end with CR LF, as spreadsheets in Germany read it. */
export function table(facts: readonly Fact[]): string {
  const sorted = [...facts].sort(
    (a, b) => order(a.at, b.at) || order(a.log, b.log) || a.seq - b.seq || order(a.hash, b.hash),
  )
  const lines = [HEAD.map(cell), ...sorted.map((f) => row(f).map(cell))]
  return `\ufeff${lines.map((l) => `${l.join(";")}\r\n`).join("")}`
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

function row(f: Fact): string[] {
  const { by, given = "", forId = "", to = "" } = personsOf(f)
  const word = (name: string): string => {
    const value = f.data[name]
    return typeof value === "string" || typeof value === "number" ? String(value) : ""
  }
  return [
    berlin.format(new Date(f.at)),
    f.at,
    f.log,
    LOG_LABEL[kindOf(f.log)],
    String(f.seq),
    wordOf(f.type),
    f.type,
    by,
    given,
    forId,
    to,
    CLIENT_LABEL[f.client],
    word("fassung"),
    word("stepId"),
    word("partyId"),
    canonical(f.data),
    f.hash,
    f.prev,
  ]
}

/** Always in quotes. What a spreadsheet would take for a formula gets an apostrophe before it. */
export function cell(value: string): string {
  const harmless = /^[=+\-@\t\r\n]/.test(value) ? `'${value}` : value
  return `"${harmless.replaceAll('"', '""')}"`
}
