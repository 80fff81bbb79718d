/** Formalien of an agenda: opening, approval of the last minutes, notices; taken from the body's last meeting. Pure. */
import type { Ctx } from "../context.ts"
import { germanDay } from "../day.ts"
import type { Sitzung, Top } from "./item.ts"

const MINUTES = "Genehmigung der Niederschrift"
const minutes = (before: Pick<Sitzung, "on"> | undefined): string =>
  before === undefined ? `${MINUTES} der letzten Sitzung` : `${MINUTES} der Sitzung vom ${germanDay(before.on)}`

/** In our own words, not in those that somebody gave it. */
const stands = (t: Top): boolean => t.formal === "minutes" && t.title.startsWith(MINUTES) && t.internal === undefined

/** For a body that had no meeting yet. */
const USUAL: readonly { readonly words: string; readonly formal: "minutes" | "other" }[] = [
  { words: "Eröffnung und Feststellung der Beschlussfähigkeit", formal: "other" },
  { words: MINUTES, formal: "minutes" },
  { words: "Mitteilungen und Anfragen", formal: "other" },
]

/** The formalities that an agenda begins with. */
export function formalities(
  ctx: Pick<Ctx, "id">,
  before: Pick<Sitzung, "on" | "tops"> | undefined,
  shown: boolean,
): Top[] {
  const known = before?.tops.filter((t) => t.formal !== undefined && !t.removed && t.vorlageId === undefined) ?? []
  const base = { kind: "regular" as const }
  if (known.length > 0)
    return known.map((t) => ({
      ...base,
      id: ctx.id("top"),
      public: t.public,
      title: stands(t) ? minutes(before) : t.title,
      ...(t.internal === undefined ? {} : { internal: t.internal }),
      formal: t.formal,
    }))
  // That a meeting is opened and its minutes are approved may be read by everybody.
  return USUAL.map(({ words, formal }) => ({
    ...base,
    id: ctx.id("top"),
    public: shown,
    title: formal === "minutes" ? minutes(before) : words,
    formal,
  }))
}

/** The approval names the minutes of the meeting that came before by now. */
export function withMinutes(tops: readonly Top[], before: Pick<Sitzung, "on"> | undefined): Top[] {
  return before === undefined ? [...tops] : tops.map((t) => (stands(t) ? { ...t, title: minutes(before) } : t))
}

/** Where a Vorlage is put: after those of its part, else after the opening, before the formalities that end it. */
export function insert(tops: readonly Top[], top: Top, at?: number): Top[] {
  if (at !== undefined) return [...tops.slice(0, at), top, ...tops.slice(at)]
  const own = tops.findLastIndex((t) => t.public === top.public && t.vorlageId !== undefined)
  const any = tops.findLastIndex((t) => t.vorlageId !== undefined || t.formal === "minutes")
  const last = own >= 0 ? own : any
  const index = last >= 0 ? last + 1 : tops.length
  return [...tops.slice(0, index), top, ...tops.slice(index)]
}
