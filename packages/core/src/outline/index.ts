/** Gliederungen of programmes: shipped shapes, and the content that a new programme begins with. */
import type { ProgrammeContent } from "../content.ts"
import type { Outline } from "./shape.ts"

export { lawOf } from "../catalogue/law.ts"
export * from "./shape.ts"
export { OutlineIds, shipped } from "./shipped.ts"

/** The content of a new programme. Sections keep the key of the Gliederung, so that a check finds what is missing. */
export function begin(
  outline: Outline,
  year: number,
  lawState: NonNullable<ProgrammeContent["lawState"]>,
): ProgrammeContent {
  return {
    version: 1,
    kind: outline.kind,
    title: outline.title.replace("{year}", String(year)),
    year,
    template: { id: outline.id, version: outline.version },
    lawState,
    sections: outline.sections.map((s) => ({
      id: s.key,
      key: s.key,
      level: s.level,
      title: [{ type: "text", text: s.title }],
      numbering: s.numbering,
      blocks: s.blocks,
      ...(s.lock === "free" ? {} : { lock: s.lock }),
      ...(s.required ? { required: true } : {}),
    })),
    footnotes: [],
  }
}
