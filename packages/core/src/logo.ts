/** Logo of the house: a checked upload becomes it. Papers frozen before keep what they had. */
import { z } from "zod"
import { AppError } from "./error.ts"
import { Ref } from "./id.ts"
import { replace } from "./tenant.ts"
import { imagePath, load } from "./upload.ts"
import { verb } from "./verb.ts"

export const setLogo = verb(
  {
    name: "tenant.logo",
    may: "house.write",
    input: z.strictObject({
      uploadId: Ref,
      /** what a screen reader says: "Wappen des Kreises Aulenfeld" */
      alt: z.string().trim().min(1).max(200),
      /** revision of the settings that were seen */
      rev: z.int().min(1),
    }),
    summary: "Hochgeladenes Logo übernehmen; es erscheint auf Dokumenten, die ab jetzt eingereicht werden.",
  },
  async (ctx, { uploadId, alt, rev }) => {
    const { value: upload } = await load(ctx, uploadId)
    const { state, purpose, pixels, mediaType, sha256, findings } = upload
    if (state === "checking")
      throw new AppError(
        "refused",
        "upload.checking",
        "Die Datei wird noch geprüft. Bitte warten Sie einen Augenblick.",
      )
    if (state === "refused") throw new AppError("refused", "upload.refused", "Diese Datei wurde abgewiesen.", findings)
    if (purpose !== "logo" || !pixels || (mediaType !== "image/png" && mediaType !== "image/jpeg"))
      throw new AppError("refused", "logo.purpose", "Diese Datei wurde nicht als Logo hochgeladen.")
    const bytes = await ctx.drafts.get(imagePath(sha256))
    if (!bytes) throw new Error(`image ${sha256} is missing`)
    await ctx.papers.put(imagePath(sha256), bytes)
    await replace(ctx, rev, (now) => ({ ...now, logo: { sha256, mediaType, ...pixels, alt } }))
  },
)
