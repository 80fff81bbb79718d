/** react-pdf's primitives with the properties that the tagging pass reads. */
import { Page as PdfPage, Text as PdfText, View as PdfView } from "@react-pdf/renderer"
import type { FC, ReactNode } from "react"
import type { Kit } from "./kit.ts"

/** Structure types of ISO 32000-1 that we write. */
export type Role =
  | "Document"
  | "Part"
  | "Sect"
  | "Div"
  | "H1"
  | "H2"
  | "H3"
  | "H4"
  | "H5"
  | "H6"
  | "P"
  | "L"
  | "LI"
  | "Lbl"
  | "LBody"
  | "Table"
  | "THead"
  | "TBody"
  | "TR"
  | "TH"
  | "TD"
  | "Caption"
  | "Figure"
  | "Form"
  | "Link"
  | "Reference"
  | "Note"
  | "TOC"
  | "TOCI"
  | "Span"

export interface CellSpan {
  row: number
  col: number
  rowSpan: number
  colSpan: number
}
/** What a node says about itself to the paginator and the tagging pass. */
export interface Props {
  tag?: Role
  /** drawn, but no part of the text */
  artifact?: boolean
  alt?: string
  /** names of destinations, separated by blanks; with `outline` the first it also becomes an entry there */
  id?: string
  outline?: { title: string; level: number }
  /** stays together with what follows */
  keepNext?: boolean
  /** never split */
  keep?: boolean
  /** moves to the next page as a whole when it fits there and not here */
  together?: boolean
  /** begins on a new page */
  newPage?: boolean
  listNumbering?: "Disc" | "Decimal" | "LowerAlpha" | "UpperAlpha" | "LowerRoman" | "UpperRoman"
  table?: { columns: number; headerRows: number; grid: "full" | "rows" | "none" }
  cell?: CellSpan
  scope?: "Column" | "Row" | "Both"
  fill?: string
  /** an empty signature field of this name, with the words a screen reader says */
  field?: { name: string; title: string }
  /** prints the page number of a destination, aligned to the right of the box */
  pageOf?: string
  /** drawing of a picture or chart in a box of w x h points */
  plot?: (kit: Kit, w: number, h: number) => void
}
type Style = Record<string, unknown>
interface BoxProps extends Props {
  style?: Style
  children?: ReactNode
}
interface TextProps extends BoxProps {
  /** address of a link, "#id" inside the document */
  src?: string
}

export const Box = PdfView as unknown as FC<BoxProps>
export const Words = PdfText as unknown as FC<TextProps>
/** One tall sheet without pagination: the paginator cuts it into pages. */
export const Strip: FC<{ width: number; style?: Style; children?: ReactNode }> = ({ width, style, children }) => {
  const Sheet = PdfPage as unknown as FC<Record<string, unknown>>
  return (
    <Sheet wrap={false} size={[width]} style={style}>
      {children}
    </Sheet>
  )
}
