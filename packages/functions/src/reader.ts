/** The reader of uploads: Word files into content trees and back, PDFs and other Anlagen checked by their bytes. */
import { checker, contents } from "@beschlussweg/core/check"
import { dayOf } from "@beschlussweg/core/day"
import type { Reader } from "@beschlussweg/core/work"
import { checkPdf, isPdf } from "@beschlussweg/pdf/upload"
import { exportWord } from "@beschlussweg/word/export"
import { importWord } from "@beschlussweg/word/import"
import { checkUpload } from "@beschlussweg/word/upload"

export const reader: Reader = {
  word: async (bytes, meta) => {
    const read = await importWord(bytes, meta)
    // The table of contents is set aside; what it said otherwise than the headings is told once, here.
    const told = checker([contents])(read.content, { today: dayOf(new Date()), contents: read.contents })
    const typed = told.filter((f) => f.reason.startsWith("contents."))
    const findings = [
      ...read.report.findings,
      ...typed.map(({ reason, place, message }) => ({ reason, place, message })),
    ]
    const { content, images, typed: tables, origin } = read
    const report = { ...read.report, tables: tables.tables }
    return { content, typed: tables.content, images, findings, report, origin }
  },
  check: async (bytes, mediaType, fileName) =>
    isPdf(bytes) ? checkPdf(bytes, fileName) : checkUpload(bytes, mediaType, fileName),
  write: async (content, images, house, origin) => exportWord(content, images, { house, origin }),
}
