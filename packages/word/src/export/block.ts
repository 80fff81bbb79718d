/** Blocks of the tree as paragraphs, lists, tables, pictures and charts of a Word file. */
import type { Block, Inline, ListItem, Mark } from "@beschlussweg/core/content"
import { asideTag, boundTag, chartName } from "../mark.ts"
import { captionRuns, field, type Label, type Target } from "./caption.ts"
import { control } from "./control.ts"
import type { Numbers } from "./numbering.ts"
import { attribute, esc, type Part } from "./part.ts"
import { id } from "./style.ts"
import { table } from "./table.ts"

/** What the writers share. */
export interface Writing {
  readonly numbers: Numbers
  /** relations of the part that is written: the text or the notes */
  readonly part: Part
  /** picture under its path in the file; undefined when its bytes are not there */
  picture(sha256: string, mediaType: string): string | undefined
  /** path of a chart's part; `titled`: its title stands beside it */
  chart(block: Extract<Block, { type: "chart" }>, titled: boolean): string
  /** number of a footnote in the file; undefined for one that is not there */
  note(id: string): number | undefined
  /** numbers of frames, bookmarks and controls, unique in the file */
  next(): number
  /** numbers of tables and figures by their plain blocks */
  readonly labels: ReadonlyMap<object, Label>
  /** where a reference leads to, by its target */
  readonly targets: ReadonlyMap<string, Target>
  /** places of bound numbers and references in the text that the file names; empty when it names none */
  readonly bound: ReadonlyMap<Inline, number>
  readonly inNote: boolean
}

export interface Look {
  readonly style: string
  readonly align?: "left" | "right" | "center" | undefined
  readonly num?: readonly [number, number]
  /** what stands before the words */
  readonly lead?: string
}

export function p(inner: string, look: Look): string {
  const num =
    look.num === undefined ? "" : `<w:numPr><w:ilvl w:val="${look.num[1]}"/><w:numId w:val="${look.num[0]}"/></w:numPr>`
  const align = look.align === undefined ? "" : `<w:jc w:val="${look.align}"/>`
  return `<w:p><w:pPr><w:pStyle w:val="${look.style}"/>${num}${align}</w:pPr>${look.lead ?? ""}${inner}</w:p>`
}

const PROPS: Readonly<Record<Mark, string>> = {
  bold: "<w:b/>",
  italic: "<w:i/>",
  strike: "<w:strike/>",
  underline: `<w:u w:val="single"/>`,
  superscript: `<w:vertAlign w:val="superscript"/>`,
  subscript: `<w:vertAlign w:val="subscript"/>`,
}
const ORDER: readonly Mark[] = ["bold", "italic", "strike", "underline", "superscript", "subscript"]

/** Runs of a text; tabs and line ends become Word's own. */
export function run(text: string, marks: readonly Mark[] = [], style?: string): string {
  const vertical = marks.includes("superscript") ? "subscript" : undefined
  const props = [
    style === undefined ? "" : `<w:rStyle w:val="${style}"/>`,
    ...ORDER.filter((m) => marks.includes(m) && m !== vertical).map((m) => PROPS[m]),
  ].join("")
  const rPr = props === "" ? "" : `<w:rPr>${props}</w:rPr>`
  return text
    .replace(/\r\n?/g, "\n")
    .split(/([\t\n])/)
    .filter((piece) => piece !== "")
    .map((piece) => {
      const inner =
        piece === "\t" ? "<w:tab/>" : piece === "\n" ? "<w:br/>" : `<w:t xml:space="preserve">${esc(piece)}</w:t>`
      return `<w:r>${rPr}${inner}</w:r>`
    })
    .join("")
}

export const inlines = (content: readonly Inline[], writing: Writing): string =>
  content.map((i) => inline(i, writing)).join("")

function inline(i: Inline, writing: Writing): string {
  switch (i.type) {
    case "break":
      return "<w:r><w:br/></w:r>"
    case "footnote": {
      const no = writing.inNote ? undefined : writing.note(i.id)
      const rPr = `<w:rPr><w:rStyle w:val="${id("Fussnotenzeichen")}"/></w:rPr>`
      return no === undefined ? "" : `<w:r>${rPr}<w:footnoteReference w:id="${no}"/></w:r>`
    }
    case "number":
    case "ref": {
      const inner = i.type === "ref" ? reference(i, writing) : run(i.text)
      const at = writing.bound.get(i)
      // the field of a number says itself where it leads to, and LibreOffice loses fields in controls
      const field = i.type === "ref" && isCounted(writing.targets.get(i.target), i.show)
      if (at === undefined || inner === "" || field) return inner
      const alias = i.type === "ref" ? "Verweis" : "Verknüpfte Zahl"
      return control({ alias, tag: boundTag(at), no: writing.next() }, inner)
    }
    case "text": {
      const href = i.href === undefined ? undefined : address(i.href)
      if (href === undefined) return run(i.text, i.marks)
      const relation = writing.part.relate("hyperlink", href, true)
      return `<w:hyperlink r:id="${relation}" w:history="1">${run(i.text, i.marks, id("Link"))}</w:hyperlink>`
    }
  }
}

/** A reference that leads to its place; the number of a table or figure is a field that Word brings up to date. */
function reference({ target, show, text }: Extract<Inline, { type: "ref" }>, writing: Writing): string {
  const to = writing.targets.get(target)
  if (to === undefined || text === "") return run(text)
  if (isCounted(to, show)) return field(`REF ${to.bookmark} \\h \\* MERGEFORMAT`, run(text))
  return `<w:hyperlink w:anchor="${to.bookmark}" w:history="1">${run(text)}</w:hyperlink>`
}

const isCounted = (to: Target | undefined, show: "number" | "title"): boolean =>
  show === "number" && to?.counted === true

/** Paragraph of a caption with its number; "" without either. */
function caption(
  block: Block,
  content: readonly Inline[] | undefined,
  style: string,
  writing: Writing,
  align?: Look["align"],
): string {
  const label = writing.labels.get(block)
  if (content === undefined && label === undefined) return ""
  const inner = inlines(content ?? [], writing)
  return p(label === undefined ? inner : captionRuns(label, inner), { style, align })
}

/** An address as a package may name it; undefined for what is none: Word would call the file damaged. */
function address(href: string): string | undefined {
  const whole = href.toWellFormed().replace(/[\s\u0000-\u001f<>"\\^`{|}]/g, (c) => encodeURIComponent(c))
  return URL.canParse(whole) ? whole : undefined
}

export interface Place {
  /** style of a plain paragraph here */
  readonly text: string
  readonly align?: "left" | "right" | "center" | undefined
  /** depth of the list around, 0 outside */
  readonly depth: number
  readonly lead?: string
}

export function blocks(list: readonly Block[], place: Place, writing: Writing): string {
  return list.map((block, i) => one(block, place, list[i + 1], writing)).join("")
}

function one(block: Block, place: Place, next: Block | undefined, writing: Writing): string {
  const style = place.depth > 0 ? id(`Fortsetzung ${Math.min(9, place.depth)}`) : place.text
  const { align } = place
  switch (block.type) {
    case "paragraph":
      return p(inlines(block.content, writing), { style, align })
    case "heading":
      return p(inlines(block.content, writing), { style: id(`Zwischenüberschrift ${block.level}`), align })
    case "list": {
      const level = Math.min(8, place.depth)
      const no = writing.numbers.open(block, level)
      return block.items.map((entry) => item(entry, [no, level], place, writing)).join("")
    }
    case "table": {
      const head = caption(block, block.caption, id("Tabellenbeschriftung"), writing)
      // two tables without anything between them would be one
      const between =
        next?.type === "table" && next.caption === undefined && !writing.labels.has(next)
          ? p("", { style: id("Zwischenraum") })
          : ""
      return `${head}${table(block, place.depth > 0, writing)}${between}`
    }
    case "image": {
      const path = writing.picture(block.file, block.mediaType)
      const alt = block.decorative === true ? "" : block.alt
      const inner = path === undefined ? run(`[Bild nicht vorhanden: ${alt}]`) : picture(block, path, alt, writing)
      const below = caption(block, block.caption, id("Bildbeschriftung"), writing, align)
      return `${p(inner, { style: place.depth > 0 ? style : id("Bild"), align })}${below}`
    }
    case "chart": {
      const source =
        block.source === undefined ? "" : p(inlines(block.source, writing), { style: id("Diagrammquelle"), align })
      const title: Inline[] = block.title === "" ? [] : [{ type: "text", text: block.title }]
      const head = writing.labels.has(block) ? caption(block, title, id("Diagrammtitel"), writing, align) : ""
      return `${head}${p(chart(block, writing), { style: place.depth > 0 ? style : id("Bild"), align })}${source}`
    }
    case "aside":
      return [
        `<w:sdt><w:sdtPr><w:alias w:val="Vermerk"/><w:tag w:val="${attribute(asideTag(block.kind))}"/></w:sdtPr><w:sdtContent>`,
        p(run(block.note), { style: id("Vermerk") }),
        blocks(block.blocks, { text: place.text, align, depth: 0 }, writing),
        block.blocks.at(-1)?.type === "table" ? p("", { style: id("Zwischenraum") }) : "",
        "</w:sdtContent></w:sdt>",
      ].join("")
  }
}

/** The first paragraph has the sign; what follows is set in below it. */
function item(entry: ListItem, num: readonly [number, number], place: Place, writing: Writing): string {
  const [first, ...rest] = entry.blocks
  const look: Look = { style: id("Liste"), align: place.align, num }
  const inside: Place = { ...place, depth: place.depth + 1 }
  if (first === undefined) return p("", look)
  if (first.type === "paragraph") return p(inlines(first.content, writing), look) + blocks(rest, inside, writing)
  if (first.type === "image" && first.caption === undefined) {
    const path = writing.picture(first.file, first.mediaType)
    const alt = first.decorative === true ? "" : first.alt
    if (path !== undefined) return p(picture(first, path, alt, writing), look) + blocks(rest, inside, writing)
  }
  return p("", look) + blocks(entry.blocks, inside, writing)
}

/** English Metric Units: 360 000 to the centimetre, 9525 to a pixel of 96 to the inch */
const PIXEL = 9525
const WIDEST = 16 * 360_000
const HIGHEST = 20 * 360_000

function frame(graphic: string, cx: number, cy: number, name: string, alt: string, no: number, more = ""): string {
  return `<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="${cx}" cy="${cy}"/><wp:docPr id="${no}" name="${attribute(name)}" descr="${attribute(alt)}"${more === "" ? "/>" : `>${more}</wp:docPr>`}<a:graphic>${graphic}</a:graphic></wp:inline></w:drawing></w:r>`
}

function picture(block: Extract<Block, { type: "image" }>, path: string, alt: string, writing: Writing): string {
  const relation = writing.part.relate("image", path)
  const scale = Math.min(1, WIDEST / (block.width * PIXEL), HIGHEST / (block.height * PIXEL))
  const [cx, cy] = [block.width, block.height].map((n) => Math.max(PIXEL, Math.round(n * PIXEL * scale)))
  const no = writing.next()
  const decorative =
    block.decorative === true
      ? `<a:extLst><a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}"><adec:decorative xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/></a:ext></a:extLst>`
      : ""
  const graphic = `<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr><pic:cNvPr id="${no}" name="Bild ${no}"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="${relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="${cx}" cy="${cy}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData>`
  return frame(graphic, cx ?? PIXEL, cy ?? PIXEL, `Bild ${no}`, alt, no, decorative)
}

function chart(block: Extract<Block, { type: "chart" }>, writing: Writing): string {
  const relation = writing.part.relate("chart", writing.chart(block, writing.labels.has(block)))
  const no = writing.next()
  const graphic = `<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart"><c:chart r:id="${relation}"/></a:graphicData>`
  return frame(graphic, WIDEST, 9 * 360_000, chartName(block.kind, no), block.alt, no)
}
