/** A form with the revision it was read at. */
import type { Form } from "./form.ts"

export interface Draft {
  readonly form: Form
  readonly rev: number
  /** when it was saved, if that is known */
  readonly at: string | undefined
}
