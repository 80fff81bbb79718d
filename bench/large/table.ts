/** Tables of the large programme: figures that add up, as statistics, budgets, targets and instruments write them. */
import { field, p, run, tbl, tc, tr } from "@beschlussweg/word/fixture"

/** Whole numbers of a fixed sequence. */
export type Draw = (from: number, to: number) => number

const PLACES = ["Aulenfeld", "Brennhausen", "Morbach-Süd", "Tiefental", "Neuenried", "Hohenlinde", "Waldkirchen"]
const AGES = ["unter 25 Jahre", "25 bis unter 35 Jahre", "35 bis unter 55 Jahre", "55 Jahre und älter"]
const OFFERS = ["Beratung", "Aktivierung", "Weiterbildung", "Ausbildung", "Beschäftigung", "Begleitung"]

const said = (value: number): string => (value < 0 ? "−" : "") + Math.abs(value).toLocaleString("de-DE")
const share = (tenths: number): string => `${(tenths / 10).toFixed(1).replace(".", ",")} %`
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

interface Sheet {
  readonly caption: string
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** The tables of a chapter, one kind after the other: `which` counts them through the whole programme. */
export function table(which: number, draw: Draw, year: number): string[] {
  const make = KINDS[which % KINDS.length]
  if (!make) throw new Error(`no kind of table for ${which}`)
  const { caption, head, rows } = make(draw, year)
  const number = (text: string) => /^[−+-]?[\d.,]+( %)?$/.test(text)
  return [
    p(
      `${run("Tabelle ")}${field("SEQ Tabelle", run(String(which + 1)))}${run(`: ${caption}, Teil ${Math.floor(which / KINDS.length) + 1}`)}`,
      { style: "Beschriftung" },
    ),
    tbl(
      [
        tr(
          head.map((h) => tc(p(run(h, { bold: true })))),
          true,
        ),
        ...rows.map((row) => tr(row.map((text) => tc(p(text, number(text) ? { align: "right" } : {}))))),
      ],
      head.map((_, i) => (i === 0 ? 3600 : 1600)),
    ),
    p(`Quelle: Eigene Auswertung des Jobcenters, Stand September ${year - 1}`),
  ]
}

const KINDS: readonly ((draw: Draw, year: number) => Sheet)[] = [
  (draw, year) => {
    const rows = PLACES.map(() => [draw(210, 1900), draw(190, 1800)] as const)
    const line = (name: string, women: number, men: number) => [name, said(women), said(men), said(women + men)]
    const column = (i: 0 | 1) => sum(rows.map((row) => row[i]))
    return {
      caption: "Erwerbsfähige Leistungsberechtigte nach Gemeinden",
      head: ["Gemeinde", `Frauen ${year - 1}`, `Männer ${year - 1}`, `Gesamt ${year - 1}`],
      rows: [
        ...rows.map(([women, men], i) => line(PLACES[i] ?? "", women, men)),
        line("Insgesamt", column(0), column(1)),
      ],
    }
  },
  (draw, year) => {
    const rows = AGES.map(() => [draw(300, 2400), draw(300, 2400)] as const)
    const line = (name: string, now: number, before: number) => [name, said(before), said(now), said(now - before)]
    return {
      caption: "Arbeitslose nach Alter",
      head: ["Alter", `Ist ${year - 2}`, `Ist ${year - 1}`, "Veränderung"],
      rows: [
        ...rows.map(([now, before], i) => line(AGES[i] ?? "", now, before)),
        line("Insgesamt", sum(rows.map(([now]) => now)), sum(rows.map(([, before]) => before))),
      ],
    }
  },
  (draw, year) => {
    const parts = [draw(90, 240), draw(90, 240), draw(90, 240)]
    const tenths = [...parts, 1000 - sum(parts)]
    return {
      caption: "Anteile der Altersgruppen an den Eintritten",
      head: ["Gruppe", `Anteil ${year - 1}`],
      rows: [...tenths.map((part, i) => [AGES[i] ?? "", share(part)]), ["Gesamt", share(1000)]],
    }
  },
  (draw, year) => {
    const rows = OFFERS.map(() => [draw(90, 900) * 1000, draw(90, 900) * 1000] as const)
    const line = (name: string, before: number, now: number) => [name, said(before), said(now), said(now - before)]
    return {
      caption: "Eingliederungsmittel nach Angeboten in Euro",
      head: ["Angebot", `Ansatz ${year - 1}`, `Ansatz ${year}`, "Differenz"],
      rows: [
        ...rows.map(([before, now], i) => line(OFFERS[i] ?? "", before, now)),
        line("Summe", sum(rows.map(([before]) => before)), sum(rows.map(([, now]) => now))),
      ],
    }
  },
  (draw, year) => ({
    caption: "Angebote, Plätze und Inhalte",
    head: ["Angebot", "Inhalt", `Plätze ${year}`],
    rows: OFFERS.map((name, i) => [
      name,
      `Begleitung in kleinen Gruppen in ${PLACES[i % PLACES.length]}, mit Absprache zwischen Beratung, Träger und Betrieb`,
      said(draw(8, 260)),
    ]),
  }),
]
