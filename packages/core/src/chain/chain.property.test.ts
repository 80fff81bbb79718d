import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { AppError } from "../error.ts"
import { begun, hash } from "./chain.fixture.ts"
import { act, facts, PEOPLE, rows, template, type Wish, wish } from "./chain.random.ts"
import {
  apply,
  type BodyRow,
  type Chain,
  ChangeKind,
  type ConditionFacts,
  capacity,
  complete,
  defects,
  isMove,
  type Move,
  moveOf,
  waiting,
} from "./index.ts"

interface Entry {
  readonly move: Move
  readonly at: string
  readonly by: string
}
/** One procedure as it would be stored: the beginnings of its Fassungen and the moves between them. */
interface Course {
  chain: Chain
  begin: Chain
  log: Entry[]
  facts: ConditionFacts
  readonly rows: readonly BodyRow[]
}

function follow(course: Course, w: Wish, n: number): void {
  const at = new Date(Date.UTC(2027, 0, 14, 9, n))
  const before = course.chain
  const step = (moves: readonly Move[], by: string) => {
    for (const move of moves) {
      const entry = { move, at: at.toISOString(), by }
      course.chain = apply(course.chain, move, entry)
      course.log.push(entry)
    }
  }
  if (before.state === "issuing") {
    const data = { fassung: before.fassung }
    step(
      [
        w.fails
          ? { type: "document.failed", data: { ...data, textId: "tx" } }
          : { type: "document.issued", data: { ...data, pdfSha256: hash(1000 + before.fassung) } },
      ],
      "worker",
    )
  } else if (["returned", "failed", "withdrawn"].includes(before.state) && w.what === "resubmit") {
    const previous = { chain: before, changes: w.changes }
    // Facts about the finance block change only with it, as `changes` is made from the form.
    course.facts = w.changes.includes("finanzen") ? w.facts : course.facts
    course.begin = begun(before.template, { facts: course.facts, rows: course.rows, previous })
    course.chain = course.begin
    course.log = []
    checkCarried(before, course.chain, w.changes)
  } else {
    try {
      const { moves, by } = act(before, w, at)
      if (w.stale && moves.some((m) => HASHED.has(m.type))) throw new Error("an older hash was accepted")
      for (const move of moves) checkAllowed(before, move, by, at)
      step(moves, by)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      expect(course.chain).toBe(before)
    }
  }
}
/** Moves of people who had a file before their eyes. */
const HASHED = new Set<Move["type"]>([
  ...(["step.signed", "step.stated", "step.cosigned", "step.returned", "step.released"] as const),
  ...(["body.decided", "body.postponed", "body.referred", "body.removed", "auszug.signed"] as const),
  ...(["body.corrected", "correction.proposed", "urgent.asked", "urgent.signed", "urgent.dropped"] as const),
])

/** Nobody gives what is not his or what the rules bar him from, and every gift is of the person who made it. */
function checkAllowed(chain: Chain, move: Move, by: string, at: Date): void {
  if (!("given" in move.data)) return
  const { stepId, given } = move.data
  const partyId = "placeId" in move.data ? move.data.placeId : "partyId" in move.data ? move.data.partyId : undefined
  const place = waiting(chain).find((w) => w.stepId === stepId && (partyId === undefined || w.partyId === partyId))
  const actor = PEOPLE.find((p) => p.personId === by)
  if (!place || !actor) throw new Error(`${move.type} where nothing waits`)
  expect(given.by).toBe(by)
  expect(capacity(place, chain, actor, at)).toMatchObject({ as: given.as })
  if (move.type !== "step.signed") return
  const signs = chain.steps.filter((s) => s.kind === "sign" && s.status !== "skipped")
  const others = signs.map((s) =>
    s.kind === "sign" && s.id !== stepId ? (s.given ?? s.carried?.given)?.by : undefined,
  )
  if (!chain.template.samePersonTwice) expect(others).not.toContain(by)
  const rule = signs[0]?.id === stepId ? chain.template.authorMaySign.first : chain.template.authorMaySign.later
  if (by === chain.authorId) expect(rule).toBe(true)
}

/** Carried over is only what was given, and only what no rule wants again. Said a second time, apart from `resolve`. */
function checkCarried(old: Chain, now: Chain, changes: readonly ChangeKind[]): void {
  let financeSeen = false
  for (const step of now.steps) {
    const t = now.template.steps.find((s) => s.id === step.id)
    const was = old.steps.find((s) => s.id === step.id)
    if (step.kind === "body" || step.kind === "release" || step.kind === "external") {
      expect(step.status).toBe("pending")
      continue
    }
    if (step.kind === "sign" && step.finance && changes.includes("finanzen")) {
      const applied = was !== undefined && was.status !== "skipped"
      if (applied) expect(step.status).toBe("pending")
      if (step.status !== "skipped") financeSeen = true
    }
    if (step.status !== "carried") continue
    expect(was?.status === "done" || was?.status === "carried").toBe(true)
    expect(step.carried?.given).toBeDefined()
    expect(step.carried?.changes).toEqual(expect.arrayContaining([...changes]))
    if (was?.status === "carried") expect(step.carried?.fassung).toBe(was.carried?.fassung)
    else expect(step.carried?.fassung).toBe(old.fassung)
    expect(old.returned?.target).not.toBe(step.id)
    if (step.kind === "sign") expect(financeSeen).toBe(false)
    const again = t && "again" in t ? (t.again ?? ChangeKind.options) : ChangeKind.options
    expect(changes.filter((c) => again.includes(c))).toEqual([])
    if (changes.length > 0 || old.state === "failed") continue
    const target = now.template.steps.findIndex((s) => s.id === old.returned?.target)
    expect(now.template.steps.findIndex((s) => s.id === step.id)).toBeLessThan(Math.max(0, target))
  }
}

/** What holds at every moment. */
function checkState({ chain, begin, log }: Course): void {
  const again = log.reduce((c, { move, at, by }) => {
    if (!isMove(move.type)) throw new Error(move.type)
    return apply(c, moveOf(move.type, JSON.parse(JSON.stringify(move.data))), { at, by })
  }, begin)
  expect(again).toEqual(chain)
  const open = chain.steps.filter((s) => s.status === "open")
  expect(open.length).toBeLessThanOrEqual(1)
  for (const step of chain.steps) {
    if (step.status === "carried") expect(step.carried).toBeDefined()
    if (step.status !== "done") continue
    if (step.kind === "body") expect(step.result !== undefined || step.urgent?.status === "given").toBe(true)
    else if (step.kind === "cosign")
      expect(step.parties.some((p) => p.given) || step.parties.every((p) => p.status === "skipped")).toBe(true)
    else expect(step.given).toBeDefined()
  }
  checkOrder(chain)
  if (chain.state === "running") {
    expect(open).toHaveLength(1)
    expect(waiting(chain).length).toBeGreaterThan(0)
  }
  if (chain.state === "returned" || chain.state === "failed")
    expect(waiting(chain).map((w) => w.kind)).toEqual(["resubmit"])
  if (chain.state === "withdrawn" || chain.state === "stopped" || chain.state === "issuing")
    expect(waiting(chain)).toEqual([])
  const deciding = chain.steps.filter((s) => s.kind === "body" && s.zustaendigkeit === "Entscheidung")
  // The last one that has decided speaks; a Dringlichkeitsentscheidung decides as well.
  const decided = deciding.filter((s) => s.kind === "body" && (s.result || s.urgent?.status === "given"))
  const last = decided.at(-1)
  const rejected = last?.kind === "body" && last.result?.code === "rejected"
  const bent = chain.steps.some((s) => s.kind === "body" && (s.earlier || s.urgent?.status === "given"))
  const inside = chain.steps.filter((s) => s.kind !== "external")
  if (chain.state === "completed") expect(rejected || inside.every(complete)).toBe(true)
  // A hand-over opens with the end, and only for what was adopted.
  for (const step of chain.steps)
    if (step.kind === "external" && (step.status === "open" || step.status === "done")) {
      // What was handed over stays handed over, whatever is put otherwise afterwards.
      if (bent && step.status === "done") continue
      expect(chain.state).toBe("completed")
      expect(rejected).toBe(false)
    }
  if (rejected && chain.state === "running") throw new Error("a rejected Vorlage goes on")
  if (chain.state === "running" && inside.every(complete)) throw new Error("nothing is left, yet it runs")
}

/** Nothing is given before what stands before it. Only a release stands open again behind bodies that answered. */
function checkOrder(chain: Chain): void {
  const first = chain.steps.findIndex((s) => s.kind !== "external" && !complete(s))
  if (first === -1) return
  const reopened = chain.steps[first]?.kind === "release"
  for (const step of chain.steps.slice(first + 1))
    if (step.kind === "body" && (step.urgent?.status === "given" || step.result)) expect(step.status).toBe("done")
    else if (!reopened && step.status !== "skipped" && step.status !== "carried") expect(step.status).toBe("pending")
    else if (reopened && step.status === "done") expect(step.kind).toBe("body")
}

const HURRIED = ["corrected", "urgent given", "urgent lapsed", "urgent dropped", "answered"]

describe("random procedures on random templates", () => {
  test("keep every rule at every moment, and do what was allowed", { timeout: 240_000 }, () => {
    const reached = new Map<string, number>()
    const count = (name: string) => reached.set(name, (reached.get(name) ?? 0) + 1)
    fc.assert(
      fc.property(template, facts, rows, fc.array(wish, { minLength: 20, maxLength: 70 }), (t, f, r, wishes) => {
        fc.pre(defects(t).length === 0)
        const begin = begun(t, { facts: f, rows: r })
        const course: Course = { chain: begin, begin, log: [], facts: f, rows: r }
        wishes.forEach((w, n) => {
          const state = course.chain.state
          follow(course, w, n)
          checkState(course)
          if (course.chain.state === state) return
          count(course.chain.state)
          if (course.chain.state !== "issuing") return
          if (course.chain.steps.some((s) => s.status === "carried")) count("carried")
          if (course.chain.steps.some((s) => s.kind === "sign" && s.removal)) count("removal")
          if (course.chain.fassung > 2) count("third Fassung")
        })
        if (course.chain.steps.some((s) => s.kind === "body" && s.result)) count("body")
        if (course.chain.steps.some((s) => s.kind === "external" && s.status === "done")) count("handed over")
        if (course.chain.endfassung?.status === "confirmed") count("confirmed")
        for (const s of course.chain.steps) {
          if (s.kind === "body" && s.earlier) count("corrected")
          if (s.kind === "body" && s.urgent) count(`urgent ${s.urgent.status}`)
          if (s.kind === "body" && s.urgent?.status === "given" && s.result) count("answered")
        }
      }),
      { numRuns: 1500, seed: 20270114 },
    )
    // The walk is worth something only if it comes everywhere.
    const states = ["running", "returned", "failed", "withdrawn", "stopped", "completed"]
    for (const name of [
      ...states,
      "carried",
      "removal",
      "third Fassung",
      "body",
      "confirmed",
      "handed over",
      ...HURRIED,
    ])
      expect(reached.get(name) ?? 0, name).toBeGreaterThan(10)
  })
})
