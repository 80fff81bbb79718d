/** Recall: nothing twice within a duty, own writes at once, and everything anew after somebody was faster. */
import { RevConflict } from "@beschlussweg/core/context"
import { type TestStore, testStore } from "@beschlussweg/store/fixture"
import { record } from "@beschlussweg/store/recorder"
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest"
import { z } from "zod"
import { recalling } from "./recall.ts"

const Note = z.strictObject({ n: z.int() })
let store: TestStore
let room = 0
beforeAll(async () => {
  store = await testStore()
})
afterAll(() => store.stop())
beforeEach(() => {
  room++
})
const open = () => {
  const table = store.table("kreis-aulenfeld")
  return { table, own: recalling({ table }).table, key: `vorlage/r${room}/a`, index: `list/r${room}` }
}

test("the second read asks nobody, and what was read can be changed by nobody else who reads", async () => {
  const { table, own, key, index } = open()
  await table.commit([], [{ put: key, value: { n: 1 }, rev: "new", index: `${index}/x` }])
  const recorder = record(store.client)
  for (let i = 0; i < 3; i++) {
    expect((await own.get(key, Note))?.value).toEqual({ n: 1 })
    expect((await own.list(`vorlage/r${room}`, Note)).items).toHaveLength(1)
    expect((await own.listIndex(index, Note)).items).toHaveLength(1)
    expect(await own.get(`vorlage/r${room}/none`, Note)).toBeUndefined()
  }
  expect(recorder.entries).toHaveLength(4)
  recorder.detach()
  const first = await own.get(key, z.unknown())
  Object.assign(first?.value as object, { n: 9 })
  expect((await own.get(key, Note))?.value).toEqual({ n: 1 })
})

test("its own commit is seen at once, in lists and in the index; other partitions stay known", async () => {
  const { table, own, key, index } = open()
  await table.commit([], [{ put: key, value: { n: 1 }, rev: "new", index: `${index}/x` }])
  const other = `programme/r${room}/a`
  await table.commit([], [{ put: other, value: { n: 5 }, rev: "new" }])
  for (const k of [key, other]) await own.get(k, Note)
  await own.list(`vorlage/r${room}`, Note)
  await own.listIndex(index, Note)
  await own.commit([], [{ put: key, value: { n: 2 }, rev: 1 }])
  expect((await own.get(key, Note))?.value).toEqual({ n: 2 })
  expect((await own.list(`vorlage/r${room}`, Note)).items.map((i) => i.value)).toEqual([{ n: 2 }])
  expect((await own.listIndex(index, Note)).items).toEqual([])
  const recorder = record(store.client)
  await own.get(other, Note)
  expect(recorder.entries).toEqual([])
  recorder.detach()
})

test("whoever was faster is seen after the refusal, so nobody turns in a circle", async () => {
  const { table, own, key } = open()
  await table.commit([], [{ put: key, value: { n: 1 }, rev: "new" }])
  expect((await own.get(key, Note))?.rev).toBe(1)
  await table.commit([], [{ put: key, value: { n: 2 }, rev: 1 }])
  await expect(own.commit([], [{ put: key, value: { n: 3 }, rev: 1 }])).rejects.toBeInstanceOf(RevConflict)
  expect(await own.get(key, Note)).toMatchObject({ rev: 2, value: { n: 2 } })
})

test("what does not fit is as unreadable as from the table", async () => {
  const { table, own, key } = open()
  await table.commit([], [{ put: key, value: { n: "eins" }, rev: "new" }])
  await expect(own.get(key, Note)).rejects.toMatchObject({ name: "Unreadable", key, because: "schema" })
})
