/** Frame of every page: skip link, head with the house and its rooms, main, foot; and what to do when the session is over. */
import { useQuery, useQueryClient } from "@tanstack/react-query"
import { Link, Outlet, useParams } from "@tanstack/react-router"
import { type ReactNode, useEffect, useState } from "react"
import { signedOut } from "../api.ts"
import { ofHouse } from "../data.ts"
import { Dialog } from "./dialog.tsx"
import { type Theme, theme } from "./theme.ts"
import { Select } from "./ui.tsx"

const signInPath = (): string =>
  `/anmelden?weiter=${encodeURIComponent(window.location.pathname + window.location.search)}`

/** What stands around everything, also before a house is chosen. */
export function Outside() {
  return (
    <>
      <a className="sprung" href="#inhalt">
        Zum Inhalt springen
      </a>
      <Outlet />
      <SessionOver />
    </>
  )
}

/** The inside of a house. */
export function Frame() {
  const { haus } = useParams({ from: "/$haus" })
  const house = useQuery(ofHouse(haus).haus)
  const tasks = useQuery(ofHouse(haus).aufgaben)
  const open = tasks.data?.length ?? 0
  return (
    <>
      <header className="kopf">
        <div>
          <Link className="haus" to="/$haus" params={{ haus }}>
            {house.data?.house.name ?? "Beschlussweg"}
          </Link>
          <nav aria-label="Hauptnavigation">
            <ul>
              <li>
                <Link
                  to="/$haus"
                  params={{ haus }}
                  activeOptions={{ exact: true }}
                  activeProps={{ "aria-current": "page" }}
                >
                  Meine Aufgaben
                  {open > 0 && (
                    <span className="zahl">
                      {open}
                      <span className="kern-sr-only"> offen</span>
                    </span>
                  )}
                </Link>
              </li>
              <li>
                <Link to="/$haus/programme" params={{ haus }} activeProps={{ "aria-current": "page" }}>
                  Programme
                </Link>
              </li>
              <li>
                <Link to="/$haus/vorlagen" params={{ haus }} activeProps={{ "aria-current": "page" }}>
                  Vorlagen
                </Link>
              </li>
            </ul>
          </nav>
          <Person haus={haus} />
        </div>
      </header>
      <main id="inhalt" className="inhalt" tabIndex={-1}>
        <Outlet />
      </main>
      <Foot />
    </>
  )
}

/** The page before a house is chosen. */
export function Plain({ children }: { readonly children: ReactNode }) {
  return (
    <>
      <header className="kopf">
        <div>
          <a className="haus" href="/app/">
            Beschlussweg
          </a>
        </div>
      </header>
      <main id="inhalt" className="inhalt" tabIndex={-1}>
        {children}
      </main>
      <Foot />
    </>
  )
}

function Person({ haus }: { readonly haus: string }) {
  const me = useQuery(ofHouse(haus).ich)
  return (
    <details className="person">
      <summary>{me.data?.name ?? "Konto"}</summary>
      <div className="person__inhalt">
        <p>
          <Link to="/$haus/profil" params={{ haus }}>
            Profil und Vertretung
          </Link>
        </p>
        <Look />
        <p>
          <Link to="/">Haus wechseln</Link>
        </p>
        <form method="post" action="/abmelden">
          <button type="submit" className="kern-btn kern-btn--secondary">
            <span className="kern-label">Abmelden</span>
          </button>
        </form>
      </div>
    </details>
  )
}

const LOOKS: readonly { readonly value: Theme; readonly label: string }[] = [
  { value: "system", label: "wie das Gerät" },
  { value: "light", label: "hell" },
  { value: "dark", label: "dunkel" },
]
function Look() {
  const [chosen, setChosen] = useState(theme.kept)
  return (
    <Select
      label="Darstellung"
      options={LOOKS}
      value={chosen}
      onChange={(value) => {
        const next = LOOKS.find((l) => l.value === value)?.value ?? "system"
        theme.choose(next)
        setChosen(next)
      }}
    />
  )
}

function Foot() {
  return (
    <footer className="fuss">
      <div>
        <p>
          Beschlussweg · EUPL-1.2 · <a href="/api/docs">Schnittstelle</a>
        </p>
      </div>
    </footer>
  )
}

/** Any answer that says "not signed in" opens this; the page beneath keeps what was written. */
function SessionOver() {
  const queries = useQueryClient()
  const [over, setOver] = useState(false)
  useEffect(() => {
    const stops = [
      queries.getQueryCache().subscribe((event) => {
        if (event.type === "updated" && signedOut(event.query.state.error)) setOver(true)
      }),
      queries.getMutationCache().subscribe((event) => {
        if (event.type === "updated" && signedOut(event.mutation.state.error)) setOver(true)
      }),
    ]
    return () => {
      for (const stop of stops) stop()
    }
  }, [queries])
  if (!over) return null
  return (
    <Dialog
      title="Bitte melden Sie sich an"
      onClose={() => setOver(false)}
      actions={
        <>
          <a className="kern-btn kern-btn--primary" href={signInPath()}>
            <span className="kern-label">Anmelden</span>
          </a>
          <a className="kern-btn kern-btn--secondary" href="/anmelden" target="_blank" rel="noreferrer">
            <span className="kern-label">In neuem Fenster anmelden</span>
          </a>
        </>
      }
    >
      <p className="kern-body">
        Sie sind nicht angemeldet, oder Ihre Anmeldung ist abgelaufen. Was Sie auf dieser Seite geschrieben haben,
        bleibt stehen, wenn Sie sich in einem neuen Fenster anmelden und dann hierher zurückkehren.
      </p>
    </Dialog>
  )
}
