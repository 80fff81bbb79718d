/** Reads one paragraph of a Word file into pieces: runs, fields, links, notes, tracked changes, pictures. */
import { type Mark, Mark as Marks } from "@beschlussweg/core/content"
import { drawingFloats, objectFloats, pictFloats } from "./drawing.ts"
import { hyperlink, isToc, judgeField } from "./field.ts"
import { boundOf, LABEL, SUB, sectionOf } from "./mark.ts"
import type { Field, Paragraph, Piece, Story } from "./reading.ts"
import { inventory, pieceText } from "./reading.ts"
import { CHANGES, quote } from "./report.ts"
import { type ParagraphStyle, type RunProps, readParagraphProps, readRunProps } from "./style.ts"
import { isSymbolFont, symbol } from "./symbol.ts"
import { words } from "./trace.ts"
import { alternative, child, elements, flag, textOf, val, type XmlElement } from "./xml.ts"

interface Scope {
  readonly story: Story
  readonly style: ParagraphStyle
  readonly href: string | undefined
  readonly pieces: Piece[]
  /** a table of contents field was open while text was read */
  readonly seen: { toc: boolean; origin?: number }
}

/** Elements that only carry properties, marks and positions: nothing a reader sees. */
const SILENT = new Set([
  "w:pPr",
  "w:rPr",
  "w:sdtPr",
  "w:sdtEndPr",
  "w:bookmarkStart",
  "w:bookmarkEnd",
  "w:commentRangeStart",
  "w:commentRangeEnd",
  "w:proofErr",
  "w:permStart",
  "w:permEnd",
  "w:lastRenderedPageBreak",
  "w:annotationRef",
  "w:footnoteRef",
  "w:endnoteRef",
  "w:separator",
  "w:continuationSeparator",
  "w:smartTagPr",
  "w:customXmlPr",
])

export function readParagraph(p: XmlElement, story: Story, at: number, inToc: boolean): Paragraph {
  const { styles, numbering } = story.reading
  const pPr = child(p, "w:pPr")
  const style = styles.paragraph(val(pPr, "w:pStyle"))
  const props = readParagraphProps(pPr)
  const place = numbering.of(props, style)
  const pieces: Piece[] = []
  const seen: Scope["seen"] = { toc: inToc }
  readInline(p, { story, style, href: undefined, pieces, seen })
  const numbered = place === undefined ? undefined : numbering.count(place.numId, place.level)
  const sub = SUB.test(style.own ?? "")
  return {
    type: "paragraph",
    pieces,
    style,
    props,
    numbered,
    inToc: seen.toc,
    at,
    ...(sub ? { sub } : {}),
    ...(seen.origin === undefined ? {} : { origin: seen.origin }),
  }
}

/** the mark that ends this paragraph is deleted: what follows joins it */
export function markDeleted(p: XmlElement): boolean {
  const rPr = child(child(p, "w:pPr"), "w:rPr")
  return child(rPr, "w:del") !== undefined || child(rPr, "w:moveFrom") !== undefined
}

function readInline(parent: XmlElement, scope: Scope): void {
  for (const element of elements(parent)) {
    if (element.name === "w:bookmarkStart") scope.seen.origin ??= sectionOf(element.attributes["w:name"] ?? "")
    if (SILENT.has(element.name)) continue
    switch (element.name) {
      case "w:r":
        readRun(element, scope)
        break
      case "w:hyperlink":
        readInline(element, { ...scope, href: hyperlink(element, scope.story) ?? scope.href })
        break
      case "w:fldSimple": {
        const code = element.attributes["w:instr"] ?? ""
        const field: Field = { code, phase: "result", href: undefined }
        judgeField(field, scope.story)
        scope.story.fields.push(field)
        readInline(element, scope)
        scope.story.fields.pop()
        break
      }
      case "w:del":
      case "w:moveFrom": {
        const { tally, text } = inventory(element)
        scope.story.reading.ledger.shelve("deleted", scope.story.spot, tally, text)
        break
      }
      case "w:ins":
      case "w:moveTo":
        scope.story.reading.ledger.once("change.accepted", {}, CHANGES)
        readInline(element, scope)
        break
      case "w:sdt":
        reportPlaceholder(element, scope.story)
        readControl(element, scope)
        break
      case "mc:AlternateContent":
        readInline(alternative(element) ?? { ...element, children: [] }, scope)
        break
      case "m:t":
        pushText(textOf(element), 1, scope, {})
        break
      case "m:oMath":
        scope.story.reading.ledger.finding(
          "formula.as_text",
          scope.story.spot,
          `Eine Formel wurde als einfacher Text übernommen: ${quote(inventory(element).text)}. Bitte prüfen.`,
        )
        readInline(element, scope)
        break
      default:
        // unknown wrappers (smart tags, custom XML, directions, formulas) are transparent: their text counts
        readInline(element, scope)
    }
  }
}

/** A bound number or reference of our own stays bound while it says what it said; what somebody typed over it is text. */
function readControl(sdt: XmlElement, scope: Scope): void {
  const content = child(sdt, "w:sdtContent") ?? sdt
  const { ledger, memory } = scope.story.reading
  const no = boundOf(val(child(sdt, "w:sdtPr"), "w:tag") ?? "")
  const bound = no === undefined ? undefined : memory?.bound[no]
  if (bound === undefined) {
    readInline(content, scope)
    return
  }
  const pieces: Piece[] = []
  readInline(content, { ...scope, pieces })
  const text = pieces.map((p) => (p.type === "text" ? p.text : "")).join("")
  if (words(text) === words(bound.text) && pieces.every((p) => p.type === "text")) {
    const runs = pieces.reduce((n, p) => n + (p.type === "text" ? p.runs : 0), 0)
    ledger.added.characters += bound.text.length - text.length
    scope.pieces.push({ type: "bound", inline: bound, runs })
    return
  }
  for (const piece of pieces) scope.pieces.push(piece)
  const now = text.trim() === "" ? "gelöscht" : `in ${quote(text)} geändert`
  ledger.finding(
    "binding.loosened",
    scope.story.spot,
    bound.type === "number"
      ? `Die verknüpfte Zahl ${quote(bound.text)} wurde in Word ${now}. Es gilt der Text aus Word; er ist nicht mehr verknüpft.`
      : `Der Verweis ${quote(bound.text)} wurde in Word ${now}. Es gilt der Text aus Word; er ist kein Verweis mehr.`,
  )
}

/** "Tabelle 3: " before a caption is counted anew, as long as it stands where our export puts it. */
function isLabel(style: string | undefined, scope: Scope): boolean {
  const { role, own } = scope.style
  return style === LABEL && (role === "caption" || own === "diagrammtitel")
}

function readRun(run: XmlElement, scope: Scope): void {
  const { story, style } = scope
  const { ledger, styles } = story.reading
  const rPr = child(run, "w:rPr")
  const direct = readRunProps(rPr)
  if (isLabel(val(rPr, "w:rStyle"), scope)) {
    const { tally, text } = inventory(run)
    if (tally.textRuns > 0) ledger.shelve("number", story.spot, tally, text)
    for (const e of elements(run)) if (e.name === "w:fldChar" || e.name === "w:instrText") readField(e, scope)
    return
  }
  const character = styles.character(val(rPr, "w:rStyle"))
  const props: RunProps = { ...character, ...defined(direct) }
  if (props.hidden === true || (props.hidden === undefined && style.run.hidden === true)) {
    const { tally, text } = inventory(run)
    if (tally.textRuns + tally.pictures + tally.charts + tally.characters > 0)
      ledger.shelve("hidden", story.spot, tally, text)
    // fields must go on even when their codes are hidden
    for (const e of elements(run)) if (e.name === "w:fldChar" || e.name === "w:instrText") readField(e, scope)
    return
  }
  const visit = (parent: XmlElement): void => {
    for (const e of elements(parent)) readRunChild(e, scope, props, visit)
  }
  visit(run)
}

function readRunChild(e: XmlElement, scope: Scope, props: RunProps, visit: (parent: XmlElement) => void): void {
  const { story, pieces } = scope
  const { ledger } = story.reading
  if (SILENT.has(e.name)) return
  switch (e.name) {
    case "w:t":
    case "m:t":
      pushText(textOf(e), 1, scope, props)
      return
    case "w:delText": {
      const text = textOf(e)
      ledger.shelve("deleted", story.spot, { textRuns: text === "" ? 0 : 1, characters: text.length }, text)
      return
    }
    case "w:tab":
    case "w:ptab":
      pushText("\t", 0, scope, props)
      return
    case "w:noBreakHyphen":
      pushText("\u2011", 0, scope, props)
      return
    case "w:softHyphen":
      pushText("\u00ad", 0, scope, props)
      return
    case "w:br":
      if (e.attributes["w:type"] === undefined || e.attributes["w:type"] === "textWrapping")
        pieces.push({ type: "break" })
      return
    case "w:cr":
      pieces.push({ type: "break" })
      return
    case "w:sym": {
      const font = e.attributes["w:font"]
      const code = Number.parseInt(e.attributes["w:char"] ?? "", 16)
      const sign = Number.isNaN(code) ? undefined : symbol(code, font)
      if (sign === undefined)
        ledger.finding(
          "symbol.unknown",
          story.spot,
          `Ein Sonderzeichen der Schrift „${font ?? "unbekannt"}“ (Code ${e.attributes["w:char"] ?? "?"}) ist nicht bekannt und steht als □ im Text. Bitte ersetzen.`,
        )
      pushText(sign ?? "□", 0, scope, props)
      return
    }
    case "w:footnoteReference":
    case "w:endnoteReference": {
      const id = `${e.name === "w:footnoteReference" ? "fn" : "en"}${e.attributes["w:id"] ?? ""}`
      if (story.inNote || !story.reading.notes.has(id)) {
        ledger.finding(
          "note.missing",
          story.spot,
          "Ein Fußnotenzeichen verweist auf keine Fußnote und wurde nicht übernommen.",
        )
        return
      }
      pieces.push({ type: "footnote", id })
      return
    }
    case "w:commentReference":
      story.reading.commented.set(e.attributes["w:id"] ?? "", story.spot)
      return
    case "w:fldChar":
    case "w:instrText":
    case "w:delInstrText":
      readField(e, scope)
      return
    case "w:drawing":
      for (const block of drawingFloats(e, story)) pieces.push({ type: "float", block })
      return
    case "w:pict":
      for (const block of pictFloats(e, story)) pieces.push({ type: "float", block })
      return
    case "w:object":
      for (const block of objectFloats(e, story)) pieces.push({ type: "float", block })
      return
    case "mc:AlternateContent": {
      const branch = alternative(e)
      if (branch !== undefined) {
        visit(branch)
        return
      }
      ledger.finding(
        "drawing.unknown",
        story.spot,
        "Ein Element, das nur neuere Word-Fassungen kennen, wurde nicht übernommen.",
      )
      return
    }
    default:
      visit(e)
      return
  }
}

function pushText(text: string, runs: number, scope: Scope, props: RunProps): void {
  if (text === "") return
  const { story, style } = scope
  if (story.fields.some((f) => f.phase === "code")) {
    story.reading.ledger.shelve("field", story.spot, { textRuns: runs, characters: text.length }, text)
    return
  }
  if (story.fields.some((f) => isToc(f.code))) scope.seen.toc = true
  const bare = text.replace(DIRECTION, "")
  if (bare !== text) {
    story.reading.ledger.shelve("whitespace", story.spot, { characters: text.length - bare.length }, "")
    story.reading.ledger.once(
      "text.direction",
      story.spot,
      "Der Text enthält unsichtbare Zeichen, die die Leserichtung ändern. Sie wurden weggelassen; bitte prüfen Sie, ob Wörter und Zahlen noch stimmen.",
    )
  }
  const fieldHref = story.fields.findLast((f) => f.href !== undefined)?.href
  const href = fieldHref ?? scope.href
  const set = new Set<Mark>()
  if (props.bold === true) set.add("bold")
  if (props.italic === true) set.add("italic")
  // a link is underlined because it is a link
  if (props.underline === true && href === undefined) set.add("underline")
  if (props.strike === true) set.add("strike")
  if (props.vertical !== undefined) set.add(props.vertical)
  scope.pieces.push({
    type: "text",
    text: isSymbolFont(props.font) ? [...bare].map((c) => symbol(c.charCodeAt(0), props.font) ?? c).join("") : bare,
    runs,
    marks: Marks.options.filter((m) => set.has(m)),
    href,
    strong: props.bold ?? style.run.bold ?? false,
    size: props.size ?? style.run.size,
  })
}

/** Marks and overrides of the direction: with them a screen shows other figures than the paper, which has none of them. */
const DIRECTION = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g

function readField(e: XmlElement, scope: Scope): void {
  const { story } = scope
  const top = story.fields.at(-1)
  if (e.name === "w:instrText") {
    if (top?.phase === "code") top.code += textOf(e)
    return
  }
  const kind = e.attributes["w:fldCharType"]
  if (kind === "begin") {
    story.fields.push({ code: "", phase: "code", href: undefined })
    const box = child(child(e, "w:ffData"), "w:checkBox")
    if (box === undefined) return
    // an old form field prints its box without any text of its own
    const checked = flag(box, "w:checked") ?? flag(box, "w:default") ?? false
    const field = story.fields.pop()
    pushText(checked ? "☒" : "☐", 0, scope, {})
    story.reading.ledger.added.characters++
    if (field !== undefined) story.fields.push(field)
  } else if (kind === "separate" && top !== undefined) {
    top.phase = "result"
    top.from = { pieces: scope.pieces, at: scope.pieces.length }
    judgeField(top, story)
  } else if (kind === "end" && top !== undefined) {
    if (top.phase === "code") judgeField(top, story)
    story.fields.pop()
    refer(top, scope)
  }
}

/** A field that says the number of one of our tables or figures is a reference; Word may have counted anew. */
function refer({ code, from }: Field, { story, pieces }: Scope): void {
  const bookmark = /^\s*REF\s+(\S+)/.exec(code)?.[1]
  const target = bookmark === undefined ? undefined : story.reading.memory?.numbered.get(bookmark)
  if (target === undefined || from?.pieces !== pieces) return
  const shown = pieces.slice(from.at)
  const text = pieceText(shown)
  if (text.trim() === "" || text.length > 320 || shown.some((p) => p.type !== "text")) return
  const runs = shown.reduce((n, p) => n + (p.type === "text" ? p.runs : 0), 0)
  pieces.splice(from.at, shown.length, { type: "bound", inline: { type: "ref", target, show: "number", text }, runs })
}

export function reportPlaceholder(sdt: XmlElement, story: Story): void {
  const content = child(sdt, "w:sdtContent")
  if (flag(child(sdt, "w:sdtPr"), "w:showingPlcHdr") !== true || content === undefined) return
  story.reading.ledger.finding(
    "control.placeholder",
    story.spot,
    `Ein Formularfeld ist nicht ausgefüllt und zeigt noch seinen Platzhalter ${quote(inventory(content).text)}.`,
  )
}

function defined<T extends object>(props: T): Partial<T> {
  const entries = Object.entries(props).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries) as Partial<T>
}
