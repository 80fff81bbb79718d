/** Functions are given and taken: at once where nobody signs with them, by two administrators where somebody does. */
import { z } from "zod"
import type { Ctx } from "../context.ts"
import { AppError } from "../error.ts"
import { Ref } from "../id.ts"
import { Assignment } from "../role.ts"
import { house, signing } from "../tenant.ts"
import { verb } from "../verb.ts"
import { commitMember, notSelf, office } from "./change.ts"
import { checkFunctions, checkNames } from "./check.ts"
import { Member, memberKey, nameless, state } from "./item.ts"
import { named, openProposal, propose, requireHeld, sort, told } from "./proposal.ts"

/**
 * What an administrator writes about a person. What is left out stays as it is, an empty word takes it away. What the
 * sign-in gives is neither given nor taken here.
 */
export const Person = z.strictObject({
  personId: Ref,
  name: z.string().trim().min(1).max(120),
  title: z.string().trim().max(120).optional(),
  phone: z.string().trim().max(40).optional(),
  mail: z.literal("").or(z.email().max(200)).optional(),
  functions: z.array(Assignment).max(60),
})
export type Person = z.infer<typeof Person>

/** An empty word is none: on paper the word of the step stands in place of a missing title. */
export const wordsOf = <T extends Pick<Person, "title" | "phone" | "mail">>(given: T): T => {
  const empty = (["title", "phone", "mail"] as const).filter((name) => given[name] === "")
  return { ...given, ...Object.fromEntries(empty.map((name) => [name, undefined])) }
}

/** Adds a person without a sign-in of his own (who only signs on paper, or is invited later), or changes one. */
export const put = verb(
  {
    name: "member.put",
    may: "people.write",
    input: Person.extend({ rev: z.int().min(1).optional() }),
    summary:
      "Person anlegen oder ändern. Zeichnende Funktionen und die Administration gelten erst, wenn eine zweite Person der Mandantenadministration sie bestätigt hat.",
  },
  async (ctx, { rev, ...input }) => {
    notSelf(ctx, input.personId)
    const { checks } = await office(ctx)
    const before = await ctx.table.get(memberKey(input.personId), Member)
    if (rev !== undefined && rev !== before?.rev)
      throw new AppError(
        "conflict",
        "member.superseded",
        "Inzwischen hat jemand anderes diese Person geändert. Bitte laden Sie sie neu und tragen Sie Ihre Änderung noch einmal ein.",
      )
    if (before && state(before.value) === "ausgeschieden")
      throw new AppError(
        "refused",
        "member.left",
        "Diese Person ist ausgeschieden. Bitte laden Sie sie neu ein; danach geben Sie ihr Funktionen.",
      )
    const tenant = await house(ctx.table)
    const functions = await named(ctx, input.functions)
    checkNames(input.name, input.title)
    checkFunctions(tenant, input.personId, functions)
    const sorted = sort(before?.value.functions ?? [], functions, signing(tenant))
    await requireHeld(ctx, sorted.add)
    const open = await openProposal(ctx, input.personId)
    const proposed = await propose(ctx, input.personId, sorted, sorted.now, open)
    const base = before?.value ?? { version: 1 as const, active: true, absences: [], deputies: [] }
    const next = { ...base, ...wordsOf(input), functions: sorted.now }
    const data = { personId: input.personId, functions: nameless(sorted.now), active: next.active }
    const type = before ? "member.changed" : "member.added"
    const value = await commitMember(ctx, before, next, [{ type, data }, ...proposed.happenings], {
      writes: [...proposed.writes, ...checks],
    })
    return told(value, proposed.proposal)
  },
)

/**
 * The operator's way to the first people of a new house, and the demo's: everything holds at once, because nobody is there
 * who could confirm. No verb and no route leads here.
 */
export async function write(ctx: Ctx, input: z.input<typeof Person>): Promise<Member> {
  const person = Person.parse(input)
  const before = await ctx.table.get(memberKey(person.personId), Member)
  checkNames(person.name, person.title)
  const functions = await named(ctx, person.functions)
  checkFunctions(await house(ctx.table), person.personId, functions)
  const base = before?.value ?? { version: 1 as const, active: true, absences: [], deputies: [] }
  const next = { ...base, ...wordsOf(person), functions }
  const data = { personId: person.personId, functions: nameless(functions), active: next.active }
  const type = before ? "member.changed" : "member.added"
  return commitMember(ctx, before, next, [{ type, data }], { founding: true })
}
