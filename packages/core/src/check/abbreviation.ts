/** C24: an abbreviation is introduced once, before it is used, and spelled the same everywhere. */
import type { Section } from "../content.ts"
import { finding } from "./key.ts"
import type { CheckFinding, Here, Rule } from "./rule.ts"
import { LETTER, listed, type Passage, passages, perSection, withoutAddresses, wordAt } from "./text.ts"

export const abbreviation: Rule = {
  id: "C24",
  title: "Abkürzungen sind einmal eingeführt und überall gleich geschrieben.",
  whole(_, heres) {
    const known = gather(heres)
    return [...spellings(known), ...introduced(known, heres), ...doublets(heres)]
  },
}

interface Use {
  readonly short: string
  readonly at: Passage
  /** words it stands for, where it is introduced */
  readonly long?: string | undefined
}

/** "FbW", "eLb", "KJC", "HePAS": two to seven letters with a capital that is not the first one */
const CAPITAL = new RegExp(`[${LETTER}][A-ZÄÖÜ]`, "g")
/** What may stand beside an abbreviation only when it is part of something else: an address, a compound, a number. */
const PART = /[\d@._/&-]/

function* shortWords(text: string): Generator<{ short: string; index: number }> {
  let done = 0
  for (const { index } of text.matchAll(CAPITAL)) {
    if (index < done) continue
    const { start, end } = wordAt(text, index)
    done = end
    const short = text.slice(start, end)
    if (short.length > 7 || /[a-zäöüß]{4}/.test(short)) continue
    if (PART.test(text.charAt(start - 1)) || /[\d@_&]/.test(text.charAt(end)) || /^\.\S/.test(text.slice(end, end + 2)))
      continue
    yield { short, index: start }
  }
}

/** Everybody knows these, or they are units, names and Roman numbers. */
const COMMON = new Set(
  (
    "SGB II III IV VI VII VIII IX XI XII BGB EU UN USA DDR BRD GmbH gGmbH AG KG mbH eV IT EDV PC PDF TV CD DVD WC GG ESF IHK HWK AWO DRK " +
    "EUR PKW LKW NRW VHS DIN ISO BMAS BA FAQ USB WLAN QR ID TOP AM PM MINT MwSt NGO DSGVO BAföG BAMF KMU HR OK CO km kWh"
  ).split(" "),
)

const usesOf = perSection((section: Section): readonly Use[] =>
  passages(section).flatMap((at): Use[] => {
    // a line in capitals spells nothing
    if (at.kind === "contact" || at.text === at.text.toUpperCase()) return []
    const text = withoutAddresses(at.text)
    return [...shortWords(text)].map(({ short, index }): Use => ({ short, at, long: longFor(short, text, index) }))
  }),
)

/** "Förderung der beruflichen Weiterbildung (FbW)" or "FbW (Förderung der beruflichen Weiterbildung)". */
function longFor(short: string, text: string, index: number): string | undefined {
  const end = index + short.length
  if (text[index - 1] === "(" && text[end] === ")") {
    const before = text.slice(Math.max(0, index - 140), index - 1).trimEnd()
    const words = before.split(/\s+/).slice(-Math.min(9, short.length + 5))
    for (let n = 1; n <= words.length; n++) {
      const long = words.slice(words.length - n).join(" ")
      if (/[.;:!?]\s/.test(long)) return undefined
      if (fits(short, long)) return long
    }
    return undefined
  }
  const after = /^\s?\(([^()]{4,140})\)/.exec(text.slice(end))?.[1]
  return after !== undefined && fits(short, after) ? after : undefined
}

/** The letters of the short form follow each other in the long one, the first at its beginning. */
function fits(short: string, long: string): boolean {
  const letters = short.toLowerCase()
  const text = long.toLowerCase().replace(/^[„"‚(]/, "")
  if (text.length < short.length + 3 || text[0] !== letters[0]) return false
  let at = 0
  for (const letter of letters) {
    const next = text.indexOf(letter, at)
    if (next === -1) return false
    at = next + 1
  }
  // Every capital of the short form begins a word, or stands inside a compound.
  return text.split(/[\s-]+/).length >= Math.min(2, Math.ceil(short.length / 3)) || text.length > 10
}

interface Known {
  readonly uses: { readonly use: Use; readonly here: Here }[]
}

function gather(heres: readonly Here[]): Map<string, Known> {
  const all = new Map<string, Known>()
  for (const here of heres)
    for (const use of usesOf(here.section)) {
      if (COMMON.has(use.short)) continue
      const known = all.get(use.short) ?? { uses: [] }
      known.uses.push({ use, here })
      all.set(use.short, known)
    }
  return all
}

/** The same letters with other capitals. */
function spellings(known: ReadonlyMap<string, Known>): CheckFinding[] {
  const groups = new Map<string, string[]>()
  for (const short of known.keys()) {
    const key = short.toLowerCase()
    groups.set(key, [...(groups.get(key) ?? []), short])
  }
  return [...groups.values()].flatMap((variants) => {
    if (variants.length < 2) return []
    const counted = variants
      .map((short) => ({ short, uses: known.get(short)?.uses ?? [] }))
      .sort((a, b) => b.uses.length - a.uses.length)
    const last = counted.at(-1)
    const first = last?.uses[0]
    if (last === undefined || first === undefined) return []
    return [
      finding("C24", "warning", first.here, {
        reason: "abbreviation.spelling",
        message: `Eine Abkürzung, zwei Schreibweisen: ${listed(counted.map((c) => `„${c.short}“ (${c.uses.length}-mal)`))}.`,
        at: first.use.at,
        words: counted.map((c) => c.short),
      }),
    ]
  })
}

const LIST = /Abkürzung/iu

/** Introduced twice, with two meanings, too late or never. A list of abbreviations introduces all of them. */
function introduced(known: ReadonlyMap<string, Known>, heres: readonly Here[]): CheckFinding[] {
  const found: CheckFinding[] = []
  const never: { short: string; uses: Known["uses"] }[] = []
  const list = heres.some((h) =>
    passages(h.section).some((p) => p.kind !== "text" && p.kind !== "item" && LIST.test(p.text)),
  )
  for (const [short, { uses }] of known) {
    const told = uses.filter((u) => u.use.long !== undefined)
    const inText = told.filter((u) => u.use.at.kind !== "title" && u.use.at.kind !== "heading")
    // a heading only names what its text then introduces
    const meant = inText.length > 0 ? inText : told
    const [first, ...more] = meant
    const again = more[0]
    if (first === undefined) {
      if (!list && uses.length >= 4) never.push({ short, uses })
      continue
    }
    const other = more.find((u) => core(u.use.long) !== core(first.use.long))
    if (other)
      found.push(
        finding("C24", "warning", other.here, {
          reason: "abbreviation.meaning",
          message: `„${short}“ steht für zweierlei: „${first.use.long ?? ""}“ und „${other.use.long ?? ""}“.`,
          at: other.use.at,
          words: [short, first.use.long ?? "", other.use.long ?? ""],
        }),
      )
    else if (again)
      found.push(
        finding("C24", "hint", again.here, {
          reason: "abbreviation.again",
          message: `„${short}“ wird ${meant.length}-mal eingeführt; einmal genügt.`,
          at: again.use.at,
          words: [short, String(meant.length)],
        }),
      )
    const early = uses.find((u) => u.use.at.kind !== "title" && u.use.at.kind !== "heading")
    if (!list && early && early.use.long === undefined && early.here.index < first.here.index)
      found.push(
        finding("C24", "hint", early.here, {
          reason: "abbreviation.early",
          message: `„${short}“ wird hier benutzt und erst in ${first.here.place} eingeführt.`,
          at: early.use.at,
          words: [short],
        }),
      )
  }
  const [head] = never.flatMap((n) => n.uses.slice(0, 1))
  if (head)
    found.push(
      finding("C24", "hint", undefined, {
        reason: "abbreviation.never",
        message: `Nicht eingeführt: ${listed(never.map((n) => `„${n.short}“ (${n.uses.length}-mal)`))}.`,
        words: never.map((n) => n.short),
      }),
    )
  return found
}

/** The last word's beginning: "der beruflichen Weiterbildung" and "beruflicher Weiterbildung" mean the same. */
const core = (long: string | undefined): string =>
  (long ?? "")
    .toLowerCase()
    .replace(/[^\p{L}\s-]/gu, "")
    .trim()
    .split(/[\s-]+/)
    .at(-1)
    ?.slice(0, 5) ?? ""

/** Words with two spellings in use; the first is the one of the SGB, or the recommended one. */
const DOUBLETS: readonly (readonly [RegExp, string, RegExp, string, "warning" | "hint"])[] = [
  [/\barbeitsuchend/giu, "Arbeitsuchende", /\barbeitssuchend/giu, "Arbeitssuchende", "warning"],
  [/\bselbständig/giu, "selbständig", /\bselbstständig/giu, "selbstständig", "hint"],
  [/potenzial/giu, "Potenzial", /potential/giu, "Potential", "hint"],
  [/\baufwendig/giu, "aufwendig", /\baufwändig/giu, "aufwändig", "hint"],
]

interface Counted {
  readonly n: number
  readonly first: Passage | undefined
}
const doubletsOf = perSection((section: Section): readonly (readonly [Counted, Counted])[] => {
  const all = passages(section)
  const count = (form: RegExp): Counted => {
    let n = 0
    let first: Passage | undefined
    for (const p of all) {
      const hits = p.text.match(form)?.length ?? 0
      if (hits > 0) first ??= p
      n += hits
    }
    return { n, first }
  }
  return DOUBLETS.map(([a, , b]) => [count(a), count(b)] as const)
})

function doublets(heres: readonly Here[]): CheckFinding[] {
  return DOUBLETS.flatMap(([, a, , b, severity], i) => {
    let as = 0
    let bs = 0
    let at: { here: Here; at: Passage } | undefined
    let atA: { here: Here; at: Passage } | undefined
    for (const here of heres) {
      const [x, y] = doubletsOf(here.section)[i] ?? []
      as += x?.n ?? 0
      bs += y?.n ?? 0
      if (y?.first) at ??= { here, at: y.first }
      if (x?.first) atA ??= { here, at: x.first }
    }
    const rare = as < bs ? atA : at
    if (as === 0 || bs === 0 || rare === undefined) return []
    return [
      finding("C24", severity, rare.here, {
        reason: "spelling.two",
        message: `Ein Wort, zwei Schreibweisen: „${a}“ (${as}-mal) und „${b}“ (${bs}-mal).`,
        at: rare.at,
        words: [a, b],
      }),
    ]
  })
}
