/** Routes: every verb has one, examples and paths fit, the API stays light, its type makes a client. */
import { readFileSync } from "node:fs"
import { dirname, join, resolve } from "node:path"
import { verbs } from "@beschlussweg/core/verb"
import { hc } from "hono/client"
import { afterAll, beforeAll, expect, test } from "vitest"
import { z } from "zod"
import { EXAMPLES } from "./api/example.ts"
import { routesOf } from "./api/route.ts"
import type { Api } from "./api.ts"
import { HERE, ORIGIN, openApp, type TestApp } from "./fixture.ts"

let http: TestApp
beforeAll(async () => {
  http = await openApp()
})
afterAll(() => http.stop())

test("every verb has exactly one route, and no two routes share an address", () => {
  const routes = routesOf(http.app)
  expect(routes.map((r) => r.verb.name).sort()).toEqual(
    verbs()
      .map((v) => v.name)
      .sort(),
  )
  expect(verbs().length).toBeGreaterThan(25)
  const addresses = routes.map((r) => `${r.method} ${r.path}`)
  expect(new Set(addresses).size).toBe(addresses.length)
  for (const { path } of routes) expect(path.startsWith("/api/:tenant/")).toBe(true)
})

test("every name in a path is a field of the verb's input", () => {
  for (const { path, verb, takes } of routesOf(http.app)) {
    if (takes === "bytes") continue
    const known = fieldsOf(z.toJSONSchema(verb.input, { io: "input", unrepresentable: "any" }))
    const names = [...path.matchAll(/:([A-Za-z0-9]+)/g)].map((m) => m[1]).filter((n) => n !== "tenant")
    for (const name of names) expect(known, `${verb.name} ${path}`).toContain(name)
  }
})

test("every example of a body is accepted by its verb, and every verb that takes a body has one", () => {
  const ids = {
    vorlageId: "vl_1",
    programmeId: "pr_1",
    sectionId: "ziele",
    offerId: "of_1",
    commentId: "cm_1",
    personId: "kim-adler",
    keyId: "key_1",
    sitzungId: "si_1",
    controlId: "bk_1",
    gremiumId: "kreisausschuss",
    memberId: "gm_1",
  }
  for (const { verb, takes, path } of routesOf(http.app)) {
    if (takes !== "json") continue
    const names = Object.fromEntries(Object.entries(ids).filter(([name]) => path.includes(`:${name}`)))
    const needs = !verb.input.safeParse(names).success
    const examples = Object.values(EXAMPLES[verb.name] ?? {})
    expect(examples.length > 0 || !needs, `${verb.name} has no example`).toBe(true)
    for (const { summary, value } of examples) {
      const result = verb.input.safeParse({ ...names, ...value })
      expect(result.error?.issues ?? [], `${verb.name}: ${summary}`).toEqual([])
    }
  }
})

test("the API does not reach word or pdf, in any file it imports", () => {
  const seen = reach(resolve(import.meta.dirname, "api.ts"))
  expect([...seen].some((f) => f.endsWith("core/src/vorlage/decide.ts"))).toBe(true)
  const heavy = [...seen].filter(
    (f) => /packages\/(word|pdf|store)\//.test(f) || /functions\/src\/(demo|worker|local|provider|door|wire)/.test(f),
  )
  expect(heavy).toEqual([])
  expect([...seen].some((f) => f.endsWith("functions/src/signin.ts"))).toBe(true)
  const packages = outside(seen)
  expect(packages).toContain("hono")
  expect(outside(reach(resolve(import.meta.dirname, "door.ts")))).toContain("openid-client")
  // The embedded provider and what comes with it stays in local work.
  expect(packages.filter((name) => /oidc-provider|koa|aws-sdk|pdf|docx/.test(name))).toEqual([])
  expect(outside(reach(resolve(import.meta.dirname, "local.ts")))).toContain("oidc-provider")
  // The same walk does see pdf from the worker, so it is not blind.
  expect([...reach(resolve(import.meta.dirname, "worker.ts"))].some((f) => f.includes("packages/pdf/"))).toBe(true)
})

test("the API's type makes a typed client that works", async () => {
  const client = hc<Api>("http://localhost", {
    fetch: http.app.request,
    headers: { Cookie: await http.cookie("mira-holtkamp"), Origin: ORIGIN },
  })
  const param = { tenant: HERE }
  const made = await client.api[":tenant"].programme.$post({
    param,
    json: { kind: "AMP", title: "Programm 2028", year: 2028, amtId: "jobcenter" },
  })
  const { id } = await made.json()
  const read = await client.api[":tenant"].programme[":programmeId"].$get({
    param: { ...param, programmeId: id },
    query: {},
  })
  const programme = await read.json()
  const title: string = programme.title
  expect(title).toBe("Programm 2028")
  const withdraw = client.api[":tenant"].vorlagen[":vorlageId"].ruecknahme.$post
  // @ts-expect-error the client knows that a reason is missing
  const refused = await withdraw({ param: { ...param, vorlageId: "vl_1" }, json: {} })
  expect(refused.status).toBe(400)
})

function fieldsOf(schema: object): string[] {
  const { properties = {}, oneOf = [] } = schema as { properties?: object; oneOf?: object[] }
  return [...Object.keys(properties), ...oneOf.flatMap(fieldsOf)]
}

/** `import x from "y"`, `export * from "y"`, `import "y"`; the first group is the word type. */
const STATEMENT =
  /^(?:import|export)\s+(?:(type\s+)?(?:\*(?:\s+as\s+\w+)?|(?:\w+\s*,\s*)?\{[^}]*\}|\w+)\s+from\s+)?"([^"]+)"/gm

/** Every file of ours that a file imports at run time, by its import statements. */
function reach(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen
  seen.add(file)
  const text = readFileSync(file, "utf8")
  for (const [, onlyType, name = ""] of text.matchAll(STATEMENT)) {
    if (onlyType !== undefined) continue
    const target = name.startsWith(".") ? join(dirname(file), name) : workspace(name)
    if (target) reach(target, seen)
  }
  for (const [, name = ""] of text.matchAll(/import\("([^"]+)"\)/g)) {
    const target = name.startsWith(".") ? join(dirname(file), name) : workspace(name)
    if (target) reach(target, seen)
  }
  return seen
}

/** Names of packages that these files import at run time. */
function outside(files: ReadonlySet<string>): string[] {
  const names = [...files].flatMap((file) =>
    [...readFileSync(file, "utf8").matchAll(STATEMENT)].flatMap(([, onlyType, name = ""]) =>
      onlyType === undefined && !/^(?:\.|node:|@beschlussweg\/)/.test(name) ? [name] : [],
    ),
  )
  return [...new Set(names)]
}

function workspace(name: string): string | undefined {
  const [scope, pack = "", ...rest] = name.split("/")
  if (scope !== "@beschlussweg") return undefined
  const root = resolve(import.meta.dirname, "../..", pack)
  const { exports } = z
    .object({ exports: z.record(z.string(), z.string()) })
    .parse(JSON.parse(readFileSync(join(root, "package.json"), "utf8")))
  const asked = `./${rest.join("/")}`
  const target = exports[asked] ?? exports["./*"]?.replace("*", rest.join("/"))
  return target && join(root, target)
}
