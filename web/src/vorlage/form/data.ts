/** What the form asks the service for. */
import { queryOptions } from "@tanstack/react-query"
import { body, client } from "../../api.ts"
import { every } from "../../part/every.ts"

/** The draft as it is now: never one that was kept from before. */
export const draftQuery = (haus: string, vorlageId: string) =>
  queryOptions({
    queryKey: ["haus", haus, "entwurf", vorlageId],
    queryFn: () => body(client.vorlagen[":vorlageId"].$get({ param: { tenant: haus, vorlageId }, query: {} })),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  })

/** Was noch fehlt, of the form as it was saved with this revision. */
export const checkQuery = (haus: string, vorlageId: string, rev: number) =>
  queryOptions({
    queryKey: ["haus", haus, "pruefung", vorlageId, rev],
    queryFn: () => body(client.vorlagen[":vorlageId"].pruefung.$get({ param: { tenant: haus, vorlageId }, query: {} })),
    gcTime: 60_000,
  })

export const uploadQuery = (haus: string, uploadId: string) =>
  queryOptions({
    queryKey: ["haus", haus, "upload", uploadId],
    queryFn: () => body(client.uploads[":uploadId"].$get({ param: { tenant: haus, uploadId }, query: {} })),
    // The check goes on in the background; what was checked does not change.
    refetchInterval: (query) => (query.state.data?.state === "checking" ? 1_500 : false),
    staleTime: 30_000,
  })

export const programmesQuery = (haus: string) =>
  queryOptions({
    queryKey: ["haus", haus, "programme"],
    queryFn: () =>
      every((cursor) => body(client.programme.$get({ param: { tenant: haus }, query: cursor ? { cursor } : {} }))),
    staleTime: 30_000,
  })
