/** An OpenID provider of local work and tests: the certified library on a loopback port, with accounts that need no password. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import { interactionPolicy, type KoaContext, Provider } from "oidc-provider"
import { memory } from "./memory.ts"
import { type Choices, loginPage, logoutPage, providerFailure } from "./page/provider.ts"
import { createLocalKey } from "./secret.ts"

/** Clients that every embedded provider knows. */
export const CLIENT = {
  /** public client with PKCE */
  none: "beschlussweg",
  /** proves itself with our key */
  private_key_jwt: "beschlussweg-haus",
  operator: "beschlussweg-betrieb",
} as const

export interface EmbeddedProvider {
  /** "http://localhost:3001" */
  readonly issuer: string
  stop(): Promise<void>
}
export interface ProviderOptions {
  /** 0: any free one */
  readonly port: number
  /** folder of its key; the tokens of yesterday stay checkable */
  readonly dir: string
  /** accounts that its page offers */
  houses(): readonly Choices[]
  /** origins of the service that people come from and go back to */
  readonly origins: readonly string[]
  /** public keys of the service, for the client that proves itself */
  readonly jwks: { readonly keys: readonly object[] }
  /** what the provider says about an account beside its name */
  readonly claims?: (subject: string) => Readonly<Record<string, unknown>>
}

const HOST = "127.0.0.1"

/** @throws Error EADDRINUSE where the port is taken */
export async function openProvider(options: ProviderOptions): Promise<EmbeddedProvider> {
  const { origins, houses } = options
  let answer: ((req: IncomingMessage, res: ServerResponse) => Promise<void>) | undefined
  const server = createServer((req, res) => {
    const failed = () => {
      if (!res.headersSent) page(res, 400, String(providerFailure("interaction")), origins)
      else res.destroy()
    }
    if (answer) answer(req, res).catch(failed)
    else res.writeHead(503).end()
  })
  await new Promise<void>((done, failed) => {
    server.once("error", failed)
    server.listen(options.port, HOST, done)
  })
  const bound = server.address()
  const issuer = `http://localhost:${typeof bound === "object" && bound !== null ? bound.port : options.port}`
  const provider = await make(issuer, options)
  const library = provider.callback()
  answer = async (req, res) => {
    const uid = /^\/konto\/([A-Za-z0-9_-]{1,80})$/.exec((req.url ?? "").split("?")[0] ?? "")?.[1]
    if (uid === undefined) return library(req, res)
    const interaction = await provider.interactionDetails(req, res)
    if (interaction.uid !== uid) throw new Error("another interaction")
    if (req.method !== "POST") return page(res, 200, String(await loginPage(uid, houses())), origins)
    const fields = new URLSearchParams(await text(req))
    const konto = fields.get("konto") ?? ""
    if (fields.has("abbrechen"))
      return provider.interactionFinished(req, res, { error: "access_denied", error_description: "cancelled" })
    if (!/^[a-z0-9-]{1,60}$/.test(konto)) throw new Error("no account")
    await provider.interactionFinished(req, res, { login: { accountId: konto } }, { mergeWithLastSubmission: false })
  }
  return {
    issuer,
    stop: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}

async function make(issuer: string, { dir, houses, origins, jwks, claims }: ProviderOptions): Promise<Provider> {
  const nameOf = (sub: string) =>
    houses()
      .flatMap((h) => h.accounts)
      .find((a) => a.id === sub)?.name ?? sub
  const back = origins.map((o) => `${o}/anmelden/rueckkehr/`)
  const base = {
    redirect_uris: back.map((b) => `${b}haus`),
    post_logout_redirect_uris: origins.map((o) => `${o}/`),
    response_types: ["code"],
    grant_types: ["authorization_code"],
    id_token_signed_response_alg: "ES256",
    token_endpoint_auth_method: "none",
  }
  const policy = interactionPolicy.base()
  // Whoever comes chooses an account: so one can be another person a moment later.
  policy
    .get("login")
    .checks.add(new interactionPolicy.Check("choose", "an account has to be chosen", (ctx) => !ctx.oidc.result?.login))
  const provider = new Provider(issuer, {
    adapter: memory(),
    clients: [
      { ...base, client_id: CLIENT.none },
      { ...base, client_id: CLIENT.operator },
      {
        ...base,
        client_id: CLIENT.private_key_jwt,
        token_endpoint_auth_method: "private_key_jwt",
        token_endpoint_auth_signing_alg: "ES256",
        jwks,
      },
    ],
    jwks: { keys: [await createLocalKey(dir, "provider.jwk", "ES256")] },
    cookies: { keys: [crypto.randomUUID()] },
    scopes: ["openid", "profile"],
    claims: { openid: ["sub"], profile: ["name", ...Object.keys(claims?.("") ?? {})] },
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    clientBasedCORS: () => false,
    ttl: {
      AccessToken: 600,
      AuthorizationCode: 60,
      IdToken: 600,
      Interaction: 600,
      Session: 8 * 3600,
      Grant: 8 * 3600,
    },
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: async (ctx: KoaContext, form: string) => {
          secure(ctx, origins)
          ctx.body = String(await logoutPage(form))
        },
      },
    },
    interactions: { policy, url: (_: KoaContext, { uid }: { uid: string }) => `/konto/${uid}` },
    findAccount: (_: KoaContext, sub: string) => ({
      accountId: sub,
      claims: () => ({ sub, name: nameOf(sub), ...claims?.(sub) }),
    }),
    // Nobody is asked for consent at a provider of his own employer.
    loadExistingGrant: async (ctx: KoaContext) => {
      const grant = new provider.Grant({
        clientId: ctx.oidc.client.clientId,
        accountId: ctx.oidc.session.accountId,
      })
      grant.addOIDCScope("openid profile")
      await grant.save()
      return grant
    },
    renderError: async (ctx: KoaContext, { error }: { error: string }) => {
      secure(ctx, origins)
      ctx.type = "html"
      ctx.body = String(await providerFailure(error))
    },
  })
  // Each house has an address of its own to come back to; houses are founded while this runs.
  provider.Client.prototype.redirectUriAllowed = (uri) =>
    back.some((b) => uri.startsWith(b) && /^[a-z0-9-]{2,40}$/.test(uri.slice(b.length)))
  return provider
}

/** Forms lead back to the service, which is another origin. */
const policyFor = (origins: readonly string[]) =>
  `default-src 'none'; style-src 'unsafe-inline'; form-action 'self' ${origins.join(" ")}; base-uri 'none'; frame-ancestors 'none'`

function secure(ctx: KoaContext, origins: readonly string[]): void {
  ctx.set("Content-Security-Policy", policyFor(origins))
  ctx.set("Referrer-Policy", "no-referrer")
}

function page(res: ServerResponse, status: number, body: string, origins: readonly string[]): void {
  res.writeHead(status, {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": policyFor(origins),
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
  })
  res.end(body)
}

async function text(req: IncomingMessage): Promise<string> {
  let found = ""
  for await (const part of req) {
    found += String(part)
    if (found.length > 4096) throw new Error("too long")
  }
  return found
}
