/**
 * Backup of a local state, and the way back: every item of the table as it is stored, every file, the keys. Whoever holds it
 * holds everything; it reaches across tenants, so its names begin with "unsafe".
 */
import { createHash } from "node:crypto"
import {
  copyFileSync,
  createReadStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs"
import { open } from "node:fs/promises"
import { dirname, join } from "node:path"
import { createInterface } from "node:readline"
import { type AttributeValue, BatchWriteItemCommand, type DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb"
import { AppError } from "@beschlussweg/core/error"
import { z } from "zod"

export const MANIFEST = "SICHERUNG.json"
const TABLE = "tabelle.jsonl"
const FILES = "dateien"
/** Of a state folder: papers and drafts, signing keys, and secrets of sessions, links and cursors. The database is taken as items. */
const FOLDERS = ["papers", "drafts", "keys"]
const SECRET = /^[a-z0-9-]+\.(key|jwk)$/

const Hash = z.string().regex(/^[0-9a-f]{64}$/)
const Manifest = z.strictObject({
  version: z.literal(1),
  at: z.iso.datetime(),
  items: z.int().min(0),
  /** SHA-256 of the lines */
  table: Hash,
  /** items by tenant and noun: { "kreis-aulenfeld": { fact: 120, vorlage: 31 } } */
  nouns: z.record(z.string(), z.record(z.string(), z.int())),
  files: z.array(z.strictObject({ path: z.string(), bytes: z.int().min(0), sha256: Hash })),
})
export type Manifest = z.infer<typeof Manifest>

const Attribute = z.union([
  z.strictObject({ S: z.string() }),
  z.strictObject({ N: z.string() }),
  z.strictObject({ B: z.base64() }),
])
const Line = z.record(z.string(), Attribute)
type Item = Record<string, AttributeValue>

export interface Place {
  readonly client: DynamoDBClient
  readonly tableName: string
  /** state folder */
  readonly dir: string
}

/**
 * Writes a backup into an empty folder. Nobody may write meanwhile: a table is read item by item, and what is half of one
 * change and half of another is no backup. Items first, files after: so each file that an item names is there.
 * @throws AppError input where the folder is not empty
 */
export async function unsafeBackup({ client, tableName, dir }: Place, out: string, at: Date): Promise<Manifest> {
  mkdirSync(out, { recursive: true, mode: 0o700 })
  if (readdirSync(out).length > 0) throw new AppError("input", "backup.full", `Der Ordner ${out} ist nicht leer.`)
  const table = createHash("sha256")
  const nouns: Record<string, Record<string, number>> = {}
  let items = 0
  const lines = await open(join(out, TABLE), "wx", 0o600)
  try {
    for await (const item of everything(client, tableName)) {
      const line = `${JSON.stringify(Object.fromEntries(Object.entries(item).map(([name, value]) => [name, told(value)])))}\n`
      await lines.write(line)
      table.update(line)
      items++
      const [tenant = "", path = ""] = (item.pk?.S ?? "").split("#")
      const own = nouns[tenant] ?? {}
      nouns[tenant] = own
      const noun = path.split("/")[0] ?? ""
      own[noun] = (own[noun] ?? 0) + 1
    }
    await lines.sync()
  } finally {
    await lines.close()
  }
  const files: Manifest["files"] = []
  for (const path of paths(dir)) {
    const target = join(out, FILES, path)
    mkdirSync(dirname(target), { recursive: true, mode: 0o700 })
    copyFileSync(join(dir, path), target)
    files.push({ path, ...(await hashed(target)) })
  }
  const manifest: Manifest = { version: 1, at: at.toISOString(), items, table: table.digest("hex"), nouns, files }
  // Last: a backup that was broken off has no table of contents.
  writeFileSync(join(out, MANIFEST), `${JSON.stringify(manifest, null, 1)}\n`, { flag: "wx", mode: 0o600 })
  return manifest
}

/**
 * Puts a backup into an empty table and an empty folder. Everything is held against the table of contents before anything is
 * written. @throws AppError refused where something is missing or other than it was, input where the place is not empty
 */
export async function unsafeRestore({ client, tableName, dir }: Place, from: string): Promise<Manifest> {
  const manifest = await sound(from)
  if (paths(dir).length > 0)
    throw new AppError("input", "restore.full", `In ${dir} liegen schon Dateien. Nehmen Sie einen leeren Ordner.`)
  for await (const _ of everything(client, tableName))
    throw new AppError("input", "restore.full", "Die Tabelle ist nicht leer. Nehmen Sie eine leere.")
  for (const { path } of manifest.files) {
    const target = join(dir, path)
    mkdirSync(dirname(target), { recursive: true, mode: 0o700 })
    copyFileSync(join(from, FILES, path), target)
  }
  let batch: Item[] = []
  const flush = async () => {
    let left = batch.map((Item) => ({ PutRequest: { Item } }))
    batch = []
    while (left.length > 0) {
      const { UnprocessedItems } = await client.send(new BatchWriteItemCommand({ RequestItems: { [tableName]: left } }))
      left = (UnprocessedItems?.[tableName] ?? []).flatMap(({ PutRequest }) =>
        PutRequest?.Item ? [{ PutRequest: { Item: PutRequest.Item } }] : [],
      )
    }
  }
  for await (const item of itemsOf(from)) {
    batch.push(item)
    if (batch.length === 25) await flush()
  }
  await flush()
  return manifest
}

/** Holds a backup against its own table of contents. @throws AppError refused with one finding per defect */
export async function sound(from: string): Promise<Manifest> {
  const path = join(from, MANIFEST)
  const manifest = existsSync(path) ? Manifest.safeParse(json(readFileSync(path, "utf8"))).data : undefined
  if (!manifest)
    throw new AppError("input", "backup.none", `In ${from} liegt keine vollständige Sicherung (${MANIFEST} fehlt).`)
  const findings: { reason: string; place: string; message: string }[] = []
  const defect = (reason: string, place: string, message: string) => findings.push({ reason, place, message })
  const known = new Set(manifest.files.map((f) => f.path))
  for (const { path: file, sha256 } of manifest.files) {
    const at = join(from, FILES, file)
    if (!existsSync(at)) defect("backup.missing", file, "Die Datei fehlt.")
    else if ((await hashed(at)).sha256 !== sha256) defect("backup.changed", file, "Die Datei wurde verändert.")
  }
  for (const file of walk(join(from, FILES), ""))
    if (!known.has(file)) defect("backup.added", file, "Die Datei gehört nicht dazu.")
  const table = existsSync(join(from, TABLE)) ? (await hashed(join(from, TABLE))).sha256 : undefined
  if (table !== manifest.table) defect("backup.changed", TABLE, "Die Einträge fehlen oder wurden verändert.")
  if (findings.length > 0)
    throw new AppError(
      "refused",
      "backup.broken",
      "Diese Sicherung ist nicht unversehrt. Nehmen Sie eine andere.",
      findings,
    )
  return manifest
}

async function* everything(client: DynamoDBClient, tableName: string): AsyncGenerator<Item> {
  let start: Item | undefined
  do {
    const page = await client.send(
      new ScanCommand({ TableName: tableName, ConsistentRead: true, ...(start ? { ExclusiveStartKey: start } : {}) }),
    )
    yield* page.Items ?? []
    start = page.LastEvaluatedKey
  } while (start)
}

async function* itemsOf(from: string): AsyncGenerator<Item> {
  for await (const line of createInterface({ input: createReadStream(join(from, TABLE)), crlfDelay: 0 }))
    yield Object.fromEntries(
      Object.entries(Line.parse(json(line))).map(([name, value]): [string, AttributeValue] => [
        name,
        "B" in value ? { B: new Uint8Array(Buffer.from(value.B, "base64")) } : value,
      ]),
    )
}

/** An attribute as one line of JSON can hold it. */
function told(value: AttributeValue): z.infer<typeof Attribute> {
  if (value.S !== undefined) return { S: value.S }
  if (value.N !== undefined) return { N: value.N }
  if (value.B !== undefined) return { B: Buffer.from(value.B).toString("base64") }
  throw new Error("an attribute of a type that is not ours")
}

/** Files of a state folder that belong to a backup, sorted. */
function paths(dir: string): string[] {
  const own = existsSync(dir) ? readdirSync(dir).filter((name) => SECRET.test(name)) : []
  return [...own, ...FOLDERS.flatMap((folder) => walk(join(dir, folder), folder))].sort()
}

/** What a crash left half-written lies in folders that begin with a dot. */
function walk(at: string, name: string): string[] {
  if (!existsSync(at)) return []
  return readdirSync(at, { withFileTypes: true }).flatMap((entry) => {
    const path = name === "" ? entry.name : `${name}/${entry.name}`
    if (entry.name.startsWith(".")) return []
    return entry.isDirectory() ? walk(join(at, entry.name), path) : [path]
  })
}

async function hashed(path: string): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash("sha256")
  let bytes = 0
  for await (const chunk of createReadStream(path)) {
    hash.update(chunk as Uint8Array)
    bytes += (chunk as Uint8Array).byteLength
  }
  return { bytes, sha256: hash.digest("hex") }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
