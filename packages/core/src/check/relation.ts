/** Whether a relation between figures holds, and the sentence that says why not. */
import { add, compare, decimal, divide, german, round, type Scaled, scaled, subtract } from "../number/exact.ts"
import type { Num } from "../number.ts"
import { absolute, base, comparable, type Figure, isZero, slack, within } from "../table/figure.ts"
import type { CellRef, Relation } from "../typed.ts"

/** "rounding": off by no more than the rounding of the figures shown can make. */
export type State = "holds" | "rounding" | "fails" | "undecided"
export interface Judged {
  readonly state: State
  /** cell that shows the result */
  readonly result: CellRef
  /** "1.805 + 5.607 ergibt 7.412; in der Tabelle steht 7.421." */
  readonly sentence: string
  readonly figures: Readonly<Record<string, string>>
}

const HUNDRED = scaled("100")
const times = (a: Scaled, b: Scaled): Scaled => ({ units: a.units * b.units, places: a.places + b.places })
const double = (s: Scaled): Scaled => add(s, s)

const POWER: Readonly<Record<string, number>> = { EUR: 0, TEUR: 3, MioEUR: 6 }
/** a value of `base` in the unit and with the decimals of `like`, more of them where it needs more */
export function sayLike(value: Scaled, like: Figure): string {
  const power = POWER[like.unit ?? ""] ?? 0
  let shown: Scaled = { units: value.units, places: value.places + power }
  while (shown.places > like.num.decimals && shown.units % 10n === 0n)
    shown = { units: shown.units / 10n, places: shown.places - 1 }
  if (shown.places > 6) shown = round(shown, 6)
  const places = Math.max(shown.places, like.num.decimals)
  return german({ value: decimal(round(shown, places)), decimals: places })
}
/** a figure without its unit and words */
const say = (f: Figure): string => german(bareNum(f.num))
const bareNum = ({ value, decimals }: Num): Num => ({ value, decimals })
const unitSign = (f: Figure): string => (f.unit === "%" ? " %" : f.unit === "%-Punkte" ? " Prozentpunkte" : "")

const undecided = (result: CellRef): Judged => ({ state: "undecided", result, sentence: "", figures: {} })

/** Judges a relation over the figures that `read` finds; what is not there, rounded in words or secret cannot be decided. */
export function judge(relation: Relation, read: (ref: CellRef) => Figure | undefined): Judged {
  switch (relation.type) {
    case "sum": {
      const total = read(relation.total)
      const parts = relation.parts.map(read)
      const given = parts.filter((p) => p !== undefined)
      if (total === undefined || given.length < parts.length) return undecided(relation.total)
      return { ...sumOf(total, given, "in der Tabelle steht"), result: relation.total }
    }
    case "share": {
      const [part, whole, result] = [read(relation.part), read(relation.base), read(relation.result)]
      if (!part || !whole || !result) return undecided(relation.result)
      return { ...shareOf(part, whole, result, "in der Tabelle steht"), result: relation.result }
    }
    case "delta": {
      const [now, before, result] = [read(relation.now), read(relation.before), read(relation.result)]
      if (!now || !before || !result) return undecided(relation.result)
      const judged =
        relation.mode === "abs"
          ? differenceOf(now, before, result, "in der Tabelle steht")
          : changeOf(now, before, result, "in der Tabelle steht")
      return { ...judged, result: relation.result }
    }
    case "convex": {
      const total = read(relation.total)
      const parts = relation.parts.map(read).filter((p) => p !== undefined)
      if (total === undefined || parts.length < relation.parts.length) return undecided(relation.total)
      return { ...betweenOf(total, parts), result: relation.total }
    }
    case "equals": {
      const [a, b] = [read(relation.a), read(relation.b)]
      if (!a || !b) return undecided(relation.a)
      return { ...equalOf(a, b, scaled(relation.tolerance)), result: relation.a }
    }
  }
}

type Bare = Omit<Judged, "result">
const OPEN: Bare = { state: "undecided", sentence: "", figures: {} }
const numbered = (name: string, figures: readonly Figure[]): Record<string, string> =>
  Object.fromEntries(figures.slice(0, 20).map((f, i) => [`${name}${i + 1}`, f.num.value ?? ""]))

/** `stands`: "in der Tabelle steht", "im Text steht" */
export function sumOf(total: Figure, parts: readonly Figure[], stands: string): Bare {
  if (!parts.every((p) => comparable(p.unit, total.unit))) return OPEN
  const sum = add(...parts.map(base))
  const difference = subtract(base(total), sum)
  const state = isZero(difference) ? "holds" : within(difference, [total, ...parts]) ? "rounding" : "fails"
  const mixed = parts.some((p) => p.unit !== total.unit && p.unit !== undefined && total.unit !== undefined)
  const words = (f: Figure): string => (mixed ? german(bareNum(f.num), f.unit) : say(f))
  const added =
    parts.length > 6
      ? `Die ${parts.length} Teile ergeben ${sayLike(sum, total)}`
      : `${parts.map(words).join(" + ").replace(/\+ -/g, "− ")} ergibt ${sayLike(sum, total)}`
  return {
    state,
    sentence: `${added}${unitSign(total)}; ${stands} ${words(total)}${unitSign(total)}.`,
    figures: { gesamt: total.num.value ?? "", ...numbered("teil", parts) },
  }
}

export function shareOf(part: Figure, whole: Figure, result: Figure, stands: string): Bare {
  if (result.unit !== "%" || !comparable(part.unit, whole.unit) || isZero(whole.value)) return OPEN
  const { state, expected } = quotient(base(part), base(whole), slack(part), slack(whole), result)
  return {
    state,
    sentence: `${say(part)} von ${say(whole)} sind ${expected} %; ${stands} ${say(result)} %.`,
    figures: { teil: part.num.value ?? "", bezug: whole.num.value ?? "", anteil: result.num.value ?? "" },
  }
}

export function differenceOf(now: Figure, before: Figure, result: Figure, stands: string): Bare {
  const points = now.unit === "%" && before.unit === "%"
  if (!comparable(now.unit, before.unit)) return OPEN
  if (points ? result.unit !== "%-Punkte" && result.unit !== "%" : !comparable(result.unit, now.unit)) return OPEN
  const exact = subtract(base(now), base(before))
  const difference = subtract(exact, base(result))
  const state = isZero(difference) ? "holds" : within(difference, [now, before, result]) ? "rounding" : "fails"
  return {
    state,
    sentence: `${say(now)} − ${say(before)} ergibt ${sayLike(exact, result)}; ${stands} ${say(result)}.`,
    figures: { neu: now.num.value ?? "", alt: before.num.value ?? "", differenz: result.num.value ?? "" },
  }
}

/** change in percent of `before` */
export function changeOf(now: Figure, before: Figure, result: Figure, stands: string): Bare {
  if (result.unit !== "%" || !comparable(now.unit, before.unit) || isZero(before.value)) return OPEN
  const over = subtract(base(now), base(before))
  const { state, expected } = quotient(
    over,
    absolute(base(before)),
    add(slack(now), slack(before)),
    slack(before),
    result,
  )
  return {
    state,
    sentence: `Von ${say(before)} auf ${say(now)} sind es ${expected} %; ${stands} ${say(result)} %.`,
    figures: { neu: now.num.value ?? "", alt: before.num.value ?? "", prozent: result.num.value ?? "" },
  }
}

/** 100 * over / under against the result shown; the slacks are one unit of the last place of each */
function quotient(
  over: Scaled,
  under: Scaled,
  overSlack: Scaled,
  underSlack: Scaled,
  result: Figure,
): { state: State; expected: string } {
  const step: Scaled = { units: 1n, places: result.num.decimals }
  const off = absolute(subtract(times(HUNDRED, over), times(result.value, under)))
  const last = absolute(times(step, under))
  const allowed = add(last, times(HUNDRED, overSlack), absolute(times(result.value, underSlack)))
  const state = compare(double(off), allowed) <= 0 ? "holds" : compare(off, last) < 0 ? "rounding" : "fails"
  const places = result.num.decimals
  return { state, expected: german({ value: decimal(divide(over, under, places, 2)), decimals: places }) }
}

function betweenOf(total: Figure, parts: readonly Figure[]): Bare {
  if (!parts.every((p) => p.unit === total.unit)) return OPEN
  const values = [...parts].sort((a, b) => compare(a.value, b.value))
  const [least, most] = [values[0], values.at(-1)]
  if (least === undefined || most === undefined) return OPEN
  const room: Scaled = { units: 5n, places: total.num.decimals + 1 }
  const out = compare(add(total.value, room), least.value) < 0 || compare(subtract(total.value, room), most.value) > 0
  return {
    state: out ? "fails" : "holds",
    sentence: `Insgesamt stehen ${say(total)}${unitSign(total)}; die Gruppen liegen zwischen ${say(least)} und ${say(most)}${unitSign(total)}.`,
    figures: { gesamt: total.num.value ?? "", ...numbered("gruppe", parts) },
  }
}

function equalOf(a: Figure, b: Figure, tolerance: Scaled): Bare {
  if (!comparable(a.unit, b.unit)) return OPEN
  const power = 10n ** BigInt(POWER[a.unit ?? ""] ?? 0)
  const allowed: Scaled = { units: tolerance.units * power, places: tolerance.places }
  const difference = absolute(subtract(base(a), base(b)))
  return {
    state: compare(difference, allowed) <= 0 ? "holds" : "fails",
    sentence: `Hier stehen ${german(bareNum(a.num), a.unit)}, dort ${german(bareNum(b.num), b.unit)}.`,
    figures: { hier: a.num.value ?? "", dort: b.num.value ?? "" },
  }
}
