/**
 * CMS SignedData of one PAdES signature. Everything outside the signed attributes is a pure function of certificates,
 * signature and timestamp, so verification writes it again and compares every byte.
 */
import { hash } from "node:crypto"
import type { Bytes, Der, Signer } from "@beschlussweg/core/context"
import { SHA256_OID, verified } from "./algorithm.ts"
import { ECDSA_SHA256 } from "./certificate/build.ts"
import { type Certificate, readCertificate } from "./certificate/read.ts"
import * as der from "./der.ts"

export const OID = {
  data: "1.2.840.113549.1.7.1",
  signedData: "1.2.840.113549.1.7.2",
  contentType: "1.2.840.113549.1.9.3",
  messageDigest: "1.2.840.113549.1.9.4",
  signingCertificateV2: "1.2.840.113549.1.9.16.2.47",
  timestampToken: "1.2.840.113549.1.9.16.2.14",
} as const

export const sha256 = (bytes: Bytes): Buffer => hash("sha256", bytes, "buffer")
export const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0
export const attribute = (id: string, ...values: readonly Der[]): Der => der.sequence(der.oid(id), der.setOf(...values))
/** issuerAndSerialNumber of a certificate. */
export function signerId(certificate: Certificate): Der {
  return der.sequence(certificate.issuer, der.tlv(der.TAG.integer, Buffer.from(certificate.serial, "hex")))
}

/** A signature before it is written: certificates nearest first, and an RFC 3161 token over the signature value. */
export interface Parts {
  readonly certificates: readonly Der[]
  readonly signature: Der
  readonly token: Der | undefined
}

const DIGEST = der.sequence(der.oid(SHA256_OID))

/** Signed attributes (as SET) of a digest; they name every certificate of the chain, so none can be exchanged. */
function signedAttributes(digest: Bytes, certificates: readonly Der[]): Der {
  const named = certificates.map((certificate) => der.sequence(der.octets(sha256(certificate))))
  return der.setOf(
    attribute(OID.contentType, der.oid(OID.data)),
    attribute(OID.messageDigest, der.octets(digest)),
    attribute(OID.signingCertificateV2, der.sequence(der.sequence(...named))),
  )
}

function assemble(digest: Bytes, parts: Parts): Der {
  const [first] = parts.certificates
  if (first === undefined) throw new der.DerError("no certificate")
  const info = der.sequence(
    der.integer(1),
    signerId(readCertificate(first)),
    DIGEST,
    der.context(0, der.read(signedAttributes(digest, parts.certificates)).content),
    ECDSA_SHA256,
    der.octets(parts.signature),
    ...(parts.token === undefined ? [] : [der.context(1, attribute(OID.timestampToken, parts.token))]),
  )
  return der.sequence(
    der.oid(OID.signedData),
    der.context(
      0,
      der.sequence(
        der.integer(1),
        der.setOf(DIGEST),
        der.sequence(der.oid(OID.data)),
        der.context(0, der.read(der.setOf(...parts.certificates)).content),
        der.setOf(info),
      ),
    ),
  )
}

/** Signs the digest of the covered bytes; `stamp` makes the token over the signature value. */
export async function create(
  digest: Bytes,
  signer: Signer,
  stamp: ((digest: Bytes) => Promise<Der>) | undefined,
): Promise<Der> {
  const certificates = [signer.certificate, ...signer.chain]
  const signature = await signer.sign(sha256(signedAttributes(digest, certificates)))
  return assemble(digest, { certificates, signature, token: await stamp?.(sha256(signature)) })
}

export interface Checked {
  /** nearest first: the signer's, then its issuers without the root */
  readonly certificates: readonly Certificate[]
  readonly signature: Der
  readonly token: Der | undefined
}

/** Reads and verifies a signature over `digest`. @throws DerError naming what does not hold */
export function check(cms: Bytes, digest: Bytes): Checked {
  const [, wrapped] = der.sequenceOf(der.read(cms))
  const [, , , set, infos] = der.sequenceOf(der.children(der.expect(wrapped, 0xa0))[0])
  const pool = der.children(der.expect(set, 0xa0)).map((one) => readCertificate(one.raw))
  const info = der.sequenceOf(der.children(der.expect(infos, der.TAG.set))[0])
  const id = der.expect(info[1], der.TAG.sequence).raw
  const signature = der.expect(info[5], der.TAG.octets).content
  const unsigned = info[6] === undefined ? undefined : der.sequenceOf(der.children(der.expect(info[6], 0xa1))[0])
  const token = unsigned === undefined ? undefined : der.children(der.expect(unsigned[1], der.TAG.set))[0]?.raw
  const certificates = order(pool, id)
  const parts = { certificates: certificates.map((c) => c.raw), signature, token }
  if (!same(assemble(digest, parts), cms)) throw new der.DerError("not the form that we write, or another digest")
  const [first] = certificates
  const signed = signedAttributes(digest, parts.certificates)
  if (first === undefined || !verified(ECDSA_SHA256, signed, first.spki, signature))
    throw new der.DerError("signature does not fit")
  return { certificates, signature, token }
}

/** Brings certificates into the order of their chain, starting with the signer; a certificate left over is refused. */
export function order(pool: readonly Certificate[], id: Der): Certificate[] {
  const rest = [...pool]
  const out: Certificate[] = []
  const take = (fits: (c: Certificate) => boolean): boolean => {
    const at = rest.findIndex(fits)
    if (at >= 0) out.push(...rest.splice(at, 1))
    return at >= 0
  }
  if (!take((c) => same(signerId(c), id))) throw new der.DerError("certificate of the signer missing")
  while (rest.length > 0) {
    const last = out.at(-1)
    if (last === undefined || !take((c) => issued(c, last))) throw new der.DerError("certificate without use")
  }
  return out
}

/** Whether `issuer` issued `certificate`: names fit, it may issue, and the signature is its own. */
export function issued(issuer: Certificate, certificate: Certificate): boolean {
  return (
    same(issuer.subject, certificate.issuer) &&
    issuer.authority &&
    issuer.certificateSign &&
    verified(certificate.algorithm, certificate.tbs, issuer.spki, certificate.signature)
  )
}
