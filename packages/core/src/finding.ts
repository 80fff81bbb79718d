/**
 * Befunde of a programme: what the checks say of its working text. Errors hold up the submission, warnings until
 * somebody has taken note of them with a reason (Kenntnisnahme); both are named by the stable key of the finding.
 */
import { z } from "zod"
import { canonical, sha256 } from "./canonical.ts"
import { type CheckContext, type CheckFinding, check, type Severity } from "./check/index.ts"
import type { ProgrammeContent } from "./content.ts"
import type { Ctx } from "./context.ts"
import { dayOf } from "./day.ts"
import { content } from "./draft.ts"
import type { Finding } from "./error.ts"
import { ParticipationKind, shipped } from "./outline/index.ts"
import { every } from "./page.ts"
import { unprintable } from "./printable.ts"
import type { Programme } from "./programme.ts"

export const FindingKey = z.string().regex(/^C\d\d-[0-9a-f]{32}$/)
export const Reason = z.string().trim().min(3).max(2000)
const Noted = z.strictObject({ reason: Reason, by: z.string(), at: z.iso.datetime() })
/** Kenntnisnahme of a finding: dies with it, because another finding has another key. */
export const Acknowledgement = Noted.extend({
  version: z.literal(1),
  key: FindingKey,
  /** reasons that this one replaced, oldest first */
  earlier: z.array(Noted).max(20),
})
export type Acknowledgement = z.infer<typeof Acknowledgement>
export const ackKey = (programmeId: string, key: string): string => `programme/${programmeId}/ack-${key}`

/** A finding as a person sees it: of the rules, or of what the paper needs (then without rule and key). */
export interface ProgrammeFinding extends Finding, Partial<Omit<CheckFinding, keyof Finding | "severity">> {
  readonly severity: Severity
  readonly acknowledged?: Omit<Acknowledgement, "version" | "key" | "earlier"> | undefined
}

/** What is known of a programme besides its text and the Vorlage. */
async function contextOf(ctx: Pick<Ctx, "table" | "drafts" | "now">, programme: Programme): Promise<CheckContext> {
  const outline = programme.outline && shipped(programme.outline.id, programme.year)
  return {
    today: dayOf(ctx.now()),
    before: programme.before && (await content(ctx.drafts, programme.before.sha256)),
    ...(outline ? { outline, heard: await heard(ctx, programme.id) } : {}),
  }
}

/** The kinds of the records that participation.ts keeps. */
const Heard = z.object({ kind: ParticipationKind })
const heard = async (ctx: Pick<Ctx, "table">, id: string): Promise<ParticipationKind[]> =>
  (await every((cursor) => ctx.table.list(`programme/${id}/heard-`, Heard, { cursor }))).map((p) => p.value.kind)

const acknowledgements = async (ctx: Pick<Ctx, "table">, id: string): Promise<Map<string, Acknowledgement>> =>
  new Map(
    (await every((cursor) => ctx.table.list(`programme/${id}/ack-`, Acknowledgement, { cursor }))).map(({ value }) => [
      value.key,
      value,
    ]),
  )

/** Everything there is to say of a working text, errors of the paper first. */
export async function findingsOf(
  ctx: Pick<Ctx, "table" | "drafts" | "now">,
  programme: Programme,
  tree: ProgrammeContent,
  vorlage: Pick<CheckContext, "finance" | "anlagen"> = {},
): Promise<ProgrammeFinding[]> {
  const [context, known] = await Promise.all([contextOf(ctx, programme), acknowledgements(ctx, programme.id)])
  const paper = unprintable(tree)
  const found = check(tree, { ...context, ...vorlage })
  return [
    // A missing alternative text is told once, by the rule, which knows the block.
    ...paper.filter((f) => f.reason !== "alt.missing").map((f): ProgrammeFinding => ({ ...f, severity: "error" })),
    ...found.map((f): ProgrammeFinding => {
      const ack = known.get(f.key)
      return f.severity === "warning" && ack
        ? { ...f, acknowledged: { reason: ack.reason, by: ack.by, at: ack.at } }
        : f
    }),
  ]
}

/** A warning that nobody took note of. */
export const isOpen = (f: ProgrammeFinding): boolean => f.severity === "warning" && f.acknowledged === undefined

/** Names of the acknowledgements that a submission rests on: their keys and the hashes of their words. */
export interface Rested {
  readonly key: string
  readonly sha256: string
}

/**
 * What holds up the submission: errors, and warnings that nobody took note of; and what those that do not rest on.
 * Warnings that only the Vorlage causes cannot be taken note of in the programme, so they hold nothing up.
 */
export async function judge(
  ctx: Pick<Ctx, "table" | "drafts" | "now">,
  programme: Programme,
  tree: ProgrammeContent,
  vorlage: Required<Pick<CheckContext, "finance" | "anlagen">>,
): Promise<{ holding: Finding[]; rested: Rested[] }> {
  const found = await findingsOf(ctx, programme, tree, vorlage)
  const open = found.filter(isOpen)
  const alone = open.length === 0 ? [] : await findingsOf(ctx, programme, tree)
  const own = new Set(alone.map((f) => f.key))
  const holding = found.flatMap(({ severity, key, reason, place, message }): Finding[] => {
    if (severity === "error") return [{ reason, place, message }]
    if (!open.some((f) => f.key === key) || key === undefined || !own.has(key)) return []
    return [
      { reason: "finding.open", place, message: `${message} Bitte beheben oder mit Begründung zur Kenntnis nehmen.` },
    ]
  })
  const noted = new Map(
    found.flatMap((f) => (f.key !== undefined && f.acknowledged ? [[f.key, f.acknowledged] as const] : [])),
  )
  const rested = await Promise.all(
    [...noted].map(async ([key, ack]) => ({ key, sha256: await sha256(canonical({ key, ...ack })) })),
  )
  return { holding, rested }
}
