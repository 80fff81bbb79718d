/** Stored items of a Vorlage: root, chain, Fassungen with their papers, texts and tasks, all in one partition. */
import { z } from "zod"
import { Chain, ChainTemplate, ChangeKind, type ConditionFacts, Step } from "../chain/index.ts"
import { RichText, Sha256 } from "../content.ts"
import type { Ctx, Stored } from "../context.ts"
import { Control } from "../control/item.ts"
import { notFound } from "../error.ts"
import { Head } from "../fact.ts"
import { Day, House } from "../paper.ts"
import { Planned } from "../plan/item.ts"
import { Publication } from "../publication/item.ts"
import { Role } from "../role.ts"
import { Beratung } from "../sitzung/item.ts"
import { Form } from "./form.ts"
import { Standing } from "./standing.ts"

/** Frozen content of a Fassung. Its canonical JSON is the file whose SHA-256 every decision names. */
export const Frozen = z.strictObject({
  version: z.literal(1),
  vorlageId: z.string(),
  fassung: z.int().min(1),
  nummer: z.string(),
  /** opaque id of the printed verification address */
  verifyId: z.string(),
  baseUrl: z.string(),
  tenantId: z.string(),
  house: House,
  artLabel: z.string(),
  amtLabel: z.string(),
  on: Day,
  at: z.iso.datetime(),
  authorId: z.string(),
  submittedBy: z.string(),
  form: Form,
  gremien: z.record(z.string(), z.string()),
  template: ChainTemplate,
  conditions: z.custom<ConditionFacts>((v) => typeof v === "object" && v !== null),
  /** against the Fassung before; null on Fassung 1 */
  changes: z.array(ChangeKind).nullable(),
  steps: z.array(Step),
  /** words in place of a signature field, by step */
  carriedText: z.record(z.string(), z.string()),
  programme: z.strictObject({ programmeId: z.string(), title: z.string(), sha256: Sha256 }).optional(),
  /** who was heard on the programme, what they said and what came of it, as it stood at submission */
  heard: z
    .array(
      z.strictObject({
        label: z.string(),
        on: Day,
        title: z.string(),
        statement: z.string(),
        considered: z.string().optional(),
      }),
    )
    .optional(),
  uploads: z.array(
    z.strictObject({
      anlageId: z.string(),
      uploadId: z.string(),
      sha256: Sha256,
      bytes: z.int(),
      pages: z.int().nullable(),
      fileName: z.string(),
      mediaType: z.string(),
      defects: z.array(z.string()),
    }),
  ),
})
export type Frozen = z.infer<typeof Frozen>

/** Certificate (PEM) of an issuer that a signature made outside was trusted by, by the SHA-256 of the PEM. */
export const trustPath = (hash: string): string => `trust/${hash}.pem`
export const frozenPath = (hash: string): string => `fassung/${hash}.json`

/** Frozen content by its hash. @throws Error when it is missing (a defect, never a person's mistake) */
export async function frozenOf(ctx: Pick<Ctx, "papers">, hash: string): Promise<Frozen> {
  const bytes = await ctx.papers.get(frozenPath(hash))
  if (!bytes) throw new Error(`frozen Fassung ${hash} is missing`)
  return Frozen.parse(JSON.parse(new TextDecoder().decode(bytes)))
}

export const DocumentKind = z.enum([
  "programme",
  "seal",
  "sign",
  "finish",
  "result",
  "auszug",
  "auszug-sign",
  "endfassung",
  "twin",
  "reading",
  /** Dringlichkeitsentscheidung */
  "urgent",
  /** Umlaufprotokoll */
  "umlauf",
  /** Zeichnungsblatt: printed for a signature on paper, and its scan */
  "sheet",
  "scan",
])
export type DocumentKind = z.infer<typeof DocumentKind>
/** What is still to be made for a Fassung, in the order in which it became due. */
export const Owed = z.strictObject({
  kind: DocumentKind,
  stepId: z.string().optional(),
  textId: z.string().optional(),
  /** item of the duty that this entry fulfils */
  dutyId: z.string(),
})
export type Owed = z.infer<typeof Owed>
export const Document = z.strictObject({
  kind: DocumentKind,
  /** of an Umlaufprotokoll: the last entry of the log that it shows */
  covers: z.int().min(1).optional(),
  stepId: z.string().optional(),
  sha256: Sha256,
  path: z.string(),
  fileName: z.string(),
  bytes: z.int(),
  pages: z.int().nullable(),
  at: z.iso.datetime(),
  /** of a scan; "application/pdf" when absent */
  mediaType: z.string().optional(),
  /** of a stage that was signed outside: the certificate it was trusted by, among the papers at `trustPath` */
  trust: Sha256.optional(),
})
export type Document = z.infer<typeof Document>

export const Fassung = z.strictObject({
  version: z.literal(1),
  n: z.int().min(1),
  sha256: Sha256,
  at: z.iso.datetime(),
  submittedBy: z.string(),
  /** has a programme as Anlage; has non-public Anlagen on a public Vorlage, so a public twin is due at the end */
  programme: z.boolean(),
  twin: z.boolean(),
  /** entries of `owed` fulfilled so far; names the next duty */
  made: z.int().min(0),
  owed: z.array(Owed),
  documents: z.array(Document),
})
export type Fassung = z.infer<typeof Fassung>

export const Stimme = z.enum(["ja", "nein", "enthaltung", "ungueltig"])
export type Stimme = z.infer<typeof Stimme>
/** A member of a body as the minutes name it. */
export const Named = z.strictObject({ memberId: z.string().optional(), name: z.string().trim().min(1).max(120) })
export type Named = z.infer<typeof Named>

/** Names and words behind a fact; deletable, so the record itself holds no personal data. */
export const Text = z.strictObject({
  version: z.literal(1),
  id: z.string(),
  at: z.iso.datetime(),
  /** person and function as they stood at that moment */
  name: z.string(),
  functionLabel: z.string(),
  suffix: z.enum(["", "i. V.", "i. A."]),
  forName: z.string().optional(),
  text: z.string().optional(),
  /** rule that a Dringlichkeitsentscheidung rests on */
  basis: z.string().optional(),
  findings: z.array(z.object({ reason: z.string(), place: z.string(), message: z.string() })).optional(),
  /** of a Zeichnung on paper, which `name` gave: who confirmed it */
  paper: z.strictObject({ signedOn: Day, confirmedByName: z.string() }).optional(),
  /** of a Zeichnung made outside: what the certificate says, and what was and was not checked, in German */
  outside: z
    .strictObject({
      subject: z.string(),
      issuer: z.string(),
      signedAt: z.iso.datetime(),
      checked: z.array(z.string()),
      notes: z.array(z.string()),
    })
    .optional(),
  /** of a body's result */
  result: z
    .strictObject({
      label: z.string(),
      ort: z.string().optional(),
      form: z.enum(["offen", "namentlich", "geheim"]).nullable(),
      sitzungPublic: z.boolean(),
      vorsitz: z.string(),
      schriftfuehrung: z.string(),
      beschlusstext: RichText,
      /** the subject by which a tie is a rejection, as the body's rules name it */
      gegenstand: z.string().optional(),
      /** who was there, who was befangen, who voted how in a namentliche Abstimmung; ids where the body has members */
      anwesende: z.array(Named).optional(),
      befangene: z.array(Named).optional(),
      stimmen: z.array(Named.extend({ stimme: Stimme })).optional(),
      /** what did not fit together when it was recorded, and stays told */
      warnings: z.array(z.object({ reason: z.string(), place: z.string(), message: z.string() })).optional(),
    })
    .optional(),
})
export type Text = z.infer<typeof Text>

/** A file that was signed outside, on its way to become a stage; one per step of a Fassung, a new attempt replaces a refused one. */
export const Outside = z.strictObject({
  version: z.literal(1),
  stepId: z.string(),
  fassung: z.int().min(1),
  /** what the person had before the eyes */
  fassungSha256: Sha256,
  pdfSha256: Sha256,
  by: z.string(),
  uploadId: z.string(),
  at: z.iso.datetime(),
  state: z.enum(["checking", "accepted", "refused"]),
  findings: z.array(z.object({ reason: z.string(), place: z.string(), message: z.string() })),
})
export type Outside = z.infer<typeof Outside>

export const Task = z.strictObject({
  version: z.literal(1),
  vorlageId: z.string(),
  nummer: z.string(),
  betreff: z.string(),
  public: z.boolean(),
  fassung: z.int(),
  stepId: z.string(),
  partyId: z.string().optional(),
  label: z.string(),
  kind: z.enum([
    "sign",
    "cosign",
    "state",
    "release",
    "record",
    "resubmit",
    "amend",
    "confirm",
    "auszug",
    "handover",
    "appoint",
    /** sign a Dringlichkeitsentscheidung; confirm the correction of a result; carry a decision out (Beschlusskontrolle) */
    "urgent",
    "correction",
    "implement",
    /** look at what is public, or was to be, anew */
    "publish",
  ]),
  role: Role,
  amtId: z.string().optional(),
  gremiumId: z.string().optional(),
  personId: z.string().optional(),
  since: z.iso.datetime(),
  until: Day.optional(),
})
export type Task = z.infer<typeof Task>

export const Root = z.strictObject({
  version: z.literal(1),
  id: z.string(),
  authorId: z.string(),
  artId: z.string(),
  amtId: z.string(),
  betreff: z.string(),
  public: z.boolean(),
  /** supplement number of the paper; 0 for the first */
  supplement: z.int().min(0),
  /** Ergänzungsvorlage: the Vorlage that it supplements, which stays as it is */
  original: z.string().optional(),
  /** Ergänzungsvorlagen to this one, in order */
  supplements: z.array(z.string()).max(99).optional(),
  nummer: z.string().optional(),
  /** 0 before the first submission */
  fassung: z.int().min(0),
  updatedAt: z.iso.datetime(),
  /** Beschlusskontrolle: how many tasks are open, how many were done */
  control: z.strictObject({ open: z.int().min(0), done: z.int().min(0) }).optional(),
  /** where it lies and who sees it; absent on drafts and on what was written before this was kept */
  standing: Standing.optional(),
  head: Head,
})
export type Root = z.infer<typeof Root>

/** Somebody whom one administrator wants to sign a step that has nobody; a second one confirms by the same wish. */
export const Appointment = z.strictObject({
  version: z.literal(1),
  stepId: z.string(),
  to: z.string(),
  by: z.string(),
  at: z.iso.datetime(),
})
export type Appointment = z.infer<typeof Appointment>
export const appointmentKey = (id: string, stepId: string): string => `vorlage/${id}/appoint-${stepId}`

export const DraftForm = z.strictObject({ version: z.literal(1), form: Form, by: z.string(), at: z.iso.datetime() })

export const rootKey = (id: string): string => `vorlage/${id}/root`
export const chainKey = (id: string): string => `vorlage/${id}/chain`
export const fassungKey = (id: string, n: number): string => `vorlage/${id}/fassung-${String(n).padStart(4, "0")}`
export const textKey = (id: string, textId: string): string => `vorlage/${id}/text-${textId}`
export const taskKey = (id: string, name: string): string => `vorlage/${id}/task-${name}`
export const outsideKey = (id: string, n: number, stepId: string): string =>
  `vorlage/${id}/outside-${String(n).padStart(4, "0")}.${stepId}`
export const draftKey = (id: string): string => `entwurf/${id}/form`
export const listKey = (id: string): string => `list/vorlage/${id}`

/** A Vorlage as one Query reads it. */
export interface Whole {
  readonly root: Stored<Root>
  readonly chain: Stored<Chain> | undefined
  readonly fassungen: Stored<Fassung>[]
  readonly texts: ReadonlyMap<string, Text>
  readonly tasks: Stored<Task>[]
  /** files signed outside that were handed in */
  readonly outside: Stored<Outside>[]
  /** rows of the Beratungsfolge in the calendars of the bodies */
  readonly beratungen: Stored<Beratung>[]
  /** tasks of the Beschlusskontrolle */
  readonly controls: Stored<Control>[]
  /** latest days, where its bodies have calendars */
  readonly plan: Stored<Planned> | undefined
  /** what of it is public, or is to be */
  readonly publication: Stored<Publication> | undefined
  /** task of the publishers to look at it anew */
  readonly review: Stored<Task> | undefined
}

/** Loads a whole Vorlage with one Query (more only past 100 items). @throws AppError not_found */
export async function load(ctx: Ctx, id: string): Promise<Whole> {
  const items: Stored<unknown>[] = []
  let cursor: string | undefined
  do {
    const page = await ctx.table.list(`vorlage/${id}`, z.unknown(), { cursor })
    items.push(...page.items)
    cursor = page.cursor
  } while (cursor)
  const of = <T>(schema: z.ZodType<T>, prefix: string): Stored<T>[] =>
    items
      .filter((i) => i.key.startsWith(`vorlage/${id}/${prefix}`))
      .map((i) => ({ ...i, value: schema.parse(i.value) }))
  const root = of(Root, "root")[0]
  if (!root) throw notFound()
  return {
    root,
    chain: of(Chain, "chain")[0],
    fassungen: of(Fassung, "fassung-"),
    texts: new Map(of(Text, "text-").map((t) => [t.value.id, t.value])),
    tasks: of(Task, "task-"),
    outside: of(Outside, "outside-"),
    beratungen: of(Beratung, "beratung-"),
    controls: of(Control, "control-"),
    plan: of(Planned, "plan")[0],
    publication: of(Publication, "publication")[0],
    review: of(Task, "review")[0],
  }
}

/**
 * The sealed Beschlussauszug of a body's present result, once it was made: what Schriftführung and Vorsitz have before the
 * eyes. A corrected result has an Auszug of its own.
 */
export function auszugOf(whole: Whole, stepId: string): Document | undefined {
  const step = whole.chain?.value.steps.find((s) => s.id === stepId)
  const corrected = step?.kind === "body" ? (step.earlier?.length ?? 0) : 0
  return present(whole)?.value.documents.filter((d) => d.kind === "auszug" && d.stepId === stepId)[corrected]
}

/** The Fassung that the chain runs on. */
export function present(whole: Whole): Stored<Fassung> | undefined {
  return whole.fassungen.find((f) => f.value.n === whole.chain?.value.fassung)
}
