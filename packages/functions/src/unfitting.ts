/** The refusal of an answer that no sign-in of ours asked for. */
import { AppError } from "@beschlussweg/core/error"

export const AGAIN = "Bitte beginnen Sie die Anmeldung noch einmal."

/** What came back does not belong to what was asked. */
export function unfitting(reason: string): AppError {
  return new AppError(
    "unauthenticated",
    reason,
    `Die Antwort des Anmeldedienstes passt nicht zu Ihrer Anfrage. ${AGAIN}`,
  )
}
