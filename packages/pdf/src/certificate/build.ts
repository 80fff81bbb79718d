/** Writes certificates and revocation lists: names, extensions, validity, and the signature around them. */
import { hash, randomBytes } from "node:crypto"
import type { Bytes, Der, Signer } from "@beschlussweg/core/context"
import { AppError } from "@beschlussweg/core/error"
import * as der from "../der.ts"
import { OID } from "./oid.ts"
import { readCertificate } from "./read.ts"

export const YEARS = { root: 40, authority: 25, leaf: 10 } as const
/** clocks of this machine and of a TSA may differ; a certificate must not be younger than its own timestamp */
export const SKEW_MS = 5 * 60_000

/** AlgorithmIdentifier of every signature made here. */
export const ECDSA_SHA256 = der.sequence(der.oid(OID.ecdsaWithSha256))

export interface Issuer {
  readonly subject: Der
  readonly keyId: Uint8Array
  sign(digest: Bytes): Promise<Der>
}
interface Plan {
  readonly issuer: Issuer
  readonly subject: Der
  readonly spki: Der
  readonly from: Date
  readonly until: Date
  readonly extensions: readonly Der[]
}

export async function build(plan: Plan): Promise<Der> {
  const tbs = der.sequence(
    der.context(0, der.integer(2)),
    der.integer(serial()),
    ECDSA_SHA256,
    plan.issuer.subject,
    der.sequence(der.time(plan.from), der.time(plan.until)),
    plan.subject,
    plan.spki,
    der.context(
      3,
      der.sequence(
        ...plan.extensions,
        extension(OID.subjectKeyId, false, der.octets(keyId(plan.spki))),
        extension(OID.authorityKeyId, false, der.sequence(der.contextPrimitive(0, plan.issuer.keyId))),
      ),
    ),
  )
  return signed(tbs, plan.issuer.sign)
}

export async function signed(tbs: Der, sign: (digest: Bytes) => Promise<Der>): Promise<Der> {
  return der.sequence(tbs, ECDSA_SHA256, der.bits(await sign(hash("sha256", tbs, "buffer"))))
}

export function issuerOf(authority: Signer): Issuer {
  const certificate = readCertificate(authority.certificate)
  return {
    subject: certificate.subject,
    keyId: keyId(certificate.spki),
    sign: (digest) => authority.sign(digest),
  }
}

export function validity(authority: Signer, at: Date, years: number): { from: Date; until: Date } {
  const { notBefore, notAfter } = readCertificate(authority.certificate)
  if (at > notAfter || at < notBefore)
    throw new AppError(
      "refused",
      "authority.expired",
      "Das Ausstellungszertifikat ist zu diesem Zeitpunkt nicht gültig. Bitte die Systembetreuung verständigen.",
    )
  const from = new Date(Math.max(at.getTime() - SKEW_MS, notBefore.getTime()))
  const until = addYears(at, years)
  return { from, until: new Date(Math.min(until.getTime(), notAfter.getTime())) }
}

/** 127 random bits, positive and never short. */
function serial(): Uint8Array {
  const bytes = randomBytes(16)
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40
  return bytes
}

/** RFC 7093 method 1: leftmost 160 bits of the SHA-256 of the public key. */
export function keyId(spki: Der): Uint8Array {
  const [, key] = der.sequenceOf(der.read(spki))
  return hash("sha256", der.expect(key, der.TAG.bits).content.subarray(1), "buffer").subarray(0, 20)
}

export function addYears(at: Date, years: number): Date {
  const out = new Date(at)
  out.setUTCFullYear(out.getUTCFullYear() + years)
  return out
}

export function extension(id: string, critical: boolean, value: Der): Der {
  return der.sequence(der.oid(id), ...(critical ? [der.boolean(true)] : []), der.octets(value))
}
export const authorityConstraints = (pathLength: number): Der =>
  extension(OID.basicConstraints, true, der.sequence(der.boolean(true), der.integer(pathLength)))

/** Name with one attribute per level, country first; RFC 5280 allows 64 characters, description 1024. */
export function dn(attributes: readonly (readonly [string, string])[]): Der {
  const attribute = (id: string, value: Der): Der => der.setOf(der.sequence(der.oid(id), value))
  return der.sequence(
    attribute(OID.country, der.printable("DE")),
    ...attributes.map(([id, text]) => attribute(id, der.utf8(shorten(text, id === OID.description ? 1024 : 64)))),
  )
}
function shorten(text: string, limit: number): string {
  const points = [...text.normalize("NFC").replace(/\s+/g, " ").trim()]
  return points.length <= limit ? points.join("") : `${points.slice(0, limit - 1).join("")}…`
}
