/** Random changes of people by everybody, several at the same moment: what must hold of a house holds after each round. */

import { addDays } from "@beschlussweg/core/day"
import { Duty } from "@beschlussweg/core/duty"
import { AppError } from "@beschlussweg/core/error"
import { broken, type Fact } from "@beschlussweg/core/fact"
import * as Member from "@beschlussweg/core/member"
import { statesOn } from "@beschlussweg/core/member/history"
import * as People from "@beschlussweg/core/people"
import { type Assignment, GUARDED, type Role } from "@beschlussweg/core/role"
import * as Vorlage from "@beschlussweg/core/vorlage"
import { afterAll, beforeAll, expect, test } from "vitest"
import { z } from "zod"
import { givenVorlageInZeichnung, type House, mending, openWorld, type Paper, type World } from "./house.ts"
import { type Dice, dice } from "./random.ts"

let world: World
beforeAll(async () => {
  world = await openWorld("2026-11-23T08:00:00Z", "off")
})
afterAll(() => world.stop())

/** xorshift32: the same walk for the same seed. */
function seeded(seed: number): () => number {
  let x = seed
  return () => {
    x ^= x << 13
    x ^= x >>> 17
    x ^= x << 5
    return (x >>> 0) / 2 ** 32
  }
}
const SEATS: readonly Assignment[] = [
  ...(["administration", "dezernent", "landrat", "bca", "verfasser", "lesend"] as const).map(
    (role): Assignment => ({ role, as: "selbst" }),
  ),
  { role: "mitzeichnung", amtId: "jobcenter", as: "selbst" },
  { role: "vorsitz", gremiumId: "ka", as: "selbst" },
]
const seatOf = (f: Assignment): string => [f.role, f.amtId, f.gremiumId].join("/")

/** One wish of somebody; refusals are fine, defects are not. */
async function wish(house: House, d: Dice, papers: readonly Paper[], codes: string[]): Promise<string> {
  const all = (await Member.all(house.workCtx().table, "left too")).map((m) => m.personId)
  const by = d.chance(0.6) ? d.pick(["administration", "zweitadministration", "dritte"]) : d.pick(all)
  const personId = d.pick(all)
  const known = house.people().find((p) => p.personId === by)
  if (!known) return "nobody"
  const ctx = house.as(by)
  const from = addDays(house.clock.today(), d.pick([0, 0, 1]))
  const days = { from, to: addDays(from, d.pick([0, 2, 9])) }
  const place = ({ role, amtId, gremiumId }: Assignment) => ({ role, amtId, gremiumId })
  const seat = place(d.pick(SEATS))
  const person = await house.workCtx().table.get(Member.memberKey(personId), Member.Member)
  const now = person?.value.functions ?? []
  const acts: Readonly<Record<string, () => Promise<unknown>>> = {
    give: () => Member.put(ctx, { personId, name: "Jemand", functions: [...now, { ...seat, as: "selbst" }] }),
    take: () => Member.put(ctx, { personId, name: "Jemand", functions: now.filter(() => d.chance(0.5)) }),
    appoint: () => {
      const holder = house.as(d.pick(house.people()).personId)
      const own = d.pick([...holder.actor.functions, ...SEATS])
      const wish = { ...place(own), deputyId: d.pick(all), as: d.pick(["IV", "IA"] as const), ...days }
      return Member.appointDeputy(holder, wish)
    },
    assign: () => {
      const holder = d.pick(house.people())
      const wish = { ...place(d.pick([...holder.functions, ...SEATS])), forId: holder.personId, as: "IV" as const }
      return Member.assignDeputy(ctx, { ...wish, deputyId: personId, ...days })
    },
    quit: () => {
      const f = d.pick([...now, ...SEATS])
      return Member.removeDeputy(ctx, { ...place(f), forId: f.forId ?? d.pick(all), deputyId: personId })
    },
    confirm: async () => {
      const open = await Member.proposals(house.workCtx().table, house.clock.now())
      const one = open.length > 0 ? d.pick(open) : undefined
      if (one) await Member.confirm(ctx, { personId: one.personId, proposalId: one.id })
    },
    invite: async () => {
      codes.push((await Member.invite(ctx, { name: "Neu", functions: [{ ...seat, as: "selbst" }] })).code)
    },
    reinvite: async () => {
      codes.push((await Member.reinvite(ctx, { personId })).code)
    },
    accept: async () => {
      const accountId = `${d.pick([1, 2, all.length])}`.padStart(64, "0")
      if (codes.length > 0) await Member.accept(ctx, { code: d.pick(codes), accountId })
    },
    end: () => Member.end(ctx, { personId, reason: "Wechsel.", on: d.chance(0.5) ? days.to : undefined }),
    away: () => Member.putAbsence(ctx, days),
    hand: async () => {
      const paper = d.pick(papers)
      const task = d.pick((await paper.whole()).tasks).value
      const able = house
        .people()
        .filter((p) => p.functions.some((f) => seatOf(f) === seatOf({ ...task, as: "selbst" })))
      const from = house.as(task.personId ?? d.pick([...able, ...house.people()]).personId)
      await Vorlage.decide(from, { kind: "hand", ...(await paper.seen()), stepId: task.stepId, to: personId })
    },
  }
  const often = [
    "give",
    "give",
    "confirm",
    "confirm",
    "appoint",
    "appoint",
    "appoint",
    "assign",
    "accept",
    "hand",
    "hand",
  ]
  const name = d.pick([...Object.keys(acts), ...often])
  return (acts[name]?.() ?? Promise.resolve()).then(
    () => name,
    (error: unknown) => {
      if (error instanceof AppError) return `${name}: ${error.reason}`
      throw error
    },
  )
}

const Confirmed = z.object({ by: z.string(), functions: z.array(z.custom<Assignment>()) })
/** Guarded functions in the record that no second administrator confirmed. */
function unconfirmed(personId: string, facts: readonly Fact[]): string[] {
  const found: string[] = []
  const allowed = new Set<string>()
  for (const { type, by, data } of facts) {
    const list = z.object({ functions: z.array(z.custom<Assignment>()) }).safeParse(data)
    const guarded = (list.data?.functions ?? []).filter((f) => GUARDED.includes(f.role))
    if (type === "proposal.confirmed") {
      const { by: proposer } = Confirmed.parse(data)
      if (by === proposer || by === personId || proposer === personId) found.push(`${personId} confirmed by ${by}`)
      for (const f of guarded) allowed.add(seatOf(f))
      // The operator founds a house; its first people have what they have.
    } else if (by === "betrieb") for (const f of guarded) allowed.add(seatOf(f))
    else if (type === "member.changed" || type === "member.added" || type === "member.joined")
      for (const f of guarded)
        if (!allowed.has(seatOf(f)) && f.as === "selbst") found.push(`${personId} ${type} ${f.role}`)
  }
  return found
}

/** What must hold of a house at every moment. */
async function holds(house: House, papers: readonly Paper[]): Promise<void> {
  const { table } = house.workCtx()
  const today = house.clock.today()
  const people = await Member.all(table, "left too")
  const admins = people.filter(
    (m) => m.active && m.functions.some((f) => f.role === "administration" && f.as === "selbst" && !f.to),
  )
  expect(admins.length).toBeGreaterThanOrEqual(2)
  for (const m of people) {
    const facts = await Vorlage.factsOf(house.workCtx(), `member-${m.personId}`)
    expect(await broken(facts, m.head)).toBeUndefined()
    const [then] = await statesOn(table, m, today)
    const functions = m.active ? m.functions.map(({ forName: _, ...f }) => f) : []
    expect(then?.functions, m.personId).toEqual(JSON.parse(JSON.stringify(functions)))
    expect(unconfirmed(m.personId, facts)).toEqual([])
    if (m.accountId)
      expect(await table.get(`account/${m.accountId}`, z.object({ personId: z.string() }))).toMatchObject({
        value: { personId: m.personId },
      })
    for (const f of m.functions) {
      if (f.forId === undefined) continue
      const holder = people.find((p) => p.personId === f.forId)
      const own = holder?.functions.find((h) => h.as === "selbst" && seatOf(h) === seatOf(f))
      expect(own, `${m.personId} represents ${f.forId} as ${f.role}`).toBeDefined()
      expect(holder?.deputies).toContain(m.personId)
    }
  }
  for (const paper of papers) expect(await mending(house, paper.id)).toEqual([])
}

test.each([1, 2, 3])("walk %i", { timeout: 240_000 }, async (seed) => {
  const house = await world.house("T1", `kreis-zufall-${seed}`)
  await house.put({ personId: "dritte", functions: [{ role: "administration" as Role, as: "selbst" }] })
  await house.put({ personId: "kollegin", functions: [{ role: "lesend", as: "selbst" }] })
  const papers = [await givenVorlageInZeichnung(house), await givenVorlageInZeichnung(house)]
  const d = dice(seeded(seed * 7919))
  const codes: string[] = []
  const count = new Map<string, number>()
  for (let round = 0; round < 60; round++) {
    const told = await Promise.all([wish, wish, wish].map((w) => w(house, d, papers, codes)))
    for (const t of told) count.set(t, (count.get(t) ?? 0) + 1)
    if (d.chance(0.3)) house.clock.pass(1)
    const { table } = house.workCtx()
    if (d.chance(0.5))
      for (const m of await Member.all(table, "left too")) {
        const { items } = await table.list(`duty/member-${m.personId}`, Duty)
        if (items.length > 0) await People.work(house.workCtx(), m.personId)
      }
    await house.refresh()
    await holds(house, papers)
  }
  // In the end nothing lies with anybody who may not do it.
  house.clock.pass(2)
  for (const m of await Member.all(house.workCtx().table, "left too")) await People.work(house.workCtx(), m.personId)
  for (const paper of papers)
    for (const { value: task } of (await paper.whole()).tasks)
      if (task.personId !== undefined)
        expect((await Member.load(house.workCtx().table, task.personId))?.active, task.personId).toBe(true)
  const done = [...count].filter(([name]) => !name.includes(":"))
  console.info(`seed ${seed}: ${done.map(([n, c]) => `${n} ${c}`).join(", ")}`)
  expect(done.length).toBeGreaterThan(9)
})
