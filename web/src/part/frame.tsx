/** Frame of every page: skip link, head with the house and its rooms, main, foot; connection and session above all. */
import { useQuery } from "@tanstack/react-query"
import { Link, Outlet, useNavigate, useParams } from "@tanstack/react-router"
import { createContext, type ReactNode, useContext, useState } from "react"
import { type Ich, ofHouse } from "../data.ts"
import { Connection } from "./connection.tsx"
import { SessionOver } from "./session.tsx"
import { type Theme, theme } from "./theme.ts"
import { useOpenTasks } from "./title.tsx"
import { Select } from "./ui.tsx"

/** Whether the frame of a house stands around already: then a page without a house brings none of its own. */
const Inside = createContext(false)

/** What stands around everything, also before a house is chosen. */
export function Outside() {
  return (
    <>
      <a className="sprung" href="#inhalt">
        Zum Inhalt springen
      </a>
      <Connection />
      <SessionOver />
      <Outlet />
    </>
  )
}

/** The inside of a house. */
export function Frame() {
  const { haus } = useParams({ from: "/$haus" })
  const house = useQuery(ofHouse(haus).haus)
  const me = useQuery(ofHouse(haus).ich)
  const tasks = useQuery(ofHouse(haus).aufgaben)
  const open = tasks.data?.length ?? 0
  useOpenTasks(open)
  return (
    <Inside value={true}>
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
              {me.data?.may.includes("vorlage.read") && (
                <li>
                  <Link to="/$haus/vorlagen" params={{ haus }} activeProps={{ "aria-current": "page" }}>
                    Vorlagen
                  </Link>
                </li>
              )}
              {leads(me.data) && (
                <li>
                  <Link to="/$haus/uebersicht" params={{ haus }} activeProps={{ "aria-current": "page" }}>
                    Übersicht
                  </Link>
                </li>
              )}
              {me.data?.may.includes("sitzung.read") && (
                <li>
                  <Link to="/$haus/gremien" params={{ haus }} activeProps={{ "aria-current": "page" }}>
                    Gremien
                  </Link>
                </li>
              )}
              {me.data?.may.includes("people.write") && (
                <li>
                  <Link to="/$haus/verwaltung" params={{ haus }} activeProps={{ "aria-current": "page" }}>
                    Verwaltung
                  </Link>
                </li>
              )}
              {me.data?.may.includes("record.read") && (
                <li>
                  <Link to="/$haus/revision" params={{ haus }} activeProps={{ "aria-current": "page" }}>
                    Revision
                  </Link>
                </li>
              )}
            </ul>
          </nav>
          {me.data?.may.includes("search.read") && <Search haus={haus} />}
          <Person haus={haus} />
        </div>
      </header>
      <main id="inhalt" className="inhalt" tabIndex={-1}>
        <Outlet />
      </main>
      <Foot haus={haus} />
    </Inside>
  )
}

/** Whose procedures they are: heads of the house, and the office through which all of them go. */
const HEADS: readonly Ich["functions"][number]["role"][] = [
  "amtsleitung",
  "dezernent",
  "landrat",
  "geschaeftsfuehrung",
  "sitzungsdienst",
]
const leads = (me: Ich | undefined): boolean => me?.functions.some((f) => HEADS.includes(f.role)) ?? false

function Search({ haus }: { readonly haus: string }) {
  const navigate = useNavigate()
  const [q, setQ] = useState("")
  return (
    <search className="kopfsuche">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void navigate({ to: "/$haus/suche", params: { haus }, search: q.trim() === "" ? {} : { q: q.trim() } })
          setQ("")
        }}
      >
        <label className="kern-sr-only" htmlFor="kopfsuche">
          Suche in Programmen, Vorlagen und Beschlüssen
        </label>
        <input
          id="kopfsuche"
          type="search"
          placeholder="Suche"
          maxLength={300}
          value={q}
          onChange={(event) => setQ(event.target.value)}
        />
        <button type="submit">
          <span className="kern-icon kern-icon--search" aria-hidden="true" />
          <span className="kern-sr-only">Suche starten</span>
        </button>
      </form>
    </search>
  )
}

/** The page before a house is chosen. */
export function Plain({ children }: { readonly children: ReactNode }) {
  if (useContext(Inside)) return children
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

function Foot({ haus }: { readonly haus?: string }) {
  return (
    <footer className="fuss">
      <nav aria-label="Rechtliches">
        <ul>
          {haus !== undefined && (
            <>
              <li>
                <Link to="/$haus/barrierefreiheit" params={{ haus }}>
                  Erklärung zur Barrierefreiheit
                </Link>
              </li>
              <li>
                <Link to="/$haus/datenschutz" params={{ haus }}>
                  Datenschutz
                </Link>
              </li>
            </>
          )}
          <li>
            <Link to="/recht/lizenzen">Lizenzen Dritter</Link>
          </li>
          <li>
            <a href="/api/docs">Schnittstelle</a>
          </li>
        </ul>
      </nav>
      <p>Beschlussweg · EUPL-1.2</p>
    </footer>
  )
}
