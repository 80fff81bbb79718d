/** XML of a package part: strict, without DOCTYPE, with canonical prefixes; as events or as a small tree. */
import { AppError } from "@beschlussweg/core/error"
import sax from "sax"
import { broken, LIMITS } from "./package.ts"

export interface XmlElement {
  /** canonical prefix and local name, "w:p", whatever prefix the file uses */
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly XmlNode[]
}
export type XmlNode = XmlElement | string

const OFFICE = "http://schemas.openxmlformats.org"
const STRICT = "http://purl.oclc.org/ooxml"
const MS = "http://schemas.microsoft.com/office"
/** namespaces by meaning: the transitional and the strict address mean the same */
const PREFIX: Readonly<Record<string, string>> = {
  [`${OFFICE}/wordprocessingml/2006/main`]: "w",
  [`${STRICT}/wordprocessingml/main`]: "w",
  [`${OFFICE}/officeDocument/2006/relationships`]: "r",
  [`${STRICT}/officeDocument/relationships`]: "r",
  [`${OFFICE}/drawingml/2006/wordprocessingDrawing`]: "wp",
  [`${STRICT}/drawingml/wordprocessingDrawing`]: "wp",
  [`${OFFICE}/drawingml/2006/main`]: "a",
  [`${STRICT}/drawingml/main`]: "a",
  [`${OFFICE}/drawingml/2006/picture`]: "pic",
  [`${STRICT}/drawingml/picture`]: "pic",
  [`${OFFICE}/drawingml/2006/chart`]: "c",
  [`${STRICT}/drawingml/chart`]: "c",
  [`${OFFICE}/drawingml/2006/diagram`]: "dgm",
  [`${STRICT}/drawingml/diagram`]: "dgm",
  [`${OFFICE}/officeDocument/2006/math`]: "m",
  [`${STRICT}/officeDocument/math`]: "m",
  [`${OFFICE}/markup-compatibility/2006`]: "mc",
  [`${OFFICE}/package/2006/relationships`]: "rel",
  [`${OFFICE}/package/2006/content-types`]: "ct",
  "urn:schemas-microsoft-com:vml": "v",
  "urn:schemas-microsoft-com:office:office": "o",
  [`${MS}/word/2010/wordprocessingShape`]: "wps",
  [`${MS}/word/2010/wordprocessingGroup`]: "wpg",
  [`${MS}/word/2010/wordprocessingCanvas`]: "wpc",
  [`${MS}/word/2010/wordprocessingDrawing`]: "wp14",
  [`${MS}/word/2010/wordml`]: "w14",
  [`${MS}/word/2012/wordml`]: "w15",
  [`${MS}/drawing/2010/main`]: "a14",
  [`${MS}/drawing/2007/8/2/chart`]: "c14",
  [`${MS}/drawing/2017/decorative`]: "adec",
  "http://www.w3.org/XML/1998/namespace": "xml",
}
/** extensions that this import reads itself; for any other it takes the fallback that the file offers */
const UNDERSTOOD = new Set(["wps", "wpg", "wpc", "wp14", "w14", "w15", "a14", "c14", "v", "o"])

export interface XmlEvents {
  open(name: string, attributes: Readonly<Record<string, string>>): void
  text(text: string): void
  close(name: string): void
}

/**
 * Reads a part as events. `Requires` of mc:Choice arrives as "yes" or "no": whether this import reads what it needs.
 * @throws AppError input "word.broken_xml", "word.doctype", limit "word.bomb"
 */
export function scanXml(bytes: Uint8Array, part: string, fileName: string, events: XmlEvents): void {
  const text = decode(bytes, part, fileName)
  const options = { xmlns: true, position: false, strictEntities: true }
  const parser = sax.parser(true, options)
  const names: string[] = []
  let count = 0
  parser.onerror = () => {
    throw new AppError(
      "input",
      "word.broken_xml",
      `„${fileName}“ ist beschädigt: Der Teil „${part}“ ist kein gültiges XML. Bitte öffnen Sie die Datei in Word, speichern Sie sie neu und laden Sie sie erneut hoch.`,
    )
  }
  parser.ondoctype = () => {
    throw new AppError(
      "input",
      "word.doctype",
      `„${fileName}“ wird nicht angenommen: Der Teil „${part}“ enthält eine Dokumenttypdefinition. Word schreibt so etwas nicht. Bitte speichern Sie den Entwurf in Word neu.`,
    )
  }
  parser.onopentag = (tag) => {
    if (!("uri" in tag)) return
    const name = canonical(tag.uri, tag.local)
    if (names.length >= LIMITS.depth)
      throw new AppError(
        "limit",
        "word.bomb",
        `„${fileName}“ wird nicht angenommen: Der Teil „${part}“ ist tiefer als ${LIMITS.depth} Ebenen verschachtelt. Bitte speichern Sie den Entwurf in Word neu.`,
      )
    const attributes: Record<string, string> = {}
    for (const attribute of Object.values(tag.attributes)) {
      if (attribute.prefix === "xmlns" || attribute.name === "xmlns") continue
      attributes[attribute.prefix === "" ? attribute.local : canonical(attribute.uri, attribute.local)] =
        attribute.value
    }
    if (name === "mc:Choice") {
      const ns: Record<string, string> = tag.ns
      const needed = (attributes.Requires ?? "").split(/\s+/).filter((p) => p !== "")
      attributes.Requires = needed.every((p) => UNDERSTOOD.has(PREFIX[ns[p] ?? ""] ?? "?")) ? "yes" : "no"
    }
    if (++count > LIMITS.elements)
      throw new AppError(
        "limit",
        "word.bomb",
        `„${fileName}“ wird nicht angenommen: Der Teil „${part}“ hat mehr als ${LIMITS.elements} Elemente. Bitte teilen Sie den Entwurf auf.`,
      )
    names.push(name)
    events.open(name, attributes)
  }
  parser.ontext = (t) => events.text(t)
  parser.oncdata = (t) => events.text(t)
  parser.onclosetag = () => {
    const name = names.pop()
    if (name !== undefined) events.close(name)
  }
  parser.write(text).close()
}

/** Reads a part as a tree. */
export function parseXml(bytes: Uint8Array, part: string, fileName: string): XmlElement {
  let root: XmlElement | undefined
  const stack: { children: XmlNode[] }[] = []
  scanXml(bytes, part, fileName, {
    open(name, attributes) {
      const children: XmlNode[] = []
      const element: XmlElement = { name, attributes, children }
      if (root === undefined) root = element
      stack.at(-1)?.children.push(element)
      stack.push({ children })
    },
    text(t) {
      stack.at(-1)?.children.push(t)
    },
    close() {
      stack.pop()
    },
  })
  if (root === undefined) throw broken(fileName, `Der Teil „${part}“ ist leer`)
  return root
}

function canonical(uri: string, local: string): string {
  const prefix = PREFIX[uri]
  return prefix === undefined ? `?:${local}` : `${prefix}:${local}`
}

function decode(bytes: Uint8Array, part: string, fileName: string): string {
  const encoding =
    bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : bytes[0] === 0xfe && bytes[1] === 0xff ? "utf-16be" : "utf-8"
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    throw broken(fileName, `Der Teil „${part}“ enthält ungültige Zeichen`)
  }
}

export function isElement(node: XmlNode): node is XmlElement {
  return typeof node !== "string"
}
export function elements(parent: XmlElement | undefined): XmlElement[] {
  return parent === undefined ? [] : parent.children.filter(isElement)
}
/** first child with this name */
export function child(parent: XmlElement | undefined, name: string): XmlElement | undefined {
  for (const node of parent?.children ?? []) if (isElement(node) && node.name === name) return node
  return undefined
}
/** child by a path of names */
export function find(parent: XmlElement | undefined, ...path: string[]): XmlElement | undefined {
  return path.reduce<XmlElement | undefined>((element, name) => child(element, name), parent)
}
/** all descendants with this name, in document order */
export function all(parent: XmlElement | undefined, name: string): XmlElement[] {
  const found: XmlElement[] = []
  const visit = (element: XmlElement) => {
    for (const node of element.children) {
      if (!isElement(node)) continue
      if (node.name === name) found.push(node)
      visit(node)
    }
  }
  if (parent !== undefined) visit(parent)
  return found
}
export function textOf(element: XmlElement | undefined): string {
  return element === undefined ? "" : element.children.map((n) => (isElement(n) ? textOf(n) : n)).join("")
}
/** w:val of a child, undefined when the child is absent */
export function val(parent: XmlElement | undefined, name: string): string | undefined {
  const element = child(parent, name)
  return element === undefined ? undefined : (element.attributes["w:val"] ?? element.attributes.val ?? "")
}
/** a Word switch: absent is undefined, present without value is on */
export function flag(parent: XmlElement | undefined, name: string): boolean | undefined {
  const value = val(parent, name)
  return value === undefined ? undefined : !["0", "false", "off", "none"].includes(value)
}
/** a whole number within bounds; undefined when absent or none */
export function int(value: string | undefined, min: number, max: number): number | undefined {
  if (value === undefined || !/^-?\d+(\.\d+)?$/.test(value)) return undefined
  return Math.min(max, Math.max(min, Math.trunc(Number(value))))
}

/** What counts of an mc:AlternateContent: the first choice that this import reads, else the fallback. */
export function alternative(element: XmlElement): XmlElement | undefined {
  const choice = elements(element).find((e) => e.name === "mc:Choice" && e.attributes.Requires === "yes")
  return choice ?? child(element, "mc:Fallback")
}
