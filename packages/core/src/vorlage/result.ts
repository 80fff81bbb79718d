/** Ergebnisse: the answers of the bodies, recorded by their offices. */
import { z } from "zod"
import * as Chain from "../chain/index.ts"
import { RichText } from "../content.ts"
import { addDays, dayOf, germanDay } from "../day.ts"
import { AppError, type Finding } from "../error.ts"
import { checkAnswer, check as checkVote, resultLabel } from "../gremium.ts"
import { standing } from "../member/change.ts"
import { Day, Zustaendigkeit } from "../paper.ts"
import { house } from "../tenant.ts"
import { verb } from "../verb.ts"
import { checkText, text as plainText } from "./form.ts"
import { open, Reason, readable, step, view, wording } from "./hand.ts"
import { present, type Text } from "./item.ts"
import { commitMoves } from "./move.ts"

const sitting = {
  sitzungOn: Day,
  top: z.string().trim().min(1).max(40),
  sitzungPublic: z.boolean(),
  ort: z.string().max(200).optional(),
  vorsitz: z.string().trim().min(1).max(120),
  schriftfuehrung: z.string().trim().min(1).max(120),
}
const Result = z.discriminatedUnion("code", [
  z.strictObject({ code: z.literal("postponed"), ...step, reason: Reason, termin: Day.nullable() }),
  z.strictObject({ code: z.literal("removed"), ...step, reason: Reason }),
  z.strictObject({
    code: z.literal("referred"),
    ...step,
    reason: Reason,
    gremiumId: z.string(),
    termin: Day,
    zustaendigkeit: Zustaendigkeit,
  }),
  z.strictObject({
    code: z.enum(["accepted", "accepted_amended", "approved_urgent", "rejected", "noted", "recommended", "no_vote"]),
    ...step,
    ...sitting,
    votes: Chain.Votes.nullable(),
    chairVote: z.enum(["ja", "nein"]).optional(),
    form: z.enum(["offen", "namentlich", "geheim"]).nullable(),
    /** wording where it differs from the Beschlussvorschlag; required for an amended decision */
    beschlusstext: RichText.optional(),
    changesProgramme: z.boolean().default(false),
  }),
])

export const record = verb(
  {
    name: "vorlage.record",
    may: "body.record",
    input: Result,
    summary: "Ergebnis eines Gremiums eintragen (nur die Geschäftsstelle dieses Gremiums).",
  },
  async (request, input) => {
    const { ctx, checks } = await standing(request, "body.record")
    const { whole, chain, members } = await open(ctx, input.vorlageId)
    const who = { actor: ctx.actor, at: ctx.now() }
    const textId = ctx.id("tx")
    const tenant = await house(ctx.table)
    const body = chain.steps.find((s) => s.id === input.stepId)
    const today = dayOf(who.at)
    let warnings: Finding[] = []
    const text = wording(
      ctx,
      textId,
      members,
      whole,
      input.stepId,
      undefined,
      "reason" in input ? input.reason : undefined,
    )
    readable("reason" in input ? input.reason : undefined)
    if (body?.kind === "body") checkAnswer(body.zustaendigkeit, input.code)
    const answer = ((): { answer: Chain.Answer; text: Text } => {
      if (input.code === "postponed") {
        if (input.termin !== null) future(input.termin, today)
        return { answer: { kind: "postponed", termin: input.termin, textId }, text }
      }
      if (input.code === "removed") return { answer: { kind: "removed", textId }, text }
      if (input.code === "referred") {
        future(input.termin, today)
        const to = tenant.gremien.find((g) => g.id === input.gremiumId)
        if (!to || (body?.kind === "body" && to.id === body.gremiumId))
          throw new AppError("input", "gremium.unknown", "Bitte wählen Sie ein anderes Gremium dieses Hauses.")
        const { gremiumId, termin, zustaendigkeit } = input
        if (zustaendigkeit === "Entscheidung")
          throw new AppError(
            "input",
            "referred.deciding",
            "Verwiesen wird zur Vorberatung; entscheiden wird das verweisende Gremium.",
          )
        return { answer: { kind: "referred", gremiumId, gremium: to.name, termin, zustaendigkeit, textId }, text }
      }
      if (body?.kind !== "body")
        throw new AppError("not_found", "step.unknown", "Diesen Schritt gibt es in dieser Fassung nicht.")
      const gremium = tenant.gremien.find((g) => g.id === body.gremiumId)
      if (!gremium)
        throw new AppError(
          "refused",
          "gremium.dissolved",
          "Dieses Gremium gibt es nicht mehr. Bitte verweisen Sie die Vorlage an das zuständige.",
        )
      const handedIn = present(whole)?.value.at
      if (handedIn && input.sitzungOn < dayOf(new Date(handedIn)))
        throw new AppError(
          "input",
          "result.early",
          `Fassung ${chain.fassung} wurde erst am ${germanDay(dayOf(new Date(handedIn)))} eingereicht; sie kann der Sitzung am ${germanDay(input.sitzungOn)} nicht vorgelegen haben.`,
        )
      const checked = checkVote(gremium, body.zustaendigkeit, input, today, body.termin)
      warnings = checked.warnings
      if (input.code === "accepted_amended" && plainText(input.beschlusstext ?? []) === "")
        throw new AppError(
          "input",
          "beschlusstext.missing",
          "Bei „geändert beschlossen“ fehlt der beschlossene Wortlaut.",
        )
      if (input.changesProgramme && input.code !== "accepted_amended")
        throw new AppError(
          "input",
          "result.programme",
          "Änderungen am Programm gibt es nur bei „geändert beschlossen“.",
        )
      if (input.changesProgramme && !present(whole)?.value.programme)
        throw new AppError(
          "input",
          "result.noProgramme",
          "Diese Vorlage hat kein Programm als Anlage, das geändert werden könnte.",
        )
      checkWording(input.beschlusstext ?? [])
      for (const word of [input.vorsitz, input.schriftfuehrung, input.top, input.ort]) readable(word)
      const label = resultLabel(input.code, body.zustaendigkeit, input.votes, checked.tieByChair)
      const { code, sitzungOn, top, votes, changesProgramme } = input
      return {
        answer: {
          kind: "final",
          result: {
            code,
            adverse: body.zustaendigkeit !== "Entscheidung" && code === "rejected",
            sitzungOn,
            top,
            votes,
            tieByChair: checked.tieByChair,
            changesProgramme,
            textId,
          },
        },
        text: {
          ...text,
          result: {
            label,
            ort: input.ort,
            form: input.form,
            sitzungPublic: input.sitzungPublic,
            vorsitz: input.vorsitz,
            schriftfuehrung: input.schriftfuehrung,
            beschlusstext: input.beschlusstext ?? [],
          },
        },
      }
    })()
    const move = Chain.record(chain, input, who, input.stepId, answer.answer)
    const done = await commitMoves(ctx, whole, members, [move], [answer.text], { writes: checks })
    return { ...view(done), warnings }
  },
)

function future(termin: Day, today: Day): void {
  if (termin < today) throw new AppError("input", "termin.past", "Der neue Termin liegt in der Vergangenheit.")
  if (termin > addDays(today, 730))
    throw new AppError("input", "termin.far", "Der neue Termin liegt mehr als zwei Jahre entfernt.")
}

function checkWording(blocks: RichText): void {
  const found: Finding[] = []
  checkText(blocks, "Beschlusstext", (reason, place, message) => found.push({ reason, place, message }))
  if (found.length > 0)
    throw new AppError("refused", found[0]?.reason ?? "text", "Der Beschlusstext kann so nicht gedruckt werden.", found)
}
