/** Numbers of the bench: medians, tables on the screen, JSON files, and fresh processes with their peak memory. */
import { spawn } from "node:child_process"
import { mkdirSync, writeFileSync } from "node:fs"
import { cpus } from "node:os"
import { join, resolve } from "node:path"

const HERE = import.meta.dirname
export const ROOT = join(HERE, "..")
export const RESULTS = join(HERE, "results")
/** flags of Node that `pnpm start` and the bench set, without the loader */
export const FLAGS = process.execArgv.filter((flag) => flag.startsWith("--max-semi-space-size"))

export function quantile(values: readonly number[], q: number): number {
  if (values.length === 0) throw new Error("no values")
  const sorted = [...values].sort((a, b) => a - b)
  const at = (sorted.length - 1) * q
  const low = sorted[Math.floor(at)] ?? 0
  const high = sorted[Math.ceil(at)] ?? low
  return low + (high - low) * (at - Math.floor(at))
}
export const median = (values: readonly number[]): number => quantile(values, 0.5)

/** Median of the ratios of pairs that were measured in the same round. */
export const ratio = (above: readonly number[], below: readonly number[]): number =>
  median(above.map((value, i) => value / (below[i] ?? Number.NaN)))

/** CPU time of this process in ms, its garbage collection included: on a busy machine the clock measures the others. */
export function cpu(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** One line of a result: what was measured, its limit, and whether it holds (undefined: no limit of its own). */
export interface Figure {
  readonly name: string
  readonly value: number
  readonly unit: string
  readonly limit?: number | undefined
  /** a wish, not a requirement: missing it is printed, but is no failure */
  readonly goal?: boolean
}
export interface Outcome {
  readonly figures: readonly Figure[]
  /** what stands behind the figures, for the JSON file */
  readonly raw?: Readonly<Record<string, unknown>>
  /** sentences for people: what was not measured, and why */
  readonly notes?: readonly string[]
  /** checks that failed; any of them fails the bench */
  readonly failures?: readonly string[]
}

const holds = (f: Figure): boolean => f.limit === undefined || f.value <= f.limit

export const failed = (outcome: Outcome): boolean =>
  (outcome.failures ?? []).length > 0 || outcome.figures.some((f) => !f.goal && !holds(f))

const rounded = (value: number): string =>
  Number.isInteger(value) ? String(value) : value.toFixed(Math.abs(value) < 10 ? 2 : Math.abs(value) < 100 ? 1 : 0)

/** The outcome as a small table. */
export function table(name: string, outcome: Outcome): string {
  const rows = outcome.figures.map((f) => [
    f.name,
    `${rounded(f.value)} ${f.unit}`.trim(),
    f.limit === undefined ? "" : `<= ${f.limit}${f.goal ? " (goal)" : ""}`,
    f.limit === undefined ? "" : holds(f) ? "ok" : f.goal ? "missed" : "FAILED",
  ])
  const widths = [0, 1, 2, 3].map((c) => Math.max(...rows.map((row) => (row[c] ?? "").length), 1))
  const lines = rows.map((row) =>
    row
      .map((cell, c) => (c === 1 ? cell.padStart(widths[c] ?? 0) : cell.padEnd(widths[c] ?? 0)))
      .join("  ")
      .trimEnd(),
  )
  return [
    name,
    ...lines.map((line) => `  ${line}`),
    ...(outcome.notes ?? []).map((note) => `  note: ${note}`),
    ...(outcome.failures ?? []).map((failure) => `  FAILED: ${failure}`),
  ].join("\n")
}

/** Writes an outcome to bench/results/<name>.json. */
export function save(name: string, outcome: Outcome): void {
  mkdirSync(RESULTS, { recursive: true })
  const machine = { node: process.version, cpu: cpus()[0]?.model ?? "", cores: cpus().length }
  const file = { name, at: new Date().toISOString(), machine, failed: failed(outcome), ...outcome }
  writeFileSync(join(RESULTS, `${name}.json`), `${JSON.stringify(file, null, 2)}\n`)
}

/** Runs a command to its end. @returns its output and how long it took in ms @throws when it fails */
export async function run(command: string, args: readonly string[]): Promise<{ out: string; ms: number }> {
  const started = performance.now()
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] })
  let out = ""
  let err = ""
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    out += text
  })
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    err += text
  })
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject).on("close", resolve)
  })
  if (code !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${code}: ${err.slice(-2000)}`)
  return { out, ms: performance.now() - started }
}

/**
 * A TypeScript file of ours in a fresh process; its last line is JSON. `flags` are those of Node, by default the ones
 * that this process was started with, as `pnpm start` is.
 */
export async function fresh<T>(
  file: string,
  args: readonly string[],
  flags: readonly string[] = process.execArgv,
): Promise<T & { readonly wallMs: number }> {
  const { out, ms } = await run(process.execPath, [...flags, resolve(HERE, file), ...args])
  return { ...(JSON.parse(out.trim().split("\n").at(-1) ?? "") as T), wallMs: ms }
}

/** Lets the candidates run one after the other, round by round, so that the machine's mood hits all of them alike. */
export async function alternate<K extends string, T>(
  candidates: Readonly<Record<K, () => Promise<T>>>,
  { warmup, rounds }: { readonly warmup: number; readonly rounds: number },
): Promise<Record<K, T[]>> {
  const names = Object.keys(candidates) as K[]
  const results = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<K, T[]>
  for (let round = 0; round < warmup + rounds; round++)
    for (const name of names) {
      const result = await candidates[name]()
      if (round >= warmup) results[name].push(result)
    }
  return results
}
