/** Members of a body on this day: who votes, who chairs, who stands in for whom; entered, changed, ended by its office. */
import { useState } from "react"
import { body, client } from "../api.ts"
import { day } from "../format.ts"
import { Check } from "../part/field.tsx"
import { Alert, Button, Input, Select } from "../part/ui.tsx"
import { Ask, Done } from "./ask.tsx"
import { type GremiumWhole, type Member, today } from "./data.ts"

interface Said {
  readonly title: string
  readonly warnings: readonly { readonly reason: string; readonly place: string; readonly message: string }[]
}

export function Members({
  haus,
  whole,
  office,
}: {
  readonly haus: string
  readonly whole: GremiumWhole
  readonly office: boolean
}) {
  const [edited, setEdited] = useState<Member | "new">()
  const [ending, setEnding] = useState<Member>()
  const [said, say] = useState<Said>()
  const { members, findings } = whole
  const nameOf = (id: string) => members.find((m) => m.id === id)?.name ?? "ausgeschieden"
  const close = () => {
    setEdited(undefined)
    setEnding(undefined)
  }
  return (
    <section aria-labelledby="mitglieder">
      <h2 className="kern-heading-medium" id="mitglieder">
        Mitglieder
      </h2>
      {said && <Done {...said} />}
      {!said && findings.length > 0 && (
        <Alert tone="warning" title="An der Besetzung fällt etwas auf.">
          <ul className="kern-list">
            {findings.map((f) => (
              <li key={f.reason}>{f.message}</li>
            ))}
          </ul>
        </Alert>
      )}
      {members.length === 0 && (
        <p className="kern-body">
          Es sind keine Mitglieder eingetragen.{" "}
          {office
            ? "Tragen Sie sie ein, dann können Sie Anwesenheit und Befangenheit mit Namen festhalten. Nötig ist es nicht."
            : "Das tun der Sitzungsdienst und die Geschäftsstelle des Gremiums."}
        </p>
      )}
      {members.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what can be scrolled can be reached
        <section className="tabelle" aria-label="Liste der Mitglieder" tabIndex={0}>
          <table className="kern-table">
            <caption className="kern-sr-only">Mitglieder am heutigen Tag</caption>
            <thead className="kern-table__head">
              <tr className="kern-table__row">
                {["Name", "Stimme", "Vorsitz", "Vertritt", "Zeitraum"].map((head) => (
                  <th className="kern-table__header" scope="col" key={head}>
                    {head}
                  </th>
                ))}
                {office && (
                  <th className="kern-table__header" scope="col">
                    <span className="kern-sr-only">Ändern</span>
                  </th>
                )}
              </tr>
            </thead>
            <tbody className="kern-table__body">
              {members.map((m) => (
                <tr className="kern-table__row" key={m.id}>
                  <th className="kern-table__cell" scope="row">
                    {m.name}
                    {m.note !== undefined && <span className="daneben-klein">{m.note}</span>}
                  </th>
                  <td className="kern-table__cell">
                    {m.voting ? "stimmberechtigt" : "beratend"}
                    {m.sideLabel !== undefined && <span className="daneben-klein">{m.sideLabel}</span>}
                  </td>
                  <td className="kern-table__cell">
                    {m.vorsitz === "vorsitz" ? "Vorsitz" : m.vorsitz === "stellvertretung" ? "Stellvertretung" : "–"}
                  </td>
                  <td className="kern-table__cell">{m.forIds.map(nameOf).join(", ") || "–"}</td>
                  <td className="kern-table__cell">
                    ab {day(m.from)}
                    {m.to !== undefined && ` bis ${day(m.to)}`}
                  </td>
                  {office && (
                    <td className="kern-table__cell">
                      <div className="reihe__knoepfe">
                        <Button kind="tertiary" onClick={() => setEdited(m)}>
                          Ändern<span className="kern-sr-only">: {m.name}</span>
                        </Button>
                        <Button kind="tertiary" onClick={() => setEnding(m)}>
                          Beenden<span className="kern-sr-only">: {m.name}</span>
                        </Button>
                      </div>
                    </td>
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
      {office && (
        <div className="knoepfe">
          <Button kind="secondary" onClick={() => setEdited("new")}>
            Mitglied eintragen
          </Button>
        </div>
      )}
      {edited !== undefined && (
        <Edit
          haus={haus}
          whole={whole}
          member={edited === "new" ? undefined : edited}
          onClose={close}
          onDone={(found) => {
            say(found)
            close()
          }}
        />
      )}
      {ending && (
        <Ending
          haus={haus}
          gremiumId={whole.gremium.id}
          member={ending}
          onClose={close}
          onDone={(found) => {
            say(found)
            close()
          }}
        />
      )}
    </section>
  )
}

interface Acts {
  readonly onClose: () => void
  readonly onDone: (said: Said) => void
}

function Edit({
  haus,
  whole,
  member,
  onClose,
  onDone,
}: { readonly haus: string; readonly whole: GremiumWhole; readonly member: Member | undefined } & Acts) {
  const { gremium, members } = whole
  const [wish, setWish] = useState({
    name: member?.name ?? "",
    note: member?.note ?? "",
    voting: member?.voting ?? true,
    side: member?.side ?? "",
    vorsitz: member?.vorsitz ?? "",
    forId: member?.forIds[0] ?? "",
    from: member?.from ?? today(),
    to: member?.to ?? "",
  })
  const set = (next: Partial<typeof wish>) => setWish({ ...wish, ...next })
  const send = () => {
    const { name, note, voting, side, vorsitz, forId, from, to } = wish
    const more = member?.forIds.slice(1) ?? []
    return body(
      client.gremien[":gremiumId"].mitglieder.$post({
        param: { tenant: haus, gremiumId: gremium.id },
        json: {
          ...(member ? { memberId: member.id, rev: member.rev } : {}),
          name,
          ...(note.trim() === "" ? {} : { note }),
          voting,
          ...(side === "agentur" || side === "kommune" ? { side } : {}),
          ...(vorsitz === "vorsitz" || vorsitz === "stellvertretung" ? { vorsitz } : {}),
          forIds: forId === "" ? [] : [forId, ...more.filter((id) => id !== forId)],
          from,
          ...(to === "" ? {} : { to }),
          ...(member?.personId === undefined ? {} : { personId: member.personId }),
        },
      }),
    )
  }
  return (
    <Ask
      haus={haus}
      title={member ? `${member.name} ändern` : "Mitglied eintragen"}
      button="Speichern"
      check={() => (wish.name.trim().length < 2 || wish.from === "" ? "Bitte nennen Sie Namen und Beginn." : undefined)}
      send={send}
      onClose={onClose}
      onDone={({ warnings }) =>
        onDone({ title: member ? `${wish.name} ist geändert.` : `${wish.name} ist eingetragen.`, warnings })
      }
    >
      <Input
        label="Name"
        required
        maxLength={200}
        value={wish.name}
        onChange={(event) => set({ name: event.target.value })}
      />
      <Input
        label="Zusatz"
        hint="zum Beispiel Fraktion oder Amt"
        optional
        maxLength={200}
        value={wish.note}
        onChange={(event) => set({ note: event.target.value })}
      />
      <Check label="stimmberechtigt" checked={wish.voting} onChange={(voting) => set({ voting })} />
      {gremium.kind === "traegerversammlung" && (
        <Select
          label="Seite"
          options={[
            { value: "", label: "Bitte wählen" },
            { value: "agentur", label: "Agentur für Arbeit" },
            { value: "kommune", label: "Kommune" },
          ]}
          value={wish.side}
          onChange={(side) => set({ side })}
        />
      )}
      <Select
        label="Vorsitz"
        options={[
          { value: "", label: "kein Vorsitz" },
          { value: "vorsitz", label: "Vorsitz" },
          { value: "stellvertretung", label: "Stellvertretung im Vorsitz" },
        ]}
        value={wish.vorsitz}
        onChange={(vorsitz) => set({ vorsitz })}
      />
      <Select
        label="Stellvertretendes Mitglied für"
        options={[
          { value: "", label: "niemanden: ordentliches Mitglied" },
          ...members.filter((m) => m.id !== member?.id).map((m) => ({ value: m.id, label: m.name })),
        ]}
        value={wish.forId}
        onChange={(forId) => set({ forId })}
      />
      <div className="reihe__felder">
        <Input
          label="Mitglied ab"
          type="date"
          required
          value={wish.from}
          onChange={(event) => set({ from: event.target.value })}
        />
        <Input
          label="Letzter Tag"
          type="date"
          optional
          min={wish.from}
          value={wish.to}
          onChange={(event) => set({ to: event.target.value })}
        />
      </div>
    </Ask>
  )
}

function Ending({
  haus,
  gremiumId,
  member,
  onClose,
  onDone,
}: { readonly haus: string; readonly gremiumId: string; readonly member: Member } & Acts) {
  const [on, setOn] = useState(today())
  return (
    <Ask
      haus={haus}
      title="Mitgliedschaft beenden"
      button="Beenden"
      check={() => (on === "" ? "Bitte nennen Sie den letzten Tag." : undefined)}
      send={() =>
        body(
          client.gremien[":gremiumId"].mitglieder[":memberId"].ende.$post({
            param: { tenant: haus, gremiumId, memberId: member.id },
            json: { on },
          }),
        )
      }
      onClose={onClose}
      onDone={({ warnings, to }) => onDone({ title: `${member.name} ist bis zum ${day(to)} Mitglied.`, warnings })}
    >
      <p className="kern-body">
        {member.name} bleibt in früheren Sitzungen und Ergebnissen genannt. Danach steht der Name nicht mehr zur
        Auswahl.
      </p>
      <Input
        label="Letzter Tag"
        type="date"
        required
        min={member.from}
        value={on}
        onChange={(event) => setOn(event.target.value)}
      />
    </Ask>
  )
}
