/** Checks: import with all rules, one edit of a long programme, and how the cost grows with the text. */
import { checker } from "@beschlussweg/core/check"
import type { ProgrammeContent } from "@beschlussweg/core/content"
import { typeContent } from "@beschlussweg/core/table"
import { importWord } from "@beschlussweg/word/import"
import { cpu, median, type Outcome } from "./measure.ts"
import { repeated, source } from "./source.ts"

interface Options {
  readonly programme: string | undefined
  readonly rounds: number
}

const CONTEXT = { today: "2026-11-20", anlagen: [] }

export async function check({ programme, rounds }: Options): Promise<Outcome> {
  const { docx, fileName, content } = await source(programme)
  const year = Number(/20\d\d/.exec(content.title)?.[0] ?? content.year)
  const failures: string[] = []
  const whole: number[] = []
  const own: number[] = []
  let found = 0
  for (let round = -2; round < rounds; round++) {
    const started = performance.now()
    const imported = await importWord(docx, { fileName, kind: "AMP", year })
    const checked = performance.now()
    const findings = checker()(imported.typed.content, { ...CONTEXT, contents: imported.contents })
    const ended = performance.now()
    if (findings.some((f) => f.reason === "check.defect")) failures.push("a rule threw")
    found = findings.length
    if (round < 0) continue
    whole.push(ended - started)
    own.push(ended - checked)
  }
  // Three times the fixture is about 80 pages, thirty times about 800.
  const long = typeContent(repeated({ ...content, year }, 3)).content
  const longest = typeContent(repeated({ ...content, year }, 30)).content
  const edits = edited(long, rounds * 3)
  const costs = Array.from({ length: rounds }, () => [once(long), once(longest)] as const)
  return {
    figures: [
      { name: "import and all checks, warm", value: median(whole), unit: "ms", limit: 1000 },
      { name: "all checks of it", value: median(own), unit: "ms" },
      { name: "findings", value: found, unit: "" },
      { name: `one edit of ${long.sections.length} sections`, value: median(edits), unit: "ms", limit: 20 },
      { name: "the slowest of these edits", value: Math.max(...edits), unit: "ms" },
      { name: "all checks, three times the text", value: median(costs.map(([a]) => a)), unit: "ms" },
      {
        name: "ten times that text costs",
        value: Math.min(...costs.map(([, b]) => b)) / Math.min(...costs.map(([a]) => a)),
        unit: "times",
        limit: 11,
      },
    ],
    notes: ["edits and growth in CPU time; the growth compares the fastest runs"],
    failures,
  }
}

/** All checks of a content that nobody looked at before. */
function once(content: ProgrammeContent): number {
  const fresh = structuredClone(content)
  const started = cpu()
  checker()(fresh, CONTEXT)
  return cpu() - started
}

/** One paragraph after the other gets a word more; each edit is checked. */
function edited(content: ProgrammeContent, rounds: number): number[] {
  const run = checker()
  let current = structuredClone(content)
  run(current, CONTEXT)
  const took: number[] = []
  for (let round = -3; round < rounds; round++) {
    const at = (round + 3) % current.sections.length
    const sections = current.sections.map((section, i) =>
      i === at
        ? {
            ...section,
            blocks: [
              ...section.blocks,
              {
                type: "paragraph" as const,
                content: [{ type: "text" as const, text: `Ergänzt im Schritt ${round}.` }],
              },
            ],
          }
        : section,
    )
    current = { ...current, sections }
    const started = cpu()
    run(current, CONTEXT)
    if (round >= 0) took.push(cpu() - started)
  }
  return took
}
