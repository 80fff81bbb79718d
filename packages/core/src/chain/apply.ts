/** The fold: what each fact does to the chain. Deciding and replaying use the same function, so they cannot differ. */
import { z } from "zod"
import { Sha256 } from "../content.ts"
import { Day, Zustaendigkeit } from "../paper.ts"
import { openNext } from "./resolve.ts"
import {
  type Chain,
  Correction,
  complete,
  Given,
  Handed,
  Place,
  StatedResult,
  type Step,
  type StepOf,
  Urgent,
} from "./schema.ts"
import { ADOPTED, endOutside, settle } from "./settle.ts"

const Text = z.strictObject({ textId: z.string() })
/** The meeting at which a body put something off, where it was told. */
const Where = { sitzungId: z.string().optional(), sitzungOn: Day.optional(), top: z.string().optional() }
/** Data of each fact that moves a chain. Facts of paper alone (document.signed ...) are not here: they move nothing. */
export const MOVES = {
  "document.issued": z.strictObject({ fassung: z.int(), pdfSha256: Sha256 }),
  "document.failed": z.strictObject({ fassung: z.int(), textId: z.string() }),
  "step.signed": z.strictObject({ stepId: z.string(), given: Given }),
  "step.stated": z.strictObject({ stepId: z.string(), given: Given }),
  "step.cosigned": z.strictObject({
    stepId: z.string(),
    partyId: z.string(),
    outcome: z.enum(["agreed", "remarked", "objected"]),
    given: Given,
  }),
  "step.returned": z.strictObject({ stepId: z.string(), target: z.string(), textId: z.string() }),
  "step.handed": z.strictObject({
    stepId: z.string(),
    partyId: z.string().optional(),
    handed: Handed,
    textId: z.string().optional(),
  }),
  "step.released": z.strictObject({ stepId: z.string(), given: Given }),
  "vorlage.withdrawn": Text,
  "vorlage.stopped": Text,
  "body.decided": z.strictObject({
    stepId: z.string(),
    result: StatedResult,
    signed: z.boolean(),
  }),
  "body.postponed": z.strictObject({ stepId: z.string(), termin: Day.nullable(), textId: z.string(), ...Where }),
  "body.referred": z.strictObject({
    stepId: z.string(),
    newStepId: z.string(),
    gremiumId: z.string(),
    gremium: z.string(),
    termin: Day,
    zustaendigkeit: Zustaendigkeit,
    /** of a body with a calendar: its members read it from the invitation on */
    place: Place.optional(),
    textId: z.string(),
    ...Where,
  }),
  "body.removed": z.strictObject({ stepId: z.string(), textId: z.string(), ...Where }),
  /** its day, or its place on the agenda of a meeting, follows the calendar of the body; `from` where the day changed */
  "body.scheduled": z.strictObject({
    stepId: z.string(),
    termin: Day.nullable(),
    place: Place.optional(),
    from: Day.nullable().optional(),
  }),
  /** another result in place of a recorded one, which stays readable as `earlier` */
  "body.corrected": Correction.extend({
    /** who recorded it, where a second person has confirmed it */
    proposedBy: z.string().optional(),
  }),
  "correction.proposed": Correction,
  "correction.rejected": z.strictObject({ stepId: z.string(), textId: z.string() }),
  "urgent.asked": Urgent.pick({ follow: true, places: true, termin: true, textId: true }).extend({
    stepId: z.string(),
  }),
  "urgent.signed": z.strictObject({ stepId: z.string(), placeId: z.string(), given: Given }),
  "urgent.dropped": z.strictObject({ stepId: z.string(), textId: z.string() }),
  "auszug.signed": z.strictObject({ stepId: z.string(), given: Given }),
  /** the task that lay with one person returns to the function's pool */
  "step.reclaimed": z.strictObject({ stepId: z.string(), partyId: z.string().optional(), from: z.string() }),
  "external.handed": z.strictObject({ stepId: z.string(), on: Day, given: Given }),
  "endfassung.proposed": z.strictObject({ sha256: Sha256 }),
  "endfassung.rejected": Text,
  "endfassung.confirmed": z.strictObject({ sha256: Sha256 }),
} as const
export type MoveType = keyof typeof MOVES
export type Move = { [T in MoveType]: { type: T; data: z.output<(typeof MOVES)[T]> } }[MoveType]

export const isMove = (type: string): type is MoveType => Object.hasOwn(MOVES, type)

/** A move read back from a stored fact. */
export function moveOf(type: MoveType, data: unknown): Move {
  return { type, data: MOVES[type].parse(data) } as Move
}

export interface Stamp {
  readonly at: string
  readonly by: string
}

export function apply(chain: Chain, move: Move, { at, by }: Stamp): Chain {
  const end = (state: Chain["state"], endTextId?: string): Chain => ({ ...chain, state, since: at, endTextId })
  switch (move.type) {
    case "document.issued":
      return {
        ...chain,
        pdfSha256: move.data.pdfSha256,
        state: "running",
        since: at,
        steps: openNext(chain.steps, at),
      }
    case "document.failed":
      return end("failed", move.data.textId)
    case "step.signed":
      return advance(chain, "sign", move.data.stepId, at, (s) => ({ ...s, status: "done", given: move.data.given }))
    case "step.stated":
      return advance(chain, "participation", move.data.stepId, at, (s) => ({
        ...s,
        status: "done",
        given: move.data.given,
      }))
    case "step.released":
      return advance(chain, "release", move.data.stepId, at, (s) => ({ ...s, status: "done", given: move.data.given }))
    case "step.cosigned":
      return advance(chain, "cosign", move.data.stepId, at, (s) => {
        const parties = s.parties.map((p) =>
          p.id === move.data.partyId ? { ...p, status: move.data.outcome, given: move.data.given } : p,
        )
        const waiting = parties.some((p) => p.status === "open" || p.status === "pending")
        const agreed = parties.some((p) => p.status === "agreed" || p.status === "remarked")
        const done = s.mode === "all" ? !waiting : agreed || !waiting
        return { ...s, parties, status: done ? "done" : s.status }
      })
    case "step.returned":
      return {
        ...chain,
        state: "returned",
        since: at,
        returned: { by, fromStep: move.data.stepId, target: move.data.target, textId: move.data.textId },
      }
    case "step.handed":
      return hand(chain, move.data.stepId, move.data.partyId, move.data.handed)
    case "step.reclaimed":
      return hand(chain, move.data.stepId, move.data.partyId, undefined)
    case "external.handed":
      return change(chain, move.data.stepId, (s) =>
        s.kind === "external" ? { ...s, status: "done", handedOn: move.data.on, given: move.data.given } : s,
      )
    case "vorlage.withdrawn":
      return end("withdrawn", move.data.textId)
    case "vorlage.stopped":
      return end("stopped", move.data.textId)
    case "body.decided":
      return decided(chain, move.data, { at, by })
    case "body.postponed":
      return change(chain, move.data.stepId, (s) =>
        s.kind === "body" ? { ...s, termin: move.data.termin, ...offAgenda(s.place) } : s,
      )
    case "body.scheduled":
      return change(chain, move.data.stepId, (s) =>
        s.kind === "body" ? { ...s, termin: move.data.termin, place: move.data.place } : s,
      )
    case "body.referred": {
      const before: Step = {
        kind: "body",
        id: move.data.newStepId,
        label: move.data.gremium,
        status: "pending",
        gremiumId: move.data.gremiumId,
        zustaendigkeit: move.data.zustaendigkeit,
        termin: move.data.termin,
        ...(move.data.place ? { place: move.data.place } : {}),
        field: false,
      }
      const steps = chain.steps.flatMap((s): Step[] =>
        s.id === move.data.stepId ? [before, { ...s, status: "pending", openedAt: undefined }] : [s],
      )
      return { ...chain, steps: openNext(steps, at) }
    }
    case "body.removed": {
      const release = chain.steps.some((s) => s.kind === "release")
      const steps = chain.steps.flatMap((s): Step[] => {
        if (s.kind === "release") return [{ ...s, status: "pending", openedAt: undefined, given: undefined }]
        if (s.id !== move.data.stepId || s.kind !== "body") return [s]
        const body: Step = { ...s, status: "pending", openedAt: undefined, termin: null, ...offAgenda(s.place) }
        return release ? [body] : [RETURNED, body]
      })
      return { ...chain, steps: openNext(steps, at) }
    }
    case "body.corrected":
      return corrected(chain, move.data, { at, by })
    case "correction.proposed":
      return { ...chain, correction: { ...move.data, by, at } }
    case "correction.rejected":
      return { ...chain, correction: undefined }
    case "urgent.asked": {
      const { stepId, ...asked } = move.data
      return change(chain, stepId, (s) =>
        s.kind === "body" ? { ...s, urgent: { ...asked, signed: [], status: "signing", by, at } } : s,
      )
    }
    case "urgent.signed":
      return urgentlySigned(chain, move.data, at)
    case "urgent.dropped":
      return change(chain, move.data.stepId, (s) =>
        s.kind === "body" && s.urgent ? { ...s, urgent: { ...s.urgent, status: "dropped" } } : s,
      )
    case "auszug.signed":
      return change(chain, move.data.stepId, (s) => {
        if (s.kind !== "body" || !s.auszug) return s
        const signed = [...s.auszug.signed, move.data.given]
        const final = signed.length >= chain.template.auszugSignatures.length
        return { ...s, auszug: { status: final ? "final" : "signing", signed } }
      })
    case "endfassung.proposed":
      return { ...chain, endfassung: { status: "proposed", sha256: move.data.sha256 } }
    case "endfassung.rejected":
      return { ...chain, endfassung: { status: "asked" } }
    case "endfassung.confirmed":
      return { ...chain, endfassung: { status: "confirmed", sha256: move.data.sha256 } }
  }
}

/** Where a house's way has no release of its own, what was taken off an agenda still goes to the Sitzungsdienst. */
const RETURNED: Step = {
  kind: "release",
  id: "freigabe-nach-absetzung",
  label: "Freigabe durch den Sitzungsdienst",
  status: "pending",
}

/** It waits for another agenda; the meeting is still known, so that its agenda can follow. */
const offAgenda = (place: Place | undefined): { place?: Place } =>
  place === undefined ? {} : { place: { ...place, state: "coming" } }

function change(chain: Chain, stepId: string, update: (step: Step) => Step): Chain {
  return { ...chain, steps: chain.steps.map((s) => (s.id === stepId ? update(s) : s)) }
}

function hand(chain: Chain, stepId: string, partyId: string | undefined, handed: Handed | undefined): Chain {
  return change(chain, stepId, (s) => {
    if (s.kind === "cosign") return { ...s, parties: s.parties.map((p) => (p.id === partyId ? { ...p, handed } : p)) }
    return s.kind === "sign" || s.kind === "participation" ? { ...s, handed } : s
  })
}

/** Updates one step of a kind and opens what comes next. */
function advance<K extends Step["kind"]>(
  chain: Chain,
  kind: K,
  stepId: string,
  at: string,
  update: (step: StepOf<K>) => Step,
): Chain {
  const next = change(chain, stepId, (s) => (s.kind === kind ? update(s as StepOf<K>) : s))
  // Where it was decided in a hurry, this may have been the last thing to do.
  if (next.steps.some((s) => s.kind === "body" && s.urgent?.status === "given")) return settle(next, at)
  return { ...next, steps: openNext(next.steps, at) }
}

function decided(chain: Chain, data: z.output<(typeof MOVES)["body.decided"]>, { at, by }: Stamp): Chain {
  const result = { ...data.result, by, at }
  const next = change(chain, data.stepId, (s) =>
    s.kind === "body"
      ? {
          ...s,
          status: "done",
          result,
          auszug: { status: data.signed ? "signing" : "final", signed: [] },
          // The body met before all had signed: it simply decides.
          ...(s.urgent?.status === "signing" ? { urgent: { ...s.urgent, status: "lapsed" as const } } : {}),
        }
      : s,
  )
  const step = next.steps.find((s) => s.id === data.stepId)
  const deciding = step?.kind === "body" && step.zustaendigkeit === "Entscheidung"
  const rejected = deciding && result.code === "rejected"
  // The last deciding body speaks, but its plain consent is given to what an earlier one has amended.
  const amended = next.outcome === "accepted_amended" && result.code === "accepted"
  const outcome = deciding && !amended ? result.code : next.outcome
  const asked = deciding && result.changesProgramme && result.code === "accepted_amended"
  // With something decided ahead of its turn, or put otherwise afterwards, all answers together say where it stands.
  if (next.steps.some((s) => s.kind === "body" && (s.urgent?.status === "given" || s.earlier)))
    return settle(asked ? { ...next, endfassung: { status: "asked" } } : next, at)
  const endfassung = rejected ? undefined : asked ? ({ status: "asked" } as const) : next.endfassung
  const over = rejected || next.steps.every((s) => s.kind === "external" || complete(s))
  return {
    ...next,
    // What a deciding body rejected does not come before the next one.
    steps: over ? endOutside(next.steps, ADOPTED.includes(outcome ?? result.code), at) : openNext(next.steps, at),
    outcome: over ? (outcome ?? result.code) : outcome,
    endfassung,
    state: over ? "completed" : next.state,
    since: over ? at : next.since,
  }
}

function corrected(chain: Chain, data: z.output<(typeof MOVES)["body.corrected"]>, { at, by }: Stamp): Chain {
  const result = { ...data.result, by: data.proposedBy ?? by, at }
  const next = change(chain, data.stepId, (s) =>
    s.kind === "body" && s.result && s.auszug
      ? {
          ...s,
          result,
          auszug: { status: data.signed ? "signing" : "final", signed: [] },
          earlier: [...(s.earlier ?? []), { result: s.result, auszug: s.auszug }],
        }
      : s,
  )
  const endfassung =
    data.endfassung === "keep"
      ? next.endfassung
      : data.endfassung === "ask"
        ? ({ status: "asked" } as const)
        : undefined
  return settle({ ...next, endfassung, correction: undefined }, at, data.handovers)
}

/** With the last signature the Vorlage goes on as if the body had decided. */
function urgentlySigned(chain: Chain, data: z.output<(typeof MOVES)["urgent.signed"]>, at: string): Chain {
  const { stepId, placeId, given } = data
  const next = change(chain, stepId, (s) => {
    if (s.kind !== "body" || !s.urgent) return s
    const signed = [...s.urgent.signed, { placeId, given }]
    if (signed.length < s.urgent.places.length) return { ...s, urgent: { ...s.urgent, signed } }
    const termin = s.urgent.termin ?? s.termin
    return {
      ...s,
      status: "done",
      termin,
      ...(termin === s.termin ? {} : offAgenda(s.place)),
      urgent: { ...s.urgent, signed, status: "given" },
    }
  })
  const step = next.steps.find((s) => s.id === stepId)
  return step?.kind === "body" && step.urgent?.status === "given" ? settle(next, at) : next
}
