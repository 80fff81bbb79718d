/** Form of a Beschlussvorlage (domain 2.1, 2.4) as its author fills it in, and everything that must hold before submission. */
import { z } from "zod"
import type { ConditionFacts } from "../chain/index.ts"
import { type Block, type Inline, RichText, walk } from "../content.ts"
import { germanDay } from "../day.ts"
import type { Finding } from "../error.ts"
import { uncovered } from "../glyph.ts"
import { Ref } from "../id.ts"
import { type Amounts, Day, Finance, Zustaendigkeit } from "../paper.ts"
import type { Tenant } from "../tenant.ts"

export const BeratungsfolgeRow = z.strictObject({
  gremiumId: z.string(),
  termin: Day,
  berichterstattung: z.array(z.string().min(1).max(120)).max(10),
  zustaendigkeit: Zustaendigkeit,
})
export type BeratungsfolgeRow = z.infer<typeof BeratungsfolgeRow>

export const AnlageRef = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("programme"),
    id: z.string().min(1).max(60),
    title: z.string().min(1).max(300),
    public: z.boolean(),
    programmeId: Ref,
  }),
  z.strictObject({
    kind: z.literal("upload"),
    id: z.string().min(1).max(60),
    title: z.string().min(1).max(300),
    public: z.boolean(),
    uploadId: Ref,
  }),
])
export type AnlageRef = z.infer<typeof AnlageRef>

/** Drafts may be incomplete: empty texts and unanswered questions are allowed until submission. */
export const Form = z.strictObject({
  artId: z.string(),
  public: z.boolean(),
  /** Federführendes Amt */
  amtId: z.string(),
  /** number given from outside, where the Art takes it from there */
  nummer: z.string().max(60).optional(),
  betreff: z.string().max(500),
  beratungsfolge: z.array(BeratungsfolgeRow).max(20),
  finance: Finance,
  beschlussvorschlag: RichText,
  erlaeuterungen: RichText,
  anlagen: z.array(AnlageRef).max(100),
})
export type Form = z.infer<typeof Form>

const NO_AMOUNTS: Amounts = { totalCent: null, thirdPartyCent: null, ownCent: null }
/** Finance block before anybody answered. */
export const NO_FINANCE: Finance = {
  effects: null,
  inBudget: null,
  products: [],
  positions: [],
  plannedCent: null,
  requiredCent: null,
  once: NO_AMOUNTS,
  yearly: NO_AMOUNTS,
  seeErlaeuterungen: false,
}

type Report = (reason: string, place: string, message: string) => void

/** What is missing or wrong in the form, in the order of the paper. Anlagen are checked where their content is at hand. */
export function checkForm(form: Form, tenant: Omit<Tenant, "head">, today: Day): Finding[] {
  const found: Finding[] = []
  const report: Report = (reason, place, message) => found.push({ reason, place, message })
  const art = tenant.arten.find((a) => a.id === form.artId)
  if (!art) report("art.unknown", "Vorlagenart", "Diese Vorlagenart gibt es in diesem Haus nicht.")
  if (!tenant.aemter.some((a) => a.id === form.amtId))
    report("amt.unknown", "Federführendes Amt", "Dieses Amt gibt es in diesem Haus nicht.")
  if (form.betreff.trim() === "") report("betreff.missing", "Betreff", "Der Betreff fehlt.")
  if (art?.number.source === "outside" && !form.nummer)
    report("number.missing", "Nummer", "Die Nummer aus dem Ratsinformationssystem fehlt.")
  if (art?.number.source === "own" && form.nummer)
    report("number.own", "Nummer", "Die Nummer wird beim Einreichen vergeben und nicht eingetragen.")
  checkBeratungsfolge(form.beratungsfolge, tenant, art?.decides ?? true, today, report)
  checkFinance(form.finance, report)
  if (art?.decides !== false && text(form.beschlussvorschlag) === "")
    report("beschlussvorschlag.missing", "Beschlussvorschlag", "Der Beschlussvorschlag fehlt.")
  checkText(form.beschlussvorschlag, "Beschlussvorschlag", report)
  checkText(form.erlaeuterungen, "Erläuterungen", report)
  for (const [place, blocks] of [
    ["Beschlussvorschlag", form.beschlussvorschlag],
    ["Erläuterungen", form.erlaeuterungen],
  ] as const)
    walk(blocks, place, (block, here) => {
      if (inlinesOf(block).some((i) => i.type === "footnote"))
        report("footnote.unsupported", here, "Fußnoten gibt es nur im Programm; hier ginge ihr Text verloren.")
    })
  const lines: [string, string][] = [
    ["Betreff", form.betreff],
    ...form.beratungsfolge.map((r, i): [string, string] => [
      `Beratungsfolge, Zeile ${i + 1}`,
      r.berichterstattung.join(" "),
    ]),
    ...form.finance.products.map((p, i): [string, string] => [`Produkt ${i + 1}`, p.number + p.name]),
    ...form.finance.positions.map((p, i): [string, string] => [`Ergebnisplanposition ${i + 1}`, p.number + p.name]),
    ["Deckungsvorschlag", form.finance.coverage ?? ""],
    ...form.anlagen.map((a, i): [string, string] => [`Anlage ${i + 1}`, a.title]),
  ]
  for (const [place, line] of lines) checkGlyphs(line, place, report)
  const ids = form.anlagen.map((a) => a.id)
  if (new Set(ids).size !== ids.length) report("anlage.twice", "Anlagen", "Eine Anlage ist zweimal genannt.")
  if (form.anlagen.filter((a) => a.kind === "programme").length > 1)
    report("anlage.programmes", "Anlagen", "Eine Vorlage nimmt genau ein Programm als Anlage auf.")
  return found
}

/** Dates ascending and not past, at least one deciding body, after the last of them only Kenntnisnahme (domain R7). */
function checkBeratungsfolge(
  rows: readonly BeratungsfolgeRow[],
  tenant: Omit<Tenant, "head">,
  decides: boolean,
  today: Day,
  report: Report,
): void {
  const here = "Beratungsfolge"
  if (rows.length === 0) report("beratungsfolge.missing", here, "Die Beratungsfolge fehlt.")
  rows.forEach((row, i) => {
    const place = `${here}, Zeile ${i + 1}`
    if (!tenant.gremien.some((g) => g.id === row.gremiumId))
      report("gremium.unknown", place, "Dieses Gremium gibt es in diesem Haus nicht.")
    const until = tenant.gremien.find((g) => g.id === row.gremiumId)?.until
    if (until !== undefined && until < row.termin)
      report("gremium.dissolved", place, `Dieses Gremium besteht nur bis zum ${germanDay(until)}.`)
    if (row.termin < today)
      report("termin.past", place, `Der Termin ${germanDay(row.termin)} liegt in der Vergangenheit.`)
    const before = rows[i - 1]
    if (before && row.termin < before.termin)
      report(
        "beratungsfolge.order",
        place,
        `Der Termin ${germanDay(row.termin)} liegt vor dem der Zeile ${i} (${germanDay(before.termin)}).`,
      )
  })
  const last = rows.findLastIndex((r) => r.zustaendigkeit === "Entscheidung")
  if (decides && rows.length > 0 && last === -1)
    report("beratungsfolge.deciding", here, "Es fehlt ein Gremium, das entscheidet.")
  if (last !== -1 && rows.slice(last + 1).some((r) => r.zustaendigkeit !== "Kenntnisnahme"))
    report("beratungsfolge.after", here, "Nach der letzten Entscheidung ist nur noch Kenntnisnahme möglich.")
}

/** Rules of the finance block (domain 2.4): "nein" leaves the rest empty, "ja" needs products and amounts or the reference. */
function checkFinance(f: Finance, report: Report): void {
  const place = "Finanzielle Auswirkungen"
  const amounts = [f.plannedCent, f.requiredCent, ...Object.values(f.once), ...Object.values(f.yearly)]
  const given = amounts.some((a) => a !== null)
  if (f.effects === null)
    report("finance.unanswered", place, "Bitte beantworten Sie: finanzielle Auswirkungen ja oder nein.")
  if (
    f.effects === false &&
    (given ||
      f.products.length > 0 ||
      f.positions.length > 0 ||
      f.inBudget !== null ||
      f.seeErlaeuterungen ||
      f.coverage)
  )
    report("finance.notEmpty", place, "Ohne finanzielle Auswirkungen bleiben die übrigen Angaben leer.")
  if (f.effects !== true) return
  if (f.inBudget === null)
    report("finance.budget", place, "Bitte beantworten Sie: im Haushaltsplan vorgesehen ja oder nein.")
  if (f.products.length === 0) report("finance.product", place, "Bei finanziellen Auswirkungen fehlt das Produkt.")
  if (!given && !f.seeErlaeuterungen)
    report("finance.amounts", place, "Bitte tragen Sie Beträge ein oder wählen Sie „siehe Erläuterungen“.")
  if (given && f.seeErlaeuterungen)
    report("finance.both", place, "„siehe Erläuterungen“ gilt nur, wenn keine Beträge eingetragen sind.")
  if (amounts.some((a) => a !== null && a < 0)) report("finance.negative", place, "Beträge sind nicht negativ.")
  for (const [name, a] of [
    ["einmalige Aufwendungen", f.once],
    ["laufende Aufwendungen", f.yearly],
  ] as const) {
    const { totalCent: total, thirdPartyCent: third, ownCent: own } = a
    if (total === null && third === null && own === null) continue
    if (total === null || own === null)
      report("finance.partial", place, `Bei „${name}“ fehlen „insgesamt“ oder die eigene Belastung.`)
    else if (total - (third ?? 0) !== own)
      report(
        "finance.sum",
        place,
        `Bei „${name}“ ergibt insgesamt minus Beteiligung Dritter nicht die eigene Belastung.`,
      )
  }
}

/** Alt texts, heading order and glyphs of a block list: what the accessible paper needs. */
export function checkText(blocks: readonly Block[], place: string, report: Report): void {
  let heading = 0
  walk(blocks, place, (block, here) => {
    if (block.type === "heading") {
      if (block.level > heading + 1) report("heading.skip", here, "Eine Überschriftenebene ist übersprungen.")
      heading = block.level
    }
    if (block.type === "image" && !block.decorative && block.alt.trim() === "")
      report("alt.missing", here, "Der Alternativtext fehlt.")
    if (block.type === "chart") {
      if (block.alt.trim() === "") report("alt.missing", here, "Der Alternativtext fehlt.")
      if (block.series.some((s) => s.values.length !== block.categories.length))
        report("chart.ragged", here, "Eine Datenreihe hat nicht zu jeder Kategorie einen Wert.")
    }
    for (const line of linesOf(block)) checkGlyphs(line, here, report)
  })
}

/** All inline content that stands in a block itself, not in the blocks within it. */
export function inlinesOf(block: Block): readonly Inline[] {
  switch (block.type) {
    case "paragraph":
    case "heading":
      return block.content
    case "table":
    case "image":
      return block.caption ?? []
    case "chart":
      return block.source ?? []
    case "aside":
    case "list":
      return []
  }
}

function linesOf(block: Block): string[] {
  const inline = (content: readonly Inline[] | undefined) =>
    (content ?? []).map((i) => (i.type === "break" || i.type === "footnote" ? "" : i.text)).join("")
  switch (block.type) {
    case "paragraph":
    case "heading":
      return [inline(block.content)]
    case "table":
      return [inline(block.caption)]
    case "image":
      return [inline(block.caption)]
    case "chart":
      return [
        block.title,
        block.unit ?? "",
        ...block.categories,
        ...block.series.map((s) => s.name),
        inline(block.source),
      ]
    case "aside":
      return [block.note]
    case "list":
      return []
  }
}

export function checkGlyphs(line: string, place: string, report: Report): void {
  // The paper leaves them out, a screen obeys them: then people sign other figures than they read.
  if (/[\u061c\u200f\u202a-\u202e\u2066-\u2069]/.test(line))
    report(
      "text.direction",
      place,
      "Hier stehen unsichtbare Zeichen, die die Leserichtung ändern. Bitte geben Sie diese Stelle neu ein.",
    )
  const missing = uncovered(line)
  if (missing.length > 0)
    report(
      "glyph.missing",
      place,
      `Dieses Zeichen kann nicht gedruckt werden: ${missing.slice(0, 5).map(codePoint).join(", ")}.`,
    )
}
const codePoint = (ch: string): string =>
  `${ch} (U+${(ch.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")})`

export function text(blocks: RichText): string {
  const parts: string[] = []
  walk(blocks, "", (block) => parts.push(...linesOf(block)))
  return parts.join(" ").trim()
}

export function conditionFacts(form: Form): ConditionFacts {
  const { effects, plannedCent, requiredCent, once, yearly } = form.finance
  const amounts = [plannedCent, requiredCent, once.totalCent, yearly.totalCent].map((a) => a ?? 0)
  return {
    "finance.effects": effects === true,
    "finance.amount": Math.max(0, ...amounts),
    public: form.public,
    programme: form.anlagen.some((a) => a.kind === "programme"),
  }
}
