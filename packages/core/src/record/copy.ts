/** Write-once copies of facts: a second place that nobody can overwrite, compared with the first. */
import { canonical } from "../canonical.ts"
import { FileExists, type Files } from "../context.ts"
import { Fact } from "../fact.ts"

/** Place of a copy among the papers. */
export const copyPath = (log: string, seq: number): string => `record/${log}/${seq.toString().padStart(10, "0")}.json`
/** Text of a copy: canonical JSON, so that equal facts are equal bytes. */
export const copyText = (fact: Fact): string => canonical(fact)

/**
 * Copies one fact. Safe to repeat, in any order.
 * @returns "differs" when other bytes stand there already: somebody has changed the one or the other
 */
export async function copy(papers: Files, fact: Fact): Promise<"kept" | "differs"> {
  try {
    await papers.put(copyPath(fact.log, fact.seq), new TextEncoder().encode(copyText(fact)))
    return "kept"
  } catch (error) {
    if (error instanceof FileExists) return "differs"
    throw error
  }
}

/** Bytes of a copy as text; undefined when none was made yet. */
export async function copyOf(papers: Files, log: string, seq: number): Promise<string | undefined> {
  const bytes = await papers.get(copyPath(log, seq))
  return bytes && new TextDecoder().decode(bytes)
}

/** The fact that a copy holds; undefined when there is none or it is no fact. */
export async function copiedFact(papers: Files, log: string, seq: number): Promise<Fact | undefined> {
  const text = await copyOf(papers, log, seq)
  if (text === undefined) return undefined
  try {
    return Fact.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}
