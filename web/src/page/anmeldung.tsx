/** Sign-in of the house: its provider, what it gives, how fresh a sign-in must be for a signature. */
import { MAY, ROLE_LABEL, type Role } from "@beschlussweg/core/role"
import type { House } from "../data.ts"
import { Alert, Input, Select } from "../part/ui.tsx"
import { functionWord, seatKey } from "../profil/function.ts"
import { WithHouse } from "../verwaltung/part.tsx"
import { guarded, seatOf, seats } from "../verwaltung/seat.ts"
import { SaveBar, useSection } from "../verwaltung/section.tsx"
import { Rows } from "../vorlage/form/rows.tsx"

export function Anmeldung() {
  return <WithHouse title="Anmeldung">{(house, haus) => <Provider house={house} haus={haus} />}</WithHouse>
}

type SignIn = NonNullable<House["signIn"]>
const NONE: SignIn = { issuer: "", clientId: "", clientAuth: "none", roleMapping: [], freshMinutes: 60 }

function Provider({ house, haus }: { readonly house: House; readonly haus: string }) {
  const section = useSection<SignIn>(
    haus,
    house,
    ({ signIn }) => signIn ?? NONE,
    (signIn) => ({ signIn: signIn.issuer === "" && signIn.clientId === "" ? null : signIn }),
  )
  const { draft, change } = section
  const origin = window.location.origin
  const other = house.signIn !== null && draft.issuer !== house.signIn.issuer
  const options = seats(house)
    .filter((s) => !guarded(house, s.role) && MAY[s.role].length > 0)
    .map((s) => ({ value: seatKey(s), label: functionWord(house, s) }))
    .sort((a, b) => a.label.localeCompare(b.label, "de"))
  const role = (key: string): { role: Role; amtId?: string | undefined; gremiumId?: string | undefined } =>
    seatOf(house, key) ?? { role: "lesend" }
  return (
    <>
      <p className="kern-body">
        Die Menschen Ihres Hauses melden sich beim Anmeldedienst Ihres Hauses an (OpenID Connect). Beschlussweg kennt
        keine Passwörter. Änderungen wirken spätestens nach 15 Minuten.
      </p>
      <section aria-labelledby="dienst">
        <h2 className="kern-heading-medium" id="dienst">
          Anmeldedienst
        </h2>
        <div className="felder">
          <Input
            id="issuer"
            label="Adresse des Anmeldedienstes"
            hint="Genau so, wie er sich selbst nennt (issuer), mit https."
            type="url"
            value={draft.issuer}
            onChange={(event) => change({ ...draft, issuer: event.target.value.trim() })}
          />
          <Input
            id="client"
            label="Kennung von Beschlussweg dort"
            hint="Unter diesem Namen (client_id) ist Beschlussweg beim Anmeldedienst eingetragen."
            maxLength={200}
            value={draft.clientId}
            onChange={(event) => change({ ...draft, clientId: event.target.value.trim() })}
          />
          <Select
            label="So weist sich Beschlussweg aus"
            options={[
              { value: "none", label: "ohne eigenes Geheimnis (öffentlicher Client mit PKCE)" },
              { value: "private_key_jwt", label: "mit unserem Schlüssel (private_key_jwt)" },
            ]}
            value={draft.clientAuth}
            onChange={(auth) => change({ ...draft, clientAuth: auth === "private_key_jwt" ? auth : "none" })}
          />
          <Input
            id="frisch"
            label="Vor einer Zeichnung darf die Anmeldung so viele Minuten alt sein"
            type="number"
            min={1}
            max={480}
            value={draft.freshMinutes === 0 ? "" : draft.freshMinutes}
            onChange={(event) =>
              change({
                ...draft,
                freshMinutes: Math.min(480, Math.max(0, Math.trunc(Number(event.target.value) || 0))),
              })
            }
          />
        </div>
        <h3 className="kern-title">Das tragen Sie beim Anmeldedienst ein</h3>
        <dl className="angaben">
          <dt>Rückkehr</dt>
          <dd className="pruefsumme">
            {origin}/anmelden/rueckkehr/{haus}
          </dd>
          <dt>Abmeldung</dt>
          <dd className="pruefsumme">{origin}/</dd>
          {draft.clientAuth === "private_key_jwt" && (
            <>
              <dt>Unser Schlüssel</dt>
              <dd className="pruefsumme">{origin}/anmelden/jwks.json</dd>
            </>
          )}
        </dl>
        {other && (
          <Alert tone="warning" title="Ein anderer Anmeldedienst sperrt alle aus, auch Sie." live>
            <p className="kern-body">
              Die bisherigen Konten gelten dort nicht. Sprechen Sie den Wechsel vorher mit dem Betrieb ab; er lädt
              danach zwei Personen der Mandantenadministration neu ein.
            </p>
          </Alert>
        )}
      </section>
      <section aria-labelledby="zuordnung">
        <h2 className="kern-heading-medium" id="zuordnung">
          Funktionen aus der Anmeldung
        </h2>
        <p className="kern-body">
          Was hier steht, kommt und geht mit jeder Anmeldung. Funktionen, die zeichnen oder verwalten, vergibt nur das
          Haus selbst, mit zwei Personen.
        </p>
        <Rows
          id="zuordnung"
          items={draft.roleMapping}
          name={(m) => `${m.claim || "Angabe"} ist ${m.value || "..."}: ${ROLE_LABEL[m.role]}`}
          create={() => ({ claim: "groups", value: "", role: "lesend" as const })}
          add="Zuordnung hinzufügen"
          empty={<p className="kern-body">Die Anmeldung gibt keine Funktionen.</p>}
          onChange={(roleMapping) => change({ ...draft, roleMapping })}
        >
          {(m, i, set) => (
            <>
              <Input
                id={`zuordnung-${i}-angabe`}
                label="Angabe des Anmeldedienstes"
                hint="Name der Angabe (claim)"
                maxLength={100}
                value={m.claim}
                onChange={(event) => set({ ...m, claim: event.target.value })}
              />
              <Input
                id={`zuordnung-${i}-wert`}
                label="Wert"
                maxLength={200}
                value={m.value}
                onChange={(event) => set({ ...m, value: event.target.value })}
              />
              <Select
                id={`zuordnung-${i}-funktion`}
                label="gibt die Funktion"
                options={options}
                value={seatKey(m)}
                onChange={(key) => set({ claim: m.claim, value: m.value, ...role(key) })}
              />
            </>
          )}
        </Rows>
      </section>
      <SaveBar
        section={section}
        to={({ place }) =>
          place.includes("issuer")
            ? "issuer"
            : place.includes("clientId")
              ? "client"
              : place.includes("fresh")
                ? "frisch"
                : "zuordnung-neu"
        }
      >
        {house.signIn !== null && (
          <p className="kern-body">
            Gespeicherte Einstellung ausprobieren:{" "}
            <a href={`/anmelden/${haus}?frisch=1&weiter=${encodeURIComponent(`/app/${haus}/verwaltung/anmeldung`)}`}>
              Probeweise neu anmelden
            </a>
            . Klappt es, kommen Sie hierher zurück; sonst sagt die Seite, woran es liegt, und Ihre jetzige Anmeldung
            bleibt.
          </p>
        )}
      </SaveBar>
    </>
  )
}
