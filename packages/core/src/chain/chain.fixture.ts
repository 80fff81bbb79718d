/** Chains for tests of the pure state machine: a Fassung from a template, people for its functions, moves by name. */
import type { Actor } from "../context.ts"
import type { Assignment } from "../role.ts"
import {
  apply,
  type BodyRow,
  type Chain,
  type ChainTemplate,
  type ChangeKind,
  type ConditionFacts,
  type Move,
  resolve,
} from "./index.ts"

export const AT = "2027-01-14T09:00:00.000Z"
export const FACTS: ConditionFacts = {
  "finance.effects": true,
  "finance.amount": 0,
  public: true,
  programme: false,
}
export const NO_EFFECTS: ConditionFacts = { ...FACTS, "finance.effects": false }
export const ROWS: readonly BodyRow[] = [
  { gremiumId: "soz", gremium: "Ausschuss", termin: "2027-02-03", zustaendigkeit: "Vorberatung" },
  { gremiumId: "ka", gremium: "Kreisausschuss", termin: "2027-02-19", zustaendigkeit: "Entscheidung" },
]
export const hash = (n: number): string => n.toString(16).padStart(64, "0")

export interface Given {
  readonly facts?: ConditionFacts
  readonly rows?: readonly BodyRow[]
  readonly previous?: { readonly chain: Chain; readonly changes: readonly ChangeKind[] }
}

/** The chain of a Fassung at its first moment, before its file is made. */
export function begun(template: ChainTemplate, { facts = FACTS, rows = ROWS, previous }: Given = {}): Chain {
  const fassung = (previous?.chain.fassung ?? 0) + 1
  return {
    version: 1,
    vorlageId: "vl_1",
    template,
    fassung,
    sha256: hash(fassung),
    pdfSha256: null,
    state: "issuing",
    since: AT,
    authorId: "verfasser",
    submittedBy: "verfasser",
    steps: resolve(template, facts, rows, previous),
  }
}

export const seenOf = (chain: Chain) => ({
  fassungSha256: chain.sha256,
  pdfSha256: chain.pdfSha256 ?? chain.sha256,
})
export const issued = (chain: Chain, at = AT): Chain =>
  run(chain, at, { type: "document.issued", data: { fassung: chain.fassung, pdfSha256: hash(chain.fassung + 1000) } })

/** Applies moves by the worker at one instant. */
export const run = (chain: Chain, at: string, ...moves: readonly Move[]): Chain =>
  moves.reduce((c, move) => apply(c, move, { at, by: "worker" }), chain)

export const person = (personId: string, ...functions: Assignment[]): Actor => ({
  personId,
  name: `Person ${personId}`,
  functions,
})
/** The holder of a function, called like it. */
export const holder = (role: Assignment["role"], at: Partial<Assignment> = {}): Actor =>
  person(at.gremiumId ?? at.amtId ?? role, { role, as: "selbst", ...at })

/** "bca open", one line per step. */
export const statuses = (chain: Chain): string[] => chain.steps.map((s) => `${s.id} ${s.status}`)
