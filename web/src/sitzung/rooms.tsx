/** The rooms of the Sitzungsdienst beside each other, and the way back to them. */
import { useQuery } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"
import { ofHouse } from "../data.ts"

const current = { "aria-current": "page" } as const
export function Rooms({ haus }: { readonly haus: string }) {
  const me = useQuery(ofHouse(haus).ich)
  return (
    <nav className="raeume" aria-label="Sitzungsdienst">
      <Link to="/$haus/gremien" params={{ haus }} activeOptions={{ exact: true }} activeProps={current}>
        Gremien
      </Link>
      <Link to="/$haus/sitzungen" params={{ haus }} activeProps={current}>
        Sitzungskalender
      </Link>
      {me.data?.may.includes("control.read") && (
        <Link to="/$haus/beschlusskontrolle" params={{ haus }} activeProps={current}>
          Beschlusskontrolle
        </Link>
      )}
    </nav>
  )
}

/** Where this page belongs. */
export function Crumbs({
  haus,
  gremium,
  sitzung,
}: {
  readonly haus: string
  readonly gremium?: { readonly id: string; readonly name: string }
  readonly sitzung?: { readonly id: string; readonly name: string }
}) {
  return (
    <nav className="pfad" aria-label="Pfad">
      <ol>
        <li>
          <Link to="/$haus/gremien" params={{ haus }}>
            Gremien
          </Link>
        </li>
        {gremium && (
          <li>
            <Link to="/$haus/gremien/$gremiumId" params={{ haus, gremiumId: gremium.id }}>
              {gremium.name}
            </Link>
          </li>
        )}
        {sitzung && (
          <li>
            <Link to="/$haus/sitzung/$sitzungId" params={{ haus, sitzungId: sitzung.id }}>
              {sitzung.name}
            </Link>
          </li>
        )}
      </ol>
    </nav>
  )
}
