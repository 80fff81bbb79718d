/** The world of a process: every port, joined once, whatever database, files and secrets it stands on. */
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb"
import { type Actor, type Client, type Ctx, type Files, LOCAL, type Proof } from "@beschlussweg/core/context"
import { newId } from "@beschlussweg/core/id"
import type { Houses, OperatorCtx } from "@beschlussweg/core/operator"
import { type SystemTable, tenantTable, unsafeSystemTable } from "@beschlussweg/store/dynamo"
import { DUE_SHARDS } from "@beschlussweg/store/key"
import type { Expected, Linked } from "@beschlussweg/store/link"
import { type Deletion, unsafeDeletion } from "@beschlussweg/store/unsafe-deletion"
import { type Gate, gateOf } from "./gate.ts"
import { lazily } from "./lazily.ts"
import { log } from "./log.ts"
import type { Secrets } from "./secret.ts"

export interface World {
  readonly client: DynamoDBClient
  readonly tableName: string
  readonly system: SystemTable
  readonly secrets: Secrets
  /** one place for the clock, so that a demo can let weeks pass */
  readonly now: () => Date
  /**
   * @param proof how it is known who acts; only where the process itself acts may it be left out
   * @param people the worker at duties that change memberships: the one thing that needs other credentials
   */
  ctx(tenantId: string, actor: Actor, client: Ctx["client"], proof?: Proof, people?: "people"): Ctx
  /** which tenants are closed */
  readonly gate: Gate
  /** what a person of the operator acts with: the registry, and nothing of a tenant */
  operator(who: OperatorCtx["operator"]): OperatorCtx
  /** the file that a link names, with the headers it was given out with; undefined where the link or the file is none */
  linked(token: string): Promise<LinkedFile>
  /** what may be put to an address of our own host; undefined where it is none */
  expected(token: string): Promise<ExpectedFile>
  /** every file of a tenant by its path, for its export */
  files(tenantId: string): AsyncGenerator<StoredFile, void, void>
  /** for a deletion that two operators decided, and for nothing else */
  unsafeErase(tenantId: string): Erase
  close(): Promise<void>
}

/** A file that is read in parts. */
export interface Opened {
  /** bytes */
  readonly size: number
  /** `start` to `end`, both included; undefined when it was dropped meanwhile. What has begun is read to its end. */
  read(start: number, end: number): Promise<ReadableStream<Uint8Array> | undefined>
}
export type LinkedFile = (Linked & { readonly file: Opened }) | "expired" | "gone" | undefined

/** `put` writes it, once; the caller has compared size, checksum and type. */
export type ExpectedFile =
  | (Pick<Expected, "tenantId" | "bytes" | "checksum" | "mediaType"> & { put(bytes: Uint8Array): Promise<unknown> })
  | "expired"
  | undefined

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

/** Where files lie: folders of this machine, or buckets. */
export interface Places {
  /** write-once */
  papers(tenantId: string): Files
  drafts(tenantId: string): Files
  /** what a link on our own host leads to; buckets have links of their own */
  linked(token: string): Promise<LinkedFile>
  /** what may be put to an address on our own host; buckets have addresses of their own */
  expected(token: string): Promise<ExpectedFile>
  list(tenantId: string): AsyncGenerator<StoredFile, void, void>
  /** unsafe: papers too */
  unsafeDrop(tenantId: string): Promise<{ files: number; bytes: number }>
}

export interface Parts extends Pick<World, "client" | "tableName" | "now" | "close" | "secrets"> {
  /** of the page cursors */
  readonly cursorKey: Uint8Array
  readonly places: Places
  readonly deletion?: "on" | "off" | undefined
  /** credentials that end at a tenant's keys: the third lock, where the stage has it */
  readonly bound?: ((tenantId: string, client: Client, people: boolean) => DynamoDBClient) | undefined
}

/** The ports on a database and places that are open already. */
export function assemble(parts: Parts): World {
  const { client, tableName, now, cursorKey, places, deletion = "off", bound, secrets, close } = parts
  const system = unsafeSystemTable(client, { tableName, cursorKey })
  const ctx: World["ctx"] = (tenantId, actor, kind, proof = vouched(kind), people) => ({
    tenantId,
    actor,
    proof,
    table: tenantTable(bound?.(tenantId, kind, people !== undefined) ?? client, {
      tableName,
      tenantId,
      personId: actor.personId,
      cursorKey,
    }),
    papers: told(places.papers(tenantId), tenantId, actor),
    drafts: told(places.drafts(tenantId), tenantId, actor),
    now,
    id: (prefix) => newId(prefix, now()),
    client: kind,
  })
  return {
    client,
    tableName,
    secrets,
    now,
    close,
    system,
    ctx,
    gate: gateOf(system.registry),
    operator: (operator) => ({
      operator,
      registry: system.registry,
      houses: houses((id) => ctx(id, { personId: operator.accountId, name: "", functions: [] }, "operator")),
      async *due(until) {
        for (let shard = 0; shard < DUE_SHARDS; shard++) yield* system.due(until, shard)
      },
      now,
      id: (prefix) => newId(prefix, now()),
      deletion,
    }),
    linked: (token) => places.linked(token),
    expected: (token) => places.expected(token),
    files: (tenantId) => places.list(tenantId),
    unsafeErase: (tenantId) => ({
      items: unsafeDeletion(client, { tableName, tenantId }),
      files: () => places.unsafeDrop(tenantId),
    }),
  }
}

/** Whoever has a link has the file: so it is written down who got it, and what for. */
function told(files: Files, tenantId: string, { personId }: Actor): Files {
  return {
    ...files,
    async link(path, how) {
      const address = await files.link(path, how)
      log("file.linked", { tenantId, person: personId, purpose: how.purpose, name: path })
      return address
    },
    async receive(path, what) {
      const reception = await files.receive(path, what)
      log("file.linked", { tenantId, person: personId, purpose: "receive", name: path })
      return reception
    },
  }
}

function vouched(client: Client): Proof {
  if (client === "api" || client === "machine") throw new Error(`a context of client ${client} needs a proof`)
  return LOCAL
}

/** What founds a house and looks at it is loaded when one of the operator's people does so: few processes ever meet one. */
function houses(open: (tenantId: string) => Ctx): Houses {
  const made = lazily(async () => (await import("@beschlussweg/core/operator/houses")).houses(open))
  return {
    exists: async (...given) => (await made()).exists(...given),
    found: async (...given) => (await made()).found(...given),
    provide: async (...given) => (await made()).provide(...given),
    invite: async (...given) => (await made()).invite(...given),
    failure: async (...given) => (await made()).failure(...given),
  }
}
