/** PDF values in one spelling, so that a rewritten object can be told from a changed one. */
import { arrayOf, dictOf, textOf } from "../cos.ts"

/** The same text for the same value, whoever wrote it: order of names, white space, spelling of numbers and strings. */
export function plain(raw: string): string {
  if (raw.startsWith("<<"))
    return `<<${[...dictOf(raw)]
      .map(([name, { raw: value }]) => `/${spelled(name)} ${plain(value)}`)
      .sort()
      .join(" ")}>>`
  if (raw.startsWith("[")) return `[${arrayOf(raw).map(plain).join(" ")}]`
  if (raw.startsWith("(") || raw.startsWith("<")) return JSON.stringify(textOf(raw))
  if (raw.startsWith("/")) return `/${spelled(raw.slice(1))}`
  if (/^[+-]?(\d+\.?\d*|\.\d+)$/.test(raw)) return String(Number(raw))
  return raw.replace(/\s+/g, " ")
}

const spelled = (name: string): string =>
  name.replace(/#([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
