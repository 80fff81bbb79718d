/** The web firewall before the CDN: limits by address, known bad addresses and requests. */
import { prefix, type Stage } from "./stage.ts"

/** Requests of one address in five minutes, by what stands at the beginning of the path. A house may stand behind one address. */
export const LIMITS = {
  "/anmelden": 600,
  "/einladung": 200,
  "/pruefen": 600,
  "/kalender": 600,
  "/oparl": 1500,
} as const

export function firewall(stage: Stage, edge: aws.Provider): aws.wafv2.WebAcl {
  const name = prefix(stage)
  const seen = (metricName: string) => ({
    cloudwatchMetricsEnabled: true,
    metricName: `${name}-${metricName}`,
    // Samples would keep addresses and headers of callers.
    sampledRequestsEnabled: false,
  })
  const lowercase = [{ priority: 0, type: "LOWERCASE" }]
  const paths = Object.entries(LIMITS).map(([path, limit], i) => ({
    name: `limit-${path.slice(1)}`,
    priority: 10 + i,
    action: { block: { customResponse: { responseCode: 429 } } },
    statement: {
      rateBasedStatement: {
        limit,
        evaluationWindowSec: 300,
        aggregateKeyType: "IP",
        scopeDownStatement: {
          byteMatchStatement: {
            searchString: path,
            positionalConstraint: "STARTS_WITH",
            fieldToMatch: { uriPath: {} },
            textTransformations: lowercase,
          },
        },
      },
    },
    visibilityConfig: seen(`limit-${path.slice(1)}`),
  }))
  // These would take a rich text or a Word file for an attack. They only count; our own checks stand behind them.
  const counted = ["SizeRestrictions_BODY", "CrossSiteScripting_BODY", "GenericLFI_BODY", "GenericRFI_BODY"]
  const managed = (rule: string, priority: number, only: readonly string[] = []) => ({
    name: rule,
    priority,
    overrideAction: { none: {} },
    statement: {
      managedRuleGroupStatement: {
        vendorName: "AWS",
        name: rule,
        ruleActionOverrides: only.map((n) => ({ name: n, actionToUse: { count: {} } })),
      },
    },
    visibilityConfig: seen(rule),
  })
  return new aws.wafv2.WebAcl(
    "Firewall",
    {
      name: `${name}-cdn`,
      scope: "CLOUDFRONT",
      defaultAction: { allow: {} },
      rules: [
        {
          name: "limit",
          priority: 0,
          action: { block: { customResponse: { responseCode: 429 } } },
          statement: {
            rateBasedStatement: { limit: stage.requestsPerAddress, evaluationWindowSec: 300, aggregateKeyType: "IP" },
          },
          visibilityConfig: seen("limit"),
        },
        ...paths,
        managed("AWSManagedRulesAmazonIpReputationList", 30),
        managed("AWSManagedRulesKnownBadInputsRuleSet", 31),
        managed("AWSManagedRulesCommonRuleSet", 32, counted),
      ],
      visibilityConfig: seen("all"),
    },
    { provider: edge },
  )
}
