/** Beziehungen of a table: proposals to confirm or reject one by one or all, what holds already, and new sums. */
import type { DataBlock } from "@beschlussweg/core/typed"
import { useId, useState } from "react"
import { Alert, Badge, Button } from "../../../part/ui.tsx"
import { decided, differing, type Said, searched, summed, told } from "./fault.ts"
import { nameOf } from "./grid.tsx"
import type { Range } from "./sheet.ts"

const VERDICT = {
  holds: { tone: "success", words: "stimmt" },
  rounding: { tone: "info", words: "Rundung?" },
  fails: { tone: "danger", words: "stimmt nicht" },
  undecided: { tone: "info", words: "nicht zu prüfen" },
} as const
const MANY = 20

export function Relations({
  block,
  change,
  readOnly,
  range,
}: {
  readonly block: DataBlock
  readonly change: (block: DataBlock) => void
  readonly readOnly: boolean
  readonly range: Range
}) {
  const id = useId()
  const [said, setSaid] = useState("")
  const [refused, setRefused] = useState<readonly string[]>([])
  const open = told(block, "proposed")
  const confirmed = told(block, "confirmed")
  const rejected = told(block, "rejected")
  const idsOf = (list: readonly Said[]) => list.flatMap((s) => s.cases.map((c) => c.relationId))
  const decide = (ids: readonly string[], state: "confirmed" | "rejected" | "proposed", words: string) => {
    const differ = state === "confirmed" ? differing(block, ids) : []
    setRefused(differ)
    if (differ.length > 0) return
    change(decided(block, ids, state))
    setSaid(words)
    // What had the focus is gone: the list of what is left takes it.
    document.getElementById(`${id}-name`)?.focus()
  }
  const sums = summed(block, range)
  return (
    <section className="tab-beziehungen" aria-labelledby={`${id}-name`}>
      <h3 className="kern-title" id={`${id}-name`} tabIndex={-1}>
        Beziehungen zwischen den Zahlen
      </h3>
      <p className="kern-hint">
        Bestätigte Beziehungen werden bei jeder Änderung nachgerechnet. Was nicht stimmt, steht an der Zelle.
      </p>
      <p className="kern-sr-only" role="status">
        {said}
      </p>
      {refused.length > 0 && (
        <Alert tone="danger" title="Diese Zahlen sind nicht gleich. Bitte gleichen Sie erst eine von beiden an." live>
          <ul className="kern-list">
            {refused.map((words) => (
              <li key={words}>{words}</li>
            ))}
          </ul>
        </Alert>
      )}
      {open.length > 0 && (
        <>
          <h4 className="kern-title">Vorschläge ({open.length})</h4>
          <ul className="beziehungen">
            {open.slice(0, MANY).map((one) => (
              <li key={one.cases[0]?.relationId}>
                <One said={one} />
                {!readOnly && (
                  <div className="beziehungen__knoepfe">
                    <Button
                      kind="secondary"
                      aria-label={`Bestätigen: ${one.sentence}`}
                      onClick={() => decide(idsOf([one]), "confirmed", `Bestätigt: ${one.sentence}`)}
                    >
                      Bestätigen
                    </Button>
                    <Button
                      kind="tertiary"
                      aria-label={`Verwerfen: ${one.sentence}`}
                      onClick={() => decide(idsOf([one]), "rejected", `Verworfen: ${one.sentence}`)}
                    >
                      Verwerfen
                    </Button>
                  </div>
                )}
              </li>
            ))}
          </ul>
          {open.length > MANY && (
            <p className="kern-body">Weitere {open.length - MANY} folgen, sobald diese entschieden sind.</p>
          )}
          {!readOnly && open.length > 1 && (
            <div className="knoepfe">
              <Button onClick={() => decide(idsOf(open), "confirmed", `Alle ${open.length} Vorschläge bestätigt.`)}>
                Alle {open.length} bestätigen
              </Button>
              <Button
                kind="secondary"
                onClick={() => decide(idsOf(open), "rejected", `Alle ${open.length} Vorschläge verworfen.`)}
              >
                Alle {open.length} verwerfen
              </Button>
            </div>
          )}
        </>
      )}
      {open.length === 0 && confirmed.length === 0 && (
        <p className="kern-body">
          Noch keine. Eine Suche schlägt Summen, Anteile und Veränderungen vor, die in Beschriftungen und Zahlen
          stecken.
        </p>
      )}
      {!readOnly && (
        <div className="knoepfe">
          <Button
            kind="secondary"
            onClick={() => {
              const { block: next, found } = searched(block)
              change(next)
              setSaid(found === 0 ? "Es wurde keine weitere Beziehung gefunden." : `${found} Vorschläge gefunden.`)
            }}
          >
            Beziehungen suchen
          </Button>
          <Button
            kind="secondary"
            aria-disabled={sums.made === 0}
            aria-describedby={`${id}-summe`}
            onClick={() => {
              if (sums.made === 0) return
              change(sums.block)
              setSaid(sums.made === 1 ? "Eine Summe angelegt." : `${sums.made} Summen angelegt.`)
            }}
          >
            Auswahl als Summe
          </Button>
          <p className="kern-hint" id={`${id}-summe`}>
            {sums.made === 0
              ? "Wählen Sie mit Umschalt und Pfeiltasten die Teile und als Letztes ihre Summe."
              : `${nameOf(block, range.to)} als Summe der übrigen gewählten Zellen`}
          </p>
        </div>
      )}
      <p className="kern-body" aria-hidden="true">
        {said}
      </p>
      <More
        title={`Bestätigte Beziehungen (${confirmed.length})`}
        list={confirmed}
        action={readOnly ? undefined : "Verwerfen"}
        onAct={(one) => decide(idsOf([one]), "rejected", `Verworfen: ${one.sentence}`)}
      />
      <More
        title={`Verworfene Vorschläge (${rejected.length})`}
        list={rejected}
        action={readOnly ? undefined : "Doch bestätigen"}
        onAct={(one) => decide(idsOf([one]), "confirmed", `Bestätigt: ${one.sentence}`)}
      />
    </section>
  )
}

function More({
  title,
  list,
  action,
  onAct,
}: {
  readonly title: string
  readonly list: readonly Said[]
  readonly action: string | undefined
  readonly onAct: (one: Said) => void
}) {
  if (list.length === 0) return null
  return (
    <details className="mehr">
      <summary>{title}</summary>
      <ul className="beziehungen">
        {list.slice(0, 200).map((one) => (
          <li key={one.cases[0]?.relationId}>
            <One said={one} />
            {action && (
              <Button kind="tertiary" aria-label={`${action}: ${one.sentence}`} onClick={() => onAct(one)}>
                {action}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </details>
  )
}

/** The sentence, and what of it does not hold. */
function One({ said }: { readonly said: Said }) {
  const wrong = said.cases.filter((c) => c.verdict === "fails" || c.verdict === "rounding")
  const worst = said.cases.some((c) => c.verdict === "fails")
    ? "fails"
    : wrong.length > 0
      ? "rounding"
      : said.cases.every((c) => c.verdict === "undecided")
        ? "undecided"
        : "holds"
  const { tone, words } = VERDICT[worst]
  return (
    <div>
      <p className="kern-body">
        {said.sentence} <Badge tone={tone}>{words}</Badge>
      </p>
      {wrong.slice(0, 3).map((c) => (
        <p className="kern-body" key={c.relationId}>
          {c.where && `${c.where}: `}
          {c.sentence}
        </p>
      ))}
      {wrong.length > 3 && <p className="kern-body">und {wrong.length - 3} weitere</p>}
    </div>
  )
}
