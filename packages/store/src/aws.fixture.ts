/** What the strict stand-ins for AWS services share: an HTTP server on the loopback that believes no unsigned request, and faults on demand. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import { type Credential, type Signed, signedBy, Unsigned, type Wire } from "./sigv4.fixture.ts"

export const ACCOUNT = "123456789012"
export const TEST_REGION = "eu-central-1"

export interface Reply {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
}
/** `hang`: never answered; `reset`: the connection breaks; `lost`: done, but the answer never arrives */
export type Fault = Reply | "hang" | "reset" | "lost" | undefined

/** A refusal as the service words it. */
export class Refusal extends Error {
  readonly status: number
  readonly code: string
  readonly headers: Readonly<Record<string, string>>
  constructor(status: number, code: string, message = code, headers: Readonly<Record<string, string>> = {}) {
    super(message)
    this.status = status
    this.code = code
    this.headers = headers
  }
}

export interface Call extends Wire {
  readonly credential: Credential
  readonly presigned: boolean
}

export interface Service {
  readonly name: string
  /** word for a request by which tests count and fail it: "PutObject", "Sign" */
  operation(wire: Wire): string
  /** answers an authentic request. @throws Refusal */
  answer(call: Call, operation: string): Reply | Promise<Reply>
  refusal(status: number, code: string, message: string, wire: Wire): Reply
  /** status of a request that is not authentic; 403 for most */
  readonly unsigned?: number
}

export interface Server {
  /** "http://127.0.0.1:40123" */
  readonly endpoint: string
  /** operations in the order in which they came, failed ones too */
  readonly seen: string[]
  /** principals by access key id */
  readonly credentials: Map<string, Credential>
  /** the faults of the next requests of an operation, one each */
  fail(operation: string, ...faults: Fault[]): void
  count(operation: string): number
  stop(): Promise<void>
}

/** The principal of tests that are not about rights. */
export const ROOT: Credential = { accessKeyId: "AKIATESTTESTTESTTEST", secretAccessKey: "geheim/nur+im=Test" }

/** @param given.credentials shared between services where a test needs it */
export async function startService(
  service: Service,
  given: { readonly now?: (() => Date) | undefined; readonly credentials?: Map<string, Credential> | undefined } = {},
): Promise<Server> {
  const { now = () => new Date(), credentials = new Map([[ROOT.accessKeyId, ROOT]]) } = given
  const seen: string[] = []
  const faults = new Map<string, Fault[]>()
  const server = createServer((request, response) => {
    void serve(request, response).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : undefined)
    })
  })
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const wire = await read(request)
    const operation = service.operation(wire)
    seen.push(operation)
    const fault = faults.get(operation)?.shift()
    if (fault === "hang") return
    if (fault === "reset") {
      request.socket.destroy()
      return
    }
    if (typeof fault === "object") return send(response, fault, now())
    const reply = await judged(wire, operation)
    if (fault === "lost") request.socket.destroy()
    else send(response, reply, now())
  }
  const judged = async (wire: Wire, operation: string): Promise<Reply> => {
    try {
      const signed: Signed = signedBy(wire, { service: service.name, region: TEST_REGION, now: now(), credentials })
      return await service.answer({ ...wire, ...signed }, operation)
    } catch (error) {
      if (error instanceof Unsigned) return service.refusal(service.unsigned ?? 403, error.code, error.message, wire)
      if (!(error instanceof Refusal)) throw error
      const reply = service.refusal(error.status, error.code, error.message, wire)
      return { ...reply, headers: { ...reply.headers, ...error.headers } }
    }
  }
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done))
  const address = server.address()
  if (typeof address !== "object" || address === null) throw new Error("no address")
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    seen,
    credentials,
    fail: (operation, ...next) => {
      faults.set(operation, [...(faults.get(operation) ?? []), ...next])
    },
    count: (operation) => seen.filter((one) => one === operation).length,
    stop: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}

async function read(request: IncomingMessage): Promise<Wire> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(Buffer.from(chunk))
  const [path = "/", search = ""] = (request.url ?? "/").split("?", 2)
  const query = search
    .split("&")
    .filter((pair) => pair !== "")
    .map((pair): readonly [string, string] => {
      const [name = "", value = ""] = pair.split("=", 2)
      return [decodeURIComponent(name), decodeURIComponent(value)]
    })
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(",") : (value ?? ""),
    ]),
  )
  return { method: request.method ?? "", path, query, headers, body: Buffer.concat(chunks) }
}

function send(response: ServerResponse, { status, headers = {}, body = "" }: Reply, now: Date): void {
  const bytes = typeof body === "string" ? Buffer.from(body) : Buffer.from(body)
  // Where there is no body by the protocol (HEAD, 204, 304), its length may still be told.
  response.writeHead(status, {
    "content-length": String(bytes.length),
    "x-amzn-requestid": "test",
    date: now.toUTCString(),
    ...headers,
  })
  response.end(bytes)
}

/** A JSON service's refusal: the type in the body and in the header, as both generations of the SDK want it. */
export const jsonRefusal = (status: number, code: string, message: string): Reply => ({
  status,
  headers: { "content-type": "application/x-amz-json-1.1", "x-amzn-errortype": code },
  body: JSON.stringify({ __type: code, message }),
})
export const jsonReply = (value: unknown): Reply => ({
  status: 200,
  headers: { "content-type": "application/x-amz-json-1.1" },
  body: JSON.stringify(value),
})

export type Fields = Readonly<Record<string, unknown>>
/** The body of a JSON request with nothing but the fields that the service knows. @throws Refusal for any other */
export function jsonBody(body: Buffer, known: readonly string[]): Fields {
  const value: unknown = JSON.parse(body.toString("utf8"))
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new Refusal(400, "SerializationException")
  for (const name of Object.keys(value))
    if (!known.includes(name)) throw new Refusal(400, "SerializationException", `unknown field ${name}`)
  return { ...value }
}
export const word = (value: unknown): string => {
  if (typeof value !== "string") throw new Refusal(400, "ValidationException", "a string is missing")
  return value
}
