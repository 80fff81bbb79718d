/** Beschlussauszüge of a meeting: entered in one go, made by the service one after the other, signed by whom they wait for. */
import { Link } from "@tanstack/react-router"
import type { Vorlage } from "../../data.ts"
import { Button } from "../../part/ui.tsx"
import { documentPath } from "../../vorlage/step.ts"
import type { Point } from "./send.ts"

/** The newest file of a point's extract. */
function fileOf(vorlage: Vorlage, stepId: string) {
  const now = vorlage.fassungen.find((f) => !f.superseded)
  const file = now?.documents.filter((d) => d.kind.startsWith("auszug") && d.stepId === stepId).at(-1)
  return now && file && { fassung: now.n, ...file }
}

const WORD = { owed: "wird erstellt", signing: "wartet auf Unterschrift", final: "fertig" } as const

export function Extracts({
  haus,
  points,
  ready,
  busy,
  onAll,
}: {
  readonly haus: string
  readonly points: readonly Point[]
  /** lines that are complete and not entered yet */
  readonly ready: number
  readonly busy: boolean
  readonly onAll: () => void
}) {
  const decided = points.filter((p) => p.step.result)
  const made = decided.filter((p) => p.step.auszug && p.step.auszug.status !== "owed")
  return (
    <section aria-labelledby="auszuege">
      <h2 className="kern-heading-medium" id="auszuege" tabIndex={-1}>
        Beschlussauszüge
      </h2>
      <p className="kern-body">
        Mit jedem eingetragenen Ergebnis entsteht ein gesiegelter Beschlussauszug.{" "}
        {ready > 0 &&
          `${ready === 1 ? "Eine Zeile ist" : `${ready} Zeilen sind`} ausgefüllt und noch nicht eingetragen.`}
      </p>
      <div className="knoepfe">
        <Button busy={busy} aria-disabled={ready === 0} onClick={() => ready > 0 && onAll()}>
          Alle eintragen und Auszüge erstellen
        </Button>
      </div>
      {decided.length > 0 && (
        <>
          <p className="kern-body" role="status">
            {made.length} von {decided.length} Auszügen sind erstellt.
          </p>
          <progress aria-label="Erstellte Beschlussauszüge" max={decided.length} value={made.length} />
          <ul className="zeilen">
            {decided.map(({ id, number, title, vorlage, step }) => {
              const file = fileOf(vorlage, step.id)
              const mine = vorlage.mine.some((m) => m.kind === "auszug" && m.stepId === step.id)
              return (
                <li key={id}>
                  <span>
                    TOP {number} {title}: {step.auszug ? WORD[step.auszug.status] : WORD.owed}
                  </span>
                  <span className="dateien">
                    {file && (
                      <a
                        href={documentPath(haus, vorlage.id, file.fassung, file.sha256)}
                        target="_blank"
                        rel="noreferrer"
                      >
                        Auszug<span className="kern-sr-only"> zu TOP {number}</span>
                      </a>
                    )}
                    {mine && (
                      <Link to="/$haus/vorlage/$vorlageId" params={{ haus, vorlageId: vorlage.id }}>
                        Zeichnen<span className="kern-sr-only">: Auszug zu TOP {number}</span>
                      </Link>
                    )}
                  </span>
                </li>
              )
            })}
          </ul>
        </>
      )}
    </section>
  )
}
