/** Reading single values of a PDF for the checker. */
import { PDFArray, PDFDict, PDFHexString, PDFName, PDFNumber, type PDFObject, PDFString } from "@cantoo/pdf-lib"

export function dict(parent: PDFDict | undefined, key: string): PDFDict | undefined {
  const value = parent?.lookup(PDFName.of(key))
  return value instanceof PDFDict ? value : undefined
}
export function array(parent: PDFDict | undefined, key: string): PDFArray | undefined {
  const value = parent?.lookup(PDFName.of(key))
  return value instanceof PDFArray ? value : undefined
}
export function number(parent: PDFDict | undefined, key: string): number | undefined {
  const value = parent?.lookup(PDFName.of(key))
  return value instanceof PDFNumber ? value.asNumber() : undefined
}
export function asText(value: unknown): string {
  return value instanceof PDFString || value instanceof PDFHexString ? value.decodeText() : ""
}
export const entries = (of: PDFDict): [string, PDFObject][] =>
  of.entries().map(([key, value]) => [key.asString().slice(1), value])
