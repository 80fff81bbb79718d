/** Checks of a programme (Prüfungen): all rules over a content, whole or again after one edit. */
import { type ProgrammeContent, type Section, sectionNumbers, sectionPlace } from "../content.ts"
import { finding } from "./key.ts"
import { RULES } from "./list.ts"
import type { CheckContext, CheckFinding, Here, Rule, Severity } from "./rule.ts"

export { contents } from "./contents.ts"
export { findingKey } from "./key.ts"
export { RULES } from "./list.ts"
export type { CheckContext, CheckFinding, Here, Rule, RuleId, Severity } from "./rule.ts"

/** Told of a rule that threw: a defect of ours that belongs in the log. */
export type OnDefect = (rule: Rule, error: unknown) => void

/** All findings of all rules, in the order of the text. Never throws: a rule that does is a finding itself ("check.defect"). */
export function check(content: ProgrammeContent, context: CheckContext, onDefect?: OnDefect): CheckFinding[] {
  return checker(RULES, onDefect)(content, context)
}

/**
 * A check that remembers: sections whose words did not change are not read again, whatever object they come in.
 * Made for one programme that is edited; it holds no more than the sections of the last run.
 */
export function checker(
  rules: readonly Rule[] = RULES,
  onDefect: OnDefect = () => undefined,
): (content: ProgrammeContent, context: CheckContext) => CheckFinding[] {
  let known = new Map<string, Kept>()
  let lastSettings = ""
  let written = new WeakMap<Section, string>()
  return (content, context) => {
    const settings = JSON.stringify([{ ...content, sections: [] }, context])
    if (settings !== lastSettings) known = new Map()
    lastSettings = settings
    const numbers = sectionNumbers(content.sections)
    const next = new Map<string, Kept>()
    const nextWritten = new WeakMap<Section, string>()
    const same = content.sections.map((given, index) => {
      const text = written.get(given) ?? JSON.stringify(given)
      nextWritten.set(given, text)
      const number = numbers[index] ?? ""
      const address = `${number}\n${text}`
      const kept = next.get(address) ?? known.get(address) ?? { section: given, found: undefined }
      next.set(address, kept)
      return { kept, number, index }
    })
    written = nextWritten
    known = next
    // Equal sections are one object, so what was extracted from it once is found again.
    const whole = { ...content, sections: same.map(({ kept }) => kept.section) }
    const heres = same.map(({ kept: { section }, number, index }): Here => {
      return { section, number, place: sectionPlace(number, section), index }
    })
    const found: Placed[] = []
    same.forEach(({ kept }, index) => {
      const here = heres[index]
      if (!here) return
      kept.found ??= rules.flatMap((rule) =>
        "section" in rule
          ? run(rule, onDefect, () => rule.section(here, { ...content, sections: [here.section] }, context))
          : [],
      )
      for (const f of kept.found) found.push({ f, index })
    })
    const positions = new Map(heres.map((h) => [h.section.id, h.index]))
    for (const rule of rules)
      if ("whole" in rule)
        for (const f of run(rule, onDefect, () => rule.whole(whole, heres, context)))
          found.push({ f, index: f.sectionId === undefined ? -1 : (positions.get(f.sectionId) ?? -1) })
    return inOrder(found)
  }
}

interface Kept {
  readonly section: Section
  found: readonly CheckFinding[] | undefined
}
interface Placed {
  readonly f: CheckFinding
  readonly index: number
}

/** By section, block and rule; what concerns the whole programme comes first. */
function inOrder(found: readonly Placed[]): CheckFinding[] {
  return found
    .map((placed, order) => ({ ...placed, order }))
    .sort(
      (a, b) =>
        a.index - b.index ||
        (a.f.block ?? -1) - (b.f.block ?? -1) ||
        (a.f.rule < b.f.rule ? -1 : a.f.rule > b.f.rule ? 1 : a.order - b.order),
    )
    .map(({ f }) => f)
}

/** A rule that breaks takes no other one down; nobody is held up by a mistake of ours. */
function run(rule: Rule, onDefect: OnDefect, rules: () => CheckFinding[]): CheckFinding[] {
  try {
    return rules()
  } catch (error) {
    onDefect(rule, error)
    return [
      finding(rule.id, "hint", undefined, {
        reason: "check.defect",
        message: `Die Prüfung ${rule.id} konnte nicht zu Ende geführt werden; der Fehler liegt bei uns. Bitte sehen Sie an dieser Stelle selbst nach.`,
        words: [rule.id],
      }),
    ]
  }
}

/** Number of findings of each severity. */
export function counted(findings: readonly Pick<CheckFinding, "severity">[]): Record<Severity, number> {
  const count = { error: 0, warning: 0, hint: 0 }
  for (const f of findings) count[f.severity]++
  return count
}
