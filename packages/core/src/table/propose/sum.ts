/** Proposals of sums: total rows, "davon", pairs such as weiblich and männlich, and what adds up in several columns at once. */
import { isPercent, likeTypo, type Sheet } from "./sheet.ts"

/** Lines that seem to add up, and where across them. */
export interface Sum {
  readonly total: number
  readonly parts: readonly number[]
  readonly crosses: readonly number[]
}

type Evidence =
  /** a word for a total, or parts that make a whole by their names */
  | "label"
  /** parts whose names begin with the name of the total */
  | "name"
  /** nothing but the figures */
  | "figures"
interface Candidate {
  readonly total: number
  readonly parts: readonly number[]
  readonly evidence: Evidence
  /** parts that add up in percent, too (on one base) */
  readonly rates: boolean
}

const MOST_PARTS = 500
const MOST_SUBTOTALS = 30

export function sums(sheet: Sheet): Sum[] {
  const found: Sum[] = []
  const seen = new Set<string>()
  const taken = new Set<number>()
  for (const candidate of candidates(sheet)) {
    if (candidate.evidence === "figures" && taken.has(candidate.total)) continue
    const key = `${candidate.total}:${candidate.parts.join(",")}`
    if (seen.has(key)) continue
    seen.add(key)
    const crosses = judge(sheet, candidate)
    if (crosses.length === 0) continue
    // the same total from other parts only where the parts have names of their own
    if (taken.has(candidate.total) && candidate.evidence !== "label") continue
    taken.add(candidate.total)
    found.push({ total: candidate.total, parts: candidate.parts, crosses })
  }
  return found
}

function* candidates(sheet: Sheet): Generator<Candidate> {
  yield* byTotals(sheet)
  yield* byPairs(sheet)
  if (sheet.byRows) {
    yield* byDavon(sheet)
    yield* byName(sheet)
    yield* byFigures(sheet)
  }
}

const some = (parts: readonly number[]): boolean => parts.length >= 2 && parts.length <= MOST_PARTS
const outermost = (sheet: Sheet, lines: readonly number[]): number[] => {
  const level = Math.min(...lines.map((i) => sheet.lines[i]?.level ?? 0))
  return lines.filter((i) => sheet.lines[i]?.level === level && sheet.lines[i]?.kind === "data")
}

/** "Insgesamt" below or above its parts, subtotals, and a total of subtotals */
function* byTotals(sheet: Sheet): Generator<Candidate> {
  const { lines } = sheet
  const label = (total: number, parts: readonly number[]): Candidate[] =>
    some(parts) ? [{ total, parts, evidence: "label", rates: false }] : []
  const subtotals: number[] = []
  for (const [t, line] of lines.entries()) {
    if (line.kind !== "total") continue
    const above: number[] = []
    for (let i = t - 1; i >= 0 && lines[i]?.kind !== "total"; i--) above.push(i)
    above.reverse()
    const lastGroup = above.findLastIndex((i) => lines[i]?.kind === "group")
    const direct = summable(sheet, t, above.slice(lastGroup + 1))
    yield* label(t, outermost(sheet, direct))
    if (lastGroup >= 0) yield* label(t, outermost(sheet, summable(sheet, t, above)))
    if (subtotals.length > 0) yield* label(t, [...subtotals.slice(-MOST_SUBTOTALS), ...outermost(sheet, direct)])
    if (subtotals.length > 1) yield* label(t, subtotals.slice(-MOST_SUBTOTALS))
    const below: number[] = []
    for (let i = t + 1; i < lines.length && lines[i]?.kind !== "total" && lines[i]?.kind !== "group"; i++) below.push(i)
    yield* label(t, outermost(sheet, summable(sheet, t, below)))
    subtotals.push(t)
  }
}

/** columns: those of the total's own year first, never changes of others */
function summable(sheet: Sheet, total: number, lines: readonly number[]): number[] {
  if (sheet.byRows) return lines.filter((i) => sheet.lines[i]?.change !== true)
  const period = sheet.lines[total]?.period
  const plainOnes = lines.filter((i) => sheet.lines[i]?.change !== true)
  const same = plainOnes.filter((i) => sheet.lines[i]?.period === period)
  return same.length >= 2 ? same : plainOnes
}

const PAIRS: readonly { readonly words: readonly RegExp[]; readonly rates: boolean }[] = [
  { words: [/\bfrauen\b|weiblich|\bw\b/, /\bmänner\b|männlich|\bm\b/], rates: false },
  { words: [/sgb ?iii\b/, /sgb ?ii\b/], rates: true },
  { words: [/\bdeutsche\b/, /ausländ|ohne deutsche/], rates: false },
  { words: [/\bu ?25\b|unter 25/, /\bü ?25\b|25 jahre und|ab 25|über 25/], rates: false },
  { words: [/verwaltung|\bvwk\b/, /eingliederung|\begt\b|\begl\b/], rates: false },
]

/** two lines beside each other whose names make a whole, with the line before or after them as the total */
function* byPairs(sheet: Sheet): Generator<Candidate> {
  const { lines } = sheet
  for (let i = 0; i + 1 < lines.length; i++) {
    const [a, b] = [lines[i], lines[i + 1]]
    if (a === undefined || b === undefined || a.period !== b.period) continue
    // "davon" is often said at the first only
    if (a.level !== b.level && a.kind !== "davon") continue
    for (const { words, rates } of PAIRS) {
      const [x, y] = words
      if (x === undefined || y === undefined) continue
      const both =
        (x.test(a.label) && y.test(b.label) && !x.test(b.label)) ||
        (y.test(a.label) && x.test(b.label) && !x.test(a.label))
      if (!both) continue
      const third = /divers/.test(lines[i + 2]?.label ?? "") ? [i + 2] : []
      const parts = [i, i + 1, ...third]
      for (const total of [i - 1, (parts.at(-1) ?? i) + 1]) {
        const line = lines[total]
        if (line === undefined || line.kind === "group" || line.change !== a.change || line.period !== a.period)
          continue
        const named =
          line.kind === "total" || a.label.startsWith(line.label) || line.level < a.level || /gesamt/.test(line.label)
        yield { total, parts, evidence: named ? "label" : "figures", rates }
      }
    }
  }
}

/** a line and the deeper ones after it */
function* byDavon(sheet: Sheet): Generator<Candidate> {
  const { lines } = sheet
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i]
    if (line === undefined || line.kind === "group") continue
    const inner: number[] = []
    let j = i + 1
    for (; j < lines.length && inner.length <= MOST_PARTS; j++) {
      const next = lines[j]
      if (next === undefined || next.level <= line.level || next.kind === "group") break
      if (next.level === line.level + 1) inner.push(j)
    }
    const first = lines[i + 1]
    if (some(inner) && inner.every((k) => lines[k]?.kind !== "darunter"))
      yield {
        total: i,
        parts: inner,
        evidence: inner.every((k) => lines[k]?.kind === "davon") ? "label" : "name",
        rates: false,
      }
    // "davon" is said once and meant for those that follow
    if (first?.kind === "davon" && inner.length === 1)
      for (let k = j; k < Math.min(lines.length, i + 7) && lines[k]?.kind === "data"; k++)
        yield { total: i, parts: range(i + 1, k), evidence: "name", rates: false }
  }
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i)

/** "Arbeitslose", "Arbeitslose SGB III", "Arbeitslose SGB II" */
function* byName(sheet: Sheet): Generator<Candidate> {
  const { lines } = sheet
  for (let i = 0; i < lines.length; i++) {
    const name = lines[i]?.label ?? ""
    if (name.length < 3 || lines[i]?.kind === "group") continue
    let j = i + 1
    while (j < lines.length && j - i <= 12 && (lines[j]?.label ?? "").startsWith(`${name} `)) j++
    if (j - i > 2) yield { total: i, parts: range(i + 1, j - 1), evidence: "name", rates: true }
  }
}

/** up to twelve lines beside one that add up to it, whatever they are called */
function* byFigures(sheet: Sheet): Generator<Candidate> {
  const { lines } = sheet
  if (sheet.cross.length < 2) return
  for (let i = 0; i < lines.length; i++) {
    if (lines[i]?.kind === "group") continue
    for (const way of [1, -1])
      for (const n of addUp(sheet, i, way)) {
        const parts = way === 1 ? range(i + 1, i + n) : range(i - n, i - 1)
        yield { total: i, parts, evidence: "figures", rates: false }
      }
  }
}

/** how many lines after (or before) a line add up to it exactly in two places across or more */
function addUp(sheet: Sheet, line: number, way: number): number[] {
  const found: number[] = []
  const sums = sheet.cross.map(() => 0)
  for (let n = 1; n <= 12; n++) {
    const at = line + way * n
    if (at < 0 || at >= sheet.lines.length || sheet.lines[at]?.kind === "group") break
    let equal = 0
    for (let c = 0; c < sums.length; c++) {
      sums[c] = (sums[c] ?? 0) + (sheet.at(at, c)?.value ?? 0)
      if (sums[c] === sheet.at(line, c)?.value) equal++
    }
    if (n >= 2 && equal >= 2) found.push(n)
  }
  return found
}

/** Crosses in which the sum is to be proposed: it holds there, or misses by what one slip of a digit makes. */
function judge(sheet: Sheet, { total, parts, evidence, rates }: Candidate): number[] {
  const exact: number[] = []
  const near: number[] = []
  const far: number[] = []
  let telling = 0
  for (let c = 0; c < sheet.cross.length; c++) {
    const whole = sheet.at(total, c)
    if (whole === undefined) continue
    if (isPercent(whole.unit) && !rates) continue
    if (!sheet.byRows && sheet.cross[c]?.change === true) continue
    let [sum, slack, told, same] = [0, whole.step, 0, true]
    for (const p of parts) {
      const part = sheet.at(p, c)
      if (part === undefined || part.unit !== whole.unit) {
        same = false
        break
      }
      sum += part.value
      slack += part.step
      if (part.value !== 0) told++
    }
    if (!same) continue
    const difference = whole.value - sum
    if (difference === 0 || Math.abs(difference) * 2 <= slack) {
      exact.push(c)
      if (told >= 2 && (difference === 0 || evidence !== "figures")) telling += 1
    } else if (likeTypo(difference)) near.push(c)
    else far.push(c)
    if (evidence === "figures" && (near.length > 1 || far.length > 0)) return []
  }
  const all = [...exact, ...near].sort((a, b) => a - b)
  switch (evidence) {
    case "label":
      if (exact.length > 0) return exact.length >= 2 && far.length === 1 && near.length === 0 ? sorted(all, far) : all
      // no column speaks for it but the word: only a plain total of plain parts, off by one slip
      return near.length === 1 && far.length === 0 && isPlain(sheet, total, parts) ? near : []
    case "name":
      return telling >= 1 && far.length === 0 && (telling >= 2 || near.length > 0) ? all : []
    case "figures":
      return telling >= 2 && (near.length === 0 || telling >= 3) && plenty(sheet, parts, exact) ? all : []
  }
}

const isPlain = (sheet: Sheet, total: number, parts: readonly number[]): boolean =>
  /^(?:insgesamt|gesamt|summe|total|zusammen)/.test(sheet.lines[total]?.label ?? "") &&
  parts.every((p) => !/^(?:davon|darunter|dar\.)/.test(sheet.lines[p]?.label ?? ""))

const sorted = (a: readonly number[], b: readonly number[]): number[] => [...a, ...b].sort((x, y) => x - y)

/** small counts add up by chance */
function plenty(sheet: Sheet, parts: readonly number[], crosses: readonly number[]): boolean {
  let digits = 0
  for (const c of crosses)
    for (const p of parts) {
      const entry = sheet.at(p, c)
      if (entry !== undefined) digits += String(Math.abs(entry.value)).length - 1
    }
  return digits >= 6
}
