/** Was als Nächstes kommt: steps of running Vorlagen that are not open yet and will be this person's. */
import { z } from "zod"
import * as Chain from "../chain/index.ts"
import type { Ctx } from "../context.ts"
import { dayOf } from "../day.ts"
import type { Day } from "../paper.ts"
import { Planned, planKey, untilOf } from "../plan/item.ts"
import { holding, may } from "../role.ts"
import { verb } from "../verb.ts"
import { chainKey, Root } from "./item.ts"
import { sees } from "./standing.ts"

/** Vorlagen that are looked at, newest first: who waits wants to know of what is near. */
const LOOKED = 100
const SHOWN = 5

export interface Coming {
  readonly vorlageId: string
  readonly nummer: string | undefined
  readonly betreff: string
  readonly public: boolean
  /** what will be asked: "sign" */
  readonly kind: Chain.Waiting["kind"]
  /** "Dezernat" */
  readonly label: string
  /** latest day by the plan, where there is one */
  readonly until: Day | undefined
  /** where it lies now */
  readonly lies: readonly string[]
}

export const coming = verb(
  {
    name: "task.coming",
    may: "house.read",
    input: z.strictObject({}),
    summary: "Was als Nächstes auf Sie zukommt: Schritte laufender Vorlagen, die noch nicht an der Reihe sind.",
  },
  async (ctx): Promise<Coming[]> => {
    const functions = holding(ctx.actor.functions, dayOf(ctx.now()))
    if (!may(functions, "vorlage.read")) return []
    const { items } = await ctx.table.listIndex("list/vorlage", Root, { descending: true, limit: LOOKED })
    const running = items.map((i) => i.value).filter((r) => r.fassung > 0 && r.standing?.open && sees(ctx, r))
    const found: Coming[] = []
    for (let at = 0; at < running.length && found.length < SHOWN; at += SHOWN) {
      const some = await Promise.all(running.slice(at, at + SHOWN).map((r) => next(ctx, r)))
      found.push(...some.filter((c) => c !== undefined))
    }
    return found.slice(0, SHOWN)
  },
)

async function next(ctx: Ctx, root: Root): Promise<Coming | undefined> {
  const [stored, planned] = await Promise.all([
    ctx.table.get(chainKey(root.id), Chain.Chain),
    ctx.table.get(planKey(root.id), Planned),
  ])
  const chain = stored?.value
  if (chain?.state !== "running") return undefined
  const place = chain.steps
    .filter((s) => s.status === "pending")
    .flatMap((s) => Chain.placesOf(s, chain))
    .find((w) => Chain.entitled(w, chain, ctx.actor, ctx.now()))
  if (!place) return undefined
  return {
    vorlageId: root.id,
    nummer: root.nummer,
    betreff: root.betreff,
    public: root.public,
    kind: place.kind,
    label: place.label,
    until: untilOf(planned?.value, chain, place),
    lies: [...new Set(Chain.waiting(chain).map((w) => w.label))],
  }
}
