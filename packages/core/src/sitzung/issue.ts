/** What goes out to the members: an agenda, frozen among the papers, and the duty to print it. */
import { canonical, sha256 } from "../canonical.ts"
import type { Ctx, Write } from "../context.ts"
import { dayOf } from "../day.ts"
import type { Duty } from "../duty.ts"
import { chairOf } from "../gremium/member.ts"
import type { Gremium } from "../gremium.ts"
import { Agenda } from "../paper/agenda.ts"
import { onPaper, SITZUNGSREGELN, type Tenant } from "../tenant.ts"
import { frozenTops } from "./agenda.ts"
import { agendaPath, type Issue, issueKey, type Sitzung } from "./item.ts"

/** The agenda as it goes out, frozen among the papers; its paper is owed. */
export async function issued(
  ctx: Ctx,
  tenant: Tenant,
  gremium: Gremium,
  sitzung: Omit<Sitzung, "head">,
  occasion: Agenda["occasion"],
) {
  const { id, on, start, end, ort, urgent } = sitzung
  const at = ctx.now().toISOString()
  const chair = await chairOf(ctx.table, gremium.id, on)
  const frozen = Agenda.parse({
    version: 1,
    sitzungId: id,
    house: onPaper(tenant),
    gremium: gremium.name,
    on,
    start,
    ...(end === undefined ? {} : { end }),
    ort,
    public: sitzung.public,
    urgent,
    invitedOn: dayOf(ctx.now()),
    occasion,
    ...(chair === undefined ? {} : { vorsitz: chair }),
    nonPublicTops: (tenant.sitzungen ?? SITZUNGSREGELN).nonPublicTops,
    tops: frozenTops(sitzung.tops),
  } satisfies Agenda)
  const text = canonical(frozen)
  const agendaSha256 = await sha256(text)
  await ctx.papers.put(agendaPath(agendaSha256), new TextEncoder().encode(text))
  const n = (sitzung.issued ?? 0) + 1
  const value: Issue = { version: 1, n, at, agendaSha256, state: "making", files: [], findings: [] }
  const write: Write = { put: issueKey(id, n), value, rev: "new" }
  const duty: Duty = { id: `issue-${n}`, log: id, kind: "agenda", dueAt: at, attempts: 0 }
  return { n, write, duty, data: { agendaSha256 } }
}
