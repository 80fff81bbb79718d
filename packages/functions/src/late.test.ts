/** The API in parts answers what the whole one does: every route stands in its part, and what no part knows goes to the whole. */
import { expect, test } from "vitest"
import { createApp, type Deps } from "./api.ts"
import { appOf, late, partOf } from "./cloud/late.ts"

// Routes need no world: nobody gets far enough to ask for one.
const no = (): never => {
  throw new Error("not called")
}
const deps: Deps = {
  stage: "production",
  version: "1.2.3",
  origins: ["https://weg.example"],
  door: {
    sessions: { verify: no, issue: no },
    transactions: { seal: no, open: no },
    party: { begin: no, finish: no, farewell: no },
    accounts: { unsafeKnown: no, unsafeJoin: no, unsafeEnd: no, unsafePlaces: no, house: no, person: no },
    now: () => new Date("2027-02-01T09:00:00Z"),
    jwks: { keys: [] },
    source: no,
  },
  open: { house: no, linked: no, expected: no, count: no },
  closed: no,
  operators: no,
  ctx: no,
  alive: async () => {},
}
const whole = createApp(deps)
const ask = late(deps)

/** "GET /api/:tenant/vorlagen/:vorlageId" */
const routes = (app: typeof whole): Set<string> => new Set(app.routes.map(({ method, path }) => `${method} ${path}`))

test("every route of the whole API stands in the part that its address leads to", { timeout: 120_000 }, async () => {
  const described = new Set(["/api/openapi.json", "/api/docs", "/api/schema/programm.json"])
  const parts = new Set<string>()
  for (const { method, path } of whole.routes) {
    // Before all of them: headers and measure, and who asks; the parts' own test is below.
    if (method === "ALL" && path.endsWith("*")) continue
    const part = partOf(path.replaceAll(/:\w+(?:\{[^}]*\})?/g, "x"))
    if (part === undefined) {
      expect([...described]).toContain(path)
      continue
    }
    parts.add(part)
    expect([...routes(await appOf(deps, part))], `${path} in ${part}`).toContain(`${method} ${path}`)
  }
  expect(parts.size).toBeGreaterThan(25)
})

test.each([
  "/",
  "/stil.css",
  "/favicon.ico",
  "/anmelden/jwks.json",
  "/pruefen",
  "/api/alive",
  "/api/health",
  "/api/openapi.json",
  "/api/kreis-aulenfeld/vorlagen",
  "/api/kreis-aulenfeld/%76orlagen",
  "/api/kreis-aulenfeld/vorlagen/",
  "/api/kreis-aulenfeld/einhoerner",
  "/api/kreis-aulenfeld/constructor",
  "/api/kreis-aulenfeld",
  "/api/betrieb/mandanten",
  "/api/betrieb/nirgends",
  "/api/konto",
  "//api/kreis-aulenfeld/vorlagen",
  "/oparl",
  "/nirgends",
  "/toString",
])("%s is answered as by the whole API", { timeout: 60_000 }, async (path) => {
  for (const method of ["GET", "POST", "OPTIONS"]) {
    const request = () => new Request(`https://weg.example${path}`, { method })
    const [one, other] = [await ask(request(), {}), await whole.fetch(request(), {})]
    expect([method, one.status]).toEqual([method, other.status])
    expect(one.headers.get("content-type")).toBe(other.headers.get("content-type"))
    // Each answer has a number of its own, in its headers and in what it refuses.
    const said = async (response: Response) => (await response.text()).replaceAll(/"requestId":"[^"]*"/g, "")
    expect(await said(one)).toBe(await said(other))
  }
})
