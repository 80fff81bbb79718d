/** Pages for what is not there and for what broke. */
import { Link } from "@tanstack/react-router"
import { Problem } from "../api.ts"
import { Plain } from "../part/frame.tsx"
import { PageTitle } from "../part/title.tsx"
import { Alert, Refusal } from "../part/ui.tsx"

export function NotFound() {
  return (
    <Plain>
      <PageTitle name="Nicht gefunden">Diese Seite gibt es nicht</PageTitle>
      <p className="kern-body">
        Vielleicht ist die Adresse unvollständig, oder Sie sehen diesen Vorgang mit Ihren Funktionen nicht.
      </p>
      <p>
        <Link to="/">Zu Ihren Häusern</Link>
      </p>
    </Plain>
  )
}

export function Failure({ error, reset }: { readonly error: unknown; readonly reset: () => void }) {
  return (
    <Plain>
      <PageTitle name="Fehler">Das hat nicht geklappt</PageTitle>
      {error instanceof Problem ? (
        <Refusal problem={error} again={reset} />
      ) : (
        <Alert tone="danger" title="Diese Seite konnte nicht angezeigt werden." live>
          <p className="kern-body">
            Vielleicht wurde der Dienst gerade erneuert. <a href={window.location.href}>Seite neu laden</a>
          </p>
        </Alert>
      )}
    </Plain>
  )
}
