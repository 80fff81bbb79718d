/** SSM Parameter Store for tests, as strict as its manual: pages of ten, decryption only where asked and allowed. */
import {
  type Call,
  jsonBody,
  jsonRefusal,
  jsonReply,
  Refusal,
  type Reply,
  type Server,
  startService,
  word,
} from "./aws.fixture.ts"
import type { Credential } from "./sigv4.fixture.ts"

export interface Parameter {
  readonly value: string
  readonly type: "SecureString" | "String"
}
export interface SsmServer extends Server {
  /** by whole name */
  readonly parameters: Map<string, Parameter>
}

export async function startSsm(given: { readonly credentials?: Map<string, Credential> } = {}): Promise<SsmServer> {
  const parameters = new Map<string, Parameter>()
  const list = (call: Call): Reply => {
    const input = jsonBody(call.body, ["Path", "Recursive", "WithDecryption", "MaxResults", "NextToken"])
    const path = word(input.Path)
    if (!path.startsWith("/") || path.endsWith("/")) throw new Refusal(400, "ValidationException", "not a path")
    const most = Number(input.MaxResults ?? 10)
    if (!(most >= 1 && most <= 10)) throw new Refusal(400, "ValidationException", "MaxResults is at most 10")
    if (call.credential.may && !call.credential.may("ssm:GetParametersByPath", { path }))
      throw new Refusal(400, "AccessDeniedException", "not authorized to perform: ssm:GetParametersByPath")
    const depth = input.Recursive === true ? Number.POSITIVE_INFINITY : 1
    const all = [...parameters]
      .filter(([name]) => name.startsWith(`${path}/`) && name.slice(path.length + 1).split("/").length <= depth)
      .sort(([a], [b]) => (a < b ? -1 : 1))
    const from = input.NextToken === undefined ? 0 : Number(Buffer.from(word(input.NextToken), "base64").toString())
    if (!Number.isInteger(from)) throw new Refusal(400, "InvalidNextToken")
    const Parameters = all.slice(from, from + most).map(([Name, { value, type }]) => {
      const open = type === "String" || input.WithDecryption === true
      if (open && type === "SecureString" && call.credential.may && !call.credential.may("kms:Decrypt", {}))
        throw new Refusal(400, "AccessDeniedException", "not authorized to perform: kms:Decrypt")
      return { Name, Type: type, Value: open ? value : `AQICAH${Buffer.from(Name).toString("base64")}`, Version: 1 }
    })
    const more = from + most < all.length
    return jsonReply({
      Parameters,
      ...(more ? { NextToken: Buffer.from(String(from + most)).toString("base64") } : {}),
    })
  }
  const put = (call: Call): Reply => {
    const input = jsonBody(call.body, ["Name", "Value", "Type", "KeyId", "Overwrite", "Tier"])
    const name = word(input.Name)
    if (input.Type !== "SecureString" || input.KeyId === undefined)
      throw new Refusal(400, "ValidationException", "encrypt it")
    if (Buffer.byteLength(word(input.Value)) > 4096)
      throw new Refusal(400, "ValidationException", "a Standard tier parameter holds 4096 bytes")
    if (parameters.has(name) && input.Overwrite !== true) throw new Refusal(400, "ParameterAlreadyExists")
    parameters.set(name, { value: word(input.Value), type: "SecureString" })
    return jsonReply({ Version: 1, Tier: "Standard" })
  }
  const server = await startService(
    {
      name: "ssm",
      unsigned: 400,
      operation: ({ headers }) => (headers["x-amz-target"] ?? "").replace(/^AmazonSSM\./, ""),
      answer: (call, operation) => {
        if (operation === "GetParametersByPath") return list(call)
        if (operation === "PutParameter") return put(call)
        throw new Refusal(400, "UnknownOperationException")
      },
      refusal: jsonRefusal,
    },
    given,
  )
  return { ...server, parameters }
}
