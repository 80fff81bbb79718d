/** What a machine can be given at most: functions, rights, days. Pure. */
import { type Action, MAY, type Role } from "../role.ts"

/** Functions that a machine can have. None of them signs. */
export const MACHINE = ["lesend", "revision", "verfasser", "sitzungsdienst", "geschaeftsstelle"] as const
/** What no machine may do, whatever its function may. */
const NEVER: readonly Action[] = [
  "step.decide",
  "house.write",
  "people.write",
  "key.write",
  "self.write",
  "step.paper",
  "step.appoint",
]
/** days that a key holds at most */
export const MAX_DAYS = 400

/** What a function's key can be given at most. */
export const scopesOf = (role: Role): Action[] => MAY[role].filter((action) => !NEVER.includes(action))
