/** Felder zum Übertragen (fields to copy): every field of the form in its order, as accessible page and as plain text. */
import { type Block, plain } from "../content.ts"
import { germanDay } from "../day.ts"
import { esc } from "../html/text.ts"
import { fragment, type PageOptions } from "../html.ts"
import type { Amounts } from "../paper.ts"
import { MARK, type Plan } from "./plan.ts"

export interface Field {
  readonly label: string
  readonly value: string | readonly string[] | readonly Block[]
}
const isBlocks = (v: Field["value"]): v is readonly Block[] => Array.isArray(v) && typeof v[0] === "object"

const yesNo = (v: boolean | null): string => (v === null ? "" : v ? "ja" : "nein")
const euro = (cent: number | null): string =>
  cent === null ? "" : `${(cent / 100).toLocaleString("de-DE", { minimumFractionDigits: 2 })} EUR`

/** Every field, also an empty one: nothing that is asked for elsewhere is overlooked. */
export function fieldsOf({ frozen, anlagen }: Pick<Plan, "frozen" | "anlagen">): Field[] {
  const { form } = frozen
  const f = form.finance
  const amounts = (label: string, a: Amounts): Field[] => [
    { label: `${label}: insgesamt`, value: euro(a.totalCent) },
    { label: `${label}: Beteiligung Dritter`, value: euro(a.thirdPartyCent) },
    { label: `${label}: ${frozen.house.ownShareLabel}`, value: euro(a.ownCent) },
  ]
  return [
    { label: "Vorlagenart", value: frozen.artLabel },
    { label: "Öffentlichkeit", value: form.public ? "öffentlich" : "nichtöffentlich" },
    { label: "Federführendes Amt", value: frozen.amtLabel },
    { label: "Nummer", value: frozen.nummer },
    { label: "Fassung", value: String(frozen.fassung) },
    { label: "Datum", value: germanDay(frozen.on) },
    { label: "Betreff", value: form.betreff },
    {
      label: "Beratungsfolge",
      value: form.beratungsfolge.map(
        (r) =>
          `${frozen.gremien[r.gremiumId] ?? r.gremiumId}, ${germanDay(r.termin)}, ${r.zustaendigkeit}${r.berichterstattung.length > 0 ? `, Berichterstattung: ${r.berichterstattung.join(", ")}` : ""}`,
      ),
    },
    { label: "Finanzielle Auswirkungen", value: yesNo(f.effects) },
    { label: "Im Haushaltsplan vorgesehen", value: yesNo(f.inBudget) },
    { label: "Produkte", value: f.products.map((p) => `${p.number} ${p.name}`) },
    {
      label: "Ergebnisplanpositionen und Investitionen",
      value: f.positions.map(
        (p) => `${p.kind === "investition" ? "Investition" : "Ergebnisplanposition"} ${p.number} ${p.name}`,
      ),
    },
    { label: "Für den Zweck veranschlagt", value: euro(f.plannedCent) },
    { label: "Nunmehr erforderlich", value: euro(f.requiredCent) },
    ...amounts("Investitionsauszahlungen und einmalige Aufwendungen", f.once),
    ...amounts("Laufende Aufwendungen jährlich", f.yearly),
    { label: "Beträge siehe Erläuterungen", value: yesNo(f.seeErlaeuterungen) },
    { label: "Deckungsvorschlag", value: f.coverage ?? "" },
    { label: "Beschlussvorschlag", value: form.beschlussvorschlag },
    { label: "Erläuterungen", value: form.erlaeuterungen },
    {
      label: "Anlagen",
      value: anlagen.map((a, i) => `${i + 1}. ${a.title} (${a.public ? "öffentlich" : "nichtöffentlich"})`),
    },
  ]
}

const EMPTY = "keine Angabe"

export function sheetText(plan: Plan): string {
  const lines = fieldsOf(plan).flatMap(({ label, value }) => {
    const text = isBlocks(value)
      ? textOf(value)
      : typeof value === "string"
        ? value
        : (value as readonly string[]).join("\n")
    return [label, "-".repeat(label.length), text.trim() === "" ? EMPTY : text, ""]
  })
  return [...(plan.nonPublic ? ["NICHTÖFFENTLICH", ""] : []), ...lines].join("\n")
}

/** Rich text as lines: paragraphs, list items and rows of tables, one each. */
export function textOf(blocks: readonly Block[], indent = ""): string {
  return blocks.flatMap((b) => linesOf(b, indent)).join("\n")
}

function linesOf(b: Block, indent: string): string[] {
  switch (b.type) {
    case "paragraph":
    case "heading":
      return [`${indent}${plain(b.content)}`]
    case "list":
      return b.items.map((item, i) => {
        const inner = textOf(item.blocks, `${indent}  `).trimStart()
        return `${indent}${b.ordered ? `${(b.start ?? 1) + i}.` : "-"} ${inner}`
      })
    case "table":
      return [
        ...(b.caption ? [`${indent}${plain(b.caption)}`] : []),
        ...b.rows.map((row) => indent + row.cells.map((c) => textOf(c.blocks).replaceAll("\n", " ")).join("\t")),
      ]
    case "image":
      return b.decorative ? [] : [`${indent}[Bild: ${b.alt}]`]
    case "chart":
      return [`${indent}[Diagramm: ${b.title}. ${b.alt}]`]
    case "aside":
      return [`${indent}${b.note}`, textOf(b.blocks, indent)]
  }
}

const STYLE =
  "html{font:1.0625rem/1.6 system-ui,sans-serif;color:#1b2330;background:#fff}body{max-width:50rem;margin:0 auto;padding:1.5rem}dt{font-weight:650;margin-top:1.25rem}dd{margin:0.25rem 0 0;white-space:pre-wrap}dd div{white-space:normal}table{border-collapse:collapse}th,td{border:1px solid #6b7585;padding:0.25rem 0.5rem;text-align:left;vertical-align:top}img,svg{max-width:100%;height:auto}@media(prefers-color-scheme:dark){html{color:#e8ebf0;background:#14181f}}"

/** One page without anything from elsewhere; each field is a term with its value, so that it can be copied for itself. */
export function sheetHtml(plan: Plan, images: PageOptions["images"]): string {
  const { frozen, nonPublic, state } = plan
  const title = `${frozen.artLabel} ${frozen.nummer}: Felder zum Übertragen`
  const rows = fieldsOf(plan).map(({ label, value }) => {
    const said = isBlocks(value)
      ? `<div>${fragment(value, images, 2)}</div>`
      : esc(typeof value === "string" ? value : (value as readonly string[]).join("\n"))
    return `<dt>${esc(label)}</dt>\n<dd>${said === "" ? EMPTY : said}</dd>`
  })
  return `<!doctype html>
<html lang="de">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${esc(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${esc(title)}</h1>
${nonPublic ? `<p><strong>Nichtöffentlich.</strong> Diese Vorlage oder ein Teil von ihr ist nicht für die Öffentlichkeit bestimmt (${MARK}).</p>\n` : ""}<p>Fassung ${frozen.fassung} vom ${germanDay(frozen.on)}, Stand: ${esc(state)}</p>
<dl>
${rows.join("\n")}
</dl>
</main>
</body>
</html>
`
}
