/** Refusals have one shape, pages ask for nothing from elsewhere, every answer has its headers. */
import { MAY, ROLE_LABEL } from "@beschlussweg/core/role"
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest"
import { routesOf } from "./api/route.ts"
import { createApp } from "./api.ts"
import { at, HERE, ORIGIN, openApp, refusal, type TestApp } from "./fixture.ts"
import { logTo } from "./log.ts"

let http: TestApp
beforeAll(async () => {
  http = await openApp()
})
afterAll(() => http.stop())

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
      headers: { Cookie: await http.cookie("mira-holtkamp") },
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
    expect(page).toContain(`/anmelden/${HERE}?weiter=${encodeURIComponent(at("/vorlagen"))}`)
  })

  test("headers of every answer, on every route, refusals and defects included", async () => {
    const broken = createApp({
      ...http.deps,
      ctx: () => {
        throw new Error("a defect")
      },
    })
    logTo(() => undefined)
    const served = createApp({ ...http.deps, stage: "production", demo: undefined })
    const routes = [...new Map(http.app.routes.map((r) => [`${r.method} ${r.path}`, r])).values()]
    expect(routes.length).toBeGreaterThan(60)
    const Cookie = await http.cookie("mira-holtkamp")
    let answers = 0
    for (const { method, path } of routes) {
      const address = path
        .replace(":tenant", HERE)
        .replace(/:[A-Za-z0-9]+/g, "x1")
        .replace("/*", "/gibt-es-nicht")
      for (const [app, stage] of [
        [http.app, "local"],
        [served, "production"],
        [broken, "local"],
      ] as const)
        for (const more of [{}, { Cookie, Origin: ORIGIN }] as Record<string, string>[]) {
          const init = { method: method === "ALL" ? "GET" : method, headers: { Accept: "text/html", ...more } }
          const { headers, status } = await app.request(address, init)
          const where = `${method} ${address} ${status}`
          const csp = headers.get("content-security-policy")
          expect(csp, where).toContain("frame-ancestors 'none'")
          expect(csp, where).not.toMatch(/https?:|unsafe|\*/)
          if (headers.get("content-type")?.includes("html")) expect(csp, where).toContain("default-src 'none'")
          const world = address.startsWith("/oparl/") ? { "cross-origin-resource-policy": "cross-origin" } : {}
          for (const [name, value] of Object.entries({ ...ALWAYS, ...world }))
            expect(headers.get(name), `${where} ${name}`).toBe(value)
          expect(headers.get("permissions-policy"), where).toContain("camera=()")
          expect(headers.get("x-request-id"), where).toMatch(/^[0-9a-f-]{36}$/)
          // What is public may be asked again with its tag, but is never taken for current.
          const kept = headers.get("cache-control") === "no-cache" && OPEN.test(address)
          if (!kept)
            expect(headers.get("cache-control"), where).toBe(PUBLIC.has(address) ? "public, max-age=300" : "no-store")
          // Without TLS nobody may be told to insist on it.
          const strict = stage === "local" ? null : "max-age=63072000; includeSubDomains"
          expect(headers.get("strict-transport-security"), where).toBe(strict)
          // OParl is for every page of the world, and for nothing but reading.
          expect(headers.get("access-control-allow-origin"), where).toBe(address.startsWith("/oparl/") ? "*" : null)
          answers++
        }
    }
    expect(answers).toBeGreaterThan(360)
  })
})

const ALWAYS = {
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
}
/** Style and icon: the same for everybody. */
const PUBLIC = new Set([
  ...["/stil.css", "/zeichen.svg", "/api/schema/programm.json"],
  ...["/oeffentlich.css", "/pruefen.js"],
])
const OPEN = /^\/(oeffentlich|pruefen|oparl)(\/|$)/

describe("pages", () => {
  test("health reads the table and says when it cannot", async () => {
    expect(await (await http.ask("/api/health")).json()).toEqual({ status: "ok", version: "0.0.0-test" })
    const down = createApp({ ...http.deps, alive: () => Promise.reject(new Error("no table")) })
    expect((await down.request("/api/health")).status).toBe(503)
  })

  test("no page asks for anything from elsewhere, each has one h1, a language and a skip link", async () => {
    for (const path of ["/", "/api/docs", "/anmelden", `/anmelden?haus=${HERE}`, `/einladung/${HERE}`]) {
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
