/** AWS STS for tests, as strict as its manual: AssumeRole with a session policy whose credentials end. */
import { randomBytes } from "node:crypto"
import { type Call, Refusal, type Reply, type Server, startService } from "./aws.fixture.ts"
import type { Policy } from "./policy.ts"
import { xml } from "./s3.fixture.ts"
import type { Credential } from "./sigv4.fixture.ts"

export interface StsServer extends Server {
  /** "worker.kreis-aulenfeld": session names in the order in which they were asked for */
  readonly assumed: string[]
}

const KNOWN = ["Action", "Version", "RoleArn", "RoleSessionName", "DurationSeconds", "Policy"]

/** @param given.roleArn the one role that may be assumed; its sessions are put among `credentials` */
export async function startSts(given: {
  readonly roleArn: string
  readonly credentials: Map<string, Credential>
  readonly now?: () => Date
}): Promise<StsServer> {
  const { roleArn, credentials, now = () => new Date() } = given
  const assumed: string[] = []
  const assume = (call: Call): Reply => {
    const form = new URLSearchParams(call.body.toString("utf8"))
    for (const name of form.keys())
      if (!KNOWN.includes(name)) throw new Refusal(400, "ValidationError", `unknown ${name}`)
    const session = form.get("RoleSessionName") ?? ""
    if (!/^[\w+=,.@-]{2,64}$/.test(session)) throw new Refusal(400, "ValidationError", "roleSessionName")
    if (form.get("RoleArn") !== roleArn || (call.credential.may && !call.credential.may("sts:AssumeRole", { roleArn })))
      throw new Refusal(403, "AccessDenied", "not authorized to perform: sts:AssumeRole")
    const seconds = Number(form.get("DurationSeconds") ?? 3600)
    if (!(seconds >= 900 && seconds <= 3600))
      throw new Refusal(
        400,
        "ValidationError",
        "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining",
      )
    const text = form.get("Policy") ?? ""
    if (text.length > 2048) throw new Refusal(400, "ValidationError", "policy longer than 2048")
    const policy: Policy | undefined = text === "" ? undefined : JSON.parse(text)
    const until = new Date(Math.floor(now().getTime() / 1000) * 1000 + seconds * 1000)
    const made: Credential = {
      accessKeyId: `ASIA${randomBytes(8).toString("hex").toUpperCase()}`,
      secretAccessKey: randomBytes(30).toString("base64"),
      sessionToken: randomBytes(100).toString("base64"),
      until,
      policy,
    }
    credentials.set(made.accessKeyId, made)
    assumed.push(session)
    return {
      status: 200,
      headers: { "content-type": "text/xml" },
      body: `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials><AccessKeyId>${made.accessKeyId}</AccessKeyId><SecretAccessKey>${xml(made.secretAccessKey)}</SecretAccessKey><SessionToken>${xml(made.sessionToken ?? "")}</SessionToken><Expiration>${until.toISOString()}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`,
    }
  }
  const server = await startService(
    {
      name: "sts",
      operation: ({ body }) => new URLSearchParams(body.toString("utf8")).get("Action") ?? "unknown",
      answer: (call, operation) => {
        if (operation !== "AssumeRole") throw new Refusal(400, "InvalidAction")
        return assume(call)
      },
      refusal: (status, code, message) => ({
        status,
        headers: { "content-type": "text/xml" },
        body: `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${xml(message)}</Message></Error></ErrorResponse>`,
      }),
    },
    { now, credentials },
  )
  return { ...server, assumed }
}
