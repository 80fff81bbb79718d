/** Rückwärtsplanung: from the meetings of a Vorlage to the latest day of every earlier step, with a traffic light. Pure. */
import {
  backBy,
  between,
  type Counts,
  forwardBy,
  latestAbgabe,
  latestInvitation,
  latestNachtrag,
  latestUrgent,
  onOrAfter,
  onOrBefore,
  workingDay,
} from "../calendar/index.ts"
import { addDays, dayOf, germanDay } from "../day.ts"
import type { Gremium } from "../gremium.ts"
import type { Day } from "../paper.ts"
import type { Sitzung } from "../sitzung/item.ts"
import { type Durations, daysOf, USUAL, type Work } from "./durations.ts"
import { missing, type People, presence, type Seat, who } from "./place.ts"
import { type Acting, type Course, type Place, type Sitting, type Station, stations } from "./station.ts"

export type Light = "grün" | "gelb" | "rot"
export type Meeting = Pick<Sitzung, "id" | "gremiumId" | "on" | "state" | "urgent">

/** What the house knows when it plans. */
export interface Basis extends People {
  readonly gremien: readonly Gremium[]
  readonly durations?: Durations | undefined
  /** of the bodies in question; absent where nobody looked: then a day of the Beratungsfolge is taken as it is */
  readonly meetings?: readonly Meeting[] | undefined
  readonly today: Day
}

export interface Row {
  readonly stepId: string
  readonly partyId?: string | undefined
  readonly kind: Station["kind"]
  readonly label: string
  /** "Dezernat (Mara Lindt)"; of a body its own name */
  readonly who: string
  readonly state: Station["state"]
  /** latest day; of a body the day of its meeting. null: none is set, or it is done */
  readonly latest: Day | null
  /** where it goes with the usual durations from today on; null: no meeting is in sight */
  readonly projected: Day | null
  /** working days between the two; negative where it is too late */
  readonly reserve: number | null
  readonly light: Light
  readonly sentence: string
}
export interface Plan {
  readonly light: Light
  readonly rows: readonly Row[]
  /** what to do, one German sentence each */
  readonly advice: readonly string[]
}

/** Until when a Vorlage can come to a meeting: with the Sitzungsdienst, on the agenda, as a Nachtrag. */
interface Reach {
  readonly abgabe: Day
  readonly invitation: Day
  readonly nachtrag: Day
  /** the invitation is out: only a Nachtrag is left */
  readonly invited: boolean
}

const working =
  (basis: Basis): Counts =>
  (day) =>
    workingDay(day, basis.calendar)

function reach(gremium: Gremium | undefined, termin: Day, meeting: Meeting | undefined, basis: Basis): Reach {
  const works = working(basis)
  if (!gremium?.ladung) {
    const before = onOrBefore(addDays(termin, -1), works)
    return { abgabe: before, invitation: before, nachtrag: termin, invited: false }
  }
  const { ladung } = gremium
  const urgent = meeting?.urgent === true
  const law =
    (urgent ? latestUrgent(termin, ladung, basis.calendar) : null) ?? latestInvitation(termin, ladung, basis.calendar)
  const nachtrag = onOrBefore(latestNachtrag(termin, ladung, basis.calendar), works)
  if (meeting?.state === "invited") return { abgabe: nachtrag, invitation: nachtrag, nachtrag, invited: true }
  return {
    abgabe: latestAbgabe(termin, ladung, basis.calendar, urgent),
    invitation: onOrBefore(law, works),
    nachtrag,
    invited: false,
  }
}

const gremiumOf = (s: Sitting, basis: Basis) => basis.gremien.find((g) => g.id === s.gremiumId)
/** The meeting of a body on a day; a cancelled one only where there is no other. */
function meetingOf(s: Sitting, day: Day, { meetings }: Basis): Meeting | undefined {
  const there = meetings?.filter((m) => m.gremiumId === s.gremiumId && m.on === day)
  return there?.find((m) => m.state !== "cancelled") ?? there?.[0]
}

/** Latest day by place ("step" or "step.party"), from the last station to the first. */
function backwards(all: readonly Station[], counts: (p: Place) => Counts, basis: Basis): Map<string, Day> {
  const latest = new Map<string, Day>()
  const works = working(basis)
  // What each kind of predecessor has to keep.
  let house: Day | undefined
  let release: Day | undefined
  const earlier = (a: Day | undefined, b: Day): Day => (a === undefined || b < a ? b : a)
  for (const s of [...all].reverse()) {
    if (s.state === "done") continue
    if (s.kind === "body") {
      if (s.termin === null) continue
      latest.set(s.stepId, s.termin)
      const { abgabe, invitation } = reach(gremiumOf(s, basis), s.termin, meetingOf(s, s.termin, basis), basis)
      house = earlier(house, abgabe)
      release = earlier(release, invitation)
      continue
    }
    const bound = s.kind === "release" ? release : house
    if (bound === undefined) continue
    const before = s.places.map((p) => {
      const there = counts(p)
      const day = onOrBefore(bound, there)
      latest.set(placeName(s, p), day)
      return backBy(day, s.days, there)
    })
    const [first, ...rest] = before.sort()
    if (first === undefined) continue
    house = earlier(house, s.any ? (rest.at(-1) ?? first) : first)
    if (s.kind === "release") house = onOrBefore(house, works)
  }
  return latest
}

export const placeName = (s: Pick<Station, "stepId">, p?: Pick<Place, "partyId">): string =>
  p?.partyId === undefined ? s.stepId : `${s.stepId}.${p.partyId}`

const later = (a: Day, b: Day): Day => (a > b ? a : b)

/** When one place is done if everything takes as long as usual. */
function done(s: Acting, there: Counts, from: Day, today: Day): Day {
  if (s.state === "open") return later(forwardBy(s.since ?? today, s.days, there), onOrAfter(today, there))
  return s.days === 0 ? onOrAfter(from, there) : forwardBy(from, s.days, there)
}

interface Arrival {
  readonly projected: Day | null
  /** the meeting that can be reached instead, with its last day of Abgabe */
  readonly instead?: { readonly on: Day; readonly abgabe: Day } | undefined
  readonly as: "regular" | "late" | "nachtrag" | "missed"
}

/** Where a body can deal with it, when the house is through on `ready` and the body before has met on `after`. */
function arrive(s: Sitting, ready: Day, after: Day, basis: Basis): Arrival {
  const gremium = gremiumOf(s, basis)
  const own = s.termin === null ? undefined : meetingOf(s, s.termin, basis)
  const there = basis.meetings === undefined || gremium?.ladung === undefined || (own && own.state !== "cancelled")
  if (s.termin !== null && there && s.termin >= after) {
    if (s.state === "open") return { projected: s.termin, as: "regular" }
    const { abgabe, invitation, nachtrag, invited } = reach(gremium, s.termin, own, basis)
    if (ready <= abgabe && !invited) return { projected: s.termin, as: "regular" }
    if (ready <= invitation && !invited) return { projected: s.termin, as: "late" }
    if (ready <= nachtrag && gremium?.ladung) return { projected: s.termin, as: "nachtrag" }
    if (!gremium?.ladung && ready <= s.termin) return { projected: s.termin, as: "late" }
  }
  const next = nextMeeting(s, ready, after, basis)
  return { projected: next?.on ?? null, instead: next, as: "missed" }
}

function nextMeeting(s: Sitting, ready: Day, after: Day, basis: Basis): Arrival["instead"] {
  const gremium = gremiumOf(s, basis)
  const days = upcoming(s, basis).filter((m) => m.on !== s.termin && m.on >= after)
  for (const m of days) {
    const { abgabe, invited } = reach(gremium, m.on, m, basis)
    if (!invited && (s.state === "open" || ready <= abgabe)) return { on: m.on, abgabe }
  }
  return undefined
}

/** Meetings of a body after today that a Vorlage can still be put down for, by day. */
const upcoming = (s: Pick<Sitting, "gremiumId">, { meetings, today }: Basis): Meeting[] =>
  (meetings ?? [])
    .filter((m) => m.gremiumId === s.gremiumId && m.on > today && (m.state === "planned" || m.state === "invited"))
    .sort((a, b) => (a.on < b.on ? -1 : 1))

const ORDER: readonly Light[] = ["grün", "gelb", "rot"]
export const worst = (lights: readonly Light[]): Light =>
  ORDER[Math.max(0, ...lights.map((l) => ORDER.indexOf(l)))] ?? "grün"

/** A meeting that is still to come: until when, and as what, a Vorlage reaches it with the usual durations. */
export interface Choice {
  readonly stepId: string
  readonly gremiumId: string
  readonly sitzungId: string
  readonly on: Day
  readonly abgabe: Day
  /** "late": after the Abgabefrist, but before the invitation */
  readonly as: Arrival["as"]
  readonly chosen: boolean
}
const CHOICES = 12

/** The next meetings of every body that has not answered yet. */
export function choices(course: Course, basis: Basis): Choice[] {
  const all = stations(course, basis.durations)
  const counts = presenceOf(all, basis)
  const acting = all.flatMap((s) => (s.kind === "body" ? [] : [s]))
  const ready = acting.reduce((day, s) => finish(s, counts, day, basis.today) ?? day, basis.today)
  return all.flatMap((s) => {
    if (s.kind !== "body" || s.state === "done") return []
    return upcoming(s, basis)
      .slice(0, CHOICES)
      .map((m): Choice => {
        const tried = { ...s, termin: m.on }
        const { abgabe } = reach(gremiumOf(s, basis), m.on, m, basis)
        const { as } = arrive(tried, ready, basis.today, basis)
        const chosen = m.on === s.termin
        return { stepId: s.stepId, gremiumId: s.gremiumId, sitzungId: m.id, on: m.on, abgabe, as, chosen }
      })
  })
}

function presenceOf(all: readonly Station[], basis: Basis): (p: Place) => Counts {
  const days = all.flatMap((s) => (s.kind === "body" && s.termin !== null ? [s.termin] : []))
  const last = days.sort().at(-1) ?? basis.today
  return (p) => presence(p.seat, basis, basis.today, last)
}

/** The day on which a station is through; undefined where it is already. */
function finish(s: Acting, counts: (p: Place) => Counts, from: Day, today: Day): Day | undefined {
  if (s.state === "done") return undefined
  const days = s.places.map((p) => done(s, counts(p), from, today)).sort()
  const day = s.any ? days[0] : days.at(-1)
  return day === undefined ? undefined : later(from, day)
}

/** The plan of a way as it stands today. Where no meeting has a day, rows have no latest day. */
export function plan(course: Course, basis: Basis): Plan {
  const all = stations(course, basis.durations)
  const { today } = basis
  const counts = presenceOf(all, basis)
  const latest = backwards(all, counts, basis)
  const rows: Row[] = []
  const advice: string[] = []
  let ready = today
  let after = today
  for (const s of all) {
    if (s.kind === "body") {
      if (s.state === "done") {
        rows.push(bodyDone(s))
        continue
      }
      const arrival = arrive(s, ready, after, basis)
      const row = bodyRow(s, arrival, ready, after, basis)
      rows.push(row)
      if (row.light !== "grün") advice.push(...advise(s, arrival, ready, basis))
      after = later(after, arrival.projected ?? s.termin ?? after)
      continue
    }
    for (const p of s.places) {
      const day = s.state === "done" ? null : done(s, counts(p), ready, today)
      rows.push(actingRow(s, p, latest.get(placeName(s, p)) ?? null, day, basis))
    }
    ready = finish(s, counts, ready, today) ?? ready
  }
  return { light: worst(rows.map((r) => r.light)), rows, advice: [...new Set(advice)] }
}

function actingRow(s: Acting, p: Place, latest: Day | null, projected: Day | null, basis: Basis): Row {
  const { today } = basis
  const base = {
    stepId: s.stepId,
    partyId: p.partyId,
    kind: s.kind,
    label: p.label,
    who: who(p.seat, basis, today),
    state: s.state,
  }
  if (projected === null)
    return { ...base, latest: null, projected: null, reserve: null, light: "grün", sentence: "Erledigt." }
  if (latest === null)
    return {
      ...base,
      latest,
      projected,
      reserve: null,
      light: "grün",
      sentence: `Ohne Termin; bei üblicher Dauer am ${germanDay(projected)} erledigt.`,
    }
  const reserve = between(projected, latest, working(basis))
  const light = lightOf(latest, projected, basis)
  const days = `spätestens am ${germanDay(latest)}, bei üblicher Dauer am ${germanDay(projected)}`
  const said =
    latest < today
      ? `Überfällig: Der letzte Tag war der ${germanDay(latest)}.`
      : light === "rot"
        ? `Zu spät bei üblicher Dauer: ${days}.`
        : light === "gelb"
          ? `Knapp: ${days}.`
          : `In der Zeit: ${days}.`
  const away = missing(p.seat, basis, later(today, s.since ?? today), later(latest, projected))
  return { ...base, latest, projected, reserve, light, sentence: away ? `${said} ${away}` : said }
}

function lightOf(latest: Day, projected: Day, basis: Basis): Light {
  if (latest < basis.today || projected > latest) return "rot"
  return between(projected, latest, working(basis)) < reserveOf(basis) ? "gelb" : "grün"
}

/** The light of one open place, from its last day alone: as its row in the plan, without what comes after it. */
export function placeLight(
  p: Seat & {
    readonly kind: string
    readonly stepId: string
    readonly since: string
    readonly until?: Day | undefined
  },
  basis: Basis,
): Light {
  if (p.until === undefined) return "grün"
  const work = WORK[p.kind]
  // A meeting that is over without its result: nobody is too late, but somebody still has to write it down.
  if (work === undefined) return p.until < basis.today ? "gelb" : "grün"
  const there = presence(p, basis, basis.today, p.until)
  const days = daysOf(work, p.stepId, basis.durations)
  const since = dayOf(new Date(p.since))
  return lightOf(p.until, later(forwardBy(since, days, there), onOrAfter(basis.today, there)), basis)
}
const WORK: Readonly<Record<string, Work>> = {
  sign: "sign",
  cosign: "cosign",
  state: "participation",
  release: "release",
  resubmit: "revision",
}

const reserveOf = (basis: Basis): number => basis.durations?.reserve ?? USUAL.reserve

const bodyBase = (s: Sitting) => ({ stepId: s.stepId, kind: s.kind, label: s.label, who: s.label, state: s.state })
const bodyDone = (s: Sitting): Row => ({
  ...bodyBase(s),
  latest: null,
  projected: null,
  reserve: null,
  light: "grün",
  sentence: s.termin === null ? "Erledigt." : `Erledigt mit der Sitzung am ${germanDay(s.termin)}.`,
})

function bodyRow(s: Sitting, { projected, as }: Arrival, ready: Day, after: Day, basis: Basis): Row {
  const { termin } = s
  const base = { ...bodyBase(s), latest: termin, projected }
  if (termin === null)
    return { ...base, reserve: null, light: "gelb", sentence: "Für dieses Gremium ist noch keine Sitzung bestimmt." }
  const own = meetingOf(s, termin, basis)
  const gremium = gremiumOf(s, basis)
  const { abgabe } = reach(gremium, termin, own, basis)
  const reserve = s.state === "open" ? null : between(ready, abgabe, working(basis))
  const on = germanDay(termin)
  const row = (light: Light, sentence: string): Row => ({ ...base, reserve, light, sentence })
  if (own?.state === "cancelled") return row("rot", `Die Sitzung am ${on} ist abgesagt.`)
  if (gremium?.ladung && basis.meetings && !own) return row("rot", `Am ${on} ist keine Sitzung dieses Gremiums.`)
  if (s.state === "open")
    return termin < basis.today
      ? row("gelb", `Das Ergebnis der Sitzung am ${on} ist noch nicht eingetragen.`)
      : row("grün", `Liegt vor; Sitzung am ${on}.`)
  if (as === "regular") {
    const tight = reserve !== null && reserve < reserveOf(basis)
    const until = `Abgabe bis ${germanDay(abgabe)}`
    return tight ? row("gelb", `Knapp für die Sitzung am ${on}: ${until}.`) : row("grün", `Sitzung am ${on}; ${until}.`)
  }
  if (as === "late")
    return row(
      "gelb",
      `Die Abgabefrist für den ${on} (${germanDay(abgabe)}) wird überschritten; die Einladung ist noch zu erreichen.`,
    )
  if (as === "nachtrag")
    return row("rot", `Für den ${on} ist es nach der Einladung; möglich ist nur noch ein Nachtrag.`)
  return after > termin
    ? row("rot", `Die Sitzung am ${on} liegt vor der des Gremiums davor.`)
    : row("rot", `Die Sitzung am ${on} ist bei üblicher Dauer nicht zu erreichen.`)
}

function advise(s: Sitting, { instead, as }: Arrival, ready: Day, basis: Basis): string[] {
  const said: string[] = []
  const own = s.termin === null ? undefined : reach(gremiumOf(s, basis), s.termin, meetingOf(s, s.termin, basis), basis)
  if (s.state !== "open" && own && as !== "regular" && !own.invited && own.abgabe >= basis.today) {
    const short = between(own.abgabe, ready, working(basis))
    said.push(
      `${s.label}: Um die Abgabefrist am ${germanDay(own.abgabe)} zu halten, müssen die Schritte davor zusammen ${short} ${short === 1 ? "Arbeitstag" : "Arbeitstage"} kürzer sein.`,
    )
  }
  if (as === "nachtrag" && own)
    said.push(`${s.label}: Klären Sie mit dem Sitzungsdienst einen Nachtrag bis ${germanDay(own.nachtrag)}.`)
  if (instead)
    said.push(
      `${s.label}: Nächste Sitzung des Gremiums: ${germanDay(instead.on)}${s.state === "open" ? "" : ` (Abgabe bis ${germanDay(instead.abgabe)})`}.`,
    )
  else if (as === "missed" && basis.meetings)
    said.push(`${s.label}: Es ist keine erreichbare Sitzung geplant. Bitte wenden Sie sich an den Sitzungsdienst.`)
  return said
}
