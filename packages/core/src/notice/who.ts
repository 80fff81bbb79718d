/** Who hears of what: people behind a task, people who had a Vorlage in hand, people of a body. Pure. */
import { type Chain, capacity, entitled, type Waiting, waiting } from "../chain/index.ts"
import { type Control, isOpen } from "../control/item.ts"
import { dayOf } from "../day.ts"
import type { Fact } from "../fact.ts"
import { asActor, type Member } from "../member/item.ts"
import type { Day } from "../paper.ts"
import { type Assignment, holding, may, type Role } from "../role.ts"
import type { Task, Whole } from "../vorlage/item.ts"

/** Is this person away on that day? */
export const awayOn = (m: Pick<Member, "absences">, day: Day): boolean =>
  m.absences.some((a) => a.from <= day && day <= a.to)

/** People who hold such a function today; deputies only while the one they represent is away or gone. */
export function holders(
  members: readonly Member[],
  at: Date,
  is: (f: Assignment) => boolean,
  able: (m: Member) => boolean = () => true,
): Member[] {
  const today = dayOf(at)
  const held = members.flatMap((m) => {
    const functions = holding(m.functions, today).filter(is)
    return functions.length > 0 && able(m) ? [{ m, functions }] : []
  })
  const present = (personId: string | undefined): boolean => {
    const holder = held.find((h) => h.m.personId === personId && h.functions.some((f) => f.as === "selbst"))
    return holder !== undefined && !awayOn(holder.m, today)
  }
  const found = held.filter(({ functions }) => functions.some((f) => f.as === "selbst" || !present(f.forId)))
  return found.map((h) => h.m)
}

/** Everything of a Vorlage that somebody has to do: for its chain, for what is public of it, for what was decided. */
export const tasksOf = ({ tasks, review, controls }: Pick<Whole, "tasks" | "review" | "controls">): Task[] => [
  ...tasks.map((t) => t.value),
  ...(review ? [review.value] : []),
  ...controls.flatMap((c) => (isOpen(c.value) ? [umsetzung(c.value)] : [])),
]

const umsetzung = ({ id, vorlageId, nummer, betreff, public: open, personId, role, at, due }: Control): Task => ({
  version: 1,
  vorlageId,
  nummer,
  betreff,
  public: open,
  fassung: 0,
  stepId: id,
  label: "",
  kind: "implement",
  role: role ?? "verfasser",
  ...(personId === undefined ? {} : { personId }),
  since: at,
  until: due,
})

/** The place of the chain that a task stands for; none where nobody may give it, or it does not wait any more. */
export const placeOf = (chain: Chain, t: Pick<Task, "stepId" | "partyId" | "kind">): Waiting | undefined =>
  waiting(chain).find(
    (w) => w.stepId === t.stepId && w.partyId === t.partyId && (w.kind === t.kind || t.kind === "appoint"),
  )

/**
 * With whom a task lies now: the one person it was handed to, or everybody who holds the function and may act here. What
 * has nobody is the others' who write, or the Mandantenadministration's; the same as in Meine Aufgaben.
 */
export function behind(task: Task, chain: Chain, members: readonly Member[], at: Date): Member[] {
  if (task.kind === "implement" || task.kind === "publish") {
    const own =
      task.personId === undefined ? having(members, task.role, at) : members.filter((m) => m.personId === task.personId)
    return own.length > 0 ? own : having(members, "administration", at)
  }
  const place = placeOf(chain, task)
  if (!place) return []
  const mine = (m: Member) => entitled(place, chain, asActor(m), at)
  if (place.personId !== undefined) {
    const able = members.filter(mine)
    if (able.length > 0) return able
  } else {
    const able = holders(
      members,
      at,
      (f) => f.role === place.role && fits(f, place),
      (m) => mine(m) && capacity(place, chain, asActor(m), at) !== undefined,
    )
    if (able.length > 0) return able
    // The holders may not, and who represents them may, also while they are here.
    const others = members.filter(mine)
    if (others.length > 0) return others
  }
  const written = place.kind === "resubmit" || place.kind === "amend"
  const writes = members.filter((m) => may(holding(m.functions, dayOf(at)), "vorlage.write"))
  return written && writes.length > 0 ? writes : having(members, "administration", at)
}

const fits = (f: Assignment, place: Pick<Waiting, "amtId" | "gremiumId">): boolean =>
  (place.amtId === undefined || f.amtId === place.amtId) &&
  (place.gremiumId === undefined || f.gremiumId === place.gremiumId)

export const having = (members: readonly Member[], role: Role, at: Date): Member[] =>
  holders(members, at, (f) => f.role === role)

export const ofBody = (members: readonly Member[], gremiumId: string, roles: readonly Role[], at: Date): Member[] =>
  holders(members, at, (f) => f.gremiumId === gremiumId && roles.includes(f.role))

/** Who gave this fact its content: the one who entered it, and the one whose Zeichnung it holds. */
export function actors({ by, data }: Pick<Fact, "by" | "data">): string[] {
  const given = byOf(data.given)
  return given === undefined ? [by] : [by, given]
}

const byOf = (given: unknown): string | undefined =>
  typeof given === "object" && given !== null && "by" in given && typeof given.by === "string" ? given.by : undefined

const HAD: readonly string[] = ["step.signed", "step.cosigned", "step.stated", "step.released"]
/** Everybody who signed, stated or released any Fassung so far. */
export function handled(facts: readonly Fact[]): Set<string> {
  return new Set(
    facts.flatMap((f) => {
      const given = HAD.includes(f.type) ? byOf(f.data.given) : undefined
      return given === undefined ? [] : [given]
    }),
  )
}

/** Where a chain that has ended stood: the people who would have it now. */
export function before(chain: Chain, members: readonly Member[], at: Date): Member[] {
  const running: Chain = { ...chain, state: "running" }
  return waiting(running).flatMap((w) =>
    w.personId === undefined
      ? holders(members, at, (f) => f.role === w.role && fits(f, w))
      : members.filter((m) => m.personId === w.personId),
  )
}

/** Bodies that a Vorlage has reached. */
export const reached = (chain: Chain): string[] =>
  chain.steps.flatMap((s) => (s.kind === "body" && (s.status === "open" || s.status === "done") ? [s.gremiumId] : []))
