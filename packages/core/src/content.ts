/**
 * The one content tree (Inhaltsbaum): what Word import, store, diff, checks and PDF know of a text.
 * Programmes are a flat list of sections with levels; the Vorlage's texts are plain block lists.
 */
import { z } from "zod"
import { Block, Inline, plain } from "./block.ts"
import { Num } from "./number.ts"
import { PartId, TypedBlock } from "./typed.ts"

export * from "./block.ts"

/** Block of a programme's section: plain, or typed. Within others (lists, cells) only plain ones stand. */
export const SectionBlock = z.union([Block, TypedBlock])
export type SectionBlock = Block | TypedBlock

/** Section (Abschnitt): the outline is the order of the list plus `level`. */
export const Section = z.strictObject({
  id: z.string().min(1).max(60),
  level: z.int().min(1).max(6),
  title: z.array(Inline).min(1),
  /** "auto": numbered by position among the numbered sections; "none": no number (Vorwort, sub-headings) */
  numbering: z.enum(["auto", "none"]),
  blocks: z.array(SectionBlock),
  /** name of the section in the template it comes from */
  key: z.string().max(60).optional(),
  /** what may be changed: everything, all but the title, nothing; "free" when absent */
  lock: z.enum(["free", "titleFixed", "readOnly"]).optional(),
  /** may not be left out or empty */
  required: z.boolean().optional(),
})
export type Section = z.infer<typeof Section>

/** Named figure: bound by "zahl/<id>". */
export const NamedNumber = z.strictObject({
  id: PartId,
  label: z.string().min(1).max(200),
  num: Num,
  /** which amount of the Vorlage's finance block it is */
  finance: z.enum(["planned", "required", "once", "yearly"]).optional(),
  /** the same figure as this cell ("tabelle/zeile/spalte"): one change moves both */
  ref: z.string().max(140).optional(),
})
export type NamedNumber = z.infer<typeof NamedNumber>

/** Content of a programme (AMP, AIP, Lokales Planungsdokument). */
export const ProgrammeContent = z.strictObject({
  version: z.literal(1),
  kind: z.enum(["AMP", "AIP", "LPD"]),
  title: z.string().min(1).max(300),
  subtitle: z.string().max(300).optional(),
  year: z.int().min(2000).max(2100),
  sections: z.array(Section),
  footnotes: z.array(z.strictObject({ id: z.string().min(1), blocks: z.array(Block) })),
  template: z.strictObject({ id: z.string().max(40), version: z.int().min(1) }).optional(),
  /** law in force that catalogues and words follow */
  lawState: z.enum(["2022", "2023-buergergeld", "2026-07-grundsicherungsgeld"]).optional(),
  /** how the house writes gender, as it says itself */
  gender: z.enum(["Paarform", ":", "*", "neutral"]).optional(),
  /** figures with a name ("Budget gesamt"), used by text, tables and the Vorlage */
  numbers: z.array(NamedNumber).max(500).optional(),
})
export type ProgrammeContent = z.infer<typeof ProgrammeContent>

/** A programme whose sections hold plain blocks only: what Word gives and paper takes. */
export const PlainSection = Section.extend({ blocks: z.array(Block) })
export type PlainSection = z.infer<typeof PlainSection>
export const PlainContent = ProgrammeContent.extend({ sections: z.array(PlainSection) })
export type PlainContent = z.infer<typeof PlainContent>

/** Numbers of all sections in order ("1", "1.1", ... or "" for unnumbered), the same for contents, headings and places. */
export function sectionNumbers(sections: readonly Pick<Section, "level" | "numbering">[]): string[] {
  const counters: number[] = []
  return sections.map((section) => {
    if (section.numbering === "none") return ""
    counters.length = Math.min(counters.length, section.level)
    while (counters.length < section.level) counters.push(0)
    counters[section.level - 1] = (counters[section.level - 1] ?? 0) + 1
    return counters.map((n) => (n === 0 ? 1 : n)).join(".")
  })
}

/** German place of a section for messages: "Abschnitt 3.2 „Titel“". */
export function sectionPlace(number: string, section: Pick<Section, "title">): string {
  return number === "" ? `Abschnitt „${plain(section.title)}“` : `Abschnitt ${number} „${plain(section.title)}“`
}
