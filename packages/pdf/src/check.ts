/** Own structural checker of PDF/UA-1 and PDF/A-2a/3a: what can be decided without looking at the page. */
import { PDFArray, PDFDict, PDFDocument, PDFName, PDFRawStream, PDFRef } from "@cantoo/pdf-lib"
import { contentProblems } from "./check/content.ts"
import { fontProblems } from "./check/font.ts"
import { byteProblems, catalogProblems, objectProblems, pageProblems } from "./check/object.ts"
import { type Tree, treeOf, treeProblems } from "./check/tree.ts"
import { array, asText, dict, entries, number } from "./check/value.ts"

/** Problems of a file, in words for engineers; empty when it keeps what it claims. */
export async function check(bytes: Uint8Array): Promise<string[]> {
  const pdf = await PDFDocument.load(bytes, { updateMetadata: false })
  const problems: string[] = []
  const catalog = pdf.catalog
  problems.push(...byteProblems(bytes), ...catalogProblems(catalog))
  if (pdf.context.trailerInfo.Encrypt) problems.push("file is encrypted")
  if (!pdf.context.trailerInfo.ID) problems.push("trailer has no ID")
  if (asText(catalog.get(PDFName.of("Lang"))) !== "de-DE") problems.push("Lang is not de-DE")
  if (dict(catalog, "MarkInfo")?.get(PDFName.of("Marked"))?.toString() !== "true") problems.push("not marked")
  if (dict(catalog, "ViewerPreferences")?.get(PDFName.of("DisplayDocTitle"))?.toString() !== "true")
    problems.push("title is not displayed")
  problems.push(...metadataProblems(pdf, catalog), ...intentProblems(catalog), ...attachmentProblems(pdf, catalog))
  const tree = treeOf(catalog)
  if (!tree) return [...problems, "no structure tree"]
  problems.push(...treeProblems(tree))
  pdf.getPages().forEach((page, i) => {
    const where = `page ${i + 1}`
    if (page.node.get(PDFName.of("Tabs"))?.toString() !== "/S")
      problems.push(`${where}: tab order is not the structure`)
    problems.push(...pageProblems(page.node, where))
    problems.push(...contentProblems(page.node, tree, where), ...annotationProblems(page.node, tree, where))
  })
  problems.push(...fontProblems(pdf.getPages().map((page) => page.node)), ...objectProblems(pdf))
  return problems
}

function metadataProblems(pdf: PDFDocument, catalog: PDFDict): string[] {
  const stream = catalog.lookup(PDFName.of("Metadata"))
  if (!(stream instanceof PDFRawStream)) return ["no XMP metadata"]
  const found: string[] = []
  if (stream.dict.get(PDFName.of("Filter"))) found.push("XMP is compressed")
  const xmp = Buffer.from(stream.getContents()).toString("utf8")
  const part = /<pdfaid:part>(\d)<\/pdfaid:part>/.exec(xmp)?.[1]
  const attached = catalog.get(PDFName.of("AF")) !== undefined
  if (part !== (attached ? "3" : "2")) found.push(`PDF/A part is ${part ?? "missing"}`)
  if (!/<pdfaid:conformance>A<\/pdfaid:conformance>/.test(xmp)) found.push("PDF/A conformance is not A")
  if (!/<pdfuaid:part>1<\/pdfuaid:part>/.test(xmp)) found.push("no PDF/UA mark")
  if (!xmp.includes("<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>")) found.push("PDF/UA schema is not described")
  const title = /<dc:title>.*?<rdf:li[^>]*>(.*?)<\/rdf:li>/s.exec(xmp)?.[1]
  const plain = title
    ?.replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, "&")
  if (!plain || plain !== pdf.getTitle()) found.push(`XMP title "${plain}" is not the document's title`)
  const created = /<xmp:CreateDate>(.*?)<\/xmp:CreateDate>/.exec(xmp)?.[1]
  if (!created || new Date(created).getTime() !== pdf.getCreationDate()?.getTime()) found.push("creation dates differ")
  return found
}

function intentProblems(catalog: PDFDict): string[] {
  const list = catalog.lookup(PDFName.of("OutputIntents"))
  const intent = list instanceof PDFArray ? list.lookup(0) : undefined
  if (!(intent instanceof PDFDict)) return ["no output intent"]
  const profile = intent.lookup(PDFName.of("DestOutputProfile"))
  return intent.get(PDFName.of("S"))?.toString() === "/GTS_PDFA1" && profile instanceof PDFRawStream
    ? []
    : ["output intent without profile"]
}

function attachmentProblems(pdf: PDFDocument, catalog: PDFDict): string[] {
  const associated = catalog.lookup(PDFName.of("AF"))
  const named = dict(dict(catalog, "Names"), "EmbeddedFiles")
  if (!(associated instanceof PDFArray)) return named ? ["embedded files are not associated"] : []
  const listed = new Set(named ? nameTree(named) : [])
  return associated.asArray().flatMap((ref) => {
    if (!listed.has(ref.toString())) return ["an associated file is not among the embedded ones"]
    const spec = pdf.context.lookup(ref, PDFDict)
    const file = dict(spec, "EF")?.lookup(PDFName.of("F"))
    const missing = ["F", "UF", "AFRelationship", "Desc"].filter((key) => !spec.get(PDFName.of(key)))
    if (missing.length > 0) return [`attachment lacks ${missing.join(", ")}`]
    if (!(file instanceof PDFRawStream) || !file.dict.get(PDFName.of("Subtype")))
      return ["attachment has no media type"]
    return dict(file.dict, "Params")?.get(PDFName.of("ModDate")) ? [] : ["attachment has no date"]
  })
}

/** Values of a name tree, as references. */
function nameTree(node: PDFDict): string[] {
  const pairs = array(node, "Names")?.asArray() ?? []
  const kids = (array(node, "Kids")?.asArray() ?? []).map((kid) => node.context.lookup(kid, PDFDict))
  return [...pairs.filter((_, i) => i % 2 === 1).map(String), ...kids.flatMap(nameTree)]
}

function annotationProblems(page: PDFDict, tree: Tree, where: string): string[] {
  const list = page.lookup(PDFName.of("Annots"))
  if (!(list instanceof PDFArray)) return []
  return list.asArray().flatMap((ref) => {
    const annotation = page.context.lookup(ref, PDFDict)
    const kind = annotation.get(PDFName.of("Subtype"))?.toString().slice(1) ?? ""
    const found: string[] = []
    const owner = tree.parents.get(number(annotation, "StructParent") ?? -1)
    const elem = owner instanceof PDFRef ? tree.byRef.get(owner.toString()) : undefined
    const role = kind === "Widget" ? "Form" : "Link"
    if (elem?.role !== role) found.push(`${where}: ${kind} is not inside ${role}`)
    if (elem && !elem.objects.includes(ref.toString())) found.push(`${where}: ${role} does not name its annotation`)
    const flags = number(annotation, "F") ?? 0
    if (kind !== "Widget" && kind !== "Link") found.push(`${where}: annotation ${kind}`)
    // printed, and neither invisible, hidden, without view nor toggling
    if ((flags & 4) === 0 || (flags & (1 | 2 | 32 | 256)) !== 0)
      found.push(`${where}: ${kind} is hidden or not printed`)
    if (kind === "Link" && !asText(annotation.get(PDFName.of("Contents")))) found.push(`${where}: link without words`)
    if (kind === "Widget") found.push(...widgetProblems(annotation, where))
    return found
  })
}

function widgetProblems(widget: PDFDict, where: string): string[] {
  const found: string[] = []
  if (!asText(widget.get(PDFName.of("TU")))) found.push(`${where}: field without words`)
  if (!asText(widget.get(PDFName.of("T")))) found.push(`${where}: field without name`)
  if (widget.get(PDFName.of("A"))) found.push(`${where}: field with an action`)
  const looks = dict(widget, "AP")
  if (looks && entries(looks).some(([key]) => key !== "N")) found.push(`${where}: field with more than one look`)
  const appearance = looks?.lookup(PDFName.of("N"))
  if (!(appearance instanceof PDFRawStream) || appearance.getContents().length === 0)
    found.push(`${where}: field without appearance`)
  return found
}
