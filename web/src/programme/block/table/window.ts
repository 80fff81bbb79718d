/** Which rows of a long table are drawn: those in view, some around them, and the one with the focus. */

/** Tables up to this many rows are drawn whole, with rows as high as their words need. */
export const WHOLE = 120
const AROUND = 12

export interface Drawn {
  /** index of the first and after the last row that is drawn */
  readonly from: number
  readonly to: number
}
/** @param scrolled pixels above the view, heading excluded; @param high pixels in view; @param row height of a row */
export function drawn(count: number, scrolled: number, high: number, row: number): Drawn {
  if (count <= WHOLE) return { from: 0, to: count }
  const first = Math.floor(Math.max(0, scrolled) / row)
  const shown = Math.ceil(high / row)
  const from = Math.max(0, Math.min(first, count - shown) - AROUND)
  return { from, to: Math.min(count, first + shown + AROUND) }
}

export type Piece = { readonly row: number } | { readonly gap: number; readonly before: number }
/** Rows and the room of those that are left out, in order; `focus` is drawn wherever it is. */
export function pieces(count: number, { from, to }: Drawn, focus: number): Piece[] {
  const found: Piece[] = []
  let at = 0
  const until = (row: number) => {
    if (row > at) found.push({ gap: row - at, before: row })
    at = row
  }
  const draw = (row: number) => {
    until(row)
    found.push({ row })
    at = row + 1
  }
  if (focus >= 0 && focus < from) draw(focus)
  for (let row = from; row < to; row++) draw(row)
  if (focus >= to && focus < count) draw(focus)
  until(count)
  return found
}
