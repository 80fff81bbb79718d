/** Papers of a Fassung on its way through the house: seal, Zeichnung, Zeichnungsblatt, long-term finish, reading copy. */
import type { Bytes } from "../context.ts"
import { germanDay, germanInstant } from "../day.ts"
import { FIELD_SEAL, signatureField } from "../paper.ts"
import { uploadPath } from "../upload.ts"
import type { Frozen, Text } from "../vorlage/item.ts"
import type { WorkCtx } from "../work.ts"
import { attach, lineOf, programmeName, programmePaper, vorlagePaper } from "./content.ts"
import {
  bytesOf,
  fileName,
  images,
  type Job,
  type Made,
  mainFile,
  personOf,
  printed,
  seal,
  signed,
  stampOf,
  textOf,
  trustOf,
  verifyUrl,
} from "./job.ts"

/** Rendered once (programme, then the Vorlage with it), sealed by the organisation as certifying signature. */
export async function issue(ctx: WorkCtx, job: Job): Promise<Made[]> {
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

/** The Zeichnung of a person, or the organisation's seal that one was given on paper. */
export async function zeichnung(ctx: WorkCtx, job: Job): Promise<Made> {
  const { frozen, owed, fassung } = job
  const stepId = owed.stepId ?? ""
  const text = textOf(job)
  const before = await bytesOf(ctx, mainFile(fassung))
  const field = signatureField(stepId)
  return {
    kind: "sign",
    stepId,
    fileName: fileName(frozen, `gezeichnet-${stepId}`),
    signed: true,
    field,
    before,
    trust: await trustOf(ctx, fassung),
    make: async () => {
      if (text.paper) return { pdf: await onPaper(ctx, before, frozen, text, text.paper, field), pages: null }
      const at = ctx.now()
      const stamp = stampOf(text, field, at, "Zeichnung der Vorlage")
      const signer = await personOf(ctx, text, frozen.house.name, at)
      return { pdf: await ctx.press.sign(before, stamp, signer, ctx.timestamp), pages: null }
    },
  }
}

/** Nothing here signs for the person: the organisation seals that a signature on paper was confirmed. */
function onPaper(
  ctx: WorkCtx,
  before: Bytes,
  frozen: Frozen,
  text: Text,
  { signedOn, confirmedByName }: NonNullable<Text["paper"]>,
  field: string,
): Promise<Bytes> {
  const represented = text.forName ? [`für ${text.forName}`] : []
  const who = `auf Papier gezeichnet: ${signed(text)}`
  const lines = [
    who,
    [text.functionLabel, ...represented].join(", "),
    `am ${germanDay(signedOn)}`,
    `bestätigt vom Sitzungsdienst, ${confirmedByName}, ${germanInstant(new Date(text.at))}`,
  ]
  const reason = `${who}, ${[text.functionLabel, ...represented].join(", ")}, am ${germanDay(signedOn)}; bestätigt vom Sitzungsdienst`
  return seal(ctx, before, frozen, false, lines, field, reason)
}

/** Zeichnungsblatt of a step on paper: what is to be signed, named by its hashes. */
export async function sheet(ctx: WorkCtx, job: Job): Promise<Made> {
  const { frozen, fassung, owed } = job
  const stepId = owed.stepId ?? ""
  const step = frozen.steps.find((s) => s.id === stepId)
  const sealed = fassung.documents.find((d) => d.kind === "seal")
  if (step?.kind !== "sign" || !sealed) throw new Error("a sheet without its step")
  return {
    kind: "sheet",
    stepId,
    fileName: fileName(frozen, `Zeichnungsblatt-${stepId}`),
    signed: false,
    make: () =>
      ctx.press.sheet(
        {
          version: 1,
          house: frozen.house,
          artLabel: frozen.artLabel,
          nummer: frozen.nummer,
          fassung: frozen.fassung,
          on: frozen.on,
          betreff: frozen.form.betreff,
          federfuehrendesAmt: frozen.amtLabel,
          label: lineOf(step),
          fassungSha256: fassung.sha256,
          pdfSha256: sealed.sha256,
          verifyUrl: verifyUrl(frozen),
        },
        images(ctx),
      ),
  }
}

export async function finish(ctx: WorkCtx, job: Job): Promise<Made> {
  const before = await bytesOf(ctx, mainFile(job.fassung))
  return {
    kind: "finish",
    fileName: fileName(job.frozen, "gezeichnet"),
    signed: true,
    before,
    trust: await trustOf(ctx, job.fassung),
    make: async () => ({
      pdf: await ctx.press.finish(before, ctx.timestamp, await ctx.issuer.crls(ctx.now())),
      pages: null,
    }),
  }
}

export async function reading(ctx: WorkCtx, job: Job): Promise<Made> {
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
