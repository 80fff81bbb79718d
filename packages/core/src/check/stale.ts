/** C12: no old data beside new: the same series twice, last year's paragraph beside this year's table, a note with another month. */
import { plain, type Section } from "../content.ts"
import { finding } from "./key.ts"
import { type Shown, SOURCE_LINE, shown, sourceLine } from "./reported.ts"
import type { CheckFinding, Here, Rule } from "./rule.ts"
import { passages, perSection, quoted, seen, sentences } from "./text.ts"
import { type Month, monthKey, monthName, monthOf, months } from "./when.ts"

export const stale: Rule = {
  id: "C12",
  title: "Daten sind auf dem neuesten Stand, den das Programm selbst verwendet.",
  whole(_, heres) {
    const within = heres.flatMap((here) =>
      [...paragraphs(here.section), ...notes(here.section)].map((told) => finding("C12", "warning", here, told)),
    )
    return [...within, ...series(heres)]
  },
}

/** What is found in a section, before it is known where the section stands. */
type Told = Parameters<typeof finding>[3]

/** Months that data of one series may lie apart. */
const APART = 6

const CHANGED =
  /(?:gegenüber|im Vergleich (?:zu|zum|mit)|zum)\s(?:dem\s)?(?:Vorjahr|Vormonat|\p{L}* ?Vorjahresmonat)|\bum\s[\d.,]+\s(?:[\p{L}%]+\s)?auf\s[\d.,]+/iu
const PAST =
  /\b(?:seit|von|ab|bis|ursprünglich|damals|seinerzeit|zuvor|noch im|bereits im|schon im)\s(?:zum\s|Ende\s|Anfang\s)?$/iu

/** A paragraph that tells of the change in a month, one year or more before the month of the table on the same thing. */
const paragraphs = perSection((section: Section): readonly Told[] => {
  const tables = shown(section).filter((t) => t.month !== undefined)
  if (tables.length === 0) return []
  const found: Told[] = []
  for (const p of passages(section)) {
    if (p.kind !== "text" && p.kind !== "item") continue
    if (SOURCE_LINE.test(p.text)) continue
    const named = months(p.text)
    const newest = Math.max(...named.map((n) => n.month))
    for (const sentence of named.length === 0 ? [] : sentences(p.text)) {
      const told = reported(sentence)
      if (told === undefined || told !== newest || !CHANGED.test(sentence)) continue
      const table = tables.find(
        (t) => t.month !== undefined && t.month - told >= 12 && (t.month - told) % 12 === 0 && shares(sentence, t),
      )
      if (table?.month === undefined) continue
      const before = valueBefore(sentence, table)
      const proof = before === undefined ? "" : ` (${before} ist dort der Wert des Vorjahres)`
      found.push({
        reason: "data.paragraph",
        message: `Dieser Absatz berichtet vom ${monthName(told)}, die Tabelle${table.caption === "" ? "" : ` ${quoted(table.caption)}`} daneben vom ${monthName(table.month)}${proof}. Ist er aus dem Vorjahr stehen geblieben?`,
        at: p,
        figures: { absatz: monthKey(told), tabelle: monthKey(table.month) },
        words: [sentence],
      })
      break
    }
  }
  return found
})

/** The one month that a sentence reports of: the newest it names, not one that opens a span. */
function reported(sentence: string): Month | undefined {
  const named = months(sentence)
  const newest = named.reduce<(typeof named)[number] | undefined>(
    (max, n) => (max === undefined || n.month > max.month ? n : max),
    undefined,
  )
  if (newest === undefined || PAST.test(sentence.slice(Math.max(0, newest.index - 20), newest.index))) return undefined
  return newest.month
}

const stem = (word: string): string => word.toLowerCase().slice(0, 8)
/** Long words that say nothing of what is counted. */
const NOTHING = new Set(
  "september november dezember vorjahresmonat vorjahreswert gegenüber insgesamt veränderung entwicklung jobcenter personen überblick landkreis"
    .split(" ")
    .map(stem),
)
const stems = (text: string): string[] =>
  text
    .split(/[^\p{L}]+/u)
    .filter((w) => w.length >= 8)
    .map(stem)
    .filter((w) => !NOTHING.has(w))

/** The sentence speaks of what the table counts: a long word of its labels or caption. */
function shares(sentence: string, table: Shown): boolean {
  const said = new Set(stems(sentence))
  return [table.caption, ...table.labels].some((label) => stems(label).some((w) => said.has(w)))
}

/** A figure of the sentence that is value minus change of a row: last year's value. */
function valueBefore(sentence: string, table: Shown): string | undefined {
  const said = new Map(
    [...sentence.matchAll(/(?<![\d.,])\d{1,3}(?:\.\d{3})+(?:,\d+)?(?![\d])/g)].map((m) => [
      Number(m[0].replace(/\./g, "").replace(",", ".")),
      m[0],
    ]),
  )
  for (const [value, change] of table.rows) {
    if (value === undefined || change === undefined) continue
    const text = said.get(value - change)
    if (text !== undefined && change !== 0) return text
  }
  return undefined
}

const WAITED = /Wartezeit|vorläufig|hochgerechnet|Datenstand|Stichtag/iu

/** A note on the month of the data under a paragraph that names another month. */
const notes = perSection((section: Section): readonly Told[] => {
  const found: Told[] = []
  const all = passages(section)
  for (const [i, note] of all.entries()) {
    if (note.kind !== "text" || note.text.length > 120 || !WAITED.test(note.text) || SOURCE_LINE.test(note.text))
      continue
    const [data, more] = months(note.text)
    const text = all[i - 1]
    if (data === undefined || more !== undefined || text?.kind !== "text") continue
    const told = months(text.text)
    const [only] = told
    if (only === undefined || told.some((t) => t.month !== only.month) || only.month === data.month) continue
    if (!/\d/.test(text.text.replace(only.text, ""))) continue
    found.push({
      reason: "data.note",
      message: `Der Text nennt ${monthName(only.month)}, die Anmerkung darunter ${monthName(data.month)}. Von welchem Monat sind die Zahlen?`,
      at: text,
      figures: { text: monthKey(only.month), anmerkung: monthKey(data.month) },
      words: [note.text, only.text],
    })
  }
  return found
})

interface Dated {
  readonly key: string
  readonly name: string
  readonly month: Month
  readonly at: { readonly block: number; readonly blockId: string | undefined; readonly where: string }
}

/** Sources of a section with a month: typed ones and source lines. */
const dated = perSection((section: Section): readonly Dated[] =>
  section.blocks.flatMap((block, index): Dated[] => {
    const at = { block: index, blockId: "id" in block ? block.id : undefined, where: "" }
    if ((block.type === "data" || block.type === "source") && block.source?.asOf !== undefined) {
      const { publisher, product, region = "", asOf, wait = "" } = block.source
      const month = monthOf(asOf)
      return month === undefined
        ? []
        : [{ key: letters(publisher + product + region + wait), name: product, month, at }]
    }
    if (block.type !== "paragraph" || !SOURCE_LINE.test(seen(plain(block.content)))) return []
    const line = sourceLine(section.blocks, index)
    const named = months(line)
    const [only] = named
    if (only === undefined || named.some((n) => n.month !== only.month)) return []
    const rest = line.replace(only.text, "").replace(/Stand|Datenstand|Datenbasis|Berichtsmonat|Quelle|[():]/giu, "")
    return [{ key: letters(rest), name: rest.replace(/[\s,;]+$/, "").trim(), month: only.month, at }]
  }),
)

const letters = (text: string): string => text.toLowerCase().replace(/[^\p{L}]/gu, "")

/** The same series with months that lie more than half a year apart. */
function series(heres: readonly Here[]): CheckFinding[] {
  const newest = new Map<string, Month>()
  for (const here of heres)
    for (const d of dated(here.section)) newest.set(d.key, Math.max(newest.get(d.key) ?? d.month, d.month))
  return heres.flatMap((here) =>
    dated(here.section).flatMap((d) => {
      const last = newest.get(d.key) ?? d.month
      if (d.key === "" || last - d.month <= APART) return []
      return [
        finding("C12", "warning", here, {
          reason: "data.series",
          message: `Diese Daten (${d.name}) sind vom ${monthName(d.month)}; an anderer Stelle stehen dieselben vom ${monthName(last)}.`,
          at: d.at,
          figures: { hier: monthKey(d.month), neueste: monthKey(last) },
          words: [d.name],
        }),
      ]
    }),
  )
}
