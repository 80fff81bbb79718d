/** Results as a person reads them: what stands, what was decided otherwise than proposed, what it replaced. */
import type * as Chain from "../../chain/index.ts"
import type { RichText } from "../../content.ts"
import { type BlockChange, synopse } from "../../synopse/index.ts"
import { auszugOf, present, type Whole } from "../item.ts"

export interface Shown {
  readonly stepId: string
  readonly gremium: string
  /** "mehrheitlich geändert beschlossen" */
  readonly label: string
  readonly warnings: readonly { readonly reason: string; readonly place: string; readonly message: string }[]
  /** the wording against the Beschlussvorschlag; empty where it is the same */
  readonly difference: readonly BlockChange[]
  /** SHA-256 of its Auszug as it was sealed; absent while it is being made */
  readonly auszug: string | undefined
  /** results that this one replaced, oldest first, with the reason for the next */
  readonly replaced: readonly {
    readonly label: string
    readonly at: string
    readonly reason: string | undefined
    readonly auszug: string | undefined
  }[]
}

export function results(whole: Whole, chain: Chain.Chain, beschlussvorschlag: RichText): Shown[] {
  const extracts = (stepId: string) =>
    (present(whole)?.value.documents ?? []).filter((d) => d.kind === "auszug" && d.stepId === stepId)
  return chain.steps.flatMap((step): Shown[] => {
    if (step.kind !== "body" || !step.result) return []
    const words = (textId: string) => whole.texts.get(textId)
    const own = words(step.result.textId)?.result
    const earlier = step.earlier ?? []
    return [
      {
        stepId: step.id,
        gremium: step.label,
        label: own?.label ?? "",
        warnings: own?.warnings ?? [],
        difference: own && own.beschlusstext.length > 0 ? changed(beschlussvorschlag, own.beschlusstext) : [],
        auszug: auszugOf(whole, step.id)?.sha256,
        replaced: earlier.map(({ result }, i) => ({
          label: words(result.textId)?.result?.label ?? "",
          at: result.at,
          reason: words((earlier[i + 1]?.result ?? step.result)?.textId ?? "")?.text,
          auszug: extracts(step.id)[i]?.sha256,
        })),
      },
    ]
  })
}

/** Block by block and word by word, by the same rules as a Synopse. */
export function changed(before: RichText, after: RichText): readonly BlockChange[] {
  const tree = (blocks: RichText) => ({
    version: 1 as const,
    kind: "AMP" as const,
    title: "",
    year: 2000,
    sections: [{ id: "beschluss", level: 1, title: [], numbering: "none" as const, blocks }],
    footnotes: [],
  })
  return synopse(tree(before), tree(after)).sections[0]?.blocks ?? []
}
