/** Dringlichkeitsentscheidung: laid before those who sign it, signed by each, taken back before the last one. */
import { useState } from "react"
import { body, client } from "../api.ts"
import type { Ich, Vorlage } from "../data.ts"
import { day, instant } from "../format.ts"
import { Alert, Button, Input, TextArea } from "../part/ui.tsx"
import { Ask, Done, REASON, short } from "./ask.tsx"
import { today } from "./data.ts"
import type { BodyStep } from "./ergebnis/entry.ts"

const route = client.vorlagen[":vorlageId"].dringlichkeit
const FOLLOW = {
  approval: "Das Gremium genehmigt sie danach oder hebt sie auf.",
  report: "Dem Gremium wird sie danach mitgeteilt.",
}

type Asked =
  | { readonly kind: "ask" | "drop"; readonly step: BodyStep }
  | { readonly kind: "sign"; readonly step: BodyStep; readonly placeId: string; readonly label: string }

export function Dringlich({
  haus,
  vorlage,
  ich,
}: {
  readonly haus: string
  readonly vorlage: Vorlage
  readonly ich: Ich | undefined
}) {
  const [asked, ask] = useState<Asked>()
  const [said, say] = useState<{
    title: string
    warnings?: readonly { reason: string; place: string; message: string }[]
  }>()
  const steps = bodies(vorlage)
  const may = ich?.may.includes("urgent.ask") ?? false
  const mine = vorlage.mine.filter((m) => m.kind === "urgent")
  const possible = may ? steps.filter(canAsk(vorlage)) : []
  const running = steps.filter((s) => s.urgent?.status === "signing" || s.urgent?.status === "given")
  if (possible.length === 0 && running.length === 0 && mine.length === 0) return said ? <Done {...said} /> : null
  return (
    <section aria-labelledby="dringlichkeit">
      <h3 className="kern-title" id="dringlichkeit">
        Dringlichkeitsentscheidung
      </h3>
      {said && <Done {...said} />}
      {running.map((step) => {
        const { urgent } = step
        if (!urgent) return null
        return (
          <div key={step.id}>
            <p className="kern-body">
              Anstelle von {step.label}, vorgelegt am {instant(urgent.at)}. {FOLLOW[urgent.follow]}
              {urgent.termin !== null && ` Nächste Sitzung: ${day(urgent.termin)}.`}
            </p>
            <ul className="kern-list">
              {urgent.places.map((p) => {
                const signed = urgent.signed.find((s) => s.placeId === p.id)
                const text = signed?.given.textId === undefined ? undefined : vorlage.texts[signed.given.textId]
                return (
                  <li key={p.id}>
                    {p.label}:{" "}
                    {signed
                      ? `gezeichnet von ${text?.name ?? "?"} am ${instant(signed.given.at)}`
                      : "noch nicht gezeichnet"}
                  </li>
                )
              })}
            </ul>
            {may && urgent.status === "signing" && (
              <Button kind="secondary" onClick={() => ask({ kind: "drop", step })}>
                Dringlichkeitsentscheidung zurücknehmen
              </Button>
            )}
          </div>
        )
      })}
      {mine.map((m) => {
        const step = steps.find((s) => s.id === m.stepId)
        return step && m.partyId !== undefined ? (
          <div className="knoepfe" key={m.partyId}>
            <Button onClick={() => ask({ kind: "sign", step, placeId: m.partyId ?? "", label: m.label })}>
              Dringlichkeitsentscheidung zeichnen
            </Button>
          </div>
        ) : null
      })}
      {possible.length > 0 && (
        <>
          <p className="kern-body">
            Kann ein Gremium nicht rechtzeitig zusammentreten, entscheiden andere an seiner Stelle. Wer zeichnet, sagt
            die Regel des Hauses.
          </p>
          <div className="knoepfe">
            {possible.map((step) => (
              <Button key={step.id} kind="secondary" onClick={() => ask({ kind: "ask", step })}>
                Anstelle von {step.label} vorlegen
              </Button>
            ))}
          </div>
        </>
      )}
      {asked && (
        <AskUrgent
          haus={haus}
          vorlage={vorlage}
          asked={asked}
          onClose={() => ask(undefined)}
          onDone={(found) => {
            say(found)
            ask(undefined)
          }}
        />
      )}
    </section>
  )
}

export const bodies = (vorlage: Vorlage): BodyStep[] =>
  (vorlage.chain?.steps ?? []).filter((s): s is BodyStep => s.kind === "body")

/** Once all Zeichnungen are given, in place of a body that decides and has not answered. */
const canAsk =
  (vorlage: Vorlage) =>
  (step: BodyStep): boolean =>
    vorlage.chain?.state === "running" &&
    step.zustaendigkeit === "Entscheidung" &&
    (step.status === "open" || step.status === "pending") &&
    (step.urgent === undefined || step.urgent.status === "dropped" || step.urgent.status === "lapsed") &&
    (vorlage.chain?.steps ?? []).every(
      (s) => s.kind !== "sign" || s.status === "done" || s.status === "carried" || s.status === "skipped",
    )

function AskUrgent({
  haus,
  vorlage,
  asked,
  onClose,
  onDone,
}: {
  readonly haus: string
  readonly vorlage: Vorlage
  readonly asked: Asked
  readonly onClose: () => void
  readonly onDone: (said: {
    title: string
    warnings?: readonly { reason: string; place: string; message: string }[]
  }) => void
}) {
  const [words, setWords] = useState("")
  const [termin, setTermin] = useState("")
  const { chain } = vorlage
  const param = { tenant: haus, vorlageId: vorlage.id }
  const seen = { fassungSha256: chain?.sha256 ?? "", pdfSha256: chain?.pdfSha256 ?? "", stepId: asked.step.id }
  const text = words.trim()
  if (asked.kind === "sign")
    return (
      <Ask
        haus={haus}
        title="Dringlichkeitsentscheidung zeichnen"
        button="Zeichnen"
        send={() =>
          body(
            route.zeichnung.$post({
              param,
              json: { ...seen, placeId: asked.placeId, ...(text === "" ? {} : { remark: text }) },
            }),
          )
        }
        onClose={onClose}
        onDone={() => onDone({ title: "Gezeichnet." })}
      >
        <div className="folgen">
          <p>
            {asked.label}. Sie zeichnen die Entscheidung über Vorlage {vorlage.nummer}, Fassung {chain?.fassung},
            anstelle von {asked.step.label}. Mit der letzten Zeichnung geht die Vorlage weiter, als wäre entschieden.
          </p>
        </div>
        <TextArea
          label="Bemerkung"
          optional
          rows={3}
          maxLength={2000}
          value={words}
          onChange={(e) => setWords(e.target.value)}
        />
      </Ask>
    )
  if (asked.kind === "drop")
    return (
      <Ask
        haus={haus}
        title="Dringlichkeitsentscheidung zurücknehmen"
        button="Zurücknehmen"
        check={() => (short(words) ? REASON : undefined)}
        send={() => body(route.ruecknahme.$post({ param, json: { ...seen, reason: text } }))}
        onClose={onClose}
        onDone={() => onDone({ title: "Die Dringlichkeitsentscheidung ist zurückgenommen." })}
      >
        <p className="kern-body">Die Vorlage wartet dann wieder auf {asked.step.label}.</p>
        <TextArea
          label="Begründung"
          required
          rows={3}
          maxLength={4000}
          value={words}
          onChange={(e) => setWords(e.target.value)}
        />
      </Ask>
    )
  return (
    <Ask
      haus={haus}
      title="Dringlichkeitsentscheidung vorlegen"
      button="Vorlegen"
      check={() => (short(words) ? REASON : undefined)}
      send={() => body(route.$post({ param, json: { ...seen, reason: text, ...(termin === "" ? {} : { termin }) } }))}
      onClose={onClose}
      onDone={({ warnings }) => onDone({ title: "Vorgelegt. Wer zeichnet, hat die Aufgabe jetzt.", warnings })}
    >
      <Alert tone="info" title={`Entschieden wird anstelle von: ${asked.step.label}`}>
        <p className="kern-body">
          Tritt das Gremium vorher zusammen, entscheidet es selbst, und dieses Papier verfällt.
        </p>
      </Alert>
      <TextArea
        label="Begründung der Dringlichkeit"
        hint="Sie steht auf dem Papier und geht an das Gremium."
        required
        rows={4}
        maxLength={4000}
        value={words}
        onChange={(e) => setWords(e.target.value)}
      />
      {asked.step.place === undefined && (
        <Input
          label="Nächste Sitzung des Gremiums"
          type="date"
          optional
          min={today()}
          value={termin}
          onChange={(e) => setTermin(e.target.value)}
        />
      )}
    </Ask>
  )
}
