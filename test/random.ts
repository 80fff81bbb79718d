/** Random procedures: people of a house who do what waits for them, and now and then what they may not. Seeded. */
import * as Chain from "@beschlussweg/core/chain"
import type { Actor } from "@beschlussweg/core/context"
import { addDays } from "@beschlussweg/core/day"
import { AppError } from "@beschlussweg/core/error"
import { may } from "@beschlussweg/core/role"
import * as Vorlage from "@beschlussweg/core/vorlage"
import { type Answer, FINANCE_JA, FINANCE_NEIN, type House, paragraph, result, rewrite } from "./house.ts"

export interface Dice {
  /** true in this share of all throws */
  chance(share: number): boolean
  pick<T>(list: readonly T[]): T
}
export function dice(random: () => number): Dice {
  return {
    chance: (share) => random() < share,
    pick: <T>(list: readonly T[]): T => {
      if (list.length === 0) throw new Error("nothing to pick from")
      return list[Math.floor(random() * list.length)] as T
    },
  }
}

/** One procedure under way. */
export interface Walk {
  readonly house: House
  readonly dice: Dice
  readonly id: string
  readonly programmeId: string | undefined
  allowed: number
  /** reasons of refusals */
  readonly refused: string[]
}

/** Begins a procedure with a draft of random data. `nummer` where the number comes from outside. */
export async function begin(house: House, d: Dice, nummer?: string): Promise<Walk> {
  const programmeId = d.chance(0.2) ? await house.programme("Wir vermitteln passgenau.") : undefined
  const form = house.form({
    finance: d.chance(0.5) ? FINANCE_JA : FINANCE_NEIN,
    public: d.chance(0.8),
    anlagen: programmeId ? [{ kind: "programme", id: "a1", title: "Programm", public: true, programmeId }] : [],
    ...(nummer === undefined ? {} : { artId: "ratsvorlage", nummer }),
  })
  const rows = form.beratungsfolge.map((r) => ({
    ...r,
    zustaendigkeit: d.chance(0.2) ? ("Entscheidung" as const) : r.zustaendigkeit,
  }))
  const author = d.pick(house.people().filter((p) => p.functions.some((f) => WRITERS.has(f.role)))).personId
  const { id } = await Vorlage.create(house.as(author), { form: { ...form, beratungsfolge: rows } })
  return { house, dice: d, id, programmeId, allowed: 0, refused: [] }
}
const WRITERS = new Set(["verfasser", "amtsleitung", "geschaeftsfuehrung"])

/**
 * One act of somebody, after the worker has done what was owed (in one of ten cases it comes too late). Refusals are
 * counted; anything that is not an AppError is a defect and thrown.
 * @returns false when nothing waits for anybody any more
 */
export async function act(walk: Walk, work = (w: Walk) => w.house.work(w.id)): Promise<boolean> {
  let whole = await Vorlage.load(walk.house.workCtx(), walk.id)
  if (whole.fassungen.some((f) => f.value.owed.length > 0) && walk.dice.chance(0.9)) {
    await work(walk)
    whole = await Vorlage.load(walk.house.workCtx(), walk.id)
  }
  if (over(whole)) return false
  try {
    await wish(walk, whole)
    walk.allowed++
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    walk.refused.push(error.reason)
  }
  return true
}

function over({ chain }: Vorlage.Whole): boolean {
  const { state } = chain?.value ?? {}
  return (
    state === "stopped" || (state === "completed" && chain !== undefined && Chain.waiting(chain.value).length === 0)
  )
}

async function wish(walk: Walk, whole: Vorlage.Whole): Promise<unknown> {
  const { dice: d, house, id } = walk
  const chain = whole.chain?.value
  const author = whole.root.value.authorId
  if (!chain) return submit(walk, author)
  if (d.chance(0.02)) return Vorlage.withdraw(house.as(author), { vorlageId: id, reason: "Wird neu gefasst." })
  if (d.chance(0.01)) return Vorlage.stop(house.as("sitzungsdienst"), { vorlageId: id, reason: "Ohne Bedarf." })
  if (d.chance(0.08)) return mischief(walk, chain)
  const signed = chain.state === "running" && !chain.steps.some((s) => s.kind === "sign" && !Chain.complete(s))
  if (d.chance(signed ? 0.15 : 0.02)) return hurry(walk, chain)
  if (d.chance(0.1)) return correct(walk, chain)
  const places = Chain.waiting(chain)
  if (places.length === 0) return chain.state === "withdrawn" ? submit(walk, author) : mischief(walk, chain)
  return attend(walk, chain, d.pick(places), author)
}

/** Someone who may does what a place waits for. */
async function attend(walk: Walk, chain: Chain.Chain, place: Chain.Waiting, author: string): Promise<unknown> {
  const { dice: d, house, id } = walk
  const able = house.people().filter((p) => Chain.entitled(place, chain, p, house.clock.now()))
  const { stepId, partyId } = place
  if (place.kind === "resubmit") return submit(walk, able.length > 0 && d.chance(0.7) ? d.pick(able).personId : author)
  if (able.length === 0) return appoint(walk, stepId, partyId)
  const ctx = house.as(d.pick(able).personId)
  const at = { vorlageId: id, fassungSha256: chain.sha256, pdfSha256: chain.pdfSha256 ?? chain.sha256, stepId }
  const targets = [Chain.AUTHOR, Chain.AUTHOR, ...chain.steps.map((s) => s.id)]
  const back = { kind: "return" as const, ...at, target: d.pick(targets), reason: "Bitte überarbeiten." }
  switch (place.kind) {
    case "sign":
    case "state":
    case "cosign":
      if (d.chance(0.08)) return Vorlage.decide(ctx, { kind: "hand", ...at, partyId, to: anybody(walk).personId })
      if (place.kind === "state") return Vorlage.decide(ctx, { kind: "state", ...at, text: "Keine Bedenken." })
      if (place.kind === "sign")
        return Vorlage.decide(ctx, d.chance(0.12) ? back : { kind: "sign", ...at, remark: d.pick([undefined, "Gut."]) })
      return Vorlage.decide(ctx, {
        kind: "cosign",
        ...at,
        partyId: partyId ?? "",
        outcome: d.pick(["agreed", "agreed", "remarked", "objected"]),
        text: d.pick(["Bitte Satzung nennen.", undefined]),
      })
    case "release":
      return Vorlage.release(ctx, d.chance(0.1) ? back : { kind: "release", ...at })
    case "record":
      return Vorlage.record(ctx, { ...at, ...answer(walk, chain, stepId) })
    case "auszug":
      return Vorlage.decide(ctx, { kind: "auszug", ...at, auszugSha256: await auszug(walk, stepId) })
    case "urgent":
      if (d.chance(0.1)) return Vorlage.dropUrgent(house.as("sitzungsdienst"), { ...at, reason: "Es geht doch." })
      return Vorlage.signUrgent(ctx, { ...at, placeId: partyId ?? "" })
    case "correction":
      return Vorlage.confirmCorrection(ctx, {
        ...at,
        correctionId: chain.correction?.result.textId ?? "",
        reject: d.chance(0.3) ? "Die Niederschrift sagt es anders." : undefined,
      })
    case "amend":
      if (walk.programmeId === undefined) throw new Error("an Endfassung without a programme was asked for")
      await rewrite(house.as("verfasser"), walk.programmeId, `Mit Änderung ${walk.allowed}.`)
      return Vorlage.Endfassung.propose(ctx, { vorlageId: id })
    case "confirm":
      return Vorlage.Endfassung.confirm(ctx, {
        vorlageId: id,
        sha256: chain.endfassung?.sha256 ?? "",
        reject: d.chance(0.3) ? "Ein Satz fehlt." : undefined,
      })
  }
}

/** Somebody lays a Dringlichkeitsentscheidung before those who sign it; most of the time it is too early or too late. */
async function hurry({ dice: d, house, id }: Walk, chain: Chain.Chain): Promise<unknown> {
  const bodies = chain.steps.filter((s) => s.kind === "body")
  const at = { vorlageId: id, fassungSha256: chain.sha256, pdfSha256: chain.pdfSha256 ?? chain.sha256 }
  const stepId = d.pick(bodies).id
  return Vorlage.urgent(house.as("sitzungsdienst"), { ...at, stepId, reason: "Die Mittel verfallen." })
}

/** The office of a body puts its result otherwise. */
async function correct(walk: Walk, chain: Chain.Chain): Promise<unknown> {
  const { dice: d, house, id } = walk
  const answered = chain.steps.filter((s) => s.kind === "body" && s.result)
  if (answered.length === 0) return mischief(walk, chain)
  const step = d.pick(answered)
  const offices = house.people().filter((p) => p.functions.some((f) => f.role === "geschaeftsstelle"))
  const own = offices.filter((p) => step.kind === "body" && p.functions.some((f) => f.gremiumId === step.gremiumId))
  const at = { vorlageId: id, fassungSha256: chain.sha256, pdfSha256: chain.pdfSha256 ?? chain.sha256 }
  const wish = answer(walk, chain, step.id)
  if (!("vorsitz" in wish)) return mischief(walk, chain)
  const by = d.chance(0.9) && own.length > 0 ? d.pick(own) : d.pick(offices)
  return Vorlage.correct(house.as(by.personId), { ...at, stepId: step.id, reason: "Falsch übertragen.", ...wish })
}

/** Hash of the Auszug, or a wrong one while it is being made. */
async function auszug({ house, id }: Walk, stepId: string): Promise<string> {
  return Vorlage.auszugOf(await Vorlage.load(house.workCtx(), id), stepId)?.sha256 ?? "0".repeat(64)
}

async function appoint(walk: Walk, stepId: string, partyId: string | undefined): Promise<unknown> {
  const able = walk.house.people().filter((p) => may(p.functions, "step.decide"))
  const wish = { vorlageId: walk.id, stepId, partyId, to: walk.dice.pick(able).personId }
  const first = await Vorlage.appoint(walk.house.as("administration"), wish)
  return first.proposed ? Vorlage.appoint(walk.house.as("zweitadministration"), wish) : first
}

const anybody = ({ house, dice: d }: Walk): Actor => d.pick(house.people())

/** Somebody takes the paper as it is, or changes it first, and hands it in. */
async function submit({ house, dice: d, id }: Walk, by: string): Promise<unknown> {
  const draft = await house.workCtx().table.get(Vorlage.draftKey(id), Vorlage.DraftForm)
  if (!draft) throw new Error("a Vorlage without a form")
  const writer = house.as(by).actor.functions.some((f) => WRITERS.has(f.role))
  let { rev } = draft
  const { form } = draft.value
  if (writer && d.chance(0.7)) {
    const change = d.pick<Partial<Vorlage.Form>>([
      { erlaeuterungen: paragraph(`Wortlaut ${rev}.`) },
      { finance: form.finance.effects ? FINANCE_NEIN : FINANCE_JA },
      { beschlussvorschlag: paragraph(`Dem Programm wird in der Form ${rev} zugestimmt.`) },
      { betreff: "" },
    ])
    rev = (await Vorlage.save(house.as(by), { vorlageId: id, rev, form: { ...form, betreff: "Programm", ...change } }))
      .rev
  }
  return Vorlage.submit(house.as(by), { vorlageId: id, rev })
}

function answer({ dice: d, house, programmeId }: Walk, chain: Chain.Chain, stepId: string): Answer {
  const today = house.clock.today()
  const step = chain.steps.find((s) => s.id === stepId)
  if (step?.kind !== "body") throw new Error("not a body")
  const votes = { ja: 4, nein: 1, enthaltung: 1, ungueltig: 0, befangen: 0, anwesend: 6, mitglieder: 6 }
  if (d.chance(0.08))
    return { code: "postponed", reason: "Beratungsbedarf.", termin: d.pick([null, addDays(today, 9)]) }
  if (d.chance(0.08)) return { code: "removed", reason: "Von der Tagesordnung genommen." }
  if (d.chance(0.08)) {
    const to = { gremiumId: d.pick(["fin", "soz", "tv", "ka"]), termin: addDays(today, 5) }
    return { code: "referred", reason: "Zur Beratung.", zustaendigkeit: "Vorberatung", ...to }
  }
  if (step.urgent?.status === "given")
    return result(house, d.pick(["approved_urgent", "approved_urgent", "rejected"]), { votes: null })
  if (step.zustaendigkeit !== "Entscheidung")
    return result(house, d.pick(["recommended", "recommended", "rejected", "noted"]), { votes: null })
  const code = d.pick(["accepted", "accepted", "accepted", "accepted_amended", "rejected"] as const)
  const amended = code === "accepted_amended"
  return result(house, code, {
    votes: code === "rejected" ? { ...votes, ja: 1, nein: 4 } : votes,
    ...(amended ? { beschlusstext: paragraph("Mit Änderungen."), changesProgramme: programmeId !== undefined } : {}),
  })
}

/** What must be refused, whoever does it: the wrong person, older hashes, another step, no words. */
async function mischief(walk: Walk, chain: Chain.Chain): Promise<unknown> {
  const { dice: d, house, id } = walk
  const who = house.as(anybody(walk).personId)
  const stepId = d.pick(chain.steps).id
  const seen = { vorlageId: id, fassungSha256: chain.sha256, pdfSha256: chain.pdfSha256 ?? chain.sha256 }
  const old = { ...seen, [d.pick(["fassungSha256", "pdfSha256"] as const)]: "0".repeat(64) }
  return d.pick([
    () => Vorlage.decide(who, { kind: "sign", ...old, stepId }),
    () => Vorlage.decide(who, { kind: "return", ...old, stepId, target: Chain.AUTHOR, reason: "Zu alt." }),
    () => Vorlage.decide(who, { kind: "return", ...seen, stepId, target: Chain.AUTHOR, reason: "" }),
    () => Vorlage.release(who, { kind: "release", ...old, stepId }),
    () => Vorlage.record(who, { ...old, stepId, code: "removed", reason: "Zu alt." }),
    () => Vorlage.submit(who, { vorlageId: id, rev: 999 }),
    () => Vorlage.Endfassung.confirm(who, { vorlageId: id, sha256: "0".repeat(64) }),
    () => Vorlage.decide(who, { kind: "sign", ...seen, stepId: "nirgends" }),
    () => Vorlage.appoint(who, { vorlageId: id, stepId, to: who.actor.personId }),
  ])()
}
