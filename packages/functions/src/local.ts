/** `pnpm start`: database, worker, sweep and HTTP in one process, with demo accounts and a finished procedure. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { AppError } from "@beschlussweg/core/error"
import * as Member from "@beschlussweg/core/member"
import { Role } from "@beschlussweg/core/role"
import * as Vorlage from "@beschlussweg/core/vorlage"
import { type Catcher, startCatcher } from "@beschlussweg/store/catcher"
import { smtpMail } from "@beschlussweg/store/smtp"
import { type ServerType, serve } from "@hono/node-server"
import { getConnInfo } from "@hono/node-server/conninfo"
import { Hono } from "hono"
import { z } from "zod"
import type { Env } from "./api/route.ts"
import { createApp } from "./api.ts"
import { FRESH_MINUTES, settle } from "./demo/account.ts"
import { enrolOperators, OPERATOR_ACCOUNTS } from "./demo/operator.ts"
import { DEMO_DAYS, type DemoClock, demoClock, furnish, runDemo } from "./demo.ts"
import { openDoor } from "./door.ts"
import { logTo } from "./log.ts"
import type { Finished } from "./page/start.ts"
import { post } from "./post.ts"
import { CLIENT, openProvider } from "./provider.ts"
import { keyPair } from "./secret.ts"
import { application } from "./static.ts"
import { environment, openWorld, type World } from "./wire.ts"
import { openWorkshop, type Running, start } from "./worker.ts"

const HOST = "127.0.0.1"
const SWEEP_MS = 1000

const House = z.strictObject({
  tenantId: z.string(),
  house: z.string(),
  vorlageId: z.string(),
  accounts: z.array(z.strictObject({ id: z.string(), name: z.string(), title: z.string(), roles: z.array(Role) })),
})
type House = z.infer<typeof House>
/** What the first start left in the registry about its demo: two houses, so that there is an account for every role. */
const Seed = z.strictObject({ version: z.literal(1), houses: z.array(House) })
type Seed = z.infer<typeof Seed>
const SEED = "demo/seed"

const say = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

/** A mistake that the one who starts can mend: one line instead of a stack. */
class Plain extends Error {}

async function main(): Promise<void> {
  const { endpoint, port, dir, tsa, stage } = environment()
  if (stage !== "local") throw new Plain(`pnpm start ist nur für die örtliche Arbeit da (STAGE ist ${stage}).`)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Plain("PORT ist keine Portnummer (0 bis 65535).")
  let app: Hono<Env> | undefined
  const stack: (() => Promise<void>)[] = []
  const close = once(async () => {
    for (const step of stack.reverse()) await step()
  })
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.on(signal, () => {
      close().then(
        () => process.exit(0),
        () => process.exit(1),
      )
    })
  try {
    // The port first: who cannot have it should not wait for the rest.
    const server = await listen(port, (request, env) => (app ? app.fetch(request, env) : starting()))
    stack.push(() => ended(server))
    const bound = server.address()
    const actual = typeof bound === "object" && bound !== null ? bound.port : port

    const seeding = join(dir, "seeding")
    if (existsSync(seeding)) await clear(dir, endpoint)
    mkdirSync(dir, { recursive: true, mode: 0o700 })
    const origins = [`http://localhost:${actual}`, `http://${HOST}:${actual}`]
    let houses: readonly House[] = []
    const signInPort = environment().signInPort ?? (port === 0 ? 0 : actual + 1)
    const provider = await openProvider({
      port: signInPort,
      dir,
      houses: () => [...houses, OPERATOR_ACCOUNTS],
      origins,
      jwks: { keys: [(await keyPair(dir, "client.jwk", "ES256")).publicJwk] },
    }).catch((error: unknown) => {
      throw used(error)
        ? new Plain(
            `Port ${signInPort} für den örtlichen Anmeldedienst ist belegt. Bitte wählen Sie einen anderen: ANMELDE_PORT=3011 pnpm start`,
          )
        : error
    })
    stack.push(() => provider.stop())
    // A first start plays the weeks of a procedure that ends today; otherwise the clock is the real one.
    const clock = demoClock(DEMO_DAYS)
    const world = await openWorld({ dir, endpoint, now: clock.now, deletion: environment().deletion }).catch(
      (error: unknown) => {
        // What the store cannot open it says in one German line.
        throw error instanceof Error ? new Plain(error.message, { cause: error }) : error
      },
    )
    stack.push(() => world.close())
    const planted = (await world.system.registry.get(SEED, Seed))?.value
    if (planted) clock.real()
    const catcher = await catchMails(dir, environment().mailPort ?? (port === 0 ? 0 : actual + 2))
    stack.push(() => catcher.stop())
    const { smtp, mailFrom } = environment()
    const mail = smtpMail({ url: smtp ?? catcher.url, from: mailFrom ?? "beschlussweg@localhost.example" })
    const workshop = await openWorkshop(world, { tsa: tsa ?? "local", mail })
    const running = await start(world, workshop, { sweepMs: SWEEP_MS })
    stack.push(() => running.stop())
    const baseUrl = `http://localhost:${actual}`
    const seed = planted ?? (await plant(world, running, clock, seeding, baseUrl))
    clock.real()

    for (const [i, { tenantId }] of seed.houses.entries())
      await settle(world, tenantId, provider.issuer, i === 0 ? "none" : "private_key_jwt", baseUrl)
    houses = seed.houses
    await enrolOperators(world, provider.issuer)
    const auth = await openDoor(world, {
      stage,
      origins,
      operator: {
        issuer: provider.issuer,
        clientId: CLIENT.operator,
        clientAuth: "none",
        roleMapping: [],
        freshMinutes: FRESH_MINUTES,
      },
      address: (c) => getConnInfo(c).remote.address,
    })
    app = createApp({
      ...auth,
      stage,
      version: version(),
      alive: async () => {
        await world.system.registry.get(SEED, Seed)
      },
      web: application(join(import.meta.dirname, "../../../web/dist")),
      demo: {
        routes: new Hono<Env>()
          .get("/musterverfahren/ca.pem", (c) =>
            c.body(workshop.keys.ca, 200, {
              "Content-Type": "application/x-pem-file",
              "Content-Disposition": 'attachment; filename="ca.pem"',
            }),
          )
          .route("/", post(catcher)),
        houses: seed.houses.map((h) => ({ id: h.tenantId, name: h.house })),
        finished: async () => (await Promise.all(seed.houses.map((h) => finished(world, h)))).flat(),
      },
    })
    say(`Beschlussweg läuft: http://localhost:${actual} (beenden mit Strg+C)`)
    say(`Anmelden: http://localhost:${actual}/anmelden – Haus wählen, dann ein Demo-Konto (ohne Passwort).`)
    say(`Mails: http://localhost:${actual}/post – der örtliche Mailserver (${catcher.url}) behält sie.`)
    say(`Für Programme: pnpm cli key create --tenant ${seed.houses[0]?.tenantId} --name Probe --rolle lesend`)
  } catch (error) {
    await close().catch(() => undefined)
    throw error
  }
}

/** A real SMTP server of this machine alone; its mails lie in the state folder. */
async function catchMails(dir: string, port: number): Promise<Catcher> {
  try {
    return await startCatcher({ dir: join(dir, "post"), port })
  } catch (error) {
    throw used(error)
      ? new Plain(
          `Port ${port} für den örtlichen Mailserver ist belegt. Bitte wählen Sie einen anderen: MAIL_PORT=3025 pnpm start`,
        )
      : error
  }
}

/** Seeds the demo and notes it in the registry. The marker says that a start was broken off in between. */
async function plant(world: World, running: Running, clock: DemoClock, marker: string, baseUrl: string): Promise<Seed> {
  say("Erster Start: zwei Häuser mit Demo-Konten und je einem abgeschlossenen Verfahren werden angelegt.")
  writeFileSync(marker, "")
  const houses: House[] = []
  for (const weg of ["T1", "T5"] as const) {
    const { tenantId, house, vorlageId, accounts } = await runDemo(world, running, {
      weg,
      finanzen: true,
      clock,
      baseUrl,
    })
    await furnish(world, running, { weg, finanzen: true, clock, baseUrl }, vorlageId)
    houses.push({
      tenantId,
      house,
      vorlageId,
      accounts: accounts.map(({ personId, name, title, roles }) => ({ id: personId, name, title, roles: [...roles] })),
    })
    // Back for the weeks of the next house, but not before the certificates of the first.
    await running.idle()
    clock.pass(1 - DEMO_DAYS)
  }
  const seed: Seed = { version: 1, houses }
  await world.system.registry.commit([], [{ put: SEED, value: seed, rev: "new" }])
  rmSync(marker)
  return seed
}

/** The seeded procedure of a house as it stands now, read with the rights of its author. */
async function finished(world: World, { tenantId, house, vorlageId, accounts }: House): Promise<Finished[]> {
  const author = accounts.find((a) => a.roles.includes("verfasser"))
  if (!author) return []
  const bare = world.ctx(tenantId, { personId: author.id, name: author.name, functions: [] }, "operator")
  const member = await Member.load(bare.table, author.id)
  if (!member) return []
  const ctx = world.ctx(tenantId, Member.asActor(member), "operator")
  const { nummer = "", betreff, status, fassungen, chain } = await Vorlage.read(ctx, { vorlageId })
  const label = (id: string | undefined) => chain?.steps.find((s) => s.id === id)?.label
  const papers = fassungen.flatMap((f) =>
    f.documents.map(({ stepId, ...d }) => ({ ...d, fassung: f.n, step: label(stepId) })),
  )
  return [{ tenantId, house, vorlageId, nummer, betreff, status, papers }]
}

/** A start that was broken off left half a demo and nothing else: it is thrown away. */
async function clear(dir: string, endpoint: string | undefined): Promise<void> {
  if (endpoint !== undefined && endpoint !== "")
    throw new Plain(
      `Das Anlegen der Demo wurde abgebrochen. Bitte leeren Sie die Tabelle unter ${endpoint} und den Ordner ${dir}.`,
    )
  say("Der vorige erste Start wurde abgebrochen; es wird neu begonnen.")
  rmSync(dir, { recursive: true, force: true })
  mkdirSync(dir, { recursive: true, mode: 0o700 })
}

function listen(port: number, fetch: (request: Request, env: object) => Response | Promise<Response>) {
  return new Promise<ServerType>((resolve, reject) => {
    const server = serve({ fetch, port, hostname: HOST }, () => resolve(server))
    server.on("error", (error) => {
      reject(
        used(error)
          ? new Plain(`Port ${port} ist belegt. Bitte wählen Sie einen anderen: PORT=3001 pnpm start`)
          : error,
      )
    })
  })
}

const used = (error: unknown): boolean => error instanceof Error && "code" in error && error.code === "EADDRINUSE"

function ended(server: ServerType): Promise<void> {
  return new Promise((done) => {
    server.close(() => done())
    // Browsers keep connections open; nobody waits for them.
    if ("closeAllConnections" in server) server.closeAllConnections()
  })
}

function starting(): Response {
  return new Response("Beschlussweg wird eingerichtet. Bitte laden Sie die Seite gleich noch einmal.\n", {
    status: 503,
    headers: { "Content-Type": "text/plain; charset=utf-8", "Retry-After": "5", "Cache-Control": "no-store" },
  })
}

function version(): string {
  const file = new URL("../package.json", import.meta.url)
  return z.object({ version: z.string() }).parse(JSON.parse(readFileSync(file, "utf8"))).version
}

function once(run: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined
  return () => {
    done ??= run()
    return done
  }
}

process.env.AWS_EC2_METADATA_DISABLED = "true"
logTo((line) => {
  if (process.env.BESCHLUSSWEG_DEBUG || line.includes(".failed")) process.stderr.write(`${line}\n`)
})
try {
  await main()
} catch (error) {
  if (!(error instanceof Plain || error instanceof AppError) || process.env.BESCHLUSSWEG_DEBUG) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
}
