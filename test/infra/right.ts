/** What a role may do, judged from the policies of the graph. */
import { judge, type Verdict } from "@beschlussweg/store/iam.fixture"
import type { Asked } from "@beschlussweg/store/policy"
import { type Graph, of, policyOf, type Resource, type Statement, text } from "./graph.ts"

export const FUNCTIONS = ["Api", "Worker", "Sweep", "Bounce"] as const
export type FunctionName = (typeof FUNCTIONS)[number]

/** Every role with its logical name, such as "ApiRole". */
export const roles = (graph: Graph): Resource[] => of(graph, "iam/role:Role")

/** All statements of a role's policies. @throws Error for a role that is not there */
export function rights(graph: Graph, logical: string): Statement[] {
  const role = roles(graph).find((r) => r.name === logical)
  if (!role) throw new Error(`no role ${logical}`)
  return of(graph, "iam/rolePolicy:RolePolicy")
    .filter((p) => p.inputs.role === role.inputs.name)
    .flatMap((p) => policyOf(p.inputs.policy))
}

const like = (pattern: string, value: string): boolean =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, "\\$&")
      .replaceAll("*", ".*")
      .replaceAll("?", ".")}$`,
    "i",
  ).test(value)

/** Allow statements that cover an action, whatever their conditions and resources. */
export const allowing = (statements: readonly Statement[], action: string): Statement[] =>
  statements.filter((s) => s.Effect === "Allow" && s.Action.some((a) => like(a, action)))

/** Whether an action is refused without any condition, whatever else is granted. */
export const refusing = (statements: readonly Statement[], action: string): boolean =>
  statements.some((s) => s.Effect === "Deny" && s.Condition === undefined && s.Action.includes(action))

/** Whether an action on a resource could be allowed: conditions are taken to hold, so the answer errs to yes. */
export function could(statements: readonly Statement[], action: string, resource: string): boolean {
  const on = (s: Statement) => (s.Resource ?? []).some((r) => like(r, resource))
  const denied = statements.some(
    (s) => s.Effect === "Deny" && s.Condition === undefined && s.Action.some((a) => like(a, action)) && on(s),
  )
  return !denied && allowing(statements, action).some(on)
}

export const TABLE = (graph: Graph): string =>
  `arn:aws:dynamodb:eu-central-1:123456789012:table/${text(of(graph, "dynamodb/table:Table")[0]?.inputs.name)}`

/** How DynamoDB would answer the role, by the evaluator of the store's own policies. */
export function verdict(graph: Graph, logical: string, ask: Partial<Asked> & Pick<Asked, "action">): Verdict {
  const statements = rights(graph, logical).map((s, i) => ({
    ...s,
    Sid: s.Sid ?? String(i),
    Resource: s.Resource ?? [],
  }))
  return judge({ Version: "2012-10-17", Statement: statements.map(({ Principal: _, ...s }) => s) }, TABLE(graph), {
    index: undefined,
    leadingKeys: undefined,
    attributes: undefined,
    select: undefined,
    enclosing: undefined,
    ...ask,
  })
}

export const inside = (action: string, key: string): Asked => ({
  action: `dynamodb:${action}`,
  leadingKeys: [key],
  enclosing: "TransactWriteItems",
  index: undefined,
  attributes: undefined,
  select: undefined,
})
