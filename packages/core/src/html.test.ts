import { expect, test } from "vitest"
import type { Block, Inline, ProgrammeContent } from "./content.ts"
import { html } from "./html.ts"

const text = (words: string): Inline => ({ type: "text", text: words })
const line = (...content: Inline[]): Block => ({ type: "paragraph", content })
const FILE = "a".repeat(64)
const OPTIONS = { house: "Kreis Aulenfeld", images: new Map([[FILE, new Uint8Array([137, 80, 78, 71])]]) }
const programme = (blocks: Block[], more: Partial<ProgrammeContent> = {}): ProgrammeContent => ({
  version: 1,
  kind: "AMP",
  title: "Arbeitsmarktprogramm 2027",
  year: 2027,
  sections: [{ id: "lage", level: 1, title: [text("Lage")], numbering: "auto", blocks }],
  footnotes: [],
  ...more,
})
const image: Block = { type: "image", file: FILE, mediaType: "image/png", width: 4, height: 3, alt: "Rathaus" }
const chart = (kind: "bar" | "grouped" | "stacked" | "line" | "donut", values: (string | null)[][]): Block => ({
  type: "chart",
  kind,
  title: "Zugang",
  alt: "Zugang nach Alter",
  unit: "Personen",
  categories: ["unter 25", "ab 25"],
  series: values.map((v, i) => ({ name: `Reihe ${i + 1}`, values: v })),
  source: [text("Quelle: eigene Zählung")],
})

interface Tag {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
}
const VOID = new Set(["meta", "img", "br"])
/** All start tags in order; throws where tags are not nested as they were opened, so the page is a tree. */
function tags(page: string): Tag[] {
  const found: Tag[] = []
  const open: string[] = []
  const body = page.replace(/<!doctype html>/, "").replace(/<style>[\s\S]*?<\/style>/, "")
  for (const match of body.matchAll(/<(\/?)([a-z][a-z0-9]*)((?:\s[a-zA-Z][\w:-]*(?:="[^"<>]*")?)*)\s*(\/?)>/gi)) {
    const [, end, name = "", rest = "", self] = match
    if (end === "/") {
      if (open.pop() !== name) throw new Error(`</${name}> closes another element`)
      continue
    }
    const attributes = [...rest.matchAll(/([a-zA-Z][\w:-]*)(?:="([^"]*)")?/g)].map(
      ([, k = "", v = ""]) => [k, v] as const,
    )
    if (new Set(attributes.map(([k]) => k)).size !== attributes.length)
      throw new Error(`<${name}> has an attribute twice`)
    found.push({ name, attributes: Object.fromEntries(attributes) })
    if (!VOID.has(name) && self !== "/") open.push(name)
  }
  if (open.length > 0) throw new Error(`not closed: ${open.join(", ")}`)
  const left = body.replace(/<(\/?)([a-z][a-z0-9]*)((?:\s[a-zA-Z][\w:-]*(?:="[^"<>]*")?)*)\s*(\/?)>/gi, "")
  if (/[<>]/.test(left))
    throw new Error(`a sign was not written as text: ${left.slice(Math.max(0, left.search(/[<>]/) - 40)).slice(0, 80)}`)
  return found
}

/** What an accessible page has to keep; each breach is one line. */
function breaches(page: string): string[] {
  const all = tags(page)
  const found: string[] = []
  const named = (name: string) => all.filter((t) => t.name === name)
  if (named("html")[0]?.attributes.lang !== "de") found.push("language")
  if (named("title").length !== 1) found.push("title")
  for (const landmark of ["header", "nav", "main", "footer"]) if (named(landmark).length !== 1) found.push(landmark)
  const ids = all.flatMap((t) => t.attributes.id ?? [])
  if (new Set(ids).size !== ids.length) found.push("ids")
  for (const { attributes } of all) {
    const { href, src } = attributes
    if (href?.startsWith("#") && !ids.includes(href.slice(1))) found.push(`target ${href}`)
    if (href !== undefined && !/^(#|https?:\/\/|mailto:|tel:)/.test(href)) found.push(`href ${href}`)
    if (src !== undefined && !/^data:image\/(png|jpeg);base64,[A-Za-z0-9+/=]*$/.test(src)) found.push(`src ${src}`)
    const label = attributes["aria-labelledby"]
    if (label !== undefined && !ids.includes(label)) found.push(`label ${label}`)
    if (Object.keys(attributes).some((a) => a.startsWith("on"))) found.push("handler")
  }
  let level = 0
  for (const { name } of all) {
    const n = /^h([1-6])$/.exec(name)?.[1]
    // the contents stand before the text with a heading of their own
    if (n === undefined) continue
    if (Number(n) > level + 1) found.push(`heading ${name} after h${level}`)
    level = Number(n)
  }
  if (named("h1").length !== 1) found.push("h1")
  for (const { attributes } of named("img")) if (attributes.alt === undefined) found.push("alt")
  for (const { attributes } of named("svg"))
    if (attributes.role !== "img" || !attributes["aria-label"]) found.push("svg")
  for (const { attributes } of named("th"))
    if (!/^(col|row|colgroup|rowgroup)$/.test(attributes.scope ?? "")) found.push("scope")
  for (const name of ["script", "link", "iframe", "object", "embed", "form", "base"])
    if (named(name).length > 0) found.push(name)
  return found
}

test("a page of everything is one tree, keeps every rule, and is the same each time", () => {
  const head = (words: string) => ({ blocks: [line(text(words))], header: true })
  const notes: Inline[] = [
    { type: "footnote", id: "n2" },
    { type: "footnote", id: "n1" },
    { type: "footnote", id: "n2" },
    { type: "footnote", id: "fehlt" },
  ]
  const content = programme(
    [
      line(text("Siehe "), { type: "ref", target: "lage", show: "title", text: "Lage" }, ...notes),
      { type: "heading", level: 4, content: [text("Zwischen")] },
      {
        type: "table",
        caption: [text("Bestand")],
        headerRows: 1,
        rows: [
          { cells: [head(""), { ...head("2026"), colSpan: 2 }] },
          { cells: [{ ...head("Frauen"), rowSpan: 2 }, { blocks: [line(text("1"))], align: "right" }, { blocks: [] }] },
          {
            cells: [{ blocks: [{ type: "heading", level: 1, content: [text("In der Zelle")] }] }, { blocks: [image] }],
          },
        ],
      },
      image,
      { ...image, alt: "x", decorative: true },
      { type: "image", file: "b".repeat(64), mediaType: "image/png", width: 4, height: 3, alt: "Marktplatz" },
      chart("bar", [["1.5", null]]),
      chart("grouped", [
        ["1", "-2"],
        ["3", "4"],
      ]),
      chart("stacked", [
        ["1", "-2"],
        ["3", "4"],
      ]),
      chart("line", [
        ["1", null],
        ["0", "0"],
      ]),
      chart("donut", [["60", "40"]]),
      chart("donut", [["100", "0"]]),
      chart("donut", [["-1", "40"]]),
      {
        type: "list",
        ordered: true,
        start: 3,
        style: "lowerLetter",
        items: [
          { blocks: [line(text("c")), { type: "list", ordered: false, items: [{ blocks: [line(text("innen"))] }] }] },
        ],
      },
      { type: "aside", kind: "textbox", note: "Textfeld", blocks: [line(text("Kasten"))] },
    ],
    {
      footnotes: [
        { id: "n1", blocks: [line(text("Eins"))] },
        { id: "n2", blocks: [line(text("Zwei"))] },
        { id: "n3", blocks: [] },
      ],
    },
  )
  content.sections.push(
    { id: "tief", level: 4, title: [text("Tief")], numbering: "none", blocks: [] },
    { id: "hoch", level: 2, title: [text("Hoch")], numbering: "auto", blocks: [] },
  )
  const page = html(content, OPTIONS)
  expect(breaches(page)).toEqual([])
  expect(html(content, OPTIONS)).toBe(page)
  // the first sign has the first number, and a note leads back to each of its signs
  expect(page).toMatch(/<li id="fussnote-1" value="1"><p>Zwei<\/p>.*zeichen-1-1.*zeichen-1-2/s)
  expect(page).toContain('<a href="#abschnitt-1">Lage</a>')
  expect(page).toContain("[Bild nicht vorhanden: Marktplatz]")
  expect(page).toContain("1,5")
})

test("the rules see what they are there for", () => {
  const page = html(programme([image]), OPTIONS)
  expect(breaches(page.replace(' alt="Rathaus"', ""))).toEqual(["alt"])
  expect(breaches(page.replace('lang="de"', ""))).toEqual(["language"])
  expect(breaches(page.replace(/h2 id="abschnitt-1"(.*)<\/h2>/, 'h4 id="abschnitt-1"$1</h4>'))).toEqual(
    ["heading h4 after h2"].slice(0, 1),
  )
  expect(() => tags(page.replace("</main>", ""))).toThrow()
})

const EVIL = `"><script>alert(1)</script><img src=x onerror='a()'>&lt;\u0000\u2028</style></title>`
test("no sign turns the direction of what is read: page and paper show the same figures", () => {
  const page = html(programme([line(text("Es sind \u202e664.21\u202c T€, \u2067ja\u2069."))]), OPTIONS)
  expect(page).toContain("Es sind 664.21 T€, ja.")
})

test("no text can become markup, wherever it stands, and no address but web, mail and phone a link", () => {
  const bad = line(text(EVIL), { type: "text", text: EVIL, href: `https://a.example/"onmouseover="x` })
  const content = programme(
    [
      bad,
      { type: "paragraph", content: [{ type: "text", text: "x", href: "javascript:alert(1)" }] },
      {
        type: "paragraph",
        content: [
          { type: "number", ref: "zahl/a", text: EVIL },
          { type: "ref", target: EVIL, show: "title", text: EVIL },
        ],
      },
      { type: "heading", level: 1, content: [text(EVIL)] },
      { type: "table", caption: [text(EVIL)], headerRows: 0, rows: [{ cells: [{ blocks: [bad] }] }] },
      { ...image, alt: EVIL, caption: [text(EVIL)] },
      {
        type: "chart",
        kind: "donut",
        title: EVIL,
        alt: EVIL,
        unit: EVIL,
        categories: [EVIL],
        series: [{ name: EVIL, values: ["1"] }],
      },
      {
        type: "chart",
        kind: "line",
        title: EVIL,
        alt: "",
        categories: [EVIL],
        series: [
          { name: EVIL, values: ["1"] },
          { name: EVIL, values: ["1"] },
        ],
      },
      { type: "aside", kind: EVIL, note: EVIL, blocks: [bad] },
    ],
    { title: EVIL, subtitle: EVIL },
  )
  content.sections.push({ id: EVIL, level: 1, title: [text(EVIL)], numbering: "auto", blocks: [] })
  const page = html(content, { ...OPTIONS, house: EVIL })
  expect(breaches(page)).toEqual([])
  expect(page).not.toMatch(/<script|<img src=x|javascript:/)
  expect(page.match(/<\/style>/g)).toHaveLength(1)
})
