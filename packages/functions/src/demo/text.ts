/** Texts of the demo's Vorlage. Figures are invented and agree with each other. */
import type { Block } from "@beschlussweg/core/content"
import type { Finance } from "@beschlussweg/core/paper"
import { NO_FINANCE } from "@beschlussweg/core/vorlage"

const p = (text: string): Block => ({ type: "paragraph", content: [{ type: "text", text }] })
const h = (level: number, text: string): Block => ({ type: "heading", level, content: [{ type: "text", text }] })
const ul = (...items: string[]): Block => ({
  type: "list",
  ordered: false,
  items: items.map((t) => ({ blocks: [p(t)] })),
})

export const beschlussvorschlag = (title: string, house: string, amended: boolean): Block[] => [
  p(`Dem ${title} des ${house} wird zugestimmt.`),
  ...(amended ? [p("Über die Umsetzung wird bis zum 30. September berichtet.")] : []),
]

export const erlaeuterungen = (year: number, amended: boolean): Block[] => [
  p(
    `Das Programm legt fest, wie das Jobcenter die Eingliederungsmittel des Jahres ${year} einsetzt und welche Ziele es damit verfolgt. Es wurde unter Beteiligung der Beschäftigten und der örtlichen Partner erarbeitet und ist als Anlage beigefügt.`,
  ),
  h(1, "Finanzieller Rahmen"),
  p("Nach der vorläufigen Mittelzuteilung des Bundes stehen voraussichtlich zur Verfügung:"),
  ul("Eingliederungstitel: 12.480 T EUR", "Verwaltungsbudget: 13.920 T EUR", "zusammen: 26.400 T EUR"),
  p(
    "Aus dem Eingliederungstitel sollen 520 T EUR in das Verwaltungsbudget umgeschichtet werden. Für Eingliederungsleistungen verbleiben 11.960 T EUR.",
  ),
  h(1, "Schwerpunkte"),
  ul(
    "Übergang junger Menschen von der Schule in Ausbildung",
    "Gesundheit und Beschäftigungsfähigkeit bei langem Leistungsbezug",
    "Sprache und Anerkennung von Abschlüssen",
  ),
  ...(amended
    ? [
        h(1, "Berichterstattung"),
        p(
          "Die Verwaltung berichtet dem Fachausschuss im Herbst über Eintritte, Mittelabfluss und den Stand der Zielerreichung.",
        ),
      ]
    : []),
]

export const finance = (effects: boolean): Finance =>
  effects
    ? {
        ...NO_FINANCE,
        effects: true,
        inBudget: true,
        products: [{ number: "050310", name: "Grundsicherung für Arbeitsuchende" }],
        positions: [{ kind: "ergebnisplan", number: "15", name: "Transferaufwendungen" }],
        plannedCent: 1_248_000_000,
        requiredCent: 1_248_000_000,
        yearly: { totalCent: 1_248_000_000, thirdPartyCent: 1_248_000_000, ownCent: 0 },
      }
    : { ...NO_FINANCE, effects: false }

/** A second Vorlage, without a programme. */
export const beratungsstelle = {
  beschlussvorschlag: [
    p("Der Einrichtung einer Beratungsstelle für Jugendliche am Bahnhof Aulenfeld wird zugestimmt."),
    p("Nach zwölf Monaten wird über die Inanspruchnahme berichtet."),
  ],
  erlaeuterungen: [
    p(
      "Junge Menschen ohne Ausbildungsplatz erreichen das Jobcenter bisher nur in der Kreisstadt. Die Räume am Bahnhof stehen ab Frühjahr leer und sind barrierefrei zugänglich.",
    ),
    h(1, "Angebot"),
    ul(
      "Beratung ohne Termin an drei Nachmittagen",
      "Begleitung zu Betrieben",
      "gemeinsame Sprechstunde mit der Berufsberatung",
    ),
  ],
}

/** A third one, on its way through the house. */
export const fahrtkosten = {
  beschlussvorschlag: [
    p("Fahrtkosten zu Maßnahmen werden ab dem neuen Jahr pauschal nach Tarifzonen erstattet."),
    p("Die Verwaltung berichtet nach sechs Monaten über den Aufwand."),
  ],
  erlaeuterungen: [
    p(
      "Bisher wird jede Fahrkarte einzeln geprüft. Eine Pauschale je Tarifzone erspart Teilnehmenden das Sammeln von Belegen und der Leistungsstelle etwa ein Drittel der Prüfungen.",
    ),
    h(1, "Verfahren"),
    ul("Pauschale nach Wohnort und Maßnahmeort", "Nachweis nur noch über die Teilnahme", "Härtefälle auf Antrag"),
  ],
}
