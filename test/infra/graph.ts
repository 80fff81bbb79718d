/** What a stage consists of, as the program says it: resources with their inputs, and the texts of all policies. */
import { z } from "zod"

export const Resource = z.object({
  type: z.string(),
  name: z.string(),
  inputs: z.record(z.string(), z.unknown()),
  provider: z.string(),
  protect: z.boolean(),
  retainOnDelete: z.boolean(),
})
export type Resource = z.infer<typeof Resource>

export interface Case {
  readonly stage: string
  readonly environment: Readonly<Record<string, string>>
  readonly edits: readonly Edit[]
}
/** A change of one source file: `from` stands in it exactly once. */
export interface Edit {
  readonly file: string
  readonly from: string
  readonly to: string
}

export const App = z.object({
  name: z.string(),
  version: z.string().optional(),
  removal: z.string().optional(),
  protect: z.boolean().optional(),
  home: z.string(),
  providers: z.record(z.string(), z.unknown()),
})
export const Graph = z.object({
  app: App,
  resources: z.array(Resource),
  packed: z.array(z.object({ function: z.string(), bundle: z.string().optional(), handler: z.string() })),
  outputs: z.record(z.string(), z.unknown()),
})
export type Graph = z.infer<typeof Graph>
export const Answer = z.union([Graph, z.object({ error: z.string() })])
export type Answer = z.infer<typeof Answer>

/** Resources of a type such as "kms/key:Key". */
export const of = (graph: Graph, type: string): Resource[] =>
  graph.resources.filter((r) => r.type === type || r.type === `aws:${type}`)

/** The one resource of a type with this logical name. @throws Error where there is none */
export function one(graph: Graph, type: string, name: string): Resource {
  const found = of(graph, type).find((r) => r.name === name)
  if (!found) throw new Error(`no ${type} called ${name}`)
  return found
}

const Text = z.union([z.string(), z.array(z.string())]).transform((v) => [v].flat())
const Principal = z.union([z.literal("*"), z.record(z.string(), Text)])
const Condition = z.record(z.string(), z.record(z.string(), z.union([z.string(), z.array(z.string())])))
export const Statement = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(["Allow", "Deny"]),
  Action: Text,
  Resource: Text.optional(),
  Principal: Principal.optional(),
  Condition: Condition.optional(),
})
export type Statement = z.infer<typeof Statement>
const Policy = z.strictObject({ Version: z.literal("2012-10-17"), Statement: z.array(Statement).min(1) })

/** @throws ZodError for a policy that is none, or has an element that the invariants do not look at */
export const policyOf = (text: unknown): Statement[] => Policy.parse(JSON.parse(z.string().parse(text))).Statement

/** The function's own value at a path of the inputs; undefined where there is none. */
export function at(resource: Resource, ...path: readonly (string | number)[]): unknown {
  let value: unknown = resource.inputs
  for (const step of path) {
    if (typeof value !== "object" || value === null) return undefined
    value = Object.entries(value).find(([key]) => key === String(step))?.[1]
  }
  return value
}
export const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])
export const text = (value: unknown): string => (typeof value === "string" ? value : "")
