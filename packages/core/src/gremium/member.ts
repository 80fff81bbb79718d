/** Mitglieder eines Gremiums: who sits in a body, since when, with vote or without, for which side, who stands in for whom. */
import { z } from "zod"
import type { Stored, Table } from "../context.ts"
import { germanDay } from "../day.ts"
import type { Finding } from "../error.ts"
import { Head } from "../fact.ts"
import type { Gremium } from "../gremium.ts"
import { every } from "../page.ts"
import { Day } from "../paper.ts"

/** Whom a member of a Trägerversammlung was sent by (§ 44c SGB II). */
export const Side = z.enum(["agentur", "kommune"])
export const SIDE_LABEL = { agentur: "Agentur für Arbeit", kommune: "Kommune" } as const satisfies Record<
  z.infer<typeof Side>,
  string
>

export const GremiumMember = z.strictObject({
  version: z.literal(1),
  id: z.string(),
  gremiumId: z.string(),
  name: z.string().min(1).max(200),
  /** Fraktion, office: what stands behind the name */
  note: z.string().max(200).optional(),
  voting: z.boolean(),
  side: Side.optional(),
  /** chairs the body, or stands in for whoever does */
  vorsitz: z.enum(["vorsitz", "stellvertretung"]).optional(),
  /** stellvertretendes Mitglied: the members it stands in for */
  forIds: z.array(z.string()).max(100),
  from: Day,
  /** last day */
  to: Day.optional(),
  /** person of the house who is this member */
  personId: z.string().optional(),
})
export type GremiumMember = z.infer<typeof GremiumMember>

/** Head of the body's own log, in the partition of its members. */
export const Seats = z.strictObject({ version: z.literal(1), gremiumId: z.string(), head: Head })

export const seatsKey = (gremiumId: string): string => `gremium/${gremiumId}/root`
export const gremiumMemberKey = (gremiumId: string, id: string): string => `gremium/${gremiumId}/mitglied-${id}`
export const logOf = (gremiumId: string): string => `gremium-${gremiumId}`

/** Everybody who sits or sat in a body: one Query. */
export const allOf = (table: Table, gremiumId: string): Promise<Stored<GremiumMember>[]> =>
  every((cursor) => table.list(`gremium/${gremiumId}/mitglied-`, GremiumMember, { cursor }))

export const sits = (m: Pick<GremiumMember, "from" | "to">, on: Day): boolean =>
  m.from <= on && (m.to === undefined || on <= m.to)

/** Two periods share a day. */
export const meet = (a: Pick<GremiumMember, "from" | "to">, b: Pick<GremiumMember, "from" | "to">): boolean =>
  (a.to === undefined || b.from <= a.to) && (b.to === undefined || a.from <= b.to)

/** Name of the chair on a day. */
export async function chairOf(table: Table, gremiumId: string, on: Day): Promise<string | undefined> {
  const members = await allOf(table, gremiumId)
  return members.find(({ value: m }) => m.vorsitz === "vorsitz" && sits(m, on))?.value.name
}

/** Members with a vote who are no deputies. */
export const voters = (members: readonly GremiumMember[], on: Day): GremiumMember[] =>
  members.filter((m) => m.voting && m.forIds.length === 0 && sits(m, on))

/**
 * What is odd about the members of a body on a day. A list grows one by one, so nothing of it is refused: parity of a
 * Trägerversammlung (normally 3 and 3), another number than the settings say, no chair.
 */
export function oddities(gremium: Gremium, members: readonly GremiumMember[], on: Day): Finding[] {
  const found: Finding[] = []
  const report = (reason: string, message: string) => found.push({ reason, place: gremium.name, message })
  const seats = voters(members, on)
  if (members.length === 0) return found
  if (seats.length !== gremium.mitglieder)
    report(
      "members.count",
      `Am ${germanDay(on)} sind ${seats.length} stimmberechtigte Mitglieder eingetragen, nach den Einstellungen des Hauses sind es ${gremium.mitglieder}.`,
    )
  if (gremium.kind === "traegerversammlung") {
    const [agentur = 0, kommune = 0] = Side.options.map((side) => seats.filter((m) => m.side === side).length)
    if (agentur !== kommune)
      report(
        "members.parity",
        `Die Träger sind nicht gleich vertreten: Agentur für Arbeit ${agentur}, Kommune ${kommune}.`,
      )
    else if (agentur !== 3)
      report("members.three", `Üblich sind drei Mitglieder je Träger; eingetragen sind je ${agentur}.`)
  }
  if (!members.some((m) => m.vorsitz === "vorsitz" && sits(m, on)))
    report("members.chair", "Der Vorsitz ist nicht eingetragen.")
  return found
}
