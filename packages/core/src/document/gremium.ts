/** Papers of a body: Beschlussauszug, its signatures, and the result in the field of the Vorlage's own file. */
import type { BodyResult, Chain } from "../chain/index.ts"
import { dayOf, germanDay } from "../day.ts"
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
  resultOf,
  resultWords,
  seal,
  slug,
  stampOf,
  textOf,
  trustOf,
  verifyUrl,
} from "./job.ts"

/** Results of all bodies of a Fassung, corrected ones too, in the order in which they were recorded: their Auszüge have numbers. */
function ordinals(chain: Chain): BodyResult[] {
  return chain.steps
    .flatMap((s) =>
      s.kind === "body" ? [...(s.earlier ?? []).map((e) => e.result), ...(s.result ? [s.result] : [])] : [],
    )
    .sort((a, b) => (a.at < b.at ? -1 : 1))
}

export async function auszug(ctx: WorkCtx, job: Job): Promise<Made> {
  const { frozen, owed } = job
  const chain = await chainOf(ctx, job)
  const step = bodyOf(chain, owed.stepId ?? "")
  const text = textOf(job)
  if (!text.result) throw new Error("result without words")
  const words = text.result
  const result = resultOf(step, owed.textId)
  const all = ordinals(chain)
  const ordinal = (r: BodyResult): number => all.findIndex((x) => x.textId === r.textId) + 1
  const before = step.earlier?.findLast((e) => e.result.at < result.at)?.result
  const amended = words.beschlusstext.length > 0
  const paper: AuszugPaper = {
    version: 1,
    house: frozen.house,
    gremium: step.label,
    ordinal: ordinal(result),
    ...(before ? { replaces: `Auszug ${ordinal(before)} vom ${germanDay(dayOf(new Date(before.at)))}` } : {}),
    sitzungOn: result.sitzungOn,
    ort: words.ort,
    top: result.top,
    sitzungPublic: words.sitzungPublic,
    nummer: frozen.nummer,
    fassung: frozen.fassung,
    artLabel: frozen.artLabel,
    betreff: frozen.form.betreff,
    federfuehrendesAmt: frozen.amtLabel,
    zustaendigkeit: step.zustaendigkeit,
    result: words.label,
    votes: result.votes,
    form: words.form,
    tieByChair: result.tieByChair,
    ...(words.befangene ? { befangene: words.befangene.map((m) => m.name) } : {}),
    ...(words.stimmen ? { stimmen: words.stimmen.map(({ name, stimme }) => ({ name, stimme })) } : {}),
    beschlusstext: amended ? words.beschlusstext : frozen.form.beschlussvorschlag,
    beschlussvorschlag: amended ? frozen.form.beschlussvorschlag : undefined,
    vorsitz: words.vorsitz,
    schriftfuehrung: words.schriftfuehrung,
    signatures: chain.template.auszugSignatures.map((role) => ({
      stepId: role,
      label: role === "vorsitz" ? "Vorsitz" : "Schriftführung",
    })),
    vorlageSha256: mainFile(job.fassung)?.sha256 ?? chain.sha256,
    on: dayOf(new Date(result.at)),
    verifyUrl: verifyUrl(frozen, `/${step.id}`),
  }
  const which = before ? `_Berichtigung-${(step.earlier ?? []).findIndex((e) => e.result === before) + 1}` : ""
  return {
    kind: "auszug",
    stepId: step.id,
    fileName: `Beschlussauszug_${fileNumber(frozen)}_${slug(step.label)}${which}.pdf`,
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
  const all = job.fassung.documents.filter(
    (d) => d.stepId === stepId && (d.kind === "auszug" || d.kind === "auszug-sign"),
  )
  // After a correction another Auszug is signed; the first one stays as far as it had come.
  const earlier = all.slice(all.findLastIndex((d) => d.kind === "auszug"))
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
  const r = resultOf(step, owed.textId)
  const votes = r.votes ? [`Ja ${r.votes.ja}, Nein ${r.votes.nein}, Enthaltung ${r.votes.enthaltung}`] : []
  const field = resultField(step.id)
  const lines = [
    resultWords(step, r),
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
