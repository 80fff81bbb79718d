/** What of the house's Vorlagen is public, is planned, or was: for the house itself, and for the pages of the public. */
import { z } from "zod"
import type { Ctx, Paged } from "../context.ts"
import { notFound } from "../error.ts"
import { Ref } from "../id.ts"
import { house } from "../tenant.ts"
import { verb } from "../verb.ts"
import { load, type Whole } from "../vorlage/item.ts"
import { visible } from "../vorlage/visible.ts"
import { fileOf, pageOf } from "./address.ts"
import { Address, addressKey, isPublic, PUBLIC, Publication, PublicId, publicationKey, UNPUBLIC } from "./item.ts"
import { liveFiles } from "./state.ts"
import { look } from "./view.ts"

/** What was ever public is known to whoever publishes, also while the Vorlage is on its way through the house once more. */
const knows = (ctx: Ctx, whole: Whole): boolean =>
  visible(ctx, whole) || whole.publication?.value.releasedAt !== undefined

/** @throws AppError not_found */
export function requireKnown(ctx: Ctx, whole: Whole): void {
  if (!knows(ctx, whole)) throw notFound()
}

export const read = verb(
  {
    name: "publication.read",
    may: "publication.read",
    input: z.strictObject({ vorlageId: Ref }),
    summary: "Stand der Veröffentlichung einer Vorlage: was öffentlich ist, seit wann, unter welchen Adressen.",
  },
  async (ctx, { vorlageId }) => {
    const whole = await load(ctx, vorlageId)
    requireKnown(ctx, whole)
    const tenant = await house(ctx.table)
    const p = whole.publication?.value
    if (!p) return { state: "none" as const, on: Boolean(tenant.publication) }
    const here = tenant.publicId ?? ""
    const seen = whole.chain ? await look(ctx, whole, tenant, p.equivalents) : undefined
    return {
      state: p.state,
      on: Boolean(tenant.publication),
      publicId: p.publicId,
      page: pageOf(here, p.publicId),
      planned: p.next && { at: p.next.at, by: p.next.by },
      releasedAt: p.releasedAt,
      changedAt: p.changedAt,
      withdrawnAt: p.withdrawnAt,
      lapsed: p.lapsed,
      history: p.history,
      /** what the public would see now is something else than what it sees */
      stale: isPublic(p) && seen?.sha256 !== p.live,
      files: p.files.map(({ before: _, ...file }) => ({ ...file, address: fileOf(here, p.publicId, file.id) })),
    }
  },
)

export const list = verb(
  {
    name: "publication.list",
    may: "publication.read",
    input: z.strictObject({ which: z.enum(["public", "other"]).default("public"), cursor: z.string().optional() }),
    summary: "Veröffentlichte Vorlagen des Hauses, neueste zuerst, oder die geplanten und zurückgenommenen.",
  },
  async (ctx, { which, cursor }) => {
    const index = which === "public" ? PUBLIC : UNPUBLIC
    const page = await ctx.table.listIndex(`${index}/`, Publication, { cursor, descending: true, limit: 50 })
    const items = []
    for (const { value: p } of page.items) {
      const whole = await load(ctx, p.vorlageId)
      if (!knows(ctx, whole)) continue
      // Who does not see the Vorlage as it is now knows it as the public does.
      const { nummer = "", betreff } = visible(ctx, whole) ? whole.root.value : (p.summary ?? { betreff: "" })
      const { vorlageId, publicId, state, next, releasedAt, changedAt, withdrawnAt } = p
      items.push({ vorlageId, nummer, betreff, publicId, state, at: next?.at, releasedAt, changedAt, withdrawnAt })
    }
    return { items, cursor: page.cursor }
  },
)

/** The publication with this public id in the house of the context; undefined for whatever is none. */
export async function byPublicId(ctx: Pick<Ctx, "table">, publicId: string): Promise<Publication | undefined> {
  if (!PublicId.safeParse(publicId).success) return undefined
  const address = await ctx.table.get(addressKey(publicId), Address)
  return address && (await ctx.table.get(publicationKey(address.value.vorlageId), Publication))?.value
}

/** What is public, newest first: one Query of the index. */
export async function publicList(
  ctx: Pick<Ctx, "table">,
  page: { readonly cursor?: string | undefined; readonly limit: number },
): Promise<Paged<Publication>> {
  return ctx.table.listIndex(`${PUBLIC}/`, Publication, { ...page, cursor: page.cursor, descending: true })
}

export { liveFiles }
