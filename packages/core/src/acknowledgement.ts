/** Kenntnisnahme: somebody takes note of a warning of the checks, with a reason that stays with the programme. */
import { z } from "zod"
import { counted } from "./check/index.ts"
import { working } from "./draft.ts"
import { AppError } from "./error.ts"
import { Acknowledgement, ackKey, FindingKey, findingsOf, isOpen, Reason } from "./finding.ts"
import { Ref } from "./id.ts"
import { load } from "./programme.ts"
import { verb } from "./verb.ts"

export const list = verb(
  {
    name: "programme.findings",
    may: "programme.read",
    input: z.strictObject({ programmeId: Ref }),
    summary: "Befunde der Prüfungen zum Arbeitstext, mit Schwere, Stelle und Kenntnisnahmen.",
  },
  async (ctx, { programmeId }) => {
    const { value: programme } = await load(ctx, programmeId)
    const now = await working(ctx, programmeId)
    const findings = now ? await findingsOf(ctx, programme, now.tree) : []
    return { findings, counts: counted(findings), open: findings.filter(isOpen).length }
  },
)

/** Takes note of a warning, with a reason. A later reason replaces an earlier one, which is kept. */
export const acknowledge = verb(
  {
    name: "programme.acknowledge",
    may: "programme.write",
    input: z.strictObject({ programmeId: Ref, key: FindingKey, reason: Reason }),
    summary: "Eine Warnung mit Begründung zur Kenntnis nehmen.",
  },
  async (ctx, { programmeId, key, reason }) => {
    const { value: programme } = await load(ctx, programmeId)
    const now = await working(ctx, programmeId)
    const found = (now ? await findingsOf(ctx, programme, now.tree) : []).find((f) => f.key === key)
    if (!found)
      throw new AppError(
        "conflict",
        "finding.gone",
        "Diesen Befund gibt es nicht mehr; der Text wurde inzwischen geändert. Bitte sehen Sie die Befunde noch einmal durch.",
      )
    if (found.severity !== "warning")
      throw new AppError(
        "refused",
        `finding.${found.severity}`,
        found.severity === "error"
          ? "Ein Fehler kann nicht zur Kenntnis genommen werden. Bitte beheben Sie ihn."
          : "Ein Hinweis braucht keine Kenntnisnahme.",
      )
    const stored = await ctx.table.get(ackKey(programmeId, key), Acknowledgement)
    const before = stored?.value
    const value: Acknowledgement = {
      version: 1,
      key,
      reason,
      by: ctx.actor.personId,
      at: ctx.now().toISOString(),
      earlier: before ? [...before.earlier, { reason: before.reason, by: before.by, at: before.at }].slice(-20) : [],
    }
    await ctx.table.commit([], [{ put: ackKey(programmeId, key), value, rev: stored?.rev ?? "new" }])
    return { key }
  },
)
