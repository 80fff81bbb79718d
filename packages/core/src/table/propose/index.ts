/** Proposals of relations (Vorschläge): what seems to hold between the figures of a table, for a person to confirm or reject. */
import type { CellRef, DataBlock, Relation } from "../../typed.ts"
import { shifts } from "./budget.ts"
import { deltas, shares } from "./quotient.ts"
import { type Sheet, sheets } from "./sheet.ts"
import { type Sum, sums } from "./sum.ts"

/** more than a table may carry; later ones are left out, sums come first */
const MOST = 5000

/**
 * Relations that the labels and figures of a typed table speak for, all of state "proposed". A proposal has words for it,
 * or holds exactly in two columns; it may fail in single cells: those are what a check reports as "vermutlich". What the
 * block carries already, confirmed or rejected, is not proposed again.
 */
export function propose(block: DataBlock): Relation[] {
  const { rows, columns } = sheets(block)
  const known = new Set(block.relations.map(sameness))
  const ids = new Set(block.relations.map((r) => r.id))
  const found: Relation[] = []
  let count = 0
  const freeId = (): string => {
    do count++
    while (ids.has(`b${count}`))
    return `b${count}`
  }
  for (const draft of drafts(rows, columns)) {
    if (found.length + block.relations.length >= MOST) break
    const key = sameness(draft)
    if (known.has(key)) continue
    known.add(key)
    found.push({ ...draft, id: freeId() })
  }
  return found
}

type Draft = Relation & { readonly id: "" }

function* drafts(rows: Sheet, columns: Sheet): Generator<Draft> {
  const shifted = shifts(rows)
  for (const sum of shifted) yield* sumDrafts(rows, sum)
  const down = sums(rows)
  for (const sum of down) yield* sumDrafts(rows, sum)
  for (const sum of sums(columns)) yield* sumDrafts(columns, sum)
  for (const sheet of [columns, rows]) {
    for (const { now, before, result, mode, crosses } of deltas(sheet))
      for (const c of crosses)
        yield {
          type: "delta",
          id: "",
          state: "proposed",
          now: sheet.ref(now, c),
          before: sheet.ref(before, c),
          result: sheet.ref(result, c),
          mode,
        }
    for (const { part, base, baseCross, result, crosses } of shares(sheet))
      for (const c of crosses)
        yield {
          type: "share",
          id: "",
          state: "proposed",
          part: sheet.ref(part, c),
          base: sheet.ref(base, baseCross ?? c),
          result: sheet.ref(result, c),
        }
  }
  yield* between(rows, down)
}

function* sumDrafts(sheet: Sheet, { total, parts, crosses }: Sum): Generator<Draft> {
  for (const c of crosses)
    yield {
      type: "sum",
      id: "",
      state: "proposed",
      total: sheet.ref(total, c),
      parts: parts.map((p) => sheet.ref(p, c)),
    }
}

/** Where rows add up, the percent change of the whole lies between those of its parts. */
function* between(rows: Sheet, sums: readonly Sum[]): Generator<Draft> {
  for (const { total, parts, crosses } of sums) {
    const counted = crosses.some((c) => rows.cross[c]?.change !== true)
    if (!counted || parts.length > 50) continue
    for (let c = 0; c < rows.cross.length; c++) {
      const lines = [total, ...parts]
      if (rows.cross[c]?.change !== true || !lines.every((l) => rows.at(l, c)?.unit === "%")) continue
      yield {
        type: "convex",
        id: "",
        state: "proposed",
        total: rows.ref(total, c),
        parts: parts.map((p) => rows.ref(p, c)),
      }
    }
  }
}

/** Two relations with the same sameness say the same. */
export function sameness(relation: Relation): string {
  const at = ({ block = "", row, column }: CellRef): string => `${block}/${row}/${column}`
  switch (relation.type) {
    case "sum":
    case "convex":
      return `${relation.type} ${at(relation.total)} ${relation.parts.map(at).sort().join(" ")}`
    case "share":
      return `share ${at(relation.part)} ${at(relation.base)} ${at(relation.result)}`
    case "delta":
      return `delta ${relation.mode} ${at(relation.now)} ${at(relation.before)} ${at(relation.result)}`
    case "equals":
      return `equals ${[at(relation.a), at(relation.b)].sort().join(" ")}`
  }
}
