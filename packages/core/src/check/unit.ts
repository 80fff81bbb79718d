/** C07: figures that cannot be meant in the unit that the heading names. */
import { compare, german, type Scaled, scaled, type Unit } from "../number.ts"
import { absolute, type Figure } from "../table/figure.ts"
import { isChange, isShare, simple } from "../table/words.ts"
import type { CheckFinding, Here, Rule } from "./rule.ts"
import { atCell, type Table, tables } from "./table.ts"

/** what no Jobcenter has: a thousand million Euro; less than a hundred thousand Euro for a whole Titel */
const TOO_MUCH: Partial<Record<Unit, Scaled>> = { TEUR: scaled("1000000"), MioEUR: scaled("10000") }
const TOO_LITTLE = scaled("200000")
const TITEL =
  /eingliederungstitel|eingliederungsleistungen|\begt\b|verwaltungskosten|verwaltungsbudget|\bvwk\b|gesamtbudget/
const NAME: Partial<Record<Unit, string>> = { TEUR: "T€", MioEUR: "Mio. €" }
const WHOLE = scaled("100")

export const unit: Rule = {
  id: "C07",
  title: "Die Größe der Zahlen passt zur Einheit im Tabellenkopf.",
  section: (here) => tables(here.section).flatMap((table) => units(here, table)),
}

function units(here: Here, table: Table): CheckFinding[] {
  const found: CheckFinding[] = []
  for (const column of table.block.columns)
    for (const row of table.block.rows) {
      const ref = { row: row.id, column: column.key }
      const figure = table.read(ref)
      if (figure === undefined) continue
      const label = simple(row.label.map((i) => ("text" in i ? i.text : " ")).join(""))
      const message = doubt(figure, column.label, label)
      if (message !== undefined)
        found.push(
          atCell("C07", "warning", here, table, {
            reason: "unit",
            message,
            ref,
            figures: { wert: figure.num.value ?? "" },
          }),
        )
    }
  return found
}

function doubt(figure: Figure, column: string, row: string): string | undefined {
  const { num, value, unit: inUnit } = figure
  const shown = german({ value: num.value, decimals: num.decimals })
  const most = TOO_MUCH[inUnit ?? ""]
  if (most !== undefined && compare(absolute(value), most) >= 0)
    return `${shown} ${NAME[inUnit ?? ""] ?? ""} wären mehr als eine Milliarde Euro. Sind Euro gemeint?`
  if (
    inUnit === "EUR" &&
    TITEL.test(row) &&
    value.units > 0n &&
    compare(value, TOO_LITTLE) < 0 &&
    !isChange(`${column} ${row}`)
  )
    return `${shown} € sind für einen ganzen Titel sehr wenig. Sind Tausend Euro gemeint?`
  if (
    inUnit === "%" &&
    isShare(column) &&
    !isChange(column) &&
    !isChange(row) &&
    compare(value, WHOLE) > 0 &&
    /anteil/.test(simple(column))
  )
    return `Ein Anteil von ${shown} % ist mehr als das Ganze.`
  return undefined
}
