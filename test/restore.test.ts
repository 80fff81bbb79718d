/** Backup and restore of a whole state with proof that nothing is missing, and the drill: a table or files that are lost or behind. */
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { dirname, join, resolve } from "node:path"
import { ScanCommand } from "@aws-sdk/client-dynamodb"
import * as Record from "@beschlussweg/core/record"
import * as Vorlage from "@beschlussweg/core/vorlage"
import { createApp } from "@beschlussweg/functions/api"
import { exportRecord } from "@beschlussweg/functions/audit/export"
import { verifyRecord } from "@beschlussweg/functions/audit/verify"
import { type Manifest, sound, unsafeBackup, unsafeRestore } from "@beschlussweg/functions/backup"
import { AULENFELD } from "@beschlussweg/functions/demo/house"
import { openDoor } from "@beschlussweg/functions/door"
import { examine } from "@beschlussweg/functions/examine"
import { at, formOf, HERE, ORIGIN, openApp, type TestApp } from "@beschlussweg/functions/fixture"
import { logTo } from "@beschlussweg/functions/log"
import { openPlace, openWorld, type World } from "@beschlussweg/functions/wire"
import { openWorkshop, start } from "@beschlussweg/functions/worker"
import { verify } from "@beschlussweg/pdf/verify"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { z } from "zod"
import { tool } from "./tool.ts"

const AUTHOR = "mira-holtkamp"
/** who signs last, after the backup */
const LAST = "selma-brandauer"
const WORKER = { personId: "worker", name: "", functions: [] }
const DAY = 86_400_000
const lines: string[] = []
let root: string
let http: TestApp
let id = ""
/** cookie of a person and a cursor of his, given out before the backup */
let cookie = ""
let cursor: string | undefined
let manifest: Manifest
let later: Date
/** the state one signature after the backup */
let newer = ""

const backup = () => join(root, "sicherung")
const ctxOf = (world: World) => world.ctx(HERE, WORKER, "worker")
const examined = (world: World) => examine(ctxOf(world), world.files(HERE))

beforeAll(async () => {
  logTo((line) => lines.push(line))
  root = await mkdtemp(join(tmpdir(), "beschlussweg-restore-"))
  http = await openApp()
  const made = await http.ask(at("/vorlagen"), { as: AUTHOR, json: { form: formOf(http.world.now()) } })
  const draft = z.object({ id: z.string(), rev: z.int() }).parse(await made.json())
  id = draft.id
  await http.ask(at(`/vorlagen/${id}/einreichung`), { as: AUTHOR, json: { rev: draft.rev } })
  await worked(http.world)
  // The second signature closes the first into the bytes below it.
  const app = http.app
  for (let signatures = 0; signatures < 2; ) if ((await next(app, http.world)) === "sign") signatures++
  // A night has passed: the anchor of the day holds what there is, and the session is of the new day.
  http.ahead(DAY)
  await worked(http.world)
  cookie = await http.cookie(LAST)
  cursor = (await own(http.world).table.list(`fact/${id}`, z.unknown(), { limit: 2 })).cursor
  manifest = await unsafeBackup(http.world, backup(), http.world.now())
  later = new Date(http.world.now().getTime() + 60_000)
  // Life goes on after the backup by one signature.
  while ((await next(app, http.world)) !== "sign");
  newer = join(root, "neuer")
  await cp(http.world.dir, newer, { recursive: true, filter: (path) => !/\/db(\/|$)/.test(path) })
}, 180_000)
afterAll(async () => {
  await http.stop()
  await rm(root, { recursive: true, force: true })
})

const own = (world: World) => world.ctx(HERE, { personId: LAST, name: "", functions: [] }, "test")

async function worked(world: World): Promise<void> {
  const worker = await start(world, await openWorkshop(world, { tsa: "none" }), { stream: false, sweepMs: 3_600_000 })
  try {
    while ((await worker.sweep()) > 0) await worker.idle()
  } finally {
    await worker.stop()
  }
}

const Task = z.looseObject({ kind: z.string(), vorlageId: z.string().optional(), stepId: z.string().optional() })

/** The next thing that waits in the Vorlage, done by whom it waits for. @returns its kind */
async function next(app: Pick<TestApp["app"], "request">, world: World, session?: string): Promise<string> {
  for (const { personId } of AULENFELD.people) {
    const headers = { Cookie: (personId === LAST && session) || (await http.cookie(personId)), Origin: ORIGIN }
    const listed = await app.request(at("/aufgaben"), { headers })
    expect(listed.status).toBe(200)
    const task = z
      .array(Task)
      .parse(await listed.json())
      .find((t) => t.vorlageId === id && ["state", "cosign", "sign"].includes(t.kind))
    if (!task) continue
    const chain = (await Vorlage.load(ctxOf(world), id)).chain?.value
    const body = {
      ...{ kind: task.kind, fassungSha256: chain?.sha256, pdfSha256: chain?.pdfSha256 },
      ...{ stepId: task.stepId, partyId: task.partyId },
      ...(task.kind === "state" ? { text: "Keine Bedenken." } : task.kind === "cosign" ? { outcome: "agreed" } : {}),
    }
    const answer = await app.request(at(`/vorlagen/${id}/entscheidung`), {
      method: "POST",
      headers: { ...headers, "Content-Type": "application/json" },
      body: JSON.stringify(body),
    })
    expect(await answer.text()).not.toContain('"error"')
    await worked(world)
    return task.kind
  }
  throw new Error("nothing waits")
}

async function itemsOf({ client, tableName }: Pick<World, "client" | "tableName">): Promise<string[]> {
  const found: string[] = []
  let start: ScanCommand["input"]["ExclusiveStartKey"]
  do {
    const page = await client.send(new ScanCommand({ TableName: tableName, ExclusiveStartKey: start }))
    for (const item of page.Items ?? [])
      found.push(JSON.stringify(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1))))
    start = page.LastEvaluatedKey
  } while (start)
  return found.sort()
}

/** Puts the backup into an empty state and opens it a minute later. @param change what happens to the folder before it is opened */
async function restored(name: string, change: (dir: string) => Promise<void> = async () => {}): Promise<World> {
  const dir = join(root, name)
  const place = await openPlace({ dir })
  await unsafeRestore(place, backup())
  await place.close()
  await change(dir)
  return openWorld({ dir, now: () => later })
}
const appOf = async (world: World) => {
  const auth = await openDoor(world, { stage: "local", origins: [ORIGIN], address: () => "192.0.2.1" })
  return createApp({ ...auth, stage: "local", version: "0", alive: async () => {} })
}
/** The papers of the Vorlage's Fassung with the field of each signature. */
const signsOf = async (world: World) =>
  ((await Vorlage.load(ctxOf(world), id)).fassungen[0]?.value.documents ?? []).filter((d) => d.kind === "sign")

describe("a restore", () => {
  let world: World
  beforeAll(async () => {
    world = await restored("wieder")
  }, 60_000)
  afterAll(() => world.close())

  test("brings every item, every file and every key", async () => {
    const items = await itemsOf(world)
    expect(items).toHaveLength(manifest.items)
    const nouns: { [tenant: string]: { [noun: string]: number } } = {}
    for (const item of items) {
      const pk = z.object({ S: z.string() }).parse(new Map(JSON.parse(item) as [string, unknown][]).get("pk")).S
      const [tenant = "", path = ""] = pk.split("#")
      const noun = path.split("/")[0] ?? ""
      const of = nouns[tenant] ?? {}
      nouns[tenant] = { ...of, [noun]: (of[noun] ?? 0) + 1 }
    }
    expect(nouns).toEqual(manifest.nouns)
    for (const noun of ["vorlage", "fact", "member", "tenant", "duty", "verify"])
      expect(nouns[HERE]?.[noun], noun).toBeGreaterThan(0)
    for (const { path, sha256 } of manifest.files) {
      const bytes = await readFile(join(root, "wieder", path))
      expect(await sha(bytes), path).toBe(sha256)
    }
    const kinds = manifest.files.map((f) => f.path)
    for (const path of ["session.jwk", "cursor.key", "link.key", "keys/ca.pem", `keys/mandant.${HERE}.key.pem`])
      expect(kinds).toContain(path)
    // Nor does the backup forget what the folder holds.
    const standing = (await readdir(join(root, "wieder"), { recursive: true, withFileTypes: true }))
      .filter((e) => e.isFile() && !e.parentPath.includes("/db") && !e.parentPath.includes("/."))
      .map((e) => join(e.parentPath, e.name).slice(join(root, "wieder").length + 1))
    expect(standing.sort()).toEqual(kinds.toSorted())
  })

  test("passes the examination: chains, copies, papers; and the anchors verify from the files alone", async () => {
    const found = await examined(world)
    expect(found.defects).toEqual([])
    expect(found.unnamed).toBe(0)
    expect(found.papers).toBeGreaterThan(3)
    const ca = await readFile(join(root, "wieder", "keys", "ca.pem"), "utf8")
    const report = verifyRecord(await exportRecord(ctxOf(world), { ca }), { ca })
    expect(report.findings).toEqual([])
    expect(await Record.latest(ctxOf(world), "2099-01-01")).toMatchObject({ anchor: expect.any(Object) })
  })

  test("keeps sessions and cursors, and the procedure goes on where it stood", async () => {
    const app = await appOf(world)
    const before = (await signsOf(world)).length
    expect(before).toBe(2)
    const page = await own(world).table.list(`fact/${id}`, z.unknown(), { limit: 2, ...(cursor ? { cursor } : {}) })
    expect(page.items[0]?.key).toBe(`fact/${id}/0000000003`)
    while ((await next(app, world, cookie)) !== "sign");
    const signs = await signsOf(world)
    expect(signs).toHaveLength(before + 1)
    const ca = await readFile(join(root, "wieder", "keys", "ca.pem"), "utf8")
    const bytes = await ctxOf(world).papers.get(signs.at(-1)?.path ?? "")
    expect(verify(bytes ?? new Uint8Array(), { ca })).toMatchObject({ exit: 0, problems: [] })
    expect((await examined(world)).defects).toEqual([])
  })

  test("with other secrets everybody signs in again, and nothing else is lost", async () => {
    const bare = await restored("ohne", async (dir) => {
      for (const name of await readdir(dir)) if (/\.(key|jwk)$/.test(name)) await rm(join(dir, name))
    })
    try {
      const app = await appOf(bare)
      expect((await app.request(at("/aufgaben"), { headers: { Cookie: cookie } })).status).toBe(401)
      const paged = own(bare).table.list(`fact/${id}`, z.unknown(), { limit: 2, ...(cursor ? { cursor } : {}) })
      await expect(paged).rejects.toMatchObject({ reason: "cursor.invalid" })
      expect((await examined(bare)).defects).toEqual([])
    } finally {
      await bare.close()
    }
  })
})

describe("a backup that is not sound", () => {
  test.each([
    [
      "a changed file",
      "backup.changed",
      async (dir: string, path: string) => writeFile(join(dir, "dateien", path), "x"),
    ],
    ["a missing file", "backup.missing", async (dir: string, path: string) => rm(join(dir, "dateien", path))],
    ["a file too many", "backup.added", async (dir: string) => writeFile(join(dir, "dateien", "mehr.pdf"), "x")],
    [
      "a changed item",
      "backup.changed",
      async (dir: string) => {
        const text = await readFile(join(dir, "tabelle.jsonl"), "utf8")
        await writeFile(join(dir, "tabelle.jsonl"), text.replace('"N":"1"', '"N":"2"'))
      },
    ],
  ])("is refused before anything is written: %s", async (name, reason, spoil) => {
    const dir = join(root, name.replaceAll(" ", "-"))
    await cp(backup(), dir, { recursive: true })
    const file = manifest.files.find((f) => f.path.endsWith(".pdf"))?.path ?? ""
    await spoil(dir, file)
    await expect(sound(dir)).rejects.toMatchObject({ findings: [expect.objectContaining({ reason })] })
    const place = await openPlace({ dir: join(dir, "stand") })
    await expect(unsafeRestore(place, dir)).rejects.toMatchObject({ reason: "backup.broken" })
    expect(await itemsOf(place)).toEqual([])
    await place.close()
  })

  test("is none without its table of contents, and never goes into a state that stands", async () => {
    await expect(sound(dirname(backup()))).rejects.toMatchObject({ reason: "backup.none" })
    await expect(unsafeRestore(http.world, backup())).rejects.toMatchObject({ reason: "restore.full" })
    await expect(unsafeBackup(http.world, backup(), later)).rejects.toMatchObject({ reason: "backup.full" })
  })
})

describe("the drill", () => {
  test("the table is lost, the files are there: every log and paper is named, and what was signed still verifies alone", async () => {
    const dir = join(root, "ohne-tabelle")
    await cp(newer, dir, { recursive: true })
    const world = await openWorld({ dir, now: () => later })
    try {
      const found = await examined(world)
      expect(found).toMatchObject({ logs: 0, facts: 0, papers: 0 })
      expect(found.unnamed).toBeGreaterThan(3)
      expect(found.defects.map((d) => d.place)).toContain(id)
      const ca = await readFile(join(dir, "keys", "ca.pem"), "utf8")
      let signed = 0
      for await (const file of world.files(HERE)) {
        if (!/-(seal|sign-[^/]+)\.pdf$/.test(file.path)) continue
        signed++
        expect(verify((await ctxOf(world).papers.get(file.path)) ?? new Uint8Array(), { ca }).exit, file.path).toBe(0)
      }
      expect(signed).toBeGreaterThanOrEqual(4)
    } finally {
      await world.close()
    }
  })

  test("the table is minutes behind the files: it is named, and whoever signs again gets the signature that stands, not a second one", async () => {
    const world = await restored("tabelle-zurueck", async (dir) => {
      for (const store of ["papers", "drafts"])
        await cp(join(newer, store), join(dir, store), { recursive: true, force: true })
    })
    try {
      const found = await examined(world)
      expect(found.unnamed).toBeGreaterThan(0)
      const app = await appOf(world)
      const before = (await signsOf(world)).length
      const standing = new Map<string, string>()
      for await (const { path } of world.files(HERE))
        if (path.includes("-sign-"))
          standing.set(path, await sha(await readFile(join(world.dir, "papers", HERE, path))))
      expect(standing.size).toBe(before + 1)
      while ((await next(app, world)) !== "sign");
      const signs = await signsOf(world)
      expect(signs).toHaveLength(before + 1)
      // The same file, byte by byte: adopted, not made anew.
      const last = signs.at(-1)
      expect(standing.get(last?.path ?? "")).toBe(last?.sha256)
      const ca = await readFile(join(world.dir, "keys", "ca.pem"), "utf8")
      const bytes = await ctxOf(world).papers.get(last?.path ?? "")
      expect(verify(bytes ?? new Uint8Array(), { ca }).exit).toBe(0)
    } finally {
      await world.close()
    }
  })

  test("the files are minutes behind the table: each missing one is named; back from a copy, everything fits again", async () => {
    const lost: string[] = []
    const world = await restored("dateien-zurueck", async (dir) => {
      const papers = join(dir, "papers", HERE)
      for (const file of manifest.files)
        if (/-sign-[^/]+\.pdf$/.test(file.path)) {
          lost.push(file.path.slice(`papers/${HERE}/`.length))
          await rm(join(papers, lost.at(-1) ?? ""))
        }
    })
    try {
      expect(lost.length).toBe(2)
      const found = await examined(world)
      expect(found.defects.map((d) => d.place).sort()).toEqual(lost.toSorted())
      for (const path of lost)
        await ctxOf(world).papers.put(path, await readFile(join(backup(), "dateien", "papers", HERE, path)))
      expect((await examined(world)).defects).toEqual([])
    } finally {
      await world.close()
    }
  })
})

test("the command line backs up, restores and examines", () => {
  const cli = (state: string, ...args: string[]) =>
    tool("env", [
      ...[`BESCHLUSSWEG_STATE=${join(root, state)}`, "STAGE=local", process.execPath, "--import", "tsx"],
      ...[resolve("packages/functions/src/cli.ts"), ...args],
    ])
  expect(cli("von-vorn", "restore", backup())).toContain(`${manifest.items} Einträge`)
  expect(cli("von-vorn", "examine")).toMatch(new RegExp(`${HERE}: .*in Ordnung`))
  expect(cli("von-vorn", "backup", "--out", join(root, "noch-einmal"))).toContain(`${manifest.items} Einträge`)
  expect(() => cli("von-vorn", "restore", backup())).toThrow("steht schon ein Stand")
}, 120_000)

async function sha(bytes: Uint8Array): Promise<string> {
  return Buffer.from(await crypto.subtle.digest("SHA-256", bytes as BufferSource)).toString("hex")
}
