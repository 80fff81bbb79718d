/** The third lock of tenant isolation: session policies for IAM that end at a tenant's partition keys. */
import { BY_TENANT, checkTenant, DUE, DUE_SHARDS, duePartition, SYSTEM } from "./key.ts"

/**
 * Who holds the credentials. `api`, `worker` and `people` (the worker at duties that end a membership) are bound to one
 * tenant, `registry` to the registry of tenants and accounts, `deletion` to one tenant that is being deleted; `sweep`
 * reads the keys of what is due, of all tenants.
 */
export type PolicyRole = "api" | "worker" | "people" | "sweep" | "registry" | "deletion"

type Condition = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>
export interface Statement {
  readonly Sid: string
  readonly Effect: "Allow" | "Deny"
  readonly Action?: readonly string[]
  readonly NotAction?: readonly string[]
  readonly Resource: string | readonly string[]
  readonly Condition?: Condition
}
export interface Policy {
  readonly Version: "2012-10-17"
  readonly Statement: readonly Statement[]
}

/** Characters that AWS takes as session policy with AssumeRole. */
export const MAX_POLICY = 2048

const LEADING = "dynamodb:LeadingKeys"
const TABLE = /^arn:aws[a-z-]*:dynamodb:[a-z0-9-]+:\d{12}:table\/[A-Za-z0-9_.-]{3,255}$/

/**
 * Partitions (first segments of keys) of the own tenant that a role leaves alone: never puts or deletes, or never
 * deletes. Reading is not narrowed; who may read what is decided by the verbs. A duty is dropped by the commit that
 * fulfils it, so by the worker only; people, settings, texts and numbers are what people make.
 */
const HANDS_OFF: Readonly<
  Record<"api" | "worker" | "people", { readonly write: readonly string[]; readonly drop: readonly string[] }>
> = {
  api: { write: [], drop: ["duty", "tenant", "number"] },
  worker: { write: ["tenant", "member", "account", "key", "programme", "entwurf", "number"], drop: ["upload"] },
  people: { write: ["tenant", "account", "key", "programme", "entwurf", "number", "upload"], drop: ["member"] },
}

/**
 * Session policy of a role as IAM takes it, at most 2,048 characters. Index keys that a put writes are nothing IAM
 * sees (LeadingKeys names the table's own partition key only): they are the middleware's.
 * @param given.tenantId not for `sweep`; `registry` is bound to the reserved tenant by itself
 * @throws Error for an ARN that names more than one table, and for a tenant id that is none
 */
export function policy(
  role: PolicyRole,
  given: { readonly tableArn: string; readonly tenantId?: string | undefined },
): Policy {
  const { tableArn } = given
  if (!TABLE.test(tableArn)) throw new Error(`not the ARN of one table: ${JSON.stringify(tableArn)}`)
  return { Version: "2012-10-17", Statement: statements(role, tableArn, given.tenantId) }
}

/** Whose own policy it is: a function's, or that of the operator's people. It holds for every tenant. */
export type OwnRole = "api" | "worker" | "sweep" | "bounce" | "operator" | "deletion"

/**
 * What a role itself may do on the table, beside its rights elsewhere. With `bound` the rights on tenants come from
 * session credentials (`policy`), and only the registry, and for the sweep the keys of what is due, are left.
 * What holds for the nouns of a tenant does not hold for the registry, except that facts are never dropped there either.
 * @throws Error for an ARN that names more than one table
 */
export function ownPolicy(
  role: OwnRole,
  given: { readonly tableArn: string; readonly bound?: boolean | undefined },
): readonly Statement[] {
  const { tableArn: table, bound: left = false } = given
  if (!TABLE.test(table)) throw new Error(`not the ARN of one table: ${JSON.stringify(table)}`)
  if (role === "deletion") return deleting(table)
  const off =
    role === "operator" ? HANDS_OFF.api : role === "bounce" ? BOUNCE : role === "sweep" ? SWEEP : HANDS_OFF[role]
  return [
    ...everybody(left ? bound(table, SYSTEM, { write: [], drop: [] }) : bound(table, "*", off, SYSTEM)),
    ...(role === "sweep" ? everybody(sweep(table)) : []),
    never(table, "Scan", "UpdateItem", "PartiQL*", "BatchWriteItem", "BatchGetItem", "DeleteTable", "UpdateTable"),
  ]
}

/**
 * Drops what a tenant has, after having taken down what only the tenant itself can tell; what it writes stands in the
 * registry, whose own facts stay.
 */
function deleting(table: string): Statement[] {
  const [read] = bound(table, "*", { write: [], drop: [] })
  const [, write] = bound(table, SYSTEM, { write: [], drop: [] })
  if (!read || !write) throw new Error("a tenant's policy begins with Read and Write")
  return [
    ...everybody(deletion(table, "*")),
    read,
    write,
    {
      Sid: "RegistryFacts",
      Effect: "Deny",
      Action: actions("DeleteItem", "UpdateItem", "BatchWriteItem"),
      Resource: table,
      Condition: { "ForAnyValue:StringLike": { [LEADING]: `${SYSTEM}#fact/*` } },
    },
    never(table, "UpdateItem", "PartiQL*", "BatchGetItem", "DeleteTable", "UpdateTable"),
  ]
}

/** The worker's, and the end of memberships on their day. */
const SWEEP: (typeof HANDS_OFF)["api"] = {
  write: HANDS_OFF.people.write.filter((noun) => noun !== "upload"),
  drop: [...HANDS_OFF.worker.drop, ...HANDS_OFF.people.drop],
}
/** Writes down that an address takes no mails. */
const BOUNCE: (typeof HANDS_OFF)["api"] = { write: HANDS_OFF.worker.write, drop: [""] }

/** A session's policy also ends every other service; a role has rights there. */
const everybody = (given: readonly Statement[]): readonly Statement[] => given.filter((s) => s.Sid !== "NothingElse")

function never(table: string, ...names: string[]): Statement {
  return { Sid: "Never", Effect: "Deny", Action: actions(...names), Resource: [table, `${table}/*`] }
}

function statements(role: PolicyRole, table: string, tenantId: string | undefined): Statement[] {
  switch (role) {
    case "sweep":
      if (tenantId !== undefined) throw new Error("the sweep is bound to no tenant")
      return sweep(table)
    case "registry":
      if (tenantId !== undefined && tenantId !== SYSTEM) throw new Error("the registry is no tenant's")
      return bound(table, SYSTEM, { write: [], drop: [] })
    case "deletion":
      return deletion(table, own(tenantId))
    case "api":
    case "worker":
    case "people":
      return bound(table, own(tenantId), HANDS_OFF[role])
  }
}

function own(tenantId: string | undefined): string {
  if (tenantId === undefined) throw new Error("a policy of a tenant needs its id")
  checkTenant(tenantId)
  if (tenantId === SYSTEM) throw new Error("the registry is no tenant")
  return tenantId
}

/**
 * ForAllValues alone is true where a request names no key at all, so every Allow asks with Null for a key as well.
 * Writes pass only inside a transaction: the one write door uses nothing else.
 */
function bound(table: string, tenantId: string, off: (typeof HANDS_OFF)["api"], but?: string): Statement[] {
  const mine = {
    "ForAllValues:StringLike": { [LEADING]: `${tenantId}#*` },
    Null: { [LEADING]: "false" },
  }
  return [
    {
      Sid: "Read",
      Effect: "Allow",
      Action: actions("GetItem", "Query"),
      Resource: [table, `${table}/index/${BY_TENANT}`],
      Condition: mine,
    },
    {
      Sid: "Write",
      Effect: "Allow",
      Action: actions("PutItem", "DeleteItem", "ConditionCheckItem"),
      Resource: table,
      Condition: { ...mine, "ForAnyValue:StringEquals": { "dynamodb:EnclosingOperation": "TransactWriteItems" } },
    },
    denied(table, "Drop", ["DeleteItem", "UpdateItem"], but === undefined ? ["fact", ...off.drop] : ["fact"]),
    ...(but === undefined || off.drop.length === 0 ? [] : [denied(table, "DropOwn", ["DeleteItem"], off.drop, but)]),
    ...(off.write.length === 0 ? [] : [denied(table, "Write", ["PutItem", "DeleteItem"], off.write, but)]),
    nothingElse("GetItem", "Query", "PutItem", "DeleteItem", "ConditionCheckItem"),
  ]
}

/**
 * ForAnyValue: one such key in a request is enough. Any tenant's, which is shorter: `#` stands in no id and no segment.
 * @param but a tenant for which it does not hold
 */
function denied(table: string, what: string, names: string[], nouns: readonly string[], but?: string): Statement {
  return {
    Sid: `No${what}`,
    Effect: "Deny",
    Action: actions(...names),
    Resource: table,
    Condition: {
      "ForAnyValue:StringLike": { [LEADING]: nouns.map((noun) => (noun === "" ? "*" : `*#${noun}/*`)) },
      ...(but === undefined ? {} : { "ForAnyValue:StringNotLike": { [LEADING]: `${but}#*` } }),
    },
  }
}

function sweep(table: string): Statement[] {
  return [
    {
      Sid: "Due",
      Effect: "Allow",
      Action: actions("Query"),
      Resource: `${table}/index/${DUE}`,
      Condition: {
        "ForAllValues:StringEquals": {
          [LEADING]: Array.from({ length: DUE_SHARDS }, (_, shard) => duePartition(shard)),
        },
        Null: { [LEADING]: "false" },
      },
    },
    nothingElse("Query"),
  ]
}

/** A Scan names no key, so it sees keys of all tenants; that it sees nothing but keys is asked for instead. */
function deletion(table: string, tenantId: string): Statement[] {
  return [
    {
      Sid: "Keys",
      Effect: "Allow",
      Action: actions("Scan"),
      Resource: table,
      Condition: {
        "ForAllValues:StringEquals": { "dynamodb:Attributes": ["pk", "sk"] },
        Null: { "dynamodb:Attributes": "false" },
        StringEqualsIfExists: { "dynamodb:Select": "SPECIFIC_ATTRIBUTES" },
      },
    },
    {
      Sid: "Drop",
      Effect: "Allow",
      Action: actions("DeleteItem", "BatchWriteItem"),
      Resource: table,
      Condition: {
        "ForAllValues:StringLike": { [LEADING]: `${tenantId}#*` },
        Null: { [LEADING]: "false" },
      },
    },
    nothingElse("Scan", "DeleteItem", "BatchWriteItem"),
  ]
}

/** Whatever the role's own policy may give besides: PartiQL, Update, Batch, streams, the table itself. */
function nothingElse(...names: string[]): Statement {
  return { Sid: "NothingElse", Effect: "Deny", NotAction: actions(...names), Resource: "*" }
}

const actions = (...names: string[]): string[] => names.map((name) => `dynamodb:${name}`)

/** One question that IAM answers for a command; a transaction asks one per item. */
export interface Asked {
  readonly action: string
  /** the table itself, or the name of one of its indexes */
  readonly index: string | undefined
  /** partition key values; undefined where the command names none */
  readonly leadingKeys: readonly string[] | undefined
  /** attributes that are asked for by name, those of a filter included */
  readonly attributes: readonly string[] | undefined
  readonly select: string | undefined
  /** "TransactWriteItems" for what a transaction asks */
  readonly enclosing: string | undefined
}

const TRANSACT: Readonly<Record<string, string>> = {
  Put: "PutItem",
  Delete: "DeleteItem",
  Update: "UpdateItem",
  ConditionCheck: "ConditionCheckItem",
}

/** What IAM is asked about a command of this package; undefined for any other: its rights are not guessed at. */
export function asked(commandName: string, input: object): Asked[] | undefined {
  const given: Fields = { ...input }
  const none = { index: undefined, attributes: undefined, select: undefined, enclosing: undefined }
  switch (commandName) {
    case "GetItemCommand":
      return [{ ...none, action: "dynamodb:GetItem", leadingKeys: keys(given.Key) }]
    case "PutItemCommand":
      return [{ ...none, action: "dynamodb:PutItem", leadingKeys: keys(given.Item) }]
    case "UpdateItemCommand":
      return [{ ...none, action: "dynamodb:UpdateItem", leadingKeys: keys(given.Key) }]
    case "DeleteItemCommand":
      return [{ ...none, action: "dynamodb:DeleteItem", leadingKeys: keys(given.Key) }]
    case "QueryCommand":
    case "ScanCommand": {
      const index = typeof given.IndexName === "string" ? given.IndexName : undefined
      const projection = typeof given.ProjectionExpression === "string" ? given.ProjectionExpression : undefined
      return [
        {
          action: commandName === "QueryCommand" ? "dynamodb:Query" : "dynamodb:Scan",
          index,
          leadingKeys:
            commandName === "QueryCommand" ? keys({ pk: fields(given.ExpressionAttributeValues)[":pk"] }) : undefined,
          attributes: projection === undefined ? undefined : named(projection, given.FilterExpression),
          select: typeof given.Select === "string" ? given.Select : undefined,
          enclosing: undefined,
        },
      ]
    }
    case "BatchWriteItemCommand":
      return Object.values(fields(given.RequestItems)).flatMap((requests) =>
        (Array.isArray(requests) ? requests : []).map((request): Asked => {
          const { DeleteRequest, PutRequest } = fields(request)
          const key = PutRequest === undefined ? fields(DeleteRequest).Key : fields(PutRequest).Item
          return { ...none, action: "dynamodb:BatchWriteItem", leadingKeys: keys(key) }
        }),
      )
    case "TransactWriteItemsCommand":
      return (Array.isArray(given.TransactItems) ? given.TransactItems : []).flatMap((item) =>
        Object.entries(fields(item)).map(([kind, body]): Asked => {
          const action = TRANSACT[kind]
          if (action === undefined) throw new Error(`not an action of a transaction: ${kind}`)
          return {
            ...none,
            action: `dynamodb:${action}`,
            leadingKeys: keys(kind === "Put" ? fields(body).Item : fields(body).Key),
            enclosing: "TransactWriteItems",
          }
        }),
      )
    default:
      return undefined
  }
}

/** Attributes of a projection and of a filter such as "begins_with(pk, :begin)". */
function named(projection: string, filter: unknown): string[] {
  const words = `${projection} ${typeof filter === "string" ? filter : ""}`.match(/(?<![:\w])[a-z]\w*(?!\w*\()/gi)
  return [...new Set(words ?? [])]
}

type Fields = Readonly<Record<string, unknown>>
const fields = (value: unknown): Fields => (typeof value === "object" && value !== null ? { ...value } : {})
function keys(item: unknown): string[] | undefined {
  const { S } = fields(fields(item).pk)
  return typeof S === "string" ? [S] : undefined
}
