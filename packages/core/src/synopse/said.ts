/** A Synopse in German words: what page and paper say of sections, cells and counts. */
import type { SectionChange } from "./section.ts"
import type { TableChange } from "./table.ts"

const PLURAL = {
  changed: ["eine Stelle geändert", "Stellen geändert"],
  added: ["eine neu", "neu"],
  removed: ["eine entfallen", "entfallen"],
  moved: ["eine verschoben", "verschoben"],
} as const

/** "3 Stellen geändert, eine neu" */
export function summary(count: Readonly<Record<keyof typeof PLURAL, number>>): string {
  const parts = (["changed", "added", "removed", "moved"] as const).flatMap((kind) => {
    const [one, many] = PLURAL[kind]
    return count[kind] === 0 ? [] : [count[kind] === 1 ? one : `${count[kind]} ${many}`]
  })
  return parts.length === 0
    ? "Beide Texte stimmen überein."
    : `${parts.join(", ")}.`.replace(/^./, (c) => c.toUpperCase())
}

const name = ({ number, title }: { number: string; title: string }): string => `${number} ${title}`.trim()

/** Heading of a section's changes, and what became of the section as a whole. */
export function sectionWords(change: SectionChange): { readonly title: string; readonly remarks: readonly string[] } {
  const remarks: string[] = []
  if (change.kind === "added") remarks.push("Neuer Abschnitt.")
  if (change.kind === "removed") remarks.push("Der Abschnitt entfällt.")
  if (change.moved) remarks.push("Der Abschnitt wurde verschoben.")
  if (change.old && change.new && name(change.old) !== name(change.new)) remarks.push(`Bisher: ${name(change.old)}`)
  const label = change.new ?? change.old
  return { title: label ? name(label) : "", remarks }
}

const quoted = (words: string): string => (words === "" ? "leer" : words)

/** One line per cell, row and column of a table that changed: "Arbeitslose, Plan 2027: bisher 9.164, neu 9.100". */
export function tableWords(change: TableChange): string[] {
  const row = (cells: readonly string[]): string => cells.filter((c) => c !== "").join(" | ")
  return [
    ...change.cells.map(({ row, column, old, new: now }) => {
      const place = [row, column].filter((x) => x !== "").join(", ")
      return `${place === "" ? "Zelle" : place}: bisher ${quoted(old)}, neu ${quoted(now)}`
    }),
    ...change.rowsAdded.map((cells) => `Neue Zeile: ${row(cells)}`),
    ...change.rowsRemoved.map((cells) => `Zeile entfällt: ${row(cells)}`),
    ...change.columnsAdded.map((label) => `Neue Spalte: ${label}`),
    ...change.columnsRemoved.map((label) => `Spalte entfällt: ${label}`),
  ]
}

/** "Verschoben", with the section it came from. */
export const movedWords = (from: string | undefined): string =>
  from === undefined ? "Innerhalb des Abschnitts verschoben." : `Verschoben aus ${from}.`
