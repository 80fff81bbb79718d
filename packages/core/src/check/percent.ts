/** C30: a change of a rate is said in Prozentpunkten, a change of a number in Prozent. */
import { plain } from "../content.ts"
import { compare, scaled, subtract } from "../number.ts"
import { finding, type Said } from "./key.ts"
import type { CheckFinding, Here, Rule } from "./rule.ts"
import { type Passage, passages, quoted, sentences } from "./text.ts"

export const percent: Rule = {
  id: "C30",
  title: "Prozent und Prozentpunkte sind nicht verwechselt.",
  section: (here) => [...ofText(here), ...ofTables(here)],
}

/** A rate as what the sentence speaks of. */
const RATE = /(?<![\p{L}])(?:\p{L}*(?:quote|anteil|rate)|Quote|Anteil|Rate)(?:s|es)?(?![\p{L}])/iu
/** A number of people or things: then percent is right. */
const COUNT =
  /(?<![\p{L}])(?:Zahl|Anzahl|Bestand|Bestände|Summe|Menge|Höhe|Fallzahl\p{L}*|Personen|Mittel|Budget|Ausgaben|Kosten)(?![\p{L}])/iu
const CHANGE =
  /(?:gestiegen|gesunken|erhöh\p{L}*|gesteigert|verringer\p{L}*|reduzier\p{L}*|zugenommen|abgenommen|zurückgegangen|gefallen|steig(?:t|en|erung)|stieg(?:en)?|sink(?:t|en)|sank(?:en)?|fiel(?:en)?|wuchs|gewachsen|Anstieg|Rückgang|Zuwachs|Verbesserung|verbesser\p{L}*)(?![\p{L}])/u
const BY =
  /\bum\s(?:rund\s|etwa\s|ca\.\s|knapp\s|gut\s|mindestens\s|über\s)?(\d+(?:,\d+)?)\s?(%|Prozent(?!punkt)|Prozentpunkte?n?)/gu
const ENDS = /von\s(\d+(?:,\d+)?)\s?(?:%|Prozent)?\s(?:\S{1,40}\s){0,6}?auf\s(\d+(?:,\d+)?)\s?(?:%|Prozent)/u

function ofText(here: Here): CheckFinding[] {
  const found: CheckFinding[] = []
  for (const p of passages(here.section)) {
    if (!p.text.includes("um ") || !/%|Prozent/.test(p.text)) continue
    for (const sentence of sentences(p.text))
      for (const said of judge(sentence, p)) found.push(finding("C30", said.severity, here, said))
  }
  return found
}

function judge(sentence: string, at: Passage): (Said & { severity: "warning" | "hint" })[] {
  const found: (Said & { severity: "warning" | "hint" })[] = []
  for (const match of sentence.matchAll(BY)) {
    const [all, amount = "", unit = ""] = match
    if (!CHANGE.test(sentence)) continue
    const before = sentence.slice(0, match.index)
    const rate = lastIndex(before, RATE)
    const count = lastIndex(before, COUNT)
    if (unit.startsWith("Prozentpunkt")) {
      if (rate === -1 && count !== -1 && !RATE.test(sentence))
        found.push({
          severity: "warning",
          reason: "percent.points",
          message: `${quoted(all)}: Eine Anzahl ändert sich in Prozent; Prozentpunkte gibt es nur bei Quoten und Anteilen.`,
          at,
          figures: { um: amount },
          words: [sentence],
        })
      continue
    }
    if (rate === -1 || count > rate) continue
    const ends = ENDS.exec(sentence)
    const difference = ends ? absolute(ends[1] ?? "", ends[2] ?? "") : undefined
    if (ends && difference !== undefined) {
      if (compare(difference, scaled(point(amount))) !== 0) continue
      found.push({
        severity: "warning",
        reason: "percent.difference",
        message: `Von ${ends[1]} auf ${ends[2]} % sind es ${amount} Prozentpunkte, nicht ${amount} %.`,
        at,
        figures: { von: point(ends[1] ?? ""), auf: point(ends[2] ?? ""), um: point(amount) },
        words: [sentence],
      })
    } else
      found.push({
        severity: "hint",
        reason: "percent.rate",
        message: `Eine Quote ändert sich ${quoted(all)}: Sind Prozentpunkte gemeint?`,
        at,
        figures: { um: point(amount) },
        words: [sentence],
      })
  }
  return found
}

const point = (text: string): string => text.replace(",", ".")

function absolute(a: string, b: string) {
  if (a === "" || b === "") return undefined
  const difference = subtract(scaled(point(b)), scaled(point(a)))
  return difference.units < 0n ? { ...difference, units: -difference.units } : difference
}

function lastIndex(text: string, word: RegExp): number {
  let last = -1
  for (const m of text.matchAll(new RegExp(word.source, "giu"))) last = m.index
  return last
}

/** A difference between two rates of a table whose column or cell is in percent. */
function ofTables(here: Here): CheckFinding[] {
  return here.section.blocks.flatMap((block, index) => {
    if (block.type !== "data") return []
    const unit = (row: string, column: string) => {
      const c = block.columns.findIndex((col) => col.key === column)
      const cell = block.rows.find((r) => r.id === row)?.cells[c]
      return cell?.type === "num" ? (cell.num.unit ?? block.columns[c]?.unit) : undefined
    }
    const wrong = block.relations.find(
      (r) =>
        r.type === "delta" &&
        r.mode === "abs" &&
        r.state === "confirmed" &&
        unit(r.now.row, r.now.column) === "%" &&
        unit(r.result.row, r.result.column) === "%",
    )
    if (wrong?.type !== "delta") return []
    const row = block.rows.find((r) => r.id === wrong.result.row)
    const name = row ? plain(row.label) : ""
    return [
      finding("C30", "warning", here, {
        reason: "percent.table",
        message: `Die Veränderung von ${quoted(name)} ist der Unterschied zweier Prozentwerte: Das sind Prozentpunkte.`,
        at: { block: index, blockId: block.id, where: `Tabelle ${quoted(plain(block.caption))}` },
        cell: { row: wrong.result.row, column: wrong.result.column },
        words: [name, block.id],
      }),
    ]
  })
}
