/** From news to mails: which facts somebody hears of, and who. */
import { z } from "zod"
import type { Chain } from "../chain/index.ts"
import { AppError } from "../error.ts"
import type { Fact } from "../fact.ts"
import { allOf, sits } from "../gremium/member.ts"
import { all as allMembers, type Member, Member as MemberItem, memberKey } from "../member/index.ts"
import type { News } from "../news.ts"
import { Sitzung, sitzungKey } from "../sitzung/item.ts"
import type { Tenant } from "../tenant/settings.ts"
import { house } from "../tenant.ts"
import { load, type Task, type Whole } from "../vorlage/item.ts"
import { factsOf } from "../vorlage/replay.ts"
import type { WorkCtx } from "../work.ts"
import { keep } from "./frist.ts"
import { mailbox, mailboxKey, type Place, type Reason } from "./item.ts"
import { DAY_MS, plan, STALE_DAYS, type Wanted } from "./plan.ts"
import { actors, awayOn, before, behind, handled, having, ofBody, reached, tasksOf } from "./who.ts"

interface Letters {
  /** nobody is told of what he did himself */
  add(people: Iterable<Pick<Member, "personId">>, reason: Reason, place?: Place): void
  wanted(): Wanted[]
}

/** One mail per person and commit, whatever it holds for him; the id says from which. */
function letters({ log, facts }: News): Letters {
  const found = new Map<string, { reasons: Set<Reason>; places: Place[] }>()
  const silent = new Set(facts.flatMap(actors))
  return {
    add(people, reason, place) {
      for (const { personId } of people) {
        if (silent.has(personId)) continue
        const letter = found.get(personId) ?? { reasons: new Set<Reason>(), places: [] }
        letter.reasons.add(reason)
        if (place) letter.places.push(place)
        found.set(personId, letter)
      }
    },
    wanted: () =>
      [...found].map(([personId, { reasons, places }]) => ({
        personId,
        id: `${log}.${facts.at(-1)?.seq ?? 0}`,
        log,
        reasons: [...reasons],
        places: places.slice(0, 50),
      })),
  }
}

/** Tells everybody whom new facts concern, and keeps the day of the next reminder. */
export async function tell(ctx: WorkCtx, news: News): Promise<void> {
  const last = news.facts.at(-1)
  if (!last) return
  if (news.log.startsWith("member-")) await left(ctx, news)
  // Without a mail server nobody is told, and nothing heaps up for the day on which there is one.
  if (!ctx.mail) return
  const old = ctx.now().getTime() - Date.parse(last.at) > STALE_DAYS * DAY_MS
  if (news.log.startsWith("vl_")) await ofVorlage(ctx, news, old)
  else if (old) return
  else if (news.log.startsWith("si_")) await ofSitzung(ctx, news)
  else if (news.log.startsWith("member-")) await ofPerson(ctx, news)
}

async function ofVorlage(ctx: WorkCtx, news: News, old: boolean): Promise<void> {
  const whole = await loaded(ctx, news.log)
  if (!whole) return
  const [tenant, members] = await Promise.all([house(ctx.table), allMembers(ctx.table)])
  if (!old) await plan(ctx, tenant, await wantedOf(ctx, news, whole, members))
  await keep(ctx, news.log, { whole, tenant })
}

async function wantedOf(ctx: WorkCtx, news: News, whole: Whole, members: readonly Member[]): Promise<Wanted[]> {
  const chain = whole.chain?.value
  if (!chain) return []
  const at = ctx.now()
  const to = letters(news)
  const ids = (people: Iterable<string>) => [...people].map((personId) => ({ personId }))
  const authors = ids([chain.authorId, chain.submittedBy])
  let record: readonly Fact[] | undefined
  /** who signed this Fassung or an earlier one */
  const signed = async () => {
    record ??= await factsOf(ctx, news.log)
    return ids(handled(record))
  }
  for (const fact of news.facts) {
    const reason = reasonOf(fact, chain)
    if (reason === undefined) continue
    if (reason === "publication") to.add(ids(releasers(fact, whole)), reason)
    else if (reason === "appointment") to.add(having(members, "administration", at), reason)
    else {
      to.add([...authors, ...(await signed())], reason)
      if (reason === "result") to.add(heads(members, at), reason)
      if (chain.state === "withdrawn" || chain.state === "stopped") {
        to.add(before(chain, members, at), reason)
        for (const gremiumId of reached(chain)) to.add(ofBody(members, gremiumId, ["geschaeftsstelle"], at), reason)
      }
    }
  }
  for (const task of tasksOf(whole))
    if (news.facts.some((f) => opens(f, task))) to.add(behind(task, chain, members, at), "task", placed(task))
  return [...to.wanted(), ...reviews(news, whole, chain, members, at)]
}

const placed = ({ stepId, partyId, kind, since }: Task): Place => ({
  stepId,
  ...(partyId === undefined ? {} : { partyId }),
  kind,
  since,
})

/** The publishers' task begins with no fact of its own: it is known by its first moment. */
function reviews(news: News, whole: Whole, chain: Chain, members: readonly Member[], at: Date): Wanted[] {
  const task = whole.review?.value
  if (!task || at.getTime() - Date.parse(task.since) > STALE_DAYS * DAY_MS) return []
  return behind(task, chain, members, at).map(({ personId }) => ({
    personId,
    id: `${news.log}.publication.${task.since.replace(/[^0-9]/g, "")}`,
    log: news.log,
    reasons: ["task"],
    places: [placed(task)],
  }))
}

const releasers = ({ data }: Fact, { publication }: Whole): string[] =>
  typeof data.by === "string" ? [data.by] : publication ? [publication.value.by] : []

const heads = (members: readonly Member[], at: Date): Member[] => [
  ...having(members, "amtsleitung", at),
  ...having(members, "geschaeftsfuehrung", at),
]

/** What a fact is to people who do not have the next task; most are nothing. */
function reasonOf({ type, data }: Fact, chain: Chain): Reason | undefined {
  switch (type) {
    case "step.returned":
      return "returned"
    case "step.cosigned":
      return data.outcome === "objected" ? "objected" : undefined
    case "vorlage.withdrawn":
      return "withdrawn"
    case "vorlage.stopped":
      return "stopped"
    case "body.decided":
    case "body.postponed":
    case "body.referred":
    case "body.removed":
    case "body.corrected":
      return "result"
    // Decided in place of the body, with the last signature.
    case "urgent.signed":
      return chain.steps.some((s) => s.id === data.stepId && s.kind === "body" && s.urgent?.status === "given")
        ? "result"
        : undefined
    // What somebody has released is not, or no longer, public: he hears of it.
    case "publication.lapsed":
    case "publication.revoked":
      return "publication"
    case "appointment.proposed":
      return "appointment"
    default:
      return undefined
  }
}

/** Is this task new with this fact? Most begin with it; some places wait on under their first day. */
function opens({ type, at, data }: Fact, task: Task): boolean {
  if (task.since === at) return true
  switch (type) {
    case "step.handed":
    case "step.reclaimed":
      return data.stepId === task.stepId && data.partyId === task.partyId
    case "auszug.signed":
      return task.kind === "auszug" && data.stepId === task.stepId
    case "endfassung.proposed":
      return task.kind === "confirm"
    case "endfassung.rejected":
      return task.kind === "amend"
    case "body.decided":
    case "body.corrected":
      return task.kind === "amend" && changesProgramme(data.result)
    case "control.opened":
    case "control.changed":
      return task.kind === "implement" && data.controlId === task.stepId
    default:
      return false
  }
}
const changesProgramme = (result: unknown): boolean =>
  typeof result === "object" && result !== null && "changesProgramme" in result && result.changesProgramme === true

async function loaded(ctx: WorkCtx, vorlageId: string): Promise<Whole | undefined> {
  try {
    return await load(ctx, vorlageId)
  } catch (error) {
    if (error instanceof AppError && error.code === "not_found") return undefined
    throw error
  }
}

const OF_MEETING: Readonly<Record<string, Reason>> = {
  "sitzung.invited": "invited",
  "sitzung.supplemented": "supplemented",
  "sitzung.moved": "moved",
  "sitzung.cancelled": "cancelled",
}
const MEMBERS = ["gremienmitglied", "vorsitz", "schriftfuehrung"] as const

/** Members of the body who are people of the house; and who has a Vorlage on that day, when the day changes. */
async function ofSitzung(ctx: WorkCtx, news: News): Promise<void> {
  const sitzung = (await ctx.table.get(sitzungKey(news.log), Sitzung))?.value
  const facts = news.facts.filter((f) => OF_MEETING[f.type] !== undefined)
  if (!sitzung || facts.length === 0) return
  const [tenant, members, seats] = await Promise.all([
    house(ctx.table),
    allMembers(ctx.table),
    allOf(ctx.table, sitzung.gremiumId),
  ])
  const at = ctx.now()
  // Whoever has the function, unless the list of members says that he does not sit on that day.
  const sitting = ofBody(members, sitzung.gremiumId, MEMBERS, at).filter(({ personId }) => {
    const own = seats.filter((s) => s.value.personId === personId)
    return own.length === 0 || own.some((s) => sits(s.value, sitzung.on))
  })
  const to = letters(news)
  for (const fact of facts) {
    const reason = OF_MEETING[fact.type]
    // Who was not invited yet is not told that something has changed.
    const called = reason === "invited" || reason === "supplemented" || fact.data.invited === true
    if (reason === undefined || !called) continue
    to.add(sitting, reason)
  }
  await plan(ctx, tenant, to.wanted())
  for (const fact of facts) await rescheduled(ctx, news, fact, tenant, members)
}

const Rows = z.object({
  from: z.string(),
  to: z.string().nullable(),
  rows: z.array(z.object({ vorlageId: z.string() })),
})

/** A Vorlage whose meeting has another day, or none: its author and whoever has it in hand hear of it. */
async function rescheduled(
  ctx: WorkCtx,
  news: News,
  fact: Fact,
  tenant: Tenant,
  members: readonly Member[],
): Promise<void> {
  const data = Rows.safeParse(fact.data).data
  if (!data || data.from === data.to) return
  for (const vorlageId of new Set(data.rows.map((r) => r.vorlageId))) {
    const whole = await loaded(ctx, vorlageId)
    const chain = whole?.chain?.value
    if (!whole || !chain) continue
    const at = ctx.now()
    const to = letters(news)
    to.add([{ personId: chain.authorId }], "rescheduled")
    for (const { value: task } of whole.tasks) to.add(behind(task, chain, members, at), "rescheduled")
    const wanted = to.wanted().map((w) => ({ ...w, id: `${vorlageId}.${w.id}`, log: vorlageId }))
    await plan(ctx, tenant, wanted)
    await keep(ctx, vorlageId, { whole, tenant })
  }
}

/** Facts of people that others have to know of: who hears of them, and plans that rest on who is there. */
export const TOLD_OF_PEOPLE: readonly string[] = [
  "member.added",
  "member.joined",
  "member.mapped",
  "member.ending",
  "absence.struck",
  "member.changed",
  "member.left",
  "proposal.made",
  "proposal.confirmed",
  "deputy.appointed",
  "deputy.ended",
  "absence.entered",
  /** nobody is told; plans follow it */
  "absence.struck",
]

async function ofPerson(ctx: WorkCtx, news: News): Promise<void> {
  const personId = news.log.slice("member-".length)
  const [tenant, members] = await Promise.all([house(ctx.table), allMembers(ctx.table)])
  const at = ctx.now()
  const to = letters(news)
  const self = [{ personId }]
  for (const { type, data, seq } of news.facts)
    switch (type) {
      case "proposal.confirmed":
        to.add(self, "functions")
        break
      case "member.changed":
        if (await differs(ctx, news.log, seq, data)) to.add(self, "functions")
        break
      case "proposal.made":
        to.add(
          having(members, "administration", at).filter((m) => m.personId !== personId),
          "proposal",
        )
        break
      case "deputy.appointed":
      case "deputy.ended":
        to.add(self, "deputy")
        to.add(
          represented(data).map((id) => ({ personId: id })),
          "deputy",
        )
        break
      case "absence.entered":
        to.add(
          members.filter((m) => m.functions.some((f) => f.forId === personId) && !awayOn(m, String(data.from))),
          "absence",
        )
        break
    }
  await plan(ctx, tenant, to.wanted())
}

/** Did this change give other functions than the ones before? A new telephone number is no news. */
async function differs(ctx: WorkCtx, log: string, seq: number, data: Fact["data"]): Promise<boolean> {
  const facts = await factsOf(ctx, log)
  const earlier = facts.filter((f) => f.seq < seq && f.data.functions !== undefined).at(-1)
  return JSON.stringify(earlier?.data.functions ?? []) !== JSON.stringify(data.functions ?? [])
}

/** For whom the functions in a fact are held. */
const represented = ({ functions }: Fact["data"]): string[] =>
  Array.isArray(functions) ? [...new Set(functions.flatMap((f: unknown) => forId(f)))] : []
const forId = (f: unknown): string[] =>
  typeof f === "object" && f !== null && "forId" in f && typeof f.forId === "string" ? [f.forId] : []

/** Who has left keeps no address with us; his mails go nowhere and are forgotten in their time. */
async function left(ctx: WorkCtx, news: News): Promise<void> {
  if (!news.facts.some((f) => f.type === "member.left")) return
  const personId = news.log.slice("member-".length)
  const [box, member] = await Promise.all([
    mailbox(ctx.table, personId),
    ctx.table.get(memberKey(personId), MemberItem),
  ])
  // Somebody who came back meanwhile has set it anew.
  if (!box || member?.value.active) return
  await ctx.table.commit([], [{ drop: mailboxKey(personId), rev: box.rev }])
}
