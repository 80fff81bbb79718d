/** Whether a certificate from elsewhere may stand for a person's signature: issuer, validity, purpose, level, revocation. */
import { hash } from "node:crypto"
import type { Der } from "@beschlussweg/core/context"
import { dayOf, germanDay } from "@beschlussweg/core/day"
import type { Finding } from "@beschlussweg/core/error"
import { verified } from "../algorithm.ts"
import { type Certificate, readCrl } from "../certificate/read.ts"
import { POLICY } from "../certificate.ts"
import { issued, same } from "../cms.ts"
import * as der from "../der.ts"

const QC = { compliance: "0.4.0.1862.1.1", device: "0.4.0.1862.1.4", forSignature: "0.4.0.1862.1.6.1" } as const
const USAGE = { digitalSignature: 0x80, nonRepudiation: 0x40 } as const
/** purposes that a signature on a document may have; a certificate that names purposes must name one of them */
const PURPOSES: ReadonlySet<string> = new Set([
  "2.5.29.37.0",
  "1.3.6.1.5.5.7.3.2",
  "1.3.6.1.5.5.7.3.4",
  "1.3.6.1.5.5.7.3.36",
  "1.3.6.1.4.1.311.10.3.12",
  "1.2.840.113583.1.1.5",
])
/** extensions whose meaning is checked here, or that limit nothing we rely on */
const UNDERSTOOD: ReadonlySet<string> = new Set([
  ...["2.5.29.15", "2.5.29.19", "2.5.29.32", "2.5.29.37", "2.5.29.14", "2.5.29.35"],
  "1.3.6.1.5.5.7.1.3",
])

const finding = (reason: string, place: string, message: string): Finding => ({
  reason: `outside.${reason}`,
  place,
  message,
})
const OTHER = "Bitte signieren Sie mit einem anderen Zertifikat."

/** Says the certificate itself that it is a qualified one for signatures, on a device that its holder controls alone? */
export const qualified = ({ statements, types }: Certificate): boolean =>
  statements.includes(QC.compliance) &&
  statements.includes(QC.device) &&
  (types.length === 0 || types.includes(QC.forSignature))

/**
 * Purpose and validity of a chain (nearest first, anchor last), at each of the given instants.
 * Whether the anchor is trusted was decided by whoever found it.
 */
export function conforms(chain: readonly Certificate[], instants: readonly Date[]): Finding[] {
  const found: Finding[] = []
  const [leaf, ...above] = chain
  if (leaf === undefined) return [finding("certificate", "Zertifikat", `Das Zertifikat fehlt. ${OTHER}`)]
  for (const at of instants) {
    const bad = chain.find((one) => at < one.notBefore || at > one.notAfter)
    if (bad)
      found.push(
        finding(
          "validity",
          "Gültigkeit",
          `Das Zertifikat „${bad.name}“ war am ${day(at)} nicht gültig (gültig vom ${day(bad.notBefore)} bis ${day(bad.notAfter)}). ${OTHER}`,
        ),
      )
  }
  const { usage = 0 } = leaf
  if (leaf.authority || (usage & (USAGE.digitalSignature | USAGE.nonRepudiation)) === 0)
    found.push(
      finding("usage", "Zweck des Zertifikats", `Dieses Zertifikat ist nicht für Unterschriften ausgestellt. ${OTHER}`),
    )
  if (leaf.extendedUsages.length > 0 && !leaf.extendedUsages.some((one) => PURPOSES.has(one)))
    found.push(
      finding(
        "purpose",
        "Zweck des Zertifikats",
        `Dieses Zertifikat ist für einen anderen Zweck ausgestellt. ${OTHER}`,
      ),
    )
  // A certificate of this house's own authority is made here for one signature; nobody holds its key.
  if (leaf.policies.includes(POLICY.person) || leaf.policies.includes(POLICY.seal))
    found.push(finding("own", "Zertifikat", `Dieses Zertifikat gehört zu einer Zeichnung durch das System. ${OTHER}`))
  above.forEach((one, below) => {
    if (!one.authority || !one.certificateSign || (one.pathLength !== undefined && one.pathLength < below))
      found.push(
        finding("authority", "Aussteller", `„${one.name}“ durfte dieses Zertifikat nicht ausstellen. ${OTHER}`),
      )
  })
  if (chain.some((one) => one.critical.some((id) => !UNDERSTOOD.has(id))))
    found.push(
      finding(
        "critical",
        "Zertifikat",
        `Das Zertifikat enthält Bedingungen, die hier nicht geprüft werden können. ${OTHER}`,
      ),
    )
  return unique(found)
}

/** What a level demands of the signer's certificate, given how its issuer is trusted. */
export function reaches(level: "AES" | "QES", leaf: Certificate, trusted: "AES" | "QES"): Finding[] {
  const found: Finding[] = []
  if (leaf.pseudonym !== "")
    found.push(finding("pseudonym", "Name im Zertifikat", `Das Zertifikat nennt nur ein Pseudonym. ${OTHER}`))
  if (level === "AES") return found
  const place = "Niveau"
  if (trusted !== "QES")
    found.push(
      finding(
        "level",
        place,
        `Dieser Aussteller ist in Ihrem Haus nicht für qualifizierte Signaturen hinterlegt. ${OTHER}`,
      ),
    )
  if (!qualified(leaf))
    found.push(
      finding(
        "qualified",
        place,
        "Das Zertifikat ist nicht als qualifiziertes Zertifikat mit qualifizierter Signaturerstellungseinheit ausgestellt. Bitte signieren Sie mit einem qualifizierten Zertifikat.",
      ),
    )
  if (((leaf.usage ?? 0) & USAGE.nonRepudiation) === 0)
    found.push(
      finding(
        "usage",
        "Zweck des Zertifikats",
        `Dieses Zertifikat ist nicht für rechtsverbindliche Unterschriften ausgestellt. ${OTHER}`,
      ),
    )
  return found
}

/** What embedded lists and answers say about a chain. `looked`: certificates about which something valid was said. */
export function revocation(
  chain: readonly Certificate[],
  pool: readonly Certificate[],
  { crls, ocsps }: { readonly crls: readonly Der[]; readonly ocsps: readonly Der[] },
  at: Date,
): { readonly findings: Finding[]; readonly looked: number } {
  const revoked = new Map<Certificate, Date>()
  const looked = new Set<Certificate>()
  chain.forEach((one, i) => {
    const above = chain[i + 1]
    const issuer = above !== undefined && issued(above, one) ? above : pool.find((p) => issued(p, one))
    if (issuer === undefined) return
    for (const answer of [
      ...crls.map((c) => listed(c, one, issuer)),
      ...ocsps.map((o) => answered(o, one, issuer, pool)),
    ]) {
      if (answer === undefined) continue
      looked.add(one)
      if (answer !== "good") revoked.set(one, answer)
    }
  })
  const findings = [...revoked].flatMap(([one, since]) =>
    since > at
      ? []
      : [finding("revoked", "Sperrung", `Das Zertifikat „${one.name}“ ist seit dem ${day(since)} gesperrt. ${OTHER}`)],
  )
  return { findings, looked: looked.size }
}

type Said = "good" | Date | undefined

/** What a revocation list says, if it is one of this issuer's. */
function listed(raw: Der, certificate: Certificate, issuer: Certificate): Said {
  return quietly(() => {
    const list = readCrl(raw)
    if (!same(list.issuer, issuer.subject)) return undefined
    if (!verified(list.algorithm, list.tbs, issuer.spki, list.signature)) return undefined
    return list.revoked.get(certificate.serial) ?? "good"
  })
}

const OCSP = { basic: "1.3.6.1.5.5.7.48.1.1", signing: "1.3.6.1.5.5.7.3.9" } as const

/** What an OCSP response (RFC 6960) says, if its issuer, or whoever it named for that, has signed it. */
function answered(raw: Der, certificate: Certificate, issuer: Certificate, pool: readonly Certificate[]): Said {
  return quietly(() => {
    const [status, wrapped] = der.sequenceOf(der.read(raw))
    if (der.expect(status, der.TAG.enumerated).content[0] !== 0) return undefined
    const [type, body] = der.sequenceOf(der.children(der.expect(wrapped, 0xa0))[0])
    if (der.readOid(type) !== OCSP.basic) return undefined
    const [data, algorithm, signature] = der.sequenceOf(der.read(der.expect(body, der.TAG.octets).content))
    const value = der.expect(signature, der.TAG.bits).content.subarray(1)
    const tbs = der.expect(data, der.TAG.sequence)
    const delegates = pool.filter((one) => one.extendedUsages.includes(OCSP.signing) && issued(issuer, one))
    const rule = der.expect(algorithm, der.TAG.sequence).raw
    if (![issuer, ...delegates].some((one) => verified(rule, tbs.raw, one.spki, value))) return undefined
    const responses = der.children(tbs).find((part) => part.tag === der.TAG.sequence)
    for (const single of responses === undefined ? [] : der.children(responses)) {
      const [id, state] = der.sequenceOf(single)
      if (!about(id, certificate, issuer) || state === undefined) continue
      if (state.tag === 0x80) return "good"
      if (state.tag === 0xa1) return der.readTime(der.children(state)[0])
    }
    return undefined
  })
}

/** CertID: hashes of the issuer's name and key, and the serial. */
function about(id: der.Tlv | undefined, certificate: Certificate, issuer: Certificate): boolean {
  const [algorithm, name, key, serial] = der.sequenceOf(id)
  const oid = der.readOid(der.sequenceOf(algorithm)[0])
  const digest = oid === "1.3.14.3.2.26" ? "sha1" : oid === "2.16.840.1.101.3.4.2.1" ? "sha256" : undefined
  if (digest === undefined) return false
  const bits = der.expect(der.sequenceOf(der.read(issuer.spki))[1], der.TAG.bits).content.subarray(1)
  return (
    same(der.expect(name).content, hash(digest, issuer.subject, "buffer")) &&
    same(der.expect(key).content, hash(digest, bits, "buffer")) &&
    Buffer.from(der.expect(serial, der.TAG.integer).content).toString("hex") === certificate.serial
  )
}

/** What cannot be read says nothing. */
function quietly(read: () => Said): Said {
  try {
    return read()
  } catch (error) {
    if (error instanceof der.DerError) return undefined
    throw error
  }
}

const day = (at: Date): string => germanDay(dayOf(at))
const unique = (all: readonly Finding[]): Finding[] =>
  all.filter((one, i) => all.findIndex((other) => other.message === one.message) === i)
