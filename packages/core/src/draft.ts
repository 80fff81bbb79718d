/** Arbeitstext of a programme: the whole as it was saved last, and over it the sections that were saved since, each for itself. */
import { z } from "zod"
import { bind } from "./bind.ts"
import { canonical, sha256 } from "./canonical.ts"
import { ProgrammeContent, Section, Sha256 } from "./content.ts"
import type { Ctx, Files, Stored } from "./context.ts"
import { every } from "./page.ts"
import { contentPath } from "./upload.ts"

/** An item of its own, saved often, without facts. */
export const Draft = z.strictObject({ version: z.literal(1), sha256: Sha256, by: z.string(), at: z.iso.datetime() })
export type Draft = z.infer<typeof Draft>

/** A section that is newer than the whole. Its text lies among the drafts by its hash, however long it is. */
export const SectionDraft = z.strictObject({
  version: z.literal(1),
  sectionId: z.string(),
  sha256: Sha256,
  by: z.string(),
  at: z.iso.datetime(),
})
export type SectionDraft = z.infer<typeof SectionDraft>

export const draftKey = (id: string): string => `programme/${id}/draft`
export const sectionKey = (id: string, sectionId: string): string => `programme/${id}/section-${sectionId}`
const sectionPath = (hash: string): string => `content/section-${hash}.json`

/** Content tree by hash. @throws Error when a stored reference points nowhere (a defect, never a person's mistake) */
export async function content(files: Files, hash: string): Promise<ProgrammeContent> {
  const bytes = await files.get(contentPath(hash))
  if (!bytes) throw new Error(`content ${hash} is missing`)
  return ProgrammeContent.parse(JSON.parse(new TextDecoder().decode(bytes)))
}

export async function store(files: Files, tree: ProgrammeContent): Promise<string> {
  const text = canonical(tree)
  const hash = await sha256(text)
  await files.put(contentPath(hash), new TextEncoder().encode(text))
  return hash
}

export const sectionHash = (section: Section): Promise<string> => sha256(canonical(section))

export async function storeSection(files: Files, section: Section): Promise<string> {
  const text = canonical(section)
  const hash = await sha256(text)
  await files.put(sectionPath(hash), new TextEncoder().encode(text))
  return hash
}

/** A section as somebody once had it before him; undefined for a hash that was never stored. */
export async function sectionBy(files: Files, hash: string): Promise<Section | undefined> {
  const bytes = await files.get(sectionPath(hash))
  return bytes && Section.parse(JSON.parse(new TextDecoder().decode(bytes)))
}

export interface Working {
  readonly draft: Stored<Draft>
  readonly newer: readonly Stored<SectionDraft>[]
  /** the whole with the newer sections in their places; bound figures say what their places say now */
  readonly tree: ProgrammeContent
  /** hash of that whole, whether or not it was ever saved as such */
  readonly sha256: string
}

/** The working text with one read of the whole and one of the newer sections; undefined before the first save. */
export async function working(ctx: Pick<Ctx, "table" | "drafts">, id: string): Promise<Working | undefined> {
  const draft = await ctx.table.get(draftKey(id), Draft)
  if (!draft) return undefined
  const newer = await every((cursor) => ctx.table.list(`programme/${id}/section-`, SectionDraft, { cursor }))
  const base = await content(ctx.drafts, draft.value.sha256)
  const texts = new Map<string, Section>()
  await Promise.all(
    newer.map(async ({ value }) => {
      const section = await sectionBy(ctx.drafts, value.sha256)
      if (!section) throw new Error(`section ${value.sha256} is missing`)
      texts.set(value.sectionId, section)
    }),
  )
  const tree = bind({ ...base, sections: base.sections.map((s) => texts.get(s.id) ?? s) })
  return { draft, newer, tree, sha256: await sha256(canonical(tree)) }
}
