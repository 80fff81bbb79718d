/** The structure tree (tags) of one document: elements, marked content, annotations, and how they are written. */
import type { Props, Role } from "./box.tsx"
import type { Kit, KitPage, Ref } from "./kit.ts"

export interface Elem {
  readonly role: Role
  readonly kids: Kid[]
  parent: Elem | undefined
  alt?: string | undefined
  /** attribute objects of the element */
  attributes: Record<string, unknown>[]
  /** /ID, which a Note must have */
  id?: string | undefined
  ref?: Ref
}
type Kid = Elem | { readonly mcid: number; readonly page: Ref } | { readonly object: Ref; readonly page: Ref }

const isElem = (kid: Kid): kid is Elem => "role" in kid

/** Adds an element at the end of its parent. */
export function element(parent: Elem | undefined, role: Role, props: Props = {}): Elem {
  const elem: Elem = { role, kids: [], parent, attributes: [] }
  if (props.alt !== undefined) elem.alt = props.alt
  if (role === "Note" && props.id !== undefined) elem.id = props.id
  if (props.listNumbering) elem.attributes.push({ O: "List", ListNumbering: props.listNumbering })
  if (role === "TH" || role === "TD") {
    const cell: Record<string, unknown> = { O: "Table" }
    if (role === "TH") cell.Scope = props.scope ?? "Column"
    if (props.cell && props.cell.colSpan > 1) cell.ColSpan = props.cell.colSpan
    if (props.cell && props.cell.rowSpan > 1) cell.RowSpan = props.cell.rowSpan
    if (Object.keys(cell).length > 1) elem.attributes.push(cell)
  }
  parent?.kids.push(elem)
  return elem
}

function refOf(kit: Kit, elem: Elem): Ref {
  elem.ref ??= kit.ref({})
  return elem.ref
}

/** Where a figure stands, in PDF coordinates; required for Figure. */
export function boundingBox(elem: Elem, page: KitPage, x: number, y: number, w: number, h: number): void {
  elem.attributes.push({
    O: "Layout",
    Placement: "Block",
    BBox: [x, page.height - y - h, x + w, page.height - y],
  })
}

/** Begins marked content that belongs to the element on the current page; without an element it is an artifact. */
export function begin(kit: Kit, elem: Elem | undefined): void {
  if (!elem) {
    kit.addContent("/Artifact BMC")
    return
  }
  const onPage = kit.getStructParentTree().get(kit.page.structParentTreeKey) as unknown[]
  const mcid = onPage.length
  onPage.push(refOf(kit, elem))
  elem.kids.push({ mcid, page: kit.page.dictionary })
  kit.addContent(`/${elem.role} <</MCID ${mcid}>> BDC`)
}

export function end(kit: Kit): void {
  kit.addContent("EMC")
}

/** Hangs an annotation of the current page under the element (OBJR) and writes it. */
export function annotate(kit: Kit, elem: Elem, dictionary: Record<string, unknown>): Ref {
  const ref = kit.ref(dictionary)
  const key = kit.createStructParentTreeNextKey()
  kit.getStructParentTree().add(key, refOf(kit, elem))
  dictionary.StructParent = key
  dictionary.P = kit.page.dictionary
  kit.page.annotations.push(ref)
  elem.kids.push({ object: ref, page: kit.page.dictionary })
  ref.end()
  return ref
}

/** A link annotation over a box of the current page, in page coordinates from the top left. */
export function link(
  kit: Kit,
  elem: Elem,
  box: { x: number; y: number; w: number; h: number },
  href: string,
  text: string,
): void {
  const action = href.startsWith("#")
    ? { S: "GoTo", D: new String(href.slice(1)) }
    : { S: "URI", URI: new String(encodeURI(decodeSafely(href))) }
  annotate(kit, elem, {
    Type: "Annot",
    Subtype: "Link",
    Rect: [box.x, kit.page.height - box.y - box.h, box.x + box.w, kit.page.height - box.y],
    Border: [0, 0, 0],
    F: 4,
    Contents: new String(text),
    A: action,
  })
}

/** An address may already be percent-encoded; encode what is not, once. */
function decodeSafely(href: string): string {
  try {
    return decodeURI(href)
  } catch {
    return href
  }
}

/** True where an element says something by being empty (a cell of a table, the text of a list item). */
const mayBeEmpty = (role: Role): boolean => role === "TD" || role === "TH" || role === "LBody"

function prune(elem: Elem): boolean {
  const kept = elem.kids.filter((kid) => !isElem(kid) || prune(kid))
  elem.kids.splice(0, elem.kids.length, ...kept)
  return kept.length > 0 || mayBeEmpty(elem.role)
}

function write(kit: Kit, elem: Elem, parent: Ref): void {
  const ref = refOf(kit, elem)
  const data = ref.data
  data.Type = "StructElem"
  data.S = elem.role
  data.P = parent
  if (elem.alt !== undefined) data.Alt = new String(elem.alt)
  if (elem.id !== undefined) data.ID = new String(elem.id)
  if (elem.attributes.length > 0) data.A = elem.attributes.length === 1 ? elem.attributes[0] : elem.attributes
  const first = elem.kids.find((kid) => !isElem(kid))
  const page = first && "page" in first ? first.page : undefined
  if (page) data.Pg = page
  const kids = elem.kids.map((kid) => {
    if (isElem(kid)) return refOf(kit, kid)
    if ("object" in kid) return { Type: "OBJR", Obj: kid.object, Pg: kid.page }
    return kid.page === page ? kid.mcid : { Type: "MCR", Pg: kid.page, MCID: kid.mcid }
  })
  // a form's only kid stands alone, not in an array: strict validators take the array for a later, illegal change
  data.K = kids.length === 1 ? kids[0] : kids
  for (const kid of elem.kids) if (isElem(kid)) write(kit, kid, ref)
  ref.end()
}

/** Writes the whole tree below the document element. */
export function finish(kit: Kit, root: Elem): void {
  prune(root)
  const tree = kit.getStructTreeRoot()
  tree.data.K = refOf(kit, root)
  const ids = new Map<string, Ref>()
  const collect = (elem: Elem): void => {
    if (elem.id !== undefined) ids.set(elem.id, refOf(kit, elem))
    for (const kid of elem.kids) if (isElem(kid)) collect(kid)
  }
  collect(root)
  if (ids.size > 0) {
    const names = [...ids].sort(([a], [b]) => (a < b ? -1 : 1))
    tree.data.IDTree = {
      Kids: [
        kit.ref({
          Limits: [new String(names[0]?.[0] ?? ""), new String(names.at(-1)?.[0] ?? "")],
          Names: names.flatMap(([id, ref]) => [new String(id), ref]),
        }),
      ],
    }
    for (const node of (tree.data.IDTree as { Kids: Ref[] }).Kids) node.end()
  }
  write(kit, root, tree)
}
