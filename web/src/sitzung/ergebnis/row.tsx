/** One point in one line: result by its first letters, votes by Tab, Enter enters it and goes on to the next point. */
import type { Block } from "@beschlussweg/core/block"
import { type KeyboardEvent, lazy, Suspense } from "react"
import type { House } from "../../data.ts"
import { day } from "../../format.ts"
import { Check } from "../../part/field.tsx"
import { Badge, Button, Input, Select } from "../../part/ui.tsx"
import type { Gremium, Member, Termin } from "../data.ts"
import { ResultBox } from "./combobox.tsx"
import {
  type BodyStep,
  type Choice,
  choicesOf,
  codeOf,
  type Entry,
  hasVotes,
  judge,
  present,
  REASONED,
  type Sitting,
  unanimous,
  type VoteName,
} from "./entry.ts"

const Wording = lazy(() => import("./wording.tsx").then((m) => ({ default: m.Wording })))

export type Saving =
  | { readonly state: "typed" | "saving" }
  | { readonly state: "failed"; readonly message: string; readonly findings: readonly { message: string }[] }

interface RowProps {
  readonly id: string
  readonly number: string
  readonly title: string
  readonly nummer: string
  readonly step: BodyStep
  readonly vorschlag: readonly Block[]
  /** its programme is an Anlage, so that an amendment can change it */
  readonly programme: boolean
  readonly entry: Entry
  readonly sitting: Sitting
  readonly gremium: Gremium
  readonly house: House
  readonly members: readonly Member[]
  /** coming meetings, for what is put off */
  readonly coming: readonly Termin[]
  readonly on: string
  readonly today: string
  readonly saving: Saving | undefined
  /** a problem was asked for: by Enter, or by the button */
  readonly asked: boolean
  readonly button: string
  readonly onChange: (entry: Entry) => void
  /** @returns whether it could be sent */
  readonly onSave: (entry: Entry) => void
}

const VOTES: readonly { readonly name: VoteName; readonly label: string; readonly long: string }[] = [
  { name: "ja", label: "Ja", long: "Ja-Stimmen" },
  { name: "nein", label: "Nein", long: "Nein-Stimmen" },
  { name: "enthaltung", label: "Enth.", long: "Enthaltungen" },
]

export function Row(props: RowProps) {
  const { id, number, title, nummer, step, entry, sitting, gremium, on, today, saving, asked, onChange, onSave } = props
  const choices = choicesOf(step)
  const code = codeOf(entry)
  const judged = judge(entry, sitting, { gremium, step, on, today })
  const error = asked ? judged.error : undefined
  const at = (field: string) => (error?.field === field ? error.message : undefined)
  const set = (next: Partial<Entry>) => onChange({ ...entry, ...next })
  const vote = (name: VoteName, value: string) => {
    // A letter among figures: "e" for "einstimmig".
    if (/^e$/i.test(value.trim())) return onChange(unanimous(entry, sitting))
    set({ votes: { ...entry.votes, [name]: value.replace(/\D/g, "").slice(0, 3) } })
  }
  const chosen = (choice: Choice): Entry => {
    const next = { ...entry, choice: choice.id }
    const worded =
      choice.code === "accepted_amended" && next.wording === undefined ? { ...next, wording: props.vorschlag } : next
    return choice.unanimous ? unanimous(worded, sitting) : worded
  }
  /** Enters it, or goes to what is missing. */
  const go = (now: Entry) => {
    onSave(now)
    const { error: missing } = judge(now, sitting, { gremium, step, on, today })
    // The field may only just appear with this answer.
    if (missing) requestAnimationFrame(() => document.getElementById(`${id}-${missing.field}`)?.focus())
  }
  const enter = (event: KeyboardEvent) => {
    if (event.key !== "Enter") return
    event.preventDefault()
    go(entry)
  }
  const voted = hasVotes(code)
  const figures = present(entry, sitting)
  return (
    // biome-ignore lint/a11y/useSemanticElements: the name of the group is the point's heading
    <div className="ergebnis" role="group" aria-labelledby={`${id}-titel`}>
      <p className="ergebnis__titel" id={`${id}-titel`}>
        <strong>TOP {number}</strong> {title}{" "}
        <span className="daneben-klein">
          Vorlage {nummer}, {step.zustaendigkeit}
        </span>
      </p>
      <div className="ergebnis__felder">
        <ResultBox
          id={`${id}-ergebnis`}
          label="Ergebnis"
          choices={choices}
          value={entry.choice}
          error={at("ergebnis")}
          onChoose={(choice) => onChange(chosen(choice))}
          onEnter={(choice) => go(choice ? chosen(choice) : entry)}
        />
        {voted &&
          VOTES.map(({ name, label, long }) => (
            <div className="stimme" key={name}>
              <label className="kern-label" htmlFor={`${id}-${name}`}>
                <span aria-hidden="true">{label}</span>
                <span className="kern-sr-only">{long}</span>
              </label>
              <input
                id={`${id}-${name}`}
                className="kern-form-input__input"
                inputMode="numeric"
                autoComplete="off"
                value={entry.votes[name]}
                aria-invalid={at(name) ? true : undefined}
                aria-describedby={`${id}-meldung`}
                onFocus={(event) => event.target.select()}
                onChange={(event) => vote(name, event.target.value)}
                onKeyDown={enter}
              />
            </div>
          ))}
        {voted && (
          <p className="ergebnis__da">
            <span className="kern-sr-only">stimmberechtigt anwesend: </span>
            <span aria-hidden="true">von </span>
            {figures ?? "?"}
          </p>
        )}
        <div className="ergebnis__tun">
          <Button kind="secondary" busy={saving?.state === "saving"} onClick={() => go(entry)}>
            {props.button}
            <span className="kern-sr-only">: TOP {number}</span>
          </Button>
        </div>
      </div>
      {judged.tie && (
        <Select
          id={`${id}-vorsitz`}
          label="Stimme des Vorsitzes (entscheidet bei Stimmengleichheit)"
          options={[
            { value: "", label: "Bitte wählen" },
            { value: "ja", label: "Ja" },
            { value: "nein", label: "Nein" },
          ]}
          value={entry.chairVote}
          error={at("vorsitz")}
          onChange={(value) => set({ chairVote: value === "ja" || value === "nein" ? value : "" })}
        />
      )}
      {code !== undefined && REASONED.includes(code) && <PutOff {...props} at={at} onKey={enter} />}
      {code === "accepted_amended" && (
        <Suspense fallback={<p className="kern-body">Der Wortlaut wird geladen.</p>}>
          <Wording
            id={`${id}-wortlaut`}
            vorschlag={props.vorschlag}
            wording={entry.wording ?? []}
            onChange={(wording) => set({ wording })}
          />
          {props.programme && (
            <Check
              label="Der Beschluss ändert auch das Programm (die Verfasser passen die Endfassung an)"
              checked={entry.changesProgramme}
              onChange={(changesProgramme) => set({ changesProgramme })}
            />
          )}
        </Suspense>
      )}
      {voted && <More {...props} />}
      <Says id={id} error={error?.message} warnings={code === undefined ? [] : judged.warnings} saving={saving} />
    </div>
  )
}

/** What the line says about itself; read aloud when it changes. */
function Says({
  id,
  error,
  warnings,
  saving,
}: {
  readonly id: string
  readonly error: string | undefined
  readonly warnings: readonly { readonly reason: string; readonly message: string }[]
  readonly saving: Saving | undefined
}) {
  return (
    <div className="ergebnis__meldung" id={`${id}-meldung`} role="status">
      {saving?.state === "saving" && <p>Wird eingetragen.</p>}
      {saving?.state === "failed" && (
        <>
          <p>
            <Badge tone="danger">nicht eingetragen</Badge> {saving.message}
          </p>
          {saving.findings.map((f) => (
            <p key={f.message}>{f.message}</p>
          ))}
        </>
      )}
      {error !== undefined && (
        <p id={`${id}-ergebnis-fehler`}>
          <Badge tone="danger">fehlt noch</Badge> {error}
        </p>
      )}
      {warnings.map((w) => (
        <p key={`${w.reason}|${w.message}`}>
          <Badge tone="warning">bitte prüfen</Badge> {w.message}
        </p>
      ))}
    </div>
  )
}

const DOES = ["Entscheidung", "Vorberatung", "Anhörung", "Kenntnisnahme"] as const

/** Vertagt, verwiesen, abgesetzt: why, and until when. */
function PutOff({
  id,
  entry,
  gremium,
  house,
  coming,
  on,
  at,
  onKey,
  onChange,
}: RowProps & { readonly at: (field: string) => string | undefined; readonly onKey: (event: KeyboardEvent) => void }) {
  const code = codeOf(entry)
  const set = (next: Partial<Entry>) => onChange({ ...entry, ...next })
  const target = code === "referred" ? entry.gremiumId : gremium.id
  const meetings = coming.filter((s) => s.gremiumId === target && s.on > on)
  const calendar = house.gremien.find((g) => g.id === target)?.ladung !== undefined
  return (
    <div className="reihe__felder">
      <Input
        id={`${id}-grund`}
        label="Begründung"
        required
        maxLength={4000}
        value={entry.reason}
        error={at("grund")}
        onChange={(event) => set({ reason: event.target.value })}
        onKeyDown={onKey}
      />
      {code === "referred" && (
        <>
          <Select
            id={`${id}-gremium`}
            label="Verwiesen an"
            options={[
              { value: "", label: "Bitte wählen" },
              ...house.gremien.filter((g) => g.id !== gremium.id).map((g) => ({ value: g.id, label: g.name })),
            ]}
            value={entry.gremiumId}
            error={at("gremium")}
            onChange={(gremiumId) => set({ gremiumId, termin: "" })}
          />
          <Select
            label="Dort zuständig für"
            options={DOES.map((d) => ({ value: d, label: d }))}
            value={entry.zustaendigkeit}
            onChange={(value) => set({ zustaendigkeit: DOES.find((d) => d === value) ?? "Entscheidung" })}
          />
        </>
      )}
      {code !== "removed" &&
        (calendar ? (
          <Select
            id={`${id}-termin`}
            label="Nächste Sitzung"
            options={[
              { value: "", label: code === "referred" ? "Bitte wählen" : "noch ohne Termin" },
              ...meetings.map((s) => ({ value: s.on, label: `${day(s.on)}, ${s.start} Uhr` })),
            ]}
            value={entry.termin}
            error={at("termin")}
            onChange={(termin) => set({ termin })}
          />
        ) : (
          <Input
            id={`${id}-termin`}
            label="Nächster Termin"
            type="date"
            optional={code === "postponed"}
            min={on}
            value={entry.termin}
            error={at("termin")}
            onChange={(event) => set({ termin: event.target.value })}
            onKeyDown={onKey}
          />
        ))}
    </div>
  )
}

/** What few points need: another number of those present, invalid votes, Befangenheit, form of the vote. */
function More({ id, entry, gremium, members, sitting, onChange }: RowProps) {
  const set = (next: Partial<Entry>) => onChange({ ...entry, ...next })
  const vote = (name: VoteName) => (event: { readonly target: { readonly value: string } }) =>
    set({ votes: { ...entry.votes, [name]: event.target.value } })
  const said = [
    entry.form !== "offen" && entry.form,
    entry.votes.ungueltig !== "" && `${entry.votes.ungueltig} ungültig`,
    entry.befangene.length > 0 && `${entry.befangene.length} befangen`,
    entry.befangene.length === 0 && entry.votes.befangen !== "" && `${entry.votes.befangen} befangen`,
    entry.votes.anwesend !== "" && `${entry.votes.anwesend} anwesend`,
  ].filter(Boolean)
  return (
    <details className="mehr">
      <summary>Befangenheit und weitere Angaben{said.length > 0 && `: ${said.join(", ")}`}</summary>
      <div className="reihe__felder">
        <Select
          label="Form der Abstimmung"
          options={[
            { value: "offen", label: "offen" },
            { value: "namentlich", label: "namentlich" },
            { value: "geheim", label: "geheim" },
          ]}
          value={entry.form}
          onChange={(form) => set({ form: form === "namentlich" || form === "geheim" ? form : "offen" })}
        />
        <Input
          id={`${id}-anwesend`}
          label="Bei diesem Punkt anwesend"
          hint="nur, wenn es anders war; stimmberechtigt, ohne Befangene"
          inputMode="numeric"
          value={entry.votes.anwesend}
          onChange={vote("anwesend")}
        />
        <Input
          id={`${id}-ungueltig`}
          label="Ungültige Stimmen"
          inputMode="numeric"
          value={entry.votes.ungueltig}
          onChange={vote("ungueltig")}
        />
        {members.length === 0 && (
          <Input
            id={`${id}-befangen`}
            label="Befangen"
            hint="ausgeschlossen von Beratung und Abstimmung"
            inputMode="numeric"
            value={entry.votes.befangen}
            onChange={vote("befangen")}
          />
        )}
        {(gremium.tieExcept?.length ?? 0) > 0 && (
          <Select
            label="Gegenstand ohne Stichentscheid"
            options={[
              { value: "", label: "keiner" },
              ...(gremium.tieExcept ?? []).map((g) => ({ value: g, label: g })),
            ]}
            value={entry.gegenstand}
            onChange={(gegenstand) => set({ gegenstand })}
          />
        )}
      </div>
      {members.length > 0 && (
        <fieldset className="kern-fieldset tage-gruppe">
          <legend className="kern-label">Befangen (ausgeschlossen von Beratung und Abstimmung)</legend>
          <div className="tage">
            {members
              .filter((m) => sitting.da.length === 0 || sitting.da.includes(m.id))
              .map((m) => (
                <Check
                  key={m.id}
                  label={m.name}
                  checked={entry.befangene.includes(m.id)}
                  onChange={(is) =>
                    set({ befangene: is ? [...entry.befangene, m.id] : entry.befangene.filter((b) => b !== m.id) })
                  }
                />
              ))}
          </div>
        </fieldset>
      )}
    </details>
  )
}
