/**
 * Which characters our PDFs can show. The table is generated from the embedded fonts by packages/pdf/src/coverage.ts
 * (a test there holds it equal to them); the functions are written by hand.
 */

/** Ranges of code points: gap to the end of the range before, then "+" and length minus one; base 36. */
const TABLE = [
  "w+2n x+k7 3+5 5+6 2 2+j 2+1q f+8v 5z+4 2 r+1 2+g 7+9 m+c 2+1 1e p 1i+9 ef+3j 3e9+g 5 2+7 c2+8 3c+6x",
  "2+7u 3+5 3+11 3+5 3+7 2 2 2 2+u 3+1g 2+e 2+d 3+5 2+i 3+2 2+8 2+2s 2+b 3+q 2+c 4+v h+f 2+f g+2n 11 5",
  "7+a8 2 3+1 2+3 5+3 3+i 3+1 6 4+21 l+1 6+u l+2 c+b 2+1 3+2 2+1h q+a 16+1 3v 6 6 4 4 4 1k x+1 5 9 4 4 4",
  "4+3 d+2x 5+4 2+f d+7 4+3 2 2 i+r f+h f+3 4 5+2 6 b+g 2+i v+4 2+3 2+h 4 2+5 2+y 2 2+4 3+v v 4+n 2+d",
  "2+qb 3+v 2+2w 2p+v 9t+3h c5 u 5u8+1r hfl+2n 2p+5m 6+1 2 2+4 p+d 74 1b ea+1n fpx+6 l6 w+f 5s 2k 2 4c+4",
  "8z+26 2+c 4 1c+19 6b+r w5+5 2+15 2+8 1ba+u 12rm+j d+j d+2e a+o 3s+2c 2+1y 2+1 3 3+1 3+3 2+b 2 2+6",
  "2+1s 2+3 3+7 2+6 2+r 2+3 2+4 2 4+6 2+9f 3+83 3+1d 1dt+u 2xu+3 2+q 2+1 2 3 2+9 2+3 2 2 7 5 2 2 2+2 2+1",
  "2 3 2 2 2 2 2+1 2 3+3 2+6 2+3 2+3 2 2+9 2+g 6+2 2+4 2+g 1h+1 7j+17 5+2r d+e 3+e 2+e 2+10 o+2 2m+2 1q",
  "9s+2 6 7 5+b a 1u 5 m+c 8 5+2 k 2 2 4+4 6+c d 4+2 2+2 h d a 7 p 2+1 4+3 3+2 5 n j 12 d 3 6 2 4 9+3 f",
  "5 5+2 4+3 a 2+2 2+1 5 4+3 3 5+1 17+7 5 6+15 2+p 3+c 2+2d 2e+1b 8 6 4 3 4 l 5 7+1 2 a+5 2+2 4+4 9+a",
  "6+3 4+5 3c+2 5+2m 7+b l+b 5+1j 9+9 7+13 9+t 3+1 27+b 1c b 56+2b d+d 3+4 4+2 6+6 a+o 8+6 a+2 e+6 16+42",
  "2+1i 12+9",
]

let ranges: [number, number][] | undefined

function unpack(): [number, number][] {
  let end = 0
  return TABLE.flatMap((line) => line.split(" ")).map((word) => {
    const [gap = "0", length = "0"] = word.split("+")
    const from = end + Number.parseInt(gap, 36)
    end = from + Number.parseInt(length, 36)
    return [from, end]
  })
}

/** Inclusive ranges of all code points that can be shown. */
export function glyphRanges(): readonly (readonly [number, number])[] {
  ranges ??= unpack()
  return ranges
}

function has(point: number): boolean {
  const all = glyphRanges()
  let low = 0
  let high = all.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const [from, to] = all[middle] ?? [0, 0]
    if (point < from) high = middle - 1
    else if (point > to) low = middle + 1
    else return true
  }
  return false
}

/**
 * Text as it is set: composed (NFC), line ends as "\n", tabs as blanks, without control, zero-width and direction
 * characters, soft hyphens and variation selectors. Meaning is never changed by it.
 */
export function printable(text: string): string {
  return text
    .normalize("NFC")
    .replace(/\r\n?|[\u000b\u000c\u0085\u2028\u2029]/g, "\n")
    .replace(/\t/g, " ")
    .replace(/\u2010/g, "-")
    .replace(/[\u0000-\u0009\u000e-\u001f\u007f-\u0084\u0086-\u009f\u00ad\u061c]/g, "")
    .replace(/[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, "")
    .replace(/\p{Variation_Selector}/gu, "")
}

/** Characters of a text that no embedded font has, each once, in order of appearance. Empty: the text can be set. */
export function uncovered(text: string): string[] {
  const missing = new Set<string>()
  for (const char of printable(text)) if (char !== "\n" && !has(char.codePointAt(0) ?? 0)) missing.add(char)
  return [...missing]
}
