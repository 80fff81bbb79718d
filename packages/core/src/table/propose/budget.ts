/** Proposals for budgets: Umschichtung from one Titel to the other, and both Titel as the whole. */
import { isPercent, likeTypo, type Sheet } from "./sheet.ts"
import type { Sum } from "./sum.ts"

const SHIFT = /umschicht/
const EGT = /eingliederung|\begt\b|\begl\b/
const VWK = /verwaltung|\bvwk\b/
const BEFORE = /zuweis|zuteil|ansatz|brutto|vor umschicht|haushaltsplan/
const AFTER = /nach umschicht|nach abzug|verbleib|verfügbar|netto|budget|plan/

/** EGT nach Umschichtung = EGT-Zuweisung − Umschichtung; VWK nach Umschichtung = VWK-Zuweisung + Umschichtung (C10). */
export function shifts(sheet: Sheet): Sum[] {
  const found: Sum[] = []
  const { lines } = sheet
  const is = (i: number, ...words: readonly RegExp[]) => words.every((w) => w.test(lines[i]?.label ?? ""))
  const all = lines.map((_, i) => i)
  const moved = all.filter((i) => is(i, SHIFT) && !is(i, /nach umschicht|vor umschicht/)).slice(0, 8)
  if (moved.length === 0) return []
  for (const [titel, sign] of [
    [EGT, -1],
    [VWK, 1],
  ] as const) {
    const own = all.filter((i) => is(i, titel) && !moved.includes(i)).slice(0, 20)
    for (const before of own)
      for (const after of own) {
        if (before === after || !is(before, BEFORE) || !is(after, AFTER) || is(before, /nach umschicht/)) continue
        for (const shift of moved) {
          // the row of a Titel may carry its own sign
          const signs = new Set([sign, is(shift, titel) ? 0 : sign])
          for (const s of signs) {
            const sum = shiftSum(sheet, before, after, shift, s)
            if (sum !== undefined) found.push(sum)
          }
        }
      }
  }
  return found.slice(0, 20)
}

function shiftSum(sheet: Sheet, before: number, after: number, shift: number, sign: number): Sum | undefined {
  const crosses: number[] = []
  let exact = 0
  const ways = new Set<"up" | "down">()
  for (let c = 0; c < sheet.cross.length; c++) {
    const [b, a, s] = [sheet.at(before, c), sheet.at(after, c), sheet.at(shift, c)]
    if (b === undefined || a === undefined || s === undefined || isPercent(a.unit)) continue
    const moved = sign === 0 ? s.value : sign * Math.abs(s.value)
    const difference = b.value + moved - a.value
    if (Math.abs(difference) * 2 <= b.step + a.step + s.step) exact++
    else if (!likeTypo(difference)) return undefined
    // Said as a sum of what is shown: where the shift is shown against its way, what was before is the whole.
    if (s.value !== 0) ways.add(moved === s.value ? "up" : "down")
    crosses.push(c)
  }
  // One sum cannot say both: columns that show the shift with different signs are left alone.
  if (crosses.length === 0 || ways.size > 1 || (exact === 0 && crosses.length > 1)) return undefined
  return ways.has("down")
    ? { total: before, parts: [after, shift], crosses }
    : { total: after, parts: [before, shift], crosses }
}
