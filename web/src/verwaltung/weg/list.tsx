/** The Zeichnungsweg as an ordered list that is built with the keyboard: open, move, remove, add; the focus goes along. */
import type { ChainTemplate, TemplateStep } from "@beschlussweg/core/chain/schema"
import { useEffect, useRef, useState } from "react"
import type { Finding } from "../../api.ts"
import type { House } from "../../data.ts"
import { Button, Select } from "../../part/ui.tsx"
import { StepFields } from "./step.tsx"
import { fresh, KIND, type Kind, line, nameOf, placed } from "./word.ts"

export interface Built {
  readonly template: ChainTemplate
  /** working days of single steps, by id */
  readonly days: Readonly<Record<string, number>>
}

export function StepList({
  house,
  value,
  findings,
  usual,
  onChange,
}: {
  readonly house: House
  readonly value: Built
  readonly findings: readonly Finding[]
  /** working days of a step as the plan reckons with them */
  readonly usual: (stepId: string) => number | undefined
  readonly onChange: (value: Built) => void
}) {
  const { template, days } = value
  const [open, setOpen] = useState<string>()
  const [kind, setKind] = useState<Kind>("sign")
  const [said, say] = useState("")
  const focus = useRef<string>(undefined)
  useEffect(() => {
    if (focus.current === undefined) return
    document.getElementById(focus.current)?.focus()
    focus.current = undefined
  })
  const steps = (next: readonly TemplateStep[]) => onChange({ ...value, template: { ...template, steps: [...next] } })
  const move = (from: number, to: number) => {
    const next = [...template.steps]
    const [step] = next.splice(from, 1)
    if (!step) return
    next.splice(to, 0, step)
    steps(next)
    say(`${nameOf(step)} steht jetzt an Stelle ${to + 1} von ${next.length}.`)
    const up = to < from
    const ended = up ? to === 0 : to === next.length - 1
    focus.current = `schritt-${step.id}-${(up ? !ended : ended) ? "hoch" : "runter"}`
  }
  const remove = (step: TemplateStep, i: number) => {
    const { [step.id]: _, ...rest } = days
    onChange({ days: rest, template: { ...template, steps: template.steps.filter((s) => s !== step) } })
    say(`${nameOf(step)} ist entfernt.`)
    const next = template.steps[i + 1] ?? template.steps[i - 1]
    focus.current = next ? `schritt-${next.id}-auf` : "schritt-neu"
  }
  const add = () => {
    const step = fresh(kind, template, house)
    const bodies = template.steps.findIndex((s) => s.kind === "bodies")
    const at = kind === "external" || kind === "bodies" || bodies === -1 ? template.steps.length : bodies
    // A release stands just before the bodies, everything else before a release that is there.
    const last = template.steps.findIndex((s) => s.kind === "release")
    const place = kind !== "release" && kind !== "external" && kind !== "bodies" && last !== -1 ? last : at
    steps([...template.steps.slice(0, place), step, ...template.steps.slice(place)])
    setOpen(step.id)
    say(`${KIND[kind].name} hinzugefügt, Stelle ${place + 1}.`)
    focus.current = `schritt-${step.id}-wort`
  }
  const kinds = (Object.keys(KIND) as Kind[]).filter(
    (k) => !(k === "bodies" && template.steps.some((s) => s.kind === k)),
  )
  return (
    <>
      <ol className="bau weg">
        {template.steps.map((step, i) => {
          const found = findings.filter((f) => placed(template, f.place).includes(i))
          const id = `schritt-${step.id}`
          const shown = open === step.id
          const name = nameOf(step)
          return (
            <li key={step.id} data-fehler={found.length > 0 || undefined}>
              <div className="bau__kopf">
                <div>
                  <h3>{name || "Ohne Bezeichnung"}</h3>
                  <p>{line(step, house, days[step.id] ?? usual(step.id))}</p>
                  {found.map((f) => (
                    <p className="kern-error" key={f.reason + f.message}>
                      <span className="kern-icon kern-icon--danger" aria-hidden="true" />
                      <span className="kern-body">{f.message}</span>
                    </p>
                  ))}
                </div>
                <div className="bau__knoepfe">
                  <Button
                    id={`${id}-auf`}
                    kind="tertiary"
                    aria-expanded={shown}
                    aria-label={`${shown ? "Schließen" : "Bearbeiten"}: ${name}`}
                    onClick={() => setOpen(shown ? undefined : step.id)}
                  >
                    {shown ? "Schließen" : "Bearbeiten"}
                  </Button>
                  <Button
                    id={`${id}-hoch`}
                    kind="tertiary"
                    aria-disabled={i === 0}
                    aria-label={`Nach oben: ${name}`}
                    onClick={() => i > 0 && move(i, i - 1)}
                  >
                    Nach oben
                  </Button>
                  <Button
                    id={`${id}-runter`}
                    kind="tertiary"
                    aria-disabled={i === template.steps.length - 1}
                    aria-label={`Nach unten: ${name}`}
                    onClick={() => i < template.steps.length - 1 && move(i, i + 1)}
                  >
                    Nach unten
                  </Button>
                  <Button
                    id={`${id}-weg`}
                    kind="tertiary"
                    aria-label={`Entfernen: ${name}`}
                    onClick={() => remove(step, i)}
                  >
                    Entfernen
                  </Button>
                </div>
              </div>
              {shown && (
                <StepFields
                  id={id}
                  step={step}
                  house={house}
                  days={days[step.id]}
                  onChange={(next) => steps(template.steps.map((s) => (s === step ? next : s)))}
                  onDays={(n) => {
                    const { [step.id]: _, ...rest } = days
                    onChange({ ...value, days: n === undefined ? rest : { ...rest, [step.id]: n } })
                  }}
                />
              )}
            </li>
          )
        })}
      </ol>
      <div className="zeile">
        <Select
          id="schritt-art"
          label="Neuer Schritt"
          options={kinds.map((k) => ({ value: k, label: `${KIND[k].name}: ${KIND[k].what}` }))}
          value={kind}
          onChange={(k) => setKind(kinds.find((o) => o === k) ?? "sign")}
        />
        <Button id="schritt-neu" kind="secondary" onClick={add}>
          Schritt hinzufügen
        </Button>
      </div>
      <p className="kern-sr-only" role="status">
        {said}
      </p>
    </>
  )
}
