/** When a step applies: typed questions about the Vorlage, joined by "und" or "oder". Never free text. */
import type { Condition } from "@beschlussweg/core/chain/schema"
import { words } from "@beschlussweg/core/chain/template"
import { Input, Select } from "../../part/ui.tsx"
import { Rows } from "../../vorlage/form/rows.tsx"

type Simple = Extract<Condition, { field: unknown }>
const QUESTIONS = [
  { value: "finance.effects|true", label: "mit finanziellen Auswirkungen" },
  { value: "finance.effects|false", label: "ohne finanzielle Auswirkungen" },
  { value: "finance.amount|", label: "Betrag ab ..." },
  { value: "public|true", label: "öffentliche Vorlage" },
  { value: "public|false", label: "nichtöffentliche Vorlage" },
  { value: "programme|true", label: "mit Programm" },
  { value: "programme|false", label: "ohne Programm" },
] as const

const isSimple = (c: Condition): c is Simple => "field" in c
const keyOf = (c: Simple): string => (c.field === "finance.amount" ? "finance.amount|" : `${c.field}|${c.is}`)
const FIRST: Simple = { field: "finance.effects", is: true }

function ofKey(key: string, before: Simple): Simple {
  const [field, is] = key.split("|")
  if (field === "finance.amount")
    return before.field === "finance.amount" ? before : { field: "finance.amount", atLeastCent: 10_000_00 }
  if (field === "finance.effects" || field === "public" || field === "programme") return { field, is: is === "true" }
  return before
}

/** The list and how it is joined; undefined where conditions stand in one another deeper than this form shows. */
function flat(c: Condition | undefined): { join: "all" | "any"; list: Simple[] } | undefined {
  if (c === undefined) return { join: "all", list: [] }
  if (isSimple(c)) return { join: "all", list: [c] }
  const join = "all" in c ? "all" : "any"
  const list = "all" in c ? c.all : c.any
  return list.every(isSimple) ? { join, list: list.filter(isSimple) } : undefined
}
function whole(join: "all" | "any", list: readonly Simple[]): Condition | undefined {
  const [only] = list
  if (list.length <= 1) return only
  return join === "all" ? { all: [...list] } : { any: [...list] }
}

export function When({
  id,
  value,
  onChange,
}: {
  readonly id: string
  readonly value: Condition | undefined
  readonly onChange: (value: Condition | undefined) => void
}) {
  const parts = flat(value)
  return (
    <fieldset className="gruppe__rahmen">
      <legend>Wann dieser Schritt gilt</legend>
      {parts === undefined ? (
        <>
          <p className="kern-body">{words(value)}</p>
          <p className="kern-hint">
            Diese Bedingung ist mehrfach geschachtelt; hier können Sie sie nur ganz ersetzen.{" "}
          </p>
          <button type="button" className="kern-btn kern-btn--secondary" onClick={() => onChange(undefined)}>
            <span className="kern-label">Bedingung entfernen</span>
          </button>
        </>
      ) : (
        <>
          {parts.list.length > 1 && (
            <Select
              label="Verknüpfung"
              options={[
                { value: "all", label: "alle müssen zutreffen (und)" },
                { value: "any", label: "eine genügt (oder)" },
              ]}
              value={parts.join}
              onChange={(join) => onChange(whole(join === "any" ? "any" : "all", parts.list))}
            />
          )}
          <Rows
            id={id}
            items={parts.list}
            name={(c) => words(c)}
            create={() => FIRST}
            add="Bedingung hinzufügen"
            empty={<p className="kern-body">Ohne Bedingung: Dieser Schritt gilt immer.</p>}
            onChange={(list) => onChange(whole(parts.join, list))}
          >
            {(c, i, set) => (
              <>
                <Select
                  id={`${id}-${i}-frage`}
                  label="Gilt nur bei"
                  options={QUESTIONS}
                  value={keyOf(c)}
                  onChange={(key) => set(ofKey(key, c))}
                />
                {c.field === "finance.amount" && (
                  <Input
                    id={`${id}-${i}-betrag`}
                    label="Betrag in Euro"
                    inputMode="numeric"
                    value={String(Math.round(c.atLeastCent / 100))}
                    onChange={(event) =>
                      set({ ...c, atLeastCent: Number(event.target.value.replace(/\D/g, "").slice(0, 10)) * 100 })
                    }
                  />
                )}
              </>
            )}
          </Rows>
        </>
      )}
    </fieldset>
  )
}
