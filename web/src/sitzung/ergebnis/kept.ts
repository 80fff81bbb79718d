/** Results typed and not entered yet, kept on this device per meeting, so that a lost session or network loses nothing. */
import { keeping } from "../../part/kept.ts"
import type { Entry, Sitting } from "./entry.ts"

export interface Kept {
  readonly sitting: Sitting
  readonly entries: Readonly<Record<string, Entry>>
}

export const kept = keeping<Kept>("ergebnisse", (value) => "sitting" in value && "entries" in value)
