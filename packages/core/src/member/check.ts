/** What may be written down about a person: functions that fit the house, periods, printable names. Pure. */
import { AppError } from "../error.ts"
import { uncovered } from "../glyph.ts"
import type { Day } from "../paper.ts"
import { type Assignment, ROLE_LABEL, type Role } from "../role.ts"
import type { Tenant } from "../tenant.ts"
import { overlap, seat } from "./item.ts"

/** Functions of one Gremium; nobody holds them for all. */
export const OF_BODIES: readonly Role[] = ["geschaeftsstelle", "schriftfuehrung", "vorsitz", "gremienmitglied"]
/** calendar days of an absence or an appointed Vertretung, both ends included */
export const LONGEST = 366

const wrong = (reason: string, message: string): AppError => new AppError("input", reason, message)

/**
 * Functions of one person against the house: Amt and Gremium exist and are named where the function needs them, periods
 * are periods, nothing stands twice.
 * @throws AppError input
 */
export function checkFunctions(
  { aemter, gremien, template }: Pick<Tenant, "aemter" | "gremien" | "template">,
  personId: string,
  functions: readonly Assignment[],
): void {
  // A house may have a Mitzeichnung that lies with no single Amt.
  const loose = template.steps.some(
    (s) => s.kind === "cosign" && s.parties.some((p) => p.role === "mitzeichnung" && p.amtId === undefined),
  )
  functions.forEach((f, i) => {
    const label = ROLE_LABEL[f.role]
    if (f.from !== undefined && f.to !== undefined && f.to < f.from)
      throw wrong("member.period", `${label}: Das Ende liegt vor dem Beginn.`)
    if (f.amtId !== undefined && !aemter.some((a) => a.id === f.amtId))
      throw wrong("member.amt", `${label}: Dieses Amt gibt es in diesem Haus nicht.`)
    if (f.gremiumId !== undefined && !gremien.some((g) => g.id === f.gremiumId))
      throw wrong("member.gremium", `${label}: Dieses Gremium gibt es in diesem Haus nicht.`)
    if (OF_BODIES.includes(f.role)) {
      if (f.gremiumId === undefined) throw wrong("member.gremium", `${label}: Bitte nennen Sie das Gremium.`)
      if (f.amtId !== undefined) throw wrong("member.amt", `${label}: Diese Funktion gehört zu keinem Amt.`)
    } else if (f.gremiumId !== undefined)
      throw wrong("member.gremium", `${label}: Diese Funktion gehört zu keinem Gremium.`)
    if (f.role === "mitzeichnung" && f.amtId === undefined && !loose)
      throw wrong("member.amt", `${label}: Bitte nennen Sie das Amt.`)
    if (f.as === "selbst" && (f.forId !== undefined || f.forName !== undefined))
      throw wrong("member.for", `${label}: Wer eine Funktion selbst innehat, vertritt dabei niemanden.`)
    if (f.as !== "selbst" && f.forId === undefined)
      throw wrong("member.for", `${label}: Bei einer Vertretung fehlt, wen sie vertritt.`)
    if (f.forId === personId) throw wrong("member.forSelf", `${label}: Niemand vertritt sich selbst.`)
    const twice = functions.some(
      (o, j) => j < i && seat(o) === seat(f) && o.forId === f.forId && o.source === f.source && overlap(o, f),
    )
    if (twice) throw wrong("member.twice", `${label}: Diese Funktion ist für dieselbe Zeit zweimal angegeben.`)
  })
}

/** @throws AppError input "glyph.missing" */
export function checkNames(...names: readonly (string | undefined)[]): void {
  const missing = uncovered(names.filter((n) => n !== undefined).join(" "))
  if (missing.length > 0)
    throw wrong(
      "glyph.missing",
      `Namen stehen auf den Papieren. Dieses Zeichen kann nicht gedruckt werden: ${missing.join(" ")}`,
    )
}

/** A period that somebody enters today. @throws AppError input "period.order", "period.past", "period.long" */
export function checkPeriod({ from, to }: { readonly from: Day; readonly to: Day }, today: Day): void {
  if (to < from) throw wrong("period.order", "Das Ende liegt vor dem Beginn.")
  if (to < today) throw wrong("period.past", "Dieser Zeitraum liegt ganz in der Vergangenheit.")
  const days = (Date.parse(to) - Date.parse(from)) / 86_400_000 + 1
  if (days > LONGEST)
    throw wrong("period.long", "Dieser Zeitraum ist länger als ein Jahr. Bitte tragen Sie ein früheres Ende ein.")
}
