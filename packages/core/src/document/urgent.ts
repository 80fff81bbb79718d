/** The Dringlichkeitsentscheidung as a sealed paper. */
import { urgentOn } from "../chain/index.ts"
import { germanDay, germanInstant } from "../day.ts"
import { FIELD_SEAL } from "../paper.ts"
import type { WorkCtx } from "../work.ts"
import {
  bodyOf,
  chainOf,
  fileNumber,
  type Job,
  type Made,
  printed,
  seal,
  signed,
  slug,
  textOf,
  verifyUrl,
} from "./job.ts"

export async function urgent(ctx: WorkCtx, job: Job): Promise<Made> {
  const { frozen, owed, whole } = job
  const chain = await chainOf(ctx, job)
  const step = bodyOf(chain, owed.stepId ?? "")
  const on = urgentOn(step)
  const text = textOf(job)
  const decision = step.urgent
  if (!decision || on === undefined || chain.pdfSha256 === null) throw new Error("urgent decision that was not given")
  // The day it was to come before the body when it was taken; a later one stands in the record.
  const day = decision.termin
  const when = day === null ? "in seiner nächsten Sitzung" : `in seiner Sitzung am ${germanDay(day)}`
  const paper = {
    version: 1 as const,
    house: frozen.house,
    gremium: step.label,
    artLabel: frozen.artLabel,
    nummer: frozen.nummer,
    fassung: frozen.fassung,
    betreff: frozen.form.betreff,
    federfuehrendesAmt: frozen.amtLabel,
    beschlusstext: frozen.form.beschlussvorschlag,
    reason: text.text ?? "",
    basis: text.basis ?? "",
    signatures: decision.places.map(({ id, label }) => {
      const own = decision.signed.find((s) => s.placeId === id)
      const words = own?.given.textId === undefined ? undefined : whole.texts.get(own.given.textId)
      if (!own || !words) throw new Error(`signature ${id} is missing`)
      return { label, name: signed(words), at: germanInstant(new Date(own.given.at)) }
    }),
    follows:
      decision.follow === "approval"
        ? `${step.label} entscheidet ${when} über die Genehmigung.`
        : `${step.label} wird ${when} unterrichtet.`,
    fassungSha256: chain.sha256,
    pdfSha256: chain.pdfSha256,
    on,
    verifyUrl: verifyUrl(frozen, `/${step.id}-dringlich`),
  }
  return {
    kind: "urgent",
    stepId: step.id,
    fileName: `Dringlichkeitsentscheidung_${fileNumber(frozen)}_${slug(step.label)}.pdf`,
    signed: true,
    field: FIELD_SEAL,
    make: async () => {
      const { pdf, pages } = await printed(ctx.press.urgent(paper))
      return { pdf: await seal(ctx, pdf, frozen, true, [`Dringlichkeitsentscheidung vom ${germanDay(on)}`]), pages }
    },
  }
}
