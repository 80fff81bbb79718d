/**
 * The counter (Gegenzählung): counts text, rows, cells, notes, pictures and charts once in the XML events of the file and
 * once in the finished tree. It shares no code with the reading of the document.
 */
import type { Block, Inline, PlainContent } from "@beschlussweg/core/content"
import { emptyTally, type Tally } from "./report.ts"
import { scanXml } from "./xml.ts"

/** A part that is counted. Charts and diagrams are counted by other elements than text parts. */
export interface CountedPart {
  readonly path: string
  readonly bytes: Uint8Array
  readonly kind: "story" | "chart" | "diagram"
}

/** Counts the parts of a file. Of an mc:AlternateContent only the first readable choice, else the fallback, is counted. */
export function countXml(parts: readonly CountedPart[], fileName: string): Tally {
  const tally = emptyTally()
  for (const part of parts) {
    const open: string[] = []
    /** depth at which an unread alternative began; 0 when reading */
    let skippedFrom = 0
    /** per open mc:AlternateContent: whether a branch was taken */
    const taken: boolean[] = []
    let run = ""
    const text =
      part.kind === "story" ? new Set(["w:t", "w:delText", "m:t"]) : new Set(part.kind === "diagram" ? ["a:t"] : [])
    scanXml(part.bytes, part.path, fileName, {
      open(name, attributes) {
        const parent = open.at(-1)
        open.push(name)
        if (skippedFrom > 0) return
        if (name === "mc:AlternateContent") taken.push(false)
        else if (name === "mc:Choice" || name === "mc:Fallback") {
          const readable = name === "mc:Fallback" || attributes.Requires === "yes"
          if (taken.at(-1) === true || !readable) {
            skippedFrom = open.length
            return
          }
          taken[taken.length - 1] = true
        }
        run = ""
        if (part.kind === "chart") {
          if (name === "c:pt" && open.some((n) => n === "c:val" || n === "c:yVal")) tally.chartPoints++
          return
        }
        if (part.kind === "diagram") return
        if (parent === "w:r" && ["w:tab", "w:ptab", "w:noBreakHyphen", "w:softHyphen", "w:sym"].includes(name))
          tally.characters++
        else if (name === "w:tr") tally.rows++
        else if (name === "w:tc") tally.cells++
        else if (name === "w:footnote" || name === "w:endnote") {
          if (attributes["w:type"] === undefined || attributes["w:type"] === "normal") tally.notes++
        } else if (name === "a:blip" && (attributes["r:embed"] ?? attributes["r:link"]) !== undefined) tally.pictures++
        else if (name === "v:imagedata") tally.pictures++
        else if (name === "c:chart" && parent === "a:graphicData") tally.charts++
      },
      text(t) {
        if (skippedFrom === 0 && text.has(open.at(-1) ?? "")) run += t
      },
      close(name) {
        if (skippedFrom === 0 && text.has(name) && run.length > 0) {
          tally.characters += run.length
          tally.textRuns++
        }
        if (skippedFrom === 0) run = ""
        if (skippedFrom === open.length) skippedFrom = 0
        else if (skippedFrom === 0 && name === "mc:AlternateContent") taken.pop()
        open.pop()
      },
    })
  }
  return tally
}

/** Counts the finished tree; runs cannot be seen there any more and stay 0. `titled`: the title is the document's own. */
export function countTree(content: PlainContent, titled: boolean): Tally {
  const tally = emptyTally()
  const inline = (content: readonly Inline[]) => {
    for (const i of content)
      if (i.type === "text" || i.type === "number" || i.type === "ref") tally.characters += i.text.length
  }
  const visit = (block: Block): void => {
    switch (block.type) {
      case "paragraph":
      case "heading":
        inline(block.content)
        return
      case "list":
        for (const item of block.items) item.blocks.forEach(visit)
        return
      case "aside":
        block.blocks.forEach(visit)
        return
      case "table":
        inline(block.caption ?? [])
        tally.rows += block.rows.length
        for (const row of block.rows)
          for (const cell of row.cells) {
            // every covered place below is a cell of its own in Word
            tally.cells += cell.rowSpan ?? 1
            cell.blocks.forEach(visit)
          }
        return
      case "image":
        tally.pictures++
        inline(block.caption ?? [])
        return
      case "chart":
        tally.charts++
        for (const series of block.series) tally.chartPoints += series.values.filter((v) => v !== null).length
        inline(block.source ?? [])
        return
    }
  }
  if (titled) tally.characters += content.title.length
  tally.characters += content.subtitle?.length ?? 0
  for (const section of content.sections) {
    inline(section.title)
    section.blocks.forEach(visit)
  }
  for (const note of content.footnotes) {
    tally.notes++
    note.blocks.forEach(visit)
  }
  return tally
}
