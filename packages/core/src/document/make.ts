/** What each owed entry consists of: which input is rendered, which signature goes into which field of which file. */
import { sha256 } from "../canonical.ts"
import { CHANGE_LABEL, type Chain, type StepOf } from "../chain/index.ts"
import { ProgrammeContent } from "../content.ts"
import type { Bytes } from "../context.ts"
import { dayOf, germanDay, germanInstant } from "../day.ts"
import { AppError } from "../error.ts"
import { resultLabel } from "../gremium.ts"
import {
  type Anlage,
  type Attachment,
  type AuszugPaper,
  FIELD_SEAL,
  type Images,
  type ProgrammePaper,
  resultField,
  type StampText,
  signatureField,
  type VorlagePaper,
} from "../paper.ts"
import { contentPath, imagePath, uploadPath } from "../upload.ts"
import {
  type Document,
  type DocumentKind,
  type Fassung,
  type Frozen,
  frozenOf,
  type Owed,
  type Text,
  type Whole,
} from "../vorlage/item.ts"
import { factsOf, replay } from "../vorlage/replay.ts"
import type { WorkCtx } from "../work.ts"

/** One document to be made. `before`: the bytes that must stay its prefix. */
export interface Made {
  readonly kind: DocumentKind
  readonly stepId?: string | undefined
  readonly fileName: string
  readonly signed: boolean
  readonly field?: string
  readonly before?: Bytes
  readonly pages?: number | null
  readonly make: () => Promise<{ readonly pdf: Bytes; readonly pages: number | null }>
}
export interface Job {
  readonly whole: Whole
  readonly fassung: Fassung
  readonly frozen: Frozen
  readonly owed: Owed
}

/** The frozen input cannot become a paper: the author must change something. Whatever else fails is tried again. */
export class Unprintable extends Error {
  readonly because: AppError
  constructor(because: AppError) {
    super(because.reason)
    this.name = "Unprintable"
    this.because = because
  }
}

/** Rendering broke on this input. It may have been bad luck; the same again and again is no luck. */
export class Unrendered extends Error {
  constructor(cause: unknown) {
    super("rendering failed", { cause })
    this.name = "Unrendered"
  }
}

async function printed<T>(rendering: Promise<T>): Promise<T> {
  try {
    return await rendering
  } catch (error) {
    throw error instanceof AppError ? new Unprintable(error) : new Unrendered(error)
  }
}

/** Above this sum uploaded Anlagen are referenced by hash instead of embedded. */
export const EMBED_LIMIT = 20 * 1024 * 1024

export async function make(ctx: WorkCtx, job: Job): Promise<Made[]> {
  switch (job.owed.kind) {
    case "programme":
    case "seal":
      return issue(ctx, job)
    case "sign":
      return [await zeichnung(ctx, job)]
    case "finish":
      return [await finish(ctx, job)]
    case "auszug":
      return [await auszug(ctx, job)]
    case "auszug-sign":
      return [await auszugSignature(ctx, job)]
    case "result":
      return [await result(ctx, job)]
    case "endfassung":
      return [await endfassung(ctx, job)]
    case "twin":
      return [await twin(ctx, job)]
    case "reading":
      return [await reading(ctx, job)]
  }
}

/** "047/2027" becomes "047-2027" in file names. */
const fileNumber = (frozen: Frozen): string => frozen.nummer.replace(/[^\p{L}\p{N}.-]+/gu, "-")
const fileName = (frozen: Frozen, what: string): string =>
  `Vorlage_${fileNumber(frozen)}_Fassung-${frozen.fassung}_${what}.pdf`
const verifyUrl = (frozen: Frozen, what = ""): string =>
  `${frozen.baseUrl}/pruefen/${frozen.tenantId}/${frozen.verifyId}${what}`

const images =
  (ctx: WorkCtx): Images =>
  async (hash) => {
    const bytes = await ctx.papers.get(imagePath(hash))
    if (!bytes) throw new Error(`image ${hash} is missing`)
    return bytes
  }

/** Rendered once (programme, then the Vorlage with it), sealed by the organisation as certifying signature. */
async function issue(ctx: WorkCtx, job: Job): Promise<Made[]> {
  const { frozen } = job
  const paper = await programmePaper(ctx, frozen)
  const programme = paper && (await printed(ctx.press.programme(paper, images(ctx))))
  const name = programmeName(frozen)
  const vorlage: Made = {
    kind: "seal",
    fileName: fileName(frozen, "gesiegelt"),
    signed: true,
    field: FIELD_SEAL,
    make: async () => {
      const { anlagen, attachments } = await attach(ctx, frozen, programme && { ...programme, fileName: name })
      const { pdf, pages } = await printed(ctx.press.vorlage(vorlagePaper(frozen, anlagen), attachments, images(ctx)))
      return {
        pdf: await seal(ctx, pdf, frozen, true, [`Fassung ${frozen.fassung} vom ${germanDay(frozen.on)}`]),
        pages,
      }
    },
  }
  if (!programme) return [vorlage]
  return [
    { kind: "programme", fileName: name, signed: false, pages: programme.pages, make: async () => programme },
    vorlage,
  ]
}

const programmeName = (frozen: Frozen): string => `Anlage_Programm_${fileNumber(frozen)}_Fassung-${frozen.fassung}.pdf`

/** Seal of the organisation into a field, the seal's own field unless told. */
async function seal(
  ctx: WorkCtx,
  pdf: Bytes,
  frozen: Frozen,
  certify: boolean,
  lines: readonly string[],
  field = FIELD_SEAL,
): Promise<Bytes> {
  const at = ctx.now()
  const organisation = frozen.house.name
  const stamp: StampText = {
    field,
    lines: field === FIELD_SEAL ? [`Siegel: ${organisation}`, ...lines, germanInstant(at)] : lines,
    at,
    name: organisation,
    reason: field === FIELD_SEAL ? "Siegel der Organisation" : "Ergebnis des Gremiums",
    certify,
  }
  return ctx.press.sign(pdf, stamp, await ctx.issuer.seal(organisation, at), ctx.timestamp)
}

async function programmePaper(ctx: WorkCtx, frozen: Frozen): Promise<ProgrammePaper | undefined> {
  if (!frozen.programme) return undefined
  const index = frozen.form.anlagen.findIndex((a) => a.kind === "programme")
  return {
    version: 1,
    house: frozen.house,
    content: await programmeContent(ctx, frozen.programme.sha256),
    reference: `Anlage ${index + 1} zur ${frozen.artLabel} ${frozen.nummer}, Fassung ${frozen.fassung}`,
    on: frozen.on,
  }
}

async function programmeContent(ctx: WorkCtx, hash: string): Promise<ProgrammeContent> {
  const bytes = await ctx.papers.get(contentPath(hash))
  if (!bytes) throw new Error(`content ${hash} is missing`)
  return ProgrammeContent.parse(JSON.parse(new TextDecoder().decode(bytes)))
}

interface ProgrammeFile {
  readonly pdf: Bytes
  readonly pages: number
  readonly fileName: string
}

/** The list of Anlagen as printed, and the files embedded with it. */
async function attach(
  ctx: WorkCtx,
  frozen: Frozen,
  programme: ProgrammeFile | undefined,
): Promise<{ anlagen: Anlage[]; attachments: Attachment[] }> {
  const anlagen: Anlage[] = []
  const attachments: Attachment[] = []
  const embedded = frozen.uploads.reduce((sum, u) => sum + u.bytes, 0) <= EMBED_LIMIT
  for (const [i, ref] of frozen.form.anlagen.entries()) {
    const common = { id: ref.id, title: ref.title, public: ref.public, kind: ref.kind }
    const description = `Anlage ${i + 1}: ${ref.title}`
    if (ref.kind === "programme") {
      if (!programme) throw new Error("programme without a file")
      const { pdf, pages, fileName: name } = programme
      anlagen.push({
        ...common,
        fileName: name,
        mediaType: "application/pdf",
        sha256: await sha256(pdf),
        bytes: pdf.byteLength,
        pages,
        defects: [],
        embedded: true,
      })
      attachments.push({ fileName: name, mediaType: "application/pdf", description, bytes: pdf })
      continue
    }
    const upload = frozen.uploads.find((u) => u.anlageId === ref.id)
    if (!upload) throw new Error(`frozen Fassung lacks upload ${ref.id}`)
    const { anlageId: _, uploadId, ...file } = upload
    anlagen.push({ ...common, ...file, embedded })
    if (!embedded) continue
    const bytes = await ctx.papers.get(uploadPath(uploadId))
    if (!bytes) throw new Error(`upload ${uploadId} is missing`)
    attachments.push({ fileName: `Anlage-${i + 1}_${file.fileName}`, mediaType: file.mediaType, description, bytes })
  }
  return { anlagen, attachments }
}

/** Everything the paper shows, from the frozen Fassung alone. */
export function vorlagePaper(frozen: Frozen, anlagen: readonly Anlage[]): VorlagePaper {
  const { form } = frozen
  const bodies = frozen.steps.filter((s): s is StepOf<"body"> => s.kind === "body" && s.field)
  return {
    version: 1,
    house: frozen.house,
    artLabel: frozen.artLabel,
    public: form.public,
    nummer: frozen.nummer,
    fassung: frozen.fassung,
    on: frozen.on,
    federfuehrendesAmt: frozen.amtLabel,
    betreff: form.betreff,
    beratungsfolge: form.beratungsfolge.map((row, i) => ({
      stepId: bodies[i]?.id ?? "",
      gremium: frozen.gremien[row.gremiumId] ?? row.gremiumId,
      termin: row.termin,
      berichterstattung: row.berichterstattung,
      zustaendigkeit: row.zustaendigkeit,
    })),
    finance: form.finance,
    beschlussvorschlag: form.beschlussvorschlag,
    erlaeuterungen: form.erlaeuterungen,
    anlagen: [...anlagen],
    signatures: frozen.steps.flatMap((s) =>
      s.kind === "sign" && s.status !== "skipped"
        ? [{ stepId: s.id, label: lineOf(s), carried: frozen.carriedText[s.id] }]
        : [],
    ),
    statements: frozen.steps.flatMap((s) => {
      const words = frozen.carriedText[s.id]
      return (s.kind === "cosign" || s.kind === "participation") && words !== undefined
        ? [{ label: s.label, text: words }]
        : []
    }),
    changes: changeWords(frozen),
    verifyUrl: verifyUrl(frozen),
  }
}

/** Who signs that the finance effects are gone signs it in words, not under a condition that does not hold any more. */
const lineOf = (step: StepOf<"sign">): string =>
  step.removal ? `${step.label.replace(/ \(.*\)$/, "")} (Wegfall der finanziellen Auswirkungen)` : step.label

function changeWords(frozen: Frozen): string | undefined {
  if (frozen.changes === null) return undefined
  if (frozen.changes.length === 0) return `Gegenüber Fassung ${frozen.fassung - 1} unverändert.`
  return `Gegenüber Fassung ${frozen.fassung - 1} geändert: ${frozen.changes.map((c) => CHANGE_LABEL[c]).join(", ")}.`
}

const MAIN: readonly DocumentKind[] = ["seal", "sign", "finish", "result"]

/** The newest stage of the Vorlage's own file. */
export function mainFile(fassung: Fassung): Document | undefined {
  return fassung.documents.findLast((d) => MAIN.includes(d.kind))
}

async function bytesOf(ctx: WorkCtx, document: Document | undefined): Promise<Bytes> {
  const bytes = document && (await ctx.papers.get(document.path))
  if (!bytes) throw new Error("an earlier stage of the file is missing")
  return bytes
}

function textOf(job: Job): Text {
  const text = job.owed.textId === undefined ? undefined : job.whole.texts.get(job.owed.textId)
  if (!text) throw new Error("words of this entry are missing")
  return text
}

function stampOf(text: Text, field: string, at: Date, reason: string): StampText {
  const name = [text.suffix, text.name].filter((x) => x !== "").join(" ")
  const represented = text.forName ? [`für ${text.forName}`] : []
  return {
    field,
    lines: [`gez. ${name}`, text.functionLabel, ...represented, germanInstant(new Date(text.at))],
    at,
    name: text.name,
    reason,
  }
}

async function personOf(ctx: WorkCtx, text: Text, organisation: string, at: Date) {
  const onBehalfOf = text.suffix === "" ? undefined : { name: text.forName ?? text.functionLabel, suffix: text.suffix }
  return ctx.issuer.person({ name: text.name, title: text.functionLabel, organisation, onBehalfOf }, at)
}

async function zeichnung(ctx: WorkCtx, job: Job): Promise<Made> {
  const { frozen, owed } = job
  const stepId = owed.stepId ?? ""
  const text = textOf(job)
  const before = await bytesOf(ctx, mainFile(job.fassung))
  const field = signatureField(stepId)
  return {
    kind: "sign",
    stepId,
    fileName: fileName(frozen, `gezeichnet-${stepId}`),
    signed: true,
    field,
    before,
    make: async () => {
      const at = ctx.now()
      const stamp = stampOf(text, field, at, "Zeichnung der Vorlage")
      const signer = await personOf(ctx, text, frozen.house.name, at)
      return { pdf: await ctx.press.sign(before, stamp, signer, ctx.timestamp), pages: null }
    },
  }
}

async function finish(ctx: WorkCtx, job: Job): Promise<Made> {
  const before = await bytesOf(ctx, mainFile(job.fassung))
  return {
    kind: "finish",
    fileName: fileName(job.frozen, "gezeichnet"),
    signed: true,
    before,
    make: async () => ({
      pdf: await ctx.press.finish(before, ctx.timestamp, await ctx.issuer.crls(ctx.now())),
      pages: null,
    }),
  }
}

function bodyOf(chain: Chain, stepId: string): StepOf<"body"> & { result: NonNullable<StepOf<"body">["result"]> } {
  const step = chain.steps.find((s) => s.id === stepId)
  if (step?.kind !== "body" || !step.result) throw new Error(`body ${stepId} has no result`)
  return { ...step, result: step.result }
}

/** The chain of this Fassung; when a newer one runs already, its last state comes from the record. */
async function chainOf(ctx: WorkCtx, { whole, fassung, frozen }: Job): Promise<Chain> {
  const present = whole.chain?.value
  if (present?.fassung === fassung.n) return present
  const content = async (hash: string): Promise<Frozen> => (hash === fassung.sha256 ? frozen : frozenOf(ctx, hash))
  const earlier = await replay(await factsOf(ctx, whole.root.value.id), content, fassung.n)
  if (earlier?.fassung !== fassung.n) throw new Error(`the record lacks Fassung ${fassung.n}`)
  return earlier
}

async function auszug(ctx: WorkCtx, job: Job): Promise<Made> {
  const { frozen, owed } = job
  const chain = await chainOf(ctx, job)
  const step = bodyOf(chain, owed.stepId ?? "")
  const text = textOf(job)
  if (!text.result) throw new Error("result without words")
  const { result } = text
  const amended = result.beschlusstext.length > 0
  const paper: AuszugPaper = {
    version: 1,
    house: frozen.house,
    gremium: step.label,
    ordinal: chain.steps.filter((s) => s.kind === "body" && s.result && s.result.at <= step.result.at).length,
    sitzungOn: step.result.sitzungOn,
    ort: result.ort,
    top: step.result.top,
    sitzungPublic: result.sitzungPublic,
    nummer: frozen.nummer,
    fassung: frozen.fassung,
    artLabel: frozen.artLabel,
    betreff: frozen.form.betreff,
    federfuehrendesAmt: frozen.amtLabel,
    zustaendigkeit: step.zustaendigkeit,
    result: result.label,
    votes: step.result.votes,
    form: result.form,
    tieByChair: step.result.tieByChair,
    beschlusstext: amended ? result.beschlusstext : frozen.form.beschlussvorschlag,
    beschlussvorschlag: amended ? frozen.form.beschlussvorschlag : undefined,
    vorsitz: result.vorsitz,
    schriftfuehrung: result.schriftfuehrung,
    signatures: chain.template.auszugSignatures.map((role) => ({
      stepId: role,
      label: role === "vorsitz" ? "Vorsitz" : "Schriftführung",
    })),
    vorlageSha256: mainFile(job.fassung)?.sha256 ?? chain.sha256,
    on: dayOf(new Date(step.result.at)),
    verifyUrl: verifyUrl(frozen, `/${step.id}`),
  }
  return {
    kind: "auszug",
    stepId: step.id,
    fileName: `Beschlussauszug_${fileNumber(frozen)}_${slug(step.label)}.pdf`,
    signed: true,
    field: FIELD_SEAL,
    make: async () => {
      const { pdf, pages } = await ctx.press.auszug(paper)
      return { pdf: await seal(ctx, pdf, frozen, true, ["Für die Richtigkeit des Auszugs"]), pages }
    },
  }
}

/** File-safe form of a body's name. */
const slug = (name: string): string => name.replace(/[^\p{L}\p{N}]+/gu, "-").slice(0, 60)

async function auszugSignature(ctx: WorkCtx, job: Job): Promise<Made> {
  const { frozen, owed } = job
  const chain = await chainOf(ctx, job)
  const stepId = owed.stepId ?? ""
  const text = textOf(job)
  const earlier = job.fassung.documents.filter(
    (d) => d.stepId === stepId && (d.kind === "auszug" || d.kind === "auszug-sign"),
  )
  const role = chain.template.auszugSignatures[earlier.length - 1]
  if (role === undefined) throw new Error("no signature of the Auszug is left")
  const before = await bytesOf(ctx, earlier.at(-1))
  const field = signatureField(role)
  const label = role === "vorsitz" ? "Vorsitz" : "Schriftführung"
  return {
    kind: "auszug-sign",
    stepId,
    fileName: `Beschlussauszug_${fileNumber(frozen)}_${slug(chain.steps.find((s) => s.id === stepId)?.label ?? "")}_${label}.pdf`,
    signed: true,
    field,
    before,
    make: async () => {
      const at = ctx.now()
      const named = { ...text, functionLabel: label }
      const signer = await personOf(ctx, named, frozen.house.name, at)
      return {
        pdf: await ctx.press.sign(
          before,
          stampOf(named, field, at, "Unterzeichnung des Beschlussauszugs"),
          signer,
          ctx.timestamp,
        ),
        pages: null,
      }
    },
  }
}

/** The result, sealed by the organisation into the body's field of the Vorlage's own file. */
async function result(ctx: WorkCtx, job: Job): Promise<Made> {
  const { frozen, owed, fassung } = job
  const step = bodyOf(await chainOf(ctx, job), owed.stepId ?? "")
  const before = await bytesOf(ctx, mainFile(fassung))
  const extract = fassung.documents.findLast(
    (d) => d.stepId === step.id && (d.kind === "auszug" || d.kind === "auszug-sign"),
  )
  if (!extract) throw new Error("the Auszug is missing")
  const { result: r } = step
  const votes = r.votes ? [`Ja ${r.votes.ja}, Nein ${r.votes.nein}, Enthaltung ${r.votes.enthaltung}`] : []
  const field = resultField(step.id)
  const lines = [
    resultLabel(r.code, step.zustaendigkeit, r.votes, r.tieByChair),
    `${step.label}, ${germanDay(r.sitzungOn)}, TOP ${r.top}`,
    ...votes,
    `Auszug SHA-256 ${extract.sha256.slice(0, 32)}`,
    extract.sha256.slice(32),
  ]
  return {
    kind: "result",
    stepId: step.id,
    fileName: fileName(frozen, `Ergebnis-${slug(step.label)}`),
    signed: true,
    field,
    before,
    make: async () => ({ pdf: await seal(ctx, before, frozen, false, lines, field), pages: null }),
  }
}

/** "beschlossen durch Kreisausschuss am 19.02.2027 (Beschlussvorlage 047/2027)" */
function decisionWords(chain: Chain, frozen: Frozen): string {
  const step =
    chain.steps.findLast(
      (s): s is StepOf<"body"> => s.kind === "body" && s.result !== undefined && s.zustaendigkeit === "Entscheidung",
    ) ?? chain.steps.findLast((s): s is StepOf<"body"> => s.kind === "body" && s.result !== undefined)
  if (!step?.result) throw new Error("Endfassung without a decision")
  const { code, sitzungOn, votes, tieByChair } = step.result
  const label = resultLabel(code, step.zustaendigkeit, votes, tieByChair)
  return `${label}: ${step.label}, ${germanDay(sitzungOn)} (${frozen.artLabel} ${frozen.nummer})`
}

async function endfassung(ctx: WorkCtx, job: Job): Promise<Made> {
  const { frozen } = job
  const chain = await chainOf(ctx, job)
  const base = await programmePaper(ctx, frozen)
  if (!base) throw new Error("Endfassung without a programme")
  const amended = chain.endfassung?.status === "confirmed" ? chain.endfassung.sha256 : undefined
  const paper: ProgrammePaper = {
    ...base,
    content: amended === undefined ? base.content : await programmeContent(ctx, amended),
    reference: "Endfassung",
    on: dayOf(new Date(chain.since)),
    decision: decisionWords(chain, frozen),
    verifyUrl: verifyUrl(frozen, "/endfassung"),
  }
  return {
    kind: "endfassung",
    fileName: `Programm_Endfassung_${fileNumber(frozen)}.pdf`,
    signed: true,
    field: FIELD_SEAL,
    make: async () => {
      const { pdf, pages } = await ctx.press.programme(paper, images(ctx))
      return { pdf: await seal(ctx, pdf, frozen, true, ["Endfassung"]), pages }
    },
  }
}

/** Public twin: rendered without the non-public Anlagen; who signed stands there in words, the signatures in the original. */
async function twin(ctx: WorkCtx, job: Job): Promise<Made> {
  const { frozen } = job
  const chain = await chainOf(ctx, job)
  const open: Frozen = { ...frozen, form: { ...frozen.form, anlagen: frozen.form.anlagen.filter((a) => a.public) } }
  const uploads = frozen.uploads.filter((u) => open.form.anlagen.some((a) => a.id === u.anlageId))
  const withProgramme = open.form.anlagen.some((a) => a.kind === "programme")
  const file = withProgramme ? job.fassung.documents.find((d) => d.kind === "programme") : undefined
  return {
    kind: "twin",
    fileName: fileName(frozen, "oeffentlich"),
    signed: true,
    field: FIELD_SEAL,
    make: async () => {
      const programme = file && { pdf: await bytesOf(ctx, file), pages: file.pages ?? 0, fileName: file.fileName }
      const { anlagen, attachments } = await attach(ctx, { ...open, uploads }, programme)
      const paper = vorlagePaper(open, anlagen)
      const words = (stepId: string): string => {
        const step = chain.steps.find((s) => s.id === stepId)
        const given = step?.kind === "sign" ? step.given : undefined
        const text = given?.textId === undefined ? undefined : job.whole.texts.get(given.textId)
        if (!given || !text) return frozen.carriedText[stepId] ?? "nicht gezeichnet"
        return `im Original gezeichnet: ${[text.suffix, text.name].filter((x) => x !== "").join(" ")}, ${germanInstant(new Date(given.at))}`
      }
      const outcome = (stepId: string): string => {
        const step = chain.steps.find((s) => s.id === stepId)
        if (step?.kind !== "body" || !step.result) return "ohne Ergebnis"
        const { code, votes, tieByChair, sitzungOn, top } = step.result
        return `${resultLabel(code, step.zustaendigkeit, votes, tieByChair)}, ${germanDay(sitzungOn)}, TOP ${top}`
      }
      const { pdf, pages } = await ctx.press.vorlage(
        {
          ...paper,
          beratungsfolge: paper.beratungsfolge.map((row) => ({ ...row, result: outcome(row.stepId) })),
          signatures: paper.signatures.map((s) => ({ ...s, carried: words(s.stepId) })),
          changes: "Öffentliche Ausfertigung ohne nichtöffentliche Anlagen.",
          verifyUrl: verifyUrl(frozen, "/oeffentlich"),
        },
        attachments,
        images(ctx),
      )
      return { pdf: await seal(ctx, pdf, frozen, true, ["Öffentliche Ausfertigung"]), pages }
    },
  }
}

async function reading(ctx: WorkCtx, job: Job): Promise<Made> {
  const { frozen } = job
  const programme = await programmePaper(ctx, frozen)
  const file = job.fassung.documents.find((d) => d.kind === "programme")
  return {
    kind: "reading",
    fileName: fileName(frozen, "Lesefassung"),
    signed: false,
    make: async () => {
      const pdf = file && { pdf: await bytesOf(ctx, file), pages: file.pages ?? 0, fileName: file.fileName }
      const { anlagen } = await attach(ctx, frozen, pdf)
      const uploads = await Promise.all(
        frozen.uploads.map(async (u) => {
          const anlage = anlagen.find((a) => a.id === u.anlageId)
          if (!anlage) throw new Error("upload without Anlage")
          const bytes = u.mediaType === "application/pdf" ? await ctx.papers.get(uploadPath(u.uploadId)) : undefined
          return { anlage, bytes }
        }),
      )
      return ctx.press.reading({ vorlage: vorlagePaper(frozen, anlagen), programme, uploads }, images(ctx))
    },
  }
}
