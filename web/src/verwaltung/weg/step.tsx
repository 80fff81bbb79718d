/** Fields of one step of the Zeichnungsweg. */
import {
  CHANGE_LABEL,
  type ChangeKind,
  LEVEL_LABEL,
  type Level,
  type TemplateStep,
} from "@beschlussweg/core/chain/schema"
import { USUAL } from "@beschlussweg/core/plan/durations"
import type { Role } from "@beschlussweg/core/role"
import type { House } from "../../data.ts"
import { Check } from "../../part/field.tsx"
import { Input, Select } from "../../part/ui.tsx"
import { Rows } from "../../vorlage/form/rows.tsx"
import { When } from "./condition.tsx"
import { ABLE, idFrom, roleOptions } from "./word.ts"

const LEVELS = (Object.keys(LEVEL_LABEL) as Level[]).map((value) => ({ value, label: LEVEL_LABEL[value] }))
const roleOf = (value: string): Role => ABLE.find((r) => r === value) ?? "amtsleitung"
const ZUSTAENDIG = ["Vorberatung", "Anhörung", "Entscheidung", "Kenntnisnahme"] as const

export function StepFields({
  id,
  step,
  house,
  days,
  onChange,
  onDays,
}: {
  readonly id: string
  readonly step: TemplateStep
  readonly house: House
  /** own days of this step; undefined: the usual ones */
  readonly days: number | undefined
  readonly onChange: (step: TemplateStep) => void
  readonly onDays: (days: number | undefined) => void
}) {
  const kindDays = step.kind === "bodies" || step.kind === "external" ? undefined : step.kind
  const usual = kindDays && (house.durations?.kinds[kindDays] ?? USUAL.kinds[kindDays])
  return (
    <div className="bau__felder">
      <div className="nebeneinander">
        {step.kind !== "bodies" && (
          <Input
            id={`${id}-wort`}
            label="Bezeichnung auf dem Papier"
            maxLength={200}
            value={step.label}
            onChange={(event) => onChange({ ...step, label: event.target.value })}
          />
        )}
        {"role" in step && (
          <Select
            id={`${id}-funktion`}
            label="Funktion"
            options={roleOptions(house)}
            value={step.role}
            onChange={(role) => onChange({ ...step, role: roleOf(role) })}
          />
        )}
        {step.kind === "sign" && (
          <Select
            id={`${id}-niveau`}
            label="Niveau der Zeichnung"
            options={LEVELS}
            value={step.level}
            onChange={(level) => onChange({ ...step, level: LEVELS.find((l) => l.value === level)?.value ?? "system" })}
          />
        )}
        {step.kind === "external" && (
          <Input
            id={`${id}-empfaenger`}
            label="Empfänger"
            maxLength={200}
            value={step.recipient}
            onChange={(event) => onChange({ ...step, recipient: event.target.value })}
          />
        )}
        {usual !== undefined && (
          <Input
            id={`${id}-tage`}
            label="Werktage für diesen Schritt"
            hint={`Leer: wie üblich, ${usual}. Danach richten sich Plan und Erinnerungen.`}
            optional
            type="number"
            min={0}
            max={60}
            value={days ?? ""}
            onChange={(event) =>
              onDays(
                event.target.value === ""
                  ? undefined
                  : Math.min(60, Math.max(0, Math.trunc(Number(event.target.value)))),
              )
            }
          />
        )}
      </div>
      {step.kind === "cosign" && <Cosign id={id} step={step} house={house} onChange={onChange} />}
      {step.kind === "bodies" && <Folge id={id} step={step} house={house} onChange={onChange} />}
      {(step.kind === "sign" ||
        step.kind === "cosign" ||
        step.kind === "participation" ||
        step.kind === "external") && (
        <When id={`${id}-wenn`} value={step.when} onChange={(when) => onChange({ ...step, when })} />
      )}
      {(step.kind === "sign" || step.kind === "cosign" || step.kind === "participation") && (
        <Again step={step} onChange={onChange} />
      )}
    </div>
  )
}

function Cosign({
  id,
  step,
  house,
  onChange,
}: {
  readonly id: string
  readonly step: Extract<TemplateStep, { kind: "cosign" }>
  readonly house: House
  readonly onChange: (step: TemplateStep) => void
}) {
  return (
    <>
      <div className="nebeneinander">
        <Select
          id={`${id}-alle`}
          label="Weiter geht es, wenn"
          options={[
            { value: "all", label: "alle mitgezeichnet haben" },
            { value: "any", label: "eine Stelle mitgezeichnet hat" },
          ]}
          value={step.mode}
          onChange={(mode) => onChange({ ...step, mode: mode === "any" ? "any" : "all" })}
        />
        <Select
          id={`${id}-widerspruch`}
          label="Ein Widerspruch"
          options={[
            { value: "inform", label: "wird den Folgenden gezeigt" },
            { value: "return", label: "gibt die Vorlage zurück" },
          ]}
          value={step.onObjection}
          onChange={(on) => onChange({ ...step, onObjection: on === "return" ? "return" : "inform" })}
        />
      </div>
      <Rows
        id={`${id}-stelle`}
        items={step.parties}
        name={(p) => `Stelle: ${p.label}`}
        create={() => ({
          id: idFrom(
            "Stelle",
            step.parties.map((p) => p.id),
          ),
          label: "Neue Stelle",
          role: "mitzeichnung" as const,
          amtId: house.aemter[0]?.id,
        })}
        add="Stelle hinzufügen"
        onChange={(parties) => onChange({ ...step, parties })}
      >
        {(party, i, set) => (
          <>
            <Input
              id={`${id}-stelle-${i}-wort`}
              label="Bezeichnung"
              maxLength={200}
              value={party.label}
              onChange={(event) => set({ ...party, label: event.target.value })}
            />
            <Select
              id={`${id}-stelle-${i}-funktion`}
              label="Funktion der Stelle"
              options={roleOptions(house)}
              value={party.role}
              onChange={(role) =>
                set({ ...party, role: roleOf(role), amtId: role === "mitzeichnung" ? party.amtId : undefined })
              }
            />
            {party.role === "mitzeichnung" && (
              <Select
                id={`${id}-stelle-${i}-amt`}
                label="Amt"
                options={[{ value: "", label: "keines" }, ...house.aemter.map((a) => ({ value: a.id, label: a.name }))]}
                value={party.amtId ?? ""}
                onChange={(amtId) => set({ ...party, amtId: amtId || undefined })}
              />
            )}
            <When id={`${id}-stelle-${i}-wenn`} value={party.when} onChange={(when) => set({ ...party, when })} />
          </>
        )}
      </Rows>
    </>
  )
}

function Folge({
  id,
  step,
  house,
  onChange,
}: {
  readonly id: string
  readonly step: Extract<TemplateStep, { kind: "bodies" }>
  readonly house: House
  readonly onChange: (step: TemplateStep) => void
}) {
  const name = (gremiumId: string) => house.gremien.find((g) => g.id === gremiumId)?.name ?? gremiumId
  return (
    <Rows
      id={`${id}-folge`}
      items={step.folge ?? []}
      name={(r) => name(r.gremiumId)}
      create={() => ({
        gremiumId: house.gremien[0]?.id ?? "",
        zustaendigkeit: "Entscheidung" as const,
        optional: false,
      })}
      add="Gremium hinzufügen"
      empty={<p className="kern-body">Noch kein Gremium. Mindestens eines entscheidet.</p>}
      onChange={(folge) => onChange({ ...step, folge })}
    >
      {(row, i, set) => (
        <>
          <Select
            id={`${id}-folge-${i}-gremium`}
            label="Gremium"
            options={house.gremien.map((g) => ({ value: g.id, label: g.name }))}
            value={row.gremiumId}
            onChange={(gremiumId) => set({ ...row, gremiumId })}
          />
          <Select
            id={`${id}-folge-${i}-zustaendig`}
            label="Zuständigkeit"
            options={ZUSTAENDIG.map((z) => ({ value: z, label: z }))}
            value={row.zustaendigkeit}
            onChange={(z) => set({ ...row, zustaendigkeit: ZUSTAENDIG.find((o) => o === z) ?? "Entscheidung" })}
          />
          <Check
            id={`${id}-folge-${i}-frei`}
            label="darf wegbleiben"
            checked={row.optional}
            onChange={(optional) => set({ ...row, optional })}
          />
        </>
      )}
    </Rows>
  )
}

const CHANGES = Object.keys(CHANGE_LABEL) as ChangeKind[]
function Again({
  step,
  onChange,
}: {
  readonly step: Extract<TemplateStep, { again?: unknown }>
  readonly onChange: (step: TemplateStep) => void
}) {
  const chosen = step.again ?? CHANGES
  return (
    <fieldset className="gruppe__rahmen">
      <legend>Noch einmal, wenn sich in einer neuen Fassung geändert hat</legend>
      <div className="nebeneinander">
        {CHANGES.map((c) => (
          <Check
            key={c}
            label={CHANGE_LABEL[c]}
            checked={chosen.includes(c)}
            onChange={(on) => {
              const next = CHANGES.filter((k) => (k === c ? on : chosen.includes(k)))
              onChange({ ...step, again: next.length === CHANGES.length ? undefined : next })
            }}
          />
        ))}
      </div>
    </fieldset>
  )
}
