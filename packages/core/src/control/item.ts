/** Stored items of the Beschlusskontrolle: who carries a decision out until when, and what was reported. In the Vorlage's partition and log. */
import { z } from "zod"
import { Day } from "../paper.ts"
import { Role } from "../role.ts"

export const ControlState = z.enum(["offen", "in Arbeit", "erledigt", "entfällt"])
export type ControlState = z.infer<typeof ControlState>

export const Report = z.strictObject({
  at: z.iso.datetime(),
  by: z.string(),
  state: ControlState,
  text: z.string().max(4000),
})

/** Reports of one task at most; a new one goes on where it is full. */
export const REPORTS = 200

export const Control = z.strictObject({
  version: z.literal(1),
  id: z.string(),
  vorlageId: z.string(),
  nummer: z.string(),
  betreff: z.string(),
  public: z.boolean(),
  /** what is to be done */
  what: z.string().min(1).max(2000),
  /** one person, or whoever holds a function */
  personId: z.string().optional(),
  role: Role.optional(),
  due: Day,
  state: ControlState,
  /** when it was opened; when it was closed */
  at: z.iso.datetime(),
  closedAt: z.iso.datetime().optional(),
  reports: z.array(Report).max(REPORTS),
})
export type Control = z.infer<typeof Control>

export const controlKey = (vorlageId: string, id: string): string => `vorlage/${vorlageId}/control-${id}`
/** Open ones of the whole house by day. */
export const OPEN = "control/open"
export const controlIndex = (c: Pick<Control, "due" | "id">): string => `${OPEN}/${c.due}.${c.id}`
/** The task that it is for whoever carries it out; not one of those that follow from the chain. */
export const umsetzungKey = (vorlageId: string, id: string): string => `vorlage/${vorlageId}/umsetzung-${id}`

export const isOpen = ({ state }: Pick<Control, "state">): boolean => state === "offen" || state === "in Arbeit"
