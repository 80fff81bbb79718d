/** Termine der Beratungsfolge (domain R7): of a body with a calendar a meeting, within the Frist that applies to it. */
import { calendarOf } from "../calendar/index.ts"
import type { Table, Write } from "../context.ts"
import { germanDay } from "../day.ts"
import type { Finding } from "../error.ts"
import type { Gremium } from "../gremium.ts"
import type { Day } from "../paper.ts"
import { callable, fristen } from "../sitzung/frist.ts"
import { type Sitzung, Slot, slotKey } from "../sitzung/item.ts"
import { load as loadSitzung, upcoming } from "../sitzung/store.ts"
import { SITZUNGSREGELN, type Tenant } from "../tenant.ts"
import type { BeratungsfolgeRow } from "./form.ts"

export interface Checked {
  /** what refuses the submission */
  readonly findings: readonly Finding[]
  readonly warnings: readonly Finding[]
  /** the meetings keep their days until the commit */
  readonly checks: readonly Write[]
}

/** Two gets for each row of a body with a calendar; none for others. */
export async function checkMeetings(
  table: Table,
  rows: readonly BeratungsfolgeRow[],
  tenant: Tenant,
  today: Day,
): Promise<Checked> {
  const found = await Promise.all(
    rows.map(async (row, i) => {
      const gremium = tenant.gremien.find((g) => g.id === row.gremiumId)
      if (!gremium?.ladung) return { findings: [], warnings: [], checks: [] }
      return checkRow(table, row.termin, `Beratungsfolge, Zeile ${i + 1}`, gremium, tenant, today)
    }),
  )
  return {
    findings: found.flatMap((f) => f.findings),
    warnings: found.flatMap((f) => f.warnings),
    checks: found.flatMap((f) => f.checks),
  }
}

async function checkRow(
  table: Table,
  on: Day,
  place: string,
  gremium: Gremium,
  tenant: Tenant,
  today: Day,
): Promise<Checked> {
  const refused = (reason: string, message: string): Checked => ({
    findings: [{ reason, place, message }],
    warnings: [],
    checks: [],
  })
  const slot = await table.get(slotKey(gremium.id, on), Slot)
  if (!slot) {
    const next = await upcoming(table, gremium.id, today)
    return refused(
      "termin.none",
      `Am ${germanDay(on)} hat ${gremium.name} keine Sitzung. ${next.length === 0 ? "Der Sitzungsdienst hat noch keine geplant." : `Geplant sind: ${days(next)}.`}`,
    )
  }
  const { value: sitzung } = await loadSitzung(table, slot.value.sitzungId)
  const checks: Write[] = [{ check: slot.key, rev: slot.rev }]
  if (sitzung.state === "held") return refused("termin.held", `Die Sitzung am ${germanDay(on)} ist schon durchgeführt.`)
  const f = fristen(on, gremium, calendarOf(tenant))
  const strict = (tenant.sitzungen ?? SITZUNGSREGELN).late === "refuse"
  const late = (reason: string, message: string): Checked =>
    strict ? refused(reason, message) : { findings: [], warnings: [{ reason, place, message }], checks }
  if (sitzung.state === "invited") {
    if (f.nachtrag !== null && today > f.nachtrag)
      return refused(
        "termin.closed",
        `Zur Sitzung am ${germanDay(on)} ist eingeladen, und auch für Nachträge ist die Frist am ${germanDay(f.nachtrag)} abgelaufen.`,
      )
    return late(
      "termin.invited",
      `Zur Sitzung am ${germanDay(on)} ist schon eingeladen. Die Vorlage kommt nur noch als Nachtrag auf die Tagesordnung; darüber entscheidet der Sitzungsdienst bei der Freigabe.`,
    )
  }
  const how = callable(f, today)
  if (how === "late")
    return refused("termin.late", `Zur Sitzung am ${germanDay(on)} kann nicht mehr fristgerecht eingeladen werden.`)
  if (how === "urgent")
    return late(
      "termin.urgent",
      `Die Ladungsfrist zur Sitzung am ${germanDay(on)} ist abgelaufen; eingeladen werden kann nur noch dringlich bis zum ${germanDay(f.urgent ?? on)}.`,
    )
  if (f.abgabe !== null && today > f.abgabe)
    return late("termin.abgabe", `Die Abgabefrist zur Sitzung am ${germanDay(on)} war am ${germanDay(f.abgabe)}.`)
  return { findings: [], warnings: [], checks }
}

const days = (next: readonly Sitzung[]): string =>
  next
    .slice(0, 3)
    .map((s) => germanDay(s.on))
    .join(", ")
