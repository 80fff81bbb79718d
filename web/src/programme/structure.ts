/** Changes of the Gliederung: what may be done with a section, and the list of sections afterwards. */
import type { ProgrammeContent, Section } from "@beschlussweg/core/content"

type Sections = readonly Section[]
export type Move = "up" | "down" | "in" | "out"

/** Index behind the section and everything below it. */
export function endOf(sections: Sections, index: number): number {
  const level = sections[index]?.level ?? 1
  let end = index + 1
  while ((sections[end]?.level ?? 0) > level) end++
  return end
}

/** What a Gliederung fixed keeps its place, its title and its being there. */
export const isFixed = (section: Section): boolean => section.lock !== undefined && section.lock !== "free"

/** Why a section cannot be removed, in words for the person; undefined where it can. */
export function holds(sections: Sections, index: number): string | undefined {
  const all = sections.slice(index, endOf(sections, index))
  if (!all.some((s) => isFixed(s) || s.required === true)) return undefined
  return all.length > 1 && !(isFixed(all[0] as Section) || all[0]?.required === true)
    ? "Ein Unterabschnitt gehört zur Gliederung und kann nicht entfallen."
    : "Dieser Abschnitt gehört zur Gliederung und kann nicht entfallen."
}

/** The sections after the move, or undefined where it cannot be done. What stands below a section goes with it. */
export function moved(sections: Sections, id: string, move: Move): Section[] | undefined {
  const index = sections.findIndex((s) => s.id === id)
  const section = sections[index]
  if (!section || isFixed(section)) return undefined
  const end = endOf(sections, index)
  const own = sections.slice(index, end)
  const level = (by: 1 | -1) => own.map((s) => ({ ...s, level: s.level + by }))
  switch (move) {
    case "up": {
      let before = index - 1
      while (before >= 0 && (sections[before]?.level ?? 0) > section.level) before--
      if (before < 0 || sections[before]?.level !== section.level) return undefined
      return [...sections.slice(0, before), ...own, ...sections.slice(before, index), ...sections.slice(end)]
    }
    case "down": {
      if (sections[end]?.level !== section.level) return undefined
      const next = endOf(sections, end)
      return [...sections.slice(0, index), ...sections.slice(end, next), ...own, ...sections.slice(next)]
    }
    case "in":
      if ((sections[index - 1]?.level ?? 0) < section.level || own.some((s) => s.level >= 6)) return undefined
      return [...sections.slice(0, index), ...level(1), ...sections.slice(end)]
    case "out":
      if (section.level <= 1) return undefined
      return [...sections.slice(0, index), ...level(-1), ...sections.slice(end)]
  }
}

/** A new section behind this one and what stands below it, at its level; at the end where there is no such section. */
export function added(sections: Sections, after: string | undefined, section: Section): Section[] {
  const index = sections.findIndex((s) => s.id === after)
  const at = index < 0 ? sections.length : endOf(sections, index)
  const level = sections[index]?.level ?? 1
  return [...sections.slice(0, at), { ...section, level }, ...sections.slice(at)]
}

export interface Removed {
  readonly sections: readonly Section[]
  /** the section that stood before them */
  readonly after: string | undefined
}
/** Without this section and what stands below it. */
export function removed(
  sections: Sections,
  id: string,
): { readonly rest: Section[]; readonly gone: Removed } | undefined {
  const index = sections.findIndex((s) => s.id === id)
  if (index < 0 || holds(sections, index) !== undefined) return undefined
  const end = endOf(sections, index)
  return {
    rest: [...sections.slice(0, index), ...sections.slice(end)],
    gone: { sections: sections.slice(index, end), after: sections[index - 1]?.id },
  }
}
/** Removed sections at their old place; where that place is gone, at the end. */
export function backAgain(sections: Sections, { sections: own, after }: Removed): Section[] {
  if (own.some((s) => sections.some((t) => t.id === s.id))) return [...sections]
  const index = after === undefined ? -1 : sections.findIndex((s) => s.id === after)
  const at = after !== undefined && index < 0 ? sections.length : index + 1
  return [...sections.slice(0, at), ...own, ...sections.slice(at)]
}

export const emptySection = (title: string): Section => ({
  id: `abschnitt-${crypto.randomUUID().slice(0, 8)}`,
  level: 1,
  title: [{ type: "text", text: title }],
  numbering: "auto",
  blocks: [],
})
export const withSections = (tree: ProgrammeContent, sections: Section[] | undefined): ProgrammeContent | undefined =>
  sections && { ...tree, sections }
