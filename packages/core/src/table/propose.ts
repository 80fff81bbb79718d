/** Proposals of relations (Vorschläge): what seems to hold between the figures of a table, for a person to confirm. */
import type { DataBlock, Relation } from "../typed.ts"

export function propose(_block: DataBlock): Relation[] {
  return []
}
