/** Instruments of integration (Förderinstrumente) by norm: what an instrument table and a citation can name. */
import { holds, type LawState, type Span } from "./law.ts"

export interface Instrument extends Span {
  /** "16e", "45": the paragraph without sign */
  readonly code: string
  readonly law: "SGB II" | "SGB III"
  readonly name: string
  /** abbreviation as used in the field */
  readonly short?: string
  /** words that name this instrument and no other one, lower case, as they begin */
  readonly words: readonly string[]
}

const INSTRUMENTS: readonly Instrument[] = [
  {
    code: "16a",
    law: "SGB II",
    name: "Kommunale Eingliederungsleistungen",
    words: ["kommunale eingliederungsleistung"],
  },
  { code: "16b", law: "SGB II", name: "Einstiegsgeld", short: "ESG", words: ["einstiegsgeld"] },
  {
    code: "16c",
    law: "SGB II",
    name: "Leistungen zur Eingliederung von Selbständigen",
    words: ["eingliederung von selbständigen", "eingliederung von selbstständigen"],
  },
  { code: "16d", law: "SGB II", name: "Arbeitsgelegenheiten", short: "AGH", words: ["arbeitsgelegenheit"] },
  {
    code: "16e",
    law: "SGB II",
    name: "Eingliederung von Langzeitarbeitslosen",
    short: "EvL",
    words: ["eingliederung von langzeitarbeitslosen"],
  },
  { code: "16f", law: "SGB II", name: "Freie Förderung", short: "FF", words: ["freie förderung"] },
  {
    code: "16g",
    law: "SGB II",
    name: "Förderung bei Wegfall der Hilfebedürftigkeit",
    words: ["wegfall der hilfebedürftigkeit"],
  },
  {
    code: "16h",
    law: "SGB II",
    name: "Förderung schwer zu erreichender junger Menschen",
    words: ["schwer zu erreichender junger menschen", "schwer zu erreichende junge menschen"],
  },
  {
    code: "16i",
    law: "SGB II",
    name: "Teilhabe am Arbeitsmarkt",
    short: "TaAM",
    words: ["teilhabe am arbeitsmarkt"],
  },
  {
    code: "16j",
    law: "SGB II",
    name: "Bürgergeldbonus",
    from: "2023-buergergeld",
    to: "2023-buergergeld",
    words: ["bürgergeldbonus"],
  },
  {
    code: "16k",
    law: "SGB II",
    name: "Ganzheitliche Betreuung",
    from: "2023-buergergeld",
    words: ["ganzheitliche betreuung"],
  },
  { code: "44", law: "SGB III", name: "Vermittlungsbudget", short: "VB", words: ["vermittlungsbudget"] },
  {
    code: "45",
    law: "SGB III",
    name: "Maßnahmen zur Aktivierung und beruflichen Eingliederung",
    short: "MAbE",
    words: ["maßnahmen zur aktivierung und beruflichen eingliederung", "aktivierungs- und vermittlungsgutschein"],
  },
  {
    code: "54a",
    law: "SGB III",
    name: "Einstiegsqualifizierung",
    short: "EQ",
    words: ["einstiegsqualifizierung"],
  },
  { code: "74", law: "SGB III", name: "Assistierte Ausbildung", short: "AsA", words: ["assistierte ausbildung"] },
  {
    code: "76",
    law: "SGB III",
    name: "Außerbetriebliche Berufsausbildung",
    short: "BaE",
    words: ["außerbetriebliche berufsausbildung", "außerbetriebliche ausbildung"],
  },
  {
    code: "81",
    law: "SGB III",
    name: "Förderung der beruflichen Weiterbildung",
    short: "FbW",
    words: ["förderung der beruflichen weiterbildung", "förderung beruflicher weiterbildung"],
  },
  { code: "88", law: "SGB III", name: "Eingliederungszuschuss", short: "EGZ", words: ["eingliederungszuschuss"] },
  {
    code: "112",
    law: "SGB III",
    name: "Teilhabe von Menschen mit Behinderungen am Arbeitsleben",
    short: "Reha",
    words: ["teilhabe von menschen mit behinderungen am arbeitsleben"],
  },
]

/** Instruments of a state of the law, in the order of the norms. */
export const instruments = (at: LawState): Instrument[] => INSTRUMENTS.filter((i) => holds(i, at))

export const instrument = (code: string, at: LawState): Instrument | undefined =>
  INSTRUMENTS.find((i) => i.code === code && holds(i, at))
