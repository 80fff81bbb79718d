/** Turns: lets a few run at a time; the others wait, in the order in which they came. */
export type Turns = <T>(run: () => Promise<T>) => Promise<T>

export function turns(most: number): Turns {
  let running = 0
  const waiting: (() => void)[] = []
  return async (run) => {
    // Whoever leaves hands his place to the first who waits, so nobody who comes later overtakes.
    if (running >= most) await new Promise<void>((turn) => waiting.push(turn))
    else running++
    try {
      return await run()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else running--
    }
  }
}
