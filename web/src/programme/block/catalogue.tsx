/** Choice of a Kennzahl or an instrument from the catalogue of the law that the programme follows. */
import { type Instrument, instruments } from "@beschlussweg/core/catalogue/instrument"
import { type Kennzahl, kennzahlen } from "@beschlussweg/core/catalogue/kennzahl"
import { LAW_LABEL, type LawState, lawStateOf } from "@beschlussweg/core/catalogue/law"
import { useQuery } from "@tanstack/react-query"
import { Select } from "../../part/ui.tsx"
import { type BlockContext, programmeQuery } from "./context.ts"

/** The state of the law that the programme declares; undefined until it is known. */
export function useLaw(context: BlockContext): LawState | undefined {
  const { data } = useQuery(programmeQuery(context))
  return data && lawStateOf({ year: data.year, ...(data.content?.lawState ? { lawState: data.content.lawState } : {}) })
}

const instrumentName = (i: Instrument): string => `§ ${i.code} ${i.law} ${i.name}${i.short ? ` (${i.short})` : ""}`
const kennzahlName = (k: Kennzahl): string => `${k.code} ${k.name}`

export function CodeSelect({
  id,
  of,
  law,
  code,
  onPick,
  label,
}: {
  readonly id?: string
  readonly of: "kennzahl" | "instrument"
  readonly law: LawState | undefined
  readonly code: string | undefined
  /** @param name as the catalogue has it, "" where the entry is taken away */
  readonly onPick: (code: string | undefined, name: string) => void
  readonly label?: string
}) {
  const list =
    law === undefined
      ? []
      : of === "kennzahl"
        ? kennzahlen(law).map((k) => ({ value: k.code, label: kennzahlName(k), name: k.name }))
        : instruments(law).map((i) => ({ value: i.code, label: instrumentName(i), name: i.name }))
  const known = code === undefined || list.some((o) => o.value === code)
  const options = [
    { value: "", label: "nicht im Verzeichnis" },
    ...(known ? [] : [{ value: code, label: `${code} (nicht im Verzeichnis dieses Rechtsstands)` }]),
    ...list,
  ]
  return (
    <Select
      {...(id === undefined ? {} : { id })}
      label={label ?? (of === "kennzahl" ? "Kennzahl aus dem Verzeichnis" : "Instrument aus dem Verzeichnis")}
      {...(law === undefined ? {} : { hint: LAW_LABEL[law] })}
      options={options}
      value={code ?? ""}
      onChange={(value) => onPick(value === "" ? undefined : value, list.find((o) => o.value === value)?.name ?? "")}
    />
  )
}
