/** Structured log lines: ids, counts and reasons. No names, texts or addresses; errors by name and reason only. */
import { AppError } from "@beschlussweg/core/error"

type Value = string | number | boolean | undefined

let out: (line: string) => void = (line) => process.stderr.write(`${line}\n`)

export function log(event: string, fields: Readonly<Record<string, unknown>>): void {
  const safe: Record<string, Value> = {}
  for (const [key, value] of Object.entries(fields)) {
    if (value instanceof AppError) safe[key] = value.reason
    else if (value instanceof Error) safe[key] = process.env.BESCHLUSSWEG_DEBUG ? value.stack : value.name
    else if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") safe[key] = value
  }
  out(JSON.stringify({ at: new Date().toISOString(), event, ...safe }))
}

/** Where lines go; tests collect them. */
export function logTo(sink: (line: string) => void): void {
  out = sink
}
