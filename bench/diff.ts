/** Diff: the Synopse of two versions of about 60 pages, a few edits apart and rewritten, and how its cost grows. */
import type { Block, Inline, ProgrammeContent, Section, SectionBlock } from "@beschlussweg/core/content"
import { synopse } from "@beschlussweg/core/synopse"
import { importWord } from "@beschlussweg/word/import"
import { largeDocx } from "./large/programme.ts"
import { cpu, median, type Outcome } from "./measure.ts"

/** of the large programme: about 60 pages */
const CHAPTERS = 7

export async function diff({ rounds }: { readonly rounds: number }): Promise<Outcome> {
  const before = await contentOf(CHAPTERS)
  const long = await contentOf(CHAPTERS * 10)
  const [few, all] = [edited(before), rewritten(before)]
  const failures: string[] = []
  const told = synopse(before, few).count
  for (const [kind, count] of Object.entries(told)) if (count === 0) failures.push(`nothing was ${kind}`)
  if (Object.values(synopse(before, structuredClone(before)).count).some((n) => n > 0))
    failures.push("equal versions differ")
  const take = (old: ProgrammeContent, now: ProgrammeContent): number[] =>
    Array.from({ length: rounds + 3 }, () => once(old, now)).slice(3)
  const [ofFew, ofAll, ofLong] = [take(before, few), take(before, all), take(long, edited(long))]
  return {
    figures: [
      { name: "sections", value: before.sections.length, unit: "" },
      { name: "changed, added, removed, moved", value: Object.values(told).reduce((a, b) => a + b, 0), unit: "" },
      { name: "60 pages, some edits", value: median(ofFew), unit: "ms", limit: 150 },
      { name: "  slowest", value: Math.max(...ofFew), unit: "ms" },
      { name: "60 pages, every paragraph and table rewritten", value: median(ofAll), unit: "ms", limit: 150 },
      { name: "  slowest", value: Math.max(...ofAll), unit: "ms" },
      { name: "ten times the pages, some edits", value: median(ofLong), unit: "ms" },
      { name: "ten times the pages cost", value: Math.min(...ofLong) / Math.min(...ofFew), unit: "times", limit: 11 },
    ],
    notes: ["CPU time of this process, warm; the growth compares the fastest runs"],
    failures,
  }
}

async function contentOf(chapters: number): Promise<ProgrammeContent> {
  const read = await importWord(largeDocx(chapters), { fileName: "Programm.docx", kind: "AMP", year: 2027 })
  return read.typed.content
}

/** Versions as they come from storage: no object of one is in the other. */
function once(old: ProgrammeContent, now: ProgrammeContent): number {
  const [a, b] = [structuredClone(old), structuredClone(now)]
  const started = cpu()
  synopse(a, b)
  return cpu() - started
}

/** Every fifth section changed in words and figures; one section new, one gone, one at another place. */
function edited(content: ProgrammeContent): ProgrammeContent {
  const sections = content.sections.map((s, i) => (i % 5 === 2 ? mapped(s, (text) => reworded(text, 17)) : s))
  const [gone, moved] = [sections[4], sections[9]]
  const fresh: Section = {
    id: "neu",
    level: 2,
    title: [{ type: "text", text: "Neue Wege" }],
    numbering: "auto",
    blocks: [{ type: "paragraph", content: [{ type: "text", text: "Dieser Abschnitt ist im Beirat entstanden." }] }],
  }
  const rest = sections.filter((s) => s !== gone && s !== moved)
  return { ...content, sections: [...rest.slice(0, 20), fresh, ...rest.slice(20), ...(moved ? [moved] : [])] }
}

const rewritten = (content: ProgrammeContent): ProgrammeContent => ({
  ...content,
  sections: content.sections.map((s) => mapped(s, (text) => reworded(text, 3))),
})

/** Another word at every n-th place. */
const reworded = (text: string, n: number): string =>
  text
    .split(" ")
    .map((word, i) => (i % n === n - 1 ? `${word.slice(0, 2)}weise` : word))
    .join(" ")

function mapped(section: Section, change: (text: string) => string): Section {
  const inline = (one: Inline): Inline => (one.type === "text" ? { ...one, text: change(one.text) } : one)
  const block = (one: SectionBlock): SectionBlock => {
    if (one.type === "paragraph" || one.type === "list") return plainly(one, inline)
    if (one.type !== "data") return one
    const rows = one.rows.map((row) => ({
      ...row,
      cells: row.cells.map((cell, i) =>
        cell.type === "num" && i === 0 ? { ...cell, num: { ...cell.num, value: `${cell.num.value}1` } } : cell,
      ),
    }))
    return { ...one, rows }
  }
  return { ...section, blocks: section.blocks.map(block) }
}

function plainly(block: Block, inline: (one: Inline) => Inline): Block {
  if (block.type === "paragraph") return { ...block, content: block.content.map(inline) }
  if (block.type !== "list") return block
  return { ...block, items: block.items.map((i) => ({ ...i, blocks: i.blocks.map((b) => plainly(b, inline)) })) }
}
