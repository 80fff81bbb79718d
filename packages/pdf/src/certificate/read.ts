/** Reads certificates and revocation lists strictly, for verification. */
import type { Der } from "@beschlussweg/core/context"
import * as der from "../der.ts"
import { OID } from "./oid.ts"

/** What verification needs of a certificate; `subject`, `issuer` and `spki` are DER. */
export interface Certificate {
  readonly raw: Der
  readonly serial: string
  readonly issuer: Der
  readonly subject: Der
  readonly spki: Der
  readonly notBefore: Date
  readonly notAfter: Date
  /** text of the subject's attributes; "" when absent */
  readonly name: string
  readonly title: string
  readonly organisation: string
  /** "in Vertretung für ..."; "" for somebody who acts for himself */
  readonly onBehalfOf: string
  readonly authority: boolean
  /** may sign certificates: keyUsage says so, or is absent as in some roots */
  readonly certificateSign: boolean
  readonly policies: readonly string[]
  readonly extendedUsages: readonly string[]
  /** subjectKeyIdentifier */
  readonly keyId: Uint8Array | undefined
  readonly tbs: Der
  readonly algorithm: Der
  readonly signature: Uint8Array
}

/** Parses a certificate strictly. @throws DerError */
export function readCertificate(certificate: Der): Certificate {
  der.assertCanonical(certificate)
  const [tbs, algorithm, signature, ...more] = der.sequenceOf(der.read(certificate))
  const [version, serialNumber, inner, issuer, dates, subject, spki, ...rest] = der.sequenceOf(tbs)
  const [notBefore, notAfter] = der.sequenceOf(dates)
  const outer = der.expect(algorithm, der.TAG.sequence).raw
  if (more.length > 0 || der.expect(version).tag !== 0xa0) throw new der.DerError("certificate version")
  if (Buffer.compare(outer, der.expect(inner).raw) !== 0) throw new der.DerError("certificate algorithm")
  const extensions = readExtensions(rest.find((part) => part.tag === 0xa3))
  const attributes = readName(der.expect(subject))
  const constraints = extensions.get(OID.basicConstraints)
  const usage = extensions.get(OID.keyUsage)
  const policies = extensions.get(OID.policies)
  const extended = extensions.get(OID.extendedKeyUsage)
  const keyId = extensions.get(OID.subjectKeyId)
  return {
    raw: certificate,
    serial: Buffer.from(der.expect(serialNumber, der.TAG.integer).content).toString("hex"),
    issuer: der.expect(issuer, der.TAG.sequence).raw,
    subject: der.expect(subject, der.TAG.sequence).raw,
    spki: der.expect(spki, der.TAG.sequence).raw,
    notBefore: der.readTime(notBefore),
    notAfter: der.readTime(notAfter),
    name: attributes.get(OID.commonName) ?? "",
    title: attributes.get(OID.title) ?? "",
    organisation: attributes.get(OID.organisation) ?? "",
    onBehalfOf: attributes.get(OID.description) ?? "",
    authority: constraints !== undefined && der.sequenceOf(der.read(constraints))[0]?.tag === der.TAG.boolean,
    certificateSign: usage === undefined || ((der.read(usage, der.TAG.bits).content[1] ?? 0) & 0x04) !== 0,
    policies:
      policies === undefined ? [] : der.sequenceOf(der.read(policies)).map((p) => der.readOid(der.sequenceOf(p)[0])),
    extendedUsages: extended === undefined ? [] : der.sequenceOf(der.read(extended)).map(der.readOid),
    keyId: keyId === undefined ? undefined : der.read(keyId, der.TAG.octets).content,
    tbs: der.expect(tbs).raw,
    algorithm: outer,
    signature: unwrapBits(signature),
  }
}

/** A revocation list; `revoked` maps serials (hex) to instants. */
export interface RevocationList {
  readonly raw: Der
  readonly issuer: Der
  readonly thisUpdate: Date
  readonly revoked: ReadonlyMap<string, Date>
  readonly tbs: Der
  readonly algorithm: Der
  readonly signature: Uint8Array
}

/** Parses a CRL (version 2) strictly. @throws DerError */
export function readCrl(list: Der): RevocationList {
  der.assertCanonical(list)
  const [tbs, algorithm, signature, ...more] = der.sequenceOf(der.read(list))
  const [version, inner, issuer, thisUpdate, ...rest] = der.sequenceOf(tbs)
  const outer = der.expect(algorithm, der.TAG.sequence).raw
  if (more.length > 0 || der.readInteger(version) !== 1n) throw new der.DerError("CRL version")
  if (Buffer.compare(outer, der.expect(inner).raw) !== 0) throw new der.DerError("CRL algorithm")
  const entries = rest.find((part) => part.tag === der.TAG.sequence)
  const revoked = new Map<string, Date>()
  for (const entry of entries === undefined ? [] : der.children(entries)) {
    const [number, at] = der.sequenceOf(entry)
    revoked.set(Buffer.from(der.expect(number, der.TAG.integer).content).toString("hex"), der.readTime(at))
  }
  return {
    raw: list,
    issuer: der.expect(issuer, der.TAG.sequence).raw,
    thisUpdate: der.readTime(thisUpdate),
    revoked,
    tbs: der.expect(tbs).raw,
    algorithm: outer,
    signature: unwrapBits(signature),
  }
}

function unwrapBits(element: der.Tlv | undefined): Uint8Array {
  const { content } = der.expect(element, der.TAG.bits)
  if (content[0] !== 0) throw new der.DerError("signature bits")
  return content.subarray(1)
}

function readExtensions(element: der.Tlv | undefined): Map<string, Uint8Array> {
  const out = new Map<string, Uint8Array>()
  if (element === undefined) return out
  for (const one of der.sequenceOf(der.children(element)[0])) {
    const parts = der.sequenceOf(one)
    out.set(der.readOid(parts[0]), der.expect(parts.at(-1), der.TAG.octets).content)
  }
  return out
}

function readName(name: der.Tlv): Map<string, string> {
  const out = new Map<string, string>()
  for (const level of der.sequenceOf(name)) {
    for (const attribute of der.children(der.expect(level, der.TAG.set))) {
      const [id, value] = der.sequenceOf(attribute)
      out.set(der.readOid(id), Buffer.from(der.expect(value).content).toString("utf8"))
    }
  }
  return out
}
