/** Findings (Befunde) and their stable names: a finding keeps its key while its rule, words and figures stay the same. */
import type { CheckFinding, Here, RuleId, Severity } from "./rule.ts"
import type { Passage } from "./text.ts"

/** What a rule says of one place. */
export interface Said {
  readonly reason: string
  /** one German sentence, as a colleague would say it */
  readonly message: string
  /** where in the section; the section itself when absent */
  readonly at?: Pick<Passage, "where" | "block" | "blockId"> | undefined
  readonly cell?: { readonly row: string; readonly column: string } | undefined
  readonly figures?: Readonly<Record<string, string>>
  /** words of the text that the finding is about: with the figures they make its key. Never numbers of sections. */
  readonly words: readonly string[]
}

/** A finding of `rule` in a section, or of the programme as a whole where `here` is undefined. */
export function finding(rule: RuleId, severity: Severity, here: Here | undefined, said: Said): CheckFinding {
  const figures = said.figures ?? {}
  return {
    rule,
    severity,
    reason: said.reason,
    message: said.message,
    place: [here?.place ?? "Programm", said.at?.where ?? ""].filter((p) => p !== "").join(", "),
    sectionId: here?.section.id,
    blockId: said.at?.blockId,
    block: said.at === undefined || said.at.block < 0 ? undefined : said.at.block,
    cell: said.cell,
    figures,
    key: findingKey(rule, said.reason, said.words, figures),
  }
}

/** "C12-1f0c...": 128 bits over rule, reason, words (white space and case do not count) and figures. */
export function findingKey(
  rule: RuleId,
  reason: string,
  words: readonly string[],
  figures: Readonly<Record<string, string>>,
): string {
  const said = words.map((w) => w.normalize("NFC").replace(/\s+/g, " ").trim().toLowerCase())
  const told = Object.entries(figures)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
  return `${rule}-${digest([rule, reason, ...said, "", ...told].join("\u0000"))}`
}

const SEEDS = [0x811c9dc5, 0x9e3779b9, 0x85ebca6b, 0xc2b2ae35]

/** Not a secret and not a proof: rules run in one go and SHA-256 of the platform cannot. Spreads, that is all it must do. */
function digest(text: string): string {
  return SEEDS.map((seed) => {
    let h = seed
    for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193) ^ (h >>> 15)
    h = Math.imul(h ^ (h >>> 16), 0x7feb352d)
    h = Math.imul(h ^ (h >>> 15), 0x846ca68b)
    return ((h ^ (h >>> 16)) >>> 0).toString(16).padStart(8, "0")
  }).join("")
}
