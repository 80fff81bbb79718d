/** What the administration asks the service for, and what it sees of people beyond what everybody sees. */
import { queryOptions } from "@tanstack/react-query"
import { body, client } from "../api.ts"

const peopleOf = (haus: string) => body(client.personen.$get({ param: { tenant: haus }, query: {} }))
export type People = Awaited<ReturnType<typeof peopleOf>>
/** A person as the administration sees him. */
export type Person = Extract<People[number], { rev: number }>
export const administered = (people: People): Person[] => people.filter((p): p is Person => "rev" in p)

export const keysQuery = (haus: string) =>
  queryOptions({
    queryKey: ["haus", haus, "schluessel"],
    queryFn: () => body(client.schluessel.$get({ param: { tenant: haus }, query: {} })),
  })
export const waysQuery = (haus: string) =>
  queryOptions({
    queryKey: ["haus", haus, "wege"],
    queryFn: () => body(client.haus.wege.$get({ param: { tenant: haus }, query: {} })),
    staleTime: Number.POSITIVE_INFINITY,
  })
