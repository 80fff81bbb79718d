/** Render: a programme of about 54 pages, first render with import, against pdfkit alone and against Chromium's print. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { PlainContent } from "@beschlussweg/core/content"
import { html } from "./baseline/html.ts"
import { alternate, type Figure, FLAGS, fresh, median, type Outcome, ratio, run } from "./measure.ts"
import { bundle } from "./render/bundle.ts"
import type { Input, Taken } from "./render/child.ts"
import { differences } from "./render/compare.ts"
import { paperOf, repeated, source } from "./source.ts"

export interface RenderOptions {
  readonly programme?: string | undefined
  readonly rounds: number
}
type Child = Taken & { readonly wallMs: number }

export async function render({ programme, rounds }: RenderOptions): Promise<Outcome> {
  const dir = mkdtempSync(join(tmpdir(), "beschlussweg-bench-"))
  try {
    return await measured(dir, await source(programme), rounds)
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

async function measured(dir: string, word: Awaited<ReturnType<typeof source>>, rounds: number): Promise<Outcome> {
  const images = Object.fromEntries(
    [...word.images].map(([hash, bytes]) => [hash, Buffer.from(bytes).toString("base64")]),
  )
  const inputOf = (times: number): string => {
    const input: Input = { paper: paperOf(repeated(word.content, times)), images }
    const file = join(dir, `input-${times}.json`)
    writeFileSync(file, JSON.stringify(input))
    return file
  }
  const inputs = { single: inputOf(1), double: inputOf(2), fourfold: inputOf(4) }
  const { render: built } = await bundle()
  const child = (who: "ours" | "pdfkit", input: string, out: string) => () =>
    // ours with the flags of `pnpm start`; the baseline as Node runs it: what we set for ourselves may not slow it down
    fresh<Taken>(built, [who, input, join(dir, out)], who === "ours" ? FLAGS : [])
  const doubled = repeated(word.content, 2)
  writeFileSync(join(dir, "input.html"), html(paperOf(doubled), images))
  const chromium = findChromium()

  const taken = await alternate<"ours" | "pdfkit" | "single" | "fourfold", Child>(
    {
      ours: child("ours", inputs.double, "ours.pdf"),
      pdfkit: child("pdfkit", inputs.double, "pdfkit.pdf"),
      single: child("ours", inputs.single, "single.pdf"),
      fourfold: child("ours", inputs.fourfold, "fourfold.pdf"),
    },
    { warmup: 1, rounds },
  )
  const failures = await differences(join(dir, "ours.pdf"), join(dir, "pdfkit.pdf"), doubled)
  const print =
    chromium === undefined
      ? undefined
      : await alternate(
          {
            chromium: async () => ({ wallMs: (await printed(chromium, dir)).ms }),
            ours: child("ours", inputs.double, "ours.pdf"),
          },
          { warmup: 1, rounds },
        )
  return outcome(taken, print, failures, word.content)
}

function outcome(
  taken: Readonly<Record<"ours" | "pdfkit" | "single" | "fourfold", readonly Child[]>>,
  print: Readonly<Record<"chromium" | "ours", readonly { readonly wallMs: number }[]>> | undefined,
  failures: readonly string[],
  content: PlainContent,
): Outcome {
  const firsts = (all: readonly Child[]): number[] => all.map((one) => one.importMs + one.renderMs)
  const first = (all: readonly Child[]): number => median(firsts(all))
  const cpu = (all: readonly Child[]): number[] => all.map((one) => one.cpuMs)
  const of = (all: readonly Child[], key: keyof Child): number => median(all.map((one) => one[key]))
  const { ours, pdfkit, single, fourfold } = taken
  const figures: Figure[] = [
    { name: "pages: single / ours", value: of(single, "pages"), unit: "" },
    { name: "pages: doubled / ours", value: of(ours, "pages"), unit: "" },
    { name: "pages: doubled / pdfkit", value: of(pdfkit, "pages"), unit: "" },
    { name: "pages: fourfold / ours", value: of(fourfold, "pages"), unit: "" },
    { name: "first render with import, ours", value: first(ours), unit: "ms" },
    { name: "  of it import", value: of(ours, "importMs"), unit: "ms" },
    { name: "first render with import, pdfkit alone", value: first(pdfkit), unit: "ms" },
    { name: "  of it import", value: of(pdfkit, "importMs"), unit: "ms" },
    { name: "ours to pdfkit alone", value: ratio(firsts(ours), firsts(pdfkit)), unit: "x", limit: 2.5 },
    { name: "  fastest to fastest", value: Math.min(...firsts(ours)) / Math.min(...firsts(pdfkit)), unit: "x" },
    { name: "  by processor time of the whole process", value: ratio(cpu(ours), cpu(pdfkit)), unit: "x" },
    { name: "twice the pages, single to doubled", value: ratio(firsts(ours), firsts(single)), unit: "x", limit: 2.2 },
    {
      name: "twice the pages, doubled to fourfold",
      value: ratio(firsts(fourfold), firsts(ours)),
      unit: "x",
      limit: 2.2,
    },
    { name: "peak memory, doubled", value: of(ours, "peakMb"), unit: "MB", limit: 300 },
    { name: "peak memory, pdfkit alone", value: of(pdfkit, "peakMb"), unit: "MB" },
    { name: "peak memory, fourfold", value: of(fourfold, "peakMb"), unit: "MB" },
  ]
  const notes: string[] = []
  if (print === undefined) notes.push("no Chromium found (CHROMIUM names one): its print was not measured")
  else {
    const [theirs, mine] = [print.chromium.map((p) => p.wallMs), print.ours.map((p) => p.wallMs)]
    figures.push(
      { name: "whole process, ours", value: median(mine), unit: "ms" },
      { name: "whole process, Chromium print", value: median(theirs), unit: "ms" },
      { name: "ours to Chromium's print", value: ratio(mine, theirs), unit: "x", limit: 1, goal: true },
    )
  }
  return { figures, notes, failures, raw: { title: content.title, taken, print } }
}

function findChromium(): string | undefined {
  return [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(
    (path) => path !== undefined && existsSync(path),
  )
}

function printed(chromium: string, dir: string): Promise<{ ms: number }> {
  return run(chromium, [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-pdf-header-footer",
    `--user-data-dir=${join(dir, "chromium")}`,
    `--print-to-pdf=${join(dir, "chromium.pdf")}`,
    `file://${join(dir, "input.html")}`,
  ])
}
