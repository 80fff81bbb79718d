/** What the edge does with a request, which settings a stage takes, and that its table is the local one; needs no platform. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { extname, join } from "node:path"
import { Script } from "node:vm"
import { DescribeTableCommand } from "@aws-sdk/client-dynamodb"
import { PLAIN, TYPE } from "@beschlussweg/functions/asset"
import { createTable, dynamoClient } from "@beschlussweg/store/client"
import { openDatabase } from "@beschlussweg/store/embedded"
import { describe, expect, test } from "vitest"
import { z } from "zod"
import { stageOf } from "../infra/stage.ts"
import { ROOT } from "./infra/platform.ts"
import { SETTINGS } from "./infra/setting.ts"

const Request = z.object({ uri: z.string(), headers: z.record(z.string(), z.object({ value: z.string() })) })
const Reply = z.object({ statusCode: z.number(), headers: z.record(z.string(), z.object({ value: z.string() })) })

/** Runs an edge function as the CDN does: a script with one global `handler`. */
function edge(file: string, uri: string, given: Record<string, { value: string }> = {}): unknown {
  const source = readFileSync(join(ROOT, "infra", file), "utf8")
  const event = { version: "1.0", viewer: { ip: "203.0.113.7" }, request: { method: "GET", uri, headers: given } }
  return JSON.parse(
    String(new Script(`${source}\nJSON.stringify(handler(${JSON.stringify(event)}))`).runInNewContext({})),
  )
}

describe("the edge", () => {
  test("tells the API from where a caller comes, whatever he says himself", () => {
    const forged = { "x-beschlussweg-address": { value: "198.51.100.1" }, cookie: { value: "a=b" } }
    const { uri, headers } = Request.parse(edge("viewer.js", "/api/kreis/vorlagen", forged))
    expect(uri).toBe("/api/kreis/vorlagen")
    expect(headers).toEqual({ "x-beschlussweg-address": { value: "203.0.113.7" }, cookie: { value: "a=b" } })
  })

  test.each([
    ["/app/", "/app/index.html"],
    ["/app/kreis/vorlagen/vl_1", "/app/index.html"],
    ["/app/index.html", "/app/index.html"],
    ["/app/assets/index-BzWXVzaM.js", "/app/assets/index-BzWXVzaM.js"],
  ])("%s is answered with %s", (from, to) => {
    expect(Request.parse(edge("page.js", from)).uri).toBe(to)
  })

  test.each(PLAIN)("/app/%s is answered with itself, and is uploaded", (name) => {
    expect(Request.parse(edge("page.js", `/app/${name}`)).uri).toBe(`/app/${name}`)
    expect(TYPE).toHaveProperty([extname(name)])
  })

  test("/app leads to /app/", () => {
    const { statusCode, headers } = Reply.parse(edge("page.js", "/app"))
    expect([statusCode, headers.location?.value]).toEqual([308, "/app/"])
  })
})

test("the table of a stage is the one that local work has", async () => {
  const dir = mkdtempSync(join(tmpdir(), "beschlussweg-table-"))
  const database = await openDatabase({ endpoint: undefined, dir: join(dir, "db") })
  const client = dynamoClient(database)
  try {
    await createTable(client, "local")
    const { Table } = await client.send(new DescribeTableCommand({ TableName: "local" }))
    const indexes = (Table?.GlobalSecondaryIndexes ?? []).map((i) => [
      i.IndexName,
      (i.KeySchema ?? []).map((k) => k.AttributeName),
      i.Projection?.ProjectionType,
    ])
    // The same words as the invariant of the stages' table.
    expect(new Set(indexes)).toEqual(
      new Set([
        ["byTenant", ["ipk", "isk"], "ALL"],
        ["due", ["dpk", "dsk"], "KEYS_ONLY"],
      ]),
    )
    expect(Table?.KeySchema?.map((k) => k.AttributeName)).toEqual(["pk", "sk"])
    expect(Table?.StreamSpecification?.StreamViewType).toBe("NEW_IMAGE")
  } finally {
    client.destroy()
    await database.stop()
    rmSync(dir, { recursive: true, force: true })
  }
})

describe("settings of a stage", () => {
  test("production needs all of them, and says which are missing", () => {
    expect(stageOf("production", SETTINGS.production).domain?.host).toBe("beschlussweg.example.org")
    for (const name of Object.keys(SETTINGS.production))
      expect(() => stageOf("production", { ...SETTINGS.production, [name]: "" }), name).toThrow(name)
  })

  test("no stage is without sender and timestamps", () => {
    expect(() => stageOf("kim", {})).toThrow("BESCHLUSSWEG_MAIL_FROM, BESCHLUSSWEG_TSA")
    expect(stageOf("kim", SETTINGS.test)).toMatchObject({ kind: "personal", lasting: false, deletion: false })
    expect(stageOf("test", SETTINGS.test)).toMatchObject({ kind: "test", lasting: true, tenantCredentials: false })
  })

  test("what is no setting is refused, not guessed", () => {
    for (const wrong of [
      { BESCHLUSSWEG_LOESCHUNG: "ja" },
      { BESCHLUSSWEG_OPERATORS: "arn:aws:iam::123456789012:root" },
      { BESCHLUSSWEG_OPERATORS: "*" },
      { BESCHLUSSWEG_HOST: "https://x.example.org" },
      { BESCHLUSSWEG_TSA: "ftp://tsa.example.org" },
      { BESCHLUSSWEG_DOLLAR: "0" },
    ])
      expect(() => stageOf("production", { ...SETTINGS.production, ...wrong }), JSON.stringify(wrong)).toThrow(
        Object.keys(wrong)[0],
      )
    for (const name of ["Production", "a b", "", "x".repeat(17), "test-2"])
      expect(() => stageOf(name, SETTINGS.test), name).toThrow("Stufe")
    expect(() => stageOf("test", { ...SETTINGS.test, BESCHLUSSWEG_HOST: "x.example.org" })).toThrow("BESCHLUSSWEG_ZONE")
  })
})
