/** A signature beside its content (abgesetzt): ECDSA value, certificates and timestamp token, as the daily anchors carry them. */
import type { Bytes, Der } from "@beschlussweg/core/context"
import { verified } from "./algorithm.ts"
import { ECDSA_SHA256 } from "./certificate/build.ts"
import { type Certificate, readCertificate } from "./certificate/read.ts"
import { POLICY, toPem } from "./certificate.ts"
import * as cms from "./cms.ts"
import { DerError } from "./der.ts"
import * as Token from "./token.ts"
import { type Judgement, judge } from "./verify/trust.ts"

export interface Detached {
  /** PEM: the signer's, then its issuers without the root */
  readonly certificates: readonly string[]
  /** DER ECDSA value over the SHA-256 of the content */
  readonly signature: Der
  /** RFC 3161 token over the SHA-256 of `signature` */
  readonly token: Der | undefined
}
export interface DetachedReport {
  /** organisation that sealed; "" when it cannot be read */
  readonly who: string
  /** SHA-256 of the certificates (hex), in their order */
  readonly certificates: readonly string[]
  readonly issuer: Judgement["issuer"]
  /** instant of the timestamp and how far its issuer is known; undefined without one */
  readonly stamp: { readonly at: Date; readonly issuer: Judgement["issuer"] } | undefined
  /** German sentences; empty when everything holds */
  readonly problems: readonly string[]
}

const NOTHING: DetachedReport = { who: "", certificates: [], issuer: "unchecked", stamp: undefined, problems: [] }

/** Judges a seal over `content`, made at `at` according to its own words. Never throws for what it is given. */
export function checkDetached(
  content: Bytes,
  parts: Detached,
  at: Date,
  roots: readonly Certificate[],
): DetachedReport {
  try {
    const chain = parts.certificates.map(one)
    const [leaf] = chain
    if (leaf === undefined) return { ...NOTHING, problems: ["Das Zertifikat fehlt."] }
    const problems: string[] = []
    if (!verified(ECDSA_SHA256, content, leaf.spki, parts.signature))
      problems.push("Die Signatur passt nicht zum Inhalt.")
    if (chain.some((c, i) => i > 0 && !cms.issued(c, chain[i - 1] ?? c)))
      problems.push("Die Zertifikate gehören nicht zueinander.")
    if (leaf.authority || !leaf.policies.includes(POLICY.seal))
      problems.push("Das Zertifikat ist nicht für ein Siegel ausgestellt.")
    const own = judge({ roots, lists: [] }, chain, at, "des Siegels")
    const stamp = parts.token === undefined ? undefined : stamped(parts.token, parts.signature, roots)
    return {
      who: leaf.organisation,
      certificates: chain.map((c) => cms.sha256(c.raw).toString("hex")),
      issuer: own.issuer,
      stamp,
      problems: [...problems, ...own.problems, ...(stamp?.problems ?? [])],
    }
  } catch (error) {
    if (!(error instanceof DerError)) throw error
    return { ...NOTHING, problems: [`Zertifikat oder Zeitstempel sind beschädigt (${error.message}).`] }
  }
}

/** Exactly one certificate, in the one form in which we write it: so every character of it matters. */
function one(pem: string): Certificate {
  const body = /^-----BEGIN CERTIFICATE-----\n([A-Za-z0-9+/=\n]+)-----END CERTIFICATE-----\n$/.exec(pem)?.[1]
  const der = Buffer.from(body ?? "", "base64")
  if (body === undefined || toPem(der) !== pem) throw new DerError("PEM")
  return readCertificate(der)
}

function stamped(token: Der, signature: Der, roots: readonly Certificate[]) {
  if (!cms.same(Token.tidy(token), token)) throw new DerError("token not in canonical form")
  const checked = Token.check(token, cms.sha256(signature))
  return { at: checked.at, ...judge({ roots, lists: [] }, checked.certificates, checked.at, "des Zeitstempels") }
}
