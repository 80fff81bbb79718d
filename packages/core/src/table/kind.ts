/** Kind of a typed table, by the words of its headings and labels. */

import { plain } from "../block.ts"
import type { Column, DataBlock, DataRow } from "../typed.ts"
import { isMoney, simple } from "./words.ts"

const INSTRUMENT =
  /§ ?(?:16|44|45|54a|81|88)|arbeitsgelegenheit|\bagh\b|\bfbw\b|\bavgs\b|\bmat\b|\bmag\b|einstiegsgeld|eingliederungszuschuss|\begz\b|berufliche[rn]? weiterbildung|teilhabe am arbeitsmarkt|maßnahmen? (?:bei|beim|zur)/
const KPI = /\bk[1-3](?:e[1-5])?\b|integrationsquote|aktivierungsquote|kennzahl/
const BUDGET =
  /budget|eingliederungstitel|eingliederungsleistung|\begt\b|\bvwk\b|verwaltungskosten|verwaltungstitel|haushalt|mittelzuteilung|zuweisung|ausgaben|ansatz/

export function kindOfTable(
  columns: readonly Column[],
  rows: readonly DataRow[],
  head: string,
  context: string,
): DataBlock["kind"] {
  const labels = rows.map((r) => simple(plain(r.label)))
  const heads = simple([head, ...columns.map((c) => c.label)].join(" "))
  const instruments = labels.filter((l) => INSTRUMENT.test(l)).length
  if (/\binstrument/.test(heads) || (instruments >= 2 && instruments * 2 >= labels.length)) return "instrument"
  const money = columns.filter((c) => isMoney(c.unit)).length
  if (money * 2 > columns.length && (BUDGET.test(simple(context)) || labels.some((l) => BUDGET.test(l))))
    return "budget"
  const words = simple(context)
  if (
    columns.some((c) => c.nature === "ziel") ||
    /zielwert|zielvereinbarung|mindestveränderung/.test(`${words} ${heads}`)
  )
    return "ziel"
  if (labels.some((l) => KPI.test(l)) || KPI.test(heads)) return "kennzahl"
  return money > 0 && labels.some((l) => BUDGET.test(l)) ? "budget" : "statistik"
}
