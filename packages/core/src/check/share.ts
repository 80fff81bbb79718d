/** C05, C06: shares of a declared base, and parts that are one hundred percent together. */
import { add, compare, decimal, german, scaled, subtract } from "../number.ts"
import { absolute, type Figure, isZero, within } from "../table/figure.ts"
import { isChange } from "../table/words.ts"
import type { DataRow } from "../typed.ts"
import { proseFindings } from "./prose/index.ts"
import type { CheckFinding, Here, Rule } from "./rule.ts"
import { atCell, relationFindings, type Table, tables } from "./table.ts"

export const share: Rule = {
  id: "C05",
  title: "Anteile sind richtig gerechnet, auf die Bezugsgröße, die genannt ist.",
  section: (here) => [
    ...relationFindings("C05", here, (_, r) => r.type === "share", {
      reason: "share",
      proposed: "Vermutlich ein Anteil",
      confirmed: "error",
    }),
    ...proseFindings("C05", here),
  ],
}

export const hundred: Rule = {
  id: "C06",
  title: "Anteile eines Ganzen ergeben zusammen 100 %.",
  section: (here) => [...tables(here.section).flatMap((table) => hundreds(here, table)), ...proseFindings("C06", here)],
}

const WHOLE = scaled("100")
const NEAR = scaled("5")

function hundreds(here: Here, table: Table): CheckFinding[] {
  const { block } = table
  return block.columns.flatMap((column): CheckFinding[] => {
    if (column.unit !== "%" || isChange(column.label)) return []
    const read = (row: DataRow): Figure | undefined => table.read({ row: row.id, column: column.key })
    const found: CheckFinding[] = []
    for (const parts of wholes(block.rows, read)) {
      const figures = parts.map(read).filter((f) => f !== undefined)
      const [first] = parts
      if (first === undefined || figures.length < parts.length || figures.some((f) => f.value.units < 0n)) continue
      const sum = add(...figures.map((f) => f.value))
      const off = subtract(sum, WHOLE)
      if (isZero(off)) continue
      const rounding = within(off, figures)
      if (!rounding && compare(absolute(off), NEAR) > 0) continue
      const places = Math.max(...figures.map((f) => f.num.decimals))
      const added =
        figures.length > 6
          ? `Die ${figures.length} Anteile ergeben`
          : `${figures.map((f) => german({ value: f.num.value, decimals: f.num.decimals })).join(" + ")} ergibt`
      found.push(
        atCell("C06", rounding ? "hint" : "warning", here, table, {
          reason: `hundred${rounding ? ".rounding" : ""}`,
          message: `${added} ${german({ value: decimal(sum), decimals: places })} %.${rounding ? " Rundung?" : " Zusammen müssten es 100 % sein."}`,
          ref: { row: first.id, column: column.key },
          figures: { summe: decimal(sum) },
        }),
      )
    }
    return found
  })
}

/** "davon" rows in a row, and rows under or over a total that says 100 % */
function wholes(rows: readonly DataRow[], read: (row: DataRow) => Figure | undefined): DataRow[][] {
  const found: DataRow[][] = []
  let run: DataRow[] = []
  const close = () => {
    if (run.length >= 2) found.push(run)
    run = []
  }
  for (const row of rows) {
    if (row.kind === "davon") run.push(row)
    else close()
  }
  close()
  let block: DataRow[] = []
  for (const row of rows) {
    if (row.kind === "group") block = []
    else if (row.kind === "data" && row.indent === 0) block.push(row)
    else if (row.kind === "total") {
      const total = read(row)
      if (total !== undefined && isZero(subtract(total.value, WHOLE)) && block.length >= 2) found.push(block)
      block = []
    }
  }
  return found
}
