/** What a stage is: its kind, how well it is protected, and what only its operator knows (names, addresses, limits). */
import { z } from "zod"

/** Everything stands here, except what CloudFront demands elsewhere. */
export const REGION = "eu-central-1"
/** Certificates and firewalls of CloudFront are taken from here only. */
export const EDGE_REGION = "us-east-1"
export const APP = "beschlussweg"
/** The platform's types, components and defaults are this version's; the suite installs exactly this one. */
export const SST_VERSION = "4.17.1"

/** Where `pnpm stage` puts the bundles of the functions, from the root of the repository. */
export const BUNDLES = "out/lambda"

/** `personal`: one developer's, may vanish. `test`: like production, with invented houses. `production`: real houses. */
export type Kind = "personal" | "test" | "production"

export interface Stage {
  readonly name: string
  readonly kind: Kind
  /** test and production: what holds data outlives a mistake, a removal included */
  readonly lasting: boolean
  /** own name of the host with the zone that holds it; without: the name that the CDN gives */
  readonly domain: { readonly host: string; readonly zoneId: string } | undefined
  /** address that mails come from; its domain has to be confirmed at SES */
  readonly mailFrom: string
  /** who hears of alarms */
  readonly alarmMail: string | undefined
  /** RFC 3161 service for timestamps */
  readonly tsa: string
  /** who may take the operator's role, each with a second factor */
  readonly operators: readonly string[]
  /** the role that may delete a house; off unless the operator says so, for as long as it takes */
  readonly deletion: boolean
  /** credentials that end at one tenant for every request (third lock) */
  readonly tenantCredentials: boolean
  /** days that technical logs are kept */
  readonly logDays: number
  /** requests of one address in five minutes, all paths; a town hall stands behind one address */
  readonly requestsPerAddress: number
  /** requests per second that the API takes in all, and how many at once above that */
  readonly rate: { readonly steady: number; readonly burst: number }
  /**
   * Lambda instances at a time, so that none takes what the others need; undefined: as many as the account has. Only in
   * production: they are set aside from the account's, and a new account has ten.
   */
  readonly concurrency: Readonly<Record<"api" | "worker" | "sweep" | "bounce", number>> | undefined
  /** euros are billed in dollars: alarm at 80 % and at what is foreseen */
  readonly dollarsPerMonth: number
}

const NAME = /^[a-z][a-z0-9]{1,15}$/
const Given = z.object({
  BESCHLUSSWEG_HOST: z
    .string()
    .regex(/^[a-z0-9.-]+\.[a-z]{2,}$/)
    .optional(),
  BESCHLUSSWEG_ZONE: z
    .string()
    .regex(/^Z[A-Z0-9]+$/)
    .optional(),
  BESCHLUSSWEG_MAIL_FROM: z.email().optional(),
  BESCHLUSSWEG_ALARM_MAIL: z.email().optional(),
  BESCHLUSSWEG_TSA: z.url({ protocol: /^https?$/ }).optional(),
  BESCHLUSSWEG_OPERATORS: z
    .string()
    .regex(/^arn:aws:iam::\d{12}:(user|role)\/[\w+=.@/-]+(,arn:aws:iam::\d{12}:(user|role)\/[\w+=.@/-]+)*$/)
    .optional(),
  BESCHLUSSWEG_LOESCHUNG: z.enum(["an", "aus"]).optional(),
  BESCHLUSSWEG_MANDANTENRECHTE: z.enum(["an", "aus"]).optional(),
  BESCHLUSSWEG_DOLLAR: z
    .string()
    .regex(/^[1-9]\d{0,5}$/)
    .optional(),
})
type Environment = Readonly<Record<string, string | undefined>>

/** What production cannot do without, beside what no stage can. */
const NEEDED = ["BESCHLUSSWEG_HOST", "BESCHLUSSWEG_ZONE", "BESCHLUSSWEG_ALARM_MAIL", "BESCHLUSSWEG_OPERATORS"] as const

/**
 * A stage by its name ("production", "test", anything else is somebody's own) and the operator's settings.
 * @throws Error in one German line that names what is missing or wrong
 */
export function stageOf(name: string, environment: Environment): Stage {
  if (!NAME.test(name)) throw new Error(`Der Name der Stufe passt nicht (a-z, 0-9, höchstens 16 Zeichen): ${name}`)
  const parsed = Given.safeParse(Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== "")))
  if (!parsed.success)
    throw new Error(`Diese Einstellung ist keine: ${parsed.error.issues.map((i) => i.path.join(".")).join(", ")}`)
  const given = parsed.data
  const kind: Kind = name === "production" || name === "test" ? name : "personal"
  const { BESCHLUSSWEG_MAIL_FROM: mailFrom, BESCHLUSSWEG_TSA: tsa } = given
  const missing: string[] = kind === "production" ? NEEDED.filter((key) => given[key] === undefined) : []
  if (mailFrom === undefined) missing.push("BESCHLUSSWEG_MAIL_FROM")
  if (tsa === undefined) missing.push("BESCHLUSSWEG_TSA")
  if (missing.length > 0 || mailFrom === undefined || tsa === undefined)
    throw new Error(`Für ${name} fehlt: ${missing.join(", ")}. Bitte in die Umgebung setzen.`)
  const { BESCHLUSSWEG_HOST: host, BESCHLUSSWEG_ZONE: zoneId } = given
  if ((host === undefined) !== (zoneId === undefined))
    throw new Error("BESCHLUSSWEG_HOST und BESCHLUSSWEG_ZONE gehören zusammen.")
  const production = kind === "production"
  return {
    name,
    kind,
    lasting: kind !== "personal",
    domain: host === undefined || zoneId === undefined ? undefined : { host, zoneId },
    mailFrom,
    alarmMail: given.BESCHLUSSWEG_ALARM_MAIL,
    tsa,
    operators: given.BESCHLUSSWEG_OPERATORS?.split(",") ?? [],
    deletion: given.BESCHLUSSWEG_LOESCHUNG === "an",
    tenantCredentials: given.BESCHLUSSWEG_MANDANTENRECHTE === "an",
    logDays: production ? 90 : 14,
    requestsPerAddress: 6000,
    rate: production ? { steady: 400, burst: 800 } : { steady: 50, burst: 100 },
    concurrency: production ? { api: 300, worker: 100, sweep: 5, bounce: 5 } : undefined,
    dollarsPerMonth: Number(given.BESCHLUSSWEG_DOLLAR ?? (production ? "600" : "50")),
  }
}

/** Prefix of everything that has a name of its own, and of what a policy names by pattern. */
export const prefix = (stage: Stage): string => `${APP}-${stage.name}`

/** Path of the stage's parameters, with a slash at both ends. */
export const parameters = (stage: Stage): string => `/${APP}/${stage.name}/`
