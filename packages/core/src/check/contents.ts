/** C13: the table of contents as typed says what the text says; numbers are unique, without gaps; references lead somewhere. */
import type { Section } from "../content.ts"
import { finding } from "./key.ts"
import type { CheckContext, CheckFinding, Here, Rule } from "./rule.ts"
import { type Passage, passages, perSection, quoted } from "./text.ts"

interface Entry {
  readonly number: string
  readonly title: string
}

export const contents: Rule = {
  id: "C13",
  title: "Inhaltsverzeichnis und Überschriften stimmen überein; Nummern und Verweise führen zum richtigen Abschnitt.",
  whole(_, heres, context) {
    return [...typed(heres, context), ...leftNumbers(heres, context), ...references(heres)]
  },
}

/** Titles are equal when they read the same: dashes, blanks, case and marks at the end do not count. */
const norm = (title: string): string =>
  title
    .toLowerCase()
    .replace(/[‐-―]/g, "-")
    .replace(/\s*([-/])\s*/g, "$1")
    .replace(/[.:;,\s]+$/g, "")
    .replace(/\s+/g, " ")
    .trim()
const plainNumber = (number: string): string => number.replace(/\.$/, "")

type Words = ReadonlySet<string>
const wordsOf = (title: string): Words =>
  new Set(
    norm(title)
      .split(/[^\p{L}\d]+/u)
      .filter((w) => w.length > 2),
  )

/** Share of common words, 0 to 1. */
function alike(x: Words, y: Words): number {
  if (x.size === 0 || y.size === 0) return 0
  const common = [...x].filter((w) => y.has(w)).length
  return common / Math.max(x.size, y.size)
}

function typed(heres: readonly Here[], { contents: lines, decision }: CheckContext): CheckFinding[] {
  if (lines === undefined || lines.length === 0) return []
  const severity = decision === undefined ? "warning" : "error"
  const found: CheckFinding[] = []
  const report = (reason: string, message: string, words: string[], here?: Here) =>
    found.push(finding("C13", severity, here, { reason, message, words }))
  const body = heres.map((here) => {
    const title = passages(here.section)[0]?.text ?? ""
    return { number: here.number, title, words: wordsOf(title), here }
  })
  const byTitle = group(body, (b) => norm(b.title))
  const byNumber = new Map(body.filter((b) => b.number !== "").map((b) => [b.number, b]))
  const inner = new Map(
    heres.flatMap((h) =>
      passages(h.section).flatMap((p): [string, { title: string; words: Words }][] =>
        p.kind === "heading" ? [[norm(p.text), { title: p.text, words: wordsOf(p.text) }]] : [],
      ),
    ),
  )
  const taken = new Set<Here>()
  const seenNumbers = new Map<string, string>()
  const numbered = lines.some((l) => l.number !== "")
  for (const line of lines.map((l): Entry => ({ number: plainNumber(l.number), title: l.title }))) {
    const before = line.number === "" ? undefined : seenNumbers.get(line.number)
    if (before !== undefined)
      report(
        "contents.twice",
        `Im Inhaltsverzeichnis steht die Nummer ${line.number} zweimal: ${quoted(before)} und ${quoted(line.title)}.`,
        [line.number, before, line.title],
      )
    else if (line.number !== "") seenNumbers.set(line.number, line.title)
    const same = (byTitle.get(norm(line.title)) ?? []).filter((b) => !taken.has(b.here))
    const exact = same.find((b) => b.number === line.number) ?? (line.number === "" ? same[0] : undefined)
    if (exact) {
      taken.add(exact.here)
      continue
    }
    const moved = same.length === 1 ? same[0] : undefined
    if (moved && line.number !== "" && moved.number !== "") {
      taken.add(moved.here)
      report(
        "contents.number",
        `Im Inhaltsverzeichnis hat ${quoted(line.title)} die Nummer ${line.number}, im Text die ${moved.number}.`,
        [line.title, line.number, moved.number],
        moved.here,
      )
      continue
    }
    if (same[0]) {
      taken.add(same[0].here)
      continue
    }
    if (inner.has(norm(line.title))) continue
    const at = line.number === "" ? undefined : byNumber.get(line.number)
    const words = wordsOf(line.title)
    const near =
      at && !taken.has(at.here) && alike(at.words, words) >= 0.25
        ? at
        : best(
            body.filter((b) => !taken.has(b.here)),
            words,
            line.number === "" ? 0.5 : 0.6,
          )
    if (near) {
      taken.add(near.here)
      report(
        "contents.title",
        `Im Inhaltsverzeichnis heißt es ${quoted(line.title)}, im Text ${quoted(near.title)}.`,
        [line.title, near.title],
        near.here,
      )
    } else {
      const close = best([...inner.values()], words, 0.6)
      if (close === undefined)
        report("contents.gone", `${quoted(line.title)} steht im Inhaltsverzeichnis, aber nicht im Text.`, [line.title])
      else
        report(
          "contents.title",
          `Im Inhaltsverzeichnis heißt es ${quoted(line.title)}, im Text ${quoted(close.title)}.`,
          [line.title, close.title],
        )
    }
  }
  if (!numbered) return found
  const depth = Math.max(...lines.map((l) => (l.number === "" ? 0 : plainNumber(l.number).split(".").length)))
  for (const b of body)
    if (b.number !== "" && b.here.section.level <= depth && !taken.has(b.here))
      report("contents.missing", `${b.number} ${quoted(b.title)} fehlt im Inhaltsverzeichnis.`, [b.title], b.here)
  return found
}

function best<T extends { words: Words }>(all: readonly T[], words: Words, least: number): T | undefined {
  let found: { b: T; score: number } | undefined
  for (const b of all) {
    const score = alike(b.words, words)
    if (score >= least && score > (found?.score ?? 0)) found = { b, score }
  }
  return found?.b
}

function group<T>(all: readonly T[], key: (t: T) => string): Map<string, T[]> {
  const map = new Map<string, T[]>()
  for (const t of all) map.set(key(t), [...(map.get(key(t)) ?? []), t])
  return map
}

/** A single number counts with its point only, and not as an ordinal: "3 Standorte", "2. Halbjahr". */
const LEFT =
  /^(\d{1,2}(?:\.\d{1,2}){1,5}(?=\.?\s)|\d{1,2}(?=\.\s))\.?\s+(?!Quartal|Halbjahr|Arbeitsmarkt|Chance|Jahr)(?=\p{L}|„|\()/u

/** Numbers that were typed and stayed in a title: two sections with the same one. */
function leftNumbers(heres: readonly Here[], { decision }: CheckContext): CheckFinding[] {
  const first = new Map<string, Here>()
  const found: CheckFinding[] = []
  for (const here of heres) {
    const left = here.number === "" ? LEFT.exec(passages(here.section)[0]?.text ?? "")?.[1] : undefined
    const number = left ?? here.number
    if (number === "") continue
    const other = first.get(number)
    if (other)
      found.push(
        finding("C13", decision === undefined ? "warning" : "error", here, {
          reason: "number.twice",
          message: `Die Nummer ${number} ist zweimal vergeben: ${other.place} und ${here.place}.`,
          words: [number, passages(other.section)[0]?.text ?? "", passages(here.section)[0]?.text ?? ""],
        }),
      )
    else first.set(number, here)
  }
  return found
}

const REFERENCE =
  /(?<![\p{L}])(?:[Uu]nter|[Ss]iehe|sh\.|s\.|[Vv]gl\.|[Ii]n|[Ii]m|auch)\s+(?:Ziffer|Kapitel|Abschnitt|Punkt|Nr\.)\s+(\d{1,2}(?:\.\d{1,2}){0,3})(?![\d,%]|\.\d)\.?(?!\s*(?:%|SGB|des|der|von|zum|zur|Abs|AO|VO|SGG|BGB|Satz))/gu

/** "unter Ziffer 5.3" and bound references need a section that is there. */
function references(heres: readonly Here[]): CheckFinding[] {
  const numbers = new Set(heres.map((h) => h.number))
  const ids = new Set<string>()
  for (const { section } of heres) {
    ids.add(section.id)
    for (const block of section.blocks) if ("id" in block) ids.add(block.id)
  }
  const found: CheckFinding[] = []
  for (const here of heres) {
    for (const { at, number } of pointers(here.section))
      if (!numbers.has(number))
        found.push(
          finding("C13", "warning", here, {
            reason: "reference.gone",
            message: `Der Text verweist auf ${number}; einen Abschnitt mit dieser Nummer gibt es nicht.`,
            at,
            words: [number],
          }),
        )
    for (const { block, target, text } of bound(here.section))
      if (!ids.has(target)) found.push(broken(here, text, block))
  }
  return found
}

/** Numbers that the text of a section points to. */
const pointers = perSection((section: Section): readonly { at: Passage; number: string }[] =>
  passages(section).flatMap((at) => pointed(at).map((number) => ({ at, number }))),
)

function pointed(p: Passage): string[] {
  if (p.kind === "title" || p.kind === "contact") return []
  return [...p.text.matchAll(REFERENCE)].flatMap((m) => (m[1] === undefined ? [] : [m[1]]))
}

const broken = (here: Here, text: string, block: number): CheckFinding =>
  finding("C13", "error", here, {
    reason: "reference.broken",
    message: `Der Verweis ${quoted(text)} führt ins Leere; sein Ziel wurde entfernt.`,
    at: { block, blockId: undefined, where: "" },
    words: [text],
  })

/** Bound references of a section, wherever they stand in title and blocks. */
const bound = perSection((section: Section) => {
  const found: { block: number; target: string; text: string }[] = []
  const visit = (value: unknown, block: number): void => {
    if (Array.isArray(value)) for (const v of value) visit(v, block)
    else if (typeof value === "object" && value !== null) {
      if ("type" in value && value.type === "ref" && "target" in value && "text" in value)
        found.push({ block, target: String(value.target), text: String(value.text) })
      else for (const v of Object.values(value)) visit(v, block)
    }
  }
  visit(section.title, -1)
  section.blocks.forEach(visit)
  return found
})
