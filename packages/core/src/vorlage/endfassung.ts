/** Endfassung after "geändert beschlossen": proposed by the author, shown as difference, confirmed by the Sitzungsdienst. */
import { z } from "zod"
import * as Chain from "../chain/index.ts"
import { ProgrammeContent, Sha256 } from "../content.ts"
import type { Ctx } from "../context.ts"
import { difference } from "../difference.ts"
import { AppError } from "../error.ts"
import { Ref } from "../id.ts"
import { unprintable } from "../printable.ts"
import { current, images } from "../programme.ts"
import { contentPath, imagePath } from "../upload.ts"
import { verb } from "../verb.ts"
import { open, wording } from "./hand.ts"
import { frozenOf } from "./item.ts"
import { commitMoves, mayWrite } from "./move.ts"

/** Takes the programme's working text as the amended Endfassung. */
export const propose = verb(
  {
    name: "endfassung.propose",
    may: "programme.write",
    input: z.strictObject({ vorlageId: Ref }),
    summary: "Geänderten Text des Programms als Endfassung vorlegen.",
  },
  async (ctx, { vorlageId }) => {
    const { whole, chain, members } = await open(ctx, vorlageId)
    const frozen = await frozenOf(ctx, chain.sha256)
    if (!frozen.programme)
      throw new AppError("refused", "endfassung.none", "Diese Vorlage hat kein Programm als Anlage.")
    const { sha256, tree } = await current(ctx, frozen.programme.programmeId)
    const findings = unprintable(tree)
    if (findings.length > 0)
      throw new AppError("refused", "programme.inaccessible", "Die Endfassung kann so nicht erstellt werden.", findings)
    if (sha256 === frozen.programme.sha256)
      throw new AppError(
        "refused",
        "endfassung.same",
        "Der Text ist noch unverändert. Bitte tragen Sie die beschlossenen Änderungen ein.",
      )
    const gone = !members.some((m) => m.personId === chain.authorId && mayWrite(m, ctx.now()))
    const move = Chain.proposeEndfassung(chain, { actor: ctx.actor, at: ctx.now() }, sha256, gone)
    for (const path of [contentPath(sha256), ...images(tree).map(imagePath)]) {
      const bytes = await ctx.drafts.get(path)
      if (!bytes) throw new Error(`draft file ${path} is missing`)
      await ctx.papers.put(path, bytes)
    }
    await commitMoves(ctx, whole, members, [move], [])
    return { sha256 }
  },
)

/** What the proposed Endfassung changes against the text that lay before the bodies. */
export const compare = verb(
  {
    name: "endfassung.compare",
    may: "vorlage.read",
    input: z.strictObject({ vorlageId: Ref }),
    summary: "Unterschied zwischen eingereichtem Programm und vorgelegter Endfassung.",
  },
  async (ctx, { vorlageId }) => {
    const { chain } = await open(ctx, vorlageId)
    const frozen = await frozenOf(ctx, chain.sha256)
    const proposed = chain.endfassung?.sha256
    if (!frozen.programme || proposed === undefined)
      throw new AppError("refused", "endfassung.none", "Es liegt noch keine geänderte Endfassung vor.")
    return {
      sha256: proposed,
      differences: difference(await tree(ctx, frozen.programme.sha256), await tree(ctx, proposed)),
    }
  },
)

export const confirm = verb(
  {
    name: "endfassung.confirm",
    may: "endfassung.confirm",
    input: z.strictObject({
      vorlageId: Ref,
      sha256: Sha256,
      reject: z.string().trim().min(3).max(4000).optional(),
    }),
    summary: "Geänderte Endfassung bestätigen oder mit Begründung zurückweisen.",
  },
  async (ctx, { vorlageId, sha256, reject }) => {
    const { whole, chain, members } = await open(ctx, vorlageId)
    const textId = ctx.id("tx")
    const move = Chain.confirmEndfassung(
      chain,
      { actor: ctx.actor, at: ctx.now() },
      sha256,
      reject === undefined ? undefined : textId,
    )
    const texts = reject === undefined ? [] : [wording(ctx, textId, members, whole, "", undefined, reject)]
    await commitMoves(ctx, whole, members, [move], texts)
  },
)

// Also reached as Endfassung.frozenOf.
export { frozenOf }

async function tree(ctx: Pick<Ctx, "papers">, hash: string): Promise<ProgrammeContent> {
  const bytes = await ctx.papers.get(contentPath(hash))
  if (!bytes) throw new Error(`content ${hash} is missing`)
  return ProgrammeContent.parse(JSON.parse(new TextDecoder().decode(bytes)))
}
