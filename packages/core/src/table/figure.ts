/** A figure of a table as arithmetic sees it: exact, with its unit and how far its last place can be off. */
import { add, compare, negate, type Scaled, scaled } from "../number/exact.ts"
import type { Num, Unit } from "../number.ts"
import type { CellRef, Column, DataBlock, DataCell } from "../typed.ts"

export interface Figure {
  readonly value: Scaled
  readonly unit: Unit | undefined
  /** one unit of the last place shown; undefined for a count, which is never rounded */
  readonly step: Scaled | undefined
  readonly num: Num
}

const COUNTED: ReadonlySet<Unit> = new Set(["", "Personen", "BG", "Plätze", "Eintritte", "Stellenangebote", "Stellen"])

/** Undefined for words, blanks, signs, secrets, and for "rund" and its like: those say nothing exact. */
export function figureOf(cell: DataCell | undefined, column: Pick<Column, "unit"> | undefined): Figure | undefined {
  if (cell?.type !== "num") return undefined
  return figureOfNum(cell.num, column?.unit)
}

export function figureOfNum(num: Num, columnUnit?: Unit): Figure | undefined {
  if (num.value === null || num.suppressed === true || num.qualifier !== undefined) return undefined
  const unit = num.unit ?? columnUnit
  const counted = (unit === undefined || COUNTED.has(unit)) && num.decimals === 0
  const exact = counted || (unit === "EUR" && num.decimals >= 2)
  return {
    value: scaled(num.value),
    unit,
    step: exact ? undefined : { units: 1n, places: num.decimals },
    num,
  }
}

const POWER: Partial<Record<Unit, number>> = { EUR: 0, TEUR: 3, MioEUR: 6 }
const times = (s: Scaled, power: number): Scaled => ({ units: s.units * 10n ** BigInt(power), places: s.places })

/** Both may stand in one sum: the same unit, or money in whatever thousands, or one of them says none. */
export const comparable = (a: Unit | undefined, b: Unit | undefined): boolean =>
  a === b ||
  ((a === undefined || a === "" || b === undefined || b === "") && !isPercent(a) && !isPercent(b)) ||
  isMoneyUnit(a, b)
const isMoneyUnit = (a: Unit | undefined, b: Unit | undefined): boolean =>
  a !== undefined && b !== undefined && POWER[a] !== undefined && POWER[b] !== undefined
const isPercent = (unit: Unit | undefined): boolean => unit === "%" || unit === "%-Punkte"

/** The value in the smallest unit of its kind (EUR for money). */
export const base = (f: Figure): Scaled => times(f.value, POWER[f.unit ?? ""] ?? 0)
/** Twice the largest error that rounding can have made, in the same unit. */
export const slack = (f: Figure): Scaled =>
  f.step === undefined ? { units: 0n, places: 0 } : times(f.step, POWER[f.unit ?? ""] ?? 0)

export const absolute = (s: Scaled): Scaled => (s.units < 0n ? negate(s) : s)
export const isZero = (s: Scaled): boolean => s.units === 0n
/** |difference| is within half of the sum of all steps. */
export function within(difference: Scaled, figures: readonly Figure[]): boolean {
  const double = add(absolute(difference), absolute(difference))
  return compare(double, add(...figures.map(slack))) <= 0
}

/** Reads the cells of one block by row and column. */
export function reader(block: DataBlock): (ref: CellRef) => Figure | undefined {
  const rows = new Map(block.rows.map((r) => [r.id, r]))
  const columns = new Map(block.columns.map((c, i) => [c.key, { column: c, i }]))
  return (ref) => {
    const column = columns.get(ref.column)
    return column && figureOf(rows.get(ref.row)?.cells[column.i], column.column)
  }
}
