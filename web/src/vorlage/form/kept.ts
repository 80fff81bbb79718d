/** Drafts kept on this device, one per Vorlage: what was written and has not reached the service yet. */
import type { Form } from "./form.ts"

export interface Kept {
  readonly form: Form
  /** revision that it was written on */
  readonly rev: number
  readonly at: string
}
const name = (haus: string, vorlageId: string): string => `entwurf/${haus}/${vorlageId}`

export const kept = {
  read(haus: string, vorlageId: string): Kept | undefined {
    try {
      const text = localStorage.getItem(name(haus, vorlageId))
      return text === null ? undefined : (JSON.parse(text) as Kept)
    } catch {
      return undefined
    }
  },
  /** @returns whether it could be kept */
  write(haus: string, vorlageId: string, draft: Kept): boolean {
    try {
      localStorage.setItem(name(haus, vorlageId), JSON.stringify(draft))
      return true
    } catch {
      // Full, or forbidden: the service's copy is then the only one, and the page says so.
      return false
    }
  },
  drop(haus: string, vorlageId: string): void {
    try {
      localStorage.removeItem(name(haus, vorlageId))
    } catch {
      // Nothing was kept.
    }
  },
}
