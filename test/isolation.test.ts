/**
 * No house can see another: every verb there is, found by itself, with every foreign id in every place, answers as for
 * an id that does not exist. New verbs get an entry in isolation/ask.ts.
 */
import { readdir, readFile } from "node:fs/promises"
import { join, resolve } from "node:path"
import type { Ctx, Page } from "@beschlussweg/core/context"
import * as Member from "@beschlussweg/core/member"
import * as Programme from "@beschlussweg/core/programme"
import { verbs } from "@beschlussweg/core/verb"
import * as Vorlage from "@beschlussweg/core/vorlage"
import { seal } from "@beschlussweg/store/cursor"
import { range } from "@beschlussweg/store/key"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import type { z } from "zod"
import { givenVorlageInZeichnung, type House, openWorld, type World } from "./house.ts"
import { ASK, everybodyIn, type Filed, filedIn, type Ids, idsOf, inputsOf, OWN } from "./isolation/ask.ts"
import { idPlaces, leaves, madeUp, replaced } from "./isolation/place.ts"
import { estate, normalised, type Seen, watcher } from "./isolation/watch.ts"

const ALL_HERE = "alles-kreis-hier"
const HERE = "kreis-hier"
const THERE = "kreis-dort"

type Call = ((ctx: Ctx, input: never) => Promise<unknown>) & { readonly name: string; readonly input: z.ZodType }
const isVerb = (value: unknown): value is Call => typeof value === "function" && "may" in value && "input" in value

/** Every verb that any module of core exports; whatever defines one is imported, whether or not anything else knows it. */
async function everyVerb(): Promise<ReadonlyMap<string, Call>> {
  const root = resolve("packages/core/src")
  const found = new Map<string, Call>()
  for (const file of await readdir(root, { recursive: true })) {
    if (!/\.tsx?$/.test(file) || /\.test\.|fixture/.test(file)) continue
    const path = join(root, file)
    if (!/\bverb\s*[(<]/.test(await readFile(path, "utf8"))) continue
    const module: Record<string, unknown> = await import(path)
    for (const value of Object.values(module)) if (isVerb(value)) found.set(value.name, value)
  }
  return found
}
const ALL = await everyVerb()
const NAMES = [...ALL.keys()].sort()

let world: World
let mine: House
let theirs: House
let own: Ids
let foreign: Ids
let filed: { readonly mine: Filed; readonly theirs: Filed }
let watch: ReturnType<typeof watcher>
let comparisons = 0

beforeAll(async () => {
  world = await openWorld()
  mine = await world.house("T1", HERE)
  theirs = await world.house("T1", THERE)
  for (const house of [mine, theirs]) await everybodyIn(house)
  filed = { mine: await filedIn(world, mine), theirs: await filedIn(world, theirs) }
  own = await idsOf(mine, filed.mine)
  foreign = await idsOf(theirs, filed.theirs)
  watch = watcher(world)
})
afterAll(async () => {
  console.info(`${NAMES.length} verbs, ${comparisons} comparisons of foreign references with such as never were`)
  watch.stop()
  await world.stop()
})

const verb = (name: string): Call => {
  const found = ALL.get(name)
  if (!found) throw new Error(`no verb ${name}`)
  return found
}
const call = (name: string, input: object, ctx = mine.as(ALL_HERE)): Promise<Seen> =>
  watch.see(() => verb(name)(watch.ctx(ctx), input as never))

/** What a call wrote to is made anew, on both sides: a name that a house gave is no longer only the other's. */
async function afresh({ calls }: Seen, named = ""): Promise<void> {
  const written = [...calls.filter((line) => line.startsWith("TransactWriteItemsCommand")), named].join("\n")
  own = await idsOf(mine, filed.mine, written)
  foreign = await idsOf(theirs, filed.theirs, written)
}

/** Ids are words in an answer and in calls; what a call makes anew is named as it happens. */
const plainly = (value: unknown, ids: readonly string[]): string =>
  normalised(value, ids)
    .replaceAll(/\b[a-z]+_[0-9A-HJKMNP-TV-Z]{26}\b/g, "ID")
    .replaceAll(/\b[0-9a-f]{64}\b/g, "HASH")

function expectSame(a: Seen, aIds: readonly string[], b: Seen, bIds: readonly string[], what: string): void {
  comparisons++
  expect(a.refused, what).toBe(b.refused)
  if (a.refused) expect(normalised(a.answer, aIds), what).toBe(normalised(b.answer, bIds))
  expect(plainly(a.calls, aIds), what).toBe(plainly(b.calls, bIds))
  expect(a.writes, what).toBe(b.writes)
}

/** Every id of a house; its settings are words. */
const valuesOf = ({ settings: _, ...ids }: Ids): string[] => leaves(ids).map((leaf) => leaf.value)

/** Nothing of the other house was asked for, told or changed. */
async function expectNothing(seen: Seen, before: string, but: readonly string[], what: string): Promise<void> {
  for (const partition of seen.partitions) expect(partition.startsWith(`${HERE}#`), `${what}: ${partition}`).toBe(true)
  const told = JSON.stringify(seen.answer)
  for (const id of valuesOf(foreign)) if (!but.includes(id)) expect(told ?? "", what).not.toContain(id)
  expect(await estate(world, THERE), what).toBe(before)
}

test("every verb of the registry is found and asked here", () => {
  expect(
    verbs()
      .map((v) => v.name)
      .sort(),
  ).toEqual(NAMES)
  expect([...Object.keys(ASK), ...Object.keys(OWN)].sort()).toEqual(NAMES)
  expect(Object.keys(ASK).filter((name) => name in OWN)).toEqual([])
  expect(NAMES.length).toBeGreaterThan(30)
})

test.each(NAMES)("%s: every place where its schema takes an id is asked about", (name) => {
  const asked = new Set(inputsOf(name, own, mine).flatMap((input) => leaves(input).map((leaf) => leaf.place)))
  const missing = idPlaces(verb(name).input).filter((place) => place !== "cursor" && !asked.has(place))
  // An image may stand wherever text may; the text is one schema, and one image in it is asked about.
  expect(missing.filter((place) => !place.endsWith(".file"))).toEqual([])
  if (missing.length > 0) expect([...asked].some((place) => place.endsWith(".file"))).toBe(true)
})

describe("what belongs to another house does not exist here", () => {
  test.each(Object.keys(ASK))("%s", async (name) => {
    const places = idPlaces(verb(name).input)
    const here = await estate(world, HERE)
    const there = await estate(world, THERE)
    for (const input of inputsOf(name, foreign, theirs)) {
      const ids = leaves(input).filter((leaf) => places.includes(leaf.place))
      expect(ids.length, name).toBeGreaterThan(0)
      const never = ids.reduce((made, leaf) => replaced(made, leaf.at, madeUp(leaf.value)), input)
      const told = await call(name, input)
      expect(told.answer).toMatchObject({ code: "not_found", reason: "not_found" })
      await expectNothing(told, there, [], name)
      const values = ids.map((leaf) => leaf.value)
      expectSame(told, values, await call(name, never), values.map(madeUp), name)
      expect(told.writes, name).toBe(0)
      expect(await estate(world, HERE), `${name} wrote`).toBe(here)
    }
  })
})

describe("one foreign id among one's own is like one that never was", () => {
  test.each(NAMES)("%s", { timeout: 120_000 }, async (name) => {
    const places = idPlaces(verb(name).input).filter((place) => place !== "cursor")
    const variants = inputsOf(name, own, mine).length
    for (let n = 0; n < variants; n++) {
      const input = (): object => inputsOf(name, own, mine)[n] ?? {}
      for (const { place, at } of leaves(input()).filter((leaf) => places.includes(leaf.place))) {
        const others = leaves(inputsOf(name, foreign, theirs)[n])
        const other = others.find((leaf) => leaf.at.join() === at.join())?.value ?? ""
        expect(other, `${name} ${place}: an id of the other house`).not.toBe("")
        const what = `${name} ${n + 1} with a foreign ${place}`
        const there = await estate(world, THERE)
        const before = valuesOf(own)
        const told = await call(name, replaced(input(), at, other))
        await expectNothing(told, there, [other], what)
        // Whoever could do something has changed his own house; the comparison begins in the same state.
        if (told.refused) expect(told.writes, what).toBe(0)
        else await afresh(told, other)
        const never = madeUp(other)
        const after = valuesOf(own)
        const again = await call(name, replaced(input(), at, never))
        expectSame(told, [other, ...before], again, [never, ...after], what)
        if (!again.refused) await afresh(again)
      }
    }
  })
})

describe("the same wishes are answered at home, so the 404 is about the house", () => {
  test.each(Object.keys(ASK))("%s", async (name) => {
    const told: unknown[] = []
    for (const n of inputsOf(name, own, mine).keys()) {
      const seen = await call(name, inputsOf(name, own, mine)[n] ?? {})
      if (!seen.refused) await afresh(seen)
      told.push(seen.answer)
    }
    for (const answer of told) expect(answer ?? {}).not.toMatchObject({ code: "not_found" })
  })
})

describe("what names nothing shows and makes one's own only", () => {
  test.each(Object.keys(OWN))("%s", async (name) => {
    const there = await estate(world, THERE)
    for (const n of inputsOf(name, own, mine).keys()) {
      const seen = await call(name, inputsOf(name, own, mine)[n] ?? {})
      await expectNothing(seen, there, [], name)
      if (seen.writes > 0) await afresh(seen)
    }
  })
})

/** The listing behind a verb, as its table saw it. */
interface Listed {
  readonly kind: "list" | "index"
  readonly prefix: string
  readonly descending: boolean
}
const LISTS = NAMES.filter((name) => idPlaces(verb(name).input).includes("cursor"))
describe("a page cursor holds for one house, one person, one listing", () => {
  test.each(LISTS)("%s", async (name) => {
    const { tableName, cursorKey } = world.store
    const listed: Listed[] = []
    const ear = (kind: Listed["kind"], prefix: string, page: Page | undefined) =>
      listed.push({ kind, prefix, descending: page?.descending ?? false })
    const ctx = mine.as(ALL_HERE)
    const listening: Ctx = {
      ...ctx,
      table: {
        ...ctx.table,
        list: (prefix, schema, page) => {
          ear("list", prefix, page)
          return ctx.table.list(prefix, schema, page)
        },
        listIndex: (prefix, schema, page) => {
          ear("index", prefix, page)
          return ctx.table.listIndex(prefix, schema, page)
        },
      },
    }
    const input = inputsOf(name, own, mine)[0] ?? {}
    await call(name, input, listening)
    expect(listed.length).toBeGreaterThan(0)
    const never = await call(name, { ...input, cursor: "abc.def" })
    expect(never.answer).toMatchObject({ code: "input", reason: "cursor.invalid" })
    for (const { kind, prefix, descending } of listed) {
      const { pk } = range(THERE, prefix)
      const last = { pk, sk: ".", ...(kind === "index" ? { ipk: pk, isk: "x" } : {}) }
      const binding = { tableName, kind, prefix, descending }
      const cursors = [
        seal(cursorKey, { ...binding, tenantId: THERE, personId: ALL_HERE }, last),
        seal(cursorKey, { ...binding, tenantId: HERE, personId: "verfasser" }, last),
        seal(cursorKey, { ...binding, tenantId: HERE, personId: ALL_HERE, prefix: `${prefix}x` }, last),
        seal(cursorKey, { ...binding, tenantId: HERE, personId: ALL_HERE, descending: !descending }, last),
        seal(new Uint8Array(32), { ...binding, tenantId: HERE, personId: ALL_HERE }, last),
      ]
      for (const cursor of cursors) {
        const told = await call(name, { ...input, cursor })
        expectSame(told, [cursor], never, ["abc.def"], name)
        expect(told.writes).toBe(0)
      }
    }
  })
})

describe("what is another house's cannot be reached through one's own", () => {
  test("as an Anlage or a programme of a paper that is handed in", async () => {
    const anlage = { id: "a1", title: "Programm", public: true }
    for (const ref of [
      { ...anlage, kind: "programme" as const, programmeId: foreign.programme },
      { ...anlage, kind: "upload" as const, uploadId: foreign.upload },
    ]) {
      const there = await estate(world, THERE)
      const paper = await mine.draft(mine.form({ anlagen: [ref] }))
      const made = {
        ...ref,
        ...(ref.kind === "upload" ? { uploadId: madeUp(foreign.upload) } : { programmeId: madeUp(foreign.programme) }),
      }
      const other = await mine.draft(mine.form({ anlagen: [made] }))
      const told = await watch.see(() => paper.submit())
      expect(told.answer).toMatchObject({ code: "refused", findings: [{ reason: "anlage.unknown" }] })
      const ids = [paper.id, foreign.programme, foreign.upload]
      const again = await watch.see(() => other.submit())
      expectSame(told, ids, again, [other.id, ...ids.slice(1).map(madeUp)], ref.kind)
      expect(await estate(world, THERE)).toBe(there)
    }
  })

  test("as a text of a programme that is taken over", async () => {
    const programme = await mine.programme("Eigener Text.")
    const take = Programme.take(mine.as(ALL_HERE), { programmeId: programme, uploadId: foreign.upload })
    await expect(take).rejects.toMatchObject({ code: "not_found" })
  })

  test("as somebody to whom a task is handed", async () => {
    const paper = await givenVorlageInZeichnung(mine)
    await expect(paper.hand("amtsleitung", foreign.person)).rejects.toMatchObject({ reason: "person.unknown" })
    expect((await Member.all(mine.workCtx().table)).map((m) => m.personId)).not.toContain(foreign.person)
    expect(
      (await Vorlage.tasks(mine.as(ALL_HERE), {})).every(
        (t) => t.kind === "confirm-person" || t.vorlageId !== foreign.signing,
      ),
    ).toBe(true)
  })
})
