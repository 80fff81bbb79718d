/** The form while somebody writes: what can be kept as a draft, what differs between two, where a finding leads to. */
import type { Block } from "@beschlussweg/core/block"
import type { Form } from "@beschlussweg/core/vorlage"
import type { Finding } from "../../api.ts"
import { day, euro } from "../../format.ts"

export type { Form }
export type Row = Form["beratungsfolge"][number]
export type Anlage = Form["anlagen"][number]
export type Finance = Form["finance"]
type Product = Finance["products"][number]
export type Position = Finance["positions"][number]

const NO_AMOUNTS = { totalCent: null, thirdPartyCent: null, ownCent: null }
/** Finance block with one answer and nothing else. */
export const finance = (effects: boolean | null): Finance => ({
  effects,
  inBudget: null,
  products: [],
  positions: [],
  plannedCent: null,
  requiredCent: null,
  once: NO_AMOUNTS,
  yearly: NO_AMOUNTS,
  seeErlaeuterungen: false,
})

const isDay = (on: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(on)
const whole = {
  row: (r: Row): boolean => r.gremiumId !== "" && isDay(r.termin),
  product: (p: Product): boolean => p.number.trim() !== "" && p.name.trim() !== "",
  anlage: (a: Anlage): boolean => a.title.trim() !== "",
}

/** What the service takes: lines that somebody has only begun stay on this device until they are whole. */
export const sendable = (form: Form): Form => ({
  ...form,
  beratungsfolge: form.beratungsfolge.filter(whole.row),
  finance: {
    ...form.finance,
    products: form.finance.products.filter(whole.product),
    positions: form.finance.positions.filter(whole.product),
  },
  anlagen: form.anlagen.filter(whole.anlage),
})

/** Lines that are only begun, as findings of their own. */
export function begun(form: Form): Finding[] {
  const of = <T>(items: readonly T[], isWhole: (item: T) => boolean, place: (n: number) => string, message: string) =>
    items.flatMap((item, i) => (isWhole(item) ? [] : [{ reason: "row.begun", place: place(i + 1), message }]))
  return [
    ...of(form.beratungsfolge, whole.row, (n) => `Beratungsfolge, Zeile ${n}`, "Gremium und Termin fehlen noch."),
    ...of(form.finance.products, whole.product, (n) => `Produkt ${n}`, "Nummer und Bezeichnung fehlen noch."),
    ...of(
      form.finance.positions,
      whole.product,
      (n) => `Ergebnisplanposition ${n}`,
      "Nummer und Bezeichnung fehlen noch.",
    ),
    ...of(form.anlagen, whole.anlage, (n) => `Anlage ${n}`, "Der Titel fehlt."),
  ]
}

/** Id of the field that a finding means. */
export function fieldOf({ place, reason }: Finding): string {
  const no = (words: RegExp): string | undefined => words.exec(place)?.[1]
  const row = no(/^Beratungsfolge, Zeile (\d+)/)
  if (row) return `folge-${Number(row) - 1}-gremium`
  if (place.startsWith("Beratungsfolge")) return "folge-neu"
  const anlage = no(/^Anlage (\d+)/)
  if (anlage) return reason === "finding.open" ? "kenntnisnahmen" : `anlage-${Number(anlage) - 1}-titel`
  if (place.startsWith("Anlagen")) return "anlagen-neu"
  const product = no(/^Produkt (\d+)/)
  if (product) return `produkt-${Number(product) - 1}-nummer`
  const position = no(/^Ergebnisplanposition (\d+)/)
  if (position) return `position-${Number(position) - 1}-nummer`
  if (place.startsWith("Finanzielle Auswirkungen")) return FINANCE[reason] ?? "finanzen-auswirkungen-ja"
  return PLACE.find(([start]) => place.startsWith(start))?.[1] ?? "feld-betreff"
}
const FINANCE: Readonly<Record<string, string>> = {
  "finance.unanswered": "finanzen-auswirkungen-ja",
  "finance.notEmpty": "finanzen-auswirkungen-nein",
  "finance.budget": "finanzen-haushalt-ja",
  "finance.product": "produkt-neu",
  "finance.amounts": "finanzen-veranschlagt",
  "finance.both": "finanzen-siehe",
  "finance.partial": "finanzen-einmalig-gesamt",
  "finance.sum": "finanzen-einmalig-gesamt",
}
const PLACE: readonly (readonly [string, string])[] = [
  ["Vorlagenart", "feld-art"],
  ["Federführendes Amt", "feld-amt"],
  ["Nummer", "feld-nummer"],
  ["Betreff", "feld-betreff"],
  ["Beschlussvorschlag", "feld-beschlussvorschlag"],
  ["Erläuterungen", "feld-erlaeuterungen"],
  ["Deckungsvorschlag", "finanzen-deckung"],
]

/** The first finding of each field, for the field itself. */
export function errorsOf(findings: readonly Finding[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const f of findings) if (!found.has(fieldOf(f))) found.set(fieldOf(f), f.message)
  return found
}

/** Plain words of a text, paragraph by paragraph. */
export const words = (blocks: readonly Block[]): string => blocks.map(wordsOf).join("\n")
function wordsOf(b: Block): string {
  switch (b.type) {
    case "paragraph":
    case "heading":
      return b.content.map((i) => (i.type === "break" ? "\n" : i.type === "footnote" ? "" : i.text)).join("")
    case "list":
      return b.items.map((i) => `– ${words(i.blocks)}`).join("\n")
    case "table":
      return b.rows.map((r) => r.cells.map((c) => words(c.blocks)).join(" | ")).join("\n")
    case "image":
      return `[Abbildung: ${b.alt}]`
    case "chart":
      return `[Diagramm: ${b.title}]`
    case "aside":
      return words(b.blocks)
  }
}

interface Difference {
  readonly label: string
  readonly mine: string
  readonly theirs: string
}
/** Fields in which two forms differ, in the order of the paper, in words. */
export function differences(mine: Form, theirs: Form, gremium: (id: string) => string): Difference[] {
  const say = (f: Form): (readonly [string, string])[] => [
    ["Vorlagenart", f.artId],
    ["öffentlich", f.public ? "ja" : "nein"],
    ["Federführendes Amt", f.amtId],
    ["Nummer", f.nummer ?? ""],
    ["Betreff", f.betreff],
    [
      "Beratungsfolge",
      f.beratungsfolge
        .map(
          (r) =>
            `${gremium(r.gremiumId)}, ${isDay(r.termin) ? day(r.termin) : "ohne Termin"}: ${r.zustaendigkeit} (${r.berichterstattung.join(", ")})`,
        )
        .join("\n"),
    ],
    ["Finanzielle Auswirkungen", financeWords(f.finance)],
    ["Beschlussvorschlag", words(f.beschlussvorschlag)],
    ["Erläuterungen", words(f.erlaeuterungen)],
    ["Anlagen", f.anlagen.map((a) => `${a.title}${a.public ? "" : " (nichtöffentlich)"}`).join("\n")],
  ]
  const other = new Map(say(theirs))
  const found = say(mine).flatMap(([label, own]): Difference[] =>
    own === other.get(label) ? [] : [{ label, mine: own, theirs: other.get(label) ?? "" }],
  )
  // Two texts may differ in looks only.
  if (found.length === 0 && JSON.stringify(mine) !== JSON.stringify(theirs))
    return [{ label: "Gestaltung der Texte", mine: "anders ausgezeichnet", theirs: "anders ausgezeichnet" }]
  return found
}

function financeWords(f: Finance): string {
  const yes = (b: boolean | null) => (b === null ? "offen" : b ? "ja" : "nein")
  const money = (label: string, c: number | null) => (c === null ? [] : [`${label}: ${euro(c)}`])
  return [
    `Auswirkungen: ${yes(f.effects)}`,
    `im Haushaltsplan: ${yes(f.inBudget)}`,
    ...f.products.map((p) => `Produkt ${p.number} ${p.name}`),
    ...f.positions.map(
      (p) => `${p.kind === "investition" ? "Investition" : "Ergebnisplanposition"} ${p.number} ${p.name}`,
    ),
    ...money("veranschlagt", f.plannedCent),
    ...money("erforderlich", f.requiredCent),
    ...money("einmalig", f.once.totalCent),
    ...money("davon Dritte", f.once.thirdPartyCent),
    ...money("jährlich", f.yearly.totalCent),
    ...money("davon Dritte", f.yearly.thirdPartyCent),
    ...(f.seeErlaeuterungen ? ["siehe Erläuterungen"] : []),
    ...(f.coverage ? [`Deckung: ${f.coverage}`] : []),
  ].join("\n")
}

export const same = (a: Form, b: Form): boolean => JSON.stringify(a) === JSON.stringify(b)
