/** One Mandant: state, who gets in, lock, archive, deletion by two; and the founding of a new one. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { Link, useParams } from "@tanstack/react-router"
import { type FormEvent, useState } from "react"
import { betrieb, body, type Finding, Problem } from "../api.ts"
import { healthQuery, STATUS, type Tenant, tenantQuery } from "../betrieb/data.ts"
import { useOperate } from "../betrieb/rahmen.tsx"
import { day, instant, short } from "../format.ts"
import { Summary } from "../part/field.tsx"
import { Refused } from "../part/refused.tsx"
import { PageTitle } from "../part/title.tsx"
import { Badge, Button, Input, Loading, Refusal, Select, TextArea } from "../part/ui.tsx"
import { Ask, Once } from "../verwaltung/part.tsx"
import { idFrom } from "../verwaltung/weg/word.ts"

export function Mandant() {
  const { mandant } = useParams({ from: "/betrieb/$mandant" })
  const { data, error, refetch } = useQuery(tenantQuery(mandant))
  const health = useQuery(healthQuery)
  const roles = health.data?.operator.roles ?? []
  if (error instanceof Problem && !data) return <Refused name="Mandant" problem={error} again={() => void refetch()} />
  if (!data) return <Loading what="Der Mandant wird geladen." />
  return (
    <>
      <PageTitle name={data.name} before={<Link to="/betrieb">Alle Mandanten</Link>}>
        {data.name}
      </PageTitle>
      <dl className="angaben">
        <dt>Kennung</dt>
        <dd className="pruefsumme">{data.id}</dd>
        <dt>Art</dt>
        <dd>
          {data.kind === "gE" ? "gemeinsame Einrichtung" : "kommunaler Träger"}, {data.land}
        </dd>
        <dt>Stand</dt>
        <dd>
          <Badge tone={STATUS[data.status].tone}>{STATUS[data.status].word}</Badge>
          {data.closedAt ? ` seit ${instant(data.closedAt)}` : ""}
          {data.deletedAt ? ` am ${instant(data.deletedAt)}` : ""}
        </dd>
        <dt>Angelegt</dt>
        <dd>{instant(data.createdAt)}</dd>
        <dt>Löschsperre</dt>
        <dd>{data.hold ? `seit ${instant(data.hold.at)}: ${data.hold.reason}` : "keine"}</dd>
        <dt>Archiv</dt>
        <dd>
          {data.archive
            ? `${data.archive.archive}, ${day(data.archive.on)}: ${data.archive.answer}`
            : "nicht angeboten"}
        </dd>
        {data.deletion && (
          <>
            <dt>Gelöscht</dt>
            <dd>
              {data.deletion.items} Einträge, {data.deletion.files} Dateien; Ausleitung{" "}
              {short(data.deletion.exportSha256)}
            </dd>
          </>
        )}
      </dl>
      {roles.includes("betrieb") && <Door tenant={data} />}
      {roles.includes("betrieb") && data.status === "active" && <People tenant={data} />}
      {roles.includes("betrieb") && (data.status === "active" || data.status === "closing") && (
        <Keeping tenant={data} />
      )}
      <Deletion tenant={data} mine={roles.includes("loeschung")} on={health.data?.deletion === "on"} />
    </>
  )
}

/** Closing, opening, the lock. */
function Door({ tenant }: { readonly tenant: Tenant }) {
  const param = { tenantId: tenant.id }
  const [said, say] = useState("")
  const [asking, setAsking] = useState<"zu" | "sperre">()
  const [reason, setReason] = useState("")
  const at = betrieb.mandanten[":tenantId"]
  const close = useOperate(() => body(at.schliessung.$post({ param, json: {} })), "Der Mandant ist geschlossen.", say)
  const open = useOperate(() => body(at.oeffnung.$post({ param, json: {} })), "Der Mandant ist wieder offen.", say)
  const hold = useOperate(() => body(at.sperre.$post({ param, json: { reason } })), "Die Löschsperre steht.", say)
  const unhold = useOperate(
    () => body(at.sperre.aufhebung.$post({ param, json: {} })),
    "Die Löschsperre ist aufgehoben.",
    say,
  )
  const problem = open.error ?? unhold.error
  if (tenant.status !== "active" && tenant.status !== "closing") return null
  return (
    <section aria-labelledby="zugang">
      <h2 className="kern-heading-medium" id="zugang">
        Zugang und Löschsperre
      </h2>
      <div className="knoepfe">
        {tenant.status === "active" ? (
          <Button kind="secondary" onClick={() => setAsking("zu")}>
            Mandant schließen
          </Button>
        ) : (
          <Button kind="secondary" busy={open.isPending} onClick={() => open.mutate(undefined)}>
            Mandant wieder öffnen
          </Button>
        )}
        {tenant.hold ? (
          <Button kind="secondary" busy={unhold.isPending} onClick={() => unhold.mutate(undefined)}>
            Löschsperre aufheben
          </Button>
        ) : (
          <Button kind="secondary" onClick={() => setAsking("sperre")}>
            Löschsperre setzen
          </Button>
        )}
      </div>
      {problem instanceof Problem && <Refusal problem={problem} />}
      <p className="kern-body" role="status">
        {said}
      </p>
      {asking === "zu" && (
        <Ask
          title={`${tenant.name} schließen?`}
          yes="Schließen"
          busy={close.isPending}
          problem={close.error instanceof Problem ? close.error : undefined}
          onYes={() => close.mutate(undefined, { onSuccess: () => setAsking(undefined) })}
          onClose={() => setAsking(undefined)}
        >
          <p className="kern-body">
            Innerhalb von Sekunden kommt niemand aus dem Haus mehr hinein, und der Dienst ruht dort. Alles bleibt
            erhalten.
          </p>
        </Ask>
      )}
      {asking === "sperre" && (
        <Ask
          title="Löschsperre setzen"
          yes="Löschsperre setzen"
          busy={hold.isPending}
          problem={hold.error instanceof Problem ? hold.error : undefined}
          onYes={() => hold.mutate(undefined, { onSuccess: () => setAsking(undefined) })}
          onClose={() => setAsking(undefined)}
        >
          <p className="kern-body">Solange sie steht, wird von diesem Mandanten nichts gelöscht.</p>
          <TextArea
            label="Grund"
            rows={2}
            maxLength={1000}
            value={reason}
            onChange={(e) => setReason(e.target.value)}
          />
        </Ask>
      )}
    </section>
  )
}

/** First administrators and the sign-in, where nobody of the house can get in to do it. */
function People({ tenant }: { readonly tenant: Tenant }) {
  const param = { tenantId: tenant.id }
  const [said, say] = useState("")
  const [who, setWho] = useState({ name: "", personId: "" })
  const [at, setAt] = useState({ issuer: "", clientId: "", clientAuth: "none" as "none" | "private_key_jwt" })
  const [code, setCode] = useState<{ name: string; code: string; personId: string }>()
  const invite = useOperate(
    async () => {
      const personId = who.personId || `ps-${crypto.randomUUID()}`
      const json = { personId, administrator: { name: who.name } }
      setCode(await body(betrieb.mandanten[":tenantId"].einladungen.$post({ param, json })))
    },
    "Eingeladen.",
    say,
  )
  const provide = useOperate(
    () => body(betrieb.mandanten[":tenantId"].anmeldung.$post({ param, json: at })),
    "Der Anmeldedienst ist eingetragen.",
    say,
  )
  const send = (run: () => void) => (event: FormEvent) => {
    event.preventDefault()
    run()
  }
  return (
    <>
      <section aria-labelledby="einladen">
        <h2 className="kern-heading-medium" id="einladen">
          Administration einladen
        </h2>
        <p className="kern-body">
          Für die ersten beiden Personen, und wenn sich im Haus weniger als zwei von ihnen noch anmelden können. Alle
          anderen lädt das Haus selbst ein.
        </p>
        <form className="zeile" onSubmit={send(() => invite.mutate(undefined))}>
          <Input
            label="Name"
            required
            maxLength={120}
            value={who.name}
            onChange={(e) => setWho({ ...who, name: e.target.value })}
          />
          <Input
            label="Kennung der Person"
            hint="nur, um einen Code zu ersetzen"
            optional
            maxLength={60}
            value={who.personId}
            onChange={(e) => setWho({ ...who, personId: e.target.value.trim() })}
          />
          <Button type="submit" kind="secondary" busy={invite.isPending}>
            Einladen
          </Button>
        </form>
        {invite.error instanceof Problem && <Refusal problem={invite.error} />}
      </section>
      <section aria-labelledby="dienst">
        <h2 className="kern-heading-medium" id="dienst">
          Anmeldedienst des Hauses
        </h2>
        <p className="kern-body">Nur, wenn sich dort niemand anmelden kann; sonst trägt ihn das Haus selbst ein.</p>
        <form className="felder" onSubmit={send(() => provide.mutate(undefined))}>
          <SignInFields value={at} onChange={setAt} />
          {provide.error instanceof Problem && <Refusal problem={provide.error} />}
          <div className="knoepfe">
            <Button type="submit" kind="secondary" busy={provide.isPending}>
              Anmeldedienst eintragen
            </Button>
          </div>
        </form>
      </section>
      <p className="kern-body" role="status">
        {said}
      </p>
      {code && (
        <Once
          title={`Einladung für ${code.name}`}
          label="Code der Einladung"
          secret={code.code}
          onClose={() => setCode(undefined)}
        >
          <Code tenantId={tenant.id} personId={code.personId} />
        </Once>
      )}
    </>
  )
}

function Code({ tenantId, personId }: { readonly tenantId: string; readonly personId: string }) {
  return (
    <p className="kern-body">
      Geben Sie den Code auf einem sicheren Weg weiter; er gilt einmal und wird nur jetzt gezeigt. Eingegeben wird er
      unter {window.location.origin}/einladung/{tenantId}. Kennung der Person: {personId}
    </p>
  )
}

interface At {
  readonly issuer: string
  readonly clientId: string
  readonly clientAuth: "none" | "private_key_jwt"
}
function SignInFields({ value, onChange }: { readonly value: At; readonly onChange: (value: At) => void }) {
  return (
    <>
      <Input
        id="anmeldung-issuer"
        label="Adresse des Anmeldedienstes"
        type="url"
        required
        value={value.issuer}
        onChange={(e) => onChange({ ...value, issuer: e.target.value.trim() })}
      />
      <Input
        label="Kennung von Beschlussweg dort"
        required
        maxLength={200}
        value={value.clientId}
        onChange={(e) => onChange({ ...value, clientId: e.target.value.trim() })}
      />
      <Select
        label="So weist sich Beschlussweg aus"
        options={[
          { value: "none", label: "ohne eigenes Geheimnis (PKCE)" },
          { value: "private_key_jwt", label: "mit unserem Schlüssel (private_key_jwt)" },
        ]}
        value={value.clientAuth}
        onChange={(auth) => onChange({ ...value, clientAuth: auth === "private_key_jwt" ? auth : "none" })}
      />
    </>
  )
}

const ANSWERS = ["angenommen", "abgelehnt", "übernommen"] as const
/** The offer to an archive, with what it answered. */
function Keeping({ tenant }: { readonly tenant: Tenant }) {
  const [wish, setWish] = useState({ archive: "", on: "", answer: "abgelehnt" as (typeof ANSWERS)[number] })
  const [said, say] = useState("")
  const offer = useOperate(
    () => body(betrieb.mandanten[":tenantId"].anbietung.$post({ param: { tenantId: tenant.id }, json: wish })),
    "Die Anbietung ist festgehalten.",
    say,
  )
  return (
    <section aria-labelledby="archiv">
      <h2 className="kern-heading-medium" id="archiv">
        Anbietung an das Archiv
      </h2>
      <form
        className="zeile"
        onSubmit={(event) => {
          event.preventDefault()
          offer.mutate(undefined)
        }}
      >
        <Input
          label="Archiv"
          required
          maxLength={200}
          value={wish.archive}
          onChange={(e) => setWish({ ...wish, archive: e.target.value })}
        />
        <Input
          label="Tag"
          type="date"
          required
          value={wish.on}
          onChange={(e) => setWish({ ...wish, on: e.target.value })}
        />
        <Select
          label="Antwort"
          options={ANSWERS.map((a) => ({ value: a, label: a }))}
          value={wish.answer}
          onChange={(a) => setWish({ ...wish, answer: ANSWERS.find((o) => o === a) ?? "abgelehnt" })}
        />
        <Button type="submit" kind="secondary" busy={offer.isPending}>
          Festhalten
        </Button>
      </form>
      {offer.error instanceof Problem && <Refusal problem={offer.error} />}
      <p className="kern-body" role="status">
        {said}
      </p>
    </section>
  )
}

/** Deletion: asked for by one, confirmed by another a day later; or taken back. */
function Deletion({ tenant, mine, on }: { readonly tenant: Tenant; readonly mine: boolean; readonly on: boolean }) {
  const param = { tenantId: tenant.id }
  const at = betrieb.mandanten[":tenantId"].loeschung
  const [said, say] = useState("")
  const [wish, setWish] = useState({ reason: "", exportSha256: "" })
  const [asking, setAsking] = useState(false)
  const ask = useOperate(() => body(at.$post({ param, json: wish })), "Die Löschung ist beantragt.", say)
  const confirm = useOperate(() => body(at.bestaetigung.$post({ param, json: {} })), "Die Löschung ist bestätigt.", say)
  const cancel = useOperate(() => body(at.ruecknahme.$post({ param, json: {} })), "Der Antrag ist zurückgenommen.", say)
  if (tenant.status === "deleted" || tenant.status === "deleting") return null
  return (
    <section aria-labelledby="loeschung">
      <h2 className="kern-heading-medium" id="loeschung">
        Löschung
      </h2>
      <p className="kern-body">
        Vorher: geschlossen, einem Archiv angeboten, danach ausgeleitet (Befehlszeile), keine Sperre. Eine Person
        beantragt, eine andere bestätigt frühestens nach 24 Stunden und spätestens nach 7 Tagen.
      </p>
      {!on && <p className="kern-body">Das Löschen ist auf diesem Dienst ausgeschaltet.</p>}
      {tenant.request && (
        <p className="kern-body">
          Beantragt am {instant(tenant.request.at)}: {tenant.request.reason} Ausleitung{" "}
          {short(tenant.request.exportSha256)}.
        </p>
      )}
      {!mine && <p className="kern-body">Das tun Personen des Betriebs mit der Funktion „Löschung“.</p>}
      {mine && on && !tenant.request && (
        <form
          className="felder"
          onSubmit={(event) => {
            event.preventDefault()
            ask.mutate(undefined)
          }}
        >
          <TextArea
            label="Grund"
            required
            rows={2}
            maxLength={1000}
            value={wish.reason}
            onChange={(e) => setWish({ ...wish, reason: e.target.value })}
          />
          <Input
            label="Prüfsumme der Ausleitung"
            hint="64 Stellen, wie die Befehlszeile sie nennt"
            required
            maxLength={64}
            value={wish.exportSha256}
            onChange={(e) => setWish({ ...wish, exportSha256: e.target.value.trim().toLowerCase() })}
          />
          {ask.error instanceof Problem && <Refusal problem={ask.error} />}
          <div className="knoepfe">
            <Button type="submit" kind="secondary" busy={ask.isPending}>
              Löschung beantragen
            </Button>
          </div>
        </form>
      )}
      {mine && tenant.request && (
        <div className="knoepfe">
          {on && (
            <Button kind="secondary" onClick={() => setAsking(true)}>
              Löschung bestätigen
            </Button>
          )}
          <Button kind="tertiary" busy={cancel.isPending} onClick={() => cancel.mutate(undefined)}>
            Antrag zurücknehmen
          </Button>
        </div>
      )}
      {cancel.error instanceof Problem && <Refusal problem={cancel.error} />}
      <p className="kern-body" role="status">
        {said}
      </p>
      {asking && (
        <Ask
          title={`${tenant.name} endgültig löschen?`}
          yes="Endgültig löschen"
          busy={confirm.isPending}
          problem={confirm.error instanceof Problem ? confirm.error : undefined}
          onYes={() => confirm.mutate(undefined, { onSuccess: () => setAsking(false) })}
          onClose={() => setAsking(false)}
        >
          <p className="kern-body">Danach gibt es keinen Weg zurück. Es bleibt nur der Löschnachweis.</p>
        </Ask>
      )}
    </section>
  )
}

const LANDS = [
  ...["Baden-Württemberg", "Bayern", "Berlin", "Brandenburg", "Bremen", "Hamburg", "Hessen", "Mecklenburg-Vorpommern"],
  ...["Niedersachsen", "Nordrhein-Westfalen", "Rheinland-Pfalz", "Saarland", "Sachsen", "Sachsen-Anhalt"],
  ...["Schleswig-Holstein", "Thüringen"],
]
const WAYS = [
  { value: "T1", label: "T1: Kreis, nicht Hessen (kommunaler Träger)" },
  { value: "T2", label: "T2: Kreis in Hessen (kommunaler Träger)" },
  { value: "T3", label: "T3: kreisfreie Stadt, nicht Hessen (kommunaler Träger)" },
  { value: "T4", label: "T4: kreisfreie Stadt in Hessen (kommunaler Träger)" },
  { value: "T5", label: "T5: gemeinsame Einrichtung mit Trägerversammlung" },
  { value: "T6", label: "T6: Lokales Planungsdokument in Nordrhein-Westfalen" },
]
const EMPTY = { name: "", traeger: "", address: "", land: "Nordrhein-Westfalen", template: "T1", first: "", second: "" }

export function NeuerMandant() {
  const queries = useQueryClient()
  const [wish, setWish] = useState(EMPTY)
  const [id, setId] = useState<string>()
  const [at, setAt] = useState<At>({ issuer: "", clientId: "", clientAuth: "none" })
  const tenantId = id ?? (wish.name === "" ? "" : idFrom(wish.name.replace(/^Jobcenter\s+/i, ""), []))
  const make = useMutation({
    mutationFn: () => {
      const { name, traeger, address, land, template } = wish
      const lines = address.split("\n").map((l) => l.trim())
      const house = { name, traeger, kind: template === "T5" ? "gE" : "zkT", address: lines.filter((l) => l !== "") }
      const signIn = at.issuer === "" ? null : { ...at, roleMapping: [], freshMinutes: 60 }
      const settings = { id: tenantId, house, land, template, signIn, baseUrl: window.location.origin }
      const names = [wish.first.trim(), wish.second.trim()].filter((name) => name !== "")
      const administrators = names.map((name) => ({ name }))
      return body(betrieb.mandanten.$post({ json: { settings, administrators } }))
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ["betrieb"] }),
  })
  const field = (name: keyof typeof EMPTY) => ({
    id: `neu-${name}`,
    value: wish[name],
    onChange: (event: { target: { value: string } }) => setWish({ ...wish, [name]: event.target.value }),
  })
  if (make.data) return <Founded of={make.data} />
  const findings: readonly Finding[] = make.error instanceof Problem ? make.error.findings : []
  return (
    <>
      <PageTitle name="Mandant anlegen" before={<Link to="/betrieb">Alle Mandanten</Link>}>
        Mandant anlegen
      </PageTitle>
      <p className="kern-body">
        Gremien, Ämter, Vorlagenarten und Worte werden aus dem Zeichnungsweg ergänzt; das Haus ändert sie später selbst.
      </p>
      <form
        className="felder"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          make.mutate()
        }}
      >
        {make.error instanceof Problem && findings.length === 0 && <Refusal problem={make.error} />}
        <Summary
          title="So kann der Mandant nicht angelegt werden"
          findings={findings}
          to={(f) => PLACE[f.place] ?? "neu-name"}
        />
        <Input label="Name des Hauses" hint="zum Beispiel Jobcenter Kreis Aulenfeld" {...field("name")} />
        <Input
          id="neu-id"
          label="Kennung"
          hint="Kleinbuchstaben und Bindestriche; steht in jeder Adresse und wird nie geändert."
          value={tenantId}
          onChange={(event) => setId(event.target.value.trim())}
        />
        <Input label="Träger" {...field("traeger")} />
        <TextArea label="Anschrift" rows={2} {...field("address")} />
        <Select
          label="Land"
          options={LANDS.map((l) => ({ value: l, label: l }))}
          value={wish.land}
          onChange={(land) => setWish({ ...wish, land })}
        />
        <Select
          id="neu-weg"
          label="Zeichnungsweg zu Beginn"
          options={WAYS}
          value={wish.template}
          onChange={(template) => setWish({ ...wish, template })}
        />
        <fieldset className="gruppe__rahmen">
          <legend>Die ersten beiden Personen der Administration</legend>
          <p className="kern-hint">Zwei, weil Zeichnungsrechte niemand allein vergibt.</p>
          <Input label="Erste Person" maxLength={120} {...field("first")} />
          <Input label="Zweite Person" maxLength={120} {...field("second")} />
        </fieldset>
        <fieldset className="gruppe__rahmen">
          <legend>Anmeldedienst des Hauses</legend>
          <p className="kern-hint">Kann auch später eingetragen werden; bis dahin kommt niemand hinein.</p>
          <SignInFields value={at} onChange={setAt} />
        </fieldset>
        <div className="knoepfe">
          <Button type="submit" busy={make.isPending}>
            Mandant anlegen
          </Button>
        </div>
      </form>
    </>
  )
}
const PLACE: Readonly<Record<string, string>> = {
  id: "neu-id",
  administrators: "neu-first",
  template: "neu-weg",
  Träger: "neu-traeger",
  "house.address": "neu-address",
  "signIn.issuer": "anmeldung-issuer",
}

/** The two codes, shown this once. */
function Founded({
  of,
}: {
  readonly of: {
    readonly id: string
    readonly name: string
    readonly invited: readonly { readonly personId: string; readonly name: string; readonly code: string }[]
  }
}) {
  return (
    <>
      <PageTitle name={`${of.name} ist angelegt`}>{of.name} ist angelegt</PageTitle>
      <p className="kern-body">
        Geben Sie jeder Person ihren Code auf einem sicheren Weg. Die Codes gelten einmal, 14 Tage, und werden nur jetzt
        gezeigt. Eingegeben werden sie unter {window.location.origin}/einladung/{of.id}.
      </p>
      <div className="felder">
        {of.invited.map((p) => (
          <Input
            key={p.personId}
            label={`Code für ${p.name}`}
            hint={`Kennung der Person: ${p.personId}`}
            readOnly
            value={p.code}
          />
        ))}
      </div>
      <p>
        <Link to="/betrieb/$mandant" params={{ mandant: of.id }}>
          Zum Mandanten
        </Link>
      </p>
    </>
  )
}
