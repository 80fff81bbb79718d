/** Several names in one line, with commas between them. */

import { useState } from "react"
import { Input } from "../../part/ui.tsx"

const split = (typed: string): string[] =>
  typed
    .split(",")
    .map((n) => n.trim().slice(0, 120))
    .filter((n) => n !== "")
    .slice(0, 10)

export function Names({
  label,
  hint,
  value,
  onChange,
}: {
  readonly label: string
  readonly hint: string
  readonly value: readonly string[]
  readonly onChange: (value: string[]) => void
}) {
  const [typed, setTyped] = useState<string>()
  return (
    <Input
      label={label}
      hint={hint}
      optional
      value={typed ?? value.join(", ")}
      onChange={(event) => {
        setTyped(event.target.value)
        onChange(split(event.target.value))
      }}
      onBlur={() => setTyped(undefined)}
    />
  )
}
