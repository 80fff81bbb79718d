/** The cells that a relation between figures speaks of. */
import type { CellRef, Relation } from "../typed.ts"

/** Every cell that a relation speaks of. */
export const cellsOf = (relation: Relation): readonly CellRef[] => {
  switch (relation.type) {
    case "sum":
    case "convex":
      return [relation.total, ...relation.parts]
    case "share":
      return [relation.part, relation.base, relation.result]
    case "delta":
      return [relation.now, relation.before, relation.result]
    case "equals":
      return [relation.a, relation.b]
  }
}
