/** Search: queries, index and updates of a house with many procedures and programmes of synthetic German text. */
import { canonical, sha256 } from "@beschlussweg/core/canonical"
import type { ProgrammeContent } from "@beschlussweg/core/content"
import { Duty } from "@beschlussweg/core/duty"
import * as Programme from "@beschlussweg/core/programme"
import * as Search from "@beschlussweg/core/search"
import * as Vorlage from "@beschlussweg/core/vorlage"
import { seeded } from "@beschlussweg/store/fault"
import { record } from "@beschlussweg/store/recorder"
import { z } from "zod"
import {
  givenVorlageInBeratung,
  givenVorlageInZeichnung,
  type House,
  openWorld,
  type Paper,
  paragraph,
  result,
} from "../test/house.ts"
import { cpu, type Figure, median, type Outcome, quantile } from "./measure.ts"

const PROGRAMMES = 20
const SECTIONS = 40
const QUERIES = 300

const random = seeded(20_271_121)
const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T

const WHO = [
  "Jugendliche ohne Berufsabschluss",
  "Langzeitleistungsbeziehende",
  "Alleinerziehende",
  "Geflüchtete Menschen",
  "Menschen mit Behinderungen",
  "Neuantragstellende",
  "Beschäftigte mit ergänzenden Leistungen",
  "Familien mit Kindern",
]
const WHAT = [
  "Arbeitsgelegenheiten",
  "Eingliederungszuschüsse",
  "Maßnahmen zur Aktivierung und beruflichen Eingliederung",
  "Förderung der beruflichen Weiterbildung",
  "Teilhabe am Arbeitsmarkt",
  "Schuldnerberatung",
  "Kinderbetreuung",
  "Einstiegsgeld",
  "Sprachförderung",
  "assistierte Ausbildung",
]
const PLACE = [
  "in Aulenfeld",
  "in Brennhausen",
  "in den Nordgemeinden",
  "im gesamten Kreisgebiet",
  "an beiden Standorten",
  "im Beratungszentrum Lindenallee",
]
const DOES = [
  "werden ausgeweitet",
  "werden fortgeführt",
  "erreichen ihre Zielgruppe",
  "entfallen zugunsten anderer Angebote",
  "werden neu ausgeschrieben",
  "bleiben hinter den Erwartungen zurück",
]
const WHY = [
  "weil die Integrationsquote im Vorjahr gesunken ist",
  "da das Eingliederungsbudget um 3,2 Prozent steigt",
  "soweit die Haushaltsmittel ausreichen",
  "nach Abstimmung mit dem örtlichen Beirat",
  "gemäß § 16 SGB II",
  "um den Langzeitleistungsbezug zu vermeiden",
]
/** No two alike: a day, a figure and a name of a project stand in each. */
function sentence(n: number): string {
  const project = `${pick(["Lotsen", "Werkstatt", "Brücken", "Perspektiv", "Job"])}${pick(["projekt", "punkt", "haus", "netz", "schule"])} ${pick(["Nord", "Süd", "Mitte", "Aue", "Linde"])}`
  return `${pick(WHAT)} für ${pick(WHO)} ${pick(PLACE)} ${pick(DOES)}, ${pick(WHY)}; das ${project} hat ${100 + ((n * 37) % 900)} Plätze.`
}
const prose = (count: number, n: number): string => Array.from({ length: count }, (_, i) => sentence(n + i)).join(" ")

/** The items of a real procedure under another id, with a frozen form of its own. */
async function copy(house: House, paper: Paper, n: number): Promise<void> {
  const { table, papers } = house.workCtx()
  const { items } = await table.list(`vorlage/${paper.id}`, z.unknown())
  const chain = await paper.chain()
  const frozen = await Vorlage.frozenOf(house.workCtx(), chain.sha256)
  const id = `vl_${String(n).padStart(26, "0")}`
  const nummer = `${1000 + n}/2027`
  const betreff = `${pick(WHAT)} für ${pick(WHO)} ${pick(PLACE)}`
  const form = {
    ...frozen.form,
    betreff,
    erlaeuterungen: paragraph(prose(14, n)),
    beschlussvorschlag: paragraph(prose(2, n * 3)),
  }
  const text = canonical({ ...frozen, vorlageId: id, nummer, form })
  const hash = await sha256(text)
  await papers.put(`fassung/${hash}.json`, new TextEncoder().encode(text))
  const named = (value: unknown): unknown =>
    JSON.parse(JSON.stringify(value).replaceAll(paper.id, id).replaceAll(chain.sha256, hash))
  await table.commit(
    [],
    items
      .filter(({ key }) => !key.includes("/task-"))
      .map(({ key, value }) => {
        const root = key.endsWith("/root")
        const now = named(value)
        return {
          put: key.replace(paper.id, id),
          value: root ? { ...(now as object), betreff, nummer } : now,
          rev: "new" as const,
          index: root ? `list/vorlage/${id}` : undefined,
        }
      }),
  )
}

async function programme(house: House, n: number): Promise<void> {
  const author = house.as("verfasser")
  const title = `Arbeitsmarktprogramm ${2008 + n}`
  const { id } = await Programme.create(author, { kind: "AMP", title, year: 2008 + n, amtId: "jobcenter" })
  const content: ProgrammeContent = {
    version: 1,
    kind: "AMP",
    title,
    year: 2008 + n,
    sections: Array.from({ length: SECTIONS }, (_, s) => ({
      id: `s${s}`,
      level: 1,
      title: [{ type: "text", text: `${pick(WHAT)} für ${pick(WHO)}` }],
      numbering: "auto",
      blocks: [0, 1, 2].flatMap((p) => paragraph(prose(6, n * 500 + s * 10 + p))),
    })),
    footnotes: [],
  }
  await Programme.save(author, { programmeId: id, rev: 0, content })
}

const QUERY = [
  () => pick(WHAT),
  () => `${pick(WHO).split(" ")[0]} ${pick(WHAT).split(" ").at(-1)}`,
  () => `${1000 + Math.floor(random() * 900)}/2027`,
  () =>
    pick([
      "Eingliederung",
      "Budget",
      "Förder",
      "Kinder",
      "betreuung",
      "Ausbildung",
      "ausschuss",
      "Integrationsquote",
      "jugendlich",
    ]),
  () =>
    `„${pick(["beruflichen Weiterbildung", "örtlichen Beirat", "Langzeitleistungsbezug zu vermeiden", "neu ausgeschrieben"])}“`,
  () => `Lotsenprojekt ${pick(["Nord", "Süd", "Mitte", "Aue"])} ${100 + Math.floor(random() * 900)} Plätze`,
  () => pick(["Gibtesnicht", "Hallenbad", "der Elefant"]),
]

export async function search({ count }: { readonly count: number }): Promise<Outcome> {
  const world = await openWorld(undefined, "off")
  const house = await world.house("T1")
  await house.put({ personId: "mitglied", functions: [{ role: "gremienmitglied", gremiumId: "ka", as: "selbst" }] })
  const signing = await givenVorlageInZeichnung(house)
  const inBody = await givenVorlageInBeratung(house)
  const done = await givenVorlageInBeratung(house)
  await done.record("ausschuss", result(house, "recommended"))
  await done.record("kreisausschuss", result(house, "accepted", { beschlusstext: paragraph(prose(3, 1)) }))
  const templates = [signing, inBody, done, done]
  for (let n = 0; n < count - 3; n++) await copy(house, templates[n % 4] ?? done, n)
  for (let n = 0; n < PROGRAMMES; n++) await programme(house, n)
  const ctx = house.workCtx()

  const begun = performance.now()
  const { entries } = await Search.rebuild(ctx)
  const rebuilt = performance.now() - begun
  const size = async () => {
    const { manifest } = await Search.open(ctx)
    const all = Object.values(manifest.classes).flatMap((c) => c.segments)
    return {
      bytes: all.reduce((s, p) => s + p.bytes, 0),
      segments: all.length,
      classes: Object.keys(manifest.classes).length,
    }
  }
  const { bytes, classes } = await size()

  const recorder = record(world.store.client)
  const cold: number[] = []
  const warm: number[] = []
  const units: number[] = []
  const processor: number[] = []
  let hits = 0
  for (const [i, person] of ["verfasser", "lesend", "kreisausschuss", "mitglied"].entries()) {
    const who = house.as(person)
    const first = performance.now()
    await Search.find(who, { query: "Eingliederung" })
    if (i === 0) cold.push(performance.now() - first)
    for (let n = 0; n < QUERIES / 4; n++) {
      const query = (QUERY[n % QUERY.length] ?? (() => "Budget"))()
      recorder.clear()
      const [at, spent] = [performance.now(), cpu()]
      const found = await Search.find(who, { query })
      warm.push(performance.now() - at)
      processor.push(cpu() - spent)
      units.push(recorder.units().read)
      hits += found.total
    }
  }

  const updates: number[] = []
  const written: number[] = []
  for (let n = 0; n < 30; n++) {
    await Search.mark(ctx, `vl_${String(n * 7).padStart(26, "0")}`)
    const owed = await ctx.table.get("duty/search/update", Duty)
    if (!owed) throw new Error("nothing is owed")
    let sum = 0
    const drafts = {
      ...ctx.drafts,
      put: (path: string, b: Uint8Array) => {
        sum += b.byteLength
        return ctx.drafts.put(path, b)
      },
    }
    const at = performance.now()
    await Search.work({ ...ctx, drafts }, owed.value, owed.rev)
    updates.push(performance.now() - at)
    written.push(sum)
  }
  const after = await size()
  await world.stop()
  const figures: Figure[] = [
    {
      name: `a query, p50 (${count} procedures, ${PROGRAMMES} programmes of ${SECTIONS} sections)`,
      value: median(warm),
      unit: "ms",
    },
    { name: "a query, p95", value: quantile(warm, 0.95), unit: "ms", limit: 200 },
    { name: "a query by processor time of this process, p95", value: quantile(processor, 0.95), unit: "ms" },
    { name: "the slowest query", value: Math.max(...warm), unit: "ms" },
    { name: "the first query of a process", value: median(cold), unit: "ms" },
    { name: "read units of a query, p95", value: quantile(units, 0.95), unit: "" },
    { name: "index after a rebuild", value: bytes / 1024 / 1024, unit: "MB" },
    { name: "entries", value: entries, unit: "" },
    { name: "classes", value: classes, unit: "" },
    { name: "rebuild", value: rebuilt / 1000, unit: "s" },
    { name: "an update of one Vorlage, p50", value: median(updates), unit: "ms" },
    { name: "an update of one Vorlage, p95", value: quantile(updates, 0.95), unit: "ms" },
    { name: "bytes written by an update, p50", value: median(written) / 1024, unit: "kB" },
    { name: "segments after 30 updates", value: after.segments, unit: "" },
  ]
  return {
    figures,
    failures: hits === 0 ? ["nothing was found at all"] : [],
    notes: [`${hits} hits in ${warm.length} queries of four people; documents off, embedded server`],
  }
}
