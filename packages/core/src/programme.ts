/** Programm (AMP, AIP, Lokales Planungsdokument): its draft and its saved versions (Stände). */
import { z } from "zod"
import { accept } from "./accept.ts"
import { type Figure, figures, mapLines } from "./bind.ts"
import { canonical } from "./canonical.ts"
import { type Block, type Inline, ProgrammeContent, plain, type Section, Sha256, walk } from "./content.ts"
import type { Ctx, Write } from "./context.ts"
import { content, draftKey, store, type Working, working } from "./draft.ts"
import { AppError, type Finding, notFound } from "./error.ts"
import { append, EMPTY, Head } from "./fact.ts"
import { findingsOf } from "./finding.ts"
import { Ref } from "./id.ts"
import { german } from "./number.ts"
import { adopt, declared, framesOf, withoutForeignFrames } from "./outline/adopt.ts"
import { begin, lawOf, type Outline, OutlineIds, shipped } from "./outline/index.ts"
import { plainBlocks } from "./plainly.ts"
import { rejectedOf, withoutRejected } from "./rejected.ts"
import { textDuty } from "./search/owe.ts"
import { keepIds } from "./synopse/same.ts"
import { house, stamp } from "./tenant.ts"
import { imagePath, load as loadUpload } from "./upload.ts"
import { verb } from "./verb.ts"

export { content, Draft, store } from "./draft.ts"

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
  /** Gliederung it began with */
  outline: z.strictObject({ id: z.string(), version: z.int() }).optional(),
  /** the programme it continues, and the text that was taken over */
  before: z.strictObject({ programmeId: z.string(), sha256: Sha256 }).optional(),
  head: Head,
})
export type Programme = z.infer<typeof Programme>
const rootKey = (id: string): string => `programme/${id}/root`

export const create = verb(
  {
    name: "programme.create",
    may: "programme.write",
    input: z.strictObject({
      kind: z.enum(["AMP", "AIP", "LPD"]),
      title: z.string().min(1).max(300),
      year: z.int().min(2000).max(2100),
      amtId: z.string(),
      /** id of a Gliederung; its sections and tables are what the programme begins with */
      outline: z.string().max(40).optional(),
    }),
    summary: "Programm anlegen, leer oder nach einer Gliederung.",
  },
  async (ctx, { outline: wanted, ...input }) => {
    const tenant = await house(ctx.table)
    if (!tenant.aemter.some((a) => a.id === input.amtId))
      throw new AppError("input", "amt.unknown", "Dieses Amt gibt es in diesem Haus nicht.")
    const outline = wanted === undefined ? undefined : chosen(wanted, input, tenant.house.kind)
    const id = ctx.id("pr")
    const { head, facts } = await append(
      id,
      EMPTY,
      [{ type: "programme.created", data: { programmeId: id } }],
      stamp(ctx),
    )
    const value: Programme = {
      version: 1,
      id,
      ...input,
      authorId: ctx.actor.personId,
      staende: [],
      ...(outline ? { outline: { id: outline.id, version: outline.version } } : {}),
      head,
    }
    const root: Write = { put: rootKey(id), value, rev: "new", index: `list/programme/${id}` }
    if (!outline) {
      await ctx.table.commit(facts, [root])
      return { id }
    }
    const tree = { ...begin(outline, input.year, lawOf(input.year)), title: input.title }
    const at = ctx.now().toISOString()
    const draft = { version: 1, sha256: await store(ctx.drafts, tree), by: ctx.actor.personId, at }
    const duties = await textDuty(ctx, id)
    await ctx.table.commit(facts, [root, { put: draftKey(id), value: draft, rev: "new" }], duties)
    return { id }
  },
)

function chosen(id: string, { kind, year }: Pick<Programme, "kind" | "year">, house: "zkT" | "gE"): Outline {
  const outline = shipped(id, year)
  if (!outline) throw new AppError("input", "outline.unknown", "Diese Gliederung gibt es nicht.")
  if (outline.kind !== kind)
    throw new AppError("input", "outline.kind", "Diese Gliederung gehört zu einer anderen Art von Programm.")
  if (!outline.house.includes(house))
    throw new AppError("input", "outline.house", "Diese Gliederung passt nicht zur Organisationsform dieses Hauses.")
  return outline
}

export const outlines = verb(
  {
    name: "programme.outlines",
    may: "programme.read",
    input: z.strictObject({ year: z.coerce.number().int().min(2000).max(2100) }),
    summary: "Gliederungen, nach denen dieses Haus ein Programm beginnen kann.",
  },
  async (ctx, { year }) => {
    const tenant = await house(ctx.table)
    return OutlineIds.flatMap((id) => shipped(id, year) ?? []).filter((o) => o.house.includes(tenant.house.kind))
  },
)

/** The root with its new head and whatever else changes in it. */
export function rootWrite(root: { value: Programme; rev: number }, change: Partial<Programme>): Write {
  const { id } = root.value
  return { put: rootKey(id), value: { ...root.value, ...change }, rev: root.rev, index: `list/programme/${id}` }
}

export async function load(ctx: Pick<Ctx, "table">, id: string) {
  const stored = await ctx.table.get(rootKey(id), Programme)
  if (!stored) throw notFound()
  return stored
}

/** Saves the working text. The revision is the one that was opened: a newer one is never overwritten. */
export const save = verb(
  {
    name: "programme.save",
    may: "programme.write",
    input: z.strictObject({
      programmeId: Ref,
      rev: z.int().min(0),
      /** hash of the text that was opened; needed once sections were saved for themselves */
      sha256: Sha256.optional(),
      content: ProgrammeContent,
    }),
    summary: "Arbeitstext eines Programms als Ganzes speichern.",
  },
  async (ctx, { programmeId, rev, sha256: opened, content: given }) => {
    const { value: programme } = await load(ctx, programmeId)
    await requireImages(ctx, images(given))
    const now = await working(ctx, programmeId)
    const unseen = now !== undefined && now.newer.length > 0 && opened !== now.sha256
    if ((now?.draft.rev ?? 0) !== rev || unseen)
      throw new AppError(
        "conflict",
        "programme.stale",
        "Der Text wurde inzwischen an anderer Stelle gespeichert. Bitte vergleichen Sie beide Stände.",
      )
    requireUnlocked(now?.tree, given)
    const hash = await store(ctx.drafts, accept(programme, now?.tree, given))
    const value = { version: 1, sha256: hash, by: ctx.actor.personId, at: ctx.now().toISOString() }
    const write: Write = { put: draftKey(programmeId), value, rev: now?.draft.rev ?? "new" }
    await ctx.table.commit([], [write, ...folded(now)], await textDuty(ctx, programmeId))
    return { rev: rev + 1, sha256: hash }
  },
)

/** What the whole now holds, the sections saved for themselves need not say any more. */
function folded(now: Working | undefined): Write[] {
  const drops = (now?.newer ?? []).map((s): Write => ({ drop: s.key, rev: s.rev }))
  // A commit takes a hundred writes; nobody has that many sections open between two saves of the whole.
  if (drops.length > 90)
    throw new AppError(
      "limit",
      "programme.sections",
      "Zu viele einzeln gespeicherte Abschnitte. Bitte halten Sie zuerst einen Stand fest.",
    )
  return drops
}

/** @throws AppError input for a picture that nobody uploaded */
export async function requireImages(ctx: Pick<Ctx, "drafts">, files: readonly string[]): Promise<void> {
  for (const file of files)
    if (!(await ctx.drafts.get(imagePath(file))))
      throw new AppError("input", "image.unknown", "Ein Bild des Textes wurde nicht hochgeladen.")
}

/**
 * What a Gliederung fixed stays: locked sections with their words, fixed titles, required sections. @throws AppError
 * refused, one finding per section
 */
export function requireUnlocked(before: ProgrammeContent | undefined, after: ProgrammeContent): void {
  const found: Finding[] = []
  const now = new Map(after.sections.map((s) => [s.id, s]))
  for (const section of before?.sections ?? []) {
    const next = now.get(section.id)
    const place = `Abschnitt „${plain(section.title)}“`
    const report = (reason: string, message: string) => found.push({ reason, place, message })
    if (!next) {
      if (section.lock !== undefined || section.required === true)
        report("section.required", "Dieser Abschnitt gehört zur Gliederung und kann nicht entfallen.")
      continue
    }
    const frame = ({ key, lock, required }: Section) => canonical([key ?? "", lock ?? "free", required ?? false])
    if (frame(section) !== frame(next))
      report("section.frame", "Die Vorgaben der Gliederung können nicht geändert werden.")
    if (section.lock !== undefined && section.lock !== "free" && plain(section.title) !== plain(next.title))
      report("section.title", "Diese Überschrift ist in der Gliederung festgelegt.")
    if (section.lock === "readOnly" && canonical(section.blocks) !== canonical(next.blocks))
      report("section.locked", "Dieser Abschnitt ist gesperrt; hier sind keine Eintragungen vorgesehen.")
  }
  if (found.length > 0)
    throw new AppError("refused", found[0]?.reason ?? "section", found.map((f) => f.message).join(" "), found)
}

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
    const now = await working(ctx, programmeId)
    if (!now) throw new AppError("refused", "programme.empty", "Das Programm hat noch keinen Text.")
    return commitStand(ctx, root, { sha256: await store(ctx.drafts, now.tree), note })
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
  await ctx.table.commit(
    facts,
    [{ put: rootKey(programme.id), value: { ...programme, staende, head }, rev, index }, ...more],
    await textDuty(ctx, programme.id),
  )
  return { no: staende.length, sha256: news.sha256 }
}

/** Takes the content of a checked Word upload as the new working text and as a Stand. */
export const take = verb(
  {
    name: "programme.take",
    may: "programme.write",
    input: z.strictObject({
      programmeId: Ref,
      uploadId: Ref,
      /** whether tables of figures come as tables that know their numbers, their relations only proposed */
      tables: z.enum(["typed", "plain"]).default("typed"),
    }),
    summary:
      "Eingelesene Word-Datei als Text des Programms übernehmen. Was die Gliederung sperrt, bleibt; die Antwort sagt, was deshalb nicht übernommen wurde.",
  },
  async (ctx, { programmeId, uploadId, tables }) => {
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
    const wanted = tables === "typed" ? (upload.typed ?? upload.content) : upload.content
    const read = await withoutRejected(await content(ctx.drafts, wanted), await rejectedOf(ctx, programmeId))
    const { title, year, kind } = root.value
    const now = await working(ctx, programmeId)
    // A Word file of ours says itself what its sections and tables were here, and what is new in it.
    const own = upload.origin !== undefined
    const news = own ? withoutForeignFrames(now?.tree, read) : asImported(read)
    const { tree: adopted, findings } = adopt(framesOf(root.value, now?.tree), news)
    const tree = now && !own ? keepIds(now.tree, adopted) : adopted
    const numbers = kept(now?.tree, tree)
    const { numbers: _, ...rest } = tree
    const next = { ...rest, ...declared(now?.tree), title, year, kind, ...(numbers ? { numbers } : {}) }
    const hash = await store(ctx.drafts, next)
    const value = { version: 1, sha256: hash, by: ctx.actor.personId, at: ctx.now().toISOString() }
    const taken = { sha256: hash, note: `Aus Word übernommen: ${upload.fileName}`.slice(0, 200) }
    // What was written here and never saved as a Stand is not lost with the working text.
    const unsaved = now && root.value.staende.every((s) => s.sha256 !== now.sha256)
    const before = unsaved ? [{ sha256: await store(ctx.drafts, now.tree), note: "Arbeitstext vor der Übernahme" }] : []
    const draft = { put: draftKey(programmeId), value, rev: now?.draft.rev ?? ("new" as const) }
    return { ...(await commitStand(ctx, root, taken, before, [draft, ...folded(now)])), findings }
  },
)

/**
 * Named figures outlive the text they were named in; one that would now stand for another cell stands for itself. Those that
 * a text brings along are taken where it uses them and no figure here has their name.
 */
function kept(before: ProgrammeContent | undefined, after: ProgrammeContent): ProgrammeContent["numbers"] {
  const old = before && figures(before)
  const now = figures(after)
  const say = (known: ReadonlyMap<string, Figure> | undefined, ref: string): string => {
    const figure = known?.get(ref)
    return figure === undefined ? "" : german(figure.num, figure.unit)
  }
  const own = (before?.numbers ?? []).map((named) => {
    const { ref, ...bare } = named
    const same = ref === undefined || ref.startsWith("zahl/") || (now.has(ref) && say(old, ref) === say(now, ref))
    return same ? named : bare
  })
  const names = new Set(own.map((n) => n.id))
  const used = usedNames(after)
  const more = (after.numbers ?? []).filter((n) => !names.has(n.id) && used.has(`zahl/${n.id}`))
  const all = [...own, ...more].slice(0, 500)
  return all.length > 0 || before?.numbers !== undefined ? all : undefined
}

/** Addresses of the figures that a text uses, and of those that they stand for. */
function usedNames({ sections, footnotes, numbers }: ProgrammeContent): Set<string> {
  const used = new Set<string>()
  const look = (line: Inline[]): Inline[] => {
    for (const i of line) if (i.type === "number") used.add(i.ref)
    return line
  }
  for (const section of sections) {
    look(section.title)
    for (const block of section.blocks) mapLines(block, look)
  }
  for (const note of footnotes) for (const block of note.blocks) mapLines(block, look)
  const named = new Map((numbers ?? []).map((n) => [`zahl/${n.id}`, n.ref]))
  for (const address of used) {
    const next = named.get(address)
    if (next !== undefined) used.add(next)
  }
  return used
}

/** Tables as they came from Word: what they lack is asked for, and holds nothing up until somebody works on them. */
const asImported = (tree: ProgrammeContent): ProgrammeContent => ({
  ...tree,
  sections: tree.sections.map((s) => ({
    ...s,
    blocks: s.blocks.map((b) => (b.type === "data" ? { ...b, imported: true } : b)),
  })),
})

export const read = verb(
  {
    name: "programme.read",
    may: "programme.read",
    input: z.strictObject({ programmeId: Ref }),
    summary: "Programm mit Arbeitstext, Ständen und Hinweisen.",
  },
  async (ctx, { programmeId }) => {
    const { value } = await load(ctx, programmeId)
    const { head: _, ...programme } = value
    const now = await working(ctx, programmeId)
    const { tree } = now ?? {}
    return {
      ...programme,
      rev: now?.draft.rev ?? 0,
      /** hash of the text as it stands, the newer sections included */
      sha256: now?.sha256,
      content: tree,
      findings: tree ? await findingsOf(ctx, value, tree) : [],
    }
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
  const now = await working(ctx, programmeId)
  if (!now) throw new AppError("refused", "programme.empty", "Das Programm hat noch keinen Text.")
  return { programme: root.value, sha256: await store(ctx.drafts, now.tree), tree: now.tree }
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
