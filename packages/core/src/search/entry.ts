/** Einträge of the search: what of a Vorlage, a decision or a programme can be found, as plain text. */
import { z } from "zod"
import { type Block, type ProgrammeContent, plain, sectionNumbers, sectionPlace } from "../content.ts"
import { germanDay } from "../day.ts"
import { plainBlocks } from "../plainly.ts"
import type { Programme } from "../programme.ts"
import type { View } from "../publication/view.ts"
import { type Form, text } from "../vorlage/form.ts"
import type { Frozen, Root, Whole } from "../vorlage/item.ts"

export const Kind = z.enum(["programm", "vorlage", "anlage", "beschluss"])
export type Kind = z.infer<typeof Kind>

export const Entry = z.strictObject({
  /** unique in the house: two segments that hold the same entry show it once */
  id: z.string(),
  /** whose change makes it anew: a Vorlage, a programme, or "public." and the Vorlage */
  log: z.string(),
  kind: Kind,
  /** Vorlage or programme */
  of: z.string(),
  /** what it was made of; another one now, and the entry is no answer any more. Fassung, or the released state */
  version: z.string(),
  year: z.int(),
  /** day that the hit shows */
  on: z.string(),
  nummer: z.string(),
  title: z.string(),
  /** where it stands: "Anlage 2", "Ergebnis Kreisausschuss" */
  place: z.string(),
  /** Amt, Art and other words around it */
  more: z.string(),
  text: z.string(),
  /** generation of the index that it was made in */
  gen: z.int().min(0),
})
export type Entry = z.infer<typeof Entry>
/** Before it is written. */
export type Made = Omit<Entry, "gen">

/** A section longer than this is found by its beginning. */
const LONGEST = 60_000
const shortened = (s: string): string => (s.length > LONGEST ? s.slice(0, LONGEST) : s)
const yearOf = (day: string): number => Number(day.slice(0, 4))
const words = (blocks: readonly Block[]): string => shortened(text([...blocks]))

/** What those find who see the Vorlage; of a draft its form as it was saved. */
export function ofVorlage(
  whole: Pick<Whole, "root" | "chain" | "texts">,
  form: Form,
  frozen: Frozen | undefined,
): Made[] {
  const root: Root = whole.root.value
  const on = frozen?.on ?? root.updatedAt.slice(0, 10)
  const common = {
    log: root.id,
    of: root.id,
    version: String(root.fassung),
    year: yearOf(on),
    on,
    nummer: root.nummer ?? "",
  }
  const art = frozen?.artLabel ?? ""
  const products = form.finance.products.map((p) => `${p.number} ${p.name}`)
  const gremien = Object.values(frozen?.gremien ?? {}).filter((_, i) => i < 20)
  const own: Made = {
    ...common,
    id: `${root.id}.form`,
    kind: "vorlage",
    title: form.betreff,
    place: art,
    more: [frozen?.amtLabel ?? "", art, ...products, ...(frozen ? [] : gremien)].join(" "),
    text: [words(form.beschlussvorschlag), words(form.erlaeuterungen)].filter((t) => t !== "").join("\n"),
  }
  const anlagen = form.anlagen.map((a, i): Made => {
    const file = frozen?.uploads.find((u) => u.anlageId === a.id)?.fileName ?? ""
    return {
      ...common,
      id: `${root.id}.anlage.${i}`,
      kind: "anlage",
      title: a.title,
      place: `Anlage ${i + 1} zu: ${form.betreff}`,
      more: file,
      text: "",
    }
  })
  const results = (whole.chain?.value.steps ?? []).flatMap((step): Made[] => {
    if (step.kind !== "body" || !step.result) return []
    const said = whole.texts.get(step.result.textId)?.result
    if (!said) return []
    const { sitzungOn, top } = step.result
    return [
      {
        ...common,
        id: `${root.id}.${step.id}`,
        kind: "beschluss",
        on: sitzungOn,
        year: yearOf(sitzungOn),
        title: form.betreff,
        place: `${said.label}: ${step.label}, ${germanDay(sitzungOn)}, TOP ${top}`,
        more: [said.label, step.label, said.gegenstand ?? ""].join(" "),
        text: words(said.beschlusstext),
      },
    ]
  })
  return [own, ...anlagen, ...results]
}

/** Sections of a text of a programme. `common` says what it belongs to. */
function sections(
  { sections: all }: ProgrammeContent,
  common: Omit<Made, "id" | "kind" | "title" | "place" | "text">,
  id: string,
  where: string,
): Made[] {
  const numbers = sectionNumbers(all)
  return all.map((section, i): Made => {
    return {
      ...common,
      id: `${id}.${section.id}`,
      kind: "programm",
      title: plain(section.title),
      place: `${where}, ${sectionPlace(numbers[i] ?? "", section)}`,
      text: words(plainBlocks(section.blocks)),
    }
  })
}

/** The working text of a programme. */
export function ofProgramme(programme: Programme, tree: ProgrammeContent, at: string): Made[] {
  const { id, title, year, kind } = programme
  const common = { log: id, of: id, version: "", year, on: at.slice(0, 10), nummer: "", more: `${kind} ${title}` }
  return sections(tree, common, id, title)
}

/** The programme of a submitted Vorlage, for those who read it there. */
export function ofAnlage(root: Root, frozen: Frozen, tree: ProgrammeContent): Made[] {
  const common = {
    log: root.id,
    of: root.id,
    version: String(root.fassung),
    year: tree.year,
    on: frozen.on,
    nummer: frozen.nummer,
    more: `${tree.kind} ${tree.title}`,
  }
  return sections(tree, common, `${root.id}.programm`, tree.title)
}

/** Log of what the public finds of a Vorlage. */
export const publicLog = (vorlageId: string): string => `public.${vorlageId}`

/** What the public finds: made of nothing but what was released to it. */
export function ofPublic(view: View, version: string): Made[] {
  const log = publicLog(view.vorlageId)
  const common = { log, of: view.vorlageId, version, year: yearOf(view.on), on: view.on, nummer: view.nummer }
  const own: Made = {
    ...common,
    id: `${log}.form`,
    kind: "vorlage",
    title: view.betreff,
    place: view.artLabel,
    more: [view.amt, view.artLabel, ...view.finance.products.map((p) => `${p.number} ${p.name}`)].join(" "),
    text: [words(view.beschlussvorschlag), words(view.erlaeuterungen)].filter((t) => t !== "").join("\n"),
  }
  const files = view.files.flatMap((f, i): Made[] =>
    f.kind === "anlage" || f.kind === "programm"
      ? [
          {
            ...common,
            id: `${log}.anlage.${i}`,
            kind: "anlage",
            title: f.title,
            place: `Anlage zu: ${view.betreff}`,
            more: f.fileName,
            text: f.equivalent ? words(f.equivalent) : "",
          },
        ]
      : [],
  )
  const results = view.rows.flatMap((row): Made[] =>
    row.result
      ? [
          {
            ...common,
            id: `${log}.${row.stepId}`,
            kind: "beschluss",
            on: row.result.on,
            year: yearOf(row.result.on),
            title: view.betreff,
            place: `${row.result.label}: ${row.gremium}, ${germanDay(row.result.on)}, TOP ${row.result.top}`,
            more: `${row.result.label} ${row.gremium}`,
            text: words(row.result.beschlusstext),
          },
        ]
      : [],
  )
  return [own, ...files, ...results]
}
