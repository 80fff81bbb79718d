/** Papers of a body: Beschlussauszug, its signatures, and the result in the field of the Vorlage's own file. */
import { dayOf, germanDay } from "../day.ts"
import { resultLabel } from "../gremium.ts"
import { type AuszugPaper, FIELD_SEAL, resultField, signatureField } from "../paper.ts"
import type { WorkCtx } from "../work.ts"
import {
  bodyOf,
  bytesOf,
  chainOf,
  fileName,
  fileNumber,
  images,
  type Job,
  type Made,
  mainFile,
  personOf,
  seal,
  slug,
  stampOf,
  textOf,
  trustOf,
  verifyUrl,
} from "./job.ts"

export async function auszug(ctx: WorkCtx, job: Job): Promise<Made> {
  const { frozen, owed } = job
  const chain = await chainOf(ctx, job)
  const step = bodyOf(chain, owed.stepId ?? "")
  const text = textOf(job)
  if (!text.result) throw new Error("result without words")
  const { result } = text
  const amended = result.beschlusstext.length > 0
  const paper: AuszugPaper = {
    version: 1,
    house: frozen.house,
    gremium: step.label,
    ordinal: chain.steps.filter((s) => s.kind === "body" && s.result && s.result.at <= step.result.at).length,
    sitzungOn: step.result.sitzungOn,
    ort: result.ort,
    top: step.result.top,
    sitzungPublic: result.sitzungPublic,
    nummer: frozen.nummer,
    fassung: frozen.fassung,
    artLabel: frozen.artLabel,
    betreff: frozen.form.betreff,
    federfuehrendesAmt: frozen.amtLabel,
    zustaendigkeit: step.zustaendigkeit,
    result: result.label,
    votes: step.result.votes,
    form: result.form,
    tieByChair: step.result.tieByChair,
    beschlusstext: amended ? result.beschlusstext : frozen.form.beschlussvorschlag,
    beschlussvorschlag: amended ? frozen.form.beschlussvorschlag : undefined,
    vorsitz: result.vorsitz,
    schriftfuehrung: result.schriftfuehrung,
    signatures: chain.template.auszugSignatures.map((role) => ({
      stepId: role,
      label: role === "vorsitz" ? "Vorsitz" : "Schriftführung",
    })),
    vorlageSha256: mainFile(job.fassung)?.sha256 ?? chain.sha256,
    on: dayOf(new Date(step.result.at)),
    verifyUrl: verifyUrl(frozen, `/${step.id}`),
  }
  return {
    kind: "auszug",
    stepId: step.id,
    fileName: `Beschlussauszug_${fileNumber(frozen)}_${slug(step.label)}.pdf`,
    signed: true,
    field: FIELD_SEAL,
    make: async () => {
      const { pdf, pages } = await ctx.press.auszug(paper, images(ctx))
      return { pdf: await seal(ctx, pdf, frozen, true, ["Für die Richtigkeit des Auszugs"]), pages }
    },
  }
}

export async function auszugSignature(ctx: WorkCtx, job: Job): Promise<Made> {
  const { frozen, owed } = job
  const chain = await chainOf(ctx, job)
  const stepId = owed.stepId ?? ""
  const text = textOf(job)
  const earlier = job.fassung.documents.filter(
    (d) => d.stepId === stepId && (d.kind === "auszug" || d.kind === "auszug-sign"),
  )
  const role = chain.template.auszugSignatures[earlier.length - 1]
  if (role === undefined) throw new Error("no signature of the Auszug is left")
  const before = await bytesOf(ctx, earlier.at(-1))
  const field = signatureField(role)
  const label = role === "vorsitz" ? "Vorsitz" : "Schriftführung"
  return {
    kind: "auszug-sign",
    stepId,
    fileName: `Beschlussauszug_${fileNumber(frozen)}_${slug(chain.steps.find((s) => s.id === stepId)?.label ?? "")}_${label}.pdf`,
    signed: true,
    field,
    before,
    make: async () => {
      const at = ctx.now()
      const named = { ...text, functionLabel: label }
      const signer = await personOf(ctx, named, frozen.house.name, at)
      return {
        pdf: await ctx.press.sign(
          before,
          stampOf(named, field, at, "Unterzeichnung des Beschlussauszugs"),
          signer,
          ctx.timestamp,
        ),
        pages: null,
      }
    },
  }
}

/** The result, sealed by the organisation into the body's field of the Vorlage's own file. */
export async function result(ctx: WorkCtx, job: Job): Promise<Made> {
  const { frozen, owed, fassung } = job
  const step = bodyOf(await chainOf(ctx, job), owed.stepId ?? "")
  const before = await bytesOf(ctx, mainFile(fassung))
  const extract = fassung.documents.findLast(
    (d) => d.stepId === step.id && (d.kind === "auszug" || d.kind === "auszug-sign"),
  )
  if (!extract) throw new Error("the Auszug is missing")
  const { result: r } = step
  const votes = r.votes ? [`Ja ${r.votes.ja}, Nein ${r.votes.nein}, Enthaltung ${r.votes.enthaltung}`] : []
  const field = resultField(step.id)
  const lines = [
    resultLabel(r.code, step.zustaendigkeit, r.votes, r.tieByChair),
    `${step.label}, ${germanDay(r.sitzungOn)}, TOP ${r.top}`,
    ...votes,
    `Auszug SHA-256 ${extract.sha256.slice(0, 32)}`,
    extract.sha256.slice(32),
  ]
  return {
    kind: "result",
    stepId: step.id,
    fileName: fileName(frozen, `Ergebnis-${slug(step.label)}`),
    signed: true,
    field,
    before,
    trust: await trustOf(ctx, fassung),
    make: async () => ({ pdf: await seal(ctx, before, frozen, false, lines, field), pages: null }),
  }
}
