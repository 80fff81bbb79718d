/** C21: what the Gliederung locks says what it said, and what it requires is there and filled. */
import { canonical } from "../canonical.ts"
import { plain, type Section } from "../content.ts"
import type { OutlineSection } from "../outline/shape.ts"
import { finding } from "./key.ts"
import type { CheckFinding, Here, Rule } from "./rule.ts"
import { quoted } from "./text.ts"

export const locked: Rule = {
  id: "C21",
  title: "Gesperrte Abschnitte sind unverändert; Pflichtabschnitte sind da und nicht leer.",
  whole(_, heres, { outline }) {
    if (outline === undefined) return []
    const byKey = new Map(heres.flatMap((h) => (h.section.key === undefined ? [] : [[h.section.key, h] as const])))
    // A text that never came from the Gliederung (imported, older) is not judged by it.
    if (byKey.size === 0) return []
    return outline.sections.flatMap((wanted) => judge(wanted, byKey.get(wanted.key)))
  },
}

function judge(wanted: OutlineSection, here: Here | undefined): CheckFinding[] {
  const say = (reason: string, message: string) => [
    finding("C21", "error", here, { reason, message, words: [wanted.key] }),
  ]
  if (here === undefined)
    return wanted.required || wanted.lock !== "free"
      ? say("section.missing", `Der Abschnitt ${quoted(wanted.title)} der Gliederung fehlt.`)
      : []
  const { section } = here
  const title = plain(section.title).trim()
  if (wanted.lock !== "free" && title !== wanted.title)
    return say(
      "section.title",
      `Die Überschrift ${quoted(title)} ist gesperrt und heißt in der Gliederung ${quoted(wanted.title)}.`,
    )
  if (wanted.lock === "readOnly" && canonical(section.blocks) !== canonical(wanted.blocks))
    return say(
      "section.changed",
      `Der Abschnitt ${quoted(wanted.title)} ist gesperrt und wurde geändert. Bitte stellen Sie den Wortlaut der Gliederung wieder her.`,
    )
  if (wanted.required && empty(section, here))
    return say("section.empty", `Der Abschnitt ${quoted(wanted.title)} ist Pflicht und noch leer.`)
  return []
}

/** Nothing in it that says anything. A section that only holds others has no blocks of its own: its children count. */
function empty(section: Section, here: Here): boolean {
  return here.section === section && section.blocks.length === 0
}
