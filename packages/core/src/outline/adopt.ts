/** What a Gliederung locks outlasts a text from elsewhere: its sections are found again by name, kept as they are, or put back. */
import { canonical } from "../canonical.ts"
import { type ProgrammeContent, plain, type Section } from "../content.ts"
import { words } from "../difference.ts"
import type { Finding } from "../error.ts"
import type { Programme } from "../programme.ts"
import { shipped } from "./shipped.ts"

export interface Adopted {
  readonly tree: ProgrammeContent
  /** what was put back, and what of the text was not taken over */
  readonly findings: readonly Finding[]
}

/**
 * @param frames sections that must be there, in their order, each with the blocks it gets when the text has none of that name
 * @param text as it was read
 */
export function adopt(frames: readonly Section[], text: ProgrammeContent): Adopted {
  const findings: Finding[] = []
  const sections = [...text.sections]
  let at = 0
  for (const frame of frames) {
    const place = `Abschnitt „${plain(frame.title)}“`
    const index = sections.findIndex((s) => isSame(s, frame))
    const section = sections[index]
    if (section === undefined) {
      sections.splice(at++, 0, { ...frame, id: freeId(frame, sections) })
      findings.push({
        reason: "section.added",
        place,
        message: "Dieser Abschnitt der Gliederung steht nicht in der Word-Datei. Er wurde wieder angelegt.",
      })
      continue
    }
    const end = endOf(sections, index, frames)
    const { id: _, blocks, ...rest } = frame
    if (frame.lock !== "readOnly") {
      sections[index] = { ...section, ...rest }
      at = end
      continue
    }
    const inner = sections.slice(index + 1, end)
    sections.splice(index, end - index, { ...section, ...rest, blocks })
    at = index + 1
    if (inner.length === 0 && canonical(section.blocks) === canonical(blocks)) continue
    const left = [section, ...inner].flatMap((s, i) => [...(i > 0 ? [plain(s.title)] : []), ...s.blocks.map(words)])
    findings.push({
      reason: "section.locked",
      place,
      message: `Dieser Abschnitt ist gesperrt. Was in der Word-Datei darin steht, wurde nicht übernommen: „${shortened(left.join(" ").trim())}“`,
    })
  }
  return { tree: { ...text, sections }, findings }
}

/** What the Gliederung locks in a text that is to be replaced; a section that has to be put back begins anew. */
export function framesOf(
  { outline, year }: Pick<Programme, "outline" | "year">,
  tree: ProgrammeContent | undefined,
): Section[] {
  const begun = new Map((outline && shipped(outline.id, year))?.sections.map((s) => [s.key, s.blocks]))
  return (tree?.sections ?? []).flatMap((s) => {
    if (s.lock === undefined || s.lock === "free") return []
    return [{ ...s, blocks: s.lock === "readOnly" ? s.blocks : (begun.get(s.key ?? "") ?? []) }]
  })
}

/**
 * A text that brings names and locks along keeps those that this programme has, as it has them: those of another programme,
 * or of an older Gliederung, would lock what nobody here locked.
 */
export function withoutForeignFrames(now: ProgrammeContent | undefined, text: ProgrammeContent): ProgrammeContent {
  const known = new Map((now?.sections ?? []).map((s) => [s.key ?? s.id, s]))
  const sections = text.sections.map((section): Section => {
    const { key: _, lock: __, required: ___, ...bare } = section
    const own = known.get(section.key ?? section.id)
    if (own === undefined || own.key !== section.key) return bare
    const { key, lock, required } = own
    return {
      ...bare,
      ...(key === undefined ? {} : { key }),
      ...(lock === undefined ? {} : { lock }),
      ...(required === undefined ? {} : { required }),
    }
  })
  return { ...text, sections }
}

/** What somebody declared of the programme and a text from elsewhere does not say. */
export function declared(tree: ProgrammeContent | undefined): Partial<ProgrammeContent> {
  const { template, lawState, gender } = tree ?? {}
  return { ...(template && { template }), ...(lawState && { lawState }), ...(gender && { gender }) }
}

function isSame(section: Section, frame: Section): boolean {
  if (section.key !== undefined) return section.key === frame.key
  return section.level === frame.level && spoken(section) === spoken(frame)
}
const spoken = ({ title }: Section): string =>
  plain(title)
    .normalize("NFKC")
    .replace(/[\u00ad\u200b\ufeff]/g, "")
    .replace(/\s+/g, " ")
    .trim()
    .toLowerCase()

/** end of the sections below the one at `index`; another frame is never below */
function endOf(sections: readonly Section[], index: number, frames: readonly Section[]): number {
  const level = sections[index]?.level ?? 1
  let end = index + 1
  for (; end < sections.length; end++) {
    const next = sections[end]
    if (next === undefined || next.level <= level || frames.some((f) => isSame(next, f))) break
  }
  return end
}

function freeId(frame: Section, sections: readonly Section[]): string {
  const taken = new Set(sections.map((s) => s.id))
  let id = frame.id
  for (let n = 2; taken.has(id); n++) id = `${frame.id}-${n}`
  return id
}

const shortened = (text: string): string => (text.length > 200 ? `${text.slice(0, 199).trimEnd()}…` : text)
