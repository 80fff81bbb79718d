/** Styles of a Word file that is written: built-in ones by their English names, our own by the names of mark.ts. */
import { LABEL, OWN, TABLE } from "../mark.ts"

interface Look {
  readonly based?: string
  readonly next?: string
  readonly p?: string
  readonly r?: string
}

export const id = (name: string): string => `${OWN}${name.replace(/ü/g, "ue").replace(/\s/g, "")}`

const paragraph = (styleId: string, name: string, { based = "Standard", next, p = "", r = "" }: Look): string =>
  `<w:style w:type="paragraph" w:customStyle="${name.startsWith(OWN) ? 1 : 0}" w:styleId="${styleId}"><w:name w:val="${name}"/><w:basedOn w:val="${based}"/>${next === undefined ? "" : `<w:next w:val="${next}"/>`}<w:qFormat/>${p === "" ? "" : `<w:pPr>${p}</w:pPr>`}${r === "" ? "" : `<w:rPr>${r}</w:rPr>`}</w:style>`
const own = (name: string, look: Look = {}): string => paragraph(id(name), `${OWN} ${name}`, look)

const HEADING_SIZES = [32, 28, 25, 23, 22, 22]
const GREY = `<w:color w:val="595959"/>`
const INK = `<w:color w:val="1F3864"/>`

const border = (side: string): string => `<w:${side} w:val="single" w:sz="4" w:space="0" w:color="7F7F7F"/>`
const BORDERS = ["top", "left", "bottom", "right", "insideH", "insideV"].map(border).join("")
const MARGINS = `<w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:left w:w="85" w:type="dxa"/><w:bottom w:w="40" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar>`

export const STYLES = [
  `<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="Arial" w:cs="Arial"/><w:sz w:val="21"/><w:szCs w:val="21"/><w:lang w:val="de-DE" w:eastAsia="de-DE" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="120" w:line="276" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>`,
  `<w:style w:type="paragraph" w:default="1" w:styleId="Standard"><w:name w:val="Normal"/><w:qFormat/></w:style>`,
  `<w:style w:type="character" w:default="1" w:styleId="AbsatzStandardschriftart"><w:name w:val="Default Paragraph Font"/></w:style>`,
  `<w:style w:type="table" w:default="1" w:styleId="NormaleTabelle"><w:name w:val="Normal Table"/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>`,
  paragraph(id("Titel"), "Title", {
    p: `<w:spacing w:before="2400" w:after="240"/>`,
    r: `<w:b/>${INK}<w:sz w:val="52"/>`,
  }),
  paragraph(id("Untertitel"), "Subtitle", { r: `${GREY}<w:sz w:val="30"/>` }),
  ...HEADING_SIZES.map((size, i) =>
    paragraph(id(`Ueberschrift${i + 1}`), `heading ${i + 1}`, {
      next: id("Text"),
      p: `<w:keepNext/><w:keepLines/><w:numPr>${i === 0 ? "" : `<w:ilvl w:val="${i}"/>`}<w:numId w:val="1"/></w:numPr><w:spacing w:before="${360 - i * 40}" w:after="120"/><w:outlineLvl w:val="${i}"/>`,
      r: `<w:b/>${INK}<w:sz w:val="${size}"/>`,
    }),
  ),
  paragraph(id("Verzeichnisueberschrift"), "TOC Heading", {
    p: `<w:keepNext/><w:spacing w:before="360" w:after="120"/>`,
    r: `<w:b/>${INK}<w:sz w:val="28"/>`,
  }),
  ...[1, 2, 3].map((n) =>
    paragraph(id(`Verzeichnis${n}`), `toc ${n}`, {
      p: `<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="9070"/></w:tabs><w:spacing w:after="40"/><w:ind w:left="${(n - 1) * 280}"/>`,
    }),
  ),
  paragraph(id("Abbildungsverzeichnis"), "table of figures", {
    p: `<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="9070"/></w:tabs><w:spacing w:after="40"/>`,
  }),
  own("Text"),
  ...[1, 2, 3, 4, 5, 6].map((n) =>
    own(`Zwischenüberschrift ${n}`, {
      next: id("Text"),
      p: `<w:keepNext/><w:spacing w:before="200" w:after="80"/>`,
      r: `<w:b/>${n > 2 ? "<w:i/>" : ""}`,
    }),
  ),
  own("Liste", { p: `<w:spacing w:after="60"/>` }),
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) =>
    own(`Fortsetzung ${n}`, { p: `<w:spacing w:after="60"/><w:ind w:left="${n * 397}"/>` }),
  ),
  own("Tabellentext", { p: `<w:spacing w:after="0" w:line="240" w:lineRule="auto"/>`, r: `<w:sz w:val="19"/>` }),
  own("Tabellenkopf", { based: id("Tabellentext"), r: `<w:b/>` }),
  paragraph(id("Beschriftung"), "caption", {
    p: `<w:spacing w:before="120" w:after="80"/>`,
    r: `${GREY}<w:sz w:val="19"/>`,
  }),
  own("Tabellenbeschriftung", { based: id("Beschriftung"), p: "<w:keepNext/>" }),
  own("Bildbeschriftung", { based: id("Beschriftung") }),
  own("Diagrammtitel", { based: id("Beschriftung"), p: "<w:keepNext/>" }),
  own("Diagrammquelle", { based: id("Beschriftung") }),
  own("Bild", { p: `<w:keepNext/>` }),
  own("Zwischenraum", { p: `<w:spacing w:after="0" w:line="120" w:lineRule="exact"/>`, r: `<w:sz w:val="8"/>` }),
  own("Vermerk", { p: "<w:keepNext/>", r: `<w:i/>${GREY}` }),
  paragraph(id("Kopfzeile"), "header", { r: `${GREY}<w:sz w:val="17"/>` }),
  paragraph(id("Fusszeile"), "footer", { p: `<w:jc w:val="right"/>`, r: `${GREY}<w:sz w:val="17"/>` }),
  paragraph(id("Fussnotentext"), "footnote text", {
    p: `<w:spacing w:after="0" w:line="240" w:lineRule="auto"/>`,
    r: `<w:sz w:val="18"/>`,
  }),
  `<w:style w:type="character" w:styleId="${id("Fussnotenzeichen")}"><w:name w:val="footnote reference"/><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>`,
  `<w:style w:type="character" w:customStyle="1" w:styleId="${LABEL}"><w:name w:val="${OWN} Nummer"/></w:style>`,
  `<w:style w:type="character" w:styleId="${id("Link")}"><w:name w:val="Hyperlink"/><w:rPr><w:color w:val="0B4F9E"/><w:u w:val="single"/></w:rPr></w:style>`,
  `<w:style w:type="table" w:customStyle="1" w:styleId="${TABLE.wide}"><w:name w:val="${OWN} Tabelle"/><w:basedOn w:val="NormaleTabelle"/><w:tblPr><w:tblBorders>${BORDERS}</w:tblBorders>${MARGINS}</w:tblPr></w:style>`,
  `<w:style w:type="table" w:customStyle="1" w:styleId="${TABLE.even}"><w:name w:val="${OWN} Tabelle Gleich"/><w:basedOn w:val="${TABLE.wide}"/></w:style>`,
].join("")
