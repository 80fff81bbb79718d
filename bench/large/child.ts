/**
 * One step of the large programme in a fresh process: `child.ts read FILE.docx DIR` or `child.ts render DIR`; DIR holds
 * the content and its pictures between the two. The last line is what it took.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { checker } from "@beschlussweg/core/check"
import type { ProgrammeContent } from "@beschlussweg/core/content"
import { paperContent } from "@beschlussweg/core/plainly"
import { cpu, median } from "../measure.ts"
import { paperOf } from "../source.ts"

export interface Taken {
  /** MB, peak of the whole process */
  readonly peakMb: number
  readonly ms: Readonly<Record<string, number>>
  /** processor time of the whole process, all its threads */
  readonly cpuMs: number
  readonly counts: Readonly<Record<string, number>>
}

const [what, ...args] = process.argv.slice(2)
const ms: Record<string, number> = {}
const counts: Record<string, number> = {}
async function timed<T>(name: string, run: () => T | Promise<T>): Promise<T> {
  const started = performance.now()
  const result = await run()
  ms[name] = performance.now() - started
  return result
}

/** as a person who says yes to everything that is proposed */
function confirmed(content: ProgrammeContent): ProgrammeContent {
  const sections = content.sections.map((section) => ({
    ...section,
    blocks: section.blocks.map((block) => {
      if (block.type !== "data") return block
      return { ...block, relations: block.relations.map((r) => ({ ...r, state: "confirmed" as const })) }
    }),
  }))
  return { ...content, sections }
}

/** One digit of the first table that says a sum. */
function broken(content: ProgrammeContent): ProgrammeContent {
  let done = false
  const sections = content.sections.map((section) => ({
    ...section,
    blocks: section.blocks.map((block) => {
      if (done || block.type !== "data" || !block.relations.some((r) => r.type === "sum")) return block
      done = true
      const [first, ...rest] = block.rows
      const cells = first?.cells.map((cell, i) =>
        i === 0 && cell.type === "num" ? { ...cell, num: { ...cell.num, value: `${cell.num.value}9` } } : cell,
      )
      return first && cells ? { ...block, rows: [{ ...first, cells }, ...rest] } : block
    }),
  }))
  return { ...content, sections }
}

/** A person types into one section after the other; processor time of each check in ms. */
function edits(content: ProgrammeContent, run: (content: ProgrammeContent) => unknown): number[] {
  let current = content
  return Array.from({ length: 30 }, (_, round) => {
    const at = (round * 7) % current.sections.length
    const text = `Ergänzt im Schritt ${round}.`
    const more = { type: "paragraph" as const, content: [{ type: "text" as const, text }] }
    const sections = current.sections.map((s, i) => (i === at ? { ...s, blocks: [...s.blocks, more] } : s))
    current = { ...current, sections }
    const started = cpu()
    run(current)
    return cpu() - started
  })
}

async function read(file: string, dir: string): Promise<void> {
  const { importWord } = await import("@beschlussweg/word/import")
  const bytes = readFileSync(file)
  const before = cpu()
  const imported = await timed("import", () =>
    importWord(bytes, { fileName: "Programm.docx", kind: "AMP", year: 2027 }),
  )
  const content = confirmed(imported.typed.content)
  const context = { today: "2026-11-20", anlagen: [], contents: imported.contents }
  const run = checker()
  const found = await timed("check", () => run(content, context))
  ms.cpu = cpu() - before
  const took = edits(content, (now) => run(now, context)).slice(3)
  ms.edit = median(took)
  ms.slowestEdit = Math.max(...took)
  const blocks = content.sections.flatMap((section) => section.blocks)
  counts.sections = content.sections.length
  counts.tables = blocks.filter((b) => b.type === "table" || b.type === "data").length
  counts.typed = blocks.filter((b) => b.type === "data").length
  counts.relations = blocks.flatMap((b) => (b.type === "data" ? b.relations : [])).length
  counts.charts = blocks.filter((b) => b.type === "chart").length
  counts.pictures = imported.images.length
  counts.findings = found.length
  counts.arithmetic = found.filter((f) => /^C0[1-6]$/.test(f.rule)).length
  counts.planted = run(broken(content), context).filter((f) => /^C0[1-6]$/.test(f.rule)).length
  counts.defects = found.filter((f) => f.reason === "check.defect").length
  mkdirSync(dir, { recursive: true })
  writeFileSync(join(dir, "content.json"), JSON.stringify(content))
  for (const { sha256, bytes: picture } of imported.images) writeFileSync(join(dir, sha256), picture)
}

async function render(dir: string): Promise<void> {
  const { press } = await timed("load", () => import("@beschlussweg/pdf/press"))
  const content = JSON.parse(readFileSync(join(dir, "content.json"), "utf8")) as ProgrammeContent
  const paper = paperOf(paperContent(content))
  const { pdf, pages } = await timed("render", () =>
    press().programme(paper, async (hash) => new Uint8Array(readFileSync(join(dir, hash)))),
  )
  counts.pages = pages
  counts.bytes = pdf.length
  writeFileSync(join(dir, "programme.pdf"), pdf)
}

const [first = "", second = ""] = args
if (what === "read") await read(first, second)
else if (what === "render") await render(first)
else throw new Error(`no step is called ${what}`)
const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage()
const taken: Taken = { peakMb: maxRSS / 1024, ms, cpuMs: (userCPUTime + systemCPUTime) / 1000, counts }
process.stdout.write(`${JSON.stringify(taken)}\n`)
