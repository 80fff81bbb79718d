/** Veröffentlichung of a house: whether and how it shows its Vorlagen to the public, as data. */
import { z } from "zod"
import { Day } from "../paper.ts"

const Lines = z.array(z.string().max(200)).max(12)

export const PublicationSettings = z.strictObject({
  /** name of the public pages: "Vorlagen des Jobcenters Kreis Aulenfeld" */
  title: z.string().trim().min(1).max(120),
  /** who answers questions of the public */
  contact: z.strictObject({
    name: z.string().trim().min(1).max(200),
    mail: z.email().max(200),
    phone: z.string().max(60).default(""),
  }),
  /** Impressum: who is responsible, who represents the house, register, VAT number */
  imprint: Lines.default([]),
  /** Erklärung zur Barrierefreiheit */
  accessibility: z.strictObject({
    /** address for feedback */
    feedback: z.email().max(200),
    /** last review of the declaration */
    reviewedOn: Day,
    /** known barriers, in words */
    barriers: Lines.default([]),
    /** body of the Land or the Bund that settles disputes (Durchsetzungs- oder Schlichtungsstelle) */
    enforcement: Lines.default([]),
  }),
  /** Amtlicher Gemeindeschlüssel, eight digits */
  ags: z
    .string()
    .regex(/^\d{8}$/)
    .nullable()
    .default(null),
  /** terms under which documents may be used again */
  licence: z
    .strictObject({ label: z.string().trim().min(1).max(120), url: z.url({ protocol: /^https?$/ }).max(300) })
    .nullable()
    .default(null),
  /** the machine-readable interface (OParl) */
  oparl: z.boolean().default(false),
  /** Wahlperioden that it names; none when absent */
  terms: z
    .array(z.strictObject({ name: z.string().trim().min(1).max(120), from: Day, until: Day.optional() }))
    .max(50)
    .optional(),
  /** the earliest moment of a release */
  from: z.enum(["invited", "decided"]).default("decided"),
  /** names of officials who signed or chaired are shown; without them papers that bear names are not published */
  names: z.boolean().default(true),
  /** a later result of the same Fassung becomes public by itself, or is looked at first */
  results: z.enum(["follow", "review"]).default("review"),
})
export type PublicationSettings = z.infer<typeof PublicationSettings>
