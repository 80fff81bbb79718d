/** A front for the embedded database that does what AWS does before DynamoDB: it checks the signature and asks IAM. */
import { Buffer } from "node:buffer"
import { jsonRefusal, Refusal, type Server, startService } from "./aws.fixture.ts"
import { judge } from "./iam.fixture.ts"
import { asked } from "./policy.ts"
import type { Credential } from "./sigv4.fixture.ts"

export interface FrontServer extends Server {
  /** commands that a session policy did not allow */
  readonly denied: string[]
  /** commands by the access key id that sent them */
  readonly by: Map<string, string[]>
}

/** @param given.endpoint the embedded server, which believes anybody */
export async function startFront(given: {
  readonly endpoint: string
  readonly tableArn: string
  readonly credentials: Map<string, Credential>
  readonly now?: () => Date
}): Promise<FrontServer> {
  const { endpoint, tableArn, credentials, now } = given
  const denied: string[] = []
  const by = new Map<string, string[]>()
  const server = await startService(
    {
      name: "dynamodb",
      unsigned: 400,
      operation: ({ headers }) => (headers["x-amz-target"] ?? "").replace(/^.*\./, ""),
      async answer(call, operation) {
        const { credential, body, headers } = call
        by.set(credential.accessKeyId, [...(by.get(credential.accessKeyId) ?? []), operation])
        if (credential.policy) {
          const questions = asked(`${operation}Command`, JSON.parse(body.toString("utf8")))
          for (const one of questions ?? [{ ...NOTHING, action: `dynamodb:${operation}` }])
            if (judge(credential.policy, tableArn, one) !== "allowed") {
              denied.push(operation)
              throw new Refusal(400, "AccessDeniedException", `not authorized to perform: ${one.action}`)
            }
        }
        const answer = await fetch(endpoint, {
          method: "POST",
          headers: {
            "content-type": "application/x-amz-json-1.0",
            "x-amz-target": headers["x-amz-target"] ?? "",
            authorization:
              "AWS4-HMAC-SHA256 Credential=local/20260101/eu-central-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0",
            "x-amz-date": headers["x-amz-date"] ?? "",
          },
          body: new Uint8Array(body),
        })
        const bytes = Buffer.from(await answer.arrayBuffer())
        return { status: answer.status, headers: { "content-type": "application/x-amz-json-1.0" }, body: bytes }
      },
      refusal: jsonRefusal,
    },
    { credentials, ...(now ? { now } : {}) },
  )
  return { ...server, denied, by }
}

const NOTHING = {
  index: undefined,
  leadingKeys: undefined,
  attributes: undefined,
  select: undefined,
  enclosing: undefined,
}
