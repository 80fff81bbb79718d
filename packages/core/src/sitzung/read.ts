/** Reading meetings: the calendar, one meeting with its agenda, its invitation as a file. */
import { z } from "zod"
import { calendarOf } from "../calendar/index.ts"
import type { Ctx } from "../context.ts"
import { dayOf } from "../day.ts"
import { AppError, notFound } from "../error.ts"
import { Ref } from "../id.ts"
import { every } from "../page.ts"
import type { Day } from "../paper.ts"
import { house, SITZUNGSREGELN, type Tenant } from "../tenant.ts"
import { verb } from "../verb.ts"
import { forPublic, full, hasPublicPart, numbered } from "./agenda.ts"
import { fristen } from "./frist.ts"
import { agendaFile, Issue, SITZUNG_STATE, SITZUNGEN, type Sitzung, Sitzung as SitzungSchema } from "./item.ts"
import { load, rowsOn } from "./store.ts"
import { type Level, level, looksAfter, recordsFor, requireLevel } from "./visible.ts"
import { waits } from "./vorlagen.ts"

/** Members read of an agenda only what was sent to them; those who prepare it see it grow. */
const prepares = (ctx: Ctx, sitzung: Sitzung): boolean => level(ctx, { gremiumId: sitzung.gremiumId }) === "full"

const shows = (ctx: Ctx, sitzung: Sitzung): boolean =>
  prepares(ctx, sitzung) || sitzung.state === "invited" || sitzung.state === "held"

/** Day, place and state: what everybody sees who sees the meeting. */
function head(sitzung: Sitzung, tenant: Tenant) {
  const { id, gremiumId, on, start, end, ort, public: open, urgent, state, invitedAt, moved } = sitzung
  const gremium = tenant.gremien.find((g) => g.id === gremiumId)
  return {
    id,
    gremiumId,
    gremium: gremium?.name ?? gremiumId,
    on,
    start,
    end,
    ort,
    public: open,
    urgent,
    state,
    stateLabel: SITZUNG_STATE[state],
    invitedAt,
    moved,
    fristen: fristen(on, gremium ?? {}, calendarOf(tenant)),
  }
}

export const list = verb(
  {
    name: "sitzung.list",
    may: "sitzung.read",
    input: z.strictObject({
      /** default: this one */
      year: z.coerce.number().pipe(z.int().min(2000).max(2100)).optional(),
      gremiumId: z.string().min(1).max(40).optional(),
      cursor: z.string().optional(),
    }),
    summary: "Sitzungskalender: nach Jahr und Gremium, die Sie sehen dürfen, nach Tagen geordnet.",
  },
  async (ctx, { year, gremiumId, cursor }) => {
    const of = year ?? Number(dayOf(ctx.now()).slice(0, 4))
    // A cursor that is not ours is refused before anything else is looked at.
    const page = await ctx.table.listIndex(`${SITZUNGEN}/${of}`, SitzungSchema, { cursor })
    const tenant = await house(ctx.table)
    return {
      items: page.items
        .map(({ value, rev }) => ({ value, rev }))
        .filter(({ value }) => (gremiumId === undefined || value.gremiumId === gremiumId) && level(ctx, value))
        .map(({ value, rev }) => ({
          ...head(value, tenant),
          rev,
          tops:
            shows(ctx, value) && level(ctx, value) === "full" ? value.tops.filter((t) => !t.removed).length : undefined,
        })),
      cursor: page.cursor,
    }
  },
)

export const read = verb(
  {
    name: "sitzung.read",
    may: "sitzung.read",
    input: z.strictObject({ sitzungId: Ref }),
    summary: "Eine Sitzung mit Fristen, Tagesordnung und den Vorlagen, die auf ihren Tag warten.",
  },
  async (ctx, { sitzungId }) => {
    const { value: sitzung, rev } = await load(ctx.table, sitzungId)
    const seen = requireLevel(ctx, sitzung)
    const [tenant, rows, issues] = await Promise.all([
      house(ctx.table),
      seen === "full" ? rowsOn(ctx.table, sitzung.gremiumId, sitzung.on) : [],
      issuesOf(ctx, sitzungId),
    ])
    const agenda = shows(ctx, sitzung) ? points(sitzung, seen, tenant, rows, dayOf(ctx.now())) : []
    const office = looksAfter(ctx, sitzung.gremiumId)
    return {
      ...head(sitzung, tenant),
      rev,
      /** of the service: what is over is not the browser's opinion */
      today: dayOf(ctx.now()),
      /** this person prepares and invites; this person enters its results */
      office,
      records: recordsFor(ctx, sitzung.gremiumId),
      tops: agenda,
      /** those who prepare it: Vorlagen of this day that stand on no point of it */
      waiting: office
        ? rows
            .filter((r) => r.state !== "done")
            .filter(
              (r) => !sitzung.tops.some((t) => t.vorlageId === r.vorlageId && t.stepId === r.stepId && !t.removed),
            )
            .map(({ vorlageId, stepId, nummer, betreff, public: open, state, zustaendigkeit }) => ({
              vorlageId,
              stepId,
              nummer,
              betreff,
              public: open,
              zustaendigkeit,
              reached: state === "open",
            }))
        : [],
      issues: issues
        .map(({ value: { agendaSha256: _, version: __, files, ...issue } }) => ({
          ...issue,
          files: files.filter((f) => f.form === "public" || (seen === "full" && shows(ctx, sitzung))),
        }))
        .filter((i) => seen === "full" || i.files.length > 0),
    }
  },
)

type Rows = Awaited<ReturnType<typeof rowsOn>>

function points(sitzung: Sitzung, seen: Level, tenant: Tenant, rows: Rows, today: Day) {
  const { nonPublicTops } = tenant.sitzungen ?? SITZUNGSREGELN
  if (seen === "public") return forPublic(sitzung.tops, nonPublicTops)
  const over = sitzung.state !== "planned" && sitzung.on <= today
  return numbered(sitzung.tops).map((t) => ({
    ...t,
    title: full(t),
    publicTitle: t.title,
    zustaendigkeit: rows.find((r) => r.vorlageId === t.vorlageId && r.stepId === t.stepId)?.zustaendigkeit,
    /** dealt with: decided, vertagt, verwiesen */
    answered:
      rows.some((r) => r.vorlageId === t.vorlageId && r.stepId === t.stepId && r.state === "done") ||
      (over && t.vorlageId !== undefined && !t.removed && !waits(t, rows)),
  }))
}

const issuesOf = (ctx: Pick<Ctx, "table">, sitzungId: string) =>
  every((cursor) => ctx.table.list(`sitzung/${sitzungId}/issue-`, Issue, { cursor }))

export const file = verb(
  {
    name: "sitzung.file",
    may: "sitzung.read",
    input: z.strictObject({
      sitzungId: Ref,
      /** number of the invitation or supplement; default: the newest */
      issue: z.coerce.number().pipe(z.int().min(1)).optional(),
      form: z.enum(["full", "public"]).default("full"),
    }),
    summary: "Einladung mit Tagesordnung als PDF laden, für Mitglieder oder für die Öffentlichkeit.",
  },
  async (ctx, { sitzungId, issue: n, form }) => {
    const { value: sitzung } = await load(ctx.table, sitzungId)
    const seen = requireLevel(ctx, sitzung)
    if (form === "full" && seen !== "full") throw notFound()
    const issues = await issuesOf(ctx, sitzungId)
    if (issues.length === 0)
      throw new AppError("refused", "agenda.none", "Zu dieser Sitzung ist noch nicht eingeladen.")
    const issue = n === undefined ? issues.at(-1)?.value : issues.find((i) => i.value.n === n)?.value
    if (!issue) throw notFound()
    if (issue.state === "refused")
      throw new AppError(
        "refused",
        "agenda.refused",
        "Aus dieser Tagesordnung lässt sich kein PDF erstellen.",
        issue.findings,
      )
    if (issue.state === "making")
      throw new AppError("refused", "agenda.making", "Die Datei wird noch erstellt. Bitte warten Sie einen Augenblick.")
    const made = issue.files.find((f) => f.form === form)
    const bytes = made && (await ctx.papers.get(agendaFile(issue.agendaSha256, form)))
    if (!made || !bytes)
      throw made || hasPublicPart(sitzung)
        ? notFound()
        : new AppError("refused", "agenda.nonPublic", "Diese Sitzung hat keinen öffentlichen Teil.")
    return { fileName: made.fileName, mediaType: "application/pdf", bytes }
  },
)
