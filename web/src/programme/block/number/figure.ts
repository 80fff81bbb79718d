/** Figures of a programme that a text can use: those with a name, and the cells of its tables. */

import type { ProgrammeContent } from "@beschlussweg/core/content"
import type { Num, Unit } from "@beschlussweg/core/number"
import { german } from "@beschlussweg/core/number/exact"
import { plain } from "@beschlussweg/core/plain"
import { entry } from "../table/entry.ts"

export interface Figure {
  /** "zahl/budget", "tabelle/zeile/spalte" */
  readonly ref: string
  readonly label: string
  readonly text: string
  /** where it stands */
  readonly from: string
  readonly num: Num
}
type Content = Pick<ProgrammeContent, "sections" | "numbers">

/** Those with a name first, then the cells in the order of the text. */
export function figuresOf(content: Content): Figure[] {
  const cells: Figure[] = content.sections.flatMap((section) =>
    section.blocks.flatMap((block) =>
      block.type !== "data"
        ? []
        : block.rows.flatMap((row) =>
            block.columns.flatMap((column, i): Figure[] => {
              const cell = row.cells[i]
              if (cell?.type !== "num" || cell.num.value === null || cell.num.suppressed) return []
              const unit = cell.num.unit ?? column.unit
              return [
                {
                  ref: `${block.id}/${row.id}/${column.key}`,
                  label: [plain(row.label), column.label].filter((w) => w !== "").join(", "),
                  text: german(cell.num, unit),
                  from: `Tabelle „${plain(block.caption) || "ohne Titel"}“ in „${plain(section.title)}“`,
                  num: withUnit(cell.num, unit),
                },
              ]
            }),
          ),
    ),
  )
  const byRef = new Map(cells.map((c) => [c.ref, c]))
  const named = (content.numbers ?? []).map((n): Figure => {
    const of = n.ref === undefined ? undefined : byRef.get(n.ref)
    const num = of?.num ?? n.num
    return {
      ref: `zahl/${n.id}`,
      label: n.label,
      text: german(num, num.unit),
      from: of ? `${of.label}, ${of.from}` : "Zahl mit Namen",
      num,
    }
  })
  return [...named, ...cells]
}
const withUnit = (num: Num, unit: Unit | undefined): Num => (unit === undefined ? num : { ...num, unit })

/** Figures whose label, place or digits hold all the words; at most `most`. */
export function sought(
  figures: readonly Figure[],
  words: string,
  most: number,
): { readonly shown: readonly Figure[]; readonly more: number } {
  const parts = words
    .toLowerCase()
    .split(/\s+/)
    .filter((w) => w !== "")
  const found = figures.filter((f) => {
    const all = `${f.label} ${f.text} ${f.from}`.toLowerCase()
    return parts.every((p) => all.includes(p))
  })
  return { shown: found.slice(0, most), more: Math.max(0, found.length - most) }
}

/** A figure as somebody types it for a name; a German sentence where it is none. */
export function readFigure(text: string): { readonly num: Num } | { readonly wrong: string } {
  if (text.trim() === "") return { wrong: "Bitte geben Sie eine Zahl ein, zum Beispiel 12.466 T€ oder 3,6 %." }
  const found = entry(text, { key: "zahl", label: "" }, "number")
  if ("cell" in found && found.cell.type === "num" && found.cell.num.value !== null) return { num: found.cell.num }
  return { wrong: "Das ist keine eindeutige Zahl. Erwartet wird eine Zahl wie 12.466 T€, 3,6 % oder rund 120." }
}

const PLAIN: Readonly<Record<string, string>> = { ä: "ae", ö: "oe", ü: "ue", ß: "ss" }
/** A mark of the name that nobody else bears: "Budget gesamt" is "budget-gesamt". */
export function markOf(label: string, taken: ReadonlySet<string>): string {
  const words = label
    .toLowerCase()
    .replace(/[äöüß]/g, (c) => PLAIN[c] ?? c)
    .normalize("NFD")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
  const base = (words === "" ? "zahl" : words).slice(0, 34)
  let mark = base
  for (let n = 2; taken.has(mark); n++) mark = `${base}-${n}`
  return mark
}
