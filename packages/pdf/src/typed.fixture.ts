/** An invented programme with every kind of typed block: what paper shows of tables that know their numbers. */
import type { Block, ProgrammeContent, SectionBlock } from "@beschlussweg/core/content"
import type { DataBlock, DataRow } from "@beschlussweg/core/typed"
import { para, words } from "./fixture.ts"

type Value =
  | string
  | null
  | readonly [value: string, more: Partial<Extract<DataRow["cells"][number], { type: "num" }>["num"]>]

const num = (given: Value, decimals: number): DataRow["cells"][number] => {
  if (given === null) return { type: "empty" }
  const [value, more] = typeof given === "string" ? [given, {}] : given
  return { type: "num", num: { value, decimals, ...more } }
}
const row = (
  id: string,
  label: string,
  kind: DataRow["kind"],
  values: readonly Value[],
  more: Partial<DataRow> & { decimals?: number } = {},
): DataRow => {
  const { decimals = 0, ...rest } = more
  const indent = kind === "davon" || kind === "darunter" ? 1 : 0
  return { id, label: [words(label)], kind, indent, cells: values.map((v) => num(v, decimals)), ...rest }
}

export const statistics: DataBlock = {
  type: "data",
  id: "arbeitsmarkt",
  kind: "statistik",
  caption: [words("Arbeitsmarkt im Kreis Aulenfeld, September 2026")],
  head: "Ausgewählte Merkmale",
  columns: [
    { key: "wert", label: "Aktueller Monat", unit: "Personen", nature: "ist", asOf: "2026-09" },
    { key: "delta", label: "Veränderung zum Vorjahresmonat", unit: "Personen", nature: "ist" },
    { key: "anteil", label: "Anteil", unit: "%", base: "aller Arbeitslosen", nature: "ist" },
  ],
  rows: [
    row("kopf", "Arbeitslosigkeit", "group", [null, null, null]),
    {
      ...row("alo", "Arbeitslose", "total", ["9164", ["-187", { signed: true }]]),
      cells: [
        { type: "num", num: { value: "9164", decimals: 0 } },
        { type: "num", num: { value: "-187", decimals: 0, signed: true } },
        { type: "num", num: { value: "100", decimals: 1 } },
      ],
    },
    {
      ...row("sgb3", "Arbeitslose SGB III", "davon", []),
      cells: [
        { type: "num", num: { value: "2317", decimals: 0 }, after: [{ type: "footnote", id: "f1" }] },
        { type: "num", num: { value: "64", decimals: 0, signed: true } },
        { type: "num", num: { value: "25.3", decimals: 1 } },
      ],
    },
    {
      ...row("sgb2", "Arbeitslose SGB II", "davon", []),
      cells: [
        { type: "num", num: { value: "6847", decimals: 0 } },
        { type: "num", num: { value: "-251", decimals: 0, signed: true } },
        { type: "num", num: { value: "74.72", decimals: 2 } },
      ],
    },
    {
      ...row("frauen", "Frauen", "darunter", []),
      indent: 2,
      cells: [
        { type: "num", num: { value: "3120", decimals: 0, qualifier: "rund" } },
        { type: "num", num: { value: null, decimals: 0, sign: "x" } },
        { type: "num", num: { value: "1", decimals: 0, suppressed: true } },
      ],
    },
  ],
  relations: [],
  source: {
    publisher: "Statistik der Bundesagentur für Arbeit",
    product: "Arbeitsmarktreport",
    region: "Kreis Aulenfeld",
    asOf: "2026-09",
    wait: "T-0",
    own: false,
  },
  notes: [[words("Abweichungen in den Summen sind durch Rundung möglich.")]],
}

const targets: DataBlock = {
  type: "data",
  id: "ziele",
  kind: "ziel",
  caption: [words("Vereinbarte Ziele 2027")],
  head: "Ziel",
  columns: [
    { key: "ist", label: "Ist 2026", nature: "ist", asOf: "2026", unit: "%" },
    { key: "prognose", label: "Prognose 2026", nature: "prognose", asOf: "2026", unit: "%" },
    { key: "ziel", label: "Ziel 2027", nature: "ziel", asOf: "2027", unit: "%" },
  ],
  rows: [
    row("k2", "Integrationsquote", "data", ["24.1", "24.5", "25.2"], { code: "K2", decimals: 1 }),
    row("k2e4", "Integrationsquote der Alleinerziehenden", "data", ["17.9", "18.25", "19"], {
      code: "K2E4",
      decimals: 2,
    }),
    row("k3", "Veränderung des Bestands an Langzeitleistungsbeziehenden", "data", ["-1.2", "-1.5", "-2"], {
      code: "K3",
      decimals: 1,
    }),
  ],
  relations: [],
  notes: [],
}

const budget: DataBlock = {
  type: "data",
  id: "budget",
  kind: "budget",
  caption: [words("Budget 2027")],
  head: "Position",
  columns: [
    { key: "vorjahr", label: "2026", unit: "TEUR", nature: "plan", asOf: "2026" },
    { key: "zuteilung", label: "Zuteilung 2027", unit: "TEUR", nature: "vorläufig", asOf: "2027" },
    { key: "plan", label: "Plan 2027", unit: "EUR", nature: "plan", asOf: "2027" },
  ],
  rows: [
    row("egt", "Eingliederungsbudget (EGT)", "data", ["11940", "12210", "11800000"]),
    row("ums", "Umschichtung von EGT nach VWK", "darunter", ["380", "410", "410000"]),
    row("vwk", "Verwaltungsbudget (VWK)", "data", ["13870", "13902.5", "14312500"]),
    row("gesamt", "Gesamtbudget", "total", ["25810", "26112.5", "26112500"]),
  ],
  relations: [],
  source: { publisher: "Jobcenter Kreis Aulenfeld", product: "Haushaltsentwurf 2027", own: true },
  notes: [],
}

const instruments: DataBlock = {
  type: "data",
  id: "instrumente",
  kind: "instrument",
  caption: [words("Geplante Eintritte und Plätze 2027")],
  head: "Instrument",
  columns: [
    { key: "eintritte", label: "geplante Eintritte 2027", unit: "Eintritte", nature: "plan", asOf: "2027" },
    { key: "plaetze", label: "Plätze 2027", unit: "Plätze", nature: "plan", asOf: "2027" },
    { key: "mittel", label: "Mittel 2027", unit: "MioEUR", nature: "plan", asOf: "2027" },
  ],
  rows: [
    row("mat", "Maßnahmen bei einem Träger", "data", ["1840", "920", ["4.2", { decimals: 1 }]], { code: "45" }),
    row("fbw", "Förderung der beruflichen Weiterbildung", "data", ["310", "310", ["2.85", { decimals: 2 }]], {
      code: "81",
    }),
    row("agh", "Arbeitsgelegenheiten", "data", ["260", "190", ["0.95", { decimals: 2 }]], { code: "16d" }),
    row("summe", "Summe", "total", ["2410", "1420", ["8", { decimals: 2 }]]),
  ],
  relations: [],
  notes: [],
}

const typed: readonly (readonly [string, SectionBlock[]])[] = [
  [
    "Arbeitsmarkt",
    [
      {
        type: "paragraph",
        content: [
          words("Im September waren "),
          { type: "number", ref: "arbeitsmarkt/alo/wert", text: "9.164" },
          words(" Menschen arbeitslos ("),
          { type: "ref", target: "arbeitsmarkt", show: "number", text: "Tabelle 1" },
          words("); das Budget beträgt "),
          { type: "number", ref: "zahl/budget", text: "26,1\u00a0Mio.\u00a0€" },
          words("."),
        ],
      },
      statistics,
      {
        type: "chart",
        kind: "grouped",
        title: "Arbeitslose nach Rechtskreis",
        alt: "Säulen: SGB III 2.317, SGB II 6.847.",
        unit: "Personen",
        categories: ["SGB III", "SGB II"],
        series: [{ name: "September 2026", values: ["2317", "6847"] }],
        source: [words("Quelle: Statistik der Bundesagentur für Arbeit, Datenstand September 2026")],
      },
    ],
  ],
  ["Ziele", [targets]],
  ["Mittel", [budget, instruments]],
  [
    "Maßnahmen",
    [
      {
        type: "measures",
        id: "katalog",
        caption: [words("Maßnahmen für junge Menschen")],
        rows: [
          {
            name: "Lernwerkstatt Metall und Holz",
            targetGroup: "unter 25 Jahre",
            code: "16h",
            text: [para("Zwölf Plätze, Einstieg jederzeit.") as Block],
          },
          {
            name: "Sprachcafé Talmühle",
            text: [
              para("Treffen zweimal in der Woche."),
              { type: "list", ordered: false, items: [{ blocks: [para("mit Kinderbetreuung")] }] },
            ],
          },
        ],
      },
      {
        type: "actions",
        id: "vorhaben",
        theme: "Vorhaben im eigenen Haus",
        items: [
          {
            text: [words("Wir richten eine offene Sprechstunde ein.")],
            strength: "werden",
            responsible: "Teamleitung Markt",
            due: "2027-03-31",
            status: "offen",
          },
          { text: [words("Eine Beratung am Abend prüfen wir.")], strength: "pruefen" },
        ],
      },
    ],
  ],
  [
    "Schwerpunkte",
    [
      {
        type: "topic",
        id: "thema-1",
        no: 1,
        title: "Alleinerziehende",
        aktivitaeten: [
          { no: 1, title: "Beratung am Wohnort", text: [para("Wir beraten in drei Familienzentren.")] },
          { no: 2, text: [para("Kurse in Teilzeit.")] },
        ],
        wirkungserwartungen: [
          { no: 1, aktivitaet: 1, text: [para("60 Gespräche im ersten Halbjahr.")] },
          { no: 2, aktivitaet: 2, text: [para("40 Eintritte.")] },
        ],
      },
      {
        type: "challenge",
        id: "wandel",
        kind: "herausforderung",
        title: "Fachkräfte im eigenen Haus",
        ausgangslage: [para("Zwölf Stellen sind unbesetzt.")],
        weiterentwicklung: [para("Ausbildung im Verbund mit der Stadt Brennhausen.")],
      },
    ],
  ],
  [
    "Entstehung",
    [
      {
        type: "phases",
        id: "phasen",
        title: "Vier Phasen der Erstellung",
        phases: [
          { title: "Auswertung", from: "2026-03-01", to: "2026-05-31", text: [para("Zahlen des laufenden Jahres.")] },
          { title: "Werkstatt mit Kundinnen und Kunden", from: "2026-06-15", text: [] },
          { title: "Entwurf", text: [para("Durch die Fachteams.")] },
        ],
      },
      {
        type: "source",
        id: "quelle",
        source: {
          publisher: "Statistik der Bundesagentur für Arbeit",
          product: "Eckwerte",
          asOf: "2026-06",
          wait: "T-3",
          own: false,
          url: "https://statistik.aulenfeld.example/eckwerte",
        },
        note: [words("Gilt für alle Angaben dieses Kapitels.")],
      },
      {
        type: "contact",
        id: "kontakt",
        role: "Leitung des Jobcenters",
        name: "Dr. Jona Weidner",
        lines: ["Am Alten Kornhaus 4", "00815 Brennhausen"],
        phone: "00815 4711-20",
        mail: "leitung@aulenfeld.example",
      },
    ],
  ],
]

export const typedProgramme: ProgrammeContent = {
  version: 1,
  kind: "AMP",
  title: "Arbeitsmarktprogramm 2027",
  year: 2027,
  sections: typed.map(([title, blocks], i) => ({
    id: `s${i + 1}`,
    level: 1,
    title: [words(title)],
    numbering: "auto",
    blocks,
  })),
  footnotes: [{ id: "f1", blocks: [para("Ohne Beschäftigte in Transfergesellschaften.")] }],
  numbers: [{ id: "budget", label: "Budget gesamt", num: { value: "26112500", decimals: 0, unit: "EUR" } }],
}
