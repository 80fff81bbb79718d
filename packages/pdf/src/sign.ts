/**
 * Signs (PAdES B-B, B-T) by one incremental update into an existing field, and finishes a file for the long term (B-LTA):
 * the input bytes always stay the prefix of the output.
 */
import type { Bytes, Der, Signer, Timestamp } from "@beschlussweg/core/context"
import { AppError } from "@beschlussweg/core/error"
import type { StampText } from "@beschlussweg/core/paper"
import { append, nextNumber, type Update } from "./append.ts"
import { readCertificate, readCrl } from "./certificate/read.ts"
import * as cms from "./cms.ts"
import { refTo, SyntaxFault, withEntries, writeText } from "./cos.ts"
import { DerError } from "./der.ts"
import * as Dss from "./dss.ts"
import { extent, fields, filled, form } from "./field.ts"
import { byteRange, fill, type Plan } from "./gap.ts"
import { catalog, open, type Pdf } from "./revision.ts"
import { appearance } from "./stamp.ts"
import * as Token from "./token.ts"

/** DER bytes reserved for a signature; in the file each takes two hex digits. */
export const RESERVED = { plain: 8 * 1024, timestamped: 16 * 1024 } as const

/**
 * Appends one signature into the empty field `stamp.field`.
 * @returns the input followed by one update (about 25 kB, with a timestamp about 40 kB)
 * @throws AppError input "pdf.none" | "pdf.encrypted" | "pdf.damaged" | "glyph.uncovered",
 *   not_found "field.unknown", conflict "field.signed" | "signature.certify_late",
 *   refused "tsa.unavailable" | "tsa.invalid" | "tsa.rejected" | "signature.too_large"
 */
export async function sign(
  pdf: Bytes,
  stamp: StampText,
  signer: Signer,
  timestamp: Timestamp | undefined,
): Promise<Bytes> {
  const file = open(pdf)
  const plan = guarded(() => prepare(file, stamp, timestamp === undefined ? RESERVED.plain : RESERVED.timestamped))
  return fill(file, plan, (digest) =>
    cms.create(digest, signer, timestamp === undefined ? undefined : (value) => stamped(timestamp, value)),
  )
}

/**
 * Appends validation data (certificates and `crls`), sealed by a document timestamp when an authority is given.
 * May be repeated after later signatures.
 * @throws AppError like `sign`, and refused "finish.unsigned" when nothing has been signed yet
 */
export async function finish(pdf: Bytes, timestamp: Timestamp | undefined, crls: readonly Der[]): Promise<Bytes> {
  const file = open(pdf)
  if (guarded(() => fields(file)).every((field) => field.value === undefined))
    throw new AppError("refused", "finish.unsigned", "Die Datei trägt noch keine Unterschrift.")
  try {
    const known = Dss.carried(file).map(readCertificate)
    if (crls.some((list) => !known.some((one) => cms.same(one.issuer, readCrl(list).issuer))))
      throw new Error("a revocation list that belongs to no certificate of the file")
    if (timestamp === undefined) return append(file, Dss.updates(file, crls)).bytes
    const plan = guarded(() => Dss.plan(file, crls, RESERVED.timestamped))
    return await fill(file, plan, (digest) => stamped(timestamp, digest))
  } catch (error) {
    if (error instanceof DerError || error instanceof SyntaxFault) throw damaged()
    throw error
  }
}

const damaged = (): AppError =>
  new AppError("input", "pdf.damaged", "Die PDF-Datei ist beschädigt und kann nicht weiter bearbeitet werden.")

function guarded<T>(run: () => T): T {
  try {
    return run()
  } catch (error) {
    if (error instanceof SyntaxFault) throw damaged()
    throw error
  }
}

/** A token in the one form that `verify` accepts, checked before it goes into a file that cannot be corrected. */
async function stamped(timestamp: Timestamp, digest: Bytes): Promise<Der> {
  const token = await timestamp.stamp(digest)
  try {
    const tidy = Token.tidy(token)
    Token.check(tidy, digest)
    return tidy
  } catch (error) {
    if (!(error instanceof DerError)) throw error
    throw new AppError(
      "refused",
      "tsa.invalid",
      "Der Zeitstempeldienst hat eine ungültige Antwort gegeben. Bitte die Systembetreuung verständigen.",
    )
  }
}

function prepare(file: Pdf, stamp: StampText, reserved: number): Plan {
  const all = fields(file)
  const field = all.find((one) => one.name === stamp.field)
  if (field === undefined)
    throw new AppError(
      "not_found",
      "field.unknown",
      `Das Unterschriftsfeld „${stamp.field}“ gibt es in der Datei nicht.`,
    )
  if (field.value !== undefined)
    throw new AppError("conflict", "field.signed", `Das Unterschriftsfeld „${stamp.field}“ ist bereits unterschrieben.`)
  const first = all.every((one) => one.value === undefined)
  if (stamp.certify === true && !first)
    throw new AppError(
      "conflict",
      "signature.certify_late",
      "Das Siegel muss die erste Unterschrift einer Datei sein; diese Datei ist schon unterschrieben.",
    )
  const signature = nextNumber(file)
  const { width, height } = extent(file, field)
  const look = width > 0 && height > 0 ? appearance(stamp.lines, width, height, signature + 1) : undefined
  return {
    updates: [
      ...filled(field, signature, look?.ref),
      ...(first ? opening(file, stamp.certify === true ? signature : undefined) : []),
      ...(look?.updates ?? []),
      { number: signature, body: signatureBody(stamp, reserved) },
    ],
    signature,
    reserved,
  }
}

/**
 * What the first signature changes beside its field: SigFlags 3, and for a certifying one the catalog's /Perms and the
 * extension that announces validation data, so that no later update has to touch the catalog for it.
 */
export function opening(file: Pdf, certified: number | undefined): Update[] {
  const top = form(file)
  const root = catalog(file)
  const out: Update[] = []
  const changes: Record<string, string> = {}
  if (top !== undefined && top.dict.get("SigFlags")?.raw !== "3") {
    const body = withEntries(top.dict, { SigFlags: "3" })
    if (top.number === undefined) changes.AcroForm = body
    else out.push({ number: top.number, body })
  }
  if (certified !== undefined) {
    changes.Perms = `<< /DocMDP ${refTo(certified)} >>`
    if (!root.dict.has("Extensions")) changes.Extensions = "<< /ESIC << /BaseVersion /1.7 /ExtensionLevel 5 >> >>"
  }
  if (Object.keys(changes).length > 0) out.push({ number: root.number, body: withEntries(root.dict, changes) })
  return out
}

export const CERTIFY =
  "[<< /Type /SigRef /TransformMethod /DocMDP /TransformParams << /Type /TransformParams /P 2 /V /1.2 >> >>]"

/** Signature dictionary with an empty gap; a pure function of what it says. */
export function signatureBody(stamp: Omit<StampText, "field" | "lines">, reserved: number): string {
  const certify = stamp.certify === true ? `/Reference ${CERTIFY}\n` : ""
  const at = stamp.at.toISOString().replace(/[-:T]/g, "").slice(0, 14)
  return `<<
/Type /Sig
/Filter /Adobe.PPKLite
/SubFilter /ETSI.CAdES.detached
${certify}/M (D:${at}Z)
/Name ${writeText(stamp.name)}
/Reason ${writeText(stamp.reason)}
/ByteRange ${byteRange(0, 0, 0)}
/Contents <${"0".repeat(2 * reserved)}>
>>`
}
