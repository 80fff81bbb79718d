/** Small fictional programmes for the tests of the rules: the Kreis Aulenfeld in a few words. */
import type { Block, ProgrammeContent, Section, SectionBlock } from "../content.ts"
import type { DataBlock } from "../typed.ts"
import { checker } from "./index.ts"
import type { CheckContext, CheckFinding, Rule } from "./rule.ts"

export const CONTEXT: CheckContext = { today: "2026-11-20" }

/** a paragraph */
export const p = (text: string): Block => ({ type: "paragraph", content: [{ type: "text", text }] })
/** an unnumbered heading inside the text */
export const h = (text: string): Block => ({ type: "heading", level: 1, content: [{ type: "text", text }] })
export const list = (...items: string[]): Block => ({
  type: "list",
  ordered: false,
  items: items.map((text) => ({ blocks: [p(text)] })),
})
/** a plain table; the first row is its head */
export const table = (...rows: string[][]): Block => ({
  type: "table",
  headerRows: 1,
  rows: rows.map((cells) => ({ cells: cells.map((text) => ({ blocks: [p(text)] })) })),
})
export const chart = (title: string, more: Partial<Extract<Block, { type: "chart" }>> = {}): Block => ({
  type: "chart",
  kind: "bar",
  title,
  alt: "Die Säulen steigen von Jahr zu Jahr.",
  categories: ["Frauen", "Männer"],
  series: [{ name: "Personen", values: ["12", "14"] }],
  ...more,
})
export const image = (alt: string, decorative = false): Block => ({
  type: "image",
  file: "a".repeat(64),
  mediaType: "image/png",
  width: 10,
  height: 10,
  alt,
  ...(decorative ? { decorative } : {}),
})

/** A typed table of whole numbers: rows of label and values, columns by label. */
export function data(
  id: string,
  columns: readonly string[],
  rows: readonly (readonly [string, ...string[]])[],
  more: Partial<DataBlock> = {},
): DataBlock {
  return {
    type: "data",
    id,
    kind: "statistik",
    caption: [{ type: "text", text: "Arbeitsmarkt" }],
    head: "Merkmal",
    columns: columns.map((label, i) => ({ key: `c${i + 1}`, label })),
    rows: rows.map(([label, ...values], i) => ({
      id: `r${i + 1}`,
      label: [{ type: "text", text: label }],
      kind: "data",
      indent: 0,
      cells: values.map((value) => ({
        type: "num",
        num: { value, decimals: value.split(".")[1]?.length ?? 0 },
      })),
    })),
    relations: [],
    notes: [],
    ...more,
  }
}

interface Shape extends Partial<Section> {
  readonly text?: string
}
/** a section: its title, then its blocks; numbered unless `numbering` says otherwise */
export function section(title: string, blocks: readonly SectionBlock[] = [], more: Shape = {}): Section {
  return {
    id: `s-${title.replace(/[^a-z]/gi, "").slice(0, 20)}-${blocks.length}`,
    level: 1,
    title: [{ type: "text", text: title }],
    numbering: "auto",
    blocks: [...blocks],
    ...more,
  }
}

export function programme(sections: readonly Section[], more: Partial<ProgrammeContent> = {}): ProgrammeContent {
  return {
    version: 1,
    kind: "AMP",
    title: "Arbeitsmarktprogramm 2027",
    year: 2027,
    sections: [...sections],
    footnotes: [],
    ...more,
  }
}

/** What one rule says. */
export function says(
  rule: Rule,
  content: ProgrammeContent,
  context: Partial<CheckContext> = {},
): readonly CheckFinding[] {
  return checker([rule])(content, { ...CONTEXT, ...context })
}
/** The same for text in one section. */
export const of = (rule: Rule, ...blocks: SectionBlock[]): readonly CheckFinding[] =>
  says(rule, programme([section("Lage", blocks)]))

export const messages = (found: readonly CheckFinding[]): string[] => found.map((f) => f.message)
