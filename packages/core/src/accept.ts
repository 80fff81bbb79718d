/** What a text must be before it is saved: figures that follow others are changed where they come from, and no topic too many. */
import { bind } from "./bind.ts"
import { canonical } from "./canonical.ts"
import { type ProgrammeContent, plain, type SectionBlock } from "./content.ts"
import { AppError, type Finding } from "./error.ts"
import { circles, moved } from "./follow.ts"
import { german } from "./number.ts"
import { shipped } from "./outline/index.ts"
import type { Programme } from "./programme.ts"
import type { DataBlock } from "./typed.ts"

/**
 * The given text with every bound figure saying what its place says, and without the mark "imported" on tables that somebody changed.
 * @param opened the text as the writer had opened it
 * @throws AppError input "id.twice"; refused: "figure.circle", "figure.follows" with one finding per cell, "topic.many"
 */
export function accept(
  programme: Programme,
  opened: ProgrammeContent | undefined,
  given: ProgrammeContent,
): ProgrammeContent {
  requireOnce(given)
  requireTopics(programme, opened, given)
  if (circles(given).length > 0)
    throw new AppError(
      "refused",
      "figure.circle",
      "Diese Zahlen würden im Kreis aufeinander verweisen. Bitte lassen Sie eine von ihnen für sich stehen.",
    )
  const blocks = dataBlocks(opened)
  requireFollowing(opened, given)
  const untouched = {
    ...given,
    sections: given.sections.map((s) => ({ ...s, blocks: s.blocks.map((b) => settled(b, blocks)) })),
  }
  return bind(untouched)
}

const dataBlocks = (content: ProgrammeContent | undefined): Map<string, DataBlock> =>
  new Map(
    (content?.sections ?? []).flatMap((s) => s.blocks.flatMap((b) => (b.type === "data" ? [[b.id, b] as const] : []))),
  )

function settled(block: SectionBlock, opened: ReadonlyMap<string, DataBlock>): SectionBlock {
  if (block.type !== "data" || block.imported !== true) return block
  const { imported, ...now } = block
  const before = opened.get(block.id)
  if (before?.imported !== true) return now
  const { imported: _, ...was } = before
  return canonical({ ...was, relations: [] }) === canonical({ ...now, relations: [] }) ? { ...now, imported } : now
}

/** A cell that follows another one cannot be written over: nothing that somebody typed is undone behind his back. */
function requireFollowing(opened: ProgrammeContent | undefined, given: ProgrammeContent): void {
  const follows = moved(given.sections)
  if (opened === undefined || follows.size === 0) return
  const before = dataBlocks(opened)
  const tables = dataBlocks(given)
  const found = [...follows].flatMap(([address, num]): Finding[] => {
    const [id = "", rowId = "", key = ""] = address.split("/")
    const block = tables.get(id)
    const column = block?.columns.findIndex((c) => c.key === key) ?? -1
    const row = block?.rows.find((r) => r.id === rowId)
    const cell = row?.cells[column]
    const was = before.get(id)
    const old = was?.rows.find((r) => r.id === rowId)?.cells[was.columns.findIndex((c) => c.key === key)]
    if (!block || cell?.type !== "num" || old?.type !== "num") return []
    if (old.num.value === cell.num.value) return []
    const unit = cell.num.unit ?? block.columns[column]?.unit
    const name = `Zeile „${plain(row?.label ?? [])}“, Spalte „${block.columns[column]?.label ?? ""}“`
    return [
      {
        reason: "figure.follows",
        place: `Tabelle „${plain(block.caption)}“, ${name}`,
        message: `Diese Zahl kommt aus einer anderen Tabelle; dort steht ${german(num, unit)}. Bitte ändern Sie sie dort, oder verwerfen Sie die Beziehung.`,
      },
    ]
  })
  if (found.length > 0)
    throw new AppError(
      "refused",
      "figure.follows",
      found
        .map((f) => f.message)
        .slice(0, 3)
        .join(" "),
      found,
    )
}

/** What is named by its id must be there once, or a change of one would silently be a change of the other. */
function requireOnce({ sections, numbers }: ProgrammeContent): void {
  const found: Finding[] = []
  const once = (ids: readonly string[], place: string, what: string) => {
    for (const id of twice(ids))
      found.push({ reason: "id.twice", place, message: `Die Kennung „${id}“ ist für ${what} zweimal vergeben.` })
  }
  once(
    sections.map((s) => s.id),
    "Programm",
    "Abschnitte",
  )
  once(
    sections.flatMap((s) => s.blocks.flatMap((b) => ("id" in b ? [b.id] : []))),
    "Programm",
    "Bausteine",
  )
  once(
    (numbers ?? []).map((n) => n.id),
    "Programm",
    "benannte Zahlen",
  )
  for (const section of sections)
    for (const block of section.blocks) {
      if (block.type !== "data") continue
      const place = `Abschnitt „${plain(section.title)}“, Tabelle „${plain(block.caption)}“`
      once(
        block.rows.map((r) => r.id),
        place,
        "Zeilen",
      )
      once(
        block.columns.map((c) => c.key),
        place,
        "Spalten",
      )
    }
  if (found.length > 0)
    throw new AppError(
      "input",
      "id.twice",
      `${found[0]?.message ?? ""} Bitte geben Sie jedem Teil eine eigene Kennung.`,
      found,
    )
}

function twice(ids: readonly string[]): Set<string> {
  const seen = new Set<string>()
  return new Set(ids.filter((id) => seen.size === seen.add(id).size))
}

const topics = (content: ProgrammeContent | undefined): number =>
  (content?.sections ?? []).reduce((n, s) => n + s.blocks.filter((b) => b.type === "topic").length, 0)

/** More topics than the Gliederung allows are refused; who has too many already may take away. */
function requireTopics(programme: Programme, opened: ProgrammeContent | undefined, given: ProgrammeContent): void {
  const most = programme.outline && shipped(programme.outline.id, programme.year)?.topics
  const now = topics(given)
  if (most === undefined || now <= most || now <= topics(opened)) return
  throw new AppError(
    "refused",
    "topic.many",
    `Diese Gliederung sieht höchstens ${most} Schwerpunktthemen vor; hier wären es ${now}. Bitte fassen Sie Themen zusammen.`,
  )
}
