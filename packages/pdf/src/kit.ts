/** What we rely on in react-pdf's layout and render packages and in pdfkit; contract.test.ts pins it. */
import layoutDocument from "@react-pdf/layout"
import renderDocument from "@react-pdf/render"
import { Font as FontStore, pdf } from "@react-pdf/renderer"
import type { Font as Face, Glyph } from "fontkit"
import PDFDocument from "pdfkit"
import type { ReactElement } from "react"
import type { Props } from "./box.tsx"

export interface Box {
  top: number
  left: number
  width: number
  height: number
  paddingTop?: number
  paddingRight?: number
  paddingBottom?: number
  paddingLeft?: number
  borderTopWidth?: number
  borderRightWidth?: number
  borderBottomWidth?: number
  borderLeftWidth?: number
}
export interface Position {
  xAdvance: number
  xOffset?: number
  yOffset?: number
}
export interface Run {
  attributes: { font?: (Face | { type: string })[]; fontSize?: number; link?: string | null; [key: string]: unknown }
  glyphs?: Glyph[]
  positions?: Position[]
  xAdvance?: number
  height?: number
  descent?: number
}
export interface Line {
  ascent?: number
  string: string
  box: { x: number; y: number; width: number; height: number }
  runs: Run[]
  decorationLines?: { rect: { x: number; y: number; width: number; height: number }; [key: string]: unknown }[]
}
/** A laid-out node: boxes are relative to the parent. */
export interface Laid {
  type: string
  props: Props & Record<string, unknown>
  style: Record<string, unknown>
  box: Box
  children?: Laid[]
  lines?: Line[]
  /** shift of centred or right-aligned text in a box of free width */
  alignOffset?: number
  value?: string
}

export interface Ref {
  id: number
  data: Record<string, unknown>
  end(chunk?: Uint8Array | string): void
  write(chunk: Uint8Array | string): void
}
export interface KitPage {
  readonly width: number
  readonly height: number
  readonly dictionary: Ref
  readonly annotations: Ref[]
  readonly structParentTreeKey: number
  write(chunk: string): void
}
interface NumberTree {
  get(key: number): unknown
  add(key: number, value: unknown): unknown
}
interface OutlineItem {
  addItem(title: string, options: Record<string, unknown>): OutlineItem
}
export interface KitImage {
  readonly width: number
  readonly height: number
  /** "DeviceCMYK" for a print JPEG */
  readonly colorSpace?: string
  /** null again when the image object is written */
  readonly imgData?: unknown
  /** name on the pages that show it */
  readonly label?: string
  obj: unknown
  embed(kit: Kit): void
}
/** The instance of upstream pdfkit we draw on, with the internals that the tagging pass needs. */
export interface Kit {
  page: KitPage
  info: Record<string, unknown>
  outline: OutlineItem
  _root: { data: Record<string, unknown> }
  _id: Uint8Array
  _font: unknown
  _fontSize: number
  ref(data?: Record<string, unknown>): Ref
  addPage(options: Record<string, unknown>): Kit
  switchToPage(index: number): KitPage
  flushPages(): void
  addContent(data: string): Kit
  getStructTreeRoot(): Ref
  getStructParentTree(): NumberTree
  createStructParentTreeNextKey(): number
  addNamedDestination(name: string, ...args: unknown[]): void
  appendXML(xml: string): void
  _addInfo(): void
  font(src: unknown, size?: number): Kit
  fontSize(size: number): Kit
  widthOfString(text: string): number
  text(text: string, x: number, y: number, options?: Record<string, unknown>): Kit
  save(): Kit
  restore(): Kit
  translate(x: number, y: number): Kit
  rotate(angle: number, options?: Record<string, unknown>): Kit
  rect(x: number, y: number, w: number, h: number): Kit
  circle(x: number, y: number, r: number): Kit
  moveTo(x: number, y: number): Kit
  lineTo(x: number, y: number): Kit
  path(d: string): Kit
  lineWidth(w: number): Kit
  lineJoin(kind: string): Kit
  dash(length: number, options?: Record<string, unknown>): Kit
  undash(): Kit
  stroke(color?: string): Kit
  fill(color?: string): Kit
  clip(): Kit
  openImage(bytes: Uint8Array): KitImage
  image(image: KitImage, x: number, y: number, options: { width: number; height: number }): Kit
  fillColor(color: string): Kit
  fillOpacity(value: number): Kit
  file(src: Uint8Array, options: Record<string, unknown>): Ref
  addNamedEmbeddedFile(name: string, ref: Ref): void
  endAcroForm(): unknown
  end(): unknown
  on(event: "data", listener: (chunk: Uint8Array) => void): Kit
  on(event: "end", listener: () => void): Kit
  on(event: "error", listener: (error: Error) => void): Kit
}

/** Lays the pages of a document element out; every `<Page wrap={false}>` becomes one tall tree. */
export async function layout(element: ReactElement): Promise<Laid[]> {
  const run = layoutDocument as unknown as (document: unknown, fonts: unknown) => Promise<{ children: Laid[] }>
  const instance = pdf(element as Parameters<typeof pdf>[0]) as unknown as { container: { document: unknown } }
  return (await run(instance.container.document, FontStore)).children
}

/** What a page draws: laid-out nodes for the render package, own steps between them. */
export type Step = Laid | ((kit: Kit) => unknown)

/**
 * Draws pages; the document stays open. The steps of a page are made when its turn comes. The render package walks a
 * page's children with forEach: so it draws nodes, and our steps run in between, without a painter for each.
 * @param onto gets to the page of these steps; by default it is a new one
 */
export function draw(
  kit: Kit,
  size: { width: number; height: number },
  pages: readonly (() => readonly Step[])[],
  onto?: (page: number) => void,
): void {
  const nodes = pages.map((steps) => {
    let drawn = false
    const children = {
      forEach: (render: (node: Laid) => void): void => {
        // it comes again to look for bookmarks
        if (drawn) return
        drawn = true
        for (const step of steps()) {
          if (typeof step === "function") step(kit)
          else render(step)
        }
      },
    }
    return { type: "PAGE", box: { top: 0, left: 0, ...size }, style: {}, props: {}, children }
  })
  const { end, addPage } = kit
  kit.end = () => undefined
  let count = 0
  if (onto)
    kit.addPage = () => {
      onto(count++)
      return kit
    }
  const run = renderDocument as unknown as (kit: Kit, document: unknown) => void
  run(kit, { type: "DOCUMENT", props: {}, style: {}, children: nodes })
  kit.end = end
  kit.addPage = addPage
}

/** Opens a tagged document. */
export function open(options: Record<string, unknown>): Kit {
  const Document = PDFDocument as unknown as new (options: Record<string, unknown>) => Kit
  return gathered(new Document(options))
}

/** pdfkit makes a buffer of every operator; here those of a page are handed over together when the page is left. */
function gathered(kit: Kit): Kit {
  let drawn: string[] = []
  const leave = (): void => {
    if (drawn.length > 0) kit.page.write(drawn.join("\n"))
    drawn = []
  }
  const { addPage, switchToPage, flushPages } = kit
  kit.addContent = (data) => {
    drawn.push(data)
    return kit
  }
  kit.addPage = (options) => {
    leave()
    return addPage.call(kit, options)
  }
  kit.switchToPage = (index) => {
    leave()
    return switchToPage.call(kit, index)
  }
  kit.flushPages = () => {
    leave()
    flushPages.call(kit)
  }
  return kit
}
