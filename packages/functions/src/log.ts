/** Structured log lines: ids, counts and reasons. No names, texts or addresses; errors by name and reason only. */
import { AppError } from "@beschlussweg/core/error"

/** Everything that a line may say. A closed list: what is not here is not logged, whoever passes it. */
const FIELDS = [
  "tenantId",
  "requestId",
  "method",
  "status",
  "duty",
  "attempts",
  "reason",
  "error",
  /** name of a log */
  "name",
  "fact",
  "seq",
  "against",
  "day",
  "logs",
  "copied",
  "made",
  "items",
  "files",
] as const
export type Fields = Readonly<Partial<Record<(typeof FIELDS)[number], unknown>>>

/** Words of our own: ids, keys, codes. A name or a sentence has blanks or letters that none of them has. */
const WORD = /^[A-Za-z0-9_.:/#-]{1,200}$/

let out: (line: string) => void = (line) => process.stderr.write(`${line}\n`)

export function log(event: string, fields: Fields): void {
  const safe: Record<string, string | number | boolean> = {}
  for (const key of FIELDS) {
    const value = plain(fields[key])
    if (value !== undefined) safe[key] = value
  }
  out(JSON.stringify({ at: new Date().toISOString(), event, ...safe }))
}

function plain(value: unknown): string | number | boolean | undefined {
  if (value instanceof AppError) return value.reason
  // The stack holds the message, which may hold anything: only for whoever asks for it on his own machine.
  if (value instanceof Error) return process.env.BESCHLUSSWEG_DEBUG ? value.stack : value.name
  if (typeof value === "number" || typeof value === "boolean") return value
  if (typeof value === "string") return WORD.test(value) ? value : "?"
  return undefined
}

/** Where lines go; tests collect them. */
export function logTo(sink: (line: string) => void): void {
  out = sink
}
