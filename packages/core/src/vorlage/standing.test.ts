import fc from "fast-check"
import { expect, test } from "vitest"
import { begun, hash, person } from "../chain/chain.fixture.ts"
import { act, facts, PEOPLE, rows, template, wish } from "../chain/chain.random.ts"
import { apply, type Chain } from "../chain/index.ts"
import type { Actor } from "../context.ts"
import { AppError } from "../error.ts"
import { EMPTY } from "../fact.ts"
import { Role } from "../role.ts"
import type { Root } from "./item.ts"
import { Standing, sees, standingOf } from "./standing.ts"
import { visible } from "./visible.ts"

const NOW = new Date("2027-01-14T09:00:00.000Z")
const ctxOf = (actor: Actor) => ({ actor, now: () => NOW })
const bare: Root = {
  version: 1,
  id: "vl_1",
  authorId: "verfasser",
  artId: "beschlussvorlage",
  amtId: "jobcenter",
  betreff: "Arbeitsmarktprogramm",
  public: true,
  supplement: 0,
  fassung: 1,
  updatedAt: NOW.toISOString(),
  head: EMPTY,
}
const PLACES = ["soz", "fin", "ka", "rechtsamt", "personalamt"]
/** Everybody of the procedures, somebody with each function everywhere, people who have lost theirs, deputies. */
const WATCHERS: Actor[] = [
  ...PEOPLE,
  ...PEOPLE.map((p) => person(p.personId)),
  ...PEOPLE.map((p) => person(p.personId, { role: "lesend", as: "selbst" })),
  ...PEOPLE.map((p) => ({ ...p, functions: p.functions.map((f) => ({ ...f, as: "IV" as const, forId: "x" })) })),
  ...Role.options.flatMap((role) => [
    person("wer", { role, as: "selbst" }),
    ...PLACES.map((id) => person("wer", { role, as: "selbst", gremiumId: id })),
    ...PLACES.map((id) => person("wer", { role, as: "selbst", amtId: id })),
  ]),
  person("verfasser"),
  person("niemand"),
]

function check(chain: Chain): void {
  const standing = standingOf(bare, chain, undefined, NOW)
  expect(Standing.parse(JSON.parse(JSON.stringify(standing)))).toEqual(JSON.parse(JSON.stringify(standing)))
  const root = { ...bare, standing }
  for (const actor of WATCHERS) {
    const whole = { root: { key: "", rev: 1, value: root }, chain: { key: "", rev: 1, value: chain } }
    const why = `${actor.personId} ${JSON.stringify(actor.functions)} in ${chain.state}`
    expect(sees(ctxOf(actor), root), why).toBe(visible(ctxOf(actor), whole))
  }
}

test("in every procedure the root lets see exactly whom the Vorlage itself lets see", () => {
  const course = fc.record({ template, facts, rows, wishes: fc.array(wish, { minLength: 30, maxLength: 60 }) })
  let checked = 0
  fc.assert(
    fc.property(course, ({ template: way, facts: given, rows: bodies, wishes }) => {
      let chain = begun(way, { facts: given, rows: bodies })
      chain = apply(
        chain,
        { type: "document.issued", data: { fassung: 1, pdfSha256: hash(1001) } },
        { at: NOW.toISOString(), by: "worker" },
      )
      check(chain)
      for (const w of wishes) {
        try {
          const { moves, by } = act(chain, { ...w, stale: false }, NOW)
          if (moves.length === 0) continue
          for (const move of moves) chain = apply(chain, move, { at: NOW.toISOString(), by })
        } catch (error) {
          if (!(error instanceof AppError)) throw error
          continue
        }
        check(chain)
        checked++
      }
    }),
    { seed: 2027, numRuns: 80 },
  )
  expect(checked).toBeGreaterThan(200)
})

test("a draft is seen as drafts are; a root that says nothing has to be read whole", () => {
  const draft = { ...bare, fassung: 0 }
  expect(sees(ctxOf(person("wer", { role: "amtsleitung", as: "selbst" })), draft)).toBe(true)
  expect(sees(ctxOf(person("wer", { role: "dezernent", as: "selbst" })), draft)).toBe(false)
  expect(sees(ctxOf(person("verfasser")), bare)).toBe(true)
  expect(sees(ctxOf(person("wer", { role: "dezernent", as: "selbst" })), bare)).toBeUndefined()
})
