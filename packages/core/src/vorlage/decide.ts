/** Decisions on a running Vorlage: zeichnen, zurückgeben, weitergeben, mitzeichnen, Stellung nehmen, freigeben, Ergebnisse. */
import { z } from "zod"
import * as Chain from "../chain/index.ts"
import { RichText, Sha256 } from "../content.ts"
import type { Actor, Ctx, Write } from "../context.ts"
import { addDays, dayOf, germanDay } from "../day.ts"
import { AppError, type Finding } from "../error.ts"
import { uncovered } from "../glyph.ts"
import { checkAnswer, check as checkVote, resultLabel } from "../gremium.ts"
import { Ref } from "../id.ts"
import { standing } from "../member/change.ts"
import { all as allMembers, asActor, Member, memberKey } from "../member/item.ts"
import { Day, Zustaendigkeit } from "../paper.ts"
import { type Assignment, may } from "../role.ts"
import { house } from "../tenant.ts"
import { requireFresh, verb } from "../verb.ts"
import { checkText, text as plainText } from "./form.ts"
import { Appointment, appointmentKey, auszugOf, load, present, type Text, type Whole } from "./item.ts"
import { commitMoves, SUFFIX } from "./move.ts"
import { requireVisible } from "./visible.ts"

const Reason = z.string().trim().min(3).max(4000)
const Remark = z.string().trim().min(1).max(2000)
const StepId = z.string().min(1).max(60)
const seen = { vorlageId: Ref, fassungSha256: Sha256, pdfSha256: Sha256 }
const step = { ...seen, stepId: StepId }

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

/** Days for which one administrator's wish waits for the second. */
const APPOINTMENT_DAYS = 14

/**
 * The Mandantenadministration appoints somebody where nobody is entitled. Whoever is to sign needs two administrators:
 * the first proposes, the second confirms by naming the same person. Side opinions, statements and holders of the
 * function need one.
 */
export const appoint = verb(
  {
    name: "vorlage.appoint",
    may: "step.appoint",
    input: z.strictObject({ vorlageId: Ref, stepId: StepId, partyId: StepId.optional(), to: Ref }),
    summary: "Für einen Schritt ohne Berechtigte eine Vertretung bestimmen.",
  },
  async (ctx, input) => {
    const whole = await load(ctx, input.vorlageId)
    const chain = running(whole)
    const members = await allMembers(ctx.table)
    const at = ctx.now()
    const w = Chain.waiting(chain).find((x) => x.stepId === input.stepId && x.partyId === input.partyId)
    if (w && members.some((m) => Chain.entitled(w, chain, asActor(m), at)))
      throw new AppError(
        "refused",
        "appoint.notNeeded",
        "Für diesen Schritt gibt es Berechtigte. Weitergeben können ihn nur diese.",
      )
    if (input.to === ctx.actor.personId)
      throw new AppError("refused", "appoint.self", "Niemand bestimmt sich selbst zur Vertretung.")
    const own = (f: Assignment) =>
      f.role === w?.role && f.amtId === w.amtId && f.gremiumId === w.gremiumId && f.as === "selbst"
    const holder = members.find((m) => m.functions.some(own))
    const to = await person(ctx, input.to)
    const who = { actor: ctx.actor, at }
    const move = Chain.appoint(chain, who, input.stepId, input.partyId, to.actor, holder?.personId)
    // Who holds the function has it from two administrators already.
    const held = move.type === "step.handed" && move.data.handed.as !== "IA"
    if (w?.kind !== "sign" || held)
      return { ...view(await commitMoves(ctx, whole, members, [move], [], { writes: [to.check] })), proposed: false }
    const key = appointmentKey(input.vorlageId, input.stepId)
    const wish = await ctx.table.get(key, Appointment)
    const since = addDays(dayOf(at), -APPOINTMENT_DAYS)
    const open = wish && wish.value.to === input.to && dayOf(new Date(wish.value.at)) >= since
    if (open && wish.value.by !== ctx.actor.personId) {
      const writes = [to.check, { drop: wish.key, rev: wish.rev }]
      return { ...view(await commitMoves(ctx, whole, members, [move], [], { writes })), proposed: false }
    }
    if (open)
      throw new AppError(
        "refused",
        "appoint.second",
        "Diese Person haben Sie schon vorgeschlagen. Bestätigen muss eine zweite Person der Mandantenadministration.",
      )
    const value: Appointment = {
      version: 1,
      stepId: input.stepId,
      to: input.to,
      by: ctx.actor.personId,
      at: at.toISOString(),
    }
    const data = { stepId: input.stepId, to: input.to }
    const done = await commitMoves(ctx, whole, members, [], [], {
      happenings: [{ type: "appointment.proposed", data }],
      writes: [to.check, { put: key, value, rev: wish?.rev ?? "new" }],
    })
    return { ...view(done), proposed: true }
  },
)

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

/** Sessions further away than two years are typing errors. */
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

/** Words that will stand on paper must be printable. */
function readable(words: string | undefined): void {
  const missing = uncovered(words ?? "")
  if (missing.length > 0)
    throw new AppError(
      "input",
      "glyph.missing",
      `Dieses Zeichen kann nicht gedruckt werden: ${missing.slice(0, 5).join(" ")}`,
    )
}

/** What a decision needs, with two reads: the Vorlage's partition and the house's people. */
export async function open(ctx: Ctx, vorlageId: string) {
  const whole = await load(ctx, vorlageId)
  requireVisible(ctx, whole)
  return { whole, chain: running(whole), members: await allMembers(ctx.table) }
}

function running(whole: Whole): Chain.Chain {
  if (!whole.chain) throw new AppError("refused", "chain.none", "Diese Vorlage ist noch ein Entwurf.")
  return whole.chain.value
}

/**
 * Somebody who gets a task, as his own item has him and not the index, which may lag behind. `check` keeps the task from
 * lying with who leaves in the same moment.
 */
async function person(ctx: Ctx, id: string): Promise<{ readonly actor: Actor; readonly check: Write }> {
  const stored = await ctx.table.get(memberKey(id), Member)
  if (!stored?.value.active) throw new AppError("input", "person.unknown", "Diese Person gibt es in diesem Haus nicht.")
  return { actor: asActor(stored.value), check: { check: stored.key, rev: stored.rev } }
}

/** Names behind a decision as they stand now: who, in which function, for whom. */
export function wording(
  ctx: Ctx,
  id: string,
  members: readonly Member[],
  whole: Whole,
  stepId: string,
  given: Chain.Given | undefined,
  words: string | undefined,
): Text {
  const me = members.find((m) => m.personId === ctx.actor.personId)
  const label = whole.chain?.value.steps.find((s) => s.id === stepId)?.label.replace(/ \(.*\)$/, "") ?? ""
  const suffix = given ? SUFFIX[given.as] : ""
  const represented = members.find((m) => m.personId === given?.forId)
  const deputised = ctx.actor.functions.find((f) => given?.forId !== undefined && f.forId === given.forId)
  const own = ctx.actor.functions.filter((f) => f.as === "selbst" && may([f], "step.decide"))
  return {
    version: 1,
    id,
    at: ctx.now().toISOString(),
    name: me?.name ?? ctx.actor.name,
    // One's own word for the function; with several functions it would be the wrong one on some line.
    functionLabel: suffix === "" && own.length <= 1 ? (me?.title ?? label) : label,
    suffix,
    forName: represented?.name ?? deputised?.forName,
    text: words,
  }
}

export const view = ({ chain, root }: { chain: Chain.Chain; root: { nummer?: string | undefined } }) => ({
  nummer: root.nummer,
  fassung: chain.fassung,
  state: chain.state,
  waiting: Chain.waiting(chain).map(({ stepId, partyId, label, kind }) => ({ stepId, partyId, label, kind })),
})
