/** Veröffentlichung of a Vorlage: what the public sees, what it will see, release now or at a set time, withdrawal. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import { body, client, Problem } from "../api.ts"
import type { Vorlage } from "../data.ts"
import { instant } from "../format.ts"
import { Alert, Badge, Button, Input, Loading, Refusal, TextArea } from "../part/ui.tsx"
import { Ask, Done, REASON, short } from "./ask.tsx"
import { Seen } from "./vorschau.tsx"

const STATE = {
  none: "noch nicht freigegeben",
  planned: "vorgemerkt",
  releasing: "wird veröffentlicht",
  public: "öffentlich",
  withdrawing: "wird zurückgenommen",
  withdrawn: "zurückgenommen",
} as const
const HISTORY = { released: "veröffentlicht", changed: "erneuert", withdrawn: "zurückgenommen" } as const
const route = client.vorlagen[":vorlageId"].veroeffentlichung

export function Veroeffentlichung({
  haus,
  vorlage,
  writes,
}: {
  readonly haus: string
  readonly vorlage: Vorlage
  readonly writes: boolean
}) {
  const param = { tenant: haus, vorlageId: vorlage.id }
  const queries = useQueryClient()
  const state = useQuery({
    queryKey: ["haus", haus, "veroeffentlichung", vorlage.id],
    queryFn: () => body(route.$get({ param, query: {} })),
    refetchInterval: (query) => {
      const now = query.state.data?.state
      return now === "releasing" || now === "withdrawing" ? 1_000 : 60_000
    },
  })
  const [wanted, want] = useState(false)
  const preview = useQuery({
    queryKey: ["haus", haus, "vorschau", vorlage.id, vorlage.updatedAt],
    queryFn: () => body(route.vorschau.$post({ param, json: {} })),
    enabled: wanted,
  })
  const [asked, ask] = useState<"release" | "withdraw">()
  const [said, say] = useState<string>()
  const twin = useMutation({
    mutationFn: () => body(route.ausfertigung.$post({ param, json: {} })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["haus", haus] }),
  })
  if (state.error instanceof Problem && !state.data)
    return <Refusal problem={state.error} again={() => void state.refetch()} />
  const now = state.data
  if (!now) return <Loading what="Der Stand der Veröffentlichung wird geladen." />
  const live = "publicId" in now ? now : undefined
  const needsTwin = preview.data?.findings.some((f) => f.reason.startsWith("twin.")) ?? false
  return (
    <section aria-labelledby="veroeffentlichung">
      <h2 className="kern-heading-medium" id="veroeffentlichung">
        Veröffentlichung
      </h2>
      {!now.on && (
        <p className="kern-body">
          Dieses Haus veröffentlicht noch nichts. Die Mandantenadministration schaltet die öffentlichen Seiten ein.
        </p>
      )}
      {said !== undefined && <Done title={said} />}
      <p className="kern-body" role="status">
        Stand: <strong>{STATE[now.state]}</strong>
        {live?.planned && ` für ${instant(live.planned.at)}`}
        {live?.state === "public" && live.changedAt !== undefined && ` seit ${instant(live.changedAt)}`}
      </p>
      {live?.state === "public" && live.page !== undefined && (
        <p>
          <a href={live.page} target="_blank" rel="noreferrer">
            Öffentliche Seite ansehen
          </a>
        </p>
      )}
      {live?.stale && (
        <Alert tone="warning" title="Die Vorlage hat sich seit der Freigabe geändert.">
          <p className="kern-body">Die Öffentlichkeit sieht den früheren Stand, bis jemand neu freigibt.</p>
        </Alert>
      )}
      {live?.lapsed && (
        <Alert tone="warning" title="Eine vorgemerkte Freigabe ist nicht ausgeführt worden.">
          <ul className="kern-list">
            {live.lapsed.reasons.map((r) => (
              <li key={r}>{r}</li>
            ))}
          </ul>
        </Alert>
      )}
      {now.on && (
        <div className="knoepfe">
          <Button kind="secondary" aria-expanded={wanted} onClick={() => want(!wanted)}>
            {wanted ? "Vorschau schließen" : "Was die Öffentlichkeit sehen wird"}
          </Button>
          {writes && (live?.state === "public" || live?.planned) && (
            <Button kind="secondary" onClick={() => ask("withdraw")}>
              {live.state === "public" ? "Veröffentlichung zurücknehmen" : "Vorgemerkte Freigabe zurücknehmen"}
            </Button>
          )}
        </div>
      )}
      {wanted && preview.isPending && <Loading what="Die Vorschau wird erstellt." />}
      {preview.error instanceof Problem && <Refusal problem={preview.error} />}
      {wanted && preview.data && (
        <div className="vorschau">
          <h3 className="kern-title">Was die Öffentlichkeit sehen wird</h3>
          {preview.data.findings.length > 0 && (
            <Alert tone="warning" title="Der Freigabe steht noch etwas entgegen.">
              <ul className="kern-list">
                {preview.data.findings.map((f) => (
                  <li key={`${f.place}|${f.reason}`}>
                    {f.place && <strong>{f.place}: </strong>}
                    {f.message}
                  </li>
                ))}
              </ul>
              {writes && needsTwin && (
                <Button kind="secondary" busy={twin.isPending} onClick={() => twin.mutate()}>
                  Öffentliche Ausfertigung erstellen
                </Button>
              )}
              {twin.error instanceof Problem && <Refusal problem={twin.error} />}
            </Alert>
          )}
          {preview.data.unchanged && <p className="kern-body">Genau das ist öffentlich.</p>}
          <Seen view={preview.data.view} />
          {writes && preview.data.findings.length === 0 && !preview.data.unchanged && (
            <div className="knoepfe">
              <Button onClick={() => ask("release")}>Zur Veröffentlichung freigeben</Button>
            </div>
          )}
          {!writes && (
            <p className="kern-body">
              Freigeben kann, wer im Haus die Funktion <Badge tone="info">Veröffentlichung</Badge> hat.
            </p>
          )}
        </div>
      )}
      {live && live.history.length > 0 && (
        <details className="mehr">
          <summary>Verlauf der Veröffentlichung</summary>
          <ul className="kern-list">
            {live.history.map((h) => (
              <li key={h.at}>
                {instant(h.at)}: {HISTORY[h.what]}
              </li>
            ))}
          </ul>
        </details>
      )}
      {asked === "release" && preview.data && (
        <Release
          haus={haus}
          vorlage={vorlage}
          sha256={preview.data.sha256}
          onClose={() => ask(undefined)}
          onDone={(words) => {
            say(words)
            ask(undefined)
          }}
        />
      )}
      {asked === "withdraw" && (
        <Withdraw
          haus={haus}
          vorlage={vorlage}
          onClose={() => ask(undefined)}
          onDone={(words) => {
            say(words)
            ask(undefined)
          }}
        />
      )}
    </section>
  )
}

interface Acts {
  readonly haus: string
  readonly vorlage: Vorlage
  readonly onClose: () => void
  readonly onDone: (said: string) => void
}

function Release({ haus, vorlage, sha256, onClose, onDone }: Acts & { readonly sha256: string }) {
  const [at, setAt] = useState("")
  const when = at === "" ? undefined : new Date(at)
  return (
    <Ask
      haus={haus}
      title="Zur Veröffentlichung freigeben"
      button={when ? "Vormerken" : "Jetzt veröffentlichen"}
      check={() => (when && Number.isNaN(when.getTime()) ? "Bitte prüfen Sie Tag und Uhrzeit." : undefined)}
      send={() =>
        body(
          route.freigabe.$post({
            param: { tenant: haus, vorlageId: vorlage.id },
            json: { sha256, ...(when ? { at: when.toISOString() } : {}) },
          }),
        )
      }
      onClose={onClose}
      onDone={() =>
        onDone(
          when ? `Vorgemerkt für ${instant(when.toISOString())}.` : "Freigegeben. Die Seite ist gleich öffentlich.",
        )
      }
    >
      <div className="folgen">
        <p>
          Öffentlich wird genau, was die Vorschau zeigt: Vorlage {vorlage.nummer}, {vorlage.betreff}. Jeder kann sie
          dann lesen und laden. Ändert sich bis dahin etwas, wird nichts veröffentlicht, und Sie sehen die Vorschau neu.
        </p>
      </div>
      <Input
        label="Zeitpunkt"
        hint="ohne Angabe sofort"
        optional
        type="datetime-local"
        value={at}
        onChange={(event) => setAt(event.target.value)}
      />
    </Ask>
  )
}

function Withdraw({ haus, vorlage, onClose, onDone }: Acts) {
  const [reason, setReason] = useState("")
  return (
    <Ask
      haus={haus}
      title="Veröffentlichung zurücknehmen"
      button="Zurücknehmen"
      check={() => (short(reason) ? REASON : undefined)}
      send={() => body(route.ruecknahme.$post({ param: { tenant: haus, vorlageId: vorlage.id }, json: { reason } }))}
      onClose={onClose}
      onDone={() =>
        onDone("Zurückgenommen. Die Adressen antworten ab sofort, dass die Seite nicht mehr öffentlich ist.")
      }
    >
      <div className="folgen">
        <p>
          Seite und Dateien sind danach nicht mehr erreichbar, auch über Adressen, die schon jemand hat. Was andere
          gespeichert haben, bleibt bei ihnen. Eine neue Freigabe bekommt dieselben Adressen.
        </p>
      </div>
      <TextArea
        label="Begründung"
        required
        rows={3}
        maxLength={4000}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
    </Ask>
  )
}
