/** Stored items of a meeting (Sitzung): its day and its agenda; and where each Vorlage stands in the calendar of a body. */
import { z } from "zod"
import { Sha256 } from "../content.ts"
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
  /** what the agenda says; of a non-public one a neutral title: whoever reads it may show it to the public */
  title: z.string().min(1).max(300),
  /** the full title for those who may see it, where it is another: Betreff of a non-public Vorlage */
  internal: z.string().min(1).max(500).optional(),
  /** number of the Vorlage */
  nummer: z.string().max(60).optional(),
  /** of a formality: the approval of the last minutes names their day */
  formal: z.enum(["minutes", "other"]).optional(),
  /** the Vorlage and the row of its Beratungsfolge; absent for formalities ("Genehmigung der Niederschrift") */
  vorlageId: z.string().optional(),
  stepId: z.string().optional(),
  /** "abgesetzt": not dealt with. Of an invited meeting it stays listed; before that it only keeps the Vorlage away. */
  removed: z.boolean().optional(),
})
export type Top = z.infer<typeof Top>

/** Points of one agenda at most. */
export const TOPS = 200

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
  tops: z.array(Top).max(TOPS),
  /** invitations and supplements that went out: the numbers of their papers */
  issued: z.int().min(0).optional(),
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
 * The day of a body's meeting, taken: two meetings of one body on one day cannot be. Made and dropped with the meeting's
 * day, never changed, so its revision is always 1.
 */
export const Slot = z.strictObject({ version: z.literal(1), sitzungId: z.string() })
export const slotKey = (gremiumId: string, on: Day): string => `termin/${gremiumId}/${on}`

/** Words of a reason, deletable; the fact names it by its id. */
export const Note = z.strictObject({
  version: z.literal(1),
  id: z.string(),
  at: z.iso.datetime(),
  by: z.string(),
  text: z.string().max(4000),
})
export type Note = z.infer<typeof Note>
export const noteKey = (sitzungId: string, id: string): string => `sitzung/${sitzungId}/text-${id}`

/** An invitation or supplement as paper: what it was made of lies among the papers at `agendaPath`. */
export const Issue = z.strictObject({
  version: z.literal(1),
  n: z.int().min(1),
  at: z.iso.datetime(),
  agendaSha256: Sha256,
  state: z.enum(["making", "ready", "refused"]),
  /** for members; for the public, where the meeting has a public part */
  files: z.array(
    z.strictObject({
      form: z.enum(["full", "public"]),
      sha256: Sha256,
      fileName: z.string(),
      bytes: z.int(),
      pages: z.int().nullable(),
    }),
  ),
  findings: z.array(z.object({ reason: z.string(), place: z.string(), message: z.string() })),
})
export type Issue = z.infer<typeof Issue>
export const issueKey = (sitzungId: string, n: number): string =>
  `sitzung/${sitzungId}/issue-${String(n).padStart(4, "0")}`
/** Frozen agenda of an invitation, and the files made of it, by its hash. */
export const agendaPath = (hash: string): string => `tagesordnung/${hash}.json`
export const agendaFile = (hash: string, form: "full" | "public"): string => `tagesordnung/${hash}-${form}.pdf`

/**
 * A row of a Vorlage's Beratungsfolge, listed by body and day, so that an agenda finds its Vorlagen and a moved meeting
 * those it concerns. Made equal to the chain with every commit that changes it, like tasks.
 */
export const Beratung = z.strictObject({
  version: z.literal(1),
  vorlageId: z.string(),
  stepId: z.string(),
  gremiumId: z.string(),
  /** null: it waits without a day; such rows stand after all days of the body */
  termin: Day.nullable(),
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
  `beratung/${b.gremiumId}/${b.termin ?? "ohne-tag"}`
