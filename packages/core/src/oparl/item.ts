/** Stored items of the OParl interface: one per object, in the form in which it is given out, with short references. */
import { z } from "zod"
import { Sha256 } from "../content.ts"
import { timeOf } from "../id.ts"

/** Object types of OParl 1.1; the name of each is also that of its list and of its part of the address. */
export const Type = z.enum([
  "system",
  "body",
  "organization",
  "person",
  "membership",
  "meeting",
  "agendaItem",
  "consultation",
  "paper",
  "file",
  "location",
  "legislativeTerm",
])
export type Type = z.infer<typeof Type>

/** Opaque, permanent, random, sorting by the instant it was given: 26 characters, the first ten of them the time. */
export const ObjectId = z.string().regex(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/)

/**
 * A body as it is stored: JSON whose addresses are short. `{ "@": "paper/01J..." }` is another object or list of this
 * interface, `{ "/": "/oeffentlich/..." }` an address of the service, an object with "=" one that is given out inside of
 * another ("=" names it, "c" and "m" are its own created and modified).
 */
export const Body = z.record(z.string(), z.unknown())
export type Body = z.infer<typeof Body>
export const ref = (type: Type, id: string): Body => ({ "@": `${type}/${id}` })
export const at = (path: string): Body => ({ "/": path })

/** Instants are whole seconds: what is told of them has no more. */
export const Second = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
export const secondOf = (date: Date): string => `${date.toISOString().slice(0, 19)}Z`

/** One object: with its body, or what is left of one that is no longer public. */
export const Item = z.strictObject({
  version: z.literal(1),
  created: Second,
  modified: Second,
  body: Body.optional(),
})
export type Item = z.infer<typeof Item>

/**
 * A list: all objects of a type, or the meetings of an organization ("meeting.01J..."). What is public and what was stand
 * apart, so that a list reads what it shows and nothing else.
 */
export const liveKey = (list: string, id: string): string => `oparl/${list}/${id}`
export const goneKey = (list: string, id: string): string => `oparl/gone.${list}/${id}`
/** Both by the instant of their last change. */
export const changedIndex = (list: string, modified: string): string => `oparl-changed/${list}/${modified}`
export const meetingsOf = (organizationId: string): string => `meeting.${organizationId}`

/** Which object stands for what of a source, and as what it was last written. */
export const Slot = z.strictObject({
  /** "paper", "file.anlage/<id>", "row.<step>", "top.<id>" */
  slot: z.string(),
  type: Type,
  id: ObjectId,
  /** further lists it stands in */
  also: z.string().optional(),
  created: Second,
  modified: Second,
  /** of the body */
  sha256: Sha256,
  /** of the item that stands now */
  rev: z.int().min(1),
  gone: z.boolean(),
})
export type Slot = z.infer<typeof Slot>

/** A row of a Vorlage's Beratungsfolge, as its meeting has to know it. */
export const Row = z.strictObject({
  stepId: z.string(),
  sitzungId: z.string().optional(),
  /** result that the public sees, and the wording where it differs from the Beschlussvorschlag */
  on: z.string().optional(),
  result: z.string().optional(),
  text: z.string().optional(),
})
export type Row = z.infer<typeof Row>

/** Everything that was made of one source: a Vorlage, a meeting, the house ("house"). */
export const State = z.strictObject({
  version: z.literal(1),
  log: z.string(),
  slots: z.array(Slot),
  /** of a Vorlage: its rows, the meetings and Vorlagen it was last tied to, SHA-512 of its files by their SHA-256 */
  rows: z.array(Row).optional(),
  tied: z.array(z.string()).optional(),
  sums: z.record(z.string(), z.string()).optional(),
  /** of the house: what decides which sources are shown, and how often all of them were looked through for it */
  shown: z.string().optional(),
  sweeps: z.int().optional(),
})
export type State = z.infer<typeof State>
export const stateKey = (log: string): string => `oparl/state/${log}`
export const STATES = "oparl/state/"
export const HOUSE = "house"

/** How far looking through all sources has come. */
export const Sweep = z.strictObject({
  version: z.literal(1),
  phase: z.enum(["public", "sitzung", "known"]),
  cursor: z.string().optional(),
})
export type Sweep = z.infer<typeof Sweep>
export const sweepKey = (dutyId: string): string => `oparl/sweep/${dutyId}`

/** Where the objects of a house stand, without those of its organizations: for its inventory. */
export const LISTS: readonly string[] = [...Type.options.flatMap((t) => [t, `gone.${t}`]), "state", "sweep"]
export const ORGANIZATIONS = "oparl-changed/organization"
export const listsOf = (organizationId: string): string[] => [
  meetingsOf(organizationId),
  `gone.${meetingsOf(organizationId)}`,
]

/** Beginnings of the ids that were given from this second on, and until it has passed. */
export const idFrom = (second: Date): string => timeOf(second)
export const idTo = (second: Date): string => timeOf(new Date(second.getTime() + 999))

export const live = (state: State | undefined, slot: string): Slot | undefined =>
  state?.slots.find((s) => s.slot === slot && !s.gone)
