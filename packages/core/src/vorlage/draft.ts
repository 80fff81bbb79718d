/** Entwurf: creating a Vorlage and filling in its form. */
import { z } from "zod"
import { walk } from "../content.ts"
import type { Write } from "../context.ts"
import { AppError } from "../error.ts"
import { append, EMPTY } from "../fact.ts"
import { Ref } from "../id.ts"
import { textDuty } from "../search/owe.ts"
import { house, stamp } from "../tenant.ts"
import { imagePath } from "../upload.ts"
import { verb } from "../verb.ts"
import { Form } from "./form.ts"
import { DraftForm, draftKey, listKey, load, type Root, rootKey, type Whole } from "./item.ts"
import { requireVisible } from "./visible.ts"

export const create = verb(
  {
    name: "vorlage.create",
    may: "vorlage.write",
    input: z.strictObject({ form: Form, supplement: z.int().min(0).max(999).default(0) }),
    summary: "Vorlage als Entwurf anlegen.",
  },
  async (ctx, { form, supplement }) => {
    const tenant = await house(ctx.table)
    if (!tenant.arten.some((a) => a.id === form.artId))
      throw new AppError("input", "art.unknown", "Diese Vorlagenart gibt es in diesem Haus nicht.")
    await checkImages(ctx.drafts, form)
    const id = ctx.id("vl")
    const at = ctx.now().toISOString()
    const { head, facts } = await append(
      id,
      EMPTY,
      [{ type: "vorlage.created", data: { vorlageId: id, authorId: ctx.actor.personId } }],
      stamp(ctx),
    )
    const root: Root = {
      version: 1,
      id,
      authorId: ctx.actor.personId,
      artId: form.artId,
      amtId: form.amtId,
      betreff: form.betreff,
      public: form.public,
      supplement,
      fassung: 0,
      updatedAt: at,
      head,
    }
    await ctx.table.commit(
      facts,
      [
        { put: rootKey(id), value: root, rev: "new", index: listKey(id) },
        { put: draftKey(id), value: { version: 1, form, by: ctx.actor.personId, at }, rev: "new" },
      ],
      await textDuty(ctx, id),
    )
    return { id, rev: 1 }
  },
)

/** Saves the form. Allowed while nothing runs: the running Fassung is frozen and not touched by it anyway. */
export const save = verb(
  {
    name: "vorlage.save",
    may: "vorlage.write",
    input: z.strictObject({ vorlageId: Ref, rev: z.int().min(1), form: Form }),
    summary: "Formular einer Vorlage speichern.",
  },
  async (ctx, { vorlageId, rev, form }) => {
    const whole = await load(ctx, vorlageId)
    requireVisible(ctx, whole)
    const state = whole.chain?.value.state
    if (state === "issuing" || state === "running" || state === "completed" || state === "stopped")
      throw new AppError(
        "refused",
        "draft.locked",
        "Diese Vorlage ist unterwegs oder beendet und kann nicht geändert werden. Nach einer Rückgabe geht es mit einer neuen Fassung weiter.",
      )
    await checkImages(ctx.drafts, form)
    const draft = await ctx.table.get(draftKey(vorlageId), DraftForm)
    if (!draft || draft.rev !== rev)
      throw new AppError(
        "conflict",
        "draft.stale",
        "Das Formular wurde inzwischen an anderer Stelle geändert. Bitte vergleichen Sie beide Stände.",
      )
    const at = ctx.now().toISOString()
    const value = { version: 1, form, by: ctx.actor.personId, at }
    await ctx.table.commit(
      [],
      [{ put: draftKey(vorlageId), value, rev }, ...headWrites(whole, form, at)],
      await textDuty(ctx, vorlageId),
    )
    return { rev: rev + 1 }
  },
)

/** Lists show a Vorlage that was never submitted as its form calls it; after that, as it was submitted. */
function headWrites({ root }: Whole, { artId, amtId, betreff, public: open }: Form, at: string): Write[] {
  const now = root.value
  const same = now.artId === artId && now.amtId === amtId && now.betreff === betreff && now.public === open
  if (now.fassung > 0 || same) return []
  const value: Root = { ...now, artId, amtId, betreff, public: open, updatedAt: at }
  return [{ put: rootKey(now.id), value, rev: root.rev, index: listKey(now.id) }]
}

async function checkImages(drafts: { get(path: string): Promise<Uint8Array | undefined> }, form: Form): Promise<void> {
  const files = new Set<string>()
  for (const text of [form.beschlussvorschlag, form.erlaeuterungen])
    walk(text, "", (block) => {
      if (block.type === "image") files.add(block.file)
    })
  for (const file of files)
    if (!(await drafts.get(imagePath(file))))
      throw new AppError("input", "image.unknown", "Ein Bild des Textes wurde nicht hochgeladen.")
}
