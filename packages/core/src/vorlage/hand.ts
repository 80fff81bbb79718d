/** What every decision on a running Vorlage needs: the shapes it names, the Vorlage with its people, the words behind it. */
import { z } from "zod"
import * as Chain from "../chain/index.ts"
import { Sha256 } from "../content.ts"
import type { Actor, Ctx, Write } from "../context.ts"
import { AppError } from "../error.ts"
import { uncovered } from "../glyph.ts"
import { Ref } from "../id.ts"
import { all as allMembers, asActor, Member, memberKey } from "../member/item.ts"
import { may } from "../role.ts"
import { load, type Text, type Whole } from "./item.ts"
import { SUFFIX } from "./move.ts"
import { requireVisible } from "./visible.ts"

export const Reason = z.string().trim().min(3).max(4000)
export const Remark = z.string().trim().min(1).max(2000)
export const StepId = z.string().min(1).max(60)
export const seen = { vorlageId: Ref, fassungSha256: Sha256, pdfSha256: Sha256 }
export const step = { ...seen, stepId: StepId }

/** Words that will stand on paper must be printable. */
export function readable(words: string | undefined): void {
  const missing = uncovered(words ?? "")
  if (missing.length > 0)
    throw new AppError(
      "input",
      "glyph.missing",
      `Dieses Zeichen kann nicht gedruckt werden: ${missing.slice(0, 5).join(" ")}`,
    )
}

/** What a decision needs, with two reads: the Vorlage's partition and the house's people. */
export async function open(ctx: Ctx, vorlageId: string) {
  const whole = await load(ctx, vorlageId)
  requireVisible(ctx, whole)
  return { whole, chain: running(whole), members: await allMembers(ctx.table) }
}

export function running(whole: Whole): Chain.Chain {
  if (!whole.chain) throw new AppError("refused", "chain.none", "Diese Vorlage ist noch ein Entwurf.")
  return whole.chain.value
}

/**
 * Somebody who gets a task, as his own item has him and not the index, which may lag behind. `check` keeps the task from
 * lying with who leaves in the same moment.
 */
export async function person(ctx: Ctx, id: string): Promise<{ readonly actor: Actor; readonly check: Write }> {
  const stored = await ctx.table.get(memberKey(id), Member)
  if (!stored?.value.active) throw new AppError("input", "person.unknown", "Diese Person gibt es in diesem Haus nicht.")
  return { actor: asActor(stored.value), check: { check: stored.key, rev: stored.rev } }
}

/** Names behind a decision as they stand now: who, in which function, for whom. */
export function wording(
  ctx: Ctx,
  id: string,
  members: readonly Member[],
  whole: Whole,
  stepId: string,
  given: Chain.Given | undefined,
  words: string | undefined,
): Text {
  const me = members.find((m) => m.personId === ctx.actor.personId)
  const label = whole.chain?.value.steps.find((s) => s.id === stepId)?.label.replace(/ \(.*\)$/, "") ?? ""
  const suffix = given ? SUFFIX[given.as] : ""
  const represented = members.find((m) => m.personId === given?.forId)
  const deputised = ctx.actor.functions.find((f) => given?.forId !== undefined && f.forId === given.forId)
  const own = ctx.actor.functions.filter((f) => f.as === "selbst" && may([f], "step.decide"))
  return {
    version: 1,
    id,
    at: ctx.now().toISOString(),
    name: me?.name ?? ctx.actor.name,
    // One's own word for the function; with several functions it would be the wrong one on some line.
    functionLabel: suffix === "" && own.length <= 1 ? (me?.title ?? label) : label,
    suffix,
    forName: represented?.name ?? deputised?.forName,
    text: words,
  }
}

export const view = ({ chain, root }: { chain: Chain.Chain; root: { nummer?: string | undefined } }) => ({
  nummer: root.nummer,
  fassung: chain.fassung,
  state: chain.state,
  waiting: Chain.waiting(chain).map(({ stepId, partyId, label, kind }) => ({ stepId, partyId, label, kind })),
})
