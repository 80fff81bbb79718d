/** Reads the blocks of a story (body, note, text box, cell) in order: paragraphs, tables, content controls. */
import { type Block, plain } from "@beschlussweg/core/content"
import { AppError } from "@beschlussweg/core/error"
import { markDeleted, readParagraph, reportPlaceholder } from "./inline.ts"
import { isEmpty, toBlocks } from "./list.ts"
import { asideKind, blockOf, ECKPUNKT, LISTS, sectionOf } from "./mark.ts"
import { type Flow, type Framed, inventory, isHeading, type Piece, type Story, settle } from "./reading.ts"
import { readTable } from "./table.ts"
import { alternative, child, elements, find, isElement, val, type XmlElement } from "./xml.ts"

/** The blocks inside a cell, note or text box. Headings make no sections there and become bold paragraphs. */
export function readBlocks(parent: XmlElement, story: Story): Block[] {
  return toBlocks(readFlow(parent, story), story)
}

/** A Vermerk as our own export writes it: its first line is the note, what follows are its blocks. */
function readAside(kind: string, sdt: XmlElement, story: Story): Block {
  const flow = readFlow(child(sdt, "w:sdtContent") ?? { ...sdt, children: [] }, { ...story, kind: "box", fields: [] })
  const [first, ...rest] = flow
  if (first?.type !== "paragraph" || first.style.own !== "vermerk")
    return { type: "aside", kind, note: "Vermerk", blocks: toBlocks(flow, story) }
  const note = settle(first.pieces, story.reading.ledger)
  // the tree counts a note as the import's own words
  for (const i of note) if (i.type === "text") story.reading.ledger.added.characters -= i.text.length
  return { type: "aside", kind, note: plain(note), blocks: toBlocks(rest, { ...story, kind: "box" }) }
}

/**
 * What stands in a frame of ours, as blocks that nothing around them can join. A frame that somebody put a heading of a
 * section into is none any more. @param before frames that were read before this one
 */
function frame(
  inside: Flow[],
  { at, eckpunkt }: Pick<Framed, "at" | "eckpunkt">,
  before: number,
  story: Story,
): Flow[] {
  if (inside.some((e) => e.type === "paragraph" && e.sub !== true && isHeading(e) && !isEmpty(e))) return inside
  const { framed } = story.reading
  const spot = { at: inside[0]?.at }
  const blocks = toBlocks(inside, story)
  // the frame of a block within that of an Eckpunkt: one entry for both
  const within = framed.splice(before)
  const known = new Set(within.flatMap((f) => f.blocks))
  const flagged = blocks.map((b): Block => {
    if (!eckpunkt || known.has(b)) return b
    return b.type === "paragraph" || b.type === "list" ? { ...b, eckpunkt: true } : b
  })
  for (const f of within) framed.push(eckpunkt ? { ...f, eckpunkt } : f)
  const rest = flagged.filter((b) => !known.has(b))
  if (at !== undefined) framed.push({ at, eckpunkt, blocks: flagged, spot })
  else if (rest.length > 0) framed.push({ at: undefined, eckpunkt, blocks: rest, spot })
  return flagged.map((block) => ({ type: "block", block, at: spot.at ?? 0 }))
}

/** The flow of a story; in the body each top-level element moves the story's spot on. */
export function readFlow(parent: XmlElement, story: Story): Flow[] {
  const flow: Flow[] = []
  let index = 0
  /** content of a paragraph whose mark is deleted: it joins the next one */
  let carried: Piece[] = []
  /** a section's bookmark that Word moved before its heading */
  let origin: number | undefined
  const visit = (element: XmlElement, inToc: boolean): void => {
    switch (element.name) {
      case "w:p": {
        if (story.kind === "body") story.spot = { at: index }
        const paragraph = readParagraph(element, story, index++, inToc)
        if (origin !== undefined) paragraph.origin ??= origin
        origin = undefined
        if (carried.length > 0) paragraph.pieces = carried.concat(paragraph.pieces)
        carried = []
        if (markDeleted(element)) carried = paragraph.pieces
        else flow.push(paragraph)
        return
      }
      case "w:tbl": {
        if (story.kind === "body") story.spot = { at: index }
        const at = index++
        for (const block of readTable(element, story)) flow.push({ type: "block", block, at })
        return
      }
      case "w:sdt": {
        const kind = asideKind(val(child(element, "w:sdtPr"), "w:tag") ?? "")
        if (kind !== undefined) {
          if (story.kind === "body") story.spot = { at: index }
          const at = index++
          flow.push({ type: "block", block: readAside(kind, element, story), at })
          return
        }
        const tag = val(child(element, "w:sdtPr"), "w:tag") ?? ""
        const at = blockOf(tag)
        if (story.kind === "body" && !inToc && (at !== undefined || tag === ECKPUNKT)) {
          const from = flow.length
          const before = story.reading.framed.length
          for (const inner of elements(child(element, "w:sdtContent"))) visit(inner, inToc)
          const inside = flow.splice(from)
          for (const entry of frame(inside, { at, eckpunkt: tag === ECKPUNKT }, before, story)) flow.push(entry)
          return
        }
        const gallery = val(find(element, "w:sdtPr", "w:docPartObj"), "w:docPartGallery") ?? ""
        reportPlaceholder(element, story)
        const toc = inToc || tag === LISTS || /table of contents|inhaltsverzeichnis/i.test(gallery)
        for (const inner of elements(child(element, "w:sdtContent"))) visit(inner, toc)
        return
      }
      case "w:bookmarkStart":
        origin ??= sectionOf(element.attributes["w:name"] ?? "")
        return
      case "mc:AlternateContent":
        for (const inner of elements(alternative(element))) visit(inner, inToc)
        return
      case "w:del":
      case "w:moveFrom": {
        const { tally, text } = inventory(element)
        story.reading.ledger.shelve("deleted", story.spot, tally, text)
        return
      }
      case "w:altChunk":
      case "w:subDoc":
        throw new AppError(
          "input",
          "word.external",
          `„${story.reading.fileName}“ enthält ein Teildokument, das nicht Teil des Textes ist. Bitte fügen Sie seinen Inhalt in Word fest ein.`,
        )
      case "w:r":
      case "w:hyperlink":
        // runs directly in the body: some programs write so; they make a paragraph of their own
        visit({ name: "w:p", attributes: {}, children: [element] }, inToc)
        return
      default:
        // properties hold no content; unknown wrappers are transparent
        if (!element.name.endsWith("Pr") && element.children.some(isElement))
          for (const inner of elements(element)) visit(inner, inToc)
    }
  }
  for (const element of elements(parent)) visit(element, false)
  if (carried.length > 0) {
    const last = readParagraph({ name: "w:p", attributes: {}, children: [] }, story, index, false)
    last.pieces = carried
    flow.push(last)
  }
  return flow
}
