/** All pages of a list that is short enough to be shown whole. */
export async function every<T>(
  page: (cursor: string | undefined) => Promise<{ readonly items: readonly T[]; readonly cursor?: string | undefined }>,
): Promise<T[]> {
  const all: T[] = []
  let cursor: string | undefined
  do {
    const found = await page(cursor)
    all.push(...found.items)
    cursor = found.cursor
  } while (cursor !== undefined && all.length < 2_000)
  return all
}
