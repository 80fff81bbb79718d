/** The text of a programme as PDF to read: the paper of the submission, marked as a draft, without seal. */
import type { ProgrammeContent } from "../content.ts"
import type { Bytes, Files } from "../context.ts"
import type { House, Images } from "../paper.ts"
import { paperContent } from "../plainly.ts"
import { imagePath } from "../upload.ts"
import type { WorkCtx } from "../work.ts"

/** What the paper says of itself. */
export interface Said {
  /** "Stand 3 vom 14.01.2027, 09:12" */
  readonly reference: string
  readonly on: string
}

/** @throws AppError refused for glyphs or pictures that cannot be shown */
export async function programmePdf(
  ctx: WorkCtx,
  content: ProgrammeContent,
  house: House,
  { reference, on }: Said,
): Promise<Bytes> {
  const paper = { version: 1 as const, house, content: paperContent(content), reference, on, draft: true as const }
  return (await ctx.press.programme(paper, draftImages(ctx))).pdf
}

/** Pictures of what is being written; the house's logo lies among the papers. */
export const draftImages =
  (ctx: { readonly drafts: Pick<Files, "get">; readonly papers: Pick<Files, "get"> }): Images =>
  async (hash) => {
    const bytes = (await ctx.drafts.get(imagePath(hash))) ?? (await ctx.papers.get(imagePath(hash)))
    if (!bytes) throw new Error(`image ${hash} is missing`)
    return bytes
  }
