/** Which element of one list is which of another: equal ones by longest common run, the rest by how alike they are. */

/** Pairs of indices, ascending in both; Myers' greedy algorithm, so equal lists cost their length. */
export function common(a: readonly string[], b: readonly string[]): [number, number][] {
  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) start++
  let [endA, endB] = [a.length, b.length]
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA--
    endB--
  }
  const pairs: [number, number][] = Array.from({ length: start }, (_, i) => [i, i])
  pairs.push(...middle(a, b, start, endA, endB))
  for (let i = 0; i < a.length - endA; i++) pairs.push([endA + i, endB + i])
  return pairs
}

/** Edits after which two texts are called different as a whole: nobody reads a patchwork of a thousand scraps. */
const MOST_EDITS = 1500

function middle(
  a: readonly string[],
  b: readonly string[],
  start: number,
  endA: number,
  endB: number,
): [number, number][] {
  const [n, m] = [endA - start, endB - start]
  if (n === 0 || m === 0) return []
  const most = Math.min(n + m, MOST_EDITS)
  const zero = most + 1
  const reach = new Int32Array(2 * most + 3)
  /** what was reached before each round, only as wide as the round needs */
  const trace: Int32Array[] = []
  for (let d = 0; d <= most; d++) {
    trace.push(reach.slice(zero - d - 1, zero + d + 2))
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && at(reach, zero + k - 1) < at(reach, zero + k + 1))
      let x = down ? at(reach, zero + k + 1) : at(reach, zero + k - 1) + 1
      while (x < n && x - k < m && a[start + x] === b[start + x - k]) x++
      reach[zero + k] = x
      if (x >= n && x - k >= m) return walkBack(trace, n, m, start)
    }
  }
  return []
}

const at = (list: Int32Array, i: number): number => list[i] ?? 0

function walkBack(trace: readonly Int32Array[], n: number, m: number, start: number): [number, number][] {
  const pairs: [number, number][] = []
  let [x, y] = [n, m]
  for (let d = trace.length - 1; d >= 0; d--) {
    const before = trace[d] ?? new Int32Array(3)
    const reached = (k: number): number => at(before, k + d + 1)
    const k = x - y
    const down = k === -d || (k !== d && reached(k - 1) < reached(k + 1))
    const px = d === 0 ? 0 : reached(down ? k + 1 : k - 1)
    const py = d === 0 ? 0 : px - (down ? k + 1 : k - 1)
    while (x > px && y > py) {
      x--
      y--
      pairs.push([start + x, start + y])
    }
    x = px
    y = py
  }
  return pairs.reverse()
}

/** Share of words that two texts have in common, 0 to 1 (Dice over bags of words). */
export function alike(a: readonly string[], b: readonly string[]): number {
  if (a.length + b.length === 0) return 1
  const bag = new Map<string, number>()
  for (const word of a) bag.set(word, (bag.get(word) ?? 0) + 1)
  let shared = 0
  for (const word of b) {
    const left = bag.get(word) ?? 0
    if (left === 0) continue
    bag.set(word, left - 1)
    shared++
  }
  return (2 * shared) / (a.length + b.length)
}

/** Indices of a longest ascending run of numbers: what stayed in order. */
export function ascending(numbers: readonly number[]): Set<number> {
  const tails: number[] = []
  const before = new Array<number>(numbers.length).fill(-1)
  numbers.forEach((value, i) => {
    let [low, high] = [0, tails.length]
    while (low < high) {
      const mid = (low + high) >> 1
      if ((numbers[tails[mid] ?? 0] ?? 0) < value) low = mid + 1
      else high = mid
    }
    before[i] = tails[low - 1] ?? -1
    tails[low] = i
  })
  const kept = new Set<number>()
  for (let i = tails.at(-1) ?? -1; i >= 0; i = before[i] ?? -1) kept.add(i)
  return kept
}
