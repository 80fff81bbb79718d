/** Ergebnisse: the answers of the bodies, recorded by their offices. */
import { z } from "zod"
import * as Chain from "../../chain/index.ts"
import type { Ctx, Write } from "../../context.ts"
import { dayOf, germanDay } from "../../day.ts"
import { AppError, type Finding, notFound } from "../../error.ts"
import { checkAnswer, type Gremium } from "../../gremium.ts"
import { standing } from "../../member/change.ts"
import { all as allMembers, type Member } from "../../member/item.ts"
import { holding } from "../../role.ts"
import { house, type Tenant } from "../../tenant.ts"
import { verb } from "../../verb.ts"
import { readable, running, step, view, wording } from "../hand.ts"
import { load, present, type Text, type Whole } from "../item.ts"
import { commitMoves } from "../move.ts"
import { visible } from "../visible.ts"
import { judge } from "./judge.ts"
import { meetingOf, nextMeeting } from "./meeting.ts"
import { keepPictures } from "./picture.ts"
import { seatsOf } from "./seats.ts"
import { final, postponed, put, referred, removed, sitting } from "./shape.ts"

export const Result = z.discriminatedUnion("code", [
  z.strictObject({ ...postponed, ...step, ...put }),
  z.strictObject({ ...removed, ...step, ...put }),
  z.strictObject({ ...referred, ...step, ...put }),
  z.strictObject({ ...final, ...step, ...sitting }),
])
export type Result = z.output<typeof Result>

export const record = verb(
  {
    name: "vorlage.record",
    may: "body.record",
    input: Result,
    summary: "Ergebnis eines Gremiums eintragen (nur die Geschäftsstelle dieses Gremiums).",
  },
  async (request, input) => {
    const { ctx, checks } = await standing(request, "body.record")
    const tenant = await house(ctx.table)
    const { done, warnings } = await enter(ctx, checks, tenant, await allMembers(ctx.table), input)
    return { ...view(done), warnings }
  },
)

/** Judges one result and commits it: alone, or as one of a whole meeting. */
export async function enter(
  ctx: Ctx,
  checks: readonly Write[],
  tenant: Tenant,
  members: readonly Member[],
  input: Result,
) {
  const whole = await load(ctx, input.vorlageId)
  requireReached(ctx, whole, input)
  const chain = running(whole)
  Chain.requireBefore(chain, input)
  const textId = ctx.id("tx")
  const reason = "reason" in input ? input.reason : undefined
  readable(reason)
  const text = wording(ctx, textId, members, whole, input.stepId, undefined, reason)
  const step = chain.steps.find((s) => s.id === input.stepId)
  if (step?.kind === "body" && !Chain.awaitsBody(step)) checkAnswer(step.zustaendigkeit, input.code)
  else if (step) Chain.checkUrgentAnswer(step, input.code)
  const { answer, words, warnings } = await answerOf(ctx, { input, whole, chain, step, tenant, textId })
  const move = Chain.record(chain, input, { actor: ctx.actor, at: ctx.now() }, input.stepId, answer)
  if (words) await keepPictures(ctx, words.beschlusstext)
  const texts: Text[] = [words ? { ...text, result: words } : text]
  return { done: await commitMoves(ctx, whole, members, [move], texts, { writes: checks }), warnings, words }
}

/**
 * Whoever sees a Vorlage only for his body loses sight of it when it is taken back; he still holds its paper in his hands
 * (both hashes), so he is told what happened instead of that there is no such thing.
 */
function requireReached(ctx: Ctx, whole: Whole, input: Pick<Result, "stepId" | "fassungSha256" | "pdfSha256">): void {
  if (visible(ctx, whole)) return
  const chain = whole.chain?.value
  const step = chain?.steps.find((s) => s.id === input.stepId)
  const functions = holding(ctx.actor.functions, dayOf(ctx.now()))
  const own = functions.some(
    (f) => f.role === "geschaeftsstelle" && step?.kind === "body" && f.gremiumId === step.gremiumId,
  )
  if (chain && own && chain.sha256 === input.fassungSha256 && chain.pdfSha256 === input.pdfSha256)
    Chain.requireBefore(chain, input)
  throw notFound()
}

interface Asked {
  readonly input: Result
  readonly whole: Whole
  readonly chain: Chain.Chain
  readonly step: Chain.Step | undefined
  readonly tenant: Tenant
  readonly textId: string
}

async function answerOf(
  ctx: Ctx,
  { input, whole, chain, step, tenant, textId }: Asked,
): Promise<{ answer: Chain.Answer; words?: Text["result"]; warnings: Finding[] }> {
  if (step?.kind !== "body")
    throw new AppError("not_found", "step.unknown", "Diesen Schritt gibt es in dieser Fassung nicht.")
  const gremium = tenant.gremien.find((g) => g.id === step.gremiumId)
  const today = dayOf(ctx.now())
  if (input.code === "referred") {
    const { gremiumId, termin, zustaendigkeit } = input
    const to = tenant.gremien.find((g) => g.id === gremiumId)
    if (!to || to.id === step.gremiumId)
      throw new AppError("input", "gremium.unknown", "Bitte wählen Sie ein anderes Gremium dieses Hauses.")
    if (zustaendigkeit === "Entscheidung")
      throw new AppError(
        "input",
        "referred.deciding",
        "Verwiesen wird zur Vorberatung; entscheiden wird das verweisende Gremium.",
      )
    await nextMeeting(ctx, to, termin, today)
    const at = await told(ctx, gremium, input, today)
    const place = to.ladung ? { place: { state: "coming" as const } } : {}
    const one = { kind: "referred" as const, gremiumId, gremium: to.name, termin, zustaendigkeit, textId }
    const answer = { ...one, ...place, ...at }
    return { answer, warnings: order(chain, step, termin) }
  }
  if (!gremium) throw dissolved()
  if (input.code === "postponed" || input.code === "removed") {
    const at = await told(ctx, gremium, input, today)
    if (input.code === "removed") return { answer: { kind: "removed", textId, ...at }, warnings: [] }
    const { termin } = input
    if (termin !== null) await nextMeeting(ctx, gremium, termin, today)
    const warnings = termin === null ? [] : order(chain, step, termin)
    return { answer: { kind: "postponed", termin, textId, ...at }, warnings }
  }
  const fassung = present(whole)?.value
  if (!fassung) throw new Error("a chain without its Fassung")
  const meeting = await meetingOf(ctx, gremium, input, input)
  const seats = await seatsOf(ctx, gremium.id, input.sitzungOn)
  const judged = judge(input, { gremium, step, fassung, meeting, seats, today, textId })
  return { answer: { kind: "final", result: judged.result }, words: judged.words, warnings: judged.warnings }
}

export const dissolved = (): AppError =>
  new AppError(
    "refused",
    "gremium.dissolved",
    "Dieses Gremium gibt es nicht mehr. Bitte verweisen Sie die Vorlage an das zuständige.",
  )

/** The meeting at which something was put off: what the body's calendar says, or what was told. */
async function told(
  ctx: Ctx,
  gremium: Gremium | undefined,
  input: Extract<Result, { code: "postponed" | "removed" | "referred" }>,
  today: string,
): Promise<Chain.At> {
  const { sitzungOn, top, sitzungId } = input
  if (sitzungOn !== undefined && sitzungOn > today)
    throw new AppError("input", "result.future", `Die Sitzung am ${germanDay(sitzungOn)} hat noch nicht stattgefunden.`)
  readable(top)
  if (!gremium || (sitzungOn === undefined && sitzungId === undefined)) return top === undefined ? {} : { top }
  const meeting = await meetingOf(ctx, gremium, input, input)
  const on = meeting?.sitzung.on ?? sitzungOn
  if (on !== undefined && on > today)
    throw new AppError("input", "result.future", `Die Sitzung am ${germanDay(on)} hat noch nicht stattgefunden.`)
  const number = top ?? meeting?.top?.number
  return {
    ...(meeting ? { sitzungId: meeting.sitzung.id } : {}),
    ...(on === undefined ? {} : { sitzungOn: on }),
    ...(number === undefined ? {} : { top: number }),
  }
}

/** The days of the Beratungsfolge ascend (R7); what a new day puts out of order is told. */
function order(chain: Chain.Chain, step: Chain.StepOf<"body">, termin: string): Finding[] {
  return chain.steps.slice(chain.steps.indexOf(step) + 1).flatMap((s) =>
    s.kind === "body" && s.termin !== null && !s.result && s.termin < termin
      ? [
          {
            reason: "beratungsfolge.order",
            place: s.label,
            message: `Der Termin ${germanDay(s.termin)} liegt nun vor dem neuen (${germanDay(termin)}). Bitte vertagen Sie auch dort.`,
          },
        ]
      : [],
  )
}
