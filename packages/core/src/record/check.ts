/** One log against everything that speaks about it: its own chain, the root item, the write-once copies, the newest anchor. */
import type { Ctx } from "../context.ts"
import { dayOf, germanDay } from "../day.ts"
import { broken, type Fact } from "../fact.ts"
import type { Day } from "../paper.ts"
import { latest, outOfTime, type Standing } from "./anchor.ts"
import { copyOf, copyText } from "./copy.ts"
import { entriesOf, headOf, rootHead } from "./log.ts"

export interface Verdict {
  /** nothing speaks against the log; what is not copied or anchored yet does not either */
  readonly intact: boolean
  readonly facts: number
  /** hash of the last fact */
  readonly hash: string
  /** German sentences */
  readonly defects: readonly string[]
  readonly copies: { readonly equal: number; readonly missing: number; readonly differing: readonly number[] }
  /** the newest anchor, how far it holds this log, and whether the log still says the same; null when there is none yet */
  readonly anchor: { readonly day: Day; readonly seq: number; readonly holds: boolean } | null
}

/**
 * Reads a whole log with its copies: one Query per 100 facts, one read of a file per fact.
 */
export async function check(
  ctx: Pick<Ctx, "table" | "papers" | "now">,
  log: string,
): Promise<Verdict & { readonly record: readonly Fact[] }> {
  const root = await rootHead(ctx.table, log)
  const { facts: record, spoilt } = await entriesOf(ctx, log)
  const defects = spoilt.map(({ seq }) => `Eintrag ${seq} ist unlesbar gespeichert.`)
  const last = headOf(record.at(-1))
  // The root was read first, so the log may have grown since.
  const then = root && headOf(record.find((f) => f.seq === root.seq))
  const chain = await broken(record, root && then?.hash !== root.hash ? root : last)
  if (chain) defects.push(chain)
  const copies = await compare(ctx, record)
  for (const seq of copies.differing)
    defects.push(`Eintrag ${seq} unterscheidet sich von seiner einmal geschriebenen Kopie.`)
  if (await copyOf(ctx.papers, log, last.seq + 1))
    defects.push(`Nach Eintrag ${last.seq} fehlen Einträge, von denen es Kopien gibt.`)
  const standing = await latest(ctx, dayOf(ctx.now()))
  const anchor = anchored(standing, log, record)
  if (anchor && !anchor.holds)
    defects.push(`Der Verlauf widerspricht dem Anker vom ${germanDay(anchor.day)} bei Eintrag ${anchor.seq}.`)
  const body = standing?.anchor?.body
  for (const fact of record)
    if (body && fact.seq > (anchor?.seq ?? 0) && outOfTime(fact, body))
      defects.push(
        `Eintrag ${fact.seq} nennt eine Zeit vor dem Anker vom ${germanDay(body.day)}, der ihn nicht hält: Er kam später hinzu.`,
      )
  return { intact: defects.length === 0, facts: record.length, hash: last.hash, defects, copies, anchor, record }
}

async function compare({ papers }: Pick<Ctx, "papers">, facts: readonly Fact[]): Promise<Verdict["copies"]> {
  const differing: number[] = []
  let missing = 0
  for (const fact of facts) {
    const text = await copyOf(papers, fact.log, fact.seq)
    if (text === undefined) missing++
    else if (text !== copyText(fact)) differing.push(fact.seq)
  }
  return { equal: facts.length - missing - differing.length, missing, differing }
}

function anchored(standing: Standing | undefined, log: string, facts: readonly Fact[]): Verdict["anchor"] {
  const entry = standing?.anchor?.body.logs.find((l) => l.log === log)
  if (!standing || !entry) return null
  return { day: standing.day, seq: entry.seq, holds: facts.find((f) => f.seq === entry.seq)?.hash === entry.hash }
}
