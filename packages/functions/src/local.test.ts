/** `pnpm start` as a process: starts, seeds, serves, ends cleanly, and says in one line what is in the way. */
import { type ChildProcess, spawn } from "node:child_process"
import { existsSync } from "node:fs"
import { mkdtemp, rm } from "node:fs/promises"
import { createServer } from "node:http"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { ROLE_LABEL, type Role } from "@beschlussweg/core/role"
import { afterAll, beforeAll, expect, test } from "vitest"
import { type Browser, browser } from "./browser.fixture.ts"
import { AULENFELD, BRENNHAUSEN, type DemoHouse } from "./demo/house.ts"

const authorOf = (house: DemoHouse): string =>
  house.people.find((p) => p.functions.some((f) => f.role === "verfasser"))?.personId ?? ""

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "beschlussweg-start-"))
})
afterAll(() => rm(dir, { recursive: true, force: true }))

interface Run {
  readonly process: ChildProcess
  readonly out: () => string
  readonly errors: () => string
  readonly ended: Promise<number | null>
}

function run(env: Readonly<Record<string, string>>, file = "local.ts", args: readonly string[] = []): Run {
  const child = spawn(process.execPath, ["--import", "tsx", join(import.meta.dirname, file), ...args], {
    env: { ...process.env, DYNAMODB_ENDPOINT: "", BESCHLUSSWEG_STATE: dir, STAGE: "local", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  })
  let out = ""
  let errors = ""
  child.stdout.on("data", (chunk) => {
    out += chunk
  })
  child.stderr.on("data", (chunk) => {
    errors += chunk
  })
  const ended = new Promise<number | null>((done) => child.once("close", (code) => done(code)))
  return { process: child, out: () => out, errors: () => errors, ended }
}

/** A command of the command line on the same state. */
async function command(...args: readonly string[]) {
  const running = run({}, "cli.ts", args)
  return { status: await running.ended, stdout: running.out(), stderr: running.errors() }
}

async function until(done: () => boolean, running: Run): Promise<void> {
  let over = false
  void running.ended.then(() => {
    over = true
  })
  while (!done()) {
    if (over) throw new Error(`ended before it was ready: ${running.errors()}`)
    await new Promise((next) => setTimeout(next, 50))
  }
}

/** Waits for the line with the address. */
async function address(running: Run): Promise<string> {
  const line = () => /http:\/\/localhost:\d+/.exec(running.out())?.[0]
  await until(() => line() !== undefined, running)
  return line() ?? ""
}

test("a first start seeds a finished procedure whose papers can be read; SIGTERM ends it; the second start keeps everything", async () => {
  // Killed in the middle of the seeding: the next start begins anew by itself.
  const killed = run({ PORT: "0" })
  await until(() => killed.out().includes("Erster Start") && existsSync(join(dir, "seeding")), killed)
  killed.process.kill("SIGKILL")
  await killed.ended

  const first = run({ PORT: "0" })
  const url = await address(first)
  expect(first.out()).toContain("wird neu begonnen")
  const visitor = async (base: string, tenant: string, konto: string): Promise<Browser> => {
    const b = browser({ request: (path, init) => fetch(base + path, init) }, base)
    expect((await b.signIn(`/anmelden/${tenant}?weiter=%2Fhaeuser`, konto)).url.pathname).toBe("/haeuser")
    return b
  }
  const papers = async (base: string) => {
    const page = await (await fetch(base)).text()
    expect(page).toContain("beschlossen")
    return [...page.matchAll(/weiter=([^"]*dokumente[^"]*)"/g)].map((m) => decodeURIComponent(m[1] ?? ""))
  }
  try {
    expect(await (await fetch(`${url}/api/health`)).json()).toMatchObject({ status: "ok" })
    const paths = await papers(url)
    expect(paths.length).toBeGreaterThan(20)
    const authors = Object.fromEntries([AULENFELD, BRENNHAUSEN].map((h) => [h.tenant.id, authorOf(h)]))
    for (const [tenant, konto] of Object.entries(authors)) {
      const b = await visitor(url, tenant, konto)
      const own = paths.filter((path) => path.includes(`/${tenant}/`))
      expect(own.length).toBeGreaterThan(8)
      for (const path of own) {
        expect((await fetch(url + path)).status).toBe(401)
        expect((await b.open(path)).text.slice(0, 5), path).toBe("%PDF-")
      }
    }
    // Somebody has something to sign from the first look on.
    const kim = await visitor(url, AULENFELD.tenant.id, "kim-adler")
    const waiting = await kim.open(`/api/${AULENFELD.tenant.id}/aufgaben`)
    expect(JSON.parse(waiting.text)).toMatchObject([{ betreff: "Fahrtkosten zu Maßnahmen pauschal erstatten" }])
    // One click per demo account, for every role, at the provider's own page.
    const page = await browser({ request: (path, init) => fetch(url + path, init) }, url).open(
      `/anmelden?haus=${AULENFELD.tenant.id}`,
    )
    expect(page.url.origin).not.toBe(url)
    const lonely: Role[] = ["sitzungsdienst", "kaemmerer", "beirat", "vorsitz", "geschaeftsfuehrung", "administration"]
    for (const role of lonely) expect(page.text, role).toContain(`<td>${ROLE_LABEL[role]}</td>`)
    // As the page of the API describes it: a key made on the command line beside the running service.
    const made = await command("key", "create", "--tenant", AULENFELD.tenant.id, "--name", "Probe", "--rolle", "lesend")
    expect(made.status).toBe(0)
    const listed = await fetch(`${url}/api/${AULENFELD.tenant.id}/vorlagen`, {
      headers: { Authorization: `Bearer ${made.stdout.trim()}` },
    })
    expect(listed.status).toBe(200)
    expect(await listed.text()).toContain("Arbeitsmarkt- und Integrationsprogramm")
    expect((await command("key", "list", "--tenant", AULENFELD.tenant.id)).stdout).toMatch(
      /^key_\w+ · gilt · .*Probe\n$/,
    )
    const refusedBy: [string[], RegExp][] = [
      [["key", "create", "--tenant", "gibt-es-nicht", "--name", "x", "--rolle", "lesend"], /gibt es hier nicht/],
      [
        ["key", "create", "--tenant", AULENFELD.tenant.id, "--name", "x", "--rolle", "landrat"],
        /--rolle ist eines von/,
      ],
      [
        ["key", "create", "--tenant", AULENFELD.tenant.id, "--name", "x", "--rolle", "lesend", "--tage", "999"],
        /400 Tagen/,
      ],
      [["key", "make"], /key create, key list oder key revoke/],
    ]
    for (const [args, message] of refusedBy) {
      const refused = await command(...args)
      expect([refused.status, refused.stdout]).toEqual([1, ""])
      expect(refused.stderr).toMatch(message)
    }
    expect(await (await fetch(`${url}/musterverfahren/ca.pem`)).text()).toMatch(/^-----BEGIN CERTIFICATE-----/)

    // The same folder cannot be opened twice; the second one says so and leaves the first alone.
    const second = run({ PORT: "0" })
    expect(await second.ended).toBe(1)
    expect(second.errors()).toMatch(/^[^\n]*läuft schon[^\n]*\n$/)
    expect((await fetch(`${url}/api/health`)).status).toBe(200)
  } finally {
    first.process.kill("SIGTERM")
  }
  expect(await first.ended).toBe(0)
  expect(first.errors()).toBe("")
  await expect(fetch(url)).rejects.toThrow()

  const again = run({ PORT: "0" })
  try {
    const base = await address(again)
    expect(again.out()).not.toContain("Erster Start")
    const b = await visitor(base, AULENFELD.tenant.id, "mira-holtkamp")
    const [path = ""] = (await papers(base)).filter((p) => p.includes(AULENFELD.tenant.id))
    expect((await b.open(path)).status).toBe(200)
  } finally {
    again.process.kill("SIGINT")
  }
  expect(await again.ended).toBe(0)
}, 300_000)

test("a port in use, a port that is none, another stage: one line and an end", async () => {
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done))
  const taken = server.address()
  const port = typeof taken === "object" && taken !== null ? taken.port : 0
  try {
    for (const [env, line] of [
      [{ PORT: String(port) }, `Port ${port} ist belegt`],
      [{ PORT: "abc" }, "PORT ist keine Portnummer"],
      [{ PORT: "0", STAGE: "production" }, "nur für die örtliche Arbeit"],
    ] as const) {
      const refused = run(env)
      expect(await refused.ended).toBe(1)
      expect(refused.errors()).toContain(line)
      expect(refused.errors().trim().split("\n")).toHaveLength(1)
    }
  } finally {
    server.close()
  }
})
