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
  /** German sentences, each with its place */
  readonly defects: readonly { readonly place: string; readonly message: string }[]
}

/**
 * Everything of one house: each log against its chain, its root, its copies and the newest anchor; each paper that a Fassung
 * names against its hash. Costs a Query per 100 facts and one read per fact and paper.
 */
export async function examine(ctx: Pick<Ctx, "table" | "papers" | "now">): Promise<Examined> {
  const partitions = await Inventory.partitions(ctx.table)
  const defects: { place: string; message: string }[] = []
  let [facts, papers, uncopied] = [0, 0, 0]
  const logs = (partitions.get("fact") ?? []).map((p) => p.slice("fact/".length))
  for (const log of logs) {
    const verdict = await Record.check(ctx, log)
    facts += verdict.facts
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
        const bytes = await ctx.papers.get(path)
        if (!bytes) defects.push({ place: path, message: "Die Datei fehlt; die Datenbank nennt sie." })
        else if (createHash("sha256").update(bytes).digest("hex") !== sha256)
          defects.push({ place: path, message: "Die Datei ist eine andere, als die Datenbank sagt." })
      }
    }
  return { logs: logs.length, facts, papers, uncopied, defects }
}
