/** Kalender einer Person (feed): tasks with their last day, meetings, plan dates, under a secret address. */
import { z } from "zod"
import { sha256 } from "./canonical.ts"
import type { Ctx, Table } from "./context.ts"
import { addDays, dayOf } from "./day.ts"
import { AppError } from "./error.ts"
import { ending, Feed, feedIndex, feedKey, Own, ownKey } from "./feed/item.ts"
import { commitMember, stored } from "./member/change.ts"
import { load as loadMember, type Member } from "./member/item.ts"
import { every } from "./page.ts"
import type { Day } from "./paper.ts"
import { Planned, planIndex } from "./plan/item.ts"
import { holding, may } from "./role.ts"
import { SITZUNGEN, Sitzung } from "./sitzung/item.ts"
import { level } from "./sitzung/visible.ts"
import { house, type Tenant } from "./tenant.ts"
import { verb } from "./verb.ts"
import { Task } from "./vorlage/item.ts"
import { listing, pool } from "./vorlage/move.ts"

const base64url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "")

export const address = verb(
  {
    name: "calendar.address",
    may: "house.read",
    input: z.strictObject({}),
    summary: "Die geheime Adresse des eigenen Kalenders anlegen oder erneuern; eine frühere gilt danach nicht mehr.",
  },
  async (ctx) => {
    if (ctx.proof.kind === "key") throw new AppError("forbidden", "key.calendar", "Einen Kalender haben nur Personen.")
    const { personId, functions } = ctx.actor
    // Reading functions have no tasks and no meetings of their own, and the Revision changes nothing.
    const own = holding(functions, dayOf(ctx.now()))
    if (!may(own, "self.write") && !own.some((f) => f.gremiumId !== undefined))
      throw new AppError(
        "forbidden",
        "calendar.none",
        "Einen Kalender gibt es für Funktionen mit eigenen Aufgaben und für Mitglieder von Gremien.",
      )
    const member = await stored(ctx.table, personId)
    const old = await ending(ctx.table, personId)
    const mine = old.find((w) => "drop" in w && w.drop === ownKey(personId))
    const secret = base64url(crypto.getRandomValues(new Uint8Array(32)))
    const hash = await sha256(secret)
    const at = ctx.now().toISOString()
    await commitMember(ctx, member, member.value, [{ type: "calendar.renewed", data: { personId } }], {
      writes: [
        {
          put: ownKey(personId),
          value: { version: 1, sha256: hash, at },
          rev: mine && "drop" in mine ? mine.rev : "new",
          index: feedIndex(ownKey(personId)),
        },
        { put: feedKey(hash), value: { version: 1, personId, at }, rev: "new", index: feedIndex(feedKey(hash)) },
        ...old.filter((w) => w !== mine),
      ],
    })
    const { baseUrl } = await house(ctx.table)
    return { address: `${baseUrl}/kalender/${ctx.tenantId}_${secret}.ics` }
  },
)

const SECRET = /^([a-z0-9-]{2,40})_([A-Za-z0-9_-]{43})$/

/** House and secret of an address; undefined for what can be none. */
export function partsOf(token: string): { readonly tenantId: string; readonly secret: string } | undefined {
  const [, tenantId, secret] = SECRET.exec(token) ?? []
  return tenantId === undefined || secret === undefined ? undefined : { tenantId, secret }
}

/** Who reads by this secret: 3 gets. undefined for an unknown or renewed one, and for who is not here any more. */
export async function open(
  table: Table,
  secret: string,
): Promise<{ readonly member: Member; readonly since: string } | undefined> {
  const hash = await sha256(secret)
  const feed = await table.get(feedKey(hash), Feed)
  if (!feed) return undefined
  const { personId, at } = feed.value
  const [member, own] = await Promise.all([loadMember(table, personId), table.get(ownKey(personId), Own)])
  return member && own?.value.sha256 === hash ? { member, since: at } : undefined
}

/** What stands in a calendar: a whole day, or hours of one in Europe/Berlin. */
export interface Entry {
  /** stable: the same thing has the same one as long as it is there */
  readonly id: string
  /** grows with every change of it */
  readonly sequence: number
  readonly on: Day
  /** "17:00"; absent: the whole day */
  readonly start?: string | undefined
  readonly end?: string | undefined
  readonly title: string
  readonly text: string
  readonly place?: string | undefined
  readonly cancelled: boolean
  /** UTC instant it was last settled at, as far as it is known */
  readonly stamp?: string | undefined
}

/** Days that a calendar looks back. */
const PAST = 60

/**
 * What the calendar of this person shows. Of a non-public Vorlage nothing but its number; of a meeting its body, day and
 * place, never its agenda.
 */
export async function entries(ctx: Ctx): Promise<Entry[]> {
  const since = addDays(dayOf(ctx.now()), -PAST)
  const tenant = await house(ctx.table)
  const [tasks, meetings, plans] = await Promise.all([tasksOf(ctx), meetingsOf(ctx, since, tenant), plansOf(ctx)])
  return [...tasks, ...meetings, ...plans]
    .filter((e) => e.on >= since)
    .sort((a, b) => (a.on === b.on ? (a.id < b.id ? -1 : 1) : a.on < b.on ? -1 : 1))
}

const ASKED: Readonly<Record<Task["kind"], string>> = {
  sign: "zeichnen",
  cosign: "mitzeichnen",
  state: "Stellung nehmen",
  release: "freigeben",
  record: "Ergebnis eintragen",
  resubmit: "überarbeiten",
  amend: "Endfassung anpassen",
  confirm: "Endfassung bestätigen",
  auszug: "Beschlussauszug zeichnen",
  handover: "übergeben",
  appoint: "Vertretung bestimmen",
  urgent: "Dringlichkeitsentscheidung zeichnen",
  correction: "Berichtigung bestätigen",
  implement: "Beschluss umsetzen",
  publish: "Veröffentlichung prüfen",
}

async function tasksOf(ctx: Ctx): Promise<Entry[]> {
  const functions = holding(ctx.actor.functions, dayOf(ctx.now()))
  const pools = new Set([
    pool({ role: "", personId: ctx.actor.personId }),
    ...functions.flatMap((f) => [pool(f), pool({ role: f.role })]),
  ])
  const lists = await Promise.all(
    [...pools].map((p) => every((cursor) => ctx.table.listIndex(listing(p), Task, { cursor }))),
  )
  return lists.flat().flatMap(({ key, value: t, rev }): Entry[] => {
    if (t.until === undefined) return []
    const name = t.nummer === "" ? "Entwurf" : `Vorlage ${t.nummer}`
    return [
      {
        id: `${key.replace(/\//g, ".")}.f${t.fassung}`,
        sequence: rev - 1,
        on: t.until,
        title: `Letzter Tag: ${name} ${ASKED[t.kind]}`,
        text: t.public ? t.betreff : "Nichtöffentliche Vorlage.",
        cancelled: false,
        stamp: t.since,
      },
    ]
  })
}

async function meetingsOf(ctx: Ctx, since: Day, { gremien }: Pick<Tenant, "gremien">): Promise<Entry[]> {
  const functions = holding(ctx.actor.functions, dayOf(ctx.now()))
  const all = functions.some((f) => f.role === "sitzungsdienst")
  const own = new Set(functions.flatMap((f) => (f.gremiumId === undefined ? [] : [f.gremiumId])))
  if (!may(functions, "sitzung.read") || (!all && own.size === 0)) return []
  const years = new Set([since, dayOf(ctx.now()), addDays(dayOf(ctx.now()), 366)].map((d) => d.slice(0, 4)))
  const found = await Promise.all(
    [...years].map((y) => every((cursor) => ctx.table.listIndex(`${SITZUNGEN}/${y}`, Sitzung, { cursor }))),
  )
  return found.flat().flatMap(({ value: s }): Entry[] => {
    if ((!all && !own.has(s.gremiumId)) || level(ctx, s) !== "full") return []
    const body = gremien.find((g) => g.id === s.gremiumId)?.name ?? "Gremium"
    return [
      {
        id: s.id,
        sequence: s.head.seq,
        on: s.on,
        start: s.start,
        end: s.end,
        title: s.state === "cancelled" ? `Abgesagt: ${body}` : `Sitzung: ${body}`,
        text: STATE[s.state],
        place: s.ort,
        cancelled: s.state === "cancelled",
        stamp: s.invitedAt,
      },
    ]
  })
}
const STATE = {
  planned: "Die Einladung ist noch nicht verschickt.",
  invited: "Die Einladung ist verschickt.",
  held: "Die Sitzung ist durchgeführt.",
  cancelled: "Die Sitzung findet nicht statt.",
} as const satisfies Record<Sitzung["state"], string>

/** Abgabefristen and meetings of the Vorlagen that this person wrote. */
async function plansOf(ctx: Ctx): Promise<Entry[]> {
  const index = planIndex(ctx.actor.personId, "").replace(/\/$/, "")
  const plans = await every((cursor) => ctx.table.listIndex(index, Planned, { cursor }))
  return plans.flatMap(({ value: p, rev }) => [
    ...Object.entries(p.abgabe).map(([stepId, on]) =>
      dated(`${p.vorlageId}.abgabe.${stepId}`, rev, on, `Abgabefrist: Vorlage ${p.nummer}`, ABGABE),
    ),
    ...Object.entries(p.termine).flatMap(([stepId, on]) =>
      on === null ? [] : [dated(`${p.vorlageId}.termin.${stepId}`, rev, on, `Vorlage ${p.nummer} im Gremium`, "")],
    ),
  ])
}
const ABGABE = "Bis heute muss die Vorlage beim Sitzungsdienst liegen."
const dated = (id: string, rev: number, on: Day, title: string, text: string): Entry => ({
  id,
  sequence: rev - 1,
  on,
  title,
  text,
  cancelled: false,
})
