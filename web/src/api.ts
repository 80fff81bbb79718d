/** The API of the service, typed by its own routes; every refusal becomes a `Problem` that says what to do. */
import type { Api } from "@beschlussweg/functions/api"
import type { Betrieb } from "@beschlussweg/functions/api/operator"
import { hc } from "hono/client"
import { heard } from "./clock.ts"
import { reach } from "./reach.ts"

export interface Finding {
  readonly reason: string
  readonly place: string
  readonly message: string
}

/** What the service refused, or why it could not be reached. `message` is German and meant for the person. */
export class Problem extends Error {
  readonly status: number
  readonly code: string
  readonly reason: string
  readonly findings: readonly Finding[]
  readonly requestId: string | undefined
  constructor(status: number, said: Partial<Omit<Problem, "status">> & { readonly message: string }) {
    super(said.message)
    this.name = "Problem"
    this.status = status
    this.code = said.code ?? "unknown"
    this.reason = said.reason ?? "unknown"
    this.findings = said.findings ?? []
    this.requestId = said.requestId
  }
}

/** The session is over or missing: the frame offers to sign in again without losing the page. */
export const signedOut = (error: unknown): boolean => error instanceof Problem && error.code === "unauthenticated"

const OFFLINE =
  "Der Dienst ist gerade nicht erreichbar. Bitte prüfen Sie Ihre Verbindung und versuchen Sie es noch einmal."

async function asking(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  let response: Response
  try {
    response = await fetch(input, { ...init, headers: { Accept: "application/json", ...headersOf(init) } })
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error
    reach.lost()
    throw new Problem(0, { code: "offline", reason: "offline", message: OFFLINE })
  }
  heard(response.headers.get("date"))
  // What stands between us and the service may answer in its place.
  if (response.status >= 502 && response.status <= 504) reach.lost()
  else reach.found()
  if (response.ok) return response
  throw await problemOf(response)
}

const headersOf = (init: RequestInit | undefined): Record<string, string> =>
  Object.fromEntries(new Headers(init?.headers).entries())

async function problemOf(response: Response): Promise<Problem> {
  const said: unknown = await response.json().catch(() => undefined)
  const error =
    typeof said === "object" && said !== null && "error" in said ? (said.error as Partial<Problem>) : undefined
  return new Problem(response.status, {
    ...error,
    message:
      error?.message ??
      `Der Dienst hat nicht wie erwartet geantwortet (${response.status}). Bitte versuchen Sie es noch einmal.`,
  })
}

/** Typed client of one house: `haus(id).vorlagen.$get(...)`. */
export const client = hc<Api>(window.location.origin, { fetch: asking }).api[":tenant"]

/** Typed client of the operator's own routes; nothing of a house is behind it. */
export const betrieb = hc<Betrieb>(`${window.location.origin}/api/betrieb`, { fetch: asking })

/** Body of an answer that `asking` has let pass. */
export async function body<T>(answer: Promise<{ json(): Promise<T>; status: number }>): Promise<T> {
  const response = await answer
  // What says nothing is answered without a body.
  return response.status === 204 ? (undefined as T) : response.json()
}

/** What an address of ours answers, where the typed client does not know its type. @throws Problem */
export async function asked<T>(path: string): Promise<T> {
  const response = await asking(path)
  return response.json() as Promise<T>
}

export interface Konto {
  readonly houses: readonly { readonly id: string; readonly name: string; readonly open: boolean }[]
}
/** Houses of the account that is signed in. */
export const konto = (): Promise<Konto> => asked<Konto>("/api/konto")
