/** What the Sitzungsdienst does with a Vorlage: its meetings, results, corrections, hand-over, publication, carrying out. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"
import { useState } from "react"
import { body, client, Problem } from "../api.ts"
import { type House, type Ich, ofHouse, type Vorlage } from "../data.ts"
import { day } from "../format.ts"
import { Alert, Button, Refusal, Select } from "../part/ui.tsx"
import { Done } from "./ask.tsx"
import { looksAfter, sitzungsdienst, today } from "./data.ts"
import { bodies, Dringlich } from "./dringlich.tsx"
import type { BodyStep } from "./ergebnis/entry.ts"
import { Korrektur } from "./korrektur.tsx"
import { Paket } from "./paket.tsx"
import { TaskDialog, Umsetzungen } from "./umsetzung.tsx"
import { Veroeffentlichung } from "./veroeffentlichung.tsx"
import "./sitzung.css"

export function Sitzungsdienst({ haus, vorlage }: { readonly haus: string; readonly vorlage: Vorlage }) {
  const me = useQuery(ofHouse(haus).ich)
  const house = useQuery(ofHouse(haus).haus)
  const { chain } = vorlage
  if (!chain || !me.data || !house.data) return null
  const may = (action: Ich["may"][number]): boolean => me.data.may.includes(action)
  const sealed = chain.state === "running" || chain.state === "completed"
  return (
    <>
      <Korrektur haus={haus} vorlage={vorlage} />
      <section aria-labelledby="gremien-und-sitzungen">
        <h2 className="kern-heading-medium" id="gremien-und-sitzungen">
          Gremien und Sitzungen
        </h2>
        <ul className="zeilen">
          {bodies(vorlage).map((step) => (
            <li key={step.id}>
              <Body haus={haus} house={house.data} ich={me.data} vorlage={vorlage} step={step} />
            </li>
          ))}
        </ul>
        {sealed && <Dringlich haus={haus} vorlage={vorlage} ich={me.data} />}
        {sealed && may("vorlage.package") && <Paket haus={haus} vorlageId={vorlage.id} />}
      </section>
      {may("publication.read") && sealed && (
        <Veroeffentlichung haus={haus} vorlage={vorlage} writes={may("publication.write")} />
      )}
      <Carrying haus={haus} vorlage={vorlage} ich={me.data} />
    </>
  )
}

/** One body: where it stands, and the way to its meeting. */
function Body({
  haus,
  house,
  ich,
  vorlage,
  step,
}: {
  readonly haus: string
  readonly house: House
  readonly ich: Ich
  readonly vorlage: Vorlage
  readonly step: BodyStep
}) {
  const meeting = vorlage.sitzungen.find((s) => s.stepId === step.id)
  const shown = vorlage.results.find((r) => r.stepId === step.id)
  const sees = ich.may.includes("sitzung.read")
  const sitzungId = step.result?.sitzungId ?? meeting?.sitzungId
  const waits = !step.result && (step.status === "open" || step.status === "pending")
  const recording = vorlage.mine.some((m) => m.kind === "record" && m.stepId === step.id)
  const link = sitzungId !== undefined && sees && (
    <Link to="/$haus/sitzung/$sitzungId" params={{ haus, sitzungId }}>
      Zur Sitzung<span className="kern-sr-only">: {step.label}</span>
    </Link>
  )
  return (
    <>
      <span>
        <strong>{step.label}</strong>, {step.zustaendigkeit}
        <br />
        {step.result
          ? `${shown?.label ?? "Ergebnis eingetragen"}, Sitzung am ${day(step.result.sitzungOn)}, TOP ${step.result.top}`
          : meeting
            ? `Sitzung am ${day(meeting.on)}, ${meeting.start} Uhr (${meeting.stateLabel})${
                meeting.top
                  ? `, TOP ${meeting.top.number ?? "noch ohne Nummer"}`
                  : meeting.supplement
                    ? `, nur noch als Nachtrag${meeting.supplement.until === null ? "" : ` bis ${day(meeting.supplement.until)}`}`
                    : ", noch nicht auf der Tagesordnung"
              }`
            : step.termin === null
              ? "ohne Termin"
              : `Termin ${day(step.termin)}`}
      </span>
      <span className="dateien">
        {link}
        {recording && sitzungId !== undefined && meeting?.top && meeting.on <= today() && (
          <Link
            to="/$haus/sitzung/$sitzungId/ergebnisse"
            params={{ haus, sitzungId }}
            className="kern-btn kern-btn--primary"
          >
            <span className="kern-label">Ergebnis eintragen</span>
          </Link>
        )}
        {(recording ||
          (step.result &&
            ich.functions.some((f) => f.role === "geschaeftsstelle" && f.gremiumId === step.gremiumId))) &&
          !(sitzungId !== undefined && (meeting?.top || step.result)) && (
            <Link
              to="/$haus/vorlage/$vorlageId/ergebnis/$stepId"
              params={{ haus, vorlageId: vorlage.id, stepId: step.id }}
              className="kern-btn kern-btn--secondary"
            >
              <span className="kern-label">{step.result ? "Ergebnis berichtigen" : "Ergebnis eintragen"}</span>
            </Link>
          )}
      </span>
      {waits && step.place !== undefined && !meeting?.top && looksAfter(ich, step.gremiumId) && (
        <Place
          haus={haus}
          vorlage={vorlage}
          step={step}
          gremium={house.gremien.find((g) => g.id === step.gremiumId)?.name ?? step.label}
        />
      )}
    </>
  )
}

/** On the agenda of one of the body's planned meetings; after an invitation it goes by a Nachtrag there. */
function Place({
  haus,
  vorlage,
  step,
  gremium,
}: {
  readonly haus: string
  readonly vorlage: Vorlage
  readonly step: BodyStep
  readonly gremium: string
}) {
  const queries = useQueryClient()
  const year = Number(today().slice(0, 4))
  const found = [useQuery(sitzungsdienst(haus).jahr(year)), useQuery(sitzungsdienst(haus).jahr(year + 1))]
  const planned = found
    .flatMap((y) => y.data ?? [])
    .filter((s) => s.gremiumId === step.gremiumId && s.state === "planned" && s.on >= today())
  const [picked, pick] = useState("")
  const at = planned.find((s) => s.id === picked) ?? planned.find((s) => s.on === step.termin) ?? planned[0]
  const put = useMutation({
    mutationFn: (s: NonNullable<typeof at>) =>
      body(
        client.sitzungen[":sitzungId"].tagesordnung.$post({
          param: { tenant: haus, sitzungId: s.id },
          json: { change: "place", rev: s.rev, vorlageId: vorlage.id },
        }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["haus", haus] }),
  })
  if (planned.length === 0)
    return (
      <p className="kern-body">
        Für {gremium} ist keine kommende Sitzung geplant.{" "}
        <Link to="/$haus/sitzungen" params={{ haus }} search={{ gremium: step.gremiumId }}>
          Zum Sitzungskalender
        </Link>
      </p>
    )
  return (
    <div className="zeile">
      <Select
        label={`Sitzung (${gremium})`}
        options={planned.map((s) => ({ value: s.id, label: `${day(s.on)}, ${s.start} Uhr` }))}
        value={at?.id ?? ""}
        onChange={pick}
      />
      <Button kind="secondary" busy={put.isPending} onClick={() => at && put.mutate(at)}>
        Auf die Tagesordnung nehmen
      </Button>
      {put.isSuccess && <Done title="Steht auf der Tagesordnung." warnings={put.data.warnings} />}
      {put.error instanceof Problem && <Refusal problem={put.error} />}
    </div>
  )
}

const ADOPTED: readonly string[] = ["beschlossen", "geändert beschlossen", "dringlich entschieden", "umgesetzt"]

/** Beschlusskontrolle of this Vorlage. */
function Carrying({ haus, vorlage, ich }: { readonly haus: string; readonly vorlage: Vorlage; readonly ich: Ich }) {
  const [adding, setAdding] = useState(false)
  const [said, say] = useState<string>()
  const adopted = ADOPTED.includes(vorlage.status)
  const writes = ich.may.includes("control.write")
  if (vorlage.controls.length === 0 && !(adopted && writes)) return null
  return (
    <section aria-labelledby="beschlusskontrolle">
      <h2 className="kern-heading-medium" id="beschlusskontrolle">
        Beschlusskontrolle
      </h2>
      {said !== undefined && <Alert tone="success" title={said} live />}
      {vorlage.controls.length === 0 && (
        <p className="kern-body">Noch ist nicht festgehalten, wer diesen Beschluss bis wann umsetzt.</p>
      )}
      <Umsetzungen haus={haus} controls={vorlage.controls} ich={ich} />
      {adopted && writes && (
        <div className="knoepfe">
          <Button kind="secondary" onClick={() => setAdding(true)}>
            Aufgabe anlegen
          </Button>
        </div>
      )}
      {adding && (
        <TaskDialog
          haus={haus}
          vorlageId={vorlage.id}
          onClose={() => setAdding(false)}
          onDone={(words) => {
            say(words)
            setAdding(false)
          }}
        />
      )}
    </section>
  )
}
