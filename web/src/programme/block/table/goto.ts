/** "Zur Stelle" within a table: whoever shows a finding can put the focus on its cell, drawn or not. */
export interface CellPlace {
  readonly row: string
  readonly column: string
}
const open = new Map<string, (place: CellPlace) => boolean>()

/** @returns what ends it */
export function listen(blockId: string, go: (place: CellPlace) => boolean): () => void {
  open.set(blockId, go)
  return () => {
    if (open.get(blockId) === go) open.delete(blockId)
  }
}
/** Puts the focus on a cell of a table that is open for editing. @returns false where the table or the cell is not there */
export const focusCell = (blockId: string, place: CellPlace): boolean => open.get(blockId)?.(place) ?? false
