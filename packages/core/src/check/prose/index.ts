/** Arithmetic in running text (Rechnen im Fließtext): only what the words themselves say belongs together. */
import { finding } from "../key.ts"
import type { CheckFinding, Here, RuleId } from "../rule.ts"
import { perSection } from "../text.ts"
import { scenarios, since, steps } from "./change.ts"
import { proseOf } from "./read.ts"
import type { ProseSaid } from "./said.ts"
import { sexes } from "./sexes.ts"
import { bases, products, ratios, shares } from "./share.ts"
import { changes, composed, equations, hundreds, remainders } from "./whole.ts"

const all = perSection((section): readonly ProseSaid[] => {
  const prose = proseOf(section)
  const each = [equations, composed, changes, remainders, shares, ratios, products, bases, steps, since, scenarios]
  const found = prose.flatMap((p) => (p.tokens.length === 0 ? [] : each.flatMap((read) => read(p))))
  return [...found, ...hundreds(prose), ...sexes(section, prose)]
})

/** What the text of a section says wrongly, as findings of one rule. */
export function proseFindings(rule: RuleId, here: Here): CheckFinding[] {
  return all(here.section).flatMap((said) =>
    said.rule !== rule
      ? []
      : [
          finding(rule, said.severity, here, {
            reason: said.reason,
            message: said.message,
            at: said.passage,
            figures: said.figures,
            words: [said.passage.text.slice(0, 60)],
          }),
        ],
  )
}
