/** Load: fifty people at once against the running app, beside a bare Hono route that sends the same commands. */
import { spawn } from "node:child_process"
import { Agent, request } from "node:http"
import { loadavg } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"
import type { Ask, Told } from "./load/server.ts"
import { type Figure, median, type Outcome, quantile } from "./measure.ts"

const USERS = 50
const ROUND_MS = 5000
/** Out of a hundred requests: most people look, few write. */
const MIX: Readonly<Record<string, number>> = { list: 40, look: 35, find: 15, save: 10 }

interface Round {
  readonly perSecond: number
  readonly ms: readonly number[]
  readonly errors: readonly string[]
}

/** A user and what changes with him from request to request. */
interface User {
  readonly n: number
  cookie: string
  readonly asks: readonly Ask[]
  rev: number
  turn: number
}

export async function load({ rounds }: { readonly rounds: number }): Promise<Outcome> {
  const child = spawn(
    process.execPath,
    [...process.execArgv, join(import.meta.dirname, "load/server.ts"), String(USERS)],
    {
      stdio: ["pipe", "pipe", "inherit"],
    },
  )
  const agent = new Agent({ keepAlive: true, maxSockets: USERS })
  try {
    const told = await first(child.stdout)
    const users = told.users.map((user, n): User => ({ n, ...user, turn: n * 7 }))
    const run = (bare: boolean) => round(told, users, agent, bare)
    await run(false)
    await run(true)
    const [app, bare]: [Round[], Round[]] = [[], []]
    for (let n = 0; n < rounds; n++) {
      app.push(await run(false))
      bare.push(await run(true))
    }
    return outcome(app, bare, rounds)
  } finally {
    agent.destroy()
    child.stdin.end()
    await new Promise((done) => child.once("close", done))
  }
}

async function first(out: NodeJS.ReadableStream): Promise<Told> {
  for await (const line of createInterface({ input: out })) return JSON.parse(line) as Told
  throw new Error("the server said nothing")
}

/** Everybody asks again as soon as he has his answer, for one round. */
async function round(told: Told, users: readonly User[], agent: Agent, bare: boolean): Promise<Round> {
  const ms: number[] = []
  const errors: string[] = []
  for (const user of users) user.cookie = await (await fetch(`http://127.0.0.1:${told.port}/sitzung/${user.n}`)).text()
  const began = performance.now()
  await Promise.all(
    users.map(async (user) => {
      while (performance.now() - began < ROUND_MS) {
        const ask = next(user)
        const started = performance.now()
        const status = await send(told, user, ask, agent, bare).catch((error: unknown) => String(error))
        ms.push(performance.now() - started)
        if (status !== "200") errors.push(`${bare ? "bare " : ""}${ask.kind} ${status}`)
      }
    }),
  )
  return { perSecond: (ms.length * 1000) / (performance.now() - began), ms, errors }
}

/** The mix in an order that is the same in every run: a step that has no factor in common with a hundred goes through all of it. */
function next(user: User): Ask {
  user.turn++
  let place = (user.turn * 37) % 100
  for (const ask of user.asks) {
    place -= MIX[ask.kind] ?? 0
    if (place < 0) return ask
  }
  throw new Error("the mix is no hundred")
}

function send(told: Told, user: User, ask: Ask, agent: Agent, bare: boolean): Promise<string> {
  const body = ask.form === undefined ? undefined : JSON.stringify({ rev: user.rev, form: ask.form })
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        agent,
        host: "127.0.0.1",
        port: told.port,
        method: ask.method,
        path: bare ? `/bare/${user.n}/${ask.kind}` : ask.path,
        headers: {
          Cookie: user.cookie,
          Origin: told.origin,
          ...(body === undefined
            ? {}
            : { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) }),
        },
      },
      (answer) => {
        const chunks: Buffer[] = []
        answer.on("data", (chunk: Buffer) => chunks.push(chunk))
        answer.on("error", reject)
        answer.on("end", () => {
          if (ask.kind === "save" && answer.statusCode === 200 && !bare)
            user.rev = (JSON.parse(Buffer.concat(chunks).toString()) as { rev: number }).rev
          resolve(String(answer.statusCode))
        })
      },
    )
    sent.on("error", reject)
    sent.end(body)
  })
}

function outcome(app: readonly Round[], bare: readonly Round[], rounds: number): Outcome {
  const all = app.flatMap((r) => r.ms)
  const other = bare.flatMap((r) => r.ms)
  const shares = app.map((r, i) => (100 * r.perSecond) / (bare[i]?.perSecond ?? Number.NaN))
  const errors = [...app, ...bare].flatMap((r) => r.errors)
  const spread = app.map((r) => quantile(r.ms, 0.99) / quantile(r.ms, 0.5))
  const figures: Figure[] = [
    { name: "people at once", value: USERS, unit: "" },
    { name: "requests to the app", value: all.length, unit: "" },
    { name: "seconds of load on the app", value: (rounds * ROUND_MS) / 1000, unit: "s" },
    { name: "errors", value: errors.length, unit: "", limit: 0 },
    { name: "requests per second, median of the rounds", value: median(app.map((r) => r.perSecond)), unit: "/s" },
    { name: "bare route, the same", value: median(bare.map((r) => r.perSecond)), unit: "/s" },
    {
      name: "bare route's requests per second to the app's (60 % of them)",
      value: 100 / median(shares),
      unit: "x",
      limit: 1.67,
      goal: true,
    },
    { name: "share of the bare route's requests per second, median of the pairs", value: median(shares), unit: "%" },
    { name: "p50", value: median(all), unit: "ms" },
    { name: "p99", value: quantile(all, 0.99), unit: "ms" },
    { name: "p99 to p50, median of the rounds", value: median(spread), unit: "x", limit: 5, goal: true },
    { name: "p99 to p50 of the bare route", value: quantile(other, 0.99) / median(other), unit: "x" },
    { name: "load of the machine at the end", value: loadavg()[0] ?? 0, unit: "" },
  ]
  const notes = [
    `Mix: ${Object.entries(MIX)
      .map(([kind, share]) => `${share} % ${kind}`)
      .join(", ")} (task list, a Vorlage, the list of Vorlagen, saving a draft). Nobody pauses to think.`,
    "Generator, app and database are three processes of one machine; the bare route runs in the app's process and gives the same bytes.",
  ]
  return {
    figures,
    notes,
    failures: [...new Set(errors)].slice(0, 10),
    raw: { app: app.map((r) => r.perSecond), bare: bare.map((r) => r.perSecond), shares, spread },
  }
}
