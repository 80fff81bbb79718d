/** Fixture of the tests with calendars: bodies with a Ladungsfrist, and the worker that follows their facts. */
import { Duty } from "@beschlussweg/core/duty"
import type { Gremium, Ladung } from "@beschlussweg/core/gremium"
import * as Notice from "@beschlussweg/core/notice"
import * as Sitzung from "@beschlussweg/core/sitzung"
import type { House } from "./house.ts"

/** 14 days, in urgent cases 3, Nachträge until 3 working days before; Vorlagen 5 working days before the invitation. */
export const LADUNG: Ladung = {
  regular: { days: 14, count: "calendar" },
  urgent: { days: 3, count: "calendar" },
  nachtrag: { days: 3, count: "working" },
  dispatchCounts: false,
  meetingCounts: false,
  abgabe: { days: 5, count: "working" },
}

/** The settings of a house with calendars for all its bodies. */
export const calendars =
  (change: Partial<Gremium> = {}) =>
  <T extends { gremien: Gremium[] }>(tenant: T): T => ({
    ...tenant,
    gremien: tenant.gremien.map((g) => ({ ...g, ladung: LADUNG, ...change })),
  })

/** Plans meetings as the Sitzungsdienst; ids in the order of the days. */
export async function plan(
  house: House,
  ...days: readonly (readonly [gremiumId: string, on: string, more?: object])[]
): Promise<string[]> {
  const sitzungen = days.map(([gremiumId, on, more]) => ({
    gremiumId,
    on,
    start: "17:00",
    ort: "Kreishaus, Saal 1",
    ...more,
  }))
  const made = await Sitzung.plan(house.as("sitzungsdienst"), { sitzungen })
  return days.map(([gremiumId, on]) => made.sitzungen.find((s) => s.gremiumId === gremiumId && s.on === on)?.id ?? "")
}

/** The worker does what these logs owe to their followers and on agendas, until nothing more comes. */
export async function follow(house: House, ...logs: string[]): Promise<void> {
  const ctx = house.workCtx()
  for (let round = 0; round < 20; round++) {
    let did = false
    for (const log of logs)
      for (const { value, rev } of (await ctx.table.list(`duty/${log}`, Duty)).items) {
        if (value.kind === "notice") await Notice.work(ctx, value, rev)
        else if (value.kind === "agenda") await Sitzung.print(ctx, value.log, value.id)
        else continue
        did = true
      }
    if (!did) return
  }
  throw new Error("followers do not come to an end")
}

/** A meeting as the Sitzungsdienst reads it, and its agenda in short lines. */
export async function meeting(house: House, sitzungId: string, by = "sitzungsdienst") {
  const read = await Sitzung.read(house.as(by), { sitzungId })
  return { ...read, lines: read.tops.map((t) => `${t.number ?? "-"} ${t.title}${t.removed ? " (abgesetzt)" : ""}`) }
}
