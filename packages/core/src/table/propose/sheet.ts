/** A typed table as lines of whole numbers, once by rows and once by columns, so that each search is written once. */

import type { Unit } from "../../number.ts"
import { plain } from "../../plain.ts"
import type { CellRef, DataBlock, DataRow } from "../../typed.ts"
import { figureOf } from "../figure.ts"
import { isChange, isTotal, simple } from "../words.ts"

export interface Line {
  /** lower case, without marks */
  readonly label: string
  readonly kind: DataRow["kind"]
  /** 0 is the outermost */
  readonly level: number
  readonly change: boolean
  readonly period: string
}
export interface Entry {
  /** in the smallest place of the whole table */
  readonly value: number
  /** one unit of the last place shown, 0 for a count */
  readonly step: number
  readonly unit: Unit | undefined
}
export interface Sheet {
  readonly lines: readonly Line[]
  /** the lines across these */
  readonly cross: readonly Line[]
  readonly at: (line: number, cross: number) => Entry | undefined
  readonly ref: (line: number, cross: number) => CellRef
  readonly byRows: boolean
  /** places of the values: 10 ** decimals is one */
  readonly decimals: number
}

/** larger than this is left alone here: sums of it would no longer be exact */
const LARGEST = 1e13

export function sheets(block: DataBlock): { rows: Sheet; columns: Sheet } {
  let places = 0
  const figures = block.rows.map((row) =>
    block.columns.map((column, c) => {
      const figure = figureOf(row.cells[c], column)
      if (figure) places = Math.max(places, figure.value.places, figure.num.decimals)
      return figure
    }),
  )
  const scale = (units: bigint, from: number): number => Number(units) * 10 ** (places - from)
  const entries = figures.map((row) =>
    row.map((f): Entry | undefined => {
      if (f === undefined) return undefined
      const value = scale(f.value.units, f.value.places)
      if (Math.abs(value) > LARGEST) return undefined
      // a count is a count, whether its heading says of whom or not
      const unit = f.unit === "" || f.unit === "Personen" ? undefined : f.unit
      return { value, step: f.step === undefined ? 0 : scale(f.step.units, f.step.places), unit }
    }),
  )
  const rows = block.rows.map((row): Line => {
    const label = simple(plain(row.label))
    const inner = row.kind === "davon" || row.kind === "darunter" ? 1 : 0
    return { label, kind: row.kind, level: row.indent + inner, change: isChange(label), period: "" }
  })
  const columns = block.columns.map((column): Line => {
    const label = simple(column.label)
    const kind = isTotal(label) ? "total" : "data"
    return { label, kind, level: 0, change: isChange(label), period: `${column.asOf ?? ""} ${column.nature ?? ""}` }
  })
  const ref = (row: number, column: number): CellRef => ({
    row: block.rows[row]?.id ?? "",
    column: block.columns[column]?.key ?? "",
  })
  return {
    rows: { lines: rows, cross: columns, at: (r, c) => entries[r]?.[c], ref, byRows: true, decimals: places },
    columns: {
      lines: columns,
      cross: rows,
      at: (c, r) => entries[r]?.[c],
      ref: (c, r) => ref(r, c),
      byRows: false,
      decimals: places,
    },
  }
}

export const isPercent = (unit: Unit | undefined): boolean => unit === "%" || unit === "%-Punkte"

/** A difference that one changed digit or two exchanged ones make. */
export function likeTypo(difference: number): boolean {
  let m = Math.abs(difference)
  if (m === 0) return false
  while (m % 10 === 0) m /= 10
  return m <= 9 || (m <= 81 && m % 9 === 0)
}
