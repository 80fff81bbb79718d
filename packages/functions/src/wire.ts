/** Reads the environment once and builds the ports of a local or a served process; the only caller of store constructors. */
import { randomBytes } from "node:crypto"
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { type Actor, type Client, type Ctx, LOCAL, type Proof } from "@beschlussweg/core/context"
import { newId } from "@beschlussweg/core/id"
import { createTable, dynamoClient, streamsClient } from "@beschlussweg/store/client"
import { diskFiles } from "@beschlussweg/store/disk"
import { type SystemTable, tenantTable, unsafeSystemTable } from "@beschlussweg/store/dynamo"
import { type Database, openDatabase } from "@beschlussweg/store/embedded"

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
  close(): Promise<void>
}

export interface Options {
  readonly dir: string
  readonly endpoint?: string | undefined
  readonly tableName?: string
  readonly now?: () => Date
}

/** Opens database and files below `dir`; secrets are generated on first start and stay there (private, ignored by git). */
export async function openWorld(options: Options): Promise<World> {
  const { dir, now = () => new Date(), tableName = "beschlussweg" } = options
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  const database: Database = await openDatabase({ endpoint: options.endpoint, dir: join(dir, "db") })
  const client = dynamoClient(database)
  const streams = streamsClient(database)
  await createTable(client, tableName)
  const cursorKey = secret(dir, "cursor.key")
  return {
    client,
    streams,
    tableName,
    dir,
    now,
    system: unsafeSystemTable(client, { tableName, cursorKey }),
    ctx: (tenantId, actor, kind, proof = vouched(kind)) => ({
      tenantId,
      actor,
      proof,
      table: tenantTable(client, { tableName, tenantId, personId: actor.personId, cursorKey }),
      papers: diskFiles(join(dir, "papers"), tenantId, { writeOnce: true }),
      drafts: diskFiles(join(dir, "drafts"), tenantId, { writeOnce: false }),
      now,
      id: (prefix) => newId(prefix, now()),
      client: kind,
    }),
    async close() {
      client.destroy()
      streams.destroy()
      await database.stop()
    },
  }
}

function vouched(client: Client): Proof {
  if (client === "api" || client === "machine") throw new Error(`a context of client ${client} needs a proof`)
  return LOCAL
}

/** A secret of 32 bytes that is made once per state folder. */
export function secret(dir: string, name: string): Uint8Array {
  const path = join(dir, name)
  if (!existsSync(path)) writeFileSync(path, randomBytes(32), { mode: 0o600, flag: "wx" })
  return readFileSync(path)
}

/** Settings of the environment, read once. */
export const environment = () => ({
  endpoint: process.env.DYNAMODB_ENDPOINT,
  port: Number(process.env.PORT ?? "3000"),
  dir: process.env.BESCHLUSSWEG_STATE ?? ".state",
  tsa: process.env.TSA_URL,
  stage: process.env.STAGE ?? "local",
})
