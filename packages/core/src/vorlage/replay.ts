/** Replay: the state of a chain from its facts and the frozen content they name. */
import { z } from "zod"
import { apply, type Chain, isMove, moveOf } from "../chain/index.ts"
import type { Ctx } from "../context.ts"
import { Fact } from "../fact.ts"
import type { Frozen } from "./item.ts"

/** The chain of a Fassung at its first moment; replaying a log starts here too. */
export function begin(frozen: Frozen, hash: string, { at }: { readonly at: string }): Chain {
  return {
    version: 1,
    vorlageId: frozen.vorlageId,
    template: frozen.template,
    fassung: frozen.fassung,
    sha256: hash,
    pdfSha256: null,
    state: "issuing",
    since: at,
    authorId: frozen.authorId,
    submittedBy: frozen.submittedBy,
    steps: frozen.steps,
  }
}

export async function factsOf(ctx: Pick<Ctx, "table">, logId: string): Promise<Fact[]> {
  const facts: Fact[] = []
  let cursor: string | undefined
  do {
    const page = await ctx.table.list(`fact/${logId}`, Fact, { cursor })
    facts.push(...page.items.map((i) => i.value))
    cursor = page.cursor
  } while (cursor)
  return facts
}

const Submitted = z.object({ sha256: z.string(), fassung: z.int() })

/**
 * State of the chain from its facts and the frozen content they name: what the stored chain must equal. With `until`,
 * the last state of that earlier Fassung.
 */
export async function replay(
  facts: readonly Fact[],
  content: (hash: string) => Promise<Frozen>,
  until = Number.POSITIVE_INFINITY,
): Promise<Chain | undefined> {
  let chain: Chain | undefined
  for (const fact of facts) {
    if (fact.type === "vorlage.submitted") {
      const { sha256, fassung } = Submitted.parse(fact.data)
      if (fassung > until) return chain
      chain = begin(await content(sha256), sha256, fact)
    } else if (chain && isMove(fact.type)) chain = apply(chain, moveOf(fact.type, fact.data), fact)
  }
  return chain
}
