/** What a house's own sign-in says about functions (role mapping): given and taken with every sign-in, never one that signs. */
import { RevConflict } from "../context.ts"
import type { Assignment } from "../role.ts"
import { house, type SignIn, signing } from "../tenant.ts"
import { type Books, commitMember, stored } from "./change.ts"
import { checkFunctions } from "./check.ts"
import { equal, type Member, nameless } from "./item.ts"

const ATTEMPTS = 5

/** Functions that the claims of an ID token give in a house. A claim is a text or a list of texts; anything else says nothing. */
export function fromClaims(mapping: SignIn["roleMapping"], claims: Readonly<Record<string, unknown>>): Assignment[] {
  const found = mapping.flatMap(({ claim, value, role, amtId, gremiumId }): Assignment[] => {
    const said = Object.hasOwn(claims, claim) ? claims[claim] : undefined
    const holds = Array.isArray(said) ? said.includes(value) : said === value
    return holds ? [{ role, amtId, gremiumId, as: "selbst", source: "idp" }] : []
  })
  return found.filter((f, i) => !found.slice(0, i).some((o) => equal(o, f)))
}

/**
 * Makes exactly the functions with source "idp" equal what the sign-in gives now. What administrators gave stays; a guarded
 * function, or one that no longer fits the house, is left out whatever the mapping says. Writes only a change.
 * @returns the person as he stands afterwards
 */
export async function sync(ctx: Books, personId: string, functions: readonly Assignment[]): Promise<Member> {
  for (let attempt = 1; ; attempt++) {
    const before = await stored(ctx.table, personId)
    const own = before.value.functions.filter((f) => f.source === undefined)
    const had = before.value.functions.filter((f) => f.source === "idp")
    if (!before.value.active || (functions.length === 0 && had.length === 0)) return before.value
    const tenant = await house(ctx.table)
    const guarded = signing(tenant)
    const given: Assignment[] = []
    for (const { role, amtId, gremiumId } of functions) {
      const f: Assignment = { role, amtId, gremiumId, as: "selbst", source: "idp" }
      if (!guarded.includes(role) && fits(() => checkFunctions(tenant, personId, [...given, f]))) given.push(f)
    }
    if (given.length === had.length && given.every((g) => had.some((h) => equal(g, h)))) return before.value
    const next = { ...before.value, functions: [...own, ...given] }
    const data = { personId, functions: nameless(given) }
    const self: Books = { ...ctx, actor: { personId, name: before.value.name, functions: [] } }
    try {
      return await commitMember(self, before, next, [{ type: "member.mapped", data }])
    } catch (error) {
      if (!(error instanceof RevConflict) || attempt >= ATTEMPTS) throw error
    }
  }
}

/** A mapping is checked when it is set; an Amt or Gremium that was given up since must not keep anybody from signing in. */
function fits(check: () => void): boolean {
  try {
    check()
    return true
  } catch {
    return false
  }
}
