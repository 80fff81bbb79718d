/** Relations in words: one German sentence for what is said of several columns or rows, with what each of them gives. */

import type { Judged } from "./check/relation.ts"
import { plain } from "./plain.ts"
import { cellsOf } from "./table/cells.ts"
import type { CellRef, DataBlock, Relation } from "./typed.ts"

export interface Case {
  readonly relationId: string
  readonly state: Relation["state"]
  /** "Spalte „Ist 2026“"; "" where it is the only one */
  readonly where: string
  readonly verdict: Judged["state"]
  /** "1.962 + 6.656 ergibt 8.618; in der Tabelle steht 8.618."; "" where nothing can be decided */
  readonly sentence: string
  readonly figures: Readonly<Record<string, string>>
}
export interface Said {
  readonly type: Relation["type"]
  /** "Arbeitslose = SGB III + SGB II, in 4 Spalten" */
  readonly sentence: string
  readonly cases: readonly Case[]
}

interface Told {
  readonly relation: Relation
  readonly judged: Judged
}

/** In the order of the table; `place` says where another table stands. */
export function grouped(block: DataBlock, all: readonly Told[], place: (blockId: string) => string): Said[] {
  const words = namesIn(block, place)
  const groups = new Map<string, { say: Saying; told: Told[] }>()
  for (const told of all) {
    const say = sayingOf(told.relation, words)
    const key = keyOf(told.relation, say.along)
    const group = groups.get(key)
    if (group) group.told.push(told)
    else groups.set(key, { say, told: [told] })
  }
  return [...groups.values()].map(({ say, told }) => ({
    type: told[0]?.relation.type ?? "sum",
    sentence: `${say.text}${count(told.length, say)}`,
    cases: told.map(({ relation, judged }) => ({
      relationId: relation.id,
      state: relation.state,
      where: where(relation, say.along, words),
      verdict: judged.state,
      sentence: judged.sentence,
      figures: judged.figures,
    })),
  }))
}

type Along = "columns" | "rows" | "neither"
interface Saying {
  readonly text: string
  /** what else the same may be said of */
  readonly along: Along
}
interface Names {
  readonly row: (id: string) => string
  readonly column: (key: string) => string
  readonly place: (blockId: string) => string
}

function namesIn(block: DataBlock, place: (blockId: string) => string): Names {
  const rows = new Map(block.rows.map((r, i) => [r.id, plain(r.label).trim() || `Zeile ${i + 1}`]))
  const columns = new Map(block.columns.map((c, i) => [c.key, c.label.trim() || `Spalte ${i + 1}`]))
  return { row: (id) => rows.get(id) ?? "?", column: (key) => columns.get(key) ?? "?", place }
}

/** a share may be of rows and its result in another column: then only the cells of rows and columns together name it */
function alongOf(relation: Relation): Along {
  const cells = cellsOf(relation)
  const [first] = cells
  if (first === undefined || cells.some((c) => c.block !== undefined)) return "neither"
  if (cells.every((c) => c.column === first.column)) return "columns"
  return cells.every((c) => c.row === first.row) ? "rows" : "neither"
}

/** Two rows may have the same words: what is said of them is told apart by their ids. */
function keyOf(relation: Relation, along: Along): string {
  const mode = relation.type === "delta" ? relation.mode : ""
  const ids = cellsOf(relation).map((c) =>
    along === "columns" ? c.row : along === "rows" ? c.column : `${c.block ?? ""}/${c.row}/${c.column}`,
  )
  return [relation.type, mode, along, ...ids].join(" ")
}

const MOST = 6
const listed = (names: readonly string[], sign: string): string =>
  names.length <= MOST
    ? names.join(sign)
    : `${names.slice(0, 2).join(sign)}${sign}…${sign}${names.at(-1) ?? ""} (${names.length} Werte)`

function sayingOf(relation: Relation, names: Names): Saying {
  const along = alongOf(relation)
  const name = (ref: CellRef): string => {
    if (along === "columns") return names.row(ref.row)
    if (along === "rows") return names.column(ref.column)
    if (ref.block !== undefined) return names.place(ref.block)
    return `${names.row(ref.row)} (${names.column(ref.column)})`
  }
  switch (relation.type) {
    case "sum":
      return { along, text: `${name(relation.total)} = ${listed(relation.parts.map(name), " + ")}` }
    case "share":
      return { along, text: `${name(relation.result)} = Anteil von ${name(relation.part)} an ${name(relation.base)}` }
    case "delta": {
      const change = `${name(relation.now)} − ${name(relation.before)}`
      const percent = `Veränderung von ${name(relation.before)} auf ${name(relation.now)} in Prozent`
      return { along, text: `${name(relation.result)} = ${relation.mode === "abs" ? change : percent}` }
    }
    case "convex":
      return { along, text: `${name(relation.total)} liegt zwischen ${listed(relation.parts.map(name), ", ")}` }
    case "equals": {
      const [own, other] = relation.a.block === undefined ? [relation.a, relation.b] : [relation.b, relation.a]
      const there = other.block === undefined ? name(other) : `derselbe Wert in ${names.place(other.block)}`
      return { along: "neither", text: `${names.row(own.row)} (${names.column(own.column)}) = ${there}` }
    }
  }
}

function count(n: number, { along }: Saying): string {
  if (n === 1) return ""
  return along === "columns" ? `, in ${n} Spalten` : along === "rows" ? `, in ${n} Zeilen` : `, ${n}-mal`
}

function where(relation: Relation, along: Along, names: Names): string {
  const [first] = cellsOf(relation)
  if (first === undefined || along === "neither") return ""
  return along === "columns" ? `Spalte „${names.column(first.column)}“` : `Zeile „${names.row(first.row)}“`
}
