/** What lies where, and what happens to it: table, buckets, keys. */
import { isDeepStrictEqual } from "node:util"
import { at, type Graph, list, of, one, policyOf, type Resource, type Statement, text } from "../graph.ts"
import { findings, type Invariant } from "./invariant.ts"

const table = (g: Graph): Resource => one(g, "dynamodb/table:Table", "Table")
const bucket = (g: Graph, name: string): Resource => one(g, "s3/bucket:Bucket", name)
const HELD = ["Papers", "Drafts"] as const
const ALL = ["Papers", "Drafts", "Web"] as const
const DATA_KEY = "arn:aws:kms:eu-central-1:123456789012:key/DataKey"

/** Settings of a bucket that are resources of their own. */
const about = (g: Graph, type: string, name: string): Resource[] =>
  of(g, `s3/${type}`).filter((r) => r.inputs.bucket === bucket(g, name).inputs.bucket)
const policy = (g: Graph, name: string): Statement[] =>
  about(g, "bucketPolicy:BucketPolicy", name).flatMap((p) => policyOf(p.inputs.policy))
const denies = (s: Statement, action: string) => s.Effect === "Deny" && s.Principal === "*" && s.Action.includes(action)

export const data: readonly Invariant[] = [
  {
    name: "the table can be put back to any second of 35 days",
    wrong: (g) => {
      const { say, all } = findings()
      say(at(table(g), "pointInTimeRecovery", "enabled") === true, "no point-in-time recovery")
      say(at(table(g), "pointInTimeRecovery", "recoveryPeriodInDays") === 35, "not 35 days")
      return all
    },
  },
  {
    name: "the table cannot be deleted by mistake",
    wrong: (g) => {
      const { say, all } = findings()
      say(table(g).inputs.deletionProtectionEnabled === true, "no deletion protection at AWS")
      say(table(g).protect && table(g).retainOnDelete, "a deployment may remove it")
      return all
    },
  },
  {
    name: "the table lies under the data key",
    wrong: (g) =>
      at(table(g), "serverSideEncryption", "enabled") === true &&
      at(table(g), "serverSideEncryption", "kmsKeyArn") === DATA_KEY
        ? []
        : ["another key, or none"],
  },
  {
    name: "the table has the store's two indexes and a stream of new images, and pays per request",
    wrong: (g) => {
      const { say, all } = findings()
      const { inputs } = table(g)
      say(inputs.hashKey === "pk" && inputs.rangeKey === "sk", "other keys")
      say(inputs.streamEnabled === true && inputs.streamViewType === "NEW_IMAGE", "another stream")
      say(inputs.billingMode === "PAY_PER_REQUEST", "capacity is planned")
      say(
        isDeepStrictEqual(inputs.globalSecondaryIndexes, [
          { name: "byTenant", hashKey: "ipk", rangeKey: "isk", projectionType: "ALL" },
          { name: "due", hashKey: "dpk", rangeKey: "dsk", projectionType: "KEYS_ONLY" },
        ]),
        "other indexes",
      )
      return all
    },
  },
  {
    name: "papers are versioned and locked in governance mode",
    wrong: (g) => {
      const { say, all } = findings()
      say(bucket(g, "Papers").inputs.objectLockEnabled === true, "no object lock")
      const [versioning] = about(g, "bucketVersioning:BucketVersioning", "Papers")
      say(!!versioning && at(versioning, "versioningConfiguration", "status") === "Enabled", "no versions")
      const [lock] = about(g, "bucketObjectLockConfiguration:BucketObjectLockConfiguration", "Papers")
      say(!!lock && at(lock, "rule", "defaultRetention", "mode") === "GOVERNANCE", "another mode")
      say(!!lock && Number(at(lock, "rule", "defaultRetention", "days")) >= 365, "less than a year")
      return all
    },
  },
  {
    name: "a paper is written once, and its versions go with the deletion role only",
    wrong: (g, stage) => {
      const { say, all } = findings()
      const statements = policy(g, "Papers")
      say(
        statements.some((s) => denies(s, "s3:PutObject") && s.Condition?.Null?.["s3:if-none-match"] === "true"),
        "a put without If-None-Match is taken",
      )
      const kept = statements.filter(
        (s) => denies(s, "s3:DeleteObjectVersion") && denies(s, "s3:BypassGovernanceRetention"),
      )
      say(
        kept.some((s) =>
          isDeepStrictEqual(s.Condition, {
            ArnNotEquals: { "aws:PrincipalArn": `arn:aws:iam::123456789012:role/beschlussweg-${stage}-deletion` },
          }),
        ),
        "versions can be removed by others",
      )
      return all
    },
  },
  {
    name: "papers and drafts lie under the data key and take no other",
    wrong: (g) => {
      const { say, all } = findings()
      for (const name of HELD) {
        const [set] = about(g, "bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration", name)
        const kind = set && at(set, "rules", 0, "applyServerSideEncryptionByDefault")
        say(isDeepStrictEqual(kind, { kmsMasterKeyId: DATA_KEY, sseAlgorithm: "aws:kms" }), `${name}: another key`)
        const named = "s3:x-amz-server-side-encryption-aws-kms-key-id"
        const kindOf = "s3:x-amz-server-side-encryption"
        say(
          policy(g, name).some(
            (s) =>
              denies(s, "s3:PutObject") &&
              s.Condition?.StringNotEquals?.[named] === DATA_KEY &&
              // Without this it would refuse every put that leaves the choice to the bucket.
              s.Condition?.Null?.[named] === "false",
          ),
          `${name}: takes another key`,
        )
        say(
          policy(g, name).some(
            (s) =>
              denies(s, "s3:PutObject") &&
              s.Condition?.StringNotEquals?.[kindOf] === "aws:kms" &&
              s.Condition?.Null?.[kindOf] === "false",
          ),
          `${name}: takes another kind`,
        )
      }
      return all
    },
  },
  {
    name: "no bucket is read or written without TLS",
    wrong: (g) =>
      ALL.filter(
        (name) =>
          !policy(g, name).some(
            (s) =>
              denies(s, "s3:*") &&
              s.Resource?.length === 2 &&
              isDeepStrictEqual(s.Condition, { Bool: { "aws:SecureTransport": "false" } }),
          ),
      ),
  },
  {
    name: "no bucket is public",
    wrong: (g) => {
      const { say, all } = findings()
      say(of(g, "s3/bucket:Bucket").length === ALL.length, "a bucket that nobody looks at")
      for (const name of ALL) {
        const [closed] = about(g, "bucketPublicAccessBlock:BucketPublicAccessBlock", name)
        for (const what of ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"])
          say(closed?.inputs[what] === true, `${name}: ${what}`)
        const [owner] = about(g, "bucketOwnershipControls:BucketOwnershipControls", name)
        say(!!owner && at(owner, "rule", "objectOwnership") === "BucketOwnerEnforced", `${name}: lists of access`)
        for (const s of policy(g, name).filter((p) => p.Effect === "Allow"))
          say(
            name === "Web" &&
              isDeepStrictEqual(s.Principal, { Service: ["cloudfront.amazonaws.com"] }) &&
              isDeepStrictEqual(s.Action, ["s3:GetObject"]) &&
              s.Condition?.StringEquals?.["aws:SourceArn"] === "arn:aws:cloudfront::123456789012:distribution/Cdn",
            `${name}: open to ${JSON.stringify(s.Principal)}`,
          )
      }
      say(of(g, "s3/bucketAcl:BucketAcl").length === 0, "a list of access")
      return all
    },
  },
  {
    name: "only our own page may read a file by script, and put one among the drafts",
    wrong: (g, stage) => {
      const { say, all } = findings()
      const origin =
        stage === "production" ? "https://beschlussweg.example.org" : "https://d111111abcdef8.cloudfront.net"
      const cors = of(g, "s3/bucketCorsConfiguration:BucketCorsConfiguration")
      say(cors.length === HELD.length, "another bucket is open to pages")
      for (const one of cors)
        say(
          isDeepStrictEqual(one.inputs.corsRules, [
            { allowedMethods: ["GET"], allowedOrigins: [origin], maxAgeSeconds: 3600 },
            ...(one.inputs.bucket === bucket(g, "Drafts").inputs.bucket
              ? [
                  {
                    allowedMethods: ["PUT"],
                    allowedOrigins: [origin],
                    allowedHeaders: ["content-type", "if-none-match", "x-amz-checksum-sha256"],
                    maxAgeSeconds: 3600,
                  },
                ]
              : []),
          ]),
          `${text(one.inputs.bucket)}: ${JSON.stringify(one.inputs.corsRules)}`,
        )
      return all
    },
  },
  {
    name: "nothing expires but uploads that nobody took over",
    wrong: (g) => {
      const { say, all } = findings()
      for (const set of of(g, "s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"))
        for (const rule of list(set.inputs.rules)) {
          const { id, status, filter, ...does } = Object(rule)
          const [what] = Object.keys(does)
          const upload = set.inputs.bucket === bucket(g, "Drafts").inputs.bucket && filter?.prefix === "upload/"
          say(
            Object.keys(does).length === 1 &&
              (what === "abortIncompleteMultipartUpload" ||
                (what === "expiration" && upload && does.expiration.days >= 400)),
            `${id}: ${JSON.stringify(does)} for ${JSON.stringify(filter)} (${status})`,
          )
        }
      for (const name of HELD)
        say(
          about(g, "bucketLifecycleConfiguration:BucketLifecycleConfiguration", name).some((r) =>
            list(r.inputs.rules).some((rule) => Object(rule).abortIncompleteMultipartUpload?.daysAfterInitiation <= 7),
          ),
          `${name}: broken uploads stay`,
        )
      return all
    },
  },
  {
    name: "what holds data outlives a removal of the stage",
    wrong: (g) => {
      const { say, all } = findings()
      say(g.app.removal === "retain", "the stage's resources go with it")
      for (const name of HELD) {
        const { inputs, protect, retainOnDelete } = bucket(g, name)
        say(inputs.forceDestroy === false && protect && retainOnDelete, name)
      }
      for (const key of of(g, "kms/key:Key")) {
        say(key.protect && key.retainOnDelete, key.name)
        say(key.inputs.deletionWindowInDays === 30, `${key.name}: gone in less than 30 days`)
      }
      return all
    },
  },
  {
    name: "production cannot be removed",
    wrong: (g, stage) => (stage !== "production" || g.app.protect === true ? [] : ["not protected"]),
  },
  {
    name: "the data key turns every year; the anchor's key signs on P-256 and does nothing else",
    wrong: (g) => {
      const { say, all } = findings()
      say(one(g, "kms/key:Key", "DataKey").inputs.enableKeyRotation === true, "the data key stays")
      const { inputs } = one(g, "kms/key:Key", "AnchorKey")
      say(inputs.keyUsage === "SIGN_VERIFY" && inputs.customerMasterKeySpec === "ECC_NIST_P256", "another key")
      say(of(g, "kms/key:Key").length === 2, "a key that nobody looks at")
      return all
    },
  },
  {
    name: "keys are open to the account's own roles and to AWS services of this account only",
    wrong: (g) => {
      const { say, all } = findings()
      for (const key of of(g, "kms/key:Key"))
        for (const { Effect, Principal, Action, Condition } of policyOf(key.inputs.policy)) {
          const owner = isDeepStrictEqual(Principal, { AWS: ["arn:aws:iam::123456789012:root"] })
          const service =
            typeof Principal === "object" &&
            Object.keys(Principal).join() === "Service" &&
            JSON.stringify(Condition ?? {}).includes("123456789012") &&
            Action.every((a) => /^kms:(Decrypt|Encrypt|GenerateDataKey\*|ReEncrypt\*|DescribeKey)$/.test(a))
          say(Effect === "Allow" && (owner || service), `${key.name}: ${JSON.stringify(Principal)}`)
        }
      return all
    },
  },
]
