/** Shapes of the Zeichnungsweg: the template (tenant data) and the running chain, which keeps a copy of its template. */
import { z } from "zod"
import { Sha256 } from "../content.ts"
import { Day, Zustaendigkeit } from "../paper.ts"
import { Role } from "../role.ts"

/** What a new Fassung changed against the one before; an empty list means that no word changed. */
export const ChangeKind = z.enum(["kopf", "finanzen", "beschlussvorschlag", "erlaeuterungen", "anlagen", "programm"])
export type ChangeKind = z.infer<typeof ChangeKind>
export const CHANGE_LABEL = {
  kopf: "Kopfangaben",
  finanzen: "Finanzielle Auswirkungen",
  beschlussvorschlag: "Beschlussvorschlag",
  erlaeuterungen: "Erläuterungen",
  anlagen: "Anlagen",
  programm: "Programm",
} as const satisfies Record<ChangeKind, string>

/** What conditions may ask about; decided once at submission and frozen with the chain. */
export interface ConditionFacts {
  readonly "finance.effects": boolean
  /** largest amount of the finance block in cent, 0 without amounts */
  readonly "finance.amount": number
  readonly public: boolean
  readonly programme: boolean
}
export type Condition =
  | { field: "finance.effects" | "public" | "programme"; is: boolean }
  | { field: "finance.amount"; atLeastCent: number }
  | { all: Condition[] }
  | { any: Condition[] }
export const Condition: z.ZodType<Condition> = z.lazy(() =>
  z.union([
    z.strictObject({ field: z.enum(["finance.effects", "public", "programme"]), is: z.boolean() }),
    z.strictObject({ field: z.literal("finance.amount"), atLeastCent: z.int().min(0) }),
    z.strictObject({ all: z.array(Condition).min(1) }),
    z.strictObject({ any: z.array(Condition).min(1) }),
  ]),
)

/**
 * How a Zeichnung is given. `none`: kept in the record, no signature in the file. `system`: elektronische Zeichnung
 * (System), keine qualifizierte Signatur. `AES`, `QES`: signed outside and uploaded. `paper`: on a printed sheet, confirmed
 * by the Sitzungsdienst. Which level a house demands is its own rule (domain 6), so it is data.
 */
export const Level = z.enum(["none", "system", "AES", "QES", "paper"])
export type Level = z.infer<typeof Level>
export const LEVEL_LABEL = {
  none: "im Verlauf festgehalten, ohne Signatur im Dokument",
  system: "elektronische Zeichnung (System), keine qualifizierte Signatur",
  AES: "fortgeschrittene elektronische Signatur",
  QES: "qualifizierte elektronische Signatur",
  paper: "auf Papier gezeichnet",
} as const satisfies Record<Level, string>

const StepId = z.string().regex(/^[a-z0-9-]{1,40}$/)
/** kinds of change after which a given step is given again; all kinds when absent */
const again = z.array(ChangeKind).optional()
const when = Condition.optional()

export const TemplateStep = z.discriminatedUnion("kind", [
  /** must be heard, no veto: BCA, Beirat */
  z.strictObject({ kind: z.literal("participation"), id: StepId, label: z.string(), role: Role, when, again }),
  z.strictObject({
    kind: z.literal("cosign"),
    id: StepId,
    label: z.string(),
    mode: z.enum(["all", "any"]),
    parties: z
      .array(z.strictObject({ id: StepId, label: z.string(), role: Role, amtId: z.string().optional(), when }))
      .min(1)
      .max(20),
    /** whether an objection only informs the ones who follow, or returns the Vorlage to its author */
    onObjection: z.enum(["inform", "return"]),
    when,
    again,
  }),
  z.strictObject({
    kind: z.literal("sign"),
    id: StepId,
    label: z.string(),
    role: Role,
    when,
    again,
    level: Level,
  }),
  z.strictObject({ kind: z.literal("release"), id: StepId, label: z.string() }),
  /**
   * Stands for the rows of the Vorlage's Beratungsfolge. `folge` is the house's usual one, proposed for a new Vorlage;
   * `optional` rows are proposed but may be left out.
   */
  z.strictObject({
    kind: z.literal("bodies"),
    id: StepId,
    folge: z
      .array(z.strictObject({ gremiumId: z.string(), zustaendigkeit: Zustaendigkeit, optional: z.boolean() }))
      .max(10)
      .optional(),
  }),
  /** hand-over to somebody outside (Land, Bundesagentur) after the last body, on adoption only */
  z.strictObject({
    kind: z.literal("external"),
    id: StepId,
    label: z.string(),
    /** "Ministerium für Arbeit des Landes" */
    recipient: z.string().min(1).max(200),
    role: Role,
    when,
  }),
])
export type TemplateStep = z.infer<typeof TemplateStep>

export const ChainTemplate = z.strictObject({
  id: z.string(),
  version: z.int().min(1),
  name: z.string(),
  steps: z.array(TemplateStep).min(1).max(40),
  /** may the one who wrote also sign: in the first signing step, in later ones */
  authorMaySign: z.strictObject({ first: z.boolean(), later: z.boolean() }),
  /** may one person sign in two signing steps of one Fassung */
  samePersonTwice: z.boolean(),
  /** who signs a Beschlussauszug besides the seal, in this order */
  auszugSignatures: z.array(z.enum(["schriftfuehrung", "vorsitz"])),
})
export type ChainTemplate = z.infer<typeof ChainTemplate>

const As = z.enum(["selbst", "IV", "IA"])
/** Who gave a step, in which capacity, when. Names and remarks stand in deletable items (`textId`). */
export const Given = z.strictObject({
  by: z.string(),
  as: As,
  forId: z.string().optional(),
  at: z.iso.datetime(),
  textId: z.string().optional(),
  /** "system" when absent */
  level: Level.optional(),
  /** of a Zeichnung on paper: the day on the sheet, who confirmed it, the scan */
  paper: z.strictObject({ signedOn: Day, confirmedBy: z.string(), scanSha256: Sha256 }).optional(),
  /** of a Zeichnung made outside: the file as it came, who issued the certificate (an organisation) */
  external: z.strictObject({ sha256: Sha256, issuer: z.string().max(300) }).optional(),
})
export type Given = z.infer<typeof Given>
/** A step that was given on an earlier Fassung and holds on. */
export const Carried = z.strictObject({
  fassung: z.int().min(1),
  given: Given,
  changes: z.array(ChangeKind),
})
export type Carried = z.infer<typeof Carried>
export const Handed = z.strictObject({ to: z.string(), as: As, forId: z.string().optional() })
export type Handed = z.infer<typeof Handed>

const Status = z.enum(["pending", "open", "done", "carried", "skipped"])
const common = {
  id: StepId,
  label: z.string(),
  status: Status,
  openedAt: z.iso.datetime().optional(),
  carried: Carried.optional(),
}

export const Votes = z.strictObject({
  ja: z.int().min(0),
  nein: z.int().min(0),
  enthaltung: z.int().min(0),
  ungueltig: z.int().min(0),
  befangen: z.int().min(0),
  /** present and entitled to vote, without the befangene */
  anwesend: z.int().min(0),
  /** entitled members by law */
  mitglieder: z.int().min(1),
})
export type Votes = z.infer<typeof Votes>

/** Canonical outcomes of a body (domain 1.2, vocabulary of results). */
export const ResultCode = z.enum([
  "accepted",
  "accepted_amended",
  "approved_urgent",
  "rejected",
  "noted",
  "recommended",
  "no_vote",
  "postponed",
  "referred",
  "removed",
])
export type ResultCode = z.infer<typeof ResultCode>

export const BodyResult = z.strictObject({
  code: ResultCode,
  /** an advisory body that advised against */
  adverse: z.boolean(),
  sitzungOn: Day,
  top: z.string(),
  votes: Votes.nullable(),
  tieByChair: z.boolean(),
  changesProgramme: z.boolean(),
  /** the meeting in the body's calendar, where it has one */
  sitzungId: z.string().optional(),
  by: z.string(),
  at: z.iso.datetime(),
  /** wording, chair, keeper of the minutes, form of the vote */
  textId: z.string(),
})
export type BodyResult = z.infer<typeof BodyResult>

/** A result as a fact states it: who and when is the fact's own. */
export const StatedResult = BodyResult.omit({ by: true, at: true })
export type StatedResult = z.infer<typeof StatedResult>

/** Beschlussauszug: being made, waiting for signatures, final. */
export const AuszugState = z.strictObject({
  status: z.enum(["owed", "signing", "final"]),
  signed: z.array(Given),
})

/** Who has to sign a Dringlichkeitsentscheidung: a function of the house, or one of the body itself. */
export const UrgentPlace = z.strictObject({
  id: StepId,
  label: z.string().min(1).max(120),
  role: Role,
  /** the function of the body whose decision is taken in its place (Vorsitz, Mitglied) */
  ofBody: z.boolean(),
})
export type UrgentPlace = z.infer<typeof UrgentPlace>

/** A Dringlichkeitsentscheidung in place of a body that cannot meet in time (domain R11). */
export const Urgent = z.strictObject({
  /** the body approves or revokes at its next meeting, or is only told */
  follow: z.enum(["approval", "report"]),
  places: z.array(UrgentPlace).min(1).max(5),
  signed: z.array(z.strictObject({ placeId: StepId, given: Given })),
  /** lapsed: the body met first and decided itself; dropped: taken back before all had signed */
  status: z.enum(["signing", "given", "lapsed", "dropped"]),
  /** next meeting of the body, to which it then comes; null: the day that the step has */
  termin: Day.nullable(),
  /** the reason, and by which rule */
  textId: z.string(),
  by: z.string(),
  at: z.iso.datetime(),
})
export type Urgent = z.infer<typeof Urgent>

/** What a correction of a recorded result does; decided with the frozen Fassung at hand, so that replaying needs none. */
export const Correction = z.strictObject({
  stepId: z.string(),
  /** `textId`: the reason and the words of the new result */
  result: StatedResult,
  /** the new Auszug is signed by people */
  signed: z.boolean(),
  /** hand-overs of this Fassung that open where it is adopted */
  handovers: z.array(z.string()),
  /** what becomes of the Endfassung: stays, is asked for anew, is wanted no more */
  endfassung: z.enum(["keep", "ask", "none"]),
})
export type Correction = z.infer<typeof Correction>

/**
 * Where a body step stands in the calendar of a body that has one: no agenda yet, on the agenda of a meeting, invited, held.
 * Kept in the chain, so that the state in words needs no meeting. Absent: the body has no calendar.
 */
export const Place = z.strictObject({
  state: z.enum(["coming", "planned", "invited", "held"]),
  sitzungId: z.string().optional(),
})
export type Place = z.infer<typeof Place>

export const Party = z.strictObject({
  id: StepId,
  label: z.string(),
  role: Role,
  amtId: z.string().optional(),
  status: z.enum(["pending", "open", "agreed", "remarked", "objected", "skipped"]),
  given: Given.optional(),
  handed: Handed.optional(),
})
export type Party = z.infer<typeof Party>

export const Step = z.discriminatedUnion("kind", [
  z.strictObject({
    ...common,
    kind: z.literal("participation"),
    role: Role,
    given: Given.optional(),
    handed: Handed.optional(),
  }),
  z.strictObject({
    ...common,
    kind: z.literal("cosign"),
    mode: z.enum(["all", "any"]),
    onObjection: z.enum(["inform", "return"]),
    parties: z.array(Party),
  }),
  z.strictObject({
    ...common,
    kind: z.literal("sign"),
    role: Role,
    /** its condition asks about the finance block */
    finance: z.boolean(),
    /** the finance effects are gone; this step signs their removal */
    removal: z.boolean(),
    level: Level,
    given: Given.optional(),
    handed: Handed.optional(),
  }),
  z.strictObject({ ...common, kind: z.literal("release"), given: Given.optional() }),
  z.strictObject({
    ...common,
    kind: z.literal("body"),
    gremiumId: z.string(),
    zustaendigkeit: Zustaendigkeit,
    /** null after "abgesetzt", until a new date is set */
    termin: Day.nullable(),
    place: Place.optional(),
    /** the Fassung's file has a result field for it (not for bodies added later) */
    field: z.boolean(),
    result: BodyResult.optional(),
    auszug: AuszugState.optional(),
    /** results that were corrected, oldest first, each with what had become of its Auszug */
    earlier: z.array(z.strictObject({ result: BodyResult, auszug: AuszugState })).optional(),
    urgent: Urgent.optional(),
  }),
  /** opens when the procedure is over and was adopted; it holds nothing up */
  z.strictObject({
    ...common,
    kind: z.literal("external"),
    role: Role,
    recipient: z.string(),
    given: Given.optional(),
    /** day of the hand-over */
    handedOn: Day.optional(),
  }),
])
export type Step = z.infer<typeof Step>
export type StepOf<K extends Step["kind"]> = Extract<Step, { kind: K }>

export const Chain = z.strictObject({
  version: z.literal(1),
  vorlageId: z.string(),
  template: ChainTemplate,
  fassung: z.int().min(1),
  /** hash of the frozen Fassung */
  sha256: Sha256,
  /** hash of the sealed file; null until it was issued */
  pdfSha256: Sha256.nullable(),
  state: z.enum(["issuing", "failed", "running", "returned", "withdrawn", "stopped", "completed"]),
  /** when the present state began */
  since: z.iso.datetime(),
  /** who wrote; who handed in */
  authorId: z.string(),
  submittedBy: z.string(),
  steps: z.array(Step),
  returned: z.strictObject({ by: z.string(), fromStep: z.string(), target: z.string(), textId: z.string() }).optional(),
  /** reason of failed, withdrawn, stopped */
  endTextId: z.string().optional(),
  /** deciding result, once the last body has answered */
  outcome: ResultCode.optional(),
  /** amended programme after "geändert beschlossen": asked from the author, shown, confirmed */
  endfassung: z
    .strictObject({ status: z.enum(["asked", "proposed", "confirmed"]), sha256: Sha256.optional() })
    .optional(),
  /** a correction that a second person has to confirm */
  correction: Correction.extend({ by: z.string(), at: z.iso.datetime() }).optional(),
})
export type Chain = z.infer<typeof Chain>

/** Target of a return that goes to the one who wrote. */
export const AUTHOR = "author"

export const complete = (step: { readonly status: Step["status"] }): boolean =>
  step.status === "done" || step.status === "carried" || step.status === "skipped"

/** Decided in a hurry by others, and the body has not answered yet. */
export const awaitsBody = (step: Step): boolean =>
  step.kind === "body" && step.urgent?.status === "given" && step.result === undefined
