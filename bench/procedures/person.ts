/** People who carry a procedure through whatever happens: they look, act, and look again when no answer came. */
import { setTimeout as pause } from "node:timers/promises"
import * as Chain from "@beschlussweg/core/chain"
import { addDays } from "@beschlussweg/core/day"
import { AppError } from "@beschlussweg/core/error"
import * as Vorlage from "@beschlussweg/core/vorlage"
import { FINANCE_JA, FINANCE_NEIN, type House, paragraph, result } from "../../test/house.ts"

/** What a person was told, or saw afterwards, to have happened: fact type and place. */
export interface Act {
  readonly type: string
  readonly place: string
}
export interface Carried {
  readonly id: string
  readonly nummer: string
  readonly acts: readonly Act[]
  /** answers that never came, or said "busy" */
  readonly troubles: number
}
export interface Surroundings {
  readonly house: House
  readonly kind: "T1" | "T5"
  readonly random: () => number
  /** lets time pass and wakes the sweep */
  readonly nudge: () => Promise<void>
  /** looks at what is owed, 10 ms and more apart, before somebody calls it stuck */
  readonly patience: number
  /** share of acts whose answer gets lost on the way to the person */
  readonly unheard: number
}

const TRIES = 40
/** days to the first body; procedures beside this one let days pass, too */
const AHEAD = 10
const PEOPLE: Readonly<Record<string, string>> = { ka: "kreisausschuss", soz: "ausschuss", tv: "geschaeftsstelle" }

/** Errors that say nothing about the wish itself: the connection, the rate, or somebody at the same item. */
const passing = (error: unknown): boolean =>
  error instanceof AppError ? error.code === "conflict" || error.reason === "busy" : error instanceof Error

/** Carries one procedure from the draft to its end. @throws when a wish is refused or the end never comes */
export async function carry(s: Surroundings): Promise<Carried> {
  const { house, kind, random } = s
  const acts: Act[] = []
  let troubles = 0
  /** tries until it worked or `done` says that it has; reads have no `done` */
  const insist = async <T>(run: () => Promise<T>, done?: () => Promise<boolean>): Promise<T | undefined> => {
    for (let attempt = 1; ; attempt++) {
      try {
        const answer = await run()
        if (done && random() < s.unheard) throw new Error("the answer got lost")
        return answer
      } catch (error) {
        troubles++
        if (done && (await insist(done))) return undefined
        if (!passing(error) || attempt >= TRIES) throw error
        await pause(5 * attempt)
      }
    }
  }
  const programmeId = (await insist(() => house.programme("Ziele des Jahres.", "Wege dorthin."))) ?? ""
  const today = house.clock.today()
  const form = house.form({
    finance: random() < 0.7 ? FINANCE_JA : FINANCE_NEIN,
    anlagen: [{ kind: "programme", id: "programm", title: "Programm", public: true, programmeId }],
    beratungsfolge: house.form().beratungsfolge.map((row, i) => ({ ...row, termin: addDays(today, AHEAD + i) })),
  })
  const draft = await insist(() => house.draft(form))
  if (!draft) throw new Error("no draft")
  const { id } = draft
  const look = async () => (await insist(() => Vorlage.load(house.workCtx(), id))) ?? Promise.reject(new Error("gone"))
  const waits = async (fassung: number, hand: string): Promise<boolean> => {
    const chain = (await look()).chain?.value
    return chain?.fassung === fassung && Chain.waiting(chain).some((w) => handOf(w) === hand)
  }
  const settled = async (): Promise<void> => {
    for (let round = 1; ; round++) {
      if ((await look()).fassungen.every((f) => f.value.owed.length === 0)) return
      if (round > s.patience) throw new Error(`${id} is stuck: papers are owed`)
      await pause(10)
      if (round % 8 === 0) await s.nudge()
    }
  }
  const submit = async (fassung: number): Promise<void> => {
    const author = house.as("verfasser")
    const termin = (i: number): string => addDays(house.clock.today(), AHEAD + i)
    const moved = { ...form, beratungsfolge: form.beratungsfolge.map((row, i) => ({ ...row, termin: termin(i) })) }
    const given = fassung === 1 ? form : { ...moved, erlaeuterungen: paragraph(`Ergänzt in Fassung ${fassung}.`) }
    await insist(
      async () => {
        const rev = (await Vorlage.read(author, { vorlageId: id })).draft?.rev ?? 1
        const saved = fassung === 1 ? { rev } : await Vorlage.save(author, { vorlageId: id, rev, form: given })
        await Vorlage.submit(author, { vorlageId: id, rev: saved.rev })
      },
      async () => (await look()).root.value.fassung >= fassung,
    )
    acts.push({ type: "vorlage.submitted", place: `${fassung}` })
    await settled()
  }
  await submit(1)
  let returns = random() < 0.15 ? 1 : 0
  for (let step = 0; step < 60; step++) {
    const chain = (await look()).chain?.value
    if (!chain) throw new Error("the chain is lost")
    const [w] = Chain.waiting(chain)
    if (!w) {
      if (chain.state !== "completed") throw new Error(`${id} is stuck in ${chain.state}`)
      await settled()
      return { id, nummer: (await look()).root.value.nummer ?? "", acts, troubles }
    }
    const place = placeOf(w)
    if (w.kind === "resubmit") {
      await submit(chain.fassung + 1)
      continue
    }
    const gone = async (): Promise<boolean> => !(await waits(chain.fassung, handOf(w)))
    const back = w.kind === "sign" && returns > 0 && random() < 0.5
    if (back) returns--
    if (w.kind === "record") house.clock.pass(1)
    // Nobody signs an extract before it is there.
    if (w.kind === "auszug") await settled()
    await insist(() => act(house, kind, chain, id, w, back), gone)
    acts.push({ type: back ? "step.returned" : (FACT[w.kind] ?? w.kind), place })
    // most people wait for the paper, some act while it is still being made
    if (random() < 0.8) await settled()
  }
  throw new Error(`${id} never ends`)
}

const FACT: Readonly<Record<string, string>> = {
  sign: "step.signed",
  cosign: "step.cosigned",
  state: "step.stated",
  release: "step.released",
  record: "body.decided",
  auszug: "auszug.signed",
}
const placeOf = (w: Pick<Chain.Waiting, "stepId" | "partyId">): string =>
  [w.stepId, w.partyId].filter(Boolean).join("/")
/** An Auszug waits in the same place for one person after the other. */
const handOf = (w: Chain.Waiting): string => `${w.kind} ${placeOf(w)} ${w.role}`

async function extract(house: House, vorlageId: string, stepId: string): Promise<string> {
  return Vorlage.auszugOf(await Vorlage.load(house.workCtx(), vorlageId), stepId)?.sha256 ?? ""
}

async function act(
  house: House,
  kind: "T1" | "T5",
  chain: Chain.Chain,
  vorlageId: string,
  w: Chain.Waiting,
  back: boolean,
): Promise<unknown> {
  const seen = { vorlageId, stepId: w.stepId, fassungSha256: chain.sha256, pdfSha256: chain.pdfSha256 ?? "" }
  const person = house.as(
    w.kind === "record" ? (PEOPLE[w.gremiumId ?? ""] ?? "") : w.kind === "cosign" ? "rechtsamt" : w.role,
  )
  switch (w.kind) {
    case "sign":
      if (back) return Vorlage.decide(person, { kind: "return", ...seen, target: "author", reason: "Bitte ergänzen." })
      return Vorlage.decide(person, { kind: "sign", ...seen })
    case "cosign":
      return Vorlage.decide(person, { kind: "cosign", ...seen, partyId: w.partyId ?? "", outcome: "agreed" })
    case "state":
      return Vorlage.decide(person, { kind: "state", ...seen, text: "Keine Bedenken." })
    case "auszug":
      return Vorlage.decide(person, {
        kind: "auszug",
        ...seen,
        auszugSha256: await extract(house, vorlageId, w.stepId),
      })
    case "release":
      return Vorlage.release(person, { kind: "release", ...seen })
    case "record": {
      const body = chain.steps.find((step) => step.id === w.stepId)
      const deciding = body?.kind === "body" && body.zustaendigkeit === "Entscheidung"
      const votes = {
        ja: 5,
        nein: 1,
        enthaltung: 0,
        ungueltig: 0,
        befangen: 0,
        anwesend: 6,
        mitglieder: kind === "T5" ? 6 : 13,
      }
      return Vorlage.record(person, { ...seen, ...result(house, deciding ? "accepted" : "recommended", { votes }) })
    }
    default:
      throw new Error(`nobody expects ${w.kind} here`)
  }
}
