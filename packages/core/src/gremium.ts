/** Gremien: bodies, their voting rules, the vocabulary of results and the arithmetic of votes (domain R10, R12, R13). */
import { z } from "zod"
import { Day } from "./paper.ts"

export { check, checkAnswer, type RecordedVote, resultLabel } from "./gremium/answer.ts"

/** A span of days before a day: calendar days, or working days of the house's Land. */
export const Span = z.strictObject({ days: z.int().min(0).max(90), count: z.enum(["calendar", "working"]) })
export type Span = z.infer<typeof Span>

/** Ladungsfrist of a body and how it counts (domain R8): every house's own rule, so data. */
export const Ladung = z.strictObject({
  /** between the day of dispatch and the day of the meeting */
  regular: Span,
  /** shortened in urgent cases; null: never */
  urgent: Span.nullable(),
  /** latest for a Nachtrag or a Tischvorlage of the agenda; null: on the day itself */
  nachtrag: Span.nullable(),
  /** the day of dispatch, the day of the meeting is one of the counted days; usually neither */
  dispatchCounts: z.boolean(),
  meetingCounts: z.boolean(),
  /** interne Abgabefrist: before the last day of the invitation the Vorlage lies with the Sitzungsdienst */
  abgabe: Span,
})
export type Ladung = z.infer<typeof Ladung>

export const Gremium = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{1,40}$/),
  /** "Ausschuss für Arbeit und Soziales" */
  name: z.string().min(1).max(200),
  /** short name, token {body} of numbers: "SOZ" */
  short: z.string().max(10),
  kind: z.enum([
    "fachausschuss",
    "hauptausschuss",
    /** part of the Kreistag that prepares and decides (NRW) */
    "kreisausschuss",
    /** collegial executive body (Hessen), like the Magistrat of a town */
    "kreisausschuss-kollegial",
    "magistrat",
    "kreistag",
    "rat",
    "stadtverordnetenversammlung",
    "traegerversammlung",
    "beirat",
  ]),
  mitglieder: z.int().min(1).max(500),
  /** what a tie means: rejected, or the chair decides (Trägerversammlung, § 44c SGB II) */
  tie: z.enum(["rejected", "chair"]),
  /** subjects on which the chair's vote does not decide (§ 44c II 2 Nr. 1, 4, 8 SGB II): a tie is a rejection there */
  tieExcept: z.array(z.string().min(1).max(200)).max(20).optional(),
  /** members that must be there to decide: more than half when absent */
  quorum: z.int().min(1).max(500).optional(),
  /** with it the body has a calendar: a Vorlage goes to one of its meetings and keeps the Fristen. Absent: any day. */
  ladung: Ladung.optional(),
  /** its meetings are public unless said otherwise of one; false for a Trägerversammlung or a collegial executive */
  public: z.boolean().optional(),
  /** shown on the house's public page; absent: yes, but never a Trägerversammlung */
  shown: z.boolean().optional(),
  /** last day of its existence; nothing goes to it afterwards */
  until: Day.optional(),
})
export type Gremium = z.infer<typeof Gremium>

/** Is this body shown to the public? A Trägerversammlung only where the house says so. */
export const shown = (g: Pick<Gremium, "shown" | "kind">): boolean => g.shown ?? g.kind !== "traegerversammlung"
