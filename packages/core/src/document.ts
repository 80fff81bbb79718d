/** issue(): what is owed on paper is rendered, sealed, signed and filed, one entry after the other, idempotent. */
import { canonical, sha256 } from "./canonical.ts"
import type { Move } from "./chain/index.ts"
import { type Bytes, FileExists, RevConflict, type Stored } from "./context.ts"
import { type Made, Unprintable, Unrendered } from "./document/job.ts"
import { make } from "./document/make.ts"
import { Duty, dutyKey, nextDue } from "./duty.ts"
import { AppError } from "./error.ts"
import { all as allMembers } from "./member/index.ts"
import { hashWrites } from "./verification.ts"
import {
  type Document,
  type DocumentKind,
  type Fassung,
  frozenOf,
  load,
  type Owed,
  type Text,
  type Whole,
} from "./vorlage/item.ts"
import { commitMoves } from "./vorlage/move.ts"
import type { WorkCtx } from "./work.ts"

/** Papers that no other one is built on: where one of them cannot be made now, the signatures go on. */
const ASIDE: readonly DocumentKind[] = ["reading", "twin", "endfassung", "umlauf", "sheet", "urgent"]
/** What must be made one after the other: the stages of a Fassung's own file with its extracts; each paper aside for itself. */
const row = ({ n }: Fassung, { kind, dutyId }: Owed): string => (ASIDE.includes(kind) ? dutyId : `f${n}`)

/**
 * Makes everything that a Vorlage owes on paper, oldest first; earlier steps that are missing are caught up on the way.
 * What fails holds up only what is built on it, and is thrown at the end. Safe to run twice at the same time: files are
 * written once, the commit of the slower one fails and finds the work done.
 */
export async function work(ctx: WorkCtx, vorlageId: string): Promise<void> {
  const stuck = new Map<string, unknown>()
  for (let conflicts = 0; conflicts < 20; ) {
    const whole = await load(ctx, vorlageId)
    const [next] = whole.fassungen.flatMap((fassung) =>
      fassung.value.owed.filter((o) => !stuck.has(row(fassung.value, o))).map((owed) => ({ fassung, owed })),
    )
    if (!next) {
      for (const error of stuck.values()) throw error
      return
    }
    try {
      await fulfil(ctx, whole, next.fassung, next.owed)
    } catch (error) {
      if (error instanceof RevConflict) conflicts++
      else stuck.set(row(next.fassung.value, next.owed), error)
    }
  }
  throw new Error(`papers of ${vorlageId} keep changing`)
}

async function fulfil(ctx: WorkCtx, whole: Whole, fassung: Stored<Fassung>, owed: Owed): Promise<void> {
  const vorlageId = whole.root.value.id
  const duty = await ctx.table.get(dutyKey({ log: vorlageId, id: owed.dutyId }), Duty)
  const drop = duty ? [{ drop: duty.key, rev: duty.rev }] : []
  const others = fassung.value.owed.filter((o) => o.dutyId !== owed.dutyId)
  const rest = { ...fassung.value, owed: others, made: fassung.value.made + 1 }
  if (owed.kind === "seal" && !issuing(whole, fassung.value)) {
    // Withdrawn or stopped before it was made: nobody has seen it, and nobody will.
    await commitMoves(ctx, whole, [], [], [], { fassung: { stored: fassung, value: rest }, writes: drop })
    return
  }
  let made: Document[]
  try {
    made =
      ctx.documents === "off"
        ? [await ticked(ctx, fassung.value, owed)]
        : await produce(ctx, whole, fassung.value, owed)
  } catch (error) {
    const because = error instanceof Unprintable ? error.because : patience(error, duty?.value)
    if (owed.kind !== "seal" || !because) throw error
    const text = failure(ctx, because)
    const moves: Move[] = [{ type: "document.failed", data: { fassung: fassung.value.n, textId: text.id } }]
    const members = await allMembers(ctx.table)
    await commitMoves(ctx, whole, members, moves, [text], { fassung: { stored: fassung, value: rest }, writes: drop })
    return
  }
  const sealed = made.find((d) => d.kind === "seal")
  const moves: Move[] = sealed
    ? [{ type: "document.issued", data: { fassung: fassung.value.n, pdfSha256: sealed.sha256 } }]
    : []
  // Papers alone move nothing, so nobody's tasks are looked at.
  const members = moves.length > 0 ? await allMembers(ctx.table) : []
  const happenings = made.map((d) => ({
    type: "document.filed",
    data: { fassung: fassung.value.n, kind: d.kind, stepId: d.stepId, sha256: d.sha256 },
  }))
  const value = { ...rest, documents: [...fassung.value.documents, ...made] }
  const hashes = await hashWrites(
    ctx.table,
    made.map((d) => d.sha256),
    vorlageId,
    fassung.value.n,
  )
  await commitMoves(ctx, whole, members, moves, [], {
    fassung: { stored: fassung, value },
    writes: [...drop, ...hashes],
    happenings,
  })
}

/** Attempts after which rendering that breaks is told to the author, who can change the content or withdraw. */
const ATTEMPTS = 6

function patience(error: unknown, duty: Duty | undefined): AppError | undefined {
  if (!(error instanceof Unrendered) || !duty || duty.attempts < ATTEMPTS) return undefined
  return new AppError(
    "refused",
    "paper.broken",
    "Aus diesem Inhalt lässt sich kein PDF erstellen; der Fehler liegt bei uns. Bitte vereinfachen Sie zuletzt Geändertes (Tabellen, Bilder) und reichen Sie neu ein, oder melden Sie sich bei der Betreuung.",
  )
}

const issuing = (whole: Whole, fassung: Fassung): boolean =>
  whole.chain?.value.state === "issuing" && whole.chain.value.fassung === fassung.n

/** The declared mode without documents: the entry is ticked off with a hash that no file has. */
async function ticked(ctx: WorkCtx, fassung: Fassung, owed: Owed): Promise<Document> {
  const hash = await sha256(canonical({ off: fassung.sha256, dutyId: owed.dutyId }))
  return {
    kind: owed.kind,
    stepId: owed.stepId,
    sha256: hash,
    path: "",
    fileName: "",
    bytes: 0,
    pages: null,
    at: ctx.now().toISOString(),
  }
}

async function produce(ctx: WorkCtx, whole: Whole, fassung: Fassung, owed: Owed): Promise<Document[]> {
  const frozen = await frozenOf(ctx, fassung.sha256)
  const folder = `vorlage/${whole.root.value.id}/f${fassung.n}`
  const filed: Document[] = []
  for (const step of await make(ctx, { whole, fassung, frozen, owed })) {
    // A protocol of another state of the log is another file, also when it was made for the same duty.
    const place = [owed.dutyId.split("-")[1] ?? "000", step.kind, step.stepId, step.covers].filter(
      (x) => x !== undefined,
    )
    const path = `${folder}/${place.join("-")}.pdf`
    const { bytes, pages } = await file(ctx, path, step)
    filed.push({
      kind: step.kind,
      ...(step.covers === undefined ? {} : { covers: step.covers }),
      stepId: step.stepId,
      sha256: await sha256(bytes),
      path,
      fileName: step.fileName,
      bytes: bytes.byteLength,
      pages,
      at: ctx.now().toISOString(),
    })
  }
  return filed
}

/**
 * Files the bytes of one document. A file that already stands at its place (a worker died between filing and commit, or
 * another one was faster) is verified and adopted: what carries a signature is never made a second time.
 */
async function file(ctx: WorkCtx, path: string, step: Made): Promise<{ bytes: Bytes; pages: number | null }> {
  const standing = await ctx.papers.get(path)
  if (standing) return adopt(ctx, path, standing, step)
  const { pdf, pages } = await step.make()
  if (step.signed) await requireSound(ctx, path, pdf, step)
  try {
    await ctx.papers.put(path, pdf)
    return { bytes: pdf, pages }
  } catch (error) {
    if (!(error instanceof FileExists)) throw error
    const other = await ctx.papers.get(path)
    if (!other) throw error
    return adopt(ctx, path, other, step)
  }
}

async function adopt(
  ctx: WorkCtx,
  path: string,
  bytes: Bytes,
  step: Made,
): Promise<{ bytes: Bytes; pages: number | null }> {
  if (step.signed) await requireSound(ctx, path, bytes, step)
  return { bytes, pages: step.pages ?? null }
}

async function requireSound(ctx: WorkCtx, path: string, bytes: Bytes, step: Made): Promise<void> {
  const before = step.before
  if (before && !startsWith(bytes, before)) throw new Error(`${path} does not begin with the stage before`)
  const report = await ctx.press.verify(bytes, step.trust)
  if (!report.ok) throw new Error(`${path} does not verify: ${report.problems.join("; ")}`)
  if (step.field !== undefined && !report.fields.includes(step.field)) throw new Error(`${path} lacks ${step.field}`)
}

const startsWith = (bytes: Bytes, prefix: Bytes): boolean =>
  bytes.byteLength > prefix.byteLength && prefix.every((b, i) => b === bytes[i])

function failure(ctx: WorkCtx, error: AppError): Text {
  const findings =
    error.findings.length > 0
      ? [...error.findings]
      : [{ reason: error.reason, place: "Dokument", message: error.message }]
  return {
    version: 1,
    id: ctx.id("tx"),
    at: ctx.now().toISOString(),
    name: "",
    functionLabel: "",
    suffix: "",
    text: error.message,
    findings,
  }
}

/** After a failed attempt the duty waits longer and longer; its last error is kept without personal data. */
export async function postpone(
  ctx: Pick<WorkCtx, "table" | "now">,
  log: string,
  id: string,
  error: unknown,
): Promise<void> {
  const key = dutyKey({ log, id })
  const duty = await ctx.table.get(key, Duty)
  if (!duty) return
  const lastError = error instanceof AppError ? error.reason : error instanceof Error ? error.name : "unknown"
  const value: Duty = {
    ...duty.value,
    attempts: duty.value.attempts + 1,
    dueAt: nextDue(duty.value.attempts, ctx.now()).toISOString(),
    lastError,
  }
  await ctx.table.commit([], [{ put: key, value, rev: duty.rev }])
}
