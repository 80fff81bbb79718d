/** AWS KMS for tests, as strict as its manual: P-256 keys that sign digests, their states, aliases and tags. */
import { createHash, generateKeyPairSync, type KeyObject, randomUUID } from "node:crypto"
import { p256 } from "@noble/curves/nist.js"
import {
  ACCOUNT,
  type Call,
  type Fields,
  jsonBody,
  jsonRefusal,
  jsonReply,
  Refusal,
  type Reply,
  type Server,
  startService,
  TEST_REGION,
  word,
} from "./aws.fixture.ts"
import type { Credential, Wire } from "./sigv4.fixture.ts"

export interface TestKey {
  readonly arn: string
  readonly tags: Readonly<Record<string, string>>
  state: "Enabled" | "Disabled" | "PendingDeletion"
  readonly publicKey: KeyObject
  readonly secret: Uint8Array
}
export interface KmsServer extends Server {
  readonly keys: Map<string, TestKey>
  readonly aliases: Map<string, string>
  /** makes a key without asking anybody. @returns its ARN */
  add(tags?: Readonly<Record<string, string>>, alias?: string): string
}

const ALGORITHM = "ECDSA_SHA_256"

export async function startKms(
  given: { readonly now?: () => Date; readonly credentials?: Map<string, Credential> } = {},
): Promise<KmsServer> {
  const keys = new Map<string, TestKey>()
  const aliases = new Map<string, string>()
  const add = (tags: Readonly<Record<string, string>> = {}, alias?: string): string => {
    const arn = `arn:aws:kms:${TEST_REGION}:${ACCOUNT}:key/${randomUUID()}`
    const pair = generateKeyPairSync("ec", { namedCurve: "P-256" })
    const secret = Buffer.from(pair.privateKey.export({ format: "jwk" }).d ?? "", "base64url")
    keys.set(arn, { arn, tags, state: "Enabled", publicKey: pair.publicKey, secret })
    if (alias !== undefined) aliases.set(alias, arn)
    return arn
  }
  const find = (id: string): TestKey => {
    const arn = id.startsWith("alias/") ? aliases.get(id) : id
    const key = [...keys.values()].find((k) => k.arn === arn || k.arn.endsWith(`:key/${id}`))
    if (!key) throw new Refusal(400, "NotFoundException", `Alias or key ${id} is not found.`)
    return key
  }
  const allowed = (call: Call, action: string, tags: Readonly<Record<string, string>>): void => {
    if (call.credential.may && !call.credential.may(action, tags))
      throw new Refusal(400, "AccessDeniedException", `not authorized to perform: ${action}`)
  }
  const usable = (key: TestKey): void => {
    if (key.state === "Disabled") throw new Refusal(400, "DisabledException", `${key.arn} is disabled.`)
    if (key.state === "PendingDeletion")
      throw new Refusal(400, "KMSInvalidStateException", `${key.arn} is pending deletion.`)
  }
  const operations: Readonly<Record<string, (call: Call) => Reply>> = {
    Sign(call) {
      const input = jsonBody(call.body, ["KeyId", "Message", "MessageType", "SigningAlgorithm"])
      const key = find(word(input.KeyId))
      allowed(call, "kms:Sign", key.tags)
      const message = Buffer.from(word(input.Message), "base64")
      if (!["RAW", "DIGEST"].includes(word(input.MessageType))) throw new Refusal(400, "ValidationException")
      if (input.SigningAlgorithm !== ALGORITHM)
        throw new Refusal(400, "InvalidKeyUsageException", `${key.arn} signs with ${ALGORITHM} only`)
      if (message.length < 1 || message.length > 4096)
        throw new Refusal(400, "ValidationException", "length of message")
      if (input.MessageType === "DIGEST" && message.length !== 32)
        throw new Refusal(400, "ValidationException", `Digest is invalid length for algorithm ${ALGORITHM}.`)
      usable(key)
      const digest = input.MessageType === "DIGEST" ? message : createHash("sha256").update(message).digest()
      const signature = p256.sign(digest, key.secret, { prehash: false, format: "der" })
      return jsonReply({
        KeyId: key.arn,
        Signature: Buffer.from(signature).toString("base64"),
        SigningAlgorithm: ALGORITHM,
      })
    },
    GetPublicKey(call) {
      const key = find(word(jsonBody(call.body, ["KeyId"]).KeyId))
      allowed(call, "kms:GetPublicKey", key.tags)
      usable(key)
      return jsonReply({
        KeyId: key.arn,
        PublicKey: key.publicKey.export({ type: "spki", format: "der" }).toString("base64"),
        KeySpec: "ECC_NIST_P256",
        KeyUsage: "SIGN_VERIFY",
        SigningAlgorithms: [ALGORITHM],
      })
    },
    CreateKey(call) {
      const input = jsonBody(call.body, ["KeySpec", "KeyUsage", "Tags", "Description", "MultiRegion"])
      if (input.KeySpec !== "ECC_NIST_P256" || input.KeyUsage !== "SIGN_VERIFY")
        throw new Refusal(400, "UnsupportedOperationException", "KeySpec and KeyUsage do not fit")
      const tags = tagsOf(input)
      allowed(call, "kms:CreateKey", tags)
      const arn = add(tags)
      return jsonReply({ KeyMetadata: { KeyId: arn.split("/")[1], Arn: arn, KeyState: "Enabled" } })
    },
    CreateAlias(call) {
      const input = jsonBody(call.body, ["AliasName", "TargetKeyId"])
      const name = word(input.AliasName)
      if (!/^alias\/[a-zA-Z0-9/_-]{1,250}$/.test(name) || name.startsWith("alias/aws/"))
        throw new Refusal(400, "InvalidAliasNameException")
      const key = find(word(input.TargetKeyId))
      allowed(call, "kms:CreateAlias", key.tags)
      if (aliases.has(name)) throw new Refusal(400, "AlreadyExistsException", `An alias with the name ${name} exists`)
      aliases.set(name, key.arn)
      return jsonReply({})
    },
    ScheduleKeyDeletion(call) {
      const input = jsonBody(call.body, ["KeyId", "PendingWindowInDays"])
      if (word(input.KeyId).startsWith("alias/")) throw new Refusal(400, "InvalidArnException", "no alias here")
      const days = Number(input.PendingWindowInDays)
      if (!(days >= 7 && days <= 30)) throw new Refusal(400, "ValidationException", "7 to 30 days")
      const key = find(word(input.KeyId))
      allowed(call, "kms:ScheduleKeyDeletion", key.tags)
      if (key.state === "PendingDeletion") throw new Refusal(400, "KMSInvalidStateException")
      key.state = "PendingDeletion"
      return jsonReply({ KeyId: key.arn, KeyState: key.state })
    },
  }
  const server = await startService(
    {
      name: "kms",
      unsigned: 400,
      operation: target,
      answer: (call, operation) => {
        const run = operations[operation]
        if (!run) throw new Refusal(400, "UnknownOperationException")
        return run(call)
      },
      refusal: jsonRefusal,
    },
    given,
  )
  return { ...server, keys, aliases, add }
}

const target = ({ headers }: Wire): string => (headers["x-amz-target"] ?? "").replace(/^TrentService\./, "")

function tagsOf(input: Fields): Record<string, string> {
  const tags: unknown[] = Array.isArray(input.Tags) ? input.Tags : []
  return Object.fromEntries(
    tags.map((tag) => {
      const { TagKey, TagValue }: { TagKey?: unknown; TagValue?: unknown } = typeof tag === "object" && tag ? tag : {}
      return [word(TagKey), word(TagValue)]
    }),
  )
}
