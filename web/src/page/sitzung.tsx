/** One meeting: when and where, its Fristen, what can be done now, the agenda, the invitations that went out. */
import { useQuery } from "@tanstack/react-query"
import { Link, useParams } from "@tanstack/react-router"
import { useState } from "react"
import { Problem } from "../api.ts"
import { ofHouse } from "../data.ts"
import { day, instant, size } from "../format.ts"
import { Refused } from "../part/refused.tsx"
import { PageTitle } from "../part/title.tsx"
import { Alert, Badge, Button, Loading } from "../part/ui.tsx"
import { type ActName, Acts } from "../sitzung/act.tsx"
import { Agenda } from "../sitzung/agenda.tsx"
import { Done } from "../sitzung/ask.tsx"
import { type Sitzung, sitzungsdienst } from "../sitzung/data.ts"
import { Fristen } from "../sitzung/kalender.tsx"
import { Ready } from "../sitzung/ready.tsx"
import { Crumbs } from "../sitzung/rooms.tsx"
import { weekdayName } from "../sitzung/tag.ts"
import "../sitzung/sitzung.css"

export interface Said {
  readonly title: string
  readonly warnings?: readonly { readonly reason: string; readonly place: string; readonly message: string }[]
}

export function SitzungPage() {
  const { haus, sitzungId } = useParams({ from: "/$haus/sitzung/$sitzungId" })
  const { data, error, refetch } = useQuery(sitzungsdienst(haus).sitzung(sitzungId))
  if (error instanceof Problem && !data)
    return error.status === 404 ? (
      <>
        <PageTitle name="Nicht gefunden">Diese Sitzung gibt es hier nicht</PageTitle>
        <p className="kern-body">
          Vielleicht ist die Adresse unvollständig, oder zu der Sitzung wurde noch nicht eingeladen.{" "}
          <Link to="/$haus/sitzungen" params={{ haus }}>
            Zum Sitzungskalender
          </Link>
        </p>
      </>
    ) : (
      <Refused name="Sitzung" problem={error} again={() => void refetch()} />
    )
  if (!data) return <Loading what="Die Sitzung wird geladen." />
  return <Whole haus={haus} sitzung={data} />
}

const TONE = { planned: "info", invited: "success", held: "success", cancelled: "danger" } as const

function Whole({ haus, sitzung }: { readonly haus: string; readonly sitzung: Sitzung }) {
  const house = useQuery(ofHouse(haus).haus)
  const [asked, ask] = useState<ActName>()
  const [said, say] = useState<Said>()
  const { gremiumId, gremium, on, start, end, ort } = sitzung
  const known = house.data?.gremien.find((g) => g.id === gremiumId)
  return (
    <>
      <PageTitle
        name={`${gremium}, ${day(on)}`}
        before={<Crumbs haus={haus} gremium={{ id: gremiumId, name: gremium }} />}
      >
        {gremium}, {day(on)}
      </PageTitle>
      <p className="kern-body">
        {weekdayName(on)}, {start}
        {end !== undefined && ` bis ${end}`} Uhr{ort !== "" && ` · ${ort}`} ·{" "}
        {sitzung.public ? "öffentlich" : "nichtöffentlich"} ·{" "}
        <Badge tone={TONE[sitzung.state]}>{sitzung.stateLabel}</Badge>
        {sitzung.urgent && " · dringlich eingeladen"}
        {sitzung.invitedAt !== undefined && ` · zuletzt eingeladen am ${instant(sitzung.invitedAt)}`}
      </p>
      {sitzung.moved.length > 0 && (
        <p className="kern-body">Verlegt; vorgesehen war: {sitzung.moved.map(day).join(", ")}.</p>
      )}
      <div className="sitzungsfristen">
        <Fristen sitzung={sitzung} />
      </div>
      {said && <Done {...said} />}
      {sitzung.office && (
        <Buttons
          haus={haus}
          sitzung={sitzung}
          calendar={known?.ladung !== undefined}
          onAsk={(name) => {
            say(undefined)
            ask(name)
          }}
        />
      )}
      {!sitzung.office && sitzung.records && <Results haus={haus} sitzung={sitzung} />}
      <Agenda haus={haus} sitzung={sitzung} say={say} />
      {sitzung.office && (sitzung.state === "planned" || sitzung.state === "invited") && (
        <Ready haus={haus} sitzung={sitzung} say={say} />
      )}
      <Issues haus={haus} sitzung={sitzung} />
      {asked !== undefined && house.data && (
        <Acts
          haus={haus}
          house={house.data}
          sitzung={sitzung}
          name={asked}
          onClose={() => ask(undefined)}
          onDone={(found) => {
            say(found)
            ask(undefined)
          }}
        />
      )}
    </>
  )
}

/** The next step first. */
function Buttons({
  haus,
  sitzung,
  calendar,
  onAsk,
}: {
  readonly haus: string
  readonly sitzung: Sitzung
  readonly calendar: boolean
  readonly onAsk: (name: ActName) => void
}) {
  const { state, on } = sitzung
  const over = on <= sitzung.today
  const ahead = state === "planned" || state === "invited"
  return (
    <div className="knoepfe">
      {state === "planned" && !(over && !calendar) && <Button onClick={() => onAsk("invite")}>Einladen</Button>}
      <Results haus={haus} sitzung={sitzung} />
      {(state === "invited" || (state === "planned" && !calendar)) && over && (
        <Button kind="secondary" onClick={() => onAsk("hold")}>
          Als durchgeführt festhalten
        </Button>
      )}
      {state === "invited" && (
        <Button kind="secondary" onClick={() => onAsk("supplement")}>
          Nachtrag aufnehmen
        </Button>
      )}
      {ahead && (
        <>
          <Button kind="secondary" onClick={() => onAsk("move")}>
            Verlegen
          </Button>
          <Button kind="secondary" onClick={() => onAsk("cancel")}>
            Absagen
          </Button>
        </>
      )}
      {state === "held" && (
        <Button kind="secondary" onClick={() => onAsk("reopen")}>
          Wieder öffnen
        </Button>
      )}
    </div>
  )
}

function Results({ haus, sitzung }: { readonly haus: string; readonly sitzung: Sitzung }) {
  if (sitzung.on > sitzung.today || sitzung.state === "cancelled") return null
  return (
    <Link
      to="/$haus/sitzung/$sitzungId/ergebnisse"
      params={{ haus, sitzungId: sitzung.id }}
      className={`kern-btn kern-btn--${sitzung.records ? "primary" : "secondary"}`}
    >
      <span className="kern-label">{sitzung.records ? "Ergebnisse eintragen" : "Ergebnisse ansehen"}</span>
    </Link>
  )
}

const FORM = { full: "für die Mitglieder", public: "für die Öffentlichkeit" } as const

function Issues({ haus, sitzung }: { readonly haus: string; readonly sitzung: Sitzung }) {
  return (
    <section aria-labelledby="einladungen">
      <h2 className="kern-heading-medium" id="einladungen">
        Einladungen und Nachträge
      </h2>
      {sitzung.issues.length === 0 && (
        <p className="kern-body">
          Zu dieser Sitzung ist noch nicht eingeladen. Die Einladung mit Tagesordnung liegt danach hier als PDF.
        </p>
      )}
      <ul className="zeilen">
        {sitzung.issues.map((issue) => (
          <li key={issue.n}>
            <span>
              {issue.n === 1 ? "Einladung" : `${issue.n}. Aussendung`} vom {instant(issue.at)}
            </span>
            {issue.state === "making" && <span role="status">Das PDF wird erstellt.</span>}
            {issue.state === "refused" && (
              <Alert tone="danger" title="Aus dieser Tagesordnung ließ sich kein PDF erstellen.">
                {issue.findings.map((f) => (
                  <p className="kern-body" key={f.reason}>
                    {f.message}
                  </p>
                ))}
              </Alert>
            )}
            {issue.state === "ready" && (
              <span className="dateien">
                {issue.files.map((file) => (
                  <a
                    key={file.form}
                    href={`/api/${haus}/sitzungen/${sitzung.id}/einladung?issue=${issue.n}&form=${file.form}`}
                    target="_blank"
                    rel="noreferrer"
                  >
                    PDF {FORM[file.form]} ({size(file.bytes)})
                  </a>
                ))}
              </span>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
