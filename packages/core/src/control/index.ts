/** Beschlusskontrolle (domain R15): after the decision somebody carries it out until a day, and says how far it is. */
import { z } from "zod"
import { ADOPTED, awaitsBody, type Chain } from "../chain/index.ts"
import type { Ctx } from "../context.ts"
import { csv } from "../csv.ts"
import { addDays, dayOf, germanDay } from "../day.ts"
import { AppError } from "../error.ts"
import { Ref } from "../id.ts"
import { standing } from "../member/change.ts"
import { all as allMembers } from "../member/item.ts"
import { Day } from "../paper.ts"
import { holding, may, Role } from "../role.ts"
import { verb } from "../verb.ts"
import { Reason } from "../vorlage/hand.ts"
import { load } from "../vorlage/item.ts"
import { requireVisible } from "../vorlage/visible.ts"
import { Control, isOpen, OPEN, REPORTS } from "./item.ts"
import { shown } from "./shown.ts"
import { commitControl, find, responsible } from "./write.ts"

export { Control, type ControlState, controlKey, isOpen, OPEN } from "./item.ts"

const what = z.string().trim().min(3).max(2000)
const who = { personId: Ref.optional(), role: Role.optional() }

/** Was it decided, by the last body or in a hurry? A decision can be carried out while others are still told of it. */
const adopted = (chain: Chain): boolean =>
  (chain.state === "completed" && chain.outcome !== undefined && ADOPTED.includes(chain.outcome)) ||
  chain.steps.some(awaitsBody)

export const open = verb(
  {
    name: "control.open",
    may: "control.write",
    input: z.strictObject({ vorlageId: Ref, what, ...who, due: Day }),
    summary: "Beschlusskontrolle: festhalten, wer was bis wann umsetzt.",
  },
  async (request, { vorlageId, what, due, ...given }) => {
    const { ctx, checks } = await standing(request, "control.write")
    const whole = await load(ctx, vorlageId)
    requireVisible(ctx, whole)
    const chain = whole.chain?.value
    if (!chain || !adopted(chain))
      throw new AppError(
        "refused",
        "control.undecided",
        "Umgesetzt wird, was beschlossen ist. Diese Vorlage ist es nicht.",
      )
    requireDue(due, ctx)
    if (whole.controls.length >= 100)
      throw new AppError(
        "limit",
        "control.many",
        "Zu einer Vorlage gibt es höchstens 100 Aufgaben der Beschlusskontrolle.",
      )
    const person = await responsible(ctx, given)
    const { nummer = "", betreff, public: shown } = whole.root.value
    const id = ctx.id("bk")
    const value: Control = {
      version: 1,
      id,
      vorlageId,
      nummer,
      betreff,
      public: shown,
      what,
      ...given,
      due,
      state: "offen",
      at: ctx.now().toISOString(),
      reports: [],
    }
    const members = await allMembers(ctx.table)
    await commitControl(ctx, whole, members, "control.opened", undefined, value, [...checks, ...person])
    return { controlId: id, rev: 1 }
  },
)

function requireDue(due: Day, ctx: Pick<Ctx, "now">): void {
  const today = dayOf(ctx.now())
  if (due < today) throw new AppError("input", "control.past", `Der ${germanDay(due)} liegt in der Vergangenheit.`)
  if (due > addDays(today, 3653))
    throw new AppError(
      "input",
      "control.far",
      "Die Frist liegt mehr als zehn Jahre entfernt. Bitte prüfen Sie das Jahr.",
    )
}

export const put = verb(
  {
    name: "control.put",
    may: "control.write",
    input: z.strictObject({
      vorlageId: Ref,
      controlId: Ref,
      /** revision that was seen */
      rev: z.int().min(1),
      what: what.optional(),
      ...who,
      due: Day.optional(),
      reason: Reason,
    }),
    summary:
      "Aufgabe der Beschlusskontrolle mit Begründung ändern: Zuständigkeit, Inhalt, Frist; eine abgeschlossene wird wieder offen.",
  },
  async (request, { vorlageId, controlId, rev, what, due, reason, ...given }) => {
    const { ctx, checks } = await standing(request, "control.write")
    const { whole, stored } = await find(ctx, vorlageId, controlId)
    requireVisible(ctx, whole)
    requireRev(stored.rev, rev)
    const { personId: _, role: __, closedAt: ___, ...before } = stored.value
    if (due !== undefined) requireDue(due, ctx)
    const named = given.personId !== undefined || given.role !== undefined
    const person = named ? await responsible(ctx, given) : []
    const whom = named ? given : { personId: stored.value.personId, role: stored.value.role }
    const state = isOpen(before) ? before.state : ("offen" as const)
    const value = reported(
      ctx,
      { ...before, ...whom, what: what ?? before.what, due: due ?? before.due, state },
      reason,
    )
    const members = await allMembers(ctx.table)
    await commitControl(ctx, whole, members, "control.changed", stored, value, [...checks, ...person])
    return { controlId, rev: stored.rev + 1 }
  },
)

const requireRev = (stored: number, seen: number): void => {
  if (stored !== seen)
    throw new AppError(
      "conflict",
      "control.superseded",
      "Inzwischen hat jemand anderes diese Aufgabe geändert. Bitte laden Sie sie neu.",
    )
}

/** The task with one more report: what was said, in which state. @throws AppError limit */
function reported(ctx: Ctx, now: Control, text: string): Control {
  if (now.reports.length >= REPORTS)
    throw new AppError("limit", "control.reports", "Diese Aufgabe hat sehr viele Berichte. Bitte schließen Sie sie ab.")
  const report = { at: ctx.now().toISOString(), by: ctx.actor.personId, state: now.state, text }
  return { ...now, reports: [...now.reports, report] }
}

export const report = verb(
  {
    name: "control.report",
    may: "self.write",
    input: z.strictObject({
      vorlageId: Ref,
      controlId: Ref,
      text: Reason,
      state: z.enum(["in Arbeit", "erledigt"]),
    }),
    summary: "Über die Umsetzung berichten, für die man zuständig ist.",
  },
  async (request, { vorlageId, controlId, text, state }) => {
    const { ctx, checks } = await standing(request, "self.write")
    const { whole, stored } = await find(ctx, vorlageId, controlId)
    const functions = holding(ctx.actor.functions, dayOf(ctx.now()))
    const { personId, role } = stored.value
    const mine = personId === ctx.actor.personId || functions.some((f) => f.role === role)
    if (!mine && !may(functions, "control.write")) {
      // Who neither sees the Vorlage nor carries it out is not told that there is such a task.
      requireVisible(ctx, whole)
      throw new AppError("forbidden", "control.notYours", "Für diese Aufgabe ist jemand anderes zuständig.")
    }
    if (!isOpen(stored.value))
      throw new AppError(
        "refused",
        "control.closed",
        `Diese Aufgabe ist bereits abgeschlossen (${stored.value.state}).`,
      )
    const done = state === "erledigt" ? { closedAt: ctx.now().toISOString() } : {}
    const value = reported(ctx, { ...stored.value, state, ...done }, text)
    const type = state === "erledigt" ? "control.closed" : "control.reported"
    await commitControl(ctx, whole, await allMembers(ctx.table), type, stored, value, checks)
    return { controlId, rev: stored.rev + 1, state }
  },
)

export const close = verb(
  {
    name: "control.close",
    may: "control.write",
    input: z.strictObject({
      vorlageId: Ref,
      controlId: Ref,
      rev: z.int().min(1),
      state: z.enum(["erledigt", "entfällt"]),
      reason: Reason,
    }),
    summary: "Aufgabe der Beschlusskontrolle abschließen: erledigt, oder entfällt mit Begründung.",
  },
  async (request, { vorlageId, controlId, rev, state, reason }) => {
    const { ctx, checks } = await standing(request, "control.write")
    const { whole, stored } = await find(ctx, vorlageId, controlId)
    requireVisible(ctx, whole)
    requireRev(stored.rev, rev)
    if (!isOpen(stored.value))
      throw new AppError(
        "refused",
        "control.closed",
        `Diese Aufgabe ist bereits abgeschlossen (${stored.value.state}).`,
      )
    const value = reported(ctx, { ...stored.value, state, closedAt: ctx.now().toISOString() }, reason)
    await commitControl(ctx, whole, await allMembers(ctx.table), "control.closed", stored, value, checks)
    return { controlId, rev: stored.rev + 1, state }
  },
)

export const list = verb(
  {
    name: "control.list",
    may: "control.read",
    input: z.strictObject({ cursor: z.string().optional() }),
    summary: "Offene Aufgaben der Beschlusskontrolle im ganzen Haus nach Frist, die überfälligen zuerst.",
  },
  async (ctx, { cursor }) => {
    const page = await ctx.table.listIndex(OPEN, Control, { cursor, limit: 50 })
    const today = dayOf(ctx.now())
    const names = await nameOf(ctx)
    const items = page.items.map(({ value, rev }) => ({ ...shown(value, today, names), rev }))
    return { items, cursor: page.cursor }
  },
)

const nameOf = async (ctx: Pick<Ctx, "table">): Promise<ReadonlyMap<string, string>> =>
  new Map((await allMembers(ctx.table)).map((m) => [m.personId, m.name]))

type Item = Awaited<ReturnType<typeof list>>["items"][number]

/** Open ones as a table for a spreadsheet. */
export function table(items: readonly Item[]): string {
  const head = ["Vorlage", "Betreff", "Aufgabe", "Zuständig", "Frist", "Überfällig", "Stand", "Letzter Bericht"]
  const rows = items.map((c) => {
    const last = c.reports.at(-1)?.text ?? ""
    const overdue = c.overdue ? "ja" : "nein"
    return [c.nummer, c.betreff, c.what, c.responsible, germanDay(c.due), overdue, c.state, last]
  })
  return csv([head, ...rows])
}
