/** The block "Finanzielle Auswirkungen" of the form: answers with drawn check boxes, products, positions, amounts. */
import type { Amounts, Finance } from "@beschlussweg/core/paper"
import { createElement as h, type ReactElement } from "react"
import { type Setting, text } from "./block.ts"
import { Box } from "./box.tsx"
import { euro } from "./date.ts"
import type { Kit } from "./kit.ts"
import { type GridCell, table, wordCell } from "./table.ts"
import { COLOR } from "./theme.ts"

const SIZE = 9

/** A drawn check box: the mark is a vector, and the alternative text says what it shows. */
export function checkBox(checked: boolean, alt = checked ? "angekreuzt" : "nicht angekreuzt"): ReactElement {
  const plot = (kit: Kit, w: number, high: number): void => {
    kit
      .lineWidth(0.8)
      .rect(0.4, 0.4, w - 0.8, high - 0.8)
      .stroke(COLOR.ink)
    if (!checked) return
    kit
      .lineWidth(1.3)
      .moveTo(2, 2)
      .lineTo(w - 2, high - 2)
      .moveTo(w - 2, 2)
      .lineTo(2, high - 2)
      .stroke(COLOR.ink)
  }
  return h(Box, { tag: "Figure", alt, plot, style: { width: 9, height: 9, marginTop: 1.8, marginRight: 5 } })
}

/** "☒ ja ☐ nein" */
function answer(s: Setting, value: boolean | null): ReactElement {
  return h(
    Box,
    { style: { flexDirection: "row" } },
    checkBox(value === true),
    text(s, "ja", 40, { size: SIZE }, { tag: "P" }),
    h(Box, { style: { width: 18 } }),
    checkBox(value === false),
    text(s, "nein", 40, { size: SIZE }, { tag: "P" }),
  )
}

/** The block in a column of `width` points. */
export function financeBlock(s: Setting, finance: Finance, ownShareLabel: string, width: number): ReactElement[] {
  const none = finance.effects === false ? "entfällt" : "–"
  const amount = (cent: number | null): string => {
    if (finance.effects === false) return none
    if (cent !== null) return euro(cent)
    return finance.seeErlaeuterungen ? "siehe Erläuterungen" : none
  }
  const rows: GridCell[][] = []
  const label = (words: string, rowSpan = 1): GridCell =>
    wordCell(s, words, { row: rows.length, col: 0, rowSpan, header: "Row", bold: false, size: SIZE, fill: COLOR.tint })
  const boxes = (value: boolean | null): GridCell =>
    wordCell(s, () => [answer(s, value)], { row: rows.length, col: 1, colSpan: 2, size: SIZE })
  const value = (words: string, col: number, colSpan = 1, align: "left" | "right" = "left"): GridCell =>
    wordCell(s, words, { row: rows.length, col, colSpan, size: SIZE, align })
  rows.push([label("Finanzielle Auswirkungen"), boxes(finance.effects)])
  rows.push([
    label("Falls ja: Im Haushaltsplan vorgesehen"),
    finance.effects === false ? value(none, 1, 2) : boxes(finance.inBudget),
  ])
  const named = (words: string, list: readonly { number: string; name: string }[]): void => {
    const shown = finance.effects === false || list.length === 0 ? [{ number: none, name: none }] : list
    shown.forEach((entry, i) => {
      const cells = [value(`Nr. ${entry.number}`, 1), value(`Bez. ${entry.name}`, 2)]
      rows.push(i === 0 ? [label(words, shown.length), ...cells] : cells)
    })
  }
  named("Produkt", finance.products)
  const kinds = new Set(finance.positions.map((position) => position.kind))
  const position =
    kinds.size === 1
      ? kinds.has("investition")
        ? "Investition"
        : "Ergebnisplanposition"
      : "Ergebnisplanposition oder Investition"
  named(position, finance.positions)
  rows.push([label("Betrag a) für den Zweck veranschlagt"), value(amount(finance.plannedCent), 1, 2)])
  rows.push([label("Betrag b) nunmehr erforderlich"), value(amount(finance.requiredCent), 1, 2)])
  if (finance.coverage !== undefined && finance.coverage !== "")
    rows.push([label("Deckungsvorschlag"), value(finance.coverage, 1, 2)])
  const first = width * 0.38
  const head = table({
    columns: [first, width * 0.22, width * 0.4],
    headerRows: 0,
    rows,
    lines: "full",
    after: 6,
  })
  return [head, sums(s, finance, ownShareLabel, width, amount)]
}

function sums(
  s: Setting,
  finance: Finance,
  ownShareLabel: string,
  width: number,
  amount: (cent: number | null) => string,
): ReactElement {
  const heads = [
    "Beträge",
    "1) Investitionsauszahlungen / einmalige Aufwendungen",
    "2) Laufende Aufwendungen (einschl. Abschreibungen) jährlich",
  ].map((words, col) =>
    wordCell(s, words, { row: 0, col, header: "Column", size: SIZE, bold: col > 0, fill: COLOR.tint }),
  )
  const lines: [string, keyof Amounts][] = [
    ["insgesamt", "totalCent"],
    ["Beteiligung Dritter", "thirdPartyCent"],
    [ownShareLabel, "ownCent"],
  ]
  const body = lines.map(([words, key], i) => [
    wordCell(s, words, { row: i + 1, col: 0, header: "Row", bold: false, size: SIZE, fill: COLOR.tint }),
    wordCell(s, amount(finance.once[key]), { row: i + 1, col: 1, align: "right", size: SIZE }),
    wordCell(s, amount(finance.yearly[key]), { row: i + 1, col: 2, align: "right", size: SIZE }),
  ])
  return table({
    columns: [width * 0.38, width * 0.31, width * 0.31],
    headerRows: 1,
    rows: [heads, ...body],
    lines: "full",
  })
}
