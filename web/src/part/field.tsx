/** A box to tick, and the list of errors that takes the focus. */
import { useEffect, useId, useRef } from "react"
import type { Finding } from "../api.ts"

export function Check({
  id: given,
  label,
  checked,
  onChange,
}: {
  readonly id?: string
  readonly label: string
  readonly checked: boolean
  readonly onChange: (checked: boolean) => void
}) {
  const own = useId()
  const id = given ?? own
  return (
    <div className="kern-form-check">
      <input
        id={id}
        type="checkbox"
        className="kern-form-check__checkbox"
        checked={checked}
        onChange={(event) => onChange(event.target.checked)}
      />
      <label className="kern-label" htmlFor={id}>
        {label}
      </label>
    </div>
  )
}

/** Several things are wrong: one list, which is read first. @param to id of the field that a finding means */
export function Summary({
  title,
  findings,
  to,
}: {
  readonly title: string
  readonly findings: readonly Finding[]
  readonly to?: (finding: Finding) => string | undefined
}) {
  const ref = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (findings.length > 0) ref.current?.focus()
  }, [findings])
  if (findings.length === 0) return null
  return (
    <div className="kern-alert kern-alert--danger" role="alert" tabIndex={-1} ref={ref}>
      <div className="kern-alert__header">
        <span className="kern-icon kern-icon--danger" aria-hidden="true" />
        <span className="kern-title">{title}</span>
      </div>
      <div className="kern-alert__body">
        <ul className="kern-list">
          {findings.map((f) => {
            const target = to?.(f)
            const words = `${f.place ? `${f.place}: ` : ""}${f.message}`
            return (
              <li key={`${f.place}|${f.reason}|${f.message}`}>
                {target ? (
                  <a
                    href={`#${target}`}
                    onClick={(event) => {
                      event.preventDefault()
                      document.getElementById(target)?.focus()
                    }}
                  >
                    {words}
                  </a>
                ) : (
                  words
                )}
              </li>
            )
          })}
        </ul>
      </div>
    </div>
  )
}
