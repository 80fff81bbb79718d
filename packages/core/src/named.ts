/** Zahlen mit Namen: one figure that text, tables and the Vorlage use, named once; where it stands, and where it is repeated by hand. */
import { z } from "zod"
import { bind, figures, mapLines } from "./bind.ts"
import { canonical } from "./canonical.ts"
import {
  type Inline,
  NamedNumber,
  type ProgrammeContent,
  plain,
  type Section,
  Sha256,
  sectionNumbers,
  sectionPlace,
} from "./content.ts"
import type { Ctx, Write } from "./context.ts"
import { content, draftKey, sectionBy, sectionHash, store, storeSection, type Working } from "./draft.ts"
import { AppError, notFound } from "./error.ts"
import { circles } from "./follow.ts"
import { Ref } from "./id.ts"
import { german, Num } from "./number.ts"
import { requireUnlocked } from "./programme.ts"
import { linesOf, repetitions } from "./repeated.ts"
import { textDuty } from "./search/owe.ts"
import { opened, sectionWrites } from "./section.ts"
import { PartId } from "./typed.ts"
import { verb } from "./verb.ts"

const MOST = 500

export const name = verb(
  {
    name: "number.name",
    may: "programme.write",
    input: z
      .strictObject({
        programmeId: Ref,
        id: PartId,
        label: NamedNumber.shape.label,
        /** the cell it is, "tabelle/zeile/spalte", or another name, "zahl/budget" */
        ref: z
          .string()
          .regex(/^([A-Za-z0-9_-]{1,40}\/){1,2}[A-Za-z0-9_-]{1,40}$/)
          .optional(),
        /** the figure itself, where it stands in no table */
        num: Num.optional(),
        finance: NamedNumber.shape.finance,
      })
      .refine((n) => (n.ref === undefined) !== (n.num === undefined), { path: ["ref"] }),
    summary: "Einer Zahl einen Namen geben, damit Text, Tabellen und Vorlage sie verwenden.",
  },
  async (ctx, { programmeId, id, label, ref, num, finance }) => {
    const now = await opened(ctx, programmeId)
    const known = figures(now.tree)
    const figure = ref === undefined ? undefined : known.get(ref)
    if (ref !== undefined && (figure === undefined || ref === `zahl/${id}`))
      throw new AppError(
        "input",
        ref === `zahl/${id}` ? "figure.circle" : "number.ref",
        ref === `zahl/${id}`
          ? "Eine Zahl kann nicht auf sich selbst verweisen."
          : "An dieser Stelle steht keine Zahl. Bitte wählen Sie eine Zelle mit einer Zahl.",
      )
    const own = num ?? (figure && { ...figure.num, ...(figure.unit === undefined ? {} : { unit: figure.unit }) })
    if (own === undefined) throw new Error("a number without a figure")
    const others = (now.tree.numbers ?? []).filter((n) => n.id !== id)
    const same = finance === undefined ? undefined : others.find((n) => n.finance === finance)
    if (same)
      throw new AppError(
        "refused",
        "number.finance",
        `Dieser Betrag der Vorlage kommt schon aus „${same.label}“. Bitte nehmen Sie die Angabe dort zuerst weg.`,
      )
    if (others.length >= MOST)
      throw new AppError("limit", "number.many", `Ein Programm hat höchstens ${MOST} Zahlen mit Namen.`)
    const value: NamedNumber = {
      id,
      label,
      num: own,
      ...(finance === undefined ? {} : { finance }),
      ...(ref === undefined ? {} : { ref }),
    }
    const before = now.tree.numbers ?? []
    const numbers = before.some((n) => n.id === id) ? before.map((n) => (n.id === id ? value : n)) : [...before, value]
    const after = { ...now.tree, numbers }
    if (circles(after).length > 0)
      throw new AppError("refused", "figure.circle", "Diese Zahlen würden im Kreis aufeinander verweisen.")
    const write = await numbersWrite(ctx, programmeId, now, bind(after).numbers ?? [])
    await ctx.table.commit([], [write], await textDuty(ctx, programmeId))
    const said = figures(after).get(`zahl/${id}`)
    return { id, ref: `zahl/${id}`, text: said === undefined ? "" : german(said.num, said.unit) }
  },
)

/** The whole with other named figures. Sections that are newer than the whole stay what they are. */
async function numbersWrite(ctx: Ctx, programmeId: string, now: Working, numbers: NamedNumber[]): Promise<Write> {
  const whole = await content(ctx.drafts, now.draft.value.sha256)
  const sha256 = await store(ctx.drafts, { ...whole, numbers })
  const value = { version: 1, sha256, by: ctx.actor.personId, at: ctx.now().toISOString() }
  return { put: draftKey(programmeId), value, rev: now.draft.rev }
}

/** Takes a name away. Where the figure was used it stays as text, and names that stood for it stand for themselves. */
export const forget = verb(
  {
    name: "number.forget",
    may: "programme.write",
    input: z.strictObject({ programmeId: Ref, id: PartId }),
    summary: "Den Namen einer Zahl löschen; wo sie stand, bleibt sie als Text.",
  },
  async (ctx, { programmeId, id }) => {
    const now = await opened(ctx, programmeId)
    const { tree } = now
    if (!tree.numbers?.some((n) => n.id === id)) throw notFound()
    const ref = `zahl/${id}`
    const loose = (line: Inline[]): Inline[] =>
      line.map((i) => (i.type === "number" && i.ref === ref ? { type: "text", text: i.text || "-" } : i))
    let freed = 0
    const sections = tree.sections.map((section): Section => {
      const uses = usesOf(section).filter((u) => u.ref === ref).length
      freed += uses
      if (uses === 0) return section
      return { ...section, title: loose(section.title), blocks: section.blocks.map((b) => mapLines(b, loose)) }
    })
    requireUnlocked(tree, { ...tree, sections })
    const numbers = tree.numbers
      .filter((n) => n.id !== id)
      .map((n) => {
        if (n.ref !== ref) return n
        const { ref: _, ...own } = n
        return own
      })
    const changed = sections.filter((s, i) => s !== tree.sections[i])
    await ctx.table.commit(
      [],
      [await numbersWrite(ctx, programmeId, now, numbers), ...(await sectionWrites(ctx, programmeId, now, changed))],
      await textDuty(ctx, programmeId),
    )
    return { freed }
  },
)

interface Use {
  readonly ref: string
  /** index of the block; -1 for the heading */
  readonly block: number
}
/** Bound figures of a section in reading order. */
function usesOf(section: Section): Use[] {
  const found: Use[] = []
  const look = (line: readonly Inline[], block: number) => {
    for (const i of line) if (i.type === "number") found.push({ ref: i.ref, block })
  }
  look(section.title, -1)
  for (const [index, block] of section.blocks.entries()) for (const line of linesOf(block)) look(line, index)
  return found
}

export const bindings = verb(
  {
    name: "programme.bindings",
    may: "programme.read",
    input: z.strictObject({ programmeId: Ref }),
    summary: "Zahlen mit Namen und verknüpfte Zellen: was sie sagen und wo sie verwendet werden.",
  },
  async (ctx, { programmeId }) => {
    const { tree } = await opened(ctx, programmeId)
    const known = figures(tree)
    const numbers = sectionNumbers(tree.sections)
    const uses = new Map<string, { sectionId: string; place: string; block: number }[]>()
    tree.sections.forEach((section, i) => {
      const place = sectionPlace(numbers[i] ?? "", section)
      for (const { ref, block } of usesOf(section)) {
        const list = uses.get(ref) ?? []
        uses.set(ref, list)
        list.push({ sectionId: section.id, place, block })
      }
    })
    const text = (ref: string): string | undefined => {
      const figure = known.get(ref)
      return figure && german(figure.num, figure.unit)
    }
    const named = (tree.numbers ?? []).map((n) => ({
      ref: `zahl/${n.id}`,
      label: n.label,
      text: text(`zahl/${n.id}`) ?? "",
      finance: n.finance,
      /** cell or name it stands for; `lost` when that is not there any more */
      from: n.ref,
      lost: n.ref !== undefined && !known.has(n.ref),
      uses: uses.get(`zahl/${n.id}`) ?? [],
    }))
    const labels = cellLabels(tree)
    const names = new Set(named.map((n) => n.ref))
    const cells = [...uses]
      .filter(([ref]) => !names.has(ref))
      .map(([ref, at]) => ({
        ref,
        label: labels.get(ref) ?? "",
        text: text(ref) ?? "",
        lost: !known.has(ref),
        uses: at,
      }))
    return { named, cells }
  },
)

/** "Arbeitslose, Ist 2026" by the address of the cell */
function cellLabels(tree: ProgrammeContent): Map<string, string> {
  const found = new Map<string, string>()
  for (const section of tree.sections)
    for (const block of section.blocks)
      if (block.type === "data")
        for (const row of block.rows)
          for (const column of block.columns)
            found.set(
              `${block.id}/${row.id}/${column.key}`,
              [plain(row.label), column.label].filter((w) => w !== "").join(", "),
            )
  return found
}

const Place = z.strictObject({
  sectionId: Ref,
  /** hash of the section as number.suggest names it */
  base: Sha256,
  block: z.int().min(0),
  /** line of text in the block, run in the line, characters in the run */
  line: z.int().min(0),
  run: z.int().min(0),
  start: z.int().min(0),
  end: z.int().min(1),
  ref: z.string().regex(/^zahl\/[A-Za-z0-9][A-Za-z0-9_-]{0,39}$/),
})

export const suggest = verb(
  {
    name: "number.suggest",
    may: "programme.read",
    input: z.strictObject({ programmeId: Ref }),
    summary: "Stellen, an denen eine Zahl mit Namen von Hand wiederholt ist.",
  },
  async (ctx, { programmeId }) => {
    const { tree } = await opened(ctx, programmeId)
    const numbers = sectionNumbers(tree.sections)
    const found = []
    for (const [i, section] of tree.sections.entries()) {
      if (section.lock === "readOnly") continue
      const repeated = repetitions(section, tree)
      if (repeated.length === 0) continue
      const base = await storeSection(ctx.drafts, section)
      const place = sectionPlace(numbers[i] ?? "", section)
      for (const r of repeated) found.push({ sectionId: section.id, base, place, ...r })
      // Who has that many goes through the first ones, and asks again.
      if (found.length >= MOST) return { items: found.slice(0, MOST), more: true }
    }
    return { items: found, more: false }
  },
)

/** Binds passages to the named figures they repeat: nothing else than what number.suggest lists can be replaced. */
export const replace = verb(
  {
    name: "number.bind",
    may: "programme.write",
    input: z.strictObject({ programmeId: Ref, places: z.array(Place).min(1).max(MOST) }),
    summary: "Wiederholte Zahlen im Text mit ihrer Quelle verknüpfen.",
  },
  async (ctx, { programmeId, places }) => {
    const now = await opened(ctx, programmeId)
    const wanted = new Map<string, z.infer<typeof Place>[]>()
    for (const place of places) wanted.set(place.sectionId, [...(wanted.get(place.sectionId) ?? []), place])
    const changed: Section[] = []
    for (const [sectionId, list] of wanted) {
      const section = now.tree.sections.find((s) => s.id === sectionId)
      if (!section || !(await unchanged(ctx, section, list))) throw moved()
      const open = new Set(repetitions(section, now.tree).map((r) => spot(r)))
      if (!list.every((p) => open.has(spot(p)))) throw moved()
      changed.push(withNumbers(section, list))
    }
    const after = bind({
      ...now.tree,
      sections: now.tree.sections.map((s) => changed.find((c) => c.id === s.id) ?? s),
    })
    requireUnlocked(now.tree, after)
    const sections = after.sections.filter((s) => wanted.has(s.id))
    const writes = await sectionWrites(ctx, programmeId, now, sections)
    const check = { check: draftKey(programmeId), rev: now.draft.rev }
    await ctx.table.commit([], [...writes, check], await textDuty(ctx, programmeId))
    return { bound: places.length }
  },
)

const moved = (): AppError =>
  new AppError(
    "conflict",
    "number.moved",
    "Eine dieser Stellen wurde inzwischen geändert. Bitte laden Sie die Liste neu.",
  )
const spot = (p: Pick<z.infer<typeof Place>, "block" | "line" | "run" | "start" | "end" | "ref">): string =>
  [p.block, p.line, p.run, p.start, p.end, p.ref].join(" ")

async function unchanged(ctx: Ctx, section: Section, places: readonly z.infer<typeof Place>[]): Promise<boolean> {
  const hash = await sectionHash(section)
  for (const base of new Set(places.map((p) => p.base))) {
    if (base === hash) continue
    const was = await sectionBy(ctx.drafts, base)
    if (!was || canonical(was) !== canonical(section)) return false
  }
  return true
}

function withNumbers(section: Section, places: readonly z.infer<typeof Place>[]): Section {
  const blocks = section.blocks.map((block, index) => {
    const here = places.filter((p) => p.block === index)
    if (here.length === 0) return block
    let at = -1
    return mapLines(block, (line) => {
      at++
      const own = here.filter((p) => p.line === at)
      return own.length === 0
        ? line
        : line.flatMap((inline, run) =>
            split(
              inline,
              own.filter((p) => p.run === run),
            ),
          )
    })
  })
  return { ...section, blocks }
}

function split(inline: Inline, places: readonly z.infer<typeof Place>[]): Inline[] {
  if (inline.type !== "text" || places.length === 0) return [inline]
  const parts: Inline[] = []
  let from = 0
  for (const { start, end, ref } of [...places].sort((a, b) => a.start - b.start)) {
    if (start > from) parts.push({ ...inline, text: inline.text.slice(from, start) })
    parts.push({ type: "number", ref, text: inline.text.slice(start, end).slice(0, 80) })
    from = end
  }
  if (from < inline.text.length) parts.push({ ...inline, text: inline.text.slice(from) })
  return parts
}
