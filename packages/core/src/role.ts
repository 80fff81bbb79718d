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
  "fachautor",
  "controlling",
  "bca",
  "gleichstellung",
  "beirat",
  "mitzeichnung",
  "schriftfuehrung",
  "vorsitz",
  "geschaeftsstelle",
  "gremienmitglied",
  "sitzungsdienst",
  "veroeffentlichung",
  "lesend",
  "revision",
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
  fachautor: "Fachautorin oder Fachautor",
  controlling: "Controlling",
  bca: "Beauftragte für Chancengleichheit am Arbeitsmarkt",
  gleichstellung: "Gleichstellungsbeauftragte",
  beirat: "Örtlicher Beirat",
  mitzeichnung: "Mitzeichnung",
  schriftfuehrung: "Schriftführung",
  vorsitz: "Vorsitz",
  geschaeftsstelle: "Geschäftsstelle des Gremiums",
  gremienmitglied: "Mitglied des Gremiums",
  sitzungsdienst: "Sitzungsdienst",
  veroeffentlichung: "Veröffentlichung",
  lesend: "Lesend",
  revision: "Revision und Datenschutz",
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
  /** Abwesenheit and Vertretung of one's own functions */
  "self.write",
  /** confirm a signature on paper */
  "step.paper",
  /** the Protokoll of the whole house: every log, its anchors and what they prove */
  "record.read",
  /** service accounts of machines */
  "key.write",
  /** meetings, agendas and plans; which ones is narrowed by `Sitzung.visible` */
  "sitzung.read",
  /** plan, invite, change a meeting; a Geschäftsstelle only those of its body */
  "sitzung.write",
  /** Beschlusskontrolle: who carries a decision out until when */
  "control.write",
  /** what the public will see, and what it sees */
  "publication.read",
  /** release and withdraw; a right of its own */
  "publication.write",
  /** Beschlusskontrolle: what of it is open in the whole house */
  "control.read",
  /** confirm the correction of a recorded result, as the second person */
  "result.confirm",
  /** lay a Dringlichkeitsentscheidung before those who sign it; sign one in a function that may */
  "urgent.ask",
  "urgent.sign",
  /** search; what is found is narrowed to what may be read */
  "search.read",
  /** have the package for the council information system made */
  "vorlage.package",
])
export type Action = z.infer<typeof Action>

const signatory = [
  "house.read",
  "vorlage.read",
  "vorlage.submit",
  "step.decide",
  "log.read",
  "self.write",
  "sitzung.read",
  "search.read",
] as const
const heard = ["house.read", "vorlage.read", "step.decide", "self.write", "sitzung.read", "search.read"] as const
const writing = ["house.read", "programme.read", "programme.write", "self.write", "search.read"] as const

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
    "self.write",
    "sitzung.read",
    "publication.read",
    "control.read",
    "search.read",
    "vorlage.package",
  ],
  amtsleitung: [
    ...signatory,
    "programme.read",
    "programme.write",
    "vorlage.write",
    "vorlage.withdraw",
    "number.read",
    "control.write",
    "publication.read",
    "control.read",
    "urgent.ask",
    "urgent.sign",
    "vorlage.package",
  ],
  dezernent: [...signatory, "control.read", "urgent.sign"],
  kaemmerer: [...signatory, "urgent.sign"],
  landrat: [...signatory, "vorlage.stop", "publication.read", "control.read", "urgent.ask", "urgent.sign"],
  geschaeftsfuehrung: [
    ...signatory,
    "programme.read",
    "programme.write",
    "vorlage.write",
    "vorlage.withdraw",
    "vorlage.stop",
    "number.read",
    "control.write",
    "publication.read",
    "control.read",
    "urgent.ask",
    "urgent.sign",
    "vorlage.package",
  ],
  fachautor: writing,
  controlling: writing,
  bca: [...heard, "programme.read"],
  gleichstellung: heard,
  beirat: heard,
  mitzeichnung: heard,
  schriftfuehrung: heard,
  vorsitz: [...heard, "urgent.sign"],
  geschaeftsstelle: [
    "house.read",
    "vorlage.read",
    "body.record",
    "self.write",
    "sitzung.read",
    "sitzung.write",
    "search.read",
    "vorlage.package",
  ],
  gremienmitglied: ["house.read", "vorlage.read", "sitzung.read", "urgent.sign", "search.read"],
  sitzungsdienst: [
    "house.read",
    "vorlage.read",
    "vorlage.stop",
    "step.release",
    "endfassung.confirm",
    "step.paper",
    "number.read",
    "log.read",
    "self.write",
    "sitzung.read",
    "sitzung.write",
    "control.write",
    "publication.read",
    "control.read",
    "result.confirm",
    "urgent.ask",
    "search.read",
    "vorlage.package",
  ],
  veroeffentlichung: [
    "house.read",
    "vorlage.read",
    "self.write",
    "publication.read",
    "publication.write",
    "search.read",
  ],
  lesend: ["house.read", "vorlage.read", "log.read", "sitzung.read", "control.read", "search.read"],
  revision: [
    "house.read",
    "vorlage.read",
    "number.read",
    "log.read",
    "record.read",
    "sitzung.read",
    "publication.read",
    "control.read",
    "search.read",
  ],
  administration: [
    "house.read",
    "house.write",
    "people.write",
    "key.write",
    "step.appoint",
    "number.read",
    "log.read",
    "self.write",
  ],
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
  /** given by the role mapping of the house's own sign-in, and taken away by it; absent: given by a person */
  source: z.literal("idp").optional(),
})
export type Assignment = z.infer<typeof Assignment>

/**
 * Functions that sign, and the one that hands out functions: whoever gives one of these needs a second administrator.
 * A house's own Zeichnungsweg may let other functions sign; those count as well (`Tenant.signing`).
 */
export const GUARDED: readonly Role[] = [
  "amtsleitung",
  "dezernent",
  "kaemmerer",
  "landrat",
  "geschaeftsfuehrung",
  "schriftfuehrung",
  "vorsitz",
  "administration",
]

/** Only what holds on that day. */
export function holding(functions: readonly Assignment[], on: Day): Assignment[] {
  return functions.filter((f) => (f.from === undefined || f.from <= on) && (f.to === undefined || on <= f.to))
}

export function may(functions: readonly Assignment[], action: Action): boolean {
  return functions.some((f) => (MAY[f.role] as readonly Action[]).includes(action))
}

/**
 * @param scopes what a machine's key is limited to; absent for people
 * @throws AppError forbidden that names who has the right.
 */
export function require(functions: readonly Assignment[], action: Action, scopes?: readonly Action[]): void {
  if (scopes && !scopes.includes(action))
    throw new AppError("forbidden", "key.scope", `Dieser Schlüssel ist dafür nicht freigegeben (${action}).`)
  if (may(functions, action)) return
  const who = Role.options.filter((r) => (MAY[r] as readonly Action[]).includes(action)).map((r) => ROLE_LABEL[r])
  throw new AppError("forbidden", "role.missing", `Dafür fehlt Ihnen das Recht. Es liegt bei: ${who.join(", ")}.`)
}
