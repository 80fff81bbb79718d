/**
 * What follows for agendas and for Beratungsfolgen: a released Vorlage comes on the agenda of its body's meeting, one that
 * moves away leaves it; a meeting that is moved, invited or held tells the Vorlagen of its day. Worker; may run twice.
 */
import { z } from "zod"
import type { Chain, Move, Place, StepOf } from "../chain/index.ts"
import { RevConflict, type Stored } from "../context.ts"
import { dayOf } from "../day.ts"
import type { Fact } from "../fact.ts"
import { all as allMembers } from "../member/item.ts"
import type { News } from "../news.ts"
import { Day } from "../paper.ts"
import { house } from "../tenant.ts"
import { load as loadVorlage, type Whole } from "../vorlage/item.ts"
import { commitMoves } from "../vorlage/move.ts"
import type { WorkCtx } from "../work.ts"
import { insert } from "./formal.ts"
import { Sitzung, sitzungKey, TOPS, type Top } from "./item.ts"
import { commitSitzung, meetingOn, rowsOn } from "./store.ts"
import { alive, bodies, disorder, expects, overtaken, reaches, topOf, waitingRows } from "./vorlagen.ts"

/** Facts of a Vorlage after which it may belong on another agenda, or on none. */
const TURNS: ReadonlySet<string> = new Set([
  "document.issued",
  "step.released",
  "step.signed",
  "step.stated",
  "step.cosigned",
  "step.returned",
  "vorlage.withdrawn",
  "vorlage.stopped",
  "vorlage.submitted",
  "body.decided",
  "body.corrected",
  "body.postponed",
  "body.referred",
  "body.removed",
  "urgent.signed",
])
/** Facts of a meeting that all its Vorlagen have to know, and those that concern one of them. */
const TOLD: ReadonlySet<string> = new Set(["sitzung.invited", "sitzung.held", "sitzung.reopened"])
const OF_ONE: ReadonlySet<string> = new Set(["sitzung.arranged", "sitzung.supplemented"])
const CARRIED: ReadonlySet<string> = new Set(["sitzung.moved", "sitzung.cancelled"])
/** Answers given in a meeting: the point was dealt with and stays on its agenda. */
const DEALT: ReadonlySet<string> = new Set(["body.postponed", "body.referred"])

export async function follow(ctx: WorkCtx, { log, facts }: News): Promise<void> {
  const { gremien } = await house(ctx.table)
  const calendars = new Set(gremien.filter((g) => g.ladung).map((g) => g.id))
  if (log.startsWith("vl_") && calendars.size > 0 && facts.some((f) => TURNS.has(f.type)))
    await settle(ctx, log, { calendars, dealt: facts.some((f) => DEALT.has(f.type)) })
  if (!log.startsWith("si_")) return
  for (const fact of facts) if (CARRIED.has(fact.type)) await carry(ctx, calendars, fact)
  const { vorlageId: one } = facts.find((f) => OF_ONE.has(f.type))?.data ?? {}
  const all = facts.some((f) => TOLD.has(f.type))
  if (all || typeof one === "string") await tell(ctx, calendars, log, all || typeof one !== "string" ? undefined : one)
}

const ATTEMPTS = 5
/** Loads and decides anew where somebody else was faster; then the duty comes back after a pause. */
async function again(run: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt++)
    try {
      return await run()
    } catch (error) {
      if (!(error instanceof RevConflict) || attempt >= ATTEMPTS) throw error
    }
}

const Carried = z.object({
  gremiumId: z.string(),
  from: Day,
  to: Day.nullable(),
  vorlagen: z.enum(["with", "vertagt"]).optional(),
  rows: z.array(z.object({ vorlageId: z.string(), stepId: z.string() })),
})

/** The Vorlagen of a meeting that was moved or cancelled get its new day, another meeting's, or none. */
async function carry(ctx: WorkCtx, calendars: ReadonlySet<string>, { data }: Fact): Promise<void> {
  const { gremiumId, from, to, vorlagen, rows } = Carried.parse(data)
  if (from === to) return
  const found = new Map(rows.map((r) => [`${r.vorlageId} ${r.stepId}`, r]))
  // Those that were submitted for this day in the same moment; another meeting may have taken the day since.
  if (!(await meetingOn(ctx.table, gremiumId, from)))
    for (const r of waitingRows(await rowsOn(ctx.table, gremiumId, from))) found.set(`${r.vorlageId} ${r.stepId}`, r)
  const day = vorlagen === "vertagt" ? null : to
  for (const { vorlageId, stepId } of found.values())
    await settle(ctx, vorlageId, {
      calendars,
      retime: (step) => (step.id === stepId && step.termin === from ? day : undefined),
    })
}

/** Vorlagen on the agenda know where they stand, and lie on the day of the meeting; one of them, or all. */
async function tell(
  ctx: WorkCtx,
  calendars: ReadonlySet<string>,
  sitzungId: string,
  one: string | undefined,
): Promise<void> {
  const stored = await ctx.table.get(sitzungKey(sitzungId), Sitzung)
  if (!stored || stored.value.state === "cancelled") return
  const { gremiumId, on, tops } = stored.value
  for (const { vorlageId, stepId, removed } of tops) {
    if (vorlageId === undefined || (one !== undefined && vorlageId !== one)) continue
    const fits = (step: StepOf<"body">) => !removed && step.id === stepId && step.gremiumId === gremiumId
    await settle(ctx, vorlageId, {
      calendars,
      retime: (step) => (fits(step) && step.termin !== on ? on : undefined),
    })
  }
}

interface Wish {
  /** bodies with a calendar */
  readonly calendars: ReadonlySet<string>
  /** another day for a step; undefined: the one it has */
  readonly retime?: (step: StepOf<"body">) => Day | null | undefined
  /** the body has just put it off in its meeting */
  readonly dealt?: boolean
}

/** Makes agendas and the chain of one Vorlage agree. */
const settle = (ctx: WorkCtx, vorlageId: string, wish: Wish): Promise<void> =>
  again(() => settleOnce(ctx, vorlageId, wish))

async function settleOnce(ctx: WorkCtx, vorlageId: string, wish: Wish): Promise<void> {
  const whole = await loadVorlage(ctx, vorlageId)
  const chain = whole.chain?.value
  if (!chain) return
  const moves: Move[] = []
  for (const step of bodies(chain)) {
    if ((step.place === undefined && !wish.calendars.has(step.gremiumId)) || !expects(step)) continue
    const { place: was } = step
    const day = wantedDay(chain, step, wish)
    const meeting = day === null ? undefined : await meetingOn(ctx.table, step.gremiumId, day)
    const comes = reaches(chain, step)
    await leave(ctx, whole, step, was?.sitzungId, comes ? meeting?.value.id : undefined, wish.dealt)
    if (!comes) await leave(ctx, whole, step, meeting?.value.id, undefined, wish.dealt)
    if (!alive(chain) && !comes) continue
    const place = comes && meeting ? await placed(ctx, whole, step, meeting) : COMING
    if (day === step.termin && place.state === was?.state && place.sitzungId === was.sitzungId) continue
    const from = day === step.termin ? {} : { from: step.termin }
    moves.push({ type: "body.scheduled", data: { stepId: step.id, termin: day, place, ...from } })
  }
  if (moves.length > 0) await commitMoves(ctx, whole, await allMembers(ctx.table), moves, [])
}

const COMING: Place = { state: "coming" }

/** A day that breaks the order of the Beratungsfolge by now is no day: postponed or referred, the bodies after it wait. */
function wantedDay(chain: Chain, step: StepOf<"body">, { retime }: Wish): Day | null {
  const wish = retime?.(step)
  if (wish === undefined) return overtaken(chain, step) ? null : step.termin
  return wish === null || disorder(chain, step.id, wish) === undefined ? wish : null
}

/** Where the step stands in this meeting; puts it on the agenda where that follows by itself. */
async function placed(ctx: WorkCtx, whole: Whole, step: StepOf<"body">, meeting: Stored<Sitzung>): Promise<Place> {
  const { id: sitzungId, state, tops } = meeting.value
  if (state === "cancelled") return COMING
  const top = pointOf(meeting.value, whole, step)
  if (top) return top.removed ? COMING : { state, sitzungId }
  // After the invitation the Sitzungsdienst decides; a later body has it when it comes up.
  if (state !== "planned" || step.status === "pending" || tops.length >= TOPS) return COMING
  const next = insert(tops, topOf(ctx, meeting.value, whole, step.id))
  const data = { vorlageId: whole.root.value.id, stepId: step.id }
  await commitSitzung(ctx, meeting, { ...meeting.value, tops: next }, [{ type: "sitzung.placed", data }])
  return { state, sitzungId }
}

function pointOf({ tops }: Sitzung, { root }: Whole, step: StepOf<"body">): Top | undefined {
  const own = tops.filter((t) => t.vorlageId === root.value.id && t.stepId === step.id)
  return own.find((t) => !t.removed) ?? own[0]
}

/** Takes it off an agenda: without a trace before the invitation, as "abgesetzt" afterwards. */
async function leave(
  ctx: WorkCtx,
  whole: Whole,
  step: StepOf<"body">,
  sitzungId: string | undefined,
  stays: string | undefined,
  dealt = false,
): Promise<void> {
  if (sitzungId === undefined || sitzungId === stays) return
  const stored = await ctx.table.get(sitzungKey(sitzungId), Sitzung)
  const top = stored && pointOf(stored.value, whole, step)
  if (!stored || !top || stored.value.state === "cancelled") return
  const { tops, state, on } = stored.value
  if (state !== "planned" && (top.removed || state === "held" || (dealt && on <= dayOf(ctx.now())))) return
  const next =
    state === "planned" ? tops.filter((t) => t !== top) : tops.map((t) => (t === top ? { ...t, removed: true } : t))
  const data = { topId: top.id, vorlageId: whole.root.value.id, stepId: step.id }
  await commitSitzung(ctx, stored, { ...stored.value, tops: next }, [{ type: "sitzung.left", data }])
}
