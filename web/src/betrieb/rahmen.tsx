/** Frame of the operator's screens, outside of every house; for whoever is signed in at the operator's own provider. */
import "../verwaltung/verwaltung.css"
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { Link, Outlet } from "@tanstack/react-router"
import { Problem, signedOut } from "../api.ts"
import { Refused } from "../part/refused.tsx"
import { PageTitle } from "../part/title.tsx"
import { Loading } from "../part/ui.tsx"
import { healthQuery } from "./data.ts"

export function Betrieb() {
  const health = useQuery(healthQuery)
  return (
    <>
      <header className="kopf">
        <div>
          <Link className="haus" to="/betrieb">
            Beschlussweg · Betrieb
          </Link>
          <nav aria-label="Hauptnavigation">
            <ul>
              <li>
                <Link to="/betrieb" activeOptions={{ exact: true }} activeProps={{ "aria-current": "page" }}>
                  Mandanten
                </Link>
              </li>
              {health.data?.operator.roles.includes("betrieb") && (
                <li>
                  <Link to="/betrieb/personen" activeProps={{ "aria-current": "page" }}>
                    Personen des Betriebs
                  </Link>
                </li>
              )}
            </ul>
          </nav>
          <form method="post" action="/abmelden">
            <button type="submit" className="kern-btn kern-btn--tertiary">
              <span className="kern-label">Abmelden</span>
            </button>
          </form>
        </div>
      </header>
      <main id="inhalt" className="inhalt" tabIndex={-1}>
        {health.data ? <Outlet /> : <Outside error={health.error} again={() => void health.refetch()} />}
      </main>
      <footer className="fuss">
        <div>
          <p>Inhalte der Häuser sieht der Betrieb nicht.</p>
        </div>
      </footer>
    </>
  )
}

function Outside({ error, again }: { readonly error: unknown; readonly again: () => void }) {
  if (!(error instanceof Problem)) return <Loading what="Die Mandanten werden geladen." />
  if (error.status !== 404 && !signedOut(error)) return <Refused name="Betrieb" problem={error} again={again} />
  return (
    <>
      <PageTitle name="Betrieb">Betrieb</PageTitle>
      <p className="kern-body">
        Hier verwalten die Personen des Betriebs die Mandanten. Bitte melden Sie sich mit Ihrem Konto des Betriebs an;
        mit dem Konto eines Hauses kommen Sie nicht herein.
      </p>
      <p>
        <a className="kern-btn kern-btn--primary" href="/anmelden/betrieb?weiter=/app/betrieb">
          <span className="kern-label">Als Betrieb anmelden</span>
        </a>
      </p>
    </>
  )
}

/** An act of the operator: what it touches is asked anew, and one line says what was done. */
export function useOperate<T>(run: (input: T) => Promise<unknown>, done: string, say: (words: string) => void) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: run,
    onMutate: () => say(""),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["betrieb"] })
      say(done)
    },
  })
}
