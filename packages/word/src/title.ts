/** Title and subtitle: the paragraphs in the styles Titel and Untertitel at the beginning of a Word file. */
import { type Inline, plain } from "@beschlussweg/core/content"
import { type Flow, type Paragraph, pieceText, type Story, settle, trim } from "./reading.ts"
import { quote } from "./report.ts"

/** Takes the paragraphs in the styles Titel and Untertitel at the beginning. */
export function takeTitle(
  flow: readonly Flow[],
  story: Story,
  wanted: string | undefined,
): { rest: Flow[]; title: string | undefined; subtitle: string | undefined } {
  const { ledger } = story.reading
  const rest: Flow[] = []
  let title: string | undefined
  let subtitle: string | undefined
  let open = true
  for (const entry of flow) {
    const role = entry.type === "paragraph" ? entry.style.role : "body"
    const simple = entry.type === "paragraph" && entry.pieces.every((p) => p.type !== "footnote")
    const text = entry.type === "paragraph" ? pieceText(entry.pieces).trim() : ""
    if (entry.type === "block" || (text !== "" && role !== "title" && role !== "subtitle")) open = false
    const candidate = open && simple && text !== "" && entry.type === "paragraph"
    const whole: string = title === undefined ? text : `${title} ${text}`
    if (candidate && role === "title" && whole.length <= 300 && subtitle === undefined) {
      title = takeText(entry, story, title)
    } else if (candidate && role === "subtitle" && subtitle === undefined && text.length <= 300) {
      subtitle = takeText(entry, story, undefined)
    } else {
      rest.push(entry)
      continue
    }
    const floats = entry.pieces.filter((p) => p.type === "float")
    if (floats.length > 0) rest.push({ ...entry, pieces: floats })
  }
  if (title !== undefined && wanted !== undefined && wanted !== title) {
    ledger.shelve("title", { place: "Titel" }, { characters: title.length }, title)
    ledger.finding(
      "title.replaced",
      { place: "Titel" },
      `Der Titel der Datei ${quote(title)} wurde durch den angegebenen Titel ersetzt.`,
    )
    return { rest, title: undefined, subtitle }
  }
  return { rest, title, subtitle }
}

/** plain text of a title paragraph, joined to what came before; blanks that are written or left out are booked */
function takeText(paragraph: Paragraph, story: Story, before: string | undefined): string {
  const { ledger } = story.reading
  const content: Inline[] = settle(
    trim(
      paragraph.pieces.filter((p) => p.type !== "float"),
      story,
    ),
    ledger,
  )
  const text = plain(content)
  const breaks = content.filter((i) => i.type === "break").length
  const trimmed = text.trim()
  const joined = before === undefined ? trimmed : `${before} ${trimmed}`
  const own = text.length - breaks
  ledger.added.characters += joined.length - (before?.length ?? 0) - own
  return joined
}
