/** Wording of mails: subject, plain text and simple HTML that say the same. Pure; nothing from elsewhere is loaded. */
import { esc } from "../html/text.ts"

/** One piece of news, or one task. */
export interface Entry {
  /** "Vorlage 047/2027: bitte zeichnen" */
  readonly title: string
  readonly lines: readonly string[]
  readonly link?: { readonly label: string; readonly href: string } | undefined
}
export interface Frame {
  /** name of the house */
  readonly house: string
  /** address of Meine Aufgaben */
  readonly tasks: string
  readonly daily: boolean
}
export interface Words {
  readonly subject: string
  readonly text: string
  readonly html: string
}

/** No header can be begun in another one's words, and no line is longer than a header may be. */
const oneLine = (text: string): string => plain(text).replace(/\s+/g, " ").trim().slice(0, 180)
/** Signs that no mail needs: controls, and marks that let text run backwards. */
function plain(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, " ")
    .replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "")
}

export function single(entry: Entry, frame: Frame): Words {
  const { title, lines, link } = clean(entry)
  const text = [title, "", ...lines, ...(link ? ["", `${link.label}:`, link.href] : [])].join("\n")
  return {
    subject: title,
    text: `${text}\n\n${foot(frame).join("\n")}\n`,
    html: page(title, `<h1 style="${H1}">${esc(title)}</h1>\n${body(lines, link)}`, frame),
  }
}

export interface Section {
  readonly title: string
  readonly entries: readonly Entry[]
}

/** @param subject "Übersicht vom 03.02.2027: 2 Nachrichten, 5 offene Aufgaben" */
export function digest(subject: string, sections: readonly Section[], frame: Frame): Words {
  const title = oneLine(subject)
  const shown = sections.filter((s) => s.entries.length > 0).map((s) => ({ ...s, entries: s.entries.map(clean) }))
  const text = shown.flatMap((s) => [
    "",
    s.title.toUpperCase(),
    ...s.entries.flatMap((e) => ["", e.title, ...e.lines, ...(e.link ? [e.link.href] : [])]),
  ])
  const html = shown
    .map(
      (s) =>
        `<h2 style="${H2}">${esc(s.title)}</h2>\n<ul style="padding-left:1.25em">\n${s.entries
          .map((e) => `<li style="margin:0 0 0.75em"><strong>${esc(e.title)}</strong>\n${body(e.lines, e.link)}</li>`)
          .join("\n")}\n</ul>`,
    )
    .join("\n")
  return {
    subject: title,
    text: `${[title, ...text].join("\n")}\n\n${foot(frame).join("\n")}\n`,
    html: page(title, `<h1 style="${H1}">${esc(title)}</h1>\n${html}`, frame),
  }
}

const clean = ({ title, lines, link }: Entry): Entry => ({
  title: oneLine(title),
  lines: lines.map((l) => plain(l).trim()).filter((l) => l !== ""),
  link,
})

const foot = ({ house, tasks, daily }: Frame): string[] => [
  "-- ",
  oneLine(house),
  `Meine Aufgaben: ${tasks}`,
  `${daily ? "Lieber einzelne Mails" : "Lieber eine tägliche Übersicht"}: ${tasks}/profil`,
  "Diese Nachricht wurde selbsttätig verschickt. Antworten werden nicht gelesen.",
]

const H1 = "font-size:1.375em;line-height:1.3;margin:0 0 0.75em"
const H2 = "font-size:1.125em;line-height:1.3;margin:1.5em 0 0.5em"

/** The address itself is what a person clicks: it can be read before, and copied. */
function body(lines: readonly string[], link: Entry["link"]): string {
  const said = lines.map((line) => `<p style="margin:0 0 0.5em">${esc(line)}</p>`)
  const there = link
    ? [`<p style="margin:0 0 0.5em">${esc(link.label)}:<br><a href="${esc(link.href)}">${esc(link.href)}</a></p>`]
    : []
  return [...said, ...there].join("\n")
}

function page(title: string, main: string, frame: Frame): string {
  const [, house = "", tasks = "", ...rest] = foot(frame)
  const small = [house, tasks, ...rest].map((line) => esc(line)).join("<br>\n")
  return `<!doctype html>
<html lang="de">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${esc(title)}</title>
</head>
<body style="font-family:system-ui,sans-serif;font-size:1em;line-height:1.5;margin:0;padding:1.5em">
<main style="max-width:38em">
${main}
</main>
<footer style="max-width:38em;margin-top:2em;border-top:1px solid #767676;padding-top:0.75em;font-size:0.9375em">
<p>${small}</p>
</footer>
</body>
</html>
`
}
