/** What every document of a Vorlage needs: its job, names of files, bytes of earlier stages, stamps and seals. */
import type { BodyResult, Chain, StepOf } from "../chain/index.ts"
import type { Bytes } from "../context.ts"
import { germanInstant } from "../day.ts"
import { AppError } from "../error.ts"
import { resultLabel } from "../gremium.ts"
import { FIELD_SEAL, type Images, type StampText } from "../paper.ts"
import { imagePath } from "../upload.ts"
import {
  type Document,
  type DocumentKind,
  type Fassung,
  type Frozen,
  frozenOf,
  type Owed,
  type Text,
  trustPath,
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
  /** PEMs that signatures made outside, in earlier stages, were trusted by */
  readonly trust?: readonly string[]
  readonly pages?: number | null
  /** of an Umlaufprotokoll: the last entry that it shows */
  readonly covers?: number
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

export async function printed<T>(rendering: Promise<T>): Promise<T> {
  try {
    return await rendering
  } catch (error) {
    throw error instanceof AppError ? new Unprintable(error) : new Unrendered(error)
  }
}

/** "047/2027" becomes "047-2027" in file names. */
export const fileNumber = (frozen: Frozen): string => frozen.nummer.replace(/[^\p{L}\p{N}.-]+/gu, "-")
export const fileName = (frozen: Frozen, what: string): string =>
  `Vorlage_${fileNumber(frozen)}_Fassung-${frozen.fassung}_${what}.pdf`
export const verifyUrl = (frozen: Frozen, what = ""): string =>
  `${frozen.baseUrl}/pruefen/${frozen.tenantId}/${frozen.verifyId}${what}`

export const images =
  (ctx: WorkCtx): Images =>
  async (hash) => {
    const bytes = await ctx.papers.get(imagePath(hash))
    if (!bytes) throw new Error(`image ${hash} is missing`)
    return bytes
  }

/** Seal of the organisation into a field, the seal's own field unless told; there `reason` says what is sealed. */
export async function seal(
  ctx: WorkCtx,
  pdf: Bytes,
  frozen: Frozen,
  certify: boolean,
  lines: readonly string[],
  field = FIELD_SEAL,
  reason = field === FIELD_SEAL ? "Siegel der Organisation" : "Ergebnis des Gremiums",
): Promise<Bytes> {
  const at = ctx.now()
  const organisation = frozen.house.name
  const stamp: StampText = {
    field,
    lines: field === FIELD_SEAL ? [`Siegel: ${organisation}`, ...lines, germanInstant(at)] : lines,
    at,
    name: organisation,
    reason,
    certify,
  }
  return ctx.press.sign(pdf, stamp, await ctx.issuer.seal(organisation, at), ctx.timestamp)
}

export const MAIN: readonly DocumentKind[] = ["seal", "sign", "finish", "result"]

/** The newest stage of the Vorlage's own file. */
export function mainFile(fassung: Fassung): Document | undefined {
  return fassung.documents.findLast((d) => MAIN.includes(d.kind))
}

/** Is a stage of the Vorlage's own file still to be made? */
export const mainOwed = (fassung: Fassung): boolean => fassung.owed.some((o) => MAIN.includes(o.kind))

/** Issuers (PEM) that the signatures made outside in this Fassung's file were trusted by when they were taken. */
export async function trustOf(ctx: Pick<WorkCtx, "papers">, fassung: Fassung): Promise<string[]> {
  const hashes = new Set(fassung.documents.flatMap((d) => (d.trust === undefined ? [] : [d.trust])))
  return Promise.all(
    [...hashes].map(async (hash) => {
      const bytes = await ctx.papers.get(trustPath(hash))
      if (!bytes) throw new Error(`trusted issuer ${hash} is missing`)
      return new TextDecoder().decode(bytes)
    }),
  )
}

export async function bytesOf(ctx: WorkCtx, document: Document | undefined): Promise<Bytes> {
  const bytes = document && (await ctx.papers.get(document.path))
  if (!bytes) throw new Error("an earlier stage of the file is missing")
  return bytes
}

export function textOf(job: Job): Text {
  const text = job.owed.textId === undefined ? undefined : job.whole.texts.get(job.owed.textId)
  if (!text) throw new Error("words of this entry are missing")
  return text
}

/** "i. V. Mara Lindt" */
export const signed = ({ suffix, name }: Text): string => [suffix, name].filter((x) => x !== "").join(" ")

export function stampOf(text: Text, field: string, at: Date, reason: string): StampText {
  const represented = text.forName ? [`für ${text.forName}`] : []
  return {
    field,
    lines: [`gez. ${signed(text)}`, text.functionLabel, ...represented, germanInstant(new Date(text.at))],
    at,
    name: text.name,
    reason,
  }
}

export async function personOf(ctx: WorkCtx, text: Text, organisation: string, at: Date) {
  const onBehalfOf = text.suffix === "" ? undefined : { name: text.forName ?? text.functionLabel, suffix: text.suffix }
  return ctx.issuer.person({ name: text.name, title: text.functionLabel, organisation, onBehalfOf }, at)
}

export function bodyOf(chain: Chain, stepId: string): StepOf<"body"> {
  const step = chain.steps.find((s) => s.id === stepId)
  if (step?.kind !== "body") throw new Error(`there is no body ${stepId}`)
  return step
}

/** The result that these words belong to: a corrected one has its own, and its papers are still owed. */
export function resultOf(step: StepOf<"body">, textId: string | undefined): BodyResult {
  const all = [...(step.earlier ?? []).map((e) => e.result), ...(step.result ? [step.result] : [])]
  const found = all.find((r) => r.textId === textId)
  if (!found) throw new Error(`body ${step.id} has no such result`)
  return found
}

/** A result in words, as papers say it. */
export const resultWords = (step: StepOf<"body">, { code, votes, tieByChair }: BodyResult): string =>
  resultLabel(code, step.zustaendigkeit, votes, tieByChair, step.urgent?.status === "given")

/** The chain of this Fassung; when a newer one runs already, its last state comes from the record. */
export async function chainOf(ctx: WorkCtx, { whole, fassung, frozen }: Job): Promise<Chain> {
  const present = whole.chain?.value
  if (present?.fassung === fassung.n) return present
  const content = async (hash: string): Promise<Frozen> => (hash === fassung.sha256 ? frozen : frozenOf(ctx, hash))
  const earlier = await replay(await factsOf(ctx, whole.root.value.id), content, fassung.n)
  if (earlier?.fassung !== fassung.n) throw new Error(`the record lacks Fassung ${fassung.n}`)
  return earlier
}

/** File-safe form of a body's name. */
export const slug = (name: string): string => name.replace(/[^\p{L}\p{N}]+/gu, "-").slice(0, 60)
