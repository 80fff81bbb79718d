/** Facts (Verlauf): what happened, in the past tense, hash-chained per log. Facts hold ids and hashes, never texts or names. */
import { z } from "zod"
import { canonical, sha256 } from "./canonical.ts"
import { Sha256 } from "./content.ts"

/** Head of a log, kept in the root item that each commit of this log writes. */
export const Head = z.strictObject({ seq: z.int().min(0), hash: Sha256 })
export type Head = z.infer<typeof Head>

export const EMPTY: Head = { seq: 0, hash: "0".repeat(64) }

export const Fact = z.strictObject({
  log: z.string(),
  /** 1, 2, 3 ... without gap */
  seq: z.int().min(1),
  prev: Sha256,
  hash: Sha256,
  /** UTC instant */
  at: z.iso.datetime(),
  /** person id, or "worker" */
  by: z.string(),
  client: z.enum(["api", "cli", "worker", "test", "machine", "operator"]),
  type: z.string(),
  data: z.record(z.string(), z.unknown()),
})
export type Fact = z.infer<typeof Fact>

/** A fact before it has its place in the log. */
export interface Happening {
  readonly type: string
  readonly data: Readonly<Record<string, unknown>>
}

/** Hash of a fact: SHA-256 over its canonical JSON without `hash`, the hash of the one before included. */
export const linked = (fact: Omit<Fact, "hash">): Promise<string> => sha256(canonical(fact))

/** Appends happenings to a log; the new head belongs into the root item of the same commit. */
export async function append(
  log: string,
  head: Head,
  happenings: readonly Happening[],
  who: { readonly at: Date; readonly by: string; readonly client: Fact["client"] },
): Promise<{ head: Head; facts: Fact[] }> {
  const facts: Fact[] = []
  for (const { type, data } of happenings) {
    const open = {
      log,
      seq: head.seq + 1,
      prev: head.hash,
      at: who.at.toISOString(),
      by: who.by,
      client: who.client,
      type,
      data: JSON.parse(canonical(data)) as Record<string, unknown>,
    }
    const fact = { ...open, hash: await linked(open) }
    facts.push(fact)
    head = { seq: fact.seq, hash: fact.hash }
  }
  return { head, facts }
}

/** First defect of a log in German words, or undefined when every link holds and the log ends at `head`. */
export async function broken(facts: readonly Fact[], head: Head): Promise<string | undefined> {
  let prev = EMPTY
  for (const fact of facts) {
    const { hash, ...open } = fact
    if (fact.seq !== prev.seq + 1) return `Eintrag ${prev.seq + 1} fehlt oder steht an falscher Stelle.`
    if (fact.prev !== prev.hash) return `Eintrag ${fact.seq} schließt nicht an den vorigen an.`
    if ((await linked(open)) !== hash) return `Eintrag ${fact.seq} wurde verändert.`
    prev = { seq: fact.seq, hash }
  }
  if (prev.seq !== head.seq || prev.hash !== head.hash)
    return "Das Ende des Verlaufs stimmt nicht mit dem Stand überein."
  return undefined
}

/** Key of a fact: its sequence is its sort key, so two writers cannot take the same place. */
export const factKey = (log: string, seq: number): string => `fact/${log}/${seq.toString().padStart(10, "0")}`

/** Index partition in which the first fact of every log stands: so no log of a house can be forgotten. */
export const REGISTER = "record/log"
export const registerKey = (log: string): string => `${REGISTER}/${log}`
