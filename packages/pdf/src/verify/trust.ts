/** Trust in certificates: chains up to the given roots, validity at the time of signing, revocation. */
import { verified } from "../algorithm.ts"
import { type Certificate, type RevocationList, readCrl } from "../certificate/read.ts"
import * as cms from "../cms.ts"

export interface Trust {
  /** roots given by whoever checks; empty: issuers are not checked */
  readonly roots: readonly Certificate[]
  readonly lists: readonly RevocationList[]
}
export interface Judgement {
  /** unchecked: no root was given; foreign: none of the given roots stands above it */
  readonly issuer: "trusted" | "unchecked" | "foreign"
  /** German sentences */
  readonly problems: readonly string[]
}

/** Judges a chain (nearest first) as of `at`; `whose` is "des Zeitstempels" or "der Unterschrift". */
export function judge(trust: Trust, chain: readonly Certificate[], at: Date, whose: string): Judgement {
  const problems: string[] = []
  const top = chain.at(-1)
  if (top === undefined) return { issuer: "unchecked", problems: ["Das Zertifikat fehlt."] }
  const root = trust.roots.find((one) => cms.same(one.raw, top.raw) || cms.issued(one, top))
  const all = root === undefined || chain.includes(root) ? chain : [...chain, root]
  if (all.some((one) => at < one.notBefore || at > one.notAfter))
    problems.push(`Ein Zertifikat ${whose} war am ${day(at)} nicht gültig.`)
  for (const one of chain) {
    const revokedAt = trust.lists.find((list) => cms.same(list.issuer, one.issuer))?.revoked.get(one.serial)
    if (revokedAt !== undefined && revokedAt <= at) problems.push(`Ein Zertifikat ${whose} war am ${day(at)} gesperrt.`)
  }
  return { issuer: root !== undefined ? "trusted" : trust.roots.length === 0 ? "unchecked" : "foreign", problems }
}

const day = (at: Date): string => at.toLocaleDateString("de-DE", { timeZone: "Europe/Berlin", dateStyle: "medium" })

/**
 * Reads revocation lists and checks that each belongs to a certificate of the file (`known`: those and the roots) and was
 * signed by its issuer. @throws DerError for a list that is no canonical DER
 */
export function revocationLists(
  lists: readonly Uint8Array[],
  known: readonly Certificate[],
): { read: RevocationList[]; unchecked: number; problems: string[] } {
  const read = lists.map(readCrl)
  let unchecked = 0
  const problems: string[] = []
  for (const list of read) {
    const issuer = known.filter((one) => cms.same(one.subject, list.issuer))
    if (!known.some((one) => cms.same(one.issuer, list.issuer)))
      problems.push("Eine eingebettete Sperrliste gehört zu keinem Zertifikat der Datei.")
    else if (issuer.length === 0) unchecked++
    else if (!issuer.some((one) => one.authority && verified(list.algorithm, list.tbs, one.spki, list.signature)))
      problems.push("Eine eingebettete Sperrliste ist nicht echt.")
  }
  return { read, unchecked, problems }
}
