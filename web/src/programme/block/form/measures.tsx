/** Maßnahmenkatalog: measures by name, for whom they are, by which norm, and what happens in them. */
import { Rows } from "../../../vorlage/form/rows.tsx"
import { CodeSelect, useLaw } from "../catalogue.tsx"
import type { FormProps, Of } from "../context.ts"
import { Line, Said, Short, Words } from "../words.tsx"

type Measure = Of<"measures">["rows"][number]

function tidy({ targetGroup, code, ...rest }: Measure): Measure {
  return { ...rest, ...(targetGroup ? { targetGroup } : {}), ...(code ? { code } : {}) }
}

export function MeasuresForm({ block, change, readOnly, generation, context }: FormProps<Of<"measures">>) {
  const law = useLaw(context)
  const set = (i: number, next: Partial<Measure>, about: string) =>
    change({ ...block, rows: block.rows.map((old, k) => (k === i ? tidy({ ...old, ...next }) : old)) }, `${about} ${i}`)
  const fields = (row: Measure, i: number) => (
    <>
      <Short
        label="Name der Maßnahme"
        readOnly={readOnly}
        value={row.name.trim() === "" ? "" : row.name}
        error={row.name.trim() === "" ? "Bitte geben Sie der Maßnahme einen Namen." : undefined}
        onChange={(name) => set(i, { name: name === "" ? " " : name }, "name")}
      />
      <Short
        label="Zielgruppe"
        optional
        readOnly={readOnly}
        value={row.targetGroup ?? ""}
        onChange={(targetGroup) => set(i, { targetGroup }, "targetGroup")}
      />
      {readOnly ? (
        <Said label="Instrument">{row.code ? `§ ${row.code}` : "–"}</Said>
      ) : (
        <CodeSelect of="instrument" law={law} code={row.code} onPick={(code) => set(i, { code }, "code")} />
      )}
      <div className="bb-breit">
        <Words
          label="Beschreibung"
          readOnly={readOnly}
          generation={generation}
          value={row.text}
          onChange={(text) => set(i, { text }, "text")}
        />
      </div>
    </>
  )
  return (
    <div className="formular">
      <Line
        label="Titel des Katalogs"
        value={block.caption}
        generation={generation}
        readOnly={readOnly}
        onChange={(caption) => change({ ...block, caption }, "caption")}
      />
      {readOnly ? (
        block.rows.map((row, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: measures have no other name, and nothing moves here
          <div className="reihe" key={i}>
            <div className="reihe__felder">{fields(row, i)}</div>
          </div>
        ))
      ) : (
        <Rows
          key={generation}
          id={`${block.id}-massnahme`}
          items={block.rows}
          onChange={(rows) => rows.length > 0 && rows.length <= 500 && change({ ...block, rows })}
          create={() => ({ name: "Neue Maßnahme", text: [] }) as Measure}
          add="Maßnahme hinzufügen"
          name={(row, i) => `${i + 1}. ${row.name}`}
        >
          {fields}
        </Rows>
      )}
    </div>
  )
}
