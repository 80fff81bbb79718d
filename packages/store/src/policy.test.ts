import { expect, test } from "vitest"
import { judge } from "./iam.fixture.ts"
import { type Asked, asked, MAX_POLICY, type Policy, type PolicyRole, policy } from "./policy.ts"

const tableArn = "arn:aws:dynamodb:eu-central-1:123456789012:table/beschlussweg-prod"
const TENANT = "kreis-aulenfeld"
const of = (role: PolicyRole, tenantId: string | undefined = TENANT): Policy =>
  policy(role, role === "sweep" || role === "registry" ? { tableArn } : { tableArn, tenantId })
const verdict = (role: PolicyRole, ask: Partial<Asked> & Pick<Asked, "action">) =>
  judge(of(role), tableArn, {
    index: undefined,
    leadingKeys: undefined,
    attributes: undefined,
    select: undefined,
    enclosing: undefined,
    ...ask,
  })
const get = (pk: string) => ({ action: "dynamodb:GetItem", leadingKeys: [pk] })
const inside = (action: string, ...leadingKeys: string[]) => ({
  action: `dynamodb:${action}`,
  leadingKeys,
  enclosing: "TransactWriteItems",
})
const query = (pk: string | undefined, index?: string) => ({
  action: "dynamodb:Query",
  leadingKeys: pk === undefined ? undefined : [pk],
  index,
})
const BOUND = ["api", "worker", "people"] as const

test.each(BOUND)("%s reads and writes its own tenant", (role) => {
  for (const ask of [
    get(`${TENANT}#vorlage/vl_1`),
    get(`${TENANT}#fact/vl_1`),
    query(`${TENANT}#vorlage/vl_1`),
    query(`${TENANT}#list/vorlage`, "byTenant"),
    inside("PutItem", `${TENANT}#vorlage/vl_1`),
    inside("PutItem", `${TENANT}#fact/vl_1`),
    inside("PutItem", `${TENANT}#duty/vl_1`),
    inside("DeleteItem", `${TENANT}#vorlage/vl_1`),
    inside("ConditionCheckItem", `${TENANT}#vorlage/vl_1`),
  ])
    expect(verdict(role, ask), JSON.stringify(ask)).toBe("allowed")
})

test.each(BOUND)("%s: another tenant's key, also one whose name begins alike, is refused", (role) => {
  for (const pk of [
    "stadt-brennhausen#vorlage/vl_1",
    `${TENANT}-nord#vorlage/vl_1`,
    "kreis-aulenfel#vorlage/vl_1",
    `x${TENANT}#vorlage/vl_1`,
    `${TENANT.toUpperCase()}#vorlage/vl_1`,
    "system#tenant/kreis-aulenfeld",
    "due#3",
    "",
  ]) {
    for (const ask of [get(pk), query(pk), query(pk, "byTenant"), inside("PutItem", pk), inside("DeleteItem", pk)])
      expect(verdict(role, ask), JSON.stringify(ask)).not.toBe("allowed")
    expect(verdict(role, inside("ConditionCheckItem", pk))).not.toBe("allowed")
    // One foreign key among own ones is one too many.
    expect(verdict(role, inside("PutItem", `${TENANT}#vorlage/vl_1`, pk))).not.toBe("allowed")
  }
})

test.each(BOUND)("%s: what names no key is not let through by the empty set", (role) => {
  for (const action of ["GetItem", "Query", "PutItem", "DeleteItem", "ConditionCheckItem"]) {
    const ask = { action: `dynamodb:${action}`, enclosing: "TransactWriteItems" }
    expect(verdict(role, ask), action).toBe("no allow")
    expect(verdict(role, { ...ask, leadingKeys: [] }), action).toBe("no allow")
  }
})

test.each(BOUND)(
  "%s: no Scan, no PartiQL, no batch, no update, no stream, no work on the table, whatever the role's own policy gives",
  (role) => {
    for (const action of [
      "Scan",
      "UpdateItem",
      "BatchGetItem",
      "BatchWriteItem",
      "PartiQLSelect",
      "PartiQLInsert",
      "PartiQLUpdate",
      "PartiQLDelete",
      "GetRecords",
      "DescribeTable",
      "DeleteTable",
      "UpdateTable",
      "ExportTableToPointInTime",
      "CreateBackup",
      "RestoreTableFromBackup",
      "PutResourcePolicy",
    ])
      expect(verdict(role, { action: `dynamodb:${action}`, leadingKeys: [`${TENANT}#vorlage/vl_1`] }), action).toBe(
        "denied",
      )
  },
)

test.each(BOUND)("%s: facts are put, never deleted or updated", (role) => {
  const pk = `${TENANT}#fact/vl_1`
  expect(verdict(role, inside("PutItem", pk))).toBe("allowed")
  expect(verdict(role, inside("DeleteItem", pk))).toBe("denied")
  expect(verdict(role, inside("UpdateItem", pk))).toBe("denied")
  expect(verdict(role, inside("DeleteItem", `${TENANT}#duty/vl_1`, pk))).toBe("denied")
})

test.each(BOUND)("%s: writes pass only through a transaction", (role) => {
  for (const action of ["PutItem", "DeleteItem", "ConditionCheckItem"]) {
    const ask = inside(action, `${TENANT}#vorlage/vl_1`)
    expect(verdict(role, ask), action).toBe("allowed")
    expect(verdict(role, { ...ask, enclosing: undefined }), action).toBe("no allow")
    expect(verdict(role, { ...ask, enclosing: "BatchWriteItem" }), action).toBe("no allow")
  }
})

test("the due index is the sweep's alone, and the sweep has nothing else", () => {
  for (const role of ["api", "worker", "registry", "deletion"] as const)
    for (const pk of ["due#0", `${TENANT}#vorlage/vl_1`])
      expect(verdict(role, query(pk, "due")), role).not.toBe("allowed")
  for (let shard = 0; shard < 16; shard++) expect(verdict("sweep", query(`due#${shard}`, "due"))).toBe("allowed")
  for (const ask of [
    query("due#16", "due"),
    query(undefined, "due"),
    query(`${TENANT}#vorlage/vl_1`, "due"),
    query("due#0"),
    query("due#0", "byTenant"),
    get("due#0"),
    inside("PutItem", "due#0"),
    { action: "dynamodb:Scan", index: "due" },
  ])
    expect(verdict("sweep", ask), JSON.stringify(ask)).not.toBe("allowed")
})

test("people, settings, texts and numbers are made by people: the worker reads them; only it settles duties", () => {
  for (const noun of [
    "tenant/house",
    "member/p1",
    "account/a1",
    "key/k1",
    "programme/pr_1",
    "entwurf/vl_1",
    "number/2027",
  ]) {
    const pk = `${TENANT}#${noun}`
    expect(verdict("worker", get(pk)), noun).toBe("allowed")
    expect(verdict("worker", inside("ConditionCheckItem", pk)), noun).toBe("allowed")
    expect(verdict("worker", inside("PutItem", pk)), noun).toBe("denied")
    expect(verdict("worker", inside("DeleteItem", pk)), noun).toBe("denied")
    expect(verdict("worker", inside("PutItem", `${TENANT}#vorlage/vl_1`, pk)), noun).toBe("denied")
    expect(verdict("api", inside("PutItem", pk)), noun).toBe("allowed")
  }
  // A membership that ends on a day is ended by the worker, with credentials of its own for that.
  expect(verdict("people", inside("PutItem", `${TENANT}#member/p1`))).toBe("allowed")
  expect(verdict("people", inside("DeleteItem", `${TENANT}#member/p1`))).toBe("denied")
  for (const noun of ["tenant/house", "account/a1", "key/k1", "upload/u1"])
    expect(verdict("people", inside("PutItem", `${TENANT}#${noun}`)), noun).toBe("denied")
  for (const [role, told] of [
    ["api", "denied"],
    ["worker", "allowed"],
  ] as const)
    expect(verdict(role, inside("DeleteItem", `${TENANT}#duty/vl_1`))).toBe(told)
})

test("the registry's credentials end at the registry", () => {
  expect(verdict("registry", get(`system#tenant/${TENANT}`))).toBe("allowed")
  expect(verdict("registry", query("system#registry/tenant", "byTenant"))).toBe("allowed")
  expect(verdict("registry", inside("PutItem", "system#operator/a1"))).toBe("allowed")
  expect(verdict("registry", inside("DeleteItem", "system#fact/registry"))).toBe("denied")
  for (const pk of [`${TENANT}#vorlage/vl_1`, "systemx#vorlage/vl_1"]) {
    expect(verdict("registry", get(pk))).toBe("no allow")
    expect(verdict("registry", inside("PutItem", pk))).toBe("no allow")
  }
})

test("the deletion sees keys only and drops one tenant's items only", () => {
  const scan = { action: "dynamodb:Scan", attributes: ["pk", "sk"] }
  // The manual leaves open whether AWS fills in Select when a projection is given.
  for (const select of [undefined, "SPECIFIC_ATTRIBUTES"])
    expect(verdict("deletion", { ...scan, select })).toBe("allowed")
  expect(verdict("deletion", { ...scan, select: "ALL_ATTRIBUTES" })).toBe("no allow")
  expect(verdict("deletion", { ...scan, attributes: ["pk", "sk", "value"] })).toBe("no allow")
  expect(verdict("deletion", { ...scan, attributes: undefined, select: undefined })).toBe("no allow")
  expect(verdict("deletion", { ...scan, index: "byTenant" })).toBe("no allow")
  expect(verdict("deletion", { action: "dynamodb:DeleteItem", leadingKeys: [`${TENANT}#fact/vl_1`] })).toBe("allowed")
  expect(verdict("deletion", { action: "dynamodb:DeleteItem", leadingKeys: ["stadt-brennhausen#fact/vl_1"] })).toBe(
    "no allow",
  )
  expect(verdict("deletion", { action: "dynamodb:DeleteItem" })).toBe("no allow")
  expect(verdict("deletion", get(`${TENANT}#vorlage/vl_1`))).toBe("denied")
  expect(verdict("deletion", inside("PutItem", `${TENANT}#vorlage/vl_1`))).toBe("denied")
})

test("the longest policy fits into a session, and no name can widen one", () => {
  const longest = `arn:aws-us-gov:dynamodb:ap-southeast-2:123456789012:table/${"t".repeat(60)}`
  for (const role of ["api", "worker", "people", "sweep", "registry", "deletion"] as const) {
    const tenantId = role === "sweep" || role === "registry" ? undefined : "x".repeat(40)
    expect(JSON.stringify(policy(role, { tableArn: longest, tenantId })).length, role).toBeLessThanOrEqual(MAX_POLICY)
  }
  for (const tenantId of ["*", "kreis-*", "kreis?", "$" + "{aws:username}", "a", "system", "KREIS", "", "a#b"])
    for (const role of [...BOUND, "deletion"] as const)
      expect(() => policy(role, { tableArn, tenantId }), `${role} ${tenantId}`).toThrow()
  for (const role of [...BOUND, "deletion"] as const) expect(() => policy(role, { tableArn })).toThrow("needs its id")
  expect(() => policy("sweep", { tableArn, tenantId: TENANT })).toThrow()
  expect(() => policy("registry", { tableArn, tenantId: TENANT })).toThrow()
  for (const arn of [
    "*",
    "arn:aws:dynamodb:eu-central-1:123456789012:table/*",
    `${tableArn}/index/due`,
    `${tableArn}*`,
    "",
  ])
    expect(() => policy("api", { tableArn: arn, tenantId: TENANT }), arn).toThrow("not the ARN")
})

test("what a Scan asks for are the attributes of its projection and of its filter", () => {
  const input = { TableName: "t", ProjectionExpression: "pk, sk", FilterExpression: "begins_with(pk, :begin)" }
  expect(asked("ScanCommand", input)?.[0]?.attributes).toEqual(["pk", "sk"])
  const more = { ...input, FilterExpression: "begins_with(pk, :begin) AND rev > :rev" }
  expect(asked("ScanCommand", more)?.[0]?.attributes).toContain("rev")
  expect(asked("ScanCommand", { TableName: "t" })?.[0]?.attributes).toBeUndefined()
})

test("a command whose rights are not known is not guessed at", () => {
  for (const name of [
    "ExecuteStatementCommand",
    "BatchGetItemCommand",
    "TransactGetItemsCommand",
    "ExportTableToPointInTimeCommand",
  ])
    expect(asked(name, {}), name).toBeUndefined()
})

test("the evaluator follows the manual: empty sets, negation by Deny, unknown elements", () => {
  const statement = (Condition: object) =>
    ({
      Version: "2012-10-17",
      Statement: [{ Sid: "A", Effect: "Allow", Action: ["dynamodb:*"], Resource: "*", Condition }],
    }) as Policy
  const ask = { ...get("a#b/c"), index: undefined, attributes: undefined, select: undefined, enclosing: undefined }
  const none = { ...ask, leadingKeys: undefined }
  const all = statement({ "ForAllValues:StringLike": { "dynamodb:LeadingKeys": "a#*" } })
  expect([judge(all, tableArn, ask), judge(all, tableArn, none)]).toEqual(["allowed", "allowed"])
  const any = statement({ "ForAnyValue:StringLike": { "dynamodb:LeadingKeys": ["z", "a#?/c"] } })
  expect([judge(any, tableArn, ask), judge(any, tableArn, none)]).toEqual(["allowed", "no allow"])
  expect(() => judge(statement({ Bool: { "dynamodb:Select": "true" } }), tableArn, { ...ask, select: "x" })).toThrow(
    "unknown operator",
  )
  expect(() => judge(statement({ StringEquals: { "aws:SourceIp": "x" } }), tableArn, ask)).toThrow(
    "unknown condition key",
  )
  expect(judge({ Version: "2012-10-17", Statement: [] }, tableArn, ask)).toBe("no allow")
})
