/** Sections of a programme as headings and text, with frames around what Word shows and cannot know. */
import { type Block, type ProgrammeContent, type SectionBlock, sectionNumbers } from "@beschlussweg/core/content"
import { isTyped, plainBlock } from "@beschlussweg/core/plainly"
import { blockTag, ECKPUNKT, sectionMark } from "../mark.ts"
import { blocks, inlines, p, type Writing } from "./block.ts"
import { type Label, labelled } from "./caption.ts"
import { control } from "./control.ts"
import { nameOf } from "./part.ts"
import { id } from "./style.ts"

/** Bookmark of a section's heading, by its place in the text. */
export const bookmark = (index: number): string => `_Toc${nameOf(`Abschnitt ${index}`)}`

/** Runs of text that flow together, and frames around what stands for itself. */
export function* sections(
  content: ProgrammeContent,
  writing: Writing,
  of: ReadonlyMap<object, Label>,
  shown: Map<object, Label>,
  marked: boolean,
): Generator<string> {
  const numbers = sectionNumbers(content.sections)
  for (const [i, section] of content.sections.entries()) {
    const no = section.numbering === "none" ? 0 : writing.numbers.heading(section.level, numbers[i] ?? "")
    const [place, own] = [writing.next(), writing.next()]
    const names = [[place, bookmark(i)] as const, ...(marked ? [[own, sectionMark(i)] as const] : [])]
    const begin = names.map(([at, name]) => `<w:bookmarkStart w:id="${at}" w:name="${name}"/>`).join("")
    const end = names.map(([at]) => `<w:bookmarkEnd w:id="${at}"/>`).join("")
    // numbering 0 takes away the number that the style brings
    yield p(`${begin}${inlines(section.title, writing)}${end}`, {
      style: id(`Ueberschrift${section.level}`),
      ...(no === undefined ? {} : { num: [no, section.level - 1] }),
    })
    const body = [...bodyOf(section.blocks, i, writing, of, shown, marked)].join("")
    const locked = section.lock === "readOnly" && body !== ""
    const frame = { alias: "Gesperrter Abschnitt", tag: "beschlussweg-gesperrt", locked: true }
    yield locked ? control({ ...frame, no: writing.next() }, body) : body
  }
}

const TEXT = { text: id("Text"), depth: 0 }
/** two tables without anything between them would be one, and a frame ends with a paragraph */
const SPACE = p("", { style: id("Zwischenraum") })
const closed = (list: readonly Block[], writing: Writing): string =>
  blocks(list, TEXT, writing) + (list.at(-1)?.type === "table" ? SPACE : "")

function* bodyOf(
  list: readonly SectionBlock[],
  section: number,
  writing: Writing,
  of: ReadonlyMap<object, Label>,
  shown: Map<object, Label>,
  marked: boolean,
): Generator<string> {
  let open: Block[] = []
  for (const [i, block] of list.entries()) {
    const parts = plainBlock(block)
    const label = of.get(block)
    const figure = labelled(parts)
    if (label !== undefined && figure !== undefined) shown.set(figure, label)
    const typed = marked && isTyped(block)
    const eckpunkt = "eckpunkt" in block && block.eckpunkt === true
    const goal = block.type === "topic" ? writing.targets.get(block.id) : undefined
    if (!typed && !eckpunkt && goal === undefined) {
      open.push(...parts)
      continue
    }
    if (open.length > 0) yield closed(open, writing)
    open = []
    const at = writing.next()
    const place =
      goal === undefined ? "" : `<w:bookmarkStart w:id="${at}" w:name="${goal.bookmark}"/><w:bookmarkEnd w:id="${at}"/>`
    const body = parts.length === 0 ? p("", { style: TEXT.text }) : closed(parts, writing)
    // LibreOffice loses breaks, fields and notes in the first paragraph of a frame
    const first = /^<w:p>.*?<\/w:p>/s.exec(body)?.[0] ?? ""
    const inner = `${place}${/<w:(br|fldChar|footnoteReference|drawing|sdt|hyperlink)\b/.test(first) ? SPACE : ""}${body}`
    const frame = typed
      ? control({ alias: NAMES[block.type], tag: blockTag(section, i), no: writing.next() }, inner)
      : inner
    yield eckpunkt ? control({ alias: "Eckpunkt", tag: ECKPUNKT, no: writing.next() }, frame) : frame
  }
  if (open.length > 0) yield closed(open, writing)
}

/** What people see at the frame of a block. */
const NAMES = {
  data: "Tabelle mit Zahlen",
  measures: "Maßnahmenkatalog",
  topic: "Schwerpunktthema",
  challenge: "Herausforderung",
  actions: "Handlungsschritte",
  phases: "Phasen",
  source: "Quelle",
  contact: "Kontakt",
} as const
