/** Who may do what: roles, their trust, their statements. */
import { isDeepStrictEqual } from "node:util"
import { anchorAlias, issuerAlias } from "@beschlussweg/store/kms"
import { type Graph, of, one, policyOf, text } from "../graph.ts"
import { allowing, could, FUNCTIONS, inside, refusing, rights, roles, verdict } from "../right.ts"
import { findings, type Invariant } from "./invariant.ts"

const ANY_KEY = "arn:aws:kms:eu-central-1:123456789012:key/0000"
const ANCHOR = "arn:aws:kms:eu-central-1:123456789012:key/AnchorKey"
const role = (name: string) => `${name}Role`
const paper = (g: Graph) => `arn:aws:s3:::${text(one(g, "s3/bucket:Bucket", "Papers").inputs.bucket)}/kreis/x`

/** Every text in the graph that is a policy. */
const POLICIES: readonly (readonly [type: string, input: string])[] = [
  ["iam/role:Role", "assumeRolePolicy"],
  ["iam/rolePolicy:RolePolicy", "policy"],
  ["s3/bucketPolicy:BucketPolicy", "policy"],
  ["sns/topicPolicy:TopicPolicy", "policy"],
  ["sqs/queuePolicy:QueuePolicy", "policy"],
  ["kms/key:Key", "policy"],
]

export const right: readonly Invariant[] = [
  {
    name: "every policy is whole: nothing in it is undefined",
    wrong: (g) => {
      const { say, all } = findings()
      for (const [type, input] of POLICIES)
        for (const resource of of(g, type)) {
          const policy = resource.inputs[input]
          const name = `${resource.name} ${input}`
          if (typeof policy !== "string") {
            all.push(`${name}: none`)
            continue
          }
          say(!/undefined|\[object|null|Calling \[toString\]/.test(policy), `${name}: ${policy}`)
          for (const s of policyOf(policy)) {
            say(s.Action.length > 0 && s.Action.every((a) => a !== ""), `${name}: no action`)
            say(
              input === "assumeRolePolicy" || (s.Resource ?? []).every((r) => r === "*" || r.startsWith("arn:aws:")),
              `${name}: ${JSON.stringify(s.Resource)}`,
            )
            say(input === "assumeRolePolicy" || (s.Resource ?? []).length > 0, `${name}: on nothing`)
          }
        }
      for (const name of FUNCTIONS) say(rights(g, role(name)).length > 3, `${name} has no rights`)
      return all
    },
  },
  {
    name: "a function's role trusts Lambda only",
    wrong: (g) =>
      FUNCTIONS.filter((name) => {
        const trust = policyOf(one(g, "iam/role:Role", role(name)).inputs.assumeRolePolicy)
        return !isDeepStrictEqual(
          trust.map(({ Principal, Action }) => [Principal, Action]),
          [[{ Service: ["lambda.amazonaws.com"] }, ["sts:AssumeRole"]]],
        )
      }),
  },
  {
    name: "no role trusts a whole account; a person's role asks for a second factor",
    wrong: (g) => {
      const { say, all } = findings()
      for (const r of roles(g))
        for (const s of policyOf(r.inputs.assumeRolePolicy)) {
          const who = typeof s.Principal === "object" ? (s.Principal.AWS ?? []) : ["*"]
          say(
            who.every((arn) => /^arn:aws:iam::\d{12}:(user|role)\//.test(arn)),
            `${r.name}: ${who.join()}`,
          )
          const people = /^(Operator|Deletion)Role$/.test(r.name)
          say(!people || s.Condition?.Bool?.["aws:MultiFactorAuthPresent"] === "true", `${r.name}: one factor`)
          say(
            !people || Number(s.Condition?.NumericLessThan?.["aws:MultiFactorAuthAge"]) <= 3600,
            `${r.name}: old factor`,
          )
        }
      return all
    },
  },
  {
    name: "every function has a role of its own, and no role more than its one policy",
    wrong: (g) => {
      const { say, all } = findings()
      const used = of(g, "lambda/function:Function").map((f) => text(f.inputs.role))
      say(new Set(used).size === used.length, "a shared role")
      for (const r of roles(g)) {
        say(
          r.inputs.managedPolicyArns === undefined && r.inputs.inlinePolicies === undefined,
          `${r.name}: more policies`,
        )
        say(
          of(g, "iam/rolePolicy:RolePolicy").filter((p) => p.inputs.role === r.inputs.name).length === 1,
          `${r.name}: not one policy`,
        )
      }
      say(of(g, "iam/rolePolicyAttachment:RolePolicyAttachment").length === 0, "an attached policy")
      return all
    },
  },
  {
    name: "no right is a wildcard; only what names no resource is given on all",
    wrong: (g) => {
      const { say, all } = findings()
      // These two know no resource: which streams there are, and a key that does not exist yet.
      const free = ["dynamodb:ListStreams", "kms:CreateKey"]
      for (const r of roles(g))
        for (const s of rights(g, r.name).filter((x) => x.Effect === "Allow")) {
          for (const action of s.Action) say(!action.includes("*"), `${r.name}: ${action}`)
          for (const on of s.Resource ?? [])
            say(on !== "*" || s.Action.every((a) => free.includes(a)), `${r.name}: ${s.Action.join()} on everything`)
        }
      return all
    },
  },
  {
    name: "API, bounce and operator sign nothing; only worker and sweep send mails",
    wrong: (g) => {
      const { say, all } = findings()
      for (const r of roles(g)) {
        const own = rights(g, r.name)
        const working = r.name === "WorkerRole" || r.name === "SweepRole"
        for (const key of [ANY_KEY, ANCHOR])
          say(could(own, "kms:Sign", key) === working, `${r.name}: kms:Sign on ${key}`)
        say(working || allowing(own, "ses:SendRawEmail").length === 0, `${r.name}: mail`)
        say(working || allowing(own, "ses:SendEmail").length === 0, `${r.name}: mail`)
      }
      return all
    },
  },
  {
    name: "a tenant's key signs by its tags, a digest, with one algorithm",
    wrong: (g, stage) => {
      const { say, all } = findings()
      for (const name of ["Worker", "Sweep"])
        for (const s of allowing(rights(g, role(name)), "kms:Sign")) {
          const given = s.Condition?.StringEquals ?? {}
          say(given["kms:MessageType"] === "DIGEST", `${name}: ${s.Sid}: whole messages`)
          say(given["kms:SigningAlgorithm"] === "ECDSA_SHA_256", `${name}: ${s.Sid}: any algorithm`)
          if (isDeepStrictEqual(s.Resource, [ANCHOR])) continue
          say(given["aws:ResourceTag/beschlussweg:stage"] === stage, `${name}: ${s.Sid}: any stage`)
          say(given["aws:ResourceTag/beschlussweg:purpose"] === "issuer", `${name}: ${s.Sid}: any purpose`)
        }
      return all
    },
  },
  {
    name: "no function makes, tags, names, changes or deletes a key",
    wrong: (g) => {
      const { say, all } = findings()
      const never = [
        ...["CreateKey", "CreateAlias", "UpdateAlias", "DeleteAlias", "TagResource", "UntagResource", "PutKeyPolicy"],
        ...["ScheduleKeyDeletion", "DisableKey", "EnableKey", "CreateGrant", "ImportKeyMaterial", "RetireGrant"],
      ]
      for (const name of FUNCTIONS)
        for (const action of never)
          for (const key of [ANY_KEY, ANCHOR, "*"])
            say(!could(rights(g, role(name)), `kms:${action}`, key), `${name}: ${action}`)
      return all
    },
  },
  {
    name: "the operator makes a key only with the tags by which the worker may sign, and deletes none",
    wrong: (g, stage) => {
      if (stage !== "production") return []
      const { say, all } = findings()
      const own = rights(g, "OperatorRole")
      for (const action of ["kms:CreateKey", "kms:TagResource"])
        for (const s of allowing(own, action)) {
          say(s.Condition?.StringEquals?.["aws:RequestTag/beschlussweg:stage"] === stage, `${action}: any stage`)
          say(s.Condition?.StringEquals?.["aws:RequestTag/beschlussweg:purpose"] === "issuer", `${action}: any purpose`)
          say(s.Condition?.Null?.["aws:RequestTag/beschlussweg:tenant"] === "false", `${action}: no tenant`)
        }
      say(
        allowing(own, "kms:CreateKey").every((s) => s.Condition?.StringEquals?.["kms:KeySpec"] === "ECC_NIST_P256"),
        "any kind of key",
      )
      say(allowing(own, "kms:CreateKey").length === 1, "no key can be made")
      say(
        allowing(own, "kms:GetPublicKey").some((s) => isDeepStrictEqual(s.Resource, [ANCHOR])),
        "the anchor's key cannot be certified",
      )
      for (const action of ["kms:ScheduleKeyDeletion", "kms:PutKeyPolicy", "kms:UntagResource", "kms:DisableKey"])
        say(allowing(own, action).length === 0, action)
      return all
    },
  },
  {
    name: "no house can be called so that its key takes the name of one of the stage's own",
    wrong: (g, stage) => {
      const { say, all } = findings()
      const names = of(g, "kms/alias:Alias").map(({ inputs }) => text(inputs.name))
      say(names.length === 2 && names.includes(anchorAlias(stage)), `names: ${names.join()}`)
      for (const name of names) say(!name.startsWith(issuerAlias(stage, "")), name)
      return all
    },
  },
  {
    name: "facts are neither changed nor deleted by any role, and nothing is updated in place",
    wrong: (g) => {
      const { say, all } = findings()
      for (const r of roles(g).filter((x) => x.name !== "DeletionRole")) {
        const own = rights(g, r.name)
        say(allowing(own, "dynamodb:UpdateItem").length === 0, `${r.name}: UpdateItem`)
        say(refusing(own, "dynamodb:UpdateItem"), `${r.name}: UpdateItem is not refused`)
        for (const key of ["kreis#fact/vl_1", "system#fact/registry"])
          for (const action of ["DeleteItem", "UpdateItem"]) {
            say(verdict(g, r.name, inside(action, key)) !== "allowed", `${r.name}: ${action} ${key}`)
            say(
              verdict(g, r.name, { action: `dynamodb:${action}`, leadingKeys: [key] }) !== "allowed",
              `${r.name}: ${action} ${key} alone`,
            )
          }
        for (const action of [
          "UpdateItem",
          "BatchWriteItem",
          "PartiQLUpdate",
          "PartiQLInsert",
          "PartiQLDelete",
          "PartiQLSelect",
        ])
          for (const ask of [inside(action, "kreis#vorlage/vl_1"), { action: `dynamodb:${action}` }])
            say(verdict(g, r.name, ask) !== "allowed", `${r.name}: ${action}`)
        say(
          verdict(g, r.name, { action: "dynamodb:PutItem", leadingKeys: ["kreis#fact/vl_1"] }) !== "allowed",
          `${r.name}: a fact outside a transaction`,
        )
      }
      return all
    },
  },
  {
    name: "the worker changes no membership, no settings, no account, no key and no text",
    wrong: (g) => {
      const { say, all } = findings()
      for (const noun of [
        "member/p1",
        "tenant/house",
        "account/a1",
        "key/k1",
        "programme/pr_1",
        "entwurf/vl_1",
        "number/2027",
      ])
        for (const action of ["PutItem", "DeleteItem"]) {
          const ask = inside(action, `kreis#${noun}`)
          say(verdict(g, "WorkerRole", ask) !== "allowed", `worker: ${action} ${noun}`)
          say(verdict(g, "BounceRole", ask) !== "allowed", `bounce: ${action} ${noun}`)
          const ends = noun === "member/p1" && action === "PutItem"
          say((verdict(g, "SweepRole", ask) === "allowed") === ends, `sweep: ${action} ${noun}`)
        }
      return all
    },
  },
  {
    name: "only the sweep asks for what is due",
    wrong: (g) => {
      const { say, all } = findings()
      const ask = { action: "dynamodb:Query", index: "due", leadingKeys: ["due#3"] }
      for (const r of roles(g))
        say((verdict(g, r.name, ask) === "allowed") === (r.name === "SweepRole"), `${r.name}: due`)
      say(
        verdict(g, "SweepRole", { ...ask, leadingKeys: ["kreis#vorlage/vl_1"] }) !== "allowed",
        "the sweep: another key of due",
      )
      return all
    },
  },
  {
    name: "nothing may Scan",
    wrong: (g) => {
      const { say, all } = findings()
      for (const r of roles(g).filter((x) => x.name !== "DeletionRole")) {
        const own = rights(g, r.name)
        say(allowing(own, "dynamodb:Scan").length === 0, `${r.name}: Scan`)
        say(refusing(own, "dynamodb:Scan"), `${r.name}: Scan is not refused`)
      }
      return all
    },
  },
  {
    name: "the role that deletes is off unless the operator says otherwise",
    wrong: (g) => (roles(g).some((r) => r.name === "DeletionRole") ? ["a deletion role"] : []),
  },
  {
    name: "every role can do its work on the table",
    wrong: (g) => {
      const { say, all } = findings()
      const does = (name: string, ask: Parameters<typeof verdict>[2]) =>
        say(verdict(g, name, ask) === "allowed", `${name}: ${ask.action} ${ask.leadingKeys}`)
      for (const name of FUNCTIONS.map(role)) {
        does(name, { action: "dynamodb:GetItem", leadingKeys: ["kreis#vorlage/vl_1"] })
        does(name, { action: "dynamodb:Query", leadingKeys: ["kreis#list/vorlage"], index: "byTenant" })
        does(name, { action: "dynamodb:GetItem", leadingKeys: ["system#tenant/kreis"] })
        does(name, inside("PutItem", "kreis#mail/p1"))
        does(name, inside("ConditionCheckItem", "kreis#member/p1"))
      }
      for (const name of ["ApiRole", "WorkerRole", "SweepRole"]) {
        does(name, inside("PutItem", "kreis#fact/vl_1"))
        does(name, inside("PutItem", "kreis#duty/vl_1"))
        does(name, inside("DeleteItem", "kreis#task/t1"))
        does(name, inside("PutItem", "system#account/a1"))
      }
      for (const name of ["WorkerRole", "SweepRole"]) {
        does(name, inside("DeleteItem", "kreis#duty/vl_1"))
        does(name, inside("DeleteItem", "system#duty/tenant-kreis"))
      }
      return all
    },
  },
  {
    name: "no function removes a paper, shortens its retention or changes a bucket",
    wrong: (g) => {
      const { say, all } = findings()
      const never = [
        ...["DeleteObject", "DeleteObjectVersion", "BypassGovernanceRetention", "PutObjectLegalHold", "PutObjectAcl"],
        ...["PutBucketPolicy", "PutLifecycleConfiguration", "PutBucketObjectLockConfiguration", "DeleteBucket"],
      ]
      for (const name of [...FUNCTIONS.map(role), "OperatorRole"].filter((n) => roles(g).some((r) => r.name === n)))
        for (const action of never)
          for (const on of [paper(g), paper(g).replace("/kreis/x", "")])
            say(!could(rights(g, name), `s3:${action}`, on), `${name}: ${action}`)
      return all
    },
  },
  {
    name: "the data key is used by way of table, files and parameters only",
    wrong: (g) => {
      const { say, all } = findings()
      for (const r of roles(g))
        for (const s of allowing(rights(g, r.name), "kms:Decrypt")) {
          const via = [s.Condition?.StringEquals?.["kms:ViaService"] ?? []].flat()
          say(
            via.length > 0 && via.every((v) => /^(dynamodb|s3|ssm)\.eu-central-1\.amazonaws\.com$/.test(v)),
            `${r.name}: ${via.join() || "by hand"}`,
          )
        }
      return all
    },
  },
  {
    name: "parameters of this stage only; mails from our own address only",
    wrong: (g, stage) => {
      const { say, all } = findings()
      for (const r of roles(g)) {
        const own = rights(g, r.name)
        for (const action of ["ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath"])
          for (const on of ["test", "production", "other"])
            say(
              stage === on ||
                !could(own, action, `arn:aws:ssm:eu-central-1:123456789012:parameter/beschlussweg/${on}/link`),
              `${r.name}: parameters of ${on}`,
            )
        say(!could(own, "ssm:PutParameter", "*"), `${r.name}: writes parameters`)
        for (const s of allowing(own, "ses:SendRawEmail"))
          say(
            s.Condition?.StringEquals?.["ses:FromAddress"] === "post@beschlussweg.example.org",
            `${r.name}: any address`,
          )
      }
      return all
    },
  },
]
