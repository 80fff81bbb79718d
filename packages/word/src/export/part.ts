/** Parts of a Word file that is written: escaped XML, the relations of a part, and what all parts share. */
import { createHash } from "node:crypto"

const NAMESPACES = [
  ["w", "http://schemas.openxmlformats.org/wordprocessingml/2006/main"],
  ["r", "http://schemas.openxmlformats.org/officeDocument/2006/relationships"],
  ["wp", "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"],
  ["a", "http://schemas.openxmlformats.org/drawingml/2006/main"],
  ["pic", "http://schemas.openxmlformats.org/drawingml/2006/picture"],
  ["c", "http://schemas.openxmlformats.org/drawingml/2006/chart"],
] as const
export const XMLNS = NAMESPACES.map(([prefix, uri]) => `xmlns:${prefix}="${uri}"`).join(" ")
export const HEAD = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n`
const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
const PACKAGE = "http://schemas.openxmlformats.org/package/2006"

/** Text for an element or an attribute; what XML cannot hold is left out. */
export function esc(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "")
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/"/g, "&quot;")
}

/** An attribute keeps its line ends only as character references. */
export const attribute = (text: string): string => esc(text).replace(/[\t\n\r]/g, (c) => `&#${c.charCodeAt(0)};`)

/** A part that refers to others: the text, the notes, a chart. */
export interface Part {
  /** adds a relation and returns its id; the same target is related once */
  relate(type: string, target: string, external?: boolean): string
  /** content of the .rels part; undefined without relations */
  rels(): string | undefined
}

export function openPart(): Part {
  const relations = new Map<string, string>()
  const lines: string[] = []
  return {
    relate(type, target, external = false) {
      const key = `${type} ${target}`
      const known = relations.get(key)
      if (known !== undefined) return known
      const id = `rId${relations.size + 1}`
      relations.set(key, id)
      const mode = external ? ` TargetMode="External"` : ""
      lines.push(`<Relationship Id="${id}" Type="${OFFICE}/${type}" Target="${attribute(target)}"${mode}/>`)
      return id
    },
    rels: () =>
      lines.length === 0
        ? undefined
        : `${HEAD}<Relationships xmlns="${PACKAGE}/relationships">${lines.join("")}</Relationships>`,
  }
}

/** A short stable name for something of any length. */
export const nameOf = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 16)
