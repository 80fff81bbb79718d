import { PDFArray, PDFDict, PDFDocument, PDFName, PDFNumber } from "@cantoo/pdf-lib"
import { expect, test } from "vitest"
import { check } from "./check.ts"
import { attachments, images, vorlagePaper } from "./fixture.ts"
import { vorlage } from "./vorlage.tsx"

const sound = (await vorlage(vorlagePaper(), attachments, images)).pdf

async function spoilt(change: (pdf: PDFDocument, elems: PDFDict[]) => void): Promise<string[]> {
  const pdf = await PDFDocument.load(sound, { updateMetadata: false })
  const elems = pdf.context
    .enumerateIndirectObjects()
    .flatMap(([, object]) =>
      object instanceof PDFDict && object.get(PDFName.of("Type"))?.toString() === "/StructElem" ? [object] : [],
    )
  change(pdf, elems)
  return check(await pdf.save({ useObjectStreams: false, updateFieldAppearances: false }))
}
const role = (elem: PDFDict): string => elem.get(PDFName.of("S"))?.toString() ?? ""
const first = (elems: PDFDict[], name: string): PDFDict => {
  const found = elems.find((elem) => role(elem) === `/${name}`)
  if (!found) throw new Error(`no ${name}`)
  return found
}

test("the file itself is found sound, also after a neutral rewrite", async () => {
  expect(await check(sound)).toEqual([])
  expect(await spoilt(() => undefined)).toEqual([])
})

test.each<[string, (pdf: PDFDocument, elems: PDFDict[]) => void, RegExp]>([
  ["a picture without words", (_, e) => first(e, "Figure").delete(PDFName.of("Alt")), /Figure without alternative/],
  [
    "a heading level left out",
    (_, e) => first(e, "H2").set(PDFName.of("S"), PDFName.of("H4")),
    /heading level skips from 1 to 4/,
  ],
  ["a header cell that heads nothing", (_, e) => first(e, "TH").delete(PDFName.of("A")), /TH without scope/],
  ["a cell that is none", (_, e) => first(e, "TD").set(PDFName.of("S"), PDFName.of("P")), /P inside TR/],
  [
    "a field's element with a list of one",
    (pdf, e) => {
      const form = first(e, "Form")
      const kid = form.get(PDFName.of("K"))
      if (kid) form.set(PDFName.of("K"), pdf.context.obj([kid]) as PDFArray)
    },
    /exactly one direct object/,
  ],
  ["a text that belongs to nothing", (_, e) => first(e, "P").delete(PDFName.of("K")), /does not name mark/],
  [
    "a link outside the tree",
    (pdf) => annotation(pdf, "Link").delete(PDFName.of("StructParent")),
    /Link is not inside Link/,
  ],
  ["a link without words", (pdf) => annotation(pdf, "Link").delete(PDFName.of("Contents")), /link without words/],
  ["a field without words", (pdf) => annotation(pdf, "Widget").delete(PDFName.of("TU")), /field without words/],
  [
    "a field that is not printed",
    (pdf) => annotation(pdf, "Widget").set(PDFName.of("F"), PDFNumber.of(2)),
    /hidden or not printed/,
  ],
  ["a page read in any order", (pdf) => pdf.getPage(1).node.delete(PDFName.of("Tabs")), /page 2: tab order/],
  ["no language", (pdf) => pdf.catalog.delete(PDFName.of("Lang")), /Lang is not de-DE/],
  ["no output intent", (pdf) => pdf.catalog.delete(PDFName.of("OutputIntents")), /no output intent/],
  ["a script", (pdf) => pdf.catalog.set(PDFName.of("AA"), pdf.context.obj({})), /script or automatic action/],
  ["an attachment nobody described", (pdf) => spec(pdf).delete(PDFName.of("Desc")), /attachment lacks Desc/],
  [
    "a font outside the file",
    (pdf) => {
      for (const [, object] of pdf.context.enumerateIndirectObjects())
        if (object instanceof PDFDict) object.delete(PDFName.of("FontFile2"))
    },
    /not embedded/,
  ],
  ["words painted without a tag", (pdf) => loose(pdf, "BT /F1 10 Tf (x) Tj ET"), /1 painting operators are neither/],
  ["a tag inside an artifact", (pdf) => loose(pdf, "/Artifact BMC /P <</MCID 0>> BDC EMC EMC"), /marks are nested/],
  [
    "a list item without its text",
    (_, e) => first(e, "LBody").set(PDFName.of("S"), PDFName.of("Lbl")),
    /LI without LBody/,
  ],
  [
    "a link without its annotation in the tree",
    (_, e) => {
      const link = first(e, "Link")
      const kids = link.get(PDFName.of("K"))
      if (kids instanceof PDFArray) link.set(PDFName.of("K"), kids.get(0))
    },
    /lacks its words or its annotation/,
  ],
  ["a view that hides a field", (pdf) => annotation(pdf, "Widget").set(PDFName.of("F"), PDFNumber.of(36)), /hidden/],
  [
    "a field that does something",
    (pdf) => annotation(pdf, "Widget").set(PDFName.of("A"), pdf.context.obj({ S: "URI" })),
    /field with an action/,
  ],
  [
    "an annotation of another kind",
    (pdf) => annotation(pdf, "Link").set(PDFName.of("Subtype"), PDFName.of("Text")),
    /annotation Text/,
  ],
  ["print colours", (pdf) => loose(pdf, "/Artifact BMC 0 0 0 1 k EMC"), /print colours/],
  ["layers", (pdf) => pdf.catalog.set(PDFName.of("OCProperties"), pdf.context.obj({})), /catalog with OCProperties/],
  [
    "tags that are called suspect",
    (pdf) => pdf.catalog.set(PDFName.of("MarkInfo"), pdf.context.obj({ Marked: true, Suspects: true })),
    /suspect/,
  ],
  [
    "a standard type that means another",
    (pdf) => structure(pdf).set(PDFName.of("RoleMap"), pdf.context.obj({ P: "Span" })),
    /standard type P is mapped/,
  ],
  [
    "a next key that is taken",
    (pdf) => structure(pdf).set(PDFName.of("ParentTreeNextKey"), PDFNumber.of(1)),
    /next key/,
  ],
  [
    "a form in XFA",
    (pdf) => pdf.catalog.lookup(PDFName.of("AcroForm"), PDFDict).set(PDFName.of("XFA"), pdf.context.obj([])),
    /XFA/,
  ],
  ["a page that is too small", (pdf) => pdf.getPage(0).setMediaBox(0, 0, 2, 800), /a side of 2 points/],
  ["an action that starts a program", (pdf) => void pdf.context.register(pdf.context.obj({ S: "Launch" })), /Launch/],
  [
    "a blend mode that nobody knows",
    (pdf) => void pdf.context.register(pdf.context.obj({ Type: "ExtGState", BM: "Fancy" })),
    /blend mode/,
  ],
  [
    "a name that is too long",
    (pdf) => pdf.catalog.set(PDFName.of("X".repeat(200)), PDFNumber.of(1)),
    /longer than 127/,
  ],
  [
    "a stream in another file",
    (pdf) => void pdf.context.register(pdf.context.stream("x", { F: "elsewhere" })),
    /stream in another file/,
  ],
  ["words that lead to no text", (pdf) => font(pdf).delete(PDFName.of("ToUnicode")), /no way back to text/],
  ["a glyph that is missing", (pdf) => shown(pdf, "0000"), /\.notdef/],
  ["a glyph that is not embedded", (pdf) => shown(pdf, "ffff"), /glyph 65535 is not embedded/],
  ["a glyph without text", (pdf) => shown(pdf, "ffff"), /ffff leads to no text/],
  [
    "widths that are not the font's",
    (pdf) => descendant(pdf).set(PDFName.of("W"), pdf.context.obj([0, 60000, 1])),
    /has another width/,
  ],
  [
    "a font that says nothing of glyphs",
    (pdf) => descendant(pdf).delete(PDFName.of("CIDToGIDMap")),
    /no map from codes/,
  ],
  ["a title that says something else", (pdf) => pdf.setTitle("anders"), /is not the document's title/],
])("the checker finds %s", async (_, change, expected) => {
  expect((await spoilt(change)).join("\n")).toMatch(expected)
})

test("the checker finds bytes behind the end and a head without binary mark", async () => {
  expect(await check(Buffer.concat([sound, Buffer.from("mehr")]))).toContain("something stands behind the end")
  const plain = Buffer.from(sound)
  plain.write("%abcd", plain.indexOf("\n") + 1, "latin1")
  expect(await check(plain)).toContain("no binary mark below the header")
})

const structure = (pdf: PDFDocument): PDFDict => pdf.catalog.lookup(PDFName.of("StructTreeRoot"), PDFDict)
function fonts(pdf: PDFDocument): PDFDict {
  return pdf.getPage(0).node.Resources()?.lookup(PDFName.of("Font"), PDFDict) ?? pdf.context.obj({})
}
function font(pdf: PDFDocument): PDFDict {
  const [key] = fonts(pdf).keys()
  if (!key) throw new Error("no font")
  return fonts(pdf).lookup(key, PDFDict)
}
const descendant = (pdf: PDFDocument): PDFDict =>
  font(pdf).lookup(PDFName.of("DescendantFonts"), PDFArray).lookup(0, PDFDict)
function shown(pdf: PDFDocument, code: string): void {
  loose(pdf, `/Artifact BMC BT ${fonts(pdf).keys()[0]} 10 Tf [<${code}>] TJ ET EMC`)
}
function annotation(pdf: PDFDocument, kind: string): PDFDict {
  for (const page of pdf.getPages())
    for (const ref of page.node.Annots()?.asArray() ?? []) {
      const found = pdf.context.lookup(ref, PDFDict)
      if (found.get(PDFName.of("Subtype"))?.toString() === `/${kind}`) return found
    }
  throw new Error(`no ${kind}`)
}
function spec(pdf: PDFDocument): PDFDict {
  const list = pdf.catalog.lookup(PDFName.of("AF"), PDFArray)
  return list.lookup(0, PDFDict)
}
function loose(pdf: PDFDocument, operators: string): void {
  const page = pdf.getPage(0).node
  const extra = pdf.context.register(pdf.context.stream(operators))
  const old = page.get(PDFName.of("Contents"))
  if (old) page.set(PDFName.of("Contents"), pdf.context.obj([old, extra]) as PDFArray)
}
