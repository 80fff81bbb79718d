/** Dringlichkeitsentscheidung: laid before those who may decide in place of a body, signed by each, taken back before that. */
import { z } from "zod"
import * as Chain from "../../chain/index.ts"
import type { Ctx } from "../../context.ts"
import { addDays, dayOf, germanDay } from "../../day.ts"
import { usual } from "../../dringlichkeit.ts"
import { AppError, type Finding } from "../../error.ts"
import type { Gremium } from "../../gremium.ts"
import { standing } from "../../member/change.ts"
import { asActor } from "../../member/item.ts"
import { every } from "../../page.ts"
import { Day } from "../../paper.ts"
import { SITZUNGEN, Sitzung } from "../../sitzung/item.ts"
import { house, type Tenant } from "../../tenant.ts"
import { requireFresh, verb } from "../../verb.ts"
import { open, Reason, Remark, readable, StepId, step, view, wording } from "../hand.ts"
import { commitMoves } from "../move.ts"
import { nextMeeting } from "./meeting.ts"
import { dissolved } from "./record.ts"

export const urgent = verb(
  {
    name: "vorlage.urgent",
    may: "urgent.ask",
    input: z.strictObject({
      ...step,
      reason: Reason,
      /** next meeting of the body; found in its calendar where it has one */
      termin: Day.optional(),
    }),
    summary:
      "Dringlichkeitsentscheidung anstelle eines Gremiums zur Zeichnung vorlegen, mit Begründung. Wer zeichnet und was danach folgt, sagt die Regel des Hauses.",
  },
  async (request, input) => {
    const { ctx, checks } = await standing(request, "urgent.ask")
    const { whole, chain, members } = await open(ctx, input.vorlageId)
    const body = Chain.urgentStep(chain, input, input.stepId)
    readable(input.reason)
    const tenant = await house(ctx.table)
    const gremium = tenant.gremien.find((g) => g.id === body.gremiumId)
    if (!gremium) throw dissolved()
    const today = dayOf(ctx.now())
    const { rule, unverified } = ruleOf(tenant)
    const termin = input.termin ?? (await following(ctx, gremium, body.termin, today))
    if (termin !== null) await nextMeeting(ctx, gremium, termin, today)
    const textId = ctx.id("tx")
    const who = { actor: ctx.actor, at: ctx.now() }
    const places = rule.signatures.map((s, i) => ({ id: `zeichnung-${i + 1}`, ...s }))
    const move = Chain.askUrgent(chain, input, who, input.stepId, { follow: rule.follow, places, termin, textId })
    const text = {
      ...wording(ctx, textId, members, whole, input.stepId, undefined, input.reason),
      basis: rule.basis,
    }
    const done = await commitMoves(ctx, whole, members, [move], [text], { writes: checks })
    const warnings: Finding[] = []
    const warn = (reason: string, place: string, message: string) => warnings.push({ reason, place, message })
    if (unverified)
      warn(
        "urgent.unverified",
        rule.basis,
        "Diese Regel ist nicht geprüft. Bitte tragen Sie die Regel Ihres Hauses ein.",
      )
    if (rule.within !== null && termin !== null && termin > addDays(today, rule.within))
      warn(
        "urgent.late",
        gremium.name,
        `Die Sitzung am ${germanDay(termin)} liegt nach der Frist von ${rule.within} Tagen.`,
      )
    for (const w of Chain.waiting(done.chain))
      if (
        w.kind === "urgent" &&
        w.stepId === input.stepId &&
        !members.some((m) => Chain.entitled(w, done.chain, asActor(m), who.at))
      )
        warn("urgent.nobody", w.label, "Diese Funktion hat niemand. Die Mandantenadministration vergibt sie.")
    return { ...view(done), termin, follow: rule.follow, warnings }
  },
)

const ruleOf = (tenant: Tenant) =>
  tenant.dringlichkeit ? { rule: tenant.dringlichkeit, unverified: false } : usual(tenant.land, tenant.house.kind)

/** The body's next meeting: of its calendar, otherwise the day that the Vorlage was to come before it. */
async function following(ctx: Ctx, gremium: Gremium, termin: Day | null, today: Day): Promise<Day | null> {
  if (!gremium.ladung) return termin
  const all = await every((cursor) => ctx.table.listIndex(SITZUNGEN, Sitzung, { cursor }))
  const next = all
    .map((s) => s.value)
    .filter((s) => s.gremiumId === gremium.id && s.on >= today && (s.state === "planned" || s.state === "invited"))
    .map((s) => s.on)
    .sort()[0]
  if (next !== undefined) return next
  throw new AppError(
    "input",
    "urgent.termin",
    `Im Kalender steht keine kommende Sitzung: ${gremium.name}. Bitte tragen Sie erst eine ein.`,
  )
}

export const signUrgent = verb(
  {
    name: "vorlage.signUrgent",
    may: "urgent.sign",
    input: z.strictObject({ ...step, placeId: StepId, remark: Remark.optional() }),
    summary: "Dringlichkeitsentscheidung zeichnen. Nennt beide Prüfsummen der gesehenen Fassung.",
  },
  async (request, input) => {
    requireFresh(request)
    const { ctx, checks } = await standing(request, "urgent.sign")
    const { whole, chain, members } = await open(ctx, input.vorlageId)
    readable(input.remark)
    const textId = ctx.id("tx")
    const who = { actor: ctx.actor, at: ctx.now() }
    const move = Chain.signUrgent(chain, input, who, input.stepId, input.placeId, textId)
    const given = "given" in move.data ? move.data.given : undefined
    const text = wording(ctx, textId, members, whole, input.stepId, given, input.remark)
    const body = chain.steps.find((s) => s.id === input.stepId)
    const place = body?.kind === "body" ? body.urgent?.places.find((p) => p.id === input.placeId) : undefined
    const named = { ...text, functionLabel: place?.label ?? text.functionLabel }
    return view(await commitMoves(ctx, whole, members, [move], [named], { writes: checks }))
  },
)

export const dropUrgent = verb(
  {
    name: "vorlage.dropUrgent",
    may: "urgent.ask",
    input: z.strictObject({ ...step, reason: Reason }),
    summary: "Dringlichkeitsentscheidung zurücknehmen, solange sie nicht vollständig gezeichnet ist.",
  },
  async (request, input) => {
    const { ctx, checks } = await standing(request, "urgent.ask")
    const { whole, chain, members } = await open(ctx, input.vorlageId)
    readable(input.reason)
    const textId = ctx.id("tx")
    const move = Chain.dropUrgent(chain, input, input.stepId, textId)
    const text = wording(ctx, textId, members, whole, input.stepId, undefined, input.reason)
    return view(await commitMoves(ctx, whole, members, [move], [text], { writes: checks }))
  },
)
