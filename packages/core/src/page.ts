/** All pages of a listing, for what is small by nature: the parts of one programme, the people of one house. */
import type { Paged, Stored } from "./context.ts"

export async function every<T>(next: (cursor: string | undefined) => Promise<Paged<T>>): Promise<Stored<T>[]> {
  const found: Stored<T>[] = []
  let cursor: string | undefined
  do {
    const page = await next(cursor)
    found.push(...page.items)
    cursor = page.cursor
  } while (cursor)
  return found
}
