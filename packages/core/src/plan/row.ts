/** Rows of a plan: what stands there for one place or one body, with its light and one German sentence. Pure. */
import { between, forwardBy, onOrAfter } from "../calendar/index.ts"
import { dayOf, germanDay } from "../day.ts"
import type { Day } from "../paper.ts"
import type { Last } from "./backward.ts"
import { daysOf, type Work } from "./durations.ts"
import type { Arrival, Ready } from "./forward.ts"
import { missing, presence, type Seat, who } from "./place.ts"
import { type Basis, gremiumOf, later, meetingOf, reach, reserveOf, WITHIN, working } from "./reach.ts"
import type { Acting, Place, Sitting, Station } from "./station.ts"

export type Light = "grün" | "gelb" | "rot"

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
const ORDER: readonly Light[] = ["grün", "gelb", "rot"]
export const worst = (lights: readonly Light[]): Light =>
  ORDER[Math.max(0, ...lights.map((l) => ORDER.indexOf(l)))] ?? "grün"

export function actingRow(s: Acting, p: Place, last: Last | undefined, projected: Day | null, basis: Basis): Row {
  const { today } = basis
  const { stepId, kind, state } = s
  const base = { stepId, partyId: p.partyId, kind, label: p.label, who: who(p.seat, basis, today), state }
  const none = { latest: null, reserve: null, light: "grün" as const }
  if (projected === null) return { ...base, ...none, projected, sentence: "Erledigt." }
  const due = germanDay(projected)
  if (!last) return { ...base, ...none, projected, sentence: `Ohne Termin; bei üblicher Dauer am ${due} erledigt.` }
  const { latest, bound } = last
  const light = lightOf(latest, projected, basis)
  const days = `spätestens am ${germanDay(latest)}, bei üblicher Dauer am ${due}`
  const said = latest < today ? `Überfällig: Der letzte Tag war der ${germanDay(latest)}.` : `${SAID[light]}: ${days}.`
  const away = missing(p.seat, basis, later(today, s.since ?? today), later(bound, projected))
  return {
    ...base,
    latest,
    projected,
    reserve: between(projected, latest, working(basis)),
    light,
    sentence: away ? `${said} ${away}` : said,
  }
}
const SAID = { grün: "In der Zeit", gelb: "Knapp", rot: "Zu spät bei üblicher Dauer" } as const

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
  return lightOf(p.until, later(forwardBy(since, days, there, WITHIN), onOrAfter(basis.today, there)), basis)
}
const WORK: Readonly<Record<string, Work>> = {
  sign: "sign",
  cosign: "cosign",
  state: "participation",
  release: "release",
  resubmit: "revision",
}

const bodyBase = (s: Sitting) => ({ stepId: s.stepId, kind: s.kind, label: s.label, who: s.label, state: s.state })
export const bodyDone = (s: Sitting): Row => ({
  ...bodyBase(s),
  latest: null,
  projected: null,
  reserve: null,
  light: "grün",
  sentence: s.termin === null ? "Erledigt." : `Erledigt mit der Sitzung am ${germanDay(s.termin)}.`,
})

export function bodyRow(s: Sitting, { projected, as }: Arrival, ready: Ready, after: Day, basis: Basis): Row {
  const { termin } = s
  const base = { ...bodyBase(s), latest: termin, projected }
  if (termin === null)
    return { ...base, reserve: null, light: "gelb", sentence: "Für dieses Gremium ist noch keine Sitzung bestimmt." }
  const own = meetingOf(s, termin, basis)
  const gremium = gremiumOf(s, basis)
  const { abgabe, nachtrag } = reach(gremium, termin, own, basis)
  const reserve = s.state === "open" || ready.handed === null ? null : between(ready.handed, abgabe, working(basis))
  const on = germanDay(termin)
  const row = (light: Light, sentence: string): Row => ({ ...base, reserve, light, sentence })
  if (own?.state === "cancelled") return row("rot", `Die Sitzung am ${on} ist abgesagt.`)
  if (s.state === "open")
    return termin < basis.today
      ? row("gelb", `Das Ergebnis der Sitzung am ${on} ist noch nicht eingetragen.`)
      : row("grün", `Liegt vor; Sitzung am ${on}.`)
  if (gremium?.ladung && basis.meetings && !own) return row("rot", `Am ${on} ist keine Sitzung dieses Gremiums.`)
  const until = germanDay(abgabe)
  switch (as) {
    case "regular":
      if (reserve === null) return row("grün", `Sitzung am ${on}; im Haus ist alles erledigt.`)
      return reserve < reserveOf(basis)
        ? row("gelb", `Knapp für die Sitzung am ${on}: Abgabe bis ${until}.`)
        : row("grün", `Sitzung am ${on}; Abgabe bis ${until}.`)
    case "late":
      return row("gelb", `Nach der Abgabefrist (${until}), aber noch vor der Einladung zur Sitzung am ${on}.`)
    case "nachtrag":
      return row("rot", `Für die Sitzung am ${on} nur noch als Nachtrag bis ${germanDay(nachtrag)}.`)
    case "missed":
      return after > termin
        ? row("rot", `Die Sitzung am ${on} läge vor der des Gremiums davor, oder sie ist vorbei.`)
        : row("rot", `Die Sitzung am ${on} ist bei üblicher Dauer nicht zu erreichen.`)
  }
}

/** What to do where a body is not safely reached, one German sentence each. */
export function advise(s: Sitting, { instead, as }: Arrival, ready: Ready, basis: Basis): string[] {
  const said: string[] = []
  const own = s.termin === null ? undefined : reach(gremiumOf(s, basis), s.termin, meetingOf(s, s.termin, basis), basis)
  const acting = s.state !== "open" && own && !own.invited && ready.handed !== null
  if (acting && ready.handed > own.abgabe && own.abgabe >= basis.today) {
    const short = between(own.abgabe, ready.handed, working(basis))
    const long = `${short} ${short === 1 ? "Arbeitstag" : "Arbeitstage"}`
    said.push(
      `${s.label}: Um die Abgabefrist am ${germanDay(own.abgabe)} zu halten, müssen die Schritte davor zusammen ${long} kürzer sein.`,
    )
  }
  if (as === "nachtrag" && own)
    said.push(`${s.label}: Klären Sie mit dem Sitzungsdienst einen Nachtrag bis ${germanDay(own.nachtrag)}.`)
  const until = instead && ready.handed !== null ? ` (Abgabe bis ${germanDay(instead.abgabe)})` : ""
  if (instead) said.push(`${s.label}: Nächste Sitzung des Gremiums: ${germanDay(instead.on)}${until}.`)
  else if (as === "missed" && basis.meetings)
    said.push(`${s.label}: Es ist keine erreichbare Sitzung geplant. Bitte wenden Sie sich an den Sitzungsdienst.`)
  return said
}
