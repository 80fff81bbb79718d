/** C31: every picture and chart says in words what it shows. */
import { type Block, type Section, walk } from "../content.ts"
import { plainBlocks } from "../plainly.ts"
import { finding, type Said } from "./key.ts"
import type { Rule } from "./rule.ts"
import { seen } from "./text.ts"

/** What programs write in by themselves. */
const EMPTY_WORDS =
  /^(?:(?:grafik|bild|abbildung|diagramm|foto|image|picture|img|chart|logo)[\s_-]*\d*|.*\.(?:png|jpe?g|gif|emf|bmp|tiff?)|ein bild, das .* enthält.*|automatisch generierte beschreibung)$/iu

export const alt: Rule = {
  id: "C31",
  title: "Jedes Bild und jedes Diagramm hat einen Alternativtext.",
  section: ({ section, ...here }) =>
    found(section).map(({ severity, said }) => finding("C31", severity, { ...here, section }, said)),
}

function found(section: Section): { severity: "error" | "warning"; said: Said }[] {
  const all: { severity: "error" | "warning"; said: Said }[] = []
  // One walk over the whole section, or every picture would be the first one.
  const origin = new Map<Block, number>()
  section.blocks.forEach((top, index) => {
    for (const block of plainBlocks([top])) origin.set(block, index)
  })
  let index = 0
  walk([...origin.keys()], "", (block, place) => {
    index = origin.get(block) ?? index
    if (block.type !== "image" && block.type !== "chart") return
    if (block.type === "image" && block.decorative) return
    const top = section.blocks[index]
    const at = {
      block: index,
      blockId: top !== undefined && "id" in top ? top.id : undefined,
      where: place.replace(/^, /, ""),
    }
    const text = seen(block.alt)
    const what = block.type === "image" ? "Dieses Bild" : `Das Diagramm „${block.title}“`
    const words = [nameOf(block), text]
    if (text === "")
      all.push({
        severity: "error",
        said: {
          reason: "alt.missing",
          message: `${what} hat keinen Alternativtext. Bitte sagen Sie in ein bis zwei Sätzen, was zu sehen ist.`,
          at,
          words,
        },
      })
    else if (EMPTY_WORDS.test(text))
      all.push({
        severity: "warning",
        said: {
          reason: "alt.empty",
          message: `Der Alternativtext „${text}“ sagt nicht, was zu sehen ist.`,
          at,
          words,
        },
      })
  })
  return all
}

const nameOf = (block: Extract<Block, { type: "image" | "chart" }>): string =>
  block.type === "image" ? block.file : block.title
