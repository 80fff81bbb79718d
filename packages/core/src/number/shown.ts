/** How a figure of a table is written: as the author wrote it while that is still the same figure, else as Germans write it. */

import type { Num, Unit } from "../number.ts"
import { german } from "./exact.ts"
import { readCell } from "./read.ts"

/** Text of a cell. `bare`: the column's heading says the unit. */
export function shown(num: Num, unit: Unit | undefined, bare = false): string {
  if (num.raw !== undefined && says(num.raw, num, num.unit ?? unit)) return num.raw
  return german(num, num.unit ?? (bare ? undefined : unit))
}

/** True when this spelling reads as the same figure. */
export function says(raw: string, num: Num, unit: Unit | undefined): boolean {
  const read = readCell(raw, { money: true })
  if (read === undefined || read.rest !== "") return false
  const { num: same } = read
  return (
    same.value === num.value &&
    same.decimals === num.decimals &&
    same.qualifier === num.qualifier &&
    (same.suppressed ?? false) === (num.suppressed ?? false) &&
    (same.unit === undefined || same.unit === unit)
  )
}
