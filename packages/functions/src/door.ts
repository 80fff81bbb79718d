/** Builds what tells who somebody is, from the world and its secrets. */
import { createHmac } from "node:crypto"
import { PublicHouse, PublicId, publicHouseKey } from "@beschlussweg/core/publication/item"
import type { SignIn } from "@beschlussweg/core/tenant"
import type { Context } from "hono"
import { accounts } from "./account.ts"
import { type AuthDeps, type Door, NOBODY, type Open } from "./auth.ts"
import { lazily } from "./lazily.ts"
import { take } from "./limit.ts"
import { sessions } from "./session.ts"
import type { World } from "./world.ts"

// Enough to tell connections apart for ten minutes, too few to tell which one it was.
const GROUPS = 4096

export interface DoorOptions {
  readonly stage: string
  readonly origins: readonly string[]
  readonly operator?: SignIn | undefined
  /** address a request comes from, as the entry point knows it; undefined where there is none */
  readonly address: (c: Context) => string | undefined
}

export async function openDoor(world: World, options: DoorOptions): Promise<AuthDeps> {
  const { secrets, now } = world
  const { stage, origins, operator, address } = options
  const clientKey = await secrets.pair("client")
  const salt = secrets.bytes("source")
  const ctx: AuthDeps["ctx"] = (tenantId, actor, client, proof) => world.ctx(tenantId, actor, client, proof)
  // Loaded with the first sign-in: most requests bring a session.
  const provider = lazily(async () => {
    const { party } = await import("./oidc.ts")
    return party({ stage, now, clientKey: { key: clientKey.privateKey, kid: clientKey.kid } })
  })
  const signin = secrets.bytes("signin")
  const passing = lazily(async () => (await import("./transaction.ts")).transactions(signin, now))
  const door: Door = {
    sessions: sessions(await secrets.pair("session"), now),
    transactions: {
      seal: async (...given) => (await passing()).seal(...given),
      open: async (...given) => (await passing()).open(...given),
    },
    party: {
      begin: async (...given) => (await provider()).begin(...given),
      finish: async (...given) => (await provider()).finish(...given),
      farewell: async (...given) => (await provider()).farewell(...given),
    },
    accounts: accounts(
      world.system.registry,
      (tenantId) => ctx(tenantId, { personId: "anmeldung", name: "", functions: [] }, "api", NOBODY).table,
    ),
    now,
    operator,
    jwks: { keys: [clientKey.publicJwk] },
    source: (c) => {
      const hash = createHmac("sha256", salt)
        .update(address(c) ?? "")
        .digest()
      return String(hash.readUInt32BE(0) % GROUPS)
    },
  }
  const closed = (tenantId: string) => world.gate.closed(tenantId)
  return { door, origins, ctx, closed, open: openOf(world), operators: (who) => world.operator(who) }
}

function openOf(world: World): Open {
  const { registry } = world.system
  // A public id belongs to its house for ever, so what was read once need not be read again.
  const known = new Map<string, string>()
  return {
    async house(publicId) {
      if (!PublicId.safeParse(publicId).success) return undefined
      const found = known.get(publicId) ?? (await registry.get(publicHouseKey(publicId), PublicHouse))?.value.tenantId
      if (found !== undefined) known.set(publicId, found)
      return found
    },
    linked: (token) => world.linked(token),
    expected: (token) => world.expected(token),
    count: (source, kind = "lookup") => take(registry, source, kind, world.now()),
  }
}
