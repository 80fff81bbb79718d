/** Fassungen vergleichen: two versions of a programme side by side, as data at once and as a paper on request. */
import { z } from "zod"
import { canonical, sha256 } from "./canonical.ts"
import { type ProgrammeContent, Sha256 } from "./content.ts"
import type { Ctx, Stored, Write } from "./context.ts"
import { dayOf, germanInstant } from "./day.ts"
import { images } from "./document/job.ts"
import { content, store, working } from "./draft.ts"
import { Duty, dutyKey } from "./duty.ts"
import { AppError, notFound } from "./error.ts"
import { Ref } from "./id.ts"
import { every } from "./page.ts"
import { Day, House } from "./paper.ts"
import { load, type Programme } from "./programme.ts"
import { type Synopse, synopse } from "./synopse/index.ts"
import { house, onPaper } from "./tenant.ts"
import { contentPath } from "./upload.ts"
import { verb } from "./verb.ts"
import type { WorkCtx } from "./work.ts"

/** One of two texts that are compared. */
export const Side = z.strictObject({
  /** "Stand 3 vom 14.01.2027, 09:12" */
  label: z.string(),
  sha256: Sha256,
  /** frozen texts lie among the papers */
  where: z.enum(["drafts", "papers"]),
})
export type Side = z.infer<typeof Side>

export interface Pair {
  readonly title: string
  readonly old: Side
  readonly new: Side
  /** day of the newer text */
  readonly on: Day
}

export interface Compared {
  readonly title: string
  readonly old: Side
  readonly new: Side
  readonly synopse: Synopse
}

export async function textOf(ctx: Pick<Ctx, "drafts" | "papers">, side: Side): Promise<ProgrammeContent> {
  return content(ctx[side.where], side.sha256)
}

export async function compared(ctx: Pick<Ctx, "drafts" | "papers">, pair: Pair): Promise<Compared> {
  const [before, after] = await Promise.all([textOf(ctx, pair.old), textOf(ctx, pair.new)])
  return { title: pair.title, old: pair.old, new: pair.new, synopse: synopse(before, after) }
}

/** A version of a programme: number of a Stand, the working text, or the programme it continues. */
const Which = z.union([z.literal("draft"), z.literal("previous-year"), z.coerce.number().pipe(z.int().min(1))])
type Which = z.infer<typeof Which>
/** Without more: the working text against last year's programme. */
const Asked = z.strictObject({
  programmeId: Ref,
  from: Which.default("previous-year"),
  to: Which.default("draft"),
})

async function sideOf(ctx: Ctx, programme: Programme, which: Which): Promise<{ side: Side; on: Day; title: string }> {
  const where = "drafts"
  const { title } = programme
  if (which === "draft") {
    const now = await working(ctx, programme.id)
    if (!now) throw new AppError("refused", "programme.empty", "Das Programm hat noch keinen Text.")
    const hash = await store(ctx.drafts, now.tree)
    const at = [now.draft.value.at, ...now.newer.map((s) => s.value.at)].sort().at(-1) ?? now.draft.value.at
    return { side: { label: "Arbeitstext", sha256: hash, where }, on: dayOf(new Date(at)), title: now.tree.title }
  }
  if (which === "previous-year") {
    if (!programme.before)
      throw new AppError(
        "refused",
        "versions.before",
        "Dieses Programm schreibt keines aus einem früheren Jahr fort. Vergleichen Sie zwei Stände.",
      )
    const { sha256: hash } = programme.before
    const text = await content(ctx.drafts, hash)
    return { side: { label: `${text.title} (${text.year})`, sha256: hash, where }, on: `${text.year}-01-01`, title }
  }
  const stand = programme.staende.find((s) => s.no === which)
  if (!stand) throw new AppError("input", "versions.stand", `Einen Stand ${which} gibt es nicht.`)
  const at = new Date(stand.at)
  return {
    side: { label: `Stand ${stand.no} vom ${germanInstant(at)}`, sha256: stand.sha256, where },
    on: dayOf(at),
    title,
  }
}

async function pairOf(ctx: Ctx, { programmeId, from, to }: z.infer<typeof Asked>): Promise<Pair> {
  if (from === to) throw new AppError("input", "versions.same", "Bitte wählen Sie zwei verschiedene Fassungen.")
  const { value } = await load(ctx, programmeId)
  const [old, now] = [await sideOf(ctx, value, from), await sideOf(ctx, value, to)]
  return { title: now.title, old: old.side, new: now.side, on: now.on }
}

export const compare = verb(
  {
    name: "programme.compare",
    may: "programme.read",
    input: Asked,
    summary: "Zwei Fassungen eines Programms vergleichen: Stände, den Arbeitstext, das Programm des Vorjahres.",
  },
  async (ctx, asked) => compared(ctx, await pairOf(ctx, asked)),
)

/** Paper of a comparison; asked for again, it is the same. */
export const Comparison = z.strictObject({
  version: z.literal(1),
  id: z.string(),
  /** programme or Vorlage it was asked for */
  log: z.string(),
  state: z.enum(["making", "ready", "refused"]),
  title: z.string(),
  old: Side,
  new: Side,
  on: Day,
  house: House,
  fileName: z.string(),
  pages: z.int().nullable(),
  findings: z.array(z.strictObject({ reason: z.string(), place: z.string(), message: z.string() })),
  at: z.iso.datetime(),
})
export type Comparison = z.infer<typeof Comparison>
const comparisonKey = (log: string, id: string): string => `synopse/${log}/${id}`
const filePath = (log: string, id: string): string => `synopse/${log}/${id}.pdf`
const dutyId = (id: string): string => `synopse-${id}`
/** Papers kept per programme or Vorlage; older ones are made anew when somebody asks. */
const KEPT = 20

/** What a comparison tells about its paper. */
const shown = ({ id, state, fileName, pages, findings }: Comparison) => ({ id, state, fileName, pages, findings })

/** Name of a comparison: the same texts, labels and house have the same. */
export async function comparisonId(ctx: Ctx, pair: Pair): Promise<string> {
  return (await sha256(canonical({ ...pair, house: onPaper(await house(ctx.table)) }))).slice(0, 40)
}

/** Asks for the paper of a comparison, once; answers what became of it. */
export async function ask(ctx: Ctx, log: string, pair: Pair) {
  const now = onPaper(await house(ctx.table))
  const id = await comparisonId(ctx, pair)
  const known = await every((cursor) => ctx.table.list(`synopse/${log}`, Comparison, { cursor }))
  const same = known.find((c) => c.value.id === id)
  if (same) return shown(same.value)
  const year = pair.title.match(/\b20\d\d\b/)?.[0] ?? pair.on.slice(0, 4)
  const value: Comparison = {
    version: 1,
    id,
    log,
    state: "making",
    ...pair,
    house: now,
    fileName: `Synopse_${year}_${plainName(pair.old.label)}_${plainName(pair.new.label)}.pdf`,
    pages: null,
    findings: [],
    at: ctx.now().toISOString(),
  }
  const spare = oldest(known)
  const duty = { id: dutyId(id), log, kind: "synopse" as const, dueAt: value.at, attempts: 0 }
  await ctx.table.commit(
    [],
    [{ put: comparisonKey(log, id), value, rev: "new" }, ...spare.map((c): Write => ({ drop: c.key, rev: c.rev }))],
    [duty],
  )
  for (const { value: gone } of spare) await ctx.drafts.drop(filePath(log, gone.id))
  return shown(value)
}

/** Those that make room for one more; what is still being made stays. */
function oldest(known: readonly Stored<Comparison>[]): Stored<Comparison>[] {
  const done = known.filter((c) => c.value.state !== "making").sort((a, b) => a.value.at.localeCompare(b.value.at))
  return done.slice(0, Math.max(0, known.length + 1 - KEPT))
}

const plainName = (label: string): string =>
  label
    .replace(/,? \d\d:\d\d.*$/, "")
    .replace(/[^\p{L}\p{N}.]+/gu, "-")
    .replace(/^-|-$/g, "")
    .slice(0, 60)

/** Bytes of a paper. @throws AppError refused while it is made, and where it could not be */
export async function bytesOf(ctx: Ctx, log: string, id: string) {
  const stored = await ctx.table.get(comparisonKey(log, id), Comparison)
  if (!stored) throw notFound()
  const { state, findings } = stored.value
  if (state === "refused")
    throw new AppError("refused", "synopse.refused", "Aus diesem Vergleich lässt sich kein PDF erstellen.", findings)
  const bytes = state === "ready" ? await ctx.drafts.get(filePath(log, id)) : undefined
  if (!bytes)
    throw new AppError("refused", "synopse.making", "Die Datei wird noch erstellt. Bitte warten Sie einen Augenblick.")
  return { fileName: stored.value.fileName, mediaType: "application/pdf", bytes }
}

export const print = verb(
  {
    name: "programme.print",
    may: "programme.read",
    input: Asked,
    summary: "Vergleich zweier Fassungen als PDF anfordern; noch einmal gefragt, sagt es, ob die Datei fertig ist.",
  },
  async (ctx, asked) => ask(ctx, asked.programmeId, await pairOf(ctx, asked)),
)

export const file = verb(
  {
    name: "programme.printed",
    may: "programme.read",
    input: z.strictObject({ programmeId: Ref, comparisonId: Ref }),
    summary: "Vergleich zweier Fassungen als PDF laden.",
  },
  async (ctx, { programmeId, comparisonId: id }) => {
    await load(ctx, programmeId)
    return bytesOf(ctx, programmeId, id)
  },
)

/** Worker: makes the paper that a duty asks for. The same texts give the same bytes, so it may run twice. */
export async function work(ctx: WorkCtx, log: string, duty: string): Promise<void> {
  const owed = await ctx.table.get(dutyKey({ log, id: duty }), Duty)
  if (!owed) return
  const id = duty.slice(dutyId("").length)
  const stored = await ctx.table.get(comparisonKey(log, id), Comparison)
  const drop: Write = { drop: owed.key, rev: owed.rev }
  if (stored?.value.state !== "making") return ctx.table.commit([], [drop])
  const value = { ...stored.value, ...(await made(ctx, stored.value)) }
  await ctx.table.commit([], [{ put: stored.key, value, rev: stored.rev }, drop])
}

async function made(ctx: WorkCtx, comparison: Comparison): Promise<Pick<Comparison, "state" | "pages" | "findings">> {
  if (ctx.documents === "off") return { state: "ready", pages: null, findings: [] }
  const { log, id, title, old, new: now, on } = comparison
  try {
    const { synopse: found } = await compared(ctx, { title, old, new: now, on })
    const { pdf, pages } = await ctx.press.synopse(
      {
        version: 1,
        house: comparison.house,
        title,
        old: old.label,
        new: now.label,
        on,
        synopse: found,
      },
      images(ctx),
    )
    await ctx.drafts.put(filePath(log, id), pdf)
    return { state: "ready", pages, findings: [] }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const { reason, message } = error
    return { state: "refused", pages: null, findings: [{ reason, place: title, message }] }
  }
}

/** Is this text among the papers, for everybody who sees what it was submitted with? */
export const submitted = async (ctx: Pick<Ctx, "papers">, hash: string): Promise<boolean> =>
  (await ctx.papers.get(contentPath(hash))) !== undefined
