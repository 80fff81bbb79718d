/** Kinds of blocks (Bausteine) that somebody can insert, and what a new one begins with. */
import type { SectionBlock } from "@beschlussweg/core/content"
import type { Column, DataBlock, DataRow } from "@beschlussweg/core/typed"

export type BlockKind =
  | DataBlock["kind"]
  | "chart"
  | "image"
  | "measures"
  | "topic"
  | "herausforderung"
  | "potenzial"
  | "actions"
  | "phases"
  | "contact"
  | "source"

export interface KindOfBlock {
  readonly kind: BlockKind
  readonly label: string
  readonly help: string
}

/** In the order in which a menu shows them. */
export const BLOCK_KINDS: readonly KindOfBlock[] = [
  { kind: "statistik", label: "Statistiktabelle", help: "Tabelle, die ihre Zahlen kennt und Summen nachrechnet." },
  { kind: "kennzahl", label: "Kennzahlentabelle", help: "Kennzahlen nach § 48a SGB II aus dem Verzeichnis." },
  { kind: "ziel", label: "Zielwerte", help: "Ist und Ziel je Kennzahl, wie in der Zielvereinbarung." },
  { kind: "budget", label: "Budgettabelle", help: "Eingliederungs- und Verwaltungsmittel mit Summen." },
  { kind: "instrument", label: "Instrumententabelle", help: "Eintritte, Plätze und Mittel je Instrument." },
  { kind: "chart", label: "Diagramm", help: "Balken, Linien oder Ring, gezeichnet aus einer Datentabelle." },
  { kind: "image", label: "Abbildung", help: "Bild als PNG oder JPEG mit Beschreibung." },
  { kind: "measures", label: "Maßnahmenkatalog", help: "Maßnahmen mit Zielgruppe, Instrument und Text." },
  { kind: "topic", label: "Schwerpunktthema", help: "Aktivitäten, jede mit ihrer Wirkungserwartung." },
  { kind: "herausforderung", label: "Herausforderung", help: "Ausgangslage und Weiterentwicklung." },
  { kind: "potenzial", label: "Internes Potenzial", help: "Ausgangslage und Weiterentwicklung im eigenen Haus." },
  { kind: "actions", label: "Handlungsliste", help: "Vorhaben mit Verbindlichkeit, Zuständigkeit und Termin." },
  { kind: "phases", label: "Ablauf in Phasen", help: "Phasen eines Vorgehens mit Zeitraum." },
  { kind: "contact", label: "Kontakt", help: "Funktion, Anschrift, Telefon und E-Mail-Adresse." },
  { kind: "source", label: "Quellenangabe", help: "Herausgeber, Produkt und Datenstand." },
]

const LABEL: Readonly<Record<string, string>> = Object.fromEntries(BLOCK_KINDS.map((k) => [k.kind, k.label]))
/** "Budgettabelle"; what a block is called above its form */
export function kindLabel(block: SectionBlock): string {
  const kind =
    block.type === "data" || block.type === "challenge" ? block.kind : isMissingPicture(block) ? "image" : block.type
  return LABEL[kind] ?? "Baustein"
}

/** An id that no other part of the programme has. */
export function freshId(before: string): string {
  const bytes = crypto.getRandomValues(new Uint8Array(6))
  return `${before}-${[...bytes].map((b) => b.toString(16).padStart(2, "0")).join("")}`
}

const MISSING = "bild"
/** A place for a picture whose file has not been chosen yet. */
export const isMissingPicture = (block: SectionBlock): boolean => block.type === "aside" && block.kind === MISSING

/** Blocks that `BlockEditor` shows with a form; all others belong to the running text. */
export function hasForm(block: SectionBlock): boolean {
  switch (block.type) {
    case "paragraph":
    case "heading":
    case "list":
    case "table":
      return false
    case "aside":
      return isMissingPicture(block)
    default:
      return true
  }
}

const words = (text: string) => [{ type: "text" as const, text }]
const row = (label: string, columns: number, more: Partial<DataRow> = {}): DataRow => ({
  id: freshId("z"),
  label: label === "" ? [] : words(label),
  kind: "data",
  indent: 0,
  cells: Array.from({ length: columns }, () => ({ type: "empty" as const })),
  ...more,
})
const column = (label: string, more: Partial<Column> = {}): Column => ({ key: freshId("s"), label, ...more })

function table(kind: DataBlock["kind"], head: string, columns: Column[], rows: DataRow[]): DataBlock {
  return { type: "data", id: freshId("tab"), kind, caption: [], columns, head, rows, relations: [], notes: [] }
}

/** A new block of a kind. All of it is valid as it stands; what it lacks, the checks name. */
export function newBlock(kind: BlockKind): SectionBlock {
  switch (kind) {
    case "statistik":
      return table(
        kind,
        "Merkmal",
        [column("Vorjahr", { unit: "", nature: "ist" }), column("Aktuell", { unit: "", nature: "ist" })],
        [row("", 2), row("", 2), row("Insgesamt", 2, { kind: "total" })],
      )
    case "kennzahl":
      return table(
        kind,
        "Kennzahl",
        [column("Vorjahr", { unit: "%", nature: "ist" }), column("Aktuell", { unit: "%", nature: "ist" })],
        [row("", 2)],
      )
    case "ziel":
      return table(
        kind,
        "Kennzahl",
        [column("Ist", { unit: "%", nature: "ist" }), column("Ziel", { unit: "%", nature: "ziel" })],
        [row("", 2)],
      )
    case "budget":
      return table(
        kind,
        "Position",
        [column("Plan", { unit: "TEUR", nature: "plan" })],
        [row("Eingliederungsleistungen", 1), row("Verwaltungskosten", 1), row("Gesamtbudget", 1, { kind: "total" })],
      )
    case "instrument":
      return table(
        kind,
        "Instrument",
        [
          column("Eintritte", { unit: "Eintritte", bare: true, nature: "plan" }),
          column("Mittel", { unit: "TEUR", nature: "plan" }),
        ],
        [row("", 2), row("Insgesamt", 2, { kind: "total" })],
      )
    case "chart":
      return {
        type: "chart",
        kind: "bar",
        title: "",
        alt: "",
        categories: ["Vorjahr", "Aktuell"],
        series: [{ name: "Wert", values: [null, null] }],
      }
    case "image":
      return { type: "aside", kind: MISSING, note: "Hier fehlt noch die Bilddatei.", blocks: [] }
    case "measures":
      return { type: "measures", id: freshId("mk"), caption: [], rows: [{ name: "Neue Maßnahme", text: [] }] }
    case "topic":
      return {
        type: "topic",
        id: freshId("thema"),
        no: 1,
        title: "",
        aktivitaeten: [{ no: 1, text: [] }],
        wirkungserwartungen: [{ no: 1, aktivitaet: 1, text: [] }],
      }
    case "herausforderung":
    case "potenzial":
      return { type: "challenge", id: freshId("hf"), kind, title: "", ausgangslage: [], weiterentwicklung: [] }
    case "actions":
      return {
        type: "actions",
        id: freshId("liste"),
        theme: "",
        items: [{ text: words("Neues Vorhaben"), strength: "werden", status: "offen" }],
      }
    case "phases":
      return { type: "phases", id: freshId("ablauf"), title: "", phases: [{ title: "Phase 1", text: [] }] }
    case "contact":
      return { type: "contact", id: freshId("kontakt"), role: "", lines: [] }
    case "source":
      return { type: "source", id: freshId("quelle"), source: { publisher: "", product: "", own: false }, note: [] }
  }
}
