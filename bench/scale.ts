/** Scale: euros per district and year, and the yearly peak, from one measured procedure and the price table. */
import { type Cost, procedure } from "./cost/procedure.ts"
import type { Figure, Outcome } from "./measure.ts"
import { acts, simulate } from "./peak.ts"
import { PRICES } from "./price.ts"

const DISTRICTS = [1, 100, 10_000] as const

/** What a district does in a year. Changeable; the sheet is proportional to it. */
export const YEAR = {
  /** the programme and the Vorlagen around it */
  procedures: 12,
  /** people who work in it on 220 days, each looking so often */
  people: 25,
  looksPerDay: 8,
  days: 220,
  /** years that papers are kept: the tenth year pays for ten */
  keepYears: 10,
  /** memory of the functions in GB, as in infra/; arm64 */
  apiGb: 1,
  workerGb: 2,
} as const

const sum = (costs: readonly Cost[], of: (cost: Cost) => number): number => costs.reduce((n, c) => n + of(c), 0)
const PEOPLE = ["list", "look", "act"]

interface Sheet {
  readonly table: number
  readonly lambda: number
  readonly keys: number
  readonly files: number
  readonly mail: number
  readonly web: number
  readonly watching: number
  readonly standing: number
}

/** Dollars of a district and year; what a stage costs whether or not anybody works is divided by the districts. */
function sheet(
  costs: readonly Cost[],
  stays: { items: number; papers: number; mails: number },
  districts: number,
): Sheet {
  const P = PRICES
  const people = costs.filter((c) => PEOPLE.includes(c.what))
  const worker = costs.filter((c) => !PEOPLE.includes(c.what))
  const looks = YEAR.people * YEAR.looksPerDay * YEAR.days
  const look = costs.find((c) => c.what === "look")
  const lookUnits = look?.read ?? 0
  const per = YEAR.procedures
  const gb = (bytes: number) => bytes / 2 ** 30
  const kept = (YEAR.keepYears + 1) / 2
  const requests = per * people.length + looks
  const apiMs = per * sum(people, (c) => c.ms) + looks * (look?.ms ?? 0)
  const nightly = 365 * 60
  return {
    table:
      (per * sum(costs, (c) => c.write) * P.writeMillion) / 1e6 +
      ((per * sum(costs, (c) => c.read) + looks * lookUnits + nightly) * P.readMillion) / 1e6 +
      gb(stays.items * 2 * per * kept) * 12 * (P.tableGb + P.recoveryGb),
    lambda:
      ((apiMs / 1000) * YEAR.apiGb + ((per * sum(worker, (c) => c.ms)) / 1000) * YEAR.workerGb) * P.lambdaGbSecond +
      ((requests + per * worker.length) * P.lambdaMillion) / 1e6,
    // A key of its own for each house's authority; an anchor a night; each paper and each file encrypted once.
    keys:
      12 * P.kmsKey +
      ((per * sum(costs, (c) => c.keys) + 365) * P.kmsAsymmetric) / 1e4 +
      (per * sum(costs, (c) => c.files) * 2 * P.kmsSymmetric) / 1e4,
    files:
      gb(stays.papers * per * kept) * 12 * P.fileGb +
      ((per * sum(costs, (c) => c.files) + 365) * P.filePut) / 1000 +
      (looks * 0.2 * P.fileGet) / 1000,
    mail: (per * stays.mails * P.mail) / 1000,
    web:
      (requests * (P.apiMillion + P.firewallMillion)) / 1e6 +
      (requests * P.cdnRequests) / 1e4 +
      gb(requests * 8_000 + looks * 0.2 * 400_000) * P.cdnGb,
    watching: gb(requests * 1_500 + per * worker.length * 1_500) * P.logGb,
    // Per stage: sweep every minute (16 queries), firewall, alarms, figures, dashboard, two keys, recovery of nothing.
    standing:
      (12 * (P.firewallMonth + 20 * P.alarm + P.dashboard + 2 * P.kmsKey + 120 * P.metric) +
        (525_600 * 16 * 0.5 * P.readMillion) / 1e6 +
        525_600 * (0.2 * YEAR.workerGb * P.lambdaGbSecond + P.lambdaMillion / 1e6)) /
      districts,
  }
}

export async function scale(): Promise<Outcome> {
  const { costs, items, papers, mails } = await procedure(40)
  const figures: Figure[] = []
  for (const districts of DISTRICTS) {
    const parts = sheet(costs, { items, papers, mails }, districts)
    const euros = Object.entries(parts).map(([name, dollars]): [string, number] => [name, dollars * PRICES.euro])
    figures.push({
      name: `${districts}: euros per district and year`,
      value: euros.reduce((n, [, e]) => n + e, 0),
      unit: "EUR",
    })
    for (const [name, value] of euros) figures.push({ name: `  ${districts}: ${name}`, value, unit: "EUR" })
  }
  const steps = acts(costs)
  for (const districts of DISTRICTS) {
    const { districts: _, ...busy } = simulate(steps, districts)
    for (const [name, value] of Object.entries(busy))
      figures.push({ name: `peak ${districts}: ${name}`, value, unit: name.startsWith("paper") ? "s" : "" })
  }
  const notes = [
    `Prices of ${PRICES.asOf}, ${PRICES.verified ? "verified" : "UNVERIFIED"}: bench/price.ts. Habits: YEAR in bench/scale.ts, PEAK in bench/peak.ts.`,
  ]
  return { figures, notes, raw: { costs } }
}
