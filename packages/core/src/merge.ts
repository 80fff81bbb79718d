/** Merging three ways: what two people made of the same blocks, block by block; where both changed one place, both stand. */
import { canonical } from "./canonical.ts"
import { common } from "./synopse/align.ts"

export type Merged<T> =
  | { readonly kind: "same"; readonly items: readonly T[] }
  /** only one of the two changed this place, or both in the same way */
  | { readonly kind: "taken"; readonly from: "mine" | "theirs" | "both"; readonly items: readonly T[] }
  | {
      readonly kind: "conflict"
      readonly base: readonly T[]
      readonly mine: readonly T[]
      readonly theirs: readonly T[]
    }

/** Chunks in reading order. Joining them (in a conflict: either side) gives a text in which nobody's change is missing. */
export function merge<T>(base: readonly T[], mine: readonly T[], theirs: readonly T[]): Merged<T>[] {
  const [b, m, t] = [base, mine, theirs].map((list) => list.map((x) => canonical(x)))
  const inMine = new Map(common(b ?? [], m ?? []))
  const inTheirs = new Map(common(b ?? [], t ?? []))
  const chunks: Merged<T>[] = []
  let [i, j, k] = [0, 0, 0]
  const between = (x: number, y: number, z: number) => {
    const part = { base: base.slice(i, x), mine: mine.slice(j, y), theirs: theirs.slice(k, z) }
    const [p, q, r] = [part.base.length, part.mine.length, part.theirs.length]
    if (p + q + r === 0) return
    // Nothing came or went: each place is decided for itself, so that two people on neighbouring blocks do not meet.
    if (p === q && q === r)
      for (let n = 0; n < p; n++)
        chunks.push(
          decide({
            base: part.base.slice(n, n + 1),
            mine: part.mine.slice(n, n + 1),
            theirs: part.theirs.slice(n, n + 1),
          }),
        )
    else chunks.push(decide(part))
  }
  for (let x = 0; x < base.length; x++) {
    const [y, z] = [inMine.get(x), inTheirs.get(x)]
    const item = base[x]
    if (y === undefined || z === undefined || item === undefined) continue
    between(x, y, z)
    chunks.push({ kind: "same", items: [item] })
    ;[i, j, k] = [x + 1, y + 1, z + 1]
  }
  between(base.length, mine.length, theirs.length)
  return joined(chunks)
}

function decide<T>(part: { base: readonly T[]; mine: readonly T[]; theirs: readonly T[] }): Merged<T> {
  const [b, m, t] = [canonical(part.base), canonical(part.mine), canonical(part.theirs)]
  if (m === t) return { kind: "taken", from: "both", items: part.mine }
  if (b === m) return { kind: "taken", from: "theirs", items: part.theirs }
  if (b === t) return { kind: "taken", from: "mine", items: part.mine }
  return { kind: "conflict", ...part }
}

function joined<T>(chunks: readonly Merged<T>[]): Merged<T>[] {
  const found: Merged<T>[] = []
  for (const chunk of chunks) {
    const last = found.at(-1)
    if (chunk.kind === "same" && last?.kind === "same")
      found[found.length - 1] = { kind: "same", items: [...last.items, ...chunk.items] }
    else found.push(chunk)
  }
  return found
}
