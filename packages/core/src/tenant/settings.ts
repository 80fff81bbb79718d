/** Settings of a house (Einstellungen): what a tenant is, as data. Shapes only; what must fit together stands in check.ts. */
import { z } from "zod"
import { OwnDays } from "../calendar/own.ts"
import { ChainTemplate } from "../chain/index.ts"
import { Dringlichkeit } from "../dringlichkeit.ts"
import { Head } from "../fact.ts"
import { Gremium } from "../gremium.ts"
import { Reminders } from "../notice/setting.ts"
import { House } from "../paper.ts"
import { Durations } from "../plan/durations.ts"
import { Role } from "../role.ts"
import { PublicationSettings } from "./publication.ts"

const Id = z.string().regex(/^[a-z0-9-]{1,40}$/)
export const Amt = z.strictObject({ id: Id, name: z.string().min(1).max(200) })

/** Vorlagenart: what its papers need and where their numbers come from. */
export const Art = z.strictObject({
  id: Id,
  label: z.string().min(1).max(60),
  number: z.strictObject({
    source: z.enum(["own", "outside"]),
    pattern: z.string(),
    type: z.string().max(8),
    term: z.string().max(8),
  }),
  /** a deciding body is required (not for Mitteilungsvorlagen) */
  decides: z.boolean(),
})
export type Art = z.infer<typeof Art>

/** The Länder by name. What follows from the Land (holidays, rules of bodies) is data of the parts that need it. */
export const Land = z.enum([
  "Baden-Württemberg",
  "Bayern",
  "Berlin",
  "Brandenburg",
  "Bremen",
  "Hamburg",
  "Hessen",
  "Mecklenburg-Vorpommern",
  "Niedersachsen",
  "Nordrhein-Westfalen",
  "Rheinland-Pfalz",
  "Saarland",
  "Sachsen",
  "Sachsen-Anhalt",
  "Schleswig-Holstein",
  "Thüringen",
])
export type Land = z.infer<typeof Land>

/** How long something is kept (KGSt classes): years after the end of the procedure, or for ever (null). */
export const RetentionClass = z.strictObject({
  id: Id,
  label: z.string().min(1).max(120),
  years: z.int().min(1).max(100).nullable(),
})

/** Sign-in of the house's people at its own OpenID provider. */
export const SignIn = z.strictObject({
  /** issuer identifier, exactly as its tokens name it */
  issuer: z.url({ protocol: /^https?$/ }),
  clientId: z.string().min(1).max(200),
  /** `none`: public client with PKCE; `private_key_jwt`: our key, published as JWKS, so no house has a secret with us */
  clientAuth: z.enum(["none", "private_key_jwt"]),
  /** functions that the provider's claims give and take away; never one that signs or administers */
  roleMapping: z
    .array(
      z.strictObject({
        claim: z.string().min(1).max(100),
        value: z.string().min(1).max(200),
        role: Role,
        amtId: z.string().optional(),
        gremiumId: z.string().optional(),
      }),
    )
    .max(100),
  /** minutes after which a signature asks for a fresh sign-in */
  freshMinutes: z.int().min(1).max(480),
})
export type SignIn = z.infer<typeof SignIn>

/** An issuer whose certificates a house accepts for signatures made outside. */
export const TrustedIssuer = z.strictObject({
  name: z.string().min(1).max(200),
  level: z.enum(["AES", "QES"]),
  /** PEM */
  certificate: z.string().min(100).max(10_000),
})

/** Usual classes of KGSt 4/2006; each house edits its own. */
export const RETENTION = {
  classes: [
    { id: "kgst-1", label: "1 Jahr", years: 1 },
    { id: "kgst-6", label: "6 Jahre", years: 6 },
    { id: "kgst-10", label: "10 Jahre", years: 10 },
    { id: "kgst-30", label: "30 Jahre", years: 30 },
    { id: "dauernd", label: "dauernd", years: null },
  ],
  vorlage: "kgst-30",
  programme: "kgst-10",
  draft: "kgst-1",
}

/** How the house handles meetings of bodies with a calendar. */
export const Sitzungsregeln = z.strictObject({
  /** a Vorlage for a meeting whose Frist is over: submitted with a warning, or refused */
  late: z.enum(["warn", "refuse"]),
  /** points of the non-public part on the public agenda: number and neutral title, or nothing */
  nonPublicTops: z.enum(["neutral", "omitted"]),
})
export type Sitzungsregeln = z.infer<typeof Sitzungsregeln>
export const SITZUNGSREGELN: Sitzungsregeln = { late: "warn", nonPublicTops: "neutral" }

export const Tenant = z.strictObject({
  version: z.literal(1),
  id: z.string().regex(/^[a-z0-9-]{2,40}$/),
  /** without its logo, which only a checked upload becomes */
  house: House.omit({ logo: true }),
  land: Land,
  /** own holidays; absent: those of the Land alone, Saturdays free */
  calendar: OwnDays.optional(),
  /** days per step for the backward planning; absent: the usual ones */
  durations: Durations.optional(),
  /** Datenschutzaufsicht, shown in the privacy notice (BfDI for a gE, the Land's for a zkT) */
  supervisor: z
    .strictObject({ name: z.string().max(200), address: z.array(z.string().max(200)).max(6) })
    .default({ name: "", address: [] }),
  /** among the papers at imagePath; `alt` is read aloud */
  logo: House.shape.logo,
  aemter: z.array(Amt).min(1),
  gremien: z.array(Gremium).min(1),
  arten: z.array(Art).min(1),
  /** own words for roles and for the programme ("AMP", "AIP") */
  labels: z.strictObject({ programme: z.string(), roles: z.partialRecord(Role, z.string()) }),
  template: ChainTemplate,
  signIn: SignIn.nullable().default(null),
  retention: z
    .strictObject({
      classes: z.array(RetentionClass).min(1).max(20),
      /** class of a Vorlage with its record, of a programme's Stände, of drafts and uploads that were never submitted */
      vorlage: Id,
      programme: Id,
      draft: Id,
    })
    .default(RETENTION),
  /** own rule for decisions in place of a body; absent: what is usual in the Land */
  dringlichkeit: Dringlichkeit.optional(),
  trust: z.array(TrustedIssuer).max(50).default([]),
  /** the usual ones when absent */
  sitzungen: Sitzungsregeln.optional(),
  /** when people are reminded of a Frist, and who hears of one that has passed; absent: the usual values */
  reminders: Reminders.optional(),
  /** null or absent: nothing of this house is public */
  publication: PublicationSettings.nullable().optional(),
  /** opaque id of the house on its public pages: given when it first publishes, and never another one */
  publicId: z
    .string()
    .regex(/^[0-9a-f]{32}$/)
    .optional(),
  /** begin of the printed verification address, "https://beschlussweg.example" */
  baseUrl: z.url(),
  head: Head,
})
export type Tenant = z.infer<typeof Tenant>
/** Settings as somebody writes them down: what has a usual value may be left out. */
export type Settings = Omit<z.input<typeof Tenant>, "head" | "version">

export const TENANT = "tenant/house/root"
