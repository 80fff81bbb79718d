/** Headers that the CDN sets: for the web application all of them, for the API those that even its failures must carry. */
import { fileOrigins } from "./bucket.ts"
import { prefix, type Stage } from "./stage.ts"

/** Two years, as browsers ask for. */
const STRICT_TRANSPORT = { accessControlMaxAgeSec: 63_072_000, includeSubdomains: true }

/** The same words as the application's own server says (`functions/src/static.ts`, `api/header.ts`); the suite compares them. */
const CONTENT =
  "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data: blob:; connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
/** A large file is answered by a link into a bucket; without these the page could not show what it was led to. */
const LED = ["img-src 'self'", "connect-src 'self'", "frame-src 'self'"] as const
const CUSTOM = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Permissions-Policy":
    "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), publickey-credentials-get=(), usb=()",
} as const

export interface Headers {
  readonly web: aws.cloudfront.ResponseHeadersPolicy
  readonly api: aws.cloudfront.ResponseHeadersPolicy
}

export function headers(stage: Stage): Headers {
  const name = prefix(stage)
  const always = (override: boolean) => ({
    strictTransportSecurity: {
      accessControlMaxAgeSec: STRICT_TRANSPORT.accessControlMaxAgeSec,
      includeSubdomains: STRICT_TRANSPORT.includeSubdomains,
      override,
    },
    contentTypeOptions: { override },
    frameOptions: { frameOption: "DENY", override },
    // Not "no-referrer": browsers would then name no origin with our own forms.
    referrerPolicy: { referrerPolicy: "same-origin", override },
  })
  return {
    web: new aws.cloudfront.ResponseHeadersPolicy("WebHeaders", {
      name: `${name}-web`,
      securityHeadersConfig: {
        ...always(true),
        contentSecurityPolicy: {
          contentSecurityPolicy: $resolve(fileOrigins(stage)).apply((origins) =>
            LED.reduce((content, rule) => content.replace(rule, `${rule} ${origins.join(" ")}`), CONTENT),
          ),
          override: true,
        },
      },
      customHeadersConfig: {
        items: Object.entries(CUSTOM).map(([header, value]) => ({ header, value, override: true })),
      },
    }),
    // The API's own answers carry stricter ones, page by page.
    api: new aws.cloudfront.ResponseHeadersPolicy("ApiHeaders", {
      name: `${name}-api`,
      securityHeadersConfig: always(false),
    }),
  }
}
