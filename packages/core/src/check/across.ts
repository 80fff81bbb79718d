/** C09: the same figures in two tables, one of them rounded. */
import { sectionPlace } from "../content.ts"
import type { Figure } from "../table/figure.ts"
import type { CellRef } from "../typed.ts"
import { judge } from "./relation.ts"
import type { CheckFinding, Rule } from "./rule.ts"
import { atCell, crosses, type Table, tables } from "./table.ts"

export const across: Rule = {
  id: "C09",
  title: "Zwei Tabellen mit denselben Zahlen stimmen überein, auch gerundet.",
  whole: (_content, heres) => {
    const found: CheckFinding[] = []
    let byId: Map<string, { table: Table; place: string }> | undefined
    for (const here of heres)
      for (const table of tables(here.section))
        for (const relation of table.block.relations) {
          if (relation.state === "rejected" || !crosses(relation)) continue
          byId ??= new Map(
            heres.flatMap((h) =>
              tables(h.section).map(
                (t) => [t.block.id, { table: t, place: `${sectionPlace(h.number, h.section)}, ${t.where}` }] as const,
              ),
            ),
          )
          const known = byId
          const read = (ref: CellRef): Figure | undefined =>
            ref.block === undefined ? table.read(ref) : known.get(ref.block)?.table.read(ref)
          const judged = judge(relation, read)
          if (judged.state === "holds" || judged.state === "undecided") continue
          const other = relation.type === "equals" ? (relation.b.block ?? relation.a.block) : undefined
          const there = other === undefined ? "" : ` (${known.get(other)?.place ?? ""})`
          const cell = relation.type === "equals" && relation.a.block !== undefined ? relation.b : judged.result
          if (cell.block !== undefined) continue
          found.push(
            atCell("C09", judged.state === "rounding" ? "hint" : "warning", here, table, {
              reason: relation.state === "proposed" ? "across.presumed" : "across",
              message: `${relation.state === "proposed" ? "Vermutlich dieselbe Größe: " : ""}${judged.sentence.replace(/\.$/, "")}${there}.`,
              ref: cell,
              figures: judged.figures,
            }),
          )
        }
    return found
  },
}
