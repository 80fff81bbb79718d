/** From moves of the chain to one commit: fold, facts, texts, tasks, what is owed on paper. */
import {
  ADOPTED,
  apply,
  awaitsBody,
  type Chain,
  complete,
  entitled,
  type Given,
  type Move,
  type Waiting,
  waiting,
} from "../chain/index.ts"
import type { Actor, Ctx, Stored, Write } from "../context.ts"
import { dayOf } from "../day.ts"
import type { Duty } from "../duty.ts"
import { append, type Happening } from "../fact.ts"
import { asActor, type Member } from "../member/index.ts"
import { noticeOf } from "../news.ts"
import { type Planned, untilOf } from "../plan/item.ts"
import { holding, may } from "../role.ts"
import { stamp } from "../tenant.ts"
import { beratungWrites } from "./beratung.ts"
import {
  chainKey,
  type Fassung,
  fassungKey,
  listKey,
  type Owed,
  present,
  type Root,
  rootKey,
  type Task,
  type Text,
  taskKey,
  textKey,
  type Whole,
} from "./item.ts"
import { standingOf } from "./standing.ts"

/** Name of a task's place, stable while it waits. */
const placeOf = (w: Waiting): string => [w.stepId, w.partyId, w.kind].filter((x) => x !== undefined).join(".")

/** Index partition of all tasks that lie with single persons. */
export const PERSONAL = "task/person"
/** What to list for a pool; without the slash "kim" would find the tasks of "kim-adler", too. */
export const listing = (pool: string): string => `${pool}/`

/**
 * Index key of a pool of tasks: a function with its Amt or Gremium is a partition of its own; what lies with single
 * persons stands in one partition together, so that one Query shows all of it.
 */
export function pool(t: {
  role: string
  amtId?: string | undefined
  gremiumId?: string | undefined
  personId?: string | undefined
}): string {
  if (t.personId !== undefined) return `${PERSONAL}/${t.personId}`
  const at = t.amtId ?? t.gremiumId
  return at === undefined ? `task/${t.role}` : `task/${t.role}.${at}`
}

/**
 * Writes that make the task items equal what the chain waits for. A place nobody is entitled to becomes a task of the
 * Mandantenadministration, so no chain stands still silently.
 */
export function taskWrites(
  root: Root,
  chain: Chain,
  old: readonly Stored<Task>[],
  members: readonly Member[],
  at: Date,
  plan: Planned | undefined,
): Write[] {
  const wanted = new Map<string, Task>()
  for (const w of waiting(chain)) {
    const { kind, role, amtId, gremiumId, personId, until: _, ...rest } = w
    const until = untilOf(plan, chain, w)
    const nobody = !members.some((m) => entitled(w, chain, asActor(m), at))
    // For an author who has left, or a target nobody stands for, the others who may write stand in.
    const authors = kind === "resubmit" || kind === "amend"
    const author = members.find((m) => m.personId === chain.authorId && mayWrite(m, at))?.personId
    const place = !nobody
      ? { kind, role, amtId, gremiumId, personId }
      : authors
        ? { kind, role: "verfasser" as const, personId: author }
        : { kind: "appoint" as const, role: "administration" as const }
    wanted.set(taskKey(root.id, placeOf(w)), {
      version: 1,
      vorlageId: root.id,
      nummer: root.nummer ?? "",
      betreff: root.betreff,
      public: root.public,
      fassung: chain.fassung,
      ...rest,
      ...(until === undefined ? {} : { until }),
      ...place,
    })
  }
  const writes: Write[] = []
  for (const task of old) {
    const now = wanted.get(task.key)
    if (now && same(now, task.value)) wanted.delete(task.key)
    else if (!now) writes.push({ drop: task.key, rev: task.rev })
  }
  for (const [key, value] of wanted) {
    const rev = old.find((t) => t.key === key)?.rev ?? "new"
    writes.push({ put: key, value, rev, index: `${pool(value)}/${value.since}` })
  }
  return writes
}

/** May this person go on with a Vorlage that came back to its author? */
export const mayWrite = (m: Pick<Actor, "functions">, at: Date): boolean =>
  may(holding(m.functions, dayOf(at)), "vorlage.write")

const same = (a: Task, b: Task): boolean => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b))
const sorted = (t: Task) =>
  Object.entries(t)
    .filter(([, v]) => v !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))

type Traits = Pick<Fassung, "twin" | "programme">

/** What a move makes due on paper, given the chain before and after it. */
export function owedAfter(move: Move, before: Chain, chain: Chain, fassung: Traits): Omit<Owed, "dutyId">[] {
  return [...owedBy(move, chain, fassung), ...sheets(before, chain)]
}

/** A step on paper that has just opened needs its sheet. */
function sheets(before: Chain, chain: Chain): Omit<Owed, "dutyId">[] {
  const opened = (id: string) => before.steps.find((s) => s.id === id)?.status !== "open"
  return chain.steps.flatMap((s) =>
    chain.state === "running" && s.kind === "sign" && s.level === "paper" && s.status === "open" && opened(s.id)
      ? [{ kind: "sheet" as const, stepId: s.id }]
      : [],
  )
}

function owedBy(move: Move, chain: Chain, fassung: Traits): Omit<Owed, "dutyId">[] {
  switch (move.type) {
    case "document.issued":
      return [{ kind: "reading" }]
    case "step.signed": {
      const more = chain.steps.some((s) => s.kind === "sign" && !complete(s))
      const { stepId, given } = move.data
      // What was signed outside is filed as it came; a Zeichnung of level none stands in the record only.
      const here = given.level === undefined || given.level === "system" || given.level === "paper"
      const sign = here ? [{ kind: "sign" as const, stepId, textId: given.textId }] : []
      return more ? sign : [...sign, { kind: "finish" }]
    }
    case "body.decided": {
      const owed: Omit<Owed, "dutyId">[] = [
        { kind: "auszug", stepId: move.data.stepId, textId: move.data.result.textId },
      ]
      if (!move.data.signed) owed.push(...sealed(chain, move.data.stepId))
      return [...owed, ...ending(chain, fassung, !move.data.signed, chain.state === "completed")]
    }
    case "body.corrected": {
      const { stepId, result, signed } = move.data
      const auszug = { kind: "auszug" as const, stepId, textId: result.textId }
      return [auszug, ...(signed ? [] : sealed(chain, stepId)), ...ending(chain, fassung, !signed, true)]
    }
    case "urgent.signed": {
      const step = chain.steps.find((s) => s.id === move.data.stepId)
      if (step?.kind !== "body" || step.urgent?.status !== "given") return []
      const { stepId } = move.data
      return [
        { kind: "urgent", stepId, textId: step.urgent.textId },
        ...ending(chain, fassung, true, chain.state === "completed"),
      ]
    }
    case "auszug.signed": {
      const step = chain.steps.find((s) => s.id === move.data.stepId)
      const final = step?.kind === "body" && step.auszug?.status === "final"
      return [
        { kind: "auszug-sign", stepId: move.data.stepId, textId: move.data.given.textId },
        ...(final ? [...sealed(chain, move.data.stepId), ...ending(chain, fassung, true, false)] : []),
      ]
    }
    case "endfassung.confirmed":
      // Before the last body has decided, there is no decision to refer to; then the end of the chain brings it.
      return chain.state === "completed" ? [{ kind: "endfassung" }] : []
    default:
      return []
  }
}

function sealed(chain: Chain, stepId: string): Omit<Owed, "dutyId">[] {
  const step = chain.steps.find((s) => s.id === stepId)
  // A field is signed once: what is corrected afterwards is told by its Auszug.
  const before = step?.kind === "body" && step.earlier?.some((e) => e.auszug.status === "final")
  return step?.kind === "body" && step.field && !before ? [{ kind: "result", stepId, textId: step.result?.textId }] : []
}

/** After the last body: long-term finish once every Auszug is final; Endfassung and public twin once it is decided. */
function ending(chain: Chain, fassung: Traits, auszugFinal: boolean, justEnded: boolean): Omit<Owed, "dutyId">[] {
  if (chain.state !== "completed") return []
  const owed: Omit<Owed, "dutyId">[] = []
  const allFinal = chain.steps.every((s) => s.kind !== "body" || !s.auszug || s.auszug.status === "final")
  if (auszugFinal && allFinal) owed.push({ kind: "finish" })
  if (!justEnded) return owed
  const adopted = chain.outcome !== undefined && ADOPTED.includes(chain.outcome)
  if (fassung.twin) owed.push({ kind: "twin" })
  if (adopted && fassung.programme && chain.endfassung?.status !== "asked" && chain.endfassung?.status !== "proposed")
    owed.push({ kind: "endfassung" })
  return owed
}

const over = (chain: Chain): boolean => ["completed", "withdrawn", "stopped"].includes(chain.state)
/** Over, and nothing that may follow is still open: signatures of an Auszug, an Endfassung, a hand-over. */
const settled = (chain: Chain): boolean =>
  over(chain) &&
  (chain.endfassung === undefined || chain.endfassung.status === "confirmed") &&
  chain.steps.every((s) =>
    s.kind === "body" ? s.auszug?.status !== "signing" && !awaitsBody(s) : s.kind !== "external" || s.status !== "open",
  )

/** The Umlaufprotokoll is owed when a procedure ends, and once more when the last thing left over is done. */
const protocolDue = (before: Chain, after: Chain): boolean =>
  (over(after) && !over(before)) || (settled(after) && !settled(before))

export interface Outcome {
  readonly chain: Chain
  readonly root: Root
}

/** Commits moves of a running chain, all or nothing. `also` are facts that move nothing (paper), `writes` belong to them. */
export async function commitMoves(
  ctx: Ctx,
  whole: Whole,
  members: readonly Member[],
  moves: readonly Move[],
  texts: readonly Text[],
  more: {
    readonly happenings?: readonly Happening[]
    readonly writes?: readonly Write[]
    /** owed besides the papers that follow from the moves */
    readonly duties?: readonly Duty[]
    /** what besides the head of the log changes in the root */
    readonly root?: Pick<Root, "control">
    /** others are to hear of it although nothing moved */
    readonly notice?: boolean
    /** the Fassung this is about, when not the present one, and its new value */
    readonly fassung?: { readonly stored: Stored<Fassung>; readonly value: Fassung }
  } = {},
): Promise<Outcome> {
  const stored = whole.chain
  const fassung = more.fassung?.stored ?? present(whole)
  if (!stored || !fassung) throw new Error("moves without a chain")
  const at = ctx.now()
  const by = { at: at.toISOString(), by: ctx.actor.personId }
  let chain = stored.value
  const owed: Owed[] = []
  const base = more.fassung?.value ?? fassung.value
  for (const move of moves) {
    const before = chain
    chain = apply(chain, move, by)
    for (const o of owedAfter(move, before, chain, fassung.value)) {
      const no = base.made + base.owed.length + owed.length + 1
      owed.push({ ...o, dutyId: `f${base.n}-${String(no).padStart(3, "0")}` })
    }
  }
  const corrected = settled(chain) && moves.some((m) => m.type === "body.corrected")
  if (protocolDue(stored.value, chain) || corrected) {
    const no = base.made + base.owed.length + owed.length + 1
    owed.push({ kind: "umlauf", dutyId: `f${base.n}-${String(no).padStart(3, "0")}` })
  }
  const duties = owed.map(
    (o): Duty => ({ id: o.dutyId, log: whole.root.value.id, kind: "paper", dueAt: by.at, attempts: 0 }),
  )
  const happenings: Happening[] = [...moves.map((m) => ({ type: m.type, data: m.data })), ...(more.happenings ?? [])]
  const { head, facts } = await append(whole.root.value.id, whole.root.value.head, happenings, { ...stamp(ctx), at })
  const moved: Root = { ...whole.root.value, ...more.root, head, updatedAt: by.at }
  const plan = whole.plan?.value
  const root: Root = moves.length > 0 || more.root ? { ...moved, standing: standingOf(moved, chain, plan, at) } : moved
  const writes: Write[] = [
    { put: rootKey(root.id), value: root, rev: whole.root.rev, index: listKey(root.id) },
    ...(moves.length > 0 ? [{ put: chainKey(root.id), value: chain, rev: stored.rev }] : []),
    ...texts.map((t) => ({ put: textKey(root.id, t.id), value: t, rev: "new" as const })),
    ...(moves.length > 0 ? taskWrites(root, chain, whole.tasks, members, at, plan) : []),
    ...(moves.length > 0 ? beratungWrites(root, chain, whole.beratungen) : []),
    ...(more.writes ?? []),
  ]
  if (owed.length > 0 || more.fassung)
    writes.push({
      put: fassungKey(root.id, base.n),
      value: { ...base, owed: [...base.owed, ...owed] },
      rev: fassung.rev,
    })
  // What is public follows every paper of its Vorlage, too.
  const notice = moves.length > 0 || more.notice || whole.publication ? noticeOf(facts) : []
  await ctx.table.commit(facts, writes, [...duties, ...notice, ...(more.duties ?? [])])
  return { chain, root }
}

export const SUFFIX = { selbst: "", IV: "i. V.", IA: "i. A." } as const satisfies Record<Given["as"], string>
