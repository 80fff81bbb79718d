/** The result of a point by typing its first letters: a text box with a list, as assistive technology knows it. */
import { type KeyboardEvent, useId, useState } from "react"
import { type Choice, matching } from "./entry.ts"

export function ResultBox({
  id,
  label,
  choices,
  value,
  error,
  onChoose,
  onEnter,
}: {
  readonly id: string
  readonly label: string
  readonly choices: readonly Choice[]
  /** id of the choice */
  readonly value: string
  readonly error: string | undefined
  readonly onChoose: (choice: Choice) => void
  /** Enter: go on from here with this choice */
  readonly onEnter: (choice: Choice | undefined) => void
}) {
  const list = useId()
  const [typed, setTyped] = useState<string>()
  const [open, setOpen] = useState(false)
  const [at, setAt] = useState(0)
  const chosen = choices.find((c) => c.id === value)
  const shown = typed === undefined ? [...choices] : matching(choices, typed)
  const active = open ? shown[Math.min(at, shown.length - 1)] : undefined
  const choose = (choice: Choice) => {
    setTyped(undefined)
    setOpen(false)
    onChoose(choice)
  }
  const keys = (event: KeyboardEvent) => {
    switch (event.key) {
      case "ArrowDown":
      case "ArrowUp": {
        event.preventDefault()
        if (!open) {
          setOpen(true)
          setAt(chosen ? Math.max(0, shown.indexOf(chosen)) : 0)
          return
        }
        const by = event.key === "ArrowDown" ? 1 : -1
        setAt((at + by + shown.length) % Math.max(1, shown.length))
        return
      }
      case "Enter":
        event.preventDefault()
        if (active) choose(active)
        onEnter(active ?? chosen)
        return
      case "Escape":
        if (!open) return
        event.preventDefault()
        setTyped(undefined)
        setOpen(false)
        return
      case "Tab":
        // What was typed counts also for who simply goes on.
        if (typed !== undefined && active) choose(active)
    }
  }
  return (
    <div className="auswahl">
      <label className="kern-label" htmlFor={id}>
        {label}
      </label>
      <input
        id={id}
        className="kern-form-input__input"
        role="combobox"
        type="text"
        autoComplete="off"
        spellCheck={false}
        aria-autocomplete="list"
        aria-expanded={open}
        aria-controls={list}
        aria-activedescendant={active ? `${list}-${active.id}` : undefined}
        aria-invalid={error ? true : undefined}
        aria-describedby={error ? `${id}-fehler` : undefined}
        value={typed ?? chosen?.label ?? ""}
        onChange={(event) => {
          setTyped(event.target.value)
          setOpen(true)
          setAt(0)
        }}
        onFocus={(event) => event.target.select()}
        onClick={() => setOpen(true)}
        onKeyDown={keys}
        onBlur={() => {
          setTyped(undefined)
          setOpen(false)
        }}
      />
      <div id={list} role="listbox" aria-label={label} className="auswahl__liste" hidden={!open}>
        {open &&
          shown.map((c) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the text box
            <div
              key={c.id}
              id={`${list}-${c.id}`}
              role="option"
              tabIndex={-1}
              aria-selected={c === active}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => choose(c)}
            >
              {c.label}
            </div>
          ))}
        {open && shown.length === 0 && (
          <div role="option" tabIndex={-1} aria-selected={false} aria-disabled="true">
            Kein Ergebnis beginnt so.
          </div>
        )}
      </div>
    </div>
  )
}
