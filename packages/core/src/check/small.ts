/** C26: small numbers of persons that may not be shown (statistical secrecy, § 16 BStatG). */
import type { Unit } from "../number.ts"
import { isChange, simple } from "../table/words.ts"
import type { CheckFinding, Rule } from "./rule.ts"
import { atCell, type Table, tables } from "./table.ts"

const PERSONS: ReadonlySet<Unit | undefined> = new Set([undefined, "", "Personen", "BG"] as const)
/** said to be persons, not only thought to be */
const PERSON: ReadonlySet<Unit | undefined> = new Set(["Personen", "BG"] as const)
/** what is planned, paid, built or counted in things says nothing about a person */
const THINGS =
  /plätze|stellen|vzä|eintritte|euro|€|jahr|monat|tage|kurse|maßnahmen|träger|standort|anzahl der (?:maß|grupp)|nr\.|gruppen|termine|phase|priorität|rang/
const PEOPLE =
  /person|menschen|frauen|männer|weiblich|männlich|arbeitslos|leistungsber|leistungsbez|\belb\b|\blzb\b|bedarfsgemeinschaft|teilnehmend|geflücht|flücht|schwerbehind|alleinerzieh|jugendlich|integration|abgänge|zugänge|ausländ|bewerber/

export const small: Rule = {
  id: "C26",
  title: "Kleine Personenzahlen werden nicht gezeigt.",
  section: (here, _content, { smallest = 3 }) =>
    tables(here.section).flatMap((table): CheckFinding[] => {
      const { block } = table
      if (block.kind === "budget" || block.kind === "instrument" || block.kind === "ziel") return []
      return block.columns.flatMap((column): CheckFinding[] => {
        const { nature } = column
        if (nature === "plan" || nature === "ziel" || nature === "prognose" || isChange(column.label)) return []
        return block.rows.flatMap((row): CheckFinding[] => {
          const ref = { row: row.id, column: column.key }
          const figure = table.read(ref)
          if (figure === undefined || !PERSONS.has(figure.unit) || figure.num.decimals > 0) return []
          const count = Number(figure.num.value)
          if (!(count >= 1 && count < smallest) || figure.num.signed === true) return []
          const words = wordsAround(table, row.id, column.label)
          if (!PERSON.has(figure.unit) && !(PEOPLE.test(words) && !THINGS.test(words))) return []
          if (isChange(words)) return []
          return [
            atCell("C26", PERSON.has(figure.unit) ? "error" : "warning", here, table, {
              reason: "small",
              message: `Hier steht die Zahl ${count}. Zahlen unter ${smallest} lassen auf einzelne Menschen schließen: Bitte durch * ersetzen oder Gruppen zusammenfassen.`,
              ref,
              figures: { zahl: String(count) },
            }),
          ]
        })
      })
    }),
}

function wordsAround(table: Table, row: string, column: string): string {
  const label = table.block.rows.find((r) => r.id === row)?.label ?? []
  const caption = table.block.caption
  return (
    [...label, ...caption].map((i) => ("text" in i ? simple(i.text) : "")).join(" ") +
    ` ${simple(column)} ${simple(table.block.head)}`
  )
}
