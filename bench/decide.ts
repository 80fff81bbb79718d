/** Decide: what one decision asks of the table, and how long it takes beside the same commands on a bare client. */
import { randomUUID } from "node:crypto"
import {
  DynamoDBClient,
  GetItemCommand,
  type GetItemCommandInput,
  QueryCommand,
  type QueryCommandInput,
  TransactWriteItemsCommand,
  type TransactWriteItemsCommandInput,
} from "@aws-sdk/client-dynamodb"
import { accountId, bind } from "@beschlussweg/core/account"
import type { SignIn } from "@beschlussweg/core/tenant"
import * as Vorlage from "@beschlussweg/core/vorlage"
import { type AuthDeps, enter } from "@beschlussweg/functions/auth"
import { openDoor } from "@beschlussweg/functions/door"
import { createTable, REGION } from "@beschlussweg/store/client"
import { record } from "@beschlussweg/store/recorder"
import { type House, openWorld, throughParticipation, type World } from "../test/house.ts"
import { type Figure, median, type Outcome, quantile, ratio } from "./measure.ts"
import { served } from "./office.ts"

const READS = ["GetItemCommand", "QueryCommand", "BatchGetItemCommand", "TransactGetItemsCommand", "ScanCommand"]
const BARE = "bare"
const SIGNERS = ["amtsleitung", "dezernent", "kaemmerer", "landrat"] as const

const SIGN_IN: SignIn = {
  issuer: "https://anmeldung.example",
  clientId: "beschlussweg",
  clientAuth: "none",
  roleMapping: [],
  freshMinutes: 60,
}

interface Sample {
  readonly ms: number
  readonly bareMs: number
  readonly reads: number
  readonly transactions: number
  readonly others: readonly string[]
}
interface Sent {
  readonly command: string
  readonly input: object
}

export async function decide({ rounds }: { readonly rounds: number }): Promise<Outcome> {
  const world = await openWorld()
  const bare = new DynamoDBClient({
    region: REGION,
    endpoint: world.store.server.endpoint,
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  })
  try {
    await createTable(bare, BARE)
    const sent = mirrored(world, bare)
    const house = await world.house("T1", undefined, (tenant) => ({ ...tenant, signIn: SIGN_IN }))
    for (const person of SIGNERS) await bind(house.workCtx(), person, await accountId(SIGN_IN.issuer, person))
    const deps = await openDoor(served(world), { stage: "bench", origins: [], address: () => "192.0.2.1" })
    const samples: Sample[] = []
    for (let round = 0; round < Math.max(rounds, 15) + 3; round++) {
      const found = await procedure(world, deps, house, bare, sent)
      if (round >= 3) samples.push(...found)
    }
    return outcome(samples)
  } finally {
    bare.destroy()
    await world.stop()
  }
}

/** Keeps every command that goes to the product's table; outside of a measurement each transaction also changes the bare one. */
function mirrored(world: World, bare: DynamoDBClient) {
  let log: Sent[] | undefined
  world.store.client.middlewareStack.add(
    (next, context) => async (args) => {
      const result = await next(args)
      const sent = { command: context.commandName ?? "", input: structuredClone(args.input) }
      if (log) log.push(sent)
      else if (sent.command === "TransactWriteItemsCommand") await replay(bare, sent)
      return result
    },
    { step: "initialize", name: "mirror", priority: "low" },
  )
  return {
    /** what a call sends; the bare table waits for the replay, so that the call is not slowed down */
    async during(call: () => Promise<unknown>): Promise<readonly Sent[]> {
      const own: Sent[] = []
      log = own
      try {
        await call()
      } finally {
        log = undefined
      }
      return own
    },
  }
}

/** Sends one command as it was, to the bare table. */
function replay(bare: DynamoDBClient, { command, input }: Sent): Promise<unknown> {
  switch (command) {
    case "GetItemCommand":
      return bare.send(new GetItemCommand({ ...(input as GetItemCommandInput), TableName: BARE }))
    case "QueryCommand":
      return bare.send(new QueryCommand({ ...(input as QueryCommandInput), TableName: BARE }))
    case "TransactWriteItemsCommand": {
      const given = input as TransactWriteItemsCommandInput
      const TransactItems = (given.TransactItems ?? []).map((item) =>
        Object.fromEntries(Object.entries(item).map(([kind, action]) => [kind, { ...action, TableName: BARE }])),
      )
      // the same token on the same server would be taken for a repetition
      return bare.send(new TransactWriteItemsCommand({ ...given, TransactItems, ClientRequestToken: randomUUID() }))
    }
    default:
      throw new Error(`${command} is not expected here`)
  }
}

/** Four Zeichnungen of one procedure, each measured, then its commands alone. */
async function procedure(
  world: World,
  deps: AuthDeps,
  house: House,
  bare: DynamoDBClient,
  sent: ReturnType<typeof mirrored>,
): Promise<Sample[]> {
  const paper = await house.draft()
  await paper.submit()
  await throughParticipation(paper)
  const samples: Sample[] = []
  for (const person of SIGNERS) {
    const input = { kind: "sign" as const, ...(await paper.seen()), stepId: (await paper.open()).id }
    const session = await signedIn(deps, house.tenantId, person)
    const recorder = record(world.store.client)
    let ms = 0
    const commands = await sent.during(async () => {
      const started = performance.now()
      const ctx = await enter(deps, house.tenantId, { kind: "person", session })
      await Vorlage.decide(ctx, input)
      ms = performance.now() - started
    })
    const entries = [...recorder.entries]
    recorder.detach()
    const bareStarted = performance.now()
    for (const command of commands) await replay(bare, command)
    samples.push({
      ms,
      bareMs: performance.now() - bareStarted,
      reads: entries.filter((e) => READS.includes(e.command)).length,
      transactions: entries.filter((e) => e.command === "TransactWriteItemsCommand").length,
      others: entries.map((e) => e.command).filter((c) => !READS.includes(c) && c !== "TransactWriteItemsCommand"),
    })
    await paper.work()
  }
  return samples
}

/** A warm session of a member, as a request brings it. */
async function signedIn({ door }: AuthDeps, tenantId: string, person: string) {
  const now = door.now()
  const { issuer, clientId, freshMinutes } = SIGN_IN
  const houses = new Map([[tenantId, { personId: person, freshMinutes }]])
  const known = { accountId: await accountId(issuer, person), sid: "sitzung", issuer, clientId }
  return door.sessions.verify(await door.sessions.issue({ ...known, signedInAt: now, since: now, houses }))
}

function outcome(samples: readonly Sample[]): Outcome {
  const ours = samples.map((s) => s.ms)
  const bare = samples.map((s) => s.bareMs)
  const failures: string[] = []
  if (samples.some((s) => s.transactions !== 1)) failures.push("a decision was not exactly one TransactWriteItems")
  const others = new Set(samples.flatMap((s) => s.others))
  if (others.size > 0) failures.push(`other commands: ${[...others].join(", ")}`)
  const figures: Figure[] = [
    { name: "decisions measured", value: samples.length, unit: "" },
    {
      name: "TransactWriteItems per decision, at most",
      value: Math.max(...samples.map((s) => s.transactions)),
      unit: "",
      limit: 1,
    },
    {
      name: "reads per decision, membership included, at most",
      value: Math.max(...samples.map((s) => s.reads)),
      unit: "",
      limit: 3,
    },
    { name: "p50 with sign-in's membership read", value: median(ours), unit: "ms" },
    { name: "p95", value: quantile(ours, 0.95), unit: "ms" },
    { name: "p50 of the same commands on a bare client", value: median(bare), unit: "ms" },
    { name: "p50 to p50", value: median(ours) / median(bare), unit: "x", limit: 1.5 },
    { name: "median of the pairs", value: ratio(ours, bare), unit: "x" },
  ]
  return { figures, failures, raw: { samples } }
}
