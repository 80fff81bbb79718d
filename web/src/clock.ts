/** The time of the service: clocks of devices go wrong, and what is overdue is not for them to say. */
import { dayOf } from "@beschlussweg/core/day"

/** milliseconds that the service is ahead of this device */
let ahead = 0
/** Below this it is the way of the answer, not the clock. */
const NOISE = 5_000

/** Every answer of the service brings its time. */
export function heard(date: string | null): void {
  const at = date === null ? Number.NaN : Date.parse(date)
  if (Number.isNaN(at)) return
  const off = at - Date.now()
  ahead = Math.abs(off) < NOISE ? 0 : off
}
export const now = (): Date => new Date(Date.now() + ahead)
/** Day in Germany, by the time of the service. */
export const today = (): string => dayOf(now())
