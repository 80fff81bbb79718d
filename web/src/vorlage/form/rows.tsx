/** Lines of a form that can be added, taken away and moved, all by keyboard; the focus goes along and the place is said. */
import { type ReactNode, useEffect, useRef, useState } from "react"
import { Button } from "../../part/ui.tsx"

/** the first field of the line that was added */
const NEWEST = "+"

export function Rows<T>({
  id,
  items,
  onChange,
  create,
  add,
  name,
  empty,
  children,
}: {
  /** beginning of the ids of all fields; the button that adds is `${id}-neu` */
  readonly id: string
  readonly items: readonly T[]
  readonly onChange: (items: T[]) => void
  /** a new line; without it lines come from elsewhere */
  readonly create?: () => T
  readonly add?: string
  readonly name: (item: T, i: number) => string
  readonly empty?: ReactNode
  readonly children: (item: T, i: number, set: (next: T) => void) => ReactNode
}) {
  const count = useRef(items.length)
  const [keys, setKeys] = useState<readonly number[]>(() => items.map((_, i) => i))
  const [focus, setFocus] = useState<string>()
  const [said, setSaid] = useState("")
  // Lines that came from elsewhere get keys of their own.
  const known = items.map((_, i) => keys[i] ?? 100_000 + i)
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (focus === undefined) return
    const newest = () => [...(box.current?.querySelectorAll(":scope > fieldset") ?? [])].at(-1)
    const found =
      focus === NEWEST ? newest()?.querySelector<HTMLElement>("input, select") : document.getElementById(focus)
    found?.focus()
    setFocus(undefined)
  }, [focus])

  const move = (from: number, to: number) => {
    const list = [...items]
    const [item] = list.splice(from, 1)
    const order = [...known]
    const [key] = order.splice(from, 1)
    if (item === undefined || key === undefined) return
    list.splice(to, 0, item)
    order.splice(to, 0, key)
    setKeys(order)
    onChange(list)
    setSaid(`${name(item, to)} steht jetzt an Stelle ${to + 1} von ${list.length}.`)
    const up = to < from
    // At the end of the way the other button takes over.
    const last = up ? to === 0 : to === list.length - 1
    setFocus(`${id}-${to}-${(up ? !last : last) ? "hoch" : "runter"}`)
  }
  const remove = (i: number) => {
    const item = items[i]
    setKeys(known.filter((_, k) => k !== i))
    onChange(items.filter((_, k) => k !== i))
    setSaid(item === undefined ? "" : `${name(item, i)} ist entfernt.`)
    setFocus(items.length > 1 ? `${id}-${Math.max(0, i - 1)}-weg` : `${id}-neu`)
  }
  return (
    <div className="reihen" ref={box}>
      {items.length === 0 && empty}
      {items.map((item, i) => (
        <fieldset className="reihe" key={known[i]}>
          <legend>{name(item, i)}</legend>
          <div className="reihe__felder">
            {children(item, i, (next) => onChange(items.map((old, k) => (k === i ? next : old))))}
          </div>
          <div className="reihe__knoepfe">
            {items.length > 1 && (
              <>
                <Button
                  id={`${id}-${i}-hoch`}
                  kind="tertiary"
                  aria-disabled={i === 0}
                  aria-label={`Nach oben: ${name(item, i)}`}
                  onClick={() => i > 0 && move(i, i - 1)}
                >
                  Nach oben
                </Button>
                <Button
                  id={`${id}-${i}-runter`}
                  kind="tertiary"
                  aria-disabled={i === items.length - 1}
                  aria-label={`Nach unten: ${name(item, i)}`}
                  onClick={() => i < items.length - 1 && move(i, i + 1)}
                >
                  Nach unten
                </Button>
              </>
            )}
            <Button
              id={`${id}-${i}-weg`}
              kind="tertiary"
              aria-label={`Entfernen: ${name(item, i)}`}
              onClick={() => remove(i)}
            >
              Entfernen
            </Button>
          </div>
        </fieldset>
      ))}
      {create && (
        <Button
          id={`${id}-neu`}
          kind="secondary"
          onClick={() => {
            count.current += 1
            setKeys([...known, 200_000 + count.current])
            onChange([...items, create()])
            setFocus(NEWEST)
          }}
        >
          {add}
        </Button>
      )}
      <p className="kern-sr-only" role="status">
        {said}
      </p>
    </div>
  )
}
