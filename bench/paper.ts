/** A Beschlussvorlage of about 65 pages with its empty fields, rendered by the press, for signing and verifying. */
import type { Block } from "@beschlussweg/core/content"
import type { Bytes } from "@beschlussweg/core/context"
import { signatureField } from "@beschlussweg/core/paper"
import { vorlagePaper } from "@beschlussweg/pdf/fixture"
import { press } from "@beschlussweg/pdf/press"
import { source } from "./source.ts"

export const PAGES = 65
export const STEPS = ["amtsleitung", "dezernent", "kaemmerer", "landrat"] as const
export const FIELDS = STEPS.map(signatureField)

/** @returns bytes and pages, between 65 and 70 */
export async function longVorlage(): Promise<{ readonly pdf: Bytes; readonly pages: number }> {
  const { content } = await source(undefined)
  const texts = content.sections.flatMap((section) => section.blocks).filter(simple)
  let wanted = Math.round(texts.length * 2.6)
  for (let attempt = 1; attempt <= 6; attempt++) {
    const erlaeuterungen = Array.from({ length: wanted }, (_, i) => texts[i % texts.length]).filter(
      (b) => b !== undefined,
    )
    const signatures = STEPS.map((stepId) => ({ stepId, label: stepId }))
    const paper = vorlagePaper({ erlaeuterungen, signatures, anlagen: [] })
    const { pdf, pages } = await press().vorlage(paper, [], noImages)
    if (pages >= PAGES && pages <= PAGES + 5) return { pdf, pages }
    wanted = Math.round((wanted * (PAGES + 2)) / pages)
  }
  throw new Error(`no Vorlage of ${PAGES} pages`)
}

const simple = (block: Block): boolean =>
  block.type === "paragraph" ? block.content.every((inline) => inline.type === "text") : block.type === "table"
const noImages = async (hash: string): Promise<Bytes> => {
  throw new Error(`no image ${hash} here`)
}
