import { describe, expect, test } from "vitest"
import type { Block } from "../block.ts"
import { typed } from "../table/fixture.ts"
import type { DataBlock, Relation } from "../typed.ts"
import { confirmed, found, programme, said, text } from "./figures.fixture.ts"
import type { CheckContext } from "./index.ts"

const MONTH = ["Berichtsmonat September 2026"]
const market = (alo = "7.412", quote = "6,9") =>
  typed(
    [
      "Merkmal | Aktueller Monat | Veränderung zum Vorjahresmonat",
      `Arbeitslose | ${alo} | 186`,
      "Arbeitslose SGB III | 1.805 | -97",
      "Arbeitslose SGB II | 5.607 | 283",
      `Arbeitslosenquote | ${quote} | 0,2`,
      "Arbeitslosenquote SGB III | 1,7 | -0,3",
      "Arbeitslosenquote SGB II | 5,2 | 0,5",
    ],
    MONTH,
  )

describe("C01, C02: sums in tables", () => {
  test("parts named after their whole are proposed as sums, rates included, and hold", () => {
    const block = market()
    expect(block.relations.map((r) => [r.type, r.state])).toEqual(Array(4).fill(["sum", "proposed"]))
    expect(said([block])).toEqual([])
  })
  test("proposed and failing is a warning that says vermutlich, with the figures and the cell", () => {
    const block = { ...market(), rows: market("7.421").rows }
    const [finding, ...rest] = found(programme([block]))
    expect(rest).toEqual([])
    expect(finding).toMatchObject({
      rule: "C01",
      severity: "warning",
      message: "Vermutlich eine Summe: 1.805 + 5.607 ergibt 7.412; in der Tabelle steht 7.421.",
      place: "Abschnitt 1 „Teil 1“, Tabelle 1, Zeile „Arbeitslose“, Spalte „Aktueller Monat“",
      cell: { row: "z1", column: "s1" },
      figures: { gesamt: "7421", teil1: "1805", teil2: "5607" },
    })
  })
  test("the mistake is found, too, when the table came with it", () => {
    expect(said([market("7.421")])).toHaveLength(1)
  })
  test("confirmed and failing is an error; rejected is silent", () => {
    const wrong = { ...market(), rows: market("7.421").rows }
    expect(said([confirmed(wrong)])).toEqual(["C01 error: 1.805 + 5.607 ergibt 7.412; in der Tabelle steht 7.421."])
    expect(said([confirmed(wrong, "rejected")])).toEqual([])
  })
  test("what rounding explains is a hint", () => {
    const off = { ...market(), rows: market("7.412", "7,0").rows }
    expect(said([off])).toEqual(["C01 hint: 1,7 + 5,2 ergibt 6,9 %; in der Tabelle steht 7,0 %. Rundung?"])
  })
  test("negative parts are said with their sign", () => {
    const block = market()
    const rows = block.rows.map((r, i) =>
      i === 0
        ? {
            ...r,
            cells:
              market("7.412").rows[0]?.cells.map((c, k) =>
                k === 1 && c.type === "num" ? { ...c, num: { ...c.num, value: "168" } } : c,
              ) ?? [],
          }
        : r,
    )
    expect(said([{ ...block, rows }])).toEqual([
      "C01 warning: Vermutlich eine Summe: -97 + 283 ergibt 186; in der Tabelle steht 168.",
    ])
  })
  test("a total row over subtotals, and a total column", () => {
    const lines = (last: string) => [
      "Titel | Frauen | Männer | Gesamt",
      "eLb unter 25 | 1.100 | 1.200 | 2.300",
      "eLb über 25 | 3.914 | 3.426 | 7.340",
      `Summe | 5.014 | 4.626 | ${last}`,
    ]
    expect(said([typed(lines("9.640"))])).toEqual([])
    expect(said([typed(lines("9.604"))]).sort()).toEqual([
      "C01 warning: Vermutlich eine Summe: 2.300 + 7.340 ergibt 9.640; in der Tabelle steht 9.604.",
      "C02 warning: Vermutlich eine Summe: 5.014 + 4.626 ergibt 9.640; in der Tabelle steht 9.604.",
    ])
  })
  test("groups that overlap, rates of men and women, averages and targets are no sums", () => {
    expect(
      typed([
        "Gruppe | eLb | LZB",
        "Frauen | 5.014 | 3.900",
        "Männer | 4.626 | 3.500",
        "Unter 25 | 1.985 | 410",
        "Insgesamt | 9.640 | 6.600",
      ]).relations.filter((r) => r.type === "sum" && r.parts.length > 2),
    ).toEqual([])
    expect(
      typed([
        "Quote | 2026 | 2027",
        "IQ gesamt | 27,1 % | 28,0 %",
        "weiblich | 22,4 % | 23,1 %",
        "männlich | 31,2 % | 32,0 %",
      ]).relations,
    ).toEqual([])
    expect(typed(["Jahr | Bestand", "2024 | 6.940", "2025 | 6.310", "2026 | 6.642"]).relations).toEqual([])
    expect(
      typed([
        "Instrument | Eintritte | Plätze",
        "AGH | 312 | 240",
        "FbW | 285 | 285",
        "MAG | 190 | 190",
        "EGZ | 30 | 60",
      ]).relations,
    ).toEqual([])
  })
  test("rounded words, secrets and empty cells cannot be decided", () => {
    const block = typed(["x | 2025 | 2026", "Frauen | 10 | 40", "Männer | 20 | 50", "Summe | 30 | 90"])
    const open = (words: string) =>
      typed(["x | 2025 | 2026", `Frauen | ${words} | 41`, "Männer | 20 | 50", "Summe | 30 | 91"]).rows
    for (const words of ["*", "", "rund 19", "k. A."]) expect(said([{ ...block, rows: open(words) }])).toEqual([])
    expect(said([{ ...block, rows: open("11") }])).toHaveLength(1)
  })
})

describe("C03, C04: changes in tables", () => {
  const lines = (diff: string, pct: string) => [
    "Merkmal | Sept. 2025 | Sept. 2026 | Veränderung | Veränderung in %",
    `BG | 6.800 | 6.550 | ${diff} | ${pct}`,
    "eLb | 9.815 | 9.579 | -236 | -2,4",
    "LZB | 6.642 | 6.850 | +208 | +3,1",
  ]
  test("difference and percent follow from both columns", () => {
    const block = typed(lines("-250", "-3,7"))
    expect(block.relations.map((r) => (r.type === "delta" ? r.mode : r.type))).toEqual([
      "abs",
      "abs",
      "abs",
      "pct",
      "pct",
      "pct",
    ])
    expect(said([block])).toEqual([])
  })
  test("one wrong figure is named", () => {
    expect(said([typed(lines("-260", "-3,7"))])).toEqual([
      "C03 warning: Vermutlich eine Differenz: 6.550 − 6.800 ergibt -250; in der Tabelle steht -260.",
    ])
    expect(said([typed(lines("-250", "-3,2"))])).toEqual([
      "C04 warning: Vermutlich eine Veränderung in Prozent: Von 6.800 auf 6.550 sind es -3,7 %; in der Tabelle steht -3,2 %.",
    ])
  })
  test("without the column before nothing is proposed", () => {
    expect(typed(["Merkmal | 2026 | Veränderung", "a | 7.412 | 186", "b | 1.234 | 12"]).relations).toEqual([])
  })
})

describe("C05, C06: shares", () => {
  const lines = (share: string) => [
    "Gruppe | eLb | Anteil in %",
    `Frauen | 5.014 | ${share}`,
    "Männer | 4.626 | 48,0",
    "Insgesamt | 9.640 | 100,0",
  ]
  test("shares of the total row hold, and one wrong is named", () => {
    const block = typed(lines("52,0"))
    expect(block.relations.map((r) => r.type)).toEqual(["sum", "share", "share"])
    expect(said([block])).toEqual([])
    expect(said([{ ...block, rows: typed(lines("52,1")).rows }])).toEqual([
      "C05 hint: 5.014 von 9.640 sind 52,0 %; in der Tabelle steht 52,1 %. Rundung?",
      "C06 hint: 52,1 + 48,0 ergibt 100,1 %. Rundung?",
    ])
    expect(said([{ ...block, rows: typed(lines("54,0")).rows }])).toEqual([
      "C05 warning: Vermutlich ein Anteil: 5.014 von 9.640 sind 52,0 %; in der Tabelle steht 54,0 %.",
      "C06 warning: 54,0 + 48,0 ergibt 102,0 %. Zusammen müssten es 100 % sein.",
    ])
  })
  test("shares of a column beside them", () => {
    const block = typed([
      "Gruppe | eLb | davon Frauen | Anteil Frauen in %",
      "Nord | 1.000 | 520 | 52,0",
      "Süd | 2.000 | 900 | 45,0",
      "West | 700 | 341 | 48,7",
    ])
    expect(block.relations.map((r) => r.type)).toEqual(["share", "share", "share"])
    expect(said([block])).toEqual([])
  })
  test("davon rows that do not make the whole are silent", () => {
    expect(
      said([
        typed(["Gruppe | Anteil in %", "eLb | 100,0", "davon ohne Abschluss | 60,1", "davon mit Abschluss | 30,2"]),
      ]),
    ).toEqual([])
    expect(
      said([typed(["Gruppe | Anteil in %", "davon ohne Abschluss | 60,1", "davon mit Abschluss | 42,2"])]),
    ).toEqual(["C06 warning: 60,1 + 42,2 ergibt 102,3 %. Zusammen müssten es 100 % sein."])
  })
})

describe("C07: units", () => {
  test("Euro in a column of thousands", () => {
    const block = typed([
      "Titel | 2026 (T€) | 2027 (T€)",
      "Eingliederungstitel | 15.625 | 14.332.635",
      "Verwaltungskosten | 23.783 | 23.871",
    ])
    expect(said([block])).toEqual(["C07 warning: 14.332.635 T€ wären mehr als eine Milliarde Euro. Sind Euro gemeint?"])
  })
  test("thousands in a column of Euro, and fitting figures", () => {
    expect(
      said([typed(["Titel | 2027 in EUR", "Eingliederungstitel | 14.333", "Verwaltungskosten | 23.871.540"])]),
    ).toEqual(["C07 warning: 14.333 € sind für einen ganzen Titel sehr wenig. Sind Tausend Euro gemeint?"])
    expect(said([typed(["Titel | 2027 (T€)", "Eingliederungstitel | 14.333", "Verwaltungskosten | 23.872"])])).toEqual(
      [],
    )
  })
})

describe("C08: one quantity, one figure", () => {
  test("a bound number that points nowhere, and one that says something else", () => {
    const block = market()
    const bound = (ref: string, words: string): Block => ({
      type: "paragraph",
      content: [{ type: "number", ref, text: words }],
    })
    expect(said([block, bound("tab1/z1/s1", "7.412")])).toEqual([])
    expect(said([block, bound("tab1/z9/s1", "7.412")])[0]).toContain(
      "C08 error: Die verknüpfte Zahl „7.412“ hat keine Quelle mehr",
    )
    expect(said([block], [bound("tab1/z1/s1", "7.226")])).toEqual([
      "C08 error: Im Text steht „7.226“; an der Stelle, aus der die Zahl kommt, steht jetzt 7.412.",
    ])
  })
  test("text and table of the same month", () => {
    const text1 = (n: string, month = "September 2026") => text(`Im ${month} waren ${n} Arbeitslose gemeldet.`)
    expect(said([market()], [text1("7.412")])).toEqual([])
    expect(said([market()], [text1("7.421")])).toEqual([
      "C08 warning: Arbeitslose im September 2026: hier 7.421, in Abschnitt 1 „Teil 1“ 7.412. Welche Zahl gilt?",
    ])
    expect(said([market()], [text1("7.421", "August 2026")])).toEqual([])
    expect(said([market()], [text("Im September 2026 waren 7.421 arbeitslose Frauen gemeldet.")])).toEqual([])
    expect(said([market()], [text1("rund 7.500")])).toEqual([])
    const before = (n: string) =>
      text(`Die Arbeitslosigkeit hat sich im September 2025 insgesamt auf ${n} Personen verringert.`)
    expect(said([market()], [before("7.226")])).toEqual([])
    expect(said([market()], [before("7.262")])).toEqual([
      "C08 warning: Arbeitslose im September 2025: hier 7.262, in Abschnitt 1 „Teil 1“ 7.226 (aus Wert und Veränderung). Welche Zahl gilt?",
    ])
  })
  test("the amounts of the Vorlage stand in the programme, as exactly as it says them", () => {
    const finance = (requiredCent: number): CheckContext["finance"] =>
      ({
        effects: true,
        inBudget: true,
        products: [],
        positions: [],
        plannedCent: null,
        requiredCent,
        once: { total: null, thirdParty: null, own: null },
        yearly: { total: null, thirdParty: null, own: null },
        seeErlaeuterungen: false,
      }) as unknown as CheckContext["finance"]
    const content = programme([text("Es stehen 12.225 T€ zur Verfügung.")])
    expect(found(content, { finance: finance(1_222_537_400) })).toEqual([])
    expect(found(content, { finance: finance(1_274_000_000) }).map((f) => f.message)).toEqual([
      "Die Vorlage nennt 12.740.000\u00a0€ (nunmehr erforderlich). Im Programm steht dieser Betrag nicht.",
    ])
    expect(found(programme([text("Ohne Zahlen.")]), { finance: finance(100) })).toEqual([])
  })
})

describe("C10: Umschichtung", () => {
  const lines = (plan: string) => [
    "Position | 2027 (T€)",
    "EGT Zuweisung | 12.740",
    "Umschichtung | 515",
    `EGT nach Umschichtung | ${plan}`,
    "VWK Zuweisung | 13.980",
    "VWK nach Umschichtung | 14.495",
  ]
  test("both Titel move by the same amount", () => {
    const block = typed(lines("12.225"))
    expect(block.relations).toHaveLength(2)
    expect(said([block])).toEqual([])
    expect(said([{ ...block, rows: typed(lines("12.252")).rows }])).toEqual([
      "C10 warning: Vermutlich geht die Umschichtung nicht auf: 12.252 + 515 ergibt 12.767; in der Tabelle steht 12.740.",
    ])
  })
  test("a shift that is shown with the sign of the one Titel holds for the other one, too", () => {
    const signed = (vwk: string) => [
      "Position | 2027 (T€)",
      "EGT Zuweisung | 12.740",
      "Umschichtung in die Verwaltung | -515",
      "EGT nach Umschichtung | 12.225",
      "VWK Zuweisung | 13.980",
      `VWK nach Umschichtung | ${vwk}`,
    ]
    const block = typed(signed("14.495"))
    expect(said([block])).toEqual([])
    expect(said([{ ...block, rows: typed(signed("14.459")).rows }])).toHaveLength(1)
  })
  test("in the text, rounded or not", () => {
    const words = (rest: string) =>
      text(
        `Es gibt eine Zuweisung von rd. 12.740 T € für das Jahr 2027. Abzüglich der Umschichtung von rd. 515 T € ergibt sich ein Budget von rd. ${rest} T €.`,
      )
    expect(said([words("12.225")])).toEqual([])
    expect(said([words("12.252")])).toEqual(["C10 warning: 12.740 − 515 ergibt 12.225; im Text steht 12.252."])
  })
})

describe("C09, C14, C15, C16, C19, C26", () => {
  test("C09: two tables, one rounded; rejected is silent", () => {
    const exact: DataBlock = { ...typed(["Titel | 2027 in EUR", "EGT | 14.332.635", "VWK | 23.871.540"]), id: "a" }
    const rounded = (egt: string, state: Relation["state"] = "confirmed"): DataBlock => ({
      ...typed(["Titel | 2027 (T€)", `EGT | ${egt}`, "VWK | 23.872"]),
      id: "b",
      relations: [
        {
          type: "equals",
          id: "g1",
          state,
          a: { row: "z1", column: "s1" },
          b: { block: "a", row: "z1", column: "s1" },
          tolerance: "0.5",
        },
      ],
    })
    expect(said([exact], [rounded("14.333")])).toEqual([])
    expect(said([exact], [rounded("14.393")])).toEqual([
      "C09 warning: Hier stehen 14.393\u00a0T€, dort 14.332.635\u00a0€ (Abschnitt 1 „Teil 1“, Tabelle 1).",
    ])
    expect(said([exact], [rounded("14.393", "rejected")])).toEqual([])
  })
  test("C14: the whole changes within its groups", () => {
    const lines = (all: string) => ["Gruppe | Veränderung in %", `Insgesamt | ${all}`, "Frauen | 0,9", "Männer | -1,2"]
    const convex = (all: string): DataBlock => ({
      ...typed(lines(all)),
      relations: [
        {
          type: "convex",
          id: "k1",
          state: "confirmed",
          total: { row: "z1", column: "s1" },
          parts: [
            { row: "z2", column: "s1" },
            { row: "z3", column: "s1" },
          ],
        },
      ],
    })
    expect(said([convex("0,9")])).toEqual([])
    expect(said([convex("2,4")])[0]).toContain(
      "C14 warning: Insgesamt stehen 2,4 %; die Gruppen liegen zwischen -1,2 und 0,9 %.",
    )
    expect(said([typed(lines("2,4"))])).toEqual([])
  })
  test("C15: a ceiling above the last actual figure, in text and table", () => {
    const actual = text("Der Bestand der Langzeitleistungsbeziehenden stieg auf 6.642 im Mai 2026.")
    const aim = (n: string) => text(`Ziel ist es, den Wert von ${n} Langzeitleistungsbeziehenden zu unterschreiten.`)
    expect(said([actual], [aim("6.600")])).toEqual([])
    expect(said([actual], [aim("6.850")])).toEqual([
      "C15 hint: Das Ziel von höchstens 6.850 (Langzeitleistungsbeziehende) liegt über dem letzten Ist-Wert von 6.642 (Mai 2026).",
    ])
    expect(said([aim("6.850")])).toEqual([])
    expect(
      said([
        typed(["Kennzahl | Ist 2026 | Ziel 2027", "Bestand LZB | 6.642 | 6.850", "Integrationen | 2.410 | 2.700"]),
      ]),
    ).toEqual(["C15 hint: Das Ziel 6.850 liegt über dem letzten Ist-Wert 6.642. Ist das gewollt?"])
  })
  test("C16: a promise of more beside a target that is the forecast", () => {
    const block = typed([
      "Kennzahl | Prognose 2026 | Ziel 2027",
      "Integrationen von Frauen | 804 | 804",
      "Integrationen | 2.410 | 2.700",
    ])
    expect(said([block, text("Wir wollen deutlich mehr Integrationen erreichen.")])).toEqual([
      "C16 hint: Der Text verspricht mehr; das Ziel 804 ist aber die Prognose selbst.",
    ])
    expect(said([block, text("Wir halten die Zahl der Integrationen.")])).toEqual([])
  })
  test("C19: more places than entries, unless a Bestand explains it", () => {
    expect(said([typed(["Instrument | Eintritte 2027 | Plätze 2027", "AGH | 312 | 240", "EGZ | 30 | 60"])])).toEqual([
      "C19 hint: 60 Plätze bei 30 Eintritten: Laufen Förderungen aus dem Vorjahr weiter? Dann gehört der Bestand dazu.",
    ])
    expect(
      said([
        typed(["Instrument | Eintritte 2027 | Plätze 2027 | Bestand", "AGH | 312 | 240 | 12", "EGZ | 30 | 60 | 40"]),
      ]),
    ).toEqual([])
  })
  test("C26: one or two people are not shown, planned places are", () => {
    expect(said([typed(["Gebiet | Arbeitslose 2026", "Nord | 2", "Süd | 410"])])).toEqual([
      "C26 error: Hier steht die Zahl 2. Zahlen unter 3 lassen auf einzelne Menschen schließen: Bitte durch * ersetzen oder Gruppen zusammenfassen.",
    ])
    expect(said([typed(["Instrument | Eintritte | Plätze", "AGH | 2 | 2", "EGZ | 3 | 3"])])).toEqual([])
    expect(said([typed(["Arbeitslose | 2026", "Nord | 2", "Süd | 410"])])[0]).toMatch(/^C26 warning/)
    expect(said([typed(["Arbeitslose | 2026", "Nord | *", "Süd | 410", "West | 12"])])).toEqual([])
    expect(
      found(programme([typed(["Arbeitslose Personen | 2026", "Nord | 9", "Süd | 410"])]), { smallest: 10 }),
    ).toHaveLength(1)
  })
})
