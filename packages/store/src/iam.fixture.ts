/** How AWS judges a request by a policy, as far as our policies go: an explicit Deny, then an Allow, else no. */
import type { Asked, Policy, Statement } from "./policy.ts"

export type Verdict = "allowed" | "denied" | "no allow"

/** The condition keys that DynamoDB fills in for a request. An absent one is undefined. */
type Context = Readonly<Record<string, readonly string[] | undefined>>

/** @throws Error for an element of a policy that this evaluator does not know: it must not guess */
export function judge(policy: Policy, tableArn: string, asked: Asked): Verdict {
  const resource = asked.index === undefined ? tableArn : `${tableArn}/index/${asked.index}`
  const context: Context = {
    "dynamodb:LeadingKeys": asked.leadingKeys,
    "dynamodb:Attributes": asked.attributes,
    "dynamodb:Select": asked.select === undefined ? undefined : [asked.select],
    "dynamodb:EnclosingOperation": asked.enclosing === undefined ? undefined : [asked.enclosing],
  }
  const hits = policy.Statement.filter((s) => covers(s, asked.action, resource) && holds(s, context))
  if (hits.some((s) => s.Effect === "Deny")) return "denied"
  return hits.some((s) => s.Effect === "Allow") ? "allowed" : "no allow"
}

const KNOWN = new Set(["Sid", "Effect", "Action", "NotAction", "Resource", "Condition"])

function covers(statement: Statement, action: string, resource: string): boolean {
  for (const name of Object.keys(statement)) if (!KNOWN.has(name)) throw new Error(`unknown element ${name}`)
  const { Action, NotAction, Resource } = statement
  if ((Action === undefined) === (NotAction === undefined)) throw new Error("either Action or NotAction")
  // Names of actions are compared without case, ARNs with it.
  const named = (Action ?? NotAction ?? []).some((a) => like(a.toLowerCase(), action.toLowerCase()))
  return named === (Action !== undefined) && [Resource].flat().some((r) => like(r, resource))
}

function holds({ Condition = {} }: Statement, context: Context): boolean {
  return Object.entries(Condition).every(([operator, keys]) =>
    Object.entries(keys).every(([key, given]) => {
      if (!(key in context)) throw new Error(`unknown condition key ${key}`)
      return condition(operator, context[key] ?? [], [given].flat())
    }),
  )
}

/**
 * One operator on one key, as the manual of IAM says: values of a policy are joined by OR; ForAllValues is true for a
 * key that is absent, as is ...IfExists; ForAnyValue and the plain operators are false for it.
 */
function condition(operator: string, request: readonly string[], policy: readonly string[]): boolean {
  if (operator === "Null") return policy.some((p) => (p === "true") === (request.length === 0))
  const [, set, plain = "", ifExists] = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(operator) ?? []
  if (ifExists !== undefined && request.length === 0) return true
  const one = (value: string): boolean => {
    if (plain === "StringEquals") return policy.includes(value)
    if (plain === "StringLike") return policy.some((p) => like(p, value))
    if (plain === "StringNotLike") return !policy.some((p) => like(p, value))
    throw new Error(`unknown operator ${operator}`)
  }
  if (set === "ForAllValues") return request.every(one)
  if (set === undefined && request.length > 1) throw new Error("a plain operator on a key with several values")
  return request.some(one)
}

/** `*` is any run of characters, `?` a single one; nothing else is special. */
function like(pattern: string, value: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", "[\\s\\S]*")
    .replaceAll("?", "[\\s\\S]")
  return new RegExp(`^${source}$`).test(value)
}
