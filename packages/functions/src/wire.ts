/** Reads the environment once and builds the ports of a local or a served process; the only caller of store constructors. */
import { mkdirSync } from "node:fs"
import { join } from "node:path"
import { type Actor, type Client, type Ctx, LOCAL, type Proof } from "@beschlussweg/core/context"
import { newId } from "@beschlussweg/core/id"
import { houses, type OperatorCtx } from "@beschlussweg/core/operator"
import { createTable, dynamoClient, streamsClient } from "@beschlussweg/store/client"
import { diskFiles, listFiles, type Opened, openFile, unsafeDropFiles } from "@beschlussweg/store/disk"
import { type SystemTable, tenantTable, unsafeSystemTable } from "@beschlussweg/store/dynamo"
import { type Database, openDatabase } from "@beschlussweg/store/embedded"
import { type Linked, links } from "@beschlussweg/store/link"
import { type Deletion, unsafeDeletion } from "@beschlussweg/store/unsafe-deletion"
import { type Gate, gateOf } from "./gate.ts"
import { secret } from "./secret.ts"

export interface World {
  readonly client: ReturnType<typeof dynamoClient>
  readonly streams: ReturnType<typeof streamsClient>
  readonly tableName: string
  /** folder of local state: database, files, keys */
  readonly dir: string
  readonly system: SystemTable
  /** one place for the clock, so that a demo can let weeks pass */
  readonly now: () => Date
  /** `proof`: how it is known who acts; only where the process itself acts may it be left out */
  ctx(tenantId: string, actor: Actor, client: Ctx["client"], proof?: Proof): Ctx
  /** which tenants are closed */
  readonly gate: Gate
  /** what a person of the operator acts with: the registry, and nothing of a tenant */
  operator(who: OperatorCtx["operator"]): OperatorCtx
  /** the file that a link names, with the headers it was given out with; undefined where the link or the file is none */
  linked(token: string): Promise<(Linked & { readonly file: Opened }) | "expired" | "gone" | undefined>
  /** every file of a tenant by its path, for its export */
  files(tenantId: string): AsyncGenerator<StoredFile, void, void>
  /** for a deletion that two operators decided, and for nothing else */
  unsafeErase(tenantId: string): Erase
  close(): Promise<void>
}

export interface StoredFile {
  readonly store: "papers" | "drafts"
  readonly path: string
  readonly bytes: number
}
export interface Erase {
  readonly items: Deletion
  /** papers and drafts */
  files(): Promise<{ files: number; bytes: number }>
}

export interface Options {
  readonly dir: string
  readonly endpoint?: string | undefined
  readonly tableName?: string
  readonly now?: () => Date
  /** a command beside a running service uses its database */
  readonly join?: boolean
  /** "on" only where the operator's environment says so */
  readonly deletion?: "on" | "off"
}

/** Opens database and files below `dir`; secrets are generated on first start and stay there (private, ignored by git). */
export async function openWorld(options: Options): Promise<World> {
  const { dir, now = () => new Date(), tableName = "beschlussweg", deletion = "off" } = options
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  const database: Database = await openDatabase({
    endpoint: options.endpoint,
    dir: join(dir, "db"),
    join: options.join,
  })
  const client = dynamoClient(database)
  const streams = streamsClient(database)
  await createTable(client, tableName)
  const world = worldOf({
    client,
    streams,
    tableName,
    dir,
    now,
    deletion,
    cursorKey: secret(dir, "cursor.key"),
    async close() {
      client.destroy()
      streams.destroy()
      await database.stop()
    },
  })
  await world.gate.look()
  return world
}

/** Table and folder alone, before there are secrets: what a backup is put back into. */
export async function openPlace(options: Pick<Options, "dir" | "endpoint" | "tableName">) {
  const { dir, tableName = "beschlussweg" } = options
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  const database = await openDatabase({ endpoint: options.endpoint, dir: join(dir, "db") })
  const client = dynamoClient(database)
  await createTable(client, tableName)
  return {
    client,
    tableName,
    dir,
    async close() {
      client.destroy()
      await database.stop()
    },
  }
}

/** Where links to files lead to. */
export const LINKED = "/ablage/"

export interface Parts extends Pick<World, "client" | "streams" | "tableName" | "dir" | "now" | "close"> {
  readonly cursorKey: Uint8Array
  readonly deletion?: "on" | "off"
}

/** The ports on a database that is open already. */
export function worldOf(parts: Parts): World {
  const { client, tableName, dir, now, cursorKey, deletion = "off", ...rest } = parts
  const system = unsafeSystemTable(client, { tableName, cursorKey })
  const stores = { papers: join(dir, "papers"), drafts: join(dir, "drafts") }
  const shared = links(secret(dir, "link.key"), now, LINKED)
  const ctx: World["ctx"] = (tenantId, actor, kind, proof = vouched(kind)) => ({
    tenantId,
    actor,
    proof,
    table: tenantTable(client, { tableName, tenantId, personId: actor.personId, cursorKey }),
    papers: diskFiles(stores.papers, tenantId, { writeOnce: true, links: shared }),
    drafts: diskFiles(stores.drafts, tenantId, { writeOnce: false, links: shared }),
    now,
    id: (prefix) => newId(prefix, now()),
    client: kind,
  })
  return {
    ...rest,
    client,
    tableName,
    dir,
    now,
    system,
    ctx,
    gate: gateOf(system.registry),
    operator: (operator) => ({
      operator,
      registry: system.registry,
      houses: houses((id) => ctx(id, { personId: operator.accountId, name: "", functions: [] }, "operator")),
      now,
      id: (prefix) => newId(prefix, now()),
      deletion,
    }),
    async linked(token) {
      const to = shared.open(token)
      if (to === undefined || to === "expired") return to
      const file = await openFile(stores[to.store], to.tenantId, to.path)
      return file ? { ...to, file } : "gone"
    },
    async *files(tenantId) {
      for (const store of ["papers", "drafts"] as const)
        for await (const file of listFiles(stores[store], tenantId)) yield { store, ...file }
    },
    unsafeErase: (tenantId) => ({
      items: unsafeDeletion(client, { tableName, tenantId }),
      async files() {
        const papers = await unsafeDropFiles(stores.papers, tenantId)
        const drafts = await unsafeDropFiles(stores.drafts, tenantId)
        return { files: papers.files + drafts.files, bytes: papers.bytes + drafts.bytes }
      },
    }),
  }
}

function vouched(client: Client): Proof {
  if (client === "api" || client === "machine") throw new Error(`a context of client ${client} needs a proof`)
  return LOCAL
}

/** Settings of the environment, read once. */
export const environment = () => ({
  endpoint: process.env.DYNAMODB_ENDPOINT,
  port: Number(process.env.PORT ?? "3000"),
  /** of the embedded provider; undefined: the next one after `port` */
  signInPort: process.env.ANMELDE_PORT === undefined ? undefined : Number(process.env.ANMELDE_PORT),
  dir: process.env.BESCHLUSSWEG_STATE ?? ".state",
  tsa: process.env.TSA_URL,
  stage: process.env.STAGE ?? "local",
  /** "an": tenants may be deleted from here; nothing else is taken for it */
  deletion: process.env.BESCHLUSSWEG_LOESCHUNG === "an" ? ("on" as const) : ("off" as const),
  /** "smtp://host:587", "smtps://user:password@host"; without it this process sends no mails */
  smtp: process.env.SMTP_URL,
  /** of the local mail catcher; undefined: the second one after `port` */
  mailPort: process.env.MAIL_PORT === undefined ? undefined : Number(process.env.MAIL_PORT),
  /** address that mails come from */
  mailFrom: process.env.MAIL_FROM,
  operatorKey: process.env.BESCHLUSSWEG_BETRIEB,
})
