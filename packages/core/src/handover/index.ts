/** Übergabe: a package per Vorlage for the council information system, asked for, made by the worker, loaded. */
import { z } from "zod"
import type { Ctx } from "../context.ts"
import { dayOf } from "../day.ts"
import { mainOwed } from "../document/job.ts"
import { AppError, notFound } from "../error.ts"
import { Ref } from "../id.ts"
import { holding } from "../role.ts"
import { verb } from "../verb.ts"
import { frozenOf, load, present } from "../vorlage/item.ts"
import { requireVisible, seesEarlier } from "../vorlage/visible.ts"
import { dutyId, Package, packageKey, packagePath } from "./item.ts"
import { type Plan, planOf } from "./plan.ts"
import { requirePackable } from "./work.ts"

export { Package } from "./item.ts"
export { MARK } from "./plan.ts"
export { fieldsOf, sheetText } from "./sheet.ts"
export { PACKAGE_LIMIT, work } from "./work.ts"

export const MEDIA_TYPE = "application/zip"
/** Smaller ones are handed through; larger ones by an address of 60 seconds. */
const DIRECT = 25 * 1024 * 1024

const shown = ({ id, fassung, stateLabel, nonPublic, state, fileName, bytes, sha256 }: Package) => ({
  id,
  fassung,
  stateLabel,
  nonPublic,
  state,
  fileName,
  bytes,
  sha256,
})

/** What this person may have packed now. @throws AppError not_found, refused, forbidden "package.nonpublic" */
async function asked(ctx: Ctx, vorlageId: string): Promise<Plan> {
  const whole = await load(ctx, vorlageId)
  requireVisible(ctx, whole)
  const chain = whole.chain?.value
  const fassung = present(whole)?.value
  if (!chain || !fassung)
    throw new AppError(
      "refused",
      "package.draft",
      "Diese Vorlage ist noch ein Entwurf. Bitte reichen Sie sie zuerst ein.",
    )
  const plan = await planOf(whole, chain, fassung, await frozenOf(ctx, chain.sha256))
  requireReader(ctx, plan.nonPublic)
  if (!plan.main || mainOwed(fassung))
    throw new AppError(
      "refused",
      "package.owed",
      "An den Dokumenten wird noch gearbeitet. Bitte versuchen Sie es in einem Augenblick noch einmal.",
    )
  return plan
}

/** What is not for the public leaves the house through the Sitzungsdienst alone. */
function requireReader(ctx: Ctx, nonPublic: boolean): void {
  const office = holding(ctx.actor.functions, dayOf(ctx.now())).some((f) => f.role === "sitzungsdienst")
  if (nonPublic && !office)
    throw new AppError(
      "forbidden",
      "package.nonpublic",
      "Diese Vorlage hat nichtöffentliche Teile. Das Übergabepaket erstellt der Sitzungsdienst.",
    )
}

export const ask = verb(
  {
    name: "vorlage.package",
    may: "vorlage.package",
    input: z.strictObject({ vorlageId: Ref }),
    summary:
      "Übergabepaket für das Ratsinformationssystem anfordern; noch einmal gefragt, sagt es, ob es fertig ist. Es hält den Stand der Vorlage in diesem Augenblick.",
  },
  async (ctx, { vorlageId }) => {
    const plan = await asked(ctx, vorlageId)
    const key = packageKey(vorlageId, plan.id)
    const known = await ctx.table.get(key, Package)
    if (known && known.value.state !== "failed") return shown(known.value)
    requirePackable(plan)
    const at = ctx.now().toISOString()
    const value: Package = {
      version: 1,
      id: plan.id,
      vorlageId,
      fassung: plan.fassung.n,
      stateLabel: plan.state,
      nonPublic: plan.nonPublic,
      state: "making",
      fileName: plan.fileName,
      at,
    }
    await ctx.table.commit(
      [],
      [{ put: key, value, rev: known?.rev ?? "new" }],
      [{ id: dutyId(plan.id), log: vorlageId, kind: "handover", dueAt: at, attempts: 0 }],
    )
    return shown(value)
  },
)

export const packaged = verb(
  {
    name: "vorlage.packaged",
    may: "vorlage.package",
    input: z.strictObject({ vorlageId: Ref, packageId: Ref }),
    summary: "Fertiges Übergabepaket laden (ZIP). Eine neuere Fassung oder ein neuer Stand ist ein neues Paket.",
  },
  async (ctx, { vorlageId, packageId }) => {
    const whole = await load(ctx, vorlageId)
    requireVisible(ctx, whole)
    const stored = await ctx.table.get(packageKey(vorlageId, packageId), Package)
    // An earlier Fassung is for those who see it.
    if (!stored || (stored.value.fassung !== whole.chain?.value.fassung && !seesEarlier(ctx, whole))) throw notFound()
    const { nonPublic, state, fileName, bytes: size = 0, sha256 } = stored.value
    requireReader(ctx, nonPublic)
    if (state !== "ready" || sha256 === undefined) throw notFound()
    const file = { fileName, mediaType: MEDIA_TYPE, sha256 }
    const path = packagePath(vorlageId, packageId)
    if (size > DIRECT)
      return {
        ...file,
        address: await ctx.drafts.link(path, {
          purpose: "handover",
          seconds: 60,
          fileName,
          mediaType: MEDIA_TYPE,
          disposition: "attachment",
        }),
      }
    const bytes = await ctx.drafts.get(path)
    if (!bytes) throw notFound()
    return { ...file, bytes }
  },
)
