/** C16 to C21, C25, C27 to C29, C31, C32: what a programme must have, and what it must not. */
import { describe, expect, test } from "vitest"
import { begin, shipped } from "../outline/index.ts"
import type { Source, TypedBlock } from "../typed.ts"
import { alt } from "./alt.ts"
import { attachment } from "./attachment.ts"
import { claim } from "./claim.ts"
import { decision } from "./decision.ts"
import { chart, data, h, image, list, messages, of, p, programme, says, section, table } from "./fixture.ts"
import { locked } from "./locked.ts"
import { own } from "./own.ts"
import { bca, beirat } from "./participation.ts"
import { person } from "./person.ts"
import { source } from "./source.ts"
import { topic } from "./topic.ts"

describe("C16 a claim and its target", () => {
  const forecast = "Nach der Prognose gibt es im laufenden Jahr 415 Integrationen von Frauen."
  const target =
    "Frauen sollen deutlich mehr vom Aufschwung haben. Unser Ziel für die Integrationen von Frauen heißt 415."
  const of2 = (a: string, b: string) => says(claim, programme([section("Lage", [p(a)]), section("Ziele", [p(b)])]))
  test("more is promised than the target says", () => {
    const found = of2(forecast, target)
    expect(found.map((f) => [f.severity, f.place, f.message])).toEqual([
      [
        "hint",
        "Abschnitt 2 „Ziele“, Absatz 1",
        "Der Text verspricht „deutlich mehr“, das Ziel 415 ist aber genau die Prognose (Abschnitt 1 „Lage“).",
      ],
    ])
  })
  test("a higher target, no promise, or the number of something else", () => {
    expect(of2(forecast, target.replace("415", "440"))).toEqual([])
    expect(of2(forecast, "Unser Ziel für die Integrationen von Frauen heißt 415.")).toEqual([])
    expect(of2("Die Prognose nennt 415 Eintritte in Arbeitsgelegenheiten.", target)).toEqual([])
    expect(of2("Im Vorjahr waren es 415 Integrationen von Frauen.", target)).toEqual([])
  })
})

const BA: Source = {
  publisher: "Statistik der Bundesagentur für Arbeit",
  product: "Eckwerte",
  asOf: "2026-09",
  own: false,
}

describe("C17 sources", () => {
  const bare = data("t1", ["Wert"], [["Arbeitslose", "7214"]])
  test("a statistical table or a chart without a source is an error", () => {
    expect(of(source, bare).map((f) => [f.severity, f.reason, f.blockId])).toEqual([["error", "source.missing", "t1"]])
    expect(messages(of(source, chart("Bestand")))).toEqual([
      "Zu Diagramm 1 „Bestand“ fehlt die Quelle. Bitte nennen Sie Herausgeber und Datenmonat.",
    ])
  })
  test("the source may stand in the table, under the chart, or in the lines after", () => {
    expect(of(source, { ...bare, source: BA })).toEqual([])
    expect(
      of(
        source,
        bare,
        p("(Jahresdurchschnitt)"),
        p("(Quelle: Statistik der Bundesagentur für Arbeit, September 2026)"),
      ),
    ).toEqual([])
    expect(
      of(
        source,
        bare,
        p("(Quelle: Statistik der Bundesagentur für Arbeit,"),
        p("Kreis Aulenfeld, Datenbasis: August 2026)"),
      ),
    ).toEqual([])
    expect(of(source, chart("Bestand", { source: [{ type: "text", text: "Quelle: Eckwerte, Juni 2026" }] }))).toEqual(
      [],
    )
  })
  test("the source of the next table is not this one's", () => {
    expect(of(source, bare, data("t2", ["Wert"], [["Stellen", "5"]], { source: BA }))).toHaveLength(1)
  })
  test("a source without a month is a warning, in the text as well", () => {
    const { asOf: _, ...undated } = BA
    expect(of(source, { ...bare, source: undated }).map((f) => [f.severity, f.reason])).toEqual([
      ["warning", "source.undated"],
    ])
    expect(messages(of(source, p("(Quelle: Regionalreport der Bundesagentur für Arbeit)")))).toEqual([
      "Die Quelle „(Quelle: Regionalreport der Bundesagentur für Arbeit)“ nennt keinen Datenmonat.",
    ])
    expect(of(source, p("(Quelle: Statistik der Bundesagentur für Arbeit, Stand 06/2026)"))).toEqual([])
  })
  test("plans, budgets and plain tables need none; a photograph's credit is no statistic", () => {
    expect(of(source, { ...bare, kind: "instrument" }, { ...bare, id: "t2", kind: "budget" })).toEqual([])
    expect(
      of(source, table(["a", "b"], ["1", "2"]), p("Quelle: eigene Aufnahme"), p("Quelle: Kreis Aulenfeld")),
    ).toEqual([])
  })
  test("a Kennzahl says whether the waiting time has passed", () => {
    const k2 = { ...bare, kind: "kennzahl" as const, source: BA }
    expect(of(source, k2).map((f) => f.reason)).toEqual(["source.wait"])
    expect(of(source, { ...k2, source: { ...BA, wait: "T-3" } })).toEqual([])
  })
})

describe("C18 own calculations", () => {
  const note = [{ type: "text" as const, text: "Eigene Berechnung auf Basis der Eckwerte." }]
  const t = data("t1", ["Wert"], [["Quote", "7"]], { source: BA })
  test("said in the notes, not in the source", () => {
    expect(of(own, { ...t, notes: [note] }).map((f) => f.reason)).toEqual(["own.unmarked"])
    expect(of(own, { ...t, notes: [note], source: { ...BA, own: true } })).toEqual([])
    expect(of(own, t)).toEqual([])
  })
  test("a share whose base comes from another source", () => {
    const share = (state: "confirmed" | "proposed") => ({
      ...t,
      relations: [
        {
          type: "share" as const,
          id: "x1",
          state,
          part: { row: "r1", column: "c1" },
          base: { block: "t2", row: "r1", column: "c1" },
          result: { row: "r1", column: "c1" },
        },
      ],
    })
    const other = (product: string) => data("t2", ["Wert"], [["Einwohner", "9"]], { source: { ...BA, product } })
    expect(of(own, share("confirmed"), other("Bevölkerung"))).toHaveLength(1)
    expect(of(own, share("confirmed"), other("Eckwerte"))).toEqual([])
    expect(of(own, share("proposed"), other("Bevölkerung"))).toEqual([])
  })
})

describe("C20 topics of a Lokales Planungsdokument", () => {
  type Topic = Extract<TypedBlock, { type: "topic" }>
  const make = (no: number, more: Partial<Topic> = {}): Topic => ({
    type: "topic",
    id: `t${no}`,
    no,
    title: `Thema ${no}`,
    aktivitaeten: [{ no: 1, text: [p("Wir beraten.")] }],
    wirkungserwartungen: [{ no: 1, aktivitaet: 1, text: [p("Mehr Abschlüsse.")] }],
    ...more,
  })
  const lpd = (...topics: Topic[]) => says(topic, programme([section("Themen", topics)], { kind: "LPD" }))
  test("each Aktivität has its Wirkungserwartung, at most five topics", () => {
    expect(lpd(...[1, 2, 3, 4, 5].map((n) => make(n)))).toEqual([])
  })
  test("a sixth topic, a missing expectation, an empty one, one without its Aktivität, a number twice", () => {
    expect(messages(lpd(...[1, 2, 3, 4, 5, 6].map((n) => make(n))))).toEqual([
      "Es sind 6 Schwerpunktthemen; vorgesehen sind höchstens 5.",
    ])
    expect(messages(lpd(make(1, { wirkungserwartungen: [] })))).toEqual([
      "In „Thema 1“ fehlt zu Aktivität 1 die Wirkungserwartung.",
    ])
    expect(lpd(make(1, { wirkungserwartungen: [{ no: 1, aktivitaet: 1, text: [] }] }))).toHaveLength(1)
    expect(
      messages(
        lpd(
          make(1, { wirkungserwartungen: [...make(1).wirkungserwartungen, { no: 2, aktivitaet: 3, text: [p("x")] }] }),
        ),
      ),
    ).toEqual(["In „Thema 1“ gehört Wirkungserwartung 2 zu Aktivität 3, die es nicht gibt."])
    expect(
      lpd(make(1, { aktivitaeten: [...make(1).aktivitaeten, ...make(1).aktivitaeten] })).map((f) => f.reason),
    ).toEqual(["topic.twice"])
  })
  test("other programmes are not judged by it", () => {
    expect(of(topic, make(1, { wirkungserwartungen: [] }))).toEqual([])
  })
})

describe("C21 the Gliederung", () => {
  const outline = shipped("lpd-nrw", 2027)
  if (!outline) throw new Error("lpd-nrw is shipped")
  const fresh = begin(outline, 2027, "2026-07-grundsicherungsgeld")
  const readOnly = outline.sections.findIndex((s) => s.lock === "readOnly")
  test("a fresh programme keeps everything that is locked", () => {
    expect(says(locked, fresh, { outline }).filter((f) => f.reason !== "section.empty")).toEqual([])
  })
  test("a locked text that was changed, a fixed title, a section that is gone", () => {
    const with_ = (i: number, more: object) => ({
      ...fresh,
      sections: fresh.sections.map((s, n) => (n === i ? { ...s, ...more } : s)),
    })
    const reasons = (c: typeof fresh) =>
      says(locked, c, { outline })
        .map((f) => f.reason)
        .filter((r) => r !== "section.empty")
    expect(reasons(with_(readOnly, { blocks: [p("Etwas anderes.")] }))).toEqual(["section.changed"])
    const fixed = outline.sections.findIndex((s) => s.lock === "titleFixed")
    expect(reasons(with_(fixed, { title: [{ type: "text", text: "Anders" }] }))).toEqual(["section.title"])
    expect(reasons({ ...fresh, sections: fresh.sections.filter((_, i) => i !== readOnly) })).toEqual([
      "section.missing",
    ])
  })
  test("what is required is more than the tables that it began with; a section that holds others need say nothing", () => {
    const communal = shipped("amp-kommunal", 2027)
    if (!communal) throw new Error("amp-kommunal is shipped")
    const begun = begin(communal, 2027, "2026-07-grundsicherungsgeld")
    const places = (filled: readonly string[]) =>
      says(
        locked,
        {
          ...begun,
          sections: begun.sections.map((s) =>
            filled.includes(s.id) ? { ...s, blocks: [...s.blocks, p("Wir haben uns umgesehen.")] } : s,
          ),
        },
        { outline: communal },
      ).map((f) => [f.reason, f.place])
    expect(places([])).toEqual([
      ["section.empty", "Abschnitt 1 „Prozess der Erstellung“"],
      ["section.empty", "Abschnitt 2.1 „Regionaler Arbeitsmarkt“"],
      ["section.empty", "Abschnitt 2.3 „Finanzielle Rahmenbedingungen“"],
      ["section.empty", "Abschnitt 3 „Ziele für das Jahr 2027“"],
    ])
    expect(places(["prozess", "arbeitsmarkt", "finanzen", "ziele"])).toEqual([])
    const bare = { ...begun, sections: begun.sections.filter((s) => s.level === 1) }
    expect(says(locked, bare, { outline: communal }).map((f) => f.place)).toContain("Abschnitt 4 „Umsetzung der Ziele“")
  })
  test("without a Gliederung, or for a text that came from elsewhere, nothing can be decided", () => {
    expect(says(locked, fresh)).toEqual([])
    expect(says(locked, programme([section("Lage")]), { outline })).toEqual([])
  })
})

describe("C25 Anlagen", () => {
  const text = p("Die Ergebnisse stehen in einer Präsentation (Anlage 1).")
  const given = (anlagen?: string[]) => says(attachment, programme([section("Lage", [text, text])]), { anlagen })
  test("announced and not there is one error, however often it is named", () => {
    expect(given([]).map((f) => [f.severity, f.message])).toEqual([
      ["error", "Der Text kündigt „Anlage 1“ an; unter den Anlagen ist nichts mit dieser Nummer."],
    ])
  })
  test("there by number or by name, in the Vorlage or in the programme itself", () => {
    expect(given(["Präsentation der Ergebnisse"])).toEqual([])
    const inside = programme([section("Lage", [text]), section("Anlage 1: Präsentation", [], { numbering: "none" })])
    expect(says(attachment, inside)).toEqual([])
    expect(says(attachment, inside, { anlagen: [] })).toEqual([])
  })
  test("while the Anlagen are not known nothing can be decided", () => {
    expect(given(undefined)).toEqual([])
  })
  test("Anlagen of laws and contracts are others", () => {
    expect(
      says(attachment, programme([section("Lage", [p("nach Anlage 2 zum Vertrag, nach Anlage 3 der Satzung")])]), {
        anlagen: [],
      }),
    ).toEqual([])
  })
})

describe("C27, C28, C29 who was heard and who decided", () => {
  const c = programme([section("Lage")])
  const heard = (b: boolean, r: boolean, gE = false) => ({ participation: { bca: b, beirat: r, gE } })
  test("the BCA must have been heard", () => {
    expect(says(bca, c, heard(false, true)).map((f) => f.severity)).toEqual(["error"])
    expect(says(bca, c, heard(true, false))).toEqual([])
    expect(says(bca, c)).toEqual([])
  })
  test("the Beirat: an error in a gemeinsame Einrichtung, a warning elsewhere", () => {
    expect(says(beirat, c, heard(true, false)).map((f) => f.severity)).toEqual(["warning"])
    expect(says(beirat, c, heard(true, false, true)).map((f) => f.severity)).toEqual(["error"])
    expect(says(beirat, c, heard(false, true))).toEqual([])
    expect(says(beirat, c)).toEqual([])
  })
  test("a published programme names body, day and result", () => {
    expect(says(decision, c)).toEqual([])
    expect(
      says(decision, c, { decision: "beschlossen durch den Kreisausschuss am 19.02.2027 (Beschlussvorlage 047/2027)" }),
    ).toEqual([])
    expect(messages(says(decision, c, { decision: "beschlossen am 19.02.2027" }))).toEqual([
      "Im Beschlussvermerk fehlt etwas: Bitte ergänzen Sie das Gremium.",
    ])
    expect(says(decision, c, { decision: "" }).map((f) => f.severity)).toEqual(["error"])
  })
})

describe("C31 alternative texts", () => {
  test("missing, or one blank only, is an error, in lists and cells as well", () => {
    const nested: Parameters<typeof of>[1] = {
      type: "list",
      ordered: false,
      items: [{ blocks: [image(" \u00a0\u00ad")] }],
    }
    expect(of(alt, image(""), nested, chart("Bestand", { alt: " " })).map((f) => [f.severity, f.block])).toEqual([
      ["error", 0],
      ["error", 1],
      ["error", 2],
    ])
  })
  test("the second picture is called the second one, also in a table", () => {
    const framed: Parameters<typeof of>[1] = {
      type: "table",
      headerRows: 0,
      rows: [{ cells: [{ blocks: [image("")] }, { blocks: [image(""), image("")] }] }],
    }
    expect(
      of(alt, image(""), p("Dazwischen."), image(""), framed, chart("Bestand", { alt: "" })).map((f) => f.place),
    ).toEqual([
      "Abschnitt 1 „Lage“, Bild 1",
      "Abschnitt 1 „Lage“, Bild 2",
      "Abschnitt 1 „Lage“, Tabelle 1, Zeile 1, Zelle 1, Bild 1",
      "Abschnitt 1 „Lage“, Tabelle 1, Zeile 1, Zelle 2, Bild 1",
      "Abschnitt 1 „Lage“, Tabelle 1, Zeile 1, Zelle 2, Bild 2",
      "Abschnitt 1 „Lage“, Diagramm 1",
    ])
  })
  test("a name of a file or what a programme wrote says nothing", () => {
    expect(of(alt, image("Grafik 1"), image("bild_03.PNG"), image("image12")).map((f) => f.severity)).toEqual([
      "warning",
      "warning",
      "warning",
    ])
  })
  test("words, and pictures that only decorate, are fine", () => {
    expect(of(alt, image("Umriss der Stadt Brennhausen am Abend"), image("", true), chart("Bestand"))).toEqual([])
  })
})

describe("C32 names", () => {
  test("of staff in the text are a hint", () => {
    expect(of(person, p("Fragen beantwortet Frau Dr. Adler.")).map((f) => [f.severity, f.reason])).toEqual([
      ["hint", "person.named"],
    ])
    expect(of(person, p("Ansprechpartnerin: Kim Adler"), list("kim.adler@kreis-aulenfeld.example"))).toHaveLength(2)
  })
  test.each([
    "Das Angebot „Frau Mut“ beginnt im Mai.",
    "Frau und Mann sind gleichberechtigt.",
    "Ansprechpartner: Jobcenter Brennhausen",
    "Ansprechpartnerin ist die Teamleitung.",
    "Fragen an jobcenter@kreis-aulenfeld.example",
    "Landrat und Dezernentin haben zugestimmt.",
    "Herrenhäuser Straße, Frauenquote, Herr der Lage",
  ])("nothing is said of „%s“", (text) => {
    expect(of(person, p(text))).toEqual([])
  })
  test("are at home in contact cards, under the heading Kontakt and in the foreword", () => {
    const card: TypedBlock = { type: "contact", id: "k1", role: "Leitung", name: "Frau Dr. Adler", lines: [] }
    expect(of(person, card, h("Kontakt"), p("Frau Dr. Adler"))).toEqual([])
    expect(
      says(person, programme([section("Impressum", [p("Frau Dr. Adler")]), section("Vorwort", [p("Frau Dr. Adler")])])),
    ).toEqual([])
  })
})
