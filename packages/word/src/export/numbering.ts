/** Numbering of a Word file that is written: the headings' one, and one of its own for every list, so that each counts by itself. */
import type { Block } from "@beschlussweg/core/content"
import { id } from "./style.ts"

type List = Extract<Block, { type: "list" }>
export interface Numbers {
  /** number of a list that stands at this level, 0 to 8 */
  open(list: List, level: number): number
  /** number for a heading that Word would count otherwise than we do; undefined where it counts the same */
  heading(level: number, number: string): number | undefined
  xml(): string
}

const BULLETS = ["•", "–", "▪"]
const FORMATS = ["decimal", "bullet", "lowerLetter", "upperLetter", "lowerRoman", "upperRoman"] as const
const DEEPEST = 8

function levels(format: (typeof FORMATS)[number]): string {
  return Array.from({ length: DEEPEST + 1 }, (_, i) => {
    const text =
      format === "bullet"
        ? (BULLETS[i % BULLETS.length] ?? "•")
        : format === "lowerLetter"
          ? `%${i + 1})`
          : `%${i + 1}.`
    const indent = (i + 1) * 397
    return `<w:lvl w:ilvl="${i}"><w:start w:val="1"/><w:numFmt w:val="${format}"/><w:lvlText w:val="${text}"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="${indent}" w:hanging="340"/></w:pPr></w:lvl>`
  }).join("")
}

const HEADINGS = Array.from({ length: 6 }, (_, i) => {
  const text = Array.from({ length: i + 1 }, (_, n) => `%${n + 1}`).join(".")
  return `<w:lvl w:ilvl="${i}"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:pStyle w:val="${id(`Ueberschrift${i + 1}`)}"/><w:lvlText w:val="${text}"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="${[567, 737, 851, 964, 1077, 1191][i] ?? 0}" w:hanging="${[567, 737, 851, 964, 1077, 1191][i] ?? 0}"/></w:pPr></w:lvl>`
}).join("")

export function openNumbers(): Numbers {
  const nums: string[] = []
  /** what Word has counted so far */
  const counted: number[] = []
  return {
    heading(level, number) {
      const wanted = Number(number.split(".").at(-1))
      for (let i = 0; i < level - 1; i++) counted[i] ??= 1
      const next = (counted[level - 1] ?? 0) + 1
      counted.length = level
      counted[level - 1] = wanted
      if (next === wanted) return undefined
      const no = nums.length + 2
      nums.push(
        `<w:num w:numId="${no}"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="${level - 1}"><w:startOverride w:val="${wanted}"/></w:lvlOverride></w:num>`,
      )
      return no
    },
    open(list, level) {
      const format = list.ordered ? (list.style ?? "decimal") : "bullet"
      const no = nums.length + 2
      const start = list.ordered
        ? `<w:lvlOverride w:ilvl="${level}"><w:startOverride w:val="${list.start ?? 1}"/></w:lvlOverride>`
        : ""
      nums.push(`<w:num w:numId="${no}"><w:abstractNumId w:val="${FORMATS.indexOf(format) + 1}"/>${start}</w:num>`)
      return no
    },
    xml: () =>
      [
        `<w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="multilevel"/>${HEADINGS}</w:abstractNum>`,
        ...FORMATS.map(
          (format, i) =>
            `<w:abstractNum w:abstractNumId="${i + 1}"><w:multiLevelType w:val="hybridMultilevel"/>${levels(format)}</w:abstractNum>`,
        ),
        `<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>`,
        ...nums,
      ].join(""),
  }
}
