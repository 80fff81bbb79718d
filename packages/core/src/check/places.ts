/** C19: more places than entries in an instrument table, where no Bestand explains it. */
import { compare, german } from "../number.ts"
import { simple } from "../table/words.ts"
import type { CheckFinding, Rule } from "./rule.ts"
import { atCell, tables } from "./table.ts"

export const places: Rule = {
  id: "C19",
  title: "Plätze übersteigen die Eintritte nur, wo ein Bestand genannt ist.",
  section: (here) =>
    tables(here.section).flatMap((table): CheckFinding[] => {
      const { columns, rows } = table.block
      if (columns.some((c) => /bestand/.test(simple(c.label)))) return []
      const entries = columns.filter((c) => c.unit === "Eintritte")
      return columns
        .filter((c) => c.unit === "Plätze")
        .flatMap((place) => {
          const entry =
            entries.length === 1 ? entries[0] : entries.find((e) => e.asOf !== undefined && e.asOf === place.asOf)
          if (entry === undefined) return []
          return rows.flatMap((row): CheckFinding[] => {
            const ref = { row: row.id, column: place.key }
            const [p, e] = [table.read(ref), table.read({ row: row.id, column: entry.key })]
            if (p === undefined || e === undefined || compare(p.value, e.value) <= 0) return []
            if (/bestand/.test(simple(row.label.map((i) => ("text" in i ? i.text : " ")).join("")))) return []
            const [many, few] = [p, e].map((f) => german({ value: f.num.value, decimals: f.num.decimals }))
            return [
              atCell("C19", "hint", here, table, {
                reason: "places",
                message: `${many} Plätze bei ${few} Eintritten: Laufen Förderungen aus dem Vorjahr weiter? Dann gehört der Bestand dazu.`,
                ref,
                figures: { plaetze: p.num.value ?? "", eintritte: e.num.value ?? "" },
              }),
            ]
          })
        })
    }),
}
