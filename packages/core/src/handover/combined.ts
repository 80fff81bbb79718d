/** Gesamt-PDF: Vorlage, programme and PDFs in one; the filed reading copy, or a new one where stages came after it. */
import type { Bytes } from "../context.ts"
import { germanDay, germanInstant } from "../day.ts"
import { attach, programmePaper, vorlagePaper } from "../document/content.ts"
import { images, mainFile, resultWords, signed } from "../document/job.ts"
import { AppError } from "../error.ts"
import { uploadPath } from "../upload.ts"
import type { WorkCtx } from "../work.ts"
import { isBody, type Plan } from "./plan.ts"

/** PDFs of more than this together are not put into one; they lie beside it. */
export const COMBINED_LIMIT = 200 * 1024 * 1024

/** undefined where there is none to be had: documents off, or too large. */
export async function combined(ctx: WorkCtx, plan: Plan): Promise<Bytes | undefined> {
  if (ctx.documents === "off") return undefined
  const { fassung, frozen, chain, texts } = plan
  const sum = frozen.uploads.reduce((n, u) => n + (u.mediaType === "application/pdf" ? u.bytes : 0), 0)
  if (sum > COMBINED_LIMIT) return undefined
  const filed = fassung.documents.findLast((d) => d.kind === "reading")
  const main = mainFile(fassung)
  if (filed && (!main || main.kind === "seal")) return (await ctx.papers.get(filed.path)) ?? undefined
  const file = fassung.documents.find((d) => d.kind === "programme")
  const bytes = file && (await ctx.papers.get(file.path))
  const programme = file && bytes ? { pdf: bytes, pages: file.pages ?? 0, fileName: file.fileName } : undefined
  const { anlagen } = await attach(ctx, frozen, programme)
  const uploads = await Promise.all(
    frozen.uploads.map(async (u) => {
      const anlage = anlagen.find((a) => a.id === u.anlageId)
      if (!anlage) throw new Error("upload without Anlage")
      const pdf = u.mediaType === "application/pdf" ? await ctx.papers.get(uploadPath(u.uploadId)) : undefined
      return { anlage, bytes: pdf }
    }),
  )
  const paper = vorlagePaper(frozen, anlagen)
  const words = (stepId: string): string => {
    const step = chain.steps.find((s) => s.id === stepId)
    const given = step?.kind === "sign" ? step.given : undefined
    const text = given?.textId === undefined ? undefined : texts.get(given.textId)
    if (!given || !text) return frozen.carriedText[stepId] ?? "nicht gezeichnet"
    const on = given.paper ? `auf Papier, ${germanDay(given.paper.signedOn)}` : germanInstant(new Date(given.at))
    return `gezeichnet: ${signed(text)}, ${on}`
  }
  const outcome = (stepId: string): string | undefined => {
    const step = chain.steps.find((s) => s.id === stepId)
    if (!step || !isBody(step) || !step.result) return undefined
    return `${resultWords(step, step.result)}, ${germanDay(step.result.sitzungOn)}, TOP ${step.result.top}`
  }
  const vorlage = {
    ...paper,
    beratungsfolge: paper.beratungsfolge.map((row) => {
      const result = outcome(row.stepId)
      return result === undefined ? row : { ...row, result }
    }),
    signatures: paper.signatures.map((s) => ({ ...s, carried: words(s.stepId) })),
  }
  try {
    const made = await ctx.press.reading(
      { vorlage, programme: await programmePaper(ctx, frozen), uploads },
      images(ctx),
    )
    return made.pdf
  } catch (error) {
    // An uploaded PDF that cannot be appended keeps nobody from the rest.
    if (error instanceof AppError) return undefined
    throw error
  }
}
