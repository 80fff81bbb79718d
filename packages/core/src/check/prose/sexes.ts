/** Women and men in running text, against what the same section says of all. */
import type { Section } from "../../content.ts"
import { add, decimal, german, subtract } from "../../number.ts"
import { isZero } from "../../table/figure.ts"
import { likeTypo } from "../../table/propose/sheet.ts"
import { claims } from "../claims.ts"
import type { Prose, Token } from "./read.ts"
import type { ProseSaid } from "./said.ts"

const WOMEN = /(?:frauen|weiblich)\s?\(\s*$/i
const MEN = /(?:männern?|männlich)\s?\(\s*$/i

/** "mehr Frauen (5.014 eLb) als Männer (4.626 eLb)" beside "9.640 eLb" */
export function sexes(section: Section, all: readonly Prose[]): ProseSaid[] {
  const pairs = all.flatMap((prose) =>
    prose.sentences.flatMap(({ tokens }) =>
      tokens.flatMap((a, i) => {
        const b = tokens[i + 1]
        return b !== undefined && isPair(a, b) ? [{ prose, a, b }] : []
      }),
    ),
  )
  if (pairs.length === 0) return []
  const known = claims(section)
  return pairs.flatMap(({ prose, a, b }): ProseSaid[] => {
    if (a.figure === undefined || b.figure === undefined) return []
    const own = known.find((c) => c.figure.num.value === a.figure?.num.value)
    const totals = known.filter((c) => c.subject === own?.subject && !/frauen|männer|weiblich|männlich/.test(c.groups))
    const sum = add(a.figure.value, b.figure.value)
    if (totals.some((c) => isZero(subtract(c.figure.value, sum)))) return []
    const near = totals.filter((c) => likeTypo(Number(decimal(subtract(c.figure.value, sum)))))
    const [total] = near
    if (near.length !== 1 || total === undefined) return []
    const say = (value: string | null): string => german({ value, decimals: 0 })
    return [
      {
        rule: "C01",
        severity: "warning",
        reason: "sexes.text",
        message: `Frauen und Männer sind zusammen ${say(a.figure.num.value)} + ${say(b.figure.num.value)} = ${say(decimal(sum))}; im selben Abschnitt steht ${say(total.figure.num.value)}.`,
        passage: prose.passage,
        figures: {
          frauen: a.figure.num.value ?? "",
          maenner: b.figure.num.value ?? "",
          gesamt: total.figure.num.value ?? "",
        },
      },
    ]
  })
}

const isPair = (a: Token, b: Token): boolean =>
  a.figure !== undefined &&
  b.figure !== undefined &&
  a.unit !== "%" &&
  a.unit === b.unit &&
  a.figure.num.decimals === 0 &&
  b.figure.num.decimals === 0 &&
  ((WOMEN.test(a.lead) && MEN.test(b.lead)) || (MEN.test(a.lead) && WOMEN.test(b.lead)))
