/** Makes packages/core/src/glyph.ts from the font files, so that core can refuse a text the PDF could not show. */
import { readFileSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { create } from "fontkit"
import { FILES, fontPath, SYMBOL_FILES } from "./font.ts"

/** Code points of one font file. */
export function covered(file: string): Set<number> {
  const font = create(readFileSync(fontPath(file)))
  if (!("characterSet" in font)) throw new Error(`${file} is a collection`)
  return new Set(font.characterSet)
}

/** Inclusive ranges of all code points that every style of the text face has, or a symbol face has. */
export function coverage(): [number, number][] {
  const styles = Object.values(FILES).map(covered)
  const points = new Set([...(styles[0] ?? [])].filter((point) => styles.every((style) => style.has(point))))
  for (const file of SYMBOL_FILES) for (const point of covered(file)) points.add(point)
  const ranges: [number, number][] = []
  for (const point of [...points].filter((p) => p >= 0x20).sort((a, b) => a - b)) {
    const last = ranges.at(-1)
    if (last && last[1] === point - 1) last[1] = point
    else ranges.push([point, point])
  }
  return ranges
}

/** Ranges as text: gap to the end of the range before, then length minus one if any, base 36, "w" or "w+2p". */
export function packed(ranges: readonly (readonly [number, number])[]): string {
  let end = 0
  return ranges
    .map(([from, to]) => {
      const text = (from - end).toString(36) + (to > from ? `+${(to - from).toString(36)}` : "")
      end = to
      return text
    })
    .join(" ")
}

const target = fileURLToPath(new URL("../../core/src/glyph.ts", import.meta.url))

/** The module's source with a fresh table. */
export function refreshed(source: string): string {
  const lines: string[] = []
  let line = ""
  for (const word of packed(coverage()).split(" ")) {
    if (line.length + word.length > 100) {
      lines.push(line)
      line = ""
    }
    line += `${line === "" ? "" : " "}${word}`
  }
  lines.push(line)
  const table = `const TABLE = [\n${lines.map((l) => `  "${l}",\n`).join("")}]`
  return source.replace(/const TABLE = \[\n[^\]]*\]/, () => table)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(target, refreshed(readFileSync(target, "utf8")))
