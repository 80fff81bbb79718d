/** The way in: one host, its headers, the firewall, the API behind it. */

import { isDeepStrictEqual } from "node:util"
import { POLICY } from "@beschlussweg/functions/static"
import { at, type Graph, list, of, one, type Resource, text } from "../graph.ts"
import { findings, type Invariant } from "./invariant.ts"

const cdn = (g: Graph): Resource => one(g, "cloudfront/distribution:Distribution", "Cdn")
const behaviours = (g: Graph): Record<string, unknown>[] =>
  [cdn(g).inputs.defaultCacheBehavior, ...list(cdn(g).inputs.orderedCacheBehaviors)].map((b) => Object(b))
const NOT_CACHED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"

export const way: readonly Invariant[] = [
  {
    name: "one host serves the web application below /app and forwards everything else, uncached, to the API",
    wrong: (g) => {
      const { say, all } = findings()
      const [api, ...files] = behaviours(g)
      say(api?.targetOriginId === "api" && api.cachePolicyId === NOT_CACHED, "the API's answers may be kept")
      say(list(api?.allowedMethods).length === 7, "not every method")
      say(api?.originRequestPolicyId === "b689b0a8-53d0-40ab-baf2-68738e2966ac", "cookies or the query are lost")
      say(
        isDeepStrictEqual(
          files.map((b) => [b.pathPattern, b.targetOriginId]),
          [
            ["/app/assets/*", "web"],
            ["/app/*", "web"],
            ["/app", "web"],
          ],
        ),
        "other paths",
      )
      for (const b of files) say(isDeepStrictEqual(b.allowedMethods, ["GET", "HEAD"]), `${b.pathPattern}: writes`)
      say(
        files.slice(1).every((b) => b.cachePolicyId === NOT_CACHED),
        "the page itself is kept",
      )
      const functions = new Map(of(g, "cloudfront/function:Function").map((f) => [f.name, text(f.inputs.code)]))
      say(
        /headers\["x-beschlussweg-address"\] = \{ value: event\.viewer\.ip \}/.test(
          functions.get("ViewerFunction") ?? "",
        ),
        "address",
      )
      for (const b of behaviours(g))
        say(list(b.functionAssociations).length === 1, `${b.pathPattern ?? "api"}: no function`)
      say(
        of(g, "s3/bucketObjectv2:BucketObjectv2").some(
          (o) => o.inputs.key === "app/index.html" && o.inputs.cacheControl === "no-cache",
        ),
        "no page",
      )
      return all
    },
  },
  {
    name: "only TLS, and a recent one",
    wrong: (g, stage) => {
      const { say, all } = findings()
      for (const b of behaviours(g))
        say(b.viewerProtocolPolicy === "redirect-to-https", `${b.pathPattern ?? "api"}: http`)
      for (const origin of list(cdn(g).inputs.origins).map((o) => Object(o)))
        if (origin.customOriginConfig) {
          say(origin.customOriginConfig.originProtocolPolicy === "https-only", `${origin.originId}: http`)
          say(
            isDeepStrictEqual(origin.customOriginConfig.originSslProtocols, ["TLSv1.2"]),
            `${origin.originId}: old TLS`,
          )
        } else say(!!origin.originAccessControlId, `${origin.originId}: without access control`)
      if (stage === "production") {
        say(at(cdn(g), "viewerCertificate", "minimumProtocolVersion") === "TLSv1.2_2021", "old TLS")
        say(isDeepStrictEqual(cdn(g).inputs.aliases, ["beschlussweg.example.org"]), "another host")
      }
      return all
    },
  },
  {
    name: "every answer of the host carries the security headers",
    wrong: (g) => {
      const { say, all } = findings()
      for (const b of behaviours(g)) {
        const name = b.targetOriginId === "api" ? "ApiHeaders" : "WebHeaders"
        const policy = one(g, "cloudfront/responseHeadersPolicy:ResponseHeadersPolicy", name)
        say(b.responseHeadersPolicyId === policy.inputs.name, `${b.pathPattern ?? "api"}: other headers`)
        const given = (key: string) => Object(at(policy, "securityHeadersConfig", key))
        say(given("strictTransportSecurity").accessControlMaxAgeSec >= 31_536_000, `${name}: HSTS`)
        say("override" in given("contentTypeOptions"), `${name}: nosniff`)
        say(given("frameOptions").frameOption === "DENY", `${name}: frames`)
        say(given("referrerPolicy").referrerPolicy === "same-origin", `${name}: referrer`)
      }
      const web = one(g, "cloudfront/responseHeadersPolicy:ResponseHeadersPolicy", "WebHeaders")
      const content = text(at(web, "securityHeadersConfig", "contentSecurityPolicy", "contentSecurityPolicy"))
      // Large files are led to where they lie; nothing else may come from there.
      const origins = ["Papers", "Drafts"].map(
        (name) => `https://${text(one(g, "s3/bucket:Bucket", name).inputs.bucket)}.s3.eu-central-1.amazonaws.com`,
      )
      for (const rule of ["img-src", "connect-src", "frame-src"])
        say(content.includes(`${rule} 'self' ${origins.join(" ")}`), `${rule}: no large files`)
      for (const rule of ["script-src", "style-src", "font-src", "form-action"])
        say(content.includes(`${rule} 'self';`), `${rule}: more than our own`)
      say(content.startsWith("default-src 'none'") && !/unsafe|\*|http:/.test(content), `content: ${content}`)
      say(content.replaceAll(` ${origins.join(" ")}`, "") === POLICY, `our own server says ${POLICY}`)
      return all
    },
  },
  {
    name: "a firewall stands before the host and limits by address, all in all and where codes could be tried",
    wrong: (g) => {
      const { say, all } = findings()
      const wall = one(g, "wafv2/webAcl:WebAcl", "Firewall")
      say(text(cdn(g).inputs.webAclId).includes("wafv2"), "not before the host")
      say(wall.inputs.scope === "CLOUDFRONT", "another scope")
      const rules = list(wall.inputs.rules).map((r) => Object(r))
      const limits = rules.filter((r) => r.statement.rateBasedStatement)
      for (const { name, action, statement } of limits) {
        say(action?.block !== undefined, `${name}: only counts`)
        say(statement.rateBasedStatement.aggregateKeyType === "IP", `${name}: not by address`)
        say(statement.rateBasedStatement.limit <= 10_000, `${name}: ${statement.rateBasedStatement.limit}`)
      }
      const scoped = limits.map(
        (r) => r.statement.rateBasedStatement.scopeDownStatement?.byteMatchStatement?.searchString ?? "*",
      )
      for (const path of ["*", "/anmelden", "/einladung", "/pruefen", "/kalender", "/oparl"])
        say(scoped.includes(path), `no limit for ${path}`)
      for (const group of ["AWSManagedRulesAmazonIpReputationList", "AWSManagedRulesKnownBadInputsRuleSet"])
        say(
          rules.some(
            (r) => r.statement.managedRuleGroupStatement?.name === group && r.overrideAction?.none !== undefined,
          ),
          `no ${group}`,
        )
      say(new Set(rules.map((r) => r.priority)).size === rules.length, "two rules of one rank")
      say(
        rules.every((r) => r.visibilityConfig.sampledRequestsEnabled === false),
        "samples of callers are kept",
      )
      return all
    },
  },
  {
    name: "the API answers only who comes through the host",
    wrong: (g, stage) => {
      const { say, all } = findings()
      const api = list(cdn(g).inputs.origins)
        .map((o) => Object(o))
        .find((o) => o.originId === "api")
      const parameter = one(g, "ssm/parameter:Parameter", "OriginParameter")
      say(
        parameter.inputs.type === "SecureString" && text(parameter.inputs.keyId).endsWith("key/DataKey"),
        "in the clear",
      )
      say(parameter.inputs.name === `/beschlussweg/${stage}/origin`, "another place")
      say(text(parameter.inputs.value).length === 64, "short")
      say(
        isDeepStrictEqual(api?.customHeaders, [{ name: "x-beschlussweg-origin", value: parameter.inputs.value }]),
        "the host does not show it",
      )
      say(api?.domainName === "a1b2c3d4.execute-api.eu-central-1.amazonaws.com", `${api?.domainName}`)
      return all
    },
  },
  {
    name: "the HTTP API has no CORS, one route, a limit, and waits no shorter than its function",
    wrong: (g) => {
      const { say, all } = findings()
      const [api, ...more] = of(g, "apigatewayv2/api:Api")
      say(api?.inputs.corsConfiguration === undefined && more.length === 0, "other pages may call it")
      say(api?.inputs.protocolType === "HTTP", "another kind")
      const [integration] = of(g, "apigatewayv2/integration:Integration")
      say(integration?.inputs.payloadFormatVersion === "2.0", "another payload")
      const routes = of(g, "apigatewayv2/route:Route").map((r) => r.inputs.routeKey)
      say(isDeepStrictEqual(routes, ["$default"]), `${routes}`)
      const [stage] = of(g, "apigatewayv2/stage:Stage")
      const rate = Object(stage && at(stage, "defaultRouteSettings"))
      say(rate.throttlingRateLimit > 0 && rate.throttlingRateLimit <= 1000, "no limit")
      say(rate.throttlingBurstLimit > 0 && rate.throttlingBurstLimit <= 2000, "no limit at once")
      const timeout = Number(one(g, "lambda/function:Function", "ApiFunction").inputs.timeout)
      say(timeout < Number(integration?.inputs.timeoutMilliseconds) / 1000, "cut off before its time")
      say(Number(integration?.inputs.timeoutMilliseconds) <= 30_000, "longer than AWS waits")
      return all
    },
  },
  {
    name: "everything stands in eu-central-1; at the edge only certificate and firewall",
    wrong: (g) => {
      const { say, all } = findings()
      say(Object(g.app.providers.aws).region === "eu-central-1", "another region")
      const edge = one(g, "pulumi:providers:aws", "Edge")
      say(edge.inputs.region === "us-east-1", "another edge")
      const allowed = [
        "aws:acm/certificate:Certificate",
        "aws:acm/certificateValidation:CertificateValidation",
        "aws:wafv2/webAcl:WebAcl",
      ]
      for (const r of g.resources.filter((x) => x.type.startsWith("aws:"))) {
        say(allowed.includes(r.type) ? r.provider.includes("::Edge::") : r.provider === "", `${r.type} ${r.name}`)
        say(r.inputs.region === undefined, `${r.name}: ${text(r.inputs.region)}`)
      }
      for (const r of of(g, "lambda/function:Function"))
        say(
          !/(us|ap|eu)-(?!central-1)[a-z]+-\d/.test(JSON.stringify(r.inputs.environment)),
          `${r.name}: another region`,
        )
      return all
    },
  },
]
