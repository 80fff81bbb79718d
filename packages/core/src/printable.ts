/** What a paper needs of a programme's text before it can be made, accessible and complete. */
import { type Inline, type ProgrammeContent, plain, sectionNumbers, sectionPlace, walk } from "./content.ts"
import type { Finding } from "./error.ts"
import { plainBlocks } from "./plainly.ts"
import { checkGlyphs, checkText, inlinesOf } from "./vorlage/form.ts"

/** Why this tree cannot become an accessible paper; empty when it can. */
export function unprintable(tree: ProgrammeContent): Finding[] {
  const found: Finding[] = []
  const report = (reason: string, place: string, message: string) => found.push({ reason, place, message })
  const numbers = sectionNumbers(tree.sections)
  let level = 0
  if (tree.sections.length === 0) report("programme.empty", "Programm", "Das Programm hat noch keinen Abschnitt.")
  checkGlyphs(tree.title, "Titel", report)
  checkGlyphs(tree.subtitle ?? "", "Untertitel", report)
  const notes = new Set(tree.footnotes.map((n) => n.id))
  const noted = (content: readonly Inline[], place: string) => {
    if (content.some((inline) => inline.type === "footnote" && !notes.has(inline.id)))
      report("footnote.missing", place, "Der Text einer Fußnote fehlt.")
  }
  tree.sections.forEach((section, i) => {
    const place = sectionPlace(numbers[i] ?? "", section)
    if (section.level > level + 1) report("heading.skip", place, "Eine Überschriftenebene ist übersprungen.")
    level = section.level
    if (plain(section.title).trim() === "") report("title.missing", place, "Die Überschrift ist leer.")
    checkGlyphs(plain(section.title), place, report)
    noted(section.title, place)
    const blocks = plainBlocks(section.blocks)
    checkText(blocks, place, report)
    walk(blocks, place, (block, here) => {
      noted(inlinesOf(block), here)
    })
  })
  tree.footnotes.forEach((note, i) => {
    checkText(note.blocks, `Fußnote ${i + 1}`, report)
  })
  return found
}
