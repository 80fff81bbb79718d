/** A verb is a value: name, who may, input schema, run. HTTP, command line, worker and tests call the same one. */
import type { z } from "zod"
import { type Ctx, RevConflict } from "./context.ts"
import { dayOf } from "./day.ts"
import { AppError, notFound } from "./error.ts"
import { UNKNOWN_ID } from "./id.ts"
import { type Action, holding, require } from "./role.ts"

export interface VerbDef<I extends z.ZodType> {
  /** "vorlage.decide" */
  readonly name: string
  readonly may: Action
  readonly input: I
  /** one German sentence for the API's pages */
  readonly summary: string
}
export interface Verb<C extends Ctx, I extends z.ZodType, O> extends VerbDef<I> {
  (ctx: C, input: z.input<I>): Promise<O>
}

const registry = new Map<string, VerbDef<z.ZodType>>()

/** All verbs that were defined so far: what the isolation test and the API's description walk over. */
export const verbs = (): readonly VerbDef<z.ZodType>[] => [...registry.values()]

const ATTEMPTS = 5

/**
 * Defines a verb. A changed revision makes it load and run again (five times at most); whether the fresh state still
 * allows the wish is decided by `run` itself. A refusal that only the fresh state gives is a conflict: somebody was faster.
 */
export function verb<I extends z.ZodType, O, C extends Ctx = Ctx>(
  def: VerbDef<I>,
  run: (ctx: C, input: z.output<I>) => Promise<O>,
): Verb<C, I, O> {
  if (registry.has(def.name)) throw new Error(`verb ${def.name} is defined twice`)
  registry.set(def.name, def)
  const call = async (ctx: C, raw: z.input<I>): Promise<O> => {
    require(holding(ctx.actor.functions, dayOf(ctx.now())), def.may, ctx.actor.scopes)
    const input = parse(def.input, raw)
    return retrying(() => run(ctx, input))
  }
  // Function.name is read-only on the function itself, so it is defined instead of assigned.
  return Object.defineProperties(call, {
    name: { value: def.name },
    may: { value: def.may },
    input: { value: def.input },
    summary: { value: def.summary },
  }) as Verb<C, I, O>
}

/** Runs again what met a changed revision, five times at most; a refusal that only the fresh state gives is a conflict. */
export async function retrying<O>(run: () => Promise<O>): Promise<O> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await run()
    } catch (error) {
      if (!(error instanceof RevConflict)) throw attempt > 1 ? overtaken(error) : error
      if (attempt >= ATTEMPTS)
        throw new AppError(
          "conflict",
          "busy",
          "Hier arbeiten gerade mehrere Personen gleichzeitig. Bitte versuchen Sie es noch einmal.",
        )
    }
  }
}

/**
 * What signs needs a person, and a sign-in that is not too old (a setting of the house).
 * @throws AppError forbidden "key.signs", unauthenticated "session.stale"
 */
export function requireFresh(ctx: Pick<Ctx, "proof" | "now">): void {
  const { proof } = ctx
  if (proof.kind === "local") return
  if (proof.kind === "key")
    throw new AppError("forbidden", "key.signs", "Zeichnen, mitzeichnen und Stellung nehmen können nur Menschen.")
  if (ctx.now().getTime() - proof.at.getTime() <= proof.freshMinutes * 60_000) return
  throw new AppError(
    "unauthenticated",
    "session.stale",
    `Ihre Anmeldung liegt länger als ${proof.freshMinutes} Minuten zurück. Bitte melden Sie sich für die Zeichnung noch einmal an.`,
  )
}

function overtaken(error: unknown): unknown {
  if (!(error instanceof AppError) || (error.code !== "refused" && error.code !== "forbidden")) return error
  const message = `Inzwischen hat jemand anderes gehandelt. ${error.message}`
  return new AppError("conflict", error.reason, message, error.findings)
}

/** Parses input or throws AppError("input") with one finding per wrong field, in German. */
export function parse<I extends z.ZodType>(schema: I, raw: unknown): z.output<I> {
  const result = parsed(schema, raw)
  if (result.success) return result.data
  if (result.error.issues.some((issue) => issue.message === UNKNOWN_ID)) throw notFound()
  throw new AppError(
    "input",
    "input.invalid",
    "Einige Angaben fehlen oder haben nicht die erwartete Form.",
    result.error.issues.map((issue) => ({
      reason: `input.${issue.code}`,
      place: issue.path.join("."),
      message: wording(issue),
    })),
  )
}

function parsed<I extends z.ZodType>(schema: I, raw: unknown): z.ZodSafeParseResult<z.output<I>> {
  try {
    return schema.safeParse(raw)
  } catch (error) {
    // Conditions and texts may stand in one another, but nobody needs thousands of them.
    if (!(error instanceof RangeError)) throw error
    throw new AppError("input", "input.deep", "Diese Angaben sind zu tief ineinander geschachtelt.")
  }
}

function wording(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return "Diese Angabe fehlt oder hat die falsche Art."
    case "too_small":
      return `Zu kurz oder zu klein (mindestens ${issue.minimum}).`
    case "too_big":
      return `Zu lang oder zu groß (höchstens ${issue.maximum}).`
    case "invalid_format":
      return "Diese Angabe hat nicht die erwartete Form."
    case "unrecognized_keys":
      return `Unbekannte Angabe: ${issue.keys.join(", ")}.`
    case "invalid_value":
      return `Erlaubt sind: ${issue.values.map(String).join(", ")}.`
    default:
      return "Diese Angabe ist nicht gültig."
  }
}
