/** Structured log lines: ids, counts and reasons. No names, texts or addresses; errors by name and reason only. */
import { Unreadable } from "@beschlussweg/core/context"
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
  /** id of the request that something follows from; the same one from its first line to the paper that is filed */
  "trace",
  "verb",
  /** kind of a duty, type of a fact */
  "kind",
  "result",
  /** how long something took; how long after its time a duty was taken */
  "ms",
  "late",
  /** of a stored item that cannot be read, with the reason in `reason` */
  "key",
  /** of whoever got a link to a file, and what for */
  "person",
  "purpose",
] as const
export type Fields = Readonly<Partial<Record<(typeof FIELDS)[number], unknown>>>

/** Words of our own: ids, keys, codes. A name or a sentence has blanks or letters that none of them has. */
const WORD = /^[A-Za-z0-9_.:/#-]{1,200}$/

let out: (line: string) => void = (line) => process.stderr.write(`${line}\n`)

/**
 * Figures that a line carries along in CloudWatch's Embedded Metric Format. All figures are kept per stage;
 * time and failures also per verb, or per kind of duty.
 */
export interface Metric {
  readonly of: "verb" | "duty"
  /** name of the verb, or kind of the duty */
  readonly name: string
  readonly ms: number
  readonly result: "ok" | "refused" | "failed"
  readonly cold?: boolean
  /** milliseconds after its time */
  readonly late?: number
}

export const NAMESPACE = "Beschlussweg"
const NAMES = {
  verb: { ms: "ms", calls: "calls", refused: "refused", failed: "failed", cold: "cold" },
  duty: { ms: "dutyMs", calls: "duties", refused: "dutiesRefused", failed: "dutiesFailed", late: "dutyLate" },
} as const

let stage: string | undefined

/**
 * From now on lines carry figures of this stage, and what went well is written down, too: requests, and facts and duties
 * with the request they follow from. Off for local work and tests; `undefined` turns it off again.
 */
export function observe(name: string | undefined): void {
  stage = name === "local" ? undefined : name
}
export const observed = (): boolean => stage !== undefined

export function log(event: string, given: Fields, metric?: Metric): void {
  const fields =
    given.error instanceof Unreadable ? { ...given, key: given.error.key, reason: given.error.because } : given
  const safe: Record<string, string | number | boolean> = {}
  for (const key of FIELDS) {
    const value = plain(fields[key])
    if (value !== undefined) safe[key] = value
  }
  const figures = stage === undefined || metric === undefined ? {} : embedded(stage, metric)
  out(JSON.stringify({ at: new Date().toISOString(), event, ...safe, ...figures }))
}

/** A line of what went well; nobody reads it at home. */
export function trail(event: string, fields: Fields, metric?: Metric): void {
  if (observed()) log(event, fields, metric)
}

function embedded(name: string, metric: Metric): object {
  const names = NAMES[metric.of]
  const figures: { readonly name: string; readonly unit: string; readonly value: number }[] = [
    { name: names.ms, unit: "Milliseconds", value: Math.round(metric.ms * 10) / 10 },
    { name: names.calls, unit: "Count", value: 1 },
    { name: names.refused, unit: "Count", value: Number(metric.result === "refused") },
    { name: names.failed, unit: "Count", value: Number(metric.result === "failed") },
  ]
  if (metric.of === "verb") figures.push({ name: NAMES.verb.cold, unit: "Count", value: Number(metric.cold === true) })
  else figures.push({ name: NAMES.duty.late, unit: "Milliseconds", value: Math.max(0, metric.late ?? 0) })
  return {
    stage: name,
    [metric.of]: WORD.test(metric.name) ? metric.name : "?",
    ...Object.fromEntries(figures.map((f) => [f.name, f.value])),
    _aws: {
      Timestamp: Date.now(),
      CloudWatchMetrics: [
        { Namespace: NAMESPACE, Dimensions: [["stage"]], Metrics: declared(figures) },
        // Each pair of figure and verb is paid for by itself: how long and how often (the count of the first), and what failed.
        {
          Namespace: NAMESPACE,
          Dimensions: [["stage", metric.of]],
          Metrics: declared(figures.filter((f) => f.name === names.ms || f.name === names.failed)),
        },
      ],
    },
  }
}

const declared = (figures: readonly { readonly name: string; readonly unit: string }[]) =>
  figures.map((f) => ({ Name: f.name, Unit: f.unit }))

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
