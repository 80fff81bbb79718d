/** Stored items of a meeting (Sitzung): its day and its agenda; and where each Vorlage stands in the calendar of a body. */
import { z } from "zod"
import { Head } from "../fact.ts"
import { Day, Zustaendigkeit } from "../paper.ts"

/** Tagesordnungspunkt. Numbers are given by order within the public and the non-public part, and stand once invited. */
export const Top = z.strictObject({
  id: z.string(),
  /** "Ö 2", "N 1"; fixed with the invitation, a Nachtrag gets the next one */
  number: z.string().max(20).optional(),
  public: z.boolean(),
  /** how it came on the agenda (domain R6) */
  kind: z.enum(["regular", "nachtrag", "tischvorlage", "ergaenzung"]),
  /** what the agenda says; of a non-public one a neutral title */
  title: z.string().min(1).max(300),
  /** the Vorlage and the row of its Beratungsfolge; absent for formalities ("Genehmigung der Niederschrift") */
  vorlageId: z.string().optional(),
  stepId: z.string().optional(),
  removed: z.boolean().optional(),
})
export type Top = z.infer<typeof Top>

export const Sitzung = z.strictObject({
  version: z.literal(1),
  id: z.string(),
  gremiumId: z.string(),
  on: Day,
  /** Europe/Berlin, "17:00" */
  start: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/),
  end: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
    .optional(),
  ort: z.string().max(200),
  public: z.boolean(),
  /** called with the shortened Frist */
  urgent: z.boolean(),
  state: z.enum(["planned", "invited", "held", "cancelled"]),
  /** UTC instant of the dispatch */
  invitedAt: z.iso.datetime().optional(),
  /** days it stood on before */
  moved: z.array(Day).max(50),
  tops: z.array(Top).max(200),
  head: Head,
})
export type Sitzung = z.infer<typeof Sitzung>
/** As people read it. */
export const SITZUNG_STATE = {
  planned: "terminiert",
  invited: "eingeladen",
  held: "durchgeführt",
  cancelled: "abgesagt",
} as const satisfies Record<Sitzung["state"], string>

export const sitzungKey = (id: string): string => `sitzung/${id}/root`
/** All meetings of the house by day. */
export const SITZUNGEN = "list/sitzung"
export const sitzungIndex = (on: Day, id: string): string => `${SITZUNGEN}/${on}.${id}`

/**
 * A row of a Vorlage's Beratungsfolge, listed by body and day, so that an agenda finds its Vorlagen and a moved meeting
 * those it concerns. Made equal to the chain with every commit that changes it, like tasks.
 */
export const Beratung = z.strictObject({
  version: z.literal(1),
  vorlageId: z.string(),
  stepId: z.string(),
  gremiumId: z.string(),
  termin: Day,
  zustaendigkeit: Zustaendigkeit,
  nummer: z.string(),
  betreff: z.string(),
  public: z.boolean(),
  /** not yet there, before the body, answered */
  state: z.enum(["coming", "open", "done"]),
})
export type Beratung = z.infer<typeof Beratung>
export const beratungKey = (vorlageId: string, stepId: string): string => `vorlage/${vorlageId}/beratung-${stepId}`
export const beratungIndex = (b: Pick<Beratung, "gremiumId" | "termin">): string =>
  `beratung/${b.gremiumId}/${b.termin}`
