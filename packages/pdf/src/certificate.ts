/**
 * Certificates (P-256, X.509): offline root, one issuing authority per tenant, one certificate per signature for a person
 * or for the organisation's seal, and the CRLs. Every key is reached through "SHA-256 digest in, DER out", as KMS offers it.
 */
import { createPrivateKey, createPublicKey, generateKeyPairSync } from "node:crypto"
import type { Bytes, Der, Issuer, Subject as Person, Signer } from "@beschlussweg/core/context"
import { AppError } from "@beschlussweg/core/error"
import { p256 } from "@noble/curves/nist.js"
import {
  addYears,
  authorityConstraints,
  build,
  dn,
  ECDSA_SHA256,
  extension,
  issuerOf,
  keyId,
  SKEW_MS,
  signed,
  validity,
  YEARS,
} from "./certificate/build.ts"
import { OID } from "./certificate/oid.ts"
import { readCertificate } from "./certificate/read.ts"
import * as der from "./der.ts"

/** Whom a certificate names: a person who signs, or the organisation that seals. */
export type Subject = (Person & { readonly kind: "person" }) | { readonly kind: "seal"; readonly organisation: string }

/** A key that signs digests, with its public half as SubjectPublicKeyInfo. */
export interface Key {
  readonly spki: Der
  sign(digest: Bytes): Promise<Der>
}

/** The level, in the words that stand in every certificate, report and screen. */
export const LEVEL = {
  person: "elektronische Zeichnung (System), keine qualifizierte Signatur",
  seal: "Siegel (System), kein qualifiziertes Siegel",
} as const
/** Certificate policies that carry the level (identifiers from UUIDs, arc 2.25). */
export const POLICY = {
  person: "2.25.37114805633642897026432797147523618520",
  seal: "2.25.60565460416707536489946767908160620512",
} as const

/** keyUsage bit strings: bit 0 digitalSignature, 1 nonRepudiation, 5 keyCertSign, 6 cRLSign. */
const USAGE = { authority: der.bits(Uint8Array.of(0x06), 1), leaf: der.bits(Uint8Array.of(0xc0), 6) } as const

// ---- keys

/** New P-256 key as PKCS#8 PEM, for keys that are kept in a file (local work, operator's root). */
export function newKeyPem(): string {
  return generateKeyPairSync("ec", { namedCurve: "P-256" })
    .privateKey.export({ type: "pkcs8", format: "pem" })
    .toString()
}

/** Key from a PKCS#8 PEM (P-256). @throws AppError input "key.unusable" */
export function keyFromPem(pem: string): Key {
  const key = (() => {
    try {
      return createPrivateKey(pem)
    } catch {
      return undefined
    }
  })()
  const jwk = key?.export({ format: "jwk" })
  if (key === undefined || jwk?.crv !== "P-256" || jwk.d === undefined)
    throw new AppError("input", "key.unusable", "Der Schlüssel ist kein privater Schlüssel auf der Kurve P-256.")
  const secret = Buffer.from(jwk.d, "base64url")
  return {
    spki: createPublicKey(key).export({ type: "spki", format: "der" }),
    sign: async (digest) => signDigest(digest, secret),
  }
}

function signDigest(digest: Bytes, secret: Uint8Array): Der {
  if (digest.length !== 32) throw new Error("a SHA-256 digest has 32 bytes")
  return p256.sign(digest, secret, { prehash: false, format: "der" })
}

/** Joins a certificate and its key. */
export function signer(certificate: Der, chain: readonly Der[], key: Pick<Key, "sign">): Signer {
  return { certificate, chain, sign: (digest) => key.sign(digest) }
}

// ---- authorities

/** Self-signed operator root (offline). Its certificate is `ca.pem`; the chain is empty. */
export async function createRoot(key: Key, name: string, at: Date): Promise<Signer> {
  const subject = dn([
    [OID.organisation, name],
    [OID.commonName, `${name} Root`],
  ])
  const certificate = await build({
    issuer: { subject, keyId: keyId(key.spki), sign: key.sign },
    subject,
    spki: key.spki,
    from: new Date(at.getTime() - SKEW_MS),
    until: addYears(at, YEARS.root),
    extensions: [authorityConstraints(1), extension(OID.keyUsage, true, USAGE.authority)],
  })
  return signer(certificate, [], key)
}

/** Certificate of a tenant's issuing authority, whose key lies elsewhere (KMS): `spki` is its public half. */
export async function createAuthority(root: Signer, spki: Der, organisation: string, at: Date): Promise<Der> {
  return build({
    issuer: issuerOf(root),
    subject: dn([
      [OID.organisation, organisation],
      [OID.commonName, `${organisation} – Ausstellungsstelle`],
    ]),
    spki,
    ...validity(root, at, YEARS.authority),
    extensions: [authorityConstraints(0), extension(OID.keyUsage, true, USAGE.authority)],
  })
}

/** Certificate of the key that seals anchors (KMS): `spki` is its public half. Only anchors are sealed with it. */
export async function createAnchorSeal(root: Signer, spki: Der, operator: string, at: Date): Promise<Der> {
  return build({
    issuer: issuerOf(root),
    subject: dn([
      [OID.organisation, operator],
      [OID.commonName, `${operator} – Tagesanker`],
    ]),
    spki,
    ...validity(root, at, YEARS.authority),
    extensions: [
      extension(OID.basicConstraints, true, der.sequence()),
      extension(OID.keyUsage, true, USAGE.leaf),
      extension(OID.policies, false, policy("seal")),
    ],
  })
}

/** Certificate of a timestamp authority for development and tests. */
export async function createTimestampAuthority(root: Signer, spki: Der, name: string, at: Date): Promise<Der> {
  return build({
    issuer: issuerOf(root),
    subject: dn([[OID.commonName, name]]),
    spki,
    ...validity(root, at, YEARS.authority),
    extensions: [
      extension(OID.basicConstraints, true, der.sequence()),
      extension(OID.keyUsage, true, USAGE.leaf),
      extension(OID.extendedKeyUsage, true, der.sequence(der.oid(OID.timeStamping))),
    ],
  })
}

/**
 * Certificate and fresh key for one signature at `at`, valid ten years (never longer than its authority).
 * The signer works once; the key is wiped afterwards and a second call is refused.
 * @throws AppError input "subject.incomplete", refused "authority.expired"
 */
export async function issue(authority: Signer, subject: Subject, at: Date): Promise<Signer> {
  const { secretKey, publicKey } = p256.keygen()
  const spki = der.sequence(
    der.sequence(der.oid(OID.ecPublicKey), der.oid(OID.prime256v1)),
    der.bits(p256.Point.fromBytes(publicKey).toBytes(false)),
  )
  const certificate = await build({
    issuer: issuerOf(authority),
    subject: subjectName(subject),
    spki,
    ...validity(authority, at, YEARS.leaf),
    extensions: [
      extension(OID.basicConstraints, true, der.sequence()),
      extension(OID.keyUsage, true, USAGE.leaf),
      extension(OID.policies, false, policy(subject.kind)),
    ],
  })
  let used = false
  return {
    certificate,
    chain: [authority.certificate, ...authority.chain],
    sign: async (digest) => {
      if (used) throw new Error("this key has signed already and is destroyed")
      used = true
      try {
        return signDigest(digest, secretKey)
      } finally {
        secretKey.fill(0)
      }
    },
  }
}

/**
 * The authority as the domain's port: a fresh certificate and key for every signature. `rootLists` are the root's own
 * revocation lists, which come from the ceremony because the root is offline.
 */
export function issuer(authority: Signer, rootLists: (at: Date) => Promise<readonly Der[]>): Issuer {
  return {
    crls: async (at) => [...(await rootLists(at)), await crl(authority, at)],
    person: (subject, at) => issue(authority, { ...subject, kind: "person" }, at),
    seal: (organisation, at) => issue(authority, { kind: "seal", organisation }, at),
  }
}

/** Serial number of a certificate, as revocation lists name it (lower-case hex). */
export const serialOf = (certificate: Der): string => readCertificate(certificate).serial

/** Public key that a certificate names, as SubjectPublicKeyInfo (DER). */
export const publicKeyOf = (certificate: Der): Der => readCertificate(certificate).spki

/** One revoked certificate: serial as lower-case hex. */
export interface Revoked {
  readonly serial: string
  readonly at: Date
}

/** The authority's revocation list. */
export async function crl(authority: Signer, at: Date, revoked: readonly Revoked[] = []): Promise<Der> {
  const issuer = issuerOf(authority)
  const list = revoked.map((r) => der.sequence(der.integer(Buffer.from(r.serial, "hex")), der.time(r.at)))
  const tbs = der.sequence(
    der.integer(1),
    ECDSA_SHA256,
    issuer.subject,
    der.time(at),
    // the list goes into files that are read for years, and simple viewers judge it at today's date
    der.time(addYears(at, YEARS.leaf)),
    ...(list.length === 0 ? [] : [der.sequence(...list)]),
    der.context(
      0,
      der.sequence(
        extension(OID.authorityKeyId, false, der.sequence(der.contextPrimitive(0, issuer.keyId))),
        extension(OID.crlNumber, false, der.integer(Math.floor(at.getTime() / 1000))),
      ),
    ),
  )
  return signed(tbs, issuer.sign)
}

// ---- PEM

/** One certificate as PEM. */
export function toPem(certificate: Der, label = "CERTIFICATE"): string {
  const body = Buffer.from(certificate).toString("base64").replace(/.{64}/g, "$&\n").trimEnd()
  return `-----BEGIN ${label}-----\n${body}\n-----END ${label}-----\n`
}

/** All certificates of a PEM text. @throws AppError input "ca.unreadable" */
export function fromPem(pem: string): Der[] {
  const found = [...pem.matchAll(/-----BEGIN CERTIFICATE-----([\sA-Za-z0-9+/=]+)-----END CERTIFICATE-----/g)]
  if (found.length === 0)
    throw new AppError("input", "ca.unreadable", "Die Datei mit dem Wurzelzertifikat enthält kein Zertifikat (PEM).")
  return found.map(([, body = ""]) => Buffer.from(body, "base64"))
}

function policy(kind: Subject["kind"]): Der {
  const notice = der.sequence(der.oid(OID.userNotice), der.sequence(der.utf8(LEVEL[kind])))
  return der.sequence(der.sequence(der.oid(POLICY[kind]), der.sequence(notice)))
}

function subjectName(subject: Subject): Der {
  const parts =
    subject.kind === "seal"
      ? [subject.organisation]
      : [
          subject.name,
          subject.title,
          subject.organisation,
          ...(subject.onBehalfOf === undefined ? [] : [subject.onBehalfOf.name]),
        ]
  if (parts.some((part) => part.trim() === ""))
    throw new AppError("input", "subject.incomplete", "Für das Zertifikat fehlen Name, Funktion oder Organisation.")
  if (subject.kind === "seal")
    return dn([
      [OID.organisation, subject.organisation],
      [OID.commonName, subject.organisation],
    ])
  return dn([
    [OID.organisation, subject.organisation],
    [OID.commonName, subject.name],
    [OID.title, subject.title],
    ...(subject.onBehalfOf === undefined ? [] : [[OID.description, onBehalf(subject.onBehalfOf)] as const]),
  ])
}

const onBehalf = ({ name, suffix }: NonNullable<Person["onBehalfOf"]>): string =>
  `${suffix === "i. A." ? "im Auftrag von" : "in Vertretung für"} ${name}`
