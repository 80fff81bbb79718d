/** What the Revision asks the service for: logs, entries, the verdict on a log; and the same as a table for a file. */
import { csv } from "@beschlussweg/core/csv"
import { addDays } from "@beschlussweg/core/day"
import { body, client } from "../api.ts"
import { instant } from "../format.ts"
import type { EntryFilter, LogsFilter } from "./filter.ts"

const logsPage = (haus: string, { art }: LogsFilter, cursor: string | undefined) =>
  body(
    client.protokoll.$get({
      param: { tenant: haus },
      query: { ...(art ? { kind: art } : {}), ...(cursor ? { cursor } : {}) },
    }),
  )
export type LogsPage = Awaited<ReturnType<typeof logsPage>>
export type Log = LogsPage["items"][number]

const entriesPage = (haus: string, log: string, filter: EntryFilter, cursor: string | undefined) =>
  body(
    client.protokoll[":log"].$get({
      param: { tenant: haus, log },
      query: {
        ...(filter.von ? { from: filter.von } : {}),
        ...(filter.bis ? { before: addDays(filter.bis, 1) } : {}),
        ...(filter.was ? { type: filter.was } : {}),
        ...(filter.person ? { person: filter.person } : {}),
        ...(filter.reihenfolge ? { order: "newest" as const } : {}),
        ...(cursor ? { cursor } : {}),
      },
    }),
  )
export type EntriesPage = Awaited<ReturnType<typeof entriesPage>>
export type Entry = EntriesPage["items"][number]

/** Pages that the filter leaves empty are passed over; so many at most before the page shows itself again. */
const OVER = 20

/** The next page that holds something, or the last one. */
export async function entries(haus: string, log: string, filter: EntryFilter, cursor: string): Promise<EntriesPage> {
  let page = await entriesPage(haus, log, filter, cursor || undefined)
  for (let n = 0; n < OVER && page.items.length === 0 && page.spoilt.length === 0 && page.cursor !== undefined; n++)
    page = await entriesPage(haus, log, filter, page.cursor)
  return page
}
export const logs = (haus: string, filter: LogsFilter, cursor: string): Promise<LogsPage> =>
  logsPage(haus, filter, cursor || undefined)

export const verdictOf = (haus: string, log: string) =>
  body(client.protokoll[":log"].pruefung.$get({ param: { tenant: haus, log }, query: {} }))
export type Verdict = Awaited<ReturnType<typeof verdictOf>>

/** Every log of this kind, page by page. */
export async function* allLogs(haus: string, filter: LogsFilter, signal: AbortSignal): AsyncGenerator<Log> {
  let cursor: string | undefined
  do {
    const page = await logsPage(haus, filter, cursor)
    for (const log of page.items) {
      if (signal.aborted) return
      yield log
    }
    cursor = page.cursor
  } while (cursor !== undefined)
}

const HEAD = [
  "Protokoll",
  "Nummer",
  "Zeitpunkt",
  "Was",
  "Ereignis",
  "Durch",
  "Gegeben von",
  "Für",
  "An",
  "Weg",
  "Angaben",
  "Prüfwert",
]
const nameIn = (people: EntriesPage["people"], id: string | undefined): string =>
  id === undefined ? "" : (people[id] ?? id)

function row(entry: Entry, people: EntriesPage["people"]): string[] {
  const { persons } = entry
  const who = [persons.by, persons.given, persons.forId, persons.to].map((id) => nameIn(people, id))
  return [
    ...[entry.log, String(entry.seq), instant(entry.at), entry.word, entry.type],
    ...who,
    ...[entry.clientLabel, JSON.stringify(entry.data), entry.hash],
  ]
}

/** All entries of these logs that the filter leaves, as a table for spreadsheets. @param onLog how many are done */
export async function asTable(
  haus: string,
  names: AsyncIterable<string> | Iterable<string>,
  filter: EntryFilter,
  signal: AbortSignal,
  onLog: (done: number) => void,
): Promise<string> {
  const rows: string[][] = [HEAD]
  let done = 0
  for await (const log of names) {
    let cursor: string | undefined
    do {
      if (signal.aborted) throw new DOMException("aborted", "AbortError")
      const page = await entriesPage(haus, log, filter, cursor)
      for (const entry of page.items) rows.push(row(entry, page.people))
      for (const seq of page.spoilt) rows.push([log, String(seq), "", "unlesbarer Eintrag"])
      cursor = page.cursor
    } while (cursor !== undefined)
    onLog(++done)
  }
  return csv(rows)
}

/** Hands a text to the browser as a file. */
export function download(fileName: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }))
  const link = document.createElement("a")
  link.href = url
  link.download = fileName
  link.click()
  // The browser has taken it by then; kept longer it would only hold memory.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
