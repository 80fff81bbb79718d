/** Demo sign-in of local work: sessions without proof for the accounts of the demo. Only local.ts imports this file. */
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { AppError } from "@beschlussweg/core/error"
import { parse } from "@beschlussweg/core/verb"
import { Hono } from "hono"
import { deleteCookie, setCookie } from "hono/cookie"
import { type CryptoKey, exportJWK, generateKeyPair, importJWK } from "jose"
import { z } from "zod"
import { bounded, json, mediaType } from "./api/body.ts"
import type { Env } from "./api/route.ts"
import { COOKIE, requireOwnOrigin, SESSION_SECONDS, session } from "./auth.ts"
import { type Choices, signInPage } from "./page/signin.ts"

export interface KeyPair {
  readonly publicKey: CryptoKey
  readonly privateKey: CryptoKey
}

/** The key pair of local sessions, made once per state folder and private to its owner. */
export async function sessionKeys(dir: string): Promise<KeyPair> {
  const path = join(dir, "session.jwk")
  if (!existsSync(path)) {
    const { privateKey } = await generateKeyPair("EdDSA", { crv: "Ed25519", extractable: true })
    writeFileSync(path, JSON.stringify(await exportJWK(privateKey)), { mode: 0o600, flag: "wx" })
  }
  const { d, ...rest } = z
    .object({ kty: z.literal("OKP"), crv: z.literal("Ed25519"), x: z.string(), d: z.string() })
    .parse(JSON.parse(readFileSync(path, "utf8")))
  return { publicKey: await key(rest), privateKey: await key({ ...rest, d }) }
}

async function key(jwk: { kty: string; crv: string; x: string; d?: string }): Promise<CryptoKey> {
  const imported = await importJWK(jwk, "EdDSA")
  if (imported instanceof Uint8Array) throw new Error("a session key is no secret")
  return imported
}

const Wish = z.strictObject({ konto: z.string().max(60), weiter: z.string().max(2000).default("/") })

/**
 * Routes of the demo sign-in: a page with a cookie for browsers, a token for programs. The account must be one of the
 * demo; its rights are those of its membership, like everybody's.
 */
export function demoRoutes(
  given: { readonly houses: readonly Choices[]; readonly ca: string },
  { keys, origins, now }: { readonly keys: KeyPair; readonly origins: readonly string[]; readonly now: () => Date },
): Hono<Env> {
  const sign = async (id: string): Promise<string> => {
    if (!given.houses.some((h) => h.accounts.some((a) => a.id === id)))
      throw new AppError("input", "account.unknown", "Dieses Demo-Konto gibt es nicht.")
    return session(keys.privateKey, id, now())
  }
  return new Hono<Env>()
    .get("/anmelden", (c) => c.html(signInPage(given.houses, own(c.req.query("weiter")))))
    .post("/anmelden", async (c) => {
      if (mediaType(c.req.raw) === "application/json") {
        const { konto } = parse(Wish, await json(c.req.raw))
        const expires = new Date(now().getTime() + SESSION_SECONDS * 1000).toISOString()
        return c.json({ token: await sign(konto), expiresAt: expires })
      }
      // A form of another site must not sign anybody in.
      requireOwnOrigin(c, origins)
      const fields = new URLSearchParams(new TextDecoder().decode(await bounded(c.req.raw, 8192)))
      const { konto, weiter } = parse(Wish, Object.fromEntries(fields))
      setCookie(c, COOKIE, await sign(konto), {
        path: "/",
        secure: true,
        httpOnly: true,
        sameSite: "Lax",
        maxAge: SESSION_SECONDS,
      })
      return c.redirect(own(weiter), 303)
    })
    .post("/abmelden", (c) => {
      requireOwnOrigin(c, origins)
      deleteCookie(c, COOKIE, { path: "/", secure: true })
      return c.redirect("/", 303)
    })
    .get("/musterverfahren/ca.pem", (c) =>
      c.body(given.ca, 200, {
        "Content-Type": "application/x-pem-file",
        "Content-Disposition": 'attachment; filename="ca.pem"',
      }),
    )
}

/** Only a path of this service; anything else leads to the start page. */
function own(path: string | undefined): string {
  return path !== undefined && /^\/(?![/\\])[\x21-\x7e]*$/.test(path) && !path.includes("\\") ? path : "/"
}
