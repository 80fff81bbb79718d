/** Input of the paper of an invitation (Einladung und Tagesordnung): frozen when the invitation goes out. */
import { z } from "zod"
import { Day, House } from "../paper.ts"

export const AgendaTop = z.strictObject({
  /** "Ö 2", "N 1" */
  number: z.string(),
  /** for members */
  title: z.string(),
  /** for the public */
  publicTitle: z.string(),
  public: z.boolean(),
  nummer: z.string().optional(),
  kind: z.enum(["regular", "nachtrag", "tischvorlage", "ergaenzung"]),
  /** "abgesetzt" */
  removed: z.boolean(),
})
export type AgendaTop = z.infer<typeof AgendaTop>

/** Whole for members; the form for the public is made of the same. */
export const Agenda = z.strictObject({
  version: z.literal(1),
  sitzungId: z.string(),
  house: House,
  gremium: z.string(),
  on: Day,
  start: z.string(),
  end: z.string().optional(),
  ort: z.string(),
  public: z.boolean(),
  urgent: z.boolean(),
  /** day of the dispatch */
  invitedOn: Day,
  /** what it is: the invitation, a supplement to its agenda, another time or place of the same day */
  occasion: z.enum(["einladung", "nachtrag", "aenderung"]),
  /** name of the chair, where the body has entered one */
  vorsitz: z.string().optional(),
  /** points of the non-public part on the form for the public */
  nonPublicTops: z.enum(["neutral", "omitted"]),
  /** the public part first */
  tops: z.array(AgendaTop),
})
export type Agenda = z.infer<typeof Agenda>

export interface AgendaPaper extends Agenda {
  readonly form: "full" | "public"
}
