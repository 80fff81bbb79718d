/** Fixture of the planning tests: a Kreis with two bodies that have calendars, people for every step, a set day. */
import { type Chain, resolve, T1, T5, withFolge } from "../chain/index.ts"
import type { Gremium, Ladung } from "../gremium.ts"
import type { Member } from "../member/item.ts"
import type { Assignment, Role } from "../role.ts"
import type { Basis, Meeting } from "./reach.ts"
import type { Course } from "./station.ts"

export const LADUNG: Ladung = {
  regular: { days: 7, count: "calendar" },
  urgent: { days: 3, count: "working" },
  nachtrag: { days: 3, count: "calendar" },
  dispatchCounts: false,
  meetingCounts: false,
  abgabe: { days: 3, count: "working" },
}
const body = (id: string, name: string, kind: Gremium["kind"], ladung?: Ladung): Gremium => ({
  ...{ id, name, short: id.toUpperCase(), kind, mitglieder: 13, tie: "rejected" as const },
  ...(ladung ? { ladung } : {}),
})
export const SOZ = body("soz", "Ausschuss für Arbeit und Soziales", "fachausschuss", LADUNG)
export const KA = body("ka", "Kreisausschuss", "kreisausschuss", LADUNG)
export const TV = body("tv", "Trägerversammlung", "traegerversammlung", LADUNG)
/** a body as houses had them before there were calendars */
export const FREE = body("fin", "Finanzausschuss", "fachausschuss")

export function person(personId: string, role: Role, more: Partial<Member> & { as?: Assignment } = {}): Member {
  const { as, ...rest } = more
  return {
    version: 1,
    personId,
    name: `Name ${personId}`,
    functions: [as ?? { role, as: "selbst" }],
    active: true,
    absences: [],
    deputies: [],
    head: { seq: 1, hash: "0".repeat(64) },
    ...rest,
  }
}
export const PEOPLE: readonly Member[] = [
  person("kim", "verfasser"),
  person("lea", "bca"),
  person("nils", "mitzeichnung", { as: { role: "mitzeichnung", amtId: "rechtsamt", as: "selbst" } }),
  person("jona", "amtsleitung"),
  person("mara", "dezernent"),
  person("tomas", "kaemmerer"),
  person("greta", "landrat"),
  person("ute", "sitzungsdienst"),
  person("jule", "geschaeftsfuehrung"),
  person("sven", "beirat"),
]

export const meeting = (gremiumId: string, on: string, change: Partial<Meeting> = {}): Meeting => ({
  ...{ id: `si_${gremiumId}_${on}`, gremiumId, on, state: "planned", urgent: false },
  ...change,
})

export const basis = (today: string, change: Partial<Basis> = {}): Basis => ({
  calendar: { land: "Nordrhein-Westfalen" },
  gremien: [SOZ, KA, TV, FREE],
  members: PEOPLE,
  words: {},
  today,
  ...change,
})

interface Row {
  readonly gremiumId: string
  readonly termin: string
}
const rowsOf = (rows: readonly Row[]) =>
  rows.map((r, i) => ({
    ...r,
    gremium: [SOZ, KA, TV, FREE].find((g) => g.id === r.gremiumId)?.name ?? r.gremiumId,
    zustaendigkeit: i === rows.length - 1 ? ("Entscheidung" as const) : ("Vorberatung" as const),
  }))
const facts = { "finance.effects": true, "finance.amount": 0, public: true, programme: true }

/** A way as a draft would take it. */
export const draft = (rows: readonly Row[], template: typeof T1 = T1): Course => ({
  state: "draft",
  since: "2027-01-04T08:00:00.000Z",
  authorId: "kim",
  steps: resolve(withFolge(template, []), facts, rowsOf(rows)),
})
export const T5_WAY = T5

/** A running way whose steps up to `open` are done; `open` since an instant. */
export function running(rows: readonly Row[], open: string, since: string, template: typeof T1 = T1): Course {
  const { steps, authorId } = draft(rows, template)
  const at = steps.findIndex((s) => s.id === open)
  const given = { by: "x", as: "selbst" as const, at: since }
  return {
    state: "running",
    since,
    authorId,
    steps: steps.map((s, i): Chain["steps"][number] => {
      if (i < at && s.status !== "skipped") {
        if (s.kind === "cosign")
          return { ...s, status: "done", parties: s.parties.map((p) => ({ ...p, status: "agreed" as const, given })) }
        return s.kind === "body" ? { ...s, status: "done" } : { ...s, status: "done", given }
      }
      if (i !== at) return s
      if (s.kind === "cosign")
        return {
          ...s,
          status: "open",
          openedAt: since,
          parties: s.parties.map((p) => ({ ...p, status: "open" as const })),
        }
      return { ...s, status: "open", openedAt: since }
    }),
  }
}
