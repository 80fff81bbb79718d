/**
 * Prices that the cost sheet reckons with: list prices as remembered, in US dollars, region eu-central-1 (Frankfurt).
 * UNVERIFIED: no price list could be reached when this was written. Hold it against the provider's own pages before anybody
 * plans with it, and change it here; docs/scale.md and `pnpm bench scale` follow.
 */
export const PRICES = {
  /** day on which somebody last looked at this table */
  asOf: "2026-11-21",
  verified: false,
  /** euros per dollar */
  euro: 0.9,
  /** DynamoDB on demand, per million units */
  writeMillion: 0.75,
  readMillion: 0.15,
  /** DynamoDB storage and point-in-time recovery, per GB and month */
  tableGb: 0.306,
  recoveryGb: 0.24,
  /** Lambda arm64: per GB-second, per million invocations */
  lambdaGbSecond: 0.0000133334,
  lambdaMillion: 0.2,
  /** HTTP API per million requests */
  apiMillion: 1.2,
  /** KMS: per key and month, per 10,000 requests with an asymmetric key, per 10,000 others */
  kmsKey: 1,
  kmsAsymmetric: 0.15,
  kmsSymmetric: 0.03,
  /** S3: per GB and month, per 1,000 puts, per 1,000 gets */
  fileGb: 0.0245,
  filePut: 0.0054,
  fileGet: 0.00043,
  /** SES per 1,000 mails */
  mail: 0.1,
  /** CloudFront per GB, per 10,000 requests; firewall per month and per million requests, with five rules */
  cdnGb: 0.085,
  cdnRequests: 0.012,
  firewallMonth: 10,
  firewallMillion: 0.6,
  /** CloudWatch: log ingestion per GB, a figure of one's own per month, an alarm per month, a dashboard per month */
  logGb: 0.63,
  metric: 0.3,
  alarm: 0.1,
  dashboard: 3,
} as const
export type Prices = {
  readonly [K in keyof typeof PRICES]: (typeof PRICES)[K] extends number ? number : (typeof PRICES)[K]
}
