/** Plain tables for tests, written as lines: "Kopf | 2025 | 2026". */
import type { Block, Cell, Row } from "../block.ts"
import type { DataBlock } from "../typed.ts"
import type { PlainTable } from "./grid.ts"
import { typeTable } from "./type.ts"

/** A cell; "x >2" spans two columns, "x v3" three rows. */
export function cell(words: string): Cell {
  const across = /\s>(\d+)$/.exec(words)
  const down = /\sv(\d+)$/.exec(words)
  const text = words.replace(/\s[>v]\d+$/, "")
  const blocks: Block[] = [{ type: "paragraph", content: text === "" ? [] : [{ type: "text", text }] }]
  return {
    blocks,
    ...(across?.[1] === undefined ? {} : { colSpan: Number(across[1]) }),
    ...(down?.[1] === undefined ? {} : { rowSpan: Number(down[1]) }),
  }
}

export function table(lines: readonly string[], headerRows = 1): PlainTable {
  const rows = lines.map((line): Row => ({ cells: line === "" ? [] : line.split("|").map((c) => cell(c.trim())) }))
  return { type: "table", headerRows, rows }
}

/** @throws Error with the reason when the table stays plain */
export function typed(lines: readonly string[], near: readonly string[] = [], headerRows = 1): DataBlock {
  const { block, why } = typeTable(table(lines, headerRows), { id: "tab1", near })
  if (block === undefined) throw new Error(why)
  return block
}
