/** Segment of the index: entries of one class with the words they are found by, one file that is never changed. */
import MiniSearch, { type AsPlainObject } from "minisearch"
import { z } from "zod"
import type { Bytes } from "../context.ts"
import { Entry } from "./entry.ts"
import { closeness, type Query } from "./query.ts"
import { termsOf } from "./word.ts"

const FIELDS = ["nummer", "title", "more", "text"] as const
/** Where a word stands says how much it means. */
const WEIGHT: Readonly<Record<string, number>> = { nummer: 10, title: 5, more: 2, text: 1 }
/** Words that one word of a query stands for at most; the closest are taken. */
const EXPANDED = 400

const plainly = {
  fields: [...FIELDS],
  idField: "at",
  // The words were made before; the library only keeps them.
  tokenize: (line: string) => line.split(" ").filter((t) => t !== ""),
  processTerm: (t: string) => t,
}

const File = z.strictObject({
  version: z.literal(1),
  entries: z.array(Entry),
  /** every word, sorted */
  terms: z.array(z.string()),
  index: z.custom<AsPlainObject>((v) => typeof v === "object" && v !== null),
})

export interface Segment {
  readonly entries: readonly Entry[]
  readonly terms: readonly string[]
  readonly index: MiniSearch
  /** size of its file */
  readonly bytes: number
}

/** Words of texts that stand in several classes, made once. */
export type Memo = Map<string, readonly string[]>
function remembered(memo: Memo, text: string): readonly string[] {
  let known = memo.get(text)
  if (!known) {
    known = termsOf(text)
    memo.set(text, known)
  }
  return known
}

export function write(entries: readonly Entry[], memo: Memo): Bytes {
  const index = new MiniSearch(plainly)
  const terms = new Set<string>()
  entries.forEach((entry, at) => {
    const document: Record<string, unknown> = { at }
    for (const field of FIELDS) {
      const found = remembered(memo, entry[field])
      for (const t of found) terms.add(t)
      document[field] = found.join(" ")
    }
    index.add(document)
  })
  const file = { version: 1, entries, terms: [...terms].sort(), index: index.toJSON() }
  return new TextEncoder().encode(JSON.stringify(file))
}

/** @throws Error for bytes that are no segment */
export function read(bytes: Bytes): Segment {
  const { entries, terms, index } = File.parse(JSON.parse(new TextDecoder().decode(bytes)))
  return { entries, terms, index: MiniSearch.loadJS(index, plainly), bytes: bytes.byteLength }
}

export interface Found {
  readonly entry: Entry
  /** the same for the same entry in whatever segment it stands: words that are rare in a small one mean no more */
  readonly score: number
}

/** Entries in which every word of the query occurs; phrases are looked for where an entry is to be shown. */
export function find({ entries, terms, index }: Segment, query: Query): Found[] {
  const near: ReadonlyMap<string, number>[] = []
  for (const wanted of query.terms) {
    const found = terms.flatMap((t): [string, number][] => {
      const close = closeness(t, wanted)
      return close === 0 ? [] : [[t, close]]
    })
    if (found.length === 0) return []
    near.push(new Map(found.sort((a, b) => b[1] - a[1]).slice(0, EXPANDED)))
  }
  const results = index.search({
    combineWith: "AND",
    queries: near.map((words) => ({ combineWith: "OR", queries: [...words.keys()] })),
  })
  return results.flatMap(({ id, match }): Found[] => {
    const entry = entries[Number(id)]
    if (!entry) throw new Error("a segment lacks one of its entries")
    let score = 0
    for (const words of near) {
      let best = 0
      for (const [word, close] of words) {
        const fields = match[word]
        if (fields) best = Math.max(best, close * Math.max(...fields.map((f) => WEIGHT[f] ?? 1)))
      }
      score += best
    }
    return [{ entry, score }]
  })
}

/** Words of an entry in their order, made when a phrase is first looked for in it. */
const sequences = new WeakMap<Entry, readonly (readonly string[])[]>()

/** Does every phrase of the query stand in one of its texts? The last word of a phrase may go on. */
export function holds(entry: Entry, { phrases }: Query): boolean {
  if (phrases.length === 0) return true
  let fields = sequences.get(entry)
  if (!fields) {
    fields = FIELDS.map((field) => termsOf(entry[field]))
    sequences.set(entry, fields)
  }
  const texts = fields
  return phrases.every((phrase) =>
    texts.some((all) =>
      all.some((_, at) =>
        phrase.every((wanted, i) => {
          const there = all[at + i]
          return there === wanted || (i === phrase.length - 1 && there?.startsWith(wanted) === true)
        }),
      ),
    ),
  )
}
