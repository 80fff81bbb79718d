/** What draws in the pdfkit baseline: a document, its fonts, one tagged text. */
import type { Block, Inline } from "@beschlussweg/core/content"
import { printable } from "./text.ts"

export const MARGINS = { left: 65, right: 60, top: 70, bottom: 64 } as const

export type Doc = PDFKit.PDFDocument
export type Elem = PDFKit.PDFStructureElement
/** What all drawing functions share. */
export interface Pen {
  readonly doc: Doc
  readonly numbers: ReadonlyMap<string, number>
  readonly images: ReadonlyMap<string, Uint8Array>
  /** page (from 0) on which each block of the text was begun */
  readonly drawn: Map<Block, number>
}

export const width = (doc: Doc): number => doc.page.width - MARGINS.left - MARGINS.right
export const foot = (doc: Doc): number => doc.page.height - MARGINS.bottom

export function font(doc: Doc, bold: boolean, italic: boolean, size: number): void {
  doc.font(bold ? (italic ? "boldItalic" : "bold") : italic ? "italic" : "regular").fontSize(size)
}

/** A new element below an attached one. */
export function open(doc: Doc, parent: Elem, type: string): Elem {
  const elem = doc.struct(type)
  parent.add(elem)
  return elem
}

export interface Line {
  readonly size?: number
  readonly bold?: boolean
  readonly italic?: boolean
  readonly color?: string
  readonly x?: number
  readonly width?: number
  readonly align?: "left" | "right" | "center" | undefined
  readonly before?: number
  readonly after?: number
}

/** One tagged text; runs follow one another on the same lines. */
export function write(pen: Pen, parent: Elem, tag: string, content: readonly Inline[], line: Line = {}): void {
  const { doc } = pen
  const size = line.size ?? 10
  const x = line.x ?? MARGINS.left
  const options = { width: line.width ?? width(doc) - (x - MARGINS.left), align: line.align ?? "left" } as const
  const runs = content.flatMap((inline) => runOf(pen, inline))
  parent.add(
    doc.struct(tag, {}, () => {
      doc.x = x
      doc.y += line.before ?? 0
      doc.fillColor(line.color ?? "#16202b")
      runs.forEach((run, i) => {
        font(doc, run.bold || line.bold === true, run.italic || line.italic === true, run.raised ? size * 0.66 : size)
        doc.text(run.text, i === 0 ? x : undefined, i === 0 ? doc.y : undefined, {
          ...options,
          continued: i < runs.length - 1,
          underline: run.underline,
        })
      })
      doc.y += line.after ?? 0
    }),
  )
}

interface Run {
  readonly text: string
  readonly bold: boolean
  readonly italic: boolean
  readonly underline: boolean
  readonly raised: boolean
}
function runOf(pen: Pen, inline: Inline): Run[] {
  const none = { bold: false, italic: false, underline: false, raised: false }
  if (inline.type === "break") return [{ ...none, text: "\n" }]
  if (inline.type === "footnote") {
    const number = pen.numbers.get(inline.id)
    return number === undefined ? [] : [{ ...none, text: String(number), raised: true }]
  }
  const marks = inline.type === "text" ? (inline.marks ?? []) : []
  return [
    {
      text: printable(inline.text),
      bold: marks.includes("bold"),
      italic: marks.includes("italic"),
      underline: marks.includes("underline") || (inline.type === "text" && inline.href !== undefined),
      raised: marks.includes("superscript") || marks.includes("subscript"),
    },
  ]
}

export const words = (text: string): Inline[] => [{ type: "text", text }]
