/** Vorschau: the saved form as its Fassung would look, made by the worker; nothing is frozen and no number is taken. */
import { z } from "zod"
import { canonical, sha256 } from "../canonical.ts"
import { resolve } from "../chain/index.ts"
import type { Block, RichText } from "../content.ts"
import type { Ctx, Stored, Write } from "../context.ts"
import { dayOf } from "../day.ts"
import { EMBED_LIMIT, vorlagePaper } from "../document/content.ts"
import { Duty, dutyKey } from "../duty.ts"
import { AppError, type Finding, notFound } from "../error.ts"
import { Ref } from "../id.ts"
import { draftImages } from "../output/pdf.ts"
import { every } from "../page.ts"
import { PreviewPaper } from "../paper/preview.ts"
import type { Anlage } from "../paper.ts"
import { house, onPaper, type Tenant } from "../tenant.ts"
import { verb } from "../verb.ts"
import type { WorkCtx } from "../work.ts"
import { checkForm, conditionFacts, type Form } from "./form.ts"
import { DraftForm, draftKey, type Frozen, load, type Whole } from "./item.ts"
import { bodyRows, carriedText, gather, maySubmit, previous } from "./submit.ts"
import { checkMeetings } from "./termin.ts"
import { requireVisible } from "./visible.ts"

/** A preview that was asked for; of the same form on the same day it is the same. */
export const Preview = z.strictObject({
  version: z.literal(1),
  id: z.string(),
  vorlageId: z.string(),
  /** refused: the form itself is the reason, and `findings` say which; failed: it broke, and may go well the next time */
  state: z.enum(["making", "ready", "refused", "failed"]),
  fileName: z.string(),
  pages: z.int().nullable(),
  findings: z.array(z.strictObject({ reason: z.string(), place: z.string(), message: z.string() })),
  at: z.iso.datetime(),
})
export type Preview = z.infer<typeof Preview>

/** Another template makes another file of the same form. */
const WRITER = 1
const ATTEMPTS = 5
const LIST = (vorlageId: string): string => `entwurf/${vorlageId}/preview-`
const previewKey = (vorlageId: string, id: string): string => `${LIST(vorlageId)}${id}`
const dutyId = (id: string): string => `output-${id}`
const paperPath = (vorlageId: string, id: string): string => `vorschau/${vorlageId}/${id}.json`
const filePath = (vorlageId: string, id: string): string => `vorschau/${vorlageId}/${id}.pdf`
const shown = ({ id, state, fileName, pages, findings }: Preview) => ({ id, state, fileName, pages, findings })

/** What no paper can show, however incomplete it may be. */
const UNPRINTABLE: ReadonlySet<string> = new Set(["glyph.missing", "alt.missing", "chart.ragged"])

/** Whoever may submit this form may look at it beforehand; once it is on its way there is the Fassung itself. */
async function mine(ctx: Ctx, vorlageId: string): Promise<Whole> {
  const whole = await load(ctx, vorlageId)
  requireVisible(ctx, whole)
  maySubmit(ctx, whole)
  return whole
}

export const preview = verb(
  {
    name: "vorlage.preview",
    may: "vorlage.submit",
    input: z.strictObject({ vorlageId: Ref }),
    summary: "Vorschau des gespeicherten Formulars als PDF anfordern, auch wenn noch etwas fehlt.",
  },
  async (ctx, { vorlageId }) => {
    const whole = await mine(ctx, vorlageId)
    const [tenant, draft] = await Promise.all([house(ctx.table), ctx.table.get(draftKey(vorlageId), DraftForm)])
    if (!draft) throw new AppError("refused", "draft.missing", "Diese Vorlage hat noch kein Formular.")
    const paper = await paperOf(ctx, whole, tenant, draft.value.form)
    const text = canonical(paper)
    const id = (await sha256(canonical([WRITER, vorlageId, text]))).slice(0, 40)
    const known = await ctx.table.get(previewKey(vorlageId, id), Preview)
    if (known && known.value.state !== "failed") return shown(known.value)
    const at = ctx.now().toISOString()
    const number = whole.root.value.nummer?.replace(/[^\p{L}\p{N}.-]+/gu, "-")
    const value: Preview = {
      version: 1,
      id,
      vorlageId,
      state: "making",
      fileName: `${["Vorlage", number, "Vorschau", paper.vorlage.on].filter((x) => x !== undefined).join("_")}.pdf`,
      pages: null,
      findings: [],
      at,
    }
    await ctx.drafts.put(paperPath(vorlageId, id), new TextEncoder().encode(text))
    const duty = { id: dutyId(id), log: vorlageId, kind: "output" as const, dueAt: at, attempts: 0 }
    await ctx.table.commit([], [{ put: previewKey(vorlageId, id), value, rev: known?.rev ?? "new" }], [duty])
    return shown(value)
  },
)

const One = z.strictObject({ vorlageId: Ref, outputId: Ref })
async function find(ctx: Ctx, { vorlageId, outputId }: z.output<typeof One>): Promise<Preview> {
  await mine(ctx, vorlageId)
  const stored = await ctx.table.get(previewKey(vorlageId, outputId), Preview)
  if (!stored) throw notFound()
  return stored.value
}

export const previewed = verb(
  {
    name: "vorlage.previewed",
    may: "vorlage.submit",
    input: One,
    summary: "Stand einer angeforderten Vorschau: in Arbeit, fertig oder nicht möglich.",
  },
  async (ctx, one) => shown(await find(ctx, one)),
)

export const previewFile = verb(
  {
    name: "vorlage.previewFile",
    may: "vorlage.submit",
    input: One,
    summary: "Fertige Vorschau als PDF laden.",
  },
  async (ctx, one) => {
    const { state, id, vorlageId, fileName } = await find(ctx, one)
    const bytes = state === "ready" ? await ctx.drafts.get(filePath(vorlageId, id)) : undefined
    if (!bytes) throw notFound()
    return { fileName, mediaType: "application/pdf", bytes }
  },
)

/** All that the paper shows, and what the submission would still be refused for. @throws AppError refused for what cannot be printed */
async function paperOf(ctx: Ctx, whole: Whole, tenant: Tenant, form: Form): Promise<PreviewPaper> {
  const root = whole.root.value
  const now = ctx.now()
  const today = dayOf(now)
  const missing: Finding[] = checkForm(form, tenant, today)
  const unprintable = missing.filter((f) => UNPRINTABLE.has(f.reason))
  if (unprintable.length > 0)
    throw new AppError(
      "refused",
      "preview.unprintable",
      "Von diesem Formular lässt sich noch keine Vorschau erstellen. Bitte ändern Sie zuerst diese Stellen.",
      unprintable,
    )
  missing.push(...(await checkMeetings(ctx.table, form.beratungsfolge, tenant, today)).findings)
  const { anlagen } = await gather(ctx, form, missing)
  const before = await previous(ctx, whole, form, anlagen)
  const steps = resolve(tenant.template, conditionFacts(form), bodyRows(form, tenant), before)
  const art = tenant.arten.find((a) => a.id === form.artId)
  const frozen: Frozen = {
    version: 1,
    vorlageId: root.id,
    fassung: root.fassung + 1,
    nummer: root.nummer ?? form.nummer ?? "wird beim Einreichen vergeben",
    verifyId: "",
    baseUrl: "",
    tenantId: ctx.tenantId,
    house: onPaper(tenant),
    artLabel: art?.label ?? "Vorlage",
    amtLabel: tenant.aemter.find((a) => a.id === form.amtId)?.name ?? gap("Das federführende Amt fehlt."),
    on: today,
    at: now.toISOString(),
    authorId: root.authorId,
    submittedBy: ctx.actor.personId,
    form: {
      ...form,
      betreff: form.betreff.trim() === "" ? gap("Der Betreff fehlt.") : form.betreff,
      beschlussvorschlag: gapped(form.beschlussvorschlag, missing, "beschlussvorschlag.missing"),
    },
    gremien: Object.fromEntries(tenant.gremien.map((g) => [g.id, g.name])),
    template: tenant.template,
    conditions: conditionFacts(form),
    changes: before ? [...before.changes] : null,
    steps,
    carriedText: carriedText(steps, whole.texts),
    ...anlagen,
  }
  return {
    version: 1,
    vorlage: { ...vorlagePaper(frozen, listed(frozen)), verifyUrl: "" },
    missing: missing.map(({ place, message }) => ({ place, message })),
  }
}

const gap = (words: string): string => `(${words})`
function gapped(text: RichText, missing: readonly Finding[], reason: string): RichText {
  const found = missing.find((f) => f.reason === reason)
  const line = (words: string): Block => ({ type: "paragraph", content: [{ type: "text", text: words }] })
  return found ? [line(gap(found.message))] : text
}

/** The list of Anlagen before anything is frozen: of the programme and of what is missing there is no file yet. */
function listed(frozen: Frozen): Anlage[] {
  const embedded = frozen.uploads.reduce((sum, u) => sum + u.bytes, 0) <= EMBED_LIMIT
  return frozen.form.anlagen.map(({ id, title, public: open, kind }): Anlage => {
    const file = frozen.uploads.find((u) => u.anlageId === id)
    const known = { id, title, public: open, kind }
    const none = { fileName: "", mediaType: "application/pdf", sha256: "", bytes: 0, pages: null, defects: [] }
    if (!file) return { ...known, ...none, embedded: true }
    const { fileName, mediaType, sha256: hash, bytes, pages, defects } = file
    return { ...known, fileName, mediaType, sha256: hash, bytes, pages, defects, embedded }
  })
}

/** Worker: makes the file that a duty asks for and drops older ones. The same paper gives the same bytes, so it may run twice. */
export async function workPreview(ctx: WorkCtx, vorlageId: string, duty: string): Promise<void> {
  const owed = await ctx.table.get(dutyKey({ log: vorlageId, id: duty }), Duty)
  if (!owed) return
  const id = duty.slice(dutyId("").length)
  const done: Write = { drop: owed.key, rev: owed.rev }
  const stored = await ctx.table.get(previewKey(vorlageId, id), Preview)
  if (stored?.value.state !== "making") return ctx.table.commit([], [done])
  const next = await made(ctx, stored.value, owed.value.attempts)
  const old = next.state === "ready" ? await older(ctx, stored) : []
  await ctx.table.commit(
    [],
    [
      { put: stored.key, value: { ...stored.value, ...next }, rev: stored.rev },
      done,
      ...old.map((o): Write => ({ drop: o.key, rev: o.rev })),
    ],
  )
  await ctx.drafts.drop(paperPath(vorlageId, id))
  for (const { value } of old) await ctx.drafts.drop(filePath(vorlageId, value.id))
}

async function made(
  ctx: WorkCtx,
  { vorlageId, id }: Preview,
  attempts: number,
): Promise<Pick<Preview, "state" | "pages" | "findings">> {
  if (ctx.documents === "off") return { state: "ready", pages: null, findings: [] }
  try {
    const bytes = await ctx.drafts.get(paperPath(vorlageId, id))
    if (!bytes) throw new Error("the paper of a preview is missing")
    const paper = PreviewPaper.parse(JSON.parse(new TextDecoder().decode(bytes)))
    const { pdf, pages } = await ctx.press.preview(paper, draftImages(ctx))
    await ctx.drafts.put(filePath(vorlageId, id), pdf)
    return { state: "ready", pages, findings: [] }
  } catch (error) {
    if (error instanceof AppError)
      return {
        state: "refused",
        pages: null,
        findings: [{ reason: error.reason, place: "Vorlage", message: error.message }],
      }
    if (attempts < ATTEMPTS) throw error
    return { state: "failed", pages: null, findings: [] }
  }
}

/** What this preview replaces; what is still being made stays. At most as many as one commit takes. */
async function older(ctx: WorkCtx, now: Stored<Preview>): Promise<Stored<Preview>[]> {
  const all = await every((cursor) => ctx.table.list(LIST(now.value.vorlageId), Preview, { cursor }))
  return all.filter((o) => o.key !== now.key && o.value.state !== "making" && o.value.at <= now.value.at).slice(0, 90)
}
