/** Fonts of all pages: embedded, and every code leads back to text. */
import { PDFArray, PDFDict, PDFName, PDFRawStream } from "@cantoo/pdf-lib"
import { dict } from "./value.ts"

export function fontProblems(pages: readonly PDFDict[]): string[] {
  const found = new Set<string>()
  const seen = new Set<PDFDict>()
  for (const page of pages) {
    const fonts = dict(dict(page, "Resources"), "Font")
    for (const key of fonts?.keys() ?? []) {
      const font = fonts?.lookup(key)
      if (!(font instanceof PDFDict) || seen.has(font)) continue
      seen.add(font)
      const name = font.get(PDFName.of("BaseFont"))?.toString() ?? "?"
      if (!(font.lookup(PDFName.of("ToUnicode")) instanceof PDFRawStream)) found.add(`${name}: no way back to text`)
      const inner = font.lookup(PDFName.of("DescendantFonts"))
      const first = inner instanceof PDFArray ? inner.lookup(0) : font
      const descriptor = first instanceof PDFDict ? dict(first, "FontDescriptor") : undefined
      const file = ["FontFile", "FontFile2", "FontFile3"].some((entry) => descriptor?.get(PDFName.of(entry)))
      if (!file) found.add(`${name}: not embedded`)
    }
  }
  if (seen.size === 0) found.add("no fonts")
  return [...found]
}
