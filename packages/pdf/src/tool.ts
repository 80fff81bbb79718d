/** Runs the outside checkers (poppler, qpdf) on a file in memory; for tests. */
import { execFileSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { speech } from "./check/speech.ts"

/** Output of a command; `FILE` among the arguments stands for the PDF. @throws when the command fails */
export function tool(pdf: Uint8Array, command: string, ...args: string[]): string {
  const folder = mkdtempSync(join(tmpdir(), "papier-"))
  try {
    const file = join(folder, "papier.pdf")
    writeFileSync(file, pdf)
    const words = args.map((arg) => (arg === "FILE" ? file : arg))
    return execFileSync(command, words, { encoding: "utf8", maxBuffer: 64e6, stdio: ["ignore", "pipe", "pipe"] })
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** What a screen reader meets, in order: the words along the structure tree, artifacts left out. */
export async function spoken(pdf: Uint8Array): Promise<string> {
  return (await speech(pdf)).map(({ text }) => text).join("\n")
}

/** Letters and digits of a text in reading order, without what line ends add or hide. */
export const letters = (text: string): string => text.normalize("NFC").replace(/[^\p{L}\p{N}]/gu, "")

/** Plain facts that every file of ours must show to outside tools; returns problems. */
export function outside(pdf: Uint8Array): string[] {
  const found: string[] = []
  const info = tool(pdf, "pdfinfo", "FILE")
  if (!/^Tagged:\s+yes$/m.test(info)) found.push("pdfinfo: not tagged")
  if (!/^PDF version:\s+1\.7$/m.test(info)) found.push("pdfinfo: not 1.7")
  const fonts = tool(pdf, "pdffonts", "FILE").trim().split("\n").slice(2)
  if (fonts.length === 0) found.push("pdffonts: no fonts")
  for (const line of fonts) if (!/\syes\s+(yes|no)\s+yes\s+\d+\s+\d+$/.test(line)) found.push(`pdffonts: ${line}`)
  if (!tool(pdf, "qpdf", "--check", "FILE").includes("No syntax or stream encoding errors")) found.push("qpdf: errors")
  return found
}
