/**
 * The real app on a socket, its database in a process of its own, and beside it a bare Hono route that sends the same commands
 * for each request without anything around them. A line of JSON says where, who and what; it ends with its input.
 */
import { randomUUID } from "node:crypto"
import {
  type AttributeValue,
  DynamoDBClient,
  GetItemCommand,
  type GetItemCommandInput,
  QueryCommand,
  type QueryCommandInput,
  TransactWriteItemsCommand,
  type TransactWriteItemsCommandInput,
} from "@aws-sdk/client-dynamodb"
import { AULENFELD, BRENNHAUSEN } from "@beschlussweg/functions/demo/house"
import { formOf, ORIGIN, openApp, type TestApp } from "@beschlussweg/functions/fixture"
import { logTo } from "@beschlussweg/functions/log"
import { REGION } from "@beschlussweg/store/client"
import { serve } from "@hono/node-server"
import { Hono } from "hono"
import { z } from "zod"

export interface Ask {
  /** "list", "look", "find", "save" */
  readonly kind: string
  readonly method: string
  readonly path: string
  /** of a save: the form; its revision is the user's to know */
  readonly form?: unknown
}
export interface Told {
  readonly port: number
  readonly origin: string
  readonly users: readonly { readonly cookie: string; readonly asks: readonly Ask[]; readonly rev: number }[]
}

const USERS = Number(process.argv[2] ?? "50")
process.env.AWS_EC2_METADATA_DISABLED = "true"
logTo(() => {})

interface Sent {
  readonly command: string
  readonly input: object
  readonly from: number
  to: number
}
const http = await openApp()
const { client, tableName } = http.world
let log: Sent[] | undefined
client.middlewareStack.add(
  (next, context) => async (args) => {
    const sent = { command: context.commandName ?? "", input: args.input, from: performance.now(), to: 0 }
    log?.push(sent)
    const result = await next(args)
    sent.to = performance.now()
    return result
  },
  { step: "initialize", name: "load", priority: "low" },
)
const endpoint = await client.config.endpoint?.()
const bare = new DynamoDBClient({
  region: REGION,
  endpoint: `http://127.0.0.1:${endpoint?.port}`,
  credentials: { accessKeyId: "local", secretAccessKey: "local" },
})

/** What the app asked of the table for one request, in waves: commands of a wave were under way at the same time. */
interface Plan {
  readonly waves: readonly (readonly Sent[])[]
  readonly body: string
}
const plans = new Map<string, Plan>()

function waves(sent: readonly Sent[]): Sent[][] {
  const found: Sent[][] = []
  for (const one of sent.toSorted((a, b) => a.from - b.from)) {
    const last = found.at(-1)
    if (last?.some((other) => one.from < other.to)) last.push(one)
    else found.push([one])
  }
  return found
}

async function again({ command, input }: Sent): Promise<unknown> {
  if (command === "GetItemCommand") return bare.send(new GetItemCommand(input as GetItemCommandInput))
  if (command === "QueryCommand") return bare.send(new QueryCommand(input as QueryCommandInput))
  if (command !== "TransactWriteItemsCommand") throw new Error(`${command} is not expected here`)
  const given = input as TransactWriteItemsCommandInput
  // Without the condition, and beside the app's own items: a put again and again would meet, or spoil, their revisions.
  const aside = (value: AttributeValue | undefined): AttributeValue => ({ S: `${value?.S}-bare` })
  const TransactItems = (given.TransactItems ?? []).flatMap(({ Put }) => {
    if (!Put?.Item) return []
    const item: Record<string, AttributeValue> = { ...Put.Item, pk: aside(Put.Item.pk) }
    if (item.ipk) item.ipk = aside(item.ipk)
    return [{ Put: { TableName: tableName, Item: item } }]
  })
  return bare.send(new TransactWriteItemsCommand({ TransactItems, ClientRequestToken: randomUUID() }))
}

const houseOf = (n: number) => (n % 2 === 0 ? AULENFELD : BRENNHAUSEN)
const authorOf = (n: number): string =>
  houseOf(n).people.find((p) => p.functions.some((f) => f.role === "verfasser"))?.personId ?? ""

async function user(n: number): Promise<Told["users"][number]> {
  const house = houseOf(n)
  const at = `/api/${house.tenant.id}`
  const author = authorOf(n)
  const form = {
    ...formOf(http.world.now()),
    betreff: `Öffnungszeiten der Geschäftsstelle, Entwurf ${n}`,
    ...(n % 2 === 0 ? {} : { beratungsfolge: [] }),
  }
  const made = await http.ask(`${at}/vorlagen`, { as: author, json: { form } })
  const { id, rev } = z.object({ id: z.string(), rev: z.int() }).parse(await made.json())
  const asks: Ask[] = [
    { kind: "list", method: "GET", path: `${at}/aufgaben` },
    { kind: "look", method: "GET", path: `${at}/vorlagen/${id}` },
    { kind: "find", method: "GET", path: `${at}/vorlagen?stand=unterwegs` },
    { kind: "save", method: "PUT", path: `${at}/vorlagen/${id}/formular`, form },
  ]
  const cookie = await http.cookie(author)
  return { cookie, asks, rev: await learned(http, n, cookie, asks, rev) }
}

/** Sends each request once and keeps what it asks of the table. @returns the draft's revision afterwards */
async function learned(
  { app }: TestApp,
  n: number,
  cookie: string,
  asks: readonly Ask[],
  rev: number,
): Promise<number> {
  let now = rev
  for (const { kind, method, path, form } of asks) {
    const headers = { Cookie: cookie, Origin: ORIGIN, "Content-Type": "application/json" }
    const own: Sent[] = []
    log = own
    const answer = await app.request(path, {
      method,
      headers,
      ...(form === undefined ? {} : { body: JSON.stringify({ rev: now, form }) }),
    })
    log = undefined
    const body = await answer.text()
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${body}`)
    if (kind === "save") now = z.looseObject({ rev: z.int() }).parse(JSON.parse(body)).rev
    plans.set(`${n}/${kind}`, { waves: waves(own), body })
  }
  return now
}

const users: Told["users"][number][] = []
for (let n = 0; n < USERS; n++) users.push(await user(n))
const server = new Hono()
server.all("/bare/:n/:kind", async (c) => {
  const plan = plans.get(`${c.req.param("n")}/${c.req.param("kind")}`)
  if (!plan) return c.text("", 404)
  if (c.req.method !== "GET") await c.req.json()
  for (const wave of plan.waves) await Promise.all(wave.map(again))
  return c.body(plan.body, 200, { "Content-Type": "application/json" })
})
// A session of now, as somebody who goes on working has it; these accounts have no sign-in that could renew one.
server.get("/sitzung/:n", async (c) => c.text(await http.cookie(authorOf(Number(c.req.param("n"))))))
server.all("*", (c) => http.app.fetch(c.req.raw))
const listening = serve({ fetch: server.fetch, port: 0, hostname: "127.0.0.1" }, ({ port }) => {
  const told: Told = { port, origin: ORIGIN, users }
  process.stdout.write(`${JSON.stringify(told)}\n`)
})
// A connection that rests while the other side is measured is no error.
if ("keepAliveTimeout" in listening) listening.keepAliveTimeout = 120_000
process.stdin.on("end", () => {
  listening.close()
  if ("closeAllConnections" in listening) listening.closeAllConnections()
  bare.destroy()
  void http.stop().then(() => process.exit(0))
})
process.stdin.resume()
