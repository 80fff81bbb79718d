/**
 * Document security store (Prüfdaten): the certificates of all signatures and the revocation lists, written so that the
 * same data always gives the same bytes; with a document timestamp it becomes the archival level B-LTA.
 */
import type { Bytes, Der } from "@beschlussweg/core/context"
import { nextNumber, plainStream, type Update } from "./append.ts"
import { toDer } from "./ber.ts"
import { readCrl } from "./certificate/read.ts"
import * as cms from "./cms.ts"
import { arrayOf, dictOf, refOf, refTo, SyntaxFault, withEntries } from "./cos.ts"
import * as der from "./der.ts"
import { fields, form } from "./field.ts"
import { byteRange, type Plan } from "./gap.ts"
import { catalog, dictAt, objectOf, type Pdf, resolve, streamOf } from "./revision.ts"

/** Name of the n-th document timestamp's field, from 1. */
export const timestampField = (n: number): string => `zeitstempel-${n}`

export interface Store {
  /** object that holds the store; undefined when the file has none yet */
  readonly number: number | undefined
  readonly certificates: readonly { readonly number: number; readonly der: Buffer }[]
  readonly crls: readonly { readonly number: number; readonly der: Buffer }[]
}

/** Reads the store as it stands. @throws SyntaxFault */
export function read(pdf: Pdf): Store {
  const raw = catalog(pdf).dict.get("DSS")?.raw
  const dict = dictAt(pdf, raw)
  const items = (name: string): { number: number; der: Buffer }[] =>
    arrayOf(resolve(pdf, dict?.get(name)?.raw) ?? "[]").map((entry) => {
      const number = refOf(entry)
      if (number === undefined) throw new SyntaxFault(`store ${name}`, 0)
      return { number, der: streamOf(pdf, number).data }
    })
  return { number: refOf(raw), certificates: items("Certs"), crls: items("CRLs") }
}

/** Certificates that the signatures and tokens of the file carry, in the order of the file. @throws DerError */
export function carried(pdf: Pdf): Der[] {
  const out: Der[] = []
  for (const field of fields(pdf)) {
    if (field.value === undefined) continue
    const contents = dictOf(objectOf(pdf, field.value) ?? "").get("Contents")?.raw ?? ""
    // what was signed outside may not be in canonical form
    collect(toDer(Buffer.from(contents.slice(1, -1), "hex")).der, out)
  }
  return out
}

/** Adds the certificates of a SignedData and of the token inside it. */
function collect(signed: Bytes, out: Der[]): void {
  const [, wrapped] = der.sequenceOf(der.read(signed))
  const parts = der.sequenceOf(der.children(der.expect(wrapped, 0xa0))[0])
  const set = parts.find((part) => part.tag === 0xa0)
  for (const certificate of set === undefined ? [] : der.children(set))
    if (certificate.tag === der.TAG.sequence && !out.some((known) => cms.same(known, certificate.raw)))
      out.push(certificate.raw)
  const info = der.sequenceOf(der.children(der.expect(parts.at(-1), der.TAG.set))[0])
  const unsigned = info.find((part) => part.tag === 0xa1)
  if (unsigned === undefined) return
  for (const attribute of der.children(unsigned)) {
    const [id, values] = der.sequenceOf(attribute)
    if (der.readOid(id) === cms.OID.timestampToken) collect(der.expect(der.children(der.expect(values))[0]).raw, out)
  }
}

/** Objects of an update that stores what is not stored yet; object numbers are the next free ones. */
export function updates(pdf: Pdf, crls: readonly Der[], extra?: { field: number; next: number }): Update[] {
  const store = read(pdf)
  const fresh = (all: readonly Der[], known: readonly { der: Buffer }[]): Der[] =>
    all.filter(
      (one, i) => !known.some((k) => cms.same(k.der, one)) && all.findIndex((other) => cms.same(other, one)) === i,
    )
  let next = extra?.next ?? nextNumber(pdf)
  const number = store.number ?? next++
  const objects = (all: readonly Der[]): Update[] => all.map((one) => ({ number: next++, body: plainStream("", one) }))
  const certificates = objects(fresh(carried(pdf), store.certificates))
  for (const list of crls) readCrl(list)
  const lists = objects(fresh(crls, store.crls))
  const refs = (known: readonly { number: number }[], added: readonly Update[]): string =>
    `[${[...known, ...added].map((one) => refTo(one.number)).join(" ")}]`
  const root = catalog(pdf)
  const changes: Record<string, string> = {}
  const out: Update[] = []
  if (store.number === undefined) changes.DSS = refTo(number)
  if (extra !== undefined) {
    const top = form(pdf)
    if (top === undefined) throw new SyntaxFault("no form", 0)
    const all = arrayOf(resolve(pdf, top.dict.get("Fields")?.raw) ?? "[]")
    const body = withEntries(top.dict, { Fields: `[${[...all, refTo(extra.field)].join(" ")}]` })
    if (top.number === undefined) changes.AcroForm = body
    else out.push({ number: top.number, body })
  }
  if (Object.keys(changes).length > 0) out.push({ number: root.number, body: withEntries(root.dict, changes) })
  return [
    ...out,
    {
      number,
      body: `<<\n/Type /DSS\n/Certs ${refs(store.certificates, certificates)}\n/CRLs ${refs(store.crls, lists)}\n>>`,
    },
    ...certificates,
    ...lists,
  ]
}

/** Store, field and signature dictionary of a document timestamp. */
export function plan(pdf: Pdf, crls: readonly Der[], reserved: number): Plan {
  const names = new Set(fields(pdf).map((field) => field.name))
  let n = 1
  while (names.has(timestampField(n))) n++
  const field = nextNumber(pdf)
  const signature = field + 1
  return {
    updates: [
      ...updates(pdf, crls, { field, next: signature + 1 }),
      {
        number: field,
        body: `<<\n/FT /Sig\n/Type /Annot\n/Subtype /Widget\n/T (${timestampField(n)})\n/F 132\n/Rect [0 0 0 0]\n/V ${refTo(signature)}\n>>`,
      },
      {
        number: signature,
        body: `<<
/Type /DocTimeStamp
/Filter /Adobe.PPKLite
/SubFilter /ETSI.RFC3161
/ByteRange ${byteRange(0, 0, 0)}
/Contents <${"0".repeat(2 * reserved)}>
>>`,
      },
    ],
    signature,
    reserved,
  }
}
