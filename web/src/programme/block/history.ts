/** What was done to a block, so that it can be undone: a list of its earlier states, newest last. */
import { useCallback, useEffect, useRef, useState } from "react"

interface History<T> {
  readonly past: readonly T[]
  readonly now: T
  readonly future: readonly T[]
  /** what the last change was about: typing on in the same field is one step */
  readonly about: string | undefined
}
/** Most steps that are kept. */
const MOST = 200

export const begun = <T>(now: T): History<T> => ({ past: [], now, future: [], about: undefined })

/** A change; `about` the same thing as the one before joins it. */
export function done<T>(h: History<T>, next: T, about?: string): History<T> {
  if (next === h.now) return h
  const joins = about !== undefined && about === h.about && h.past.length > 0
  return { past: joins ? h.past : [...h.past, h.now].slice(-MOST), now: next, future: [], about }
}
export function undone<T>(h: History<T>): History<T> {
  const before = h.past.at(-1)
  if (before === undefined) return h
  return { past: h.past.slice(0, -1), now: before, future: [h.now, ...h.future], about: undefined }
}
export function redone<T>(h: History<T>): History<T> {
  const [next, ...future] = h.future
  if (next === undefined) return h
  return { past: [...h.past, h.now], now: next, future, about: undefined }
}
/** The thing was changed elsewhere: what was done here can still be undone. */
export const adopted = <T>(h: History<T>, now: T): History<T> => ({ ...h, now, about: undefined })

interface Changing<T> {
  readonly now: T
  /** counts how often the thing was replaced from outside a field: texts begin anew */
  readonly generation: number
  readonly change: (next: T, about?: string) => void
  readonly undo: (() => void) | undefined
  readonly redo: (() => void) | undefined
}

/** A thing that somebody edits here and that may also be replaced from elsewhere (merged, reloaded, bound anew). */
export function useHistory<T>(value: T, onChange: (next: T) => void): Changing<T> {
  const [history, setHistory] = useState(() => begun(value))
  const [generation, setGeneration] = useState(0)
  const current = useRef(history)
  /** what the outside knows: told by us, or given to us */
  const known = useRef(value)
  const set = useCallback((next: History<T>) => {
    current.current = next
    setHistory(next)
  }, [])
  useEffect(() => {
    if (value === known.current) return
    known.current = value
    if (JSON.stringify(value) === JSON.stringify(current.current.now)) return
    set(adopted(current.current, value))
    setGeneration((g) => g + 1)
  }, [value, set])
  const tell = (next: History<T>) => {
    if (next === current.current) return
    set(next)
    known.current = next.now
    onChange(next.now)
  }
  const step = (to: (h: History<T>) => History<T>) => () => {
    tell(to(current.current))
    setGeneration((g) => g + 1)
  }
  return {
    now: history.now,
    generation,
    change: (next, about) => tell(done(current.current, next, about)),
    undo: history.past.length > 0 ? step(undone) : undefined,
    redo: history.future.length > 0 ? step(redone) : undefined,
  }
}
