/** Anmerkungen to a section: with replies and "erledigt". Working notes: no facts, and deleted with the draft. */
import { z } from "zod"
import type { Ctx } from "./context.ts"
import { AppError, notFound } from "./error.ts"
import { Ref } from "./id.ts"
import { every } from "./page.ts"
import { load } from "./programme.ts"
import { verb } from "./verb.ts"

const Words = z.string().trim().min(1).max(4000)
const Reply = z.strictObject({ id: z.string(), by: z.string(), at: z.iso.datetime(), text: Words })
export const Comment = z.strictObject({
  version: z.literal(1),
  id: z.string(),
  sectionId: z.string(),
  /** block of the section, and the words it is about, as they stood */
  blockId: z.string().optional(),
  quote: z.string().max(500).optional(),
  by: z.string(),
  at: z.iso.datetime(),
  text: Words,
  replies: z.array(Reply).max(100),
  done: z.strictObject({ by: z.string(), at: z.iso.datetime() }).optional(),
})
export type Comment = z.infer<typeof Comment>
const commentKey = (programmeId: string, id: string): string => `programme/${programmeId}/comment-${id}`
/** Notes of one programme; more is a discussion that belongs elsewhere. */
const MOST = 2000

export const list = verb(
  {
    name: "comment.list",
    may: "programme.read",
    input: z.strictObject({ programmeId: Ref }),
    summary: "Anmerkungen zu einem Programm, älteste zuerst.",
  },
  async (ctx, { programmeId }) => {
    await load(ctx, programmeId)
    return all(ctx, programmeId)
  },
)

const all = async (ctx: Pick<Ctx, "table">, programmeId: string): Promise<Comment[]> =>
  (await every((cursor) => ctx.table.list(`programme/${programmeId}/comment-`, Comment, { cursor }))).map(
    (c) => c.value,
  )

export const add = verb(
  {
    name: "comment.add",
    may: "programme.read",
    input: z.strictObject({
      programmeId: Ref,
      sectionId: Ref,
      blockId: Ref.optional(),
      quote: z.string().max(500).optional(),
      text: Words,
    }),
    summary: "Anmerkung zu einem Abschnitt schreiben.",
  },
  async (ctx, { programmeId, ...input }) => {
    await load(ctx, programmeId)
    if ((await all(ctx, programmeId)).length >= MOST)
      throw new AppError("limit", "comment.many", `Mehr als ${MOST} Anmerkungen nimmt ein Programm nicht auf.`)
    const id = ctx.id("cm")
    const value: Comment = {
      version: 1,
      id,
      by: ctx.actor.personId,
      at: ctx.now().toISOString(),
      replies: [],
      ...input,
    }
    await ctx.table.commit([], [{ put: commentKey(programmeId, id), value, rev: "new" }])
    return { id }
  },
)

const one = { programmeId: Ref, commentId: Ref }

export const reply = verb(
  {
    name: "comment.reply",
    may: "programme.read",
    input: z.strictObject({ ...one, text: Words }),
    summary: "Auf eine Anmerkung antworten.",
  },
  async (ctx, { programmeId, commentId, text }) => {
    const stored = await find(ctx, programmeId, commentId)
    const { value } = stored
    if (value.replies.length >= 100)
      throw new AppError(
        "limit",
        "comment.replies",
        "Diese Anmerkung hat schon hundert Antworten. Bitte schreiben Sie eine neue.",
      )
    const answer = { id: ctx.id("cm"), by: ctx.actor.personId, at: ctx.now().toISOString(), text }
    // Whoever answers opens the question again.
    const { done: _, ...open } = value
    await ctx.table.commit(
      [],
      [{ put: stored.key, value: { ...open, replies: [...value.replies, answer] }, rev: stored.rev }],
    )
    return { id: answer.id }
  },
)

export const done = verb(
  {
    name: "comment.done",
    may: "programme.read",
    input: z.strictObject({ ...one, done: z.boolean() }),
    summary: "Anmerkung als erledigt kennzeichnen oder wieder öffnen.",
  },
  async (ctx, { programmeId, commentId, done: isDone }) => {
    const stored = await find(ctx, programmeId, commentId)
    const { done: before, ...open } = stored.value
    if ((before !== undefined) === isDone) return
    const value: Comment = isDone ? { ...open, done: { by: ctx.actor.personId, at: ctx.now().toISOString() } } : open
    await ctx.table.commit([], [{ put: stored.key, value, rev: stored.rev }])
  },
)

export const remove = verb(
  {
    name: "comment.remove",
    may: "programme.read",
    input: z.strictObject(one),
    summary: "Eigene Anmerkung löschen, solange niemand geantwortet hat.",
  },
  async (ctx, { programmeId, commentId }) => {
    const stored = await find(ctx, programmeId, commentId)
    if (stored.value.by !== ctx.actor.personId)
      throw new AppError("forbidden", "comment.notYours", "Löschen kann eine Anmerkung nur, wer sie geschrieben hat.")
    if (stored.value.replies.length > 0)
      throw new AppError(
        "refused",
        "comment.answered",
        "Auf diese Anmerkung wurde geantwortet. Sie kann nur erledigt werden.",
      )
    await ctx.table.commit([], [{ drop: stored.key, rev: stored.rev }])
  },
)

async function find(ctx: Pick<Ctx, "table">, programmeId: string, commentId: string) {
  await load(ctx, programmeId)
  const stored = await ctx.table.get(commentKey(programmeId, commentId), Comment)
  if (!stored) throw notFound()
  return stored
}
