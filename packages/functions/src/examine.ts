/** Examination after a restore: does the table fit the files, the record its copies and anchors? Reads only. */
import { createHash } from "node:crypto"
import type { Ctx } from "@beschlussweg/core/context"
import * as Inventory from "@beschlussweg/core/inventory"
import * as Record from "@beschlussweg/core/record"
import { Fassung } from "@beschlussweg/core/vorlage"
import { z } from "zod"

export interface Examined {
  readonly logs: number
  readonly facts: number
  readonly papers: number
  /** facts that have no copy yet; made before the next anchor where they are newer than the last one */
  readonly uncopied: number
  /** papers of Vorlagen that no Fassung names: made by changes that the table has lost, or by a worker that died before its commit */
  readonly unnamed: number
  /** German sentences, each with its place */
  readonly defects: readonly { readonly place: string; readonly message: string }[]
}

const COPY = /^record\/([^/]+)\/(\d{10})\.json$/

/**
 * Everything of one house: each log against its chain, its root, its copies and the newest anchor; each paper that a Fassung
 * names against its hash; and the other way round, whether the files know of more than the table. Costs a Query per 100 facts
 * and one read per fact and paper.
 * @param files paths of the house's papers
 */
export async function examine(
  ctx: Pick<Ctx, "table" | "papers" | "now">,
  files: AsyncIterable<{ readonly store: string; readonly path: string }>,
): Promise<Examined> {
  const partitions = await Inventory.partitions(ctx.table)
  const defects: { place: string; message: string }[] = []
  let [facts, papers, uncopied] = [0, 0, 0]
  const heads = new Map<string, number>()
  const named = new Set<string>()
  const logs = (partitions.get("fact") ?? []).map((p) => p.slice("fact/".length))
  for (const log of logs) {
    const verdict = await Record.check(ctx, log)
    facts += verdict.facts
    heads.set(log, verdict.record.at(-1)?.seq ?? 0)
    uncopied += verdict.copies.missing
    for (const message of verdict.defects) defects.push({ place: log, message })
  }
  for (const name of partitions.get("vorlage") ?? [])
    for await (const { key, value } of Inventory.items(ctx.table, [name])) {
      if (!key.startsWith(`${name}/fassung-`)) continue
      const { documents } = z.looseObject({ documents: Fassung.shape.documents }).parse(value)
      for (const { path, sha256 } of documents) {
        // Ticked off in the declared mode without documents.
        if (path === "") continue
        papers++
        named.add(path)
        const bytes = await ctx.papers.get(path)
        if (!bytes) defects.push({ place: path, message: "Die Datei fehlt; die Datenbank nennt sie." })
        else if (createHash("sha256").update(bytes).digest("hex") !== sha256)
          defects.push({ place: path, message: "Die Datei ist eine andere, als die Datenbank sagt." })
      }
    }
  let unnamed = 0
  const ahead = new Map<string, number>()
  for await (const { store, path } of files) {
    if (store !== "papers") continue
    const [, log, seq] = COPY.exec(path) ?? []
    if (log !== undefined && Number(seq) > (heads.get(log) ?? 0)) ahead.set(log, (ahead.get(log) ?? 0) + 1)
    if (/^vorlage\/[^/]+\/f\d+\/.+\.pdf$/.test(path) && !named.has(path)) unnamed++
  }
  for (const [log, count] of ahead) {
    const message = `Der Datenbank fehlen ${count} Einträge nach Eintrag ${heads.get(log) ?? 0}, von denen es Kopien gibt.`
    defects.push({ place: log, message })
  }
  return { logs: logs.length, facts, papers, uncopied, unnamed, defects }
}
