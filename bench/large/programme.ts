/** A self-made Word file of any length: chapters with text, tables of figures, charts and pictures, all of it invented. */
import { chart, chartDrawing, docx, note, noteMark, p, picture, png, run } from "@beschlussweg/word/fixture"
import { TOPICS } from "@beschlussweg/word/fixture/outline"
import { writer } from "@beschlussweg/word/fixture/sentence"
import { table } from "./table.ts"

const YEAR = 2027
/** of one chapter; forty chapters are 200 tables on a little more than 300 pages */
export const TABLES = 5
export const CHAPTERS = 40

/** The same bytes for the same number of chapters. */
export function largeDocx(chapters: number): Uint8Array {
  const pen = writer(20_270_308)
  const notes: string[] = []
  const charts: string[] = []
  const media: Record<string, Uint8Array> = {}
  const body = [
    p(`Arbeitsmarkt- und Integrationsprogramm ${YEAR}`, { style: "Titel" }),
    p("Jobcenter Kreis Aulenfeld, mit allen Anlagen in einem Band", { style: "Untertitel" }),
  ]
  const paragraph = (theme: (typeof TOPICS)[number]["theme"]): string =>
    p(Array.from({ length: 6 }, () => pen.sentence(theme)).join(" "), { align: "both" })
  for (let n = 0; n < chapters; n++) {
    const topic = TOPICS[n % TOPICS.length]
    if (!topic) throw new Error("no topics")
    const { theme } = topic
    body.push(p(`${topic.title}, Band ${n + 1}`, { style: "berschrift1" }))
    notes.push(note(notes.length + 1, `Eigene Erhebung für Band ${n + 1}, Fallzahlen gerundet.`))
    body.push(p(`${run(pen.sentence(theme))}${noteMark(notes.length)}`, { align: "both" }))
    for (let part = 0; part < TABLES; part++) {
      body.push(p(`${PARTS[part] ?? "Weiteres"} in Band ${n + 1}`, { style: "berschrift2" }))
      for (let i = 0; i < 4; i++) body.push(paragraph(theme))
      body.push(...table(n * TABLES + part, pen.number, YEAR))
      body.push(paragraph(theme))
      for (let i = 0; i < 3; i++) body.push(p(pen.sentence(theme), { style: "Listenabsatz", num: [2, 0] }))
    }
    charts.push(columns(n, pen.number))
    body.push(p(chartDrawing(`rChart${charts.length}`, { alt: CHART_ALT, name: `Diagramm ${n + 1}` })))
    body.push(p(`Quelle: Ausbildungsmarktstatistik, Berichtsjahre 2022 bis ${YEAR - 1}`))
    if (n % 2 === 1) continue
    media[`ort-${n}.png`] = view(n)
    body.push(p(picture(`img-ort-${n}.png`, { alt: `${VIEW_ALT} ${n + 1}`, name: `Grafik ${n + 1}` })))
  }
  return docx({ body: body.join(""), footnotes: notes.join(""), charts, media })
}

const PARTS = ["Ausgangslage", "Entwicklung", "Zusammensetzung", "Mitteleinsatz", "Angebote"]
const CHART_ALT = "Säulendiagramm mit den gemeldeten Stellen und Bewerbungen der letzten fünf Jahre"
const VIEW_ALT = "Gezeichneter Hang mit Feldern unter einem hellen Himmel, Blatt"

function columns(n: number, draw: (from: number, to: number) => number): string {
  const values = () => Array.from({ length: 5 }, () => String(draw(700, 1900)))
  return chart({
    title: `Stellen und Bewerbungen in Band ${n + 1}`,
    grouping: "clustered",
    categories: ["2022", "2023", "2024", "2025", "2026"],
    series: [
      { name: "Stellen", values: values() },
      { name: "Bewerbungen", values: values() },
    ],
  })
}

/** A picture that packs as badly as a photo: about 1 MB for 1,200 by 800 points. */
function view(n: number): Uint8Array {
  let state = n + 1
  const grain = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state >>> 29
  }
  return png(1200, 800, (x, y) => {
    const hill = y > 480 + 120 * Math.sin((x + n * 90) / 210)
    const light = Math.floor(y / 8)
    return hill ? [90 + grain(), 130 + light / 4 + grain(), 70 + grain()] : [150 + light + grain(), 190 + grain(), 230]
  })
}
