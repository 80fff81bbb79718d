/** Head of a page: its title in the window, and the focus on it after a change of page, so that a screen reader begins there. */
import { type ReactNode, useEffect, useRef } from "react"

export function PageTitle({
  children,
  name,
  before,
}: {
  readonly children: ReactNode
  /** title of the window where it differs from the heading's text */
  readonly name: string
  readonly before?: ReactNode
}) {
  const ref = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${name} – Beschlussweg`
  }, [name])
  useEffect(() => {
    // Not at the very first page: there the browser's own order is right.
    if (window.history.state?.__TSR_index > 0) ref.current?.focus({ preventScroll: true })
  }, [])
  return (
    <div className="seitenkopf">
      {before}
      <h1 className="kern-heading-large" tabIndex={-1} ref={ref}>
        {children}
      </h1>
    </div>
  )
}
