/** What is public stays as it was released: who hides more by the settings of the house is told what has to be done for it. */
import type { Ctx } from "../context.ts"
import type { Finding } from "../error.ts"
import { shown } from "../gremium.ts"
import type { Tenant } from "../tenant/settings.ts"
import { PUBLIC, Publication } from "./item.ts"

type Settings = Pick<Tenant, "gremien" | "publication">

/** Bodies that were shown and are hidden now, names that are to be shown no more. One Query where there is such a change. */
export async function staying(ctx: Pick<Ctx, "table">, before: Settings, after: Settings): Promise<Finding[]> {
  if (!before.publication || !after.publication) return []
  const hidden = after.gremien.filter((g) => !shown(g) && before.gremien.some((b) => b.id === g.id && shown(b)))
  const places = [
    ...hidden.map((g) => g.name),
    ...(before.publication.names && !after.publication.names ? ["Namen"] : []),
  ]
  if (places.length === 0) return []
  const { items } = await ctx.table.listIndex(`${PUBLIC}/`, Publication, { limit: 1 })
  if (items.length === 0) return []
  return places.map((place) => ({
    reason: "publication.stays",
    place,
    message:
      "Das gilt für künftige Freigaben. Was schon veröffentlicht ist, bleibt, wie es freigegeben wurde: Wer veröffentlicht, nimmt es zurück oder gibt es neu frei.",
  }))
}
