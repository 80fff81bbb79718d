/** The embedded DynamoDB-compatible server: one binary, started and stopped by the project itself. Linux only, as are its files in /proc. */
import { type ChildProcess, spawn } from "node:child_process"
import { mkdir, readdir, readFile, readlink, rm, writeFile } from "node:fs/promises"
import { createRequire } from "node:module"
import { join, resolve } from "node:path"
import { setTimeout as pause } from "node:timers/promises"

export interface Embedded {
  /** "http://127.0.0.1:40123" */
  readonly endpoint: string
  /** process of the server itself */
  readonly pid: number
  /** ends the server and waits for its end */
  stop(): Promise<void>
}

export interface Database {
  readonly endpoint: string
  /** one German line for people: which database this is */
  readonly line: string
  stop(): Promise<void>
}

/**
 * The database of local work: the one at `endpoint` (DYNAMODB_ENDPOINT) where it is given, else the embedded server
 * with its state in `dir`. There is no third way and no silent change from one to the other.
 * @param given.join use the embedded server that already runs on this folder, where one does: for commands beside a service
 */
export async function openDatabase(given: {
  endpoint?: string | undefined
  dir: string
  join?: boolean | undefined
}): Promise<Database> {
  const { endpoint, dir } = given
  if (endpoint !== undefined && endpoint !== "") {
    if (!/^https?:$/.test(URL.parse(endpoint)?.protocol ?? ""))
      throw new Error(`DYNAMODB_ENDPOINT ist keine Adresse: ${endpoint}`)
    return { endpoint, line: `Datenbank: ${endpoint} (aus DYNAMODB_ENDPOINT)`, stop: async () => {} }
  }
  const running = given.join ? await joined(dir) : undefined
  if (running !== undefined)
    return { endpoint: running, line: `Datenbank: läuft schon, Daten in ${dir}`, stop: async () => {} }
  const server = await startEmbedded({ dir })
  return { endpoint: server.endpoint, line: `Datenbank: eingebetteter Server, Daten in ${dir}`, stop: server.stop }
}

/**
 * Starts the server on a free port of the loopback interface.
 * @param dir folder of its state; without one it keeps everything in memory
 * @throws Error with one clear line where the binary does not exist or the folder is in use
 */
export async function startEmbedded({ dir }: { dir?: string }): Promise<Embedded> {
  const binary = findBinary()
  const note = dir === undefined ? undefined : join(resolve(dir), "server.json")
  if (dir !== undefined && note !== undefined) {
    await mkdir(dir, { recursive: true })
    await clear(note, binary)
  }
  const args = ["serve", "--host", "127.0.0.1", "--port", "0"]
  if (dir !== undefined) args.push("--db-path", join(resolve(dir), "table.db"))
  const shell = spawn("/bin/sh", ["-c", WATCH, "sh", binary, ...args], {
    stdio: ["pipe", "pipe", "pipe"],
    // Ctrl+C is for us: the server ends after we have finished with it.
    detached: true,
  })
  const { pid, port } = await ready(shell)
  if (note !== undefined)
    await writeFile(note, JSON.stringify({ server: await mark(pid), owner: await mark(process.pid), port }))
  // A forgotten server does not keep a finished program waiting; it ends with it.
  shell.unref()
  for (const stream of [shell.stdin, shell.stdout, shell.stderr])
    if (stream !== null && "unref" in stream) unref(stream)
  return {
    endpoint: `http://127.0.0.1:${port}`,
    pid,
    async stop() {
      shell.ref()
      shell.stdin?.end()
      await ended(shell)
      if (note !== undefined) await rm(note, { force: true })
    },
  }
}

/**
 * The shell holds the server and a watcher that reads our pipe. When the pipe closes, because we say stop or because
 * we were killed with -9, the watcher ends the server; when the server ends, the shell ends the watcher.
 */
const WATCH = `
exec 3<&0 </dev/null
"$@" 3<&- &
server=$!
echo "$server"
( read -r _ <&3; kill -TERM "$server"; sleep 5; kill -KILL "$server" ) >/dev/null 2>&1 &
watcher=$!
exec 3<&-
wait "$server"
code=$?
kill "$watcher" 2>/dev/null
exit "$code"
`

function findBinary(): string {
  if (process.platform === "linux" && process.arch === "x64")
    try {
      return createRequire(import.meta.url).resolve("@dynoxide/linux-x64/dynoxide")
    } catch {
      // falls through to the one line
    }
  throw new Error(
    `Den eingebetteten Datenbankserver gibt es nur für Linux x64 (hier: ${process.platform} ${process.arch}). ` +
      "Bitte starten Sie DynamoDB Local und setzen Sie DYNAMODB_ENDPOINT, zum Beispiel http://127.0.0.1:8000. " +
      "(No embedded database for this platform: set DYNAMODB_ENDPOINT.)",
  )
}

async function ready(shell: ChildProcess): Promise<{ pid: number; port: number }> {
  let out = ""
  let errors = ""
  let end: string | undefined
  shell.stdout?.on("data", (chunk) => {
    out += chunk
  })
  shell.stderr?.on("data", (chunk) => {
    errors = (errors + chunk).slice(-2000)
  })
  shell.on("error", (error) => {
    end = error.message
  })
  shell.on("exit", (code) => {
    end ??= `ended with ${code}`
  })
  for (let waited = 0; waited < 10_000 && end === undefined; waited += 5) {
    const pid = Number.parseInt(out, 10)
    const port = out.endsWith("\n") ? await listening(pid) : undefined
    if (port !== undefined) return { pid, port }
    await pause(5)
  }
  shell.stdin?.end()
  throw new Error(`the embedded database server did not start: ${end ?? "no port after 10 s"} ${errors.trim()}`)
}

/** The loopback port on which a process listens. Port 0 lets the kernel choose, so no other program can take it first. */
async function listening(pid: number): Promise<number | undefined> {
  try {
    const sockets = new Set<string>()
    for (const fd of await readdir(`/proc/${pid}/fd`)) {
      const target = await readlink(`/proc/${pid}/fd/${fd}`).catch(() => "")
      const inode = /^socket:\[(\d+)\]$/.exec(target)?.[1]
      if (inode !== undefined) sockets.add(inode)
    }
    for (const line of (await readFile(`/proc/${pid}/net/tcp`, "utf8")).split("\n").slice(1)) {
      const [, local, , state, , , , , , inode] = line.trim().split(/\s+/)
      if (state === "0A" && inode !== undefined && sockets.has(inode))
        return Number.parseInt(local?.split(":")[1] ?? "", 16)
    }
  } catch {
    // not there yet, or gone: the caller sees which
  }
  return undefined
}

/** A process that cannot be confused with a later one of the same number: pid and start time in clock ticks. */
interface Mark {
  readonly pid: number
  readonly started: string
}

async function mark(pid: number): Promise<Mark | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, "utf8")
    // The name in parentheses may hold blanks; the fields after it do not. Start time is field 22.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ")
    const [state, started] = [fields[0], fields[19]]
    // A zombie has ended; it only waits for its parent to notice.
    return started === undefined || state === "Z" ? undefined : { pid, started }
  } catch {
    return undefined
  }
}

async function lives(given: Mark | undefined): Promise<boolean> {
  return given !== undefined && (await mark(given.pid))?.started === given.started
}

/** Address of the server that runs on this folder for a living process. */
async function joined(dir: string): Promise<string | undefined> {
  try {
    const text = await readFile(join(resolve(dir), "server.json"), "utf8")
    const { server, owner, port }: { server?: Mark; owner?: Mark; port?: unknown } = JSON.parse(text)
    const alive = (await lives(server)) && (await lives(owner))
    return alive && Number.isInteger(port) ? `http://127.0.0.1:${port}` : undefined
  } catch {
    return undefined
  }
}

/** Ends a server left behind in this folder. @throws Error while the one who started it still lives */
async function clear(note: string, binary: string): Promise<void> {
  let found: { server?: Mark; owner?: Mark }
  try {
    found = JSON.parse(await readFile(note, "utf8"))
  } catch {
    return
  }
  const { server, owner } = found
  if (server !== undefined && (await lives(server))) {
    if (await lives(owner))
      throw new Error(
        `In diesem Ordner läuft schon ein Beschlussweg (Prozess ${owner?.pid}). Bitte beenden Sie ihn zuerst.`,
      )
    // A pid alone proves nothing: only our own binary, started when we noted it, is ended.
    if ((await readlink(`/proc/${server.pid}/exe`).catch(() => "")).replace(/ \(deleted\)$/, "") === binary)
      await end(server)
  }
  await rm(note, { force: true })
}

async function end(server: Mark): Promise<void> {
  for (const [signal, attempts] of [
    ["SIGTERM", 60],
    ["SIGKILL", 20],
  ] as const) {
    process.kill(server.pid, signal)
    for (let n = 0; n < attempts; n++) {
      if (!(await lives(server))) return
      await pause(50)
    }
  }
  throw new Error(`the server left behind (process ${server.pid}) does not end`)
}

async function ended(shell: ChildProcess): Promise<void> {
  if (shell.exitCode !== null || shell.signalCode !== null) return
  await new Promise((done) => shell.once("exit", done))
}

function unref(stream: object): void {
  if ("unref" in stream && typeof stream.unref === "function") stream.unref()
}
