/** The interface follows: what was released, withdrawn, decided, invited or set differently comes into its objects. Worker; may run twice. */
import { RevConflict } from "../context.ts"
import { type Duty, dutyKey } from "../duty.ts"
import type { News } from "../news.ts"
import { PUBLIC, Publication, publicationKey } from "../publication/item.ts"
import { SITZUNGEN, Sitzung } from "../sitzung/item.ts"
import type { WorkCtx } from "../work.ts"
import { type Open, open, settleHouse } from "./house.ts"
import { HOUSE, STATES, State, Sweep, stateKey, sweepKey } from "./item.ts"
import { settleSitzung } from "./sitzung.ts"
import { settleVorlage } from "./vorlage.ts"

const ATTEMPTS = 20

/** Loads and decides anew where somebody else was faster; then the duty comes back after a pause. */
async function again<T>(run: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++)
    try {
      return await run()
    } catch (error) {
      if (!(error instanceof RevConflict) || attempt >= ATTEMPTS) throw error
    }
}

export async function follow(ctx: WorkCtx, { log }: Pick<News, "log">): Promise<void> {
  if (log === HOUSE) return house(ctx)
  if (log.startsWith("vl_")) return vorlage(ctx, log)
  if (log.startsWith("si_")) return sitzung(ctx, log)
}

async function house(ctx: WorkCtx): Promise<void> {
  await again(async () => {
    const now = await open(ctx)
    if (now) await settleHouse(ctx, now)
  })
}

/** The house as it stands, its own objects written before anything names them. */
async function ready(ctx: WorkCtx): Promise<Open | undefined> {
  const now = await open(ctx)
  if (!now || now.state) return now
  await house(ctx)
  return open(ctx)
}

/** References between a Vorlage and its meetings settle in two rounds; more of them would change nothing. */
const ROUNDS = 3

async function vorlage(ctx: WorkCtx, vorlageId: string, further = true): Promise<void> {
  const around = await ready(ctx)
  if (!around) return
  const known = await Promise.all([
    ctx.table.get(publicationKey(vorlageId), Publication),
    ctx.table.get(stateKey(vorlageId), State),
  ])
  if (!known.some((k) => k !== undefined)) return
  for (let round = 1; round <= ROUNDS; round++) {
    const ties = await again(() => settleVorlage(ctx, vorlageId, around))
    if (further && ties.changed) for (const id of ties.vorlagen) await vorlage(ctx, id, false)
    const changed: boolean[] = []
    for (const id of ties.sitzungen) changed.push((await again(() => settleSitzung(ctx, id, around))).changed)
    if (!changed.includes(true)) return
  }
}

async function sitzung(ctx: WorkCtx, sitzungId: string): Promise<void> {
  const around = await ready(ctx)
  if (!around) return
  for (let round = 1; round <= ROUNDS; round++) {
    const { vorlagen } = await again(() => settleSitzung(ctx, sitzungId, around))
    const changed: boolean[] = []
    for (const id of vorlagen)
      if (await ctx.table.get(stateKey(id), State))
        changed.push((await again(() => settleVorlage(ctx, id, around))).changed)
    if (!changed.includes(true)) return
  }
}

/** Sources looked through between two notes of how far it came. */
const PAGE = 25

/** Looks through everything that is or was shown; goes on where it was broken off. */
export async function work(ctx: WorkCtx, duty: Duty, rev: number): Promise<void> {
  const key = sweepKey(duty.id)
  let stored = await ctx.table.get(key, Sweep)
  let at: Sweep | undefined = stored?.value ?? { version: 1, phase: "public" }
  while (at) {
    const { logs, next } = await page(ctx, at)
    for (const log of logs) if (log !== HOUSE) await follow(ctx, { log })
    if (next) await ctx.table.commit([], [{ put: key, value: next, rev: stored?.rev ?? "new" }])
    stored = await ctx.table.get(key, Sweep)
    at = next
  }
  const done = stored ? [{ drop: key, rev: stored.rev }] : []
  await ctx.table.commit([], [{ drop: dutyKey(duty), rev }, ...done])
}

async function page(ctx: WorkCtx, { phase, cursor }: Sweep): Promise<{ logs: string[]; next: Sweep | undefined }> {
  const asked = { cursor, limit: PAGE }
  const after = (next: string | undefined, then: Sweep["phase"] | undefined): Sweep | undefined =>
    next !== undefined ? { version: 1, phase, cursor: next } : then && { version: 1, phase: then }
  switch (phase) {
    case "public": {
      const found = await ctx.table.listIndex(`${PUBLIC}/`, Publication, asked)
      return { logs: found.items.map((i) => i.value.vorlageId), next: after(found.cursor, "sitzung") }
    }
    case "sitzung": {
      const found = await ctx.table.listIndex(`${SITZUNGEN}/`, Sitzung, asked)
      const invited = found.items.filter((i) => i.value.invitedAt !== undefined)
      return { logs: invited.map((i) => i.value.id), next: after(found.cursor, "known") }
    }
    case "known": {
      const found = await ctx.table.list(STATES, State, asked)
      return { logs: found.items.map((i) => i.value.log), next: after(found.cursor, undefined) }
    }
  }
}
