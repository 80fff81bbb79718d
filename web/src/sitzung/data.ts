/** What the screens of the Sitzungsdienst ask for; keys live under the house like all others. */
import { queryOptions } from "@tanstack/react-query"
import { body, client } from "../api.ts"
import { today } from "../clock.ts"
import type { House, Ich } from "../data.ts"
import { every } from "../part/every.ts"

const yearOf = (haus: string, year: number) =>
  every((cursor) =>
    body(
      client.sitzungen.$get({
        param: { tenant: haus },
        query: { year: String(year), ...(cursor === undefined ? {} : { cursor }) },
      }),
    ),
  )
export type Termin = Awaited<ReturnType<typeof yearOf>>[number]

const sitzungOf = (haus: string, sitzungId: string) =>
  body(client.sitzungen[":sitzungId"].$get({ param: { tenant: haus, sitzungId }, query: {} }))
export type Sitzung = Awaited<ReturnType<typeof sitzungOf>>

const gremiumOf = (haus: string, gremiumId: string, on?: string) =>
  body(
    client.gremien[":gremiumId"].mitglieder.$get({
      param: { tenant: haus, gremiumId },
      query: on === undefined ? {} : { on },
    }),
  )
export type GremiumWhole = Awaited<ReturnType<typeof gremiumOf>>
export type Member = GremiumWhole["members"][number]
export type Waiting = GremiumWhole["waiting"][number]

const kontrolleOf = (haus: string) =>
  every((cursor) =>
    body(client.beschlusskontrolle.$get({ param: { tenant: haus }, query: cursor === undefined ? {} : { cursor } })),
  )
export type Aufgabe = Awaited<ReturnType<typeof kontrolleOf>>[number]

/** The worker is at it: the page looks again by itself. */
const beingMade = (s: Sitzung | undefined): boolean => s?.issues.some((i) => i.state === "making") ?? false

export const sitzungsdienst = (haus: string) => ({
  jahr: (year: number) =>
    queryOptions({ queryKey: ["haus", haus, "sitzungsjahr", year], queryFn: () => yearOf(haus, year) }),
  sitzung: (sitzungId: string) =>
    queryOptions({
      queryKey: ["haus", haus, "sitzung", sitzungId],
      queryFn: () => sitzungOf(haus, sitzungId),
      refetchInterval: (query) => (beingMade(query.state.data) ? 2_000 : 60_000),
    }),
  /** @param on day on which its members are wanted; today when absent */
  gremium: (gremiumId: string, on?: string) =>
    queryOptions({
      queryKey: ["haus", haus, "gremium", gremiumId, on ?? "heute"],
      queryFn: () => gremiumOf(haus, gremiumId, on),
    }),
  kontrolle: queryOptions({ queryKey: ["haus", haus, "beschlusskontrolle"], queryFn: () => kontrolleOf(haus) }),
})

export { today }

const active = (functions: Ich["functions"]): Ich["functions"] => {
  const now = today()
  return functions.filter((f) => (f.from === undefined || f.from <= now) && (f.to === undefined || now <= f.to))
}
/** May this person plan meetings of this body, and prepare its agendas? */
export const looksAfter = (ich: Ich | undefined, gremiumId: string): boolean =>
  active(ich?.functions ?? []).some(
    (f) => f.role === "sitzungsdienst" || (f.role === "geschaeftsstelle" && f.gremiumId === gremiumId),
  )
export const holds = (ich: Ich | undefined, ...roles: readonly Ich["functions"][number]["role"][]): boolean =>
  active(ich?.functions ?? []).some((f) => roles.includes(f.role))

export type Gremium = House["gremien"][number]
