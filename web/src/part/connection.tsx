/** Line above everything while the service cannot be reached, and what happens when it is back. */
import { useQueryClient } from "@tanstack/react-query"
import { useEffect, useRef, useState } from "react"
import { useReach } from "../reach.ts"
import { Alert } from "./ui.tsx"

export function Connection() {
  const reach = useReach()
  const queries = useQueryClient()
  const was = useRef(reach)
  const [back, setBack] = useState(false)
  useEffect(() => {
    if (was.current === reach) return
    was.current = reach
    setBack(reach === "there")
    if (reach === "there") void queries.invalidateQueries()
  }, [reach, queries])
  return (
    <div className="verbindung" role="status">
      {reach === "lost" && (
        <Alert tone="warning" title="Der Dienst ist gerade nicht erreichbar.">
          <p className="kern-body">
            Was Sie hier sehen, ist der zuletzt geladene Stand. Was Sie schreiben, bleibt auf diesem Gerät. Die
            Verbindung wird von selbst wieder versucht.
          </p>
        </Alert>
      )}
      {reach === "there" && back && (
        <p className="verbindung__wieder">
          Die Verbindung ist wieder da.{" "}
          <button type="button" onClick={() => setBack(false)}>
            Ausblenden
          </button>
        </p>
      )}
    </div>
  )
}
