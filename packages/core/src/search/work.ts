/** Worker: brings what was marked into the index, takes out what nobody may find any more, makes it from nothing. */
import { ProgrammeContent } from "../content.ts"
import { RevConflict, type Stored, type Write } from "../context.ts"
import { working } from "../draft.ts"
import { Duty, dutyKey } from "../duty.ts"
import { AppError } from "../error.ts"
import type { News } from "../news.ts"
import { every } from "../page.ts"
import { load as loadProgramme, Programme } from "../programme.ts"
import { isPublic, viewPath } from "../publication/item.ts"
import { View } from "../publication/view.ts"
import { contentPath } from "../upload.ts"
import { DraftForm, draftKey, frozenOf, load, Root, type Whole } from "../vorlage/item.ts"
import { standingOf } from "../vorlage/standing.ts"
import type { WorkCtx } from "../work.ts"
import { ofAnlage, ofProgramme, ofPublic, ofVorlage, publicLog } from "./entry.ts"
import { change, Damaged, type Manifest, OF_DRAFTS, type Reader, type Update, updated } from "./manifest.ts"
import { ALL, LOG, MARKS, Mark, mark, UPDATE } from "./owe.ts"

/** What the index is made with; no signer, no press. */
export type Ctx = Pick<
  WorkCtx,
  "tenantId" | "actor" | "table" | "papers" | "drafts" | "now" | "id" | "client" | "proof"
>

/** New facts of a Vorlage are to be found. */
export async function follow(ctx: WorkCtx, { log }: News): Promise<void> {
  if (log.startsWith("vl_")) await mark(ctx, log)
}

/** Marks looked at in one change of the index; a commit holds a hundred writes. */
const BATCH = 60
const CONFLICTS = 20

/** Duties of kind "search": of a text that was saved, or of the index itself. */
export async function work(ctx: Ctx, duty: Duty, rev: number): Promise<void> {
  if (duty.log !== LOG) {
    await mark(ctx, duty.log)
    await ctx.table.commit([], [{ drop: dutyKey(duty), rev }])
    return
  }
  for (let conflicts = 0; ; ) {
    const { items, cursor } = await ctx.table.list(MARKS, Mark, { limit: BATCH })
    const marks = items.filter((m) => m.value.log !== ALL)
    const anew = items.length > marks.length || !(await sound(ctx))
    try {
      if (anew) await rebuild(ctx, items)
      else if (marks.length > 0) {
        const updates: Update[] = []
        for (const m of marks) updates.push(...(await updatesOf(ctx, m.value.log)))
        await change(ctx, ({ manifest }) => updated(ctx, manifest, updates), { writes: drops(marks) })
      }
    } catch (error) {
      // Marked again while it was read: it is read again.
      if (!(error instanceof RevConflict) || ++conflicts > CONFLICTS) throw error
      continue
    }
    if (cursor !== undefined) continue
    const stored = await ctx.table.get(dutyKey(UPDATE), Duty)
    // Whoever marks checks the duty, so between this look and the drop no mark is lost.
    const left = await ctx.table.list(MARKS, Mark, { limit: 1 })
    if (left.items.length > 0) continue
    if (stored) await ctx.table.commit([], [{ drop: stored.key, rev: stored.rev }])
    return
  }
}

const drops = (marks: readonly Stored<Mark>[]): Write[] => marks.map((m) => ({ drop: m.key, rev: m.rev }))

/** Is there an index that can be gone on with? */
async function sound(ctx: Ctx): Promise<boolean> {
  let exists = false
  await change(ctx, async ({ stored }) => {
    exists = stored !== undefined
    return undefined
  }).catch((error: unknown) => {
    if (!(error instanceof Damaged)) throw error
  })
  return exists
}

/** Everything that is to be found of one log now. */
export async function updatesOf(ctx: Ctx, log: string): Promise<Update[]> {
  if (log.startsWith("pr_")) return [await ofText(ctx, log)]
  if (!log.startsWith("vl_")) return []
  const whole = await load(ctx, log).catch((error: unknown) => {
    if (error instanceof AppError && error.code === "not_found") return undefined
    throw error
  })
  if (!whole) return [{ log, entries: [] }, withdrawal(log)]
  return [await ofWhole(ctx, whole), await released(ctx, whole)]
}

async function ofWhole(ctx: Ctx, whole: Whole): Promise<Update> {
  const root = whole.root.value
  const chain = whole.chain?.value
  const frozen = chain && (await frozenOf(ctx, chain.sha256))
  const draft = frozen ? undefined : await ctx.table.get(draftKey(root.id), DraftForm)
  const form = frozen?.form ?? draft?.value.form
  if (!form) return { log: root.id, entries: [] }
  const standing = chain && standingOf(root, chain, undefined, ctx.now())
  const made = ofVorlage(whole, form, frozen)
  const people = new Set([
    root.authorId,
    ...(standing?.people ?? []),
    ...(standing?.places ?? []).flatMap((p) => (p.personId === undefined ? [] : [p.personId])),
  ])
  const seats: Reader = { kind: "seats", seats: standing?.seats ?? [...OF_DRAFTS] }
  const programme = frozen?.programme && (await contentOf(ctx, frozen.programme.sha256))
  return {
    log: root.id,
    entries: [
      // The text of its programme only once: who sees the Vorlage as a person alone finds it by the Vorlage.
      { reader: seats, made: [...made, ...(frozen && programme ? ofAnlage(root, frozen, programme) : [])] },
      ...[...people].map((personId) => ({
        reader: { kind: "person" as const, personId, draft: chain === undefined },
        made,
      })),
    ],
  }
}

async function contentOf(ctx: Ctx, hash: string): Promise<ProgrammeContent | undefined> {
  const bytes = await ctx.papers.get(contentPath(hash))
  return bytes && ProgrammeContent.parse(JSON.parse(new TextDecoder().decode(bytes)))
}

/** What the public finds of it: the released state, and nothing once that is taken back. */
async function released(ctx: Ctx, whole: Whole): Promise<Update> {
  const id = whole.root.value.id
  const p = whole.publication?.value
  if (!p || !isPublic(p) || p.live === undefined) return withdrawal(id)
  const bytes = await ctx.drafts.get(viewPath(p.publicId, p.live))
  if (!bytes) return withdrawal(id)
  const view = View.parse(JSON.parse(new TextDecoder().decode(bytes)))
  return { log: publicLog(id), entries: [{ reader: { kind: "public" }, made: ofPublic(view, p.live) }] }
}
const withdrawal = (vorlageId: string): Update => ({ log: publicLog(vorlageId), entries: [] })

async function ofText(ctx: Ctx, programmeId: string): Promise<Update> {
  const root = (await loadProgramme(ctx, programmeId)).value
  const now = await working(ctx, programmeId)
  if (!now) return { log: programmeId, entries: [] }
  const at = [now.draft.value.at, ...now.newer.map((s) => s.value.at)].sort().at(-1) ?? now.draft.value.at
  return { log: programmeId, entries: [{ reader: { kind: "programme" }, made: ofProgramme(root, now.tree, at) }] }
}

/** Before a publication counts as withdrawn: the public finds it no more. Reads no segment, so nothing spoilt can stop it. */
export async function leavePublic(ctx: Ctx, vorlageId: string): Promise<void> {
  await change(ctx, async ({ stored, manifest }) => {
    if (!stored || !("public" in manifest.classes)) return undefined
    const gen = manifest.gen + 1
    return { manifest: { ...manifest, gen, gone: { ...manifest.gone, [publicLog(vorlageId)]: gen } }, files: [] }
  }).catch((error: unknown) => {
    // An index that cannot be read gives no hits either; it is made anew, without this one.
    if (!(error instanceof Damaged)) throw error
  })
}

/** Makes the whole index from nothing. @param marks what was marked before it began, and is done with it */
export async function rebuild(ctx: Ctx, marks: readonly Stored<Mark>[] = []): Promise<{ entries: number }> {
  let begun: Manifest | undefined
  let updates: Map<string, Update> | undefined
  let count = 0
  await change(
    ctx,
    async ({ manifest }) => {
      // Changed meanwhile: what changed is read again, or everything, where that is no longer known.
      const since = begun?.gen
      if (!updates || since === undefined || manifest.cleared > since) updates = await everything(ctx)
      else
        for (const [log, gen] of Object.entries(manifest.gone))
          if (gen > since) for (const u of await updatesOf(ctx, log.replace(/^public\./, ""))) updates.set(u.log, u)
      begun = manifest
      const nothing: Manifest = { version: 1, gen: manifest.gen, classes: {}, gone: {}, cleared: manifest.gen }
      const next = await updated(ctx, nothing, [...updates.values()])
      count = Object.values(next.manifest.classes).reduce(
        (n, c) => n + c.segments.reduce((m, s) => m + s.entries, 0),
        0,
      )
      return { ...next, manifest: { ...next.manifest, gone: {}, cleared: next.manifest.gen } }
    },
    { rebuilt: true, writes: drops(marks) },
  )
  return { entries: count }
}

async function everything(ctx: Ctx): Promise<Map<string, Update>> {
  const found = new Map<string, Update>()
  const add = async (log: string) => {
    for (const u of await updatesOf(ctx, log)) found.set(u.log, u)
  }
  for (const { value } of await every((cursor) => ctx.table.listIndex("list/vorlage", Root, { cursor })))
    await add(value.id)
  for (const { value } of await every((cursor) => ctx.table.listIndex("list/programme", Programme, { cursor })))
    await add(value.id)
  return found
}
