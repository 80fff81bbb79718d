/** Mandanten of the service with their state and health; people of the operator. */
import { useQuery } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"
import { type FormEvent, useState } from "react"
import { betrieb, body, Problem } from "../api.ts"
import { healthQuery, peopleQuery, STATUS, tenantsQuery, WORK } from "../betrieb/data.ts"
import { useOperate } from "../betrieb/rahmen.tsx"
import { instant } from "../format.ts"
import { Check } from "../part/field.tsx"
import { PageTitle } from "../part/title.tsx"
import { Alert, Badge, Button, Input, Loading, Refusal } from "../part/ui.tsx"
import { Once, Table } from "../verwaltung/part.tsx"

export function Mandanten() {
  const tenants = useQuery(tenantsQuery)
  const health = useQuery(healthQuery)
  const mine = health.data?.operator.roles ?? []
  const sick = health.data?.tenants.filter((t) => t.overdue > 0 || t.failing.length > 0) ?? []
  return (
    <>
      <PageTitle name="Mandanten">Mandanten</PageTitle>
      {mine.includes("betrieb") && (
        <div className="knoepfe">
          <Link className="kern-btn kern-btn--primary" to="/betrieb/neu">
            <span className="kern-label">Mandant anlegen</span>
          </Link>
        </div>
      )}
      {health.data && sick.length === 0 && (
        <Alert tone="success" title={`Alle Arbeit ist getan. Stand ${instant(health.data.at)}.`} />
      )}
      {health.data && sick.length > 0 && (
        <Alert
          tone="warning"
          title={`Bei ${sick.length} Mandanten bleibt Arbeit liegen. Stand ${instant(health.data.at)}.`}
        >
          <ul className="kern-list">
            {sick.map((t) => (
              <li key={t.id}>
                {t.name}
                {t.overdue > 0 &&
                  `: ${t.overdue} überfällig${t.oldest ? `, die älteste seit ${instant(t.oldest)}` : ""}`}
                {t.failing.map((f) => `; ${WORK[f.kind] ?? f.kind} ${f.attempts}-mal fehlgeschlagen (${f.error})`)}
              </li>
            ))}
          </ul>
        </Alert>
      )}
      {health.data && !health.data.counted && (
        <Alert
          tone="danger"
          title="Es ist mehr Arbeit fällig, als hier gezählt wird. Bitte sehen Sie nach, ob der Dienst arbeitet."
        />
      )}
      {tenants.error instanceof Problem && <Refusal problem={tenants.error} again={() => void tenants.refetch()} />}
      {!tenants.data && !tenants.error && <Loading what="Die Mandanten werden geladen." />}
      {tenants.data?.length === 0 && (
        <p className="leer kern-body">Noch gibt es keinen Mandanten. Den ersten legen Sie mit „Mandant anlegen“ an.</p>
      )}
      {tenants.data && tenants.data.length > 0 && (
        <Table
          caption="Mandanten"
          head={["Mandant", "Art", "Stand", "Überfällig", "Schlägt fehl", "Seit"]}
          right={["Überfällig", "Schlägt fehl"]}
        >
          {tenants.data.map((t) => {
            const state = health.data?.tenants.find((h) => h.id === t.id)
            return (
              <tr className="kern-table__row" key={t.id}>
                <th className="kern-table__cell" scope="row">
                  <Link to="/betrieb/$mandant" params={{ mandant: t.id }}>
                    {t.name}
                  </Link>
                  <div className="pruefsumme">{t.id}</div>
                </th>
                <td className="kern-table__cell">
                  {t.kind === "gE" ? "gemeinsame Einrichtung" : "kommunaler Träger"}, {t.land}
                </td>
                <td className="kern-table__cell">
                  <Badge tone={STATUS[t.status].tone}>{STATUS[t.status].word}</Badge>
                  {t.held && (
                    <>
                      {" "}
                      <Badge tone="warning">Löschsperre</Badge>
                    </>
                  )}
                </td>
                <td className="kern-table__cell zahlen">{state?.overdue ?? "–"}</td>
                <td className="kern-table__cell zahlen">{state?.failing.length ?? "–"}</td>
                <td className="kern-table__cell">{instant(t.since)}</td>
              </tr>
            )
          })}
        </Table>
      )}
    </>
  )
}

const ROLES = [
  { value: "betrieb", label: "Betrieb: Mandanten anlegen, schließen, einladen" },
  { value: "loeschung", label: "Löschung: beantragen und bestätigen" },
] as const
type Role = (typeof ROLES)[number]["value"]
const NOBODY = { accountId: "", name: "", roles: [] as Role[], active: true }

export function BetriebPersonen() {
  const people = useQuery(peopleQuery)
  const health = useQuery(healthQuery)
  const [who, setWho] = useState(NOBODY)
  const [said, say] = useState("")
  const [key, setKey] = useState<string>()
  const put = useOperate(
    ({ accountId, ...json }: typeof NOBODY) =>
      body(betrieb.personen[":accountId"].$put({ param: { accountId }, json })),
    "Gespeichert.",
    say,
  )
  const me = health.data?.operator.accountId ?? ""
  const rekey = useOperate(
    async () => {
      const made = await body(betrieb.personen[":accountId"].schluessel.$post({ param: { accountId: me }, json: {} }))
      setKey(made.key)
    },
    "Neuer Schlüssel ausgegeben; der bisherige gilt nicht mehr.",
    say,
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    put.mutate(who, { onSuccess: () => setWho(NOBODY) })
  }
  return (
    <>
      <PageTitle name="Personen des Betriebs">Personen des Betriebs</PageTitle>
      {people.error instanceof Problem && <Refusal problem={people.error} again={() => void people.refetch()} />}
      {!people.data && !people.error && <Loading what="Die Personen werden geladen." />}
      {people.data && (
        <Table caption="Personen des Betriebs" head={["Name", "Funktionen", "Stand", "Ändern"]}>
          {people.data.map((p) => (
            <tr className="kern-table__row" key={p.accountId}>
              <th className="kern-table__cell" scope="row">
                {p.name}
                {p.accountId === me && " (Sie)"}
              </th>
              <td className="kern-table__cell">
                {p.roles.map((r) => (r === "betrieb" ? "Betrieb" : "Löschung")).join(", ") || "–"}
              </td>
              <td className="kern-table__cell">
                <Badge tone={p.active ? "success" : "warning"}>{p.active ? "aktiv" : "beendet"}</Badge>
              </td>
              <td className="kern-table__cell">
                {p.accountId === me ? (
                  "durch eine andere Person"
                ) : (
                  <Button
                    kind="tertiary"
                    onClick={() => {
                      const { accountId, name, roles, active } = p
                      setWho({ accountId, name, roles: [...roles], active })
                      document.getElementById("person-name")?.focus()
                    }}
                  >
                    Ändern<span className="kern-sr-only">: {p.name}</span>
                  </Button>
                )}
              </td>
            </tr>
          ))}
        </Table>
      )}
      <section aria-labelledby="eintragen">
        <h2 className="kern-heading-medium" id="eintragen">
          Person eintragen oder ändern
        </h2>
        <form className="felder" onSubmit={submit}>
          <Input
            id="person-name"
            label="Name"
            required
            maxLength={120}
            value={who.name}
            onChange={(event) => setWho({ ...who, name: event.target.value })}
          />
          <Input
            label="Kennung des Kontos"
            hint="Wie die Befehlszeile sie nennt: aus Anmeldedienst und Konto gebildet, oder ein Wort für jemanden, der nur mit Schlüssel arbeitet."
            required
            maxLength={80}
            value={who.accountId}
            onChange={(event) => setWho({ ...who, accountId: event.target.value.trim() })}
          />
          {ROLES.map((r) => (
            <Check
              key={r.value}
              label={r.label}
              checked={who.roles.includes(r.value)}
              onChange={(on) =>
                setWho({
                  ...who,
                  roles: ROLES.map((o) => o.value).filter((v) => (v === r.value ? on : who.roles.includes(v))),
                })
              }
            />
          ))}
          <Check label="gehört zum Betrieb" checked={who.active} onChange={(active) => setWho({ ...who, active })} />
          {put.error instanceof Problem && <Refusal problem={put.error} />}
          <div className="knoepfe">
            <Button type="submit" busy={put.isPending}>
              Speichern
            </Button>
          </div>
        </form>
      </section>
      <section aria-labelledby="schluessel">
        <h2 className="kern-heading-medium" id="schluessel">
          Ihr Schlüssel für die Befehlszeile
        </h2>
        <Button kind="secondary" busy={rekey.isPending} onClick={() => rekey.mutate(undefined)}>
          Neuen Schlüssel ausgeben
        </Button>
        {rekey.error instanceof Problem && <Refusal problem={rekey.error} />}
      </section>
      <p className="kern-body" role="status">
        {said}
      </p>
      {key !== undefined && (
        <Once title="Ihr neuer Schlüssel" label="Schlüssel" secret={key} onClose={() => setKey(undefined)}>
          <p className="kern-body">Er wird nur jetzt gezeigt. Legen Sie ihn dort ab, wo Ihre Geheimnisse liegen.</p>
        </Once>
      )}
    </>
  )
}
