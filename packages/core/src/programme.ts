/** Programm (AMP, AIP, Lokales Planungsdokument): its draft and its saved versions (Stände). */
import { z } from "zod"
import { canonical, sha256 } from "./canonical.ts"
import {
  type Block,
  type Inline,
  ProgrammeContent,
  plain,
  Sha256,
  sectionNumbers,
  sectionPlace,
  walk,
} from "./content.ts"
import type { Ctx, Files } from "./context.ts"
import { AppError, type Finding, notFound } from "./error.ts"
import { append, EMPTY, Head } from "./fact.ts"
import { Ref } from "./id.ts"
import { plainBlocks } from "./plainly.ts"
import { house, stamp } from "./tenant.ts"
import { contentPath, imagePath, load as loadUpload } from "./upload.ts"
import { verb } from "./verb.ts"
import { checkGlyphs, checkText, inlinesOf } from "./vorlage/form.ts"

export const Stand = z.strictObject({
  no: z.int().min(1),
  at: z.iso.datetime(),
  by: z.string(),
  sha256: Sha256,
  note: z.string().max(200),
})
export type Stand = z.infer<typeof Stand>
export const Programme = z.strictObject({
  version: z.literal(1),
  id: z.string(),
  kind: z.enum(["AMP", "AIP", "LPD"]),
  title: z.string().min(1).max(300),
  year: z.int().min(2000).max(2100),
  amtId: z.string(),
  authorId: z.string(),
  staende: z.array(Stand),
  head: Head,
})
export type Programme = z.infer<typeof Programme>
/** The working text: an item of its own, saved often, without facts. */
export const Draft = z.strictObject({ version: z.literal(1), sha256: Sha256, by: z.string(), at: z.iso.datetime() })

const rootKey = (id: string): string => `programme/${id}/root`
const draftKey = (id: string): string => `programme/${id}/draft`

export const create = verb(
  {
    name: "programme.create",
    may: "programme.write",
    input: z.strictObject({
      kind: z.enum(["AMP", "AIP", "LPD"]),
      title: z.string().min(1).max(300),
      year: z.int().min(2000).max(2100),
      amtId: z.string(),
    }),
    summary: "Programm anlegen.",
  },
  async (ctx, input) => {
    const tenant = await house(ctx.table)
    if (!tenant.aemter.some((a) => a.id === input.amtId))
      throw new AppError("input", "amt.unknown", "Dieses Amt gibt es in diesem Haus nicht.")
    const id = ctx.id("pr")
    const { head, facts } = await append(
      id,
      EMPTY,
      [{ type: "programme.created", data: { programmeId: id } }],
      stamp(ctx),
    )
    const value: Programme = { version: 1, id, ...input, authorId: ctx.actor.personId, staende: [], head }
    await ctx.table.commit(facts, [{ put: rootKey(id), value, rev: "new", index: `list/programme/${id}` }])
    return { id }
  },
)

async function load(ctx: Ctx, id: string) {
  const stored = await ctx.table.get(rootKey(id), Programme)
  if (!stored) throw notFound()
  return stored
}

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

/** Saves the working text. The revision is the one that was opened: a newer one is never overwritten. */
export const save = verb(
  {
    name: "programme.save",
    may: "programme.write",
    input: z.strictObject({ programmeId: Ref, rev: z.int().min(0), content: ProgrammeContent }),
    summary: "Arbeitstext eines Programms speichern.",
  },
  async (ctx, { programmeId, rev, content: tree }) => {
    await load(ctx, programmeId)
    for (const file of images(tree))
      if (!(await ctx.drafts.get(imagePath(file))))
        throw new AppError("input", "image.unknown", "Ein Bild des Textes wurde nicht hochgeladen.")
    const stored = await ctx.table.get(draftKey(programmeId), Draft)
    if ((stored?.rev ?? 0) !== rev)
      throw new AppError(
        "conflict",
        "programme.stale",
        "Der Text wurde inzwischen an anderer Stelle gespeichert. Bitte vergleichen Sie beide Stände.",
      )
    const hash = await store(ctx.drafts, tree)
    const value = { version: 1, sha256: hash, by: ctx.actor.personId, at: ctx.now().toISOString() }
    await ctx.table.commit([], [{ put: draftKey(programmeId), value, rev: stored?.rev ?? "new" }])
    return { rev: rev + 1, sha256: hash }
  },
)

/** Saves a Stand of the working text, with its fact. */
export const stand = verb(
  {
    name: "programme.stand",
    may: "programme.write",
    input: z.strictObject({ programmeId: Ref, note: z.string().max(200) }),
    summary: "Stand eines Programms festhalten.",
  },
  async (ctx, { programmeId, note }) => {
    const root = await load(ctx, programmeId)
    const draft = await ctx.table.get(draftKey(programmeId), Draft)
    if (!draft) throw new AppError("refused", "programme.empty", "Das Programm hat noch keinen Text.")
    return commitStand(ctx, root, { sha256: draft.value.sha256, note })
  },
)

type News = Pick<Stand, "sha256" | "note">

/** Saves a Stand, and in the same commit those that must come before it. */
async function commitStand(
  ctx: Ctx,
  root: { value: Programme; rev: number },
  news: News,
  before: readonly News[] = [],
  more: Parameters<Ctx["table"]["commit"]>[1] = [],
) {
  const { value: programme, rev } = root
  const at = ctx.now()
  const saved = [...before, news].map(
    (s, i): Stand => ({
      ...s,
      no: programme.staende.length + i + 1,
      at: at.toISOString(),
      by: ctx.actor.personId,
    }),
  )
  const { head, facts } = await append(
    programme.id,
    programme.head,
    saved.map(({ no, sha256 }) => ({ type: "programme.saved", data: { programmeId: programme.id, no, sha256 } })),
    { ...stamp(ctx), at },
  )
  const staende = [...programme.staende, ...saved]
  const index = `list/programme/${programme.id}`
  await ctx.table.commit(facts, [
    { put: rootKey(programme.id), value: { ...programme, staende, head }, rev, index },
    ...more,
  ])
  return { no: staende.length, sha256: news.sha256 }
}

/** Takes the content of a checked Word upload as the new working text and as a Stand. */
export const take = verb(
  {
    name: "programme.take",
    may: "programme.write",
    input: z.strictObject({ programmeId: Ref, uploadId: Ref }),
    summary: "Eingelesene Word-Datei als Text des Programms übernehmen.",
  },
  async (ctx, { programmeId, uploadId }) => {
    const root = await load(ctx, programmeId)
    const upload = (await loadUpload(ctx, uploadId)).value
    if (upload.state === "checking")
      throw new AppError(
        "refused",
        "upload.checking",
        "Die Datei wird noch geprüft. Bitte warten Sie einen Augenblick.",
      )
    if (upload.state === "refused" || upload.content === undefined)
      throw new AppError("refused", "upload.refused", "Diese Datei wurde abgewiesen.", upload.findings)
    const tree = await content(ctx.drafts, upload.content)
    const { title, year, kind } = root.value
    const hash = await store(ctx.drafts, { ...tree, title, year, kind })
    const draft = await ctx.table.get(draftKey(programmeId), Draft)
    const value = { version: 1, sha256: hash, by: ctx.actor.personId, at: ctx.now().toISOString() }
    const taken = { sha256: hash, note: `Aus Word übernommen: ${upload.fileName}`.slice(0, 200) }
    // What was written here and never saved as a Stand is not lost with the working text.
    const unsaved = draft && root.value.staende.every((s) => s.sha256 !== draft.value.sha256)
    const before = unsaved ? [{ sha256: draft.value.sha256, note: "Arbeitstext vor der Übernahme" }] : []
    return commitStand(ctx, root, taken, before, [{ put: draftKey(programmeId), value, rev: draft?.rev ?? "new" }])
  },
)

export const read = verb(
  {
    name: "programme.read",
    may: "programme.read",
    input: z.strictObject({ programmeId: Ref }),
    summary: "Programm mit Arbeitstext, Ständen und Hinweisen.",
  },
  async (ctx, { programmeId }) => {
    const { head: _, ...programme } = (await load(ctx, programmeId)).value
    const draft = await ctx.table.get(draftKey(programmeId), Draft)
    const tree = draft && (await content(ctx.drafts, draft.value.sha256))
    return { ...programme, rev: draft?.rev ?? 0, content: tree, findings: tree ? check(tree) : [] }
  },
)

export const list = verb(
  {
    name: "programme.list",
    may: "programme.read",
    input: z.strictObject({ cursor: z.string().optional() }),
    summary: "Programme des Hauses.",
  },
  async (ctx, { cursor }) => {
    const page = await ctx.table.listIndex("list/programme", Programme, { cursor, descending: true })
    return { items: page.items.map(({ value: { head: _, ...p } }) => p), cursor: page.cursor }
  },
)

/** Hash of the working text, for submission. */
export async function current(
  ctx: Ctx,
  programmeId: string,
): Promise<{ programme: Programme; sha256: string; tree: ProgrammeContent }> {
  const root = await load(ctx, programmeId)
  const draft = await ctx.table.get(draftKey(programmeId), Draft)
  if (!draft) throw new AppError("refused", "programme.empty", "Das Programm hat noch keinen Text.")
  return { programme: root.value, sha256: draft.value.sha256, tree: await content(ctx.drafts, draft.value.sha256) }
}

/** Hashes of all images of a tree, each once. */
export function images(tree: ProgrammeContent): string[] {
  const found = new Set<string>()
  const visit = (block: Block) => {
    if (block.type === "image") found.add(block.file)
  }
  for (const section of tree.sections) walk(plainBlocks(section.blocks), "", visit)
  for (const note of tree.footnotes) walk(note.blocks, "", visit)
  return [...found]
}

/** Why this tree cannot become an accessible paper; empty when it can. */
export function check(tree: ProgrammeContent): Finding[] {
  const found: Finding[] = []
  const report = (reason: string, place: string, message: string) => found.push({ reason, place, message })
  const numbers = sectionNumbers(tree.sections)
  let level = 0
  if (tree.sections.length === 0) report("programme.empty", "Programm", "Das Programm hat noch keinen Abschnitt.")
  checkGlyphs(tree.title, "Titel", report)
  checkGlyphs(tree.subtitle ?? "", "Untertitel", report)
  const notes = new Set(tree.footnotes.map((n) => n.id))
  const noted = (content: readonly Inline[], place: string) => {
    if (content.some((inline) => inline.type === "footnote" && !notes.has(inline.id)))
      report("footnote.missing", place, "Der Text einer Fußnote fehlt.")
  }
  tree.sections.forEach((section, i) => {
    const place = sectionPlace(numbers[i] ?? "", section)
    if (section.level > level + 1) report("heading.skip", place, "Eine Überschriftenebene ist übersprungen.")
    level = section.level
    if (plain(section.title).trim() === "") report("title.missing", place, "Die Überschrift ist leer.")
    checkGlyphs(plain(section.title), place, report)
    noted(section.title, place)
    const blocks = plainBlocks(section.blocks)
    checkText(blocks, place, report)
    walk(blocks, place, (block, here) => {
      noted(inlinesOf(block), here)
    })
  })
  tree.footnotes.forEach((note, i) => {
    checkText(note.blocks, `Fußnote ${i + 1}`, report)
  })
  return found
}
