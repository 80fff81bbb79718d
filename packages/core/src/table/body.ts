/** Body of a table being typed: which columns hold figures, in which unit, and what each cell says. */
import type { Inline } from "../block.ts"
import { type Reading, readCell, tidy } from "../number/read.ts"
import { shown } from "../number/shown.ts"
import type { Num, Unit } from "../number.ts"
import type { Column, DataCell } from "../typed.ts"
import { parted } from "./grid.ts"
import { isChange, isMoney, isRate } from "./words.ts"

/** A cell that stays text although it looks like a figure. */
export interface Doubt {
  readonly row: string
  readonly column: string
  readonly text: string
  readonly why: string
}

export interface Read {
  readonly content: readonly Inline[]
  readonly text: string
  readonly after: readonly Inline[]
  readonly reading: Reading | undefined
}

/** no figure with its unit and qualifier is longer */
const LONGEST = 80

export function readOne(content: readonly Inline[], money: boolean): Read {
  const parts = parted(content)
  if (parts === undefined) return { content, text: "", after: [], reading: undefined }
  const { text, after } = parts
  if (text.length > LONGEST) return { content, text, after, reading: undefined }
  const starred = /^(.*\d.*?)\s?(\*{1,3}|[¹²³⁴⁵⁶⁷⁸⁹]|\d\))$/u.exec(tidy(text))
  const direct = readCell(text, { money })
  if (direct?.rest === "" || starred?.[1] === undefined || starred[2] === undefined)
    return { content, text, after, reading: direct }
  const reading = readCell(starred[1], { money })
  if (reading?.rest !== "") return { content, text, after, reading: direct }
  return { content, text: starred[1], after: [{ type: "text", text: starred[2] }, ...after], reading }
}

export const isFigure = (read: Read | undefined): boolean =>
  read?.reading !== undefined && read.reading.rest === "" && read.reading.num.value !== null
export const isSign = (read: Read | undefined): boolean =>
  read?.reading !== undefined && read.reading.rest === "" && read.reading.num.value === null && !read.reading.range
export const isBlank = (read: Read | undefined): boolean => read === undefined || read.content.every(isSpace)
const isSpace = (i: Inline): boolean => i.type === "break" || (i.type === "text" && i.text.trim() === "")

/** Unit that the figures of a column say themselves: the one of most of them. */
export function ownUnit(reads: readonly (Read | undefined)[]): Unit | undefined {
  const count = new Map<Unit, number>()
  let figures = 0
  for (const read of reads) {
    if (!isFigure(read)) continue
    figures++
    const unit = read?.reading?.num.unit
    if (unit !== undefined) count.set(unit, (count.get(unit) ?? 0) + 1)
  }
  const [most] = [...count].sort((a, b) => b[1] - a[1])
  return most !== undefined && most[1] * 2 > figures ? most[0] : undefined
}

/** The cell as data; `doubt` where it stays text although it begins like a figure. */
export function typeCell(
  read: Read | undefined,
  column: Column,
  label: string,
  years: boolean,
): { cell: DataCell; doubt?: string | undefined } {
  if (read === undefined || isBlank(read)) return { cell: { type: "empty" } }
  const text: DataCell = { type: "text", content: [...read.content] }
  const { reading } = read
  if (reading === undefined) return { cell: text, doubt: bracketed(read.text) ? "Zahl in Klammern" : undefined }
  if (reading.rest !== "") return { cell: text, doubt: "Zahl mit Text" }
  if (reading.range !== undefined) return { cell: text, doubt: reading.doubt }
  if (!reading.certain && !(years && reading.doubt === "Jahreszahl?")) return { cell: text, doubt: reading.doubt }
  const num = withUnit(reading.num, column, label)
  const spelled = tidy(read.text)
  const same = blanks(shown(num, column.unit, column.bare)) === blanks(spelled)
  const kept = same ? num : { ...num, raw: read.text.trim() }
  if (!same && (kept.raw ?? "").length > 80) return { cell: text, doubt: "zu lang" }
  if (!same && shown(kept, column.unit, column.bare) !== kept.raw) return { cell: text, doubt: "Schreibweise" }
  return { cell: { type: "num", num: kept, ...(read.after.length > 0 ? { after: [...read.after] } : {}) } }
}

/** In a column that is not of money it may be negative, or a figure of less weight. */
function bracketed(text: string): boolean {
  const inner = /^\(([^()]+)\)$/.exec(tidy(text))?.[1]
  return inner !== undefined && inner.length <= LONGEST && readCell(inner)?.rest === ""
}

const blanks = (text: string): string => text.replace(/\s/g, " ")

/** A rate in a column of counts is in percent, its change in points; what the column says already is not repeated. */
function withUnit(num: Num, column: Column, label: string): Num {
  const { unit, ...bare } = num
  if (num.value === null) return bare
  if (unit !== undefined) return unit === column.unit && column.bare !== true ? bare : num
  if (!isRate(label) || column.unit === "%" || column.unit === "%-Punkte" || isMoney(column.unit)) return bare
  return { ...bare, unit: isChange(column.label) ? "%-Punkte" : "%" }
}
