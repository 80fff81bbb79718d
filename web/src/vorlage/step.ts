/** The words of a Zeichnungsweg: what became of each step, by whom and when. */
import type { Vorlage } from "../data.ts"
import { day, instant } from "../format.ts"

export type Chain = NonNullable<Vorlage["chain"]>
export type Step = Chain["steps"][number]
export type Mine = Vorlage["mine"][number]

const STATUS = {
  pending: "noch nicht an der Reihe",
  open: "an der Reihe",
  done: "erledigt",
  carried: "gilt weiter",
  skipped: "entfällt",
} as const satisfies Record<Step["status"], string>
export const statusWord = (step: Step): string => STATUS[step.status]

/** Name, function and suffix behind a text item, as it stood at that moment. */
export function named(texts: Vorlage["texts"], textId: string | undefined): string | undefined {
  const text = textId === undefined ? undefined : texts[textId]
  if (!text || text.name === "") return undefined
  const represented = text.suffix !== "" && text.forName ? ` (für ${text.forName})` : ""
  return `${text.suffix ? `${text.suffix} ` : ""}${text.name}, ${text.functionLabel}${represented}`
}

export interface Line {
  readonly who: string | undefined
  readonly when: string | undefined
  readonly said: string | undefined
}
/** Lines below a step: one per decision that was given there. */
export function lines(step: Step, texts: Vorlage["texts"]): Line[] {
  const of = (given: { textId?: string | undefined; at: string } | undefined): Line[] =>
    given
      ? [
          {
            who: named(texts, given.textId),
            when: instant(given.at),
            said: given.textId ? texts[given.textId]?.text : undefined,
          },
        ]
      : []
  if (step.kind === "cosign") return step.parties.flatMap((p) => of(p.given))
  if (step.kind === "body") {
    const { result } = step
    if (!result) return []
    const said = texts[result.textId]
    return [
      { who: said?.result?.label, when: `Sitzung am ${day(result.sitzungOn)}, TOP ${result.top}`, said: said?.text },
    ]
  }
  return of(step.given ?? step.carried?.given)
}

/** The sentence of what is signed, before it is signed. */
export function sentence(vorlage: Vorlage, mine: Mine, what: string): string {
  const suffix = mine.suffix === "IV" ? " in Vertretung" : mine.suffix === "IA" ? " im Auftrag" : ""
  return `${what} Vorlage ${vorlage.nummer ?? ""}, Fassung ${vorlage.chain?.fassung ?? ""}, im Schritt „${mine.label}“${suffix}.`
}

/** Where a Vorlage can be given back to from this step: the author, and every earlier step that can submit again. */
export function targets(chain: Chain, stepId: string): { readonly value: string; readonly label: string }[] {
  const here = chain.steps.findIndex((s) => s.id === stepId)
  const earlier = chain.steps
    .slice(0, Math.max(0, here))
    .filter((s) => s.kind === "sign" && s.status !== "skipped")
    .map((s) => ({ value: s.id, label: s.label }))
  return [{ value: "author", label: "Verfasserin oder Verfasser" }, ...earlier.reverse()]
}

/** Files that are stages of the Vorlage's own paper; the last one is what lies before the eyes. */
const STAGES = ["seal", "sign", "finish", "result"]
export function paperOf(vorlage: Vorlage) {
  const now = vorlage.fassungen.find((f) => !f.superseded)
  const stage = now?.documents.filter((d) => STAGES.includes(d.kind)).at(-1)
  return now && stage && { fassung: now.n, ...stage }
}

const DOCUMENT = {
  programme: "Programm (Anlage)",
  seal: "Vorlage, gesiegelt",
  sign: "Vorlage, gezeichnet",
  finish: "Vorlage, Langzeitfassung",
  result: "Vorlage mit Ergebnis",
  auszug: "Beschlussauszug",
  "auszug-sign": "Beschlussauszug, gezeichnet",
  endfassung: "Endfassung des Programms",
  twin: "Fassung für die Öffentlichkeit",
  reading: "Lesefassung mit allen Anlagen",
  umlauf: "Umlaufprotokoll",
  sheet: "Zeichnungsblatt",
  scan: "Scan einer Zeichnung auf Papier",
} as const satisfies Record<string, string>
export const documentWord = (kind: string): string => (DOCUMENT as Readonly<Record<string, string>>)[kind] ?? "Dokument"

export const documentPath = (haus: string, vorlageId: string, fassung: number, sha256: string): string =>
  `/api/${haus}/vorlagen/${vorlageId}/dokumente/${fassung}/${sha256}`

/** A check sum in groups of eight, as the Zeichnungsblatt prints it. */
export const groups = (sha256: string | undefined): string => sha256?.match(/.{1,8}/g)?.join(" ") ?? ""
