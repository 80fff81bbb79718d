/** Runs of styled text and their division into lines: breaks at blanks, hyphens and slashes, German hyphenation at need. */
import type { Inline } from "@beschlussweg/core/content"
import { printable } from "@beschlussweg/core/glyph"
import { advance, type Faces, styleOf } from "./font.ts"
import { hyphenate } from "./hyphen.ts"

export interface TextRun {
  text: string
  bold: boolean
  italic: boolean
  underline: boolean
  strike: boolean
  script: "super" | "sub" | undefined
  href: string | undefined
  color?: string
}
export const plainRun = (text: string, more: Partial<TextRun> = {}): TextRun => ({
  bold: false,
  italic: false,
  underline: false,
  strike: false,
  script: undefined,
  href: undefined,
  ...more,
  text: printable(text),
})

/** Factor of raised and lowered text. */
export const SCRIPT = 0.66

type NoteNumber = (id: string) => { number: number; anchor: string } | undefined

function runOf(inline: Inline, note: NoteNumber, bold: boolean): TextRun[] {
  switch (inline.type) {
    case "break":
      return [plainRun("\n", { bold })]
    case "footnote": {
      const found = note(inline.id)
      return found ? [plainRun(String(found.number), { script: "super", href: `#${found.anchor}` })] : []
    }
    case "number":
    case "ref":
      return [plainRun(inline.text, { bold })]
    case "text": {
      const marks = new Set(inline.marks)
      return [
        plainRun(inline.text, {
          bold: bold || marks.has("bold"),
          italic: marks.has("italic"),
          underline: marks.has("underline"),
          strike: marks.has("strike"),
          script: marks.has("superscript") ? "super" : marks.has("subscript") ? "sub" : undefined,
          href: inline.href,
        }),
      ]
    }
  }
}

/** Runs of inline content; `note` gives the number of a footnote. */
export const runsOf = (content: readonly Inline[], note: NoteNumber, bold = false): TextRun[] =>
  content.flatMap((inline) => runOf(inline, note, bold))

interface Char {
  char: string
  run: number
  width: number
}
/** Written where a word is divided; words.ts turns it into a soft hyphen. */
const DIVIDED = "\u2010"

/** May a line end after character `i` of a word without a hyphen being added? */
function breakable(chars: readonly Char[], i: number): boolean {
  const here = chars[i]?.char ?? ""
  if (!/[-\u2013\u2014/]/.test(here)) return false
  const letter = /\p{L}/u
  return letter.test(chars[i - 1]?.char ?? "") && letter.test(chars[i + 1]?.char ?? "") && i >= 2
}

/** Pieces of a word between which a line may end without a hyphen. */
function pieces(word: readonly Char[]): Char[][] {
  const found: Char[][] = []
  let start = 0
  word.forEach((_, i) => {
    if (i < word.length - 1 && breakable(word, i)) {
      found.push(word.slice(start, i + 1))
      start = i + 1
    }
  })
  found.push(word.slice(start))
  return found
}

const sum = (chars: readonly Char[]): number => chars.reduce((all, char) => all + char.width, 0)

/** Sets "\n" into the runs where lines end in a column of `width` points; no character is lost. Without `divide` only words wider than a line are. */
export function broken(all: Faces, runs: readonly TextRun[], width: number, size: number, divide = true): TextRun[] {
  const room = width - 0.4
  const chars: Char[] = []
  runs.forEach((run, index) => {
    const style = styleOf(run.bold, run.italic)
    const points = run.script ? size * SCRIPT : size
    for (const char of run.text)
      chars.push({ char, run: index, width: (advance(all, style, char.codePointAt(0) ?? 32) * points) / 1000 })
  })
  const texts = runs.map(() => "")
  const put = (char: string, run: number): void => {
    texts[run] += char
  }
  let used = 0
  let blanks: Char[] = []
  let begun = false
  const newLine = (run: number): void => {
    put("\n", run)
    used = 0
    begun = false
  }
  const write = (part: readonly Char[]): void => {
    for (const blank of blanks) put(blank.char, blank.run)
    used += sum(blanks)
    blanks = []
    for (const char of part) put(char.char, char.run)
    used += sum(part)
    begun = true
  }
  const setPiece = (piece: Char[], run: number): void => {
    const length = sum(piece)
    const gap = begun ? sum(blanks) : 0
    if (!begun) blanks = []
    if (used + gap + length <= room) {
      write(piece)
      return
    }
    const left = room - used - gap
    const needed = length > room || (divide && left > room * 0.3)
    if (needed) {
      const parts = hyphenate(piece.map((char) => char.char).join(""))
      const dash = (advance(all, "regular", 0x2d) * size) / 1000
      let fitting = 0
      let from = 0
      for (const part of parts.slice(0, -1)) {
        from += [...part].length
        if (sum(piece.slice(0, from)) + dash <= left) fitting = from
      }
      if (fitting > 0) {
        write(piece.slice(0, fitting))
        put(DIVIDED, piece[fitting - 1]?.run ?? run)
        newLine(piece[fitting - 1]?.run ?? run)
        setPiece(piece.slice(fitting), run)
        return
      }
    }
    if (begun) {
      blanks = []
      newLine(run)
      setPiece(piece, run)
      return
    }
    // wider than the line and not to be hyphenated: an address, a number
    let count = 0
    let filled = 0
    for (const char of piece) {
      if (filled + char.width > room && count > 0) break
      filled += char.width
      count += 1
    }
    write(piece.slice(0, count))
    if (count < piece.length) {
      newLine(piece[count - 1]?.run ?? run)
      setPiece(piece.slice(count), run)
    }
  }
  let word: Char[] = []
  const flush = (): void => {
    if (word.length === 0) return
    const done = word
    word = []
    for (const piece of pieces(done)) setPiece(piece, done[0]?.run ?? 0)
  }
  for (const char of chars) {
    if (char.char === "\n") {
      flush()
      blanks = []
      newLine(char.run)
    } else if (char.char === " ") {
      flush()
      blanks.push(char)
    } else word.push(char)
  }
  flush()
  return runs.map((run, i) => ({ ...run, text: texts[i] ?? "" }))
}
