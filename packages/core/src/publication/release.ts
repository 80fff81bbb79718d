/** Vorschau, Freigabe, Rücknahme: what the public will see, and the decision that it may, or no longer. */
import { z } from "zod"
import { Sha256 } from "../content.ts"
import type { Stored, Write } from "../context.ts"
import { AppError } from "../error.ts"
import { Ref } from "../id.ts"
import { standing } from "../member/change.ts"
import { all as allMembers } from "../member/item.ts"
import { house } from "../tenant.ts"
import { verb } from "../verb.ts"
import { Reason, wording } from "../vorlage/hand.ts"
import { fassungKey, load, type Owed, present, rootKey } from "../vorlage/item.ts"
import { commitMoves } from "../vorlage/move.ts"
import { requireVisible } from "../vorlage/visible.ts"
import { addressKey, Equivalent, isPublic, type Publication, publicationIndex, publicationKey } from "./item.ts"
import { requireKnown } from "./read.ts"
import * as State from "./state.ts"
import { dropReview } from "./task.ts"
import { look } from "./view.ts"

const equivalents = z.array(Equivalent).max(100).default([])

export const preview = verb(
  {
    name: "publication.preview",
    may: "publication.read",
    input: z.strictObject({ vorlageId: Ref, equivalents }),
    summary: "Was die Öffentlichkeit sehen wird: Angaben, Dokumente, Dateien, und was der Freigabe noch entgegensteht.",
  },
  async (ctx, { vorlageId, equivalents: given }) => {
    const whole = await load(ctx, vorlageId)
    requireVisible(ctx, whole)
    const { view, sha256, findings } = await look(ctx, whole, await house(ctx.table), given)
    const live = whole.publication && isPublic(whole.publication.value) ? whole.publication.value.live : undefined
    return { sha256, view, findings, unchanged: live === sha256 }
  },
)

/** Latest a release can be set to. */
const FAR_MS = 366 * 86_400_000
/** What lies this little in the past is meant as now. */
const SKEW_MS = 5 * 60_000

export const release = verb(
  {
    name: "publication.release",
    may: "publication.write",
    input: z.strictObject({
      vorlageId: Ref,
      /** of the preview that the person saw */
      sha256: Sha256,
      equivalents,
      /** UTC instant; absent: now */
      at: z.iso.datetime().optional(),
    }),
    summary:
      "Vorlage zur Veröffentlichung freigeben, sofort oder zu einem Zeitpunkt; nennt die Prüfsumme der Vorschau.",
  },
  async (request, { vorlageId, sha256, at: asked, equivalents: given }) => {
    const { ctx, checks } = await standing(request, "publication.write")
    const whole = await load(ctx, vorlageId)
    requireVisible(ctx, whole)
    const now = ctx.now()
    const at = instant(asked, now)
    const before = whole.publication
    if (before?.value.state === "withdrawing") throw running()
    const seen = await look(ctx, whole, await house(ctx.table), given)
    if (seen.findings.length > 0)
      throw new AppError(
        "refused",
        seen.findings[0]?.reason ?? "publication.refused",
        "Diese Vorlage kann noch nicht veröffentlicht werden.",
        seen.findings,
      )
    if (seen.sha256 !== sha256)
      throw new AppError(
        "conflict",
        "publication.changed",
        "Inzwischen würde die Öffentlichkeit etwas anderes sehen. Bitte sehen Sie sich die Vorschau noch einmal an.",
      )
    const decision = {
      seen,
      at,
      by: ctx.actor.personId,
      decidedAt: now.toISOString(),
      equivalents: given,
    }
    const value = State.decide(before?.value, vorlageId, decision, now.toISOString())
    const addressed: Write[] = before
      ? []
      : [{ put: addressKey(value.publicId), value: { version: 1, vorlageId }, rev: "new" }]
    await commitMoves(ctx, whole, [], [], [], {
      happenings: [{ type: "publication.decided", data: { sha256, at } }],
      writes: [keep(before, value), ...addressed, ...dropReview(whole), ...checks],
      duties: [State.dutyOf(value, at)],
    })
    return brief(value)
  },
)

/** Puts a publication where it belongs. */
export const keep = (before: Stored<Publication> | undefined, value: Publication): Write => ({
  put: publicationKey(value.vorlageId),
  value,
  rev: before?.rev ?? "new",
  index: publicationIndex(value),
})

const brief = ({ publicId, state, next }: Publication) => ({ publicId, state, at: next?.at })

function instant(asked: string | undefined, now: Date): string {
  if (asked === undefined) return now.toISOString()
  const at = new Date(asked)
  if (at.getTime() < now.getTime() - SKEW_MS)
    throw new AppError("input", "publication.past", "Der Zeitpunkt der Freigabe liegt in der Vergangenheit.")
  if (at.getTime() > now.getTime() + FAR_MS)
    throw new AppError("input", "publication.far", "Der Zeitpunkt der Freigabe liegt mehr als ein Jahr entfernt.")
  return (at < now ? now : at).toISOString()
}

const running = () =>
  new AppError(
    "refused",
    "publication.withdrawing",
    "Die öffentlichen Kopien werden gerade entfernt. Bitte versuchen Sie es gleich noch einmal.",
  )

export const withdraw = verb(
  {
    name: "publication.withdraw",
    may: "publication.write",
    input: z.strictObject({ vorlageId: Ref, reason: Reason }),
    summary: "Veröffentlichung oder geplante Freigabe mit Begründung zurücknehmen.",
  },
  async (request, { vorlageId, reason }) => {
    const { ctx, checks } = await standing(request, "publication.write")
    const whole = await load(ctx, vorlageId)
    requireKnown(ctx, whole)
    const before = whole.publication
    if (!before || (!isPublic(before.value) && !before.value.next)) {
      if (before?.value.state === "withdrawing") throw running()
      throw new AppError("refused", "publication.none", "Diese Vorlage ist weder öffentlich noch dafür vorgesehen.")
    }
    const textId = ctx.id("tx")
    const text = wording(ctx, textId, await allMembers(ctx.table), whole, "", undefined, reason)
    const live = isPublic(before.value)
    // A release that is just being made has copies already: they go the same way as public ones.
    const copying = before.value.state === "releasing"
    const value = live || copying ? State.withdrawing(before.value) : State.without(before.value)
    const done = live || copying ? "publication.revoked" : "publication.cancelled"
    await commitMoves(ctx, whole, [], [], [text], {
      happenings: [{ type: done, data: { textId } }],
      writes: [keep(before, value), ...dropReview(whole), ...checks],
      duties: live || copying ? [State.dutyOf(value, ctx.now().toISOString())] : [],
    })
    return brief(value)
  },
)

/** The public twin is made at the end of a procedure; where something is to be public before, or newer, it is asked for. */
export const twin = verb(
  {
    name: "publication.twin",
    may: "publication.write",
    input: z.strictObject({ vorlageId: Ref }),
    summary: "Öffentliche Ausfertigung einer Vorlage jetzt erstellen lassen.",
  },
  async (ctx, { vorlageId }) => {
    const whole = await load(ctx, vorlageId)
    requireVisible(ctx, whole)
    const stored = present(whole)
    const seen = await look(ctx, whole, await house(ctx.table))
    const off = seen.findings.find((f) => f.reason === "publication.off" || f.reason === "vorlage.nonpublic")
    if (off) throw new AppError("refused", off.reason, off.message)
    if (!stored || !seen.findings.some((f) => f.reason.startsWith("twin.")))
      throw new AppError(
        "refused",
        "twin.unneeded",
        "Für diese Vorlage braucht es jetzt keine neue öffentliche Ausfertigung.",
      )
    const { n, made, owed } = stored.value
    if (owed.some((o) => o.kind === "twin")) return { owed: true }
    const entry: Owed = { kind: "twin", dutyId: `f${n}-${String(made + owed.length + 1).padStart(3, "0")}` }
    const dueAt = ctx.now().toISOString()
    await ctx.table.commit(
      [],
      [
        { check: rootKey(vorlageId), rev: whole.root.rev },
        { put: fassungKey(vorlageId, n), value: { ...stored.value, owed: [...owed, entry] }, rev: stored.rev },
      ],
      [{ id: entry.dutyId, log: vorlageId, kind: "paper", dueAt, attempts: 0 }],
    )
    return { owed: true }
  },
)
