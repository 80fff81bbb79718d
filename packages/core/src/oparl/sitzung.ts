/** What the interface says of a meeting: Meeting, its public agenda as AgendaItems, its place. */
import { germanDay } from "../day.ts"
import { shown } from "../publication/view.ts"
import { numbered } from "../sitzung/agenda.ts"
import { SITZUNG_STATE, Sitzung, sitzungKey, type Top } from "../sitzung/item.ts"
import { SITZUNGSREGELN, type Tenant } from "../tenant/settings.ts"
import type { WorkCtx } from "../work.ts"
import { given, type Open, organization } from "./house.ts"
import { type Body, Item, live, liveKey, meetingsOf, ref, State, stateKey } from "./item.ts"
import { auszugSlot, rowSlot, topSlot } from "./vorlage.ts"
import { clockOn } from "./when.ts"
import { type Wanted, within, write } from "./write.ts"

/** Once the public was invited, a public meeting stays visible: moved, cancelled, held. Before that it is planning of the house. */
const exposed = (s: Sitzung, { gremien }: Pick<Tenant, "gremien">): boolean => {
  const body = gremien.find((g) => g.id === s.gremiumId)
  return s.invitedAt !== undefined && s.public && body !== undefined && shown(body)
}

/**
 * @returns whether anything changed, and the Vorlagen on its agenda
 * @throws RevConflict
 */
export async function settleSitzung(
  ctx: WorkCtx,
  sitzungId: string,
  { tenant, state: house }: Open,
): Promise<{ changed: boolean; vorlagen: readonly string[] }> {
  const before = await ctx.table.get(stateKey(sitzungId), State)
  const s = (await ctx.table.get(sitzungKey(sitzungId), Sitzung))?.value
  const org = s && live(house?.value, organization(s.gremiumId))
  const tied = before?.value.tied ?? []
  if (!s || !org || !exposed(s, tenant)) {
    if (!before) return { changed: false, vorlagen: [] }
    return { changed: await write(ctx, sitzungId, before, []), vorlagen: tied }
  }
  const { nonPublicTops } = tenant.sitzungen ?? SITZUNGSREGELN
  // Moved, it is planned anew: nobody was invited to its agenda yet.
  const tops = s.state === "planned" ? [] : numbered(s.tops).filter((t) => t.public || nonPublicTops === "neutral")
  const points = await Promise.all(tops.map((top) => point(ctx, s, top)))
  const now = [...new Set(tops.flatMap((t) => (t.vorlageId === undefined ? [] : [t.vorlageId])))]
  const gremium = tenant.gremien.find((g) => g.id === s.gremiumId)?.name ?? ""
  const ort = s.ort.trim()
  const wanted: Wanted[] = [
    ...(ort === ""
      ? []
      : [
          {
            slot: "location",
            type: "location" as const,
            body: (own) => ({ description: ort, meetings: [own.ref("meeting")] }),
          } satisfies Wanted,
        ]),
    ...points.map(
      ({ top, body }, order): Wanted => ({
        slot: topSlot(top.id),
        type: "agendaItem",
        body: (own) => ({ meeting: own.ref("meeting"), order, ...body }),
      }),
    ),
    {
      slot: "meeting",
      type: "meeting",
      also: meetingsOf(org.id),
      body: (own) =>
        given({
          name: `${gremium}, ${germanDay(s.on)}`,
          meetingState: s.state === "cancelled" ? SITZUNG_STATE.invited : SITZUNG_STATE[s.state],
          cancelled: s.state === "cancelled",
          start: clockOn(s.on, s.start),
          end: s.end === undefined ? undefined : clockOn(s.on, s.end),
          location: own.within("location", ["meetings"]),
          organization: [ref("organization", org.id)],
          agendaItem: points.flatMap(({ top }) => own.within(topSlot(top.id), ["meeting"]) ?? []),
        }),
    },
  ]
  const changed = await write(ctx, sitzungId, before, wanted, { tied: now })
  return { changed, vorlagen: [...new Set([...tied, ...now])] }
}

interface Told {
  readonly top: Top
  readonly body: Body
}

/** A point as the public reads it; with its Vorlage and its result where those are public. */
async function point(ctx: WorkCtx, s: Sitzung, top: Top): Promise<Told> {
  const plain = { number: top.number, name: top.title, public: top.public }
  if (top.removed) return { top, body: given({ ...plain, result: "abgesetzt" }) }
  const known =
    top.public && top.vorlageId !== undefined && top.stepId !== undefined
      ? (await ctx.table.get(stateKey(top.vorlageId), State))?.value
      : undefined
  const row = known?.rows?.find((r) => r.stepId === top.stepId)
  const consultation = live(known, rowSlot(top.stepId ?? ""))
  if (!row || !consultation) return { top, body: given(plain) }
  const result = row.on === s.on ? row : undefined
  const auszug = result && live(known, auszugSlot(row.stepId))
  const file = auszug && (await ctx.table.get(liveKey("file", auszug.id), Item))?.value
  return {
    top,
    body: given({
      ...plain,
      consultation: row.sitzungId === s.id ? ref("consultation", consultation.id) : undefined,
      result: result?.result,
      resolutionText: result?.text,
      resolutionFile: auszug && file?.body && within("file", auszug.id, file, file.body, ["agendaItem"]),
    }),
  }
}
