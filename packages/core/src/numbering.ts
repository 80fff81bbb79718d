/** Numbers of tables and figures ("Tabelle 3", "Abbildung 1"): the same for captions, lists and references. */
import type { Inline } from "./block.ts"
import { type ProgrammeContent, plain, type SectionBlock } from "./content.ts"

export interface Numbered {
  /** "Tabelle 3" */
  readonly label: string
  /** the author wrote the number into the caption himself */
  readonly own: boolean
}

const OWN = /^\s*((?:Tabelle|Tab\.|Abbildung|Abb\.|Grafik|Diagramm|Schaubild)\s*\d+(?:[.-]\d+)?)\s*[:.–-]?/i

/**
 * What is numbered, in reading order: typed tables always, plain tables and pictures with a caption, charts. A text whose
 * author numbers tables (or figures) in the captions keeps his numbers, and gets none beside them.
 */
export function numberedBlocks(content: Pick<ProgrammeContent, "sections">): Map<SectionBlock, Numbered> {
  const found = new Map<SectionBlock, Numbered>()
  const blocks = content.sections.flatMap((s) => s.blocks)
  for (const [word, of] of [
    ["Tabelle", tableCaption],
    ["Abbildung", figureCaption],
  ] as const) {
    const all = blocks.flatMap((block) => {
      const caption = of(block)
      return caption === undefined ? [] : [{ block, own: OWN.exec(caption)?.[1] }]
    })
    const counted = all.every(({ own }) => own === undefined)
    let n = 0
    for (const { block, own } of all) {
      if (own !== undefined) found.set(block, { label: own.replace(/\s+/g, " "), own: true })
      // a bound reference needs a number even where the author wrote some of them himself
      else if (counted || !PLAIN.has(block.type)) found.set(block, { label: `${word} ${++n}`, own: false })
    }
  }
  return found
}

/** A list of tables, or of figures, is worth its room from three entries on. */
export const LIST_FROM = 3

const PLAIN: ReadonlySet<string> = new Set(["table", "image", "chart"])

function tableCaption(block: SectionBlock): string | undefined {
  if (block.type === "data" || block.type === "measures") return plain(block.caption)
  return block.type === "table" && says(block.caption) ? plain(block.caption ?? []) : undefined
}

function figureCaption(block: SectionBlock): string | undefined {
  if (block.type === "chart") return block.title
  return block.type === "image" && !block.decorative && says(block.caption) ? plain(block.caption ?? []) : undefined
}

const says = (caption: readonly Inline[] | undefined): boolean => plain(caption ?? []).trim() !== ""
