/** Ablauf in Phasen: what happens in which order, from when to when. */

import { day } from "../../../format.ts"
import { Input } from "../../../part/ui.tsx"
import { Rows } from "../../../vorlage/form/rows.tsx"
import type { FormProps, Of } from "../context.ts"
import { Said, Short, Words } from "../words.tsx"

type Phase = Of<"phases">["phases"][number]

function tidy({ from, to, ...rest }: Phase): Phase {
  return { ...rest, ...(from ? { from } : {}), ...(to ? { to } : {}) }
}
const span = ({ from, to }: Phase): string =>
  [from && `ab ${day(from)}`, to && `bis ${day(to)}`].filter(Boolean).join(" ") || "ohne Zeitraum"

export function PhasesForm({ block, change, readOnly, generation }: FormProps<Of<"phases">>) {
  const set = (i: number, next: Partial<Phase>, about: string) =>
    change(
      { ...block, phases: block.phases.map((old, k) => (k === i ? tidy({ ...old, ...next }) : old)) },
      `${about} ${i}`,
    )
  const fields = (phase: Phase, i: number) => (
    <>
      <Short
        label="Titel der Phase"
        readOnly={readOnly}
        value={phase.title.trim()}
        error={phase.title.trim() === "" ? "Bitte geben Sie der Phase einen Titel." : undefined}
        onChange={(title) => set(i, { title: title === "" ? " " : title }, "title")}
      />
      {readOnly ? (
        <Said label="Zeitraum">{span(phase)}</Said>
      ) : (
        <>
          <Input
            label="Beginn"
            optional
            type="date"
            value={phase.from ?? ""}
            onChange={(event) => set(i, { from: event.target.value }, "from")}
          />
          <Input
            label="Ende"
            optional
            type="date"
            value={phase.to ?? ""}
            error={
              phase.from && phase.to && phase.to < phase.from
                ? `Das Ende liegt vor dem Beginn am ${day(phase.from)}.`
                : undefined
            }
            onChange={(event) => set(i, { to: event.target.value }, "to")}
          />
        </>
      )}
      <div className="bb-breit">
        <Words
          label="Beschreibung"
          readOnly={readOnly}
          generation={generation}
          value={phase.text}
          onChange={(text) => set(i, { text }, "text")}
        />
      </div>
    </>
  )
  return (
    <div className="formular">
      <Short
        label="Titel"
        readOnly={readOnly}
        value={block.title}
        onChange={(title) => change({ ...block, title }, "title")}
      />
      {readOnly ? (
        block.phases.map((phase, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: phases have no other name, and nothing moves here
          <div className="reihe" key={i}>
            {fields(phase, i)}
          </div>
        ))
      ) : (
        <Rows
          key={generation}
          id={`${block.id}-phase`}
          items={block.phases}
          onChange={(phases) => phases.length > 0 && change({ ...block, phases })}
          create={() => ({ title: `Phase ${block.phases.length + 1}`, text: [] }) as Phase}
          add="Phase hinzufügen"
          name={(p, i) => `Phase ${i + 1}: ${p.title}`}
        >
          {fields}
        </Rows>
      )}
    </div>
  )
}
