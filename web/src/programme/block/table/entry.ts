/** What somebody types into a cell, read as German figures are written; what is no figure is refused with what is expected. */

import type { Num, Unit } from "@beschlussweg/core/number"
import { german, unitSign } from "@beschlussweg/core/number/exact"
import { readCell } from "@beschlussweg/core/number/read"
import { shown } from "@beschlussweg/core/number/shown"
import { plain } from "@beschlussweg/core/plain"
import { isMoney } from "@beschlussweg/core/table/words"
import type { Column, DataBlock, DataCell } from "@beschlussweg/core/typed"

/** "number": figures only; "text": words only; "open": a column that has said neither yet */
export type Role = "number" | "text" | "open"

interface Wrong {
  readonly wrong: string
  /** what may have been meant; a second Enter takes it */
  readonly meant?: DataCell | undefined
}
export type Entry = { readonly cell: DataCell } | Wrong

/** A column with a unit or a figure is one of figures; one that holds nothing but words is one of words. */
export function roleOf(block: Pick<DataBlock, "columns" | "rows">, column: number): Role {
  let words = false
  for (const row of block.rows) {
    const cell = row.cells[column]
    if (cell?.type === "num") return "number"
    if (cell?.type === "text") words = true
  }
  if (block.columns[column]?.unit !== undefined) return "number"
  return words ? "text" : "open"
}

/** The way out for who means words. */
export const AS_TEXT = " Strg+Eingabe übernimmt die Angabe als Text."

/** Words that hold a figure somebody may have meant as one. */
const LIKE_FIGURE = /^\D{0,16}\d[\d.,'’\s/-]*\p{L}{0,4}[.%€]?$/u

export function expected(unit: Unit | undefined): string {
  const sign = unit === undefined ? "" : unitSign(unit)
  const example = unit === "%" || unit === "%-Punkte" ? "3,6" : isMoney(unit) ? "1.234,5" : "1.234"
  return `Erwartet wird eine Zahl wie ${example}${sign === "" ? "" : ` oder ${example} ${sign}`}; auch „rd. 120“ oder „–“ für ohne Angabe`
}

/**
 * @param before the cell as it is: nature, date and footnotes of a figure stay when it changes
 * @param asText take the words as they are
 */
export function entry(
  typed: string,
  column: Column,
  role: Role,
  { before, asText = false }: { readonly before?: DataCell | undefined; readonly asText?: boolean } = {},
): Entry {
  const words = typed.replace(/\s+/g, " ").trim()
  if (words === "") return { cell: { type: "empty" } }
  const text: DataCell = { type: "text", content: [{ type: "text", text: words }] }
  if (asText || role === "text") return { cell: text }
  const reading = words.length > 80 ? undefined : readCell(words, { money: isMoney(column.unit) })
  const figure = reading !== undefined && reading.rest === "" && reading.range === undefined
  if (!figure) {
    if (role === "open" && !LIKE_FIGURE.test(words)) return { cell: text }
    return {
      wrong: `„${short(words)}“ ist keine Zahl. ${expected(column.unit)}.${AS_TEXT}`,
    }
  }
  const cell = kept(reading.num, column, before)
  if (reading.certain || reading.doubt === "Jahreszahl?") return { cell }
  const { num } = cell
  return {
    wrong: `„${short(words)}“ ist nicht eindeutig: ${reading.doubt ?? ""} Gemeint ist vermutlich ${german(num, num.unit ?? column.unit)}; noch einmal Eingabe übernimmt das.`,
    meant: cell,
  }
}

const short = (words: string): string => (words.length > 40 ? `${words.slice(0, 39)}…` : words)

function kept(num: Num, column: Column, before: DataCell | undefined): Extract<DataCell, { type: "num" }> {
  const was = before?.type === "num" ? before : undefined
  const { unit, ...bare } = num
  // A unit that the column says already is not said again; one that the cell had of its own stays until another is typed.
  const own = unit === undefined ? was?.num.unit : unit === column.unit ? undefined : unit
  return {
    type: "num",
    num: {
      ...bare,
      ...(own === undefined || num.value === null ? {} : { unit: own }),
      ...(was?.num.nature === undefined ? {} : { nature: was.num.nature }),
      ...(was?.num.asOf === undefined ? {} : { asOf: was.num.asOf }),
      ...(was?.num.signed && num.value !== null ? { signed: true } : {}),
    },
    ...(was?.after === undefined ? {} : { after: was.after }),
  }
}

/** What a cell says on the page. */
export function cellText(cell: DataCell | undefined, column: Column | undefined): string {
  if (cell === undefined || cell.type === "empty") return ""
  if (cell.type === "text") return plain(cell.content)
  return shown(cell.num, column?.unit, column?.bare)
}

/** What goes to other programmes: the figure without the column's unit, as German spreadsheets read it. */
export function copyText(cell: DataCell | undefined, column: Column | undefined): string {
  if (cell?.type !== "num") return cellText(cell, column)
  const { raw: _, ...num } = cell.num
  return german(num, num.unit ?? (column?.unit === "%" ? "%" : undefined)).replaceAll("\u00a0", " ")
}
