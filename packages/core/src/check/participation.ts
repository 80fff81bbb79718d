/** C27 and C28: who must be heard was heard: the BCA before the first Zeichnung, the Beirat with a statement. */
import { finding } from "./key.ts"
import type { Rule } from "./rule.ts"

export const bca: Rule = {
  id: "C27",
  title: "Die Beteiligung der Beauftragten für Chancengleichheit ist vermerkt.",
  whole(_, __, { participation }) {
    if (participation === undefined || participation.bca) return []
    return [
      finding("C27", "error", undefined, {
        reason: "participation.bca",
        message:
          "Die Beteiligung der Beauftragten für Chancengleichheit am Arbeitsmarkt ist nicht vermerkt. Sie muss vor der ersten Zeichnung vorliegen.",
        words: ["bca"],
      }),
    ]
  },
}

export const beirat: Rule = {
  id: "C28",
  title: "Die Stellungnahme des örtlichen Beirats ist vermerkt, oder dass es keine gibt.",
  whole(_, __, { participation }) {
    if (participation === undefined || participation.beirat) return []
    return [
      finding("C28", participation.gE ? "error" : "warning", undefined, {
        reason: "participation.beirat",
        message:
          "Die Stellungnahme des örtlichen Beirats ist nicht vermerkt. Gibt es keine, vermerken Sie bitte „keine Stellungnahme“.",
        words: ["beirat"],
      }),
    ]
  },
}
