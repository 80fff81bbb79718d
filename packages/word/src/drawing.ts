/** Drawings of a Word file: pictures, text boxes, charts, diagrams, old VML shapes and embedded objects, as blocks. */
import type { Block } from "@beschlussweg/core/content"
import { readChart } from "./chart.ts"
import { readBlocks } from "./flow.ts"
import { inspectImage } from "./image.ts"
import { chartKind } from "./mark.ts"
import type { Story } from "./reading.ts"
import { quote } from "./report.ts"
import { all, alternative, child, elements, find, parseXml, textOf, type XmlElement } from "./xml.ts"

interface Described {
  /** alternative text, empty when missing */
  readonly alt: string
  readonly decorative: boolean
  /** name that Word shows: "Grafik 3" */
  readonly name: string
}
const PLAIN: Described = { alt: "", decorative: false, name: "" }

/** w:drawing, inline or anchored */
export function drawingFloats(drawing: XmlElement, story: Story): Block[] {
  return elements(drawing).flatMap((frame) => {
    const described = describe(child(frame, "wp:docPr"))
    const { blocks, touched } = floats(frame, story, described)
    if (touched) return blocks
    if (described.alt !== "" && !described.decorative)
      return [{ type: "aside" as const, kind: "drawing", note: `Zeichnung aus Word: ${described.alt}`, blocks }]
    story.reading.ledger.shelve("drawing", story.spot, {}, described.name)
    story.reading.ledger.finding(
      "drawing.shape",
      story.spot,
      `Eine Zeichnung ohne Text (${quote(described.name || "Form")}) wurde nicht übernommen. Ist sie wichtig, bitte als Bild mit Alternativtext einfügen.`,
    )
    return blocks
  })
}

/** w:pict: drawings of older Word files (VML) */
export function pictFloats(pict: XmlElement, story: Story): Block[] {
  const shape = elements(pict).find((e) => e.attributes.alt !== undefined)
  return floats(pict, story, { ...PLAIN, alt: cleanAlt(shape?.attributes.alt, story) }).blocks
}

/** w:object: something of another program; its preview stays visible */
export function objectFloats(object: XmlElement, story: Story): Block[] {
  const { blocks } = floats(object, story, PLAIN)
  const program = child(object, "o:OLEObject")?.attributes.ProgID
  const note = `Eingebettetes Objekt${program === undefined ? "" : ` (${program})`}: In der Vorlage steht nur seine Vorschau. Bitte den Inhalt als Text, Tabelle oder Bild einfügen.`
  story.reading.ledger.finding("object.embedded", story.spot, note)
  return [{ type: "aside", kind: "object", note, blocks }]
}

function floats(root: XmlElement, story: Story, described: Described): { blocks: Block[]; touched: boolean } {
  const blocks: Block[] = []
  let touched = false
  const visit = (element: XmlElement, parent: string, shape: Described): void => {
    switch (element.name) {
      case "mc:AlternateContent": {
        const branch = alternative(element)
        if (branch !== undefined) for (const inner of elements(branch)) visit(inner, parent, shape)
        return
      }
      case "w:txbxContent": {
        touched = true
        const inside = readBlocks(element, { ...story, kind: "box", fields: [] })
        if (inside.length > 0) blocks.push({ type: "aside", kind: "textbox", note: "Textfeld", blocks: inside })
        return
      }
      case "pic:pic": {
        touched = true
        const own = describe(find(element, "pic:nvPicPr", "pic:cNvPr"))
        const alt = shape.alt === "" ? own.alt : shape.alt
        all(element, "a:blip").forEach((blip, i) => {
          if (i === 0)
            blocks.push(...picture(blip.attributes["r:embed"], blip.attributes["r:link"], { ...shape, alt }, story))
          else shelvePicture(blip, story)
        })
        return
      }
      case "a:blip":
        touched = true
        shelvePicture(element, story)
        return
      case "v:imagedata": {
        touched = true
        const id = element.attributes["r:id"] ?? element.attributes["o:relid"] ?? element.attributes["r:pict"]
        blocks.push(...picture(id, element.attributes["r:href"], shape, story, true))
        return
      }
      case "c:chart": {
        if (parent !== "a:graphicData") break
        touched = true
        blocks.push(...readChart(element.attributes["r:id"], shape.alt, story, chartKind(shape.name)))
        return
      }
      case "dgm:relIds":
        touched = true
        blocks.push(...diagram(element.attributes["r:dm"], shape, story))
        return
      default:
    }
    for (const inner of elements(element)) visit(inner, element.name, shape)
  }
  for (const element of elements(root)) visit(element, root.name, described)
  return { blocks, touched }
}

function describe(docPr: XmlElement | undefined): Described {
  const decorative = all(docPr, "adec:decorative").some((e) => e.attributes.val === "1" || e.attributes.val === "true")
  const { descr, title, name } = docPr?.attributes ?? {}
  return { alt: (descr ?? "").trim() || (title ?? "").trim(), decorative, name: name ?? "" }
}

/** Word's own guesses at a description are told apart from what a person wrote. */
function cleanAlt(alt: string | undefined, story: Story): string {
  const text = (alt ?? "").trim()
  if (/automatisch generierte beschreibung|description automatically generated/i.test(text))
    story.reading.ledger.finding(
      "image.alt_automatic",
      story.spot,
      `Der Alternativtext ${quote(text)} wurde von Word automatisch erzeugt. Bitte prüfen und selbst formulieren.`,
    )
  if (text.length <= 2000) return text
  story.reading.ledger.finding(
    "image.alt_long",
    story.spot,
    "Ein Alternativtext ist länger als 2000 Zeichen und wurde gekürzt.",
  )
  return text.slice(0, 2000)
}

/** One picture as image block, or as visible aside when it cannot stand in the paper. */
function picture(
  embed: string | undefined,
  link: string | undefined,
  described: Described,
  story: Story,
  counted = (embed ?? link) !== undefined,
): Block[] {
  const { ledger, pack, images } = story.reading
  const relation = story.relations.get(embed ?? link ?? "")
  const refuse = (reason: string, note: string): Block[] => {
    if (counted) ledger.shelve("picture", story.spot, { pictures: 1 }, described.alt)
    ledger.finding(reason, story.spot, `Ein Bild wurde nicht übernommen. ${note}`)
    const alt = described.alt === "" ? "" : ` Alternativtext: ${described.alt}`
    return [{ type: "aside", kind: "image", note: `${note}${alt}`, blocks: [] }]
  }
  if (relation === undefined) return refuse("image.missing", "Das Bild fehlt in der Datei.")
  if (relation.external)
    return refuse(
      "image.external",
      `Das Bild liegt nicht in der Datei, sondern unter ${quote(relation.target, 100)}. Es wird von dort nicht geladen; bitte fest einfügen.`,
    )
  const bytes = pack.parts.get(relation.target)
  if (bytes === undefined) return refuse("image.missing", "Das Bild fehlt in der Datei.")
  const found = inspectImage(bytes)
  if (typeof found === "string") return refuse("image.unusable", found)
  images.set(found.sha256, { sha256: found.sha256, mediaType: found.mediaType, bytes })
  const alt = cleanAlt(described.alt, story)
  if (alt === "" && !described.decorative)
    ledger.finding(
      "image.alt_missing",
      story.spot,
      "Einem Bild fehlt der Alternativtext. Bitte ergänzen oder das Bild als Schmuckbild kennzeichnen; sonst kann die Vorlage nicht eingereicht werden.",
    )
  return [
    {
      type: "image",
      file: found.sha256,
      mediaType: found.mediaType,
      width: found.width,
      height: found.height,
      alt,
      ...(described.decorative ? { decorative: true } : {}),
    },
  ]
}

/** a picture that only fills a shape */
function shelvePicture(blip: XmlElement, story: Story): void {
  if ((blip.attributes["r:embed"] ?? blip.attributes["r:link"]) === undefined) return
  story.reading.ledger.shelve("picture", story.spot, { pictures: 1 }, "Füllbild einer Form")
  story.reading.ledger.finding("image.fill", story.spot, "Ein Bild, das nur eine Form füllt, wurde nicht übernommen.")
}

/** SmartArt: its texts stay visible, its drawing does not */
function diagram(id: string | undefined, described: Described, story: Story): Block[] {
  const { ledger, pack, fileName, drawn } = story.reading
  const relation = story.relations.get(id ?? "")
  const bytes = relation === undefined ? undefined : pack.parts.get(relation.target)
  if (relation === undefined || bytes === undefined) {
    ledger.finding("drawing.missing", story.spot, "Ein Schaubild (SmartArt) ist in der Datei leer.")
    return []
  }
  const again = drawn.has(relation.target)
  drawn.add(relation.target)
  const root = parseXml(bytes, relation.target, fileName)
  const blocks = all(root, "a:p").flatMap((p): Block[] => {
    const texts = all(p, "a:t")
      .map(textOf)
      .filter((t) => t !== "")
    const text = texts.join("")
    if (text === "") return []
    ledger.takenRuns.count += texts.length
    if (again) {
      ledger.added.characters += text.length
      ledger.added.textRuns += texts.length
    }
    return [{ type: "paragraph", content: [{ type: "text", text }] }]
  })
  const note = `Schaubild aus Word (SmartArt): Übernommen sind nur seine Texte.${described.alt === "" ? "" : ` Alternativtext: ${described.alt}`}`
  ledger.finding("drawing.smartart", story.spot, `${note} Bitte als Liste, Tabelle oder Bild neu anlegen.`)
  return [{ type: "aside", kind: "smartart", note, blocks }]
}
