/** From a design (strips of elements, what runs along, what is attached) to the bytes of a tagged, archival PDF. */
import { createHash } from "node:crypto"
import { setFlagsFromString } from "node:v8"
import { AppError } from "@beschlussweg/core/error"
import { uncovered } from "@beschlussweg/core/glyph"
import type { Attachment, Rendered } from "@beschlussweg/core/paper"
import { Document } from "@react-pdf/renderer"
import type { ReactElement } from "react"
import { describe, type Flow, flow, type Op, place, sheet } from "./flow.ts"
import { type Faces, faces, type Style } from "./font.ts"
import { drawPicture, openPictures, type Pictures } from "./image.ts"
import { draw, type Kit, type Laid, layout, open, type Ref, type Step } from "./kit.ts"
import type { Head } from "./logo.ts"
import { conformance, describeXmp } from "./metadata.ts"
import { annotate, begin, boundingBox, type Elem, element, end, finish } from "./tag.ts"
import { COLOR, MARGIN, PAGE, SIZE } from "./theme.ts"
import { words } from "./words.ts"

/** A line of running text at the top or bottom of every page. */
export interface Running {
  readonly text: string
  readonly align: "left" | "right" | "center"
  readonly edge: "top" | "bottom"
  /** 0 nearest to the text */
  readonly line?: number
  readonly style?: Style
}
export interface Strips {
  /** one element of box.tsx `Strip` */
  readonly element: ReactElement
  /** begins on a new page */
  readonly newPage?: boolean
  /** space before it when it goes on on the same page, points */
  readonly gap?: number
  /** begins on a new page when less than this much of a page is left, points */
  readonly atLeast?: number
}
export interface Design {
  readonly title: string
  readonly author: string
  readonly subject: string
  /** calendar day that the file carries as its date */
  readonly on: string
  /** all that went in: makes /ID, so that the same input gives the same bytes */
  readonly seed: string
  /** made one by one, so that only one at a time is held */
  readonly strips: Iterable<Strips>
  readonly running: (page: number, pages: number) => readonly Running[]
  readonly pictures?: Pictures
  /** logo at the head of every page that has running text */
  readonly head?: Head | undefined
  readonly attachments?: readonly Attachment[]
  /** false: no PDF/UA and PDF/A marks */
  readonly marks?: boolean
}

/**
 * Renders a design. A page is drawn as soon as nothing can be put on it any more, so that a long paper never waits in
 * memory as a whole; what must know the last page (contents, running lines) is added at the end.
 * @throws AppError refused "glyph.uncovered" when a font lacks a character
 */
export async function render(design: Design): Promise<Rendered> {
  try {
    return await rendered(design)
  } finally {
    thrifty(false)
  }
}

/** Pages from which memory matters more than the time of cleaning it. */
const LONG = 60
/** V8 lets the heap grow to four times what is alive: a long paper would take half as much memory again as it needs. */
const thrifty = (on: boolean): void => setFlagsFromString(`--heap-growing-percent=${on ? 30 : 0}`)

async function rendered(design: Design): Promise<Rendered> {
  const all = await faces()
  const root = element(undefined, "Document")
  const pages = flow()
  const kit = openKit(design)
  const fields: Ref[] = []
  const chunks: Uint8Array[] = []
  const written = new Promise<void>((resolve, reject) => {
    kit
      .on("data", (chunk) => chunks.push(chunk))
      .on("end", () => resolve())
      .on("error", reject)
  })
  await openPictures(kit, design.pictures ?? new Map())
  const waiting: number[] = []
  let drawn = 0
  const drawTo = (end: number): void => {
    const steps: (() => Step[])[] = []
    for (; drawn < end; drawn++) {
      const page = drawn
      const waits = sheet(pages, page).ops.some((op) => op.kind === "pageOf")
      if (waits) waiting.push(page)
      steps.push(waits ? () => [] : () => pageSteps(pages, page, all, fields))
    }
    draw(kit, PAGE, steps)
    if (drawn > LONG) thrifty(true)
  }
  await paginate(pages, root, design, drawTo)
  const total = pages.sheets.length
  drawTo(total)
  draw(
    kit,
    PAGE,
    waiting.map((page) => () => pageSteps(pages, page, all, fields)),
    (i) => kit.switchToPage(waiting[i] ?? 0),
  )
  for (let page = 0; page < total; page++) {
    kit.switchToPage(page)
    runAlong(kit, all, design.running(page + 1, total), design.head)
  }
  outline(kit, pages)
  finish(kit, root)
  closeForm(kit, fields)
  attach(kit, design)
  describeXmp(kit, design)
  kit.end()
  await written
  return { pdf: Buffer.concat(chunks), pages: total }
}

/** @param settled told that nothing comes to the pages before this one any more */
async function paginate(pages: Flow, root: Elem, design: Design, settled: (page: number) => void): Promise<void> {
  const cursor = { page: 0, shift: 0 }
  let y: number = MARGIN.top
  let first = true
  for (const options of design.strips) {
    const [strip] = await layout(<Document>{options.element}</Document>)
    if (!strip) continue
    refuseFallback(strip)
    describe(pages, strip, root)
    const last = pages.sheets.length - 1
    const left = pages.bottom - y
    if (!first && (options.newPage || left < (options.atLeast ?? 0))) {
      cursor.page = last + 1
      y = pages.top
    } else if (!first) y += options.gap ?? 0
    first = false
    cursor.shift = -y
    sheet(pages, cursor.page)
    place(pages, { ...strip, type: "VIEW" }, MARGIN.left, 0, cursor, undefined, { repeat: undefined, artifact: false })
    y = strip.box.height - cursor.shift
    settled(cursor.page)
  }
}

/** A character that no face has would silently become an unembedded font. */
function refuseFallback(node: Laid): void {
  for (const line of node.lines ?? [])
    for (const run of line.runs) {
      const face = run.attributes.font?.[0]
      if (face && "type" in face && face.type === "STANDARD" && (run.glyphs?.length ?? 0) > 0)
        throw new AppError(
          "refused",
          "glyph.uncovered",
          `Diese Zeichen lassen sich nicht darstellen: ${uncovered(line.string).join(" ")} (in „${line.string.slice(0, 60)}“).`,
        )
    }
  for (const child of node.children ?? []) refuseFallback(child)
}

function openKit(design: Design): Kit {
  const date = new Date(`${design.on}T12:00:00Z`)
  const marks = design.marks !== false
  const kit = open({
    pdfVersion: "1.7",
    ...(marks ? { subset: conformance(design) } : {}),
    tagged: true,
    lang: "de-DE",
    displayTitle: true,
    autoFirstPage: false,
    bufferPages: true,
    font: "",
    info: {
      Title: design.title,
      Author: design.author,
      Subject: design.subject,
      Creator: "Beschlussweg",
      Producer: "Beschlussweg (PDFKit)",
      CreationDate: date,
      ModDate: date,
    },
  })
  kit._id = createHash("sha256").update(design.seed).digest().subarray(0, 16)
  // pdfkit opens a font object anew for every run of text and then compares tables; we know that it is the same
  const known = new Map<unknown, unknown>()
  const select = kit.font.bind(kit)
  kit.font = (src, size) => {
    const font = known.get(src)
    if (font === undefined) {
      select(src, size)
      known.set(src, kit._font)
    } else {
      kit._font = font
      if (size !== undefined) kit._fontSize = size
    }
    return kit
  }
  return kit
}

function pageSteps(pages: Flow, page: number, all: Faces, fields: Ref[]): Step[] {
  const { under, ops, anchors } = sheet(pages, page)
  const steps: Step[] = anchors.map(
    ({ id, x, y }) =>
      (kit) =>
        kit.addNamedDestination(id, "XYZ", x, y, null),
  )
  for (const op of [...under.splice(0), ...ops.splice(0)]) steps.push(...stepsOf(op, pages, all, fields))
  return steps
}

/** Head and foot of the current page. */
function runAlong(kit: Kit, all: Faces, running: readonly Running[], head: Head | undefined): void {
  begin(kit, undefined)
  const room = head && running.length > 0 ? head.w + 8 : 0
  for (const line of running) stamp(kit, all, line, line.edge === "top" ? room : 0)
  if (head && running.length > 0) {
    kit.save().translate(PAGE.width - MARGIN.right - head.w, MARGIN.top - 22 - head.h)
    drawPicture(kit, head.sha256, head.w, head.h)
    kit.restore()
  }
  end(kit)
}

function stepsOf(op: Op, pages: Flow, all: Faces, fields: Ref[]): Step[] {
  switch (op.kind) {
    case "words":
      return words(op.node, op.elem, op.last)
    case "box":
      return [(kit) => begin(kit, undefined), op.node, end]
    case "plot":
      return [
        (kit) => {
          const { elem, at } = op
          begin(kit, elem)
          kit.save().translate(at.x, at.y)
          op.plot(kit, at.w, at.h)
          kit.restore()
          end(kit)
          if (elem?.role === "Figure") boundingBox(elem, kit.page, at.x, at.y, at.w, at.h)
        },
      ]
    case "field":
      return [(kit) => fields.push(field(kit, op))]
    case "pageOf":
      return [(kit) => stampPage(kit, all, op, pages)]
    case "grid":
      return [(kit) => grid(kit, op)]
  }
}

function stamp(kit: Kit, all: Faces, line: Running, room: number): void {
  kit.font(all[line.style ?? "regular"], SIZE.small).fillColor(COLOR.quiet)
  const width = kit.widthOfString(line.text)
  const right = PAGE.width - MARGIN.right - room
  const x =
    line.align === "left" ? MARGIN.left : line.align === "right" ? right - width : (MARGIN.left + right - width) / 2
  const step = (line.line ?? 0) * 11
  const y = line.edge === "top" ? MARGIN.top - 34 - step : PAGE.height - MARGIN.bottom + 20 + step
  kit.text(line.text, x, y, { lineBreak: false })
}

function stampPage(kit: Kit, all: Faces, op: Extract<Op, { kind: "pageOf" }>, pages: Flow): void {
  const anchor = pages.anchors.get(op.target)
  const text = String((anchor?.page ?? 0) + 1)
  begin(kit, op.elem)
  const bold = op.node.style.fontWeight === 700
  const size = typeof op.node.style.fontSize === "number" ? op.node.style.fontSize : SIZE.body
  kit.font(all[bold ? "bold" : "regular"], size).fillColor(COLOR.ink)
  const line = op.node.lines?.[0]
  const drop = ((line?.box.height ?? op.at.h) - size * 1.362) / 2
  kit.text(text, op.at.x + op.at.w - kit.widthOfString(text), op.at.y + (op.node.box.paddingTop ?? 0) + drop, {
    lineBreak: false,
  })
  end(kit)
}

function grid(kit: Kit, op: Extract<Op, { kind: "grid" }>): void {
  begin(kit, undefined)
  for (const cell of op.cells) if (cell.fill) kit.rect(cell.x, cell.y, cell.w, cell.h).fill(cell.fill)
  kit.lineWidth(0.5)
  for (const { x, y, w, h } of op.cells)
    if (op.grid === "full") kit.rect(x, y, w, h)
    else kit.moveTo(x, y + h).lineTo(x + w, y + h)
  if (op.cells.length > 0) kit.stroke(COLOR.rule)
  end(kit)
}

function field(kit: Kit, op: Extract<Op, { kind: "field" }>): Ref {
  const { at } = op
  const appearance = kit.ref({ Type: "XObject", Subtype: "Form", BBox: [0, 0, at.w, at.h], Resources: {} })
  // an empty stream would make the field look broken to strict validators
  appearance.end(`q 0.6 w 0.604 0.655 0.706 RG 4 4 m ${Math.round((at.w - 4) * 100) / 100} 4 l S Q`)
  const elem = op.elem ?? element(undefined, "Form")
  return annotate(kit, elem, {
    Type: "Annot",
    Subtype: "Widget",
    FT: "Sig",
    T: new String(op.field.name),
    TU: new String(op.field.title),
    F: 4,
    Rect: [at.x, kit.page.height - at.y - at.h, at.x + at.w, kit.page.height - at.y],
    MK: {},
    AP: { N: appearance },
  })
}

function closeForm(kit: Kit, fields: readonly Ref[]): void {
  if (fields.length === 0) return
  // bit 1: there are signature fields; bit 2: append only, from the first signature on and so from the start
  const form = kit.ref({ Fields: fields, SigFlags: 3 })
  form.end()
  kit._root.data.AcroForm = form
  kit.endAcroForm = () => kit
}

function outline(kit: Kit, pages: Flow): void {
  const open: { level: number; item: Kit["outline"] }[] = [{ level: 0, item: kit.outline }]
  for (const entry of pages.outline) {
    const anchor = pages.anchors.get(entry.id)
    if (!anchor) continue
    while (open.length > 1 && (open.at(-1)?.level ?? 0) >= entry.level) open.pop()
    const item = (open.at(-1)?.item ?? kit.outline).addItem(entry.title, {
      pageNumber: anchor.page,
      top: Math.max(0, anchor.y - 8),
      // pdfkit counts from the right edge
      left: PAGE.width,
      zoom: 0,
      fit: false,
      expanded: entry.level <= 1,
    })
    open.push({ level: entry.level, item })
  }
}

function attach(kit: Kit, design: Design): void {
  design.attachments?.forEach((file, i) => {
    const date = new Date(`${design.on}T12:00:00Z`)
    const spec = kit.file(file.bytes, {
      name: file.fileName,
      type: file.mediaType,
      description: file.description,
      relationship: "Supplement",
      creationDate: date,
      modifiedDate: date,
      hidden: true,
    })
    // own keys: pdfkit sorts names by locale, a name tree wants them by byte
    kit.addNamedEmbeddedFile(`anlage-${String(i + 1).padStart(3, "0")}`, spec)
  })
}
