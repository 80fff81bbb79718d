/**
 * Verifies a signed paper strictly: every byte belongs to a revision that a signature covers or that can be written again
 * from what it says, every later revision is an allowed one, and every signature, timestamp and certificate holds.
 */
import { hash } from "node:crypto"
import type { Bytes } from "@beschlussweg/core/context"
import { AppError } from "@beschlussweg/core/error"
import { type Certificate, readCertificate } from "./certificate/read.ts"
import { fromPem, POLICY } from "./certificate.ts"
import * as cms from "./cms.ts"
import { SyntaxFault, textOf } from "./cos.ts"
import { DerError, readAt } from "./der.ts"
import * as Dss from "./dss.ts"
import { digestAround } from "./gap.ts"
import { type Foreign, pathOf } from "./outside/cms.ts"
import { instantOf } from "./outside/time.ts"
import { examined } from "./outside.ts"
import { catalog, type Pdf, parse, trailer } from "./revision.ts"
import * as Token from "./token.ts"
import { type Change, certifiedBy, changes, instant, openFields, type Placed } from "./verify/change.ts"
import { levelOf, outsideProblems } from "./verify/outside.ts"
import { judge, revocationLists, type Trust } from "./verify/trust.ts"

export { describe } from "./verify/describe.ts"

export interface SignatureReport {
  readonly field: string
  readonly kind: "zeichnung" | "siegel" | "zeitstempel"
  /** who signed: common name of the certificate */
  readonly who: string
  /** function in the house; "" for seals and timestamps */
  readonly title: string
  readonly organisation: string
  /** what the signature says it is for; of a seal for a Zeichnung on paper: who signed it, and when */
  readonly reason: string
  /** "in Vertretung für ...", or "" */
  readonly onBehalfOf: string
  /** ISO instant; undefined when it cannot be read */
  readonly at: string | undefined
  /** true: a timestamp proves the instant; false: only stated by the file */
  readonly proven: boolean
  readonly level: string
  readonly profile: "B-B" | "B-T" | "B-LT" | "B-LTA" | "RFC 3161"
  /** unchecked: the issuer of the certificate, or of the timestamp */
  readonly issuer: "trusted" | "unchecked"
  /** who issued the certificate; "" when it cannot be read */
  readonly issuedBy: string
  /** stage of the file that it covers: bytes, and whether that is the whole file as it is now */
  readonly covers: { readonly bytes: number; readonly whole: boolean }
  /** what was appended since, in words; all of it allowed unless `problems` says otherwise */
  readonly since: readonly string[]
  /** German sentences; empty when everything holds */
  readonly problems: readonly string[]
}
export interface Report {
  readonly ok: boolean
  /** 0 everything holds; 1 something is broken; 2 only the issuers were not (all) checked */
  readonly exit: 0 | 1 | 2
  readonly sha256: string
  readonly bytes: number
  readonly signatures: readonly SignatureReport[]
  /** fields that are still empty */
  readonly open: readonly string[]
  /** German sentences about the file as a whole */
  readonly problems: readonly string[]
  /** what was not checked, and why */
  readonly notes: readonly string[]
}
export interface VerifyOptions {
  /** PEM with one or more root certificates (operator root, and that of a timestamp authority elsewhere) */
  readonly ca?: string | undefined
}

/** Verifies a file. Never throws for a bad file; @throws AppError input "ca.unreadable" for a bad `ca`. */
export function verify(pdf: Bytes, options: VerifyOptions = {}): Report {
  const roots = options.ca === undefined ? [] : readRoots(options.ca)
  const bytes = Buffer.from(pdf.buffer, pdf.byteOffset, pdf.byteLength)
  const found = (() => {
    try {
      return inspect(bytes, roots)
    } catch (error) {
      // whatever a hostile file provokes is a broken file, never an answer without a verdict
      const why = error instanceof SyntaxFault || error instanceof DerError ? ` (${error.message})` : ""
      return { ...NOTHING, problems: [`Die Datei ist nicht so aufgebaut, wie sie hier geschrieben wird${why}.`] }
    }
  })()
  const broken = found.problems.length > 0 || found.signatures.some((one) => one.problems.length > 0)
  const exit = broken ? 1 : found.notes.length > 0 ? 2 : 0
  return { ok: exit === 0, exit, sha256: hash("sha256", bytes), bytes: bytes.length, ...found }
}

type Found = Pick<Report, "signatures" | "open" | "problems" | "notes">
const NOTHING: Found = { signatures: [], open: [], problems: [], notes: [] }

/** Root certificates from PEM. @throws AppError input "ca.unreadable" */
export function readRoots(pem: string): Certificate[] {
  try {
    return fromPem(pem).map(readCertificate)
  } catch (error) {
    if (!(error instanceof DerError)) throw error
    throw new AppError("input", "ca.unreadable", "Das Wurzelzertifikat ist beschädigt.")
  }
}

function inspect(bytes: Buffer, roots: readonly Certificate[]): Found {
  const pdf = parse(bytes)
  const problems: string[] = []
  const last = pdf.sections.at(-1)
  if (!/^%PDF-[12]\.\d[\r\n]/.test(pdf.text.slice(0, 10))) problems.push("Die Datei ist keine PDF-Datei.")
  if (last === undefined || last.end !== bytes.length) problems.push("Hinter dem Ende der Datei stehen weitere Bytes.")
  if (trailer(pdf).has("Encrypt")) problems.push("Die Datei ist verschlüsselt.")
  pdf.sections.forEach((section, i) => {
    if (section.offset < (pdf.sections[i - 1]?.end ?? 0)) problems.push("Die Fassungen der Datei überlappen einander.")
  })
  if (problems.length > 0) return { ...NOTHING, problems }
  const steps = changes(pdf)
  if (!steps.some((step) => step.signature !== undefined))
    return { ...NOTHING, open: openFields(pdf), problems: ["Die Datei trägt keine Unterschrift."] }

  const store = Dss.read(pdf)
  const read = steps.map((step) =>
    step.signature === undefined ? undefined : examine(pdf, step, step.signature, roots),
  )
  const certificates = [
    ...roots,
    ...store.certificates.map((one) => readCertificate(one.der)),
    ...read.flatMap((one) => one?.chain ?? []),
  ]
  const lists = revocationLists(
    store.crls.map((one) => one.der),
    certificates,
  )
  const trust: Trust = { roots, lists: lists.read }
  const signatures = steps.flatMap((step, i) => {
    const one = read[i]
    return one === undefined ? [] : [report(pdf, steps, step, one, read, trust)]
  })
  problems.push(...lists.problems, ...steps.filter((s) => s.signature === undefined).flatMap((s) => s.problems))
  problems.push(...common(pdf, steps, read))
  return {
    signatures,
    open: openFields(pdf),
    problems: [...new Set(problems)],
    notes: notes(roots, signatures, lists.unchecked),
  }
}

function notes(roots: readonly Certificate[], signatures: readonly SignatureReport[], lists: number): string[] {
  if (roots.length === 0)
    return ["Der Aussteller wurde nicht geprüft, weil kein Wurzelzertifikat (--ca) angegeben ist."]
  const unchecked = signatures
    .filter((one) => one.issuer === "unchecked" && one.problems.length === 0)
    .map((one) => one.field)
  return [
    ...(unchecked.length === 0
      ? []
      : [
          `Der Aussteller der Zeitstempel ist mit dem angegebenen Wurzelzertifikat nicht prüfbar: ${unchecked.join(", ")}.`,
        ]),
    ...(lists === 0 ? [] : [`Aussteller von ${lists} eingebetteten Sperrlisten nicht geprüft.`]),
  ]
}

// ---- one signature

interface Examined {
  readonly placed: Placed
  /** certificates of the signature, nearest first; for a document timestamp those of the token */
  readonly chain: readonly Certificate[]
  readonly token: Token.Token | undefined
  /** revocation data that came with a signature made outside */
  readonly foreign?: Foreign
  readonly problems: readonly string[]
}

/** Cryptography of one signature: covered digest, canonical gap, CMS or token. */
function examine(pdf: Pdf, step: Change, placed: Placed, roots: readonly Certificate[]): Examined {
  const covered = pdf.bytes.subarray(0, step.end)
  const digest = digestAround(covered, placed.gap, placed.after)
  const hex = pdf.text.slice(placed.gap, placed.after)
  const broken = (problem: string): Examined => ({ placed, chain: [], token: undefined, problems: [problem] })
  try {
    if (placed.outside) {
      const foreign = examined(covered, placed)
      return { placed, chain: pathOf(foreign, roots).chain, token: foreign.token, foreign, problems: [] }
    }
    const signed = readAt(Buffer.from(hex.slice(1, -1), "hex"), 0).raw
    if (
      hex !==
      `<${Buffer.from(signed)
        .toString("hex")
        .padEnd(2 * placed.reserved, "0")}>`
    )
      return broken("Der für die Unterschrift vorgesehene Platz enthält etwas anderes als die Unterschrift.")
    if (placed.kind === "timestamp") {
      const token = Token.check(canonical(signed), digest)
      return { placed, chain: token.certificates, token, problems: [] }
    }
    const checked = cms.check(signed, digest)
    const token =
      checked.token === undefined ? undefined : Token.check(canonical(checked.token), cms.sha256(checked.signature))
    return { placed, chain: checked.certificates, token, problems: [] }
  } catch (error) {
    if (!(error instanceof DerError)) throw error
    return broken(`Die Unterschrift passt nicht zum Inhalt oder ist beschädigt (${error.message}).`)
  }
}

function canonical(token: Uint8Array): Uint8Array {
  if (!cms.same(Token.tidy(token), token)) throw new DerError("token not in canonical form")
  return token
}

function report(
  pdf: Pdf,
  steps: readonly Change[],
  step: Change,
  one: Examined,
  all: readonly (Examined | undefined)[],
  trust: Trust,
): SignatureReport {
  const { placed, chain, token } = one
  const problems = [...step.problems, ...one.problems]
  const written = textOf(placed.dict.get("M")?.raw)
  const stated =
    placed.kind === "timestamp"
      ? undefined
      : placed.outside
        ? (instantOf(written) ?? one.foreign?.signingTime)
        : instant(written)
  const at = token?.at ?? stated
  const leaf = chain[0]
  const own =
    leaf === undefined || at === undefined
      ? undefined
      : judge(trust, chain, at, placed.kind === "timestamp" ? "des Zeitstempels" : "der Unterschrift")
  const time =
    token === undefined || placed.kind === "timestamp"
      ? undefined
      : judge(trust, token.certificates, token.at, "des Zeitstempels")
  const judged = [own, time].filter((one) => one !== undefined)
  problems.push(...judged.flatMap((one) => one.problems))
  // a foreign timestamp authority leaves the time unproven; a foreign issuer may be anybody
  if (placed.kind === "signature" && own?.issuer === "foreign")
    problems.push(
      placed.outside
        ? `Der Aussteller „${leaf?.issuerName ?? ""}“ gehört zu keinem der angegebenen Wurzelzertifikate (--ca).`
        : "Der Aussteller gehört nicht zum angegebenen Wurzelzertifikat.",
    )
  const seal = !placed.outside && (leaf?.policies.includes(POLICY.seal) ?? false)
  if (placed.outside && at !== undefined) problems.push(...outsideProblems(one.foreign, chain, trust, at))
  if (
    placed.kind === "signature" &&
    !placed.outside &&
    leaf !== undefined &&
    (leaf.authority || (!seal && !leaf.policies.includes(POLICY.person)))
  )
    problems.push("Das Zertifikat ist nicht für Zeichnung oder Siegel ausgestellt.")
  const later = steps.slice(steps.indexOf(step) + 1)
  return {
    field: placed.field,
    kind: placed.kind === "timestamp" ? "zeitstempel" : seal ? "siegel" : "zeichnung",
    who: leaf?.name ?? "",
    title: leaf?.title ?? "",
    organisation: leaf?.organisation ?? "",
    // In our own certificates only it means representation.
    onBehalfOf: placed.outside ? "" : (leaf?.onBehalfOf ?? ""),
    reason: textOf(placed.dict.get("Reason")?.raw),
    at: at?.toISOString(),
    proven: token !== undefined && (time ?? own)?.issuer !== "foreign",
    level: levelOf(placed, leaf, seal),
    profile: profile(placed, token, later),
    issuer: judged.length > 0 && judged.every((one) => one.issuer === "trusted") ? "trusted" : "unchecked",
    issuedBy: placed.outside ? (leaf?.issuerName ?? "") : (chain[1]?.name ?? ""),
    covers: { bytes: step.end, whole: step.end === pdf.bytes.length },
    since: later.map((next) => appended(next, all[steps.indexOf(next)])),
    problems,
  }
}

function profile(placed: Placed, token: Token.Token | undefined, later: readonly Change[]): SignatureReport["profile"] {
  if (placed.kind === "timestamp") return "RFC 3161"
  if (token === undefined) return "B-B"
  if (later.some((step) => step.signature?.kind === "timestamp")) return "B-LTA"
  return later.some((step) => step.store) ? "B-LT" : "B-T"
}

function appended(step: Change, examined: Examined | undefined): string {
  if (step.problems.length > 0) return "eine unzulässige Änderung"
  if (step.signature === undefined) return "Prüfdaten"
  if (step.signature.kind === "timestamp") return `Prüfdaten und Dokumentzeitstempel (${step.signature.field})`
  const leaf = examined?.chain[0]
  return `${leaf?.policies.includes(POLICY.seal) ? "Siegel" : "Zeichnung"} ${leaf?.name ?? "?"} (${step.signature.field})`
}

/** What must hold between the signatures of one file. */
function common(pdf: Pdf, steps: readonly Change[], read: readonly (Examined | undefined)[]): string[] {
  const problems: string[] = []
  const first = steps[0]?.signature
  const permitted = certifiedBy(pdf, catalog(pdf).dict)
  if (first?.certify !== true || permitted === undefined)
    problems.push("Die erste Unterschrift legt nicht fest, welche Ergänzungen zulässig sind.")
  if (steps.slice(1).some((step) => step.signature?.certify === true))
    problems.push("Eine spätere Unterschrift legt die zulässigen Ergänzungen neu fest.")
  const leaves = read.flatMap((one) =>
    one?.placed.kind === "signature" && !one.placed.outside && one.chain[0] ? [one.chain[0]] : [],
  )
  if (new Set(leaves.map((leaf) => Buffer.from(leaf.issuer).toString("hex"))).size > 1)
    problems.push("Die Unterschriften stammen aus verschiedenen Häusern.")
  if (new Set(leaves.map((leaf) => leaf.serial)).size < leaves.length)
    problems.push("Ein Zertifikat wurde für mehrere Unterschriften verwendet.")
  return problems
}
