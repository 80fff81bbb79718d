/** Saving by itself: a moment after the last change, again when the network or the session is back, never over somebody else. */

import { useMutation, useQueryClient } from "@tanstack/react-query"
import { useEffect, useEffectEvent, useRef, useState } from "react"
import { body, client, Problem } from "../../api.ts"
import * as clock from "../../clock.ts"
import type { Owner } from "../../part/kept.ts"
import type { Draft } from "./draft.ts"
import { type Form, same, sendable } from "./form.ts"
import { kept } from "./kept.ts"

const PAUSE = 1_200
const AGAIN = 8_000

export type Saving =
  | { readonly state: "saved"; readonly at: string | undefined }
  | { readonly state: "changed" | "saving" }
  | { readonly state: "waiting"; readonly problem: Problem }
  | { readonly state: "refused"; readonly problem: Problem }
  | { readonly state: "conflict"; readonly theirs: Draft }

type Later = Partial<Record<"beschlussvorschlag" | "erlaeuterungen", () => Form["erlaeuterungen"]>>

export interface Writing {
  readonly form: Form
  readonly rev: number
  readonly saving: Saving
  /** counts up when texts come from elsewhere: editors begin anew with them */
  readonly generation: number
  /** false where this device cannot keep a draft */
  readonly keeps: boolean
  readonly change: (part: Partial<Form>) => void
  /** a text is read only when it is saved: reading it with every key would be felt */
  readonly later: (part: Later) => void
  /** sets the form as a whole: texts of the editors included */
  readonly replace: (form: Form, rev?: number) => void
  /** saves now; @returns revision that holds everything, undefined where it could not be saved */
  readonly flush: () => Promise<number | undefined>
  /** the form with what the editors hold at this moment */
  readonly current: () => Form
}

/** @param begin what to write on; `unsaved` when it is not what the service has */
export function useWriting(owner: Owner, vorlageId: string, begin: Draft, unsaved: boolean): Writing {
  const { haus } = owner
  const queries = useQueryClient()
  const [form, setForm] = useState(begin.form)
  const [rev, setRev] = useState(begin.rev)
  const [saving, setSaving] = useState<Saving>(unsaved ? { state: "changed" } : { state: "saved", at: begin.at })
  const [generation, setGeneration] = useState(0)
  const [keeps, setKeeps] = useState(true)
  const now = useRef(begin.form)
  const at = useRef(begin.rev)
  const held = useRef<Later>({})
  const dirty = useRef(unsaved)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const running = useRef<Promise<number | undefined>>(undefined)
  /** two forms stand against each other: nothing is sent until somebody has chosen */
  const torn = useRef(false)

  const put = useMutation({
    // Without network it is to fail at once: then the draft is kept here, and the person is told.
    networkMode: "always",
    mutationFn: (sent: { form: Form; rev: number }) =>
      body(client.vorlagen[":vorlageId"].formular.$put({ param: { tenant: haus, vorlageId }, json: { ...sent } })),
  })

  function collect(): Form {
    const texts = Object.fromEntries(Object.entries(held.current).map(([part, read]) => [part, read()]))
    held.current = {}
    if (Object.keys(texts).length > 0) {
      now.current = { ...now.current, ...texts }
      setForm(now.current)
    }
    return now.current
  }
  const keep = () => {
    if (dirty.current)
      setKeeps(kept.write(owner, vorlageId, { form: collect(), rev: at.current, at: clock.now().toISOString() }))
  }
  function soon(ms = PAUSE) {
    clearTimeout(timer.current)
    timer.current = setTimeout(() => void flush(), ms)
  }
  function touched() {
    dirty.current = true
    setSaving((s) => (s.state === "conflict" || s.state === "refused" ? s : { state: "changed" }))
    soon()
  }

  async function send(): Promise<number | undefined> {
    const written = collect()
    keep()
    setSaving({ state: "saving" })
    try {
      const { rev: next } = await put.mutateAsync({ form: sendable(written), rev: at.current })
      at.current = next
      setRev(next)
      void queries.invalidateQueries({ queryKey: ["haus", haus, "vorlage", vorlageId], refetchType: "none" })
      void queries.invalidateQueries({ queryKey: ["haus", haus, "vorlagen"], refetchType: "none" })
      if (now.current === written && Object.keys(held.current).length === 0) {
        dirty.current = false
        // Lines that are only begun are known here alone.
        if (same(sendable(written), written)) kept.drop(owner, vorlageId)
        else kept.write(owner, vorlageId, { form: written, rev: next, at: clock.now().toISOString() })
        setSaving({ state: "saved", at: clock.now().toISOString() })
      } else {
        setSaving({ state: "changed" })
        soon()
      }
      return next
    } catch (error) {
      const problem =
        error instanceof Problem
          ? error
          : new Problem(0, { message: "Das Speichern ist nicht gelungen.", reason: "save" })
      if (problem.code === "conflict") await collide(problem)
      else if (problem.status === 0 || problem.status >= 500 || problem.status === 429 || problem.status === 401) {
        setSaving({ state: "waiting", problem })
        soon(AGAIN)
      } else setSaving({ state: "refused", problem })
      return undefined
    }
  }
  async function collide(problem: Problem): Promise<void> {
    try {
      const { draft } = await body(
        client.vorlagen[":vorlageId"].$get({ param: { tenant: haus, vorlageId }, query: {} }),
      )
      if (!draft) return setSaving({ state: "refused", problem })
      const theirs = { form: draft.form as Form, rev: draft.rev, at: undefined }
      // An answer that got lost on its way: what is there is what was sent.
      if (same(theirs.form, sendable(now.current))) {
        at.current = theirs.rev
        setRev(theirs.rev)
        dirty.current = false
        kept.drop(owner, vorlageId)
        return setSaving({ state: "saved", at: clock.now().toISOString() })
      }
      torn.current = true
      setSaving({ state: "conflict", theirs })
    } catch {
      setSaving({ state: "waiting", problem })
      soon(AGAIN)
    }
  }
  async function flush(): Promise<number | undefined> {
    clearTimeout(timer.current)
    if (torn.current) return undefined
    if (running.current) await running.current
    if (!dirty.current && Object.keys(held.current).length === 0) return at.current
    running.current = send()
    try {
      return await running.current
    } finally {
      running.current = undefined
    }
  }

  const keepNow = useEffectEvent(keep)
  const flushNow = useEffectEvent(() => (dirty.current ? flush() : Promise.resolve(undefined)))
  const isDirty = useEffectEvent(() => dirty.current)
  useEffect(() => {
    const back = () => void flushNow()
    const hidden = () => {
      if (document.visibilityState === "hidden") keepNow()
      else void flushNow()
    }
    const leaving = (event: BeforeUnloadEvent) => {
      keepNow()
      if (isDirty()) event.preventDefault()
    }
    window.addEventListener("online", back)
    window.addEventListener("focus", back)
    document.addEventListener("visibilitychange", hidden)
    window.addEventListener("beforeunload", leaving)
    if (isDirty()) void flushNow()
    return () => {
      window.removeEventListener("online", back)
      window.removeEventListener("focus", back)
      document.removeEventListener("visibilitychange", hidden)
      window.removeEventListener("beforeunload", leaving)
      keepNow()
      void flushNow()
    }
  }, [])

  return {
    form,
    rev,
    saving,
    generation,
    keeps,
    change(part) {
      now.current = { ...now.current, ...part }
      setForm(now.current)
      touched()
    },
    later(part) {
      held.current = { ...held.current, ...part }
      touched()
    },
    replace(next, nextRev) {
      held.current = {}
      now.current = next
      setForm(next)
      setGeneration((g) => g + 1)
      if (nextRev !== undefined) {
        torn.current = false
        at.current = nextRev
        setRev(nextRev)
        setSaving({ state: "changed" })
      }
      touched()
    },
    flush,
    current: collect,
  }
}
