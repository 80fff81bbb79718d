/** C11: years in titles, headings and captions fit the year of the programme. */
import type { ProgrammeContent } from "../content.ts"
import { finding } from "./key.ts"
import type { CheckFinding, Here, Rule } from "./rule.ts"
import { type Passage, passages, quoted } from "./text.ts"
import { years } from "./when.ts"

/** Speaks of what is to come: then the year is the programme's own (or a later one). */
const AHEAD =
  /\b(?:Ziel(?:e|en|wert\p{L}*|vereinbarung\p{L}*|planung\p{L}*|vorgabe\p{L}*|setzung\p{L}*)?|Plan\p{L}*|geplant\p{L}*|Vorhaben|Schwerpunkt\p{L}*|Soll|Ansatz|Ansätze|Ausblick|Eckpunkte|Prognose für)(?![\p{L}])/iu
/** Speaks of what was. */
const BACK =
  /Rückblick|Rückschau|Bilanz|Ergebnis|Erreich|Abrechnung|Auswertung|Evaluation|Vorjahr|Vergleich|Jahresabschluss|Umgesetzt|Stand der|Gegenüberstellung|Verlauf|Entwicklung/iu
/** A year after these words begins or ends a span, or dates something. */
const SPAN =
  /(?:seit|ab|vor|nach|bis|von|zwischen|und|vom \d{1,2}\.\s?\p{L}*|Stand|Stand:|Datenstand|Quelle)\s*(?:dem |zum )?(?:Jahr(?:es|e)?\s*|Anfang\s*|Ende\s*|Mitte\s*|\p{L}+\s*|\d{1,2}[./])?$/iu

export const year: Rule = {
  id: "C11",
  title: "Jahreszahlen in Titel, Überschriften und Tabellentiteln passen zum Programmjahr.",
  whole(content, heres) {
    return [...ofTitle(content), ...ofHeadings(content, heres), ...ofColumns(content, heres)]
  },
}

function ofTitle(content: ProgrammeContent): CheckFinding[] {
  const text = `${content.title} ${content.subtitle ?? ""}`
  const named = years(text)
  const other = named[0]
  if (other === undefined || named.some((n) => n.year === content.year) || text.includes(String(content.year)))
    return []
  return [
    finding("C11", "warning", undefined, {
      reason: "year.title",
      message: `Der Titel nennt ${other.year}, das Programm gilt für ${content.year}.`,
      figures: { titel: String(other.year), programm: String(content.year) },
      words: [text],
    }),
  ]
}

function ofHeadings(content: ProgrammeContent, heres: readonly Here[]): CheckFinding[] {
  const found: CheckFinding[] = []
  /** titles of the sections above, by level */
  const above: string[] = []
  for (const here of heres) {
    const all = passages(here.section)
    above.length = here.section.level - 1
    const back = above.some((title) => BACK.test(title ?? ""))
    above[here.section.level - 1] = all[0]?.text ?? ""
    let under = back || BACK.test(all[0]?.text ?? "")
    for (const [i, p] of all.entries()) {
      if (p.kind !== "title" && p.kind !== "heading" && p.kind !== "caption") continue
      if (p.kind === "heading") under = back || BACK.test(p.text)
      const said = judge(p, content.year, under, all.slice(i + 1, i + 4))
      if (said) found.push(finding("C11", "warning", here, said))
    }
  }
  return found
}

function judge(p: Passage, programme: number, back: boolean, below: readonly Passage[]) {
  const named = years(p.text)
  const off = named.find(({ year: y, index }) => {
    if (SPAN.test(p.text.slice(Math.max(0, index - 30), index))) return false
    if (back || BACK.test(p.text)) return false
    return AHEAD.test(p.text) ? y < programme || y > programme + 5 : y < programme - 1
  })
  if (off === undefined || named.some((n) => n.year === programme)) return undefined
  const what = p.kind === "caption" ? "Die Beschriftung" : "Die Überschrift"
  const own = below.find((b) => new RegExp(`(?:für|im) (?:das )?(?:Jahr )?${programme}\\b`, "iu").test(b.text))
  const more = own === undefined ? "" : `; der Text darunter spricht von ${programme}`
  return {
    reason: "year.heading",
    message: `${what} ${quoted(p.text)} nennt ${off.year}, das Programm gilt für ${programme}${more}.`,
    at: p,
    figures: { ueberschrift: String(off.year), programm: String(programme) },
    words: [p.text],
  }
}

/** Columns of what is planned: one of them must be for the programme's year (or a later one). */
function ofColumns(content: ProgrammeContent, heres: readonly Here[]): CheckFinding[] {
  const found: CheckFinding[] = []
  for (const here of heres)
    for (const [index, block] of here.section.blocks.entries()) {
      if (block.type !== "data") continue
      const planned = block.columns.flatMap((c) => {
        if (c.nature !== "plan" && c.nature !== "ziel") return []
        const y = c.asOf === undefined ? years(c.label)[0]?.year : Number(c.asOf.slice(0, 4))
        return y === undefined ? [] : [{ label: c.label, year: y, key: c.key }]
      })
      const last = planned.reduce((max, c) => Math.max(max, c.year), 0)
      const column = planned.find((c) => c.year === last)
      if (column === undefined || last >= content.year) continue
      found.push(
        finding("C11", "warning", here, {
          reason: "year.column",
          message: `Die Spalte ${quoted(column.label)} plant für ${last}, das Programm gilt für ${content.year}.`,
          at: {
            block: index,
            blockId: block.id,
            where: `Tabelle ${quoted(block.caption.map((i) => ("text" in i ? i.text : "")).join(""))}`,
          },
          figures: { spalte: String(last), programm: String(content.year) },
          words: [column.label, block.id],
        }),
      )
    }
  return found
}
