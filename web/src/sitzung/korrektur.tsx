/** The second person on a correction: what stands, what shall stand, what has followed; confirm, or reject with a reason. */
import { useState } from "react"
import { body, client } from "../api.ts"
import type { Vorlage } from "../data.ts"
import { day } from "../format.ts"
import { Button, TextArea } from "../part/ui.tsx"
import { Ask, Done, REASON, short } from "./ask.tsx"

export function Korrektur({ haus, vorlage }: { readonly haus: string; readonly vorlage: Vorlage }) {
  const [asked, ask] = useState<"confirm" | "reject">()
  const [reason, setReason] = useState("")
  const [said, say] = useState<string>()
  const { chain } = vorlage
  const correction = chain?.correction
  const mine = vorlage.mine.find((m) => m.kind === "correction")
  if (!chain || !correction || !mine) return said === undefined ? null : <Done title={said} />
  const words = vorlage.texts[correction.result.textId]
  const now = vorlage.results.find((r) => r.stepId === correction.stepId)
  const { votes } = correction.result
  const send = () =>
    body(
      client.vorlagen[":vorlageId"].berichtigung.bestaetigung.$post({
        param: { tenant: haus, vorlageId: vorlage.id },
        json: {
          stepId: correction.stepId,
          fassungSha256: chain.sha256,
          pdfSha256: chain.pdfSha256 ?? "",
          correctionId: correction.result.textId,
          ...(asked === "reject" ? { reject: reason.trim() } : {}),
        },
      }),
    )
  return (
    <section className="meins" aria-labelledby="berichtigung">
      <h2 className="kern-title" id="berichtigung">
        {mine.label}
      </h2>
      <dl className="angaben">
        <dt>Bisher</dt>
        <dd>{now?.label}</dd>
        <dt>Künftig</dt>
        <dd>
          {words?.result?.label}, Sitzung am {day(correction.result.sitzungOn)}, TOP {correction.result.top}
          {votes && ` (Ja ${votes.ja}, Nein ${votes.nein}, Enthaltung ${votes.enthaltung})`}
        </dd>
        <dt>Begründung</dt>
        <dd>{words?.text}</dd>
        <dt>Vorgeschlagen von</dt>
        <dd>{words?.name}</dd>
      </dl>
      {vorlage.consequences.length > 0 && (
        <>
          <p className="kern-body">Davon ist betroffen:</p>
          <ul className="kern-list">
            {vorlage.consequences.map((c) => (
              <li key={`${c.reason}|${c.place}`}>
                {c.place && <strong>{c.place}: </strong>}
                {c.message}
              </li>
            ))}
          </ul>
        </>
      )}
      {mine.barred ? (
        <p className="kern-body">{mine.barred}</p>
      ) : (
        <div className="knoepfe">
          <Button onClick={() => ask("confirm")}>Berichtigung bestätigen</Button>
          <Button kind="secondary" onClick={() => ask("reject")}>
            Zurückweisen
          </Button>
        </div>
      )}
      {asked !== undefined && (
        <Ask
          haus={haus}
          title={asked === "confirm" ? "Berichtigung bestätigen" : "Berichtigung zurückweisen"}
          button={asked === "confirm" ? "Bestätigen" : "Zurückweisen"}
          check={() => (asked === "reject" && short(reason) ? REASON : undefined)}
          send={send}
          onClose={() => ask(undefined)}
          onDone={() => {
            say(
              asked === "confirm"
                ? "Die Berichtigung gilt. Ein neuer Auszug wird erstellt."
                : "Das bisherige Ergebnis gilt weiter.",
            )
            ask(undefined)
          }}
        >
          <p className="kern-body">
            {asked === "confirm"
              ? `Danach gilt: ${words?.result?.label ?? ""}. Das frühere Ergebnis bleibt im Verlauf lesbar.`
              : "Das bisherige Ergebnis gilt dann weiter. Wer die Berichtigung vorgeschlagen hat, liest Ihre Begründung."}
          </p>
          {asked === "reject" && (
            <TextArea
              label="Begründung"
              required
              rows={3}
              maxLength={4000}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
          )}
        </Ask>
      )}
    </section>
  )
}
