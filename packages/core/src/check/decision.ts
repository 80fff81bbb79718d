/** C29: a published programme says who decided it, when, and with which result. */
import { finding } from "./key.ts"
import type { Rule } from "./rule.ts"

const DAY = /\b\d{1,2}\.\s?(?:\d{1,2}\.|\p{L}+\s)\s?(?:19|20)\d\d/u
const BODY =
  /Kreistag|Kreisausschuss|Ausschuss|Trägerversammlung|Stadtrat|Rat\b|Stadtverordnetenversammlung|Magistrat|Verbandsversammlung|Regionalversammlung|Gremium|Senat|Vertretung/u
const RESULT = /beschlossen|zugestimmt|Zustimmung|zur Kenntnis genommen|abgelehnt|einstimmig|mehrheitlich/iu

export const decision: Rule = {
  id: "C29",
  title: "Das veröffentlichte Programm nennt Gremium, Datum und Ergebnis des Beschlusses.",
  whole(_, __, context) {
    const said = context.decision
    if (said === undefined) return []
    const missing = [
      ...(BODY.test(said) ? [] : ["das Gremium"]),
      ...(DAY.test(said) ? [] : ["das Datum"]),
      ...(RESULT.test(said) ? [] : ["das Ergebnis"]),
    ]
    if (missing.length === 0) return []
    const what = said.trim() === "" ? "Der Beschluss ist nicht vermerkt" : "Im Beschlussvermerk fehlt etwas"
    return [
      finding("C29", "error", undefined, {
        reason: "decision.missing",
        message: `${what}: Bitte ergänzen Sie ${missing.join(", ")}.`,
        words: [said, ...missing],
      }),
    ]
  },
}
