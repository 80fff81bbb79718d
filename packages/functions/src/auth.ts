/** Who asks: session or key -> membership -> Ctx. Neither opens a house; the house comes from the path and is proved each time. */
import { membership } from "@beschlussweg/core/account"
import type { Actor, Ctx, Proof } from "@beschlussweg/core/context"
import { dayOf } from "@beschlussweg/core/day"
import { AppError, notFound } from "@beschlussweg/core/error"
import * as Key from "@beschlussweg/core/key"
import type { OperatorCtx } from "@beschlussweg/core/operator"
import { holding } from "@beschlussweg/core/role"
import type { SignIn } from "@beschlussweg/core/tenant"
import type { Context } from "hono"
import { setCookie } from "hono/cookie"
import { type Accounts, possible } from "./account.ts"
import type { Party } from "./oidc.ts"
import {
  COOKIE,
  endedBy,
  type Opening,
  RENEW_SECONDS,
  type Session,
  type Sessions,
  sessionEnded,
  sessionInvalid,
  sessionMissing,
  TOKEN_SECONDS,
} from "./session.ts"
import type { Transactions } from "./transaction.ts"

/** What tells who somebody is. */
export interface Door {
  readonly sessions: Sessions
  readonly transactions: Transactions
  readonly party: Party
  readonly accounts: Accounts
  readonly now: () => Date
  /** sign-in of the operator's people, a setting of the stage; without one they cannot sign in */
  readonly operator?: SignIn | undefined
  /** public keys with which we prove ourselves to providers, as JWKS */
  readonly jwks: { readonly keys: readonly object[] }
  /** group of the address a request comes from, one of a few thousand: counts failures, names nobody */
  source(c: Context): string
}
export interface AuthDeps {
  readonly door: Door
  /** own origins, "https://beschlussweg.example": cookies change something only from there */
  readonly origins: readonly string[]
  /** nobody gets into a house that the operator has closed */
  closed(tenantId: string): boolean
  ctx(tenantId: string, actor: Actor, client: "api" | "machine", proof: Proof): Ctx
  /** what the pages of the public need before any house is known */
  readonly open: Open
  /** what a person of the operator acts with; without it there are no routes of the operator */
  operators?(who: OperatorCtx["operator"]): OperatorCtx
}

/** Nobody signs in here: what is public is found by opaque ids, and given out by links that end soon. */
export interface Open {
  /** the house with this public id */
  house(publicId: string): Promise<string | undefined>
  /** the file of a link; "expired", "gone" once it was dropped, undefined for what is no link of ours */
  linked(token: string): Promise<Linked | "expired" | "gone" | undefined>
  /** what may be put to an address of ours that was given out for it; undefined for what is none */
  expected(token: string): Promise<Expected | "expired" | undefined>
  /** counts one look-up of this source, or so many requests to a machine-readable interface. @throws AppError limit */
  count(source: string, kind?: "lookup" | "oparl"): Promise<void>
}
export interface Expected {
  readonly tenantId: string
  readonly bytes: number
  /** SHA-256 in base64 */
  readonly checksum: string
  readonly mediaType: string
  put(bytes: Uint8Array): Promise<unknown>
}
export interface Linked {
  readonly fileName: string
  readonly mediaType: string
  readonly disposition: "inline" | "attachment"
  readonly file: {
    readonly size: number
    read(start: number, end: number): Promise<ReadableStream<Uint8Array> | undefined>
  }
}

/** Who asks, before any house is looked at. */
export type Caller =
  | { readonly kind: "person"; readonly session: Session }
  | { readonly kind: "machine"; readonly tenantId: string; readonly keyId: string; readonly secret: string }

const MAX_TOKEN = 4000
/** Sign-in of the operator; no house can have this name. */
export const OPERATOR = "betrieb"

/**
 * Authorization: Bearer is a machine's key; a person's session stands in the cookie, and a request that changes
 * something with it must come from one of our own pages.
 * @throws AppError unauthenticated, or forbidden "origin"
 */
export async function caller(c: Context, { door, origins }: AuthDeps): Promise<Caller> {
  const header = c.req.header("authorization")
  if (header !== undefined) {
    const found = header.length < 400 ? Key.parts(/^Bearer (\S+)$/i.exec(header)?.[1] ?? "") : undefined
    if (!found || !possible(found.tenantId)) throw keyInvalid()
    return { kind: "machine", ...found }
  }
  const session = await sessionOf(c, door)
  requireOwnOrigin(c, origins)
  return { kind: "person", session }
}

/** The session in the cookie. @throws AppError unauthenticated */
export async function sessionOf(c: Context, { sessions }: Pick<Door, "sessions">): Promise<Session> {
  const cookie = onlyCookie(c, COOKIE)
  if (cookie === undefined || cookie === "") throw sessionMissing()
  if (cookie.length > MAX_TOKEN) throw sessionInvalid()
  return sessions.verify(cookie)
}

/** A cookie by its exact name; who sends it twice does not get to choose. @throws AppError unauthenticated */
export function onlyCookie(c: Context, name: string): string | undefined {
  const [found, ...more] = (c.req.header("cookie") ?? "").split(";").flatMap((pair) => {
    const cut = pair.indexOf("=")
    return cut > 0 && pair.slice(0, cut).trim() === name ? [pair.slice(cut + 1).trim()] : []
  })
  if (more.length > 0) throw sessionInvalid()
  return found
}

const keyInvalid = () =>
  new AppError(
    "unauthenticated",
    "key.invalid",
    "Dieser Schlüssel gilt nicht. Bitte lassen Sie sich von der Mandantenadministration einen neuen geben.",
  )

const SAFE = new Set(["GET", "HEAD"])

/** Browsers name the origin of every request that can change something; where it is absent we do not guess. */
export function requireOwnOrigin(c: Context, origins: readonly string[]): void {
  if (SAFE.has(c.req.method)) return
  const site = c.req.header("sec-fetch-site")
  if (origins.includes(c.req.header("origin") ?? "") && (site === undefined || site === "same-origin")) return
  throw new AppError(
    "forbidden",
    "origin",
    "Diese Anfrage kommt nicht von einer Seite dieses Dienstes. Bitte öffnen Sie ihn neu.",
  )
}

/** Vouches for nothing: binds a table before it is known who asks. */
export const NOBODY: Proof = { kind: "session", at: new Date(0), freshMinutes: 1 }
const nobody = (personId: string): Actor => ({ personId, name: "", functions: [] })

/**
 * Proves the membership with one read and gives the context of this caller in this house, with the functions that hold
 * today. No member, no such house, no possible house, somebody else's key: the same not_found.
 * @throws AppError not_found, unauthenticated "session.ended" or "key.invalid"
 */
export async function enter(deps: AuthDeps, tenantId: string, who: Caller): Promise<Ctx> {
  if (who.kind === "machine") return enterMachine(deps, tenantId, who)
  const { session } = who
  const place = session.houses.get(tenantId)
  if (!place || !possible(tenantId) || deps.closed(tenantId)) throw notFound()
  const proof: Proof = { kind: "session", at: session.signedInAt, freshMinutes: place.freshMinutes }
  const bare = deps.ctx(tenantId, nobody(place.personId), "api", proof)
  const found = await membership(bare.table, place.personId)
  // Somebody else may have become this person since, with another account.
  if (found?.member.accountId !== session.accountId) throw notFound()
  if (endedBy(session, found.notBefore)) throw sessionEnded()
  const { personId, name, functions } = found.member
  const actor = { personId, name, functions: holding(functions, dayOf(bare.now())) }
  return { ...bare, actor, entered: { rev: found.rev } }
}

async function enterMachine(
  deps: AuthDeps,
  tenantId: string,
  { tenantId: own, keyId, secret }: Extract<Caller, { kind: "machine" }>,
): Promise<Ctx> {
  const ctx = deps.ctx(own, nobody(keyId), "machine", { kind: "key" })
  const actor = await Key.authenticate(ctx.table, { keyId, secret }, ctx.now())
  if (!actor) throw keyInvalid()
  if (own !== tenantId || deps.closed(tenantId)) throw notFound()
  return { ...ctx, actor }
}

export const COOKIE_OPTIONS = { path: "/", secure: true, httpOnly: true, sameSite: "Lax" } as const

/** Puts a session into the answer's cookie, for as long as its token holds. */
export async function remember(c: Context, { sessions }: Door, session: Opening): Promise<void> {
  setCookie(c, COOKIE, await sessions.issue(session), { ...COOKIE_OPTIONS, maxAge: TOKEN_SECONDS })
}

/**
 * Replaces a token that is older than five minutes: the account, the settings of its houses and the mark of a sign-out
 * are read anew. So what changed in a house's sign-in takes effect within 15 minutes, sign-out at once.
 * @throws AppError unauthenticated "session.ended"
 */
export async function renewed(c: Context, door: Door, session: Session): Promise<Session> {
  if (door.now().getTime() - session.issuedAt.getTime() < RENEW_SECONDS * 1000) return session
  const houses = await placesNow(door, session)
  const next = { ...session, houses }
  await remember(c, door, next)
  return next
}

/** Where a session may go at this moment. @throws AppError unauthenticated "session.ended" */
export async function placesNow({ accounts }: Door, session: Session): Promise<Session["houses"]> {
  const { tenants, notBefore } = await accounts.unsafeKnown(session.accountId)
  if (endedBy(session, notBefore)) throw sessionEnded()
  return accounts.unsafePlaces(session.accountId, tenants, session)
}

/**
 * The account of one of the operator's people: signed in at the operator's own provider, session not ended. Whether it
 * is an operator is for the registry to say.
 * @throws AppError unauthenticated, forbidden "origin", not_found for everybody else's sessions
 */
export async function unsafeOperatorSession(c: Context, deps: AuthDeps): Promise<Session> {
  const who = await caller(c, deps)
  if (who.kind === "machine") throw notFound()
  const { session } = who
  const { operator, accounts } = deps.door
  if (!operator || session.issuer !== operator.issuer || session.clientId !== operator.clientId) throw notFound()
  if (endedBy(session, (await accounts.unsafeKnown(session.accountId)).notBefore)) throw sessionEnded()
  return renewed(c, deps.door, session)
}
