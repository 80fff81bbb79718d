/** One first render in a fresh process: `child.ts ours|pdfkit INPUT.json OUT.pdf`; the last line is what it took. */
import { readFileSync, writeFileSync } from "node:fs"
import type { ProgrammePaper } from "@beschlussweg/core/paper"

/** What the parent writes for all children alike. */
export interface Input {
  readonly paper: ProgrammePaper
  /** base64 by SHA-256 */
  readonly images: Readonly<Record<string, string>>
}
export interface Taken {
  /** from process start to the first line of this file: Node and the loader, the same for all */
  readonly startMs: number
  readonly importMs: number
  readonly renderMs: number
  readonly pages: number
  readonly bytes: number
  /** processor time of the whole process, all its threads: hardly disturbed by what else runs on the machine */
  readonly cpuMs: number
  /** MB, peak of the whole process */
  readonly peakMb: number
}

const startMs = performance.now()
const [who, inputFile = "", outFile = ""] = process.argv.slice(2)
const input = JSON.parse(readFileSync(inputFile, "utf8")) as Input
const images = new Map(
  Object.entries(input.images).map(([hash, data]) => [hash, new Uint8Array(Buffer.from(data, "base64"))]),
)
const image = async (hash: string): Promise<Uint8Array> => {
  const bytes = images.get(hash)
  if (!bytes) throw new Error(`image ${hash} is missing`)
  return bytes
}

const before = performance.now()
const drawn =
  who === "ours"
    ? await import("@beschlussweg/pdf/press").then(({ press }) => {
        const imported = performance.now()
        return { imported, done: press().programme(input.paper, image) }
      })
    : await import("../baseline/pdfkit.ts").then(({ draw }) => ({
        imported: performance.now(),
        done: draw(input.paper, images),
      }))
const { pdf, pages } = await drawn.done
const after = performance.now()
const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage()
writeFileSync(outFile, pdf)
const taken: Taken = {
  startMs,
  importMs: drawn.imported - before,
  renderMs: after - drawn.imported,
  pages,
  bytes: pdf.length,
  cpuMs: (userCPUTime + systemCPUTime) / 1000,
  peakMb: maxRSS / 1024,
}
process.stdout.write(`${JSON.stringify(taken)}\n`)
