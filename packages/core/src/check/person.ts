/** C32: names of staff stand in contact cards only; a programme is public and stays so. */
import { finding } from "./key.ts"
import type { CheckFinding, Rule } from "./rule.ts"
import { passages } from "./text.ts"

/** Sections where names are at home. */
const HOME =
  /Kontakt|Impressum|Ansprechp|Ansprechstelle|Herausgeber|Redaktion|Vorwort|Grußwort|Geleitwort|Anschrift|Adresse/iu
const NAME = "\\p{Lu}\\p{Ll}+(?:-\\p{Lu}\\p{Ll}+)?"
/** "Frau Dr. Adler", "Herrn Weidner" */
const ADDRESSED = new RegExp(
  `(?<![\\p{L}„‚"])(?:Frau|Herrn?)\\s(?:(?:Prof|Dr|Dipl)\\.[\\p{L}.-]*\\s)*(${NAME})(?![\\p{L}“"])`,
  "gu",
)
/** "Teamleiter: Kim Adler", "Ansprechpartnerin ist Kim Adler" */
const FUNCTION = new RegExp(
  `(?<![\\p{L}])(?:Ansprechpartner(?:in)?|Teamleit(?:er|erin|ung)|Bereichsleit(?:er|erin|ung)|Sachbearbeiter(?:in)?|Geschäftsführer(?:in)?|Projektleit(?:er|erin|ung)|Koordinator(?:in)?|Fallmanager(?:in)?)\\s?(?::|\\(|ist|sind)\\s?(?:(?:Frau|Herrn?)\\s)?(?:Dr\\.\\s)?(${NAME}\\s${NAME})(?![\\p{L}])`,
  "gu",
)
/** Without one of these there is nothing to look at. */
const HINT = /Frau|Herr|partner|leit|Sachb|Gesch|Koord|manager|@/
const MAIL = /(?<![\p{L}\d])\p{L}{2,}[._-]\p{L}{2,}@[\p{L}\d.-]+\.\p{Ll}{2,}/gu
/** Words after "Frau" or "Herr" that are no names. */
const NO_NAME =
  /^(?:Jobcenter|Team|Agentur|Stadt|Amt|Fachdienst|Fachbereich|Abteilung|Bereich|Leitung|Holle|Land|Kreis|Ober|Bürger|Doktor|Professor|Minister|Präsident|Landr[aä]t|Dezernent|Beruf|Familie|Mann|Kind|Arbeit)/u

export const person: Rule = {
  id: "C32",
  title: "Namen und persönliche Adressen von Beschäftigten stehen nur im Kontakt.",
  section(here) {
    const all = passages(here.section)
    if (HOME.test(all[0]?.text ?? "")) return []
    const found: CheckFinding[] = []
    let home = false
    for (const p of all) {
      if (p.kind === "heading") home = HOME.test(p.text)
      if (home || p.kind === "contact" || p.kind === "alt" || !HINT.test(p.text)) continue
      const names = [
        ...[...p.text.matchAll(ADDRESSED)].filter((m) => !NO_NAME.test(m[1] ?? "")).map((m) => m[0]),
        ...[...p.text.matchAll(FUNCTION)].map((m) => m[1] ?? "").filter((n) => !NO_NAME.test(n)),
        ...[...p.text.matchAll(MAIL)].map((m) => m[0]),
      ]
      for (const name of new Set(names))
        found.push(
          finding("C32", "hint", here, {
            reason: "person.named",
            message: `Hier steht ein Name oder eine persönliche Adresse („${name}“). Namen von Beschäftigten gehören in den Kontakt; im Text genügt die Funktion.`,
            at: p,
            words: [name],
          }),
        )
    }
    return found
  },
}
