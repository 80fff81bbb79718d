/** A sentence that holds for every stage that lasts, and how it is checked. */
import type { Graph } from "../graph.ts"

export interface Invariant {
  readonly name: string
  /** what is wrong; nothing where the sentence holds */
  readonly wrong: (graph: Graph, stage: "test" | "production") => readonly string[]
}

/** Collects what does not hold. */
export function findings(): { say(ok: boolean, what: string): void; readonly all: string[] } {
  const all: string[] = []
  return {
    all,
    say(ok, what) {
      if (!ok) all.push(what)
    },
  }
}
