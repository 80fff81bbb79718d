/** The door: every verb has a route, refusals have one shape, bodies have limits, files need rights. */
import { readFileSync } from "node:fs"
import { dirname, join, resolve } from "node:path"
import { MAY, ROLE_LABEL } from "@beschlussweg/core/role"
import { LIMIT } from "@beschlussweg/core/upload"
import { verbs } from "@beschlussweg/core/verb"
import { record } from "@beschlussweg/store/recorder"
import { hc } from "hono/client"
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest"
import { z } from "zod"
import { JSON_LIMIT } from "./api/body.ts"
import { EXAMPLES } from "./api/example.ts"
import { routesOf } from "./api/route.ts"
import { disposition } from "./api/vorlage.ts"
import { type Api, createApp } from "./api.ts"
import { ALL_HERE, formOf, HERE, openApp, type TestApp } from "./fixture.ts"
import { logTo } from "./log.ts"
import { openWorkshop, start } from "./worker.ts"

let http: TestApp
beforeAll(async () => {
  http = await openApp()
})
afterAll(() => http.stop())

const Refusal = z.strictObject({
  error: z.strictObject({
    code: z.string(),
    reason: z.string(),
    message: z.string().min(10),
    findings: z.array(z.object({ reason: z.string(), place: z.string(), message: z.string() })),
    requestId: z.uuid(),
  }),
})
async function refusal(response: Response) {
  const { error } = Refusal.parse(await response.json())
  expect(response.headers.get("x-request-id")).toBe(error.requestId)
  return { status: response.status, ...error }
}
const at = (path: string) => `/api/${HERE}${path}`

describe("routes", () => {
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
    const ids = { vorlageId: "vl_1", programmeId: "pr_1", personId: "kim-adler" }
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
      (f) => /packages\/(word|pdf|store)\//.test(f) || /functions\/src\/(demo|worker|local|signin)/.test(f),
    )
    expect(heavy).toEqual([])
    // The same walk does see pdf from the worker, so it is not blind.
    expect([...reach(resolve(import.meta.dirname, "worker.ts"))].some((f) => f.includes("packages/pdf/"))).toBe(true)
  })
})

describe("refusals have one shape", () => {
  afterEach(() => logTo((line) => process.stderr.write(`${line}\n`)))

  test("malformed JSON, a list, a wrong type, a body too deep", async () => {
    const path = at("/programme")
    const post = (body: string, type = "application/json") =>
      http.ask(path, { as: "mira-holtkamp", method: "POST", body, headers: { "Content-Type": type } })
    expect(await refusal(await post("{"))).toMatchObject({ status: 400, code: "input", reason: "body.json" })
    expect(await refusal(await post("[]"))).toMatchObject({ status: 400, reason: "body.object" })
    expect(await refusal(await post("{}", "text/plain"))).toMatchObject({ status: 400, reason: "body.type" })
    expect(await refusal(await post(`{"a":${"[".repeat(5000)}${"]".repeat(5000)}}`))).toMatchObject({
      status: 400,
      reason: "body.depth",
    })
  })

  test("wrong fields are named one by one", async () => {
    const answer = await refusal(
      await http.ask(at("/programme"), { as: "mira-holtkamp", json: { kind: "XYZ", title: "", year: 2028, extra: 1 } }),
    )
    expect(answer).toMatchObject({ status: 400, code: "input", reason: "input.invalid" })
    expect(answer.findings.map((f) => f.place)).toEqual(expect.arrayContaining(["kind", "title", "amtId"]))
  })

  test("a name of the path is not accepted in the body as well", async () => {
    const answer = await http.ask(at("/vorlagen/vl_1/ruecknahme"), {
      as: "mira-holtkamp",
      json: { vorlageId: "vl_2", reason: "Ein Versehen." },
    })
    expect(await refusal(answer)).toMatchObject({ status: 400, reason: "input.twice" })
  })

  test("an unknown address, and a known one with another method", async () => {
    for (const [method, path] of [
      ["GET", "/gibt-es-nicht"],
      ["GET", at("/gibt-es-nicht")],
      ["DELETE", at("/vorlagen")],
    ] as const)
      expect(await refusal(await http.ask(path, { method, as: "mira-holtkamp" }))).toMatchObject({
        status: 404,
        code: "not_found",
        reason: "route.unknown",
      })
  })

  test("a missing right says who has it", async () => {
    const answer = await refusal(
      await http.ask(at("/vorlagen/vl_1/freigabe"), { as: "mira-holtkamp", json: { anything: true } }),
    )
    expect(answer).toMatchObject({ status: 403, code: "forbidden", reason: "role.missing" })
    expect(answer.message).toContain(ROLE_LABEL.sitzungsdienst)
    expect(MAY.sitzungsdienst).toContain("step.release")
  })

  test("a defect is a 500 with a request id and nothing else; the log has no text of it", async () => {
    const lines: string[] = []
    logTo((line) => lines.push(line))
    const broken = createApp({
      ...http.deps,
      ctx: () => {
        throw new Error("geheim: Kim Adler, 02599 55-120")
      },
    })
    const response = await broken.request(at("/haus"), {
      headers: { Authorization: `Bearer ${await http.token("mira-holtkamp")}` },
    })
    const answer = await refusal(response)
    expect(answer).toMatchObject({ status: 500, code: "internal", reason: "internal", findings: [] })
    expect(JSON.stringify(answer)).not.toContain("geheim")
    expect(lines).toHaveLength(1)
    expect(lines[0]).toContain(answer.requestId)
    expect(lines[0]).not.toContain("Adler")
  })

  test("a browser gets the refusal as a page, with the way to the sign-in and back", async () => {
    const response = await http.ask(at("/vorlagen"), { headers: { Accept: "text/html,*/*" } })
    expect(response.status).toBe(401)
    expect(response.headers.get("content-type")).toContain("text/html")
    const page = await response.text()
    expect(page).toContain('<html lang="de">')
    expect(page).toContain(`/anmelden?weiter=${encodeURIComponent(at("/vorlagen"))}`)
  })

  test("headers of every answer, refusals included", async () => {
    for (const path of ["/", "/api/docs", "/api/health", "/gibt-es-nicht", at("/haus")]) {
      const { headers } = await http.ask(path)
      expect(headers.get("content-security-policy"), path).toContain("frame-ancestors 'none'")
      expect(headers.get("content-security-policy"), path).not.toMatch(/https?:|unsafe/)
      expect(headers.get("x-content-type-options"), path).toBe("nosniff")
      expect(headers.get("referrer-policy"), path).toBe("same-origin")
      expect(headers.get("cache-control"), path).toBe("no-store")
    }
  })
})

describe("pages", () => {
  test("health reads the table and says when it cannot", async () => {
    expect(await (await http.ask("/api/health")).json()).toEqual({ status: "ok", version: "0.0.0-test" })
    const down = createApp({ ...http.deps, alive: () => Promise.reject(new Error("no table")) })
    expect((await down.request("/api/health")).status).toBe(503)
  })

  test("no page asks for anything from elsewhere, each has one h1, a language and a skip link", async () => {
    for (const path of ["/", "/api/docs", "/anmelden"]) {
      const page = await (await http.ask(path)).text()
      expect(page).toMatch(/^<!doctype html>\s*<html lang="de">/)
      expect(page.match(/<h1/g), path).toHaveLength(1)
      expect(page).toContain('href="#inhalt"')
      expect(page, path).not.toMatch(/(?:src|href|action)="(?:https?:)?\/\//)
      expect(page, path).not.toContain("<script")
      const ids = [...page.matchAll(/ id="([^"]*)"/g)].map((m) => m[1])
      expect(new Set(ids).size, path).toBe(ids.length)
    }
  })

  test("the docs page has every verb with its address and who may", async () => {
    const page = await (await http.ask("/api/docs")).text()
    for (const { verb, path } of routesOf(http.app)) {
      expect(page).toContain(`id="${verb.name}"`)
      expect(page).toContain(path.replace(/:([A-Za-z0-9]+)/g, "{$1}"))
    }
  })
})

describe("uploads", () => {
  const path = at("/uploads")
  const query = (fields: Record<string, string>) => `${path}?${new URLSearchParams(fields)}`
  const anlage = { purpose: "anlage", fileName: "Übersicht 2028.pdf" }

  test("a raw body and a form are the same upload", async () => {
    const raw = await http.ask(query(anlage), {
      as: "mira-holtkamp",
      method: "POST",
      body: "%PDF-1.7",
      headers: { "Content-Type": "application/pdf" },
    })
    const form = new FormData()
    form.set("purpose", "anlage")
    form.set("file", new File(["%PDF-1.7"], "Übersicht 2028.pdf", { type: "application/pdf" }))
    const multipart = await http.ask(path, { as: "mira-holtkamp", method: "POST", body: form })
    const seen = []
    for (const response of [raw, multipart]) {
      expect(response.status).toBe(202)
      const { id } = z.object({ id: z.string() }).parse(await response.json())
      const { id: _, ...upload } = z
        .record(z.string(), z.unknown())
        .parse(await (await http.ask(`${path}/${id}`, { as: "mira-holtkamp" })).json())
      seen.push(upload)
    }
    expect(seen[0]).toMatchObject({
      fileName: "Übersicht 2028.pdf",
      mediaType: "application/pdf",
      state: "checking",
      bytes: 8,
    })
    expect(seen[1]).toEqual(seen[0])
  })

  test("fields are checked like every input", async () => {
    const post = (fields: Record<string, string>) =>
      http.ask(query(fields), { as: "mira-holtkamp", method: "POST", body: "x" })
    const wrong = await refusal(await post({ purpose: "sonstiges", fileName: "a.pdf" }))
    expect(wrong.findings.map((f) => f.place)).toEqual(["purpose"])
    expect((await refusal(await post({ ...anlage, farbe: "blau" }))).status).toBe(400)
    expect(
      await refusal(
        await http.ask(`${query(anlage)}&purpose=image`, { as: "mira-holtkamp", method: "POST", body: "x" }),
      ),
    ).toMatchObject({ reason: "input.twice" })
    const two = new FormData()
    two.append("file", new File(["a"], "a.pdf"))
    two.append("file", new File(["b"], "b.pdf"))
    expect(
      await refusal(await http.ask(query(anlage), { as: "mira-holtkamp", method: "POST", body: two })),
    ).toMatchObject({
      reason: "upload.one",
    })
  })

  test("what is announced as too large is refused before a byte is read", async () => {
    const { body, pulled } = endless()
    const response = await http.app.request(query(anlage), {
      method: "POST",
      headers: {
        Authorization: `Bearer ${await http.token("mira-holtkamp")}`,
        "Content-Length": String(LIMIT.anlage + 1),
      },
      body,
      duplex: "half",
    } as RequestInit)
    expect(await refusal(response)).toMatchObject({ status: 413, code: "limit", reason: "body.size" })
    expect(pulled()).toBeLessThanOrEqual(2)
  })

  test("a body without end is cut off at the limit of its purpose", async () => {
    const { body, pulled, cancelled } = endless()
    const response = await http.app.request(query(anlage), {
      method: "POST",
      headers: { Authorization: `Bearer ${await http.token("mira-holtkamp")}` },
      body,
      duplex: "half",
    } as RequestInit)
    expect(await refusal(response)).toMatchObject({ status: 413, reason: "body.size" })
    expect(pulled() * CHUNK).toBeLessThanOrEqual(LIMIT.anlage + 4 * CHUNK)
    expect(cancelled()).toBe(true)
  })

  test("without the right to upload nothing is read at all", async () => {
    const { body, pulled } = endless()
    const response = await http.app.request(query(anlage), {
      method: "POST",
      headers: { Authorization: `Bearer ${await http.token("nadja-koerber")}` },
      body,
      duplex: "half",
    } as RequestInit)
    expect((await refusal(response)).status).toBe(403)
    expect(pulled()).toBeLessThanOrEqual(2)
  })

  test("JSON has a limit, too", async () => {
    const answer = await http.ask(at("/programme"), {
      as: "mira-holtkamp",
      json: { title: "x".repeat(JSON_LIMIT) },
    })
    expect(await refusal(answer)).toMatchObject({ status: 413, reason: "body.size" })
  })
})

describe("a Vorlage over HTTP", () => {
  test("draft, submission, paper, statement and its file; a decision on another hash is a conflict", async () => {
    const author = "mira-holtkamp"
    const created = await http.ask(at("/vorlagen"), { as: author, json: { form: formOf(http.world.now()) } })
    expect(created.status).toBe(201)
    const { id, rev } = z.object({ id: z.string(), rev: z.int() }).parse(await created.json())
    expect((await http.ask(at(`/vorlagen/${id}/einreichung`), { as: author, json: { rev: rev + 1 } })).status).toBe(409)
    const submitted = await http.ask(at(`/vorlagen/${id}/einreichung`), { as: author, json: { rev } })
    expect(submitted.status).toBe(201)

    const running = await start(http.world, await openWorkshop(http.world, { tsa: "none" }), { stream: false })
    try {
      await running.sweep()
      const Read = z.object({
        status: z.string(),
        chain: z.object({ sha256: z.string(), pdfSha256: z.string() }),
        fassungen: z.array(
          z.object({ documents: z.array(z.object({ kind: z.string(), sha256: z.string(), fileName: z.string() })) }),
        ),
      })
      const { status, chain, fassungen } = Read.parse(
        await (await http.ask(at(`/vorlagen/${id}`), { as: author })).json(),
      )
      expect(status).toBe("in Beteiligung")

      const seal = fassungen[0]?.documents.find((d) => d.kind === "seal")
      const path = at(`/vorlagen/${id}/dokumente/1/${seal?.sha256}`)
      const file = await http.ask(path, { as: "pia-wollgast" })
      expect(file.status).toBe(200)
      expect(file.headers.get("content-type")).toBe("application/pdf")
      expect(file.headers.get("cache-control")).toBe("no-store")
      expect(file.headers.get("content-disposition")).toBe(disposition("inline", seal?.fileName ?? ""))
      const bytes = new Uint8Array(await file.arrayBuffer())
      expect(await hex(bytes)).toBe(chain.pdfSha256)
      expect((await http.ask(`${path}?download`, { as: author })).headers.get("content-disposition")).toMatch(
        /^attachment;/,
      )

      // Rights are asked for each time: nobody, no right, a right that does not reach this Vorlage.
      expect((await http.ask(path)).status).toBe(401)
      expect((await http.ask(path, { as: "bela-gruenwald" })).status).toBe(403)
      expect((await http.ask(path, { as: "ida-marquardt" })).status).toBe(404)
      expect((await http.ask(path.replace("/1/", "/2/"), { as: author })).status).toBe(404)
      expect((await http.ask(path.replace("/1/", "/eins/"), { as: author })).status).toBe(404)

      const statement = { kind: "state", stepId: "bca", text: "Dagegen ist nichts einzuwenden." }
      const old = { fassungSha256: chain.sha256, pdfSha256: "0".repeat(64) }
      expect(
        await refusal(
          await http.ask(at(`/vorlagen/${id}/entscheidung`), { as: "pia-wollgast", json: { ...statement, ...old } }),
        ),
      ).toMatchObject({ status: 409, code: "conflict" })
      const seen = { fassungSha256: chain.sha256, pdfSha256: chain.pdfSha256 }
      const given = await http.ask(at(`/vorlagen/${id}/entscheidung`), {
        as: "pia-wollgast",
        json: { ...statement, ...seen },
      })
      expect(given.status).toBe(200)

      const log = await (await http.ask(at(`/vorlagen/${id}/verlauf`), { as: author })).json()
      expect(log).toMatchObject({ intact: true })
      expect(JSON.stringify(log)).toContain("step.stated")
    } finally {
      await running.stop()
    }
  })

  test("what answers nothing is 204", async () => {
    const example = Object.values(EXAMPLES["member.put"] ?? {})[0]?.value
    const put = await http.ask(at("/personen/luca-sommerfeld"), { as: "bela-gruenwald", method: "PUT", json: example })
    expect(put.status).toBe(204)
    const {
      version: _,
      id: __,
      ...haus
    } = z.record(z.string(), z.unknown()).parse(await (await http.ask(at("/haus"), { as: "bela-gruenwald" })).json())
    expect((await http.ask(at("/haus"), { as: "bela-gruenwald", method: "PUT", json: haus })).status).toBe(204)
  })

  test("a membership costs one read, and a function that has ended gives no right", async () => {
    const recorder = record(http.world.client)
    try {
      await http.ask(at("/programme/pr_unbekannt"), { as: ALL_HERE })
      expect(recorder.entries.map((e) => e.partitions)).toEqual([
        [`${HERE}#member/${ALL_HERE}`],
        [`${HERE}#programme/pr_unbekannt`],
      ])
    } finally {
      recorder.detach()
    }
    const member = (to: string) => ({
      name: "Alex Thoma",
      active: true,
      functions: [{ role: "sitzungsdienst", as: "selbst", from: "2020-01-01", to }],
    })
    const put = (to: string) =>
      http.ask(at("/personen/alex-thoma"), { as: "bela-gruenwald", method: "PUT", json: member(to) })
    expect((await put("2099-12-31")).status).toBe(204)
    expect((await http.ask(at("/nummern"), { as: "alex-thoma" })).status).toBe(200)
    expect((await put("2020-12-31")).status).toBe(204)
    expect((await http.ask(at("/nummern"), { as: "alex-thoma" })).status).toBe(403)
    await http.ask(at("/personen/alex-thoma"), {
      as: "bela-gruenwald",
      method: "PUT",
      json: { ...member("2099-12-31"), active: false },
    })
    expect((await http.ask(at("/nummern"), { as: "alex-thoma" })).status).toBe(404)
  })
})

test("the API's type makes a typed client that works", async () => {
  const client = hc<Api>("http://localhost", {
    fetch: http.app.request,
    headers: { Authorization: `Bearer ${await http.token("mira-holtkamp")}` },
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

test("names of files survive with umlauts and cannot break the header", () => {
  expect(disposition("inline", "Beschluß Süd (2).pdf")).toBe(
    "inline; filename=\"Beschlu_ Sud _2_.pdf\"; filename*=UTF-8''Beschlu%C3%9F%20S%C3%BCd%20%282%29.pdf",
  )
  expect(disposition("attachment", 'a"\r\nX: 1.pdf')).not.toMatch(/[\r\n]|"a"/)
})

const CHUNK = 1024 * 1024
function endless() {
  let pulls = 0
  let ended = false
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      pulls++
      controller.enqueue(new Uint8Array(CHUNK))
    },
    cancel: () => {
      ended = true
    },
  })
  return { body, pulled: () => pulls, cancelled: () => ended }
}

async function hex(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return Buffer.from(await crypto.subtle.digest("SHA-256", bytes)).toString("hex")
}

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
