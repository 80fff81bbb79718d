/** People of the operator (Personen des Betriebs): who they are, what they may, and the keys of their command line. */
import { z } from "zod"
import { AccountId } from "../account.ts"
import { sha256 } from "../canonical.ts"
import type { Stored, Table } from "../context.ts"
import { AppError } from "../error.ts"
import { append, EMPTY } from "../fact.ts"
import { listed, OPERATORS, Operator, operatorKey } from "./item.ts"
import { type OperatorCtx, OperatorRole, operatorVerb, requireOperator, stampOf } from "./verb.ts"

/** Acts until the first operator is written down, and on a developer's machine; it never deletes. */
export const LOCAL_OPERATOR = { accountId: "local", roles: ["betrieb"] } as const

const Put = z.strictObject({
  accountId: Operator.shape.accountId,
  name: Operator.shape.name,
  roles: z.array(OperatorRole).max(2),
  active: z.boolean(),
})

/** Adds or changes a person of the operator. Nobody changes himself. */
export const put = operatorVerb(
  {
    name: "operator.put",
    may: "betrieb",
    input: Put,
    summary: "Person des Betriebs eintragen, ihre Funktionen ändern oder beenden.",
  },
  async (ctx, input) => {
    if (input.accountId === ctx.operator.accountId)
      throw new AppError("refused", "operator.self", "Die eigenen Funktionen ändert eine andere Person des Betriebs.")
    if (input.accountId === LOCAL_OPERATOR.accountId)
      throw new AppError("input", "operator.id", "Diese Kennung ist vergeben.")
    const stored = await ctx.registry.get(operatorKey(input.accountId), Operator)
    await keep(ctx, stored, { ...(stored?.value ?? { version: 1 }), ...input, givenBy: ctx.operator.accountId })
    return { accountId: input.accountId }
  },
)

/** A new key for the command line; the one before is void. Only its SHA-256 is kept. */
export const rekey = operatorVerb(
  {
    name: "operator.rekey",
    may: "any",
    input: z.strictObject({ accountId: Operator.shape.accountId }),
    summary: "Eigenen Schlüssel für die Befehlszeile ausgeben; der bisherige gilt nicht mehr.",
  },
  async (ctx, { accountId }) => {
    const me = ctx.operator.accountId
    if (accountId !== me) requireOperator(ctx, { may: "betrieb" })
    const stored = await ctx.registry.get(operatorKey(accountId), Operator)
    if (!stored?.value.active) throw new AppError("input", "operator.unknown", "Diese Person gehört nicht zum Betrieb.")
    const { keySha256, givenBy } = stored.value
    // Whoever could take a key for somebody else could act as two. Only who has no other way in is handed his first one.
    const first = keySha256 === undefined && givenBy === me && !AccountId.safeParse(accountId).success
    if (accountId !== me && !first)
      throw new AppError(
        "refused",
        "operator.key",
        "Einen Schlüssel holt sich jede Person selbst: angemeldet oder mit dem bisherigen Schlüssel. Hat sie keins von beiden mehr, beenden Sie die Person und tragen Sie sie neu ein.",
      )
    const secret = Array.from(crypto.getRandomValues(new Uint8Array(32)), (b) => b.toString(16).padStart(2, "0")).join(
      "",
    )
    await keep(ctx, stored, { ...stored.value, keySha256: await sha256(secret) })
    return { key: `bwb_${accountId}_${secret}` }
  },
)

export const people = operatorVerb(
  {
    name: "operator.people",
    may: "betrieb",
    input: z.strictObject({}),
    summary: "Personen des Betriebs mit ihren Funktionen.",
  },
  async (ctx) =>
    (await listed(ctx.registry, OPERATORS, Operator)).map(({ accountId, name, roles, active, givenBy }) => ({
      accountId,
      name,
      roles,
      active,
      givenBy,
    })),
)

async function keep(
  ctx: OperatorCtx,
  stored: Stored<Operator> | undefined,
  next: Omit<Operator, "head">,
): Promise<void> {
  const { accountId, roles, active, keySha256 } = next
  const type = !stored ? "operator.added" : keySha256 !== stored.value.keySha256 ? "operator.keyed" : "operator.changed"
  const { head, facts } = await append(
    `operator-${accountId}`,
    stored?.value.head ?? EMPTY,
    [{ type, data: { accountId, roles, active } }],
    stampOf(ctx),
  )
  // A person who was ended and comes back has no key from before.
  const value: Operator = { ...next, keySha256: active ? keySha256 : undefined, head }
  const put = { put: operatorKey(accountId), value, rev: stored?.rev ?? ("new" as const) }
  await ctx.registry.commit(facts, [{ ...put, index: `${OPERATORS}/${accountId}` }])
}

type Known = OperatorCtx["operator"]

/** The operator behind an account that was proved; undefined for everybody else. One read. */
export async function operatorOf(registry: Table, accountId: string): Promise<Known | undefined> {
  if (!Operator.shape.accountId.safeParse(accountId).success) return undefined
  const stored = await registry.get(operatorKey(accountId), Operator)
  return stored?.value.active ? { accountId, roles: stored.value.roles } : undefined
}

const KEY = /^bwb_([A-Za-z0-9_-]{1,80})_([0-9a-f]{64})$/

/** The operator who holds this key; undefined for any other word. */
export async function holderOf(registry: Table, key: string): Promise<Known | undefined> {
  const [, accountId, secret] = KEY.exec(key) ?? []
  if (accountId === undefined || secret === undefined) return undefined
  const stored = await registry.get(operatorKey(accountId), Operator)
  if (!stored?.value.active || stored.value.keySha256 !== (await sha256(secret))) return undefined
  return { accountId, roles: stored.value.roles }
}

/** Whether anybody at all is written down as operator. */
export async function anyOperator(registry: Table): Promise<boolean> {
  return (await registry.listIndex(OPERATORS, Operator, { limit: 1 })).items.length > 0
}
