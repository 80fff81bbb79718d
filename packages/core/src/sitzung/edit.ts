/** Tagesordnung: adding, placing, wording, ordering and taking off points, until the invitation goes out. */
import { z } from "zod"
import type { Ctx, Stored } from "../context.ts"
import { germanDay } from "../day.ts"
import { AppError, type Finding, notFound } from "../error.ts"
import { Ref } from "../id.ts"
import { standing } from "../member/change.ts"
import { verb } from "../verb.ts"
import { readable } from "../vorlage/hand.ts"
import { load as loadVorlage, type Whole } from "../vorlage/item.ts"
import { requireVisible } from "../vorlage/visible.ts"
import { full, numbered, reordered, titled } from "./agenda.ts"
import { formalities, insert, withMinutes } from "./formal.ts"
import { type Sitzung, TOPS, type Top } from "./item.ts"
import { commitSitzung, lastBefore, load, meetingOn, requireRev } from "./store.ts"
import { requireLevel, requireOffice } from "./visible.ts"
import { bodies, disorder, expects, reaches, topOf } from "./vorlagen.ts"

const at = { sitzungId: Ref, rev: z.int().min(1) }
const Title = z.string().trim().min(3).max(300)
const worded = {
  public: z.boolean(),
  title: Title,
  /** what the public reads of a non-public point */ publicTitle: Title.optional(),
}
const Change = z.discriminatedUnion("change", [
  /** a point without a Vorlage */
  z.strictObject({ change: z.literal("add"), ...at, ...worded, position: z.int().min(0).max(TOPS).optional() }),
  /** a Vorlage; default: as public as the Vorlage and the meeting are */
  z.strictObject({
    change: z.literal("place"),
    ...at,
    vorlageId: Ref,
    public: z.boolean().optional(),
    publicTitle: Title.optional(),
    position: z.int().min(0).max(TOPS).optional(),
  }),
  z.strictObject({
    change: z.literal("word"),
    ...at,
    topId: Ref,
    public: z.boolean().optional(),
    title: Title.optional(),
    publicTitle: Title.optional(),
  }),
  z.strictObject({ change: z.literal("remove"), ...at, topId: Ref }),
  z.strictObject({ change: z.literal("order"), ...at, topIds: z.array(Ref).max(TOPS) }),
  /** opening, minutes, notices, as the body's last meeting had them */
  z.strictObject({ change: z.literal("formalities"), ...at }),
])
type Change = z.output<typeof Change>

export const agenda = verb(
  {
    name: "sitzung.agenda",
    may: "sitzung.write",
    input: Change,
    summary: "Tagesordnung bearbeiten: aufnehmen, benennen, ordnen, absetzen, Formalien übernehmen.",
  },
  async (request, input) => {
    const { ctx, checks } = await standing(request, "sitzung.write")
    const stored = await load(ctx.table, input.sitzungId)
    requireLevel(ctx, stored.value)
    requireOffice(ctx, stored.value.gremiumId)
    requireRev(stored, input.rev)
    requireEditable(stored.value)
    const { tops, data, warnings } = await changed(ctx, stored, input)
    if (tops.length > TOPS) throw full200()
    const happening = { type: "sitzung.arranged", data: { change: input.change, ...data } }
    const { rev } = await commitSitzung(ctx, stored, { ...stored.value, tops }, [happening], { writes: checks })
    return { rev, tops: numbered(tops).map((t) => ({ ...t, title: full(t), publicTitle: t.title })), warnings }
  },
)

export const full200 = (): AppError =>
  new AppError(
    "limit",
    "agenda.many",
    `Eine Tagesordnung hat höchstens ${TOPS} Punkte. Bitte planen Sie eine weitere Sitzung.`,
  )

/** @throws AppError refused, with what is possible instead */
function requireEditable({ state }: Sitzung): void {
  if (state === "planned") return
  const message = {
    invited:
      "Die Einladung ist verschickt. Neue Punkte gibt es nur als Nachtrag, Tischvorlage oder Ergänzungsvorlage; abgesetzt wird eine Vorlage mit dem Ergebnis „abgesetzt“.",
    held: "Diese Sitzung ist durchgeführt. Ihre Tagesordnung ändert sich nicht mehr.",
    cancelled: "Diese Sitzung ist abgesagt.",
  }[state]
  throw new AppError("refused", `sitzung.${state}`, message)
}

interface Changed {
  readonly tops: Top[]
  readonly data: Readonly<Record<string, unknown>>
  readonly warnings: Finding[]
}

async function changed(ctx: Ctx, { value: sitzung }: Stored<Sitzung>, input: Change): Promise<Changed> {
  const { tops } = sitzung
  const found = "topId" in input ? tops.find((t) => t.id === input.topId) : undefined
  if ("topId" in input && !found) throw notFound()
  if ("title" in input) readable(input.title)
  if ("publicTitle" in input) readable(input.publicTitle)
  switch (input.change) {
    case "add": {
      const { public: shown, title: words, publicTitle } = input
      const top: Top = {
        id: ctx.id("top"),
        public: shown,
        kind: "regular",
        ...titled({ public: shown, open: true, words, publicTitle }),
        formal: "other",
      }
      return { tops: insert(tops, top, input.position ?? tops.length), data: { topId: top.id }, warnings: [] }
    }
    case "place": {
      const { whole, stepId, warnings } = await placeable(ctx, sitzung, input.vorlageId)
      const top = topOf(ctx, sitzung, whole, stepId, input)
      const others = tops.filter((t) => !(t.removed && t.vorlageId === input.vorlageId && t.stepId === stepId))
      const data = { topId: top.id, vorlageId: input.vorlageId, stepId }
      return { tops: insert(others, top, input.position), data, warnings }
    }
    case "word": {
      if (!found) throw notFound()
      // A Vorlage that is non-public keeps its Betreff to itself, whatever the point is.
      const open = found.vorlageId === undefined || (await loadVorlage(ctx, found.vorlageId)).root.value.public
      const next = reworded(found, input, open)
      return { tops: tops.map((t) => (t === found ? next : t)), data: { topId: found.id }, warnings: [] }
    }
    case "remove": {
      if (!found) throw notFound()
      const rest = tops.filter((t) => t !== found)
      const { id: topId, vorlageId } = found
      if (vorlageId === undefined) return { tops: rest, data: { topId }, warnings: [] }
      // It stays away until somebody places it again; the Vorlage itself goes on waiting for this day.
      const message = `Die Vorlage ${found.nummer ?? ""} bleibt für den ${germanDay(sitzung.on)} vorgesehen, steht aber nicht auf der Tagesordnung.`
      const warnings = [{ reason: "agenda.without", place: found.nummer ?? "", message }]
      return { tops: [...rest, { ...found, removed: true }], data: { topId, vorlageId }, warnings }
    }
    case "order": {
      const shown = tops.filter((t) => !t.removed)
      const next = reordered(shown, input.topIds)
      if (!next)
        throw new AppError(
          "input",
          "agenda.order",
          "Die Reihenfolge nennt nicht genau die Punkte dieser Tagesordnung. Bitte laden Sie sie neu.",
        )
      return { tops: [...next, ...tops.filter((t) => t.removed)], data: { topIds: input.topIds }, warnings: [] }
    }
    case "formalities": {
      const before = await lastBefore(ctx.table, sitzung.gremiumId, sitzung.on)
      if (tops.some((t) => t.formal === "minutes")) return { tops: withMinutes(tops, before), data: {}, warnings: [] }
      const formal = formalities(ctx, before, sitzung.public)
      const opening = formal.slice(0, formal.findIndex((t) => t.formal === "minutes") + 1)
      return { tops: [...opening, ...tops, ...formal.slice(opening.length)], data: {}, warnings: [] }
    }
  }
}

function reworded(top: Top, input: Extract<Change, { change: "word" }>, open: boolean): Top {
  if (input.title !== undefined && top.vorlageId !== undefined)
    throw new AppError(
      "refused",
      "agenda.betreff",
      "Ein Punkt mit Vorlage heißt wie ihr Betreff. Was die Öffentlichkeit liest, können Sie ändern.",
    )
  const shown = input.public ?? top.public
  const words = input.title ?? full(top)
  const { internal: _, ...rest } = top
  const { nummer } = top
  return { ...rest, public: shown, ...titled({ public: shown, open, words, publicTitle: input.publicTitle, nummer }) }
}

/**
 * The row of this Vorlage that goes to this meeting: of its body, released, without an answer, and in order with the others.
 * @throws AppError not_found, refused
 */
export async function placeable(
  ctx: Ctx,
  sitzung: Pick<Sitzung, "gremiumId" | "on" | "tops">,
  vorlageId: string,
): Promise<{ readonly whole: Whole; readonly stepId: string; readonly warnings: Finding[] }> {
  const whole = await loadVorlage(ctx, vorlageId)
  requireVisible(ctx, whole)
  const chain = whole.chain?.value
  const { nummer = "", public: open } = whole.root.value
  const refuse = (reason: string, message: string) => new AppError("refused", reason, message)
  const steps = chain ? bodies(chain).filter((s) => s.gremiumId === sitzung.gremiumId && expects(s)) : []
  const step = steps.find((s) => s.termin === sitzung.on) ?? steps[0]
  if (!chain || !step) throw refuse("agenda.body", `Die Vorlage ${nummer} wartet nicht auf dieses Gremium.`)
  if (!reaches(chain, step))
    throw refuse(
      "agenda.unreleased",
      "Diese Vorlage ist für die Gremien noch nicht freigegeben, oder ihr Verfahren ist beendet.",
    )
  if (sitzung.tops.some((t) => t.vorlageId === vorlageId && t.stepId === step.id && !t.removed))
    throw refuse("agenda.twice", `Die Vorlage ${nummer} steht schon auf dieser Tagesordnung.`)
  const wrong = disorder(chain, step.id, sitzung.on)
  if (wrong !== undefined)
    throw refuse("beratungsfolge.order", `Die Beratungsfolge der Vorlage ${nummer} stimmt dann nicht mehr: ${wrong}.`)
  if (step.termin !== null && step.termin !== sitzung.on) {
    const other = await meetingOn(ctx.table, sitzung.gremiumId, step.termin)
    const there = other?.value.tops.some((t) => t.vorlageId === vorlageId && t.stepId === step.id && !t.removed)
    if (other && there && other.value.state !== "planned" && other.value.state !== "cancelled")
      throw refuse(
        "agenda.elsewhere",
        `Die Vorlage ${nummer} steht auf der Tagesordnung vom ${germanDay(step.termin)}. Tragen Sie dort erst das Ergebnis ein, zum Beispiel „vertagt“.`,
      )
  }
  const warnings: Finding[] = []
  if (!open)
    warnings.push({
      reason: "agenda.nonPublic",
      place: nummer,
      message: `Die Vorlage ${nummer} ist nichtöffentlich. Ihr Betreff steht nicht auf der öffentlichen Tagesordnung.`,
    })
  return { whole, stepId: step.id, warnings }
}
