/** One host: the CDN serves the web application below /app and forwards everything else to the API. */
import { createHash } from "node:crypto"
import { readdirSync, readFileSync } from "node:fs"
import { extname, join } from "node:path"
import { TYPE } from "../packages/functions/src/asset.ts"
import { openToCdn, webBucket } from "./bucket.ts"
import { firewall } from "./firewall.ts"
import { headers } from "./header.ts"
import { EDGE_REGION, prefix, type Stage } from "./stage.ts"

export interface Web {
  readonly cdn: aws.cloudfront.Distribution
  /** "https://host", without a slash at the end */
  readonly origin: $util.Output<string>
  readonly firewall: aws.wafv2.WebAcl
  readonly edge: aws.Provider
}

// CloudFront's own policies, the same in every account: nothing kept; everything of the caller but the name of the host.
const NOT_CACHED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
const CACHED = "658327ea-f89d-4fab-a63d-7e88639e58f6"
const ALL_BUT_HOST = "b689b0a8-53d0-40ab-baf2-68738e2966ac"

/** @param secret the API answers only who shows it */
export function web(stage: Stage, http: aws.apigatewayv2.Api, secret: $util.Input<string>): Web {
  const edge = new aws.Provider("Edge", { region: EDGE_REGION })
  const wall = firewall(stage, edge)
  const bucket = webBucket(stage)
  upload(bucket)
  const access = new aws.cloudfront.OriginAccessControl("WebAccess", {
    name: `${prefix(stage)}-web`,
    originAccessControlOriginType: "s3",
    signingBehavior: "always",
    signingProtocol: "sigv4",
  })
  const policy = headers(stage)
  const viewer = edgeFunction("ViewerFunction", `${prefix(stage)}-viewer`, "viewer.js")
  const page = edgeFunction("PageFunction", `${prefix(stage)}-page`, "page.js")
  const files = (pathPattern: string, cachePolicyId: string) => ({
    pathPattern,
    targetOriginId: "web",
    viewerProtocolPolicy: "redirect-to-https",
    allowedMethods: ["GET", "HEAD"],
    cachedMethods: ["GET", "HEAD"],
    compress: true,
    cachePolicyId,
    responseHeadersPolicyId: policy.web.id,
    functionAssociations: [{ eventType: "viewer-request", functionArn: page.arn }],
  })
  const cdn = new aws.cloudfront.Distribution("Cdn", {
    comment: prefix(stage),
    enabled: true,
    isIpv6Enabled: true,
    httpVersion: "http2and3",
    priceClass: "PriceClass_100",
    webAclId: wall.arn,
    aliases: stage.domain ? [stage.domain.host] : [],
    origins: [
      {
        originId: "api",
        domainName: http.apiEndpoint.apply((url) => url.replace(/^https:\/\//, "")),
        customHeaders: [{ name: "x-beschlussweg-origin", value: secret }],
        customOriginConfig: {
          httpPort: 80,
          httpsPort: 443,
          originProtocolPolicy: "https-only",
          originSslProtocols: ["TLSv1.2"],
          originReadTimeout: 30,
          originKeepaliveTimeout: 60,
        },
      },
      {
        originId: "web",
        domainName: bucket.bucketRegionalDomainName,
        originAccessControlId: access.id,
      },
    ],
    defaultCacheBehavior: {
      targetOriginId: "api",
      viewerProtocolPolicy: "redirect-to-https",
      allowedMethods: ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"],
      cachedMethods: ["GET", "HEAD"],
      compress: true,
      cachePolicyId: NOT_CACHED,
      originRequestPolicyId: ALL_BUT_HOST,
      responseHeadersPolicyId: policy.api.id,
      functionAssociations: [{ eventType: "viewer-request", functionArn: viewer.arn }],
    },
    orderedCacheBehaviors: [files("/app/assets/*", CACHED), files("/app/*", NOT_CACHED), files("/app", NOT_CACHED)],
    restrictions: { geoRestriction: { restrictionType: "none" } },
    viewerCertificate: stage.domain
      ? {
          acmCertificateArn: certificate(stage.domain, edge),
          sslSupportMethod: "sni-only",
          minimumProtocolVersion: "TLSv1.2_2021",
        }
      : { cloudfrontDefaultCertificate: true },
  })
  if (stage.domain)
    for (const type of ["A", "AAAA"])
      new aws.route53.Record(`Host${type}`, {
        zoneId: stage.domain.zoneId,
        name: stage.domain.host,
        type,
        aliases: [{ name: cdn.domainName, zoneId: cdn.hostedZoneId, evaluateTargetHealth: false }],
      })
  openToCdn(bucket, cdn.arn)
  const origin = stage.domain ? $output(`https://${stage.domain.host}`) : $interpolate`https://${cdn.domainName}`
  return { cdn, origin, firewall: wall, edge }
}

function certificate({ host, zoneId }: NonNullable<Stage["domain"]>, edge: aws.Provider): $util.Output<string> {
  const own = new aws.acm.Certificate(
    "Certificate",
    { domainName: host, validationMethod: "DNS", keyAlgorithm: "EC_prime256v1" },
    { provider: edge },
  )
  const proof = own.domainValidationOptions.apply((options) => {
    const [first] = options
    if (first === undefined) throw new Error("Das Zertifikat nennt keinen Eintrag, der es bestätigt.")
    return first
  })
  const record = new aws.route53.Record("CertificateProof", {
    zoneId,
    name: proof.resourceRecordName,
    type: proof.resourceRecordType,
    records: [proof.resourceRecordValue],
    ttl: 300,
  })
  return new aws.acm.CertificateValidation(
    "CertificateValidation",
    { certificateArn: own.arn, validationRecordFqdns: [record.fqdn] },
    { provider: edge },
  ).certificateArn
}

function edgeFunction(name: string, physical: string, file: string): aws.cloudfront.Function {
  return new aws.cloudfront.Function(name, {
    name: physical,
    runtime: "cloudfront-js-2.0",
    publish: true,
    code: readFileSync(join($cli.paths.root, "infra", file), "utf8"),
  })
}

/**
 * The built application, file by file. A file of an earlier release stays where it is: a page that is open while another
 * release comes may still ask for it, and the names carry the hash of what is in them.
 */
function upload(bucket: aws.s3.Bucket): void {
  const dist = join($cli.paths.root, "web", "dist")
  for (const path of readdirSync(dist, { recursive: true, encoding: "utf8" }).sort()) {
    const contentType = TYPE[extname(path)]
    if (contentType === undefined) continue
    const key = `app/${path.replaceAll("\\", "/")}`
    const named = key.startsWith("app/assets/")
    const file = join(dist, path)
    new aws.s3.BucketObjectv2(
      `Web${createHash("sha256").update(key).digest("hex").slice(0, 12)}`,
      {
        bucket: bucket.bucket,
        key,
        source: $asset(file),
        sourceHash: createHash("sha256").update(readFileSync(file)).digest("hex"),
        contentType,
        cacheControl: named ? "public, max-age=31536000, immutable" : "no-cache",
      },
      { retainOnDelete: named },
    )
  }
}
