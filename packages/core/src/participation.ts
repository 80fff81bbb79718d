/** Beteiligung: who was heard while a programme was written, what they said, and how it was taken up. */
import { z } from "zod"
import { canonical, sha256 } from "./canonical.ts"
import type { Ctx } from "./context.ts"
import { dayOf } from "./day.ts"
import { AppError, notFound } from "./error.ts"
import { append } from "./fact.ts"
import { Ref } from "./id.ts"
import { PARTICIPATION_LABEL, ParticipationKind } from "./outline/index.ts"
import { every } from "./page.ts"
import { Day } from "./paper.ts"
import { load, rootWrite } from "./programme.ts"
import { stamp } from "./tenant.ts"
import { verb } from "./verb.ts"

const Words = z.string().trim().min(3).max(20_000)
export const Participation = z.strictObject({
  version: z.literal(1),
  id: z.string(),
  kind: ParticipationKind,
  /** day of the meeting, workshop or statement */
  on: Day,
  /** "Werkstatt mit 24 Beschäftigten" */
  title: z.string().trim().min(1).max(300),
  /** what was said */
  statement: Words,
  /** wie berücksichtigt: what came of it */
  considered: Words.optional(),
  by: z.string(),
  at: z.iso.datetime(),
})
export type Participation = z.infer<typeof Participation>
const heardKey = (programmeId: string, id: string): string => `programme/${programmeId}/heard-${id}`

export const all = async (ctx: Pick<Ctx, "table">, programmeId: string): Promise<Participation[]> =>
  (await every((cursor) => ctx.table.list(`programme/${programmeId}/heard-`, Participation, { cursor }))).map(
    (p) => p.value,
  )

export const list = verb(
  {
    name: "participation.list",
    may: "programme.read",
    input: z.strictObject({ programmeId: Ref }),
    summary: "Wer zu einem Programm gehört wurde, was gesagt und was daraus wurde.",
  },
  async (ctx, { programmeId }) => {
    await load(ctx, programmeId)
    return (await all(ctx, programmeId)).map((p) => ({ ...p, label: PARTICIPATION_LABEL[p.kind] }))
  },
)

const input = Participation.pick({ kind: true, on: true, title: true, statement: true, considered: true })

/** Records a statement, or says later how it was taken up. The fact holds the hash of the words, the item the words. */
export const put = verb(
  {
    name: "participation.put",
    may: "programme.write",
    input: z.strictObject({ programmeId: Ref, participationId: Ref.optional(), ...input.shape }),
    summary: "Beteiligung festhalten oder ergänzen, wie sie berücksichtigt wurde.",
  },
  async (ctx, { programmeId, participationId, ...given }) => {
    if (given.on > dayOf(ctx.now()))
      throw new AppError(
        "input",
        "participation.future",
        "Festgehalten wird eine Beteiligung, wenn sie stattgefunden hat.",
      )
    const root = await load(ctx, programmeId)
    const key = participationId === undefined ? undefined : heardKey(programmeId, participationId)
    const stored = key === undefined ? undefined : await ctx.table.get(key, Participation)
    if (key !== undefined && !stored) throw notFound()
    if (stored && stored.value.kind !== given.kind)
      throw new AppError("refused", "participation.kind", "Wer gehört wurde, kann nachträglich nicht geändert werden.")
    const id = participationId ?? ctx.id("bt")
    const value: Participation = {
      version: 1,
      id,
      ...given,
      by: ctx.actor.personId,
      at: ctx.now().toISOString(),
    }
    const data = { participationId: id, kind: given.kind, on: given.on, sha256: await sha256(canonical(given)) }
    const type = stored ? "participation.amended" : "participation.recorded"
    const { head, facts } = await append(programmeId, root.value.head, [{ type, data }], stamp(ctx))
    await ctx.table.commit(facts, [
      rootWrite(root, { head }),
      { put: heardKey(programmeId, id), value, rev: stored?.rev ?? "new" },
    ])
    return { id }
  },
)
