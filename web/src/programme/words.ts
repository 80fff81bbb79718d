/** Names of things in a programme, as the editor says them. */
import type { Block, Inline } from "@beschlussweg/core/block"
import type { ProgrammeContent, Section, SectionBlock } from "@beschlussweg/core/content"
import { numberedBlocks } from "@beschlussweg/core/numbering"
import { plain } from "@beschlussweg/core/plain"

/** "2.1 Ziele" */
export const nameOf = (number: string, section: Pick<Section, "title">): string =>
  `${number} ${plain(section.title)}`.trim() || "Abschnitt ohne Titel"

const KIND: Readonly<Record<SectionBlock["type"], string>> = {
  paragraph: "Absatz",
  heading: "Überschrift",
  list: "Liste",
  table: "Tabelle",
  image: "Abbildung",
  chart: "Diagramm",
  aside: "Vermerk",
  data: "Tabelle",
  measures: "Maßnahmen",
  topic: "Schwerpunktthema",
  challenge: "Herausforderung",
  actions: "Vorhaben",
  phases: "Phasen",
  source: "Quelle",
  contact: "Kontakt",
}
/** "Tabelle: Budget 2027" */
export function blockName(block: SectionBlock): string {
  const said = (() => {
    switch (block.type) {
      case "data":
      case "measures":
        return plain(block.caption)
      case "image":
        return block.alt || plain(block.caption ?? [])
      case "chart":
      case "topic":
      case "challenge":
      case "phases":
        return block.title
      case "actions":
        return block.theme
      case "source":
        return block.source.publisher
      case "contact":
        return block.name ?? block.role
      default:
        return ""
    }
  })()
  return said.trim() === "" ? KIND[block.type] : `${KIND[block.type]}: ${said}`
}

interface Target {
  readonly id: string
  readonly number: string
  readonly title: string
}
/** What a reference can lead to, in reading order: sections, tables, topics. */
export function targetsOf(tree: ProgrammeContent, numbers: readonly string[]): Target[] {
  const tables = numberedBlocks(tree)
  return tree.sections.flatMap((section, i): Target[] => [
    { id: section.id, number: `Abschnitt ${numbers[i] ?? ""}`.trim(), title: plain(section.title) },
    ...section.blocks.flatMap((block): Target[] => {
      if (block.type === "topic") return [{ id: block.id, number: `Thema ${block.no}`, title: block.title }]
      if (block.type !== "data" && block.type !== "measures") return []
      return [{ id: block.id, number: tables.get(block)?.label ?? "Tabelle", title: plain(block.caption) }]
    }),
  ])
}

/** Where a bound number comes from: "Tabelle „Budget“, Zeile „Summe“, Spalte „Plan 2027“". */
export function sourceOf(tree: ProgrammeContent, ref: string): string | undefined {
  const [first = "", row = "", column = ""] = ref.split("/")
  if (first === "zahl") {
    const named = tree.numbers?.find((n) => n.id === row)
    return named && `benannte Zahl „${named.label}“`
  }
  for (const section of tree.sections)
    for (const block of section.blocks)
      if (block.type === "data" && block.id === first) {
        const line = block.rows.find((r) => r.id === row)
        const head = block.columns.find((c) => c.key === column)
        if (!line || !head) return undefined
        return `Tabelle „${plain(block.caption)}“, Zeile „${plain(line.label)}“, Spalte „${head.label}“`
      }
  return undefined
}

/** Numbers of the footnotes by their order in the text. */
export function noteNumbers(tree: ProgrammeContent): Map<string, string> {
  const found = new Map<string, string>()
  const look = (value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) look(item)
    else if (typeof value === "object" && value !== null) {
      if ("type" in value && value.type === "footnote" && "id" in value) {
        const id = String(value.id)
        if (!found.has(id)) found.set(id, String(found.size + 1))
      } else for (const item of Object.values(value)) look(item)
    }
  }
  look(tree.sections)
  return found
}

/** Text of a footnote in one line. */
export const noteWords = (tree: ProgrammeContent, id: string): string =>
  (tree.footnotes.find((n) => n.id === id)?.blocks ?? []).map(wordsOf).join(" ")
const wordsOf = (block: Block): string => ("content" in block ? plain(block.content as Inline[]) : "")

export const dayWords = (on: string): string => on.split("-").reverse().join(".")
