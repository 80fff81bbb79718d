/** Gliederung: the shape a kind of programme begins with, as data: sections, what is fixed in them, what a house must fill. */
import { z } from "zod"
import { SectionBlock } from "../content.ts"

export const OutlineSection = z.strictObject({
  key: z.string().regex(/^[a-z0-9-]{1,40}$/),
  title: z.string().min(1).max(200),
  level: z.int().min(1).max(4),
  numbering: z.enum(["auto", "none"]),
  lock: z.enum(["free", "titleFixed", "readOnly"]),
  required: z.boolean(),
  /** shown beside the empty section, never printed */
  help: z.string().max(500),
  /** what the section begins with */
  blocks: z.array(SectionBlock),
})
export type OutlineSection = z.infer<typeof OutlineSection>

/** Records of those who are to be heard before the first Zeichnung. */
export const ParticipationKind = z.enum(["bca", "beirat", "beschaeftigte", "kunden"])
export type ParticipationKind = z.infer<typeof ParticipationKind>
export const PARTICIPATION_LABEL = {
  bca: "Beauftragte für Chancengleichheit am Arbeitsmarkt",
  beirat: "Örtlicher Beirat",
  beschaeftigte: "Beschäftigte",
  kunden: "Kundinnen und Kunden",
} as const satisfies Record<ParticipationKind, string>

export const Outline = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{1,40}$/),
  version: z.int().min(1),
  name: z.string().min(1).max(200),
  kind: z.enum(["AMP", "AIP", "LPD"]),
  /** forms of organisation it is meant for */
  house: z.array(z.enum(["zkT", "gE"])).min(1),
  /** title of a new programme; "{year}" becomes the year */
  title: z.string().min(1).max(200),
  sections: z.array(OutlineSection).min(1).max(200),
  /** most Schwerpunktthemen; no limit when absent */
  topics: z.int().min(1).optional(),
  /** who is to be heard; `must` blocks the submission, otherwise it is a warning */
  participation: z.array(z.strictObject({ kind: ParticipationKind, must: z.boolean() })),
})
export type Outline = z.infer<typeof Outline>
