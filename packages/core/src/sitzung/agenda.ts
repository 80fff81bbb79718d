/** Tagesordnung: order and numbers of its points, what each says to whom, what of it the public reads. Pure. */
import { type Agenda, AgendaTop } from "../paper/agenda.ts"
import type { Sitzung, Top } from "./item.ts"

/** What the public reads of a point whose title is not for it. */
export const NEUTRAL = "Nichtöffentliche Angelegenheit"
const TITLE = 300

const shortened = (words: string): string => (words.length <= TITLE ? words : `${words.slice(0, TITLE - 1).trimEnd()}…`)

export interface Wording {
  /** the point is dealt with in public */
  readonly public: boolean
  /** the words themselves may be read by everybody: the Betreff of a public Vorlage */
  readonly open: boolean
  readonly words: string
  /** own words for the public */
  readonly publicTitle?: string | undefined
  /** of a Vorlage */
  readonly nummer?: string | undefined
}

/** Titles of a point: the one that everybody may read, and the full one where that is another. */
export function titled({ public: shown, open, words, publicTitle, nummer }: Wording): Pick<Top, "title" | "internal"> {
  const neutral = shown && nummer !== undefined ? `Vorlage ${nummer} (nichtöffentlich)` : NEUTRAL
  const title = publicTitle ?? (shown && open ? shortened(words) : neutral)
  return title === words ? { title } : { title, internal: words }
}

/** The full title, for those who may see it. */
export const full = (top: Top): string => top.internal ?? top.title

/** The public part first, each part in its own order. */
export const ordered = (tops: readonly Top[]): Top[] => [
  ...tops.filter((t) => t.public),
  ...tops.filter((t) => !t.public),
]

const PART = { true: "Ö", false: "N" } as const
const part = (shown: boolean): string => PART[`${shown}`]

/** The number that follows the highest one of this part. */
export function nextNumber(tops: readonly Top[], shown: boolean): string {
  const taken = tops.flatMap((t) => {
    const [, letter, n] = /^([ÖN]) (\d+)/.exec(t.number ?? "") ?? []
    return letter === part(shown) ? [Number(n)] : []
  })
  return `${part(shown)} ${Math.max(0, ...taken) + 1}`
}

/** The number of a point that supplements another one: "Ö 3.1", then "Ö 3.2". */
export function numberBelow(tops: readonly Top[], original: string): string {
  const below = tops.filter((t) => t.number?.startsWith(`${original}.`)).length
  return `${original}.${below + 1}`
}

/** As the agenda stands now: in order, with numbers. Fixed numbers stay; before the invitation they follow the order. */
export function numbered(tops: readonly Top[]): Top[] {
  const count = { true: 0, false: 0 }
  return ordered(tops).map((top) => {
    if (top.number !== undefined || top.removed) return top
    return { ...top, number: `${part(top.public)} ${++count[`${top.public}`]}` }
  })
}

/** Numbers as the invitation fixes them; what was taken off before is not part of it. */
export const fixed = (tops: readonly Top[]): Top[] => numbered(tops.filter((t) => !t.removed))

/** Points as they are frozen with an invitation. */
export const frozenTops = (tops: readonly Top[]): Agenda["tops"] =>
  numbered(tops).map((t) =>
    AgendaTop.parse({
      number: t.number ?? "",
      title: full(t),
      publicTitle: t.title,
      public: t.public,
      ...(t.nummer === undefined ? {} : { nummer: t.nummer }),
      kind: t.kind,
      removed: t.removed === true,
    }),
  )

export interface PublicTop {
  readonly number: string
  readonly title: string
  readonly public: boolean
  readonly removed: boolean
}
/** What the public reads: of non-public points number and neutral title, or nothing, as the house wants it. */
export function forPublic(tops: readonly Top[], nonPublic: "neutral" | "omitted"): PublicTop[] {
  return numbered(tops)
    .filter((t) => t.public || nonPublic === "neutral")
    .map((t) => ({ number: t.number ?? "", title: t.title, public: t.public, removed: t.removed === true }))
}

/** Has this meeting anything to tell the public at all? */
export const hasPublicPart = ({ public: shown, tops }: Pick<Sitzung, "public" | "tops">): boolean =>
  shown || tops.some((t) => t.public)

/** The same points in another order. @returns undefined where the ids are not exactly those of the agenda */
export function reordered(tops: readonly Top[], ids: readonly string[]): Top[] | undefined {
  if (ids.length !== tops.length || new Set(ids).size !== ids.length) return undefined
  const found = ids.flatMap((id) => tops.find((t) => t.id === id) ?? [])
  return found.length === tops.length ? found : undefined
}
