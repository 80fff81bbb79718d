/** What the operator's screens ask the service for. Nothing of a house is behind these routes. */
import { queryOptions } from "@tanstack/react-query"
import { betrieb, body } from "../api.ts"

export const healthQuery = queryOptions({
  queryKey: ["betrieb", "gesundheit"],
  queryFn: () => body(betrieb.gesundheit.$get({ json: {} })),
  refetchInterval: 60_000,
})
export const tenantsQuery = queryOptions({
  queryKey: ["betrieb", "mandanten"],
  queryFn: () => body(betrieb.mandanten.$get({ json: {} })),
})
const tenantOf = (tenantId: string) => body(betrieb.mandanten[":tenantId"].$get({ param: { tenantId }, json: {} }))
export type Tenant = Awaited<ReturnType<typeof tenantOf>>
export const tenantQuery = (tenantId: string) =>
  queryOptions({ queryKey: ["betrieb", "mandant", tenantId], queryFn: () => tenantOf(tenantId) })
export const peopleQuery = queryOptions({
  queryKey: ["betrieb", "personen"],
  queryFn: () => body(betrieb.personen.$get({ json: {} })),
})

export const STATUS = {
  founding: { word: "wird eingerichtet", tone: "info" },
  active: { word: "in Betrieb", tone: "success" },
  closing: { word: "geschlossen", tone: "warning" },
  deleting: { word: "wird gelöscht", tone: "danger" },
  deleted: { word: "gelöscht", tone: "info" },
} as const satisfies Record<Tenant["status"], { word: string; tone: "info" | "success" | "warning" | "danger" }>

/** Kinds of work, in words that say nothing of a house. */
export const WORK: Readonly<Record<string, string>> = {
  paper: "Dokumente",
  upload: "Prüfung von Dateien",
  external: "außen gezeichnete Dateien",
  people: "Folgen geänderter Funktionen",
  anchor: "Anker",
  synopse: "Synopsen",
  output: "Dateien zum Herunterladen",
  agenda: "Einladungen",
  notice: "Folgen von Einträgen",
  mail: "Mails",
  frist: "Fristen",
  publication: "Veröffentlichung",
  oparl: "OParl",
  search: "Suche",
  handover: "Übergabepakete",
  founding: "Einrichtung",
  deletion: "Löschung",
}
