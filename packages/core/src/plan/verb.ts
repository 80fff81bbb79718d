/** Der Plan einer Vorlage: latest days and traffic lights, and what other meetings would make of it. */
import { z } from "zod"
import { type Chain, resolve } from "../chain/index.ts"
import type { Ctx } from "../context.ts"
import { dayOf } from "../day.ts"
import { AppError } from "../error.ts"
import { Ref } from "../id.ts"
import { all as allMembers } from "../member/item.ts"
import { Day } from "../paper.ts"
import { holding, require } from "../role.ts"
import { house, type Tenant } from "../tenant.ts"
import { verb } from "../verb.ts"
import { conditionFacts, type Form } from "../vorlage/form.ts"
import { DraftForm, draftKey, load, type Whole } from "../vorlage/item.ts"
import { requireVisible, seesEarlier } from "../vorlage/visible.ts"
import { type Choice, choices, plan as compute, type Plan } from "./compute.ts"
import { meetingsAround } from "./follow.ts"
import type { Basis } from "./reach.ts"
import type { Course } from "./station.ts"
import { basisOf } from "./stored.ts"

type Rows = readonly Pick<Form["beratungsfolge"][number], "gremiumId" | "termin" | "zustaendigkeit">[]

/** The way that a form would take if it were submitted today. */
function draftCourse(form: Form, rows: Rows, whole: Whole, tenant: Tenant, now: Date): Course {
  const name = (id: string) => tenant.gremien.find((g) => g.id === id)?.name ?? id
  const bodies = rows.map(({ gremiumId, termin, zustaendigkeit }) => ({
    gremiumId,
    gremium: name(gremiumId),
    termin,
    zustaendigkeit,
  }))
  return {
    state: "draft",
    since: now.toISOString(),
    authorId: whole.root.value.authorId,
    steps: resolve(tenant.template, conditionFacts(form), bodies),
  }
}

/** The running way with other days of its bodies that have not met yet. */
function moved(chain: Chain, rows: Rows): Course {
  const days = new Map(rows.map((r) => [r.gremiumId, r.termin]))
  const steps = chain.steps.map((s) =>
    s.kind === "body" && !s.result ? { ...s, termin: days.get(s.gremiumId) ?? s.termin } : s,
  )
  return { ...chain, steps }
}

export interface Planning extends Plan {
  /** meetings of each body that are still to come, and how they can be reached with the usual durations */
  readonly meetings: readonly Choice[]
}

async function planning(ctx: Ctx, vorlageId: string, rows: Rows | undefined): Promise<Planning> {
  const whole = await load(ctx, vorlageId)
  requireVisible(ctx, whole)
  const chain = whole.chain?.value
  const now = ctx.now()
  if (!chain) require(holding(ctx.actor.functions, dayOf(now)), "vorlage.write", ctx.actor.scopes)
  const [tenant, members, meetings, drafted] = await Promise.all([
    house(ctx.table),
    allMembers(ctx.table),
    meetingsAround(ctx),
    chain ? undefined : ctx.table.get(draftKey(vorlageId), DraftForm),
  ])
  for (const { gremiumId } of rows ?? [])
    if (!tenant.gremien.some((g) => g.id === gremiumId))
      throw new AppError("input", "gremium.unknown", "Dieses Gremium gibt es in diesem Haus nicht.")
  const basis: Basis = basisOf(tenant, members, meetings, now)
  const course = chain ? (rows ? moved(chain, rows) : chain) : draft()
  const done = chain && ["completed", "withdrawn", "stopped"].includes(chain.state)
  if (done) throw new AppError("refused", "plan.over", "Dieses Verfahren ist beendet; es gibt nichts mehr zu planen.")
  const found = compute(course, basis)
  // Who only comes for a body does not see the way through the house.
  const seen = seesEarlier(ctx, whole) ? found.rows : found.rows.filter((r) => r.kind === "body")
  return { light: found.light, rows: seen, advice: found.advice, meetings: choices(course, basis) }

  function draft(): Course {
    if (!drafted) throw new Error("a draft has no form")
    const { form } = drafted.value
    return draftCourse(form, rows ?? form.beratungsfolge, whole, tenant, now)
  }
}

export const vorlagePlan = verb(
  {
    name: "vorlage.plan",
    may: "vorlage.read",
    input: z.strictObject({ vorlageId: Ref }),
    summary: "Plan einer Vorlage: letzter Tag jedes Schritts vor den Sitzungen, voraussichtlicher Tag und Ampel.",
  },
  (ctx, { vorlageId }) => planning(ctx, vorlageId, undefined),
)

export const whatIf = verb(
  {
    name: "vorlage.whatIf",
    may: "vorlage.read",
    input: z.strictObject({
      vorlageId: Ref,
      /** a running Vorlage keeps its bodies; only their days are tried */
      beratungsfolge: z
        .array(
          z.strictObject({
            gremiumId: Ref,
            termin: Day,
            zustaendigkeit: z
              .enum(["Vorberatung", "Entscheidung", "Kenntnisnahme", "Anhörung"])
              .default("Entscheidung"),
          }),
        )
        .min(1)
        .max(20),
    }),
    summary: "Den Plan mit anderen Sitzungen durchspielen; nichts wird geändert.",
  },
  (ctx, { vorlageId, beratungsfolge }) => planning(ctx, vorlageId, beratungsfolge),
)
