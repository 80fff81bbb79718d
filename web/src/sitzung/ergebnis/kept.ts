/** What was typed and is not entered yet, kept on this device per meeting, so that a lost session or network loses nothing. */
import type { Entry, Sitting } from "./entry.ts"

export interface Kept {
  readonly sitting: Sitting
  readonly entries: Readonly<Record<string, Entry>>
}
const name = (haus: string, of: string): string => `ergebnisse/${haus}/${of}`

export const kept = {
  read(haus: string, of: string): Kept | undefined {
    try {
      const text = localStorage.getItem(name(haus, of))
      return text === null ? undefined : (JSON.parse(text) as Kept)
    } catch {
      return undefined
    }
  },
  write(haus: string, of: string, value: Kept): void {
    try {
      localStorage.setItem(name(haus, of), JSON.stringify(value))
    } catch {
      // Full, or forbidden: then only this page holds it.
    }
  },
}
