/** Secrets of a state folder: made once, private to their owner, never in git. */
import { randomBytes } from "node:crypto"
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { CryptoKey, JWK } from "jose"
import { calculateJwkThumbprint } from "jose/jwk/thumbprint"
import { exportJWK } from "jose/key/export"
import { generateKeyPair } from "jose/key/generate/keypair"
import { importJWK } from "jose/key/import"
import { z } from "zod"

/** 32 random bytes. */
export function secret(dir: string, name: string): Uint8Array {
  const path = join(dir, name)
  if (!existsSync(path)) writeFileSync(path, randomBytes(32), { mode: 0o600, flag: "wx" })
  return readFileSync(path)
}

export type Algorithm = "EdDSA" | "ES256"
const Private = z.discriminatedUnion("kty", [
  z.object({ kty: z.literal("OKP"), crv: z.literal("Ed25519"), x: z.string(), d: z.string() }),
  z.object({ kty: z.literal("EC"), crv: z.literal("P-256"), x: z.string(), y: z.string(), d: z.string() }),
])

/** 32 bytes of a stage: page cursors, what a browser remembers while it signs in, groups of addresses, links on disk. */
export type SecretName = "cursor" | "signin" | "source" | "link"
/** Our key at the providers, and the one that signs sessions. */
export type PairName = keyof typeof PAIR
export const PAIR = { client: "ES256", session: "EdDSA" } as const satisfies Record<string, Algorithm>

export interface Secrets {
  bytes(name: SecretName): Uint8Array
  pair(name: PairName): Promise<KeyPair>
}

/** The secrets of a state folder. */
export const folderSecrets = (dir: string): Secrets => ({
  bytes: (name) => secret(dir, `${name}.key`),
  pair: (name) => keyPair(dir, `${name}.jwk`, PAIR[name]),
})

/** A new private key as the JSON text of its JWK. */
export async function newPair(alg: Algorithm): Promise<string> {
  const crv = alg === "EdDSA" ? { crv: "Ed25519" } : {}
  const { privateKey } = await generateKeyPair(alg, { ...crv, extractable: true })
  return JSON.stringify(await exportJWK(privateKey))
}

/** A private key as JWK with its thumbprint as kid. */
export async function createLocalKey(dir: string, name: string, alg: Algorithm): Promise<JWK & { kid: string }> {
  const path = join(dir, name)
  if (!existsSync(path)) writeFileSync(path, await newPair(alg), { mode: 0o600, flag: "wx" })
  return identified(readFileSync(path, "utf8"), alg)
}

async function identified(text: string, alg: Algorithm): Promise<JWK & { kid: string }> {
  const jwk = Private.parse(JSON.parse(text))
  return { ...jwk, alg, use: "sig", kid: await calculateJwkThumbprint(jwk) }
}

export interface KeyPair {
  readonly publicKey: CryptoKey
  readonly privateKey: CryptoKey
  readonly kid: string
  /** what others may know of it */
  readonly publicJwk: JWK
}

export async function keyPair(dir: string, name: string, alg: Algorithm): Promise<KeyPair> {
  return joined(await createLocalKey(dir, name, alg), alg)
}

/** A key pair from the JSON text of its private JWK. */
export async function pairOf(text: string, alg: Algorithm): Promise<KeyPair> {
  return joined(await identified(text, alg), alg)
}

async function joined({ d, ...publicJwk }: JWK & { kid: string }, alg: Algorithm): Promise<KeyPair> {
  return {
    publicKey: await imported(publicJwk, alg),
    privateKey: await imported({ ...publicJwk, d }, alg),
    kid: publicJwk.kid,
    publicJwk,
  }
}

async function imported(jwk: JWK, alg: Algorithm): Promise<CryptoKey> {
  const key = await importJWK(jwk, alg)
  if (key instanceof Uint8Array) throw new Error("a key pair is no secret")
  return key
}
