/** What somebody had before the eyes when he acted, held against the chain as it stands. */
import type { Actor } from "../context.ts"
import { dayOf, germanDay } from "../day.ts"
import { AppError } from "../error.ts"
import type { Chain } from "./schema.ts"

/** Both hashes that the person had before the eyes. */
export interface Seen {
  readonly fassungSha256: string
  readonly pdfSha256: string
}
export interface Who {
  readonly actor: Actor
  readonly at: Date
}

/** @throws AppError conflict where the person had another Fassung before the eyes than the one that runs */
export function requireSeen(chain: Chain, seen: Seen): void {
  if (chain.sha256 !== seen.fassungSha256 || (chain.pdfSha256 !== null && chain.pdfSha256 !== seen.pdfSha256))
    throw new AppError(
      "conflict",
      "fassung.superseded",
      `Diese Fassung wurde inzwischen ersetzt. Es gilt Fassung ${chain.fassung}. Bitte sehen Sie die Änderungen an.`,
    )
}

const GONE = {
  returned: "zurückgegeben",
  withdrawn: "zurückgezogen",
  stopped: "eingestellt",
} as const satisfies Partial<Record<Chain["state"], string>>

/** A body answers to what lies before it. @throws AppError refused, one clear word for what was taken from it meanwhile */
export function requireBefore(chain: Chain, seen: Seen): void {
  requireSeen(chain, seen)
  const { state } = chain
  if (state !== "returned" && state !== "withdrawn" && state !== "stopped") return
  const day = germanDay(dayOf(new Date(chain.since)))
  throw new AppError(
    "refused",
    `chain.${state}`,
    `Diese Vorlage wurde am ${day} ${GONE[state]}; dazu gibt es kein Ergebnis mehr. Steht sie noch auf der Tagesordnung, setzen Sie sie bitte dort ab.`,
  )
}
