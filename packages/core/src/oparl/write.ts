/** Brings the stored objects of one source to what they are to be: only what differs is written, what is no longer there becomes a stub. */
import { canonical, sha256 } from "../canonical.ts"
import type { Ctx, Stored, Write } from "../context.ts"
import type { Duty } from "../duty.ts"
import { newTimeId } from "../id.ts"
import {
  type Body,
  changedIndex,
  goneKey,
  type Item,
  liveKey,
  ref,
  type Slot,
  type State,
  secondOf,
  stateKey,
  type Type,
} from "./item.ts"

/** An object as it is to be. Those that are given out inside of others come before them. */
export interface Wanted {
  readonly slot: string
  readonly type: Type
  readonly also?: string | undefined
  body(own: Own): Body
}
/** What a body may name of its own source. */
export interface Own {
  ref(slot: string): Body
  id(slot: string): string
  /** another object inside of this one, without these back references; absent: it is not there */
  within(slot: string, without: readonly string[]): Body | undefined
}

/** Lists of objects within an object: what `omit_internal` leaves out. */
export const INTERNAL: Readonly<Partial<Record<Type, readonly string[]>>> = {
  body: ["legislativeTerm"],
  paper: ["auxiliaryFile", "consultation"],
  meeting: ["agendaItem"],
}

/** An object inside of another one, as it is stored there. */
export const within = (
  type: Type,
  id: string,
  { created, modified }: Pick<Item, "created" | "modified">,
  body: Body,
  without: readonly string[],
): Body => ({
  "=": `${type}/${id}`,
  c: created,
  m: modified,
  ...Object.fromEntries(Object.entries(body).filter(([name]) => !without.includes(name))),
})

/** Writes of one commit, the state included; DynamoDB allows 100. */
const TOGETHER = 80
/** An item holds at most 400 kB: what would be larger is given out without its inner lists, which have lists of their own. */
const LARGE = 300_000

/**
 * One commit, several only where a source has very many objects; each leaves a state that the next call goes on from.
 * @returns whether anything changed
 * @throws RevConflict where somebody else was faster
 */
export async function write(
  ctx: Pick<Ctx, "table" | "now">,
  log: string,
  before: Stored<State> | undefined,
  wanted: readonly Wanted[],
  more: Omit<State, "version" | "log" | "slots"> = {},
  duties: readonly Duty[] = [],
): Promise<boolean> {
  const now = secondOf(ctx.now())
  const known = new Map((before?.value.slots ?? []).map((s) => [s.slot, s]))
  // Those of one moment sort as they are listed here: points of an agenda in their order.
  const fresh = wanted.map(() => newTimeId(ctx.now())).sort()
  const ids = new Map(wanted.map((w, i) => [w.slot, known.get(w.slot)?.id ?? fresh[i] ?? ""]))
  const types = new Map(wanted.map((w) => [w.slot, w.type]))
  const made = new Map<string, { slot: Slot; body: Body }>()
  const own: Own = {
    id(slot) {
      const id = ids.get(slot)
      if (id === undefined) throw new Error(`no object at ${slot}`)
      return id
    },
    ref(slot) {
      const type = types.get(slot)
      if (type === undefined) throw new Error(`no object at ${slot}`)
      return ref(type, own.id(slot))
    },
    within(slot, without) {
      const found = made.get(slot)
      return found && within(found.slot.type, found.slot.id, found.slot, found.body, without)
    },
  }
  const changes: { slot: Slot; writes: Write[] }[] = []
  for (const w of wanted) {
    const old = known.get(w.slot)
    const body = fitting(w.type, w.body(own))
    const hash = await sha256(canonical(body))
    if (old && !old.gone && old.sha256 === hash) {
      made.set(w.slot, { slot: old, body })
      continue
    }
    const { type, also } = w
    const created = old?.created ?? now
    const next: Slot = {
      slot: w.slot,
      type,
      id: own.id(w.slot),
      ...(also === undefined ? {} : { also }),
      created,
      modified: later(now, old?.modified),
      sha256: hash,
      rev: old && !old.gone ? old.rev + 1 : 1,
      gone: false,
    }
    made.set(w.slot, { slot: next, body })
    changes.push({ slot: next, writes: putting(old, next, body) })
  }
  for (const old of known.values()) {
    if (old.gone || made.has(old.slot)) continue
    const next: Slot = { ...old, modified: later(now, old.modified), rev: 1, gone: true }
    changes.push({ slot: next, writes: dropping(old, next) })
  }
  return commit(ctx, log, before, changes, more, duties)
}

const later = (now: string, before: string | undefined): string => (before !== undefined && before > now ? before : now)

function fitting(type: Type, body: Body): Body {
  if (canonical(body).length <= LARGE) return body
  return Object.fromEntries(Object.entries(body).filter(([name]) => !INTERNAL[type]?.includes(name)))
}

const listsOf = ({ type, also }: Slot): string[] => (also === undefined ? [type] : [type, also])

function putting(old: Slot | undefined, next: Slot, body: Body): Write[] {
  const { id, created, modified } = next
  const value: Item = { version: 1, created, modified, body }
  return listsOf(next).flatMap((list): Write[] => [
    ...(old?.gone ? [{ drop: goneKey(list, id), rev: old.rev }] : []),
    {
      put: liveKey(list, id),
      value,
      rev: old && !old.gone ? old.rev : ("new" as const),
      index: changedIndex(list, modified),
    },
  ])
}

function dropping(old: Slot, next: Slot): Write[] {
  const { id, created, modified } = next
  const value: Item = { version: 1, created, modified }
  return listsOf(old).flatMap((list): Write[] => [
    { drop: liveKey(list, id), rev: old.rev },
    { put: goneKey(list, id), value, rev: "new", index: changedIndex(list, modified) },
  ])
}

async function commit(
  ctx: Pick<Ctx, "table">,
  log: string,
  before: Stored<State> | undefined,
  changes: readonly { slot: Slot; writes: Write[] }[],
  more: Omit<State, "version" | "log" | "slots">,
  duties: readonly Duty[],
): Promise<boolean> {
  const slots = new Map((before?.value.slots ?? []).map((s) => [s.slot, s]))
  let rev: number | "new" = before?.rev ?? "new"
  const state = (rest = more): State => ({ version: 1, log, slots: [...slots.values()], ...rest })
  if (before && changes.length === 0 && duties.length === 0 && canonical(state()) === canonical(before.value))
    return false
  if (!before && changes.length === 0 && log !== "house") return false
  let writes: Write[] = []
  const { version: _, log: __, slots: ___, ...known } = before?.value ?? { version: 1, log, slots: [] }
  const flush = async (rest: typeof more, due: readonly Duty[]) => {
    await ctx.table.commit([], [...writes, { put: stateKey(log), value: state(rest), rev }], due)
    rev = rev === "new" ? 1 : rev + 1
    writes = []
  }
  for (const change of changes) {
    if (writes.length + change.writes.length > TOGETHER) await flush(known, [])
    writes.push(...change.writes)
    slots.set(change.slot.slot, change.slot)
  }
  // Only with the last of it the source counts as brought up to date.
  await flush(more, duties)
  return true
}
