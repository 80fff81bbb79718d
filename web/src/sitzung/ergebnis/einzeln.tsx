/** The result of one Vorlage of a body without a calendar: day, TOP and head beside the one line. */
import { useQuery, useQueryClient } from "@tanstack/react-query"
import { Link, useParams } from "@tanstack/react-router"
import { useState } from "react"
import { Problem } from "../../api.ts"
import { type House, ofHouse, type Vorlage } from "../../data.ts"
import { Refused } from "../../part/refused.tsx"
import { PageTitle } from "../../part/title.tsx"
import { Alert, Input, Loading, Select } from "../../part/ui.tsx"
import { type GremiumWhole, sitzungsdienst, today } from "../data.ts"
import { bodies } from "../dringlich.tsx"
import { type BodyStep, EMPTY, type Entry, judge, type Sitting } from "./entry.ts"
import { Head } from "./head.tsx"
import { Recorded } from "./recorded.tsx"
import { Row, type Saving } from "./row.tsx"
import { hasProgramme, lineOf, type Point, sendOne, vorschlagOf } from "./send.ts"
import "../sitzung.css"
import "./ergebnis.css"

export function Einzeln() {
  const { haus, vorlageId, stepId } = useParams({ from: "/$haus/vorlage/$vorlageId/ergebnis/$stepId" })
  const vorlage = useQuery(ofHouse(haus).vorlage(vorlageId))
  const house = useQuery(ofHouse(haus).haus)
  const step = vorlage.data && bodies(vorlage.data).find((s) => s.id === stepId)
  const gremium = useQuery({ ...sitzungsdienst(haus).gremium(step?.gremiumId ?? ""), enabled: step !== undefined })
  const error = vorlage.error ?? house.error ?? gremium.error
  if (error instanceof Problem && !(vorlage.data && house.data && (gremium.data || !step)))
    return <Refused name="Ergebnis" problem={error} again={() => void vorlage.refetch()} />
  if (vorlage.data && !step)
    return (
      <>
        <PageTitle name="Nicht gefunden">Diesen Schritt gibt es hier nicht</PageTitle>
        <p className="kern-body">
          <Link to="/$haus/vorlage/$vorlageId" params={{ haus, vorlageId }}>
            Zur Vorlage
          </Link>
        </p>
      </>
    )
  if (!vorlage.data || !house.data || !gremium.data || !step) return <Loading what="Die Vorlage wird geladen." />
  return <One haus={haus} house={house.data} vorlage={vorlage.data} step={step} whole={gremium.data} />
}

function One({
  haus,
  house,
  vorlage,
  step,
  whole,
}: {
  readonly haus: string
  readonly house: House
  readonly vorlage: Vorlage
  readonly step: BodyStep
  readonly whole: GremiumWhole
}) {
  const queries = useQueryClient()
  const { gremium } = whole
  const members = whole.members.filter((m) => m.voting && m.forIds.length === 0)
  const year = Number(today().slice(0, 4))
  const years = [useQuery(sitzungsdienst(haus).jahr(year)), useQuery(sitzungsdienst(haus).jahr(year + 1))]
  const coming = years.flatMap((y) => y.data ?? []).filter((s) => s.state === "planned" || s.state === "invited")
  const chair = whole.members.find((m) => m.vorsitz === "vorsitz")?.name ?? ""
  const [sitting, setSitting] = useState<Sitting>({
    vorsitz: chair,
    schriftfuehrung: "",
    ort: "",
    anwesend: "",
    da: [],
  })
  const [day, setDay] = useState({
    on: [step.termin ?? today(), today()].sort()[0] ?? today(),
    top: "",
    open: (gremium.public ?? true) ? "ja" : "nein",
  })
  const [entry, setEntry] = useState<Entry>(EMPTY)
  const [saving, setSaving] = useState<Saving>()
  const [tried, setTried] = useState(false)
  const point: Point = { id: step.id, number: day.top, title: vorlage.betreff, vorlage, step }
  const missing = tried && (sitting.vorsitz.trim() === "" || sitting.schriftfuehrung.trim() === "")
  const save = (given: Entry) => {
    setEntry(given)
    setTried(true)
    const ground = { gremium, step, on: day.on, today: today() }
    const line = lineOf(point, given, sitting, gremium, members)
    if (judge(given, sitting, ground).error || !line || saving?.state === "saving") return
    const first = ["vorsitz", "schriftfuehrung"].find((f) => sitting[f as "vorsitz" | "schriftfuehrung"].trim() === "")
    if (first !== undefined || day.top.trim() === "") return document.getElementById(first ?? "top")?.focus()
    setSaving({ state: "saving" })
    const where = { gremiumId: gremium.id, sitzungOn: day.on, sitzungPublic: day.open === "ja" }
    sendOne(haus, where, sitting, line)
      .then(() => queries.invalidateQueries({ queryKey: ["haus", haus] }))
      .then(() => setSaving(undefined))
      .catch((error: unknown) =>
        setSaving({
          state: "failed",
          message:
            error instanceof Problem ? error.message : "Das hat nicht geklappt. Bitte versuchen Sie es noch einmal.",
          findings: error instanceof Problem ? error.findings : [],
        }),
      )
  }
  const { result } = step
  return (
    <>
      <PageTitle name={`Ergebnis ${step.label}: ${vorlage.betreff}`}>
        Ergebnis {step.label}: {vorlage.betreff}
      </PageTitle>
      <p>
        <Link to="/$haus/vorlage/$vorlageId" params={{ haus, vorlageId: vorlage.id }}>
          Zur Vorlage {vorlage.nummer}
        </Link>
      </p>
      {result ? (
        <Recorded
          haus={haus}
          house={house}
          point={{ ...point, number: result.top }}
          gremium={gremium}
          members={members}
          sitting={sitting}
          coming={coming}
          where={{
            sitzungOn: result.sitzungOn,
            ...(result.sitzungId === undefined ? {} : { sitzungId: result.sitzungId }),
            sitzungPublic: vorlage.texts[result.textId]?.result?.sitzungPublic ?? true,
          }}
          today={today()}
          may
        />
      ) : !vorlage.mine.some((m) => m.kind === "record" && m.stepId === step.id) ? (
        <Alert tone="info" title="Hier ist gerade kein Ergebnis einzutragen.">
          <p className="kern-body">
            Ergebnisse trägt die Geschäftsstelle des Gremiums ein, sobald die Vorlage dort liegt.
          </p>
        </Alert>
      ) : (
        <>
          <div className="reihe__felder">
            <Input
              label="Tag der Sitzung"
              type="date"
              required
              max={today()}
              value={day.on}
              onChange={(event) => setDay({ ...day, on: event.target.value })}
            />
            <Input
              id="top"
              label="TOP"
              required
              maxLength={40}
              value={day.top}
              error={tried && day.top.trim() === "" ? "Bitte nennen Sie den Tagesordnungspunkt." : undefined}
              onChange={(event) => setDay({ ...day, top: event.target.value })}
            />
            <Select
              label="Beratung"
              options={[
                { value: "ja", label: "öffentlich" },
                { value: "nein", label: "nichtöffentlich" },
              ]}
              value={day.open}
              onChange={(open) => setDay({ ...day, open })}
            />
          </div>
          <Head sitting={sitting} members={members} missing={missing} onChange={setSitting} />
          <Row
            id={`z-${step.id}`}
            number={day.top}
            title={vorlage.betreff}
            nummer={vorlage.nummer ?? ""}
            step={step}
            vorschlag={vorschlagOf(vorlage)}
            programme={hasProgramme(vorlage)}
            entry={entry}
            sitting={sitting}
            gremium={gremium}
            house={house}
            members={members}
            coming={coming}
            on={day.on}
            today={today()}
            saving={saving}
            asked={tried}
            button="Eintragen"
            onChange={setEntry}
            onSave={save}
          />
        </>
      )}
    </>
  )
}
