/** Sign-in: token -> account -> membership -> Ctx. The token names the account only; the tenant comes from the path. */
import type { Ctx, Proof } from "@beschlussweg/core/context"
import { dayOf } from "@beschlussweg/core/day"
import { AppError, notFound } from "@beschlussweg/core/error"
import * as Member from "@beschlussweg/core/member"
import { holding } from "@beschlussweg/core/role"
import { Tenant } from "@beschlussweg/core/tenant"
import type { Context } from "hono"
import { getCookie } from "hono/cookie"
import { type CryptoKey, errors, jwtVerify, SignJWT } from "jose"

const ISSUER = "beschlussweg"
const AUDIENCE = "beschlussweg-api"
const TYPE = "beschlussweg-session+jwt"
const ALGORITHM = "EdDSA"
/** seconds */
export const SESSION_SECONDS = 8 * 60 * 60
/** `__Host-`: this host only, whole path, Secure. Browsers take localhost for secure, so it works there, too. */
export const COOKIE = "__Host-beschlussweg"

/** What an API needs to know a session: a public key, nothing that could make one. */
export interface Sessions {
  /** @throws AppError unauthenticated */
  verify(token: string): Promise<string>
}

export function sessions(publicKey: CryptoKey, now: () => Date): Sessions {
  return {
    async verify(token) {
      try {
        const { payload } = await jwtVerify(token, publicKey, {
          algorithms: [ALGORITHM],
          issuer: ISSUER,
          audience: AUDIENCE,
          typ: TYPE,
          requiredClaims: ["sub", "iat", "exp"],
          maxTokenAge: SESSION_SECONDS,
          currentDate: now(),
        })
        if (typeof payload.sub !== "string" || payload.sub === "") throw invalid()
        return payload.sub
      } catch (error) {
        if (error instanceof errors.JWTExpired)
          throw new AppError(
            "unauthenticated",
            "session.expired",
            "Ihre Anmeldung ist abgelaufen. Bitte melden Sie sich neu an.",
          )
        // Anything that is wrong with a token is the sender's business; a broken key of ours would be, too, so it is named.
        if (error instanceof errors.JOSEError || error instanceof AppError) throw invalid()
        throw error
      }
    },
  }
}

/** A session of eight hours for an account. Whoever holds the private key decides who has proved to be this account. */
export async function session(privateKey: CryptoKey, accountId: string, now: Date): Promise<string> {
  const at = Math.floor(now.getTime() / 1000)
  return new SignJWT({})
    .setProtectedHeader({ alg: ALGORITHM, typ: TYPE })
    .setSubject(accountId)
    .setIssuer(ISSUER)
    .setAudience(AUDIENCE)
    .setIssuedAt(at)
    .setExpirationTime(at + SESSION_SECONDS)
    .sign(privateKey)
}

const invalid = () => new AppError("unauthenticated", "session.invalid", "Bitte melden Sie sich an.")

/**
 * The account of a request: Authorization: Bearer, else the cookie. With a cookie, a request that changes something
 * must come from one of our own pages.
 * @throws AppError unauthenticated, or forbidden "origin"
 */
export async function account(
  c: Context,
  { sessions, origins }: { readonly sessions: Sessions; readonly origins: readonly string[] },
): Promise<string> {
  const header = c.req.header("authorization")
  if (header !== undefined) {
    const token = /^Bearer ([A-Za-z0-9._~+/=-]{1,4000})$/i.exec(header)?.[1]
    if (token === undefined) throw invalid()
    return sessions.verify(token)
  }
  const cookie = getCookie(c, COOKIE)
  if (cookie === undefined || cookie === "")
    throw new AppError("unauthenticated", "session.missing", "Bitte melden Sie sich an.")
  const found = await sessions.verify(cookie)
  requireOwnOrigin(c, origins)
  return found
}

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

// The registry's partition is bound by the operator alone; it has no members.
const RESERVED = "system"

/**
 * Proves the membership with one read and gives the context of this person in this house, with the functions that hold
 * today. No member, no such house, no possible house: the same not_found.
 */
export async function enter(
  open: (tenantId: string, actor: Ctx["actor"], client: "api", proof: Proof) => Ctx,
  tenantId: string,
  accountId: string,
  proof: Proof,
): Promise<Ctx> {
  if (!Tenant.shape.id.safeParse(tenantId).success || tenantId === RESERVED) throw notFound()
  const bare = open(tenantId, { personId: accountId, name: "", functions: [] }, "api", proof)
  const member = await Member.load(bare.table, accountId)
  if (!member) throw notFound()
  const actor = Member.asActor(member)
  return open(tenantId, { ...actor, functions: holding(actor.functions, dayOf(bare.now())) }, "api", proof)
}
