/** Styles (Formatvorlagen) of a Word file: what a style id means after inheritance, in German and English files. */
import { OWN } from "./mark.ts"
import { child, elements, find, flag, int, val, type XmlElement } from "./xml.ts"

/** Character properties; undefined means "not said here". */
export interface RunProps {
  readonly bold?: boolean | undefined
  readonly italic?: boolean | undefined
  readonly underline?: boolean | undefined
  readonly strike?: boolean | undefined
  readonly hidden?: boolean | undefined
  readonly vertical?: "superscript" | "subscript" | undefined
  /** half points */
  readonly size?: number | undefined
  readonly font?: string | undefined
}
export interface ParagraphProps {
  /** 0 is level 1, 9 is body text */
  readonly outline?: number | undefined
  readonly numId?: string | undefined
  readonly ilvl?: number | undefined
  readonly align?: string | undefined
  /** left indent in twentieths of a point */
  readonly indent?: number | undefined
}
/** "text": a paragraph of our own export, which says itself what it is */
export type Role = "title" | "subtitle" | "toc" | "tocHeading" | "caption" | "listContinue" | "text" | "body"
export interface ParagraphStyle {
  readonly id: string
  readonly run: RunProps
  readonly paragraph: ParagraphProps
  /** heading level by name of this style or an ancestor, 1 to 9 */
  readonly heading: number | undefined
  readonly role: Role
  /** the style in the chain that brings the numbering; levels of a list may be linked to it */
  readonly numberingStyle: string | undefined
  /** written by our own export: the rest of the style's name in lower case, "" for one of Word's own styles */
  readonly own: string | undefined
}

interface Entry {
  readonly id: string
  readonly type: string
  readonly name: string
  readonly basedOn: string | undefined
  readonly run: RunProps
  readonly paragraph: ParagraphProps
}
export interface Styles {
  paragraph(id: string | undefined): ParagraphStyle
  character(id: string | undefined): RunProps
  /** numbering that a list style (w:numStyleLink) points to */
  numbering(id: string): string | undefined
  /** size of plain text in half points */
  readonly bodySize: number
}

const HEADING = /^(?:heading|überschrift|ueberschrift|berschrift)\s*([1-9])$/
const ROLES: readonly [RegExp, Role][] = [
  [/^beschlussweg fortsetzung [1-9]$/, "listContinue"],
  [/^beschlussweg (tabellen|bild)beschriftung$/, "caption"],
  [/^beschlussweg /, "text"],
  [/^(title|titel)$/, "title"],
  [/^(subtitle|untertitel)$/, "subtitle"],
  [/^(toc heading|inhaltsverzeichnis(ü|ue)?berschrift|contents heading)$/, "tocHeading"],
  [/^((toc|verzeichnis|inhaltsverzeichnis|contents)\s*\d|table of figures|abbildungsverzeichnis)$/, "toc"],
  [/^(caption|beschriftung|bildunterschrift|bildbeschriftung|tabellenbeschriftung|abbildung|tabelle)$/, "caption"],
  [/^(list continue|listenfortsetzung)(\s*\d)?$/, "listContinue"],
]

export function readStyles(root: XmlElement | undefined): Styles {
  const entries = new Map<string, Entry>()
  let normal: string | undefined
  for (const style of elements(root)) {
    const id = style.attributes["w:styleId"]
    if (style.name !== "w:style" || id === undefined) continue
    const type = style.attributes["w:type"] ?? "paragraph"
    if (type === "paragraph" && ["1", "true", "on"].includes(style.attributes["w:default"] ?? "")) normal = id
    entries.set(id, {
      id,
      type,
      name: (val(style, "w:name") ?? id).trim().toLowerCase(),
      basedOn: val(style, "w:basedOn"),
      run: readRunProps(child(style, "w:rPr")),
      paragraph: readParagraphProps(child(style, "w:pPr")),
    })
  }
  const defaults = readRunProps(find(root, "w:docDefaults", "w:rPrDefault", "w:rPr"))
  const chain = (id: string | undefined): Entry[] => {
    const found: Entry[] = []
    for (let next = id; next !== undefined && found.length < 50; ) {
      const entry = entries.get(next)
      if (entry === undefined || found.includes(entry)) break
      found.push(entry)
      next = entry.basedOn
    }
    return found
  }
  const cache = new Map<string, ParagraphStyle>()
  const paragraph = (id: string | undefined): ParagraphStyle => {
    const key = id ?? normal ?? ""
    const known = cache.get(key)
    if (known !== undefined) return known
    const line = chain(key)
    // a file without styles still carries telling ids: "berschrift1", "Heading1"
    const names = line.length > 0 ? line.flatMap((e) => [e.name, e.id.toLowerCase()]) : [key.toLowerCase()]
    const levels = names.map((n) => HEADING.exec(n)?.[1]).filter((n) => n !== undefined)
    const role = names.map((n) => ROLES.find(([pattern]) => pattern.test(n))?.[1]).find((r) => r !== undefined)
    const style: ParagraphStyle = {
      id: key,
      run: inherit(line.map((e) => e.run)),
      paragraph: inherit(line.map((e) => e.paragraph)),
      heading: levels[0] === undefined ? undefined : Number(levels[0]),
      role: role ?? "body",
      numberingStyle: line.find((e) => e.paragraph.numId !== undefined)?.id,
      own: ownName(line[0]),
    }
    cache.set(key, style)
    return style
  }
  const characters = new Map<string, RunProps>()
  return {
    paragraph,
    character(id) {
      if (id === undefined) return {}
      const known = characters.get(id) ?? inherit(chain(id).map((e) => e.run))
      characters.set(id, known)
      return known
    },
    numbering: (id) => inherit(chain(id).map((e) => e.paragraph)).numId,
    bodySize: paragraph(undefined).run.size ?? defaults.size ?? 22,
  }
}

function ownName(entry: Entry | undefined): string | undefined {
  const prefix = `${OWN.toLowerCase()} `
  if (entry?.name.startsWith(prefix)) return entry.name.slice(prefix.length)
  return entry?.id.startsWith(OWN) ? "" : undefined
}

/** the nearest answer wins */
function inherit<T extends object>(line: readonly T[]): T {
  const merged: Record<string, unknown> = {}
  for (const props of line)
    for (const [key, value] of Object.entries(props)) if (value !== undefined && !(key in merged)) merged[key] = value
  return merged as T
}

export function readRunProps(rPr: XmlElement | undefined): RunProps {
  if (rPr === undefined) return {}
  const underline = val(rPr, "w:u")
  const vertical = val(rPr, "w:vertAlign")
  const fonts = child(rPr, "w:rFonts")
  return {
    bold: flag(rPr, "w:b"),
    italic: flag(rPr, "w:i"),
    underline: underline === undefined ? undefined : underline !== "none",
    strike: flag(rPr, "w:strike") ?? flag(rPr, "w:dstrike"),
    hidden: flag(rPr, "w:vanish"),
    vertical: vertical === "superscript" || vertical === "subscript" ? vertical : undefined,
    size: int(val(rPr, "w:sz"), 1, 400),
    font: fonts?.attributes["w:ascii"] ?? fonts?.attributes["w:hAnsi"],
  }
}

export function readParagraphProps(pPr: XmlElement | undefined): ParagraphProps {
  if (pPr === undefined) return {}
  const numPr = child(pPr, "w:numPr")
  const ind = child(pPr, "w:ind")
  return {
    outline: int(val(pPr, "w:outlineLvl"), 0, 9),
    numId: val(numPr, "w:numId"),
    ilvl: int(val(numPr, "w:ilvl"), 0, 8),
    align: val(pPr, "w:jc"),
    indent: int(ind?.attributes["w:left"] ?? ind?.attributes["w:start"], -31680, 31680),
  }
}
