/** Footnotes and endnotes: found by the signs in the finished sections, in their order; the others are set aside. */
import { type Block, type Inline, type PlainContent, type PlainSection, walk } from "@beschlussweg/core/content"
import { readBlocks } from "./flow.ts"
import { inventory, type Reading } from "./reading.ts"
import type { Relation } from "./relation.ts"
import { quote } from "./report.ts"
import { elements, type XmlElement } from "./xml.ts"

/** Notes of a part by id: "fn2" for footnotes, "en1" for endnotes. Separators are no notes. */
export function noteEntries(root: XmlElement | undefined, prefix: "fn" | "en"): [string, XmlElement][] {
  return elements(root)
    .filter((e) => e.name === "w:footnote" || e.name === "w:endnote")
    .filter((e) => e.attributes["w:type"] === undefined || e.attributes["w:type"] === "normal")
    .map((e) => [`${prefix}${e.attributes["w:id"] ?? ""}`, e])
}

/** Reads the notes that the sections refer to and sets the others aside. */
export function readNotes(
  sections: readonly PlainSection[],
  reading: Reading,
  relations: Readonly<Record<"fn" | "en", ReadonlyMap<string, Relation>>>,
): PlainContent["footnotes"] {
  const { ledger, notes } = reading
  const order = referredNotes(sections)
  for (const [id, note] of notes) {
    if (order.has(id)) continue
    const { tally, text } = inventory(note)
    ledger.shelve("note", { place: "Fußnoten" }, { ...tally, notes: 1 }, text)
    ledger.finding(
      "note.unreferenced",
      { place: "Fußnoten" },
      `Auf die Fußnote ${quote(text)} verweist kein Zeichen im übernommenen Text; sie wurde nicht übernommen.`,
    )
  }
  if ([...order].some((id) => id.startsWith("en")))
    ledger.finding("note.endnotes", {}, "Endnoten der Datei werden hier als Fußnoten geführt.")
  return [...order].map((id, i) => {
    const note = notes.get(id)
    const side = relations[id.startsWith("fn") ? "fn" : "en"]
    const spot = { place: `Fußnote ${i + 1}` }
    const blocks: Block[] =
      note === undefined
        ? []
        : readBlocks(note, { reading, relations: side, kind: "note", inNote: true, fields: [], spot })
    return { id, blocks }
  })
}

/** ids of the notes in the order of their signs */
function referredNotes(sections: readonly PlainSection[]): Set<string> {
  const order = new Set<string>()
  const collect = (content: readonly Inline[] | undefined) => {
    for (const i of content ?? []) if (i.type === "footnote") order.add(i.id)
  }
  for (const section of sections) {
    collect(section.title)
    walk(section.blocks, "", (block) => {
      if (block.type === "paragraph" || block.type === "heading") collect(block.content)
      if (block.type === "table" || block.type === "image") collect(block.caption)
      if (block.type === "chart") collect(block.source)
    })
  }
  return order
}
