/** From one state of a publication to the next; pure. What is written with it stands in the verbs and the worker. */
import type { Duty } from "../duty.ts"
import { newVerifyId } from "../id.ts"
import { type Equivalent, isPublic, type Publication, type PublicFile, publicPath, viewPath } from "./item.ts"
import { type Seen, slot, summaryOf, type ViewFile } from "./view.ts"

export interface Decision {
  readonly seen: Pick<Seen, "sha256" | "view">
  readonly at: string
  readonly by: string
  readonly decidedAt: string
  readonly equivalents: readonly Equivalent[]
}

/** Files that the public sees now. */
export const liveFiles = (p: Publication): PublicFile[] =>
  isPublic(p) ? p.files.filter((f) => f.withdrawnAt === undefined) : []

/** Every public copy of what is live. */
export const livePaths = (p: Publication): string[] =>
  p.live === undefined
    ? []
    : [viewPath(p.publicId, p.live), ...p.files.filter((f) => f.withdrawnAt === undefined).map(publicPath)]

/** Every copy that carrying out the decided release makes. */
const nextPaths = (p: Publication): string[] =>
  p.next === undefined
    ? []
    : [viewPath(p.publicId, p.next.sha256), ...p.next.files.filter((f) => f.withdrawnAt === undefined).map(publicPath)]

/** A release is decided: at once or for later. What is public stays until it is carried out. */
export function decide(before: Publication | undefined, vorlageId: string, d: Decision, now: string): Publication {
  const { at, by, decidedAt } = d
  const { sha256, view } = d.seen
  const { lapsed: _, ...known } = before ?? {
    version: 1 as const,
    vorlageId,
    publicId: newVerifyId(),
    decisions: 0,
    equivalents: [],
    files: [],
    obsolete: [],
    history: [],
    state: "planned" as const,
    lapsed: undefined,
  }
  const files = numbered(known.files, view.files, at)
  const next = { sha256, at, by, equivalents: [...d.equivalents], files }
  // What an earlier decision may have begun to copy goes, unless this one needs it.
  const kept = new Set(files.filter((f) => f.withdrawnAt === undefined).map(publicPath))
  const obsolete = merged(known.obsolete, before ? nextPaths(before) : []).filter((path) => !kept.has(path))
  const state = before && isPublic(before) ? "public" : at > now ? "planned" : "releasing"
  return { ...known, state, by, decidedAt, at, previewSha256: sha256, decisions: known.decisions + 1, next, obsolete }
}

/** A decided release that is not to happen: cancelled, or no longer true. */
export function without(p: Publication): Publication {
  const { next: _, ...rest } = p
  const kept = new Set(isPublic(p) ? livePaths(p) : [])
  const obsolete = merged(p.obsolete, nextPaths(p)).filter((path) => !kept.has(path))
  return { ...rest, state: isPublic(p) ? "public" : "withdrawn", obsolete }
}

/** Nobody sees it from now on; the copies are dropped before it counts as withdrawn. */
export function withdrawing(p: Publication): Publication {
  const { next: _, ...rest } = p
  const obsolete = merged(merged(p.obsolete, nextPaths(p)), livePaths(p))
  return { ...rest, state: "withdrawing", decisions: p.decisions + 1, obsolete }
}

/** The copies are gone. */
export function withdrawn(p: Publication, at: string): Publication {
  const { live: _, ...rest } = p
  return {
    ...rest,
    state: "withdrawn",
    obsolete: [],
    files: p.files.map((f) => ({ ...f, withdrawnAt: f.withdrawnAt ?? at })),
    history: [...p.history, { at, what: "withdrawn" as const }].slice(-500),
    withdrawnAt: at,
    changedAt: at,
  }
}

/** Files of a view under their permanent ids: a place that was public before keeps its id. */
function numbered(known: readonly PublicFile[], files: readonly ViewFile[], at: string): PublicFile[] {
  const now = files.map(({ equivalent: _, ...file }): PublicFile => {
    const old = known.find((f) => slot(f) === slot(file))
    if (!old) return { ...file, id: newVerifyId(), before: [], releasedAt: at }
    const before = old.sha256 === file.sha256 ? old.before : [...old.before, old.sha256].slice(-200)
    return { ...file, id: old.id, before: before.filter((h) => h !== file.sha256), releasedAt: old.releasedAt }
  })
  const gone = known.filter((f) => !now.some((n) => n.id === f.id))
  return [...now, ...gone.map((f) => ({ ...f, withdrawnAt: f.withdrawnAt ?? at }))]
}

/** The decided release is carried out: its copies stand. What is no longer shown is to be dropped. */
export function released(p: Publication, seen: Seen, at: string): Publication {
  const { next, withdrawnAt: _, lapsed: __, ...rest } = p
  if (!next) throw new Error("nothing is to be released")
  const known = new Set(p.files.map((f) => f.id))
  const files = next.files.map((f) => (known.has(f.id) ? f : { ...f, releasedAt: at }))
  const now: Publication = {
    ...rest,
    state: "public",
    live: seen.sha256,
    equivalents: next.equivalents,
    summary: summaryOf(seen.view),
    files,
    history: [...p.history, { at, what: isPublic(p) ? ("changed" as const) : ("released" as const) }].slice(-500),
    releasedAt: p.releasedAt ?? at,
    changedAt: at,
  }
  const kept = new Set(livePaths(now))
  return { ...now, obsolete: merged(p.obsolete, livePaths(p)).filter((path) => !kept.has(path)) }
}

const merged = (a: readonly string[], b: readonly string[]): string[] => [...new Set([...a, ...b])]

/** What carries out the newest decision. */
export const dutyOf = (p: Publication, dueAt: string): Duty => ({
  id: `publication-${p.decisions}`,
  log: p.vorlageId,
  kind: "publication",
  dueAt,
  attempts: 0,
})
