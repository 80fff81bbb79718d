/** Judgement over a finished procedure: nothing lost, nothing twice, the record replays, every stage appends and verifies. */
import { createHash } from "node:crypto"
import * as Vorlage from "@beschlussweg/core/vorlage"
import { verify } from "@beschlussweg/pdf/verify"
import { type House, mending } from "../../test/house.ts"
import type { Act, Carried } from "./person.ts"

export interface Findings {
  readonly lost: string[]
  readonly double: string[]
  readonly stuck: string[]
  /** broken record, replay that differs, tasks that do not fit */
  readonly record: string[]
  /** no append, does not verify, other bytes than recorded */
  readonly papers: string[]
}
export const nothing = (): Findings => ({ lost: [], double: [], stuck: [], record: [], papers: [] })

const MAIN: readonly Vorlage.DocumentKind[] = ["seal", "sign", "finish", "result"]
const startsWith = (bytes: Uint8Array, prefix: Uint8Array): boolean =>
  bytes.length > prefix.length && Buffer.compare(bytes.subarray(0, prefix.length), prefix) === 0

/** Looks at everything that one procedure left behind. @returns number of papers looked at */
export async function audit(house: House, done: Carried, ca: string, found: Findings): Promise<number> {
  const { id } = done
  found.record.push(...(await mending(house, id)).map((defect) => `${id}: ${defect}`))
  const ctx = house.workCtx()
  const whole = await Vorlage.load(ctx, id)
  if (whole.chain?.value.state !== "completed") found.stuck.push(`${id}: ${whole.chain?.value.state}`)
  if (whole.fassungen.some((f) => f.value.owed.length > 0)) found.stuck.push(`${id}: papers are owed`)
  compareActs(id, done.acts, await acted(house, id), found)
  let papers = 0
  for (const { value: fassung } of whole.fassungen) {
    papers += fassung.documents.length
    await stages(house, fassung, ca, found)
    // the long-term finish and the Umlaufprotokoll are repeated, and an Auszug is signed by two persons
    const once = fassung.documents.filter((d) => !["finish", "auszug-sign", "umlauf"].includes(d.kind))
    const names = once.map((d) => `${d.kind} ${d.stepId ?? ""}`)
    const twice = names.filter((name, i) => names.indexOf(name) !== i)
    found.double.push(...twice.map((name) => `${id}: ${name}`))
  }
  complete(id, whole, found)
  return papers
}

async function acted(house: House, id: string): Promise<Act[]> {
  const facts = await Vorlage.factsOf(house.workCtx(), id)
  return facts
    .filter((f) => f.by !== "worker")
    .filter((f) => /^(step|body|auszug)\.|^vorlage\.submitted$/.test(f.type))
    .map((f) => {
      const { stepId, partyId, fassung } = f.data
      return {
        type: f.type,
        place: f.type === "vorlage.submitted" ? String(fassung) : [stepId, partyId].filter(Boolean).join("/"),
      }
    })
}

/** Every act that somebody was told of stands in the record as often as it was done, and nothing else does. */
function compareActs(id: string, told: readonly Act[], recorded: readonly Act[], found: Findings): void {
  const count = (acts: readonly Act[]) => {
    const counts = new Map<string, number>()
    for (const { type, place } of acts) counts.set(`${type} ${place}`, (counts.get(`${type} ${place}`) ?? 0) + 1)
    return counts
  }
  const [a, b] = [count(told), count(recorded)]
  for (const name of new Set([...a.keys(), ...b.keys()])) {
    const [x, y] = [a.get(name) ?? 0, b.get(name) ?? 0]
    if (x > y) found.lost.push(`${id}: ${name}`)
    if (y > x) found.double.push(`${id}: ${name}`)
  }
}

/** Bytes as recorded; the Vorlage's own file only ever grows; whatever is signed verifies with the root. */
async function stages(house: House, fassung: Vorlage.Fassung, ca: string, found: Findings): Promise<void> {
  const { papers } = house.workCtx()
  let before: Uint8Array | undefined
  for (const d of fassung.documents) {
    const bytes = await papers.get(d.path)
    if (!bytes) {
      found.lost.push(d.path)
      continue
    }
    if (createHash("sha256").update(bytes).digest("hex") !== d.sha256) found.papers.push(`${d.path}: other bytes`)
    if (MAIN.includes(d.kind)) {
      if (before && !startsWith(bytes, before)) found.papers.push(`${d.path}: not an append`)
      before = bytes
    }
    if (d.kind === "programme" || d.kind === "reading") continue
    const report = verify(bytes, { ca })
    if (report.exit !== 0) found.papers.push(`${d.path}: ${[...report.problems, ...report.notes].join(" ")}`)
    const fields = report.signatures.map((s) => s.field)
    if (new Set(fields).size !== fields.length) found.double.push(`${d.path}: a field twice`)
  }
}

/** The last Fassung has every paper that its chain asks for. */
function complete(id: string, whole: Vorlage.Whole, found: Findings): void {
  const fassung = whole.fassungen.at(-1)?.value
  const chain = whole.chain?.value
  if (!fassung || !chain) return
  const has = (kind: Vorlage.DocumentKind, stepId?: string): boolean =>
    fassung.documents.some((d) => d.kind === kind && (stepId === undefined || d.stepId === stepId))
  const wanted: [Vorlage.DocumentKind, string | undefined][] = [
    ["programme", undefined],
    ["seal", undefined],
    ["finish", undefined],
    ["reading", undefined],
    ["endfassung", undefined],
    ["umlauf", undefined],
  ]
  for (const step of chain.steps) {
    if (step.kind === "sign" && step.status === "done") wanted.push(["sign", step.id])
    if (step.kind === "body" && step.result) wanted.push(["auszug", step.id], ["result", step.id])
  }
  for (const [kind, stepId] of wanted) if (!has(kind, stepId)) found.lost.push(`${id}: ${kind} ${stepId ?? ""}`)
}
