/** Buckets: papers (written once, kept by a lock), drafts (can be deleted) and the built web application. */
import { account } from "./account.ts"
import type { Keys } from "./signing.ts"
import { prefix, REGION, type Stage } from "./stage.ts"

export interface Buckets {
  readonly papers: aws.s3.Bucket
  readonly drafts: aws.s3.Bucket
}

const bucketName = (stage: Stage, name: "papers" | "drafts" | "web") =>
  $interpolate`${prefix(stage)}-${name}-${account().id}`

/** Where links to files lead, as a browser names it: "https://bucket.s3.region.amazonaws.com". */
export const fileOrigins = (stage: Stage): $util.Output<string>[] =>
  (["papers", "drafts"] as const).map(
    (name) => $interpolate`https://${bucketName(stage, name)}.s3.${REGION}.amazonaws.com`,
  )

/** Days after which an upload goes that no Fassung took over: longer than the yearly round. */
const UPLOAD_DAYS = 400

/** Headers that a browser sends with an announced file, as the store signs them. */
const SENT = ["content-type", "if-none-match", "x-amz-checksum-sha256"] as const

/** @param origin the stage's own host: the only page that may read a file by script */
export function buckets(stage: Stage, keys: Keys, origin: $util.Input<string>): Buckets {
  // In every stage: papers are put with the day until which they are locked, and a bucket without locks refuses that.
  const papers = closed(stage, "papers", { lock: true })
  const drafts = closed(stage, "drafts", { lock: false })
  for (const [name, bucket] of [
    ["Papers", papers],
    ["Drafts", drafts],
  ] as const) {
    new aws.s3.BucketServerSideEncryptionConfiguration(`${name}Encryption`, {
      bucket: bucket.bucket,
      rules: [
        {
          applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: keys.data.arn },
          bucketKeyEnabled: true,
        },
      ],
    })
    new aws.s3.BucketCorsConfiguration(`${name}Cors`, {
      bucket: bucket.bucket,
      corsRules: [
        { allowedMethods: ["GET"], allowedOrigins: [origin], maxAgeSeconds: 3600 },
        // An announced file, to an address that was signed for these bytes. Papers come from the worker only.
        ...(name === "Drafts"
          ? [{ allowedMethods: ["PUT"], allowedOrigins: [origin], allowedHeaders: [...SENT], maxAgeSeconds: 3600 }]
          : []),
      ],
    })
  }
  new aws.s3.BucketVersioning("PapersVersioning", {
    bucket: papers.bucket,
    versioningConfiguration: { status: "Enabled" },
  })
  // Every paper brings the retention of its class; this is for one that was put without.
  new aws.s3.BucketObjectLockConfiguration("PapersLock", {
    bucket: papers.bucket,
    rule: { defaultRetention: { mode: "GOVERNANCE", days: 365 } },
  })
  new aws.s3.BucketLifecycleConfiguration("PapersLifecycle", {
    bucket: papers.bucket,
    rules: [broken()],
  })
  new aws.s3.BucketLifecycleConfiguration("DraftsLifecycle", {
    bucket: drafts.bucket,
    rules: [
      broken(),
      {
        id: "uploads",
        status: "Enabled",
        filter: { prefix: "upload/" },
        expiration: { days: UPLOAD_DAYS },
      },
    ],
  })
  policy("Papers", papers, [
    ...own(papers, keys),
    // Parts of a large file carry no condition; the call that puts them together does.
    {
      Sid: "WriteOnce",
      Effect: "Deny",
      Principal: "*",
      Action: "s3:PutObject",
      Resource: $interpolate`${papers.arn}/*`,
      Condition: { Null: { "s3:if-none-match": "true" }, Bool: { "s3:ObjectCreationOperation": "true" } },
    },
    ...(stage.lasting
      ? [
          {
            Sid: "Kept",
            Effect: "Deny",
            Principal: "*",
            Action: ["s3:DeleteObjectVersion", "s3:BypassGovernanceRetention"],
            Resource: $interpolate`${papers.arn}/*`,
            Condition: { ArnNotEquals: { "aws:PrincipalArn": deletionRoleArn(stage) } },
          },
        ]
      : []),
  ])
  policy("Drafts", drafts, own(drafts, keys))
  return { papers, drafts }
}

/** The one role that may remove papers; its name is fixed, so that the bucket's policy knows it while there is none. */
export const deletionRole = (stage: Stage): string => `${prefix(stage)}-deletion`
export const deletionRoleArn = (stage: Stage): $util.Output<string> =>
  $interpolate`arn:aws:iam::${account().id}:role/${deletionRole(stage)}`

/** What the web application is served from: nothing secret, but read by the CDN only. */
export function webBucket(stage: Stage): aws.s3.Bucket {
  const bucket = closed(stage, "web", { lock: false })
  new aws.s3.BucketServerSideEncryptionConfiguration("WebEncryption", {
    bucket: bucket.bucket,
    rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
  })
  return bucket
}

/** @param arn of the distribution that reads the web application */
export function openToCdn(bucket: aws.s3.Bucket, arn: $util.Input<string>): void {
  policy("Web", bucket, [
    tls(bucket),
    {
      Sid: "Cdn",
      Effect: "Allow",
      Principal: { Service: "cloudfront.amazonaws.com" },
      Action: "s3:GetObject",
      Resource: $interpolate`${bucket.arn}/*`,
      Condition: { StringEquals: { "aws:SourceArn": arn } },
    },
  ])
}

function closed(stage: Stage, name: "papers" | "drafts" | "web", { lock }: { lock: boolean }): aws.s3.Bucket {
  const logical = `${name.charAt(0).toUpperCase()}${name.slice(1)}`
  const held = stage.lasting && name !== "web"
  const bucket = new aws.s3.Bucket(
    logical,
    {
      bucket: bucketName(stage, name),
      objectLockEnabled: lock,
      // Goes past locks in governance mode, for whoever may: a personal stage takes its papers with it.
      forceDestroy: !held,
    },
    { protect: held, retainOnDelete: held },
  )
  new aws.s3.BucketPublicAccessBlock(`${logical}Closed`, {
    bucket: bucket.bucket,
    blockPublicAcls: true,
    blockPublicPolicy: true,
    ignorePublicAcls: true,
    restrictPublicBuckets: true,
  })
  new aws.s3.BucketOwnershipControls(`${logical}Owner`, {
    bucket: bucket.bucket,
    rule: { objectOwnership: "BucketOwnerEnforced" },
  })
  return bucket
}

function policy(name: string, bucket: aws.s3.Bucket, statements: readonly object[]): void {
  new aws.s3.BucketPolicy(`${name}Policy`, {
    bucket: bucket.bucket,
    policy: $jsonStringify({ Version: "2012-10-17", Statement: [...statements] }),
  })
}

/** No bytes in the clear on the way, and none with another key at rest. */
function own(bucket: aws.s3.Bucket, keys: Keys): object[] {
  return [
    tls(bucket),
    {
      Sid: "OwnKey",
      Effect: "Deny",
      Principal: "*",
      Action: "s3:PutObject",
      Resource: $interpolate`${bucket.arn}/*`,
      // "Not equal" is also true where nothing is named, and then the bucket's own key is taken.
      Condition: {
        StringNotEquals: { "s3:x-amz-server-side-encryption-aws-kms-key-id": keys.data.arn },
        Null: { "s3:x-amz-server-side-encryption-aws-kms-key-id": "false" },
      },
    },
    {
      Sid: "OwnKind",
      Effect: "Deny",
      Principal: "*",
      Action: "s3:PutObject",
      Resource: $interpolate`${bucket.arn}/*`,
      Condition: {
        StringNotEquals: { "s3:x-amz-server-side-encryption": "aws:kms" },
        Null: { "s3:x-amz-server-side-encryption": "false" },
      },
    },
  ]
}

function tls(bucket: aws.s3.Bucket): object {
  return {
    Sid: "Tls",
    Effect: "Deny",
    Principal: "*",
    Action: "s3:*",
    Resource: [bucket.arn, $interpolate`${bucket.arn}/*`],
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  }
}

/** Parts of uploads that were broken off cost money and belong to nothing. */
function broken() {
  return {
    id: "broken",
    status: "Enabled",
    filter: { prefix: "" },
    abortIncompleteMultipartUpload: { daysAfterInitiation: 2 },
  }
}
