/** Papers of a Fassung on its way through the house: seal, Zeichnung, long-term finish, reading copy. */
import { germanDay } from "../day.ts"
import { FIELD_SEAL, signatureField } from "../paper.ts"
import { uploadPath } from "../upload.ts"
import type { WorkCtx } from "../work.ts"
import { attach, programmeName, programmePaper, vorlagePaper } from "./content.ts"
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
  stampOf,
  textOf,
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

export async function zeichnung(ctx: WorkCtx, job: Job): Promise<Made> {
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

export async function finish(ctx: WorkCtx, job: Job): Promise<Made> {
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
