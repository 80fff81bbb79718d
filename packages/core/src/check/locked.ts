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
    return outline.sections.flatMap((wanted) => {
      const here = byKey.get(wanted.key)
      return judge(wanted, here, here === undefined ? [] : below(here, heres))
    })
  },
}

/** @param inner the sections below it */
function judge(wanted: OutlineSection, here: Here | undefined, inner: readonly Section[]): CheckFinding[] {
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
  if (wanted.required && untouched(section, wanted) && inner.every((s) => s.blocks.length === 0))
    return say("section.empty", `Der Abschnitt ${quoted(wanted.title)} ist Pflicht und noch leer.`)
  return []
}

/** Nothing in it but what the Gliederung began with: empty tables, a topic without a name. */
function untouched(section: Section, { blocks }: OutlineSection): boolean {
  const given = new Set(blocks.map((b) => canonical(b)))
  return section.blocks.every((b) => given.has(canonical(b)))
}

/** A section that only holds others need not say anything itself. */
function below(here: Here, heres: readonly Here[]): readonly Section[] {
  const rest = heres.slice(heres.indexOf(here) + 1)
  const end = rest.findIndex((h) => h.section.level <= here.section.level)
  return (end < 0 ? rest : rest.slice(0, end)).map((h) => h.section)
}
