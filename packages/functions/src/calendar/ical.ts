/** A calendar as file (iCalendar, RFC 5545), written by a library: folding, escaping and order are its business. */
import { addDays } from "@beschlussweg/core/day"
import type { Entry } from "@beschlussweg/core/feed"
import ical, { ICalCalendarMethod, ICalEventBusyStatus, ICalEventStatus } from "ical-generator"

const ZONE = "Europe/Berlin"
/** Rules of the European Union since 1996, which is before everything that stands here. */
const BERLIN = `BEGIN:VTIMEZONE
TZID:${ZONE}
BEGIN:DAYLIGHT
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
DTSTART:19960331T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE`

/** A calendar asks again after this many seconds, if it heeds it. */
const REFRESH = 3600
/** Hours of a meeting whose end nobody has set. */
const HOURS = 2

/** What the library writes as it stands: the name of the calendar has no quoting of its own. */
const plain = (text: string): string => text.replace(/[\\;,]/g, (ch) => `\\${ch}`).replace(/[\r\n]+/g, " ")

export interface Meta {
  /** name of the calendar */
  readonly name: string
  /** part of every id behind the @: no two houses have the same */
  readonly domain: string
  /** instant of what has none of its own */
  readonly since: string
}

/** The whole file; the same entries give the same bytes. */
export function calendar(entries: readonly Entry[], { name, domain, since }: Meta): string {
  const made = ical({
    name: plain(name),
    prodId: "//Beschlussweg//Kalender//DE",
    method: ICalCalendarMethod.PUBLISH,
    // Named by each event: with a zone of the whole calendar the library writes stamps in local time, not in UTC.
    timezone: { name: null, generator: () => BERLIN },
    ttl: REFRESH,
  })
  for (const e of entries)
    made.createEvent({
      id: `${e.id}@${domain}`,
      sequence: e.sequence,
      stamp: new Date(e.stamp ?? since),
      timezone: ZONE,
      ...when(e),
      summary: e.title,
      description: e.text,
      location: e.place === "" ? null : (e.place ?? null),
      status: e.cancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
      // A last day is not a day on which somebody has no time.
      busystatus: e.start === undefined || e.cancelled ? ICalEventBusyStatus.FREE : ICalEventBusyStatus.BUSY,
    })
  return `${made.toString()}\r\n`
}

function when({ on, start, end }: Entry) {
  if (start === undefined) return { start: local(on, "00:00"), end: local(addDays(on, 1), "00:00"), allDay: true }
  const last = end !== undefined && end > start ? end : undefined
  return { start: local(on, start), end: last === undefined ? after(on, start) : local(on, last) }
}

/** The library writes the parts of a local time as they are, and names the zone beside them. */
function local(day: string, clock: string): Date {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number)
  const [hour = 0, minute = 0] = clock.split(":").map(Number)
  return new Date(year, month - 1, date, hour, minute)
}

function after(day: string, clock: string): Date {
  const hour = Number(clock.slice(0, 2)) + HOURS
  return hour < 24 ? local(day, `${hour}${clock.slice(2)}`) : local(day, "23:59")
}
