/** Head of a page: its title in the window, and the focus on it after a change of page, so that a screen reader begins there. */
import { type ReactNode, useEffect, useRef } from "react"

let name = ""
let open = 0
function show(): void {
  document.title = `${open > 0 ? `(${open}) ` : ""}${name === "" ? "" : `${name} – `}Beschlussweg`
}
/** How many tasks are open stands before the name of every page of the house. */
export function useOpenTasks(count: number): void {
  useEffect(() => {
    open = count
    show()
    return () => {
      open = 0
      show()
    }
  }, [count])
}

export function PageTitle({
  children,
  name: own,
  before,
}: {
  readonly children: ReactNode
  /** title of the window where it differs from the heading's text */
  readonly name: string
  readonly before?: ReactNode
}) {
  const ref = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    name = own
    show()
  }, [own])
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
