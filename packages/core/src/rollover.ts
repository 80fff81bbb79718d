/** Fortschreibung: next year's draft from this year's programme; what nobody touched stays marked until somebody confirms it. */
import { z } from "zod"
import { canonical, sha256 } from "./canonical.ts"
import { type ProgrammeContent, Sha256, sectionNumbers, sectionPlace } from "./content.ts"
import type { Ctx } from "./context.ts"
import { words } from "./difference.ts"
import { content, draftKey, store } from "./draft.ts"
import { AppError } from "./error.ts"
import { append, EMPTY } from "./fact.ts"
import { Ref } from "./id.ts"
import { german } from "./number.ts"
import { lawOf } from "./outline/index.ts"
import { current, load, type Programme } from "./programme.ts"
import { textDuty } from "./search/owe.ts"
import { stamp } from "./tenant.ts"
import { verb } from "./verb.ts"

/** Hashes of carried passages and figures that somebody has looked at. */
const Confirmed = z.strictObject({ version: z.literal(1), hashes: z.array(Sha256).max(20_000) })
const confirmedKey = (programmeId: string): string => `programme/${programmeId}/confirmed`

export const rollOver = verb(
  {
    name: "programme.rollOver",
    may: "programme.write",
    input: z.strictObject({ programmeId: Ref, year: z.int().min(2000).max(2100) }),
    summary: "Programm für ein weiteres Jahr fortschreiben.",
  },
  async (ctx, { programmeId, year }) => {
    const { programme: before, sha256: origin, tree } = await current(ctx, programmeId)
    if (year <= before.year)
      throw new AppError("input", "rollover.year", `Fortgeschrieben wird für ein späteres Jahr als ${before.year}.`)
    const id = ctx.id("pr")
    const next = renewed(tree, year)
    const hash = await store(ctx.drafts, next)
    const at = ctx.now().toISOString()
    const data = { programmeId: id, from: before.id, sha256: origin }
    const { head, facts } = await append(id, EMPTY, [{ type: "programme.rolledOver", data }], stamp(ctx))
    const root: Programme = {
      version: 1,
      id,
      kind: before.kind,
      title: next.title,
      year,
      amtId: before.amtId,
      authorId: ctx.actor.personId,
      staende: [],
      // What the Gliederung asks for (who is heard, what is locked) does not end with the year.
      ...(before.outline ? { outline: before.outline } : {}),
      before: { programmeId: before.id, sha256: origin },
      head,
    }
    await ctx.table.commit(
      facts,
      [
        { put: `programme/${id}/root`, value: root, rev: "new", index: `list/programme/${id}` },
        { put: draftKey(id), value: { version: 1, sha256: hash, by: ctx.actor.personId, at }, rev: "new" },
      ],
      await textDuty(ctx, id),
    )
    return { id }
  },
)

/** The year moves in the title only: whatever else speaks of a year is somebody's statement and is asked about. */
function renewed(tree: ProgrammeContent, year: number): ProgrammeContent {
  return { ...tree, year, title: tree.title.replaceAll(String(tree.year), String(year)), lawState: lawOf(year) }
}

/** A passage, or the figure of one cell, that is still as it was in the programme before. */
export interface Mark {
  /** empty for a named figure, which stands in no section */
  readonly sectionId: string
  readonly place: string
  readonly kind: "passage" | "figure"
  readonly text: string
  /** what `programme.confirm` names */
  readonly hash: string
}

/** Marks of all that is unchanged. Headings alone are none: a table of contents may stay as it is. */
export async function marks(
  before: ProgrammeContent,
  now: ProgrammeContent,
  confirmed: ReadonlySet<string>,
): Promise<Mark[]> {
  const known = new Set<string>()
  const cells = new Map<string, string>()
  for (const section of before.sections)
    for (const block of section.blocks) {
      known.add(canonical(block))
      if (block.type === "data") for (const [address, text] of figuresOf(block)) cells.set(address, text)
    }
  const numbers = sectionNumbers(now.sections)
  const found: Mark[] = []
  for (const [i, section] of now.sections.entries()) {
    const place = sectionPlace(numbers[i] ?? "", section)
    for (const block of section.blocks) {
      if (block.type === "data") {
        for (const [address, text, label] of figuresOf(block)) {
          if (cells.get(address) !== text) continue
          const hash = await sha256(canonical(["figure", address, text]))
          if (!confirmed.has(hash))
            found.push({ sectionId: section.id, place, kind: "figure", text: `${label}: ${text}`, hash })
        }
        continue
      }
      if (block.type === "heading" || words(block).trim() === "" || !known.has(canonical(block))) continue
      const hash = await sha256(canonical(["passage", section.id, block]))
      if (!confirmed.has(hash))
        found.push({ sectionId: section.id, place, kind: "passage", text: words(block).slice(0, 300), hash })
    }
  }
  // A named figure that follows a cell is asked about there.
  const figures = new Map((before.numbers ?? []).map((n) => [n.id, german(n.num, n.num.unit)]))
  for (const { id, label, num, ref } of now.numbers ?? []) {
    const text = german(num, num.unit)
    if (ref !== undefined || num.value === null || figures.get(id) !== text) continue
    const hash = await sha256(canonical(["figure", `zahl/${id}`, text]))
    if (!confirmed.has(hash))
      found.push({ sectionId: "", place: "Benannte Zahlen", kind: "figure", text: `${label}: ${text}`, hash })
  }
  return found
}

type Data = Extract<ProgrammeContent["sections"][number]["blocks"][number], { type: "data" }>
function* figuresOf(block: Data): Generator<readonly [address: string, text: string, label: string]> {
  for (const row of block.rows)
    for (const [c, column] of block.columns.entries()) {
      const cell = row.cells[c]
      if (cell?.type !== "num" || cell.num.value === null) continue
      const label = `${row.label.map((x) => ("text" in x ? x.text : "")).join("")}, ${column.label}`
      yield [`${block.id}/${row.id}/${column.key}`, german(cell.num, cell.num.unit ?? column.unit), label]
    }
}

/** What is still as it was; empty for a programme that follows none. */
export async function carried(
  ctx: Pick<Ctx, "table" | "drafts">,
  programme: Programme,
  now: ProgrammeContent,
): Promise<Mark[]> {
  if (!programme.before) return []
  const stored = await ctx.table.get(confirmedKey(programme.id), Confirmed)
  return marks(await content(ctx.drafts, programme.before.sha256), now, new Set(stored?.value.hashes))
}

export const unchanged = verb(
  {
    name: "programme.carried",
    may: "programme.read",
    input: z.strictObject({ programmeId: Ref }),
    summary: "Was seit dem Vorjahr unverändert und noch nicht bestätigt ist.",
  },
  async (ctx, { programmeId }) => {
    const { programme, tree } = await current(ctx, programmeId)
    return carried(ctx, programme, tree)
  },
)

export const confirm = verb(
  {
    name: "programme.confirm",
    may: "programme.write",
    input: z.strictObject({
      programmeId: Ref,
      marks: z
        .array(z.string().regex(/^[0-9a-f]{64}$/))
        .min(1)
        .max(2000),
    }),
    summary: "Bestätigen, dass Passagen und Zahlen des Vorjahres weiter gelten.",
  },
  async (ctx, { programmeId, marks: wanted }) => {
    const root = await load(ctx, programmeId)
    const { tree } = await current(ctx, programmeId)
    const open = new Set((await carried(ctx, root.value, tree)).map((m) => m.hash))
    if (!wanted.every((hash) => open.has(hash)))
      throw new AppError(
        "conflict",
        "rollover.changed",
        "Eine dieser Stellen wurde inzwischen geändert oder bestätigt. Bitte laden Sie die Liste neu.",
      )
    const stored = await ctx.table.get(confirmedKey(programmeId), Confirmed)
    const hashes = [...new Set([...(stored?.value.hashes ?? []), ...wanted])]
    const put = { put: confirmedKey(programmeId), value: { version: 1, hashes }, rev: stored?.rev ?? ("new" as const) }
    await ctx.table.commit([], [put])
    return { open: open.size - wanted.length }
  },
)
