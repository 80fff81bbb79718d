/** What one sign-in must remember between leaving and coming back: encrypted in a cookie of ten minutes, for this browser only. */
import * as errors from "jose/errors"
import { jwtDecrypt } from "jose/jwt/decrypt"
import { EncryptJWT } from "jose/jwt/encrypt"
import { z } from "zod"

/** One per browser: a later sign-in replaces an earlier one that was not finished. */
export const TRANSACTION_COOKIE = "__Host-beschlussweg-anmeldung"
export const TRANSACTION_SECONDS = 10 * 60
const TYPE = "beschlussweg-signin+jwt"

const Transaction = z.object({
  tenantId: z.string(),
  /** as the house's settings named them when it began */
  issuer: z.string(),
  clientId: z.string(),
  redirectUri: z.string(),
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  freshSince: z.string().optional(),
  /** account that had to sign in anew: nobody else may come back in its place */
  again: z.string().optional(),
  /** own path to go on to */
  onwards: z.string(),
  /** code of an invitation that is taken with this sign-in */
  code: z.string().optional(),
})
export type Transaction = z.infer<typeof Transaction>

export interface Transactions {
  seal(transaction: Transaction): Promise<string>
  /** undefined for anything that is not ours, or too old */
  open(text: string): Promise<Transaction | undefined>
}

/** @param secret 32 bytes, the same on every machine of a stage */
export function transactions(secret: Uint8Array, now: () => Date): Transactions {
  return {
    async seal(transaction) {
      const at = Math.floor(now().getTime() / 1000)
      return new EncryptJWT({ ...transaction })
        .setProtectedHeader({ alg: "dir", enc: "A256GCM", typ: TYPE })
        .setIssuedAt(at)
        .setExpirationTime(at + TRANSACTION_SECONDS)
        .encrypt(secret)
    },
    async open(text) {
      try {
        const { payload } = await jwtDecrypt(text, secret, {
          keyManagementAlgorithms: ["dir"],
          contentEncryptionAlgorithms: ["A256GCM"],
          typ: TYPE,
          requiredClaims: ["iat", "exp"],
          maxTokenAge: TRANSACTION_SECONDS,
          currentDate: now(),
        })
        return Transaction.parse(payload)
      } catch (error) {
        if (error instanceof errors.JOSEError) return undefined
        throw error
      }
    },
  }
}
