/**
 * Dringlichkeitsentscheidung, Eilentscheidung (domain R11): who may decide in place of a body that cannot meet in time,
 * and what the body does afterwards. Every Land has its own rule and every house may know better, so it is data.
 */
import { z } from "zod"
import { Role } from "./role.ts"
import type { Land } from "./tenant/settings.ts"

export const Dringlichkeit = z.strictObject({
  /** each of them signs, in any order */
  signatures: z
    .array(
      z.strictObject({
        label: z.string().trim().min(1).max(120),
        role: Role,
        /** the function of the body in whose place is decided: its Vorsitz, one of its members */
        ofBody: z.boolean(),
      }),
    )
    .min(1)
    .max(5),
  /** the body approves or revokes at its next meeting, or is only told */
  follow: z.enum(["approval", "report"]),
  /** days within which it is to come before the body; null: at the next meeting, whenever that is */
  within: z.int().min(1).max(366).nullable(),
  /** "§ 50 Abs. 3 KrO NRW": printed on the paper */
  basis: z.string().trim().min(1).max(200),
})
export type Dringlichkeit = z.infer<typeof Dringlichkeit>

const HEAD = { label: "Hauptverwaltungsbeamtin oder Hauptverwaltungsbeamter", role: "landrat", ofBody: false } as const
const CHAIR = { label: "Vorsitz des Gremiums", role: "vorsitz", ofBody: true } as const

/** What is usual where a house has set nothing, and whether somebody has looked it up. */
export interface Usual {
  readonly rule: Dringlichkeit
  /** not checked against the law: the house is asked to look */
  readonly unverified: boolean
}

/**
 * The usual rule of a Land. Checked is only what a source says (Hessen: the head alone, report at once); the others are
 * the cautious shape, approval with a member of the body, and say that nobody has checked them.
 */
export function usual(land: Land, kind: "zkT" | "gE"): Usual {
  if (kind === "gE")
    return {
      rule: {
        signatures: [{ label: "Geschäftsführung", role: "geschaeftsfuehrung", ofBody: false }, CHAIR],
        follow: "approval",
        within: null,
        basis: "Geschäftsordnung der Trägerversammlung",
      },
      unverified: true,
    }
  switch (land) {
    case "Hessen":
      return {
        rule: { signatures: [HEAD], follow: "report", within: null, basis: "§ 44 Abs. 3 HKO" },
        unverified: false,
      }
    case "Nordrhein-Westfalen":
      return {
        rule: { signatures: [HEAD, CHAIR], follow: "approval", within: null, basis: "§ 50 Abs. 3 KrO NRW" },
        unverified: true,
      }
    default:
      return {
        rule: {
          signatures: [HEAD, CHAIR],
          follow: "approval",
          within: null,
          basis: `Kommunalverfassung (${land})`,
        },
        unverified: true,
      }
  }
}
