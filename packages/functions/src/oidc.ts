/** Relying party of OpenID Connect: sends people to their house's provider and judges what comes back. Knows no house and no session. */
import { accountId } from "@beschlussweg/core/account"
import { AppError } from "@beschlussweg/core/error"
import type { SignIn } from "@beschlussweg/core/tenant"
import type { CryptoKey } from "jose"
import * as client from "openid-client"
import { z } from "zod"
import { log } from "./log.ts"
import { AGAIN, unfitting } from "./unfitting.ts"

/** Who somebody is, as the provider vouches. */
export interface Identity {
  readonly accountId: string
  /** when the person proved it */
  readonly signedInAt: Date
  readonly claims: Readonly<Record<string, unknown>>
}
/** What must come back. */
export interface Checks {
  readonly state: string
  readonly nonce: string
  readonly verifier: string
  /** ISO instant; the sign-in must be no older than this, where it was asked for anew */
  readonly freshSince?: string | undefined
}
type At = Pick<SignIn, "issuer" | "clientId" | "clientAuth">

export interface Party {
  /** address at the provider, and what to check later. @throws AppError refused "signIn.provider" */
  begin(at: At, redirectUri: string, fresh: boolean): Promise<{ url: string; checks: Checks }>
  /** @param answered our redirect address with the query that came. @throws AppError with the reason in German */
  finish(at: At, answered: URL, checks: Checks): Promise<Identity>
  /** where the provider ends its own session, where it offers that */
  farewell(at: At, backTo: string): Promise<string | undefined>
}

export interface PartyOptions {
  /** "local" allows http to the loopback interface, and nothing else of http */
  readonly stage: string
  readonly now: () => Date
  /** for houses with `private_key_jwt`: ES256, published as JWKS */
  readonly clientKey: { readonly key: CryptoKey; readonly kid: string }
  /** seconds a provider has for one answer; default 5 */
  readonly patience?: number
}

/** the most that one answer of a provider may say */
export const PROVIDER_BYTES = 256 * 1024
// Nobody has to sign in anew within a working day; asking for it makes every provider name the instant of the sign-in.
const MAX_AGE = 10 * 60 * 60
/** seconds that two clocks may differ */
const TOLERANCE = 30
const KEPT_MS = 10 * 60 * 1000
const MAX_KEPT = 200

interface Provider {
  readonly metadata: client.ServerMetadata
  readonly until: number
  jwks?: client.ExportedJWKSCache | undefined
}

export function party({ stage, now, clientKey, patience = 5 }: PartyOptions): Party {
  const kept = new Map<string, Provider>()
  const local = stage === "local"

  async function provider(issuer: string): Promise<Provider> {
    const known = kept.get(issuer)
    if (known && known.until > now().getTime()) return known
    const server = address(issuer, local)
    const found = await client.discovery(server, "discovery", undefined, client.None(), {
      timeout: patience,
      [client.customFetch]: bounded(local),
      ...(local ? { execute: [client.allowInsecureRequests] } : {}),
    })
    const { supportsPKCE: _, ...metadata } = found.serverMetadata()
    // The library forgives a missing slash; tokens do not.
    if (metadata.issuer !== issuer) throw new Error("the provider calls itself otherwise")
    const { authorization_endpoint = "", token_endpoint = "", jwks_uri = "", end_session_endpoint } = metadata
    for (const url of [authorization_endpoint, token_endpoint, jwks_uri, end_session_endpoint ?? issuer])
      checked(new URL(url), local)
    const made: Provider = { metadata, until: now().getTime() + KEPT_MS }
    if (kept.size >= MAX_KEPT) kept.clear()
    kept.set(issuer, made)
    return made
  }

  /** Cheap, so one is made for each flow: our clock may have moved. */
  function configuration({ clientId, clientAuth }: At, { metadata, jwks }: Provider): client.Configuration {
    const how = clientAuth === "none" ? client.None() : client.PrivateKeyJwt(clientKey)
    const skew = Math.round((now().getTime() - Date.now()) / 1000)
    const made = new client.Configuration(
      metadata,
      clientId,
      { [client.clockSkew]: skew, [client.clockTolerance]: TOLERANCE },
      how,
    )
    made.timeout = patience
    made[client.customFetch] = bounded(local)
    if (local) client.allowInsecureRequests(made)
    // The connection to the provider vouches for the ID token already; its signature has to hold, too.
    client.enableNonRepudiationChecks(made)
    if (jwks) client.setJwksCache(made, jwks)
    return made
  }

  const reached = async (issuer: string): Promise<Provider> => {
    try {
      return await provider(issuer)
    } catch (error) {
      log("signIn.discovery.failed", { error: error instanceof Error ? error : new Error("unknown") })
      throw unreachable()
    }
  }

  return {
    async begin(at, redirectUri, fresh) {
      const config = configuration(at, await reached(at.issuer))
      const checks: Checks = {
        state: client.randomState(),
        nonce: client.randomNonce(),
        verifier: client.randomPKCECodeVerifier(),
        ...(fresh ? { freshSince: now().toISOString() } : {}),
      }
      try {
        const url = client.buildAuthorizationUrl(config, {
          redirect_uri: redirectUri,
          scope: "openid profile",
          state: checks.state,
          nonce: checks.nonce,
          code_challenge: await client.calculatePKCECodeChallenge(checks.verifier),
          code_challenge_method: "S256",
          max_age: String(fresh ? 0 : MAX_AGE),
          ...(fresh ? { prompt: "login" } : {}),
        })
        return { url: url.href, checks }
      } catch {
        throw unreachable()
      }
    },

    async finish(at, answered, { state, nonce, verifier, freshSince }) {
      const query = answered.searchParams
      for (const name of ["state", "iss", "code", "error"])
        if (query.getAll(name).length > 1) throw unfitting("signIn.response")
      if (query.get("state") !== state) throw unfitting("signIn.state")
      const iss = query.get("iss")
      if (iss !== null && iss !== at.issuer) throw unfitting("signIn.issuer")
      const found = await reached(at.issuer)
      const config = configuration(at, found)
      let claims: client.IDToken | undefined
      try {
        const tokens = await client.authorizationCodeGrant(config, answered, {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
          idTokenExpected: true,
          maxAge: freshSince === undefined ? MAX_AGE : 0,
        })
        claims = tokens.claims()
      } catch (error) {
        throw german(error)
      }
      found.jwks = client.getJwksCache(config)
      const { sub, iat, auth_time } = Proved.parse(claims)
      // A sign-in of the future would stay fresh for too long.
      if (Math.max(iat, auth_time) > now().getTime() / 1000 + TOLERANCE) throw clock()
      if (freshSince !== undefined && auth_time + TOLERANCE < new Date(freshSince).getTime() / 1000)
        throw unfitting("signIn.stale")
      return {
        accountId: await accountId(at.issuer, sub),
        signedInAt: new Date(Math.min(auth_time * 1000, now().getTime())),
        claims: { ...claims },
      }
    },

    async farewell(at, backTo) {
      try {
        const config = configuration(at, await provider(at.issuer))
        if (config.serverMetadata().end_session_endpoint === undefined) return undefined
        return client.buildEndSessionUrl(config, { post_logout_redirect_uri: backTo }).href
      } catch {
        // Our own sessions are over either way.
        return undefined
      }
    },
  }
}

// The library has checked them; it does not say so in its types.
const Proved = z.object({ sub: z.string().min(1).max(255), iat: z.number(), auth_time: z.number() })

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"])

/**
 * Houses name their provider themselves, so we ask only where a public provider can be: https, a name with a dot and no
 * bare address, no credentials in it. In local work the loopback interface as well.
 */
export function checked(url: URL, local: boolean): URL {
  const { protocol, hostname, username, password } = url
  if (username !== "" || password !== "") throw new Error("credentials in an address")
  if (local && LOOPBACK.has(hostname) && /^https?:$/.test(protocol)) return url
  const name = /^(?!.*\.(?:local|internal|localhost|home\.arpa)$)[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z][a-z0-9-]*$/
  if (protocol !== "https:" || !name.test(hostname)) throw new Error("no address of a provider")
  return url
}

function address(issuer: string, local: boolean): URL {
  return checked(new URL(issuer), local)
}

/** fetch that asks allowed addresses only, follows nothing, and stops reading where an answer grows too long. */
function bounded(local: boolean): client.CustomFetch {
  return async (url, { body, ...options }) => {
    checked(new URL(url), local)
    const response = await fetch(url, { ...options, body: body as BodyInit | null, redirect: "manual" })
    const parts: Uint8Array[] = []
    let size = 0
    for await (const part of response.body ?? []) {
      size += part.byteLength
      if (size > PROVIDER_BYTES) throw new TypeError("the provider says too much")
      parts.push(part)
    }
    const empty = [101, 204, 205, 304].includes(response.status)
    return new Response(empty ? null : Buffer.concat(parts), { status: response.status, headers: response.headers })
  }
}

function unreachable(): AppError {
  return new AppError(
    "refused",
    "signIn.provider",
    "Der Anmeldedienst Ihres Hauses antwortet gerade nicht, wie er soll. Bitte versuchen Sie es in einigen Minuten noch einmal und wenden Sie sich sonst an Ihre Mandantenadministration.",
  )
}

const clock = () =>
  new AppError(
    "unauthenticated",
    "signIn.clock",
    `Die Bestätigung des Anmeldedienstes ist abgelaufen oder noch nicht gültig; vielleicht geht eine Uhr falsch. ${AGAIN}`,
  )

/** An error of the library in German; what it says in its own words may name people, so none of that goes on. */
function german(error: unknown): AppError {
  const code = error instanceof Error && "code" in error ? String(error.code) : undefined
  log("signIn.response", { reason: code ?? (error instanceof Error ? error.name : "unknown") })
  if (error instanceof client.AuthorizationResponseError)
    return error.error === "access_denied"
      ? new AppError(
          "unauthenticated",
          "signIn.denied",
          `Sie haben die Anmeldung abgebrochen oder nicht zugestimmt. ${AGAIN}`,
        )
      : unreachable()
  if (error instanceof client.ResponseBodyError)
    return error.error === "invalid_grant"
      ? new AppError(
          "unauthenticated",
          "signIn.used",
          `Diese Anmeldung wurde schon verwendet oder ist abgelaufen. ${AGAIN}`,
        )
      : unreachable()
  switch (code) {
    case "OAUTH_JWT_TIMESTAMP_CHECK_FAILED":
      return clock()
    case "OAUTH_JWT_CLAIM_COMPARISON_FAILED":
    case "OAUTH_INVALID_RESPONSE":
    case "OAUTH_UNSUPPORTED_OPERATION":
    case "OAUTH_KEY_SELECTION_FAILED":
    case "OAUTH_PARSE_ERROR":
      return unfitting("signIn.response")
  }
  return unreachable()
}
