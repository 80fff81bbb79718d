/**
 * By hand: compares a Word file's text, taken from its XML by plain pattern matching, with the imported tree.
 * `tsx packages/word/src/compare.ts FILE.docx [--outline]` prints lost sentences, rows and numbers (all must be 0).
 */
import { readFileSync } from "node:fs"
import { basename } from "node:path"
import { type Block, type Inline, type PlainContent, plain, sectionNumbers } from "@beschlussweg/core/content"
import { strFromU8, unzipSync } from "fflate"
import { importWord } from "./import.ts"

interface Texts {
  /** paragraphs in order, without blanks at their ends */
  readonly paragraphs: string[]
  /** rows of tables: texts of their cells, joined */
  readonly rows: string[]
}

/** Paragraphs and rows straight from the zip's bytes: no XML parser, nothing of the import. */
export function textsOfFile(bytes: Uint8Array): Texts {
  const parts = unzipSync(bytes, { filter: (file) => /^word\/(document|footnotes|endnotes)\.xml$/.test(file.name) })
  const paragraphs: string[] = []
  const rows: string[] = []
  for (const part of Object.values(parts)) {
    const xml = strFromU8(part)
      // what stands twice for older programs counts once
      .replace(/<mc:Fallback>.*?<\/mc:Fallback>/gs, "")
      .replace(/<w:(pPr|rPr)>.*?<\/w:\1>/gs, "")
    for (const row of xml.match(/<w:tr[ >].*?<\/w:tr>/gs) ?? []) rows.push(textOf(row))
    for (const p of xml.split("</w:p>")) {
      const text = textOf(p)
      if (text !== "") paragraphs.push(text)
    }
  }
  return { paragraphs, rows }
}

function textOf(xml: string): string {
  const texts = xml.match(/<w:t(?: [^>]*)?>[^<]*<\/w:t>|<w:tab\/>/g) ?? []
  return squeeze(
    texts
      .map((t) => t.replace(/<[^>]*>/g, ""))
      .join("")
      .replace(/&lt;/g, "<")
      .replace(/&gt;/g, ">")
      .replace(/&quot;/g, '"')
      .replace(/&apos;/g, "'")
      .replace(/&amp;/g, "&"),
  )
}

const squeeze = (text: string): string => text.replace(/\s+/g, "")

/** The same of the tree. Section titles carry their computed number again, as the file has it typed. */
export function textsOfTree(content: PlainContent): Texts {
  const paragraphs: string[] = [squeeze(content.title), squeeze(content.subtitle ?? "")]
  const rows: string[] = []
  const inline = (content: readonly Inline[] | undefined) => {
    if (content !== undefined) paragraphs.push(squeeze(plain(content)))
  }
  const visit = (block: Block): string => {
    const from = paragraphs.length
    switch (block.type) {
      case "paragraph":
      case "heading":
        inline(block.content)
        break
      case "list":
        for (const item of block.items) item.blocks.forEach(visit)
        break
      case "aside":
        block.blocks.forEach(visit)
        break
      case "table":
        inline(block.caption)
        for (const row of block.rows) rows.push(row.cells.map((cell) => cell.blocks.map(visit).join("")).join(""))
        break
      case "image":
        inline(block.caption)
        break
      case "chart":
        inline(block.source)
        break
    }
    return paragraphs.slice(from).join("")
  }
  const numbers = sectionNumbers(content.sections)
  content.sections.forEach((section, i) => {
    paragraphs.push(squeeze(`${numbers[i] ?? ""}${plain(section.title)}`))
    section.blocks.forEach(visit)
  })
  for (const note of content.footnotes) note.blocks.forEach(visit)
  return { paragraphs: paragraphs.filter((p) => p !== ""), rows }
}

/** What stands in `file` more often than in `tree`. `extra` is text that the report says was set aside. */
export function lost(file: Texts, tree: Texts, extra: readonly string[]): Texts & { readonly numbers: string[] } {
  // the number of a heading is typed in one file and computed in another; as a number it is compared below
  // and the sign of a list may be typed where the list has one of its own
  const strip = (text: string) => text.replace(/^(?:\d{1,2}(?:\.\d{1,2})*\.?(?=\D)|[▶►▸‣•●▪■◦])/, "")
  const missing = (wanted: readonly string[], have: readonly string[]) => {
    const stock = new Map<string, number>()
    for (const h of have) stock.set(strip(h), (stock.get(strip(h)) ?? 0) + 1)
    return wanted.filter((w) => {
      const left = stock.get(strip(w)) ?? 0
      stock.set(strip(w), left - 1)
      return left <= 0
    })
  }
  const numbersOf = (texts: readonly string[]) => texts.flatMap((t) => t.match(/\d+(?:[.,]\d+)*/g) ?? [])
  const aside = extra.map(squeeze)
  return {
    paragraphs: missing(file.paragraphs, [...tree.paragraphs, ...aside]),
    rows: missing(file.rows, tree.rows),
    numbers: missing(numbersOf(file.paragraphs), numbersOf([...tree.paragraphs, ...aside])),
  }
}

async function main(path: string, outline: boolean): Promise<void> {
  const bytes = new Uint8Array(readFileSync(path))
  const options = { fileName: basename(path), kind: "AIP", year: 2027 } as const
  const times: number[] = []
  for (let i = 0; i < 5; i++) {
    const start = performance.now()
    await importWord(bytes, options)
    times.push(performance.now() - start)
  }
  const { content, report } = await importWord(bytes, options)
  const file = textsOfFile(bytes)
  const gone = lost(
    file,
    textsOfTree(content),
    report.setAside.map((s) => s.text),
  )
  const milliseconds = times.map((t) => t.toFixed(0)).join(", ")
  console.log(`${options.fileName}: ${file.paragraphs.length} Absätze, ${file.rows.length} Zeilen; ${milliseconds} ms`)
  console.log(`verloren: ${gone.paragraphs.length} Absätze, ${gone.rows.length} Zeilen, ${gone.numbers.length} Zahlen`)
  for (const text of [...gone.paragraphs, ...gone.rows, ...gone.numbers]) console.log(`  - ${text}`)
  console.table(report.counts)
  if (!outline) return
  const numbers = sectionNumbers(content.sections)
  content.sections.forEach((section, i) => {
    console.log(`${"  ".repeat(section.level - 1)}${numbers[i] ?? ""} ${plain(section.title)} [${section.numbering}]`)
    for (const block of section.blocks)
      if (block.type === "heading") console.log(`${"  ".repeat(section.level)}~ ${plain(block.content)}`)
  })
  for (const finding of report.findings) console.log(`* ${finding.reason} | ${finding.place} | ${finding.message}`)
}

const path = process.argv[2]
if (process.argv[1]?.endsWith("compare.ts") === true) {
  if (path === undefined) {
    console.error("Aufruf: tsx packages/word/src/compare.ts DATEI.docx [--outline]")
    process.exitCode = 1
  } else await main(path, process.argv.includes("--outline"))
}
