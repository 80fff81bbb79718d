/** Instants as OParl writes them: to the second, with the offset of Berlin. */
import { Second } from "./item.ts"

let seconds: Intl.DateTimeFormat | undefined
function berlin(instant: Date): string {
  seconds ??= new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Berlin", dateStyle: "short", timeStyle: "medium" })
  return seconds.format(instant)
}

/** "2027-02-19T17:00:00+01:00" */
export function told(instant: Date): string {
  const clock = berlin(instant).replace(" ", "T")
  const minutes = Math.round((Date.parse(`${clock}Z`) - Math.floor(instant.getTime() / 1000) * 1000) / 60_000)
  return `${clock}${offset(minutes)}`
}

/** A clock time of a day in Berlin; in the hour that a day has twice, the first one. */
export function clockOn(day: string, time: string): string {
  for (const hours of [2, 1]) {
    const instant = new Date(`${day}T${time}:00+0${hours}:00`)
    const text = told(instant)
    if (text.startsWith(`${day}T${time}`)) return text
  }
  // An hour that the day does not have: as the clock would have gone on.
  return told(new Date(`${day}T${time}:00+01:00`))
}

const offset = (minutes: number): string => {
  const two = (n: number) => String(n).padStart(2, "0")
  return `${minutes < 0 ? "-" : "+"}${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`
}

export const toldSecond = (second: string): string => told(new Date(Second.parse(second)))

const ASKED = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2}):(\d{2})(\.\d{1,9})?(Z|[+-](\d{2}):(\d{2}))$/

/** An instant as somebody asks for it: full date and time with an offset; undefined for everything else. */
export function asked(text: string): Date | undefined {
  const [, day = "", h, m, s, , , oh = "0", om = "0"] = ASKED.exec(text) ?? []
  if (day === "" || Number(h) > 23 || Number(m) > 59 || Number(s) > 59 || Number(oh) > 14 || Number(om) > 59)
    return undefined
  const whole = new Date(`${day}T00:00:00Z`)
  // Where the day is none, such as the 30th of February, it comes out as another one.
  if (Number.isNaN(whole.getTime()) || whole.toISOString().slice(0, 10) !== day) return undefined
  const instant = new Date(text.replace(/(\.\d{3})\d+/, "$1"))
  if (Number.isNaN(instant.getTime()) || instant.getUTCFullYear() > 9999) return undefined
  // Nothing here is older than that.
  return instant.getTime() < 0 ? new Date(0) : instant
}
