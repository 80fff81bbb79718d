/** Veröffentlichen and zurücknehmen, as the worker does it: copies, then one commit; safe to be killed anywhere. */

import { sha256 as hashOf } from "../canonical.ts"
import { RevConflict, type Stored } from "../context.ts"
import { type Duty, dutyKey } from "../duty.ts"
import type { News } from "../news.ts"
import { leavePublic } from "../search/work.ts"
import { house } from "../tenant.ts"
import { frozenOf, load, type Whole } from "../vorlage/item.ts"
import { commitMoves } from "../vorlage/move.ts"
import type { WorkCtx } from "../work.ts"
import {
  isPublic,
  Publication as Known,
  type Publication,
  type PublicFile,
  publicationKey,
  publicPath,
  viewPath,
} from "./item.ts"
import { keep } from "./release.ts"
import * as State from "./state.ts"
import { askReview, dropReview } from "./task.ts"
import { look, type Seen, slot, View } from "./view.ts"

const ATTEMPTS = 20
/** Reason of a release that did not happen, or a withdrawal: the procedure ended, or is no longer public. */
const ENDED = "publication.state"

/**
 * Brings what the public sees to what was decided: drops copies of what is withdrawn, releases what is due, drops what is
 * no longer shown. Then the duty is done. Each step is one commit, and a step that was done is not done again.
 */
export async function work(ctx: WorkCtx, duty: Duty, rev: number): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      while (await step(ctx, duty.log)) {}
      await ctx.table.commit([], [{ drop: dutyKey(duty), rev }])
      return
    } catch (error) {
      if (!(error instanceof RevConflict) || attempt >= ATTEMPTS || error.keys.includes(dutyKey(duty))) throw error
    }
  }
}

/** One step; false when nothing is left to do now. */
async function step(ctx: WorkCtx, vorlageId: string): Promise<boolean> {
  const whole = await load(ctx, vorlageId)
  const stored = whole.publication
  if (!stored) return false
  const p = stored.value
  const now = ctx.now().toISOString()
  if (p.state === "withdrawing") {
    // Nobody finds it any more before it is gone.
    await leavePublic(ctx, vorlageId)
    // First the copies, so that links which were given out fail; only then it counts as withdrawn.
    for (const path of [...p.obsolete, ...State.livePaths(p)]) await ctx.drafts.drop(path)
    await commitMoves(ctx, whole, [], [], [], {
      happenings: [{ type: "publication.withdrawn", data: {} }],
      writes: [keep(stored, State.withdrawn(p, now)), ...dropReview(whole)],
    })
    return true
  }
  if (p.next && p.next.at <= now) {
    await carryOut(ctx, whole, stored, now)
    return true
  }
  if (p.obsolete.length === 0) return false
  const shown = new Set(isPublic(p) ? State.livePaths(p) : [])
  for (const path of p.obsolete) if (!shown.has(path)) await ctx.drafts.drop(path)
  await ctx.table.commit([], [keep(stored, { ...p, obsolete: [] })])
  return true
}

async function carryOut(ctx: WorkCtx, whole: Whole, stored: Stored<Publication>, now: string): Promise<void> {
  const p = stored.value
  if (!p.next) throw new Error("nothing is to be released")
  const seen = await look(ctx, whole, await house(ctx.table), p.next.equivalents)
  const reasons = [
    ...seen.findings.map((f) => f.reason),
    ...(seen.sha256 === p.next.sha256 ? [] : ["publication.changed"]),
  ]
  if (reasons.length > 0) {
    const lapsed = { at: now, by: p.next.by, reasons: [...new Set(reasons)].slice(0, 20) }
    await commitMoves(ctx, whole, [], [], [], {
      happenings: [
        { type: "publication.lapsed", data: { sha256: p.next.sha256, by: p.next.by, reasons: lapsed.reasons } },
      ],
      writes: [
        keep(stored, { ...State.without(p), lapsed }),
        ...askReview(whole, "Geplante Veröffentlichung ist nicht erfolgt: Vorschau neu ansehen", now),
      ],
    })
    return
  }
  await copies(ctx, p, seen, p.next.files)
  const next = State.released(p, seen, now)
  const shown = State.liveFiles(next)
  try {
    await commitMoves(ctx, whole, [], [], [], {
      happenings: [
        {
          type: "publication.released",
          data: { sha256: seen.sha256, by: p.next.by, files: shown.map((f) => ({ id: f.id, sha256: f.sha256 })) },
        },
      ],
      writes: [keep(stored, next), ...dropReview(whole)],
    })
  } catch (error) {
    if (error instanceof RevConflict) await takeBack(ctx, whole.root.value.id, State.livePaths(next))
    throw error
  }
}

/** Copies of what is to be public: the view, then each file. Bytes that are not what was released are a defect. */
async function copies(ctx: WorkCtx, p: Publication, seen: Seen, files: readonly PublicFile[]): Promise<void> {
  await ctx.drafts.put(viewPath(p.publicId, seen.sha256), new TextEncoder().encode(seen.text))
  for (const file of files) {
    if (file.withdrawnAt !== undefined) continue
    const path = seen.sources.get(slot(file)) ?? ""
    // In the declared mode without documents there is nothing to copy.
    if (path === "" && ctx.documents === "off") continue
    const bytes = await ctx.papers.get(path)
    if (!bytes) throw new Error(`paper ${path} is missing`)
    if ((await hashOf(bytes)) !== file.sha256) throw new Error(`paper ${path} has other bytes`)
    await ctx.drafts.put(publicPath(file), bytes)
  }
}

/** Somebody decided otherwise meanwhile: what was copied for nothing goes again. */
async function takeBack(ctx: WorkCtx, vorlageId: string, paths: readonly string[]): Promise<void> {
  const p = (await load(ctx, vorlageId)).publication?.value
  const shown = new Set(p && isPublic(p) ? State.livePaths(p) : [])
  for (const path of paths) if (!shown.has(path)) await ctx.drafts.drop(path)
}

/**
 * What follows from new facts of a Vorlage: nothing public changes silently. What may no longer be public is withdrawn at
 * once; a new result follows by itself where the house has set so; everything else is a task of the publishers.
 */
export async function follow(ctx: WorkCtx, { log }: News): Promise<void> {
  if (!log.startsWith("vl_")) return
  for (let attempt = 1; ; attempt++) {
    try {
      return await settle(ctx, log)
    } catch (error) {
      if (!(error instanceof RevConflict) || attempt >= ATTEMPTS) throw error
    }
  }
}

async function settle(ctx: WorkCtx, vorlageId: string): Promise<void> {
  if (!(await ctx.table.get(publicationKey(vorlageId), Known))) return
  const whole = await load(ctx, vorlageId)
  const stored = whole.publication
  const chain = whole.chain?.value
  if (!stored || !chain) return
  const p = stored.value
  const now = ctx.now().toISOString()
  if (!isPublic(p) && !p.next) return
  if (await over(ctx, whole)) {
    const value = isPublic(p) || p.state === "releasing" ? State.withdrawing(p) : State.without(p)
    const duties = value.state === "withdrawing" ? [State.dutyOf(value, now)] : []
    const lapsed = p.next ? { lapsed: { at: now, by: p.next.by, reasons: [ENDED] } } : {}
    await commitMoves(ctx, whole, [], [], [], {
      happenings: [
        isPublic(p)
          ? { type: "publication.revoked", data: { reason: ENDED } }
          : { type: "publication.lapsed", data: { by: p.next?.by ?? p.by, reasons: [ENDED] } },
      ],
      writes: [keep(stored, { ...value, ...lapsed })],
      duties,
    })
    return
  }
  if (!isPublic(p) || p.next) return
  const tenant = await house(ctx.table)
  const seen = await look(ctx, whole, tenant, p.equivalents)
  // A paper that is still being made brings its own news.
  if (seen.sha256 === p.live || seen.findings.some((f) => f.reason === "paper.owed")) return
  const live = await liveView(ctx, p)
  if (tenant.publication?.results === "follow" && seen.findings.length === 0 && live && onlyResults(live, seen.view)) {
    const decision = {
      seen,
      at: now,
      by: ctx.actor.personId,
      decidedAt: now,
      equivalents: p.equivalents,
    }
    const value = State.decide(p, vorlageId, decision, now)
    await commitMoves(ctx, whole, [], [], [], {
      happenings: [{ type: "publication.decided", data: { sha256: seen.sha256, at: now } }],
      writes: [keep(stored, value)],
      duties: [State.dutyOf(value, now)],
    })
    return
  }
  const asked = askReview(whole, "Öffentliche Fassung ist nicht mehr aktuell: Vorschau neu ansehen", now)
  if (asked.length > 0) await ctx.table.commit([], asked)
}

/** Ended without a decision, or no longer public: nothing of it stays. */
async function over(ctx: WorkCtx, whole: Whole): Promise<boolean> {
  const chain = whole.chain?.value
  if (!chain || chain.state === "withdrawn" || chain.state === "stopped") return true
  return !(await frozenOf(ctx, chain.sha256)).form.public
}

/** The view that the public sees now. */
export async function liveView(ctx: Pick<WorkCtx, "drafts">, p: Publication): Promise<View | undefined> {
  if (!isPublic(p) || p.live === undefined) return undefined
  const bytes = await ctx.drafts.get(viewPath(p.publicId, p.live))
  return bytes ? View.parse(JSON.parse(new TextDecoder().decode(bytes))) : undefined
}

/** Only results that were not there yet, and the papers that came with them. A result that is another one now is not new. */
function onlyResults(old: View, now: View): boolean {
  const plain = ({ rows, files, state, decided, signatures, ...rest }: View) => JSON.stringify(rest)
  if (plain(old) !== plain(now)) return false
  const added = now.rows.every((row) => {
    const before = old.rows.find((r) => r.stepId === row.stepId)
    return before?.result === undefined || JSON.stringify(before.result) === JSON.stringify(row.result)
  })
  const lost = old.rows.some((row) => !now.rows.some((r) => r.stepId === row.stepId))
  // Anlagen are not results.
  const anlagen = (v: View) => JSON.stringify(v.files.filter((f) => f.kind === "anlage"))
  return added && !lost && anlagen(old) === anlagen(now)
}
