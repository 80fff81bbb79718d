/** C03, C04, C14: columns of changes, their percent, and the change of a whole beside those of its parts. */
import { proseFindings } from "./prose/index.ts"
import type { Rule } from "./rule.ts"
import { relationFindings } from "./table.ts"

export const difference: Rule = {
  id: "C03",
  title: "Veränderungen sind die Differenz der beiden Werte.",
  section: (here) => [
    ...relationFindings("C03", here, (_, r) => r.type === "delta" && r.mode === "abs", {
      reason: "difference",
      proposed: "Vermutlich eine Differenz",
      confirmed: "error",
    }),
    ...proseFindings("C03", here),
  ],
}
export const change: Rule = {
  id: "C04",
  title: "Veränderungen in Prozent sind richtig gerechnet und gerundet.",
  section: (here) => [
    ...relationFindings("C04", here, (_, r) => r.type === "delta" && r.mode === "pct", {
      reason: "change",
      proposed: "Vermutlich eine Veränderung in Prozent",
      confirmed: "error",
    }),
    ...proseFindings("C04", here),
  ],
}
export const between: Rule = {
  id: "C14",
  title: "Die Veränderung insgesamt liegt zwischen denen der Gruppen.",
  section: (here) =>
    relationFindings("C14", here, (_, r) => r.type === "convex", {
      reason: "between",
      proposed: "Vermutlich passt die Veränderung insgesamt nicht zu denen der Gruppen",
      confirmed: "warning",
      advice: " Bitte prüfen Sie, ob sich die Gruppen selbst verschoben haben.",
    }),
}
