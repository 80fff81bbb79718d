/** The rules about figures (C01 to C10, C14 to C16, C19, C26), in the order of the catalogue. */
import { across } from "./across.ts"
import { between, change, difference } from "./delta.ts"
import { places } from "./places.ts"
import type { Rule } from "./rule.ts"
import { same } from "./same.ts"
import { hundred, share } from "./share.ts"
import { small } from "./small.ts"
import { columnSum, rowSum, shift } from "./sum.ts"
import { forecast, target } from "./target.ts"
import { unit } from "./unit.ts"

export const ARITHMETIC: readonly Rule[] = [
  rowSum,
  columnSum,
  difference,
  change,
  share,
  hundred,
  unit,
  same,
  across,
  shift,
  between,
  target,
  forecast,
  places,
  small,
]
