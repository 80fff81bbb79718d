/** Papers at the end: the Endfassung of the programme and the public twin of the Vorlage. */
import { awaitsBody, type Chain, type StepOf, urgentOn } from "../chain/index.ts"
import { dayOf, germanDay, germanInstant } from "../day.ts"
import { FIELD_SEAL, type ProgrammePaper } from "../paper.ts"
import { paperContent } from "../plainly.ts"
import { house } from "../tenant.ts"
import type { Frozen } from "../vorlage/item.ts"
import type { WorkCtx } from "../work.ts"
import { attach, programmeContent, programmePaper, vorlagePaper } from "./content.ts"
import {
  bytesOf,
  chainOf,
  fileName,
  fileNumber,
  images,
  type Job,
  type Made,
  resultWords,
  seal,
  signed,
  verifyUrl,
} from "./job.ts"

/** "beschlossen durch Kreisausschuss am 19.02.2027 (Beschlussvorlage 047/2027)" */
export function decisionWords(chain: Chain, frozen: Frozen): string {
  const step =
    chain.steps.findLast(
      (s): s is StepOf<"body"> => s.kind === "body" && s.result !== undefined && s.zustaendigkeit === "Entscheidung",
    ) ?? chain.steps.findLast((s): s is StepOf<"body"> => s.kind === "body" && s.result !== undefined)
  const urgent = chain.steps.findLast((s): s is StepOf<"body"> => s.kind === "body" && awaitsBody(s))
  const on = urgent && urgentOn(urgent)
  if (urgent && on !== undefined && (!step?.result || step.zustaendigkeit !== "Entscheidung"))
    return `dringlich entschieden anstelle von: ${urgent.label}, ${germanDay(on)} (${frozen.artLabel} ${frozen.nummer})`
  if (!step?.result) throw new Error("Endfassung without a decision")
  const label = resultWords(step, step.result)
  return `${label}: ${step.label}, ${germanDay(step.result.sitzungOn)} (${frozen.artLabel} ${frozen.nummer})`
}

export async function endfassung(ctx: WorkCtx, job: Job): Promise<Made> {
  const { frozen } = job
  const chain = await chainOf(ctx, job)
  const base = await programmePaper(ctx, frozen)
  if (!base) throw new Error("Endfassung without a programme")
  const amended = chain.endfassung?.status === "confirmed" ? chain.endfassung.sha256 : undefined
  const paper: ProgrammePaper = {
    ...base,
    content: amended === undefined ? base.content : paperContent(await programmeContent(ctx, amended)),
    reference: `Endfassung zur ${frozen.artLabel} ${frozen.nummer}`,
    on: dayOf(new Date(chain.since)),
    decision: decisionWords(chain, frozen),
    verifyUrl: verifyUrl(frozen, "/endfassung"),
  }
  return {
    kind: "endfassung",
    fileName: `Programm_Endfassung_${fileNumber(frozen)}.pdf`,
    signed: true,
    field: FIELD_SEAL,
    make: async () => {
      const { pdf, pages } = await ctx.press.programme(paper, images(ctx))
      return { pdf: await seal(ctx, pdf, frozen, true, ["Endfassung"]), pages }
    },
  }
}

/** Ending of the file name of a twin without names. */
export const NAMELESS = "ohne-Namen"

/**
 * Public twin: rendered without the non-public Anlagen and results; who signed stands there in words, the signatures in the
 * original. A house that publishes no names has functions and days only.
 */
export async function twin(ctx: WorkCtx, job: Job): Promise<Made> {
  const { frozen } = job
  const chain = await chainOf(ctx, job)
  const names = (await house(ctx.table)).publication?.names ?? true
  const anlagenOpen = frozen.form.anlagen.filter((a) => a.public)
  const rows = frozen.form.beratungsfolge.map((row) => (names ? row : { ...row, berichterstattung: [] }))
  const open: Frozen = { ...frozen, form: { ...frozen.form, anlagen: anlagenOpen, beratungsfolge: rows } }
  const uploads = frozen.uploads.filter((u) => open.form.anlagen.some((a) => a.id === u.anlageId))
  const withProgramme = open.form.anlagen.some((a) => a.kind === "programme")
  const file = withProgramme ? job.fassung.documents.find((d) => d.kind === "programme") : undefined
  return {
    kind: "twin",
    fileName: fileName(frozen, names ? "oeffentlich" : `oeffentlich-${NAMELESS}`),
    signed: true,
    field: FIELD_SEAL,
    make: async () => {
      const programme = file && { pdf: await bytesOf(ctx, file), pages: file.pages ?? 0, fileName: file.fileName }
      const { anlagen, attachments } = await attach(ctx, { ...open, uploads }, programme)
      const paper = vorlagePaper(open, anlagen)
      const words = (stepId: string): string => {
        const step = chain.steps.find((s) => s.id === stepId)
        const given = step?.kind === "sign" ? step.given : undefined
        const text = given?.textId === undefined ? undefined : job.whole.texts.get(given.textId)
        const carried = frozen.carriedText[stepId]
        if (!given || !text) {
          if (carried !== undefined) return names ? carried : "auf einer früheren Fassung gezeichnet"
          return chain.state === "completed" ? "nicht gezeichnet" : "noch nicht gezeichnet"
        }
        const who = names ? `: ${signed(text)}` : ""
        if (given.paper) return `auf Papier gezeichnet${who}, ${germanDay(given.paper.signedOn)}`
        const where = given.level === "none" ? "gezeichnet, im Verlauf festgehalten" : "im Original gezeichnet"
        return `${where}${who}, ${germanInstant(new Date(given.at))}`
      }
      const outcome = (stepId: string): string => {
        const step = chain.steps.find((s) => s.id === stepId)
        if (step?.kind !== "body" || !step.result)
          return chain.state === "completed" ? "ohne Ergebnis" : "noch ohne Ergebnis"
        if (job.whole.texts.get(step.result.textId)?.result?.sitzungPublic === false)
          return "in nichtöffentlicher Sitzung behandelt"
        const { sitzungOn, top } = step.result
        return `${resultWords(step, step.result)}, ${germanDay(sitzungOn)}, TOP ${top}`
      }
      const { pdf, pages } = await ctx.press.vorlage(
        {
          ...paper,
          beratungsfolge: paper.beratungsfolge.map((row) => ({ ...row, result: outcome(row.stepId) })),
          signatures: paper.signatures.map((s) => ({ ...s, carried: words(s.stepId) })),
          statements: names ? paper.statements : [],
          changes: "Öffentliche Ausfertigung ohne nichtöffentliche Teile.",
          verifyUrl: verifyUrl(frozen, "/oeffentlich"),
        },
        attachments,
        images(ctx),
      )
      return { pdf: await seal(ctx, pdf, frozen, true, ["Öffentliche Ausfertigung"]), pages }
    },
  }
}
