/** Pictures of a decided wording: taken among the papers before the result is, so that its Auszug can be made. */
import { type RichText, walk } from "../../content.ts"
import type { Ctx } from "../../context.ts"
import { AppError } from "../../error.ts"
import { imagePath } from "../../upload.ts"

/** @throws AppError input for a picture that was never uploaded in this house */
export async function keepPictures(ctx: Pick<Ctx, "drafts" | "papers">, wording: RichText): Promise<void> {
  const files = new Set<string>()
  walk(wording, "", (block) => {
    if (block.type === "image") files.add(block.file)
  })
  for (const path of [...files].map(imagePath)) {
    if (await ctx.papers.get(path)) continue
    const bytes = await ctx.drafts.get(path)
    if (!bytes)
      throw new AppError(
        "input",
        "image.unknown",
        "Ein Bild im Beschlusstext gibt es hier nicht. Bitte laden Sie es noch einmal hoch.",
      )
    await ctx.papers.put(path, bytes)
  }
}
