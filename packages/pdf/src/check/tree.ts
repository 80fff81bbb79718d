/** The structure tree as the checker sees it, and its rules: parents, headings, tables, lists, notes, figures, forms. */
import { PDFArray, PDFDict, PDFName, PDFNumber, type PDFObject, PDFRef } from "@cantoo/pdf-lib"
import { array, asText, dict, number } from "./value.ts"

export interface Node {
  readonly role: string
  readonly ref: string
  readonly dict: PDFDict
  readonly kids: Node[]
  /** marked content as "page ref:mcid" */
  readonly contents: string[]
  /** elements and contents as they follow each other */
  readonly order: (Node | string)[]
  /** annotations as refs */
  readonly objects: string[]
}
export interface Tree {
  readonly root: Node[]
  readonly byRef: ReadonlyMap<string, Node>
  readonly parents: ReadonlyMap<number, PDFObject>
  /** /IDTree */
  readonly ids: ReadonlySet<string>
  /** /ParentTreeNextKey */
  readonly nextKey: number
}

const ROLES = new Set(
  "Document Part Sect Div H1 H2 H3 H4 H5 H6 P L LI Lbl LBody Table THead TBody TR TH TD Caption Figure Form Link Reference Note TOC TOCI Span".split(
    " ",
  ),
)

export function treeOf(catalog: PDFDict): Tree | undefined {
  const top = dict(catalog, "StructTreeRoot")
  if (!top) return undefined
  const byRef = new Map<string, Node>()
  const read = (value: PDFObject): Node | undefined => {
    const here = value instanceof PDFRef ? top.context.lookup(value) : value
    if (!(here instanceof PDFDict) || !(value instanceof PDFRef)) return undefined
    const node: Node = {
      role: here.get(PDFName.of("S"))?.toString().slice(1) ?? "",
      ref: value.toString(),
      dict: here,
      kids: [],
      contents: [],
      order: [],
      objects: [],
    }
    byRef.set(node.ref, node)
    const page = here.get(PDFName.of("Pg"))?.toString() ?? ""
    for (const kid of listed(here)) {
      if (kid instanceof PDFNumber) {
        node.contents.push(`${page}:${kid.asNumber()}`)
        node.order.push(`${page}:${kid.asNumber()}`)
      } else if (kid instanceof PDFDict) {
        const kind = kid.get(PDFName.of("Type"))?.toString()
        const on = kid.get(PDFName.of("Pg"))?.toString() ?? page
        if (kind === "/OBJR") node.objects.push(kid.get(PDFName.of("Obj"))?.toString() ?? "")
        else {
          node.contents.push(`${on}:${number(kid, "MCID")}`)
          node.order.push(`${on}:${number(kid, "MCID")}`)
        }
      } else {
        const child = read(kid)
        if (child) {
          node.kids.push(child)
          node.order.push(child)
        }
      }
    }
    return node
  }
  const root = listed(top).flatMap((kid) => {
    const node = read(kid)
    return node ? [node] : []
  })
  const parents = new Map<number, PDFObject>()
  const numbers = (tree: PDFDict | undefined): void => {
    const pairs = array(tree, "Nums")?.asArray() ?? []
    for (let i = 0; i + 1 < pairs.length; i += 2) {
      const [key, value] = [pairs[i], pairs[i + 1]]
      if (key instanceof PDFNumber && value) parents.set(key.asNumber(), value)
    }
    for (const kid of array(tree, "Kids")?.asArray() ?? []) numbers(top.context.lookup(kid, PDFDict))
  }
  numbers(dict(top, "ParentTree"))
  const ids = new Set<string>()
  const names = (tree: PDFDict | undefined): void => {
    for (const key of array(tree, "Names")?.asArray() ?? []) ids.add(asText(key))
    for (const kid of array(tree, "Kids")?.asArray() ?? []) names(top.context.lookup(kid, PDFDict))
  }
  names(dict(top, "IDTree"))
  return { root, byRef, parents, ids, nextKey: number(top, "ParentTreeNextKey") ?? 0 }
}

function listed(elem: PDFDict): PDFObject[] {
  const kids = elem.get(PDFName.of("K"))
  const value = kids instanceof PDFRef ? elem.context.lookup(kids) : kids
  if (value instanceof PDFArray) return value.asArray()
  return kids ? [kids] : []
}

const all = (nodes: readonly Node[]): Node[] => nodes.flatMap((node) => [node, ...all(node.kids)])

export function treeProblems(tree: Tree): string[] {
  const found: string[] = []
  const nodes = all(tree.root)
  if (tree.root.length !== 1 || tree.root[0]?.role !== "Document") found.push("the tree has no single Document")
  let level = 0
  const ids = new Set<string>()
  for (const node of nodes) {
    if (!ROLES.has(node.role)) found.push(`unknown role ${node.role}`)
    for (const kid of node.kids)
      if (kid.dict.get(PDFName.of("P"))?.toString() !== node.ref) found.push(`${kid.role} names another parent`)
    const heading = /^H([1-6])$/.exec(node.role)?.[1]
    if (heading) {
      if (Number(heading) > level + 1) found.push(`heading level skips from ${level} to ${heading}`)
      level = Number(heading)
    }
    if (node.role === "Figure") found.push(...figureProblems(node))
    if (node.role === "Table") found.push(...tableProblems(node))
    if (node.role === "Form" && (listed(node.dict).length !== 1 || node.objects.length !== 1 || isArray(node)))
      found.push("a Form has not exactly one direct object")
    if (node.role === "Note") {
      const id = asText(node.dict.get(PDFName.of("ID")))
      if (id === "" || ids.has(id)) found.push(`Note without an id of its own (${id})`)
      ids.add(id)
    }
    if (node.role === "LI" && !node.kids.some((kid) => kid.role === "LBody")) found.push("LI without LBody")
    if (node.role === "Link" && (node.objects.length === 0 || node.contents.length === 0))
      found.push("a Link lacks its words or its annotation")
    const allowed = KIDS[node.role]
    for (const kid of node.kids) {
      if (allowed && !allowed.has(kid.role)) found.push(`${kid.role} inside ${node.role}`)
      const parents = PARENTS[kid.role]
      if (parents && !parents.has(node.role)) found.push(`${kid.role} below ${node.role}`)
    }
    if (allowed && node.contents.length > 0) found.push(`text directly inside ${node.role}`)
  }
  for (const id of ids) if (!tree.ids.has(id)) found.push(`${id} is not among the ids of the tree`)
  if (tree.nextKey <= Math.max(-1, ...tree.parents.keys())) found.push("the next key of the tree is taken")
  if (!nodes.some((node) => node.role === "H1")) found.push("no H1")
  return found
}

const isArray = (node: Node): boolean => node.dict.get(PDFName.of("K")) instanceof PDFArray
const set = (words: string): ReadonlySet<string> => new Set(words.split(" "))
const KIDS: Readonly<Record<string, ReadonlySet<string>>> = {
  L: set("LI Caption L"),
  LI: set("Lbl LBody"),
  Table: set("Caption THead TBody TR"),
  THead: set("TR"),
  TBody: set("TR"),
  TR: set("TH TD"),
  TOC: set("TOCI TOC Caption"),
}
const PARENTS: Readonly<Record<string, ReadonlySet<string>>> = {
  LI: set("L"),
  LBody: set("LI"),
  TR: set("Table THead TBody"),
  TH: set("TR"),
  TD: set("TR"),
  THead: set("Table"),
  TBody: set("Table"),
  TOCI: set("TOC"),
}

function attribute(node: Node, owner: string): PDFDict | undefined {
  const value = node.dict.lookup(PDFName.of("A"))
  const list = value instanceof PDFArray ? value.asArray() : value ? [value] : []
  return list.find(
    (entry): entry is PDFDict => entry instanceof PDFDict && entry.get(PDFName.of("O"))?.toString() === `/${owner}`,
  )
}

function figureProblems(node: Node): string[] {
  const found: string[] = []
  if (asText(node.dict.get(PDFName.of("Alt"))).trim() === "") found.push("Figure without alternative text")
  if (array(attribute(node, "Layout"), "BBox")?.size() !== 4) found.push("Figure without bounding box")
  return found
}

/** Every row fills the same columns, merged cells counted; every header cell says what it heads. */
function tableProblems(table: Node): string[] {
  const found: string[] = []
  const rows = table.kids.flatMap((kid) => (kid.role === "TR" ? [kid] : kid.role === "Caption" ? [] : kid.kids))
  const taken: number[][] = rows.map(() => [])
  rows.forEach((row, r) => {
    let col = 0
    for (const cell of row.kids) {
      while (taken[r]?.[col]) col += 1
      const spans = attribute(cell, "Table")
      const wide = number(spans, "ColSpan") ?? 1
      const high = number(spans, "RowSpan") ?? 1
      for (let i = 0; i < high; i += 1)
        for (let j = 0; j < wide; j += 1) {
          const line = taken[r + i]
          if (!line) found.push("a cell reaches below its table")
          else if (line[col + j]) found.push("cells overlap")
          else line[col + j] = 1
        }
      col += wide
      if (cell.role === "TH" && !spans?.get(PDFName.of("Scope"))) found.push("TH without scope")
    }
  })
  const widths = new Set(taken.map((line) => line.reduce((sum, one) => sum + one, 0)))
  if (widths.size > 1) found.push(`rows of a table have ${[...widths].join(" and ")} columns`)
  return found
}
