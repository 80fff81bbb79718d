/** Umlaufprotokoll on request: as it stands now, for whoever sees the whole way of a Vorlage. */
import { z } from "zod"
import type { Duty } from "../duty.ts"
import { AppError, notFound } from "../error.ts"
import { Ref } from "../id.ts"
import { verb } from "../verb.ts"
import { type Document, fassungKey, load, type Owed, present, rootKey, type Whole } from "./item.ts"
import { requireVisible, seesEarlier } from "./visible.ts"

export const protocol = verb(
  {
    name: "vorlage.protocol",
    may: "log.read",
    input: z.strictObject({ vorlageId: Ref }),
    summary: "Umlaufprotokoll anfordern; ohne neue Einträge bleibt es beim letzten.",
  },
  async (ctx, { vorlageId }) => {
    const whole = await load(ctx, vorlageId)
    requireVisible(ctx, whole)
    if (!seesEarlier(ctx, whole)) throw notFound()
    const stored = present(whole)
    if (!stored) throw new AppError("refused", "chain.none", "Diese Vorlage ist noch ein Entwurf.")
    const { latest, owed } = protocols(whole)
    if (owed || latest) return { owed, latest }
    const { n, made, owed: before } = stored.value
    const entry: Owed = { kind: "umlauf", dutyId: `f${n}-${String(made + before.length + 1).padStart(3, "0")}` }
    const dueAt = ctx.now().toISOString()
    const duty: Duty = { id: entry.dutyId, log: vorlageId, kind: "paper", dueAt, attempts: 0 }
    // Nothing happened to the Vorlage, so there is no fact; the protocol's own filing will be one.
    await ctx.table.commit(
      [],
      [
        { check: rootKey(vorlageId), rev: whole.root.rev },
        { put: fassungKey(vorlageId, n), value: { ...stored.value, owed: [...before, entry] }, rev: stored.rev },
      ],
      [duty],
    )
    return { owed: true, latest: undefined }
  },
)

/** Whether one is being made, and the newest one as long as no entry followed but its own. */
function protocols(whole: Whole): {
  readonly owed: boolean
  readonly latest: (Pick<Document, "sha256" | "fileName"> & { readonly fassung: number }) | undefined
} {
  const owed = whole.fassungen.some((f) => f.value.owed.some((o) => o.kind === "umlauf"))
  for (const { value } of whole.fassungen)
    for (const { kind, covers, sha256, fileName } of value.documents)
      if (kind === "umlauf" && covers !== undefined && covers + 1 === whole.root.value.head.seq)
        return { owed, latest: { fassung: value.n, sha256, fileName } }
  return { owed, latest: undefined }
}
