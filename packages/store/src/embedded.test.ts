import { spawn } from "node:child_process"
import { existsSync } from "node:fs"
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { afterAll, beforeAll, expect, test } from "vitest"
import { z } from "zod"
import { openDatabase, startEmbedded } from "./embedded.ts"
import { testStore } from "./fixture.ts"

let root: string
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "beschlussweg-db-"))
})
afterAll(() => rm(root, { recursive: true, force: true }))

/** Not there, or a zombie that nobody has waited for. */
async function gone(pid: number): Promise<boolean> {
  for (let n = 0; n < 200; n++) {
    const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "")
    if (stat === "" || stat.slice(stat.lastIndexOf(")") + 2, stat.lastIndexOf(")") + 3) === "Z") return true
    await pause(25)
  }
  return false
}

test("a server starts on a port of its own and is gone when it was stopped", async () => {
  const [one, two] = await Promise.all([startEmbedded({}), startEmbedded({})])
  expect(one.endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  expect(one.endpoint).not.toBe(two.endpoint)
  await Promise.all([one.stop(), two.stop()])
  expect(existsSync(`/proc/${one.pid}`)).toBe(false)
  expect(existsSync(`/proc/${two.pid}`)).toBe(false)
  await one.stop()
})

test("kill -9 in the middle of writing loses nothing that was acknowledged, and the state is there after a restart", async () => {
  const dir = join(root, "killed")
  const value = z.strictObject({ n: z.number() })
  const acknowledged: number[] = []
  let written = 0
  for (let round = 0; round < 3; round++) {
    const store = await testStore({ dir })
    const table = store.table("kreis-aulenfeld")
    let alive = true
    const writer = async () => {
      while (alive) {
        const n = written++
        const done = table.commit(
          [],
          [0, 1, 2].map((part) => ({ put: `vorlage/k${n}/${part}`, value: { n }, rev: "new" as const })),
        )
        await Promise.race([done.then(() => acknowledged.push(n)), pause(500)]).catch(() => {})
        done.catch(() => {})
      }
    }
    const writers = Promise.all([writer(), writer(), writer()])
    while (acknowledged.length < (round + 1) * 60) await pause(2)
    process.kill(store.server.pid, "SIGKILL")
    alive = false
    expect(await gone(store.server.pid)).toBe(true)
    await writers
    await store.stop()
  }
  const store = await testStore({ dir })
  const table = store.table("kreis-aulenfeld")
  let partial = 0
  for (let n = 0; n < written; n++) {
    const { length } = (await table.list(`vorlage/k${n}`, value)).items
    if (acknowledged.includes(n)) expect(length).toBe(3)
    if (length !== 0 && length !== 3) partial++
  }
  expect(partial).toBe(0)
  expect(acknowledged.length).toBeGreaterThanOrEqual(180)
  await store.stop()
})

test("a commit that was done just before the server died is not taken for a conflict after its restart", async () => {
  const dir = join(root, "token")
  const store = await testStore({ dir })
  let restarted: Awaited<ReturnType<typeof startEmbedded>> | undefined
  let port = ""
  store.client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args)
      if (restarted !== undefined) return result
      // done, but before the answer arrives the server dies; the next one knows nothing of the token
      process.kill(store.server.pid, "SIGKILL")
      await gone(store.server.pid)
      restarted = await startEmbedded({ dir })
      port = new URL(restarted.endpoint).port
      throw Object.assign(new Error("connection lost"), { name: "TimeoutError" })
    },
    { step: "finalizeRequest", priority: "low", name: "death" },
  )
  store.client.middlewareStack.add(
    (next) => (args) => {
      const { request } = args
      if (port !== "" && typeof request === "object" && request !== null && "port" in request)
        request.port = Number(port)
      return next(args)
    },
    { step: "finalizeRequest", priority: "low", name: "newPort" },
  )
  const table = store.table("kreis-aulenfeld")
  await table.commit([], [{ put: "vorlage/once", value: 1, rev: "new" }])
  expect(await table.get("vorlage/once", z.number())).toEqual({ key: "vorlage/once", value: 1, rev: 1 })
  await expect(table.commit([], [{ put: "vorlage/once", value: 2, rev: "new" }])).rejects.toMatchObject({
    name: "RevConflict",
  })
  await restarted?.stop()
  await store.stop()
})

test("no server outlives a parent that was killed with -9", async () => {
  const script = join(root, "parent.ts")
  await writeFile(
    script,
    `import { startEmbedded } from ${JSON.stringify(join(import.meta.dirname, "embedded.ts"))}
     const server = await startEmbedded({ dir: ${JSON.stringify(join(root, "orphan"))} })
     console.log(server.pid)
     setInterval(() => {}, 1000)`,
  )
  const parent = spawn(process.execPath, [script], { stdio: ["ignore", "pipe", "inherit"] })
  let pid = 0
  try {
    pid = await new Promise<number>((done) => parent.stdout.once("data", (chunk) => done(Number(chunk))))
    expect(existsSync(`/proc/${pid}`)).toBe(true)
    await expect(startEmbedded({ dir: join(root, "orphan") })).rejects.toThrow(`Prozess ${parent.pid}`)
  } finally {
    parent.kill("SIGKILL")
  }
  expect(await gone(pid)).toBe(true)
  const next = await startEmbedded({ dir: join(root, "orphan") })
  await next.stop()
})

test("a server left behind is ended, a stranger with its number is not", async () => {
  const dir = join(root, "stale")
  const first = await startEmbedded({ dir })
  const note = JSON.parse(await readFile(join(dir, "server.json"), "utf8"))
  // as if its starter were gone and its watcher, too
  await writeFile(join(dir, "server.json"), JSON.stringify({ ...note, owner: { pid: note.owner.pid, started: "1" } }))
  const second = await startEmbedded({ dir })
  expect(await gone(first.pid)).toBe(true)
  await second.stop()
  await first.stop()

  const stranger = spawn("/bin/sleep", ["60"])
  const { pid = 0 } = stranger
  const stat = await readFile(`/proc/${pid}/stat`, "utf8")
  const started = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19]
  await writeFile(join(dir, "server.json"), JSON.stringify({ server: { pid, started } }))
  const third = await startEmbedded({ dir })
  expect(stranger.exitCode).toBeNull()
  expect(existsSync(`/proc/${pid}`)).toBe(true)
  stranger.kill()
  await third.stop()
})

test("DYNAMODB_ENDPOINT is used as it is and said in one line; what is no address is refused", async () => {
  const given = await openDatabase({ endpoint: "http://127.0.0.1:8000", dir: join(root, "unused") })
  expect(given.endpoint).toBe("http://127.0.0.1:8000")
  expect(given.line).toBe("Datenbank: http://127.0.0.1:8000 (aus DYNAMODB_ENDPOINT)")
  expect(existsSync(join(root, "unused"))).toBe(false)
  await expect(openDatabase({ endpoint: "localhost:8000", dir: root })).rejects.toThrow(
    "DYNAMODB_ENDPOINT ist keine Adresse",
  )
  const embedded = await openDatabase({ dir: join(root, "used") })
  expect(embedded.line).toContain("eingebetteter Server")
  await embedded.stop()
})

test("on another platform it ends with one line that says what to do, and falls back to nothing", async () => {
  const { platform } = process
  Object.defineProperty(process, "platform", { value: "darwin" })
  try {
    const failed = await openDatabase({ dir: join(root, "darwin") }).catch((error: unknown) => String(error))
    expect(failed).toContain("Bitte starten Sie DynamoDB Local und setzen Sie DYNAMODB_ENDPOINT")
    expect(failed).not.toContain("\n")
    expect(existsSync(join(root, "darwin"))).toBe(false)
  } finally {
    Object.defineProperty(process, "platform", { value: platform })
  }
})
