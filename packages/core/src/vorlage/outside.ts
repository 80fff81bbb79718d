/** Zeichnung made outside (AES, QES): the newest stage is downloaded, signed in its field, uploaded, judged by the worker and filed as it came. */
import { z } from "zod"
import { sha256 } from "../canonical.ts"
import * as Chain from "../chain/index.ts"
import { Sha256 } from "../content.ts"
import { type Bytes, type Ctx, RevConflict, type Stored, type Write } from "../context.ts"
import { germanInstant } from "../day.ts"
import { fileName, mainFile, mainOwed, trustOf } from "../document/job.ts"
import { Duty, dutyKey } from "../duty.ts"
import { AppError, type Finding, notFound } from "../error.ts"
import { Ref } from "../id.ts"
import { standing } from "../member/change.ts"
import { all as allMembers, asActor, Member, memberKey } from "../member/item.ts"
import { namesakes } from "../namesake.ts"
import { signatureField } from "../paper.ts"
import { house } from "../tenant.ts"
import { load as loadUpload, type Upload, uploadPath } from "../upload.ts"
import { requireFresh, verb } from "../verb.ts"
import { hashWrites } from "../verification.ts"
import type { WorkCtx } from "../work.ts"
import { open, view, wording } from "./hand.ts"
import {
  type Document,
  type Fassung,
  frozenOf,
  load,
  type Outside,
  outsideKey,
  present,
  trustPath,
  type Whole,
} from "./item.ts"
import { commitMoves } from "./move.ts"

/** bytes that a signature may add to a stage */
const ROOM = 1024 * 1024
/** clocks of the signatory's machine and ours may differ; milliseconds */
const SKEW = 5 * 60_000

export const signOutside = verb(
  {
    name: "vorlage.signOutside",
    may: "step.decide",
    input: z.strictObject({
      vorlageId: Ref,
      fassungSha256: Sha256,
      pdfSha256: Sha256,
      stepId: z.string().min(1).max(60),
      /** own upload of purpose "signed" */
      uploadId: Ref,
    }),
    summary:
      "Außerhalb signierte Datei als Zeichnung eines Schritts einreichen (AES, QES); sie wird im Hintergrund geprüft.",
  },
  async (request, input) => {
    requireFresh(request)
    const { ctx, checks } = await standing(request, "step.decide")
    const { vorlageId, stepId, uploadId, fassungSha256, pdfSha256 } = input
    const { whole, chain } = await open(ctx, vorlageId)
    Chain.mayOutside(chain, input, { actor: ctx.actor, at: ctx.now() }, stepId)
    const fassung = present(whole)
    if (!fassung) throw new Error("a step without its Fassung")
    const { stage } = newest(fassung.value)
    const upload = (await loadUpload(ctx, uploadId)).value
    requireOwn(ctx, upload, stage)
    const before = whole.outside.find((o) => o.key === outsideKey(vorlageId, chain.fassung, stepId))
    if (before?.value.state === "checking")
      throw new AppError(
        "conflict",
        "outside.checking",
        "Für diesen Schritt wird schon eine Datei geprüft. Bitte warten Sie einen Augenblick.",
      )
    const at = ctx.now().toISOString()
    const value: Outside = {
      version: 1,
      stepId,
      fassung: chain.fassung,
      fassungSha256,
      pdfSha256,
      by: ctx.actor.personId,
      uploadId,
      at,
      state: "checking",
      findings: [],
    }
    const key = outsideKey(vorlageId, chain.fassung, stepId)
    const done = await commitMoves(ctx, whole, [], [], [], {
      happenings: [
        { type: "outside.received", data: { fassung: chain.fassung, stepId, uploadId, sha256: upload.sha256 } },
      ],
      writes: [{ put: key, value, rev: before?.rev ?? "new" }, ...checks],
      duties: [{ id: dutyId(value), log: vorlageId, kind: "external", dueAt: at, attempts: 0 }],
    })
    return { ...view(done), outside: value.state }
  },
)

const dutyId = ({ fassung, stepId }: Outside): string => `extern-f${fassung}-${stepId}`

/** The newest stage, once everything before it stands in it. @throws AppError refused "outside.owed" */
function newest(fassung: Fassung): { stage: Document } {
  const stage = mainFile(fassung)
  if (!stage || mainOwed(fassung))
    throw new AppError(
      "refused",
      "outside.owed",
      "An der Datei wird noch gearbeitet. Bitte warten Sie einen Augenblick und laden Sie dann die neueste Stufe herunter.",
    )
  return { stage }
}

function requireOwn(ctx: Ctx, upload: Upload, stage: Document): void {
  // Whose upload it is, only he knows; for everybody else it is not there.
  if (upload.by !== ctx.actor.personId) throw notFound()
  if (upload.purpose !== "signed")
    throw new AppError("refused", "outside.purpose", "Diese Datei wurde nicht als signierte Datei hochgeladen.")
  if (upload.state === "refused")
    throw new AppError("refused", "outside.upload", "Diese Datei wurde nicht angenommen.", upload.findings)
  if (upload.bytes > stage.bytes + ROOM)
    throw new AppError(
      "limit",
      "outside.size",
      "Die Datei ist mehr als 1 MB größer als die Stufe, die signiert werden sollte. Bitte signieren Sie genau die heruntergeladene Datei.",
    )
}

/** after so many failures of ours the person is told instead of waiting on */
const ATTEMPTS = 5
const UNREADABLE: Finding = {
  reason: "outside.unreadable",
  place: "Datei",
  message:
    "Die Datei konnte nicht geprüft werden; der Fehler liegt bei uns. Bitte versuchen Sie es noch einmal oder melden Sie sich bei der Betreuung.",
}

type Waiting = Stored<Outside>

/** Worker: judges every file of a Vorlage that waits for it. Safe to run twice; the slower one finds the work done. */
export async function settleOutside(ctx: WorkCtx, vorlageId: string): Promise<void> {
  for (let conflicts = 0; conflicts < 20; ) {
    const whole = await load(ctx, vorlageId)
    const waiting = whole.outside.find((o) => o.value.state === "checking")
    if (!waiting) return
    try {
      await settle(ctx, whole, waiting)
    } catch (error) {
      if (!(error instanceof RevConflict)) throw error
      conflicts++
    }
  }
  throw new Error(`files of ${vorlageId} keep changing`)
}

async function settle(ctx: WorkCtx, whole: Whole, waiting: Waiting): Promise<void> {
  const duty = await ctx.table.get(dutyKey({ log: whole.root.value.id, id: dutyId(waiting.value) }), Duty)
  const drop = duty ? [{ drop: duty.key, rev: duty.rev }] : []
  try {
    await accept(ctx, whole, waiting, drop)
  } catch (error) {
    if (error instanceof RevConflict) throw error
    // A defect of ours is tried again, but nobody waits for it without end.
    if (!(error instanceof AppError) && (duty?.value.attempts ?? 0) < ATTEMPTS) throw error
    await refuse(ctx, whole, waiting, drop, error instanceof AppError ? findingsOf(error) : [UNREADABLE])
  }
}

const findingsOf = ({ reason, message, findings }: AppError): readonly Finding[] =>
  findings.length > 0 ? findings : [{ reason, place: "Zeichnung", message }]

/** @throws AppError whose findings say why the file is not taken */
async function accept(ctx: WorkCtx, whole: Whole, waiting: Waiting, drop: readonly Write[]): Promise<void> {
  const { stepId, by, uploadId } = waiting.value
  const chain = whole.chain?.value
  const fassung = present(whole)
  if (!chain || !fassung) throw new Error("a file for a draft")
  if (ctx.documents === "off") throw new Error("files signed outside are judged with documents on")
  const members = await allMembers(ctx.table)
  // Read for itself: the list may lag behind, and nobody signs with a function that he has lost.
  const stored = await ctx.table.get(memberKey(by), Member)
  const member = stored?.value
  if (!stored || !member?.active)
    throw new AppError(
      "forbidden",
      "outside.left",
      "Diese Person gehört dem Haus nicht mehr an und kann nicht zeichnen.",
    )
  // Who may sign is asked again: this is the moment of signing.
  const who = { actor: asActor(member), at: ctx.now() }
  const level = Chain.mayOutside(chain, waiting.value, who, stepId)
  const { stage } = newest(fassung.value)
  const [before, bytes] = await Promise.all([ctx.papers.get(stage.path), ctx.drafts.get(uploadPath(uploadId))])
  if (!before || !bytes) throw new Error("a stage or an upload is missing")
  const { signer, trusted } = await judged(ctx, { before, bytes, stage, fassung: fassung.value, level, member, stepId })

  const hash = await sha256(bytes)
  const textId = ctx.id("tx")
  const move = Chain.signOutside(
    chain,
    waiting.value,
    who,
    stepId,
    { sha256: hash, issuer: signer.issuer.slice(0, 300) },
    textId,
  )
  if (move.type !== "step.signed") throw new Error("a file signed outside signs")
  const text = {
    ...wording({ ...ctx, actor: who.actor }, textId, members, whole, stepId, move.data.given, undefined),
    outside: {
      subject: signer.name,
      issuer: signer.issuer,
      signedAt: signer.signedAt.toISOString(),
      checked: [...signer.checked],
      notes: [...signer.notes],
    },
  }
  const frozen = await frozenOf(ctx, fassung.value.sha256)
  const path = `vorlage/${whole.root.value.id}/f${fassung.value.n}/extern-${stepId}-${hash.slice(0, 32)}.pdf`
  const pem = new TextEncoder().encode(trusted)
  const trust = await sha256(pem)
  await ctx.papers.put(trustPath(trust), pem)
  await ctx.papers.put(path, bytes)
  const document: Document = {
    kind: "sign",
    stepId,
    sha256: hash,
    path,
    fileName: fileName(frozen, `gezeichnet-${stepId}`),
    bytes: bytes.byteLength,
    pages: null,
    at: who.at.toISOString(),
    trust,
  }
  await commitMoves(ctx, whole, members, [move], [text], {
    fassung: { stored: fassung, value: { ...fassung.value, documents: [...fassung.value.documents, document] } },
    happenings: [
      { type: "document.filed", data: { fassung: fassung.value.n, kind: document.kind, stepId, sha256: hash } },
    ],
    writes: [
      { put: waiting.key, value: { ...waiting.value, state: "accepted" }, rev: waiting.rev },
      { check: stored.key, rev: stored.rev },
      ...(await hashWrites(ctx.table, [hash], whole.root.value.id, fassung.value.n)),
      ...drop,
    ],
  })
}

interface Handed {
  readonly before: Bytes
  readonly bytes: Bytes
  readonly stage: Document
  readonly fassung: Fassung
  readonly level: "AES" | "QES"
  readonly member: Member
  readonly stepId: string
}

/** What the press finds, and what only the house knows: whose name it must be, and since when there was anything to sign. */
async function judged(ctx: WorkCtx, { before, bytes, stage, fassung, level, member, stepId }: Handed) {
  const { trust, house: own } = await house(ctx.table)
  const field = signatureField(stepId)
  const verdict = await ctx.press.outside(before, bytes, { field, level, trust, at: ctx.now() })
  const findings = [...verdict.findings]
  const report = (reason: string, place: string, message: string) => findings.push({ reason, place, message })
  const { signer } = verdict
  if (signer && !namesakes(signer, member.name))
    report(
      "outside.name",
      "Name im Zertifikat",
      `Das Zertifikat nennt „${signer.name}“; zeichnen muss ${member.name}. Bitte signieren Sie mit dem eigenen Zertifikat, oder lassen Sie Ihren Namen im Haus berichtigen.`,
    )
  if (signer && signer.signedAt.getTime() < Date.parse(stage.at) - SKEW)
    report(
      "outside.early",
      "Zeit der Signatur",
      `Die Signatur nennt eine Zeit vor der Stufe, die sie fortsetzt (${germanInstant(new Date(stage.at))}). Bitte prüfen Sie die Uhr Ihres Rechners und signieren Sie noch einmal.`,
    )
  const trusted = signer?.trusted
  if (findings.length === 0 && trusted !== undefined) {
    // The last word has the same strict look at the whole file that every later stage will get.
    const known = await trustOf(ctx, fassung)
    const whole = await ctx.press.verify(bytes, [...known, trusted])
    for (const problem of whole.ok ? [] : whole.problems) report("outside.verify", "Datei", problem)
  }
  if (findings.length > 0 || !signer || trusted === undefined)
    throw new AppError("refused", "outside.refused", `${own.name} kann diese Signatur nicht annehmen.`, findings)
  return { signer, trusted }
}

/** Nothing was taken: the task stays where it is, and the person may try again. */
async function refuse(
  ctx: WorkCtx,
  whole: Whole,
  waiting: Waiting,
  drop: readonly Write[],
  findings: readonly Finding[],
): Promise<void> {
  const { stepId, fassung, uploadId } = waiting.value
  await commitMoves(ctx, whole, [], [], [], {
    happenings: [
      { type: "outside.refused", data: { fassung, stepId, uploadId, reasons: findings.map((f) => f.reason) } },
    ],
    writes: [
      { put: waiting.key, value: { ...waiting.value, state: "refused", findings: [...findings] }, rev: waiting.rev },
      ...drop,
    ],
  })
}
