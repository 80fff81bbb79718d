/** What pages ask the service for, each with the key under which its answer is kept. */
import { queryOptions } from "@tanstack/react-query"
import { body, client, konto } from "./api.ts"

export const kontoQuery = queryOptions({ queryKey: ["konto"], queryFn: konto, staleTime: 60_000 })

const vorlageOf = (haus: string, vorlageId: string) =>
  body(client.vorlagen[":vorlageId"].$get({ param: { tenant: haus, vorlageId }, query: {} }))
export type Vorlage = Awaited<ReturnType<typeof vorlageOf>>

const beingMade = (v: Vorlage | undefined): boolean =>
  v !== undefined &&
  (v.chain?.state === "issuing" ||
    v.fassungen.some((f) => f.beingMade.length > 0 && !f.superseded) ||
    v.outside?.some((o) => o.state === "checking") === true)

const houseOf = (haus: string) => body(client.haus.$get({ param: { tenant: haus }, query: {} }))
export type House = Awaited<ReturnType<typeof houseOf>>
const ichOf = (haus: string) => body(client.ich.$get({ param: { tenant: haus }, query: {} }))
const planOf = (haus: string, vorlageId: string) =>
  body(client.vorlagen[":vorlageId"].plan.$get({ param: { tenant: haus, vorlageId }, query: {} }))
export type Plan = Awaited<ReturnType<typeof planOf>>
export type PlanRow = Plan["rows"][number]

export type Ich = Awaited<ReturnType<typeof ichOf>>

/** One house: its answers live under ["haus", id, ...], so that all of them can be thrown away at once. */
export const ofHouse = (haus: string) => ({
  haus: queryOptions({
    queryKey: ["haus", haus, "haus"],
    queryFn: () => houseOf(haus),
    staleTime: 300_000,
  }),
  ich: queryOptions({
    queryKey: ["haus", haus, "ich"],
    queryFn: () => ichOf(haus),
    staleTime: 60_000,
  }),
  aufgaben: queryOptions({
    queryKey: ["haus", haus, "aufgaben"],
    queryFn: () => body(client.aufgaben.$get({ param: { tenant: haus }, query: {} })),
    refetchInterval: 60_000,
  }),
  kommend: queryOptions({
    queryKey: ["haus", haus, "aufgaben", "kommend"],
    queryFn: () => body(client.aufgaben.kommend.$get({ param: { tenant: haus }, query: {} })),
    staleTime: 60_000,
  }),
  personen: queryOptions({
    queryKey: ["haus", haus, "personen"],
    queryFn: () => body(client.personen.$get({ param: { tenant: haus }, query: {} })),
    staleTime: 60_000,
  }),
  plan: (vorlageId: string) =>
    queryOptions({
      queryKey: ["haus", haus, "vorlage", vorlageId, "plan"],
      queryFn: () => planOf(haus, vorlageId),
      staleTime: 60_000,
    }),
  vorlage: (vorlageId: string) =>
    queryOptions({
      queryKey: ["haus", haus, "vorlage", vorlageId],
      queryFn: () => vorlageOf(haus, vorlageId),
      // While a paper is being made, the page looks again by itself.
      refetchInterval: (query) => (beingMade(query.state.data) ? 2_000 : 60_000),
    }),
})
