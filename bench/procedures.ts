/** Procedures: 1,000 whole procedures with all documents while table, stream, worker and timestamp service fail. */
import { spawn } from "node:child_process"
import { cpus } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"
import type { Figure, Outcome } from "./measure.ts"
import type { Report } from "./procedures/child.ts"

const CHILD = join(import.meta.dirname, "procedures/child.ts")

export async function procedures({ count }: { readonly count: number }): Promise<Outcome> {
  const calm = await child(20_271_120, Math.min(10, count), "calm", () => {})
  const hands = Math.max(1, Math.min(cpus().length, Math.ceil(count / 25)))
  let done = 0
  const started = performance.now()
  const progress = (): void => {
    done++
    if (done % 10 === 0 || done === count)
      process.stderr.write(`\r${done}/${count} procedures, ${Math.round((performance.now() - started) / 1000)} s `)
  }
  const parts = Array.from(
    { length: hands },
    (_, i) => Math.floor((count * (i + 1)) / hands) - Math.floor((count * i) / hands),
  )
  const reports = await Promise.all(parts.map((part, i) => child(1 + i * 10_000_000, part, "storm", progress)))
  process.stderr.write("\n")
  return outcome(count, calm, reports, (performance.now() - started) / 1000)
}

function child(seed: number, count: number, weather: "calm" | "storm", progress: () => void): Promise<Report> {
  const running = spawn(process.execPath, [...process.execArgv, CHILD, String(seed), String(count), weather], {
    stdio: ["ignore", "pipe", "inherit"],
  })
  let report: Report | undefined
  createInterface({ input: running.stdout }).on("line", (line) => {
    const told = JSON.parse(line) as { done?: number; report?: Report }
    if (told.report) report = told.report
    else progress()
  })
  return new Promise((resolve, reject) => {
    running.on("error", reject).on("close", (code) => {
      if (code === 0 && report) resolve(report)
      else reject(new Error(`a process of the bench ended with ${code}`))
    })
  })
}

function outcome(count: number, calm: Report, reports: readonly Report[], seconds: number): Outcome {
  const sum = (of: (report: Report) => number): number => reports.reduce((all, report) => all + of(report), 0)
  const all = [calm, ...reports]
  const found = (key: keyof Report["findings"]): string[] => all.flatMap((report) => report.findings[key])
  const { lost, double, stuck, record, papers } = {
    lost: found("lost"),
    double: found("double"),
    stuck: found("stuck"),
    record: found("record"),
    papers: found("papers"),
  }
  const each = (report: Report): number => report.seconds / Math.max(1, report.procedures)
  const figures: Figure[] = [
    { name: "procedures ended", value: sum((r) => r.procedures), unit: "" },
    { name: "papers looked at", value: sum((r) => r.papers), unit: "" },
    { name: "acts of people", value: sum((r) => r.acts), unit: "" },
    { name: "lost", value: lost.length, unit: "", limit: 0 },
    { name: "double", value: double.length, unit: "", limit: 0 },
    { name: "stuck", value: stuck.length, unit: "", limit: 0 },
    { name: "record or replay wrong", value: record.length, unit: "", limit: 0 },
    { name: "papers not appended or not verified", value: papers.length, unit: "", limit: 0 },
    { name: "answers that people did not get", value: sum((r) => r.troubles), unit: "" },
    ...(["conflict", "throttle", "lostRequest", "lostAnswer", "staleIndex", "overlap", "inProgress"] as const).map(
      (fault) => ({
        name: `fault of the table: ${fault}`,
        value: sum((r) => r.store[fault]),
        unit: "",
      }),
    ),
    ...(["duplicate", "late", "lost", "reordered"] as const).map((fault) => ({
      name: `fault of the stream: ${fault}`,
      value: sum((r) => r.stream[fault]),
      unit: "",
    })),
    { name: "worker died between making and filing", value: sum((r) => r.worker.beforeFiling), unit: "" },
    { name: "worker died between filing and commit", value: sum((r) => r.worker.beforeCommit), unit: "" },
    { name: "worker died after a commit", value: sum((r) => r.worker.afterCommit), unit: "" },
    { name: "timestamp service stopped", value: sum((r) => r.worker.tsaStops), unit: "" },
    { name: "  requests it refused", value: sum((r) => r.worker.tsaRefusals), unit: "" },
    { name: "sweeps of a second worker at the same moment", value: sum((r) => r.secondWorker), unit: "" },
    {
      name: "seconds per procedure and process",
      value:
        sum((r) => r.seconds) /
        Math.max(
          1,
          sum((r) => r.procedures),
        ),
      unit: "s",
    },
    { name: "baseline: without any fault", value: each(calm), unit: "s" },
    { name: "whole duration", value: seconds, unit: "s" },
  ]
  const failures = [...lost, ...double, ...stuck, ...record, ...papers].slice(0, 40)
  if (sum((r) => r.procedures) < count) failures.push(`only ${sum((r) => r.procedures)} of ${count} procedures ended`)
  return { figures, failures, raw: { reports } }
}
