/** C27 and C28: who must be heard was heard: the BCA before the first Zeichnung, the Beirat with a statement, others as the Gliederung says. */
import { PARTICIPATION_LABEL, type ParticipationKind } from "../outline/shape.ts"
import { finding } from "./key.ts"
import type { CheckContext, CheckFinding, Rule } from "./rule.ts"

export const bca: Rule = {
  id: "C27",
  title: "Die Beteiligung der Beauftragten für Chancengleichheit ist vermerkt.",
  whole: (_, __, context) => missing(context).flatMap((m) => (m.kind === "bca" ? [said("C27", m)] : [])),
}

export const beirat: Rule = {
  id: "C28",
  title: "Die Stellungnahme des örtlichen Beirats und die übrige Beteiligung sind vermerkt.",
  whole: (_, __, context) => missing(context).flatMap((m) => (m.kind === "bca" ? [] : [said("C28", m)])),
}

interface Missing {
  readonly kind: ParticipationKind
  /** blocks the submission */
  readonly must: boolean
}

/** Who is to be heard and is not on record; nobody where it is not known who is to be heard. */
function missing({ outline, heard, participation }: CheckContext): Missing[] {
  if (outline !== undefined && heard !== undefined) return outline.participation.filter((p) => !heard.includes(p.kind))
  if (participation === undefined) return []
  return [
    ...(participation.bca ? [] : [{ kind: "bca" as const, must: true }]),
    ...(participation.beirat ? [] : [{ kind: "beirat" as const, must: participation.gE }]),
  ]
}

const MESSAGE = {
  bca: "Die Beteiligung der Beauftragten für Chancengleichheit am Arbeitsmarkt ist nicht vermerkt. Sie muss vor der ersten Zeichnung vorliegen.",
  beirat:
    "Die Stellungnahme des örtlichen Beirats ist nicht vermerkt. Gibt es keine, vermerken Sie bitte „keine Stellungnahme“.",
  beschaeftigte: "Die Beteiligung der Beschäftigten ist nicht vermerkt.",
  kunden: "Die Beteiligung der Kundinnen und Kunden ist nicht vermerkt.",
} as const satisfies Record<ParticipationKind, string>

const said = (rule: "C27" | "C28", { kind, must }: Missing): CheckFinding =>
  finding(rule, must ? "error" : "warning", undefined, {
    reason: `participation.${kind}`,
    message: MESSAGE[kind],
    words: [PARTICIPATION_LABEL[kind]],
  })
