/** Single objects of a file: what PDF/A forbids anywhere, and what its catalog and pages must not hold. */
import {
  PDFArray,
  PDFDict,
  type PDFDocument,
  PDFHexString,
  PDFName,
  PDFNumber,
  type PDFObject,
  PDFRawStream,
  PDFString,
} from "@cantoo/pdf-lib"
import { array, dict, entries, number } from "./value.ts"

const name = (of: PDFDict | undefined, key: string): string => of?.get(PDFName.of(key))?.toString() ?? ""
const has = (of: PDFDict | undefined, key: string): boolean => of?.get(PDFName.of(key)) !== undefined
const words = (list: string): ReadonlySet<string> => new Set(list.split(" ").map((word) => `/${word}`))

/** ISO 19005-2, 6.5.1 */
const ACTIONS = words(
  "Launch Sound Movie ResetForm ImportData Hide SetOCGState Rendition Trans GoTo3DView JavaScript SetState NoOp",
)
const NAMED = words("NextPage PrevPage FirstPage LastPage")
/** ISO 32000-1, table 136, and Compatible */
const BLENDS = words(
  "Normal Compatible Multiply Screen Overlay Darken Lighten ColorDodge ColorBurn HardLight SoftLight Difference Exclusion Hue Saturation Color Luminosity",
)

/** What must not be anywhere in an archival file. */
export function objectProblems(pdf: PDFDocument): string[] {
  const found: string[] = []
  for (const [ref, object] of pdf.context.enumerateIndirectObjects()) {
    const say = (problem: string): void => {
      found.push(`${ref}: ${problem}`)
    }
    if (object instanceof PDFRawStream) streamProblems(object.dict, say)
    walk(object instanceof PDFRawStream ? object.dict : object, say)
  }
  return found
}

function walk(value: PDFObject, say: (problem: string) => void): void {
  if (value instanceof PDFArray) for (const each of value.asArray()) walk(each, say)
  else if (value instanceof PDFDict) {
    dictProblems(value, say)
    for (const [key, each] of entries(value)) {
      if (Buffer.byteLength(key) > 127) say("a name is longer than 127 bytes")
      walk(each, say)
    }
  } else if (value instanceof PDFName && Buffer.byteLength(value.asString()) > 128)
    say("a name is longer than 127 bytes")
  else if ((value instanceof PDFString || value instanceof PDFHexString) && value.asBytes().length > 32_767)
    say("a string is longer than 32767 bytes")
  else if (value instanceof PDFNumber && Math.abs(value.asNumber()) > 2_147_483_647) say("a number is out of range")
}

function dictProblems(here: PDFDict, say: (problem: string) => void): void {
  const action = name(here, "S")
  if (ACTIONS.has(action)) say(action)
  if (action === "/Named" && !NAMED.has(name(here, "N"))) say("named action that is not allowed")
  if (has(here, "JS") || has(here, "AA")) say("script or automatic action")
  for (const [key, value] of entries(here))
    if (key === "ColorSpace" && value.toString() === "/DeviceCMYK") say("print colours without profile")
  if (name(here, "Type") === "/ExtGState") {
    const blend = name(here, "BM")
    if (has(here, "TR") || has(here, "HTP")) say("transfer function or halftone")
    if (has(here, "TR2") && name(here, "TR2") !== "/Default") say("transfer function")
    if (blend !== "" && !BLENDS.has(blend)) say(`blend mode ${blend}`)
  }
}

function streamProblems(here: PDFDict, say: (problem: string) => void): void {
  if (has(here, "F") || has(here, "FFilter") || has(here, "FDecodeParms")) say("stream in another file")
  const filter = here.lookup(PDFName.of("Filter"))
  const filters = filter instanceof PDFArray ? filter.asArray().map(String) : [String(filter ?? "")]
  for (const each of filters) {
    if (each === "/LZWDecode") say("LZW")
    if (each === "/Crypt") say("filter Crypt")
  }
  const kind = name(here, "Subtype")
  if (kind === "/PS") say("PostScript")
  if (kind !== "/Image" && kind !== "/Form") return
  if (name(here, "Interpolate") === "true") say("interpolated picture")
  for (const key of kind === "/Image" ? ["Alternates", "OPI"] : ["OPI", "PS", "Ref", "Subtype2"])
    if (has(here, key)) say(`${kind.slice(1)} with ${key}`)
}

const STANDARD = words(
  "Document Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct Private P H H1 H2 H3 H4 H5 H6 L LI Lbl LBody Table TR TH TD THead TBody TFoot Span Quote Note Reference BibEntry Code Link Annot Ruby RB RT RP Warichu WT WP Figure Formula Form",
)

export function catalogProblems(catalog: PDFDict): string[] {
  const found: string[] = []
  if (name(dict(catalog, "MarkInfo"), "Suspects") === "true") found.push("tags are called suspect")
  for (const key of ["OCProperties", "Requirements", "NeedsRendering", "Collection"])
    if (has(catalog, key)) found.push(`catalog with ${key}`)
  const opening = catalog.lookup(PDFName.of("OpenAction"))
  if (opening instanceof PDFDict && name(opening, "S") !== "/GoTo") found.push("opening runs an action")
  const names = dict(catalog, "Names")
  for (const key of ["JavaScript", "AlternatePresentations"]) if (has(names, key)) found.push(`names with ${key}`)
  const form = dict(catalog, "AcroForm")
  if (has(form, "XFA")) found.push("form in XFA")
  if (name(form, "NeedAppearances") === "true") found.push("form without appearances")
  for (const [key] of entries(dict(catalog, "Perms") ?? catalog.context.obj({})))
    if (key !== "DocMDP" && key !== "UR3") found.push(`permission ${key}`)
  for (const [key] of entries(dict(dict(catalog, "StructTreeRoot"), "RoleMap") ?? catalog.context.obj({})))
    if (STANDARD.has(`/${key}`)) found.push(`standard type ${key} is mapped to another`)
  return found
}

export function pageProblems(page: PDFDict, where: string): string[] {
  const found: string[] = []
  if (has(page, "PresSteps")) found.push(`${where}: presentation steps`)
  const box = (array(page, "MediaBox")?.asArray() ?? []).map((value) =>
    value instanceof PDFNumber ? value.asNumber() : 0,
  )
  const [left = 0, bottom = 0, right = 0, top = 0] = box
  for (const side of [right - left, top - bottom])
    if (side < 3 || side > 14_400) found.push(`${where}: a side of ${side} points`)
  if (number(page, "StructParents") === undefined) found.push(`${where}: no way to the tags`)
  return found
}

/** Order of bytes: what a reader meets before it reads objects. */
export function byteProblems(bytes: Uint8Array): string[] {
  const found: string[] = []
  const head = Buffer.from(bytes.subarray(0, 32))
  if (!head.toString("latin1").startsWith("%PDF-1.7")) found.push("header is not 1.7")
  const second = head.subarray(head.indexOf(0x0a) + 1)
  if (second[0] !== 0x25 || [1, 2, 3, 4].some((i) => (second[i] ?? 0) < 128))
    found.push("no binary mark below the header")
  const tail = Buffer.from(bytes.subarray(-16)).toString("latin1")
  if (!/%%EOF\r?\n?$/.test(tail)) found.push("something stands behind the end")
  return found
}
