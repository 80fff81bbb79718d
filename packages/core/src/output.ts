/** Ausgeben: a programme as Word file and as PDF (made by the worker), as one HTML page and as JSON with its schema (at once). */
import { z } from "zod"
import { bind } from "./bind.ts"
import { canonical, sha256 } from "./canonical.ts"
import { ProgrammeContent, Sha256 } from "./content.ts"
import type { Ctx, Files, Stored, Write } from "./context.ts"
import { dayOf, germanInstant } from "./day.ts"
import { content, store, working } from "./draft.ts"
import { Duty, dutyKey } from "./duty.ts"
import { AppError, notFound } from "./error.ts"
import { html as page } from "./html.ts"
import { Ref } from "./id.ts"
import { programmePdf } from "./output/pdf.ts"
import { every } from "./page.ts"
import { Day } from "./paper.ts"
import { images, load, type Programme } from "./programme.ts"
import { house, onPaper } from "./tenant.ts"
import { imagePath } from "./upload.ts"
import { verb } from "./verb.ts"
import type { WorkCtx } from "./work.ts"

/** Number of a Stand, or the working text. */
const Which = z.union([z.literal("draft"), z.coerce.number().pipe(z.int().min(1))])
const Asked = z.strictObject({ programmeId: Ref, stand: Which.default("draft") })

const Format = z.enum(["docx", "pdf"])

/** File that the worker makes of one text; asked for again, it is the same. */
export const Output = z.strictObject({
  version: z.literal(1),
  id: z.string(),
  programmeId: z.string(),
  format: Format,
  state: z.enum(["making", "ready", "failed"]),
  /** the text it is made of */
  content: Sha256,
  fileName: z.string(),
  /** what a PDF says of itself: "Stand 3 vom 14.01.2027, 09:12", and its day */
  said: z.strictObject({ reference: z.string(), on: Day }).optional(),
  /** of the file, once it is there */
  sha256: Sha256.optional(),
  /** why a text cannot become a PDF */
  findings: z.array(z.strictObject({ reason: z.string(), place: z.string(), message: z.string() })).optional(),
  at: z.iso.datetime(),
})
export type Output = z.infer<typeof Output>

export const DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
const MEDIA_TYPE = { docx: DOCX, pdf: "application/pdf" } as const
/** Another writer makes other bytes of the same text. */
const WRITER = { docx: 2, pdf: 1 } as const
const ATTEMPTS = 5
const outputKey = (programmeId: string, id: string): string => `programme/${programmeId}/output-${id}`
const filePath = (hash: string): string => `output/${hash}`
const dutyId = (id: string): string => `output-${id}`
const shown = ({ id, format, state, fileName, findings = [] }: Output) => ({ id, format, state, fileName, findings })

interface Text {
  readonly programme: Programme
  readonly tree: ProgrammeContent
  readonly sha256: string
  /** "AMP-2027_Stand-3_2026-11-21" */
  readonly name: string
  readonly said: NonNullable<Output["said"]>
}

/** The text that is asked for. @throws AppError refused before the first text, not_found for a Stand that is none */
async function textOf(ctx: Ctx, { programmeId, stand: which }: z.output<typeof Asked>): Promise<Text> {
  const { value: programme } = await load(ctx, programmeId)
  const name = (words: string, at: string) => `${programme.kind}-${programme.year}_${words}_${dayOf(new Date(at))}`
  if (which !== "draft") {
    const stand = programme.staende.find((s) => s.no === which)
    if (!stand) throw notFound()
    const tree = await content(ctx.drafts, stand.sha256)
    const at = new Date(stand.at)
    const said = { reference: `Stand ${stand.no} vom ${germanInstant(at)}`, on: dayOf(at) }
    return { programme, tree, sha256: stand.sha256, name: name(`Stand-${stand.no}`, stand.at), said }
  }
  const now = await working(ctx, programmeId)
  if (!now) throw new AppError("refused", "programme.empty", "Das Programm hat noch keinen Text.")
  const at = [now.draft.value.at, ...now.newer.map((s) => s.value.at)].sort().at(-1) ?? now.draft.value.at
  const said = { reference: `Arbeitstext vom ${germanInstant(new Date(at))}`, on: dayOf(new Date(at)) }
  return { programme, tree: now.tree, sha256: now.sha256, name: name("Entwurf", at), said }
}

export const exported = verb(
  {
    name: "programme.export",
    may: "programme.read",
    input: Asked.extend({ format: Format }),
    summary: "Programm als Word-Datei oder als PDF anfordern; noch einmal gefragt, sagt es, ob die Datei fertig ist.",
  },
  async (ctx, { format, ...asked }) => {
    const text = await textOf(ctx, asked)
    const { programmeId } = asked
    // Paper shows the house: another logo is another file.
    const looks = format === "pdf" ? [text.said, onPaper(await house(ctx.table))] : []
    const id = (await sha256(canonical([WRITER[format], format, text.name, text.sha256, ...looks]))).slice(0, 40)
    const known = await ctx.table.get(outputKey(programmeId, id), Output)
    if (known && known.value.state !== "failed") return shown(known.value)
    // Sections saved for themselves make a whole that nobody has stored yet.
    const hash = asked.stand === "draft" ? await store(ctx.drafts, text.tree) : text.sha256
    const at = ctx.now().toISOString()
    const value: Output = {
      version: 1,
      id,
      programmeId,
      format,
      state: "making",
      content: hash,
      fileName: `${text.name}.${format}`,
      ...(format === "pdf" ? { said: text.said } : {}),
      at,
    }
    const rev = known?.rev ?? ("new" as const)
    const duty = { id: dutyId(id), log: programmeId, kind: "output" as const, dueAt: at, attempts: 0 }
    await ctx.table.commit([], [{ put: outputKey(programmeId, id), value, rev }], [duty])
    return shown(value)
  },
)

const One = z.strictObject({ programmeId: Ref, outputId: Ref })

async function find(ctx: Ctx, { programmeId, outputId }: z.output<typeof One>): Promise<Output> {
  await load(ctx, programmeId)
  const stored = await ctx.table.get(outputKey(programmeId, outputId), Output)
  if (!stored) throw notFound()
  return stored.value
}

export const output = verb(
  {
    name: "programme.output",
    may: "programme.read",
    input: One,
    summary: "Stand einer angeforderten Datei: in Arbeit, fertig oder misslungen.",
  },
  async (ctx, one) => shown(await find(ctx, one)),
)

export const file = verb(
  {
    name: "programme.outputFile",
    may: "programme.read",
    input: One,
    summary: "Fertige Word-Datei oder fertiges PDF eines Programms laden.",
  },
  async (ctx, one) => {
    const { fileName, format, sha256: hash } = await find(ctx, one)
    const bytes = hash === undefined ? undefined : await ctx.drafts.get(filePath(hash))
    if (!bytes) throw notFound()
    return {
      fileName,
      mediaType: MEDIA_TYPE[format],
      bytes,
    }
  },
)

/**
 * Worker: makes the file and drops older ones of the same format. A text that cannot be written five times is given up, and
 * made anew when somebody asks again.
 */
export async function work(ctx: WorkCtx, programmeId: string, duty: string): Promise<void> {
  const owed = await ctx.table.get(dutyKey({ log: programmeId, id: duty }), Duty)
  const key = outputKey(programmeId, duty.slice(dutyId("").length))
  const stored = await ctx.table.get(key, Output)
  if (!owed) return
  const done: Write = { drop: owed.key, rev: owed.rev }
  if (!stored) return ctx.table.commit([], [done])
  let next: Partial<Output>
  try {
    const bytes = await bytesOf(ctx, stored.value)
    if (bytes) {
      const hash = await sha256(bytes)
      await ctx.drafts.put(filePath(hash), bytes)
      next = { state: "ready", sha256: hash }
    } else next = { state: "ready" }
  } catch (error) {
    // What the text itself is the reason of does not go away by waiting.
    const refused = error instanceof AppError
    if (!refused && owed.value.attempts < ATTEMPTS) throw error
    next = { state: "failed", findings: refused ? [{ reason: error.reason, place: "", message: error.message }] : [] }
  }
  const old = next.state === "ready" ? await older(ctx, stored) : []
  await ctx.table.commit(
    [],
    [
      { put: key, value: { ...stored.value, ...next }, rev: stored.rev },
      done,
      ...old.map((o): Write => ({ drop: o.key, rev: o.rev })),
    ],
  )
  for (const hash of new Set(old.map((o) => o.value.sha256)))
    if (hash !== undefined && hash !== next.sha256) await ctx.drafts.drop(filePath(hash))
}

/** @returns undefined for a PDF where no papers are made at all */
async function bytesOf(ctx: WorkCtx, { format, content: hash, said }: Output): Promise<Uint8Array | undefined> {
  const tree = bind(await content(ctx.drafts, hash))
  const tenant = await house(ctx.table)
  if (format === "docx") return ctx.reader.write(tree, await picturesOf(ctx.drafts, tree), tenant.house.name, hash)
  if (said === undefined) throw new Error("a PDF that does not know what it says of itself")
  return ctx.documents === "off" ? undefined : programmePdf(ctx, tree, onPaper(tenant), said)
}

/** What this file replaces; what is still being made stays. At most as many as one commit takes. */
async function older(ctx: WorkCtx, now: Stored<Output>): Promise<Stored<Output>[]> {
  const all = await every((cursor) => ctx.table.list(`programme/${now.value.programmeId}/output-`, Output, { cursor }))
  const same = all.filter((o) => o.key !== now.key && o.value.format === now.value.format)
  return same.filter((o) => o.value.state !== "making" && o.value.at <= now.value.at).slice(0, 90)
}

/** Pictures of a text by their hash; those that are not there are left out, and the file names them. */
async function picturesOf(files: Files, tree: ProgrammeContent): Promise<Map<string, Uint8Array>> {
  const found = new Map<string, Uint8Array>()
  for (const hash of images(tree)) {
    const bytes = await files.get(imagePath(hash))
    if (bytes) found.set(hash, bytes)
  }
  return found
}

/** sum of the pictures that one page carries in itself */
const PAGE_LIMIT = 20 * 1024 * 1024

export const html = verb(
  {
    name: "programme.html",
    may: "programme.read",
    input: Asked,
    summary: "Programm als eine barrierefreie HTML-Seite, die nichts von außen lädt.",
  },
  async (ctx, asked) => {
    const { tree, name } = await textOf(ctx, asked)
    const pictures = await picturesOf(ctx.drafts, tree)
    let size = 0
    for (const bytes of pictures.values()) size += bytes.byteLength
    if (size > PAGE_LIMIT)
      throw new AppError(
        "refused",
        "output.size",
        "Die Bilder dieses Programms sind zusammen größer als 20 MB und damit zu groß für eine einzelne Seite. Bitte verkleinern Sie die Bilder oder fordern Sie die Word-Datei an.",
      )
    const { house: here } = await house(ctx.table)
    return {
      fileName: `${name}.html`,
      mediaType: "text/html; charset=utf-8",
      text: page(bind(tree), { house: here.name, images: pictures }),
    }
  },
)

export const json = verb(
  {
    name: "programme.json",
    may: "programme.read",
    input: Asked,
    summary: "Inhalt eines Programms als JSON nach dem veröffentlichten Schema.",
  },
  async (ctx, asked) => {
    const { tree, name } = await textOf(ctx, asked)
    return { fileName: `${name}.json`, content: bind(tree) }
  },
)

/** Name of the schema; another number when programmes that were valid would not be any more. */
export const SCHEMA_ID = "urn:beschlussweg:schema:programm:1"

/** JSON Schema (2020-12) of a programme's content. */
export function schema(): Readonly<Record<string, unknown>> {
  const { $schema, ...rest } = z.toJSONSchema(ProgrammeContent, { target: "draft-2020-12", io: "input" })
  return {
    $schema,
    $id: SCHEMA_ID,
    title: "Programm",
    description:
      "Inhalt eines Arbeitsmarktprogramms, Arbeitsmarkt- und Integrationsprogramms oder Lokalen Planungsdokuments.",
    ...rest,
  }
}
