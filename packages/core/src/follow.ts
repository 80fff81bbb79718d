/**
 * Cells that follow others (gleiche Größe): where a confirmed relation says that two cells are the same figure, a change
 * of the one moves the other.
 */
import { judge } from "./check/relation.ts"
import type { ProgrammeContent, Section } from "./content.ts"
import { compare, decimal, divide, type Num, scaled } from "./number.ts"
import { base, type Figure, figureOf, slack } from "./table/figure.ts"
import type { CellRef, DataBlock, Relation } from "./typed.ts"

type Equals = Extract<Relation, { type: "equals" }>
interface Edge {
  readonly from: string
  readonly relation: Equals
  readonly block: string
}
interface Cell {
  readonly block: DataBlock
  readonly row: number
  readonly column: number
}

/** "tabelle/zeile/spalte" of a cell named in a table. */
export const addressOf = ({ block, row, column }: CellRef, own: string): string => `${block ?? own}/${row}/${column}`

const confirmed = (sections: readonly Section[]): { block: DataBlock; relation: Equals }[] =>
  sections.flatMap((s) =>
    s.blocks.flatMap((block) =>
      block.type !== "data"
        ? []
        : block.relations.flatMap((relation) =>
            relation.type === "equals" && relation.state === "confirmed" ? [{ block, relation }] : [],
          ),
    ),
  )

/** What each following cell follows, by its address: the coarser figure follows the finer, else the table's own the other. */
function edges(sections: readonly Section[]): { edges: Map<string, Edge[]>; cells: Map<string, Cell> } {
  const found = new Map<string, Edge[]>()
  const all = confirmed(sections)
  const cells = all.length === 0 ? new Map<string, Cell>() : cellsOf(sections)
  for (const { block, relation } of all) {
    const [a, b] = [addressOf(relation.a, block.id), addressOf(relation.b, block.id)]
    const [one, other] = [read(cells.get(a)), read(cells.get(b))]
    if (!one || !other || a === b) continue
    const finer = compare(slack(one), slack(other))
    const own = relation.a.block === undefined || relation.a.block === block.id ? a : b
    const to = finer > 0 ? a : finer < 0 ? b : own
    const edge = { from: to === a ? b : a, relation, block: block.id }
    const known = found.get(to)
    if (known) known.push(edge)
    else found.set(to, [edge])
  }
  return { edges: found, cells }
}

function cellsOf(sections: readonly Section[]): Map<string, Cell> {
  const found = new Map<string, Cell>()
  for (const section of sections)
    for (const block of section.blocks)
      if (block.type === "data")
        for (const [r, row] of block.rows.entries())
          for (const [c, column] of block.columns.entries())
            found.set(`${block.id}/${row.id}/${column.key}`, { block, row: r, column: c })
  return found
}

function read(cell: Cell | undefined, num?: Num): Figure | undefined {
  if (!cell) return undefined
  const given = cell.block.rows[cell.row]?.cells[cell.column]
  const now = num !== undefined && given?.type === "num" ? { ...given, num } : given
  return figureOf(now, cell.block.columns[cell.column])
}

/** Figures that are to change so that every confirmed "equals" holds, by address. What runs in a circle stays as it is. */
export function moved(sections: readonly Section[]): Map<string, Num> {
  const { edges: follows, cells } = edges(sections)
  const found = new Map<string, Num>()
  const done = new Set<string>()
  const settle = (address: string, above: ReadonlySet<string>): void => {
    if (done.has(address)) return
    for (const { from, relation, block } of follows.get(address) ?? []) {
      if (above.has(from)) continue
      settle(from, new Set([...above, from]))
      const now = (a: string) => read(cells.get(a), found.get(a))
      const state = judge(relation, (ref) => now(addressOf(ref, block))).state
      const [mine, source] = [now(address), now(from)]
      if (state !== "fails" || !mine || !source) continue
      const num = like(source, mine)
      if (num) found.set(address, num)
    }
    done.add(address)
  }
  for (const address of follows.keys()) settle(address, new Set([address]))
  return found
}

const POWER: Readonly<Record<string, number>> = { EUR: 0, TEUR: 3, MioEUR: 6 }
/** The source's value in the unit and with the places of the follower. */
function like(source: Figure, mine: Figure): Num | undefined {
  const one = scaled(`1${"0".repeat(POWER[mine.unit ?? ""] ?? 0)}`)
  const value = decimal(divide(base(source), one, mine.num.decimals))
  // A figure with more digits than one may have stays: then the check says that the two differ.
  if (!/^-?\d{1,15}(\.\d{1,6})?$/.test(value)) return undefined
  const { raw: _, ...num } = mine.num
  return { ...num, value }
}

/** One address of every circle: cells that follow each other, names that stand for each other. */
export function circles(content: Pick<ProgrammeContent, "sections" | "numbers">): string[] {
  const next = new Map<string, string[]>()
  for (const [to, list] of edges(content.sections).edges)
    next.set(
      to,
      list.map((e) => e.from),
    )
  for (const n of content.numbers ?? []) if (n.ref !== undefined) next.set(`zahl/${n.id}`, [n.ref])
  const state = new Map<string, "open" | "done">()
  const found: string[] = []
  for (const start of next.keys()) {
    // An explicit stack: nobody's chain of cells is as long as ours may be deep.
    const stack: { at: string; left: string[] }[] = [{ at: start, left: [...(next.get(start) ?? [])] }]
    if (state.has(start)) continue
    state.set(start, "open")
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const to = top.left.pop()
      if (to === undefined) {
        state.set(top.at, "done")
        stack.pop()
      } else if (state.get(to) === "open") found.push(to)
      else if (!state.has(to) && next.has(to)) {
        state.set(to, "open")
        stack.push({ at: to, left: [...(next.get(to) ?? [])] })
      }
    }
  }
  return found
}
