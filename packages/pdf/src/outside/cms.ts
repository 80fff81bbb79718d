/** CMS SignedData as other programs write it (CAdES and PKCS #7, detached): read from BER, checked against the covered bytes. */
import { createHash, createPublicKey, hash } from "node:crypto"
import type { Bytes, Der } from "@beschlussweg/core/context"
import {
  digestOf,
  digestOfSignature,
  ecdsaWith,
  type Hash,
  RSA_ENCRYPTION,
  RSA_PSS,
  rsaWith,
  verified,
} from "../algorithm.ts"
import { toDer } from "../ber.ts"
import { type Certificate, readCertificate } from "../certificate/read.ts"
import { OID as CMS, issued, same, signerId } from "../cms.ts"
import * as der from "../der.ts"
import * as Token from "../token.ts"

const OID = {
  signingTime: "1.2.840.113549.1.9.5",
  /** revocation data that Acrobat puts among the signed attributes */
  revocation: "1.2.840.113583.1.1.8",
  signingCertificate: "1.2.840.113549.1.9.16.2.12",
  ecPublicKey: "1.2.840.10045.2.1",
} as const

/** certificates, or lists, of one signature; each is held against each, so their number is the cost */
const MANY = 20

export interface Foreign {
  readonly signer: Certificate
  /** all certificates that came along, the signer's first */
  readonly pool: readonly Certificate[]
  readonly algorithm: string
  /** signing-certificate(-v2) binds the certificate to the signature */
  readonly bound: boolean
  readonly signingTime: Date | undefined
  readonly token: Token.Token | undefined
  /** a timestamp that could not be read */
  readonly tokenProblem: boolean
  /** revocation lists and OCSP answers that came along */
  readonly crls: readonly Der[]
  readonly ocsps: readonly Der[]
}

/**
 * Checks the value of /Contents (without its brackets) over the bytes around the gap.
 * @throws DerError naming what does not hold
 */
export function checkForeign(hex: string, covered: readonly [Bytes, Bytes]): Foreign {
  if (!/^(?:[0-9a-f]*|[0-9A-F]*)$/.test(hex) || hex.length % 2 !== 0) throw new der.DerError("hex of the signature")
  const bytes = Buffer.from(hex, "hex")
  const { der: raw, length } = toDer(bytes)
  if (bytes.subarray(length).some((byte) => byte !== 0)) throw new der.DerError("waste behind the signature")
  const [type, wrapped] = der.sequenceOf(der.read(raw))
  if (der.readOid(type) !== CMS.signedData) throw new der.DerError("no signed data")
  const [version, digests, encapsulated, ...rest] = der.sequenceOf(der.children(der.expect(wrapped, 0xa0))[0])
  const [contentType, content] = der.sequenceOf(encapsulated)
  if (der.readOid(contentType) !== CMS.data || content !== undefined) throw new der.DerError("content is not detached")
  const set = rest.find((part) => part.tag === 0xa0)
  const lists = rest.find((part) => part.tag === 0xa1)
  const infos = der.children(der.expect(rest.at(-1), der.TAG.set))
  if (infos.length !== 1) throw new der.DerError("not exactly one signer")
  const [infoVersion, id, digestAlgorithm, ...parts] = der.sequenceOf(infos[0])
  const attributes = der.expect(parts[0], 0xa0).content
  const digest = digestOf(digestAlgorithm)
  if (digest === "sha1") throw new der.DerError("digest SHA-1")
  // Nothing of this is signed, so it has to say what the signature says anyway.
  const named = der.children(der.expect(digests, der.TAG.set)).map((one) => digestOf(one))
  const numbers = [version, infoVersion].map((one) => der.readInteger(one))
  if (named.some((one) => one !== digest) || numbers.some((n) => n !== 1n && n !== 3n))
    throw new der.DerError("head of the signature")
  const signature = der.expect(parts[2], der.TAG.octets).content
  const brought = set === undefined ? [] : der.children(set)
  if (brought.length > MANY) throw new der.DerError("too many certificates")
  const pool = brought.map((one) => readCertificate(der.expect(one, der.TAG.sequence).raw))
  const signer = pool.find((one) => names(id, one))
  if (signer === undefined) throw new der.DerError("certificate of the signer missing")

  const signed = attributesOf(attributes)
  if (der.readOid(signed.get(CMS.contentType)) !== CMS.data) throw new der.DerError("content type")
  const [before, behind] = covered
  const value = createHash(digest).update(before).update(behind).digest()
  if (!same(der.expect(signed.get(CMS.messageDigest), der.TAG.octets).content, value))
    throw new der.DerError("signed bytes were changed")
  const algorithm = algorithmOf(parts[1], digest)
  if (digestOfSignature(algorithm) !== digest) throw new der.DerError("two digests")
  requireStrong(signer)
  if (!verified(algorithm, der.tlv(der.TAG.set, attributes), signer.spki, signature))
    throw new der.DerError("signature does not fit")
  const unsigned = parts[3] === undefined ? new Map() : attributesOf(der.expect(parts[3], 0xa1).content)
  const stamp = timestamp(unsigned.get(CMS.timestampToken), signature)
  const archive = revocationOf(signed.get(OID.revocation))
  const listed = lists === undefined ? [] : der.children(lists).filter((one) => one.tag === der.TAG.sequence)
  if (listed.length + archive.crls.length + archive.ocsps.length > MANY) throw new der.DerError("too many lists")
  const time = signed.get(OID.signingTime)
  return {
    signer,
    pool: [signer, ...pool.filter((one) => !same(one.raw, signer.raw))],
    algorithm: nameOf(algorithm, digest),
    bound: bound(signed, signer),
    signingTime: time === undefined ? undefined : der.readTime(time),
    ...stamp,
    crls: [...listed.map((one) => one.raw), ...archive.crls],
    ocsps: archive.ocsps,
  }
}

type Attributes = ReadonlyMap<string, der.Tlv | undefined>
/** First value of each attribute; a kind that occurs twice could say two things. @throws DerError */
function attributesOf(content: Uint8Array): Attributes {
  const out = new Map<string, der.Tlv | undefined>()
  for (const one of der.children({ tag: der.TAG.set, content, raw: content })) {
    const [id, values] = der.sequenceOf(one)
    const name = der.readOid(id)
    if (out.has(name)) throw new der.DerError("attribute twice")
    out.set(name, der.children(der.expect(values, der.TAG.set))[0])
  }
  return out
}

function names(id: der.Tlv | undefined, certificate: Certificate): boolean {
  if (id === undefined) return false
  if (id.tag === 0x80) return certificate.keyId !== undefined && same(certificate.keyId, id.content)
  return same(signerId(certificate), id.raw)
}

/** Some signers name the key's algorithm only; with the digest it is the same as the full name. */
function algorithmOf(element: der.Tlv | undefined, digest: Hash): Der {
  const [id] = der.sequenceOf(element)
  const dotted = der.readOid(id)
  if (dotted === RSA_ENCRYPTION) return rsaWith(digest)
  if (dotted === OID.ecPublicKey) return ecdsaWith(digest)
  const raw = der.expect(element).raw
  // RSA without its NULL
  return dotted !== RSA_PSS && dotted.startsWith("1.2.840.113549.1.1.")
    ? der.sequence(der.oid(dotted), der.nothing())
    : raw
}

/** Curves of TR-02102 and RSA from 2048 bits. */
const CURVES: ReadonlySet<string> = new Set([
  ...["prime256v1", "secp384r1", "secp521r1"],
  ...["brainpoolP256r1", "brainpoolP384r1", "brainpoolP512r1"],
])

function requireStrong({ spki }: Certificate): void {
  const key = (() => {
    try {
      return createPublicKey({ key: Buffer.from(spki), format: "der", type: "spki" })
    } catch {
      throw new der.DerError("key of the certificate")
    }
  })()
  const { modulusLength, namedCurve } = key.asymmetricKeyDetails ?? {}
  const rsa = key.asymmetricKeyType === "rsa" || key.asymmetricKeyType === "rsa-pss"
  if (rsa ? (modulusLength ?? 0) < 2048 : !CURVES.has(namedCurve ?? "")) throw new der.DerError("key too weak")
}

/** Whether the signed attributes name this certificate. @throws DerError when they name another one */
function bound(signed: Attributes, signer: Certificate): boolean {
  const second = signed.get(CMS.signingCertificateV2)
  const list = second ?? signed.get(OID.signingCertificate)
  if (list === undefined) return false
  const parts = der.sequenceOf(der.sequenceOf(der.sequenceOf(list)[0])[0])
  const stated = parts[0]?.tag === der.TAG.sequence ? digestOf(parts[0]) : undefined
  const digest = stated ?? (second === undefined ? "sha1" : "sha256")
  const value = der.expect(parts[stated === undefined ? 0 : 1], der.TAG.octets).content
  if (!same(hash(digest, signer.raw, "buffer"), value)) throw new der.DerError("another certificate is named")
  return true
}

function timestamp(
  element: der.Tlv | undefined,
  signature: Uint8Array,
): { token: Token.Token | undefined; tokenProblem: boolean } {
  if (element === undefined) return { token: undefined, tokenProblem: false }
  try {
    return { token: Token.check(element.raw, hash("sha256", signature, "buffer")), tokenProblem: false }
  } catch (error) {
    if (!(error instanceof der.DerError)) throw error
    return { token: undefined, tokenProblem: true }
  }
}

/** adbe-revocationInfoArchival: [0] CRLs, [1] OCSP responses. */
function revocationOf(element: der.Tlv | undefined): { crls: Der[]; ocsps: Der[] } {
  const inside = (tag: number): Der[] => {
    const part = element === undefined ? undefined : der.sequenceOf(element).find((one) => one.tag === tag)
    return part === undefined ? [] : der.sequenceOf(der.children(part)[0]).map((one) => one.raw)
  }
  return { crls: inside(0xa0), ocsps: inside(0xa1) }
}

function nameOf(algorithm: Der, digest: Hash): string {
  const dotted = der.readOid(der.sequenceOf(der.read(algorithm))[0])
  const kind = dotted === RSA_PSS ? "RSA-PSS" : dotted.startsWith("1.2.840.113549.1.1.") ? "RSA" : "ECDSA"
  return `${kind} mit ${digest.toUpperCase().replace("SHA", "SHA-")}`
}

/** Certificates that came along and belong to nothing: neither an anchor nor issued by another one, as far as is known. */
export function strays({ pool }: Foreign, anchors: readonly Certificate[]): Certificate[] {
  const known = [...pool, ...anchors]
  return pool.slice(1).filter((one) => !anchors.some((a) => same(a.raw, one.raw)) && !known.some((k) => issued(k, one)))
}

/** Certificates from the signer's up to the one that `anchors` issued or hold themselves; all that fit where none does. */
export function pathOf(
  foreign: Foreign,
  anchors: readonly Certificate[],
): { chain: Certificate[]; anchor: Certificate | undefined } {
  const chain: Certificate[] = [foreign.signer]
  for (;;) {
    const last = chain.at(-1) ?? foreign.signer
    const anchor = anchors.find((one) => issued(one, last))
    if (anchor !== undefined) return { chain, anchor }
    const next = foreign.pool.find((one) => !chain.includes(one) && issued(one, last))
    if (next === undefined || chain.length > 8) return { chain, anchor: undefined }
    chain.push(next)
  }
}
