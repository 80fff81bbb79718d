/** Tables that know their numbers: typing, proposals and checks of large tables, and how the cost grows. */

import { check } from "@beschlussweg/core/check"
import type { ProgrammeContent } from "@beschlussweg/core/content"
import { german } from "@beschlussweg/core/number"
import { typeContent } from "@beschlussweg/core/table"
import { median, type Outcome } from "./measure.ts"

const HEAD = ["Bezirk", "Frauen 2026", "Männer 2026", "Gesamt 2026", "Gesamt 2025", "Veränderung zum Vorjahr"]

export async function number({ rounds }: { readonly rounds: number }): Promise<Outcome> {
  const [small, large] = [500, 4990].map((rows) => Array.from({ length: rounds + 2 }, () => costs(rows)).slice(2))
  const of = (which: typeof small, what: "type" | "check"): number[] => (which ?? []).map((c) => c[what])
  const failures = [...(small ?? []), ...(large ?? [])].some((c) => c.warnings > 0)
    ? ["a table made to hold is not silent"]
    : []
  return {
    figures: [
      { name: "500 rows by 5 columns: typed, relations proposed", value: median(of(small, "type")), unit: "ms" },
      { name: "4,990 rows by 5 columns: typed, relations proposed", value: median(of(large, "type")), unit: "ms" },
      { name: "4,990 rows: all checks", value: median(of(large, "check")), unit: "ms" },
      {
        name: "ten times the rows cost",
        value: Math.min(...of(large, "type")) / Math.min(...of(small, "type")),
        unit: "times",
        limit: 11,
      },
    ],
    notes: ["CPU time of this process; the growth compares the fastest runs"],
    failures,
  }
}

function costs(rows: number): { type: number; check: number; warnings: number } {
  const content = made(rows)
  const started = process.cpuUsage()
  const typed = typeContent(content).content
  const between = process.cpuUsage(started)
  const checking = process.cpuUsage()
  const found = check(typed, { today: "2026-11-20" })
  const ended = process.cpuUsage(checking)
  const ms = (usage: NodeJS.CpuUsage): number => (usage.user + usage.system) / 1000
  return { type: ms(between), check: ms(ended), warnings: found.filter((f) => /^C0[1-6]$/.test(f.rule)).length }
}

/** a table in which everything adds up */
function made(rows: number): ProgrammeContent {
  const figures = Array.from({ length: rows }, (_, i) => {
    const [w, m, before] = [1000 + ((i * 7) % 991), 900 + ((i * 13) % 877), 1500 + ((i * 17) % 999)]
    return [w, m, w + m, before, w + m - before]
  })
  const say = (n: number): string => german({ value: String(n), decimals: 0 })
  const cell = (text: string) => ({
    blocks: [{ type: "paragraph" as const, content: [{ type: "text" as const, text }] }],
  })
  return {
    version: 1,
    kind: "AMP",
    title: "Arbeitsmarktprogramm 2027",
    year: 2027,
    footnotes: [],
    sections: [
      {
        id: "s1",
        level: 1,
        title: [{ type: "text", text: "Bezirke" }],
        numbering: "auto",
        blocks: [
          {
            type: "table",
            headerRows: 1,
            rows: [
              { cells: HEAD.map(cell) },
              ...figures.map((row, i) => ({ cells: [`Bezirk ${i + 1}`, ...row.map(say)].map(cell) })),
            ],
          },
        ],
      },
    ],
  }
}
