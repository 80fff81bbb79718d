/** RFC 3161 timestamp tokens (Zeitstempel): reads them, brings them into one canonical form, and checks them. */
import { hash } from "node:crypto"
import type { Bytes, Der } from "@beschlussweg/core/context"
import { digestOf, digestOfSignature, type Hash, RSA_ENCRYPTION, rsaWith, SHA256_OID, verified } from "./algorithm.ts"
import { EKU_TIME_STAMPING } from "./certificate/oid.ts"
import { type Certificate, readCertificate } from "./certificate/read.ts"
import * as cms from "./cms.ts"
import * as der from "./der.ts"

export const OID = {
  tstInfo: "1.2.840.113549.1.9.16.1.4",
  signingCertificate: "1.2.840.113549.1.9.16.2.12",
  /** our own (from a UUID): SHA-256 over certificates that the signed attributes do not name */
  certificateSum: "2.25.245815283516404095785234585037554518931",
} as const

/** A checked token. */
export interface Token {
  readonly at: Date
  readonly nonce: bigint | undefined
  readonly policy: string
  /** nearest first, as far as the token carries them */
  readonly certificates: readonly Certificate[]
}

interface Raw {
  readonly digest: Hash
  readonly content: Uint8Array
  readonly certificates: readonly Certificate[]
  /** content of the signed attributes, without their tag */
  readonly attributes: Uint8Array
  readonly algorithm: Der
  readonly signature: Uint8Array
}

function parse(token: Bytes): Raw {
  const [type, wrapped] = der.sequenceOf(der.read(token))
  if (der.readOid(type) !== cms.OID.signedData) throw new der.DerError("token is not signed data")
  const [, , encapsulated, ...rest] = der.sequenceOf(der.children(der.expect(wrapped, 0xa0))[0])
  const [contentType, explicit] = der.sequenceOf(encapsulated)
  if (der.readOid(contentType) !== OID.tstInfo) throw new der.DerError("token carries no time")
  const infos = der.children(der.expect(rest.at(-1), der.TAG.set))
  if (infos.length !== 1) throw new der.DerError("token with several signers")
  const [, id, digestAlgorithm, attributes, signatureAlgorithm, signature] = der.sequenceOf(infos[0])
  const digest = digestOf(digestAlgorithm)
  const set = rest.find((part) => part.tag === 0xa0)
  const pool = (set === undefined ? [] : der.children(set))
    .filter((one) => one.tag === der.TAG.sequence)
    .map((one) => readCertificate(one.raw))
  const [algorithmId] = der.sequenceOf(signatureAlgorithm)
  return {
    digest,
    content: der.expect(der.children(der.expect(explicit, 0xa0))[0], der.TAG.octets).content,
    certificates: path(pool, der.expect(id)),
    attributes: der.expect(attributes, 0xa0).content,
    algorithm: der.readOid(algorithmId) === RSA_ENCRYPTION ? rsaWith(digest) : der.expect(signatureAlgorithm).raw,
    signature: der.expect(signature, der.TAG.octets).content,
  }
}

/** The signer's certificate and those of its issuers that the token brings along, without a root; others are left out. */
function path(pool: readonly Certificate[], id: der.Tlv): Certificate[] {
  const isSigner = (c: Certificate): boolean =>
    id.tag === 0x80 ? c.keyId !== undefined && cms.same(c.keyId, id.content) : cms.same(cms.signerId(c), id.raw)
  const out = pool.filter(isSigner).slice(0, 1)
  for (;;) {
    const last = out.at(-1)
    const next = last && pool.find((c) => !out.includes(c) && !cms.same(c.subject, c.issuer) && cms.issued(c, last))
    if (next === undefined) return out
    out.push(next)
  }
}

/**
 * The same token without what its signature does not protect: unsigned attributes, revocation data, spare certificates,
 * and with one spelling of algorithms and signer id. Only in this form does every byte of a token matter.
 * @throws DerError
 */
export function tidy(token: Bytes): Der {
  const raw = parse(token)
  const [first] = raw.certificates
  if (first === undefined) throw new der.DerError("token without the certificate of its signer")
  const digest = der.sequence(der.oid(digestOid(raw.digest)))
  return der.sequence(
    der.oid(cms.OID.signedData),
    der.context(
      0,
      der.sequence(
        der.integer(3),
        der.setOf(digest),
        der.sequence(der.oid(OID.tstInfo), der.context(0, der.octets(raw.content))),
        der.context(0, der.read(der.setOf(...raw.certificates.map((c) => c.raw))).content),
        der.setOf(
          der.sequence(
            der.integer(1),
            cms.signerId(first),
            digest,
            der.context(0, raw.attributes),
            raw.algorithm,
            der.octets(raw.signature),
            ...sum(raw),
          ),
        ),
      ),
    ),
  )
}
/** Unsigned attribute that makes a changed byte in an issuer's certificate visible, where the authority names only its own. */
function sum(raw: Raw): Der[] {
  const named = essence(attributesOf(raw)).map(({ value }) => value)
  const loose = raw.certificates.slice(1).filter((c) => !named.some((value) => cms.same(value, cms.sha256(c.raw))))
  if (loose.length === 0) return []
  return [
    der.context(1, cms.attribute(OID.certificateSum, der.octets(cms.sha256(Buffer.concat(loose.map((c) => c.raw)))))),
  ]
}

const digestOid = (name: Hash): string =>
  name === "sha384" ? "2.16.840.1.101.3.4.2.2" : name === "sha512" ? "2.16.840.1.101.3.4.2.3" : SHA256_OID

/**
 * Checks a token over `digest` (SHA-256): imprint, attributes, signature, purpose and validity of its certificate.
 * Trust in the certificate's issuer is judged elsewhere. @throws DerError naming what does not hold
 */
export function check(token: Bytes, digest: Bytes): Token {
  const raw = parse(token)
  const [first] = raw.certificates
  if (first === undefined) throw new der.DerError("token without the certificate of its signer")
  if (raw.digest === "sha1" || digestOfSignature(raw.algorithm) !== raw.digest) throw new der.DerError("token digest")
  const signed = der.tlv(der.TAG.set, raw.attributes)
  der.assertCanonical(signed)
  const attributes = attributesOf(raw)
  if (der.readOid(attributes.get(cms.OID.contentType)) !== OID.tstInfo) throw new der.DerError("token content type")
  const expected = hash(raw.digest, raw.content, "buffer")
  if (!cms.same(der.expect(attributes.get(cms.OID.messageDigest), der.TAG.octets).content, expected))
    throw new der.DerError("token content was changed")
  if (!names(attributes, first)) throw new der.DerError("token names another certificate")
  if (!verified(raw.algorithm, signed, first.spki, raw.signature))
    throw new der.DerError("token signature does not fit")
  if (first.extendedUsages.length !== 1 || first.extendedUsages[0] !== EKU_TIME_STAMPING)
    throw new der.DerError("certificate is not for timestamps")

  const [version, policy, imprint, , at, ...rest] = der.sequenceOf(der.read(raw.content))
  const [algorithm, stamped] = der.sequenceOf(imprint)
  if (der.readInteger(version) !== 1n) throw new der.DerError("token version")
  if (digestOf(algorithm) !== "sha256" || !cms.same(der.expect(stamped, der.TAG.octets).content, digest))
    throw new der.DerError("token stamps something else")
  const instant = der.readTime(der.expect(at, der.TAG.generalizedTime))
  if (instant < first.notBefore || instant > first.notAfter)
    throw new der.DerError("certificate of the token not valid then")
  const nonce = rest.find((part) => part.tag === der.TAG.integer)
  return {
    at: instant,
    nonce: nonce === undefined ? undefined : der.readInteger(nonce),
    policy: der.readOid(policy),
    certificates: raw.certificates,
  }
}

type Attributes = ReadonlyMap<string, der.Tlv | undefined>
function attributesOf(raw: Raw): Attributes {
  return new Map(
    der.children(der.read(der.tlv(der.TAG.set, raw.attributes))).map((one) => {
      const [id, values] = der.sequenceOf(one)
      return [der.readOid(id), der.children(der.expect(values, der.TAG.set))[0]] as const
    }),
  )
}

/** Certificates that the token names: signing-certificate-v2, or its predecessor with SHA-1 that some still write. */
function essence(attributes: Attributes): { digest: Hash; value: Uint8Array }[] {
  const second = attributes.get(cms.OID.signingCertificateV2)
  const list = der.sequenceOf(second ?? attributes.get(OID.signingCertificate))[0]
  return der.sequenceOf(list).map((one) => {
    const parts = der.sequenceOf(one)
    const stated = parts[0]?.tag === der.TAG.sequence ? digestOf(parts[0]) : undefined
    const value = der.expect(parts[stated === undefined ? 0 : 1], der.TAG.octets).content
    return { digest: stated ?? (second === undefined ? "sha1" : "sha256"), value }
  })
}

function names(attributes: Attributes, certificate: Certificate): boolean {
  const [first] = essence(attributes)
  return first !== undefined && cms.same(hash(first.digest, certificate.raw, "buffer"), first.value)
}
