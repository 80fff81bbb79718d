/**
 * Saving of one section by itself: a moment after the last change, again when the network or the session is back, never over
 * somebody else. It lives on when its section is left, until everything has arrived.
 */

import type { Section, SectionBlock } from "@beschlussweg/core/content"
import { MutationObserver, type QueryClient } from "@tanstack/react-query"
import { body, client, Problem } from "../api.ts"
import * as clock from "../clock.ts"
import { openSection, placeSection } from "./data.ts"
import { kept, type Place } from "./kept.ts"

const PAUSE = 1_200
const AGAIN = 8_000

export interface Conflict {
  /** the section as it is saved now, and its hash */
  readonly theirs: Section
  readonly sha256: string
  /** the service's copy of what came too late */
  readonly offerId: string | undefined
  /** what both began with */
  readonly base: Section | undefined
}
export type Saving =
  | { readonly state: "saved"; readonly at: string | undefined }
  | { readonly state: "changed" | "saving" }
  | { readonly state: "waiting"; readonly problem: Problem }
  | { readonly state: "refused"; readonly problem: Problem }
  | { readonly state: "conflict"; readonly conflict: Conflict }

export interface Snapshot {
  readonly saving: Saving
  /** counts up when the text comes from elsewhere: editors begin anew with it */
  readonly generation: number
  /** false where this device cannot keep a text */
  readonly keeps: boolean
}

export interface Writer {
  readonly sectionId: string
  subscribe(told: () => void): () => void
  snapshot(): Snapshot
  /** the section with what the editors hold at this moment */
  section(): Section
  /** the blocks are read only when they are saved: reading them with every key would be felt */
  later(read: () => SectionBlock[]): void
  title(title: Section["title"]): void
  /** the text that was chosen of two; what it settles is told to the service with the next save */
  settle(section: Section, conflict: Pick<Conflict, "theirs" | "sha256" | "offerId">): void
  /** @returns whether everything has arrived */
  flush(): Promise<boolean>
  keep(): void
  /** nothing of it is wanted any more */
  drop(): void
}

export interface Begin {
  readonly section: Section
  readonly sha256: string
  /** not what the service has: it is sent at once */
  readonly unsaved?: { readonly section: Section; readonly base: string }
}

/** @param onSaved after each save, with the text that arrived and the one before it */
export function openWriter(
  queries: QueryClient,
  place: Place,
  begin: Begin,
  onSaved: (section: Section, before: Section) => void,
): Writer {
  const { haus, programmeId } = place
  const sectionId = begin.section.id
  let now = begin.unsaved?.section ?? begin.section
  let base = begin.unsaved?.base ?? begin.sha256
  /** the text behind `base`, where it is known */
  let opened: Section | undefined = base === begin.sha256 ? begin.section : undefined
  let arrived = begin.section
  let held: (() => SectionBlock[]) | undefined
  let settles: string | undefined
  let dirty = begin.unsaved !== undefined
  let torn = false
  let over = false
  let timer: ReturnType<typeof setTimeout> | undefined
  let running: Promise<boolean> | undefined
  let said: Snapshot = {
    saving: dirty ? { state: "changed" } : { state: "saved", at: undefined },
    generation: 0,
    keeps: true,
  }
  const listeners = new Set<() => void>()
  const say = (more: Partial<Snapshot>) => {
    said = { ...said, ...more }
    for (const told of listeners) told()
  }
  const put = new MutationObserver(queries, {
    // Without network it is to fail at once: then the text is kept here, and the person is told.
    networkMode: "always",
    mutationFn: (sent: { section: Section; base: string; settles?: string }) =>
      body(
        client.programme[":programmeId"].abschnitte[":sectionId"].$put({
          param: { tenant: haus, programmeId, sectionId },
          json: sent,
        }),
      ),
  })

  function collect(): Section {
    if (held) {
      now = { ...now, blocks: held() }
      held = undefined
    }
    return now
  }
  function keep() {
    if (!dirty || over) return
    const keeps = kept.write(place, { section: collect(), base, at: clock.now().toISOString() })
    if (keeps !== said.keeps) say({ keeps })
  }
  function soon(ms = PAUSE) {
    clearTimeout(timer)
    if (!over) timer = setTimeout(() => void flush(), ms)
  }
  function touched() {
    dirty = true
    const { state } = said.saving
    if (state === "saved") say({ saving: { state: "changed" } })
    if (!torn) soon()
  }
  async function send(): Promise<boolean> {
    const sent = collect()
    keep()
    say({ saving: { state: "saving" } })
    try {
      const answer = await put.mutate({ section: sent, base, ...(settles === undefined ? {} : { settles }) })
      settles = undefined
      if (answer.state === "conflict") {
        torn = true
        const theirs = answer.theirs as Section
        say({
          saving: {
            state: "conflict",
            conflict: { theirs, sha256: answer.sha256, offerId: answer.offerId, base: opened },
          },
        })
        return false
      }
      base = answer.sha256
      opened = sent
      const before = arrived
      arrived = sent
      const done = now === sent && !held
      if (done) {
        dirty = false
        kept.drop(place, sectionId)
      }
      onSaved(sent, before)
      say({ saving: done ? { state: "saved", at: clock.now().toISOString() } : { state: "changed" } })
      if (!done) soon()
      return done
    } catch (error) {
      const problem =
        error instanceof Problem
          ? error
          : new Problem(0, { message: "Das Speichern ist nicht gelungen.", reason: "save" })
      // Somebody else has settled it meanwhile: the text is saved without that.
      if (problem.status === 404 && settles !== undefined) {
        settles = undefined
        soon(0)
        return false
      }
      const again = problem.status === 0 || problem.status >= 500 || problem.status === 429 || problem.status === 401
      say({ saving: { state: again ? "waiting" : "refused", problem } })
      if (again) soon(AGAIN)
      return false
    }
  }
  async function flush(): Promise<boolean> {
    clearTimeout(timer)
    if (torn || over) return false
    while (running) await running
    if (!dirty && !held) return true
    running = send().finally(() => {
      running = undefined
    })
    return running
  }
  if (dirty) soon(0)

  return {
    sectionId,
    subscribe(told) {
      listeners.add(told)
      return () => listeners.delete(told)
    },
    snapshot: () => said,
    section: collect,
    later(read) {
      held = read
      touched()
    },
    title(title) {
      collect()
      now = { ...now, title }
      touched()
    },
    settle(section, conflict) {
      held = undefined
      torn = false
      base = conflict.sha256
      opened = conflict.theirs
      settles = conflict.offerId
      now = section
      dirty = true
      say({ generation: said.generation + 1, saving: { state: "changed" } })
      void flush()
    },
    flush,
    keep,
    drop() {
      over = true
      clearTimeout(timer)
      kept.drop(place, sectionId, true)
    },
  }
}

/** A section opened for writing, with what this device still has of it. */
export async function beginWriting(place: Place, sectionId: string) {
  const found = await openSection(place.haus, place.programmeId, sectionId)
  return { ...found, kept: kept.read(place, sectionId) }
}
export type Begun = Awaited<ReturnType<typeof beginWriting>>

export const arrive = (queries: QueryClient, place: Place, section: Section): void =>
  placeSection(queries, place.haus, place.programmeId, section)
