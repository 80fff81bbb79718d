/** Who was there, who was befangen, who voted how: names of the minutes held against the figures (domain R10, R12). */
import { AppError, type Finding } from "../../error.ts"
import type { Named } from "../item.ts"
import type { Final, Member } from "./shape.ts"

/** A member of the body as the house keeps it on that day. */
export interface Seat {
  readonly id: string
  readonly name: string
  /** false: with an advisory voice */
  readonly voting: boolean
}

/** Two entries of the minutes mean the same member by its id, else by the name as it is written. */
const keyOf = ({ memberId, name }: Named): string => memberId ?? `name:${name.toLocaleLowerCase("de")}`

/**
 * The lists with the names as they stand that day. What contradicts itself is refused: a list that is not as long as its
 * figure, somebody twice, a befangenes member that voted, votes by name that give other sums.
 * @throws AppError input
 */
export function lists(
  input: Pick<Final, "anwesende" | "befangene" | "stimmen" | "votes" | "form">,
  seats: readonly Seat[],
  place: string,
): { readonly anwesende?: Named[]; readonly befangene?: Named[]; readonly stimmen?: (Named & { stimme: Stimme })[] } {
  const found: Finding[] = []
  const fail = (reason: string, message: string) => found.push({ reason, place, message })
  const named = (m: Member): Named => {
    const seat = seats.find((s) => s.id === m.memberId)
    if (m.memberId !== undefined && !seat)
      fail("member.unknown", "Eine genannte Person war an diesem Tag kein Mitglied dieses Gremiums.")
    const name = seat?.name ?? m.name
    if (name === undefined) fail("member.name", "Bei einem Mitglied fehlt der Name.")
    if (seat && !seat.voting) fail("member.advisory", `${seat.name} hat in diesem Gremium kein Stimmrecht.`)
    return { ...(m.memberId === undefined ? {} : { memberId: m.memberId }), name: name ?? "?" }
  }
  const { votes, form } = input
  const anwesende = input.anwesende?.map(named)
  const befangene = input.befangene?.map(named)
  const stimmen = input.stimmen?.map(({ stimme, ...m }) => ({ ...named(m), stimme }))
  if ((anwesende ?? befangene ?? stimmen) && !votes)
    fail("votes.none", "Zu den genannten Mitgliedern fehlen die Zahlen der Abstimmung.")
  for (const [word, list] of [
    ["anwesend", anwesende],
    ["befangen", befangene],
    ["mit Stimme", stimmen],
  ] as const) {
    const keys = (list ?? []).map(keyOf)
    const twice = (list ?? []).find((m, i) => keys.indexOf(keyOf(m)) !== i)
    if (twice) fail("member.twice", `${twice.name} ist zweimal als ${word} genannt.`)
  }
  if (votes && anwesende && anwesende.length !== votes.anwesend)
    fail("votes.named", `${anwesende.length} Anwesende sind genannt, gezählt sind ${votes.anwesend}.`)
  if (votes && befangene && befangene.length !== votes.befangen)
    fail("votes.befangen", `${befangene.length} Befangene sind genannt, gezählt sind ${votes.befangen}.`)
  const biased = new Set((befangene ?? []).map(keyOf))
  for (const m of anwesende ?? [])
    if (biased.has(keyOf(m)))
      fail("member.befangen", `${m.name} ist befangen und zählt deshalb nicht zu den Anwesenden mit Stimmrecht.`)
  if (stimmen && form !== "namentlich") fail("votes.form", "Einzelne Stimmen gibt es nur bei namentlicher Abstimmung.")
  const there = anwesende && new Set(anwesende.map(keyOf))
  for (const m of stimmen ?? []) {
    if (biased.has(keyOf(m))) fail("member.befangen", `${m.name} ist befangen und kann nicht mitgestimmt haben.`)
    else if (there && !there.has(keyOf(m)))
      fail("member.absent", `${m.name} hat gestimmt, ist aber nicht als anwesend genannt.`)
  }
  if (votes && stimmen)
    for (const stimme of ["ja", "nein", "enthaltung", "ungueltig"] as const) {
      const count = stimmen.filter((m) => m.stimme === stimme).length
      if (count !== votes[stimme])
        fail("votes.stimmen", `Namentlich sind es ${count} Stimmen „${WORD[stimme]}“, gezählt sind ${votes[stimme]}.`)
    }
  if (found.length > 0)
    throw new AppError("input", found[0]?.reason ?? "votes", found.map((f) => f.message).join(" "), found)
  return { ...(anwesende && { anwesende }), ...(befangene && { befangene }), ...(stimmen && { stimmen }) }
}

type Stimme = NonNullable<Final["stimmen"]>[number]["stimme"]
const WORD = { ja: "Ja", nein: "Nein", enthaltung: "Enthaltung", ungueltig: "ungültig" } as const
