/** Proposals of differences and shares: columns of changes with both columns there, columns of percent with a base that fits. */
import type { Unit } from "../../number.ts"
import { isPercent, type Line, likeTypo, type Sheet } from "./sheet.ts"

export interface Delta {
  readonly now: number
  readonly before: number
  readonly result: number
  readonly mode: "abs" | "pct"
  readonly crosses: readonly number[]
}
/** `baseCross`: the base stands in the same line at this cross, else in the line `base` */
export interface Share {
  readonly part: number
  readonly base: number
  readonly baseCross: number | undefined
  readonly result: number
  readonly crosses: readonly number[]
}

/** more lines than this are not tried in pairs */
const MOST_PAIRED = 12
/** crosses that decide which pair fits; the rest is then only read once */
const SAMPLE = 24

interface Tally {
  fits: number
  misses: number
  near: number
  crosses: number[]
}

const levels = (sheet: Sheet): number[] =>
  sheet.lines.flatMap((line, i) => (!line.change && line.kind !== "group" && hasEntry(sheet, i) ? [i] : []))
function hasEntry(sheet: Sheet, line: number): boolean {
  for (let c = 0; c < sheet.cross.length; c++) if (sheet.at(line, c) !== undefined) return true
  return false
}

function* pairs(lines: readonly number[]): Generator<readonly [number, number]> {
  for (const a of lines) for (const b of lines) if (a !== b) yield [a, b]
}

/** the candidates nearest to a line, by a window: tables of years have the two that matter beside the change */
function nearest(lines: readonly number[], to: number): readonly number[] {
  if (lines.length <= MOST_PAIRED) return lines
  let [low, high] = [0, lines.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((lines[middle] ?? 0) < to) low = middle + 1
    else high = middle
  }
  const start = Math.max(0, Math.min(lines.length - MOST_PAIRED, low - MOST_PAIRED / 2))
  return lines.slice(start, start + MOST_PAIRED)
}

export function deltas(sheet: Sheet): Delta[] {
  const found: Delta[] = []
  const plainOnes = levels(sheet)
  for (const [result, line] of sheet.lines.entries()) {
    if (!line.change || !hasEntry(sheet, result)) continue
    let best: (Delta & { tally: Tally }) | undefined
    const close = nearest(plainOnes, result)
    for (const [now, before] of pairs(close))
      for (const mode of ["abs", "pct"] as const) {
        const tried = tally(sheet, SAMPLE, (c) => deltaAt(sheet, now, before, result, mode, c))
        const alone =
          close.length === 2 && later(sheet.lines[now], sheet.lines[before]) && !/vorjahr|vormonat/.test(line.label)
        if (tried.fits === 0 && !alone) continue
        if (
          best !== undefined &&
          (best.tally.fits > tried.fits || (best.tally.fits === tried.fits && best.tally.misses <= tried.misses))
        )
          continue
        best = { now, before, result, mode, crosses: tried.crosses, tally: tried }
      }
    if (best === undefined) continue
    const { now, before, mode } = best
    const all = tally(sheet, sheet.cross.length, (c) => deltaAt(sheet, now, before, result, mode, c))
    if (convincing(all)) found.push({ now, before, result, mode, crosses: all.crosses })
  }
  return found
}

const later = (a: Line | undefined, b: Line | undefined): boolean =>
  a !== undefined && b !== undefined && a.period.trim() !== "" && b.period.trim() !== "" && a.period > b.period

/** many hold and hardly any fails; a single failure among few only if it looks like a slip */
function convincing({ fits, misses, near }: Tally): boolean {
  if (fits >= 2) return misses * 3 <= fits || (misses === 1 && near === 1)
  return (fits === 1 && misses === near && misses <= 1) || (fits === 0 && misses === 1 && near === 1)
}

type Verdict = "fits" | "near" | "misses" | undefined

function tally(sheet: Sheet, most: number, verdict: (cross: number) => Verdict): Tally {
  const result: Tally = { fits: 0, misses: 0, near: 0, crosses: [] }
  let seen = 0
  for (let c = 0; c < sheet.cross.length && seen < most; c++) {
    const said = verdict(c)
    if (said === undefined) continue
    seen++
    result.crosses.push(c)
    if (said === "fits") result.fits++
    else {
      result.misses++
      if (said === "near") result.near++
    }
  }
  return result
}

function deltaAt(sheet: Sheet, now: number, before: number, result: number, mode: "abs" | "pct", c: number): Verdict {
  const [n, b, d] = [sheet.at(now, c), sheet.at(before, c), sheet.at(result, c)]
  if (n === undefined || b === undefined || d === undefined || n.unit !== b.unit) return undefined
  if (mode === "abs") {
    if (d.unit === "%" && !isPercent(n.unit)) return undefined
    const off = n.value - b.value - d.value
    if (off === 0 || Math.abs(off) * 2 <= n.step + b.step + d.step) return "fits"
    return likeTypo(off) ? "near" : "misses"
  }
  if (d.unit !== "%" || isPercent(n.unit) || b.value === 0) return undefined
  const parts = { over: n.value - b.value, under: b.value, overStep: n.step + b.step, underStep: b.step }
  return quotient(sheet, parts, d.value, d.step)
}

interface Parts {
  readonly over: number
  readonly under: number
  /** how far both can be off by rounding, twice */
  readonly overStep: number
  readonly underStep: number
}

/** Percent of two values against the one shown; all in the sheet's smallest place. */
function quotient(sheet: Sheet, { over, under, overStep, underStep }: Parts, shown: number, step: number): Verdict {
  if (step === 0) return undefined
  const hundred = 100 * 10 ** sheet.decimals
  const exact = (hundred * over) / under
  const slack = (step + Math.abs((hundred * overStep) / under) + Math.abs((exact * underStep) / under)) / 2
  if (Math.abs(exact - shown) <= slack + step * 1e-6) return "fits"
  const off = Math.round((exact - shown) / step)
  return Math.abs(off) <= 20 || likeTypo(off) ? "near" : "misses"
}

export function shares(sheet: Sheet): Share[] {
  const found: Share[] = []
  const plainOnes = levels(sheet)
  const counts = plainOnes.filter((i) => !isPercent(unitOf(sheet, i)))
  for (const result of plainOnes) {
    if (unitOf(sheet, result) !== "%") continue
    const close = nearest(counts, result)
    let best: (Share & { tally: Tally }) | undefined
    const take = (share: Omit<Share, "crosses">) => {
      const tried = tally(sheet, SAMPLE, (c) => shareAt(sheet, share, c))
      if (tried.fits < 2 || (best !== undefined && best.tally.fits - best.tally.misses >= tried.fits - tried.misses))
        return
      best = { ...share, crosses: tried.crosses, tally: tried }
    }
    for (const [part, base] of pairs(close)) take({ part, base, baseCross: undefined, result })
    for (const baseCross of totals(sheet)) for (const part of close) take({ part, base: part, baseCross, result })
    if (best === undefined) continue
    const chosen: Share = best
    const all = tally(sheet, sheet.cross.length, (c) => shareAt(sheet, chosen, c))
    // a miss among few needs more than figures: a total as the base, or nothing else that could be it
    const whole = chosen.baseCross === undefined ? undefined : sheet.cross[chosen.baseCross]
    const clear = whole?.kind === "total" || (chosen.baseCross === undefined && close.length === 2)
    if (all.misses === 0 || (convincing(all) && (all.fits >= 3 || clear)))
      found.push({ ...chosen, crosses: all.crosses })
  }
  return found
}

function unitOf(sheet: Sheet, line: number): Unit | undefined {
  for (let c = 0; c < sheet.cross.length; c++) {
    const entry = sheet.at(line, c)
    if (entry !== undefined) return entry.unit
  }
  return undefined
}

/** crosses that may be the whole: totals, the first and the last */
function totals(sheet: Sheet): number[] {
  const marked = sheet.cross.flatMap((line, i) => (line.kind === "total" ? [i] : []))
  return [...new Set([...marked.slice(0, 4), 0, sheet.cross.length - 1])].filter((i) => i >= 0)
}

function shareAt(sheet: Sheet, share: Omit<Share, "crosses">, c: number): Verdict {
  const [part, result] = [sheet.at(share.part, c), sheet.at(share.result, c)]
  const base = sheet.at(share.base, share.baseCross ?? c)
  if (part === undefined || base === undefined || result === undefined) return undefined
  if (part.unit !== base.unit || base.value === 0 || c === share.baseCross || result.unit !== "%") return undefined
  const parts = { over: part.value, under: base.value, overStep: part.step, underStep: base.step }
  return quotient(sheet, parts, result.value, result.step)
}
