/** One commit for a change of the Beschlusskontrolle: its item, the task of whoever carries it out, the count in the root. */
import { canonical, sha256 } from "../canonical.ts"
import type { Ctx, Stored, Write } from "../context.ts"
import { AppError, notFound } from "../error.ts"
import { type Member, Member as MemberSchema, memberKey } from "../member/item.ts"
import { may } from "../role.ts"
import { load, type Root, Task, type Whole } from "../vorlage/item.ts"
import { commitMoves, pool } from "../vorlage/move.ts"
import { type Control, controlIndex, controlKey, isOpen, umsetzungKey } from "./item.ts"

/** Who carries it out: exactly one of the two. */
export type Responsible = Pick<Control, "personId" | "role">

/**
 * A person of the house who can report on it, as his own item has him; the check keeps it from lying with who leaves in the
 * same moment. @throws AppError input
 */
export async function responsible(ctx: Ctx, { personId, role }: Responsible): Promise<Write[]> {
  if ((personId === undefined) === (role === undefined))
    throw new AppError("input", "control.who", "Bitte nennen Sie entweder eine Person oder eine Funktion.")
  if (role !== undefined) {
    if (!may([{ role, as: "selbst" }], "self.write") || OF_PLACE.has(role))
      throw new AppError("input", "control.role", "Diese Funktion kann keine Beschlüsse umsetzen.")
    return []
  }
  const stored = await ctx.table.get(memberKey(personId ?? ""), MemberSchema)
  if (!stored?.value.active) throw new AppError("input", "person.unknown", "Diese Person gibt es in diesem Haus nicht.")
  if (!may(stored.value.functions, "self.write"))
    throw new AppError(
      "input",
      "control.person",
      "Diese Person liest nur mit. Bitte nennen Sie jemanden, der über die Umsetzung berichten kann.",
    )
  return [{ check: stored.key, rev: stored.rev }]
}
/** Functions of an Amt or a body: without saying which, nobody would be meant. */
const OF_PLACE: ReadonlySet<string> = new Set(["mitzeichnung", "geschaeftsstelle", "schriftfuehrung", "vorsitz"])

/** A task with its Vorlage. @throws AppError not_found */
export async function find(
  ctx: Ctx,
  vorlageId: string,
  controlId: string,
): Promise<{ whole: Whole; stored: Stored<Control> }> {
  const whole = await load(ctx, vorlageId)
  const stored = whole.controls.find((c) => c.value.id === controlId)
  if (!stored) throw notFound()
  return { whole, stored }
}

type What = "control.opened" | "control.changed" | "control.reported" | "control.closed"

/** Commits a new or changed task. The fact has its id, day, state and the hash of its words. */
export async function commitControl(
  ctx: Ctx,
  whole: Whole,
  members: readonly Member[],
  type: What,
  before: Stored<Control> | undefined,
  now: Control,
  checks: readonly Write[],
): Promise<void> {
  const { vorlageId, id, due, state, personId, role } = now
  const words = { what: now.what, reports: now.reports.map((r) => r.text) }
  const data = {
    controlId: id,
    due,
    state,
    sha256: await sha256(canonical(words)),
    ...(personId === undefined ? { role } : { personId }),
  }
  const index = isOpen(now) ? controlIndex(now) : undefined
  const task = await taskWrite(ctx, now)
  await commitMoves(ctx, whole, members, [], [], {
    happenings: [{ type, data }],
    writes: [...checks, { put: controlKey(vorlageId, id), value: now, rev: before?.rev ?? "new", index }, ...task],
    root: { control: counted(whole, now) },
    notice: true,
  })
}

async function taskWrite(ctx: Ctx, now: Control): Promise<Write[]> {
  const key = umsetzungKey(now.vorlageId, now.id)
  const stored = await ctx.table.get(key, Task)
  if (!isOpen(now)) return stored ? [{ drop: key, rev: stored.rev }] : []
  const { vorlageId, nummer, betreff, public: open, what, personId, role, due, at } = now
  const task: Task = {
    version: 1,
    vorlageId,
    nummer,
    betreff,
    public: open,
    fassung: 0,
    stepId: now.id,
    label: `Umsetzen: ${what.length > 200 ? `${what.slice(0, 199)}…` : what}`,
    kind: "implement",
    role: role ?? "verfasser",
    ...(personId === undefined ? {} : { personId }),
    since: at,
    until: due,
  }
  return [{ put: key, value: task, rev: stored?.rev ?? "new", index: `${pool(task)}/${at}` }]
}

/** How many are open and how many were done, once this one is as it is now. */
function counted(whole: Whole, now: Control): NonNullable<Root["control"]> {
  const all = [...whole.controls.map((c) => c.value).filter((c) => c.id !== now.id), now]
  return { open: all.filter(isOpen).length, done: all.filter((c) => c.state === "erledigt").length }
}
