/** Schwerpunktthema: Aktivitäten, each with what is expected of it. */
import { Select } from "../../../part/ui.tsx"
import { Rows } from "../../../vorlage/form/rows.tsx"
import type { FormProps, Of } from "../context.ts"
import { Said, Short, Words } from "../words.tsx"

type Topic = Of<"topic">
type Aktivitaet = Topic["aktivitaeten"][number]
type Wirkung = Topic["wirkungserwartungen"][number]

/**
 * Aktivitäten numbered in their order; every Wirkungserwartung goes along with its own. One whose Aktivität is gone names a number that
 * nobody bears, so that it is asked for and not handed to another.
 */
export function renumbered(topic: Topic, order: readonly Aktivitaet[]): Topic {
  const to = new Map(order.map((a, i) => [a.no, i + 1]))
  const nobody = Math.min(order.length + 1, 99)
  return {
    ...topic,
    aktivitaeten: order.map((a, i) => ({ ...a, no: i + 1 })),
    wirkungserwartungen: topic.wirkungserwartungen.map((w) => ({ ...w, aktivitaet: to.get(w.aktivitaet) ?? nobody })),
  }
}
/** Aktivitäten for which nothing is expected yet. */
export const without = (topic: Topic): number[] =>
  topic.aktivitaeten.filter((a) => !topic.wirkungserwartungen.some((w) => w.aktivitaet === a.no)).map((a) => a.no)

const freeNo = (taken: readonly number[]): number => {
  let no = taken.length + 1
  while (taken.includes(no)) no++
  return Math.min(no, 99)
}

export function TopicForm({ block, change, readOnly, generation }: FormProps<Topic>) {
  const missing = without(block)
  const setA = (i: number, next: Partial<Aktivitaet>, about: string) =>
    change(
      {
        ...block,
        aktivitaeten: block.aktivitaeten.map((old, k) => {
          if (k !== i) return old
          const { title, ...rest } = { ...old, ...next }
          return { ...rest, ...(title ? { title } : {}) }
        }),
      },
      `${about} ${i}`,
    )
  const setW = (i: number, next: Partial<Wirkung>, about: string) =>
    change(
      {
        ...block,
        wirkungserwartungen: block.wirkungserwartungen.map((old, k) => (k === i ? { ...old, ...next } : old)),
      },
      `${about} ${i}`,
    )
  const options = block.aktivitaeten.map((a) => ({
    value: String(a.no),
    label: `Aktivität ${a.no}${a.title ? `: ${a.title}` : ""}`,
  }))
  const aktivitaet = (a: Aktivitaet, i: number) => (
    <div className="bb-breit formular">
      <Short
        label="Titel"
        optional
        readOnly={readOnly}
        value={a.title ?? ""}
        onChange={(title) => setA(i, { title }, "a-title")}
      />
      <Words
        label="Aktivität"
        readOnly={readOnly}
        generation={generation}
        value={a.text}
        onChange={(text) => setA(i, { text }, "a-text")}
      />
    </div>
  )
  const wirkung = (w: Wirkung, i: number) => (
    <div className="bb-breit formular">
      {readOnly ? (
        <Said label="gehört zu">{`Aktivität ${w.aktivitaet}`}</Said>
      ) : (
        <Select
          label="Gehört zu"
          options={
            options.some((o) => o.value === String(w.aktivitaet))
              ? options
              : [{ value: String(w.aktivitaet), label: `Aktivität ${w.aktivitaet} (gibt es nicht mehr)` }, ...options]
          }
          value={String(w.aktivitaet)}
          error={
            options.some((o) => o.value === String(w.aktivitaet))
              ? undefined
              : "Bitte wählen Sie eine Aktivität dieses Themas."
          }
          onChange={(no) => setW(i, { aktivitaet: Number(no) }, "w-a")}
        />
      )}
      <Words
        label="Wirkungserwartung"
        readOnly={readOnly}
        generation={generation}
        value={w.text}
        onChange={(text) => setW(i, { text }, "w-text")}
      />
    </div>
  )
  return (
    <div className="formular">
      <div className="reihe__felder">
        {readOnly ? (
          <Said label="Nummer">{block.no}</Said>
        ) : (
          <Short
            label="Nummer des Themas"
            readOnly={false}
            maxLength={2}
            value={String(block.no)}
            onChange={(no) => /^[1-9]\d?$/.test(no) && change({ ...block, no: Number(no) }, "no")}
          />
        )}
        <Short
          label="Titel"
          readOnly={readOnly}
          value={block.title}
          onChange={(title) => change({ ...block, title }, "title")}
        />
      </div>
      <h3 className="kern-title">Aktivitäten</h3>
      {readOnly ? (
        block.aktivitaeten.map((a, i) => (
          <div className="reihe" key={a.no}>
            {aktivitaet(a, i)}
          </div>
        ))
      ) : (
        <Rows
          key={`a${generation}`}
          id={`${block.id}-aktivitaet`}
          items={block.aktivitaeten}
          onChange={(list) => list.length <= 50 && change(renumbered(block, list))}
          create={() => ({ no: freeNo(block.aktivitaeten.map((a) => a.no)), text: [] }) as Aktivitaet}
          add="Aktivität hinzufügen"
          name={(a) => `Aktivität ${a.no}${a.title ? `: ${a.title}` : ""}`}
          empty={<p className="kern-body">Noch keine Aktivität.</p>}
        >
          {aktivitaet}
        </Rows>
      )}
      <h3 className="kern-title">Wirkungserwartungen</h3>
      {missing.length > 0 && (
        <p className="bb-hinweis">
          Noch ohne Wirkungserwartung: {missing.map((no) => `Aktivität ${no}`).join(", ")}. Zu jeder Aktivität gehört
          mindestens eine.
        </p>
      )}
      {readOnly ? (
        block.wirkungserwartungen.map((w, i) => (
          <div className="reihe" key={w.no}>
            {wirkung(w, i)}
          </div>
        ))
      ) : (
        <Rows
          key={`w${generation}`}
          id={`${block.id}-wirkung`}
          items={block.wirkungserwartungen}
          onChange={(list) =>
            list.length <= 50 && change({ ...block, wirkungserwartungen: list.map((w, i) => ({ ...w, no: i + 1 })) })
          }
          create={() =>
            ({
              no: block.wirkungserwartungen.length + 1,
              aktivitaet: missing[0] ?? block.aktivitaeten[0]?.no ?? 1,
              text: [],
            }) as Wirkung
          }
          add="Wirkungserwartung hinzufügen"
          name={(w) => `Wirkungserwartung ${w.no} zu Aktivität ${w.aktivitaet}`}
          empty={<p className="kern-body">Noch keine Wirkungserwartung.</p>}
        >
          {wirkung}
        </Rows>
      )}
    </div>
  )
}
