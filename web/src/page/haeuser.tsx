/** Choice of the house; whoever has only one goes straight on. */
import { useQuery } from "@tanstack/react-query"
import { Link, Navigate } from "@tanstack/react-router"
import { Problem, signedOut } from "../api.ts"
import { kontoQuery } from "../data.ts"
import { Plain } from "../part/frame.tsx"
import { PageTitle } from "../part/title.tsx"
import { Loading, Refusal } from "../part/ui.tsx"

export function Haeuser() {
  const { data, error, refetch } = useQuery(kontoQuery)
  const open = data?.houses.filter((h) => h.open) ?? []
  const [only] = open
  if (only && data?.houses.length === 1) return <Navigate to="/$haus" params={{ haus: only.id }} replace />
  return (
    <Plain>
      <PageTitle name="Ihre Häuser">Ihre Häuser</PageTitle>
      {error instanceof Problem && !signedOut(error) && <Refusal problem={error} again={() => void refetch()} />}
      {signedOut(error) && (
        <p>
          <a className="kern-btn kern-btn--primary" href="/anmelden?weiter=/app/">
            <span className="kern-label">Anmelden</span>
          </a>
        </p>
      )}
      {!data && !error && <Loading what="Ihre Häuser werden geladen." />}
      {data && data.houses.length === 0 && (
        <p className="kern-body">
          Sie gehören noch zu keinem Haus. Eine Einladung bekommen Sie von der Mandantenadministration Ihres Jobcenters.
        </p>
      )}
      {data && data.houses.length > 0 && (
        <ul className="kern-list">
          {data.houses.map((h) => (
            <li key={h.id}>
              {h.open ? (
                <Link to="/$haus" params={{ haus: h.id }}>
                  {h.name}
                </Link>
              ) : (
                <a href={`/anmelden/${h.id}?weiter=${encodeURIComponent(`/app/${h.id}`)}`}>{h.name} (neu anmelden)</a>
              )}
            </li>
          ))}
        </ul>
      )}
    </Plain>
  )
}
