/** Ergänzungsvorlage (domain R6): a Vorlage that belongs to another one, with a number of its family; the original stays. */
import { z } from "zod"
import { AppError } from "../error.ts"
import { append, EMPTY } from "../fact.ts"
import { Ref } from "../id.ts"
import { textDuty } from "../search/owe.ts"
import { house, stamp } from "../tenant.ts"
import { verb } from "../verb.ts"
import type { Form } from "./form.ts"
import { draftKey, frozenOf, listKey, load, type Root, rootKey } from "./item.ts"
import { requireVisible } from "./visible.ts"

const MANY = 99

export const supplement = verb(
  {
    name: "vorlage.supplement",
    may: "vorlage.write",
    input: z.strictObject({ vorlageId: Ref, betreff: z.string().trim().min(3).max(500).optional() }),
    summary: "Ergänzungsvorlage zu einer eingereichten Vorlage als Entwurf anlegen; das Original bleibt, wie es ist.",
  },
  async (ctx, { vorlageId, betreff }) => {
    const whole = await load(ctx, vorlageId)
    requireVisible(ctx, whole)
    const { root, chain } = whole
    const { original, nummer, supplements = [] } = root.value
    const refuse = (reason: string, message: string) => new AppError("refused", reason, message)
    if (!chain || nummer === undefined)
      throw refuse("supplement.draft", "Diese Vorlage ist noch ein Entwurf und kann selbst geändert werden.")
    if (original !== undefined)
      throw refuse("supplement.nested", "Dies ist selbst eine Ergänzungsvorlage. Bitte ergänzen Sie das Original.")
    const { state } = chain.value
    if (state === "withdrawn" || state === "stopped")
      throw refuse(`chain.${state}`, "Dieses Verfahren ist beendet. Bitte legen Sie eine neue Vorlage an.")
    if (state === "completed")
      throw refuse("chain.completed", "Über diese Vorlage ist schon entschieden. Bitte legen Sie eine neue Vorlage an.")
    if (supplements.length >= MANY)
      throw new AppError("limit", "supplement.many", `Eine Vorlage hat höchstens ${MANY} Ergänzungen.`)
    const { gremien } = await house(ctx.table)
    const { form: before } = await frozenOf(ctx, chain.value.sha256)
    const no = supplements.length + 1
    const id = ctx.id("vl")
    const { nummer: _, ...kept } = before
    // Its Anlagen are its own; bodies and days are taken over where the chain still has them ahead.
    const form: Form = {
      ...kept,
      betreff: betreff ?? `Ergänzung zu ${nummer}: ${before.betreff}`.slice(0, 500),
      beratungsfolge: before.beratungsfolge.flatMap((row, i) => {
        const step = chain.value.steps.find((s) => s.id === `gremium-${i + 1}`)
        if (step?.kind !== "body" || step.result !== undefined || step.termin === null) return []
        return gremien.some((g) => g.id === row.gremiumId) ? [{ ...row, termin: step.termin }] : []
      }),
      beschlussvorschlag: before.beschlussvorschlag,
      erlaeuterungen: [],
      anlagen: [],
    }
    const at = ctx.now().toISOString()
    const made = await append(
      id,
      EMPTY,
      [{ type: "vorlage.created", data: { vorlageId: id, authorId: ctx.actor.personId, original: vorlageId } }],
      stamp(ctx),
    )
    const noted = await append(
      vorlageId,
      root.value.head,
      [{ type: "vorlage.supplemented", data: { supplementId: id, no } }],
      stamp(ctx),
    )
    const value: Root = {
      version: 1,
      id,
      authorId: ctx.actor.personId,
      artId: form.artId,
      amtId: form.amtId,
      betreff: form.betreff,
      public: form.public,
      supplement: no,
      original: vorlageId,
      fassung: 0,
      updatedAt: at,
      head: made.head,
    }
    const known: Root = { ...root.value, supplements: [...supplements, id], head: noted.head }
    await ctx.table.commit(
      [...made.facts, ...noted.facts],
      [
        { put: rootKey(id), value, rev: "new", index: listKey(id) },
        { put: draftKey(id), value: { version: 1, form, by: ctx.actor.personId, at }, rev: "new" },
        { put: rootKey(vorlageId), value: known, rev: root.rev, index: listKey(vorlageId) },
      ],
      await textDuty(ctx, id),
    )
    return { id, rev: 1, supplement: no }
  },
)
