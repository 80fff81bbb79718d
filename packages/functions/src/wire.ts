/** Reads the environment once and builds the ports of a local process; with cloud/wire.ts the only caller of store constructors. */
import { mkdirSync } from "node:fs"
import { join } from "node:path"
import { createTable, dynamoClient, streamsClient } from "@beschlussweg/store/client"
import { diskFiles, listFiles, openFile, unsafeDropFiles } from "@beschlussweg/store/disk"
import { type Database, openDatabase } from "@beschlussweg/store/embedded"
import { links } from "@beschlussweg/store/link"
import { folderSecrets } from "./secret.ts"
import { assemble, type Places, type World as Ports } from "./world.ts"

/** The world of a local process: the ports, and what only such a process has. */
export interface World extends Ports {
  readonly streams: ReturnType<typeof streamsClient>
  /** folder of local state: database, files, keys */
  readonly dir: string
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
    cursorKey: folderSecrets(dir).bytes("cursor"),
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

/** The ports on a database that is open already, with files and secrets in a folder. */
export function worldOf({ streams, dir, ...parts }: Parts): World {
  const secrets = folderSecrets(dir)
  const ports = assemble({ ...parts, secrets, places: folderPlaces(dir, secrets.bytes("link"), parts.now) })
  return { ...ports, streams, dir }
}

function folderPlaces(dir: string, linkKey: Uint8Array, now: () => Date): Places {
  const stores = { papers: join(dir, "papers"), drafts: join(dir, "drafts") }
  const shared = links(linkKey, now, LINKED)
  return {
    papers: (tenantId) => diskFiles(stores.papers, tenantId, { writeOnce: true, links: shared }),
    drafts: (tenantId) => diskFiles(stores.drafts, tenantId, { writeOnce: false, links: shared }),
    async linked(token) {
      const to = shared.open(token)
      if (to === undefined || to === "expired") return to
      const file = await openFile(stores[to.store], to.tenantId, to.path)
      return file ? { ...to, file } : "gone"
    },
    async expected(token) {
      const to = shared.expected(token)
      if (to === undefined || to === "expired") return to
      const files = diskFiles(stores.drafts, to.tenantId, { writeOnce: false })
      return { ...to, put: (bytes) => files.put(to.path, bytes) }
    },
    async *list(tenantId) {
      for (const store of ["papers", "drafts"] as const)
        for await (const file of listFiles(stores[store], tenantId)) yield { store, ...file }
    },
    async unsafeDrop(tenantId) {
      const papers = await unsafeDropFiles(stores.papers, tenantId)
      const drafts = await unsafeDropFiles(stores.drafts, tenantId)
      return { files: papers.files + drafts.files, bytes: papers.bytes + drafts.bytes }
    },
  }
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
  /** of a stage in the cloud; this process then acts there (cloud/environment.ts reads the rest) */
  table: process.env.TABLE_NAME,
  /** file with the private key of the root, for founding a tenant on a stage in the cloud */
  rootKey: process.env.BESCHLUSSWEG_WURZEL,
})
