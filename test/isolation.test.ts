/**
 * No house can see another: every verb there is, found by itself, with every foreign id in every place, answers as for
 * an id that does not exist. New verbs get an entry in isolation/ask.ts.
 */
import { readdir, readFile } from "node:fs/promises"
import { join, resolve } from "node:path"
import type { Ctx, Page } from "@beschlussweg/core/context"
import { notFound } from "@beschlussweg/core/error"
import * as Member from "@beschlussweg/core/member"
import * as Programme from "@beschlussweg/core/programme"
import { verbs } from "@beschlussweg/core/verb"
import * as Vorlage from "@beschlussweg/core/vorlage"
import { seal } from "@beschlussweg/store/cursor"
import { range } from "@beschlussweg/store/key"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import type { z } from "zod"
import { givenVorlageInZeichnung } from "./house.ts"
import { ASK, inputsOf, OWN } from "./isolation/ask.ts"
import { idPlaces, leaves, madeUp, replaced } from "./isolation/place.ts"
import { ALL_HERE, HERE, openStage, type Stage, THERE, valuesOf } from "./isolation/stage.ts"
import type { Seen } from "./isolation/watch.ts"

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

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(async () => {
  console.info(`${NAMES.length} verbs, ${stage.comparisons} comparisons of foreign references with such as never were`)
  await stage.stop()
})

const verb = (name: string): Call => {
  const found = ALL.get(name)
  if (!found) throw new Error(`no verb ${name}`)
  return found
}
const call = (name: string, input: object, ctx = stage.mine.as(ALL_HERE)): Promise<Seen> =>
  stage.watch.see(() => verb(name)(stage.watch.ctx(ctx), input as never))
const ownInputs = (name: string) => inputsOf(name, stage.own, stage.mine)
const foreignInputs = (name: string) => inputsOf(name, stage.foreign, stage.theirs)

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
  const asked = new Set(ownInputs(name).flatMap((input) => leaves(input).map((leaf) => leaf.place)))
  const missing = idPlaces(verb(name).input).filter((place) => place !== "cursor" && !asked.has(place))
  // An image may stand wherever text may; the text is one schema, and one image in it is asked about.
  expect(missing.filter((place) => !place.endsWith(".file"))).toEqual([])
  if (missing.length > 0) expect([...asked].some((place) => place.endsWith(".file"))).toBe(true)
})

describe("what belongs to another house does not exist here", () => {
  test.each(Object.keys(ASK))("%s", async (name) => {
    const places = idPlaces(verb(name).input)
    const before = await stage.estates()
    for (const input of foreignInputs(name)) {
      const ids = leaves(input).filter((leaf) => places.includes(leaf.place))
      expect(ids.length, name).toBeGreaterThan(0)
      const never = ids.reduce((made, leaf) => replaced(made, leaf.at, madeUp(leaf.value)), input)
      const told = await call(name, input)
      // The one 404 that everything unknown gets, word by word.
      const { code, reason, message, findings } = notFound()
      expect(told.answer).toEqual({ code, reason, message, findings })
      await stage.expectNothing(told, before, [], name)
      const values = ids.map((leaf) => leaf.value)
      stage.expectSame(told, values, await call(name, never), values.map(madeUp), name)
    }
    expect(await stage.estates()).toEqual(before)
  })
})

describe("one foreign id among one's own is like one that never was", () => {
  test.each(NAMES)("%s", { timeout: 120_000 }, async (name) => {
    const places = idPlaces(verb(name).input).filter((place) => place !== "cursor")
    const variants = ownInputs(name).length
    for (let n = 0; n < variants; n++) {
      const input = (): object => ownInputs(name)[n] ?? {}
      for (const { place, at } of leaves(input()).filter((leaf) => places.includes(leaf.place))) {
        const others = leaves(foreignInputs(name)[n])
        const other = others.find((leaf) => leaf.at.join() === at.join())?.value ?? ""
        expect(other, `${name} ${place}: an id of the other house`).not.toBe("")
        const what = `${name} ${n + 1} with a foreign ${place}`
        const before = await stage.estates()
        const ids = valuesOf(stage.own)
        const told = await call(name, replaced(input(), at, other))
        await stage.expectNothing(told, before, [other], what)
        // Whoever could do something has changed his own house; the comparison begins in the same state.
        if (!told.refused) await stage.afresh(told, other)
        const never = madeUp(other)
        const after = valuesOf(stage.own)
        const again = await call(name, replaced(input(), at, never))
        stage.expectSame(told, [other, ...ids], again, [never, ...after], what)
        if (!again.refused) await stage.afresh(again)
      }
    }
  })
})

describe("the same wishes are answered at home, so the 404 is about the house", () => {
  test.each(Object.keys(ASK))("%s", async (name) => {
    const told: unknown[] = []
    for (const n of ownInputs(name).keys()) {
      const seen = await call(name, ownInputs(name)[n] ?? {})
      if (!seen.refused) await stage.afresh(seen)
      told.push(seen.answer)
    }
    for (const answer of told) expect(answer ?? {}).not.toMatchObject({ code: "not_found" })
  })
})

describe("what names nothing shows and makes one's own only", () => {
  test.each(Object.keys(OWN))("%s", async (name) => {
    for (const n of ownInputs(name).keys()) {
      const before = await stage.estates()
      const seen = await call(name, ownInputs(name)[n] ?? {})
      await stage.expectNothing(seen, before, [], name)
      if (seen.commits > 0) await stage.afresh(seen)
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
    const { tableName, cursorKey } = stage.world.store
    const listed: Listed[] = []
    const ear = (kind: Listed["kind"], prefix: string, page: Page | undefined) =>
      listed.push({ kind, prefix, descending: page?.descending ?? false })
    const ctx = stage.mine.as(ALL_HERE)
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
    const input = ownInputs(name)[0] ?? {}
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
        stage.expectSame(told, [cursor], never, ["abc.def"], name)
        expect(told.commits).toBe(0)
      }
    }
  })
})

describe("what is another house's cannot be reached through one's own", () => {
  test("as an Anlage or a programme of a paper that is handed in", async () => {
    const anlage = { id: "a1", title: "Programm", public: true }
    for (const ref of [
      { ...anlage, kind: "programme" as const, programmeId: stage.foreign.programme },
      { ...anlage, kind: "upload" as const, uploadId: stage.foreign.upload },
    ]) {
      const { there } = await stage.estates()
      const paper = await stage.mine.draft(stage.mine.form({ anlagen: [ref] }))
      const made = {
        ...ref,
        ...(ref.kind === "upload"
          ? { uploadId: madeUp(stage.foreign.upload) }
          : { programmeId: madeUp(stage.foreign.programme) }),
      }
      const other = await stage.mine.draft(stage.mine.form({ anlagen: [made] }))
      const told = await stage.watch.see(() => paper.submit())
      expect(told.answer).toMatchObject({ code: "refused", findings: [{ reason: "anlage.unknown" }] })
      const ids = [paper.id, stage.foreign.programme, stage.foreign.upload]
      const again = await stage.watch.see(() => other.submit())
      stage.expectSame(told, ids, again, [other.id, ...ids.slice(1).map(madeUp)], ref.kind)
      expect((await stage.estates()).there).toBe(there)
    }
  })

  test("as a text of a programme that is taken over", async () => {
    const programme = await stage.mine.programme("Eigener Text.")
    const take = Programme.take(stage.mine.as(ALL_HERE), { programmeId: programme, uploadId: stage.foreign.upload })
    await expect(take).rejects.toMatchObject({ code: "not_found" })
  })

  test("as somebody to whom a task is handed", async () => {
    const paper = await givenVorlageInZeichnung(stage.mine)
    await expect(paper.hand("amtsleitung", stage.foreign.person)).rejects.toMatchObject({ reason: "person.unknown" })
    expect((await Member.all(stage.mine.workCtx().table)).map((m) => m.personId)).not.toContain(stage.foreign.person)
    expect(
      (await Vorlage.tasks(stage.mine.as(ALL_HERE), {})).every(
        (t) => !("vorlageId" in t) || t.vorlageId !== stage.foreign.signing,
      ),
    ).toBe(true)
  })
})
