/** Numbering (Nummerierung) of a Word file: which paragraph is an item of which list, and the number Word would print. */
import type { ParagraphProps, ParagraphStyle, Styles } from "./style.ts"
import { child, elements, int, val, type XmlElement } from "./xml.ts"

interface Level {
  readonly start: number
  /** "decimal", "bullet", "lowerLetter", "none", ... */
  readonly format: string
  /** "%1.%2" */
  readonly text: string
  readonly style: string | undefined
}
interface Num {
  readonly id: string
  readonly list: string
  readonly starts: ReadonlyMap<number, number>
  readonly levels: ReadonlyMap<number, Level>
}
/** What numbering says about one paragraph. */
export interface Numbered {
  readonly numId: string
  /** identity of the list definition: several numIds may continue one list */
  readonly list: string
  readonly level: number
  readonly format: string
  /** only decimal figures and points, "%1.%2" */
  readonly decimal: boolean
  /** bullet without a sign: Pandoc and others mark further paragraphs of an item so */
  readonly blank: boolean
  readonly value: number
  /** printed label: "3.2", "b)"; empty for bullets */
  readonly label: string
}
export interface Numbering {
  /** numbering of a paragraph, not yet counted; undefined for none */
  of(props: ParagraphProps, style: ParagraphStyle): { numId: string; level: number } | undefined
  /** counts the paragraph and says its number; call once per paragraph in document order */
  count(numId: string, level: number): Numbered | undefined
}

export function readNumbering(root: XmlElement | undefined, styles: Styles): Numbering {
  const lists = new Map<string, Map<number, Level>>()
  const linked = new Map<string, string>()
  const nums = new Map<string, Num>()
  for (const element of elements(root)) {
    if (element.name === "w:abstractNum") {
      const id = element.attributes["w:abstractNumId"] ?? ""
      lists.set(id, readLevels(elements(element)))
      const link = val(element, "w:numStyleLink")
      if (link !== undefined) linked.set(id, link)
    }
    if (element.name === "w:num") {
      const overrides = elements(element).filter((e) => e.name === "w:lvlOverride")
      const starts = new Map<number, number>()
      for (const override of overrides) {
        const start = int(val(override, "w:startOverride"), 0, 1_000_000)
        if (start !== undefined) starts.set(int(override.attributes["w:ilvl"], 0, 8) ?? 0, start)
      }
      const id = element.attributes["w:numId"] ?? ""
      const levels = readLevels(overrides.flatMap((o) => elements(o)))
      nums.set(id, { id, list: val(element, "w:abstractNumId") ?? "", starts, levels })
    }
  }
  /** follows w:numStyleLink to the list that holds the levels */
  const listOf = (num: Num): string => {
    let list = num.list
    for (let i = 0; i < 5; i++) {
      const link = linked.get(list)
      const next = link === undefined ? undefined : nums.get(styles.numbering(link) ?? "")?.list
      if (next === undefined || next === list) break
      list = next
    }
    return list
  }
  const counters = new Map<string, (number | undefined)[]>()
  const applied = new Set<string>()
  return {
    of(props, style) {
      const numId = props.numId ?? style.paragraph.numId
      if (numId === undefined || numId === "0" || numId === "") return undefined
      const num = nums.get(numId)
      if (num === undefined) return undefined
      if (props.numId !== undefined) return { numId, level: props.ilvl ?? style.paragraph.ilvl ?? 0 }
      // numbering by style: the level whose w:pStyle is this style
      const levels = [...(lists.get(listOf(num)) ?? [])]
      const level = levels.find(([, l]) => l.style === style.id || l.style === style.numberingStyle)?.[0]
      return { numId, level: props.ilvl ?? level ?? style.paragraph.ilvl ?? 0 }
    },
    count(numId, level) {
      const num = nums.get(numId)
      if (num === undefined) return undefined
      const list = listOf(num)
      const level_ = (i: number) => num.levels.get(i) ?? lists.get(list)?.get(i)
      const current = level_(level)
      if (current === undefined || current.format === "none") return undefined
      const counter = counters.get(list) ?? []
      counters.set(list, counter)
      const start = num.starts.get(level)
      const key = `${numId}/${level}`
      if (start !== undefined && !applied.has(key)) counter[level] = start
      else counter[level] = (counter[level] ?? current.start - 1) + 1
      applied.add(key)
      counter.length = level + 1
      for (let i = 0; i < level; i++) counter[i] ??= level_(i)?.start ?? 1
      const label = current.text.replace(/%([1-9])/g, (_, n: string) => {
        const i = Number(n) - 1
        return figure(counter[i] ?? 1, level_(i)?.format ?? "decimal")
      })
      const bullet = current.format === "bullet"
      return {
        numId,
        list,
        level,
        format: current.format,
        decimal: !bullet && current.format.startsWith("decimal") && /^(%\d\.?)+$/.test(current.text.trim()),
        blank: bullet && current.text.trim() === "",
        value: counter[level] ?? 1,
        label: bullet ? "" : label.trim(),
      }
    },
  }
}

function readLevels(candidates: readonly XmlElement[]): Map<number, Level> {
  const levels = new Map<number, Level>()
  for (const element of candidates) {
    const index = int(element.attributes["w:ilvl"], 0, 8)
    if (element.name !== "w:lvl" || index === undefined) continue
    levels.set(index, {
      start: int(val(element, "w:start"), 0, 1_000_000) ?? 1,
      format: child(element, "w:numFmt") === undefined ? "decimal" : (val(element, "w:numFmt") ?? "decimal"),
      text: val(element, "w:lvlText") ?? "",
      style: val(element, "w:pStyle"),
    })
  }
  return levels
}

/** a number as Word prints it in this format */
export function figure(value: number, format: string): string {
  if (format === "lowerLetter" || format === "upperLetter") {
    const letter = String.fromCharCode(97 + ((value - 1 + 26) % 26)).repeat(Math.min(9, Math.ceil(value / 26) || 1))
    return format === "lowerLetter" ? letter : letter.toUpperCase()
  }
  if (format === "lowerRoman" || format === "upperRoman") {
    const roman = toRoman(value)
    return format === "lowerRoman" ? roman.toLowerCase() : roman
  }
  return format === "decimalZero" && value < 10 ? `0${value}` : String(value)
}

function toRoman(value: number): string {
  const signs: [number, string][] = [
    [1000, "M"],
    [900, "CM"],
    [500, "D"],
    [400, "CD"],
    [100, "C"],
    [90, "XC"],
    [50, "L"],
    [40, "XL"],
    [10, "X"],
    [9, "IX"],
    [5, "V"],
    [4, "IV"],
    [1, "I"],
  ]
  if (value < 1 || value > 3999) return String(value)
  let rest = value
  return signs
    .map(([n, sign]) => {
      const times = Math.floor(rest / n)
      rest -= times * n
      return sign.repeat(times)
    })
    .join("")
}
