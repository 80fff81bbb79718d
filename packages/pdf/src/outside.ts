/** Files that were signed outside (AES, QES): judged against the stage they continue, before they become a stage themselves. */
import type { Bytes } from "@beschlussweg/core/context"
import type { Finding } from "@beschlussweg/core/error"
import type { OutsideVerdict, OutsideWish, Trusted } from "@beschlussweg/core/paper"
import { type Certificate, readCertificate } from "./certificate/read.ts"
import { fromPem } from "./certificate.ts"
import { SyntaxFault, textOf } from "./cos.ts"
import { DerError } from "./der.ts"
import { continued } from "./outside/append.ts"
import { checkForeign, type Foreign, pathOf, strays } from "./outside/cms.ts"
import { instantOf } from "./outside/time.ts"
import { conforms, reaches, revocation } from "./outside/trust.ts"
import { parse } from "./revision.ts"
import type { Placed } from "./verify/change.ts"

/** clocks of the signatory's machine and ours may differ; milliseconds */
const SKEW = 5 * 60_000

/** Judges a file; whatever a hostile one provokes is a finding, never an exception. */
export function outside(before: Bytes, bytes: Bytes, wish: OutsideWish): OutsideVerdict {
  const [old, now] = [view(before), view(bytes)]
  if (now.length <= old.length || !now.subarray(0, old.length).equals(old))
    return {
      findings: [
        finding(
          "stage",
          "Stufe",
          now.length === old.length && now.equals(old)
            ? "Diese Datei trägt keine neue Signatur. Bitte signieren Sie sie und laden Sie sie dann hoch."
            : "Die Datei setzt nicht die neueste Stufe der Vorlage fort, oder ihr Anfang wurde verändert. Bitte laden Sie die neueste Stufe herunter und signieren Sie genau diese Datei.",
        ),
      ],
    }
  try {
    const { placed, findings } = continued(parse(old), parse(now), wish.field)
    return placed === undefined ? { findings } : signed(now, placed, findings, wish)
  } catch (error) {
    if (error instanceof SyntaxFault || error instanceof DerError)
      return {
        findings: [
          finding(
            "broken",
            "Datei",
            "Die Datei ist beschädigt. Bitte signieren Sie die heruntergeladene Datei noch einmal.",
          ),
        ],
      }
    throw error
  }
}

const view = (bytes: Bytes): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
const finding = (reason: string, place: string, message: string): Finding => ({
  reason: `outside.${reason}`,
  place,
  message,
})

function signed(bytes: Buffer, placed: Placed, changes: readonly Finding[], wish: OutsideWish): OutsideVerdict {
  const findings = [...changes]
  let foreign: Foreign
  try {
    foreign = examined(bytes, placed)
  } catch (error) {
    if (!(error instanceof DerError)) throw error
    findings.push(
      finding(
        "signature",
        "Signatur",
        `${DEFECT[error.message] ?? "Die Signatur ist nicht lesbar oder passt nicht zur Datei."} Bitte signieren Sie die heruntergeladene Datei noch einmal.`,
      ),
    )
    return { findings }
  }
  const { signer, token } = foreign
  const anchors = wish.trust.flatMap((entry) => anchorsOf(entry))
  const { chain, anchor } = pathOf(
    foreign,
    anchors.map((one) => one.certificate),
  )
  const entry = anchors.find((one) => one.certificate === anchor)?.entry
  const all = anchor === undefined ? chain : [...chain, anchor]
  const stated = token?.at ?? instantOf(textOf(placed.dict.get("M")?.raw)) ?? foreign.signingTime
  if (stated === undefined) {
    findings.push(
      finding(
        "time",
        "Zeit der Signatur",
        "Die Signatur nennt keine Zeit. Bitte signieren Sie mit einem Programm, das die Zeit angibt.",
      ),
    )
    return { findings }
  }
  if (stated.getTime() > wish.at.getTime() + SKEW)
    findings.push(
      finding(
        "future",
        "Zeit der Signatur",
        "Die Signatur nennt eine Zeit in der Zukunft. Bitte prüfen Sie die Uhr Ihres Rechners.",
      ),
    )
  if (entry === undefined)
    findings.push(
      finding(
        "issuer",
        "Aussteller",
        `Der Aussteller „${signer.issuerName}“ ist in Ihrem Haus nicht hinterlegt. Bitte signieren Sie mit einem anderen Zertifikat, oder wenden Sie sich an die Mandantenadministration.`,
      ),
    )
  const loose = strays(
    foreign,
    anchors.map((one) => one.certificate),
  )
  if (loose.length > 0)
    findings.push(
      finding(
        "stray",
        "Zertifikate",
        `Die Signatur bringt ein Zertifikat mit, das zu keinem anderen passt: „${loose[0]?.name}“. Bitte signieren Sie mit der üblichen Einstellung Ihres Programms.`,
      ),
    )
  findings.push(...conforms(all, [stated, wish.at]))
  findings.push(...reaches(wish.level, signer, entry?.level ?? "AES"))
  const known = [...foreign.pool, ...anchors.map((one) => one.certificate)]
  const status = revocation(all, known, foreign, wish.at)
  findings.push(...status.findings)
  return {
    findings: unique(findings),
    signer: {
      name: signer.name,
      givenName: signer.givenName,
      surname: signer.surname,
      issuer: signer.issuerName,
      signedAt: stated,
      ...(entry === undefined ? {} : { trusted: entry.certificate }),
      checked: [
        "Die Datei setzt die vorige Stufe fort; geändert ist nur das Unterschriftsfeld.",
        `Die Signatur umfasst die ganze Datei und ist gültig (${foreign.algorithm}).`,
        `Das Zertifikat ist für Unterschriften ausgestellt und gültig; Aussteller: ${entry?.name ?? signer.issuerName}.`,
        ...(wish.level === "QES"
          ? ["Das Zertifikat ist ein qualifiziertes mit qualifizierter Signaturerstellungseinheit."]
          : []),
      ],
      notes: notes(foreign, status.looked, all.length),
    },
  }
}

/** Defects that people can do something about, by the reader's own word for them. */
const DEFECT: Readonly<Record<string, string>> = {
  "DER: signed bytes were changed": "Die Datei wurde nach der Signatur verändert.",
  "DER: signature does not fit": "Die Signatur passt nicht zu ihrem Zertifikat.",
  "DER: another certificate is named": "Die Signatur nennt ein anderes Zertifikat, als sie mitbringt.",
  "DER: certificate of the signer missing": "Das Zertifikat der Signatur fehlt in der Datei.",
  "DER: digest SHA-1": "Die Signatur verwendet SHA-1; angenommen werden SHA-256, SHA-384 und SHA-512.",
  "DER: key too weak": "Der Schlüssel des Zertifikats ist zu schwach (RSA ab 2048 Bit, gängige elliptische Kurven).",
  "DER: not exactly one signer": "In einem Feld stehen mehrere Signaturen.",
}

/** The signature over everything around its gap. @throws DerError */
export function examined(bytes: Buffer, { gap, after }: Placed): Foreign {
  return checkForeign(bytes.toString("latin1", gap + 1, after - 1), [bytes.subarray(0, gap), bytes.subarray(after)])
}

/** What was not, or could not be, checked. */
function notes(foreign: Foreign, looked: number, certificates: number): string[] {
  return [
    looked >= certificates - 1 && looked > 0
      ? "Sperrung: nach den eingebetteten Sperrinformationen nicht gesperrt; über das Netz wird nicht nachgefragt."
      : "Sperrung nicht geprüft: Die Datei enthält keine vollständigen Sperrinformationen, und über das Netz wird nicht nachgefragt.",
    foreign.token === undefined
      ? foreign.tokenProblem
        ? "Der Zeitstempel der Signatur ist nicht lesbar; die Zeit ist eine Angabe der Datei."
        : "Die Zeit ist eine Angabe der Datei, nicht durch einen Zeitstempel belegt."
      : "Die Zeit nennt ein Zeitstempel; dessen Aussteller wurde nicht geprüft.",
    ...(foreign.bound ? [] : ["Die Signatur nennt ihr Zertifikat nicht selbst (kein signing-certificate)."]),
  ]
}

interface Anchor {
  readonly entry: Trusted
  readonly certificate: Certificate
}

/** An entry that cannot be read trusts nobody. */
function anchorsOf(entry: Trusted): Anchor[] {
  try {
    return fromPem(entry.certificate).map((raw) => ({ entry, certificate: readCertificate(raw) }))
  } catch {
    return []
  }
}

const unique = (all: readonly Finding[]): Finding[] =>
  all.filter((one, i) => all.findIndex((other) => other.message === one.message) === i)
