/** Signature algorithms that verification accepts: ECDSA and RSA (PKCS#1 v1.5 and PSS) with SHA-256, -384, -512. */
import { constants, createPublicKey, type KeyObject, verify as verifyWith } from "node:crypto"
import type { Der } from "@beschlussweg/core/context"
import * as der from "./der.ts"

export type Hash = "sha1" | "sha256" | "sha384" | "sha512"

const DIGEST: Readonly<Record<string, Hash>> = {
  "1.3.14.3.2.26": "sha1",
  "2.16.840.1.101.3.4.2.1": "sha256",
  "2.16.840.1.101.3.4.2.2": "sha384",
  "2.16.840.1.101.3.4.2.3": "sha512",
}
export const SHA256_OID = "2.16.840.1.101.3.4.2.1"
export const RSA_ENCRYPTION = "1.2.840.113549.1.1.1"
const ECDSA: Readonly<Record<string, Hash>> = {
  "1.2.840.10045.4.3.2": "sha256",
  "1.2.840.10045.4.3.3": "sha384",
  "1.2.840.10045.4.3.4": "sha512",
}
export const RSA_PSS = "1.2.840.113549.1.1.10"
const MGF1 = "1.2.840.113549.1.1.8"
const RSA: Readonly<Record<string, Hash>> = {
  "1.2.840.113549.1.1.11": "sha256",
  "1.2.840.113549.1.1.12": "sha384",
  "1.2.840.113549.1.1.13": "sha512",
}

/** Name of the digest of an AlgorithmIdentifier, parameters absent or NULL. @throws DerError */
export function digestOf(algorithm: der.Tlv | undefined): Hash {
  const [id, parameters, ...more] = der.sequenceOf(algorithm)
  const name = DIGEST[der.readOid(id)]
  if (name === undefined || more.length > 0 || (parameters !== undefined && parameters.tag !== der.TAG.null))
    throw new der.DerError("digest algorithm")
  return name
}

/** AlgorithmIdentifier of "RSA with this digest", for the plain rsaEncryption that some timestamp authorities write. */
export function rsaWith(digest: Hash): Der {
  const found = Object.entries(RSA).find(([, name]) => name === digest)
  if (found === undefined) throw new der.DerError("digest for RSA")
  return der.sequence(der.oid(found[0]), der.nothing())
}

/** AlgorithmIdentifier of "ECDSA with this digest", for the plain key algorithm that some signers write. */
export function ecdsaWith(digest: Hash): Der {
  const found = Object.entries(ECDSA).find(([, name]) => name === digest)
  if (found === undefined) throw new der.DerError("digest for ECDSA")
  return der.sequence(der.oid(found[0]))
}

/** RSASSA-PSS-params (RFC 4055): one digest for message and mask; SHA-1, its default, is refused. @throws DerError */
function pss(parameters: der.Tlv | undefined): { digest: Hash; saltLength: number } {
  const parts = new Map(der.sequenceOf(parameters).map((one) => [one.tag, der.children(one)[0]]))
  const digest = digestOf(parts.get(0xa0))
  const [mask, inner, ...more] = der.sequenceOf(parts.get(0xa1))
  const salt = parts.get(0xa2)
  const trailer = parts.get(0xa3)
  const plain = trailer === undefined || der.readInteger(trailer) === 1n
  if (digest === "sha1" || der.readOid(mask) !== MGF1 || digestOf(inner) !== digest || more.length > 0 || !plain)
    throw new der.DerError("PSS parameters")
  return { digest, saltLength: salt === undefined ? 20 : Number(der.readInteger(salt)) }
}

/** Digest that a signature AlgorithmIdentifier names. @throws DerError when it is none of the accepted ones */
export function digestOfSignature(algorithm: Der): Hash {
  const [id, parameters, ...more] = der.sequenceOf(der.read(algorithm))
  const dotted = der.readOid(id)
  const ec = ECDSA[dotted]
  if (ec !== undefined && parameters === undefined) return ec
  if (dotted === RSA_PSS) return pss(parameters).digest
  const rsa = RSA[dotted]
  if (rsa !== undefined && parameters?.tag === der.TAG.null && more.length === 0) return rsa
  throw new der.DerError("signature algorithm")
}

/** Whether `signature` over `data` was made with the private half of `spki`. Never throws for bad signatures. */
export function verified(algorithm: Der, data: Uint8Array, spki: Der, signature: Uint8Array): boolean {
  try {
    const key: KeyObject = createPublicKey({ key: Buffer.from(spki), format: "der", type: "spki" })
    const dotted = der.readOid(der.sequenceOf(der.read(algorithm))[0])
    if ((key.asymmetricKeyType === "ec") !== dotted in ECDSA) return false
    if (dotted === RSA_PSS) {
      const { digest, saltLength } = pss(der.sequenceOf(der.read(algorithm))[1])
      return verifyWith(digest, data, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength }, signature)
    }
    if (key.asymmetricKeyType === "rsa-pss") return false
    if (key.asymmetricKeyType === "ec") der.assertCanonical(signature)
    return verifyWith(digestOfSignature(algorithm), data, key, signature)
  } catch {
    return false
  }
}
