/** Sitzungsplanung: meetings of a year are planned in one go, all of them or none. */
import { z } from "zod"
import { calendarOf } from "../calendar/index.ts"
import type { Ctx, Write } from "../context.ts"
import { addDays, dayOf, germanDay } from "../day.ts"
import { AppError, type Finding } from "../error.ts"
import type { Fact } from "../fact.ts"
import type { Gremium } from "../gremium.ts"
import { standing } from "../member/change.ts"
import { Day } from "../paper.ts"
import { house, type Tenant } from "../tenant.ts"
import { verb } from "../verb.ts"
import { readable } from "../vorlage/hand.ts"
import { formalities } from "./formal.ts"
import { callable, fristen, isClock, unusual } from "./frist.ts"
import { type Sitzung, Slot, slotKey } from "./item.ts"
import { farthest, ofYear, putting } from "./store.ts"
import { requireOffice } from "./visible.ts"

/** One commit holds a fact, the meeting and its day for each. */
export const AT_ONCE = 30

const Wish = z.strictObject({
  gremiumId: z.string().min(1).max(40),
  on: Day,
  /** Europe/Berlin, "17:00" */
  start: z.string().max(20),
  end: z.string().max(20).optional(),
  ort: z.string().trim().max(200).default(""),
  /** default: as the body's meetings usually are */
  public: z.boolean().optional(),
  /** it is meant: a Sunday, a holiday */
  confirmed: z.boolean().default(false),
})
type Wish = z.output<typeof Wish>

export const plan = verb(
  {
    name: "sitzung.plan",
    may: "sitzung.write",
    input: z.strictObject({ sitzungen: z.array(Wish).min(1).max(AT_ONCE) }),
    summary: "Sitzungen planen: eine oder den Kalender eines Jahres auf einmal, alle oder keine.",
  },
  async (request, { sitzungen }) => {
    const { ctx, checks } = await standing(request, "sitzung.write")
    const tenant = await house(ctx.table)
    for (const { gremiumId } of sitzungen)
      if (tenant.gremien.some((g) => g.id === gremiumId)) requireOffice(ctx, gremiumId)
    const found = (await Promise.all(sitzungen.map((wish, i) => defectsOf(ctx, tenant, sitzungen, wish, i)))).flat()
    if (found.length > 0)
      throw new AppError("refused", "sitzung.plan", "So können die Sitzungen nicht geplant werden.", found)
    const days = await known(ctx, sitzungen)
    const facts: Fact[] = []
    const writes: Write[] = []
    const made: { id: string; gremiumId: string; on: Day; rev: number; warnings: Finding[] }[] = []
    for (const wish of [...sitzungen].sort((a, b) => (a.on < b.on ? -1 : 1))) {
      const gremium = tenant.gremien.find((g) => g.id === wish.gremiumId)
      if (!gremium) throw new Error("the body was checked before")
      const sitzung = fresh(ctx, wish, gremium, days)
      const { gremiumId, on } = sitzung
      const data = { gremiumId, on, start: sitzung.start, public: sitzung.public }
      const one = await putting(ctx, undefined, sitzung, [{ type: "sitzung.planned", data }])
      facts.push(...one.facts)
      writes.push(...one.writes)
      days.push(sitzung)
      made.push({ id: sitzung.id, gremiumId, on, rev: 1, warnings: warningsOf(ctx, tenant, gremium, on) })
    }
    await ctx.table.commit(facts, [...writes, ...checks])
    return { sitzungen: made }
  },
)

type Dated = Pick<Sitzung, "gremiumId" | "on" | "state" | "tops">

/** Meetings of the years that are planned in, and of the one before: what a meeting's formalities follow. */
async function known(ctx: Ctx, wishes: readonly Wish[]): Promise<Dated[]> {
  const years = new Set(wishes.flatMap(({ on }) => [Number(on.slice(0, 4)) - 1, Number(on.slice(0, 4))]))
  return (await Promise.all([...years].map((year) => ofYear(ctx.table, year)))).flat().map((s) => s.value)
}

function fresh(ctx: Ctx, wish: Wish, gremium: Gremium, days: readonly Dated[]): Omit<Sitzung, "head"> {
  const { gremiumId, on, start, end, ort } = wish
  const shown = wish.public ?? gremium.public ?? OPEN[gremium.kind]
  const before = days
    .filter((d) => d.gremiumId === gremiumId && d.on < on && d.state !== "cancelled")
    .sort((a, b) => (a.on < b.on ? -1 : 1))
    .at(-1)
  return {
    version: 1,
    id: ctx.id("si"),
    gremiumId,
    on,
    start,
    ...(end === undefined ? {} : { end }),
    ort,
    public: shown,
    urgent: false,
    state: "planned",
    moved: [],
    tops: formalities(ctx, before, shown),
  }
}

/** Whose meetings are public by law; each body and each meeting may say otherwise. */
const OPEN = {
  fachausschuss: true,
  hauptausschuss: true,
  kreisausschuss: true,
  "kreisausschuss-kollegial": false,
  magistrat: false,
  kreistag: true,
  rat: true,
  stadtverordnetenversammlung: true,
  traegerversammlung: false,
  beirat: false,
} as const satisfies Record<Gremium["kind"], boolean>

async function defectsOf(
  ctx: Ctx,
  tenant: Tenant,
  all: readonly Wish[],
  wish: Wish,
  index: number,
): Promise<Finding[]> {
  const { gremiumId, on } = wish
  const gremium = tenant.gremien.find((g) => g.id === gremiumId)
  const place = `Sitzung ${index + 1} (${gremium?.short || gremium?.name || gremiumId}, ${germanDay(on)})`
  const found = timeDefects(tenant, wish, dayOf(ctx.now()), farthest(ctx.now()))
  if (!gremium) found.push({ reason: "gremium.unknown", message: "Dieses Gremium gibt es in diesem Haus nicht." })
  else if (gremium.until !== undefined && gremium.until < on)
    found.push({
      reason: "gremium.dissolved",
      message: `Dieses Gremium besteht nur bis zum ${germanDay(gremium.until)}.`,
    })
  if (all.findIndex((w) => w.gremiumId === gremiumId && w.on === on) < index)
    found.push({ reason: "sitzung.twice", message: "Dieser Tag steht für dieses Gremium zweimal in der Liste." })
  else if (await ctx.table.get(slotKey(gremiumId, on), Slot)) found.push(TAKEN)
  return found.map((f) => ({ ...f, place }))
}

export const TAKEN = {
  reason: "sitzung.taken",
  message: "An diesem Tag hat das Gremium schon eine Sitzung.",
} as const

type Timed = Pick<Wish, "on" | "start" | "end" | "ort" | "confirmed">

/** What is wrong with day, time and place, whoever meets. */
export function timeDefects(
  tenant: Tenant,
  { on, start, end, ort, confirmed }: Timed,
  today: Day,
  last: Day,
): Omit<Finding, "place">[] {
  const found: Omit<Finding, "place">[] = []
  const report = (reason: string, message: string) => found.push({ reason, message })
  if (on < today) report("sitzung.past", `Der ${germanDay(on)} liegt in der Vergangenheit.`)
  if (on > last) report("sitzung.far", "Geplant werden Sitzungen der nächsten drei Jahre.")
  for (const clock of [start, ...(end === undefined ? [] : [end])])
    if (!isClock(clock))
      report("sitzung.clock", `„${clock}“ ist keine Uhrzeit. Bitte schreiben Sie zum Beispiel 17:00.`)
  if (end !== undefined && isClock(start) && isClock(end) && end <= start)
    report("sitzung.end", `Die Sitzung endet um ${end} vor ihrem Beginn um ${start}.`)
  const odd = unusual(on, calendarOf(tenant))
  if (odd !== undefined && !confirmed)
    report("sitzung.day", `${odd} Soll die Sitzung an diesem Tag stattfinden, bestätigen Sie es bitte.`)
  try {
    readable(ort)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    report(error.reason, error.message)
  }
  return found
}

/** What is allowed, and better known early. */
export function warningsOf(ctx: Pick<Ctx, "now">, tenant: Tenant, gremium: Gremium, on: Day): Finding[] {
  const place = `${gremium.name}, ${germanDay(on)}`
  const found: Finding[] = []
  const today = dayOf(ctx.now())
  const f = fristen(on, gremium, calendarOf(tenant))
  const how = callable(f, today)
  if (how === "urgent")
    found.push({
      reason: "ladung.urgent",
      place,
      message: `Die Ladungsfrist ist am ${germanDay(f.regular ?? on)} abgelaufen. Eingeladen werden kann nur noch dringlich, bis zum ${germanDay(f.urgent ?? on)}.`,
    })
  if (how === "late")
    found.push({
      reason: "ladung.late",
      place,
      message: `Zu diesem Tag kann nicht mehr fristgerecht eingeladen werden; die Ladungsfrist ist am ${germanDay(f.urgent ?? f.regular ?? on)} abgelaufen.`,
    })
  if (f.abgabe !== null && f.abgabe < today && how === "regular")
    found.push({
      reason: "abgabe.over",
      place,
      message: `Die Abgabefrist für Vorlagen ist am ${germanDay(f.abgabe)} abgelaufen.`,
    })
  const odd = unusual(on, calendarOf(tenant))
  if (odd !== undefined) found.push({ reason: "sitzung.day", place, message: odd })
  if (gremium.until !== undefined && addDays(gremium.until, -30) < on)
    found.push({
      reason: "gremium.until",
      place,
      message: `Das Gremium besteht nur bis zum ${germanDay(gremium.until)}.`,
    })
  return found
}
