/** Veröffentlichung: whether and how the house shows its Vorlagen to the public. */

import { today } from "../clock.ts"
import type { House } from "../data.ts"
import { Check } from "../part/field.tsx"
import { Input, Select, TextArea } from "../part/ui.tsx"
import { WithHouse } from "../verwaltung/part.tsx"
import { SaveBar, useSection } from "../verwaltung/section.tsx"

export function Oeffentlich() {
  return <WithHouse title="Veröffentlichung">{(house, haus) => <Public house={house} haus={haus} />}</WithHouse>
}

type Open = NonNullable<House["publication"]>
const usual = (house: House): Open => ({
  title: `Vorlagen ${house.house.name}`,
  contact: { name: "", mail: "", phone: "" },
  imprint: [],
  accessibility: { feedback: "", reviewedOn: today(), barriers: [], enforcement: [] },
  ags: null,
  licence: null,
  oparl: false,
  from: "decided",
  names: true,
  results: "review",
})
const lines = (typed: string): string[] => (typed === "" ? [] : typed.split("\n"))
const trimmed = (list: readonly string[]): string[] => list.map((l) => l.trim()).filter((l) => l !== "")

function Public({ house, haus }: { readonly house: House; readonly haus: string }) {
  const section = useSection<Open | null>(
    haus,
    house,
    ({ publication }) => publication ?? null,
    (open) => ({
      publication: open && {
        ...open,
        imprint: trimmed(open.imprint),
        accessibility: {
          ...open.accessibility,
          barriers: trimmed(open.accessibility.barriers),
          enforcement: trimmed(open.accessibility.enforcement),
        },
      },
    }),
  )
  const { draft, change } = section
  return (
    <>
      <p className="kern-body">
        Was öffentlich wird, gibt immer eine Person mit der Funktion „Veröffentlichung“ einzeln frei. Hier legen Sie
        fest, ob und wie das Haus überhaupt veröffentlicht.
      </p>
      <Check
        id="oeffentlich-an"
        label="Dieses Haus veröffentlicht Vorlagen"
        checked={draft !== null}
        onChange={(on) => change(on ? (house.publication ?? usual(house)) : null)}
      />
      {draft === null && house.publication && (
        <p className="kern-body">
          Nach dem Speichern ist nichts mehr öffentlich zu sehen. Beim Speichern sehen Sie, was das betrifft.
        </p>
      )}
      {draft !== null && <Fields value={draft} onChange={change} />}
      {house.publicId && (
        <p className="kern-body">
          <a href={`/oeffentlich/${house.publicId}`}>Öffentliche Seiten ansehen</a>
        </p>
      )}
      <SaveBar section={section} to={({ place }) => FIELD[place] ?? "oeffentlich-titel"} />
    </>
  )
}
const FIELD: Readonly<Record<string, string>> = {
  "publication.contact.name": "oeffentlich-wer",
  "publication.contact.mail": "oeffentlich-mail",
  "publication.accessibility.feedback": "oeffentlich-barriere-mail",
  "publication.ags": "oeffentlich-ags",
  Veröffentlichung: "oeffentlich-schlichtung",
}

function Fields({ value, onChange }: { readonly value: Open; readonly onChange: (value: Open) => void }) {
  const set = (next: Partial<Open>) => onChange({ ...value, ...next })
  const contact = (next: Partial<Open["contact"]>) => set({ contact: { ...value.contact, ...next } })
  const access = (next: Partial<Open["accessibility"]>) => set({ accessibility: { ...value.accessibility, ...next } })
  return (
    <div className="felder">
      <Input
        id="oeffentlich-titel"
        label="Titel der öffentlichen Seiten"
        maxLength={120}
        value={value.title}
        onChange={(event) => set({ title: event.target.value })}
      />
      <div className="nebeneinander">
        <Input
          id="oeffentlich-wer"
          label="Wer Fragen beantwortet"
          maxLength={200}
          value={value.contact.name}
          onChange={(event) => contact({ name: event.target.value })}
        />
        <Input
          id="oeffentlich-mail"
          label="Mailadresse"
          type="email"
          maxLength={200}
          value={value.contact.mail}
          onChange={(event) => contact({ mail: event.target.value })}
        />
        <Input
          label="Telefon"
          optional
          type="tel"
          maxLength={60}
          value={value.contact.phone}
          onChange={(event) => contact({ phone: event.target.value })}
        />
      </div>
      <TextArea
        label="Impressum"
        rows={4}
        optional
        value={value.imprint.join("\n")}
        onChange={(event) => set({ imprint: lines(event.target.value) })}
      />
      <fieldset className="gruppe__rahmen">
        <legend>Erklärung zur Barrierefreiheit</legend>
        <Input
          id="oeffentlich-barriere-mail"
          label="Mailadresse für Rückmeldungen"
          type="email"
          maxLength={200}
          value={value.accessibility.feedback}
          onChange={(event) => access({ feedback: event.target.value })}
        />
        <Input
          label="Zuletzt überprüft am"
          type="date"
          value={value.accessibility.reviewedOn}
          onChange={(event) => access({ reviewedOn: event.target.value })}
        />
        <TextArea
          label="Bekannte Barrieren"
          hint="Eine Zeile je Barriere"
          optional
          rows={3}
          value={value.accessibility.barriers.join("\n")}
          onChange={(event) => access({ barriers: lines(event.target.value) })}
        />
        <TextArea
          id="oeffentlich-schlichtung"
          label="Durchsetzungs- oder Schlichtungsstelle"
          hint="Name und Anschrift der Stelle Ihres Landes oder des Bundes"
          rows={3}
          value={value.accessibility.enforcement.join("\n")}
          onChange={(event) => access({ enforcement: lines(event.target.value) })}
        />
      </fieldset>
      <Select
        label="Frühestens freigegeben werden kann"
        options={[
          { value: "decided", label: "nach dem Beschluss" },
          { value: "invited", label: "nach der Einladung zur Sitzung" },
        ]}
        value={value.from}
        onChange={(from) => set({ from: from === "invited" ? "invited" : "decided" })}
      />
      <Select
        label="Spätere Ergebnisse derselben Fassung"
        options={[
          { value: "review", label: "werden vorher angesehen" },
          { value: "follow", label: "werden von selbst öffentlich" },
        ]}
        value={value.results}
        onChange={(results) => set({ results: results === "follow" ? "follow" : "review" })}
      />
      <Check
        label="Namen der Amtspersonen zeigen, die gezeichnet oder geleitet haben"
        checked={value.names}
        onChange={(names) => set({ names })}
      />
      <Check
        label="Maschinenlesbare Schnittstelle anbieten (OParl)"
        checked={value.oparl}
        onChange={(oparl) => set({ oparl })}
      />
      <Input
        id="oeffentlich-ags"
        label="Amtlicher Gemeindeschlüssel"
        hint="acht Ziffern"
        optional
        maxLength={8}
        inputMode="numeric"
        value={value.ags ?? ""}
        onChange={(event) => set({ ags: event.target.value.trim() || null })}
      />
      <fieldset className="gruppe__rahmen">
        <legend>Bedingungen der Weiternutzung</legend>
        <Check
          label="Dokumente dürfen unter einer Lizenz weitergenutzt werden"
          checked={value.licence !== null}
          onChange={(on) => set({ licence: on ? { label: "", url: "" } : null })}
        />
        {value.licence !== null && (
          <div className="nebeneinander">
            <Input
              label="Name der Lizenz"
              maxLength={120}
              value={value.licence.label}
              onChange={(event) => set({ licence: { label: event.target.value, url: value.licence?.url ?? "" } })}
            />
            <Input
              label="Adresse der Lizenz"
              type="url"
              maxLength={300}
              value={value.licence.url}
              onChange={(event) => set({ licence: { label: value.licence?.label ?? "", url: event.target.value } })}
            />
          </div>
        )}
      </fieldset>
    </div>
  )
}
