/** What each owed entry consists of: which papers are made, in which order. */
import type { WorkCtx } from "../work.ts"
import { endfassung, twin } from "./ending.ts"
import { finish, issue, reading, sheet, zeichnung } from "./fassung.ts"
import { auszug, auszugSignature, result } from "./gremium.ts"
import type { Job, Made } from "./job.ts"
import { umlauf } from "./umlauf.ts"
import { urgent } from "./urgent.ts"

export async function make(ctx: WorkCtx, job: Job): Promise<Made[]> {
  switch (job.owed.kind) {
    case "programme":
    case "seal":
      return issue(ctx, job)
    case "sign":
      return [await zeichnung(ctx, job)]
    case "finish":
      return [await finish(ctx, job)]
    case "auszug":
      return [await auszug(ctx, job)]
    case "auszug-sign":
      return [await auszugSignature(ctx, job)]
    case "result":
      return [await result(ctx, job)]
    case "endfassung":
      return [await endfassung(ctx, job)]
    case "twin":
      return [await twin(ctx, job)]
    case "urgent":
      return [await urgent(ctx, job)]
    case "sheet":
      return [await sheet(ctx, job)]
    case "scan":
      throw new Error("a scan is filed as it came, never made")
    case "reading":
      return [await reading(ctx, job)]
    case "umlauf":
      return [await umlauf(ctx, job)]
  }
}
