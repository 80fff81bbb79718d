/**
 * What a paper shows: the frozen inputs from which PDFs are rendered, and the port of the press that renders and signs.
 * Everything here is resolved: names, labels and dates as they stood at the moment of freezing. No clock, no look-ups.
 */
import { z } from "zod"
import { PlainContent, RichText, Sha256 } from "./content.ts"
import type { Bytes, Der, Signer, Timestamp } from "./context.ts"
import type { Finding } from "./error.ts"
import type { AgendaPaper } from "./paper/agenda.ts"
import type { PreviewPaper } from "./paper/preview.ts"
import type { SynopsePaper } from "./paper/synopse.ts"
import type { UmlaufPaper } from "./paper/umlauf.ts"
import type { UrgentPaper } from "./paper/urgent.ts"

/** Calendar day in Europe/Berlin, "2027-02-03". */
export const Day = z.iso.date()
export type Day = z.infer<typeof Day>

/** Amount of money in cent; safe integers only. */
export const Cent = z.int().min(-999_999_999_999_99).max(999_999_999_999_99)

/** How the house calls and presents itself on paper. */
export const House = z.strictObject({
  /** "Jobcenter Kreis Aulenfeld" */
  name: z.string(),
  /** carrier of the house on the form head: "Kreis Aulenfeld" */
  traeger: z.string(),
  kind: z.enum(["zkT", "gE"]),
  /** lines of the postal address */
  address: z.array(z.string()),
  /** "Belastung Kreis Aulenfeld" in the finance block */
  ownShareLabel: z.string(),
  /** Hausfarbe of headings, "#1f4468"; ours when absent */
  accent: z
    .string()
    .regex(/^#[0-9a-f]{6}$/)
    .optional(),
  /** shown on covers and at the head of pages; its bytes lie with the pictures */
  logo: z
    .strictObject({
      sha256: Sha256,
      mediaType: z.enum(["image/png", "image/jpeg"]),
      /** pixels */
      width: z.int().min(1).max(4000),
      height: z.int().min(1).max(4000),
      alt: z.string().min(1).max(200),
    })
    .optional(),
})
export type House = z.infer<typeof House>

export const Amounts = z.strictObject({
  /** insgesamt */
  totalCent: Cent.nullable(),
  /** Beteiligung Dritter */
  thirdPartyCent: Cent.nullable(),
  /** Belastung of the house: total minus third party */
  ownCent: Cent.nullable(),
})
export type Amounts = z.infer<typeof Amounts>

/** Finanzielle Auswirkungen, all fields of the Warendorf form (domain 2.4). null = not answered / no amount given. */
export const Finance = z.strictObject({
  effects: z.boolean().nullable(),
  /** im Haushaltsplan vorgesehen */
  inBudget: z.boolean().nullable(),
  products: z.array(z.strictObject({ number: z.string().min(1).max(20), name: z.string().min(1).max(200) })).max(20),
  /** Ergebnisplanposition oder Investition */
  positions: z
    .array(
      z.strictObject({
        kind: z.enum(["ergebnisplan", "investition"]),
        number: z.string().min(1).max(40),
        name: z.string().min(1).max(200),
      }),
    )
    .max(20),
  /** a) für den Zweck veranschlagt */
  plannedCent: Cent.nullable(),
  /** b) nunmehr erforderlich */
  requiredCent: Cent.nullable(),
  /** 1) Investitionsauszahlungen / einmalige Aufwendungen */
  once: Amounts,
  /** 2) laufende Aufwendungen (einschl. Abschreibungen) jährlich */
  yearly: Amounts,
  /** no amounts here, they stand in the Erläuterungen; printed as "siehe Erläuterungen" */
  seeErlaeuterungen: z.boolean(),
  /** Deckungsvorschlag, when not in the budget */
  coverage: z.string().max(2000).optional(),
})
export type Finance = z.infer<typeof Finance>

export const Zustaendigkeit = z.enum(["Vorberatung", "Anhörung", "Entscheidung", "Kenntnisnahme"])
export type Zustaendigkeit = z.infer<typeof Zustaendigkeit>

/** A numbered line of the signature block. */
export const SignatureLine = z.strictObject({
  stepId: z.string(),
  /** "Amtsleitung", "Kämmerer (nur bei Vorlagen mit finanziellen Auswirkungen)" */
  label: z.string(),
  /** an empty signature field, or words in place of a field when a signature of an earlier Fassung is carried over */
  carried: z.string().optional(),
  /** how this line is signed, in words; absent where all are signed by the system */
  level: z.string().optional(),
})
/** A side opinion or statement that the paper reports as text (Mitzeichnung, Beteiligung carried over). */
export const StatementLine = z.strictObject({ label: z.string(), text: z.string() })

export const Anlage = z.strictObject({
  id: z.string(),
  title: z.string().min(1).max(300),
  public: z.boolean(),
  /** the programme rendered by us, or an uploaded file */
  kind: z.enum(["programme", "upload"]),
  fileName: z.string(),
  mediaType: z.string(),
  sha256: Sha256,
  bytes: z.int(),
  pages: z.int().nullable(),
  /** defects of an uploaded file, in words ("nicht barrierefrei (keine Auszeichnung)"); shown in the list */
  defects: z.array(z.string()),
  /** false: too large to embed, referenced by hash only */
  embedded: z.boolean(),
})
export type Anlage = z.infer<typeof Anlage>

/** Field names inside the PDF; a partial name may hold no period (ISO 32000-1, 12.7.3.2). */
export const FIELD_SEAL = "siegel"
export const signatureField = (stepId: string): string => `zeichnung-${stepId}`
export const resultField = (stepId: string): string => `ergebnis-${stepId}`

/** Frozen input of the Vorlage's own PDF. */
export const VorlagePaper = z.strictObject({
  version: z.literal(1),
  house: House,
  /** "Beschlussvorlage" */
  artLabel: z.string(),
  /** öffentlich / nichtöffentlich */
  public: z.boolean(),
  nummer: z.string(),
  fassung: z.int().min(1),
  /** day of submission */
  on: Day,
  federfuehrendesAmt: z.string(),
  betreff: z.string(),
  beratungsfolge: z.array(
    z.strictObject({
      stepId: z.string(),
      gremium: z.string(),
      termin: Day,
      berichterstattung: z.array(z.string()),
      zustaendigkeit: Zustaendigkeit,
      /** words in place of an empty result field (public twin) */
      result: z.string().optional(),
    }),
  ),
  finance: Finance,
  beschlussvorschlag: RichText,
  erlaeuterungen: RichText,
  anlagen: z.array(Anlage),
  signatures: z.array(SignatureLine),
  statements: z.array(StatementLine),
  /** what changed since the Fassung before, one sentence; absent on Fassung 1 */
  changes: z.string().optional(),
  /** "https://.../pruefen/<id>" with an opaque 128-bit id: printed as text and as vector QR code on the last page */
  verifyUrl: z.string(),
})
export type VorlagePaper = z.infer<typeof VorlagePaper>

/** Frozen input of the programme's PDF. `decision` only on the Endfassung. */
export const ProgrammePaper = z.strictObject({
  version: z.literal(1),
  house: House,
  content: PlainContent,
  /** "Anlage 1 zur Beschlussvorlage 047/2027, Fassung 2" or "Stand vom ..." */
  reference: z.string(),
  on: Day,
  /** "beschlossen durch den Kreisausschuss am 19.02.2027 (Beschlussvorlage 047/2027)" */
  decision: z.string().optional(),
  /** a reading copy that nobody has submitted: said on the cover and at the head of every page */
  draft: z.literal(true).optional(),
  /** with this, the last page carries the address and the file has one empty field FIELD_SEAL to be sealed */
  verifyUrl: z.string().optional(),
})
export type ProgrammePaper = z.infer<typeof ProgrammePaper>

/** Beschlussauszug (Auszug aus der Niederschrift), domain 2.5. */
export const AuszugPaper = z.strictObject({
  version: z.literal(1),
  house: House,
  /** body that took the decision */
  gremium: z.string(),
  /** number of the Auszug within the Vorlage, 1 for the first; a corrected one names what it replaces */
  ordinal: z.int().min(1),
  replaces: z.string().optional(),
  sitzungOn: Day,
  ort: z.string().optional(),
  top: z.string(),
  sitzungPublic: z.boolean(),
  nummer: z.string(),
  fassung: z.int(),
  artLabel: z.string(),
  betreff: z.string(),
  federfuehrendesAmt: z.string(),
  zustaendigkeit: Zustaendigkeit,
  /** result in words, "einstimmig beschlossen" */
  result: z.string(),
  /** null where no vote was taken */
  votes: z
    .strictObject({
      ja: z.int().min(0),
      nein: z.int().min(0),
      enthaltung: z.int().min(0),
      ungueltig: z.int().min(0),
      befangen: z.int().min(0),
      anwesend: z.int().min(0),
      mitglieder: z.int().min(0),
    })
    .nullable(),
  form: z.enum(["offen", "namentlich", "geheim"]).nullable(),
  /** the chair's vote decided a tie */
  tieByChair: z.boolean(),
  /** who was befangen, and who voted how, where the minutes name them */
  befangene: z.array(z.string()).optional(),
  stimmen: z
    .array(z.strictObject({ name: z.string(), stimme: z.enum(["ja", "nein", "enthaltung", "ungueltig"]) }))
    .optional(),
  beschlusstext: RichText,
  /** wording differs from the Beschlussvorschlag, which is then printed too */
  beschlussvorschlag: RichText.optional(),
  vorsitz: z.string(),
  schriftfuehrung: z.string(),
  /** signature lines (Schriftführung, Vorsitz) where the tenant wants them; empty: seal only */
  signatures: z.array(SignatureLine),
  /** SHA-256 of the Vorlage's PDF that lay before the body */
  vorlageSha256: Sha256,
  on: Day,
  verifyUrl: z.string(),
})
export type AuszugPaper = z.infer<typeof AuszugPaper>

/** Zeichnungsblatt: printed, signed by hand, scanned. It names what is signed by hashes; it is no file to be signed. */
export const SheetPaper = z.strictObject({
  version: z.literal(1),
  house: House,
  artLabel: z.string(),
  nummer: z.string(),
  fassung: z.int().min(1),
  /** day of submission */
  on: Day,
  betreff: z.string(),
  federfuehrendesAmt: z.string(),
  /** who is to sign: "Landrat" */
  label: z.string(),
  /** of the frozen content and of the sealed PDF */
  fassungSha256: Sha256,
  pdfSha256: Sha256,
  verifyUrl: z.string(),
})
export type SheetPaper = z.infer<typeof SheetPaper>

/** An issuer whose certificates are accepted for signatures made outside; `certificate` is a PEM. */
export interface Trusted {
  readonly name: string
  readonly level: "AES" | "QES"
  readonly certificate: string
}
/** What a file that was signed outside is held against. */
export interface OutsideWish {
  /** the one empty field that it may fill */
  readonly field: string
  readonly level: "AES" | "QES"
  readonly trust: readonly Trusted[]
  /** now: certificates are judged at this instant and at that of the signature */
  readonly at: Date
}
export interface OutsideVerdict {
  /** which check failed and what to do, in German; empty: the signature holds */
  readonly findings: readonly Finding[]
  /** absent where not even a certificate could be read */
  readonly signer?: {
    /** common name; given and family name where the certificate states them */
    readonly name: string
    readonly givenName: string
    readonly surname: string
    /** common name and organisation of whoever issued it */
    readonly issuer: string
    /** stated by the file, or proven by a timestamp where `notes` do not say otherwise */
    readonly signedAt: Date
    /** PEM of the trusted issuer that the chain leads to; absent without one */
    readonly trusted?: string
    /** sentences: what was checked, and what could not be */
    readonly checked: readonly string[]
    readonly notes: readonly string[]
  }
}

/** Frozen input of the reading copy (Lesefassung): one unsigned PDF of Vorlage, programme and uploaded PDFs. */
export interface ReadingPaper {
  readonly vorlage: VorlagePaper
  readonly programme: ProgrammePaper | undefined
  /** uploaded Anlagen: PDFs are appended, others listed by hash */
  readonly uploads: readonly { readonly anlage: Anlage; readonly bytes: Bytes | undefined }[]
}

/** Bytes of an image of the content tree by its SHA-256. */
export type Images = (sha256: string) => Promise<Bytes>
export interface Rendered {
  readonly pdf: Bytes
  readonly pages: number
}
export interface Attachment {
  readonly fileName: string
  readonly mediaType: string
  readonly description: string
  readonly bytes: Bytes
}
export interface StampText {
  /** name of an existing empty field */
  readonly field: string
  /** visible lines, the first one in bold: ["gez. i. V. Kim Adler", "Dezernentin", "14.01.2027, 09:12"] */
  readonly lines: readonly string[]
  /** instant of signing, goes to /M */
  readonly at: Date
  /** /Name and /Reason of the signature dictionary */
  readonly name: string
  readonly reason: string
  /** the first signature of a file: DocMDP P=2 */
  readonly certify?: boolean
}

/** What the press can do. Implemented by pdf/, faked by nobody; tests with documents off use a declared mode of the worker. */
export interface Press {
  vorlage(paper: VorlagePaper, attachments: readonly Attachment[], images: Images): Promise<Rendered>
  programme(paper: ProgrammePaper, images: Images): Promise<Rendered>
  auszug(paper: AuszugPaper, images?: Images): Promise<Rendered>
  umlauf(paper: UmlaufPaper, images?: Images): Promise<Rendered>
  reading(paper: ReadingPaper, images: Images): Promise<Rendered>
  sheet(paper: SheetPaper, images?: Images): Promise<Rendered>
  urgent(paper: UrgentPaper): Promise<Rendered>
  synopse(paper: SynopsePaper, images?: Images): Promise<Rendered>
  agenda(paper: AgendaPaper, images?: Images): Promise<Rendered>
  preview(paper: PreviewPaper, images: Images): Promise<Rendered>
  /** appends one signature into an empty field; the input bytes stay the prefix of the output */
  sign(pdf: Bytes, stamp: StampText, signer: Signer, timestamp: Timestamp | undefined): Promise<Bytes>
  /** appends validation data and an archive timestamp (B-LTA); without a TSA the validation data only */
  finish(pdf: Bytes, timestamp: Timestamp | undefined, crls: readonly Der[]): Promise<Bytes>
  /** checks every signature, what it covers and what was appended since */
  verify(
    pdf: Bytes,
    /** PEMs of issuers that signatures made outside are trusted by, besides the operator's root */
    trust?: readonly string[],
  ): Promise<{ readonly ok: boolean; readonly fields: readonly string[]; readonly problems: readonly string[] }>
  /** judges a file that continues the stage `before` by one signature made outside; never throws for a bad file */
  outside(before: Bytes, bytes: Bytes, wish: OutsideWish): Promise<OutsideVerdict>
}
