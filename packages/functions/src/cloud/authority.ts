/** Issuing authorities whose keys lie in KMS: the certificate stands in the registry, and the worker's process holds no key. */
import { createHash } from "node:crypto"
import type { Signer, Table } from "@beschlussweg/core/context"
import * as Certificate from "@beschlussweg/pdf/certificate"
import { endIssuerKey, issuerAlias, type kmsClient, kmsKey, makeIssuerKey } from "@beschlussweg/store/kms"
import { z } from "zod"
import type { Authorities } from "../workshop.ts"

/** In the registry at `authority/<tenantId>`. */
export const AuthorityItem = z.strictObject({
  version: z.literal(1),
  tenantId: z.string(),
  /** PEM, signed by the root */
  certificate: z.string(),
  /** the root's revocation lists (DER, base64): the root is offline, so they were made with the certificate */
  lists: z.array(z.string()),
})
export const authorityKey = (tenantId: string): string => `authority/${tenantId}`

/** A house whose authority was not made yet: only an operator with the root key can. */
export class AuthorityMissing extends Error {
  constructor(tenantId: string) {
    super(`${tenantId} has no issuing authority`)
    this.name = "AuthorityMissing"
  }
}

export interface KmsAuthorities {
  readonly registry: Table
  readonly kms: ReturnType<typeof kmsClient>
  readonly stage: string
  /** the root certificate, PEM */
  readonly ca: string
  /** the root with its key: only on the operator's machine */
  readonly root?: Signer | undefined
}

export function kmsAuthorities({ registry, kms, stage, ca, root }: KmsAuthorities): Authorities {
  const load = async (tenantId: string) => (await registry.get(authorityKey(tenantId), AuthorityItem))?.value
  const make = async (by: Signer, tenantId: string, organisation: string, at: Date) => {
    const { spki } = kmsKey(kms, await makeIssuerKey(kms, stage, tenantId))
    const certificate = await Certificate.createAuthority(by, await spki(), organisation, at)
    const value: z.infer<typeof AuthorityItem> = {
      version: 1,
      tenantId,
      certificate: Certificate.toPem(certificate),
      lists: [Buffer.from(await Certificate.crl(by, at)).toString("base64")],
    }
    await registry.commit([], [{ put: authorityKey(tenantId), value, rev: "new" }])
    return value
  }
  return {
    ca,
    async issuer(tenantId, organisation, at) {
      const item = (await load(tenantId)) ?? (root && (await make(root, tenantId, organisation, at)))
      if (!item) throw new AuthorityMissing(tenantId)
      const [certificate] = Certificate.fromPem(item.certificate)
      const key = kmsKey(kms, issuerAlias(stage, tenantId))
      // A key that was exchanged would sign what nobody can verify; that is found here and not in ten years.
      if (!certificate || !Buffer.from(Certificate.publicKeyOf(certificate)).equals(Buffer.from(await key.spki())))
        throw new Error(`the key of ${tenantId} is not the one that its certificate names`)
      const lists = item.lists.map((list) => Buffer.from(list, "base64"))
      return Certificate.issuer(Certificate.signer(certificate, [], key), async () => lists)
    },
    async fingerprint(tenantId) {
      const item = await load(tenantId)
      const [certificate] = item === undefined ? [] : Certificate.fromPem(item.certificate)
      return certificate && createHash("sha256").update(certificate).digest("hex")
    },
    async retire(tenantId) {
      // The key first: a certificate alone can do nothing.
      const ended = await endIssuerKey(kms, stage, tenantId)
      const stored = await registry.get(authorityKey(tenantId), AuthorityItem)
      if (stored) await registry.commit([], [{ drop: stored.key, rev: stored.rev }])
      return ended || stored !== undefined
    },
  }
}
