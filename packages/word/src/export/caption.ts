/** Numbers of tables and figures in a Word file: fields that Word counts itself, their marks for references, and the two lists. */

import { type Block, type ProgrammeContent, plain } from "@beschlussweg/core/content"
import { LIST_FROM, numberedBlocks } from "@beschlussweg/core/numbering"
import { LABEL, LISTS } from "../mark.ts"
import { control } from "./control.ts"
import { esc, nameOf } from "./part.ts"
import { id } from "./style.ts"

export const mark = (type: string, more = "", rPr = ""): string =>
  `<w:r>${rPr}<w:fldChar w:fldCharType="${type}"${more}/></w:r>`
export const code = (text: string, rPr = ""): string =>
  `<w:r>${rPr}<w:instrText xml:space="preserve"> ${esc(text)} </w:instrText></w:r>`
/** A field with what it says until Word brings it up to date. */
export const field = (text: string, shown: string): string =>
  `${mark("begin")}${code(text)}${mark("separate")}${shown}${mark("end")}`

/** What stands before a caption. */
export interface Label {
  readonly word: "Tabelle" | "Abbildung"
  /** its number; undefined where the author typed it into the caption himself */
  readonly no: number | undefined
  /** Word would count otherwise */
  readonly reset: boolean
  /** bookmark of the number, or of the whole caption where the author typed it */
  readonly bookmark: string
  /** number of the bookmark, unique in the file */
  readonly mark: number
}

const FIGURES: ReadonlySet<string> = new Set(["image", "chart"])
/** Bookmark of a typed block's number, by its id. */
export const bookmarkOf = (blockId: string): string => `_Ref${nameOf(`Baustein ${blockId}`)}`

/**
 * Labels of a programme's numbered blocks, as paper counts them, and their entries in the lists.
 * @param next numbers of bookmarks
 */
export function labels(content: ProgrammeContent, next: () => number): { of: Map<object, Label>; lists: List[] } {
  const of = new Map<object, Label>()
  const lists: List[] = [
    { title: "Tabellen", word: "Tabelle", counted: true, entries: [] },
    { title: "Abbildungen", word: "Abbildung", counted: true, entries: [] },
  ]
  const counted = { Tabelle: 0, Abbildung: 0 }
  let at = 0
  for (const [block, { label, own }] of numberedBlocks(content)) {
    const word = FIGURES.has(block.type) ? "Abbildung" : "Tabelle"
    const list = lists.find((l) => l.word === word)
    const no = own ? undefined : Number(/\d+$/.exec(label)?.[0] ?? "0")
    const reset = no !== undefined && no !== counted[word] + 1
    counted[word] = no ?? counted[word] + 1
    const bookmark = "id" in block ? bookmarkOf(block.id) : `_Ref${nameOf(`Beschriftung ${++at}`)}`
    of.set(block, { word, no, reset, bookmark, mark: next() })
    const caption = block.type === "chart" ? block.title : plain("caption" in block ? (block.caption ?? []) : [])
    const text = own ? caption : caption === "" ? label : `${label}: ${caption}`
    list?.entries.push({ bookmark, text })
    // Word finds no number in what the author typed, and would leave it out of the list
    if (list !== undefined && own) list.counted = false
  }
  return { of, lists: lists.filter((l) => l.entries.length >= LIST_FROM) }
}

export interface List {
  readonly title: string
  readonly word: Label["word"]
  /** every number in it is a field */
  counted: boolean
  readonly entries: { readonly bookmark: string; readonly text: string }[]
}

const STYLED = `<w:rPr><w:rStyle w:val="${LABEL}"/></w:rPr>`
const styled = (text: string): string => `<w:r>${STYLED}<w:t xml:space="preserve">${esc(text)}</w:t></w:r>`

/** Runs of a caption with its number before it. @param inner runs of the caption, "" without one */
export function captionRuns(label: Label, inner: string): string {
  const begin = `<w:bookmarkStart w:id="${label.mark}" w:name="${label.bookmark}"/>`
  const end = `<w:bookmarkEnd w:id="${label.mark}"/>`
  if (label.no === undefined) return `${begin}${inner}${end}`
  const reset = label.reset ? ` \\r ${label.no}` : ""
  const seq = `${mark("begin", "", STYLED)}${code(`SEQ ${label.word} \\* ARABIC${reset}`, STYLED)}${mark("separate", "", STYLED)}${styled(String(label.no))}${mark("end", "", STYLED)}`
  return `${begin}${styled(`${label.word} `)}${seq}${end}${inner === "" ? "" : styled(": ")}${inner}`
}

/** Longest line of a list. */
const LINE = 250

/** A list of tables or figures as a field that Word brings up to date, if Word counts them. @param no number of its control */
export function listOf(list: List, no: number): string {
  const toc = `${mark("begin", ` w:dirty="true"`)}${code(`TOC \\h \\z \\c "${list.word}"`)}${mark("separate")}`
  const [begin, end] = list.counted ? [toc, mark("end")] : ["", ""]
  const rows = list.entries.map(
    ({ bookmark, text }, i) =>
      `<w:p><w:pPr><w:pStyle w:val="${id("Abbildungsverzeichnis")}"/></w:pPr>${i === 0 ? begin : ""}${entry(bookmark, text.slice(0, LINE))}${i === list.entries.length - 1 ? end : ""}</w:p>`,
  )
  const heading = `<w:p><w:pPr><w:pStyle w:val="${id("Verzeichnisueberschrift")}"/></w:pPr><w:r><w:t>${list.title}</w:t></w:r></w:p>`
  return control({ alias: list.title, tag: LISTS, no }, heading + rows.join(""))
}

/** A line of a list of contents: words and the page, both leading there. */
export const entry = (bookmark: string, text: string): string =>
  `<w:hyperlink w:anchor="${bookmark}" w:history="1"><w:r><w:t xml:space="preserve">${esc(text)}</w:t></w:r><w:r><w:tab/></w:r>${field(`PAGEREF ${bookmark} \\h`, "")}</w:hyperlink>`

/** The block of the plain ones that a label belongs to. */
export const labelled = (parts: readonly Block[]): Block | undefined =>
  parts.find((b) => b.type === "table" || b.type === "image" || b.type === "chart")

/** Where a reference leads to; `counted`: the bookmark holds a number that Word counts. */
export interface Target {
  readonly bookmark: string
  readonly counted: boolean
}
