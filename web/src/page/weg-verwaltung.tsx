/** The house's Zeichnungsweg, built step by step and judged by the service while it is built; and "what if" on its own page. */
import type { ChainTemplate } from "@beschlussweg/core/chain/schema"
import { useQuery } from "@tanstack/react-query"
import { Link, useNavigate, useSearch } from "@tanstack/react-router"
import { useState } from "react"
import type { Finding } from "../api.ts"
import type { House } from "../data.ts"
import { Check } from "../part/field.tsx"
import { Button, Input, Select } from "../part/ui.tsx"
import { waysQuery } from "../verwaltung/data.ts"
import { caseOf } from "../verwaltung/filter.ts"
import { Ask, WithHouse } from "../verwaltung/part.tsx"
import { SaveBar, useSection } from "../verwaltung/section.tsx"
import { type Built, StepList } from "../verwaltung/weg/list.tsx"
import { asked, CaseFields, Probe, useWay } from "../verwaltung/weg/probe.tsx"
import { placed } from "../verwaltung/weg/word.ts"

export function Weg() {
  return <WithHouse title="Zeichnungsweg">{(house, haus) => <Editor house={house} haus={haus} />}</WithHouse>
}

// The type of an answer cannot say that conditions stand in conditions; the service has parsed them.
const templateOf = (house: House) => house.template as ChainTemplate
const read = (house: House): Built => ({ template: templateOf(house), days: house.durations?.steps ?? {} })
const EMPTY = { kinds: {}, steps: {}, reserve: 2 }

function Editor({ house, haus }: { readonly house: House; readonly haus: string }) {
  const section = useSection<Built>(haus, house, read, ({ template, days }, now) => ({
    // A way that changed is another version of itself; running procedures keep theirs.
    template: { ...template, version: now.template.version + 1 },
    durations: { ...(now.durations ?? EMPTY), steps: { ...days } },
  }))
  const { draft, change } = section
  const { template } = draft
  const way = useWay(haus, asked(template, { finanzen: true }))
  const findings: readonly Finding[] = way.data?.findings ?? []
  const loose = findings.filter((f) => placed(template, f.place).length === 0)
  const set = (next: Partial<ChainTemplate>) => change({ ...draft, template: { ...template, ...next } })
  return (
    <>
      <p className="kern-body">
        Stand {house.template.version}. Geändert wird der Weg für Vorlagen, die ab dann eingereicht werden; laufende
        behalten ihren.{" "}
        <Link to="/$haus/verwaltung/probe" params={{ haus }}>
          Was wäre wenn
        </Link>{" "}
        zeigt, welche Schritte eine Vorlage nähme.
      </p>
      <div className="felder">
        <Input
          label="Name des Weges"
          maxLength={200}
          value={template.name}
          onChange={(event) => set({ name: event.target.value })}
        />
      </div>
      <h2 className="kern-heading-medium">Schritte</h2>
      {loose.length > 0 && (
        <div className="kern-alert kern-alert--warning">
          <div className="kern-alert__header">
            <span className="kern-icon kern-icon--warning" aria-hidden="true" />
            <span className="kern-title">Der Weg ist noch nicht vollständig</span>
          </div>
          <div className="kern-alert__body">
            <ul className="kern-list">
              {loose.map((f) => (
                <li key={f.reason + f.message}>{f.message}</li>
              ))}
            </ul>
          </div>
        </div>
      )}
      <p className="kern-sr-only" role="status">
        {way.isFetching ? "" : findings.length === 0 ? "Der Weg ist in Ordnung." : `${findings.length} Beanstandungen.`}
      </p>
      <StepList
        house={house}
        value={draft}
        findings={findings}
        usual={(id) => way.data?.steps.find((s) => s.id === id)?.days}
        onChange={change}
      />
      <h2 className="kern-heading-medium">Regeln</h2>
      <div className="felder">
        <Check
          label="Wer die Vorlage verfasst hat, darf den ersten Schritt zeichnen"
          checked={template.authorMaySign.first}
          onChange={(first) => set({ authorMaySign: { ...template.authorMaySign, first } })}
        />
        <Check
          label="Wer die Vorlage verfasst hat, darf spätere Schritte zeichnen"
          checked={template.authorMaySign.later}
          onChange={(later) => set({ authorMaySign: { ...template.authorMaySign, later } })}
        />
        <Check
          label="Eine Person darf in zwei Schritten derselben Fassung zeichnen"
          checked={template.samePersonTwice}
          onChange={(samePersonTwice) => set({ samePersonTwice })}
        />
        <Select
          label="Einen Beschlussauszug zeichnen außer dem Siegel"
          options={AUSZUG}
          value={template.auszugSignatures.join(",")}
          onChange={(value) =>
            set({
              auszugSignatures: (["schriftfuehrung", "vorsitz"] as const).filter((r) => value.split(",").includes(r)),
            })
          }
        />
      </div>
      <Shipped
        haus={haus}
        onTake={(taken) => change({ template: { ...taken, id: template.id, version: template.version }, days: {} })}
      />
      <SaveBar section={section} to={(f) => targetOf(template, f)} />
    </>
  )
}
const AUSZUG = [
  { value: "", label: "niemand" },
  { value: "schriftfuehrung", label: "Schriftführung" },
  { value: "vorsitz", label: "Vorsitz" },
  { value: "schriftfuehrung,vorsitz", label: "Schriftführung, dann Vorsitz" },
]
const targetOf = (template: ChainTemplate, { place }: Finding): string | undefined => {
  const step = template.steps[placed(template, place)[0] ?? -1]
  return step && `schritt-${step.id}-auf`
}

/** The ways that come with the service, to begin from. */
function Shipped({ haus, onTake }: { readonly haus: string; readonly onTake: (template: ChainTemplate) => void }) {
  const ways = useQuery(waysQuery(haus))
  const [chosen, setChosen] = useState("")
  const [asking, setAsking] = useState(false)
  const found = ways.data?.find((w) => w.id === chosen)
  return (
    <>
      <h2 className="kern-heading-medium">Mit einem mitgelieferten Weg neu beginnen</h2>
      <div className="zeile">
        <Select
          label="Mitgelieferter Weg"
          options={[
            { value: "", label: "Bitte wählen" },
            ...(ways.data ?? []).map((w) => ({ value: w.id, label: `${w.id}: ${w.name}` })),
          ]}
          value={chosen}
          onChange={setChosen}
        />
        <Button kind="secondary" aria-disabled={!found} onClick={() => found && setAsking(true)}>
          Übernehmen
        </Button>
      </div>
      {asking && found && (
        <Ask
          title="Schritte ersetzen?"
          yes="Schritte ersetzen"
          onYes={() => {
            onTake(found as ChainTemplate)
            setAsking(false)
          }}
          onClose={() => setAsking(false)}
        >
          <p className="kern-body">
            An die Stelle Ihrer Schritte treten die von „{found.name}“. Gespeichert wird erst, wenn Sie unten speichern.
          </p>
        </Ask>
      )}
    </>
  )
}

export function WasWaere() {
  return <WithHouse title="Was wäre wenn">{(house, haus) => <If house={house} haus={haus} />}</WithHouse>
}
function If({ house, haus }: { readonly house: House; readonly haus: string }) {
  const of = useSearch({ from: "/$haus/verwaltung/probe" })
  const navigate = useNavigate()
  return (
    <>
      <p className="kern-body">
        Welche Schritte nähme eine Vorlage heute, und wer könnte sie tun? Grundlage ist der gespeicherte{" "}
        <Link to="/$haus/verwaltung/weg" params={{ haus }}>
          Zeichnungsweg
        </Link>
        ; es entsteht keine Vorlage.
      </p>
      <div className="felder">
        <CaseFields
          value={of}
          onChange={(next) =>
            void navigate({
              to: "/$haus/verwaltung/probe",
              params: { haus },
              search: caseOf({ ...next }),
              replace: true,
            })
          }
        />
      </div>
      <Probe haus={haus} template={templateOf(house)} of={of} />
    </>
  )
}
