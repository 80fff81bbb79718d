/** The session is over: sign in here or in another window, and go on where one was. */
import { useQueryClient } from "@tanstack/react-query"
import { useCallback, useEffect, useState } from "react"
import { body, client, konto, Problem, signedOut } from "../api.ts"
import { Dialog } from "./dialog.tsx"

/** The operator's people have a provider of their own, outside of every house. */
const ofOperator = (): boolean => /^\/app\/betrieb(\/|$)/.test(window.location.pathname)
const signInPath = (): string => {
  const onwards = encodeURIComponent(window.location.pathname + window.location.search)
  return ofOperator() ? `/anmelden/betrieb?frisch=1&weiter=${onwards}` : `/anmelden?weiter=${onwards}`
}

/** Any answer that says "not signed in" opens this; the page beneath keeps what was written. */
export function SessionOver() {
  const queries = useQueryClient()
  const [over, setOver] = useState<Problem>()
  const [back, setBack] = useState(false)
  useEffect(() => {
    const look = (error: unknown) => {
      if (!signedOut(error) || !(error instanceof Problem)) return
      setBack(false)
      setOver(error)
    }
    const stops = [
      queries.getQueryCache().subscribe((event) => event.type === "updated" && look(event.query.state.error)),
      queries.getMutationCache().subscribe((event) => event.type === "updated" && look(event.mutation.state.error)),
    ]
    return () => {
      for (const stop of stops) stop()
    }
  }, [queries])
  // Who comes back from the other window goes on; a signature that asks for a fresh sign-in is simply tried again.
  const look = useCallback(async () => {
    if (document.visibilityState === "hidden") return
    try {
      // Whether this house is open again: somebody may have signed in with another account.
      const haus = /^\/app\/([a-z0-9-]+)/.exec(window.location.pathname)?.[1]
      await (haus === undefined ? konto() : body(client.ich.$get({ param: { tenant: haus }, query: {} })))
    } catch {
      return
    }
    setOver(undefined)
    setBack(true)
    void queries.invalidateQueries()
  }, [queries])
  const asked = over !== undefined
  useEffect(() => {
    if (!asked) return
    const seen = () => void look()
    window.addEventListener("focus", seen)
    document.addEventListener("visibilitychange", seen)
    return () => {
      window.removeEventListener("focus", seen)
      document.removeEventListener("visibilitychange", seen)
    }
  }, [asked, look])
  if (!over)
    return back ? (
      <div className="verbindung">
        <p className="verbindung__wieder" role="status">
          Sie sind wieder angemeldet und können weitermachen.{" "}
          <button type="button" onClick={() => setBack(false)}>
            Ausblenden
          </button>
        </p>
      </div>
    ) : null
  const stale = over.reason === "session.stale"
  return (
    <Dialog
      title={
        stale && ofOperator()
          ? "Bitte melden Sie sich noch einmal an"
          : stale
            ? "Bitte melden Sie sich für die Zeichnung noch einmal an"
            : "Bitte melden Sie sich an"
      }
      onClose={() => setOver(undefined)}
      actions={
        <>
          <a className="kern-btn kern-btn--primary" href={signInPath()}>
            <span className="kern-label">Anmelden</span>
          </a>
          <a
            className="kern-btn kern-btn--secondary"
            href={ofOperator() ? "/anmelden/betrieb?frisch=1" : "/anmelden"}
            target="_blank"
            rel="noreferrer"
          >
            <span className="kern-label">In neuem Fenster anmelden</span>
          </a>
        </>
      }
    >
      <p className="kern-body">
        {stale && ofOperator()
          ? "Für Änderungen an Mandanten darf Ihre Anmeldung nicht zu alt sein."
          : stale
            ? over.message
            : "Sie sind nicht angemeldet, oder Ihre Anmeldung ist abgelaufen."}
      </p>
      <p className="kern-body">
        Was Sie geschrieben haben, bleibt erhalten: Nach dem Anmelden kommen Sie hierher zurück. Melden Sie sich in
        einem neuen Fenster an, geht es hier weiter, sobald Sie zurückkehren.
      </p>
    </Dialog>
  )
}
