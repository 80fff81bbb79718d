/** Drafts of a Vorlage kept on this device: what was written and has not reached the service yet. */
import { keeping } from "../../part/kept.ts"
import type { Form } from "./form.ts"

export interface Kept {
  readonly form: Form
  /** revision that it was written on */
  readonly rev: number
  readonly at: string
}

export const kept = keeping<Kept>("entwurf", (value) => "form" in value && "rev" in value && "at" in value)
