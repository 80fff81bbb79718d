/** What a rule about arithmetic says of a passage. */
import type { Judged } from "../relation.ts"
import type { RuleId, Severity } from "../rule.ts"
import type { Passage } from "../text.ts"

export interface ProseSaid {
  readonly rule: RuleId
  readonly severity: Severity
  readonly reason: string
  readonly message: string
  readonly passage: Passage
  readonly figures: Readonly<Record<string, string>>
}

/** Nothing when it holds; a hint where rounding explains it; else a warning, for text only ever says "vermutlich". */
export function ofText(
  rule: RuleId,
  reason: string,
  passage: Passage,
  judged: Pick<Judged, "state" | "sentence" | "figures">,
): ProseSaid[] {
  if (judged.state === "holds" || judged.state === "undecided") return []
  const rounding = judged.state === "rounding"
  return [
    {
      rule,
      severity: rounding ? "hint" : "warning",
      reason: `${reason}${rounding ? ".rounding" : ""}`,
      message: `${judged.sentence}${rounding ? " Rundung?" : ""}`,
      passage,
      figures: judged.figures,
    },
  ]
}
