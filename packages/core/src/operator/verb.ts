/**
 * Betrieb (operator): who runs the service, and the one way to define what they may do. An OperatorCtx holds the registry
 * of tenants and can found a house; nothing of a tenant's content can be spelled with it.
 */
import { z } from "zod"
import type { Table } from "../context.ts"
import { AppError } from "../error.ts"
import { parse, retrying, type VerbDef } from "../verb.ts"
import type { Houses } from "./houses.ts"

/** `betrieb`: manages tenants. `loeschung`: asks for and confirms the deletion of a tenant, nothing else. */
export const OperatorRole = z.enum(["betrieb", "loeschung"])
export type OperatorRole = z.infer<typeof OperatorRole>
export const OPERATOR_LABEL = { betrieb: "Betrieb", loeschung: "Löschung" } as const satisfies Record<
  OperatorRole,
  string
>

export interface OperatorCtx {
  readonly operator: { readonly accountId: string; readonly roles: readonly OperatorRole[] }
  readonly registry: Table
  /** the only way from here into a house: founding it and letting its first administrators in */
  readonly houses: Houses
  /** keys of all work that is owed until then, of every tenant: where to look, never what it is about */
  due(until: Date): AsyncIterable<{ readonly tenantId: string; readonly key: string; readonly dueAt: string }>
  readonly now: () => Date
  /** new id: prefix + "_" + ULID */
  readonly id: (prefix: string) => string
  /** deletion of tenants is off unless the operator's own environment says otherwise */
  readonly deletion: "on" | "off"
}

export interface OperatorVerbDef<I extends z.ZodType> extends Omit<VerbDef<I>, "may"> {
  /** "any": whoever belongs to the operator with some function */
  readonly may: OperatorRole | "any"
  /** part of a deletion: refused where deletion is off */
  readonly deletes?: boolean
}
export interface OperatorVerb<I extends z.ZodType, O> extends OperatorVerbDef<I> {
  (ctx: OperatorCtx, input: z.input<I>): Promise<O>
}

const registry = new Map<string, OperatorVerbDef<z.ZodType>>()

/** All verbs of the operator, apart from those of the tenants: no list of one ever holds one of the other. */
export const operatorVerbs = (): readonly OperatorVerbDef<z.ZodType>[] => [...registry.values()]

/** Defines what an operator can do. Like a tenant's verb: right, input, then at most five runs over changed revisions. */
export function operatorVerb<I extends z.ZodType, O>(
  def: OperatorVerbDef<I>,
  run: (ctx: OperatorCtx, input: z.output<I>) => Promise<O>,
): OperatorVerb<I, O> {
  if (registry.has(def.name)) throw new Error(`verb ${def.name} is defined twice`)
  registry.set(def.name, def)
  const call = async (ctx: OperatorCtx, raw: z.input<I>): Promise<O> => {
    requireOperator(ctx, def)
    const input = parse(def.input, raw)
    return retrying(() => run(ctx, input))
  }
  return Object.defineProperties(call, {
    name: { value: def.name },
    may: { value: def.may },
    input: { value: def.input },
    summary: { value: def.summary },
    deletes: { value: def.deletes ?? false },
  }) as OperatorVerb<I, O>
}

/** @throws AppError forbidden "operator.role", refused "deletion.off" */
export function requireOperator(
  ctx: Pick<OperatorCtx, "operator" | "deletion">,
  def: Pick<OperatorVerbDef<z.ZodType>, "may" | "deletes">,
): void {
  const { roles } = ctx.operator
  if (def.may === "any" ? roles.length === 0 : !roles.includes(def.may)) {
    const who = def.may === "any" ? "einer Funktion" : `der Funktion „${OPERATOR_LABEL[def.may]}“`
    throw new AppError(
      "forbidden",
      "operator.role",
      `Dafür fehlt Ihnen das Recht. Es liegt bei Personen des Betriebs mit ${who}.`,
    )
  }
  if (def.deletes && ctx.deletion === "off")
    throw new AppError(
      "refused",
      "deletion.off",
      "Das Löschen von Mandanten ist ausgeschaltet. Der Betrieb schaltet es für den Einzelfall ein (BESCHLUSSWEG_LOESCHUNG=an).",
    )
}

/** Who and when of the facts of one call. */
export const stampOf = (ctx: Pick<OperatorCtx, "operator" | "now">) => ({
  at: ctx.now(),
  by: ctx.operator.accountId,
  client: "operator" as const,
})
