/** From a template and the Vorlage's data to the steps of one Fassung, with what is carried over from the Fassung before. */
import type { Day, Zustaendigkeit } from "../paper.ts"
import {
  AUTHOR,
  type Carried,
  type Chain,
  type ChainTemplate,
  ChangeKind,
  type ConditionFacts,
  complete,
  type Given,
  type Party,
  type Step,
  type TemplateStep,
} from "./schema.ts"
import { aboutFinance, holds } from "./template.ts"

export interface BodyRow {
  readonly gremiumId: string
  readonly gremium: string
  readonly termin: Day
  readonly zustaendigkeit: Zustaendigkeit
  /** the body has a calendar: the step waits for its place on an agenda */
  readonly calendar?: boolean
}
export interface Previous {
  readonly chain: Chain
  readonly changes: readonly ChangeKind[]
}

/**
 * Steps of a new Fassung. Rules (issue of the main job; domain R3, R4):
 * no word changed: everything from the target of the return on is given again; otherwise what the template says per
 * kind of change (default: all). Who returned it (by an objection, too) is asked again. A changed finance block brings back the finance step if it applies to the old or the
 * new Fassung, and every signing step after it. What was never given is open in any case.
 */
export function resolve(
  template: ChainTemplate,
  facts: ConditionFacts,
  rows: readonly BodyRow[],
  previous?: Previous,
): Step[] {
  const before = new Map(previous?.chain.steps.map((s) => [s.id, s]))
  const target = previous === undefined ? 0 : targetIndex(template, previous.chain)
  const changes = previous?.changes ?? []
  let financeBack = false
  return template.steps.flatMap((t, index): Step[] => {
    if (t.kind === "bodies") return rows.map(bodyStep)
    const old = alike(t, before.get(t.id))
    if (t.kind === "release") return [{ kind: "release", id: t.id, label: t.label, status: "pending" }]
    const applies = holds(t.when, facts)
    if (t.kind === "external") {
      const { id, label, role, recipient } = t
      return [{ kind: "external", id, label, role, recipient, status: applies ? "pending" : "skipped" }]
    }
    const include = applies || (t.kind === "sign" && signsRemoval(t, old, changes))
    if (!include) return [skipped(t)]
    if (t.kind === "sign" && aboutFinance(t.when) && changes.includes("finanzen")) financeBack = true
    const again =
      (changes.length === 0 ? index >= target : changes.some((c) => (t.again ?? ChangeKind.options).includes(c))) ||
      previous?.chain.returned?.target === t.id ||
      previous?.chain.returned?.fromStep === t.id ||
      (t.kind === "sign" && financeBack)
    const carried =
      old === undefined || again || previous === undefined || !answered(t, facts, old)
        ? undefined
        : carry(old, previous)
    return [fresh(t, facts, carried, !applies, old)]
  })
}

/** The same step of the Fassung before. Where the house has given its name to another kind or function, there is none. */
function alike(t: TemplateStep, old: Step | undefined): Step | undefined {
  if (old?.kind !== t.kind) return undefined
  if (t.kind === "cosign" && old.kind === "cosign") {
    const known = (o: Party) => t.parties.some((p) => p.id === o.id && p.role === o.role && p.amtId === o.amtId)
    return old.parties.every((o) => o.given === undefined || known(o)) ? old : undefined
  }
  return "role" in t && "role" in old && t.role !== old.role ? undefined : old
}

/** An effect that fell away must be signed by the one who signed its being there. */
function signsRemoval(t: TemplateStep, old: Step | undefined, changes: readonly ChangeKind[]): boolean {
  if (t.kind !== "sign" || !aboutFinance(t.when) || old?.kind !== "sign" || old.status === "skipped") return false
  return old.removal || changes.includes("finanzen")
}

function targetIndex(template: ChainTemplate, chain: Chain): number {
  // A Fassung that could not be made resets nothing: nobody gave anything on it.
  if (chain.state === "failed") return template.steps.length
  const target = chain.returned?.target ?? AUTHOR
  return target === AUTHOR
    ? 0
    : Math.max(
        0,
        template.steps.findIndex((s) => s.id === target),
      )
}

function carry(old: Step, previous: Previous): Carried | undefined {
  const union = (more: readonly ChangeKind[]) =>
    ChangeKind.options.filter((c) => more.includes(c) || previous.changes.includes(c))
  if (old.status === "carried" && old.carried) return { ...old.carried, changes: union(old.carried.changes) }
  if (old.status !== "done") return undefined
  const given = lastGiven(old)
  return given && { fassung: previous.chain.fassung, given, changes: [...previous.changes] }
}

/** A Mitzeichnung of all holds on only while everybody who is to be asked has answered. */
function answered(t: TemplateStep, facts: ConditionFacts, old: Step): boolean {
  if (t.kind !== "cosign" || old.kind !== "cosign" || t.mode === "any") return true
  return t.parties.every((p) => !holds(p.when, facts) || old.parties.some((o) => o.id === p.id && o.given))
}

function lastGiven(step: Step): Given | undefined {
  if (step.kind === "cosign") {
    return step.parties
      .flatMap((p) => (p.given ? [p.given] : []))
      .sort((a, b) => (a.at < b.at ? -1 : 1))
      .at(-1)
  }
  return step.kind === "body" ? undefined : step.given
}

type Internal = Exclude<TemplateStep, { kind: "bodies" | "release" | "external" }>

function skipped(t: Internal): Step {
  const base = { id: t.id, label: t.label, status: "skipped" as const }
  if (t.kind === "cosign") return { ...base, kind: "cosign", mode: t.mode, onObjection: t.onObjection, parties: [] }
  if (t.kind === "sign")
    return { ...base, kind: "sign", role: t.role, finance: aboutFinance(t.when), removal: false, level: t.level }
  return { ...base, kind: "participation", role: t.role }
}

function fresh(
  t: Internal,
  facts: ConditionFacts,
  carried: Carried | undefined,
  removal: boolean,
  old: Step | undefined,
): Step {
  const base = { id: t.id, label: t.label, status: carried ? ("carried" as const) : ("pending" as const), carried }
  if (t.kind === "participation") return { ...base, kind: "participation", role: t.role }
  if (t.kind === "sign")
    return { ...base, kind: "sign", role: t.role, finance: aboutFinance(t.when), removal, level: t.level }
  const parties = t.parties.map((p): Party => {
    // An opinion that is carried over stays what it was: an objection must not turn into consent.
    const was = carried && old?.kind === "cosign" ? old.parties.find((o) => o.id === p.id && o.given) : undefined
    const { id, label, role, amtId } = p
    if (!holds(p.when, facts)) return { id, label, role, amtId, status: "skipped" }
    return { id, label, role, amtId, status: was?.status ?? "pending", given: was?.given }
  })
  const nobody = parties.every((p) => p.status === "skipped")
  return {
    ...base,
    kind: "cosign",
    mode: t.mode,
    onObjection: t.onObjection,
    parties,
    status: nobody ? "skipped" : base.status,
  }
}

export const bodyId = (index: number): string => `gremium-${index + 1}`

function bodyStep(row: BodyRow, index: number): Step {
  return {
    kind: "body",
    id: bodyId(index),
    label: row.gremium,
    status: "pending",
    gremiumId: row.gremiumId,
    zustaendigkeit: row.zustaendigkeit,
    termin: row.termin,
    ...(row.calendar ? { place: { state: "coming" as const } } : {}),
    field: true,
  }
}

/** Opens the first step whose predecessors are complete; a finished chain stays as it is. A hand-over waits for the end. */
export function openNext(steps: readonly Step[], at: string): Step[] {
  const next = steps.findIndex((s) => s.kind !== "external" && !complete(s))
  return steps.map((step, i) => {
    if (i !== next || step.status !== "pending") return step
    if (step.kind !== "cosign") return { ...step, status: "open", openedAt: at }
    return {
      ...step,
      status: "open",
      openedAt: at,
      parties: step.parties.map((p) => (p.status === "pending" ? { ...p, status: "open" as const } : p)),
    }
  })
}
