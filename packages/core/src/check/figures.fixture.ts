/** Short ways to check a few blocks with the rules about figures. */
import type { Block } from "../block.ts"
import type { ProgrammeContent, Section, SectionBlock } from "../content.ts"
import type { DataBlock, Relation } from "../typed.ts"
import { ARITHMETIC } from "./arithmetic.ts"
import { type CheckContext, type CheckFinding, checker } from "./index.ts"

export const text = (words: string): Block => ({ type: "paragraph", content: [{ type: "text", text: words }] })
export const items = (...lines: string[]): Block => ({
  type: "list",
  ordered: false,
  items: lines.map((l) => ({ blocks: [text(l)] })),
})

export function programme(...sections: SectionBlock[][]): ProgrammeContent {
  return {
    version: 1,
    kind: "AMP",
    title: "Arbeitsmarktprogramm 2027",
    year: 2027,
    footnotes: [],
    sections: sections.map(
      (blocks, i): Section => ({
        id: `s${i + 1}`,
        level: 1,
        title: [{ type: "text", text: `Teil ${i + 1}` }],
        numbering: "auto",
        blocks,
      }),
    ),
  }
}
export const found = (content: ProgrammeContent, context: Partial<CheckContext> = {}): CheckFinding[] =>
  checker(ARITHMETIC, (rule, error) => {
    throw new Error(rule.id, { cause: error })
  })(content, { today: "2026-11-20", ...context })
export const said = (...sections: SectionBlock[][]) =>
  found(programme(...sections)).map((f) => `${f.rule} ${f.severity}: ${f.message}`)
export const confirmed = (block: DataBlock, state: Relation["state"] = "confirmed"): DataBlock => ({
  ...block,
  relations: block.relations.map((r) => ({ ...r, state })),
})
