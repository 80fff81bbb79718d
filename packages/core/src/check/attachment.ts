/** C25: Anlagen that the text announces are there. */
import { finding } from "./key.ts"
import type { CheckFinding, Rule } from "./rule.ts"
import { passages } from "./text.ts"

const ANNOUNCED = /(?<![\p{L}])(Anlage|Anhang)\s+(\d{1,2}|[A-Z])(?![\p{L}\d])(?!\s+(?:zu[mr]?|der|des)\s)/gu

export const attachment: Rule = {
  id: "C25",
  title: "Angekündigte Anlagen liegen bei.",
  whole(_, heres, { anlagen }) {
    const titles = heres.flatMap((h) =>
      passages(h.section).flatMap((p) => (p.kind === "title" || p.kind === "heading" ? [p.text] : [])),
    )
    const own = titles.filter((t) => /^(?:Anlage|Anhang)/u.test(t))
    if (anlagen === undefined && own.length === 0) return []
    const listed = anlagen ?? []
    const told = new Set<string>()
    const found: CheckFinding[] = []
    for (const here of heres)
      for (const p of passages(here.section)) {
        if (!/Anlage|Anhang/.test(p.text)) continue
        if (p.kind === "title" || p.kind === "heading" || p.kind === "contact") continue
        for (const [, word = "", sign = ""] of p.text.matchAll(ANNOUNCED)) {
          const name = `${word} ${sign}`
          const named = new RegExp(`${word}\\s+${sign}(?![\\p{L}\\d])`, "u")
          const counted = word === "Anlage" && /^\d/.test(sign) && Number(sign) <= listed.length
          if (counted || told.has(name) || [...own, ...listed].some((t) => named.test(t))) continue
          told.add(name)
          found.push(
            finding("C25", "error", here, {
              reason: "attachment.missing",
              message: `Der Text kündigt „${name}“ an; unter den Anlagen ist nichts mit dieser Nummer.`,
              at: p,
              words: [name],
            }),
          )
        }
      }
    return found
  },
}
