/** What still waits for a body that ends: its Vorlagen and its meetings, named when the settings say so. */
import type { Ctx } from "../context.ts"
import { dayOf, germanDay } from "../day.ts"
import type { Finding } from "../error.ts"
import type { Gremium } from "../gremium.ts"
import { every } from "../page.ts"
import { Beratung, SITZUNGEN, Sitzung } from "../sitzung/item.ts"

/** Bodies that are gone or have got another last day: one Query each, none where nothing of it changed. */
export async function orphans(
  ctx: Pick<Ctx, "table" | "now">,
  before: readonly Gremium[],
  after: readonly Gremium[],
): Promise<Finding[]> {
  const ending = before.flatMap((g) => {
    const now = after.find((a) => a.id === g.id)
    if (now) return now.until !== undefined && now.until !== g.until ? [{ ...g, until: now.until }] : []
    return [{ ...g, until: dayOf(ctx.now()) }]
  })
  const found = await Promise.all(ending.map((g) => waiting(ctx, g, g.until)))
  return found.flat()
}

async function waiting(
  ctx: Pick<Ctx, "table" | "now">,
  { id, name: place }: Gremium,
  until: string,
): Promise<Finding[]> {
  const rows = (await every((cursor) => ctx.table.listIndex(`beratung/${id}/`, Beratung, { cursor }))).map(
    (r) => r.value,
  )
  const waits = rows.filter(
    (r) => r.state !== "done" && (r.termin === null || r.termin > until || until < dayOf(ctx.now())),
  )
  const year = Number(until.slice(0, 4))
  const meetings = await Promise.all(
    [year, year + 1].map((y) => every((cursor) => ctx.table.listIndex(`${SITZUNGEN}/${y}`, Sitzung, { cursor }))),
  )
  const later = meetings
    .flat()
    .map((s) => s.value)
    .filter((s) => s.gremiumId === id && s.on > until && (s.state === "planned" || s.state === "invited"))
  return [
    ...(waits.length === 0
      ? []
      : [
          {
            reason: "gremium.waiting",
            place,
            message: `Auf dieses Gremium warten noch Vorlagen: ${waits.map((r) => r.nummer).join(", ")}. Die Geschäftsstelle verweist sie an ein anderes Gremium, oder die Verfasser reichen sie neu ein.`,
          },
        ]),
    ...(later.length === 0
      ? []
      : [
          {
            reason: "gremium.meetings",
            place,
            message: `Nach diesem Tag sind noch Sitzungen geplant: ${later.map((s) => germanDay(s.on)).join(", ")}. Bitte sagen Sie sie ab.`,
          },
        ]),
  ]
}
