/** Proposals over two tables: the same quantity stands in both, exact in one, rounded in the other. */

import { compare, decimal, divide, type Scaled, scaled, subtract } from "../../number/exact.ts"
import { plain } from "../../plain.ts"
import type { DataBlock, Relation } from "../../typed.ts"
import { absolute, base, comparable, type Figure, figureOf, slack } from "../figure.ts"
import { isChange, isMoney, simple } from "../words.ts"

interface Spot {
  readonly block: DataBlock
  readonly order: number
  readonly row: string
  readonly column: string
  readonly figure: Figure
}
interface Pair {
  readonly first: Spot
  readonly second: Spot
}

/** a name that stands in more tables than this says nothing */
const MOST_TABLES = 6
/** cells that two tables must share to be of the same thing */
const LEAST = 3
const POWER: Readonly<Record<string, number>> = { EUR: 0, TEUR: 3, MioEUR: 6 }

/**
 * Relations "equals" for the later of two tables, by the id of its block. Two tables are of the same thing when at least
 * three cells of the same label, group and year stand in both and two thirds of these agree as far as they are rounded.
 */
export function proposeAcross(blocks: readonly DataBlock[]): Map<string, Relation[]> {
  const known = new Map<string, Spot[]>()
  blocks.forEach((block, order) => {
    for (const [name, spot] of spots(block, order)) {
      const list = known.get(name)
      if (list) list.push(spot)
      else known.set(name, [spot])
    }
  })
  const pairs = new Map<string, Pair[]>()
  for (const list of known.values()) {
    if (list.length < 2 || list.length > MOST_TABLES) continue
    for (const [i, first] of list.entries())
      for (const second of list.slice(i + 1)) {
        // the same name twice in one table names nothing
        if (first.block === second.block || !comparable(first.figure.unit, second.figure.unit)) continue
        const key = `${first.order} ${second.order}`
        const found = pairs.get(key)
        if (found) found.push({ first, second })
        else pairs.set(key, [{ first, second }])
      }
  }
  const found = new Map<string, Relation[]>()
  for (const shared of pairs.values()) {
    const agreeing = shared.filter(agree).length
    if (shared.length < LEAST || agreeing * 3 < shared.length * 2) continue
    for (const { first, second } of shared) {
      const list = found.get(second.block.id) ?? []
      found.set(second.block.id, list)
      list.push({
        type: "equals",
        id: `g${list.length + 1}`,
        state: "proposed",
        a: { row: second.row, column: second.column },
        b: { block: first.block.id, row: first.row, column: first.column },
        tolerance: tolerance(first.figure, second.figure),
      })
    }
  }
  return found
}

function* spots(block: DataBlock, order: number): Generator<[string, Spot]> {
  let group = ""
  let parent = ""
  const seen = new Set<string>()
  for (const row of block.rows) {
    const label = simple(plain(row.label))
    if (row.kind === "group") {
      group = label
      continue
    }
    if (row.indent === 0 && row.kind !== "davon" && row.kind !== "darunter") parent = label
    const path = row.indent === 0 && row.kind !== "davon" && row.kind !== "darunter" ? group : `${group}/${parent}`
    for (const [i, column] of block.columns.entries()) {
      const figure = figureOf(row.cells[i], column)
      if (figure === undefined || column.asOf === undefined || isChange(column.label)) continue
      const kind = isMoney(figure.unit) ? "€" : (figure.unit ?? "")
      const name = [path, label, column.asOf, column.nature ?? "", kind === "Personen" ? "" : kind].join("\n")
      if (seen.has(name)) continue
      seen.add(name)
      yield [name, { block, order, row: row.id, column: column.key, figure }]
    }
  }
}

/** half a step of the coarser of both, in the smallest unit of their kind */
function half(a: Figure, b: Figure): Scaled {
  const coarser = compare(slack(a), slack(b)) >= 0 ? slack(a) : slack(b)
  return { units: coarser.units * 5n, places: coarser.places + 1 }
}
const agree = ({ first, second }: Pair): boolean =>
  compare(absolute(subtract(base(first.figure), base(second.figure))), half(first.figure, second.figure)) <= 0

function tolerance(first: Figure, second: Figure): string {
  const power = POWER[second.unit ?? ""] ?? 0
  const one = scaled(`1${"0".repeat(power)}`)
  return decimal(divide(half(first, second), one, 6)).replace(/\.?0+$/, "") || "0"
}
