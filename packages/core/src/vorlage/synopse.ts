/** Synopse of a Vorlage: its form and its programme since I last signed, its programme against last year's. */
import { z } from "zod"
import type { Ctx } from "../context.ts"
import { dayOf, germanDay } from "../day.ts"
import { AppError, notFound } from "../error.ts"
import { Ref } from "../id.ts"
import { load as loadProgramme } from "../programme.ts"
import { holding, may } from "../role.ts"
import type { Synopse } from "../synopse/index.ts"
import { verb } from "../verb.ts"
import { ask, bytesOf, compared, comparisonId, type Pair, type Side, submitted, textOf } from "../versions.ts"
import { changedFields, type FieldChange } from "./changed.ts"
import { type Frozen, frozenOf, load, type Whole } from "./item.ts"
import { factsOf, replay } from "./replay.ts"
import { acted, requireVisible, seesEarlier } from "./visible.ts"

const Asked = z.strictObject({
  vorlageId: Ref,
  /** the Fassung that this person signed or spoke on last, else the one before; or last year's programme */
  against: z.enum(["signed", "previous-year"]).default("signed"),
})

async function seen(ctx: Ctx, vorlageId: string): Promise<{ whole: Whole; frozen: Frozen }> {
  const whole = await load(ctx, vorlageId)
  requireVisible(ctx, whole)
  const chain = whole.chain?.value
  if (!chain) throw new AppError("refused", "chain.none", "Diese Vorlage ist noch ein Entwurf.")
  return { whole, frozen: await frozenOf(ctx, chain.sha256) }
}

async function pairOf(ctx: Ctx, { vorlageId, against }: z.infer<typeof Asked>): Promise<Pair> {
  const { whole, frozen } = await seen(ctx, vorlageId)
  if (!frozen.programme) throw none()
  const now = side(frozen)
  const old = against === "signed" ? side(await earlier(ctx, whole, frozen)) : await lastYear(ctx, frozen)
  if (!now || !old) throw none()
  const { title } = await textOf(ctx, now)
  return { title, old, new: now, on: frozen.on }
}

/** Both sides in words, what differs in the form, what differs in the programme. */
export interface Changed {
  readonly title: string
  readonly old: Pick<Side, "label">
  readonly new: Pick<Side, "label">
  readonly form: readonly FieldChange[]
  readonly synopse: Synopse
}
/** Of a Vorlage without a programme. */
const SAME: Synopse = {
  title: undefined,
  sections: [],
  footnotes: [],
  numbers: [],
  count: { added: 0, removed: 0, moved: 0, changed: 0 },
}

const none = () =>
  new AppError("refused", "synopse.none", "Es gibt hier keine zwei Programme, die zu vergleichen wären.")

const labelOf = ({ fassung, on }: Frozen): string => `Fassung ${fassung} vom ${germanDay(on)}`
const side = (frozen: Frozen): Side | undefined =>
  frozen.programme && { label: labelOf(frozen), sha256: frozen.programme.sha256, where: "papers" }

/** The newest earlier Fassung on which this person acted, else the one before. */
async function earlier(ctx: Ctx, whole: Whole, { fassung, vorlageId }: Frozen): Promise<Frozen> {
  const before = whole.fassungen.filter((f) => f.value.n < fassung).sort((a, b) => b.value.n - a.value.n)
  const [last] = before
  if (!last || !seesEarlier(ctx, whole))
    throw new AppError("refused", "synopse.first", "Dies ist die erste Fassung, die Ihnen vorliegt.")
  const facts = await factsOf(ctx, vorlageId)
  for (const { value } of before) {
    const chain = await replay(facts, (hash) => frozenOf(ctx, hash), value.n)
    if (chain && acted(chain, ctx.actor.personId)) return frozenOf(ctx, value.sha256)
  }
  return frozenOf(ctx, last.value.sha256)
}

/** Last year's programme: whoever does not write programmes sees it only where it was submitted. */
async function lastYear(ctx: Ctx, { programme }: Frozen): Promise<Side> {
  const before = programme && (await loadProgramme(ctx, programme.programmeId)).value.before
  if (!before)
    throw new AppError("refused", "versions.before", "Dieses Programm schreibt keines aus einem früheren Jahr fort.")
  const where = (await submitted(ctx, before.sha256)) ? "papers" : "drafts"
  if (where === "drafts" && !may(holding(ctx.actor.functions, dayOf(ctx.now())), "programme.read"))
    throw new AppError("refused", "versions.unsubmitted", "Das Programm des Vorjahres wurde hier nicht eingereicht.")
  const { title, year } = await textOf(ctx, { label: "", sha256: before.sha256, where })
  return { label: `${title} (${year})`, sha256: before.sha256, where }
}

export const synopse = verb(
  {
    name: "vorlage.synopse",
    may: "vorlage.read",
    input: Asked,
    summary:
      "Was sich an Vorlage und Programm geändert hat, seit Sie zuletzt gezeichnet haben; oder am Programm gegenüber dem Vorjahr.",
  },
  async (ctx, asked): Promise<Changed> => {
    if (asked.against === "previous-year") return { ...(await compared(ctx, await pairOf(ctx, asked))), form: [] }
    const { whole, frozen } = await seen(ctx, asked.vorlageId)
    const before = await earlier(ctx, whole, frozen)
    const form = changedFields(before, frozen)
    const [old, now] = [side(before), side(frozen)]
    if (old && now) {
      const { title } = await textOf(ctx, now)
      return { ...(await compared(ctx, { title, old, new: now, on: frozen.on })), form }
    }
    const title = frozen.form.betreff
    return { title, old: { label: labelOf(before) }, new: { label: labelOf(frozen) }, synopse: SAME, form }
  },
)

export const printSynopse = verb(
  {
    name: "vorlage.print",
    may: "vorlage.read",
    input: Asked,
    summary: "Synopse als PDF anfordern; noch einmal gefragt, sagt es, ob die Datei fertig ist.",
  },
  async (ctx, asked) => ask(ctx, asked.vorlageId, await pairOf(ctx, asked)),
)

export const synopseFile = verb(
  {
    name: "vorlage.printed",
    may: "vorlage.read",
    input: z.strictObject({ ...Asked.shape, comparisonId: Ref }),
    summary: "Synopse als PDF laden.",
  },
  async (ctx, { comparisonId: id, ...asked }) => {
    // Somebody else's Synopse may begin at a Fassung that this person does not see: only his own opens.
    if ((await comparisonId(ctx, await pairOf(ctx, asked))) !== id) throw notFound()
    return bytesOf(ctx, asked.vorlageId, id)
  },
)
