/** Own days of a house (Feiertagskalender): what holds only in parts of a Land, and what this house does on its own. Data. */
import { z } from "zod"
import { Day } from "../paper.ts"

export { REGIONAL } from "./regional.ts"

/** "08-08" */
const YEARLY = /^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/

export const OwnDays = z.strictObject({
  regional: z.array(z.enum(["fronleichnam", "mariae-himmelfahrt", "augsburg"])).max(3),
  /** once ("2027-02-08") or every year ("08-08") */
  holidays: z
    .array(z.strictObject({ on: z.union([Day, z.string().regex(YEARLY)]), name: z.string().trim().min(1).max(120) }))
    .max(100),
  /** 24. and 31. December are working days by law; many houses are closed */
  heiligabend: z.enum(["arbeitstag", "frei"]),
  silvester: z.enum(["arbeitstag", "frei"]),
  /** whether a Saturday counts where working days (Werktage) are counted */
  samstag: z.enum(["arbeitstag", "frei"]),
})
export type OwnDays = z.infer<typeof OwnDays>
