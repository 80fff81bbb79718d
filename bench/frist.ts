/** Frist: what a sweep costs with 100 open procedures in each of many houses, when nothing, little and much is due. */
import { Duty } from "@beschlussweg/core/duty"
import { worldOf } from "@beschlussweg/functions/wire"
import { openWorkshop, type Running, start } from "@beschlussweg/functions/worker"
import { type Recorder, record } from "@beschlussweg/store/recorder"
import { z } from "zod"
import { givenVorlageInBeratung, type House, openWorld, type World } from "../test/house.ts"
import { addresses } from "../test/notice/post.ts"
import type { Figure, Outcome } from "./measure.ts"

const OPEN = 100
const DUE = [0, 10, 1000] as const
const NOW = "2027-01-12T10:00:00Z"
/** the last day of the office that is to enter the result; one day before it is reminded */
const FIRST = "2027-01-20T06:00:00.000Z"
const LATER = "2027-03-01T06:00:00.000Z"
const MORNING = "2027-01-20T06:00:05Z"
const TOGETHER = 90
const ROUNDS = 3

interface Sweep {
  readonly read: number
  readonly write: number
  readonly commands: number
  readonly ms: number
  readonly found: number
  readonly mails: number
}
interface Template {
  readonly id: string
  readonly house: House
  readonly items: readonly { readonly key: string; readonly value: unknown }[]
  readonly people: readonly { readonly key: string; readonly value: unknown }[]
  readonly settings: unknown
}

/** A real procedure before its first body, with its house and people: what all others are copies of. */
async function template(world: World): Promise<Template> {
  const house = await world.house("T1", "vorbild")
  await addresses(house)
  const rows = house.form().beratungsfolge.map((r, i) => ({ ...r, termin: i === 0 ? "2027-01-27" : "2027-02-24" }))
  const paper = await givenVorlageInBeratung(house, house.form({ beratungsfolge: rows }))
  const { table } = house.workCtx()
  const { items } = await table.list(`vorlage/${paper.id}`, z.unknown())
  const { items: people } = await table.listIndex("list/member", z.unknown())
  const settings = (await table.get("tenant/house/root", z.unknown()))?.value
  return { id: paper.id, house, items, people, settings }
}

const named = <T>(value: T, from: string, to: string): T => JSON.parse(JSON.stringify(value).replaceAll(from, to)) as T
const vorlageOf = (tenant: number, n: number): string => `vl_${String(tenant * OPEN + n).padStart(26, "0")}`
const frist = (log: string, at: string): Duty => ({
  id: "frist",
  log,
  kind: "frist",
  dueAt: at,
  about: at,
  attempts: 0,
})

/** Houses with people and 100 open procedures each, whose reminders are due in March. */
async function populate(world: World, model: Template, tenants: number): Promise<void> {
  for (let t = 0; t < tenants; t++) {
    const tenantId = `kreis-${t}`
    const table = world.store.table(tenantId)
    await table.commit(
      [],
      [
        { put: "tenant/house/root", value: named(model.settings, "vorbild", tenantId), rev: "new" },
        ...model.people.map(({ key, value }) => ({
          put: key,
          value: named(value, "vorbild", tenantId),
          rev: "new" as const,
          index: `list/member/${key.split("/")[1]}`,
        })),
      ],
    )
    // The nightly anchor of a house is another duty's cost.
    const anchor: Duty = { id: "anchor", log: "record", kind: "anchor", dueAt: LATER, attempts: 0 }
    const duties = [anchor, ...Array.from({ length: OPEN }, (_, n) => frist(vorlageOf(t, n), LATER))]
    for (let i = 0; i < duties.length; i += TOGETHER) await table.commit([], [], duties.slice(i, i + TOGETHER))
  }
}

/** Makes `count` of them due in this morning, spread over the houses, with everything the worker will read. */
async function owe(world: World, model: Template, tenants: number, count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    const t = i % tenants
    const table = world.store.table(`kreis-${t}`)
    const log = vorlageOf(t, Math.floor(i / tenants))
    const duty = await table.get(`duty/${log}/frist`, Duty)
    const known = await table.get(`vorlage/${log}/root`, z.unknown())
    await table.commit(
      [],
      [
        { put: `duty/${log}/frist`, value: frist(log, FIRST), rev: duty?.rev ?? 1 },
        ...(known
          ? []
          : model.items.map(({ key, value }) => ({
              put: named(key, model.id, log),
              value: named(value, model.id, log),
              rev: "new" as const,
            }))),
      ],
    )
  }
}

async function sweep(running: Running, recorder: Recorder, sent: () => number): Promise<Sweep> {
  recorder.clear()
  const before = sent()
  const started = performance.now()
  const found = await running.sweep()
  await running.idle()
  const ms = performance.now() - started
  const { read, write } = recorder.units()
  return { read, write, commands: recorder.entries.length, ms, found, mails: sent() - before }
}

async function measured(tenants: number): Promise<Record<string, Sweep>> {
  const world = await openWorld(NOW, "off")
  const { client, streams, tableName, cursorKey } = world.store
  const { dir, clock } = world
  const office = worldOf({ client, streams, tableName, cursorKey, dir, now: clock.now, close: async () => {} })
  let sent = 0
  const mail = { send: async () => void sent++ }
  const workshop = await openWorkshop(office, { documents: "off", tsa: "none", mail })
  const running = await start(office, workshop, { stream: false, sweepMs: 86_400_000 })
  const recorder = record(client)
  try {
    const model = await template(world)
    await populate(world, model, tenants)
    clock.set(MORNING)
    const found: Record<string, Sweep> = {}
    for (const count of DUE) {
      const rounds: Sweep[] = []
      for (let round = 0; round < ROUNDS; round++) {
        // Settles what the last one left: mails, and the anchors that each house owes once a day.
        for (let i = 0; i < 5 && (await running.sweep()) > 0; i++) await running.idle()
        if (round > 0 && count > 0) break
        await owe(world, model, tenants, count)
        rounds.push(await sweep(running, recorder, () => sent))
      }
      const middle = rounds.toSorted((a, b) => a.ms - b.ms)[Math.floor(rounds.length / 2)]
      if (middle) found[String(count)] = middle
    }
    return found
  } finally {
    recorder.detach()
    await running.stop()
    await world.stop()
  }
}

export async function fristen({ count }: { readonly count: number }): Promise<Outcome> {
  const many = Math.min(1000, count)
  const few = Math.max(10, Math.floor(many / 10))
  const [small, large] = [await measured(few), await measured(many)]
  const figures: Figure[] = []
  const failures: string[] = []
  for (const due of DUE) {
    const [a, b] = [small[String(due)], large[String(due)]]
    if (!a || !b) continue
    // What becomes due on the way (mails) may be found by the same sweep.
    if (b.found < due) failures.push(`${due} due, but ${b.found} found`)
    figures.push(
      { name: `${due} due of ${many * OPEN}: read units`, value: b.read, unit: "" },
      { name: `${due} due of ${many * OPEN}: write units`, value: b.write, unit: "" },
      { name: `${due} due of ${many * OPEN}: commands`, value: b.commands, unit: "" },
      { name: `${due} due of ${many * OPEN}: time`, value: b.ms, unit: "ms" },
      {
        name: `${due} due: read units, to those of ${few * OPEN} procedures`,
        value: b.read / a.read,
        unit: "x",
        // 1,000 lie in ten times as many houses there, and each house is read once.
        limit: due > few ? 1.5 : 1.1,
      },
      {
        name: `${due} due: time, to that of ${few * OPEN} procedures`,
        value: b.ms / a.ms,
        unit: "x",
        limit: 1.5,
        goal: true,
      },
    )
  }
  const [ten, thousand] = [large["10"], large["1000"]]
  if (ten && thousand)
    figures.push({
      name: "read units of one that is due, 1,000 to 10",
      value: thousand.read / 1000 / (ten.read / 10),
      unit: "x",
      limit: 1.2,
    })
  return { figures, failures, raw: { small, large } }
}
