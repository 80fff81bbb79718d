/** Do two PDFs of one programme say the same? By pdftotext, and by the structure tree; and are both tagged? */
import type { PlainContent } from "@beschlussweg/core/content"
import { plain } from "../baseline/text.ts"
import { run } from "../measure.ts"

/** Text area of a page in points: running lines above and below repeat with every page and are left out. */
const AREA = ["-r", "72", "-x", "0", "-y", "56", "-W", "596", "-H", "730"]

/** Differences in words; empty when both say the same. */
export async function differences(ours: string, baseline: string, content: PlainContent): Promise<string[]> {
  const found: string[] = []
  for (const file of [ours, baseline]) {
    const { out } = await run("pdfinfo", [file])
    if (!/^Tagged:\s+yes$/m.test(out)) found.push(`${file} is not tagged`)
  }
  const [left, right] = [await printedWords(ours), await printedWords(baseline)]
  // a header row stands once more on each page where its table goes on, and pages differ
  const headers = new Set(wordsOf(headerText(content)))
  found.push(...compare(left, right, "pdftotext", headers))
  found.push(...compare(await taggedWords(ours), await taggedWords(baseline), "structure tree", new Set()))
  return found
}

const wordsOf = (text: string): string[] => text.replace(/\u00ad\s*|\u2010\n/g, "").match(/[\p{L}\p{N}]+/gu) ?? []

function counted(words: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return counts
}

function compare(
  left: readonly string[],
  right: readonly string[],
  by: string,
  repeated: ReadonlySet<string>,
): string[] {
  const [a, b] = [counted(left), counted(right)]
  const odd = [...new Set([...a.keys(), ...b.keys()])].filter((word) => {
    const [x, y] = [a.get(word) ?? 0, b.get(word) ?? 0]
    return repeated.has(word) ? (x === 0) !== (y === 0) : x !== y
  })
  if (odd.length === 0) return left.length === 0 ? [`${by}: no words at all`] : []
  const shown = odd.slice(0, 12).map((word) => `${word} (${a.get(word) ?? 0}/${b.get(word) ?? 0})`)
  return [`${by}: ${odd.length} words differ: ${shown.join(", ")}`]
}

async function printedWords(file: string): Promise<string[]> {
  // page numbers of the contents depend on the layout; they stand apart from the titles, which may end with a year
  const { out: contents } = await run("pdftotext", ["-layout", ...AREA, "-f", "2", file, "-"])
  const first = Number(/\s{2,}(\d+)$/m.exec(contents)?.[1] ?? "0")
  if (first < 3) throw new Error(`${file}: the contents name no page`)
  const { out: cover } = await run("pdftotext", ["-raw", ...AREA, "-l", "1", file, "-"])
  const { out: body } = await run("pdftotext", ["-raw", ...AREA, "-f", String(first), file, "-"])
  const titles = contents
    .split("\f")
    .slice(0, first - 2)
    .join("\n")
    .replace(/\s{2,}\d+$/gm, "")
  return [cover, titles, body].flatMap(wordsOf)
}

/**
 * Words of the structure tree without the page numbers of the contents; artifacts are no part of it. The words of a
 * drawing stand there glued together, so they are left to pdftotext.
 */
async function taggedWords(file: string): Promise<string[]> {
  const { out } = await run("pdfinfo", ["-struct-text", file])
  let within: { readonly element: "TOC" | "Figure"; readonly indent: number } | undefined
  return out.split("\n").flatMap((line) => {
    const indent = line.search(/\S/)
    if (within && indent >= 0 && indent <= within.indent) within = undefined
    const element = /^\s*(TOC|Figure)\b(?!I)/.exec(line)?.[1]
    if (!within && (element === "TOC" || element === "Figure")) within = { element, indent }
    const text = /^\s*"(.*)"$/.exec(line)?.[1]
    if (text === undefined || within?.element === "Figure") return []
    return within?.element === "TOC" && /^\d+\s*$/.test(text) ? [] : wordsOf(text)
  })
}

function headerText(content: PlainContent): string {
  const texts: string[] = []
  const visit = (blocks: PlainContent["sections"][number]["blocks"]): void => {
    for (const block of blocks) {
      if (block.type === "chart") texts.push(block.unit ?? "Angabe", ...block.series.map((s) => s.name || "Wert"))
      if (block.type === "list") for (const item of block.items) visit(item.blocks)
      if (block.type === "aside") visit(block.blocks)
      if (block.type !== "table") continue
      block.rows.forEach((row, r) => {
        for (const cell of row.cells)
          for (const inner of cell.blocks)
            if (r < block.headerRows && inner.type === "paragraph") texts.push(plain(inner.content))
      })
    }
  }
  for (const section of content.sections) visit(section.blocks)
  return texts.join(" ")
}
