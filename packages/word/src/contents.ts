/** The table of contents (Inhaltsverzeichnis) of a Word file: recognised by field, style or its dots, and set aside. */
import { isEmpty } from "./list.ts"
import { type Flow, pieceText, type Story, weigh } from "./reading.ts"

/** "3.2 Strukturen ..... 14" or with a tab before the page number */
function isTocLine(text: string): boolean {
  return text.trim().length <= 200 && /\S.*?(\.{3,}|…|(?:\.\s){3,}|\t)\s*\d{1,3}\s*$/.test(text)
}

/** A line of the table of contents as somebody typed or updated it last; the number is "" where there is none. */
export interface ContentsLine {
  readonly number: string
  readonly title: string
}

/** "3.2 Strukturen ..... 14" is number 3.2, title "Strukturen"; undefined for the heading above the lines. */
function lineOf(text: string): ContentsLine | undefined {
  const bare = text.trim().slice(0, 400)
  if (/^(inhalt|inhaltsverzeichnis|inhaltsübersicht)\s*:?$/i.test(bare)) return undefined
  const words = bare.replace(/(?:[.…\s\t]*[.…\t]|\s+)\s*\d{1,4}$/, "").trim()
  const match = /^(\d{1,2}(?:\.\d{1,2}){0,5})\.?\)?[\s\u00a0]+(?=\S)/.exec(words)
  const title = (match ? words.slice(match[0].length) : words).replace(/[.…\s]+$/, "").replace(/\s+/g, " ")
  return title === "" ? undefined : { number: match?.[1] ?? "", title }
}

/** Sets the table of contents aside: it is made anew for the paper. Its lines are kept for the check against the headings. */
export function setTocAside(flow: readonly Flow[], story: Story): { kept: Flow[]; contents: ContentsLine[] } {
  const { ledger } = story.reading
  const kept: Flow[] = []
  const lines: string[] = []
  const dotted = dottedRuns(flow)
  /** a heading after lines of the contents ends them, even if their field was never closed */
  let ended = false
  for (const [i, entry] of flow.entries()) {
    if (entry.type !== "paragraph" || entry.style.role === "text") {
      kept.push(entry)
      continue
    }
    const text = pieceText(entry.pieces)
    const heading = entry.style.heading !== undefined
    if (heading && lines.length > 0) ended = true
    const styled = entry.style.role === "toc" || entry.style.role === "tocHeading"
    const byField = entry.inToc && !heading && !ended && text.length <= 300
    const title = /^\s*(inhalt|inhaltsverzeichnis|inhaltsübersicht)\s*:?\s*$/i.test(text) && tocFollows(flow, i, dotted)
    if (!styled && !byField && !dotted.has(i) && !title) {
      kept.push(entry)
      continue
    }
    ledger.shelve("toc", { place: "Inhaltsverzeichnis" }, weigh(entry.pieces), text.trim())
    // what our own export wrote is what our headings said then
    if (text.trim() !== "" && entry.style.own === undefined) lines.push(text.trim())
    const floats = entry.pieces.filter((p) => p.type === "float")
    if (floats.length > 0) kept.push({ ...entry, pieces: floats })
  }
  if (lines.length > 0)
    ledger.finding(
      "toc.set_aside",
      { place: "Inhaltsverzeichnis" },
      `Das Inhaltsverzeichnis (${lines.length} Zeilen) wurde nicht übernommen; es wird für das Papier neu gebildet.`,
    )
  return { kept, contents: lines.flatMap((line) => lineOf(line) ?? []) }
}

function tocFollows(flow: readonly Flow[], index: number, dotted: ReadonlySet<number>): boolean {
  for (let i = index + 1; i < flow.length; i++) {
    const entry = flow[i]
    if (entry?.type !== "paragraph") return false
    if (isEmpty(entry)) continue
    return entry.inToc || entry.style.role === "toc" || dotted.has(i)
  }
  return false
}

/** three or more lines in a row that end in dots or a tab and a page number */
function dottedRuns(flow: readonly Flow[]): Set<number> {
  const found = new Set<number>()
  let run: number[] = []
  const close = () => {
    if (run.length >= 3) for (const i of run) found.add(i)
    run = []
  }
  flow.forEach((entry, i) => {
    if (entry.type === "paragraph" && isEmpty(entry)) return
    if (entry.type === "paragraph" && entry.style.own === undefined && isTocLine(pieceText(entry.pieces))) run.push(i)
    else close()
  })
  close()
  return found
}
