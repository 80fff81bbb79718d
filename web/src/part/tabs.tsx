/** Tabs: one stop of the keyboard, arrow keys between them; the panel of the chosen one below. */
import { type KeyboardEvent, type ReactNode, useId, useRef } from "react"

export interface Tab {
  readonly id: string
  readonly label: string
}

export function Tabs({
  label,
  tabs,
  chosen,
  onChoose,
  children,
}: {
  readonly label: string
  readonly tabs: readonly Tab[]
  readonly chosen: string
  readonly onChoose: (id: string) => void
  /** content of the chosen one */
  readonly children: ReactNode
}) {
  const own = useId()
  const list = useRef<HTMLDivElement>(null)
  const keys = (event: KeyboardEvent<HTMLDivElement>) => {
    const at = tabs.findIndex((t) => t.id === chosen)
    const to =
      event.key === "ArrowRight"
        ? (at + 1) % tabs.length
        : event.key === "ArrowLeft"
          ? (at - 1 + tabs.length) % tabs.length
          : event.key === "Home"
            ? 0
            : event.key === "End"
              ? tabs.length - 1
              : undefined
    const next = to === undefined ? undefined : tabs[to]
    if (!next) return
    event.preventDefault()
    onChoose(next.id)
    list.current?.querySelector<HTMLElement>(`#${CSS.escape(`${own}-${next.id}`)}`)?.focus()
  }
  return (
    <>
      <div className="reiter" role="tablist" aria-label={label} ref={list} onKeyDown={keys}>
        {tabs.map((t) => (
          <button
            key={t.id}
            id={`${own}-${t.id}`}
            type="button"
            role="tab"
            className="reiter__eins"
            aria-selected={t.id === chosen}
            aria-controls={`${own}-inhalt`}
            tabIndex={t.id === chosen ? 0 : -1}
            onClick={() => onChoose(t.id)}
          >
            {t.label}
          </button>
        ))}
      </div>
      <div id={`${own}-inhalt`} role="tabpanel" aria-labelledby={`${own}-${chosen}`}>
        {children}
      </div>
    </>
  )
}
