/** Blocks that the shipped Gliederungen begin with: empty tables with the right head, phases, topics to be filled. */
import type { Inline } from "../block.ts"
import type { SectionBlock } from "../content.ts"
import type { DataBlock, Relation } from "../typed.ts"
import type { OutlineSection } from "./shape.ts"

const text = (words: string): Inline[] => [{ type: "text", text: words }]
const NONE = { type: "empty" as const }

type Options = Partial<Pick<OutlineSection, "numbering" | "lock" | "required" | "blocks">>
/** A section of a Gliederung; free, numbered and optional unless told. */
export const section = (
  key: string,
  level: number,
  title: string,
  help: string,
  more: Options = {},
): OutlineSection => ({
  key,
  level,
  title,
  help,
  numbering: "auto",
  lock: "free",
  required: false,
  blocks: [],
  ...more,
})

type Row = readonly [id: string, label: string, kind: DataBlock["rows"][number]["kind"], indent?: number, code?: string]
const rows = (list: readonly Row[], columns: number): DataBlock["rows"] =>
  list.map(([id, label, kind, indent = 0, code]) => ({
    id,
    label: text(label),
    kind,
    indent,
    ...(code === undefined ? {} : { code }),
    cells: Array.from({ length: columns }, () => NONE),
  }))

const sum = (column: string, total: string, parts: readonly string[]): Relation => ({
  type: "sum",
  id: `summe-${total}-${column}`,
  state: "confirmed",
  total: { row: total, column },
  parts: parts.map((row) => ({ row, column })),
})

/** Eckdaten des Arbeitsmarktes: month, change against the month a year before. */
export function labourTable(year: number): DataBlock {
  const parts = ["sgb3", "sgb2"]
  return {
    type: "data",
    id: "arbeitsmarkt",
    kind: "statistik",
    caption: text("Arbeitsmarkt im Überblick"),
    head: "Merkmal",
    columns: [
      { key: "wert", label: `Monat ${year - 1}`, nature: "ist" },
      { key: "vorjahr", label: "Veränderung zum Vorjahresmonat", nature: "ist" },
    ],
    rows: rows(
      [
        ["arbeitslose", "Arbeitslose", "total"],
        ["sgb3", "Arbeitslose SGB III", "davon", 1],
        ["sgb2", "Arbeitslose SGB II", "davon", 1],
        ["stellen", "Gemeldete Arbeitsstellen", "data"],
        ["unterbeschaeftigung", "Unterbeschäftigung", "data"],
      ],
      2,
    ),
    relations: [sum("wert", "arbeitslose", parts), sum("vorjahr", "arbeitslose", parts)],
    source: { publisher: "© Statistik der Bundesagentur für Arbeit", product: "", own: false },
    notes: [],
  }
}

/** Targets by Kennzahl: last actual, forecast, target. */
export function targetTable(year: number): DataBlock {
  return {
    type: "data",
    id: "ziele",
    kind: "ziel",
    caption: text(`Vereinbarte Ziele ${year}`),
    head: "Ziel",
    columns: [
      { key: "ist", label: `Ist ${year - 1}`, nature: "ist", asOf: String(year - 1) },
      { key: "prognose", label: `Prognose ${year - 1}`, nature: "prognose", asOf: String(year - 1) },
      { key: "ziel", label: `Ziel ${year}`, nature: "ziel", asOf: String(year) },
    ],
    rows: rows(
      [
        ["k1", "Veränderung der Summe der Leistungen zum Lebensunterhalt", "data", 0, "K1"],
        ["k2", "Integrationsquote", "data", 0, "K2"],
        ["k2e4", "Integrationsquote der Alleinerziehenden", "data", 1, "K2E4"],
        ["k3", "Veränderung des Bestands an Langzeitleistungsbeziehenden", "data", 0, "K3"],
        ["k3e1", "Integrationsquote der Langzeitleistungsbeziehenden", "data", 1, "K3E1"],
      ],
      3,
    ),
    relations: [],
    notes: [],
  }
}

/** Budget with Umschichtung between integration (EGT) and administration (VWK). */
export function budgetTable(year: number): DataBlock {
  const column = (key: string, label: string, nature: "plan" | "vorläufig", asOf: number) => ({
    key,
    label,
    nature,
    asOf: String(asOf),
    unit: "TEUR" as const,
  })
  const parts = ["egt", "vwk"]
  return {
    type: "data",
    id: "budget",
    kind: "budget",
    caption: text(`Budget ${year}`),
    head: "Position",
    columns: [
      column("vorjahr", `${year - 1}`, "plan", year - 1),
      column("zuteilung", `Zuteilung ${year}`, "vorläufig", year),
      column("plan", `Plan ${year}`, "plan", year),
    ],
    rows: rows(
      [
        ["egt", "Eingliederungsbudget (EGT)", "data"],
        ["vwk", "Verwaltungsbudget (VWK)", "data"],
        ["umschichtung", "Umschichtung von EGT nach VWK", "darunter", 1],
        ["gesamt", "Gesamtbudget", "total"],
      ],
      3,
    ),
    relations: [
      sum("vorjahr", "gesamt", parts),
      sum("zuteilung", "gesamt", parts),
      sum("plan", "gesamt", parts),
      {
        type: "sum",
        id: "umschichtung-egt",
        state: "confirmed",
        total: { row: "egt", column: "zuteilung" },
        parts: [
          { row: "egt", column: "plan" },
          { row: "umschichtung", column: "plan" },
        ],
      },
      {
        type: "sum",
        id: "umschichtung-vwk",
        state: "confirmed",
        total: { row: "vwk", column: "plan" },
        parts: [
          { row: "vwk", column: "zuteilung" },
          { row: "umschichtung", column: "plan" },
        ],
      },
    ],
    notes: [],
  }
}

/** Instruments with planned entries and places. */
export function instrumentTable(year: number): DataBlock {
  const list: Row[] = [
    ["mat", "Maßnahmen bei einem Träger", "data", 0, "45"],
    ["mag", "Maßnahmen bei einem Arbeitgeber", "data", 0, "45"],
    ["fbw", "Förderung der beruflichen Weiterbildung", "data", 0, "81"],
    ["egz", "Eingliederungszuschuss", "data", 0, "88"],
    ["esg", "Einstiegsgeld", "data", 0, "16b"],
    ["agh", "Arbeitsgelegenheiten", "data", 0, "16d"],
    ["evl", "Eingliederung von Langzeitarbeitslosen", "data", 0, "16e"],
    ["tam", "Teilhabe am Arbeitsmarkt", "data", 0, "16i"],
  ]
  const parts = list.map(([id]) => id)
  return {
    type: "data",
    id: "instrumente",
    kind: "instrument",
    caption: text(`Geplante Eintritte und Plätze ${year}`),
    head: "Instrument",
    columns: [
      { key: "eintritte", label: `geplante Eintritte ${year}`, unit: "Eintritte", nature: "plan", asOf: String(year) },
      { key: "plaetze", label: `Plätze ${year}`, unit: "Plätze", nature: "plan", asOf: String(year) },
    ],
    rows: rows([...list, ["summe", "Summe", "total"]], 2),
    relations: [sum("eintritte", "summe", parts), sum("plaetze", "summe", parts)],
    notes: [],
  }
}

/** The four phases in which a programme is made together with staff and clients. */
export const fourPhases = (): SectionBlock => ({
  type: "phases",
  id: "phasen",
  title: "Vier Phasen der Erstellung",
  phases: [
    "Auswertung des laufenden Jahres",
    "Beteiligung",
    "Abstimmung der Schwerpunkte",
    "Beschluss und Umsetzung",
  ].map((title) => ({ title, text: [] })),
})

export const topic = (no: number): SectionBlock => ({
  type: "topic",
  id: `thema-${no}`,
  no,
  title: "",
  aktivitaeten: [{ no: 1, text: [] }],
  wirkungserwartungen: [{ no: 1, aktivitaet: 1, text: [] }],
})
