/** A function of the cloud on this machine: its bundle in a process of its own, asked over Lambda's Runtime API. */
import { spawn } from "node:child_process"
import { randomUUID } from "node:crypto"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import { join } from "node:path"

export interface Loop {
  /** milliseconds from the start of the process until its handler was loaded */
  readonly initMs: number
  /** @throws Error with the name and message of what the handler threw */
  invoke<T>(event: unknown, timeoutMs?: number): Promise<T>
  /** lines that it wrote */
  readonly lines: string[]
  stop(): Promise<void>
}

interface Job {
  readonly id: string
  readonly body: string
  readonly deadline: number
  done(value: unknown): void
  failed(error: Error): void
}

/** @param env everything the process gets; nothing of ours besides, as in Lambda */
export async function startFunction(
  bundle: string,
  name: string,
  env: Readonly<Record<string, string>>,
): Promise<Loop> {
  const waiting: Job[] = []
  const running = new Map<string, Job>()
  const lines: string[] = []
  let idle: ServerResponse | undefined
  let ready: ((ms: number) => void) | undefined
  let broken: ((error: Error) => void) | undefined
  const hand = (): void => {
    const job = waiting[0]
    if (!job || !idle) return
    waiting.shift()
    running.set(job.id, job)
    idle.setHeader("lambda-runtime-aws-request-id", job.id)
    idle.setHeader("lambda-runtime-deadline-ms", String(job.deadline))
    idle.end(job.body)
    idle = undefined
  }
  const server = createServer((request, response) => {
    void body(request).then((text) => {
      const [, what = "", id = "", end] = /\/runtime\/(\w+)\/([^/]+)(?:\/(\w+))?$/.exec(request.url ?? "") ?? []
      if (what === "invocation" && id === "next") {
        idle = response
        return hand()
      }
      response.writeHead(202).end()
      const value: unknown = JSON.parse(text)
      if (what === "init") return id === "done" ? ready?.(performance.now() - began) : broken?.(errorOf(value))
      const job = running.get(id)
      running.delete(id)
      if (end === "response") job?.done(value)
      else job?.failed(errorOf(value))
    })
  })
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done))
  const address = server.address()
  if (typeof address !== "object" || address === null) throw new Error("no address")
  const began = performance.now()
  const child = spawn(process.execPath, [join(import.meta.dirname, "bootstrap.mjs")], {
    env: {
      ...env,
      AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${address.port}`,
      _HANDLER: join(bundle, `${name}.mjs`),
      AWS_LAMBDA_FUNCTION_NAME: name,
      NODE_ENV: "production",
    },
    stdio: ["ignore", "pipe", "pipe"],
  })
  for (const stream of [child.stdout, child.stderr])
    stream
      .setEncoding("utf8")
      .on("data", (text: string) => lines.push(...text.split("\n").filter((line) => line !== "")))
  const over = new Promise<void>((done) => child.once("exit", () => done()))
  void over.then(() => {
    const error = new Error(`${name} ended: ${lines.slice(-5).join("\n")}`)
    broken?.(error)
    for (const job of [...waiting, ...running.values()]) job.failed(error)
  })
  const initMs = await new Promise<number>((done, failed) => {
    ready = done
    broken = failed
  })
  return {
    initMs,
    lines,
    invoke: <T>(event: unknown, timeoutMs = 240_000) =>
      new Promise<T>((done, failed) => {
        const take = (value: unknown) => done(value as T)
        waiting.push({
          id: randomUUID(),
          body: JSON.stringify(event),
          deadline: Date.now() + timeoutMs,
          done: take,
          failed,
        })
        hand()
      }),
    async stop() {
      child.kill("SIGKILL")
      await over
      server.closeAllConnections()
      await new Promise<void>((done) => server.close(() => done()))
    },
  }
}

async function body(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString("utf8")
}

function errorOf(value: unknown): Error {
  const { errorType = "Error", errorMessage = "" }: { errorType?: string; errorMessage?: string } =
    typeof value === "object" && value !== null ? value : {}
  return Object.assign(new Error(errorMessage), { name: errorType })
}
