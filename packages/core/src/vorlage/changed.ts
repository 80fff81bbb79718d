/** What the form of a newer Fassung says otherwise than an older one, field by field, word by word. Pure. */

import { germanDay, germanEuro } from "../day.ts"
import { words } from "../difference.ts"
import { type Piece, pieces } from "../synopse/words.ts"
import type { Form } from "./form.ts"

export interface FieldChange {
  /** "Beschlussvorschlag" */
  readonly label: string
  readonly old: readonly Piece[]
  readonly new: readonly Piece[]
}
interface Stated {
  readonly form: Form
  readonly gremien: Readonly<Record<string, string>>
}

/** Fields that differ, in the order of the paper. */
export function changedFields(before: Stated, after: Stated): FieldChange[] {
  const old = new Map(fields(before))
  return fields(after).flatMap(([label, now]) => {
    const was = old.get(label) ?? ""
    return was === now ? [] : [{ label, ...pieces(was, now) }]
  })
}

function fields({ form, gremien }: Stated): [string, string][] {
  const rows = form.beratungsfolge.map(
    (r) =>
      `${gremien[r.gremiumId] ?? r.gremiumId}, ${germanDay(r.termin)}, ${r.zustaendigkeit}${r.berichterstattung.length > 0 ? `, Berichterstattung: ${r.berichterstattung.join(", ")}` : ""}`,
  )
  return [
    ["Betreff", form.betreff],
    ["Beratung", form.public ? "öffentlich" : "nichtöffentlich"],
    ["Beratungsfolge", rows.join("; ")],
    ["Finanzielle Auswirkungen", money(form.finance)],
    ["Beschlussvorschlag", form.beschlussvorschlag.map(words).join("\n")],
    ["Erläuterungen", form.erlaeuterungen.map(words).join("\n")],
    ["Anlagen", form.anlagen.map((a) => `${a.title}${a.public ? "" : " (nichtöffentlich)"}`).join("; ")],
  ]
}

const YES = (answer: boolean | null): string => (answer === null ? "" : answer ? "ja" : "nein")

function money(f: Form["finance"]): string {
  const euro = (label: string, cent: number | null): string => (cent === null ? "" : `${label} ${germanEuro(cent)}`)
  const amounts = (label: string, a: Form["finance"]["once"]): string =>
    [euro("gesamt", a.totalCent), euro("Dritte", a.thirdPartyCent), euro("Eigenanteil", a.ownCent)]
      .filter((x) => x !== "")
      .map((x) => `${label} ${x}`)
      .join(", ")
  return [
    YES(f.effects),
    f.inBudget === null ? "" : `im Haushaltsplan vorgesehen: ${YES(f.inBudget)}`,
    ...f.products.map((p) => `Produkt ${p.number} ${p.name}`),
    ...f.positions.map((p) => `${p.kind === "investition" ? "Investition" : "Ergebnisplan"} ${p.number} ${p.name}`),
    euro("veranschlagt", f.plannedCent),
    euro("erforderlich", f.requiredCent),
    amounts("einmalig", f.once),
    amounts("jährlich", f.yearly),
    f.seeErlaeuterungen ? "siehe Erläuterungen" : "",
    f.coverage ? `Deckungsvorschlag: ${f.coverage}` : "",
  ]
    .filter((x) => x !== "")
    .join("; ")
}
