/**
 * Recall: what a Word file of ours cannot show comes back from the text it was made of, as long as what it shows is
 * unchanged. What somebody changed in Word is taken as Word has it, and every tie that it cost is reported.
 */
import { figures, mapLines } from "@beschlussweg/core/bind"
import {
  type Block,
  type Inline,
  type PlainContent,
  type PlainSection,
  type ProgrammeContent,
  plain,
  type SectionBlock,
} from "@beschlussweg/core/content"
import { plainBlock } from "@beschlussweg/core/plainly"
import { type TypedContent, typeContent, typeTable } from "@beschlussweg/core/table"
import type { DataBlock } from "@beschlussweg/core/typed"
import type { Framed, Memory, Reading } from "./reading.ts"
import { type Ledger, quote, type Spot } from "./report.ts"
import { said, signs, words } from "./trace.ts"

/** Gives sections their ids, names and locks back: by their bookmark, else by a title that only one of them has. */
export function sectionsBack(sections: PlainSection[], origins: ReadonlyMap<number, number>, memory: Memory): void {
  const before = memory.content.sections
  const left = new Set(before)
  const back = sections.map((_, i) => {
    const section = before[origins.get(i) ?? -1]
    return section !== undefined && left.delete(section) ? section : undefined
  })
  const same = (title: string, list: Iterable<Pick<PlainSection, "title">>) =>
    [...list].filter((s) => words(plain(s.title)) === title)
  sections.forEach((section, i) => {
    if (back[i] !== undefined) return
    const title = words(plain(section.title))
    const [one, more] = same(title, left)
    const found = more === undefined && same(title, sections).length === 1 ? before.find((s) => s === one) : undefined
    if (found !== undefined && left.delete(found)) back[i] = found
  })
  const taken = new Set(back.flatMap((s) => (s === undefined ? [] : [s.id])))
  let count = 0
  const free = (): string => {
    do count++
    while (taken.has(`neu${count}`))
    return `neu${count}`
  }
  sections.forEach((section, i) => {
    const was = back[i]
    if (was === undefined) {
      if (taken.has(section.id)) section.id = free()
      taken.add(section.id)
      return
    }
    section.id = was.id
    if (was.key !== undefined) section.key = was.key
    if (was.lock !== undefined) section.lock = was.lock
    if (was.required !== undefined) section.required = was.required
  })
}

/**
 * A program that keeps no content controls (LibreOffice) still keeps the text: passages that say what they said get back what
 * they were. Only for files without any frame of ours: where frames are kept, one that is gone was taken away by somebody.
 */
export function unframedBack(sections: PlainSection[], reading: Reading): void {
  const { memory, framed } = reading
  if (memory === undefined || framed.length > 0 || hasBound(sections)) return
  for (const section of sections) {
    const index = memory.content.sections.findIndex((s) => s.id === section.id)
    const was = memory.content.sections[index]
    let from = 0
    for (const [block, before] of (was?.blocks ?? []).entries()) {
      const parts = plainBlock(before)
      const wanted = JSON.stringify(said(parts))
      const at = section.blocks.findIndex(
        (_, i) => i >= from && same(section.blocks.slice(i, i + parts.length), wanted),
      )
      if (at < 0 || said(parts).length === 0) continue
      from = at + parts.length
      const now = section.blocks.slice(at, from)
      if ("id" in before) {
        const eckpunkt = "eckpunkt" in before && before.eckpunkt === true
        framed.push({ at: { section: index, block }, eckpunkt, blocks: now, spot: {} })
      } else section.blocks.splice(at, 1, plainBack(now[0], before) ?? before)
    }
  }
}

const same = (blocks: readonly Block[], wanted: string): boolean => JSON.stringify(said(blocks)) === wanted
const hasBound = (sections: readonly PlainSection[]): boolean =>
  sections.some((s) => {
    let found = s.title.some((i) => i.type === "number")
    for (const block of s.blocks)
      mapLines(block, (line) => {
        found ||= line.some((i) => i.type === "number")
        return line
      })
    return found
  })

/** A plain block with the ties and the mark it had; as it is where its letters are not the very same. */
function plainBack(now: Block | undefined, was: Block): Block | undefined {
  if (now === undefined || now.type !== was.type) return now
  if (now.type === "list" && was.type === "list") return was.eckpunkt === true ? { ...now, eckpunkt: true } : now
  if (now.type !== "paragraph" || was.type !== "paragraph") return now
  const letters = (line: readonly Inline[]) =>
    line.map((i) => (i.type === "break" ? "\n" : i.type === "footnote" ? "\u0001" : i.text)).join("")
  const notes = signs([now])
  let sign = 0
  const content = was.content.map((i): Inline => (i.type === "footnote" ? { ...i, id: notes[sign++] ?? i.id } : i))
  return {
    ...now,
    ...(letters(now.content) === letters(was.content) ? { content } : {}),
    ...(was.eckpunkt === true ? { eckpunkt: true } : {}),
  }
}

interface Typing {
  readonly typed: TypedContent
  /** ties to figures and places that are not there any more, by the words they had */
  readonly lost: readonly string[]
}

/** The same content with its tables typed and what was typed before as it was. */
export function typedBack(content: PlainContent, reading: Reading): Typing {
  const { memory, framed, ledger } = reading
  if (memory === undefined) return { typed: withEckpunkte(typeContent(content), content, framed), lost: [] }
  const used = new Set<string>()
  const starts = new Map<Block, { frame: Framed; block: SectionBlock }>()
  for (const frame of framed) {
    const first = frame.blocks[0]
    const was = frame.at && memory.content.sections[frame.at.section]?.blocks[frame.at.block]
    if (first === undefined || was === undefined || !("id" in was) || frame.at === undefined) continue
    const again = used.has(was.id)
    const block = again ? undefined : unchanged(was, frame.blocks, ledger, frame.spot)
    if (block === undefined) {
      loosened(ledger, frame.spot, was, again)
      continue
    }
    used.add(was.id)
    starts.set(first, { frame, block: flagged(block, frame.eckpunkt) })
  }
  const sections = content.sections.map((section) => ({ ...section, blocks: replaced(section.blocks, starts) }))
  const { template, lawState, gender, numbers } = memory.content
  const settings = {
    ...(template === undefined ? {} : { template }),
    ...(lawState === undefined ? {} : { lawState }),
    ...(gender === undefined ? {} : { gender }),
    ...(numbers === undefined ? {} : { numbers }),
  }
  const fresh = typeContent({ ...content, ...settings, sections })
  const ids = new Set(fresh.tables.map((t) => t.blockId))
  const marked = {
    ...fresh,
    content: {
      ...fresh.content,
      sections: fresh.content.sections.map((s) => ({
        ...s,
        blocks: s.blocks.map((b) => (b.type === "data" && ids.has(b.id) ? { ...b, imported: true } : b)),
      })),
    },
  }
  const whole = withEckpunkte(marked, { ...content, sections: sections as PlainSection[] }, framed)
  const { content: tied, lost } = untied(whole.content)
  return { typed: { ...whole, content: tied }, lost }
}

/** Blocks with those of a frame as the one they came from. */
function replaced(
  list: readonly Block[],
  starts: ReadonlyMap<Block, { readonly frame: Framed; readonly block: SectionBlock }>,
): SectionBlock[] {
  const found: SectionBlock[] = []
  for (let i = 0; i < list.length; i++) {
    const block = list[i]
    const start = block === undefined ? undefined : starts.get(block)
    if (start?.frame.blocks.every((b, n) => list[i + n] === b)) {
      found.push(start.block)
      i += start.frame.blocks.length - 1
    } else if (block !== undefined) found.push(block)
  }
  return found
}

function flagged(block: SectionBlock, eckpunkt: boolean): SectionBlock {
  if (!("id" in block)) return block
  const { eckpunkt: _, ...rest } = block
  return (eckpunkt ? { ...rest, eckpunkt } : rest) as SectionBlock
}

/** Tables in the frame of an Eckpunkt that were typed just now carry its mark. */
function withEckpunkte(typed: TypedContent, content: PlainContent, framed: readonly Framed[]): TypedContent {
  const wanted = new Set(framed.flatMap((f) => (f.eckpunkt ? f.blocks : [])))
  if (wanted.size === 0) return typed
  const sections = typed.content.sections.map((section, s) => ({
    ...section,
    blocks: section.blocks.map((block, b) => {
      const was = content.sections[s]?.blocks[b]
      return block.type === "data" && was?.type === "table" && wanted.has(was) ? { ...block, eckpunkt: true } : block
    }),
  }))
  return { ...typed, content: { ...typed.content, sections } }
}

/** The block as it was when its frame shows what it showed; with the figures of Word when only they are others. */
function unchanged(was: SectionBlock, now: readonly Block[], ledger: Ledger, spot: Spot): SectionBlock | undefined {
  const before = plainBlock(was)
  const notes = new Map(signs(before).map((id, i) => [id, signs(now)[i] ?? id]))
  const back = (block: SectionBlock): SectionBlock => mapLines(block, (line) => line.map((i) => renamed(i, notes)))
  if (JSON.stringify(said(before)) === JSON.stringify(said(now))) return back(was)
  if (was.type !== "data") return undefined
  const changed = refigured(was, before, now)
  if (changed === undefined) return undefined
  const { block, count } = changed
  ledger.finding(
    "block.figures",
    spot,
    `In der Tabelle ${quote(plain(was.caption))} ${count === 1 ? "wurde eine Zahl" : `wurden ${count} Zahlen`} in Word geändert und so übernommen. Wo ${count === 1 ? "sie" : "diese Zahlen"} im Text verknüpft ${count === 1 ? "ist" : "sind"}, ${count === 1 ? "steht nun die neue Zahl" : "stehen nun die neuen Zahlen"}.`,
  )
  return back(block)
}

const renamed = (i: Inline, notes: ReadonlyMap<string, string>): Inline =>
  i.type === "footnote" ? { ...i, id: notes.get(i.id) ?? i.id } : i

/** A table of which Word changed figures only; undefined when anything else is another, or a figure cannot be read. */
function refigured(
  was: DataBlock,
  before: readonly Block[],
  now: readonly Block[],
): { block: DataBlock; count: number } | undefined {
  const [old, ...oldRest] = before
  const [table, ...rest] = now
  if (old?.type !== "table" || table?.type !== "table" || old.rows.length !== table.rows.length) return undefined
  if (JSON.stringify(said(oldRest)) !== JSON.stringify(said(rest))) return undefined
  if (JSON.stringify(said([{ ...old, rows: [] }])) !== JSON.stringify(said([{ ...table, rows: [] }]))) return undefined
  const fresh = typeTable(table, { id: was.id }).block
  if (fresh?.rows.length !== was.rows.length || fresh.columns.length !== was.columns.length) return undefined
  const heads = old.rows.length - was.rows.length
  let count = 0
  const rows = was.rows.map((row) => ({ ...row, cells: [...row.cells] }))
  for (const [r, line] of table.rows.entries()) {
    const then = old.rows[r]
    if (then?.cells.length !== line.cells.length) return undefined
    for (const [c, cell] of line.cells.entries()) {
      if (JSON.stringify(said(cell.blocks)) === JSON.stringify(said(then.cells[c]?.blocks ?? []))) continue
      const at = rows[r - heads]
      const own = at?.cells[c - 1]
      const read = fresh.rows[r - heads]?.cells[c - 1]
      if (at === undefined || own?.type !== "num" || read?.type !== "num") return undefined
      const unit = read.num.unit ?? fresh.columns[c - 1]?.unit
      const mine = was.columns[c - 1]?.unit
      const { raw: _, unit: __, ...rest } = own.num
      const { value, decimals, raw, qualifier } = read.num
      at.cells[c - 1] = {
        ...own,
        num: {
          ...rest,
          value,
          decimals,
          ...(unit === undefined || unit === mine ? {} : { unit }),
          ...(qualifier === undefined ? {} : { qualifier }),
          ...(raw === undefined ? {} : { raw }),
        },
      }
      count++
    }
  }
  const block = { ...was, rows }
  // what is taken over has to show what Word shows
  return JSON.stringify(said(plainBlock(block))) === JSON.stringify(said(now)) ? { block, count } : undefined
}

const KINDS = {
  data: "Die Tabelle",
  measures: "Der Maßnahmenkatalog",
  topic: "Das Schwerpunktthema",
  challenge: "Die Herausforderung",
  actions: "Die Handlungsschritte",
  phases: "Die Phasen",
  source: "Die Quellenangabe",
  contact: "Die Kontaktangabe",
} as const

function nameOf(block: SectionBlock): string {
  switch (block.type) {
    case "data":
    case "measures":
      return plain(block.caption)
    case "topic":
    case "challenge":
    case "phases":
      return block.title
    case "actions":
      return block.theme
    case "contact":
      return block.role
    default:
      return ""
  }
}

function loosened(ledger: Ledger, spot: Spot, was: SectionBlock, again: boolean): void {
  if (!(was.type in KINDS)) return
  const kind = KINDS[was.type as keyof typeof KINDS]
  const name = nameOf(was) === "" ? "" : ` ${quote(nameOf(was))}`
  const many = was.type === "actions" || was.type === "phases"
  ledger.finding(
    "block.loosened",
    spot,
    again
      ? `${kind}${name} ${many ? "stehen" : "steht"} in der Word-Datei zweimal. Die zweite Stelle ist als Text und Tabelle übernommen.`
      : `${kind}${name} ${many ? "wurden" : "wurde"} in Word geändert. Es gilt, was dort steht; Beziehungen, Quellen und andere Angaben dazu sind neu zu bestätigen.`,
  )
}

/** Numbers and references whose place is not there any more become words, as they stand in Word. */
export function untied<T extends ProgrammeContent>(content: T): { content: T; lost: string[] } {
  const known = figures(content)
  const places = new Set(content.sections.flatMap((s) => [s.id, ...s.blocks.flatMap((b) => ("id" in b ? [b.id] : []))]))
  const lost: string[] = []
  const line = (list: Inline[]): Inline[] => {
    const loose = list.map((i): Inline => {
      const there = i.type === "number" ? known.has(i.ref) : i.type !== "ref" || places.has(i.target)
      if (there || (i.type !== "number" && i.type !== "ref")) return i
      lost.push(i.text)
      return { type: "text", text: i.text }
    })
    return loose.every((i, n) => i === list[n]) ? list : joined(loose)
  }
  const sections = content.sections.map((s) => ({
    ...s,
    title: line(s.title),
    blocks: s.blocks.map((b) => mapLines(b, line)),
  }))
  const footnotes = content.footnotes.map((n) => ({ ...n, blocks: n.blocks.map((b) => mapLines(b, line) as Block) }))
  return { content: { ...content, sections, footnotes }, lost }
}

/** Neighbours that look the same are one run. */
function joined(list: readonly Inline[]): Inline[] {
  const found: Inline[] = []
  for (const i of list) {
    const last = found.at(-1)
    const same = (a: Inline) => JSON.stringify({ ...a, text: "" })
    if (last?.type === "text" && i.type === "text" && same(last) === same(i))
      found[found.length - 1] = { ...last, text: last.text + i.text }
    else if (i.type !== "text" || i.text !== "") found.push(i)
  }
  return found
}
