/** The reader of uploads: Word files into content trees, PDFs and other Anlagen checked by their bytes. */
import type { Reader } from "@beschlussweg/core/work"
import { checkPdf, isPdf } from "@beschlussweg/pdf/upload"
import { importWord } from "@beschlussweg/word/import"
import { checkUpload } from "@beschlussweg/word/upload"

export const reader: Reader = {
  word: async (bytes, meta) => {
    const read = await importWord(bytes, meta)
    return { ...read, findings: read.report.findings, report: { ...read.report } }
  },
  check: async (bytes, mediaType, fileName) =>
    isPdf(bytes) ? checkPdf(bytes, fileName) : checkUpload(bytes, mediaType, fileName),
}
