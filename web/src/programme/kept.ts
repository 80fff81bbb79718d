/** Texts of sections kept on this device: what was written and has not reached the service yet, per person, section and window. */
import type { Section } from "@beschlussweg/core/content"

export interface Place {
  readonly haus: string
  /** nobody is offered what somebody else wrote at the same machine */
  readonly personId: string
  readonly programmeId: string
}
export interface Kept {
  readonly section: Section
  /** hash of the section that it was written on */
  readonly base: string
  readonly at: string
}

/** Two windows keep their own texts; a reload of one finds them again through the list of all. */
const WINDOW = crypto.randomUUID().slice(0, 8)
const all = ({ haus, personId, programmeId }: Place): string => `abschnitt/${haus}/${personId}/${programmeId}/`
const of = (place: Place, sectionId: string): string => `${all(place)}${sectionId}/`

function names(prefix: string): string[] {
  try {
    return Object.keys(localStorage).filter((name) => name.startsWith(prefix))
  } catch {
    return []
  }
}
function parsed(name: string): Kept | undefined {
  try {
    const text = localStorage.getItem(name)
    return text === null ? undefined : (JSON.parse(text) as Kept)
  } catch {
    return undefined
  }
}

export const kept = {
  /** the newest of all windows */
  read(place: Place, sectionId: string): Kept | undefined {
    return names(of(place, sectionId))
      .flatMap((name) => parsed(name) ?? [])
      .sort((a, b) => (a.at < b.at ? 1 : -1))[0]
  },
  /** ids of the sections with a kept text */
  sections(place: Place): string[] {
    const prefix = all(place)
    return [...new Set(names(prefix).map((name) => name.slice(prefix.length).split("/")[0] ?? ""))]
  },
  /** @returns whether it could be kept */
  write(place: Place, text: Kept): boolean {
    try {
      localStorage.setItem(of(place, text.section.id) + WINDOW, JSON.stringify(text))
      return true
    } catch {
      // Full, or forbidden: the service's copy is then the only one, and the page says so.
      return false
    }
  },
  /** what this window kept of a section; with `every` what any window did */
  drop(place: Place, sectionId: string, every = false): void {
    try {
      const own = of(place, sectionId) + WINDOW
      for (const name of every ? names(of(place, sectionId)) : [own]) localStorage.removeItem(name)
    } catch {
      // Nothing was kept.
    }
  },
}
