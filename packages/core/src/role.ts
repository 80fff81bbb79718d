/** Who may do what: roles, the functions people hold, and the one exhaustive table of role and action. */
import { z } from "zod"
import { AppError } from "./error.ts"
import type { Day } from "./paper.ts"
import { Day as DaySchema } from "./paper.ts"

export const Role = z.enum([
  "verfasser",
  "amtsleitung",
  "dezernent",
  "kaemmerer",
  "landrat",
  "geschaeftsfuehrung",
  "bca",
  "beirat",
  "mitzeichnung",
  "schriftfuehrung",
  "vorsitz",
  "geschaeftsstelle",
  "sitzungsdienst",
  "lesend",
  "administration",
])
export type Role = z.infer<typeof Role>

export const ROLE_LABEL = {
  verfasser: "Verfasserin oder Verfasser",
  amtsleitung: "Amtsleitung",
  dezernent: "Dezernat",
  kaemmerer: "Kämmerei",
  landrat: "Landrätin oder Landrat",
  geschaeftsfuehrung: "Geschäftsführung",
  bca: "Beauftragte für Chancengleichheit am Arbeitsmarkt",
  beirat: "Örtlicher Beirat",
  mitzeichnung: "Mitzeichnung",
  schriftfuehrung: "Schriftführung",
  vorsitz: "Vorsitz",
  geschaeftsstelle: "Geschäftsstelle des Gremiums",
  sitzungsdienst: "Sitzungsdienst",
  lesend: "Lesend",
  administration: "Mandantenadministration",
} as const satisfies Record<Role, string>

/** What a verb can ask for. `step.decide` is open to every function a step can go to; the chain says which step. */
export const Action = z.enum([
  "house.read",
  "house.write",
  "people.write",
  "programme.read",
  "programme.write",
  "vorlage.read",
  "vorlage.write",
  "vorlage.submit",
  "vorlage.withdraw",
  "vorlage.stop",
  "step.decide",
  "step.appoint",
  "step.release",
  "body.record",
  "endfassung.confirm",
  "number.read",
  "log.read",
])
export type Action = z.infer<typeof Action>

const signatory = ["house.read", "vorlage.read", "vorlage.submit", "step.decide", "log.read"] as const
const heard = ["house.read", "vorlage.read", "step.decide"] as const

/**
 * The one table. `programme.read` is the working text: for those who write it, and for the BCA, who has a part in it by
 * law (§ 18e SGB II); everybody else reads what was submitted. `vorlage.submit` of a signatory covers only a Vorlage that was returned to his step; which single
 * Vorlage somebody sees is narrowed further by `Vorlage.visible` (a Gremium's office sees only its bodies).
 */
export const MAY = {
  verfasser: [
    "house.read",
    "programme.read",
    "programme.write",
    "vorlage.read",
    "vorlage.write",
    "vorlage.submit",
    "vorlage.withdraw",
    "number.read",
    "log.read",
  ],
  amtsleitung: [...signatory, "programme.read", "programme.write", "vorlage.write", "vorlage.withdraw", "number.read"],
  dezernent: signatory,
  kaemmerer: signatory,
  landrat: [...signatory, "vorlage.stop"],
  geschaeftsfuehrung: [
    ...signatory,
    "programme.read",
    "programme.write",
    "vorlage.write",
    "vorlage.withdraw",
    "vorlage.stop",
    "number.read",
  ],
  bca: [...heard, "programme.read"],
  beirat: heard,
  mitzeichnung: heard,
  schriftfuehrung: heard,
  vorsitz: heard,
  geschaeftsstelle: ["house.read", "vorlage.read", "body.record"],
  sitzungsdienst: [
    "house.read",
    "vorlage.read",
    "vorlage.stop",
    "step.release",
    "endfassung.confirm",
    "number.read",
    "log.read",
  ],
  lesend: ["house.read", "vorlage.read", "log.read"],
  administration: ["house.read", "house.write", "people.write", "step.appoint", "number.read", "log.read"],
} as const satisfies Record<Role, readonly Action[]>

/** A function (Stelle) that a person holds, or represents for a time. */
export const Assignment = z.strictObject({
  role: Role,
  /** Amt of a Mitzeichnung */
  amtId: z.string().optional(),
  /** body of Geschäftsstelle, Schriftführung, Vorsitz */
  gremiumId: z.string().optional(),
  /** holder, or deputy "in Vertretung" (IV), or authorised "im Auftrag" (IA) */
  as: z.enum(["selbst", "IV", "IA"]),
  /** whom a deputy represents */
  forId: z.string().optional(),
  forName: z.string().optional(),
  from: DaySchema.optional(),
  to: DaySchema.optional(),
})
export type Assignment = z.infer<typeof Assignment>

/** Only what holds on that day. */
export function holding(functions: readonly Assignment[], on: Day): Assignment[] {
  return functions.filter((f) => (f.from === undefined || f.from <= on) && (f.to === undefined || on <= f.to))
}

export function may(functions: readonly Assignment[], action: Action): boolean {
  return functions.some((f) => (MAY[f.role] as readonly Action[]).includes(action))
}

/** @throws AppError forbidden that names who has the right. */
export function require(functions: readonly Assignment[], action: Action): void {
  if (may(functions, action)) return
  const who = Role.options.filter((r) => (MAY[r] as readonly Action[]).includes(action)).map((r) => ROLE_LABEL[r])
  throw new AppError("forbidden", "role.missing", `Dafür fehlt Ihnen das Recht. Es haben: ${who.join(", ")}.`)
}
