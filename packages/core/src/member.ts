/** People of a house (Mitglieder): their functions and deputies. Memberships have partitions of their own. */
import { z } from "zod"
import type { Actor, Table } from "./context.ts"
import { AppError } from "./error.ts"
import { append, EMPTY, Head } from "./fact.ts"
import { uncovered } from "./glyph.ts"
import { Assignment } from "./role.ts"
import { stamp } from "./tenant.ts"
import { verb } from "./verb.ts"

export const Member = z.strictObject({
  version: z.literal(1),
  personId: z.string().regex(/^[A-Za-z0-9_-]{1,60}$/),
  name: z.string().min(1).max(120),
  /** own word for the function on paper: "Dezernentin"; the step's label when absent */
  title: z.string().max(120).optional(),
  phone: z.string().max(40).optional(),
  functions: z.array(Assignment),
  active: z.boolean(),
  head: Head,
})
export type Member = z.infer<typeof Member>

export const memberKey = (personId: string): string => `member/${personId}/root`
const INDEX = "list/member"

export async function load(table: Table, personId: string): Promise<Member | undefined> {
  const stored = await table.get(memberKey(personId), Member)
  return stored?.value.active ? stored.value : undefined
}

/** All people of the house by id: the active ones, unless those who have left are asked for, too. */
export async function all(table: Table, whom: "active" | "left too" = "active"): Promise<Member[]> {
  const found: Member[] = []
  let cursor: string | undefined
  do {
    const page = await table.listIndex(INDEX, Member, { cursor })
    found.push(...page.items.map((i) => i.value))
    cursor = page.cursor
  } while (cursor)
  return found.filter((m) => m.active || whom === "left too")
}

export const asActor = (m: Member): Actor => ({ personId: m.personId, name: m.name, functions: m.functions })

export const list = verb(
  {
    name: "member.list",
    may: "house.read",
    input: z.strictObject({}),
    summary: "Personen des Hauses mit ihren Funktionen.",
  },
  async (ctx) => (await all(ctx.table)).map(({ head: _, ...m }) => m),
)

const Put = Member.omit({ version: true, head: true })

/** Adds or changes a person. Nobody gives a function to himself. */
export const put = verb(
  { name: "member.put", may: "people.write", input: Put, summary: "Person anlegen oder ihre Funktionen ändern." },
  async (ctx, input) => {
    if (input.personId === ctx.actor.personId)
      throw new AppError(
        "refused",
        "member.self",
        "Die eigenen Funktionen ändert eine andere Person der Mandantenadministration.",
      )
    await write(ctx, input)
  },
)

/** The write behind `put`; also the operator's way to the first administrators of a new tenant. */
export async function write(
  ctx: Parameters<typeof stamp>[0] & { table: Table },
  input: z.infer<typeof Put>,
): Promise<void> {
  for (const f of input.functions) {
    if (f.from !== undefined && f.to !== undefined && f.to < f.from)
      throw new AppError("input", "member.period", "Das Ende der Vertretung liegt vor ihrem Beginn.")
    if (f.as !== "selbst" && f.forId === undefined)
      throw new AppError("input", "member.for", "Bei einer Vertretung fehlt, wen sie vertritt.")
  }
  const missing = uncovered([input.name, input.title ?? ""].join(" "))
  if (missing.length > 0)
    throw new AppError(
      "input",
      "glyph.missing",
      `Namen stehen auf den Papieren. Dieses Zeichen kann nicht gedruckt werden: ${missing.join(" ")}`,
    )
  const key = memberKey(input.personId)
  const stored = await ctx.table.get(key, Member)
  const log = `member-${input.personId}`
  // Without names: who held what, for whom and from when to when must be known years later.
  const functions = input.functions.map(({ forName: _, ...f }) => f)
  const { head, facts } = await append(
    log,
    stored?.value.head ?? EMPTY,
    [
      {
        type: stored ? "member.changed" : "member.added",
        data: { personId: input.personId, functions, active: input.active },
      },
    ],
    stamp(ctx),
  )
  const value: Member = { ...input, version: 1, head }
  await ctx.table.commit(facts, [{ put: key, value, rev: stored?.rev ?? "new", index: `${INDEX}/${input.personId}` }])
}
