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
  readonly givenName: string
  readonly surname: string
  readonly pseudonym: string
  /** common name, or else organisation, of whoever issued it */
  readonly issuerName: string
  readonly authority: boolean
  /** may sign certificates: keyUsage says so, or is absent as in some roots */
  readonly certificateSign: boolean
  readonly policies: readonly string[]
  readonly extendedUsages: readonly string[]
  /** first byte of keyUsage: 0x80 digitalSignature, 0x40 nonRepudiation, 0x04 keyCertSign; undefined when absent */
  readonly usage: number | undefined
  /** how many authorities may stand below this one; undefined without a limit */
  readonly pathLength: number | undefined
  /** statements of a qualified certificate, and the types it is for */
  readonly statements: readonly string[]
  readonly types: readonly string[]
  /** extensions that must be understood, by whoever trusts it */
  readonly critical: readonly string[]
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
  const listed = rest.find((part) => part.tag === 0xa3)
  const extensions = readExtensions(listed)
  const attributes = readName(der.expect(subject))
  const constraints = extensions.get(OID.basicConstraints)
  const usage = extensions.get(OID.keyUsage)
  const policies = extensions.get(OID.policies)
  const extended = extensions.get(OID.extendedKeyUsage)
  const keyId = extensions.get(OID.subjectKeyId)
  const issuedBy = readName(der.expect(issuer))
  const limits = constraints === undefined ? [] : der.sequenceOf(der.read(constraints))
  const limit = limits.find((part) => part.tag === der.TAG.integer)
  const qualified = readStatements(extensions.get(OID.qcStatements))
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
    givenName: attributes.get(OID.givenName) ?? "",
    surname: attributes.get(OID.surname) ?? "",
    pseudonym: attributes.get(OID.pseudonym) ?? "",
    issuerName: issuedBy.get(OID.commonName) ?? issuedBy.get(OID.organisation) ?? "",
    authority: limits[0]?.tag === der.TAG.boolean,
    certificateSign: usage === undefined || ((der.read(usage, der.TAG.bits).content[1] ?? 0) & 0x04) !== 0,
    policies:
      policies === undefined ? [] : der.sequenceOf(der.read(policies)).map((p) => der.readOid(der.sequenceOf(p)[0])),
    extendedUsages: extended === undefined ? [] : der.sequenceOf(der.read(extended)).map(der.readOid),
    usage: usage === undefined ? undefined : (der.read(usage, der.TAG.bits).content[1] ?? 0),
    pathLength: limit === undefined ? undefined : Number(der.readInteger(limit)),
    ...qualified,
    critical: readCritical(listed),
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

function readCritical(element: der.Tlv | undefined): string[] {
  if (element === undefined) return []
  return der.sequenceOf(der.children(element)[0]).flatMap((one) => {
    const [id, flag] = der.sequenceOf(one)
    return flag?.tag === der.TAG.boolean && flag.content[0] === 0xff ? [der.readOid(id)] : []
  })
}

const QC_TYPE = "0.4.0.1862.1.6"
function readStatements(extension: Uint8Array | undefined): Pick<Certificate, "statements" | "types"> {
  if (extension === undefined) return { statements: [], types: [] }
  const statements = der.sequenceOf(der.read(extension)).map((one) => der.sequenceOf(one))
  const types = statements.find(([id]) => der.readOid(id) === QC_TYPE)?.[1]
  return {
    statements: statements.map(([id]) => der.readOid(id)),
    types: types === undefined ? [] : der.sequenceOf(types).map(der.readOid),
  }
}

/** Text of a name: UTF-8 and its subsets, and the older forms that some authorities still write. */
function textOf({ tag, content }: der.Tlv): string {
  const bytes = Buffer.from(content)
  if (tag === 0x14) return bytes.toString("latin1")
  if (tag !== 0x1e) return bytes.toString("utf8")
  if (bytes.length % 2 !== 0) throw new der.DerError("text of a name")
  return bytes.swap16().toString("utf16le")
}

function readName(name: der.Tlv): Map<string, string> {
  const out = new Map<string, string>()
  for (const level of der.sequenceOf(name)) {
    for (const attribute of der.children(der.expect(level, der.TAG.set))) {
      const [id, value] = der.sequenceOf(attribute)
      out.set(der.readOid(id), textOf(der.expect(value)))
    }
  }
  return out
}
