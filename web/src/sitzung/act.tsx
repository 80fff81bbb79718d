/** What can be done with a meeting: invite, supplement, move, cancel, hold, open again; each says first what follows from it. */
import { calendarOf, latestInvitation, latestUrgent } from "@beschlussweg/core/calendar/deadline"
import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { body, client } from "../api.ts"
import type { House } from "../data.ts"
import { day } from "../format.ts"
import type { Said } from "../page/sitzung.tsx"
import { Check } from "../part/field.tsx"
import { Input, Select, TextArea } from "../part/ui.tsx"
import { Ask, REASON, short } from "./ask.tsx"
import { type Sitzung, sitzungsdienst, today } from "./data.ts"
import { useReady } from "./ready.tsx"
import { unusual } from "./tag.ts"
import { type Top, topsOf } from "./top.ts"

export type ActName = "invite" | "supplement" | "move" | "cancel" | "hold" | "reopen"
interface ActProps {
  readonly haus: string
  readonly house: House
  readonly sitzung: Sitzung
  readonly onClose: () => void
  readonly onDone: (said: Said) => void
}
const ACTS = { invite: Invite, supplement: Supplement, move: Move, cancel: Cancel, hold: Hold, reopen: Reopen }

export function Acts({ name, ...props }: ActProps & { readonly name: ActName }) {
  const Act = ACTS[name]
  return <Act {...props} />
}

const at = (haus: string, { id: sitzungId }: Sitzung) => ({ tenant: haus, sitzungId })
const waiting = (sitzung: Sitzung): Top[] =>
  topsOf(sitzung).filter((t) => t.vorlageId !== undefined && !t.removed && !t.answered)
const count = (n: number, one: string, many: string): string => `${n === 1 ? "eine" : n} ${n === 1 ? one : many}`

function Vorlagen({ tops }: { readonly tops: readonly Top[] }) {
  return (
    <ul className="kern-list">
      {tops.map((t) => (
        <li key={t.id}>
          {t.nummer}: {t.title}
        </li>
      ))}
    </ul>
  )
}

function Reason({ value, onChange }: { readonly value: string; readonly onChange: (value: string) => void }) {
  return (
    <TextArea
      label="Begründung"
      required
      rows={3}
      maxLength={4000}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  )
}

function Invite({ haus, house, sitzung, onClose, onDone }: ActProps) {
  const [urgent, setUrgent] = useState(false)
  const [reason, setReason] = useState("")
  const { fristen, on } = sitzung
  const now = sitzung.today
  const kept = fristen.regular === null || now <= fristen.regular
  const hurry = !kept && fristen.urgent !== null && now <= fristen.urgent
  const tops = topsOf(sitzung).filter((t) => !t.removed)
  const left = useReady(haus, sitzung).ready.filter((w) => w.termin === on)
  const omitted = house.sitzungen?.nonPublicTops === "omitted"
  const shown = sitzung.public || tops.some((t) => t.public)
  return (
    <Ask
      haus={haus}
      title="Zur Sitzung einladen"
      button={hurry ? "Dringlich einladen" : "Einladen"}
      check={() =>
        tops.length === 0
          ? "Die Tagesordnung hat noch keinen Punkt. Bitte nehmen Sie einen auf."
          : hurry && !urgent
            ? "Bitte bestätigen Sie, dass dringlich eingeladen wird."
            : hurry && short(reason)
              ? REASON
              : undefined
      }
      send={() =>
        body(
          client.sitzungen[":sitzungId"].einladung.$post({
            param: at(haus, sitzung),
            json: { rev: sitzung.rev, ...(hurry ? { urgent, reason } : {}) },
          }),
        )
      }
      onClose={onClose}
      onDone={({ warnings }) =>
        onDone({ title: "Eingeladen. Die PDF werden gerade erstellt und liegen gleich unten.", warnings })
      }
    >
      <div className="folgen">
        <p>
          <strong>Ladungsfrist:</strong>{" "}
          {fristen.regular === null
            ? "Dieses Gremium hat keine."
            : kept
              ? `gewahrt, eingeladen werden kann bis ${day(fristen.regular)}.`
              : `abgelaufen am ${day(fristen.regular)}.${
                  hurry
                    ? ` Dringlich geht es noch bis ${day(fristen.urgent ?? on)}.`
                    : " Bitte verlegen Sie die Sitzung, oder sagen Sie sie ab."
                }`}
        </p>
        <p>
          <strong>Hinaus geht:</strong> die Tagesordnung mit {count(tops.length, "Punkt", "Punkten")} als PDF für die
          Mitglieder
          {shown &&
            ` und eine Form für die Öffentlichkeit, nichtöffentliche Punkte ${omitted ? "fehlen darin" : "darin mit neutraler Überschrift"}`}
          .
        </p>
        <p>
          <strong>Danach</strong> stehen Nummern und Reihenfolge fest. Mitglieder des Gremiums mit Konto sehen Sitzung
          und Vorlagen und bekommen eine Nachricht. Die Aussendung an alle übrigen bleibt bei Ihnen.
        </p>
        {left.length > 0 && (
          <>
            <p>
              <strong>Nicht auf der Tagesordnung,</strong> obwohl für diesen Tag vorgesehen:
            </p>
            <ul className="kern-list">
              {left.map((w) => (
                <li key={w.vorlageId}>
                  {w.nummer}: {w.betreff}
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
      {hurry && (
        <>
          <Check label="Mit verkürzter Ladungsfrist dringlich einladen" checked={urgent} onChange={setUrgent} />
          <Reason value={reason} onChange={setReason} />
        </>
      )}
    </Ask>
  )
}

const KINDS = [
  { value: "nachtrag", label: "Nachtrag" },
  { value: "tischvorlage", label: "Tischvorlage (liegt in der Sitzung aus)" },
  { value: "ergaenzung", label: "Ergänzungsvorlage zu einem Punkt" },
] as const

function Supplement({ haus, sitzung, onClose, onDone }: ActProps) {
  const { ready } = useReady(haus, sitzung)
  const [wish, setWish] = useState({ kind: "nachtrag", vorlageId: "", title: "", open: "", publicTitle: "" })
  const set = (next: Partial<typeof wish>) => setWish({ ...wish, ...next })
  const until = sitzung.fristen.nachtrag ?? sitzung.on
  const send = () => {
    const { kind, vorlageId, title, open, publicTitle } = wish
    return body(
      client.sitzungen[":sitzungId"].nachtrag.$post({
        param: at(haus, sitzung),
        json: {
          rev: sitzung.rev,
          kind: KINDS.find((k) => k.value === kind)?.value ?? "nachtrag",
          ...(vorlageId === "" ? { title } : { vorlageId }),
          ...(open === "" ? {} : { public: open === "ja" }),
          ...(publicTitle.trim().length < 3 ? {} : { publicTitle }),
        },
      }),
    )
  }
  return (
    <Ask
      haus={haus}
      title="Nachtrag aufnehmen"
      button="Aufnehmen"
      check={() =>
        wish.vorlageId === "" && wish.title.trim().length < 3
          ? "Bitte wählen Sie eine Vorlage, oder schreiben Sie eine Überschrift."
          : undefined
      }
      send={send}
      onClose={onClose}
      onDone={({ number, warnings }) => onDone({ title: `Aufgenommen als TOP ${number}.`, warnings })}
    >
      <div className="folgen">
        <p>
          Nachträge sind bis {day(until)} möglich{until < today() ? "; diese Frist ist vorbei" : ""}. Der Punkt bekommt
          die nächste Nummer, und ein eigenes PDF entsteht. Die Nummern der übrigen Punkte bleiben.
        </p>
      </div>
      <Select label="Art" options={KINDS} value={wish.kind} onChange={(kind) => set({ kind })} />
      <Select
        label="Vorlage"
        options={[
          { value: "", label: "Punkt ohne Vorlage" },
          ...ready.map((w) => ({ value: w.vorlageId, label: `${w.nummer}: ${w.betreff}` })),
        ]}
        value={wish.vorlageId}
        onChange={(vorlageId) => set({ vorlageId })}
      />
      {wish.vorlageId === "" && (
        <Input
          label="Überschrift"
          required
          maxLength={300}
          value={wish.title}
          onChange={(event) => set({ title: event.target.value })}
        />
      )}
      <Select
        label="Beratung"
        options={[
          { value: "", label: "wie Vorlage und Sitzung" },
          { value: "ja", label: "öffentlich" },
          { value: "nein", label: "nichtöffentlich" },
        ]}
        value={wish.open}
        onChange={(open) => set({ open })}
      />
      <Input
        label="Überschrift für die Öffentlichkeit"
        optional
        maxLength={300}
        value={wish.publicTitle}
        onChange={(event) => set({ publicTitle: event.target.value })}
      />
    </Ask>
  )
}

function Move({ haus, house, sitzung, onClose, onDone }: ActProps) {
  const [wish, setWish] = useState({
    on: sitzung.on,
    start: sitzung.start,
    end: sitzung.end ?? "",
    ort: sitzung.ort,
    vorlagen: "with",
    confirmed: false,
    reason: "",
  })
  const set = (next: Partial<typeof wish>) => setWish({ ...wish, ...next })
  const other = wish.on !== sitzung.on
  const ladung = house.gremien.find((g) => g.id === sitzung.gremiumId)?.ladung
  const calendar = calendarOf(house)
  const odd = wish.on === "" ? undefined : unusual(wish.on, house)
  const tops = waiting(sitzung)
  const late =
    other && ladung && wish.on !== "" && latestInvitation(wish.on, ladung, calendar) < today()
      ? (latestUrgent(wish.on, ladung, calendar) ?? "")
      : undefined
  return (
    <Ask
      haus={haus}
      title="Sitzung verlegen"
      button="Verlegen"
      check={() =>
        wish.on === "" || wish.start === ""
          ? "Bitte nennen Sie Tag und Uhrzeit."
          : other && odd !== undefined && !wish.confirmed
            ? "Bitte bestätigen Sie den ungewöhnlichen Tag."
            : short(wish.reason)
              ? REASON
              : undefined
      }
      send={() =>
        body(
          client.sitzungen[":sitzungId"].verlegung.$post({
            param: at(haus, sitzung),
            json: {
              rev: sitzung.rev,
              on: wish.on,
              start: wish.start,
              end: wish.end === "" ? null : wish.end,
              ort: wish.ort,
              reason: wish.reason,
              vorlagen: wish.vorlagen === "vertagt" ? "vertagt" : "with",
              confirmed: wish.confirmed,
            },
          }),
        )
      }
      onClose={onClose}
      onDone={({ vorlagen, warnings }) =>
        onDone({
          title: `Verlegt auf ${day(wish.on)}, ${wish.start} Uhr.${vorlagen.length > 0 ? ` Betroffen: ${vorlagen.join(", ")}.` : ""}`,
          warnings,
        })
      }
    >
      <div className="reihe__felder">
        <Input
          label="Neuer Tag"
          type="date"
          required
          min={today()}
          value={wish.on}
          onChange={(event) => set({ on: event.target.value, confirmed: false })}
        />
        <Input
          label="Beginn"
          type="time"
          required
          value={wish.start}
          onChange={(event) => set({ start: event.target.value })}
        />
        <Input
          label="Ende"
          type="time"
          optional
          value={wish.end}
          onChange={(event) => set({ end: event.target.value })}
        />
      </div>
      <Input
        label="Ort"
        optional
        maxLength={200}
        value={wish.ort}
        onChange={(event) => set({ ort: event.target.value })}
      />
      <div className="folgen" aria-live="polite">
        {!other && (
          <p>
            Nur Uhrzeit oder Ort ändern sich.{" "}
            {sitzung.state === "invited"
              ? "Die Einladung gilt weiter, und eine geänderte geht hinaus."
              : "Für die Vorlagen ändert sich nichts."}
          </p>
        )}
        {other && ladung && wish.on !== "" && (
          <p>
            Einladen müssen Sie bis {day(latestInvitation(wish.on, ladung, calendar))}
            {late === undefined
              ? "."
              : late !== "" && late >= today()
                ? `; das ist vorbei. Dringlich geht es bis ${day(late)}.`
                : "; das ist vorbei, fristgerecht ist dieser Tag nicht mehr möglich."}
          </p>
        )}
        {other && sitzung.invitedAt !== undefined && (
          <p>Die bisherige Einladung gilt nicht mehr, und die Nummern werden neu vergeben. Bitte laden Sie neu ein.</p>
        )}
        {other && tops.length > 0 && (
          <>
            <p>
              {tops.length === 1 ? "Eine Vorlage ist" : `${tops.length} Vorlagen sind`} betroffen; wer sie verfasst hat,
              erfährt es:
            </p>
            <Vorlagen tops={tops} />
          </>
        )}
      </div>
      {other && (
        <Select
          label="Vorlagen dieses Tages"
          options={[
            { value: "with", label: "gehen mit auf den neuen Tag" },
            { value: "vertagt", label: "warten ohne Termin" },
          ]}
          value={wish.vorlagen}
          onChange={(vorlagen) => set({ vorlagen })}
        />
      )}
      {other && odd !== undefined && (
        <Check
          label={`Die Sitzung soll an diesem Tag stattfinden (${odd})`}
          checked={wish.confirmed}
          onChange={(confirmed) => set({ confirmed })}
        />
      )}
      <Reason value={wish.reason} onChange={(reason) => set({ reason })} />
    </Ask>
  )
}

function Cancel({ haus, sitzung, onClose, onDone }: ActProps) {
  const [reason, setReason] = useState("")
  const [to, setTo] = useState("")
  const year = Number(sitzung.on.slice(0, 4))
  const others = [
    useQuery(sitzungsdienst(haus).jahr(year)).data ?? [],
    useQuery(sitzungsdienst(haus).jahr(year + 1)).data ?? [],
  ]
    .flat()
    .filter((s) => s.gremiumId === sitzung.gremiumId && s.id !== sitzung.id && s.state === "planned" && s.on >= today())
  const tops = waiting(sitzung)
  return (
    <Ask
      haus={haus}
      title="Sitzung absagen"
      button="Absagen"
      check={() => (short(reason) ? REASON : undefined)}
      send={() =>
        body(
          client.sitzungen[":sitzungId"].absage.$post({
            param: at(haus, sitzung),
            json: { rev: sitzung.rev, reason, toSitzungId: to === "" ? null : to },
          }),
        )
      }
      onClose={onClose}
      onDone={({ vorlagen }) =>
        onDone({
          title: `Die Sitzung ist abgesagt.${vorlagen.length > 0 ? ` Betroffen: ${vorlagen.join(", ")}.` : ""}`,
        })
      }
    >
      <div className="folgen">
        <p>
          Der Tag wird frei. {sitzung.invitedAt === undefined ? "" : "Wer eingeladen war, erfährt die Absage. "}
          {tops.length === 0 ? "Es ist keine Vorlage betroffen." : "Betroffen:"}
        </p>
        <Vorlagen tops={tops} />
      </div>
      {tops.length > 0 && (
        <Select
          label="Vorlagen dieses Tages"
          options={[
            { value: "", label: "warten ohne Termin" },
            ...others.map((s) => ({ value: s.id, label: `gehen in die Sitzung am ${day(s.on)}` })),
          ]}
          value={to}
          onChange={setTo}
        />
      )}
      <Reason value={reason} onChange={setReason} />
    </Ask>
  )
}

function Hold({ haus, sitzung, onClose, onDone }: ActProps) {
  const tops = waiting(sitzung)
  return (
    <Ask
      haus={haus}
      title="Als durchgeführt festhalten"
      button="Festhalten"
      send={() =>
        body(
          client.sitzungen[":sitzungId"].durchfuehrung.$post({ param: at(haus, sitzung), json: { rev: sitzung.rev } }),
        )
      }
      onClose={onClose}
      onDone={({ open }) =>
        onDone({
          title: "Die Sitzung ist durchgeführt.",
          warnings: open.map((t) => ({
            reason: t.topId,
            place: `TOP ${t.number ?? ""}`,
            message: `${t.title}: Das Ergebnis fehlt noch.`,
          })),
        })
      }
    >
      <div className="folgen">
        <p>Damit steht fest, dass die Sitzung stattgefunden hat. Entschieden wird dadurch nichts.</p>
        {tops.length > 0 && <p>Ohne Ergebnis sind noch:</p>}
        <Vorlagen tops={tops} />
      </div>
    </Ask>
  )
}

function Reopen({ haus, sitzung, onClose, onDone }: ActProps) {
  const [reason, setReason] = useState("")
  return (
    <Ask
      haus={haus}
      title="Sitzung wieder öffnen"
      button="Wieder öffnen"
      check={() => (short(reason) ? REASON : undefined)}
      send={() =>
        body(
          client.sitzungen[":sitzungId"].oeffnung.$post({
            param: at(haus, sitzung),
            json: { rev: sitzung.rev, reason },
          }),
        )
      }
      onClose={onClose}
      onDone={() => onDone({ title: "Die Sitzung ist wieder offen." })}
    >
      <p className="kern-body">
        Eingetragene Ergebnisse bleiben. Nachträge sind wieder möglich, soweit die Frist reicht.
      </p>
      <Reason value={reason} onChange={setReason} />
    </Ask>
  )
}
