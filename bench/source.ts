/** The programme that the bench works on: our own fixture or a Word file, its sections as often as wanted. */
import { readFileSync } from "node:fs"
import { basename } from "node:path"
import type { PlainContent } from "@beschlussweg/core/content"
import type { ProgrammePaper } from "@beschlussweg/core/paper"
import { programmeDocx } from "@beschlussweg/word/fixture"
import { importWord } from "@beschlussweg/word/import"

export interface Source {
  readonly fileName: string
  readonly docx: Uint8Array
  readonly content: PlainContent
  readonly images: ReadonlyMap<string, Uint8Array>
}

/** Reads `file`, or the fixture of about 27 pages when there is none. */
export async function source(file: string | undefined): Promise<Source> {
  const docx = file === undefined ? programmeDocx() : readFileSync(file)
  const fileName = file === undefined ? "Programm.docx" : basename(file)
  const { content, images } = await importWord(docx, { fileName, kind: "AMP", year: 2027 })
  return { fileName, docx, content, images: new Map(images.map((image) => [image.sha256, image.bytes])) }
}

/** The same programme with all sections and footnotes `times` times, each copy with ids of its own. */
export function repeated(content: PlainContent, times: number): PlainContent {
  const copies = Array.from({ length: times }, (_, i) => (i === 0 ? content : renamed(content, `-${i + 1}`)))
  return {
    ...content,
    sections: copies.flatMap((copy) => copy.sections),
    footnotes: copies.flatMap((copy) => copy.footnotes),
  }
}

function renamed(content: PlainContent, suffix: string): PlainContent {
  const refs = JSON.stringify({ sections: content.sections, footnotes: content.footnotes }, (_, value: unknown) =>
    isNote(value) ? { ...value, id: value.id + suffix } : value,
  )
  const copy = JSON.parse(refs) as Pick<PlainContent, "sections" | "footnotes">
  return {
    ...content,
    sections: copy.sections.map((section) => ({ ...section, id: section.id + suffix })),
    footnotes: copy.footnotes.map((note) => ({ ...note, id: note.id + suffix })),
  }
}

const isNote = (value: unknown): value is { type: "footnote"; id: string } =>
  typeof value === "object" && value !== null && "type" in value && value.type === "footnote" && "id" in value

/** A programme as the press gets it. */
export const paperOf = (content: PlainContent): ProgrammePaper => ({
  version: 1,
  house: {
    name: "Jobcenter Kreis Aulenfeld",
    traeger: "Kreis Aulenfeld",
    kind: "zkT",
    address: ["Am Markt 1", "00000 Aulenfeld"],
    ownShareLabel: "Belastung Kreis Aulenfeld",
  },
  content,
  reference: "Stand vom 04.01.2027",
  on: "2027-01-04",
})
