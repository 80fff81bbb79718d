/** Handlungsliste: what will be done, how binding that is, by whom and until when. */

import { plain } from "@beschlussweg/core/plain"
import { day } from "../../../format.ts"
import { Input, Select } from "../../../part/ui.tsx"
import { Rows } from "../../../vorlage/form/rows.tsx"
import type { FormProps, Of } from "../context.ts"
import { Line, Said, Short } from "../words.tsx"

type Item = Of<"actions">["items"][number]
const STRENGTH = [
  { value: "werden", label: "wird getan" },
  { value: "pruefen", label: "wird geprüft" },
  { value: "wollen", label: "ist gewollt" },
] as const
const STATUS = [
  { value: "", label: "keine Angabe" },
  { value: "offen", label: "offen" },
  { value: "laufend", label: "läuft" },
  { value: "erledigt", label: "erledigt" },
  { value: "entfallen", label: "entfallen" },
] as const

/** An item without what is not said. */
function tidy(item: Item): Item {
  const { responsible, due, status, ...rest } = item
  return {
    ...rest,
    ...(responsible ? { responsible } : {}),
    ...(due ? { due } : {}),
    ...(status ? { status } : {}),
  }
}

export function ActionsForm({ block, change, readOnly, generation }: FormProps<Of<"actions">>) {
  const name = (item: Item, i: number) => `Vorhaben ${i + 1}: ${plain(item.text).slice(0, 60)}`
  if (readOnly)
    return (
      <>
        <Said label="Thema">{block.theme || "–"}</Said>
        <ol className="kern-list">
          {block.items.map((item, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: items have no other name, and nothing moves here
            <li key={i}>
              {plain(item.text)} ({STRENGTH.find((s) => s.value === item.strength)?.label}
              {item.responsible ? `, ${item.responsible}` : ""}
              {item.due ? `, bis ${day(item.due)}` : ""})
            </li>
          ))}
        </ol>
      </>
    )
  return (
    <div className="formular">
      <Short
        label="Thema"
        readOnly={false}
        value={block.theme}
        onChange={(theme) => change({ ...block, theme }, "theme")}
      />
      <Rows
        id={`${block.id}-vorhaben`}
        items={block.items}
        onChange={(items) => items.length > 0 && change({ ...block, items: items.map(tidy) })}
        create={() =>
          ({ text: [{ type: "text", text: "Neues Vorhaben" }], strength: "werden", status: "offen" }) as Item
        }
        add="Vorhaben hinzufügen"
        name={name}
      >
        {(item, i) => {
          const set = (next: Partial<Item>, about: string) =>
            change(
              { ...block, items: block.items.map((old, k) => (k === i ? tidy({ ...old, ...next }) : old)) },
              `${about} ${i}`,
            )
          return (
            <>
              <Line
                label="Vorhaben"
                value={item.text}
                generation={generation}
                readOnly={false}
                maxLength={2000}
                error={plain(item.text).trim() === "" ? "Bitte beschreiben Sie das Vorhaben." : undefined}
                // A line must say something: a blank holds the place until it does.
                onChange={(text) => set({ text: text.length === 0 ? [{ type: "text", text: " " }] : text }, "text")}
              />
              <Select
                label="Verbindlichkeit"
                options={STRENGTH}
                value={item.strength}
                onChange={(strength) => set({ strength: strength as Item["strength"] }, "strength")}
              />
              <Short
                label="Zuständig"
                optional
                hint="Funktion oder Bereich, kein Name"
                readOnly={false}
                maxLength={200}
                value={item.responsible ?? ""}
                onChange={(responsible) => set({ responsible }, "responsible")}
              />
              <Input
                label="Bis wann"
                optional
                type="date"
                value={item.due ?? ""}
                onChange={(event) => set({ due: event.target.value }, "due")}
              />
              <Select
                label="Stand"
                options={STATUS}
                value={item.status ?? ""}
                onChange={(status) => set({ status: (status || undefined) as Item["status"] }, "status")}
              />
            </>
          )
        }}
      </Rows>
    </div>
  )
}
