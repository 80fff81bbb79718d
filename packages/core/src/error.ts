/** The one error of the product: a class (HTTP status by table), a stable machine reason, a German sentence for people. */

/** Classes of refusal. Anything that is not an AppError is a defect and becomes a 500 without details. */
export type ErrorCode = "input" | "unauthenticated" | "forbidden" | "not_found" | "conflict" | "refused" | "limit"

export const STATUS = {
  input: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  refused: 422,
  limit: 429,
} as const satisfies Record<ErrorCode, number>

/** One finding with its place, e.g. { place: "Abschnitt 3.2, Bild 1", message: "Alternativtext fehlt." }. */
export interface Finding {
  readonly reason: string
  readonly place: string
  readonly message: string
}

export class AppError extends Error {
  readonly code: ErrorCode
  /** stable for machines, e.g. "fassung.superseded" */
  readonly reason: string
  readonly findings: readonly Finding[]

  constructor(code: ErrorCode, reason: string, message: string, findings: readonly Finding[] = []) {
    super(message)
    this.name = "AppError"
    this.code = code
    this.reason = reason
    this.findings = findings
  }
}

/** The only answer to an id that does not exist or belongs to somebody else: both look the same. */
export function notFound(): AppError {
  return new AppError("not_found", "not_found", "Das gibt es hier nicht. Bitte prüfen Sie die Adresse.")
}
