/** C01, C02, C10: what must add up in a table, down its rows, across its columns, between the Titel of a budget. */
import { proseFindings } from "./prose/index.ts"
import type { Rule } from "./rule.ts"
import { kindOfSum, relationFindings, type Wording } from "./table.ts"

const wording: Wording = { reason: "sum", proposed: "Vermutlich eine Summe", confirmed: "error" }

export const rowSum: Rule = {
  id: "C01",
  title: "Summen über die Zeilen einer Tabelle und Summen im Text stimmen.",
  section: (here) => [
    ...relationFindings("C01", here, (t, r) => r.type === "sum" && kindOfSum(t, r) === "C01", wording),
    ...proseFindings("C01", here),
  ],
}
export const columnSum: Rule = {
  id: "C02",
  title: "Summen über die Spalten einer Tabelle stimmen.",
  section: (here) => relationFindings("C02", here, (t, r) => r.type === "sum" && kindOfSum(t, r) === "C02", wording),
}
export const shift: Rule = {
  id: "C10",
  title: "Die Umschichtung zwischen Eingliederungs- und Verwaltungstitel geht auf.",
  section: (here) => [
    ...relationFindings("C10", here, (t, r) => r.type === "sum" && kindOfSum(t, r) === "C10", {
      reason: "shift",
      proposed: "Vermutlich geht die Umschichtung nicht auf",
      confirmed: "error",
    }),
    ...proseFindings("C10", here),
  ],
}
