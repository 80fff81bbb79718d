/** Sessions (Sitzungen) of people: short-lived signed tokens in a host cookie, renewed while somebody works, dead after sign-out. */
import { AccountId } from "@beschlussweg/core/account"
import { AppError } from "@beschlussweg/core/error"
import type { CryptoKey } from "jose"
import * as errors from "jose/errors"
import { SignJWT } from "jose/jwt/sign"
import { jwtVerify } from "jose/jwt/verify"
import { z } from "zod"

const ISSUER = "beschlussweg"
const AUDIENCE = "beschlussweg-api"
const TYPE = "beschlussweg-session+jwt"
const ALGORITHM = "EdDSA"
/** seconds that one token holds */
export const TOKEN_SECONDS = 15 * 60
/** seconds after which a token is replaced while requests come in */
export const RENEW_SECONDS = 5 * 60
/** seconds after which somebody has to sign in again, however busy */
export const SESSION_SECONDS = 10 * 60 * 60
/** More would not fit into a cookie; who works for more houses switches over the sign-in. */
export const MAX_HOUSES = 20
/** `__Host-`: this host only, whole path, Secure. Browsers take localhost for secure, so it works there, too. */
export const COOKIE = "__Host-beschlussweg"

/** Who somebody is in one house, and how old the sign-in may be that a signature follows. */
export interface Place {
  readonly personId: string
  readonly freshMinutes: number
}
export interface Session {
  readonly accountId: string
  /** changes with every sign-in */
  readonly sid: string
  /** where the person proved who he is: opens only houses that trust the same issuer with the same client */
  readonly issuer: string
  readonly clientId: string
  /** when the person proved it to the provider */
  readonly signedInAt: Date
  /** when this session began; renewing keeps it, so that a sign-out ends the renewed tokens, too */
  readonly since: Date
  /** when this token was made */
  readonly issuedAt: Date
  readonly houses: ReadonlyMap<string, Place>
  /** when this token ends */
  readonly endsAt: Date
}
/** A session before a token is made of it. */
export type Opening = Omit<Session, "issuedAt" | "endsAt">

export interface Sessions {
  /** @throws AppError unauthenticated "session.invalid", "session.expired" */
  verify(token: string): Promise<Session>
  /** a token of 15 minutes, or of what is left of ten hours */
  issue(session: Opening): Promise<string>
}

const Claims = z.object({
  sub: AccountId,
  sid: z.string().min(1),
  idp: z.string().min(1),
  client: z.string().min(1),
  auth_time: z.int(),
  iat: z.int(),
  exp: z.int(),
  /** milliseconds */
  since: z.int(),
  houses: z.record(z.string(), z.tuple([z.string(), z.int()])),
})

const MAX_JUDGED = 2000
/** Within the life of its token, and of the session. */
const current = ({ issuedAt, endsAt, since }: Session, at: Date): boolean =>
  issuedAt <= at && at < endsAt && at.getTime() - since.getTime() < SESSION_SECONDS * 1000

export function sessions(
  keys: { readonly publicKey: CryptoKey; readonly privateKey: CryptoKey },
  now: () => Date,
): Sessions {
  // A signature costs more than everything else at the door, and a browser sends the same token again and again.
  const judged = new Map<string, Session>()
  return {
    async verify(token) {
      const known = judged.get(token)
      if (known && current(known, now())) return known
      try {
        const { payload } = await jwtVerify(token, keys.publicKey, {
          algorithms: [ALGORITHM],
          issuer: ISSUER,
          audience: AUDIENCE,
          typ: TYPE,
          requiredClaims: ["sub", "iat", "exp"],
          maxTokenAge: TOKEN_SECONDS,
          currentDate: now(),
        })
        const { data } = Claims.safeParse(payload)
        if (!data || data.since + SESSION_SECONDS * 1000 < now().getTime()) throw sessionInvalid()
        const session: Session = {
          accountId: data.sub,
          sid: data.sid,
          issuer: data.idp,
          clientId: data.client,
          signedInAt: new Date(data.auth_time * 1000),
          since: new Date(data.since),
          issuedAt: new Date(data.iat * 1000),
          houses: new Map(
            Object.entries(data.houses).map(([id, [personId, freshMinutes]]) => [id, { personId, freshMinutes }]),
          ),
          endsAt: new Date(Math.min(data.exp, data.iat + TOKEN_SECONDS) * 1000),
        }
        if (judged.size >= MAX_JUDGED) judged.clear()
        judged.set(token, session)
        return session
      } catch (error) {
        if (error instanceof errors.JWTExpired) throw sessionExpired()
        // Anything that is wrong with a token is the sender's business; a broken key of ours would be, too, so it is named.
        if (error instanceof errors.JOSEError || error instanceof AppError) throw sessionInvalid()
        throw error
      }
    },
    async issue({ accountId, sid, issuer, clientId, signedInAt, since, houses }) {
      const at = Math.floor(now().getTime() / 1000)
      const places = [...houses].slice(0, MAX_HOUSES).map(([id, p]) => [id, [p.personId, p.freshMinutes]])
      return new SignJWT({
        sid,
        idp: issuer,
        client: clientId,
        auth_time: Math.floor(signedInAt.getTime() / 1000),
        since: since.getTime(),
        houses: Object.fromEntries(places),
      })
        .setProtectedHeader({ alg: ALGORITHM, typ: TYPE })
        .setSubject(accountId)
        .setIssuer(ISSUER)
        .setAudience(AUDIENCE)
        .setIssuedAt(at)
        .setExpirationTime(Math.min(at + TOKEN_SECONDS, Math.floor(since.getTime() / 1000) + SESSION_SECONDS))
        .sign(keys.privateKey)
    },
  }
}

export const sessionMissing = () => new AppError("unauthenticated", "session.missing", "Bitte melden Sie sich an.")
export const sessionInvalid = () => new AppError("unauthenticated", "session.invalid", "Bitte melden Sie sich an.")
export const sessionExpired = () =>
  new AppError("unauthenticated", "session.expired", "Ihre Anmeldung ist abgelaufen. Bitte melden Sie sich neu an.")
export const sessionEnded = () =>
  new AppError("unauthenticated", "session.ended", "Sie haben sich abgemeldet. Bitte melden Sie sich neu an.")

/** Whether a mark says that this session is over. */
export const endedBy = (session: Pick<Session, "since">, notBefore: Date | undefined): boolean =>
  notBefore !== undefined && session.since.getTime() <= notBefore.getTime()
