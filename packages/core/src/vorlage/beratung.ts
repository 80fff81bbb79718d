/** Rows of the Beratungsfolge in the calendars of their bodies: what an agenda finds, and a moved meeting concerns. */
import { awaitsBody, type Chain, type StepOf } from "../chain/index.ts"
import type { Stored, Write } from "../context.ts"
import { type Beratung, beratungIndex, beratungKey } from "../sitzung/item.ts"
import type { Root } from "./item.ts"

/** Chains whose bodies nobody waits for any more. */
const GONE: readonly Chain["state"][] = ["withdrawn", "stopped"]

/** Writes that make the rows equal the chain; a row without a day ("abgesetzt", "vertagt") waits outside the calendar. */
export function beratungWrites(root: Root, chain: Chain, old: readonly Stored<Beratung>[]): Write[] {
  const wanted = new Map<string, Beratung>()
  for (const step of GONE.includes(chain.state) ? [] : chain.steps) {
    const row = step.kind === "body" ? rowOf(root, step) : undefined
    if (row) wanted.set(beratungKey(root.id, row.stepId), row)
  }
  const writes: Write[] = []
  for (const { key, value, rev } of old) {
    const now = wanted.get(key)
    if (!now) writes.push({ drop: key, rev })
    else if (same(now, value)) wanted.delete(key)
  }
  for (const [key, value] of wanted) {
    const rev = old.find((o) => o.key === key)?.rev ?? "new"
    writes.push({ put: key, value, rev, index: beratungIndex(value) })
  }
  return writes
}

function rowOf(root: Root, step: StepOf<"body">): Beratung | undefined {
  const termin = step.result?.sitzungOn ?? step.termin
  if (step.status === "skipped") return undefined
  return {
    version: 1,
    vorlageId: root.id,
    stepId: step.id,
    gremiumId: step.gremiumId,
    termin,
    zustaendigkeit: step.zustaendigkeit,
    nummer: root.nummer ?? "",
    betreff: root.betreff,
    public: root.public,
    state: step.result ? "done" : step.status === "open" || awaitsBody(step) ? "open" : "coming",
  }
}

const same = (a: Beratung, b: Beratung): boolean =>
  (Object.keys(a) as (keyof Beratung)[]).every((name) => a[name] === b[name])
