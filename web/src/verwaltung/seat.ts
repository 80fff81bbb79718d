/** Functions of a house as places: which there are, which its way needs, who holds each, and where nobody does. */
import { addDays, germanDay } from "@beschlussweg/core/day"
import { type Assignment, GUARDED, ROLE_LABEL, type Role } from "@beschlussweg/core/role"
import type { House } from "../data.ts"
import type { Option } from "../part/ui.tsx"
import { functionWord, seatKey } from "../profil/function.ts"
import type { People } from "./data.ts"

const OF_BODY: readonly Role[] = ["geschaeftsstelle", "schriftfuehrung", "vorsitz", "gremienmitglied"]
export interface Seat {
  readonly role: Role
  readonly amtId?: string | undefined
  readonly gremiumId?: string | undefined
}

/** Every place that a function can be held at in this house. */
export function seats(house: House): Seat[] {
  return (Object.keys(ROLE_LABEL) as Role[]).flatMap((role): Seat[] => {
    if (OF_BODY.includes(role)) return house.gremien.map((g) => ({ role, gremiumId: g.id }))
    if (role === "mitzeichnung") return house.aemter.map((a) => ({ role, amtId: a.id }))
    return [{ role }]
  })
}
export const seatOptions = (house: House): Option[] =>
  seats(house)
    .map((s) => ({ value: seatKey(s), label: functionWord(house, s) }))
    .sort((a, b) => a.label.localeCompare(b.label, "de"))
export const seatOf = (house: House, key: string): Seat | undefined => seats(house).find((s) => seatKey(s) === key)

/** Is this a function that two administrators give together? */
export const guarded = (house: House, role: Role): boolean =>
  GUARDED.includes(role) || house.template.steps.some((s) => s.kind === "sign" && s.role === role)

/** Places without which a Vorlage stops on its way. */
export function needed(house: House): Seat[] {
  const found: Seat[] = [{ role: "verfasser" }, { role: "administration" }]
  for (const step of house.template.steps) {
    if (step.kind === "cosign") found.push(...step.parties.map(({ role, amtId }) => ({ role, amtId })))
    else if (step.kind === "release") found.push({ role: "sitzungsdienst" })
    else if (step.kind === "bodies")
      found.push(...(step.folge ?? []).map(({ gremiumId }) => ({ role: "geschaeftsstelle" as const, gremiumId })))
    else found.push({ role: step.role })
  }
  return found.filter((s, i) => found.findIndex((o) => seatKey(o) === seatKey(s)) === i)
}

export interface Held extends Assignment {
  readonly personId: string
  readonly name: string
  readonly away: boolean
}
export const holdsOn = (f: Pick<Assignment, "from" | "to">, on: string): boolean =>
  (f.from === undefined || f.from <= on) && (f.to === undefined || on <= f.to)

/** Who holds or represents this place, now or later. */
export function heldBy(people: People, seat: Seat, today: string): Held[] {
  return people
    .filter((p) => p.active)
    .flatMap((p) =>
      p.functions
        .filter((f) => seatKey(f) === seatKey(seat) && (f.to === undefined || f.to >= today))
        .map((f) => ({
          ...f,
          personId: p.personId,
          name: p.name,
          away: "absences" in p && p.absences.some((a) => a.from <= today && today <= a.to),
        })),
    )
}

/** Days ahead in which an end without a successor is named. */
const AHEAD = 60

/** What is missing at this place, in words; undefined where all is well. */
export function gap(held: readonly Held[], seat: Seat, today: string): string | undefined {
  const now = held.filter((h) => holdsOn(h, today))
  if (now.length === 0) return "Niemand hat diese Funktion."
  const two = seat.role === "administration" && now.filter((h) => h.as === "selbst" && h.to === undefined).length < 2
  if (two) return "Unbefristet ist hier nur eine Person; nötig sind zwei."
  const here = now.filter((h) => !h.away)
  if (here.length === 0) return "Alle, die diese Funktion haben, sind heute abwesend."
  const last =
    held
      .map((h) => h.to ?? "9999")
      .sort()
      .at(-1) ?? ""
  const soon = addDays(today, AHEAD)
  if (last <= soon) return `Ab ${germanDay(addDays(last, 1))} hat sie niemand.`
  if (now.every((h) => h.as !== "selbst")) return "Zurzeit gibt es nur eine Vertretung."
  return undefined
}
