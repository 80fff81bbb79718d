/** Decisions on a running Vorlage: zeichnen, zurückgeben, weitergeben, mitzeichnen, Stellung nehmen, freigeben, übergeben, beenden. */
import { z } from "zod"
import * as Chain from "../chain/index.ts"
import { Sha256 } from "../content.ts"
import { AppError } from "../error.ts"
import { Ref } from "../id.ts"
import { standing } from "../member/change.ts"
import { Day } from "../paper.ts"
import { requireFresh, verb } from "../verb.ts"
import { open, person, Reason, Remark, readable, StepId, step, view, wording } from "./hand.ts"
import { auszugOf, type Whole } from "./item.ts"
import { commitMoves } from "./move.ts"

const Decision = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("sign"), ...step, remark: Remark.optional() }),
  z.strictObject({ kind: z.literal("return"), ...step, target: StepId, reason: Reason }),
  z.strictObject({
    kind: z.literal("hand"),
    ...step,
    partyId: StepId.optional(),
    to: Ref,
    reason: Remark.optional(),
  }),
  z.strictObject({
    kind: z.literal("cosign"),
    ...step,
    partyId: StepId,
    outcome: z.enum(["agreed", "remarked", "objected"]),
    text: Reason.optional(),
  }),
  z.strictObject({ kind: z.literal("state"), ...step, text: Reason }),
  /** names the sealed Auszug, too: that is what is signed */
  z.strictObject({ kind: z.literal("auszug"), ...step, auszugSha256: Sha256 }),
])

export const decide = verb(
  {
    name: "vorlage.decide",
    may: "step.decide",
    input: Decision,
    summary:
      "Zeichnen, zurückgeben, weitergeben, mitzeichnen oder Stellung nehmen. Nennt beide Prüfsummen der gesehenen Fassung.",
  },
  async (request, input) => {
    if (input.kind !== "hand" && input.kind !== "return") requireFresh(request)
    const { ctx, checks } = await standing(request, "step.decide")
    const { whole, chain, members } = await open(ctx, input.vorlageId)
    const to = input.kind === "hand" ? await person(ctx, input.to) : undefined
    const who = { actor: ctx.actor, at: ctx.now() }
    const textId = ctx.id("tx")
    const words =
      "remark" in input ? input.remark : "reason" in input ? input.reason : "text" in input ? input.text : undefined
    readable(words)
    const moves = ((): Chain.Move[] => {
      switch (input.kind) {
        case "sign":
          return [Chain.sign(chain, input, who, input.stepId, textId)]
        case "return":
          return [Chain.giveBack(chain, input, who, input.stepId, input.target, textId)]
        case "cosign":
          if (input.outcome !== "agreed" && words === undefined)
            throw new AppError("input", "reason.missing", "Bitte geben Sie an, worum es Ihnen geht.")
          return Chain.cosign(chain, input, who, input.stepId, input.partyId, input.outcome, textId)
        case "state":
          return [Chain.state(chain, input, who, input.stepId, textId)]
        case "auszug":
          return [signAuszug(whole, chain, input, who, textId)]
        case "hand": {
          if (!to) throw new Error("handed to nobody")
          const reason = words === undefined ? undefined : textId
          return [Chain.handOver(chain, input, who, input.stepId, input.partyId, to.actor, reason)]
        }
      }
    })()
    const given = moves.map((m) => ("given" in m.data ? m.data.given : undefined)).find((g) => g !== undefined)
    const text = wording(ctx, textId, members, whole, input.stepId, given, words)
    const named = moves.some((m) => m.type !== "step.handed" || m.data.textId !== undefined)
    const writes = [...checks, ...(to ? [to.check] : [])]
    return view(await commitMoves(ctx, whole, members, moves, named ? [text] : [], { writes }))
  },
)

function signAuszug(
  whole: Whole,
  chain: Chain.Chain,
  input: Extract<z.output<typeof Decision>, { kind: "auszug" }>,
  who: Chain.Who,
  textId: string,
): Chain.Move {
  const move = Chain.signAuszug(chain, input, who, input.stepId, textId)
  const auszug = auszugOf(whole, input.stepId)
  if (!auszug)
    throw new AppError(
      "refused",
      "auszug.owed",
      "Der Beschlussauszug wird gerade erstellt. Bitte warten Sie einen Augenblick.",
    )
  if (auszug.sha256 !== input.auszugSha256)
    throw new AppError(
      "conflict",
      "auszug.superseded",
      "Das ist nicht der Beschlussauszug, der hier vorliegt. Bitte öffnen Sie ihn neu.",
    )
  return move
}

export const handOver = verb(
  {
    name: "vorlage.handOver",
    may: "step.decide",
    input: z.strictObject({ ...step, on: Day, reference: Remark.optional() }),
    summary: "Übergabe an eine Stelle außerhalb des Hauses (Land, Bundesagentur) nach dem Beschluss festhalten.",
  },
  async (request, input) => {
    const { ctx, checks } = await standing(request, "step.decide")
    const { whole, chain, members } = await open(ctx, input.vorlageId)
    readable(input.reference)
    const textId = ctx.id("tx")
    const who = { actor: ctx.actor, at: ctx.now() }
    const move = Chain.handOverOutside(chain, input, who, input.stepId, input.on, textId)
    const given = "given" in move.data ? move.data.given : undefined
    const text = wording(ctx, textId, members, whole, input.stepId, given, input.reference)
    return view(await commitMoves(ctx, whole, members, [move], [text], { writes: checks }))
  },
)

export const withdraw = verb(
  {
    name: "vorlage.withdraw",
    may: "vorlage.withdraw",
    input: z.strictObject({ vorlageId: Ref, reason: Reason }),
    summary: "Vorlage zurückziehen; die Nummer bleibt ihr erhalten.",
  },
  async (ctx, { vorlageId, reason }) => {
    const { whole, chain, members } = await open(ctx, vorlageId)
    const textId = ctx.id("tx")
    const move = Chain.withdraw(chain, { actor: ctx.actor, at: ctx.now() }, textId)
    return view(
      await commitMoves(ctx, whole, members, [move], [wording(ctx, textId, members, whole, "", undefined, reason)]),
    )
  },
)

export const stop = verb(
  {
    name: "vorlage.stop",
    may: "vorlage.stop",
    input: z.strictObject({ vorlageId: Ref, reason: Reason }),
    summary: "Verfahren einstellen; alles bleibt lesbar.",
  },
  async (ctx, { vorlageId, reason }) => {
    const { whole, chain, members } = await open(ctx, vorlageId)
    const textId = ctx.id("tx")
    const move = Chain.stop(chain, textId)
    return view(
      await commitMoves(ctx, whole, members, [move], [wording(ctx, textId, members, whole, "", undefined, reason)]),
    )
  },
)

export const release = verb(
  {
    name: "vorlage.release",
    may: "step.release",
    input: z.discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("release"), ...step, remark: Remark.optional() }),
      z.strictObject({ kind: z.literal("return"), ...step, target: StepId, reason: Reason }),
    ]),
    summary: "Freigabe für die Gremien durch den Sitzungsdienst, oder Rückgabe mit Begründung.",
  },
  async (request, input) => {
    const { ctx, checks } = await standing(request, "step.release")
    const { whole, chain, members } = await open(ctx, input.vorlageId)
    const who = { actor: ctx.actor, at: ctx.now() }
    const textId = ctx.id("tx")
    const words = input.kind === "release" ? input.remark : input.reason
    const move =
      input.kind === "release"
        ? Chain.release(chain, input, who, input.stepId, textId)
        : Chain.giveBack(chain, input, who, input.stepId, input.target, textId)
    const given = "given" in move.data ? move.data.given : undefined
    const text = wording(ctx, textId, members, whole, input.stepId, given, words)
    return view(await commitMoves(ctx, whole, members, [move], [text], { writes: checks }))
  },
)
