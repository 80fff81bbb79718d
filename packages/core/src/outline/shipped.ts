/** The five shipped Gliederungen. A house chooses one per year; a shipped one that changes gets the next version. */
import { budgetTable, fourPhases, instrumentTable, labourTable, section, targetTable, topic } from "./parts.ts"
import type { Outline, OutlineSection } from "./shape.ts"

const foreword = section("vorwort", 1, "Vorwort", "Ein bis zwei Absätze der Leitung; steht ohne Nummer.", {
  numbering: "none",
})
const contact = section("kontakt", 1, "Kontakt", "Ansprechstelle mit Funktion, Telefon und Mailadresse.", {
  numbering: "none",
})

/** Kommunales Jobcenter of a Kreis: made in four phases with staff and clients. */
const communal = (year: number): Outline => ({
  id: "amp-kommunal",
  version: 1,
  name: "Arbeitsmarktprogramm eines kommunalen Jobcenters (vier Phasen, Beteiligung)",
  kind: "AMP",
  house: ["zkT"],
  title: "Arbeitsmarktprogramm {year}",
  participation: [
    { kind: "bca", must: true },
    { kind: "beirat", must: false },
    { kind: "beschaeftigte", must: false },
    { kind: "kunden", must: false },
  ],
  sections: [
    foreword,
    section("prozess", 1, "Prozess der Erstellung", "Wer war wann beteiligt, und was ist daraus geworden?", {
      required: true,
      blocks: [fourPhases()],
    }),
    section(
      "analyse",
      1,
      "Analyse der Rahmenbedingungen",
      "Überblick; die Einzelheiten stehen in den Unterabschnitten.",
      {
        required: true,
      },
    ),
    section(
      "arbeitsmarkt",
      2,
      "Regionaler Arbeitsmarkt",
      "Beschäftigung, Stellen, Ausbildung; mit Quelle und Datenstand.",
      {
        required: true,
        blocks: [labourTable(year)],
      },
    ),
    section(
      "kunden",
      2,
      "Struktur der Kundinnen und Kunden",
      "Bestand, Alter, Qualifikation, Dauer des Leistungsbezugs.",
    ),
    section("finanzen", 2, "Finanzielle Rahmenbedingungen", "Zuteilung, Umschichtung, kommunaler Anteil.", {
      required: true,
      blocks: [budgetTable(year)],
    }),
    section("akteure", 2, "Akteure in der Region", "Mit wem wird zusammengearbeitet, und wozu?"),
    section("ziele", 1, `Ziele für das Jahr ${year}`, "Vereinbarte Werte mit letztem Ist und Prognose.", {
      required: true,
      blocks: [targetTable(year)],
    }),
    section("umsetzung", 1, "Umsetzung der Ziele", "Womit sollen die Ziele erreicht werden?", { required: true }),
    section("massnahmen", 2, "Verteilung des Maßnahmebudgets", "Instrumente mit Eintritten, Plätzen und Mitteln.", {
      blocks: [instrumentTable(year)],
    }),
    section("intern", 2, "Interne Organisationsentwicklung", "Vorhaben im eigenen Haus."),
    section("anregungen-kunden", 2, "Anregungen von Kundinnen und Kunden", "Je Anregung: was daraus wird.", {
      blocks: [actions("anregungen-kunden-liste", "Anregungen von Kundinnen und Kunden")],
    }),
    section("anregungen-team", 2, "Anregungen von Mitarbeiterinnen und Mitarbeitern", "Je Anregung: was daraus wird.", {
      blocks: [actions("anregungen-team-liste", "Anregungen von Mitarbeiterinnen und Mitarbeitern")],
    }),
    contact,
  ],
})

/** Jobcenter of a Kreis in NRW: the Vorlage carries a digest of the programme. */
const district = (year: number): Outline => ({
  id: "amp-kreis",
  version: 1,
  name: "Arbeitsmarktprogramm eines Kreises mit Eckpunkten für die Vorlage",
  kind: "AMP",
  house: ["zkT"],
  title: "Arbeitsmarkt- und Integrationsprogramm {year}",
  participation: [
    { kind: "bca", must: true },
    { kind: "beirat", must: false },
  ],
  sections: [
    foreword,
    section("rahmen", 1, "Finanzielle und personelle Rahmenbedingungen", "Diese Angaben stehen auch in der Vorlage.", {
      required: true,
    }),
    section("finanzen", 2, "Finanzielle Auswirkungen", "Verwaltungsbudget, Eingliederungsbudget, Umschichtung.", {
      required: true,
      blocks: [{ ...budgetTable(year), eckpunkt: true }],
    }),
    section("personal", 2, "Personelle Rahmenbedingungen", "Stellen und ihre Veränderung; Schlüssel und Fallzahlen."),
    section("arbeitsmarkt", 1, "Arbeitsmarkt und Leistungsbezug", "Lage im Kreis; mit Quelle und Datenstand.", {
      required: true,
      blocks: [labourTable(year)],
    }),
    section("schwerpunkte", 1, `Schwerpunkte der Integrationsarbeit ${year}`, "Je Schwerpunkt ein Unterabschnitt.", {
      required: true,
    }),
    section(
      "langzeit",
      2,
      "Vermeidung von Langzeitarbeitslosigkeit",
      "Wer früh Hilfe bekommt, braucht sie kürzer: wie?",
    ),
    section("teilhabe", 2, "Langzeitleistungsbezug und soziale Teilhabe", "Teilhabechancen, Arbeitsgelegenheiten."),
    section("jugend", 2, "Junge Menschen am Übergang von der Schule in den Beruf", "Zusammenarbeit, Angebote, Zahlen."),
    section(
      "gleichstellung",
      2,
      "Gleichstellung und Erziehende",
      "Förderung nach § 1 Absatz 2 SGB II, Beratung durch die BCA.",
    ),
    section("migration", 2, "Menschen mit Migrationsgeschichte", "Spracherwerb, Integration in Arbeit und Ausbildung."),
    section("ziele", 1, `Ziele ${year}`, "Vereinbarte Werte mit letztem Ist und Prognose.", {
      required: true,
      blocks: [targetTable(year)],
    }),
    section("instrumente", 1, `Planung der Instrumente ${year}`, "Eintritte, Plätze und Mittel.", {
      required: true,
      blocks: [{ ...instrumentTable(year), eckpunkt: true }],
    }),
    section("prozesse", 1, "Weiterentwicklung interner Prozesse", "Vorhaben im eigenen Haus."),
    contact,
  ],
})

const joint = (id: string, name: string, kind: "AMP" | "AIP", title: string, year: number): Outline => ({
  id,
  version: 1,
  name,
  kind,
  house: ["gE"],
  title,
  participation: [
    { kind: "bca", must: true },
    { kind: "beirat", must: true },
    { kind: "beschaeftigte", must: false },
  ],
  sections: [
    section("vorwort", 1, "Vorwort der Geschäftsführung", "Ein bis zwei Absätze; steht ohne Nummer.", {
      numbering: "none",
    }),
    section("rahmen", 1, "Rahmenbedingungen", "Wirtschaftsraum und Arbeitsmarkt.", { required: true }),
    section("raum", 2, "Wirtschaftsraum", "Lage, Pendler, Branchen."),
    section("arbeitsmarkt", 2, "Arbeits- und Ausbildungsmarkt", "Eckdaten mit Quelle, Datenstand und Wartezeit.", {
      required: true,
      blocks: [labourTable(year)],
    }),
    section("ziele", 1, "Ziele und Handlungsfelder", "Geschäftspolitische Ziele und Handlungsfelder.", {
      required: true,
    }),
    section("vereinbarung", 2, `Zielvereinbarung ${year}`, "Vereinbarte Werte der Träger mit letztem Ist.", {
      required: true,
      blocks: [targetTable(year)],
    }),
    section("schwerpunkte", 1, "Operative Umsetzung der Schwerpunkte", "Je Handlungsfeld ein Unterabschnitt.", {
      required: true,
    }),
    section(
      "gruppen",
      1,
      "Unterstützung einzelner Gruppen",
      "Jugendliche, Langzeitbeziehende, Geflüchtete, Erziehende.",
      {
        required: true,
      },
    ),
    section("massnahmen", 2, "Maßnahmen", "Name, Zielgruppe und Inhalt jeder Maßnahme."),
    section("mittel", 1, "Finanzmittel und ihre Verwendung", "Zuteilung, Umschichtung, Schwerpunkte.", {
      required: true,
      blocks: [budgetTable(year)],
    }),
    section("eintritte", 2, `Geplante Eintritte ${year}`, "Eintritte und Plätze je Instrument.", {
      required: true,
      blocks: [instrumentTable(year)],
    }),
    section("neues", 2, "Veränderungen und neue Vorhaben", "Was ist anders als im Vorjahr?"),
    contact,
  ],
})

/** Lokales Planungsdokument NRW: parts A to E; the Land fills E. */
const planning = (year: number): Outline => ({
  id: "lpd-nrw",
  version: 1,
  name: "Lokales Planungsdokument Nordrhein-Westfalen (Teile A bis E)",
  kind: "LPD",
  house: ["zkT", "gE"],
  title: "Lokales Planungsdokument {year}",
  topics: 5,
  participation: [
    { kind: "bca", must: true },
    { kind: "beirat", must: false },
  ],
  sections: [
    part("teil-a", "A Ausgangslage", "Lage vor Ort in Zahlen; mit Quelle und Datenstand.", [labourTable(year)]),
    part("teil-b", "B Schwerpunktthemen", "Höchstens fünf Themen; zu jeder Aktivität gehört eine Wirkungserwartung.", [
      topic(1),
    ]),
    part("teil-c", "C Herausforderungen und Potenziale", "Je Eintrag Ausgangslage und Weiterentwicklung.", [
      {
        type: "challenge",
        id: "herausforderung-1",
        kind: "herausforderung",
        title: "",
        ausgangslage: [],
        weiterentwicklung: [],
      },
    ]),
    part("teil-d", "D Ziele und Mittel", "Zielwerte, Budget, Instrumente.", [targetTable(year), budgetTable(year)]),
    {
      ...part("teil-e", "E Vermerke des Landes", "Diesen Teil füllt das Land aus.", []),
      lock: "readOnly",
      required: false,
    },
  ],
})

function part(key: string, title: string, help: string, blocks: OutlineSection["blocks"]): OutlineSection {
  return section(key, 1, title, help, { numbering: "none", lock: "titleFixed", required: true, blocks })
}

function actions(id: string, theme: string): OutlineSection["blocks"][number] {
  return {
    type: "actions",
    id,
    theme,
    items: [{ text: [{ type: "text", text: "Anregung" }], strength: "pruefen", status: "offen" }],
  }
}

const MAKE = {
  "amp-kommunal": communal,
  "amp-kreis": district,
  "amp-ge": (year: number) =>
    joint(
      "amp-ge",
      "Arbeitsmarkt- und Integrationsprogramm einer gemeinsamen Einrichtung",
      "AMP",
      "Arbeitsmarkt- und Integrationsprogramm {year}",
      year,
    ),
  "aip-ge": (year: number) =>
    joint(
      "aip-ge",
      "Arbeits- und Integrationsprogramm, beschlossen durch die Trägerversammlung",
      "AIP",
      "Arbeits- und Integrationsprogramm {year}",
      year,
    ),
  "lpd-nrw": planning,
} as const satisfies Record<string, (year: number) => Outline>
export const OutlineIds = Object.keys(MAKE)

/** A shipped Gliederung for a year; undefined for an unknown id. */
export function shipped(id: string, year: number): Outline | undefined {
  return Object.entries(MAKE).find(([known]) => known === id)?.[1](year)
}
