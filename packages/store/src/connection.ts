/** How every client of an AWS service is set up: one region, bounded waiting, bounded repetition. */

export const REGION = "eu-central-1"

export interface Identity {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
  readonly expiration?: Date
}

export interface Connection {
  /** without one: AWS, with the credentials of the environment */
  readonly endpoint?: string | undefined
  /** other credentials than those of the environment, such as a session bound to one tenant */
  readonly credentials?: Identity | (() => Promise<Identity>) | undefined
  /** milliseconds until an answer is no longer waited for; default 15,000 */
  readonly waitMs?: number | undefined
}

export function config(connection: Connection) {
  const { endpoint, credentials, waitMs = 15_000 } = connection
  const aws = endpoint === undefined || new URL(endpoint).hostname.endsWith(".amazonaws.com")
  return {
    region: REGION,
    ...(endpoint === undefined ? {} : { endpoint }),
    // A server of one's own wants some credentials and checks none. AWS never sees these.
    ...(credentials !== undefined
      ? { credentials }
      : aws
        ? {}
        : { credentials: { accessKeyId: "local", secretAccessKey: "local" } }),
    // Reads have no other retry than the SDK's: with 6 % of attempts lost or throttled, three fail once in some 5,000 reads.
    maxAttempts: 5,
    // Without these a lost answer would be waited for without end; shorter ones would strike while a PDF is laid out.
    requestHandler: { connectionTimeout: 5000, requestTimeout: waitMs, throwOnRequestTimeout: true },
  }
}
