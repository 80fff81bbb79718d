/** Random templates, people and wishes for the property test of the chain. */
import fc from "fast-check"
import type { Actor } from "../context.ts"
import type { Assignment, Role } from "../role.ts"
import { hash, person, seenOf } from "./chain.fixture.ts"
import {
  AUTHOR,
  appoint,
  askUrgent,
  type BodyRow,
  type Chain,
  type ChainTemplate,
  ChangeKind,
  type ConditionFacts,
  confirmEndfassung,
  consequences,
  correctable,
  correction,
  cosign,
  dropUrgent,
  entitled,
  giveBack,
  handOver,
  handOverOutside,
  type Move,
  proposeEndfassung,
  ResultCode,
  record,
  release,
  settleCorrection,
  sign,
  signAuszug,
  signUrgent,
  state,
  stop,
  type Who,
  waiting,
  withdraw,
} from "./index.ts"

const SIGNERS: Role[] = ["amtsleitung", "dezernent", "kaemmerer", "landrat", "geschaeftsfuehrung"]
const AEMTER = ["rechtsamt", "personalamt"]
const BODIES = ["soz", "fin", "ka"]

// Random templates: any order of hearing, co-signing and signing, with conditions and rules of carrying over.
const kinds = fc.option(fc.subarray([...ChangeKind.options], { maxLength: 2 }), { nil: undefined, freq: 3 })
const condition = fc.option(
  fc.oneof(
    fc.constant({ field: "finance.effects" as const, is: true }),
    fc.record({
      field: fc.constantFrom("finance.effects" as const, "public" as const, "programme" as const),
      is: fc.boolean(),
    }),
    fc.record({ field: fc.constant("finance.amount" as const), atLeastCent: fc.integer({ min: 0, max: 100 }) }),
  ),
  { nil: undefined },
)
const stepOf = (i: number) =>
  fc.oneof(
    fc.record({
      kind: fc.constant("participation" as const),
      id: fc.constant(`s${i}`),
      label: fc.constant(`Schritt ${i}`),
      role: fc.constantFrom<Role>("bca", "beirat"),
      when: condition,
      again: kinds,
    }),
    fc.record({
      kind: fc.constant("cosign" as const),
      id: fc.constant(`s${i}`),
      label: fc.constant(`Schritt ${i}`),
      mode: fc.constantFrom("all" as const, "any" as const),
      parties: fc
        .subarray(AEMTER, { minLength: 1 })
        .chain((ids) =>
          fc
            .tuple(...ids.map(() => condition))
            .map((whens) =>
              ids.map((id, n) => ({ id, label: id, role: "mitzeichnung" as const, amtId: id, when: whens[n] })),
            ),
        ),
      onObjection: fc.constantFrom("inform" as const, "return" as const),
      when: condition,
      again: kinds,
    }),
    fc.record({
      kind: fc.constant("sign" as const),
      id: fc.constant(`s${i}`),
      label: fc.constant(`Schritt ${i}`),
      role: fc.constantFrom(...SIGNERS),
      when: condition,
      again: kinds,
      level: fc.constant("system" as const),
    }),
  )
const HAND_OVER = {
  kind: "external" as const,
  id: "uebergabe",
  label: "Übergabe",
  recipient: "Land",
  role: "amtsleitung" as const,
}
export const template: fc.Arbitrary<ChainTemplate> = fc
  .record({
    steps: fc.integer({ min: 1, max: 5 }).chain((n) => fc.tuple(...Array.from({ length: n }, (_, i) => stepOf(i)))),
    release: fc.boolean(),
    external: fc.boolean(),
    authorMaySign: fc.record({ first: fc.boolean(), later: fc.boolean() }),
    samePersonTwice: fc.boolean(),
    auszugSignatures: fc.constantFrom<ChainTemplate["auszugSignatures"]>([], ["schriftfuehrung", "vorsitz"]),
  })
  .map(({ steps, release: released, external, ...rules }) => ({
    ...rules,
    id: "T",
    version: 1,
    name: "T",
    steps: [
      ...steps,
      { kind: "sign" as const, id: "letzter", label: "Letzter", role: "landrat" as const, level: "system" as const },
      ...(released ? [{ kind: "release" as const, id: "freigabe", label: "Freigabe" }] : []),
      { kind: "bodies" as const, id: "beratung" },
      ...(external ? [HAND_OVER] : []),
    ],
  }))
export const facts: fc.Arbitrary<ConditionFacts> = fc.record({
  "finance.effects": fc.boolean(),
  "finance.amount": fc.integer({ min: 0, max: 100 }),
  public: fc.boolean(),
  programme: fc.boolean(),
})
export const rows: fc.Arbitrary<BodyRow[]> = fc.array(
  fc.record({
    gremiumId: fc.constantFrom(...BODIES),
    gremium: fc.constant("Gremium"),
    termin: fc.constant("2027-02-03"),
    zustaendigkeit: fc.constantFrom("Vorberatung" as const, "Entscheidung" as const, "Kenntnisnahme" as const),
  }),
  { minLength: 1, maxLength: 3 },
)

/** Holders of everything, a deputy who also writes, and somebody with two functions. */
export const PEOPLE: Actor[] = [
  person("verfasser", { role: "verfasser", as: "selbst" }, { role: "amtsleitung", as: "IV", forId: "amtsleitung" }),
  ...SIGNERS.map((role) => person(role, { role, as: "selbst" })),
  person(
    "doppelt",
    { role: "dezernent", as: "IV", forId: "dezernent" },
    { role: "landrat", as: "IV", forId: "landrat" },
  ),
  person("bca", { role: "bca", as: "selbst" }),
  person("beirat", { role: "beirat", as: "selbst" }),
  ...AEMTER.map((amtId) => person(amtId, { role: "mitzeichnung", as: "selbst", amtId })),
  person("sitzungsdienst", { role: "sitzungsdienst", as: "selbst" }),
  ...BODIES.map((gremiumId) =>
    person(
      gremiumId,
      ...(["geschaeftsstelle", "schriftfuehrung", "vorsitz"] as const).map(
        (role): Assignment => ({ role, as: "selbst", gremiumId }),
      ),
    ),
  ),
]

/** A random wish: what, by whom, at which of the places that wait (or anywhere), with the right hashes or older ones. */
export const wish = fc.record({
  what: fc.constantFrom(
    ...(["go", "go", "go", "go", "go", "go", "any", "return", "hand", "appoint", "withdraw", "stop"] as const),
    ...(["resubmit", "resubmit", "postpone", "refer", "remove", "endfassung"] as const),
    ...(["urgent", "urgent", "drop", "correct", "correct"] as const),
  ),
  by: fc.nat(PEOPLE.length - 1),
  /** the entitled person instead of a random one */
  right: fc.integer({ min: 0, max: 3 }).map((n) => n > 0),
  place: fc.nat(20),
  to: fc.nat(PEOPLE.length - 1),
  target: fc.nat(8),
  opinion: fc.constantFrom("agreed" as const, "remarked" as const, "objected" as const),
  code: fc.constantFrom(...ResultCode.options.filter((c) => c !== "postponed" && c !== "referred" && c !== "removed")),
  stale: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
  changes: fc.oneof(
    { weight: 3, arbitrary: fc.subarray([...ChangeKind.options], { maxLength: 2 }) },
    { weight: 1, arbitrary: fc.constant<ChangeKind[]>(["finanzen"]) },
  ),
  facts,
  fails: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
})
export type Wish = typeof wish extends fc.Arbitrary<infer W> ? W : never

/** The moves of a wish, at whatever place it hits. @throws AppError where it is not allowed */
export function act(chain: Chain, w: Wish, at: Date): { moves: Move[]; by: string } {
  const places = waiting(chain)
  const place = places[w.place % Math.max(1, places.length)]
  const able = place && PEOPLE.filter((p) => entitled(place, chain, p, at))
  const office = PEOPLE.find((p) => p.personId === bodyAt(chain, w.target)?.gremiumId)
  const actor =
    (w.right && w.what === "correct" ? office : undefined) ??
    (w.right ? able?.[w.to % Math.max(1, able.length)] : undefined) ??
    PEOPLE[w.by] ??
    person("niemand")
  const who = { actor, at }
  const seen = w.stale ? { fassungSha256: hash(77), pdfSha256: hash(78) } : seenOf(chain)
  const anywhere = chain.steps[w.target % chain.steps.length]?.id ?? ""
  const stepId = w.what === "any" ? anywhere : (place?.stepId ?? anywhere)
  const to = PEOPLE[w.to] ?? person("niemand")
  const targets = [AUTHOR, ...chain.steps.map((s) => s.id)]
  const moves = ((): Move[] => {
    switch (w.what) {
      case "return":
        return [giveBack(chain, seen, who, stepId, targets[w.target % targets.length] ?? AUTHOR, "tx")]
      case "hand":
        return [handOver(chain, seen, who, stepId, place?.partyId, to)]
      case "appoint":
        return [appoint(chain, who, stepId, place?.partyId, to, undefined)]
      case "withdraw":
        return [withdraw(chain, who, "tx")]
      case "stop":
        return w.target === 0 ? [stop(chain, "tx")] : []
      case "postpone":
        return [record(chain, seen, who, stepId, { kind: "postponed", termin: null, textId: "tx" })]
      case "remove":
        return [record(chain, seen, who, stepId, { kind: "removed", textId: "tx" })]
      case "refer": {
        const answer = { gremiumId: "fin", gremium: "F", termin: "2027-03-01", zustaendigkeit: "Vorberatung" } as const
        return [record(chain, seen, who, stepId, { kind: "referred", ...answer, textId: "tx" })]
      }
      case "endfassung":
        return [proposeEndfassung(chain, who, hash(500 + w.target))]
      case "urgent":
        return [hurry(chain, w, seen, who)]
      case "drop":
        return [dropUrgent(chain, seen, bodyAt(chain, w.target)?.id ?? "", "tx")]
      case "correct":
        return [put(chain, w, seen, who)]
      case "resubmit":
        return []
      case "go":
      case "any":
        return go(chain, w, seen, who, stepId, place?.partyId)
    }
  })()
  return { moves, by: actor.personId }
}

const bodyAt = (chain: Chain, n: number) => {
  const bodies = chain.steps.filter((s) => s.kind === "body")
  return bodies[n % Math.max(1, bodies.length)]
}

/** Somebody lays a Dringlichkeitsentscheidung before one signatory or two. */
function hurry(chain: Chain, w: Wish, seen: ReturnType<typeof seenOf>, who: Who): Move {
  const places = [
    { id: "haus", label: "Landrat", role: "landrat" as const, ofBody: false },
    { id: "gremium", label: "Vorsitz", role: "vorsitz" as const, ofBody: true },
  ].slice(0, w.fails ? 1 : 2)
  const follow = w.opinion === "agreed" ? ("report" as const) : ("approval" as const)
  const asked = { follow, places, termin: w.fails ? null : "2027-03-15", textId: "tx" }
  return askUrgent(chain, seen, who, bodyAt(chain, w.target)?.id ?? "", asked)
}

/** The office of a body puts its result otherwise; a second person is asked where something followed from the first. */
function put(chain: Chain, w: Wish, seen: ReturnType<typeof seenOf>, who: Who): Move {
  const stepId = bodyAt(chain, w.target)?.id ?? ""
  const was = correctable(chain, seen, who, stepId)
  const result = {
    code: w.code,
    adverse: was.zustaendigkeit !== "Entscheidung" && w.code === "rejected",
    sitzungOn: "2027-02-03",
    top: `${w.place}`,
    votes: null,
    tieByChair: false,
    changesProgramme: w.code === "accepted_amended",
    textId: `tx-${w.place}`,
  }
  const data = correction(chain, was, result, w.fails, chain.steps)
  const found = consequences(chain, data, { at: who.at.toISOString(), by: who.actor.personId })
  return { type: found.length > 0 ? "correction.proposed" : "body.corrected", data }
}

function go(
  chain: Chain,
  w: Wish,
  seen: ReturnType<typeof seenOf>,
  who: Who,
  stepId: string,
  partyId: string | undefined,
): Move[] {
  const here = waiting(chain).filter((p) => p.stepId === stepId)
  const kind = (here.find((p) => p.partyId === partyId) ?? here[0])?.kind ?? "sign"
  switch (kind) {
    case "sign":
      return [sign(chain, seen, who, stepId, "tx")]
    case "state":
      return [state(chain, seen, who, stepId, "tx")]
    case "cosign":
      return cosign(chain, seen, who, stepId, partyId ?? "", w.opinion, "tx")
    case "release":
      return [release(chain, seen, who, stepId, "tx")]
    case "record": {
      const body = chain.steps.find((s) => s.id === stepId)
      const advisory = body?.kind === "body" && body.zustaendigkeit !== "Entscheidung"
      const result = { code: w.code, adverse: advisory && w.code === "rejected", sitzungOn: "2027-02-03", top: "1" }
      const rest = { votes: null, tieByChair: false, changesProgramme: w.code === "accepted_amended", textId: "tx" }
      return [record(chain, seen, who, stepId, { kind: "final", result: { ...result, ...rest } })]
    }
    case "auszug":
      return [signAuszug(chain, seen, who, stepId, "tx")]
    case "amend":
      return [proposeEndfassung(chain, who, hash(500 + w.target))]
    case "confirm":
      return [confirmEndfassung(chain, who, chain.endfassung?.sha256 ?? "", w.fails ? "tx" : undefined)]
    case "handover":
      return [handOverOutside(chain, seen, who, stepId, "2027-01-14", "tx")]
    case "urgent":
      return [signUrgent(chain, seen, who, stepId, partyId ?? "", "tx")]
    case "correction":
      return [settleCorrection(chain, seen, who, stepId, w.fails ? "tx" : undefined)]
    case "resubmit":
      return []
  }
}
