/** A real SMTP server that keeps every mail as a file instead of passing it on: for local work and tests, loopback only. */
import { mkdirSync, renameSync, writeFileSync } from "node:fs"
import { readdir, readFile } from "node:fs/promises"
import { join } from "node:path"
import { SMTPServer, type SMTPServerError, type SMTPServerSession } from "smtp-server"

const HOST = "127.0.0.1"
const MAX_BYTES = 5 * 1024 * 1024

export interface Caught {
  /** name of the file without its ending; sorts by the order of arrival */
  readonly id: string
  readonly bytes: Uint8Array
}

/** What the server does in a moment: refuses with a code, hangs up, or first waits. */
export type Mood = { readonly code: number; readonly text: string } | "cut" | { readonly waitMs: number } | undefined
/** "accepted": the mail stands, and its answer is about to go out. */
export type Moment = "connect" | "rcpt" | "data" | "accepted"

export interface Catcher {
  readonly port: number
  /** "smtp://127.0.0.1:2525" */
  readonly url: string
  /** ids, oldest first */
  list(): Promise<string[]>
  read(id: string): Promise<Caught | undefined>
  all(): Promise<Caught[]>
  stop(): Promise<void>
}

export interface CatcherOptions {
  /** mails lie here as .eml */
  readonly dir: string
  /** 0: any that is free */
  readonly port?: number
  /** how a test makes it behave badly */
  readonly mood?: (moment: Moment, address: string) => Mood
}

/** @throws the system's error where the port is taken */
export async function startCatcher({ dir, port = 0, mood = () => undefined }: CatcherOptions): Promise<Catcher> {
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  let count = (await names(dir)).length
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["AUTH", "STARTTLS"],
    disableReverseLookup: true,
    size: MAX_BYTES,
    logger: false,
    onConnect: (session, done) => act(mood("connect", ""), session, done),
    onRcptTo: ({ address }, session, done) => act(mood("rcpt", address), session, done),
    onData(stream, session, done) {
      const to = session.envelope.rcptTo[0]?.address ?? ""
      const parts: Uint8Array[] = []
      stream.on("data", (part: Uint8Array) => parts.push(part))
      stream.on("error", (error) => done(error))
      stream.on("end", () => {
        if (stream.sizeExceeded) return done(refusal({ code: 552, text: "too large" }))
        act(mood("data", to), session, (error) => {
          if (error) return done(error)
          keep(Buffer.concat(parts))
          act(mood("accepted", to), session, done)
        })
      })
    },
  })
  const act = (now: Mood, session: SMTPServerSession, done: (error?: Error | null) => void): void => {
    if (now === undefined) done()
    else if (now === "cut") hangUp(session)
    else if ("waitMs" in now) setTimeout(() => done(), now.waitMs).unref()
    else done(refusal(now))
  }
  const hangUp = ({ id }: SMTPServerSession): void => {
    for (const connection of server.connections)
      if (connection.session?.id === id || connection.id === id) connection._socket.destroy()
  }
  const keep = (bytes: Uint8Array): void => {
    const name = `${String(++count).padStart(6, "0")}`
    // Whole or not at all, and there before the sender hears that it was taken over.
    writeFileSync(join(dir, `${name}.part`), bytes, { flush: true })
    renameSync(join(dir, `${name}.part`), join(dir, `${name}.eml`))
  }
  // What a client does on its way out is its own affair.
  server.on("error", () => undefined)
  await new Promise<void>((resolve, reject) => {
    server.server.once("error", reject)
    server.listen(port, HOST, () => resolve())
  })
  const bound = server.server.address()
  const actual = typeof bound === "object" && bound !== null ? bound.port : port
  const read = async (id: string): Promise<Caught | undefined> => {
    if (!/^\d{6,9}$/.test(id)) return undefined
    try {
      return { id, bytes: await readFile(join(dir, `${id}.eml`)) }
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined
      throw error
    }
  }
  return {
    port: actual,
    url: `smtp://${HOST}:${actual}`,
    list: () => names(dir),
    read,
    async all() {
      const found = await Promise.all((await names(dir)).map(read))
      return found.filter((c) => c !== undefined)
    },
    stop: () =>
      new Promise((resolve) => {
        for (const connection of server.connections) connection._socket.destroy()
        server.close(() => resolve())
      }),
  }
}

const names = async (dir: string): Promise<string[]> =>
  (await readdir(dir)).flatMap((name) => (/^\d{6,9}\.eml$/.test(name) ? [name.slice(0, -".eml".length)] : [])).sort()

const refusal = ({ code, text }: { readonly code: number; readonly text: string }): SMTPServerError =>
  Object.assign(new Error(text), { responseCode: code })
