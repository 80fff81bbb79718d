/** What the editor of a programme asks the service for, and the one way to change a programme as a whole. */
import type { ProgrammeContent, Section } from "@beschlussweg/core/content"
import { type QueryClient, queryOptions } from "@tanstack/react-query"
import { body, client, Problem } from "../api.ts"

const key = (haus: string, programmeId: string, ...more: string[]) => ["haus", haus, "programm", programmeId, ...more]
const at = (haus: string, programmeId: string) => ({ param: { tenant: haus, programmeId }, query: {} })
const MINUTE = 60_000

async function programmOf(haus: string, programmeId: string) {
  const read = await body(client.programme[":programmeId"].$get(at(haus, programmeId)))
  // The client's type of a tree that contains itself ends somewhere; the tree is the one of core.
  return { ...read, content: read.content as ProgrammeContent | undefined }
}
export type Programm = Awaited<ReturnType<typeof programmOf>>
const befundeOf = (haus: string, programmeId: string) =>
  body(client.programme[":programmeId"].befunde.$get(at(haus, programmeId)))
export type Befund = Awaited<ReturnType<typeof befundeOf>>["findings"][number]
const anmerkungenOf = (haus: string, programmeId: string) =>
  body(client.programme[":programmeId"].anmerkungen.$get(at(haus, programmeId)))
export type Anmerkung = Awaited<ReturnType<typeof anmerkungenOf>>[number]
const zustaendigOf = (haus: string, programmeId: string) =>
  body(client.programme[":programmeId"].zustaendig.$get(at(haus, programmeId)))
export type Zustaendig = Awaited<ReturnType<typeof zustaendigOf>>[number]
const unveraendertOf = (haus: string, programmeId: string) =>
  body(client.programme[":programmeId"].unveraendert.$get(at(haus, programmeId)))
export type Mark = Awaited<ReturnType<typeof unveraendertOf>>[number]
const beteiligungOf = (haus: string, programmeId: string) =>
  body(client.programme[":programmeId"].beteiligung.$get(at(haus, programmeId)))
export type Beteiligung = Awaited<ReturnType<typeof beteiligungOf>>[number]

/** One programme: everything lives under ["haus", haus, "programm", id, ...]. */
export const ofProgramme = (haus: string, programmeId: string) => ({
  all: key(haus, programmeId),
  lesen: queryOptions({
    queryKey: key(haus, programmeId, "lesen"),
    queryFn: () => programmOf(haus, programmeId),
    // What others write appears by itself.
    refetchInterval: MINUTE,
  }),
  befunde: queryOptions({
    queryKey: key(haus, programmeId, "befunde"),
    queryFn: () => befundeOf(haus, programmeId),
    refetchInterval: MINUTE,
  }),
  anmerkungen: queryOptions({
    queryKey: key(haus, programmeId, "anmerkungen"),
    queryFn: () => anmerkungenOf(haus, programmeId),
    refetchInterval: MINUTE,
  }),
  zustaendig: queryOptions({
    queryKey: key(haus, programmeId, "zustaendig"),
    queryFn: () => zustaendigOf(haus, programmeId),
    refetchInterval: MINUTE,
  }),
  unveraendert: queryOptions({
    queryKey: key(haus, programmeId, "unveraendert"),
    queryFn: () => unveraendertOf(haus, programmeId),
    staleTime: MINUTE,
  }),
  beteiligung: queryOptions({
    queryKey: key(haus, programmeId, "beteiligung"),
    queryFn: () => beteiligungOf(haus, programmeId),
  }),
})

export interface Opened {
  readonly section: Section
  readonly sha256: string
  readonly offers: readonly Offer[]
}
/** A text that came too late and waits to be merged. */
export interface Offer {
  readonly id: string
  readonly by: string
  readonly at: string
}
/** A section with the hash that the next save names. */
export async function openSection(haus: string, programmeId: string, sectionId: string): Promise<Opened> {
  const read = await body(
    client.programme[":programmeId"].abschnitte[":sectionId"].$get({
      param: { tenant: haus, programmeId, sectionId },
      query: {},
    }),
  )
  return { section: read.section as Section, sha256: read.sha256, offers: read.offers }
}

/** The section in its place in what this page already holds, so that nothing flickers until the service is asked again. */
export function placeSection(queries: QueryClient, haus: string, programmeId: string, section: Section): void {
  // An answer that is still on its way is older than this.
  void queries.cancelQueries({ queryKey: ofProgramme(haus, programmeId).lesen.queryKey })
  queries.setQueryData(ofProgramme(haus, programmeId).lesen.queryKey, (was) =>
    was?.content
      ? {
          ...was,
          content: {
            ...was.content,
            sections: was.content.sections.map((s) => (s.id === section.id ? section : s)),
          },
        }
      : was,
  )
}

/**
 * Changes the whole text on what is saved at this moment; if somebody was quicker, once more on theirs.
 * @param change undefined: there is nothing to change any more
 * @throws Problem
 */
export async function changeWhole(
  queries: QueryClient,
  haus: string,
  programmeId: string,
  change: (tree: ProgrammeContent) => ProgrammeContent | undefined,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const now = await programmOf(haus, programmeId)
    const { kind, title, year } = now
    const next = change(now.content ?? { version: 1, kind, title, year, sections: [], footnotes: [] })
    if (!next) break
    try {
      await body(
        client.programme[":programmeId"].text.$put({
          param: { tenant: haus, programmeId },
          json: { rev: now.rev, ...(now.sha256 === undefined ? {} : { sha256: now.sha256 }), content: next },
        }),
      )
      break
    } catch (error) {
      if (attempt >= 3 || !(error instanceof Problem) || error.code !== "conflict") throw error
    }
  }
  await queries.invalidateQueries({ queryKey: key(haus, programmeId) })
}
