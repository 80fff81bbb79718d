/** Tasks of the Beschlusskontrolle as a list: overdue first, what was reported, and what one may do with each. */
import { ROLE_LABEL, type Role } from "@beschlussweg/core/role"
import { useQuery } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"
import { useState } from "react"
import { body, client } from "../api.ts"
import { type Ich, ofHouse, type Vorlage } from "../data.ts"
import { day, instant } from "../format.ts"
import { Badge, Button, Input, Select, TextArea } from "../part/ui.tsx"
import { Ask, Done, REASON, short } from "./ask.tsx"
import { holds, today } from "./data.ts"

export type Control = Vorlage["controls"][number]
type What = "report" | "change" | "close"

export function Umsetzungen({
  haus,
  controls,
  ich,
  named = false,
}: {
  readonly haus: string
  readonly controls: readonly Control[]
  readonly ich: Ich | undefined
  /** the Vorlage is named at each, because the list is not the Vorlage's own */
  readonly named?: boolean
}) {
  const [asked, ask] = useState<{ readonly control: Control; readonly what: What }>()
  const [said, say] = useState<string>()
  const writes = ich?.may.includes("control.write") ?? false
  const Heading = named ? "h2" : "h3"
  return (
    <>
      {said !== undefined && <Done title={said} />}
      <ul className="aufgaben">
        {controls.map((c) => {
          const open = c.state === "offen" || c.state === "in Arbeit"
          const mine = c.personId === ich?.personId || (c.role !== undefined && holds(ich, c.role))
          return (
            <li key={c.id} className="aufgabe" data-frist={c.overdue ? "rot" : undefined}>
              <div>
                <Heading>{c.what}</Heading>
                {named && (
                  <p className="kern-body">
                    <Link to="/$haus/vorlage/$vorlageId" params={{ haus, vorlageId: c.vorlageId }}>
                      Vorlage {c.nummer}: {c.betreff}
                    </Link>
                  </p>
                )}
                <p className="kern-body">
                  {c.responsible} · {c.state}
                </p>
                {c.reports.map((r) => (
                  <blockquote className="bemerkung" key={r.at}>
                    {instant(r.at)}, {r.state}: {r.text}
                  </blockquote>
                ))}
                {(mine || writes) && (
                  <div className="reihe__knoepfe">
                    {open && (
                      <Button kind="secondary" onClick={() => ask({ control: c, what: "report" })}>
                        Berichten<span className="kern-sr-only">: {c.what}</span>
                      </Button>
                    )}
                    {writes && (
                      <Button kind="tertiary" onClick={() => ask({ control: c, what: "change" })}>
                        {open ? "Ändern" : "Wieder öffnen"}
                        <span className="kern-sr-only">: {c.what}</span>
                      </Button>
                    )}
                    {writes && open && (
                      <Button kind="tertiary" onClick={() => ask({ control: c, what: "close" })}>
                        Abschließen<span className="kern-sr-only">: {c.what}</span>
                      </Button>
                    )}
                  </div>
                )}
              </div>
              <div className="wann">
                <p>
                  {c.overdue && <Badge tone="danger">überfällig</Badge>} bis {day(c.due)}
                </p>
              </div>
            </li>
          )
        })}
      </ul>
      {asked && (
        <Dialogs
          haus={haus}
          {...asked}
          onClose={() => ask(undefined)}
          onDone={(words) => {
            say(words)
            ask(undefined)
          }}
        />
      )}
    </>
  )
}

interface Acts {
  readonly haus: string
  readonly onClose: () => void
  readonly onDone: (said: string) => void
}

function Dialogs({ what, ...props }: Acts & { readonly control: Control; readonly what: What }) {
  if (what === "report") return <ReportDialog {...props} />
  if (what === "close") return <CloseDialog {...props} />
  return <TaskDialog {...props} vorlageId={props.control.vorlageId} />
}

const param = (haus: string, c: Control) => ({ tenant: haus, vorlageId: c.vorlageId, controlId: c.id })
const route = client.vorlagen[":vorlageId"].beschlusskontrolle

function ReportDialog({ haus, control, onClose, onDone }: Acts & { readonly control: Control }) {
  const [text, setText] = useState("")
  const [state, setState] = useState<"in Arbeit" | "erledigt">("in Arbeit")
  return (
    <Ask
      haus={haus}
      title="Über die Umsetzung berichten"
      button="Berichten"
      check={() => (short(text) ? "Bitte schreiben Sie einen kurzen Bericht." : undefined)}
      send={() => body(route[":controlId"].bericht.$post({ param: param(haus, control), json: { text, state } }))}
      onClose={onClose}
      onDone={() => onDone(state === "erledigt" ? "Als erledigt gemeldet." : "Der Bericht ist festgehalten.")}
    >
      <p className="kern-body">{control.what}</p>
      <TextArea
        label="Bericht"
        required
        rows={4}
        maxLength={4000}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <Select
        label="Stand"
        options={[
          { value: "in Arbeit", label: "in Arbeit" },
          { value: "erledigt", label: "erledigt" },
        ]}
        value={state}
        onChange={(value) => setState(value === "erledigt" ? "erledigt" : "in Arbeit")}
      />
    </Ask>
  )
}

function CloseDialog({ haus, control, onClose, onDone }: Acts & { readonly control: Control }) {
  const [reason, setReason] = useState("")
  const [state, setState] = useState<"erledigt" | "entfällt">("erledigt")
  return (
    <Ask
      haus={haus}
      title="Aufgabe abschließen"
      button="Abschließen"
      check={() => (short(reason) ? REASON : undefined)}
      send={() =>
        body(
          route[":controlId"].abschluss.$post({
            param: param(haus, control),
            json: { rev: control.rev, state, reason },
          }),
        )
      }
      onClose={onClose}
      onDone={() => onDone("Die Aufgabe ist abgeschlossen.")}
    >
      <p className="kern-body">
        {control.what}. Sind alle Aufgaben einer Vorlage abgeschlossen und mindestens eine erledigt, heißt sie
        umgesetzt.
      </p>
      <Select
        label="Ausgang"
        options={[
          { value: "erledigt", label: "erledigt" },
          { value: "entfällt", label: "entfällt" },
        ]}
        value={state}
        onChange={(value) => setState(value === "entfällt" ? "entfällt" : "erledigt")}
      />
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

/** Functions of an Amt or a body would need saying which; reading ones cannot report. */
const NO_TASK: readonly Role[] = [
  "mitzeichnung",
  "geschaeftsstelle",
  "schriftfuehrung",
  "vorsitz",
  "gremienmitglied",
  "lesend",
  "revision",
]

/** A new task, or another one in its place. */
export function TaskDialog({
  haus,
  vorlageId,
  control,
  onClose,
  onDone,
}: Acts & { readonly vorlageId: string; readonly control?: Control }) {
  const people = useQuery(ofHouse(haus).personen)
  const [wish, setWish] = useState({
    what: control?.what ?? "",
    who: control ? (control.personId !== undefined ? `p:${control.personId}` : `r:${control.role}`) : "",
    due: control?.due ?? "",
    reason: "",
  })
  const set = (next: Partial<typeof wish>) => setWish({ ...wish, ...next })
  const roles = (Object.keys(ROLE_LABEL) as Role[]).filter((r) => !NO_TASK.includes(r))
  const role = roles.find((r) => wish.who === `r:${r}`)
  const whom = wish.who.startsWith("p:") ? { personId: wish.who.slice(2) } : role ? { role } : {}
  const send = (): Promise<unknown> =>
    control
      ? body(
          route[":controlId"].$put({
            param: param(haus, control),
            json: {
              rev: control.rev,
              what: wish.what,
              ...whom,
              ...(wish.due === control.due ? {} : { due: wish.due }),
              reason: wish.reason,
            },
          }),
        )
      : body(route.$post({ param: { tenant: haus, vorlageId }, json: { what: wish.what, ...whom, due: wish.due } }))
  return (
    <Ask
      haus={haus}
      title={control ? "Aufgabe ändern" : "Aufgabe anlegen"}
      button={control ? "Speichern" : "Anlegen"}
      check={() =>
        wish.what.trim().length < 3
          ? "Bitte schreiben Sie, was umzusetzen ist."
          : wish.who === ""
            ? "Bitte wählen Sie, wer zuständig ist."
            : wish.due === ""
              ? "Bitte nennen Sie die Frist."
              : control && short(wish.reason)
                ? REASON
                : undefined
      }
      send={send}
      onClose={onClose}
      onDone={() =>
        onDone(control ? "Die Aufgabe ist geändert." : "Die Aufgabe ist angelegt und steht bei den Zuständigen.")
      }
    >
      <TextArea
        label="Was ist umzusetzen?"
        required
        rows={3}
        maxLength={2000}
        value={wish.what}
        onChange={(event) => set({ what: event.target.value })}
      />
      <Select
        label="Zuständig"
        options={[
          { value: "", label: "Bitte wählen" },
          ...roles.map((r) => ({ value: `r:${r}`, label: ROLE_LABEL[r] })),
          ...(people.data ?? []).filter((p) => p.active).map((p) => ({ value: `p:${p.personId}`, label: p.name })),
        ]}
        value={wish.who}
        onChange={(who) => set({ who })}
      />
      <Input
        label="Frist"
        type="date"
        required
        min={today()}
        value={wish.due}
        onChange={(event) => set({ due: event.target.value })}
      />
      {control && (
        <TextArea
          label="Begründung"
          required
          rows={2}
          maxLength={4000}
          value={wish.reason}
          onChange={(event) => set({ reason: event.target.value })}
        />
      )}
    </Ask>
  )
}
