/** Drawing laid-out text with its tags: links become elements of their own, line ends stay readable for a screen reader. */
import type { Font as Face } from "fontkit"
import type { Role } from "./box.tsx"
import type { Laid, Line, Run, Step } from "./kit.ts"
import { begin, type Elem, element, end, link } from "./tag.ts"

/** U+2010 is set by text.ts only where it divides a word; it is written as a soft hyphen. */
const DIVIDED = "\u2010"
const SOFT_HYPHEN = 0xad

const faceOf = (run: Run): Face | undefined => {
  const face = run.attributes.font?.[0]
  return face && "unitsPerEm" in face ? (face as Face) : undefined
}

/** The line as it is drawn: a blank at its end, or a soft hyphen, so that words neither run together nor fall apart. */
function closed(line: Line): Line {
  const run = line.runs.at(-1)
  const face = run && faceOf(run)
  if (!run?.glyphs || !run.positions || !face) return line
  const glyphs = [...run.glyphs]
  const positions = [...run.positions]
  if (line.string.endsWith(DIVIDED)) glyphs.splice(-1, 1, face.glyphForCodePoint(SOFT_HYPHEN))
  else if (line.string.endsWith(" ")) return line
  else {
    const space = face.glyphForCodePoint(0x20)
    glyphs.push(space)
    positions.push({ xAdvance: (space.advanceWidth * (run.attributes.fontSize ?? 10)) / face.unitsPerEm })
  }
  return { ...line, runs: [...line.runs.slice(0, -1), { ...run, glyphs, positions }] }
}

const shared = new Map<string, Run["attributes"]>()
/** The few attributes that drawing needs, one object for all runs that look the same. */
function look(attributes: Run["attributes"]): Run["attributes"] {
  const { font, fontSize, link, color, opacity } = attributes
  const face = font?.[0]
  const name = face && "postscriptName" in face ? face.postscriptName : ""
  const key = [name, fontSize, link ?? "", color, opacity ?? ""].join("|")
  let found = shared.get(key)
  if (!found || found.font?.[0] !== face) {
    if (shared.size > 2000) shared.clear()
    found = { font: face ? [face] : [], fontSize: fontSize ?? 10, link: link ?? null, color, opacity }
    shared.set(key, found)
  }
  return found
}

/** A laid-out text without what only the layout needs: long papers wait in memory until their last page is known. */
export function slim(node: Laid): Laid {
  const lines = (node.lines ?? []).map((line) => ({
    string: line.string,
    box: line.box,
    ...(line.ascent === undefined ? {} : { ascent: line.ascent }),
    ...(line.decorationLines && line.decorationLines.length > 0 ? { decorationLines: line.decorationLines } : {}),
    runs: line.runs.map((run) => ({
      attributes: look(run.attributes),
      glyphs: run.glyphs ?? [],
      positions: run.positions ?? [],
      xAdvance: run.xAdvance ?? 0,
      height: run.height ?? 0,
      descent: run.descent ?? 0,
    })),
  }))
  const slimmed: Laid = { type: node.type, box: node.box, style: {}, props: {}, children: [], lines }
  if (node.alignOffset !== undefined) slimmed.alignOffset = node.alignOffset
  return slimmed
}

const bare = (node: Laid, lines: Line[]): Laid => ({ ...node, style: {}, props: {}, children: [], lines })

interface OpenLink {
  href: string
  elem: Elem
  text: string
}
/** A link that a line or page break divides stays one element. */
const openLinks = new WeakMap<Elem, OpenLink>()

function linkRole(href: string): Role[] {
  return href.startsWith("#") ? ["Reference", "Link"] : ["Link"]
}

function spoken(href: string, text: string): string {
  const words = text.trim()
  if (href.startsWith("#back-")) return `Zurück zum Text, Fußnote ${words}`
  if (href.startsWith("#note-")) return `Fußnote ${words}`
  if (href.startsWith("#")) return `Zum Abschnitt ${words}`
  return words === href ? href : `${words} (${href})`
}

/** Text of a paragraph that belongs to one link, over all its lines. */
function linkText(lines: readonly Line[], href: string): string {
  return lines
    .map((line) => {
      const parts = line.runs.filter((run) => run.attributes.link === href)
      return parts
        .flatMap((run) => run.glyphs ?? [])
        .map((glyph) => String.fromCodePoint(...glyph.codePoints))
        .join("")
    })
    .filter((text) => text !== "")
    .join(" ")
}

/** Steps that draw a paragraph or a piece of it. `last`: no line of the paragraph follows on another page. */
export function words(node: Laid, elem: Elem | undefined, last: boolean): Step[] {
  // the line end itself leaves an empty run of a fallback font behind
  const source = (node.lines ?? []).map((line) => ({
    ...line,
    runs: line.runs.filter((run) => (run.glyphs?.length ?? 0) > 0),
  }))
  if (source.every((line) => line.runs.length === 0)) return []
  const lines = source.map((line, i) => (elem && (i < source.length - 1 || !last) ? closed(line) : line))
  const linked = lines.some((line) => line.runs.some((run) => run.attributes.link))
  if (!linked || !elem) {
    const plain = linked ? lines.map((line) => ({ ...line, runs: line.runs.map(unlinked) })) : lines
    return [(kit) => begin(kit, elem), bare(node, plain), end]
  }
  const steps: Step[] = []
  const left = node.box.left + (node.box.paddingLeft ?? 0)
  const top = node.box.top + (node.box.paddingTop ?? 0) - (lines[0]?.box.y ?? 0)
  for (const line of lines) {
    let offset = 0
    for (const group of grouped(line.runs)) {
      const width = group.runs.reduce((sum, run) => sum + (run.xAdvance ?? 0), 0)
      const part: Line = { ...line, box: { ...line.box, x: line.box.x + offset }, runs: group.runs.map(unlinked) }
      delete part.decorationLines
      const piece = { ...bare(node, [part]), box: { ...node.box, top: top + line.box.y - (node.box.paddingTop ?? 0) } }
      const { href } = group
      if (href === undefined)
        steps.push(
          (kit) => {
            openLinks.delete(elem)
            begin(kit, elem)
          },
          piece,
          end,
        )
      else {
        // the element is made when it is drawn, so that it stands between the words around it
        const at = { x: left + line.box.x + offset, y: top + line.box.y, w: width, h: line.box.height }
        steps.push(
          (kit) => begin(kit, linkElement(elem, href, source).elem),
          piece,
          (kit) => {
            end(kit)
            const open = linkElement(elem, href, source)
            link(kit, open.elem, at, href, spoken(href, open.text))
          },
        )
      }
      offset += width
    }
    if (line.decorationLines && line.decorationLines.length > 0) {
      const strokes = { ...bare(node, [{ ...line, runs: [] }]) }
      strokes.box = { ...node.box, top: top + line.box.y - (node.box.paddingTop ?? 0) }
      steps.push((kit) => begin(kit, undefined), strokes, end)
    }
  }
  if (last) steps.push(() => openLinks.delete(elem))
  return steps
}

function linkElement(elem: Elem, href: string, lines: readonly Line[]): OpenLink {
  const known = openLinks.get(elem)
  if (known?.href === href) return known
  let target = elem
  for (const role of linkRole(href)) target = element(target, role)
  const fresh = { href, elem: target, text: linkText(lines, href) }
  openLinks.set(elem, fresh)
  return fresh
}

const unlinked = (run: Run): Run => ({ ...run, attributes: { ...run.attributes, link: null } })

function grouped(runs: readonly Run[]): { href: string | undefined; runs: Run[] }[] {
  const groups: { href: string | undefined; runs: Run[] }[] = []
  for (const run of runs) {
    const href = run.attributes.link ?? undefined
    const group = groups.at(-1)
    if (group && group.href === href) group.runs.push(run)
    else groups.push({ href, runs: [run] })
  }
  return groups
}
