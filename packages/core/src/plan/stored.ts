/** The plan of a running Vorlage as an item: written with its submission, made anew when anything it rests on moves. */

import { calendarOf, latestAbgabe } from "../calendar/index.ts"
import { canonical } from "../canonical.ts"
import type { Chain } from "../chain/index.ts"
import type { Stored, Write } from "../context.ts"
import { dayOf } from "../day.ts"
import type { Member } from "../member/item.ts"
import type { Tenant } from "../tenant/settings.ts"
import { plan } from "./compute.ts"
import { type Planned, planIndex, planKey, termineOf } from "./item.ts"
import { type Basis, type Meeting, placeName } from "./reach.ts"

/** What a house knows when it plans. */
export function basisOf(
  tenant: Omit<Tenant, "head">,
  members: readonly Member[],
  meetings: readonly Meeting[] | undefined,
  at: Date,
): Basis {
  const { gremien, durations, labels } = tenant
  return { calendar: calendarOf(tenant), gremien, durations, members, meetings, words: labels.roles, today: dayOf(at) }
}

const OVER: readonly Chain["state"][] = ["completed", "withdrawn", "stopped"]

/** The plan to be kept; none for a Vorlage without a body that has a calendar, and for one that is over. */
export function planned(
  vorlage: { readonly id: string; readonly nummer?: string | undefined },
  chain: Chain,
  basis: Basis,
): Planned | undefined {
  if (OVER.includes(chain.state)) return undefined
  const ladungOf = (gremiumId: string) => basis.gremien.find((g) => g.id === gremiumId)?.ladung
  const bodies = chain.steps.flatMap((s) => (s.kind === "body" && !s.result && s.status !== "skipped" ? [s] : []))
  if (!bodies.some((s) => ladungOf(s.gremiumId))) return undefined
  const until: Record<string, string> = {}
  for (const row of plan(chain, basis).rows)
    if (row.kind !== "body" && row.latest !== null) until[placeName(row, row)] = row.latest
  const abgabe: Record<string, string> = {}
  for (const s of bodies) {
    const ladung = ladungOf(s.gremiumId)
    if (!ladung || s.termin === null || s.status === "open") continue
    const meeting = basis.meetings?.find((m) => m.gremiumId === s.gremiumId && m.on === s.termin)
    abgabe[s.id] = latestAbgabe(s.termin, ladung, basis.calendar, meeting?.urgent === true)
  }
  return {
    version: 1,
    vorlageId: vorlage.id,
    nummer: vorlage.nummer ?? "",
    until,
    termine: termineOf(chain),
    abgabe,
  }
}

/** Writes that make the stored plan equal this one; none where it says the same already. */
export function planWrites(
  authorId: string,
  vorlageId: string,
  next: Planned | undefined,
  old: Stored<Planned> | undefined,
): Write[] {
  const key = planKey(vorlageId)
  if (!next) return old ? [{ drop: key, rev: old.rev }] : []
  if (old && canonical(old.value) === canonical(next)) return []
  return [{ put: key, value: next, rev: old?.rev ?? "new", index: planIndex(authorId, vorlageId) }]
}
