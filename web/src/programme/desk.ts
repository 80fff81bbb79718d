/** What lies on the desk: the section in hand and those that were left before everything had arrived. */
import type { Writer } from "./writer.ts"

export interface Lying {
  readonly sectionId: string
  readonly state: ReturnType<Writer["snapshot"]>["saving"]["state"]
}
export interface Desk {
  get(sectionId: string): Writer | undefined
  lay(writer: Writer): void
  /** leaves a section; it is gone from the desk as soon as all of it has arrived */
  leave(sectionId: string): void
  drop(sectionId: string): void
  all(): readonly Writer[]
  subscribe(told: () => void): () => void
  /** the same array until something changes */
  list(): readonly Lying[]
}

export function openDesk(): Desk {
  const writers = new Map<string, { writer: Writer; stop: () => void; left: boolean }>()
  const listeners = new Set<() => void>()
  let list: readonly Lying[] = []
  const look = () => {
    for (const [id, { writer, stop, left }] of writers)
      if (left && writer.snapshot().saving.state === "saved") {
        stop()
        writers.delete(id)
      }
    const next = [...writers.values()].map(({ writer }) => ({
      sectionId: writer.sectionId,
      state: writer.snapshot().saving.state,
    }))
    if (JSON.stringify(next) === JSON.stringify(list)) return
    list = next
    for (const told of listeners) told()
  }
  return {
    get(sectionId) {
      const found = writers.get(sectionId)
      if (found) found.left = false
      return found?.writer
    },
    lay(writer) {
      writers.get(writer.sectionId)?.stop()
      writers.set(writer.sectionId, { writer, stop: writer.subscribe(look), left: false })
      look()
    },
    leave(sectionId) {
      const found = writers.get(sectionId)
      if (!found) return
      found.left = true
      void found.writer.flush().then(look)
    },
    drop(sectionId) {
      const found = writers.get(sectionId)
      found?.stop()
      found?.writer.drop()
      writers.delete(sectionId)
      look()
    },
    all: () => [...writers.values()].map((w) => w.writer),
    subscribe(told) {
      listeners.add(told)
      return () => listeners.delete(told)
    },
    list: () => list,
  }
}
