/** Kennzahlen after § 48a SGB II and its Verordnung: codes and names, all monthly quotients in percent with three months of waiting. */
import { holds, type LawState, type Span } from "./law.ts"

export interface Kennzahl extends Span {
  /** "K2E4"; sub-indicators carry an E */
  readonly code: string
  readonly name: string
  /** changes fall when things get better for K1 and K3, rates rise for K2 */
  readonly goal: "hilfebeduerftigkeit" | "integration" | "langzeitbezug"
}

const KENNZAHLEN: readonly Kennzahl[] = [
  {
    code: "K1",
    goal: "hilfebeduerftigkeit",
    name: "Veränderung der Summe der Leistungen zum Lebensunterhalt (ohne Leistungen für Unterkunft und Heizung)",
  },
  {
    code: "K1E1",
    goal: "hilfebeduerftigkeit",
    name: "Veränderung der Summe der Leistungen für Unterkunft und Heizung",
  },
  {
    code: "K1E2",
    goal: "hilfebeduerftigkeit",
    name: "Veränderung der Zahl der erwerbsfähigen Leistungsberechtigten",
  },
  {
    code: "K1E3",
    goal: "hilfebeduerftigkeit",
    name: "Durchschnittliche Zugangsrate der erwerbsfähigen Leistungsberechtigten",
  },
  {
    code: "K1E4",
    goal: "hilfebeduerftigkeit",
    name: "Durchschnittliche Abgangsrate der erwerbsfähigen Leistungsberechtigten",
  },
  { code: "K2", goal: "integration", name: "Integrationsquote" },
  { code: "K2E1", goal: "integration", name: "Quote der Eintritte in geringfügige Beschäftigung" },
  { code: "K2E2", goal: "integration", name: "Quote der Eintritte in öffentlich geförderte Beschäftigung" },
  { code: "K2E3", goal: "integration", name: "Kontinuierliche Beschäftigung nach Integration" },
  { code: "K2E4", goal: "integration", name: "Integrationsquote der Alleinerziehenden" },
  { code: "K3", goal: "langzeitbezug", name: "Veränderung des Bestands an Langzeitleistungsbeziehenden" },
  { code: "K3E1", goal: "langzeitbezug", name: "Integrationsquote der Langzeitleistungsbeziehenden" },
  { code: "K3E2", goal: "langzeitbezug", name: "Aktivierungsquote der Langzeitleistungsbeziehenden" },
  {
    code: "K3E3",
    goal: "langzeitbezug",
    name: "Durchschnittliche Zugangsrate der Langzeitleistungsbeziehenden",
  },
  {
    code: "K3E4",
    goal: "langzeitbezug",
    name: "Durchschnittliche Abgangsrate der Langzeitleistungsbeziehenden",
  },
]

/** Kennzahlen of a state of the law, in the order of the Verordnung. */
export const kennzahlen = (at: LawState): Kennzahl[] => KENNZAHLEN.filter((k) => holds(k, at))

/** A Kennzahl by its code, with or without the sex that is hung on ("K2E4_F"). */
export const kennzahl = (code: string, at: LawState): Kennzahl | undefined =>
  KENNZAHLEN.find((k) => k.code === code.replace(/_[MFmf]$/, "").toUpperCase() && holds(k, at))
