/** Einladung als Papier: the worker makes the agenda's PDFs, for members and for the public, from what was frozen. */
import { sha256 } from "../canonical.ts"
import type { Write } from "../context.ts"
import { images } from "../document/job.ts"
import { Duty, dutyKey } from "../duty.ts"
import { AppError } from "../error.ts"
import { Agenda } from "../paper/agenda.ts"
import { house } from "../tenant.ts"
import type { WorkCtx } from "../work.ts"
import { agendaFile, agendaPath, Issue, issueKey, Sitzung, sitzungKey } from "./item.ts"

const PREFIX = "issue-"

/** Makes what an invitation or supplement owes on paper. The same agenda gives the same bytes, so it may run twice. */
export async function print(ctx: WorkCtx, sitzungId: string, dutyId: string): Promise<void> {
  const owed = await ctx.table.get(dutyKey({ log: sitzungId, id: dutyId }), Duty)
  if (!owed) return
  const drop: Write = { drop: owed.key, rev: owed.rev }
  const stored = await ctx.table.get(issueKey(sitzungId, Number(dutyId.slice(PREFIX.length))), Issue)
  if (stored?.value.state !== "making") return ctx.table.commit([], [drop])
  const value: Issue = { ...stored.value, ...(await made(ctx, stored.value)) }
  await ctx.table.commit([], [{ put: stored.key, value, rev: stored.rev }, drop])
}

/** Frozen agenda by its hash. @throws Error when it is missing (a defect, never a person's mistake) */
export async function agendaOf(ctx: Pick<WorkCtx, "papers">, hash: string): Promise<Agenda> {
  const bytes = await ctx.papers.get(agendaPath(hash))
  if (!bytes) throw new Error(`frozen agenda ${hash} is missing`)
  return Agenda.parse(JSON.parse(new TextDecoder().decode(bytes)))
}

async function made(ctx: WorkCtx, issue: Issue): Promise<Pick<Issue, "state" | "files" | "findings">> {
  if (ctx.documents === "off") return { state: "ready", files: [], findings: [] }
  const agenda = await agendaOf(ctx, issue.agendaSha256)
  const shown = agenda.public || agenda.tops.some((t) => t.public)
  const short = await nameOf(ctx, agenda)
  const files: Issue["files"] = []
  try {
    for (const form of shown ? (["full", "public"] as const) : (["full"] as const)) {
      const { pdf, pages } = await ctx.press.agenda({ ...agenda, form }, images(ctx))
      await ctx.papers.put(agendaFile(issue.agendaSha256, form), pdf)
      const fileName = `${NAME[agenda.occasion]}-${issue.n}_${short}_${agenda.on}${form === "public" ? "_oeffentlich" : ""}.pdf`
      files.push({ form, sha256: await sha256(pdf), fileName, bytes: pdf.byteLength, pages })
    }
    return { state: "ready", files, findings: [] }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const { reason, message } = error
    return { state: "refused", files: [], findings: [{ reason, place: "Tagesordnung", message }] }
  }
}

const NAME = {
  einladung: "Einladung",
  nachtrag: "Nachtrag",
  aenderung: "Geaenderte-Einladung",
} as const satisfies Record<Agenda["occasion"], string>

/** Short name of the body for file names. */
async function nameOf(ctx: WorkCtx, agenda: Agenda): Promise<string> {
  const { gremien } = await house(ctx.table)
  const sitzung = await ctx.table.get(sitzungKey(agenda.sitzungId), Sitzung)
  const short = gremien.find((g) => g.id === sitzung?.value.gremiumId)?.short || agenda.gremium
  return short.replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "")
}
