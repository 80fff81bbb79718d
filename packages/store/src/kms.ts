/** Signing keys in KMS: a digest goes there, a DER signature comes back; no private key is ever in this process. */
import {
  CreateAliasCommand,
  CreateKeyCommand,
  GetPublicKeyCommand,
  KMSClient,
  ScheduleKeyDeletionCommand,
  SignCommand,
} from "@aws-sdk/client-kms"
import type { Bytes, Der } from "@beschlussweg/core/context"
import { type Connection, config } from "./connection.ts"

/** How KMS signs here: ECDSA over P-256 with SHA-256. */
const ALGORITHM = "ECDSA_SHA_256"

/** A key that cannot be used now. The name is what alarms count: KeyDisabled, KeyDenied, KeyMissing, KeyThrottled, KeyUnavailable. */
export class KeyFailure extends Error {
  constructor(name: string, keyId: string, cause: unknown) {
    super(`KMS key ${keyId}: ${name}`, { cause })
    this.name = name
  }
}

const FAILURE: Readonly<Record<string, string>> = {
  DisabledException: "KeyDisabled",
  KMSInvalidStateException: "KeyDisabled",
  AccessDeniedException: "KeyDenied",
  NotFoundException: "KeyMissing",
  ThrottlingException: "KeyThrottled",
  LimitExceededException: "KeyThrottled",
  KMSInternalException: "KeyUnavailable",
  DependencyTimeoutException: "KeyUnavailable",
  KeyUnavailableException: "KeyUnavailable",
  TimeoutError: "KeyUnavailable",
}

/** A signing key as certificates want it: the same shape as a key in a file. */
export interface KmsKey {
  /** SubjectPublicKeyInfo, DER; asked for once */
  spki(): Promise<Der>
  /** @param digest SHA-256, 32 bytes. @returns DER as KMS gives it. @throws KeyFailure */
  sign(digest: Bytes): Promise<Der>
}

export const kmsClient = (connection: Connection): KMSClient => new KMSClient(config(connection))

/** @param keyId ARN, id or "alias/..." of a P-256 key that signs */
export function kmsKey(client: KMSClient, keyId: string): KmsKey {
  let known: Promise<Der> | undefined
  return {
    spki() {
      known ??= judged(keyId, async () => {
        const { PublicKey, KeySpec, KeyUsage } = await client.send(new GetPublicKeyCommand({ KeyId: keyId }))
        if (!PublicKey || KeySpec !== "ECC_NIST_P256" || KeyUsage !== "SIGN_VERIFY")
          throw new Error(`KMS key ${keyId} is no P-256 key that signs`)
        return PublicKey
      })
      // A failure is not kept.
      known.catch(() => {
        known = undefined
      })
      return known
    },
    async sign(digest) {
      if (digest.byteLength !== 32) throw new Error("a SHA-256 digest has 32 bytes")
      return judged(keyId, async () => {
        const { Signature } = await client.send(
          new SignCommand({ KeyId: keyId, Message: digest, MessageType: "DIGEST", SigningAlgorithm: ALGORITHM }),
        )
        if (!Signature) throw new Error("KMS gave no signature")
        return Signature
      })
    },
  }
}

async function judged<T>(keyId: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (error) {
    const name = error instanceof Error ? FAILURE[error.name] : undefined
    throw name === undefined ? error : new KeyFailure(name, keyId, error)
  }
}

/** Alias of the key that seals a stage's anchors. The slash keeps it apart from every tenant's: none stands in an id. */
export const anchorAlias = (stage: string): string => `alias/beschlussweg-${stage}/anchor`

/** Alias of the key of a tenant's issuing authority. */
export const issuerAlias = (stage: string, tenantId: string): string => `alias/beschlussweg-${stage}-${tenantId}`

/**
 * Makes the key of a tenant's issuing authority with its tags and its alias; an alias that stands there already is taken
 * as it is. Only an operator's role may do this: the worker signs by the tags and can neither make nor end a key.
 * @returns its alias
 */
export async function makeIssuerKey(client: KMSClient, stage: string, tenantId: string): Promise<string> {
  const alias = issuerAlias(stage, tenantId)
  try {
    await kmsKey(client, alias).spki()
    return alias
  } catch (error) {
    if (!(error instanceof KeyFailure) || error.name !== "KeyMissing") throw error
  }
  const tags = { "beschlussweg:stage": stage, "beschlussweg:purpose": "issuer", "beschlussweg:tenant": tenantId }
  return judged(alias, async () => {
    const { KeyMetadata } = await client.send(
      new CreateKeyCommand({
        KeySpec: "ECC_NIST_P256",
        KeyUsage: "SIGN_VERIFY",
        Description: `Ausstellende Stelle ${tenantId} (${stage})`,
        Tags: Object.entries(tags).map(([TagKey, TagValue]) => ({ TagKey, TagValue })),
      }),
    )
    await client.send(new CreateAliasCommand({ AliasName: alias, TargetKeyId: KeyMetadata?.KeyId }))
    return alias
  })
}

/** Days in which an ended key can still be called back. */
const PENDING_DAYS = 30

/** Ends a tenant's key: from now on nobody signs with it. @returns false where there is none, or it is ending already */
export async function endIssuerKey(client: KMSClient, stage: string, tenantId: string): Promise<boolean> {
  const alias = issuerAlias(stage, tenantId)
  try {
    return await judged(alias, async () => {
      const { KeyId } = await client.send(new GetPublicKeyCommand({ KeyId: alias }))
      await client.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: PENDING_DAYS }))
      return true
    })
  } catch (error) {
    // Scheduled for deletion it is in no state to be asked: it has been ended.
    if (error instanceof KeyFailure && (error.name === "KeyMissing" || error.name === "KeyDisabled")) return false
    throw error
  }
}
