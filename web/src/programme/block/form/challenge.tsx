/** Herausforderung or Internes Potenzial: where it stands, and how it goes on. */
import { Select } from "../../../part/ui.tsx"
import type { FormProps, Of } from "../context.ts"
import { Said, Short, Words } from "../words.tsx"

const KINDS = [
  { value: "herausforderung", label: "Herausforderung" },
  { value: "potenzial", label: "Internes Potenzial" },
] as const

export function ChallengeForm({ block, change, readOnly, generation }: FormProps<Of<"challenge">>) {
  return (
    <div className="formular">
      <div className="reihe__felder">
        {readOnly ? (
          <Said label="Art">{KINDS.find((k) => k.value === block.kind)?.label}</Said>
        ) : (
          <Select
            label="Art"
            options={KINDS}
            value={block.kind}
            onChange={(kind) => change({ ...block, kind: kind === "potenzial" ? "potenzial" : "herausforderung" })}
          />
        )}
        <Short
          label="Titel"
          readOnly={readOnly}
          value={block.title}
          onChange={(title) => change({ ...block, title }, "title")}
        />
      </div>
      <Words
        label="Ausgangslage"
        readOnly={readOnly}
        generation={generation}
        value={block.ausgangslage}
        onChange={(ausgangslage) => change({ ...block, ausgangslage }, "ausgangslage")}
      />
      <Words
        label="Weiterentwicklung"
        readOnly={readOnly}
        generation={generation}
        value={block.weiterentwicklung}
        onChange={(weiterentwicklung) => change({ ...block, weiterentwicklung }, "weiterentwicklung")}
      />
    </div>
  )
}
