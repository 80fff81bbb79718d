/** Berichtigung: another result in place of a recorded one, with a reason; a second person where something followed from it. */
import { z } from "zod"
import { canonical } from "../../canonical.ts"
import * as Chain from "../../chain/index.ts"
import type { Ctx } from "../../context.ts"
import { dayOf } from "../../day.ts"
import { AppError, type Finding } from "../../error.ts"
import { standing } from "../../member/change.ts"
import { Publication, publicationKey } from "../../publication/item.ts"
import { house } from "../../tenant.ts"
import { verb } from "../../verb.ts"
import { open, Reason, readable, step, view, wording } from "../hand.ts"
import { frozenOf, present, type Text } from "../item.ts"
import { commitMoves } from "../move.ts"
import { judge } from "./judge.ts"
import { meetingOf } from "./meeting.ts"
import { keepPictures } from "./picture.ts"
import { dissolved } from "./record.ts"
import { seatsOf } from "./seats.ts"
import { final, sitting } from "./shape.ts"

export const correct = verb(
  {
    name: "vorlage.correct",
    may: "body.record",
    input: z.strictObject({ ...step, reason: Reason, ...final, ...sitting }),
    summary:
      "Ein eingetragenes Ergebnis mit Begründung berichtigen; das frühere bleibt lesbar. Wo daraus schon etwas gefolgt ist, bestätigt der Sitzungsdienst.",
  },
  async (request, input) => {
    const { ctx, checks } = await standing(request, "body.record")
    const { whole, chain, members } = await open(ctx, input.vorlageId)
    const who = { actor: ctx.actor, at: ctx.now() }
    const was = Chain.correctable(chain, input, who, input.stepId)
    readable(input.reason)
    const tenant = await house(ctx.table)
    const gremium = tenant.gremien.find((g) => g.id === was.gremiumId)
    const fassung = present(whole)?.value
    if (!fassung) throw new Error("a result without its Fassung")
    if (!gremium) throw dissolved()
    const textId = ctx.id("tx")
    const meeting = await meetingOf(ctx, gremium, input, input)
    const seats = await seatsOf(ctx, gremium.id, input.sitzungOn)
    const today = dayOf(who.at)
    const { result, words, warnings } = judge(input, { gremium, step: was, fassung, meeting, seats, today, textId })
    const before = whole.texts.get(was.result.textId)?.result
    const { by: _, at: __, ...old } = was.result
    if (alike(old, before) === alike(result, words))
      throw new AppError("refused", "correction.same", "Genau so ist das Ergebnis bereits eingetragen.")
    const reworded = canonical(before?.beschlusstext ?? []) !== canonical(words.beschlusstext)
    const frozen = await frozenOf(ctx, chain.sha256)
    const data = Chain.correction(chain, was, result, reworded, frozen.steps)
    const found = await followed(ctx, input.vorlageId, chain, data)
    await keepPictures(ctx, words.beschlusstext)
    const text: Text = {
      ...wording(ctx, textId, members, whole, input.stepId, undefined, input.reason),
      result: words,
      ...(found.length > 0 ? { findings: found } : {}),
    }
    const move: Chain.Move = { type: found.length > 0 ? "correction.proposed" : "body.corrected", data }
    const done = await commitMoves(ctx, whole, members, [move], [text], { writes: checks })
    return { ...view(done), warnings, proposed: found.length > 0, consequences: found, correctionId: textId }
  },
)

/** What two results have in common if they are the same: everything but the words' id and what was warned of. */
const alike = ({ textId: _, ...result }: Chain.StatedResult, words: Text["result"]): string => {
  const { warnings: __, ...said } = words ?? { warnings: [] }
  return canonical(JSON.parse(JSON.stringify({ result, said })))
}

/** What has followed from the result that stands: in the chain, and in what the public sees. */
export async function followed(
  ctx: Pick<Ctx, "table" | "actor" | "now">,
  vorlageId: string,
  chain: Chain.Chain,
  data: Chain.Correction,
): Promise<Finding[]> {
  const by = { at: ctx.now().toISOString(), by: ctx.actor.personId }
  const found = Chain.consequences(chain, data, by)
  const shown = await ctx.table.get(publicationKey(vorlageId), Publication)
  const state = shown?.value.state
  if (state === "public" || state === "planned" || state === "releasing")
    found.push({
      reason: "correction.public",
      place: "Veröffentlichung",
      message:
        state === "planned"
          ? "Die Vorlage ist zur Veröffentlichung vorgemerkt."
          : "Die Vorlage ist veröffentlicht; was die Öffentlichkeit sieht, muss danach neu freigegeben werden.",
    })
  return found
}

export const confirmCorrection = verb(
  {
    name: "vorlage.confirmCorrection",
    may: "result.confirm",
    input: z.strictObject({
      ...step,
      /** the correction that was seen */
      correctionId: z.string().min(1).max(80),
      /** reason, where it is not confirmed */
      reject: Reason.optional(),
    }),
    summary: "Berichtigung eines Ergebnisses als zweite Person bestätigen oder mit Begründung zurückweisen.",
  },
  async (request, input) => {
    const { ctx, checks } = await standing(request, "result.confirm")
    const { whole, chain, members } = await open(ctx, input.vorlageId)
    const who = { actor: ctx.actor, at: ctx.now() }
    const textId = ctx.id("tx")
    const rejected = input.reject === undefined ? undefined : textId
    readable(input.reject)
    const move = Chain.settleCorrection(chain, input, who, input.stepId, rejected)
    if (chain.correction?.result.textId !== input.correctionId)
      throw new AppError(
        "conflict",
        "correction.superseded",
        "Inzwischen wartet eine andere Berichtigung. Bitte sehen Sie sie an.",
      )
    const texts =
      rejected === undefined ? [] : [wording(ctx, textId, members, whole, input.stepId, undefined, input.reject)]
    return view(await commitMoves(ctx, whole, members, [move], texts, { writes: checks }))
  },
)
