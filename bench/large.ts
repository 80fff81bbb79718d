/** Large: a programme of 300 pages with 200 tables, read in, checked, rendered and sealed; memory, and growth from a tenth of it. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Taken } from "./large/child.ts"
import type { Done } from "./large/office.ts"
import { CHAPTERS, largeDocx } from "./large/programme.ts"
import { alternate, type Figure, FLAGS, fresh, median, type Outcome } from "./measure.ts"
import { bundle } from "./render/bundle.ts"

/** MB for everything that the issue asks of such a programme */
const MEMORY = 512

export async function large({ rounds }: { readonly rounds: number }): Promise<Outcome> {
  const dir = mkdtempSync(join(tmpdir(), "beschlussweg-bench-"))
  try {
    return await measured(dir, Math.min(rounds, 5))
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

async function measured(dir: string, rounds: number): Promise<Outcome> {
  const { large: child } = await bundle()
  const file = (chapters: number): string => {
    const path = join(dir, `${chapters}.docx`)
    writeFileSync(path, largeDocx(chapters))
    return path
  }
  const [tenth, whole] = [file(CHAPTERS / 10), file(CHAPTERS)]
  const step =
    (...args: string[]) =>
    () =>
      fresh<Taken>(child, args, FLAGS)
  const taken = await alternate(
    {
      readTenth: step("read", tenth, join(dir, "tenth")),
      renderTenth: step("render", join(dir, "tenth")),
      read: step("read", whole, join(dir, "whole")),
      render: step("render", join(dir, "whole")),
    },
    { warmup: 0, rounds },
  )
  const office = await fresh<Done>("large/office.ts", [whole, join(dir, "state")])
  return outcome(taken, office)
}

type All = Readonly<Record<"readTenth" | "renderTenth" | "read" | "render", readonly Taken[]>>

function outcome(taken: All, office: Done): Outcome {
  const { readTenth, renderTenth, read, render } = taken
  const count = (all: readonly Taken[], name: string): number => all[0]?.counts[name] ?? Number.NaN
  const of = (all: readonly Taken[], name: string): number[] => all.map((t) => t.ms[name] ?? Number.NaN)
  const peak = (all: readonly Taken[]): number => Math.max(...all.map((t) => t.peakMb))
  const grown = (now: readonly number[], before: readonly number[]): number => Math.min(...now) / Math.min(...before)
  const failures: string[] = []
  const need = (holds: boolean, words: string): unknown => holds || failures.push(words)
  need(count(render, "pages") >= 300, "fewer than 300 pages")
  need(count(read, "tables") >= 200, "fewer than 200 tables")
  need(count(read, "arithmetic") === 0, "tables made to hold are not silent")
  need(count(read, "planted") > 0, "a changed digit is not found")
  need(count(read, "defects") === 0, "a rule threw")
  const figures: Figure[] = [
    ...["sections", "tables", "typed", "relations", "charts", "pictures", "findings"].map((name) => ({
      name,
      value: count(read, name),
      unit: "",
    })),
    { name: "pages", value: count(render, "pages"), unit: "" },
    { name: "peak memory: import, confirm, check, 30 edits", value: peak(read), unit: "MB", limit: MEMORY },
    { name: "peak memory: render", value: peak(render), unit: "MB", limit: MEMORY },
    { name: "peak memory: the worker, upload to reading copy", value: office.workerMb, unit: "MB", limit: MEMORY },
    { name: "peak memory: the people's verbs in one process", value: office.verbsMb, unit: "MB", limit: MEMORY },
    { name: "import, first in its process", value: median(of(read, "import")), unit: "ms" },
    { name: "all checks, first", value: median(of(read, "check")), unit: "ms" },
    { name: "one edit, checked", value: median(of(read, "edit")), unit: "ms", limit: 20 },
    { name: "  slowest", value: Math.max(...of(read, "slowestEdit")), unit: "ms" },
    { name: "import and checks to a tenth", value: grown(of(read, "cpu"), of(readTenth, "cpu")), unit: "x", limit: 11 },
    { name: "render, first", value: median(of(render, "render")), unit: "ms" },
    { name: "render to a tenth", value: grown(of(render, "render"), of(renderTenth, "render")), unit: "x", limit: 11 },
    ...Object.entries(office.ms).map(([name, value]) => ({ name: `through the product: ${name}`, value, unit: "ms" })),
  ]
  return {
    figures,
    notes: ["edits and growth in CPU time; memory is the highest of all rounds", ...office.papers],
    failures,
    raw: { taken, office },
  }
}
