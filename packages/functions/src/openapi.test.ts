/** The description is valid OpenAPI 3.1, complete, and says the same as the verbs. */

import { verbs } from "@beschlussweg/core/verb"
import { registerSchema, type SchemaObject, unregisterSchema, validate } from "@hyperjump/json-schema/openapi-3-1"
import { afterAll, beforeAll, expect, test } from "vitest"
import { EXAMPLES } from "./api/example.ts"
import { createApp } from "./api.ts"
import type { Description, Schema } from "./openapi.ts"

// Describing needs no world: nothing is called.
const no = (): never => {
  throw new Error("not called")
}
const app = createApp({
  stage: "local",
  version: "1.2.3",
  origins: [],
  door: {
    sessions: { verify: no, issue: no },
    transactions: { seal: no, open: no },
    party: { begin: no, finish: no, farewell: no },
    accounts: { unsafeKnown: no, unsafeJoin: no, unsafeEnd: no, unsafePlaces: no, house: no, person: no },
    now: no,
    jwks: { keys: [] },
    source: no,
  },
  open: { house: no, linked: no, expected: no, count: no },
  closed: no,
  ctx: no,
  alive: no,
})
let description: Description
beforeAll(async () => {
  const response = await app.request("/api/openapi.json")
  expect(response.headers.get("content-type")).toContain("application/json")
  description = await response.json()
})
const OFFICIAL = "https://spec.openapis.org/oas/3.1/schema-base"
const operations = () => Object.values(description.paths).flatMap((methods) => Object.values(methods))

test("it is valid against the official meta schema, every schema in it included", async () => {
  const check = await validate(OFFICIAL)
  const result = check(JSON.parse(JSON.stringify(description)), "BASIC")
  expect(result).toMatchObject({ valid: true })
})

test("the check sees a wrong response and a wrong schema", async () => {
  const check = await validate(OFFICIAL)
  const [path = "", methods = {}] = Object.entries(description.paths)[0] ?? []
  const [method = "", operation] = Object.entries(methods)[0] ?? []
  const changed = (change: object) =>
    JSON.parse(JSON.stringify({ ...description, paths: { [path]: { [method]: { ...operation, ...change } } } }))
  expect(check(changed({})).valid).toBe(true)
  expect(check(changed({ responses: { 200: { content: {} } } })).valid).toBe(false)
  expect(check(changed({ parameters: [{ name: "a", in: "query", schema: { type: "word" } }] })).valid).toBe(false)
})

test("every verb is there with its sentence, the roles that may, refusals and a security scheme", () => {
  const byId = new Map(operations().map((o) => [o.operationId, o]))
  for (const verb of verbs()) {
    const operation = byId.get(verb.name)
    expect(operation?.summary, verb.name).toBe(verb.summary)
    expect(operation?.description).toMatch(/^Es dürfen: \p{L}/u)
    expect(Object.keys(operation?.responses ?? {})).toEqual(expect.arrayContaining(["401", "403", "404", "500"]))
  }
  expect(byId.size).toBe(verbs().length)
  expect(description.security).toEqual([{ session: [] }, { key: [] }])
})

test("every reference points to something", () => {
  const text = JSON.stringify(description)
  const refs = new Set([...text.matchAll(/"\$ref":"([^"]+)"/g)].map((m) => m[1] ?? ""))
  expect(refs.size).toBeGreaterThan(5)
  for (const ref of refs) {
    expect(ref.startsWith("#/")).toBe(true)
    let here: unknown = description
    for (const part of ref.slice(2).split("/")) here = (here as Record<string, unknown>)[part]
    expect(here, ref).toBeTypeOf("object")
  }
})

const ID = "https://beschlussweg.example/openapi"
afterAll(() => unregisterSchema(ID))
test("every example is valid against the schema that the description gives for it", async () => {
  registerSchema(
    {
      ...JSON.parse(JSON.stringify(description)),
      $schema: "https://spec.openapis.org/oas/3.1/schema-base",
    } as SchemaObject,
    ID,
  )
  let checked = 0
  for (const [path, methods] of Object.entries(description.paths))
    for (const [method, o] of Object.entries(methods)) {
      const body = o.requestBody?.content["application/json"]
      for (const [name, example] of Object.entries((body?.examples ?? {}) as Record<string, { value: Schema }>)) {
        const pointer = ["paths", path, method, "requestBody", "content", "application/json", "schema"]
          .map((p) => encodeURIComponent(p.replaceAll("~", "~0").replaceAll("/", "~1")))
          .join("/")
        const value = JSON.parse(JSON.stringify(example.value))
        const result = await validate(`${ID}#/${pointer}`, value, "BASIC")
        expect(result.valid, `${o.operationId} ${name} ${JSON.stringify(result)}`).toBe(true)
        // Nothing is accepted with a field that nobody knows: so the schema does say no.
        expect((await validate(`${ID}#/${pointer}`, { ...value, unbekannt: 1 })).valid, o.operationId).toBe(false)
        checked++
      }
    }
  expect(checked).toBe(Object.values(EXAMPLES).flatMap((e) => Object.keys(e)).length)
})
