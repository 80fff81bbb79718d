/** Service accounts (Dienstkonten): keys with which a machine reads or writes in one house, within limits and for a time. */
import { z } from "zod"
import { sha256 } from "./canonical.ts"
import { Sha256 } from "./content.ts"
import type { Actor, Table } from "./context.ts"
import { addDays, dayOf } from "./day.ts"
import { AppError, notFound } from "./error.ts"
import { append, EMPTY, Head } from "./fact.ts"
import { Ref } from "./id.ts"
import { MACHINE, MAX_DAYS, scopesOf } from "./key/scope.ts"
import { Day } from "./paper.ts"
import { Action, ROLE_LABEL, Role } from "./role.ts"
import { house, stamp } from "./tenant.ts"
import { verb } from "./verb.ts"

export { MACHINE, MAX_DAYS, scopesOf } from "./key/scope.ts"

const MAX_KEYS = 200

export const Key = z.strictObject({
  version: z.literal(1),
  keyId: z.string(),
  /** what the machine is for: "Ratsinformationssystem" */
  name: z.string().min(1).max(120),
  role: Role.extract(MACHINE),
  /** body of a Geschäftsstelle */
  gremiumId: z.string().optional(),
  scopes: z.array(Action).min(1),
  /** the secret itself is shown once and kept nowhere */
  secretSha256: Sha256,
  createdAt: z.iso.datetime(),
  createdBy: z.string(),
  /** last day on which it works */
  expiresOn: Day,
  revokedAt: z.iso.datetime().optional(),
  head: Head,
})
export type Key = z.infer<typeof Key>

const keyKey = (keyId: string): string => `key/${keyId}/root`
const INDEX = "list/key"

const shown = ({ head: _, secretSha256: __, version: ___, ...key }: Key, today: Day) => ({
  ...key,
  works: key.revokedAt === undefined && today <= key.expiresOn,
})

/** @returns the token, which nobody can be shown again: `bw_<house>_<key>_<secret>` */
export const create = verb(
  {
    name: "key.create",
    may: "key.write",
    summary: "Dienstkonto mit Schlüssel anlegen; das Geheimnis wird nur hier gezeigt.",
    input: z.strictObject({
      name: Key.shape.name,
      role: Key.shape.role,
      gremiumId: Ref.optional(),
      /** default: everything that the function's keys can do */
      scopes: z.array(Action).min(1).max(Action.options.length).optional(),
      expiresOn: Day,
    }),
  },
  async (ctx, input) => {
    const { role, gremiumId, name, expiresOn } = input
    const today = dayOf(ctx.now())
    if (expiresOn < today || expiresOn > addDays(today, MAX_DAYS))
      throw new AppError(
        "input",
        "key.period",
        `Ein Schlüssel gilt bis zu einem Tag zwischen heute und in ${MAX_DAYS} Tagen.`,
      )
    const possible = scopesOf(role)
    const scopes = [...new Set(input.scopes ?? possible)].sort()
    const beyond = scopes.filter((s) => !possible.includes(s))
    if (beyond.length > 0)
      throw new AppError(
        "refused",
        "key.scopes",
        `Diese Rechte kann ein Schlüssel mit der Funktion ${ROLE_LABEL[role]} nicht haben: ${beyond.join(", ")}. Möglich sind: ${possible.join(", ")}.`,
      )
    const { gremien } = await house(ctx.table)
    if (gremiumId !== undefined && !gremien.some((g) => g.id === gremiumId)) throw notFound()
    if ((role === "geschaeftsstelle") !== (gremiumId !== undefined))
      throw new AppError(
        "input",
        "key.gremium",
        "Eine Geschäftsstelle nennt ihr Gremium (gremiumId), andere Funktionen keines.",
      )
    if ((await every(ctx.table)).filter((k) => k.revokedAt === undefined && today <= k.expiresOn).length >= MAX_KEYS)
      throw new AppError(
        "limit",
        "key.count",
        `Ein Haus hat höchstens ${MAX_KEYS} gültige Schlüssel. Bitte widerrufen Sie einen, der nicht mehr gebraucht wird.`,
      )
    const keyId = ctx.id("key")
    const secret = base64url(crypto.getRandomValues(new Uint8Array(32)))
    const data = { keyId, role, ...(gremiumId === undefined ? {} : { gremiumId }), scopes, expiresOn }
    const { head, facts } = await append(`key-${keyId}`, EMPTY, [{ type: "key.created", data }], stamp(ctx))
    const value: Key = {
      version: 1,
      keyId,
      name,
      role,
      ...(gremiumId === undefined ? {} : { gremiumId }),
      scopes,
      secretSha256: await sha256(secret),
      createdAt: ctx.now().toISOString(),
      createdBy: ctx.actor.personId,
      expiresOn,
      head,
    }
    await ctx.table.commit(facts, [{ put: keyKey(keyId), value, rev: "new", index: `${INDEX}/${keyId}` }])
    return { ...shown(value, today), token: `bw_${ctx.tenantId}_${keyId}_${secret}` }
  },
)

export const list = verb(
  {
    name: "key.list",
    may: "key.write",
    input: z.strictObject({}),
    summary: "Dienstkonten des Hauses, ohne Geheimnisse.",
  },
  async (ctx) => (await every(ctx.table)).map((k) => shown(k, dayOf(ctx.now()))),
)

async function every(table: Table): Promise<Key[]> {
  const found: Key[] = []
  let cursor: string | undefined
  do {
    const page = await table.listIndex(INDEX, Key, { cursor })
    found.push(...page.items.map((i) => i.value))
    cursor = page.cursor
  } while (cursor)
  return found
}

/** Ends a key at once. Revoking it again changes nothing. */
export const revoke = verb(
  {
    name: "key.revoke",
    may: "key.write",
    input: z.strictObject({ keyId: Ref }),
    summary: "Schlüssel sofort ungültig machen.",
  },
  async (ctx, { keyId }) => {
    const stored = await ctx.table.get(keyKey(keyId), Key)
    if (!stored) throw notFound()
    if (stored.value.revokedAt !== undefined) return
    const { head, facts } = await append(
      `key-${keyId}`,
      stored.value.head,
      [{ type: "key.revoked", data: { keyId } }],
      stamp(ctx),
    )
    const value: Key = { ...stored.value, revokedAt: ctx.now().toISOString(), head }
    await ctx.table.commit(facts, [{ put: keyKey(keyId), value, rev: stored.rev, index: `${INDEX}/${keyId}` }])
  },
)

const TOKEN = /^bw_([a-z0-9-]{2,40})_(key_[0-9A-HJKMNP-TV-Z]{26})_([A-Za-z0-9_-]{43})$/

/** The parts of a token, or undefined for anything that can be none. */
export function parts(token: string): { tenantId: string; keyId: string; secret: string } | undefined {
  const [, tenantId, keyId, secret] = TOKEN.exec(token) ?? []
  return tenantId === undefined || keyId === undefined || secret === undefined ? undefined : { tenantId, keyId, secret }
}

/**
 * The machine that holds this secret, limited to its scopes: one read.
 * @returns undefined for an unknown, wrong, expired or revoked key; nobody learns which
 */
export async function authenticate(
  table: Table,
  { keyId, secret }: { readonly keyId: string; readonly secret: string },
  now: Date,
): Promise<Actor | undefined> {
  const [stored, given] = await Promise.all([table.get(keyKey(keyId), Key), sha256(secret)])
  // Compared even where there is no such key, so that both take the same way.
  const same = equal(given, stored?.value.secretSha256 ?? "0".repeat(64))
  if (!stored || !same || stored.value.revokedAt !== undefined || dayOf(now) > stored.value.expiresOn) return undefined
  const { role, gremiumId, scopes, name } = stored.value
  return {
    personId: keyId,
    name,
    functions: [{ role, as: "selbst", ...(gremiumId === undefined ? {} : { gremiumId }) }],
    scopes,
  }
}

/** Without stopping at the first difference. */
function equal(a: string, b: string): boolean {
  let difference = a.length ^ b.length
  for (let i = 0; i < a.length; i++) difference |= a.charCodeAt(i) ^ b.charCodeAt(i)
  return difference === 0
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "")
}
