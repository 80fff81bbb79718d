/** Uploads: unusable until the worker has checked type, size, hash and safety; a Word file is read into a content tree. */
import { z } from "zod"
import { canonical, sha256 } from "./canonical.ts"
import { ProgrammeContent, Sha256 } from "./content.ts"
import type { Ctx, Reception } from "./context.ts"
import { dayOf } from "./day.ts"
import { Duty, dutyKey } from "./duty.ts"
import { AppError, notFound } from "./error.ts"
import { append, EMPTY, Head } from "./fact.ts"
import { Ref } from "./id.ts"
import { holding, may } from "./role.ts"
import { stamp } from "./tenant.ts"
import { verb } from "./verb.ts"
import type { WorkCtx } from "./work.ts"

const MB = 1024 * 1024
export const LIMIT = {
  programme: 50 * MB,
  anlage: 25 * MB,
  image: 10 * MB,
  logo: MB,
  scan: 25 * MB,
  signed: 80 * MB,
} as const

const FindingShape = z.object({ reason: z.string(), place: z.string(), message: z.string() })
export const Upload = z.strictObject({
  version: z.literal(1),
  id: z.string(),
  /** Word file of a programme, Anlage of a Vorlage, image for a text; scan of a signed sheet, stage signed outside */
  purpose: z.enum(["programme", "anlage", "image", "logo", "scan", "signed"]),
  fileName: z.string(),
  mediaType: z.string(),
  bytes: z.int(),
  sha256: Sha256,
  by: z.string(),
  state: z.enum(["checking", "usable", "refused"]),
  pages: z.int().nullable(),
  /** size of a logo */
  pixels: z.strictObject({ width: z.int(), height: z.int() }).optional(),
  defects: z.array(z.string()),
  findings: z.array(FindingShape),
  /** content tree read from a Word file, in drafts under contentPath */
  content: Sha256.optional(),
  /** the same with its tables of figures typed */
  typed: Sha256.optional(),
  /** text that the Word file was made of, when it is one of ours: its typed blocks are no news from Word */
  origin: Sha256.optional(),
  /** what the Word file is to become; gone once it was read */
  programme: z.strictObject({ kind: z.enum(["AMP", "AIP", "LPD"]), year: z.int() }).optional(),
  head: Head,
})
export type Upload = z.infer<typeof Upload>

export const uploadKey = (id: string): string => `upload/${id}/root`
export const uploadPath = (id: string): string => `upload/${id}`
/** full report of an import; it names every text that was set aside, so it can be longer than an item may be */
const reportPath = (id: string): string => `upload/${id}.report.json`
/** findings kept in the item itself; all of them stand in the report */
const FINDINGS = 100
/** content tree as canonical JSON, by its hash */
export const contentPath = (hash: string): string => `content/${hash}.json`
export const imagePath = (hash: string): string => `image/${hash}`

const data = z.custom<Uint8Array>((v) => v instanceof Uint8Array)
/** Exactly one of them: small files come at once, large ones are announced, put where the answer says, and taken over by their id. */
const Source = {
  data: data.optional(),
  /** what is going to come: size, and SHA-256 in base64 */
  announced: z
    .strictObject({ bytes: z.int().min(1), checksum: z.string().regex(/^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/) })
    .optional(),
  /** what has come, by the id that its announcement was answered with */
  uploadId: Ref.optional(),
}
const ReceiveInput = z.strictObject({
  purpose: z.enum(["programme", "anlage", "image"]),
  fileName: z.string().min(1).max(200),
  mediaType: z.string().min(1).max(120),
  ...Source,
  programme: z.strictObject({ kind: z.enum(["AMP", "AIP", "LPD"]), year: z.int().min(2000).max(2100) }).optional(),
})

export const receive = verb(
  {
    name: "upload.receive",
    may: "vorlage.write",
    input: ReceiveInput,
    summary: "Datei hochladen; sie wird im Hintergrund geprüft.",
  },
  take,
)

const Named = { fileName: z.string().min(1).max(200), mediaType: ReceiveInput.shape.mediaType }
/** The scan of a signed sheet, by those who confirm a Zeichnung on paper. */
export const scan = verb(
  {
    name: "upload.scan",
    may: "step.paper",
    input: z.strictObject({ ...Named, ...Source }),
    summary: "Scan eines unterschriebenen Zeichnungsblatts hochladen (PDF, PNG oder JPEG).",
  },
  (ctx, input) => take(ctx, { ...input, purpose: "scan" }),
)

/** A stage of a Vorlage with a signature made outside, by those a step can go to. */
export const signed = verb(
  {
    name: "upload.signed",
    may: "step.decide",
    input: z.strictObject({ ...Named, ...Source }),
    summary: "Außerhalb signierte PDF-Datei einer Vorlage hochladen.",
  },
  (ctx, input) => take(ctx, { ...input, purpose: "signed" }),
)

/** A logo of the house; what becomes of it says `tenant.logo`. */
export const logo = verb(
  {
    name: "upload.logo",
    may: "house.write",
    input: z.strictObject({ ...Named, data }),
    summary: "Logo des Hauses hochladen (PNG oder JPEG, bis 1 MB).",
  },
  (ctx, input) => take(ctx, { ...input, purpose: "logo" }),
)

type Taken = Omit<z.output<typeof ReceiveInput>, "purpose"> & Pick<Upload, "purpose">
export interface Received {
  readonly id: string
  /** "sending": nothing is stored yet; the bytes go to `to` */
  readonly state: Upload["state"] | "sending"
  readonly to?: Reception
}
/** How long an announced file has until its transfer begins. */
const SECONDS = 60

async function take(ctx: Ctx, input: Taken): Promise<Received> {
  const { data: bytes, announced, uploadId, ...about } = input
  if ([bytes, announced, uploadId].filter((given) => given !== undefined).length !== 1)
    throw new AppError("input", "upload.one", "Bitte senden Sie genau eine Datei.")
  if (uploadId !== undefined) return takeOver(ctx, about, uploadId)
  fits(input.purpose, bytes?.byteLength ?? announced?.bytes ?? 0)
  const id = ctx.id("up")
  if (announced) {
    const { mediaType } = about
    return {
      id,
      state: "sending",
      to: await ctx.drafts.receive(uploadPath(id), { ...announced, mediaType, seconds: SECONDS }),
    }
  }
  const sent = bytes ?? new Uint8Array()
  return keep(ctx, about, id, { bytes: sent.byteLength, sha256: await ctx.drafts.put(uploadPath(id), sent) })
}

/**
 * What was announced and has come. Its id is known only to whom the announcement was answered; asked for again, a file
 * that was taken over already is the same one.
 */
async function takeOver(ctx: Ctx, about: About, id: string): Promise<Received> {
  const stored = await ctx.table.get(uploadKey(id), Upload)
  if (stored && (stored.value.by !== ctx.actor.personId || stored.value.purpose !== about.purpose)) throw notFound()
  if (stored) return { id, state: stored.value.state }
  const found = await ctx.drafts.measure(uploadPath(id))
  if (!found) throw notFound()
  fits(about.purpose, found.bytes)
  return keep(ctx, about, id, found)
}

function fits(purpose: Upload["purpose"], bytes: number): void {
  if (bytes === 0) throw new AppError("input", "upload.empty", "Die Datei ist leer.")
  const limit = LIMIT[purpose]
  if (bytes > limit)
    throw new AppError("limit", "upload.size", `Die Datei ist größer als ${limit / MB} MB. Bitte verkleinern Sie sie.`)
}

type About = Omit<Taken, keyof typeof Source>

/** Commits a file that stands in drafts at its path; the worker looks at it from here on. */
async function keep(ctx: Ctx, about: About, id: string, file: Pick<Upload, "bytes" | "sha256">): Promise<Received> {
  const { head, facts } = await append(
    id,
    EMPTY,
    [{ type: "upload.received", data: { uploadId: id, purpose: about.purpose } }],
    stamp(ctx),
  )
  const value: Upload = {
    version: 1,
    id,
    purpose: about.purpose,
    fileName: about.fileName,
    mediaType: about.mediaType,
    bytes: file.bytes,
    sha256: file.sha256,
    by: ctx.actor.personId,
    state: "checking",
    pages: null,
    defects: [],
    findings: [],
    programme: about.programme,
    head,
  }
  await ctx.table.commit(
    facts,
    [{ put: uploadKey(id), value, rev: "new" }],
    [{ id: "check", log: id, kind: "upload", dueAt: ctx.now().toISOString(), attempts: 0 }],
  )
  return { id, state: value.state }
}

export async function load(ctx: Ctx, id: string) {
  const stored = await ctx.table.get(uploadKey(id), Upload)
  if (!stored) throw notFound()
  return stored
}

export const read = verb(
  {
    name: "upload.read",
    // Whoever uploads asks what became of it: scans are the Sitzungsdienst's, signed files the signatory's.
    may: "house.read",
    input: z.strictObject({ uploadId: Ref }),
    summary: "Stand der Prüfung einer eigenen Datei; wer Vorlagen schreibt, sieht alle.",
  },
  async (ctx, { uploadId }) => {
    const { head: _, ...upload } = (await load(ctx, uploadId)).value
    const writes = may(holding(ctx.actor.functions, dayOf(ctx.now())), "vorlage.write")
    if (upload.by !== ctx.actor.personId && !writes) throw notFound()
    const bytes = upload.content === undefined ? undefined : await ctx.drafts.get(reportPath(uploadId))
    return { ...upload, report: bytes ? (JSON.parse(new TextDecoder().decode(bytes)) as unknown) : undefined }
  },
)

const ATTEMPTS = 5
const UNREADABLE = new AppError(
  "refused",
  "upload.unreadable",
  "Diese Datei konnte nicht gelesen werden. Bitte speichern Sie sie neu und laden Sie sie noch einmal hoch, oder fragen Sie die Systembetreuung.",
)
const ALTERED = new AppError(
  "refused",
  "upload.altered",
  "Diese Datei ist nicht so angekommen, wie sie gesendet wurde. Bitte laden Sie sie noch einmal hoch.",
)

/**
 * Worker: checks an upload, or reads a Word file into a content tree. A refusal is a result, kept with its reasons; any
 * other failure leaves the duty to be tried again.
 */
export async function work(ctx: WorkCtx, id: string): Promise<void> {
  const stored = await load(ctx, id)
  const upload = stored.value
  const duty = await ctx.table.get(dutyKey({ log: id, id: "check" }), Duty)
  if (!duty) return
  const bytes = await ctx.drafts.get(uploadPath(id))
  if (!bytes) throw new Error(`upload ${id} is missing`)
  let next: Partial<Upload>
  try {
    if (bytes.byteLength !== upload.bytes || (await sha256(bytes)) !== upload.sha256) throw ALTERED
    next = upload.purpose === "programme" ? await readWord(ctx, upload, bytes) : await checkFile(ctx, upload, bytes)
  } catch (error) {
    // A defect of ours is tried again, but nobody waits for it without end.
    if (!(error instanceof AppError) && duty.value.attempts < ATTEMPTS) throw error
    const why = error instanceof AppError ? error : UNREADABLE
    const findings =
      why.findings.length > 0
        ? [...why.findings]
        : [{ reason: why.reason, place: upload.fileName, message: why.message }]
    next = { state: "refused", findings }
  }
  const type = next.state === "usable" ? "upload.checked" : "upload.refused"
  const { head, facts } = await append(
    id,
    upload.head,
    [{ type, data: { uploadId: id, sha256: upload.sha256 } }],
    stamp(ctx),
  )
  await ctx.table.commit(facts, [
    { put: uploadKey(id), value: { ...upload, ...next, head }, rev: stored.rev },
    { drop: duty.key, rev: duty.rev },
  ])
}

async function readWord(ctx: WorkCtx, upload: Upload, bytes: Uint8Array): Promise<Partial<Upload>> {
  const { kind, year } = upload.programme ?? { kind: "AMP" as const, year: ctx.now().getUTCFullYear() + 1 }
  const recall = async (hash: string): Promise<ProgrammeContent | undefined> => {
    const text = await ctx.drafts.get(contentPath(hash))
    return text && ProgrammeContent.parse(JSON.parse(new TextDecoder().decode(text)))
  }
  const read = await ctx.reader.word(bytes, { fileName: upload.fileName, kind, year, recall })
  for (const image of read.images) await ctx.drafts.put(imagePath(image.sha256), image.bytes)
  const keep = async (tree: ProgrammeContent): Promise<string> => {
    const text = canonical(tree)
    const hash = await sha256(text)
    await ctx.drafts.put(contentPath(hash), new TextEncoder().encode(text))
    return hash
  }
  const content = await keep(read.content)
  const typed = read.typed && (await keep(read.typed))
  await ctx.drafts.put(reportPath(upload.id), new TextEncoder().encode(JSON.stringify(read.report)))
  const findings = read.findings.slice(0, FINDINGS)
  return { state: "usable", content, typed, origin: read.origin, findings, programme: undefined }
}

const PDF = "application/pdf"
/** Most pixels of a logo, each way. */
const LOGO = 4000
const SCANS: readonly string[] = [PDF, "image/png", "image/jpeg"]

async function checkFile(ctx: WorkCtx, upload: Upload, bytes: Uint8Array): Promise<Partial<Upload>> {
  // Nobody opens it before it was compared, byte for byte, with the stage that it continues.
  if (upload.purpose === "signed") return { state: "usable", mediaType: PDF }
  const { mediaType, pages, pixels, defects } = await ctx.reader.check(bytes, upload.mediaType, upload.fileName)
  if (upload.purpose === "image" || upload.purpose === "logo") {
    if (mediaType !== "image/png" && mediaType !== "image/jpeg")
      throw new AppError("input", "image.type", "Bilder werden als PNG oder JPEG angenommen.")
    if (upload.purpose === "logo" && (!pixels || Math.max(pixels.width, pixels.height) > LOGO))
      throw new AppError("input", "logo.pixels", `Ein Logo hat höchstens ${LOGO} × ${LOGO} Bildpunkte.`)
    await ctx.drafts.put(imagePath(upload.sha256), bytes)
    if (upload.purpose === "logo") return { state: "usable", mediaType, pages, pixels, defects: [] }
  }
  if (upload.purpose === "scan" && !SCANS.includes(mediaType))
    throw new AppError("input", "scan.type", "Ein Scan wird als PDF, PNG oder JPEG angenommen.")
  return { state: "usable", mediaType, pages, defects: [...defects] }
}
