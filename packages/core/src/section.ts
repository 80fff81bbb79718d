/** Abschnitte written together: each is saved for itself, nobody's words are overwritten, and what comes too late is offered. */
import { z } from "zod"
import { accept } from "./accept.ts"
import { bind } from "./bind.ts"
import { canonical } from "./canonical.ts"
import { type ProgrammeContent, Section, type SectionBlock, Sha256, walk } from "./content.ts"
import type { Ctx, Write } from "./context.ts"
import {
  draftKey,
  type SectionDraft,
  sectionBy,
  sectionHash,
  sectionKey,
  storeSection,
  type Working,
  working,
} from "./draft.ts"
import { AppError, notFound } from "./error.ts"
import { Ref } from "./id.ts"
import { type Merged, merge } from "./merge.ts"
import { every } from "./page.ts"
import { plainBlocks } from "./plainly.ts"
import { load, type Programme, requireImages, requireUnlocked } from "./programme.ts"
import { decidedAnew, remembered, requireEqual } from "./related.ts"
import { textDuty } from "./search/owe.ts"
import { verb } from "./verb.ts"

/** A text that came too late, kept until somebody has settled it. */
export const Offer = z.strictObject({
  version: z.literal(1),
  id: z.string(),
  sectionId: z.string(),
  /** the section as its writer had opened it, and as he left it */
  base: Sha256,
  sha256: Sha256,
  by: z.string(),
  at: z.iso.datetime(),
})
export type Offer = z.infer<typeof Offer>
const offerKey = (id: string, offerId: string): string => `programme/${id}/offer-${offerId}`

export const save = verb(
  {
    name: "section.save",
    may: "programme.write",
    input: z.strictObject({
      programmeId: Ref,
      sectionId: Ref,
      /** hash of the section that was opened; section.read and every answer of this verb name it */
      base: Sha256,
      section: Section,
      /** the offer that this text settles */
      settles: Ref.optional(),
    }),
    summary:
      "Einen Abschnitt speichern. Wurde er inzwischen geändert, wird der eigene Text aufgehoben und zum Zusammenführen angeboten.",
  },
  async (ctx, { programmeId, sectionId, base, section, settles }) => {
    if (section.id !== sectionId)
      throw new AppError("input", "section.id", "Der Abschnitt trägt eine andere Kennung als die Adresse.")
    const { programme, ...now } = await opened(ctx, programmeId)
    const current = now.tree.sections.find((s) => s.id === sectionId)
    if (!current) throw gone()
    await requireImages(ctx, pictures(section))
    requireUnlocked({ ...now.tree, sections: [current] }, { ...now.tree, sections: [section] })
    const at = ctx.now().toISOString()
    const there = await sectionHash(current)
    const before = there === base ? current : await sectionBy(ctx.drafts, base)
    const bound = accept(programme, replaced(now.tree, before ?? current), replaced(now.tree, section))
    const mine = bound.sections.find((s) => s.id === sectionId) ?? section
    const hash = await storeSection(ctx.drafts, mine)
    const settled = settles === undefined ? [] : [await settle(ctx, programmeId, settles)]
    if (hash === there) {
      if (settled.length > 0) await ctx.table.commit([], settled)
      return { state: "saved" as const, sha256: hash }
    }
    // The whole must still be the one that was read: it could have lost this section in between.
    const check: Write = { check: draftKey(programmeId), rev: now.draft.rev }
    // A hash that was never given names no common ground. Figures that moved elsewhere since it was opened are nobody's change of this section.
    const same = there === base || (before && canonical(rebound(before, now.tree)) === canonical(current))
    if (!same) {
      await storeSection(ctx.drafts, current)
      const id = ctx.id("of")
      const offer: Offer = { version: 1, id, sectionId, base, sha256: hash, by: ctx.actor.personId, at }
      await ctx.table.commit([], [{ put: offerKey(programmeId, id), value: offer, rev: "new" }])
      return {
        state: "conflict" as const,
        sha256: there,
        offerId: id,
        ...(await proposal(ctx, offer, now.tree, current)),
      }
    }
    // What the writer said of the table's relations holds as if it had been decided in their list.
    const decided = decidedAnew([current], [section])
    requireEqual(replaced(now.tree, section), decided)
    const memory = decided.size === 0 ? [] : await remembered(ctx, programmeId, bound, decided)
    const writes = await sectionWrites(ctx, programmeId, now, [mine])
    await ctx.table.commit([], [...writes, ...memory, check, ...settled], await textDuty(ctx, programmeId))
    return { state: "saved" as const, sha256: hash }
  },
)

export const read = verb(
  {
    name: "section.read",
    may: "programme.read",
    input: z.strictObject({ programmeId: Ref, sectionId: Ref }),
    summary: "Einen Abschnitt mit seiner Prüfsumme und den Texten, die noch zusammenzuführen sind.",
  },
  async (ctx, { programmeId, sectionId }) => {
    const now = await opened(ctx, programmeId)
    const section = now.tree.sections.find((s) => s.id === sectionId)
    if (!section) throw notFound()
    const newer = now.newer.find((s) => s.value.sectionId === sectionId)?.value
    const offers = (await offersOf(ctx, programmeId)).filter((o) => o.sectionId === sectionId)
    return {
      section,
      // Whoever opens it may come too late: then this is the common ground of both.
      sha256: await storeSection(ctx.drafts, section),
      by: newer?.by,
      at: newer?.at,
      offers: offers.map(({ version: _, ...o }) => o),
    }
  },
)

/** What lies on offer, against the section as it is now: both texts, and a proposal that loses nothing of either. */
export const compare = verb(
  {
    name: "section.compare",
    may: "programme.write",
    input: z.strictObject({ programmeId: Ref, offerId: Ref }),
    summary: "Einen aufgehobenen Text mit dem geltenden vergleichen.",
  },
  async (ctx, { programmeId, offerId }) => {
    const now = await opened(ctx, programmeId)
    const stored = await ctx.table.get(offerKey(programmeId, offerId), Offer)
    if (!stored) throw notFound()
    const current = now.tree.sections.find((s) => s.id === stored.value.sectionId)
    if (!current) throw gone()
    return {
      sha256: await storeSection(ctx.drafts, current),
      ...(await proposal(ctx, stored.value, now.tree, current)),
    }
  },
)

/** Drops an offer: its text is not wanted any more. Only its writer, or who keeps the programme. */
export const discard = verb(
  {
    name: "section.discard",
    may: "programme.write",
    input: z.strictObject({ programmeId: Ref, offerId: Ref }),
    summary: "Einen aufgehobenen Text verwerfen.",
  },
  async (ctx, { programmeId, offerId }) => {
    const root = await load(ctx, programmeId)
    const stored = await ctx.table.get(offerKey(programmeId, offerId), Offer)
    if (!stored) throw notFound()
    if (stored.value.by !== ctx.actor.personId && root.value.authorId !== ctx.actor.personId)
      throw new AppError(
        "forbidden",
        "offer.notYours",
        "Verwerfen kann diesen Text nur, wer ihn geschrieben hat oder das Programm verantwortet.",
      )
    await ctx.table.commit([], [{ drop: stored.key, rev: stored.rev }])
  },
)

/** Sections as they are saved, without the check that the whole is still the one that was read. At most 90 at once. */
export async function sectionWrites(
  ctx: Pick<Ctx, "drafts" | "actor" | "now">,
  programmeId: string,
  now: Pick<Working, "newer">,
  sections: readonly Section[],
): Promise<Write[]> {
  if (sections.length > 90)
    throw new AppError(
      "limit",
      "section.many",
      "Das betrifft mehr als 90 Abschnitte. Bitte gehen Sie in mehreren Schritten vor.",
    )
  const at = ctx.now().toISOString()
  return Promise.all(
    sections.map(async (section): Promise<Write> => {
      const stored = now.newer.find((s) => s.value.sectionId === section.id)
      const sha256 = await storeSection(ctx.drafts, section)
      const value: SectionDraft = { version: 1, sectionId: section.id, sha256, by: ctx.actor.personId, at }
      return { put: sectionKey(programmeId, section.id), value, rev: stored?.rev ?? "new" }
    }),
  )
}

const replaced = (tree: ProgrammeContent, section: Section): ProgrammeContent => ({
  ...tree,
  sections: tree.sections.map((s) => (s.id === section.id ? section : s)),
})
/** A section of some time ago with its bound figures as they are now. */
const rebound = (section: Section, tree: ProgrammeContent): Section =>
  bind(replaced(tree, section)).sections.find((s) => s.id === section.id) ?? section

/** The working text with the programme it belongs to. @throws AppError not_found; refused "programme.empty" */
export async function opened(ctx: Ctx, programmeId: string): Promise<Working & { readonly programme: Programme }> {
  const { value: programme } = await load(ctx, programmeId)
  const now = await working(ctx, programmeId)
  if (!now) throw new AppError("refused", "programme.empty", "Das Programm hat noch keinen Text.")
  return { ...now, programme }
}

export const gone = (): AppError =>
  new AppError(
    "conflict",
    "section.gone",
    "Diesen Abschnitt gibt es im Text nicht mehr. Bitte öffnen Sie das Programm neu.",
  )

async function settle(ctx: Ctx, programmeId: string, offerId: string): Promise<Write> {
  const stored = await ctx.table.get(offerKey(programmeId, offerId), Offer)
  if (!stored) throw notFound()
  return { drop: stored.key, rev: stored.rev }
}

export const offersOf = async (ctx: Pick<Ctx, "table">, programmeId: string): Promise<Offer[]> =>
  (await every((cursor) => ctx.table.list(`programme/${programmeId}/offer-`, Offer, { cursor }))).map((o) => o.value)

interface Proposal {
  readonly mine: Section
  readonly theirs: Section
  readonly chunks: readonly Merged<SectionBlock>[]
  /**
   * Both texts merged; where both changed one place, theirs stands before mine and the place is counted. Of a title that both changed only
   * one can stand: mine, and it is counted, too.
   */
  readonly proposal: Section
  readonly conflicts: number
}

async function proposal(ctx: Ctx, offer: Offer, tree: ProgrammeContent, theirs: Section): Promise<Proposal> {
  const left = await sectionBy(ctx.drafts, offer.sha256)
  if (!left) throw new Error(`section ${offer.sha256} is missing`)
  // A base that was never read here is no common ground: then everything that differs is a conflict.
  const common = await sectionBy(ctx.drafts, offer.base)
  const base = common === undefined ? [] : rebound(common, tree).blocks
  const mine = rebound(left, tree)
  const chunks = merge<SectionBlock>(base, mine.blocks, theirs.blocks)
  const told = <T>(of: (s: Section) => T): { value: T; both: boolean } => {
    const [was, now, own] = [common && canonical(of(common)), canonical(of(theirs)), canonical(of(mine))]
    return { value: of(own === was ? theirs : mine), both: own !== now && own !== was && now !== was }
  }
  const [title, level, numbering] = [told((s) => s.title), told((s) => s.level), told((s) => s.numbering)]
  const conflicts =
    chunks.filter((c) => c.kind === "conflict").length + [title, level, numbering].filter((t) => t.both).length
  const merged = { title: title.value, level: level.value, numbering: numbering.value }
  return { mine, theirs, chunks, proposal: { ...theirs, ...merged, blocks: sideBySide(chunks, tree) }, conflicts }
}

/** Where both changed one place, theirs before mine; what then stands there twice is told apart by its id. */
function sideBySide(chunks: readonly Merged<SectionBlock>[], tree: ProgrammeContent): SectionBlock[] {
  const known = new Set(tree.sections.flatMap((s) => s.blocks.flatMap((b) => ("id" in b ? [b.id] : []))))
  const there = new Set<string>()
  return chunks
    .flatMap((c) => (c.kind === "conflict" ? [...c.theirs, ...c.mine] : c.items))
    .map((block) => {
      if (!("id" in block)) return block
      let id = block.id
      for (let n = 2; there.has(id) || (id !== block.id && known.has(id)); n++) id = `${block.id.slice(0, 36)}-${n}`
      there.add(id)
      return id === block.id ? block : { ...block, id }
    })
}

function pictures(section: Section): string[] {
  const found = new Set<string>()
  walk(plainBlocks(section.blocks), "", (block) => {
    if (block.type === "image") found.add(block.file)
  })
  return [...found]
}
