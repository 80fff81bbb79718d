/**
 * The operator's only way into a house: founding it, its sign-in, letting its first two administrators in, and whether work
 * that is owed there keeps failing. Nothing else can be read here.
 */
import { z } from "zod"
import type { Ctx } from "../context.ts"
import { Duty, type DutyKind } from "../duty.ts"
import * as Member from "../member/index.ts"
import { found, provide, type Settings, SignIn, TENANT, Tenant } from "../tenant.ts"

/** Who gets in first. Two, because giving a signing function takes two administrators. */
export const Administrator = z.strictObject({
  name: z.string().trim().min(1).max(120),
  title: z.string().trim().max(120).optional(),
  mail: z.email().max(200).optional(),
})
export type Administrator = z.infer<typeof Administrator>

/** Where the people of a house sign in. */
export const Provider = SignIn.pick({ issuer: true, clientId: true, clientAuth: true })
export type Provider = z.infer<typeof Provider>

export interface Houses {
  exists(tenantId: string): Promise<boolean>
  /** writes the first item of a house; where it stands already nothing is changed */
  found(settings: Settings): Promise<void>
  /** says where the people of a house sign in; everything else of its settings stays */
  provide(tenantId: string, at: Provider): Promise<void>
  /**
   * Invites a first administrator under an id that was chosen before, so that doing it again makes nobody twice; a new
   * code replaces the old one. @throws AppError refused where the house can invite for itself
   */
  invite(tenantId: string, personId: string, who: Administrator): Promise<{ readonly code: string }>
  /** kind, failed attempts and code of the last failure of a duty; undefined where it never failed or is done */
  failure(
    tenantId: string,
    key: string,
  ): Promise<{ readonly kind: DutyKind; readonly attempts: number; readonly error: string } | undefined>
}

/** @param open context of the operator in a house */
export function houses(open: (tenantId: string) => Ctx): Houses {
  const exists = async (tenantId: string) => (await open(tenantId).table.get(TENANT, Tenant)) !== undefined
  return {
    exists,
    async found(settings) {
      if (!(await exists(settings.id))) await found(open(settings.id), settings)
    },
    provide: (tenantId, at) => provide(open(tenantId), at),
    invite: (tenantId, personId, who) =>
      Member.enrol(open(tenantId), { ...who, functions: [{ role: "administration", as: "selbst" }] }, personId),
    async failure(tenantId, key) {
      if (!key.startsWith("duty/")) throw new Error("only duties are looked at")
      const duty = (await open(tenantId).table.get(key, Duty))?.value
      if (!duty || duty.attempts === 0) return undefined
      return { kind: duty.kind, attempts: duty.attempts, error: duty.lastError ?? "unknown" }
    },
  }
}
