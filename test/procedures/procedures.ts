/** Many random procedures on core and the real store with documents off, and what must agree afterwards. */
import * as Vorlage from "@beschlussweg/core/vorlage"
import { seeded } from "@beschlussweg/store/fault"
import { expect } from "vitest"
import { type House, mending } from "../house.ts"
import { act, begin, dice, type Walk } from "../random.ts"

/**
 * How many in each of the two files; 1,000 in sum unless told, so that all tests stay well below 25 minutes on two cores.
 * `PROCEDURES=1000` runs 2,000. A failure is repeated with its seed.
 */
export const PROCEDURES = Number(process.env.PROCEDURES ?? "500")
const SEED = Number(process.env.SEED ?? "20270114")
const TOGETHER = 12
const PATIENCE = 40

/** Runs them on the houses in turn, several at the same moment, and checks each one and all of them together. */
export async function procedures(houses: readonly House[]): Promise<void> {
  const started = performance.now()
  const walks: Walk[] = []
  let next = 0
  const hand = async () => {
    while (next < PROCEDURES) {
      const n = next++
      const house = houses[n % houses.length]
      if (house) walks.push(await procedure(house, n))
    }
  }
  await Promise.all(Array.from({ length: TOGETHER }, hand))
  const walked = performance.now()

  const states: Record<string, number> = {}
  const left = [...walks]
  const check = async () => {
    for (let walk = left.pop(); walk; walk = left.pop()) {
      for (const state of await checkOne(walk)) states[state] = (states[state] ?? 0) + 1
    }
  }
  await Promise.all(Array.from({ length: TOGETHER }, check))
  for (const house of houses) await checkNumbers(house, walks)

  const allowed = walks.reduce((sum, w) => sum + w.allowed, 0)
  const refused = walks.flatMap((w) => w.refused)
  const seconds = (ms: number) => Math.round(ms / 1000)
  console.info(
    `${walks.length} procedures in ${seconds(walked - started)} s, checked in ${seconds(performance.now() - walked)} s; ` +
      `${allowed} acts, ${refused.length} refusals (${[...new Set(refused)].sort().join(", ")}); ${JSON.stringify(states)}`,
  )
  // A walk is worth something only if it comes everywhere.
  if (PROCEDURES < 200) return
  expect(allowed).toBeGreaterThan(PROCEDURES * 5)
  expect(refused).toEqual(expect.arrayContaining(["fassung.superseded", "input.invalid", "role.missing"]))
  for (const what of ["corrected", "urgent"]) expect(states[what], what).toBeGreaterThan(5)
  for (const state of ["completed", "stopped"]) expect(states[state], state).toBeGreaterThan(10)
}

/** One procedure to its end, or until nobody has patience any more. */
async function procedure(house: House, n: number): Promise<Walk> {
  const d = dice(seeded(SEED + n))
  const walk = await begin(house, d, house.tenantId === "kreis-streng" && d.chance(0.5) ? `SV-8-${n}` : undefined)
  for (let acts = 0; acts < PATIENCE && (await act(walk)); acts++);
  await house.work(walk.id)
  return walk
}

/** Log intact, replay equal to the stored chain, a task for every place that waits, nothing owed, words for every fact. */
async function checkOne({ house, id }: Walk): Promise<string[]> {
  expect(await mending(house, id), `${house.tenantId} ${id}`).toEqual([])
  const { chain, fassungen, texts } = await Vorlage.load(house.workCtx(), id)
  expect(fassungen.flatMap((f) => f.value.owed)).toEqual([])
  for (const { data } of await Vorlage.factsOf(house.workCtx(), id))
    if (typeof data.textId === "string") expect(texts.has(data.textId)).toBe(true)
  const bodies = (chain?.value.steps ?? []).filter((s) => s.kind === "body")
  return [
    chain?.value.state ?? "draft",
    ...(bodies.some((s) => s.kind === "body" && s.earlier) ? ["corrected"] : []),
    ...(bodies.some((s) => s.kind === "body" && s.urgent?.status === "given") ? ["urgent"] : []),
  ]
}

/** No number twice, the counter without a gap, every number with a Vorlage, every submitted Vorlage with its number. */
async function checkNumbers(house: House, walks: readonly Walk[]): Promise<void> {
  const ctx = house.as("sitzungsdienst")
  const taken: Awaited<ReturnType<typeof Vorlage.numbers>>["items"] = []
  let cursor: string | undefined
  do {
    const page = await Vorlage.numbers(ctx, { cursor })
    taken.push(...page.items)
    cursor = page.cursor
  } while (cursor)
  expect(new Set(taken.map((t) => t.nummer)).size).toBe(taken.length)
  const own = taken.filter((t) => t.artId === "beschlussvorlage").map((t) => Number(t.nummer.slice(0, -5)))
  expect(own.sort((a, b) => a - b)).toEqual(own.map((_, i) => i + 1))
  for (const t of taken) expect(t.status).not.toBe("Entwurf")
  const byVorlage = new Map(taken.map((t) => [t.vorlageId, t.nummer]))
  expect(byVorlage.size).toBe(taken.length)
  for (const walk of walks.filter((w) => w.house === house)) {
    const { root } = await Vorlage.load(house.workCtx(), walk.id)
    expect(byVorlage.get(walk.id)).toBe(root.value.nummer)
  }
}
