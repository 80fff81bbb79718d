/** Pages for what is not there and for what broke. */
import { Link, useRouter } from "@tanstack/react-router"
import { Problem } from "../api.ts"
import { StaleBuild } from "../part/chunk.ts"
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
  const router = useRouter()
  const again = () => {
    reset()
    void router.invalidate()
  }
  return (
    <Plain>
      <PageTitle name="Fehler">
        {error instanceof StaleBuild ? "Neue Fassung der Anwendung" : "Das hat nicht geklappt"}
      </PageTitle>
      {error instanceof StaleBuild ? (
        <Alert tone="info" title="Die Anwendung wurde erneuert. Bitte laden Sie sie neu." live>
          <p className="kern-body">
            Was Sie geschrieben und noch nicht gespeichert haben, liegt auf diesem Gerät und wird Ihnen danach
            angeboten.
          </p>
          <a className="kern-btn kern-btn--primary" href={window.location.href}>
            <span className="kern-label">Neu laden</span>
          </a>
        </Alert>
      ) : error instanceof Problem ? (
        <Refusal problem={error} again={again} />
      ) : (
        <Alert tone="danger" title="Diese Seite konnte nicht angezeigt werden." live>
          <p className="kern-body">
            Bitte laden Sie sie neu. Geschieht es wieder, wenden Sie sich bitte an Ihre Mandantenadministration.
          </p>
          <a className="kern-btn kern-btn--primary" href={window.location.href}>
            <span className="kern-label">Neu laden</span>
          </a>
        </Alert>
      )}
    </Plain>
  )
}
