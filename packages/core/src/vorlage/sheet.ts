/** Zeichnung on paper: a printed sheet (Zeichnungsblatt) is signed by hand, scanned, and confirmed by the Sitzungsdienst. */
import { z } from "zod"
import * as Chain from "../chain/index.ts"
import { Sha256 } from "../content.ts"
import type { Ctx, Write } from "../context.ts"
import { dayOf, germanDay } from "../day.ts"
import { fileName } from "../document/job.ts"
import { AppError } from "../error.ts"
import { Ref } from "../id.ts"
import { standing } from "../member/change.ts"
import { statesOn } from "../member/history.ts"
import { all as allMembers } from "../member/item.ts"
import { Day } from "../paper.ts"
import { load as loadUpload, type Upload, uploadPath } from "../upload.ts"
import { requireFresh, verb } from "../verb.ts"
import { hashWrites } from "../verification.ts"
import { open, view, wording } from "./hand.ts"
import { type Document, frozenOf, present, type Whole } from "./item.ts"
import { commitMoves } from "./move.ts"

export const confirmPaper = verb(
  {
    name: "vorlage.confirmPaper",
    may: "step.paper",
    input: z.strictObject({
      vorlageId: Ref,
      fassungSha256: Sha256,
      pdfSha256: Sha256,
      stepId: z.string().min(1).max(60),
      /** usable upload of purpose "scan" */
      uploadId: Ref,
      /** who signed the sheet */
      personId: Ref,
      signedOn: Day,
    }),
    summary: "Zeichnung auf Papier bestätigen: wer wann unterschrieben hat, mit dem Scan des Zeichnungsblatts.",
  },
  async (request, input) => {
    requireFresh(request)
    const { ctx, checks } = await standing(request, "step.paper")
    const { whole, chain, members } = await open(ctx, input.vorlageId)
    const who = { actor: ctx.actor, at: ctx.now() }
    // Who has left since may have signed while he was here.
    const person = (await allMembers(ctx.table, "left too")).find((m) => m.personId === input.personId)
    if (!person) throw new AppError("input", "person.unknown", "Diese Person gibt es in diesem Haus nicht.")
    const upload = await usable(ctx, input.uploadId)
    const { sha256: scanSha256 } = upload.value
    const textId = ctx.id("tx")
    const then = await statesOn(ctx.table, person, input.signedOn)
    const { personId, signedOn } = input
    const move = Chain.confirmPaper(chain, input, who, input.stepId, { personId, then, signedOn, scanSha256 }, textId)
    if (move.type !== "step.signed") throw new Error("a confirmation signs")
    requireDay(whole, signedOn, dayOf(who.at))
    const signed = { ...ctx, actor: then[0] ?? { personId, name: person.name, functions: [] } }
    const confirmedByName = members.find((m) => m.personId === ctx.actor.personId)?.name ?? ctx.actor.name
    const text = {
      ...wording(signed, textId, [...members, person], whole, input.stepId, move.data.given, undefined),
      paper: { signedOn, confirmedByName },
    }
    const taken = await once(ctx, scanSha256, { vorlageId: input.vorlageId, stepId: input.stepId })
    const { document, fassung } = await filed(ctx, whole, upload.value, input.stepId)
    const done = await commitMoves(ctx, whole, members, [move], [text], {
      fassung,
      happenings: [
        {
          type: "document.filed",
          data: { fassung: chain.fassung, kind: document.kind, stepId: input.stepId, sha256: scanSha256 },
        },
      ],
      writes: [taken, ...(await hashWrites(ctx.table, [scanSha256], input.vorlageId, chain.fassung)), ...checks],
    })
    return view(done)
  },
)

async function usable(ctx: Ctx, uploadId: string) {
  const stored = await loadUpload(ctx, uploadId)
  const { purpose, state, findings } = stored.value
  if (purpose !== "scan")
    throw new AppError(
      "refused",
      "scan.purpose",
      "Diese Datei wurde nicht als Scan eines Zeichnungsblatts hochgeladen.",
    )
  if (state === "checking")
    throw new AppError("refused", "scan.checking", "Der Scan wird noch geprüft. Bitte warten Sie einen Augenblick.")
  if (state === "refused")
    throw new AppError("refused", "scan.refused", "Dieser Scan wurde nicht angenommen.", findings)
  return stored
}

/** Not before there was a file to sign, and not in the future. */
function requireDay(whole: Whole, signedOn: Day, today: Day): void {
  const sealed = present(whole)?.value.documents.find((d) => d.kind === "seal")
  const first = sealed && dayOf(new Date(sealed.at))
  if (first === undefined || signedOn < first)
    throw new AppError(
      "input",
      "paper.early",
      first === undefined
        ? "Diese Fassung wird noch erstellt."
        : `Diese Fassung gibt es erst seit dem ${germanDay(first)}. Bitte prüfen Sie den Tag der Unterschrift.`,
    )
  if (signedOn > today)
    throw new AppError("input", "paper.future", "Der Tag der Unterschrift liegt in der Zukunft. Bitte prüfen Sie ihn.")
}

/** The scan among the papers, and the Fassung that lists it. By its hash, so that an attempt that failed is in nobody's way. */
async function filed(ctx: Ctx, whole: Whole, upload: Upload, stepId: string) {
  const stored = present(whole)
  if (!stored) throw new Error("a step without its Fassung")
  const bytes = await ctx.drafts.get(uploadPath(upload.id))
  if (!bytes) throw new Error(`upload ${upload.id} is missing`)
  const frozen = await frozenOf(ctx, stored.value.sha256)
  const { sha256, mediaType, pages } = upload
  const ending = ENDING[mediaType] ?? "pdf"
  const path = `vorlage/${whole.root.value.id}/f${stored.value.n}/scan-${sha256}.${ending}`
  await ctx.papers.put(path, bytes)
  const document: Document = {
    kind: "scan",
    stepId,
    sha256,
    path,
    fileName: fileName(frozen, `Zeichnungsblatt-${stepId}_unterschrieben`).replace(/pdf$/, ending),
    bytes: bytes.byteLength,
    pages,
    at: ctx.now().toISOString(),
    mediaType,
  }
  return {
    document,
    fassung: { stored, value: { ...stored.value, documents: [...stored.value.documents, document] } },
  }
}
const ENDING: Readonly<Record<string, string>> = { "application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg" }

const Used = z.strictObject({ version: z.literal(1), vorlageId: Ref, stepId: z.string() })

/** One scan shows one signature: its hash is taken, in the same commit, whatever upload it came with. */
async function once(ctx: Ctx, sha256: string, where: { vorlageId: string; stepId: string }): Promise<Write> {
  const key = `scan/${sha256}`
  if (await ctx.table.get(key, Used))
    throw new AppError(
      "refused",
      "scan.used",
      "Dieser Scan belegt bereits eine andere Zeichnung. Bitte scannen Sie das Blatt dieses Schritts.",
    )
  // Listed, so that an export of the house finds it.
  return { put: key, value: { version: 1, ...where }, rev: "new", index: `list/scan/${sha256}` }
}
