/** Invented papers for tests and benches: a programme of any length, a Vorlage, a Beschlussauszug. No real person, no real district. */
import { createHash } from "node:crypto"
import { deflateSync } from "node:zlib"
import type { Block, Inline, PlainContent, PlainSection } from "@beschlussweg/core/content"
import type { Attachment, AuszugPaper, House, Images, ProgrammePaper, VorlagePaper } from "@beschlussweg/core/paper"

export const house: House = {
  name: "Jobcenter Kreis Aulenfeld",
  traeger: "Kreis Aulenfeld",
  kind: "zkT",
  address: ["Am Alten Kornhaus 4", "00815 Brennhausen"],
  ownShareLabel: "Belastung Kreis Aulenfeld",
}

export const words = (text: string, marks?: ("bold" | "italic" | "underline" | "strike" | "superscript")[]): Inline =>
  marks ? { type: "text", text, marks } : { type: "text", text }
export const para = (...content: (string | Inline)[]): Block => ({
  type: "paragraph",
  content: content.map((c) => (typeof c === "string" ? words(c) : c)),
})
const cell = (text: string, more: Record<string, unknown> = {}) => ({
  blocks: text === "" ? [] : [para(text)],
  ...more,
})

const GROUPS = [
  "junge Menschen ohne Berufsabschluss",
  "Alleinerziehende",
  "Langzeitbeziehende über 55 Jahre",
  "Geflüchtete mit Sprachkurs",
  "Menschen mit Schwerbehinderung",
  "Selbstständige mit ergänzenden Leistungen",
  "Familien mit mehreren Kindern",
]
const MEASURES = [
  "aufsuchende Beratung im Sozialraum",
  "eine Umschulung in der Pflege",
  "begleitete Praktika in kleinen Betrieben",
  "berufsbezogene Sprachförderung",
  "das Coaching nach der Arbeitsaufnahme",
  "Arbeitsgelegenheiten in der Grünpflege",
  "die Lernwerkstatt Metall und Holz",
  "eine Kinderbetreuung in Randzeiten",
]
const PLACES = ["Brennhausen", "Oberlinden", "Talmühle", "Wiesenbruch", "Sankt Ilga", "Neuenrode"]
const VERBS = ["stärken", "ausbauen", "neu ordnen", "fortführen", "erproben", "verstetigen"]
const pick = <T>(list: readonly T[], n: number): T => list[n % list.length] as T

function sentence(n: number): string {
  const group = pick(GROUPS, n * 5 + 1)
  const measure = pick(MEASURES, n * 3 + 2)
  const place = pick(PLACES, n * 7 + 3)
  const verb = pick(VERBS, n)
  const share = 12 + ((n * 37) % 61)
  const sum = 118 + ((n * 53) % 840)
  return pick(
    [
      `Im Planungsjahr richtet sich ${measure} vor allem an ${group} und wird am Standort ${place} mit ${share} Plätzen beginnen.`,
      `Für ${group} will das Jobcenter die Zusammenarbeit mit Kammern, Schulen und Trägern in ${place} ${verb}.`,
      `Der Anteil der Abgänge in Beschäftigung lag zuletzt bei ${share},${n % 10} %, wobei ${place} über dem Durchschnitt des Kreises blieb.`,
      `Dafür sind rund ${sum}.000 EUR vorgesehen; die Eingliederungsvereinbarungen werden nach sechs Monaten gemeinsam überprüft.`,
      `Erfahrungen aus ${place} zeigen, dass ${measure} dann wirkt, wenn die ganze Bedarfsgemeinschaft einbezogen ist.`,
      `Die Fachkräfte sprechen ${group} frühzeitig an, erläutern Rechte und Pflichten in einfacher Sprache und vereinbaren kurze Abstände.`,
      `Als Zielwert gilt eine Integrationsquote von ${share},${(n * 3) % 10} %; Abweichungen über fünf Prozentpunkte werden dem Beirat berichtet.`,
    ],
    n,
  )
}
const paragraph = (n: number, length = 4): string =>
  Array.from({ length }, (_, i) => sentence(n * 11 + i * 4 + (n % 3))).join(" ")

const TITLES = [
  ["Vorwort", "Auftrag und Grundlagen"],
  ["Ausgangslage im Kreis", "Arbeitsmarkt", "Leistungsberechtigte", "Ausbildungsmarkt"],
  ["Ziele und Schwerpunkte", "Langzeitbezug verringern", "Fachkräfte sichern", "Teilhabe ermöglichen"],
  ["Eingliederungsbudget", "Verteilung auf die Instrumente", "Verwaltungskosten"],
  ["Instrumente und Maßnahmen", "Aktivierung", "Qualifizierung", "Beschäftigung", "Begleitung"],
  ["Chancengleichheit", "Frauen und Männer", "Familien"],
  ["Zusammenarbeit vor Ort", "Netzwerke", "Beirat"],
  ["Steuerung und Ausblick", "Kennzahlen", "Risiken", "Zeitplan"],
]

/** A PNG of coloured fields, `alpha` with transparency. */
export function png(width: number, height: number, alpha = false): Uint8Array {
  const channels = alpha ? 4 : 3
  const raw = Buffer.alloc((width * channels + 1) * height)
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const at = y * (width * channels + 1) + 1 + x * channels
      raw[at] = (x * 3) & 255
      raw[at + 1] = (y * 5) & 255
      raw[at + 2] = 140
      if (alpha) raw[at + 3] = (x * 255) / width
    }
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type, "latin1"), data])
    const out = Buffer.alloc(body.length + 8)
    out.writeUInt32BE(data.length, 0)
    body.copy(out, 4)
    out.writeUInt32BE(crc(body), body.length + 4)
    return out
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head[8] = 8
  head[9] = alpha ? 6 : 2
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", head),
    chunk("IDAT", deflateSync(raw)),
    chunk("IEND", Buffer.alloc(0)),
  ])
}
function crc(bytes: Uint8Array): number {
  let c = 0xffffffff
  for (const byte of bytes) {
    c ^= byte
    for (let k = 0; k < 8; k += 1) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1
  }
  return (c ^ 0xffffffff) >>> 0
}

const PICTURES = [png(320, 140), png(120, 120, true)] as const
const hash = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex")
/** Bytes of the pictures the fixtures show. */
export const images: Images = async (sha256) => {
  const found = PICTURES.find((bytes) => hash(bytes) === sha256)
  if (!found) throw new Error(`no picture ${sha256}`)
  return found
}

/** A long table with repeated header, merged cells and a nested list. */
export function budgetTable(n: number, rows = 14): Block {
  return {
    type: "table",
    caption: [words(`Tabelle ${n + 1}: Mittelverteilung nach Instrumenten`)],
    headerRows: 2,
    rows: [
      {
        cells: [
          cell("Instrument", { rowSpan: 2, header: true }),
          cell("Plätze", { rowSpan: 2, header: true }),
          cell("Mittel in EUR", { colSpan: 2, header: true, align: "center" }),
        ],
      },
      { cells: [cell("Vorjahr", { header: true }), cell("Planjahr", { header: true })] },
      ...Array.from({ length: rows }, (_, i) => ({
        cells: [
          cell(`${pick(MEASURES, n + i)} in ${pick(PLACES, i)}`),
          cell(String(8 + ((n * 7 + i * 5) % 90))),
          cell(`${110 + ((i * 37 + n) % 700)}.${String((i * 113) % 1000).padStart(3, "0")}`),
          cell(`${120 + ((i * 41 + n) % 700)}.${String((i * 97) % 1000).padStart(3, "0")}`),
        ],
      })),
      {
        cells: [
          { blocks: [para(words("Summe", ["bold"]))], header: true },
          cell(""),
          { blocks: [para(words("4.118.250", ["bold"]))], align: "right" as const },
          { blocks: [para(words("4.301.900", ["bold"]))], align: "right" as const },
        ],
      },
    ],
  }
}

function chartBlock(n: number): Block {
  const kind = pick(["bar", "grouped", "stacked", "line", "donut"] as const, n)
  const categories =
    kind === "donut"
      ? ["Aktivierung", "Qualifizierung", "Beschäftigung", "Übrige"]
      : ["2023", "2024", "2025", "2026", "2027"]
  const series = kind === "bar" || kind === "donut" ? ["Plätze"] : ["Frauen", "Männer", "unter 25 Jahre"]
  return {
    type: "chart",
    kind,
    title: `Entwicklung ${n + 1}: ${pick(GROUPS, n)}`,
    alt: `Diagramm zu ${pick(GROUPS, n)}: Die Werte stehen in der Tabelle darunter.`,
    unit: "Personen",
    categories,
    series: series.map((name, i) => ({
      name,
      values: categories.map((_, c) =>
        kind === "line" && c === 2 && i === 1
          ? null
          : String(1200 + ((n * 131 + c * 217 + i * 389) % 900) + (c === 1 ? 0.5 : 0)),
      ),
    })),
    source: [words("Quelle: eigene Auswertung, Stand September 2026")],
  }
}

const nested = (n: number): Block => ({
  type: "list",
  ordered: n % 2 === 1,
  items: [
    { blocks: [para(sentence(n))] },
    {
      blocks: [
        para("Dazu gehören im Einzelnen:"),
        {
          type: "list",
          ordered: false,
          items: [{ blocks: [para(`${pick(MEASURES, n + 1)},`)] }, { blocks: [para(`${pick(MEASURES, n + 4)}.`)] }],
        },
      ],
    },
    { blocks: [para(sentence(n + 9))] },
  ],
})

/** Content of an invented programme; scale 1 makes about 27 pages, 2 about 54. */
export function content(scale = 1): PlainContent {
  const sections: PlainSection[] = []
  const footnotes: PlainContent["footnotes"] = []
  let n = 0
  for (let round = 0; round < scale; round += 1)
    TITLES.forEach(([chapter = "", ...subs], c) => {
      const unnumbered = c === 0 && round === 0
      sections.push({
        id: `s${round}-${c}`,
        level: 1,
        title: [words(round === 0 ? chapter : `${chapter}, Fortschreibung ${round + 1}`)],
        numbering: unnumbered ? "none" : "auto",
        blocks: [para(paragraph(n)), para(paragraph(n + 1, 3))],
      })
      subs.forEach((sub, i) => {
        n += 3
        const id = `f${n}`
        footnotes.push({
          id,
          blocks: [para(`Vgl. Planungsbericht ${2020 + (n % 6)}, Abschnitt ${n % 9}. ${sentence(n + 2)}`)],
        })
        const list: Block[] = [
          para(paragraph(n, 4)),
          para(
            "Maßgeblich ist die ",
            words("Eingliederungsbilanz", ["bold"]),
            { type: "footnote", id },
            " des Vorjahres; die ",
            words("vollständigen Zahlen", ["italic"]),
            " stehen im ",
            { type: "text", text: "Datenportal des Kreises", href: "https://daten.aulenfeld.example/sgb2?jahr=2027" },
            `, gemessen in m² je Platz, bei CO₂ ≤ ${n} kg. ${sentence(n + 5)}`,
          ),
          para(paragraph(n + 1, 4)),
        ]
        if (i % 2 === 0) list.push(nested(n))
        if (i % 3 === 0) list.push(budgetTable(n, 8 + (n % 17)))
        if (i % 2 === 1) list.push(chartBlock(n))
        list.push(para(paragraph(n + 2, 5)))
        if (i === 0 && c % 3 === 1)
          list.push({
            type: "image",
            file: hash(PICTURES[c % 2 === 0 ? 1 : 0]),
            mediaType: "image/png",
            width: c % 2 === 0 ? 120 : 320,
            height: c % 2 === 0 ? 120 : 140,
            alt: "Farbfelder als Platzhalter für eine Karte des Kreises",
            caption: [words("Abbildung: Standorte im Kreis")],
          })
        if (c === 5)
          list.push({ type: "heading", level: 1, content: [words("Ausgewählte Vorhaben")] }, para(paragraph(n + 7, 4)))
        if (c === 6 && i === 0)
          list.push({
            type: "aside",
            kind: "textbox",
            note: "Aus einem Textfeld übernommen",
            blocks: [para(sentence(n + 8))],
          })
        list.push(para(paragraph(n + 8, 3)))
        sections.push({
          id: `s${round}-${c}-${i}`,
          level: 2,
          title: [words(sub)],
          numbering: unnumbered ? "none" : "auto",
          blocks: list,
        })
      })
    })
  return {
    version: 1,
    kind: "AMP",
    title: "Arbeitsmarkt- und Integrationsprogramm 2027",
    subtitle: "Perspektiven schaffen, Teilhabe sichern",
    year: 2027,
    sections,
    footnotes,
  }
}

export const programmePaper = (scale = 1, more: Partial<ProgrammePaper> = {}): ProgrammePaper => ({
  version: 1,
  house,
  content: content(scale),
  reference: "Anlage 1 zur Beschlussvorlage 047/2027, Fassung 1",
  on: "2027-01-14",
  ...more,
})

const VERIFY = "https://beschluss.aulenfeld.example/pruefen/7f3kq9vt2mzx4c8w6h1n5rbd0s"

export const vorlagePaper = (more: Partial<VorlagePaper> = {}): VorlagePaper => ({
  version: 1,
  house,
  artLabel: "Beschlussvorlage",
  public: true,
  nummer: "047/2027",
  fassung: 2,
  on: "2027-01-14",
  federfuehrendesAmt: "Jobcenter",
  betreff: "Arbeitsmarkt- und Integrationsprogramm 2027 für das Jobcenter Kreis Aulenfeld",
  beratungsfolge: [
    {
      stepId: "ausschuss",
      gremium: "Ausschuss für Arbeit, Soziales und Chancengleichheit",
      termin: "2027-02-03",
      berichterstattung: ["Dr. Jona Weidner", "Kim Adler"],
      zustaendigkeit: "Vorberatung",
    },
    {
      stepId: "kreisausschuss",
      gremium: "Kreisausschuss",
      termin: "2027-02-19",
      berichterstattung: ["Robin Seeberg"],
      zustaendigkeit: "Entscheidung",
    },
  ],
  finance: {
    effects: true,
    inBudget: true,
    products: [
      { number: "050210", name: "Grundsicherung für Arbeitsuchende" },
      { number: "050220", name: "Lernwerkstatt" },
    ],
    positions: [{ kind: "ergebnisplan", number: "06 und 15", name: "Kostenerstattung und Transferaufwendungen" }],
    plannedCent: 1301500000,
    requiredCent: 1324575050,
    once: { totalCent: 12000000, thirdPartyCent: 9000000, ownCent: 3000000 },
    yearly: { totalCent: 1324575050, thirdPartyCent: 1324500000, ownCent: 75050 },
    seeErlaeuterungen: false,
  },
  beschlussvorschlag: [
    para("Dem Arbeitsmarkt- und Integrationsprogramm 2027 für das Jobcenter Kreis Aulenfeld wird zugestimmt."),
  ],
  erlaeuterungen: [
    para(paragraph(3, 6)),
    { type: "heading", level: 1, content: [words("Finanzielle und personelle Rahmenbedingungen")] },
    para(paragraph(5, 5)),
    nested(2),
    { type: "heading", level: 1, content: [words("Schwerpunkte der Integrationsarbeit")] },
    para(paragraph(8, 6)),
    budgetTable(1, 6),
    { type: "heading", level: 2, content: [words("Übergang von der Schule in den Beruf")] },
    para(paragraph(11, 6)),
    para(paragraph(14, 6)),
  ],
  anlagen: [
    {
      id: "an1",
      title: "Arbeitsmarkt- und Integrationsprogramm 2027",
      public: true,
      kind: "programme",
      fileName: "amp-2027.pdf",
      mediaType: "application/pdf",
      sha256: "3c6f0c2b8d5a4e19a7b0c1d2e3f405162738495a6b7c8d9eaf0b1c2d3e4f5061",
      bytes: 812345,
      pages: 27,
      defects: [],
      embedded: true,
    },
    {
      id: "an2",
      title: "Stellenplan Jobcenter",
      public: false,
      kind: "upload",
      fileName: "Stellenplan 2027 Übersicht.pdf",
      mediaType: "application/pdf",
      sha256: "a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f90",
      bytes: 24812345,
      pages: 3,
      defects: ["nicht barrierefrei (keine Auszeichnung)", "Schrift nicht eingebettet"],
      embedded: false,
    },
  ],
  signatures: [
    {
      stepId: "amtsleitung",
      label: "Amtsleitung",
      carried: "gezeichnet auf Fassung 1 am 12.01.2027 von Kim Adler, seither geändert: Erläuterungen",
    },
    { stepId: "dezernent", label: "Dezernent" },
    { stepId: "kaemmerer", label: "Kämmerer (nur bei Vorlagen mit finanziellen Auswirkungen)" },
    { stepId: "landrat", label: "Landrat" },
  ],
  statements: [
    { label: "Beauftragte für Chancengleichheit", text: "Stellungnahme vom 08.01.2027: keine Bedenken." },
    {
      label: "Mitzeichnung Sozialamt",
      text: "mitgezeichnet mit Hinweis am 11.01.2027: Die Schnittstelle zur Schuldnerberatung ist zu klären.",
    },
  ],
  changes: "Gegenüber Fassung 1 wurden die Erläuterungen geändert.",
  verifyUrl: VERIFY,
  ...more,
})

export const attachments: Attachment[] = [
  {
    fileName: "amp-2027.pdf",
    mediaType: "application/pdf",
    description: "Anlage 1: Arbeitsmarkt- und Integrationsprogramm 2027",
    bytes: Buffer.from("%PDF-1.7\n% kein echtes PDF, nur ein Anhang\n"),
  },
]

export const auszugPaper = (more: Partial<AuszugPaper> = {}): AuszugPaper => ({
  version: 1,
  house,
  gremium: "Kreisausschuss",
  ordinal: 2,
  sitzungOn: "2027-02-19",
  ort: "Brennhausen, Kreishaus, Sitzungssaal",
  top: "Ö 7",
  sitzungPublic: true,
  nummer: "047/2027",
  fassung: 2,
  artLabel: "Beschlussvorlage",
  betreff: "Arbeitsmarkt- und Integrationsprogramm 2027 für das Jobcenter Kreis Aulenfeld",
  federfuehrendesAmt: "Jobcenter",
  zustaendigkeit: "Entscheidung",
  result: "mehrheitlich beschlossen",
  votes: { ja: 11, nein: 2, enthaltung: 1, ungueltig: 0, befangen: 0, anwesend: 14, mitglieder: 15 },
  form: "offen",
  tieByChair: false,
  beschlusstext: [
    para("Dem Arbeitsmarkt- und Integrationsprogramm 2027 für das Jobcenter Kreis Aulenfeld wird zugestimmt."),
  ],
  vorsitz: "Dr. Jona Weidner",
  schriftfuehrung: "Alex Birkner",
  signatures: [
    { stepId: "schriftfuehrung", label: "Schriftführung" },
    { stepId: "vorsitz", label: "Vorsitz" },
  ],
  vorlageSha256: "3c6f0c2b8d5a4e19a7b0c1d2e3f405162738495a6b7c8d9eaf0b1c2d3e4f5061",
  on: "2027-02-23",
  verifyUrl: VERIFY,
  ...more,
})
