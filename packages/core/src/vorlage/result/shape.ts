/** What can be recorded of a body's answer: strict shapes for one result, and for the results of a whole meeting. */
import { z } from "zod"
import * as Chain from "../../chain/index.ts"
import { RichText } from "../../content.ts"
import { Ref } from "../../id.ts"
import { Day, Zustaendigkeit } from "../../paper.ts"
import { Reason } from "../hand.ts"
import { Stimme } from "../item.ts"

export const TopNumber = z.string().trim().min(1).max(40)
const Who = z.string().trim().min(1).max(120)
/** A member of the body: by its id where the house keeps its members, otherwise by name. */
export const Member = z.strictObject({ memberId: Ref.optional(), name: Who.optional() })
export type Member = z.infer<typeof Member>
const Members = z.array(Member).max(500)

/** The meeting it was told at: its item where the body has a calendar, its day in any case. */
export const put = { sitzungId: Ref.optional(), sitzungOn: Day.optional(), top: TopNumber.optional() }

export const sitting = {
  sitzungId: Ref.optional(),
  sitzungOn: Day,
  /** from the agenda where the body has a calendar */
  top: TopNumber.optional(),
  sitzungPublic: z.boolean().optional(),
  ort: z.string().max(200).optional(),
  vorsitz: Who,
  schriftfuehrung: Who,
}

export const FINAL = [
  "accepted",
  "accepted_amended",
  "approved_urgent",
  "rejected",
  "noted",
  "recommended",
  "no_vote",
] as const

export const outcome = {
  votes: Chain.Votes.nullable(),
  chairVote: z.enum(["ja", "nein"]).optional(),
  /** subject on which the chair's vote decides no tie, as the body's rules name it */
  gegenstand: z.string().min(1).max(200).optional(),
  form: z.enum(["offen", "namentlich", "geheim"]).nullable(),
  /** present and entitled to vote, without the befangene; as many as `votes.anwesend` */
  anwesende: Members.optional(),
  /** as many as `votes.befangen` */
  befangene: Members.optional(),
  /** namentliche Abstimmung; sums as in `votes` */
  stimmen: z
    .array(Member.extend({ stimme: Stimme }))
    .max(500)
    .optional(),
  /** wording where it differs from the Beschlussvorschlag; required for an amended decision */
  beschlusstext: RichText.optional(),
  changesProgramme: z.boolean().default(false),
}

export const postponed = { code: z.literal("postponed"), reason: Reason, termin: Day.nullable() }
export const removed = { code: z.literal("removed"), reason: Reason }
export const referred = {
  code: z.literal("referred"),
  reason: Reason,
  gremiumId: z.string(),
  termin: Day,
  zustaendigkeit: Zustaendigkeit,
}
export const final = { code: z.enum(FINAL), ...outcome }

/** A final answer with its meeting, as the judgement takes it. */
export const Final = z.strictObject({ ...final, ...sitting })
export type Final = z.infer<typeof Final>
