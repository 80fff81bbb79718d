/** Meine Aufgaben: what waits for a person, and what waits for nobody and so for the Mandantenadministration. */
import { z } from "zod"
import * as Chain from "../chain/index.ts"
import type { Ctx } from "../context.ts"
import { Control, OPEN } from "../control/item.ts"
import { addDays, dayOf, germanDay } from "../day.ts"
import { all as allMembers, asActor, type Member, proposals } from "../member/item.ts"
import { mayDecide } from "../member/proposal.ts"
import { undelivered } from "../notice/own.ts"
import { every } from "../page.ts"
import { type Assignment, holding, may, Role } from "../role.ts"
import { house } from "../tenant.ts"
import { verb } from "../verb.ts"
import { beside } from "./beside.ts"
import { load, Task } from "./item.ts"
import { listing, mayWrite, PERSONAL, pool } from "./move.ts"

/** Meine Aufgaben: own tasks and the pools of one's functions. */
export const tasks = verb(
  {
    name: "task.mine",
    may: "house.read",
    input: z.strictObject({ with: z.literal("people").optional() }),
    summary:
      "Meine Aufgaben: was wartet, seit wann, bis wann; mit „people“ auch, bei wem noch und wer davon abwesend ist.",
  },
  async (ctx, input) => {
    const functions = holding(ctx.actor.functions, dayOf(ctx.now()))
    const pools = new Set([
      pool({ role: "", personId: ctx.actor.personId }),
      ...functions.flatMap((f) => [pool(f), pool({ role: f.role })]),
    ])
    pools.delete(APPOINT)
    const own = await Promise.all([...pools].map((p) => inPool(ctx, p)))
    const open = [...own.flat(), ...(await unassigned(ctx))]
    const gone = await dissolved(ctx, open)
    // Names cost a Query more, so they are asked for where they are shown.
    const people = input.with === "people" && open.length > 0 ? await allMembers(ctx.table) : undefined
    const tasks = open.map(({ version: _, ...t }) => ({
      ...t,
      ...(people ? { others: beside(t, people, ctx.actor.personId, ctx.now()) } : {}),
      ...(t.kind === "record" && gone.has(t.gremiumId) ? { hint: gone.get(t.gremiumId) } : {}),
    }))
    const office = await Promise.all([toConfirm(ctx, functions), toMend(ctx, functions), orphaned(ctx, functions)])
    return [...tasks, ...office.flat()].sort((a, b) => (a.since < b.since ? -1 : 1))
  },
)

/** What to do where the body of a task exists no more; the house is read only where somebody records results. */
async function dissolved(ctx: Ctx, open: readonly Task[]): Promise<ReadonlyMap<string | undefined, string>> {
  if (!open.some((t) => t.kind === "record")) return new Map()
  const { gremien } = await house(ctx.table)
  const today = dayOf(ctx.now())
  const known = new Map(gremien.map((g) => [g.id, g.until]))
  const ids = new Set(open.flatMap((t) => (t.kind === "record" && t.gremiumId !== undefined ? [t.gremiumId] : [])))
  return new Map(
    [...ids].flatMap((id): [string, string][] => {
      const until = known.get(id)
      if (known.has(id) && (until === undefined || until >= today)) return []
      const since = until === undefined ? "" : ` seit dem ${germanDay(addDays(until, 1))}`
      return [[id, `Dieses Gremium besteht${since} nicht mehr. Bitte verweisen Sie die Vorlage an das zuständige.`]]
    }),
  )
}

/** Functions that wait for a second administrator, for those who may be it: one Query, and it reads what is open. */
async function toConfirm(ctx: Ctx, functions: readonly Assignment[]) {
  if (!may(functions, "people.write")) return []
  const open = await proposals(ctx.table, ctx.now())
  return open
    .filter((p) => mayDecide(p, ctx.actor.personId, functions))
    .map((p) => ({
      kind: "confirm-person" as const,
      label: "Funktionen bestätigen",
      role: "administration" as const,
      /** whom it is about */
      personId: p.personId,
      proposalId: p.id,
      add: p.add,
      by: p.by,
      since: p.at,
      until: dayOf(new Date(p.until)),
    }))
}

/** Beschlusskontrolle that nobody carries out any more, for those who watch over it: one Query, and it reads what is open. */
async function orphaned(ctx: Ctx, functions: readonly Assignment[]): Promise<Omit<Task, "version">[]> {
  if (!may(functions, "control.write")) return []
  const open = await every((cursor) => ctx.table.listIndex(OPEN, Control, { cursor }))
  if (open.length === 0) return []
  const members = await allMembers(ctx.table)
  const today = dayOf(ctx.now())
  const held = new Set(members.flatMap((m) => holding(m.functions, today).map((f) => f.role)))
  return open
    .map((c) => c.value)
    .filter((c) => (c.role ? !held.has(c.role) : !members.some((m) => m.personId === c.personId)))
    .map(({ vorlageId, nummer, betreff, public: shown, id, what, role, at, due }) => ({
      vorlageId,
      nummer,
      betreff,
      public: shown,
      fassung: 0,
      stepId: id,
      label: `Umsetzung ohne Zuständige: ${what.slice(0, 200)}`,
      kind: "implement" as const,
      role: role ?? "sitzungsdienst",
      since: at,
      until: due,
    }))
}

/** Addresses that take no mails, for the Mandantenadministration: one Query, and it reads what is wrong. */
async function toMend(ctx: Ctx, functions: readonly Assignment[]) {
  if (!may(functions, "people.write")) return []
  return (await undelivered(ctx.table)).flatMap(({ personId, problem }) =>
    problem
      ? [
          {
            kind: "mail" as const,
            label: "E-Mail-Adresse prüfen",
            role: "administration" as const,
            /** whose */
            personId,
            problem: problem.kind,
            since: problem.at,
            until: undefined,
          },
        ]
      : [],
  )
}

const APPOINT = pool({ role: "administration" })

async function inPool(ctx: Pick<Ctx, "table">, name: string): Promise<Task[]> {
  const found: Task[] = []
  let cursor: string | undefined
  do {
    const page = await ctx.table.listIndex(listing(name), Task, { cursor })
    found.push(...page.items.map((i) => i.value))
    cursor = page.cursor
  } while (cursor)
  return found
}

/**
 * Tasks that had nobody when they were written, or have nobody now. People come and go between two steps of a chain, so
 * this is looked at anew: whoever is entitled by now gets the task, an author's one the others who write; otherwise it is
 * the Mandantenadministration's.
 */
async function unassigned(ctx: Ctx): Promise<Task[]> {
  const { actor } = ctx
  const now = ctx.now()
  const administers = holding(actor.functions, dayOf(now)).some((f) => f.role === "administration")
  const author = mayWrite(actor, now)
  const written = await inPool(ctx, APPOINT)
  const personal = administers || author ? await inPool(ctx, PERSONAL) : []
  const others = personal.filter((t) => t.personId !== actor.personId)
  if (!administers && written.length + others.length === 0) return []
  const members = await allMembers(ctx.table)
  const acts = (id: string | undefined) => members.some((m) => m.personId === id && mayWrite(m, now))
  // Whoever lost one of several functions cannot be told from the others, so the administration looks at everybody.
  const lost = [
    ...others.filter((t) => administers || !acts(t.personId)),
    ...(administers ? await withoutHolder(ctx, members) : []),
  ]
  const found: Task[] = []
  for (const task of [...written, ...lost]) {
    const chain = (await load(ctx, task.vorlageId)).chain?.value
    const place = chain && Chain.waiting(chain).find((w) => w.stepId === task.stepId && w.partyId === task.partyId)
    if (!place) continue
    const { kind, role } = place
    const nobody = !members.some((m) => Chain.entitled(place, chain, asActor(m), now))
    if (Chain.entitled(place, chain, actor, now)) found.push({ ...task, kind, role })
    else if (nobody && (kind === "resubmit" || kind === "amend") && members.some((m) => mayWrite(m, now))) {
      if (author) found.push({ ...task, kind, role: "verfasser", personId: undefined })
    } else if (nobody && administers)
      found.push({ ...task, kind: "appoint", role: "administration", personId: undefined })
  }
  return found
}

/** Tasks in the pools of functions that nobody holds today. */
async function withoutHolder(ctx: Ctx, members: readonly Member[]): Promise<Task[]> {
  const today = dayOf(ctx.now())
  const { aemter, gremien } = await house(ctx.table)
  const held = new Set(members.flatMap((m) => holding(m.functions, today).map(pool)))
  const places = [
    ...Role.options.map((role) => pool({ role })),
    ...aemter.map((a) => pool({ role: "mitzeichnung", amtId: a.id })),
    ...gremien.flatMap((g) => OF_BODIES.map((role) => pool({ role, gremiumId: g.id }))),
  ].filter((p) => !held.has(p) && p !== APPOINT)
  return (await Promise.all(places.map((name) => inPool(ctx, name)))).flat()
}
const OF_BODIES = ["geschaeftsstelle", "schriftfuehrung", "vorsitz"] as const
