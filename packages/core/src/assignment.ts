/** Zuständigkeit for sections while a programme is written: who writes which one, until when, and how far it is. */
import { z } from "zod"
import { dayOf } from "./day.ts"
import { working } from "./draft.ts"
import { AppError, notFound } from "./error.ts"
import { Ref } from "./id.ts"
import { load as loadMember } from "./member/index.ts"
import { every } from "./page.ts"
import { Day } from "./paper.ts"
import { load } from "./programme.ts"
import { holding, may } from "./role.ts"
import { verb } from "./verb.ts"

export const Progress = z.enum(["offen", "in Arbeit", "fertig", "geprüft"])
export const SectionWork = z.strictObject({
  version: z.literal(1),
  programmeId: z.string(),
  sectionId: z.string(),
  personId: z.string(),
  due: Day.optional(),
  progress: Progress,
  by: z.string(),
  at: z.iso.datetime(),
})
export type SectionWork = z.infer<typeof SectionWork>
const workKey = (programmeId: string, sectionId: string): string => `programme/${programmeId}/work-${sectionId}`
/** listed with the person, so that everybody finds what is his without reading any programme */
const indexKey = (w: SectionWork): string => `write/person.${w.personId}/${w.due ?? "9999-12-31"}`

export const assign = verb(
  {
    name: "section.assign",
    may: "programme.write",
    input: z.strictObject({ programmeId: Ref, sectionId: Ref, personId: Ref, due: Day.optional() }),
    summary: "Einen Abschnitt einer Person zum Schreiben geben, mit Termin.",
  },
  async (ctx, { programmeId, sectionId, personId, due }) => {
    await load(ctx, programmeId)
    const now = await working(ctx, programmeId)
    if (!now?.tree.sections.some((s) => s.id === sectionId)) throw notFound()
    const person = await loadMember(ctx.table, personId)
    if (!person) throw new AppError("input", "person.unknown", "Diese Person gibt es in diesem Haus nicht.")
    if (!may(holding(person.functions, dayOf(ctx.now())), "programme.write"))
      throw new AppError(
        "refused",
        "section.writer",
        "Diese Person hat keine Funktion, mit der sie an Programmen schreibt.",
      )
    if (due !== undefined && due < dayOf(ctx.now()))
      throw new AppError("input", "section.due", "Dieser Termin liegt in der Vergangenheit.")
    const stored = await ctx.table.get(workKey(programmeId, sectionId), SectionWork)
    const value: SectionWork = {
      version: 1,
      programmeId,
      sectionId,
      personId,
      ...(due === undefined ? {} : { due }),
      progress: stored?.value.personId === personId ? stored.value.progress : "offen",
      by: ctx.actor.personId,
      at: ctx.now().toISOString(),
    }
    const put = workKey(programmeId, sectionId)
    await ctx.table.commit([], [{ put, value, rev: stored?.rev ?? "new", index: indexKey(value) }])
  },
)

export const progress = verb(
  {
    name: "section.progress",
    may: "programme.write",
    input: z.strictObject({ programmeId: Ref, sectionId: Ref, progress: Progress }),
    summary: "Sagen, wie weit ein Abschnitt ist.",
  },
  async (ctx, { programmeId, sectionId, progress: how }) => {
    await load(ctx, programmeId)
    const stored = await ctx.table.get(workKey(programmeId, sectionId), SectionWork)
    if (!stored) throw notFound()
    if (how === "geprüft" && stored.value.personId === ctx.actor.personId)
      throw new AppError("refused", "section.own", "Den eigenen Abschnitt prüft eine andere Person.")
    const value: SectionWork = { ...stored.value, progress: how, by: ctx.actor.personId, at: ctx.now().toISOString() }
    await ctx.table.commit([], [{ put: stored.key, value, rev: stored.rev, index: indexKey(value) }])
  },
)

export const release = verb(
  {
    name: "section.release",
    may: "programme.write",
    input: z.strictObject({ programmeId: Ref, sectionId: Ref }),
    summary: "Die Zuständigkeit für einen Abschnitt aufheben.",
  },
  async (ctx, { programmeId, sectionId }) => {
    await load(ctx, programmeId)
    const stored = await ctx.table.get(workKey(programmeId, sectionId), SectionWork)
    if (!stored) throw notFound()
    await ctx.table.commit([], [{ drop: stored.key, rev: stored.rev }])
  },
)

export const list = verb(
  {
    name: "section.workers",
    may: "programme.read",
    input: z.strictObject({ programmeId: Ref }),
    summary: "Wer an welchem Abschnitt schreibt, bis wann, und wie weit es ist.",
  },
  async (ctx, { programmeId }) => {
    await load(ctx, programmeId)
    const prefix = `programme/${programmeId}/work-`
    return (await every((cursor) => ctx.table.list(prefix, SectionWork, { cursor }))).map((w) => w.value)
  },
)

export const mine = verb(
  {
    name: "section.mine",
    may: "programme.write",
    input: z.strictObject({}),
    summary: "Meine Abschnitte in allen Programmen, nach Termin.",
  },
  async (ctx) => {
    const index = `write/person.${ctx.actor.personId}`
    const found = await every((cursor) => ctx.table.listIndex(index, SectionWork, { cursor }))
    return found.map((w) => w.value).filter((w) => w.progress !== "geprüft")
  },
)
