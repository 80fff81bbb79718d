/** Small tagged PDFs with empty signature fields, and a key ring, for the tests of signing and verifying. */
import { mkdtempSync, rmSync } from "node:fs"
import { createRequire } from "node:module"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Bytes, Issuer, Signer, Timestamp } from "@beschlussweg/core/context"
import type { StampText } from "@beschlussweg/core/paper"
import { FIELD_SEAL, resultField, signatureField } from "@beschlussweg/core/paper"
import PDFDocument from "pdfkit"
import { type KeyRing, openKeyRing } from "./keyring.ts"
import { finish, sign } from "./sign.ts"
import { localTimestamp } from "./tsa.ts"

const require = createRequire(import.meta.url)
const FONT = require.resolve("@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf")

export const STEPS = ["amt", "dezernat", "kaemmerei", "landrat"] as const
export const BODIES = ["ausschuss", "kreistag"] as const
export const FIELDS = [FIELD_SEAL, ...STEPS.map(signatureField), ...BODIES.map(resultField)]
export const ORGANISATION = "Jobcenter Kreis Aulenfeld"
/** in the past of every clock that runs these tests: pdfsig judges at today's date */
export const AT = new Date("2026-03-02T08:12:00Z")
const SENTENCE =
  "Der Kreis Aulenfeld richtet die Eingliederungsleistungen des Jahres auf Langzeitleistungsbeziehende, Alleinerziehende und junge Menschen ohne Abschluss aus. "

interface Internals {
  readonly page: { readonly dictionary: unknown; readonly annotations: unknown[] }
  readonly _root: { readonly data: Record<string, unknown> }
  /** would look for text fields of pdfkit's own making */
  endAcroForm(): unknown
  ref(data: Record<string, unknown>): { end(data?: Uint8Array): void }
}

/** A tagged file of `pages` pages; the fields of `names` stand on the last one. */
export async function paper(pages: number, names: readonly string[] = FIELDS): Promise<Bytes> {
  const doc = new PDFDocument({
    tagged: true,
    pdfVersion: "1.7",
    lang: "de-DE",
    displayTitle: true,
    info: { Title: "Beschlussvorlage 047/2027", CreationDate: AT },
    autoFirstPage: false,
    font: FONT,
    // the large file is to weigh what a real programme weighs
    compress: pages < 10,
  })
  const parts: Buffer[] = []
  doc.on("data", (part: Buffer) => parts.push(part))
  const ended = new Promise((done) => doc.on("end", done))
  const root = doc.struct("Document")
  doc.addStructure(root)
  for (let n = 1; n <= pages; n++) {
    doc.addPage({ size: "A4" })
    root.add(doc.struct("H1", {}, () => void doc.fontSize(14).text(`Abschnitt ${n}`)))
    for (let p = 0; p < (n < pages ? 12 : 6); p++)
      root.add(doc.struct("P", {}, () => void doc.fontSize(9).text(`${n}.${p + 1} ${SENTENCE.repeat(2)}`)))
  }
  root.end()
  const internals = doc as unknown as Internals
  const fields = names.map((name, i) => {
    const look = doc.ref({ Type: "XObject", Subtype: "Form", BBox: [0, 0, 220, 44], Resources: {} })
    look.end(Buffer.from("0.6 G 0 0 220 44 re S"))
    const x = 60 + (i % 2) * 240
    const y = 60 + Math.floor(i / 2) * 52
    const field = internals.ref({
      Type: "Annot",
      Subtype: "Widget",
      FT: "Sig",
      T: new String(name),
      TU: new String(`Unterschriftsfeld ${name}`),
      F: 4,
      P: internals.page.dictionary,
      Rect: [x, y, x + 220, y + 44],
      AP: { N: look },
    })
    field.end()
    internals.page.annotations.push(field)
    return field
  })
  const form = internals.ref({ Fields: fields, SigFlags: 0 })
  form.end()
  internals._root.data.AcroForm = form
  internals.endAcroForm = () => undefined
  doc.end()
  await ended
  return Buffer.concat(parts)
}

/** Texts and signers of one procedure, as the worker would give them. */
export interface House {
  readonly ring: KeyRing
  readonly authority: Signer
  readonly issuer: Issuer
  readonly timestamp: Timestamp
  readonly dir: string
  remove(): void
}

/** A key ring in a folder of its own, with tenant "aulenfeld". */
export async function house(now: () => Date = () => AT): Promise<House> {
  const dir = mkdtempSync(join(tmpdir(), "beschlussweg-keys-"))
  const founded = new Date("2026-01-01T00:00:00Z")
  const ring = await openKeyRing(dir, "Betrieb Beschlussweg", founded)
  return {
    ring,
    authority: await ring.authority("aulenfeld", ORGANISATION, founded),
    issuer: await ring.issuer("aulenfeld", ORGANISATION, founded),
    timestamp: localTimestamp(await ring.timestampAuthority(founded), now),
    dir,
    remove: () => rmSync(dir, { recursive: true, force: true }),
  }
}

const PEOPLE = [
  { field: signatureField("amt"), name: "Kim Adler", title: "Amtsleitung" },
  {
    field: signatureField("dezernat"),
    name: "Łukasz Öztürk-Żak",
    title: "Dezernent",
    onBehalfOf: { name: "Dr. Jona Weidner, Dezernentin", suffix: "i. V." },
  },
  { field: signatureField("kaemmerei"), name: "Renée Grünwald", title: "Kämmerin" },
  { field: signatureField("landrat"), name: "Toni Brückner", title: "Landrat" },
] as const

export const person = (i: number): (typeof PEOPLE)[number] => PEOPLE[i] ?? PEOPLE[0]

export function sealText(field: string = FIELD_SEAL): StampText {
  return {
    field,
    lines: [`Siegel ${ORGANISATION}`, "Fassung 1 vom 02.03.2026"],
    at: AT,
    name: ORGANISATION,
    reason: "Siegel der Fassung",
    certify: field === FIELD_SEAL,
  }
}
export async function seal(pdf: Bytes, h: House, timestamp: Timestamp | undefined, field?: string): Promise<Bytes> {
  const signer = await h.issuer.seal(ORGANISATION, AT)
  return sign(pdf, sealText(field), signer, timestamp)
}
export async function zeichne(pdf: Bytes, h: House, timestamp: Timestamp | undefined, i: number): Promise<Bytes> {
  const { field, name, title, ...rest } = person(i)
  const onBehalfOf = "onBehalfOf" in rest ? rest.onBehalfOf : undefined
  const signer = await h.issuer.person({ name, title, organisation: ORGANISATION, onBehalfOf }, AT)
  const lines = [`gez. ${onBehalfOf === undefined ? "" : "i. V. "}${name}`, title, "02.03.2026, 09:12"]
  return sign(pdf, { field, lines, at: AT, name, reason: `Zeichnung als ${title}` }, signer, timestamp)
}

/** Every stage of a whole procedure: base, seal, four persons, finish, two results, finish. */
export async function stages(base: Bytes, h: House, timestamp: Timestamp | undefined): Promise<Bytes[]> {
  const crls = await h.issuer.crls(AT)
  const out = [base]
  const last = (): Bytes => out.at(-1) ?? base
  out.push(await seal(last(), h, timestamp))
  for (let i = 0; i < PEOPLE.length; i++) out.push(await zeichne(last(), h, timestamp, i))
  out.push(await finish(last(), timestamp, crls))
  for (const body of BODIES) out.push(await seal(last(), h, timestamp, resultField(body)))
  out.push(await finish(last(), timestamp, crls))
  return out
}
