/** What a key means in a table that is not being edited. */
import type { DataBlock } from "@beschlussweg/core/typed"
import { clamp, type Place } from "./sheet.ts"

interface Pressed {
  readonly key: string
  readonly shift: boolean
  /** Strg, or the command key of a Mac */
  readonly mod: boolean
  readonly alt: boolean
}
export type Meaning =
  | { readonly do: "go"; readonly to: Place; readonly extend: boolean }
  | { readonly do: "edit"; readonly text?: string }
  | {
      readonly do:
        | "empty"
        | "undo"
        | "redo"
        | "all"
        | "row"
        | "column"
        | "settings"
        | "collapse"
        | "addRow"
        | "dropRow"
        | "addColumn"
        | "dropColumn"
    }
  | { readonly do: "move"; readonly by: -1 | 1; readonly what: "rows" | "columns" }

const DIRECTION: Readonly<Record<string, readonly [dr: number, dc: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
}

/** Undefined: the key is the browser's (Tab leaves the table). @param page rows that a page has */
export function meaningOf(
  block: DataBlock,
  at: Place,
  { key, shift, mod, alt }: Pressed,
  page: number,
): Meaning | undefined {
  const last: Place = { r: block.rows.length, c: block.columns.length }
  const go = (to: Place): Meaning => ({ do: "go", to: clamp(block, to), extend: shift })
  const direction = DIRECTION[key]
  if (direction) {
    const [dr, dc] = direction
    if (alt && shift && !mod) return { do: "move", by: dr + dc < 0 ? -1 : 1, what: dr !== 0 ? "rows" : "columns" }
    if (alt) return undefined
    if (!mod) return go({ r: at.r + dr, c: at.c + dc })
    return go({ r: dr === 0 ? at.r : dr < 0 ? 0 : last.r, c: dc === 0 ? at.c : dc < 0 ? 0 : last.c })
  }
  if (mod && !alt)
    switch (key) {
      case "Home":
        return go({ r: 0, c: 0 })
      case "End":
        return go(last)
      case "z":
      case "Z":
        return { do: shift ? "redo" : "undo" }
      case "y":
        return { do: "redo" }
      case "a":
        return { do: "all" }
      case " ":
        return { do: "column" }
      case "Enter":
        return { do: shift ? "addColumn" : "addRow" }
      case "Delete":
      case "Backspace":
        return { do: shift ? "dropColumn" : "dropRow" }
      default:
        return undefined
    }
  if (alt) {
    if (key === "Enter") return { do: "settings" }
    // AltGr and the option key write signs, too: €, –, @.
    const sign = [...key].length === 1 && (mod || !/[ -~]/.test(key))
    return sign ? { do: "edit", text: key } : undefined
  }
  switch (key) {
    case "Home":
      return go({ r: at.r, c: 0 })
    case "End":
      return go({ r: at.r, c: last.c })
    case "PageUp":
      return go({ r: at.r - page, c: at.c })
    case "PageDown":
      return go({ r: at.r + page, c: at.c })
    case "Enter":
    case "F2":
      return { do: "edit" }
    case "Delete":
    case "Backspace":
      return { do: "empty" }
    case "Escape":
      return { do: "collapse" }
    case " ":
      return shift ? { do: "row" } : { do: "edit", text: "" }
    default:
      // One sign of writing; keys with a name are longer.
      return [...key].length === 1 ? { do: "edit", text: key } : undefined
  }
}
