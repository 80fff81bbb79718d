/** Results of a whole meeting in one go, typed in or taken back from the council information system. */
import { z } from "zod"
import type * as Chain from "../../chain/index.ts"
import { awaitsBody } from "../../chain/index.ts"
import { Sha256 } from "../../content.ts"
import type { Ctx } from "../../context.ts"
import { dayOf, germanDay } from "../../day.ts"
import { AppError, type Finding, notFound } from "../../error.ts"
import { Ref } from "../../id.ts"
import { standing } from "../../member/change.ts"
import { all as allMembers } from "../../member/item.ts"
import { Day } from "../../paper.ts"
import { holding } from "../../role.ts"
import { Sitzung, sitzungKey } from "../../sitzung/item.ts"
import { meetingOn, rowsOn } from "../../sitzung/store.ts"
import { waits } from "../../sitzung/vorlagen.ts"
import { house } from "../../tenant.ts"
import { retrying, verb } from "../../verb.ts"
import { StepId } from "../hand.ts"
import { load } from "../item.ts"
import { Taken, takenKey } from "../submit.ts"
import { enter, Result } from "./record.ts"
import { final, postponed, referred, removed, sitting, TopNumber } from "./shape.ts"

/** Which Vorlage: by what was seen (id and both hashes), or as its paper names it (number and Fassung). */
const named = {
  vorlageId: Ref.optional(),
  fassungSha256: Sha256.optional(),
  pdfSha256: Sha256.optional(),
  nummer: z.string().min(1).max(60).optional(),
  fassung: z.int().min(1).optional(),
  /** where the body stands in the Beratungsfolge twice */
  stepId: StepId.optional(),
  top: TopNumber.optional(),
}
const Line = z.discriminatedUnion("code", [
  z.strictObject({ ...named, ...postponed }),
  z.strictObject({ ...named, ...removed }),
  z.strictObject({ ...named, ...referred }),
  z.strictObject({ ...named, ...final, sitzungPublic: z.boolean().optional() }),
])
type Line = z.output<typeof Line>

interface Refused {
  /** place in the list, 0 for the first */
  readonly index: number
  readonly top: string | undefined
  readonly vorlageId: string | undefined
  readonly nummer: string | undefined
  readonly code: AppError["code"]
  readonly reason: string
  readonly message: string
  readonly findings: readonly Finding[]
}

const Input = z.strictObject({
  /** the meeting of the body's calendar; without one the body and its day */
  sitzungId: Ref.optional(),
  gremiumId: z.string().min(1).max(60).optional(),
  sitzungOn: Day.optional(),
  sitzungPublic: z.boolean().optional(),
  ort: sitting.ort,
  vorsitz: sitting.vorsitz,
  schriftfuehrung: sitting.schriftfuehrung,
  results: z.array(Line).min(1).max(200),
})

export const results = verb(
  {
    name: "sitzung.results",
    may: "body.record",
    input: Input,
    summary:
      "Ergebnisse einer ganzen Sitzung übernehmen, auch aus dem Ratsinformationssystem. Jeder Tagesordnungspunkt wird für sich geprüft; die Antwort sagt, was übernommen wurde und was nicht.",
  },
  async (request, input) => {
    const { ctx, checks } = await standing(request, "body.record")
    const meeting = await meetingOf(ctx, input)
    const tenant = await house(ctx.table)
    const members = await allMembers(ctx.table)
    const lines = []
    for (const line of input.results) lines.push(await resolved(ctx, line, meeting, input))
    const places = lines.map((l) => ("wish" in l ? `${l.wish.vorlageId}/${l.wish.stepId}` : ""))
    const taken = []
    const refused: Refused[] = []
    for (const [index, line] of lines.entries()) {
      const { top, vorlageId, nummer } = input.results[index] ?? {}
      const say = ({ code, reason, message, findings }: AppError) =>
        refused.push({ index, top, vorlageId, nummer, code, reason, message, findings })
      if ("error" in line) {
        say(line.error)
        continue
      }
      if (places.filter((p) => p === places[index]).length > 1) {
        say(new AppError("input", "result.twice", "Diese Vorlage steht mit zwei Ergebnissen in der Liste."))
        continue
      }
      try {
        const { done, warnings, words } = await retrying(() => enter(ctx, checks, tenant, members, line.wish))
        taken.push({
          index,
          top,
          vorlageId: line.wish.vorlageId,
          nummer: done.root.nummer,
          result: words?.label ?? line.wish.code,
          warnings,
        })
      } catch (error) {
        if (!(error instanceof AppError)) throw error
        say(error)
      }
    }
    // Nothing in it is of this house: then there is nothing to say of it, line by line or otherwise.
    if (refused.length === lines.length && refused.every((r) => r.code === "not_found")) throw notFound()
    return { taken, refused, missing: await missing(ctx, meeting) }
  },
)

interface Meeting {
  readonly gremiumId: string
  readonly on: Day
  readonly sitzung: Sitzung | undefined
}

/** @throws AppError for the whole list: no such meeting, another body's, one that has not been */
async function meetingOf(
  ctx: Ctx,
  { sitzungId, gremiumId, sitzungOn }: Pick<z.output<typeof Input>, "sitzungId" | "gremiumId" | "sitzungOn">,
): Promise<Meeting> {
  const stored = sitzungId === undefined ? undefined : await ctx.table.get(sitzungKey(sitzungId), Sitzung)
  if (sitzungId !== undefined && !stored) throw notFound()
  const body = stored?.value.gremiumId ?? gremiumId
  const on = stored?.value.on ?? sitzungOn
  if (body === undefined || on === undefined)
    throw new AppError("input", "sitzung.missing", "Bitte nennen Sie die Sitzung, oder das Gremium und den Tag.")
  if ((gremiumId !== undefined && gremiumId !== body) || (sitzungOn !== undefined && sitzungOn !== on))
    throw new AppError("input", "sitzung.other", "Gremium oder Tag passen nicht zu der genannten Sitzung.")
  const functions = holding(ctx.actor.functions, dayOf(ctx.now()))
  if (!functions.some((f) => f.role === "geschaeftsstelle" && f.gremiumId === body)) {
    // Another body's meeting is seen by others; whether such a body exists is nobody's question here.
    if (stored) throw new AppError("forbidden", "sitzung.notYours", "Diese Sitzung hat eine andere Geschäftsstelle.")
    throw notFound()
  }
  if (stored?.value.state === "cancelled")
    throw new AppError("input", "sitzung.cancelled", `Die Sitzung am ${germanDay(on)} wurde abgesagt.`)
  if (on > dayOf(ctx.now()))
    throw new AppError("input", "result.future", `Die Sitzung am ${germanDay(on)} hat noch nicht stattgefunden.`)
  return { gremiumId: body, on, sitzung: (stored ?? (await meetingOn(ctx.table, body, on)))?.value }
}

type Head = Readonly<Pick<z.output<typeof Input>, "vorsitz" | "schriftfuehrung" | "ort" | "sitzungPublic">>

/** A line as the result of one Vorlage, or why it is none. */
async function resolved(
  ctx: Ctx,
  line: Line,
  { gremiumId, on, sitzung }: Meeting,
  head: Head,
): Promise<{ readonly wish: Result } | { readonly error: AppError }> {
  try {
    const { vorlageId, nummer, fassung, fassungSha256, pdfSha256, stepId, ...answer } = line
    const seen = vorlageId !== undefined && fassungSha256 !== undefined && pdfSha256 !== undefined
    if (!seen && (nummer === undefined || fassung === undefined || vorlageId !== undefined))
      throw new AppError(
        "input",
        "result.which",
        "Bitte nennen Sie die Vorlage mit Nummer und Fassung, oder mit ihrer Kennung und beiden Prüfsummen.",
      )
    const id = seen ? vorlageId : await byNumber(ctx, nummer ?? "")
    const chain = (await load(ctx, id)).chain?.value
    if (!chain) throw notFound()
    if (!seen && chain.fassung !== fassung)
      throw new AppError(
        "conflict",
        "fassung.superseded",
        `Es gilt Fassung ${chain.fassung}; das Ergebnis nennt Fassung ${fassung}.`,
      )
    const step = stepId ?? stepOf(chain, gremiumId)
    if (step === undefined || bodyOf(chain, step) !== gremiumId) throw notFound()
    const at = {
      vorlageId: id,
      stepId: step,
      fassungSha256: seen ? fassungSha256 : chain.sha256,
      pdfSha256: seen ? pdfSha256 : (chain.pdfSha256 ?? chain.sha256),
      sitzungOn: on,
      ...(sitzung ? { sitzungId: sitzung.id } : {}),
    }
    const { vorsitz, schriftfuehrung, ort, sitzungPublic } = head
    const final = answer.code !== "postponed" && answer.code !== "removed" && answer.code !== "referred"
    const wish = final
      ? { sitzungPublic, ...defined(answer), ...at, vorsitz, schriftfuehrung, ort }
      : { ...answer, ...at }
    return { wish: Result.parse(defined(wish)) }
  } catch (error) {
    if (error instanceof AppError) return { error }
    throw error
  }
}

const defined = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as T

async function byNumber(ctx: Ctx, nummer: string): Promise<string> {
  const taken = await ctx.table.get(takenKey(nummer), Taken)
  if (!taken) throw notFound()
  return taken.value.vorlageId
}

const bodyOf = (chain: Chain.Chain, stepId: string): string | undefined => {
  const step = chain.steps.find((s) => s.id === stepId)
  return step?.kind === "body" ? step.gremiumId : undefined
}

/** The row of this body that waits for its answer; else the last one, so that the refusal says what became of it. */
function stepOf(chain: Chain.Chain, gremiumId: string): string | undefined {
  const own = chain.steps.filter((s) => s.kind === "body" && s.gremiumId === gremiumId)
  return (own.find((s) => s.status === "open" || awaitsBody(s)) ?? own.at(-1))?.id
}

/** Points of the agenda whose Vorlage is still without an answer. */
async function missing(ctx: Ctx, { gremiumId, on, sitzung }: Meeting) {
  if (!sitzung) return []
  const rows = await rowsOn(ctx.table, gremiumId, on)
  return sitzung.tops
    .filter((t) => waits(t, rows))
    .map((t) => ({ top: t.number, vorlageId: t.vorlageId, title: t.title }))
}
