/** What the keyboard and the toolbar do to a text. */
import { chainCommands, exitCode, setBlockType, toggleMark } from "prosemirror-commands"
import { redo, undo } from "prosemirror-history"
import { inputRules, undoInputRule, wrappingInputRule } from "prosemirror-inputrules"
import type { MarkType, Node, NodeType } from "prosemirror-model"
import { liftListItem, sinkListItem, splitListItem, wrapInList } from "prosemirror-schema-list"
import { type Command, type EditorState, TextSelection } from "prosemirror-state"
import {
  addColumnAfter,
  addRowAfter,
  deleteColumn,
  deleteRow,
  goToNextCell,
  isInTable,
  mergeCells,
  splitCell,
  toggleHeaderCell,
} from "prosemirror-tables"
import { schema } from "./schema.ts"

const { nodes, marks } = schema

/** A thing that the toolbar offers. `on` says whether it holds here; `can` whether it can be done here. */
export interface Tool {
  readonly id: string
  readonly label: string
  /** as it stands in the title: "Strg+B" */
  readonly key?: string
  readonly run: Command
  readonly on?: (state: EditorState) => boolean
}

const hasMark = (state: EditorState, type: MarkType): boolean => {
  const { from, to, empty, $from } = state.selection
  return empty ? type.isInSet(state.storedMarks ?? $from.marks()) !== undefined : state.doc.rangeHasMark(from, to, type)
}
/** The innermost node of these kinds around the cursor, with the place before it. */
export function around(state: EditorState, types: readonly NodeType[]): { node: Node; pos: number } | undefined {
  const { $from } = state.selection
  for (let depth = $from.depth; depth > 0; depth--) {
    const node = $from.node(depth)
    if (types.includes(node.type)) return { node, pos: $from.before(depth) }
  }
  return undefined
}
const LISTS = [nodes.bullet_list, nodes.ordered_list]
const inBlock = (state: EditorState, type: NodeType, level?: number): boolean => {
  const { parent } = state.selection.$from
  return parent.type === type && (level === undefined || parent.attrs.level === level)
}

/** A list of the one kind becomes one of the other; the same kind is lifted out. */
const list =
  (type: NodeType): Command =>
  (state, dispatch) => {
    const here = around(state, LISTS)
    if (!here) return wrapInList(type)(state, dispatch)
    if (here.node.type === type) return liftListItem(nodes.list_item)(state, dispatch)
    dispatch?.(
      state.tr.setNodeMarkup(here.pos, type, { ...here.node.attrs, start: null, style: null }).scrollIntoView(),
    )
    return true
  }

const heading =
  (level: number): Command =>
  (state, dispatch) =>
    (inBlock(state, nodes.heading, level) ? setBlockType(nodes.paragraph) : setBlockType(nodes.heading, { level }))(
      state,
      dispatch,
    )

const insertTable =
  (rows: number, columns: number): Command =>
  (state, dispatch) => {
    if (isInTable(state)) return false
    const cell = (type: NodeType) => type.create(null, nodes.paragraph.create())
    const line = (type: NodeType) =>
      nodes.table_row.create(
        null,
        Array.from({ length: columns }, () => cell(type)),
      )
    const table = nodes.table.create(
      { headerRows: 1 },
      Array.from({ length: rows }, (_, r) => line(r === 0 ? nodes.table_header : nodes.table_cell)),
    )
    const at = state.selection.$from.before(1)
    const empty = state.selection.$from.parent.content.size === 0 && state.selection.$from.depth === 1
    const end = state.selection.$from.after(1)
    const block = nodes.table_block.create(null, table)
    const tr = empty ? state.tr.replaceWith(at, end, [block, nodes.paragraph.create()]) : state.tr.insert(end, block)
    // Into the first cell: block, table, row, cell, paragraph.
    tr.setSelection(TextSelection.near(tr.doc.resolve((empty ? at : end) + 4)))
    dispatch?.(tr.scrollIntoView())
    return true
  }

const deleteTable: Command = (state, dispatch) => {
  const here = around(state, [nodes.table_block])
  if (!here) return false
  const tr = state.tr.replaceWith(here.pos, here.pos + here.node.nodeSize, nodes.paragraph.create())
  tr.setSelection(TextSelection.near(tr.doc.resolve(here.pos + 1)))
  dispatch?.(tr.scrollIntoView())
  return true
}

/** A caption above the table, or none. */
const caption: Command = (state, dispatch) => {
  const here = around(state, [nodes.table_block])
  if (!here) return false
  const first = here.node.firstChild
  const tr = state.tr
  if (first?.type === nodes.table_caption) tr.delete(here.pos + 1, here.pos + 1 + first.nodeSize)
  else {
    tr.insert(here.pos + 1, nodes.table_caption.create())
    tr.setSelection(TextSelection.create(tr.doc, here.pos + 2))
  }
  dispatch?.(tr.scrollIntoView())
  return true
}

/** Whether the first row is repeated as head on every page. */
const headRow: Command = (state, dispatch) => {
  const here = around(state, [nodes.table])
  if (!here) return false
  const headerRows = here.node.attrs.headerRows > 0 ? 0 : 1
  dispatch?.(state.tr.setNodeMarkup(here.pos, undefined, { ...here.node.attrs, headerRows }))
  return true
}

export const setLink =
  (href: string | undefined): Command =>
  (state, dispatch) => {
    const { from, to, empty, $from } = state.selection
    let [start, end] = [from, to]
    if (empty) {
      // The whole link in which the cursor stands.
      const { parent, parentOffset } = $from
      const here = parent.childAfter(parentOffset)
      const there = here.node && marks.link.isInSet(here.node.marks) ? here : parent.childBefore(parentOffset)
      if (there.node && marks.link.isInSet(there.node.marks)) {
        start = $from.start() + there.offset
        end = start + there.node.nodeSize
      }
    }
    const tr = state.tr
    if (start === end) {
      if (href === undefined) return false
      tr.insert(start, schema.text(href, [marks.link.create({ href })]))
    } else {
      tr.removeMark(start, end, marks.link)
      if (href !== undefined) tr.addMark(start, end, marks.link.create({ href }))
    }
    dispatch?.(tr)
    return true
  }
/** Address of the link around or in the selection. */
export function linkHere(state: EditorState): string | undefined {
  const { $from, from, to } = state.selection
  let found: string | undefined = marks.link.isInSet($from.marks())?.attrs.href as string | undefined
  state.doc.nodesBetween(from, to, (node) => {
    found ??= marks.link.isInSet(node.marks)?.attrs.href as string | undefined
  })
  return found
}

const mark = (id: string, label: string, type: MarkType, key?: string): Tool => ({
  id,
  label,
  ...(key === undefined ? {} : { key }),
  run: toggleMark(type),
  on: (state) => hasMark(state, type),
})

/** In the order of the toolbar; what stands in tables only is offered there only. */
export const TOOLS: readonly Tool[] = [
  { id: "absatz", label: "Absatz", run: setBlockType(nodes.paragraph), on: (s) => inBlock(s, nodes.paragraph) },
  ...[1, 2, 3].map(
    (level): Tool => ({
      id: `ueberschrift-${level}`,
      label: `Überschrift ${level}`,
      key: `Strg+Alt+${level}`,
      run: heading(level),
      on: (s) => inBlock(s, nodes.heading, level),
    }),
  ),
  mark("fett", "Fett", marks.bold, "Strg+B"),
  mark("kursiv", "Kursiv", marks.italic, "Strg+I"),
  mark("unterstrichen", "Unterstrichen", marks.underline, "Strg+U"),
  mark("hoch", "Hochgestellt", marks.superscript),
  mark("tief", "Tiefgestellt", marks.subscript),
  {
    id: "liste",
    label: "Liste",
    key: "Strg+Umschalt+8",
    run: list(nodes.bullet_list),
    on: (s) => around(s, LISTS)?.node.type === nodes.bullet_list,
  },
  {
    id: "nummern",
    label: "Nummern",
    key: "Strg+Umschalt+7",
    run: list(nodes.ordered_list),
    on: (s) => around(s, LISTS)?.node.type === nodes.ordered_list,
  },
  { id: "einruecken", label: "Einrücken", key: "Strg+Alt+Pfeil rechts", run: sinkListItem(nodes.list_item) },
  { id: "ausruecken", label: "Ausrücken", key: "Strg+Alt+Pfeil links", run: liftListItem(nodes.list_item) },
  { id: "tabelle", label: "Tabelle", run: insertTable(3, 3) },
  { id: "rueckgaengig", label: "Rückgängig", key: "Strg+Z", run: undo },
  { id: "wiederholen", label: "Wiederholen", key: "Strg+Y", run: redo },
]
export const TABLE_TOOLS: readonly Tool[] = [
  { id: "zeile", label: "Zeile darunter", run: addRowAfter },
  { id: "zeile-weg", label: "Zeile löschen", run: deleteRow },
  { id: "spalte", label: "Spalte rechts", run: addColumnAfter },
  { id: "spalte-weg", label: "Spalte löschen", run: deleteColumn },
  { id: "verbinden", label: "Zellen verbinden", run: mergeCells },
  { id: "teilen", label: "Zelle teilen", run: splitCell },
  {
    id: "kopfzelle",
    label: "Kopfzelle",
    run: toggleHeaderCell,
    on: (s) => around(s, [nodes.table_cell, nodes.table_header])?.node.type === nodes.table_header,
  },
  {
    id: "kopfzeile",
    label: "Kopfzeile wiederholen",
    run: headRow,
    on: (s) => (around(s, [nodes.table])?.node.attrs.headerRows ?? 0) > 0,
  },
  {
    id: "titel",
    label: "Tabellentitel",
    run: caption,
    on: (s) => around(s, [nodes.table_block])?.node.firstChild?.type === nodes.table_caption,
  },
  { id: "tabelle-weg", label: "Tabelle löschen", run: deleteTable },
]

const lineBreak: Command = chainCommands(exitCode, (state, dispatch) => {
  dispatch?.(state.tr.replaceSelectionWith(nodes.hard_break.create()).scrollIntoView())
  return true
})

/** Keys of the text. Tab moves between cells and otherwise leaves the text: nobody is kept inside. */
export const KEYS: Readonly<Record<string, Command>> = {
  "Mod-z": undo,
  "Mod-y": redo,
  "Mod-Shift-z": redo,
  Backspace: undoInputRule,
  "Mod-b": toggleMark(marks.bold),
  "Mod-i": toggleMark(marks.italic),
  "Mod-u": toggleMark(marks.underline),
  "Mod-Alt-0": setBlockType(nodes.paragraph),
  "Mod-Alt-1": heading(1),
  "Mod-Alt-2": heading(2),
  "Mod-Alt-3": heading(3),
  "Mod-Shift-8": list(nodes.bullet_list),
  "Mod-Shift-7": list(nodes.ordered_list),
  "Mod-Alt-ArrowRight": sinkListItem(nodes.list_item),
  "Mod-Alt-ArrowLeft": liftListItem(nodes.list_item),
  Enter: splitListItem(nodes.list_item),
  "Shift-Enter": lineBreak,
  Tab: goToNextCell(1),
  "Shift-Tab": goToNextCell(-1),
}

/** "- " at the beginning begins a list. */
export const rules = () => inputRules({ rules: [wrappingInputRule(/^\s*[-–•]\s$/, nodes.bullet_list)] })
