/** Lines of a log or of its copies: which facts they hold, and what is wrong with them taken alone. */
import { canonical } from "@beschlussweg/core/canonical"
import { EMPTY, Fact } from "@beschlussweg/core/fact"
import { sha256 } from "./manifest.ts"
import type { Report } from "./verify.ts"

export interface Lines {
  readonly bytes: Uint8Array
  /** by sequence, ascending; of two with one number the first */
  readonly facts: ReadonlyMap<number, Fact>
  /** line, from 1, in which a fact stands */
  readonly lineOf: ReadonlyMap<number, number>
  /** the fact with the highest number */
  readonly last: Fact | undefined
}

/** Most lines named one by one of a gap; a missing half would only repeat itself. */
const NAMED = 20

export function readLines(path: string, log: string, bytes: Uint8Array, report: Report): Lines {
  const facts = new Map<number, Fact>()
  const lineOf = new Map<number, number>()
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes)
  const lines = text.split("\n")
  if (lines.pop() !== "" || bytes.byteLength === 0)
    report("zeile.unlesbar", path, "Die Datei endet nicht mit einer ganzen Zeile.")
  let highest = 0
  lines.forEach((line, i) => {
    const place = `${path}, Zeile ${i + 1}`
    const fact = factOf(line)
    if (!fact || fact.log !== log) {
      report("zeile.unlesbar", place, "Diese Zeile ist kein Eintrag dieses Protokolls.")
      return
    }
    if (facts.has(fact.seq)) {
      report("zeile.zusaetzlich", place, `Eintrag ${fact.seq} steht schon in Zeile ${lineOf.get(fact.seq)}.`)
      return
    }
    if (fact.seq < highest) report("zeile.reihenfolge", place, `Eintrag ${fact.seq} steht hinter Eintrag ${highest}.`)
    highest = Math.max(highest, fact.seq)
    facts.set(fact.seq, fact)
    lineOf.set(fact.seq, i + 1)
    const { hash, ...open } = fact
    if (sha256(canonical(open)) !== hash)
      report("zeile.geaendert", place, `Der Prüfwert von Eintrag ${fact.seq} passt nicht zu seinem Inhalt.`)
  })
  const sorted = [...facts.values()].sort((a, b) => a.seq - b.seq)
  let before: Pick<Fact, "seq" | "hash"> = EMPTY
  for (const fact of sorted) {
    if (fact.seq > before.seq + 1) missing(path, before.seq + 1, fact.seq - 1, report)
    else if (fact.prev !== before.hash)
      report(
        "zeile.verkettung",
        `${path}, Zeile ${lineOf.get(fact.seq)}`,
        `Eintrag ${fact.seq} schließt nicht an Eintrag ${before.seq} an.`,
      )
    before = fact
  }
  return { bytes, facts: new Map(sorted.map((f) => [f.seq, f])), lineOf, last: sorted.at(-1) }
}

function missing(path: string, from: number, to: number, report: Report): void {
  for (let seq = from; seq <= Math.min(to, from + NAMED - 1); seq++)
    report("zeile.fehlt", path, `Eintrag ${seq} fehlt.`)
  if (to >= from + NAMED) report("zeile.fehlt", path, `Auch die Einträge ${from + NAMED} bis ${to} fehlen.`)
}

/** A fact as we write it; any other spelling of the same fact is a change, too. */
function factOf(line: string): Fact | undefined {
  try {
    const fact = Fact.safeParse(JSON.parse(line)).data
    return fact && canonical(fact) === line ? fact : undefined
  } catch {
    return undefined
  }
}
