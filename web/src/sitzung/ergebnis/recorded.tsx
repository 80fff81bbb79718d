/** A recorded result: what stands, what was odd, what it replaced; corrected in the same line with a reason. */
import type { Block } from "@beschlussweg/core/block"
import { useMutation, useQueryClient } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"
import { useState } from "react"
import { Problem } from "../../api.ts"
import type { House } from "../../data.ts"
import { day, instant } from "../../format.ts"
import { Alert, Badge, Button, Refusal, TextArea } from "../../part/ui.tsx"
import { REASON, short } from "../ask.tsx"
import type { Gremium, Member, Termin } from "../data.ts"
import { EMPTY, type Entry, judge, type Sitting } from "./entry.ts"
import { Row, type Saving } from "./row.tsx"
import { hasProgramme, type Point, sendCorrection, vorschlagOf } from "./send.ts"

interface Props {
  readonly haus: string
  readonly house: House
  readonly point: Point
  readonly gremium: Gremium
  readonly members: readonly Member[]
  readonly sitting: Sitting
  readonly coming: readonly Termin[]
  readonly where: { readonly sitzungId?: string; readonly sitzungOn: string; readonly sitzungPublic?: boolean }
  /** of the service */
  readonly today: string
  /** this person records for the body */
  readonly may: boolean
}

export function Recorded(props: Props) {
  const { haus, point, may } = props
  const [correcting, setCorrecting] = useState(false)
  const [said, say] = useState<string>()
  const { vorlage, step, number, title } = point
  const { result } = step
  const shown = vorlage.results.find((r) => r.stepId === step.id)
  const pending = vorlage.chain?.correction?.stepId === step.id
  return (
    <div className="ergebnis" data-fertig="">
      <p className="ergebnis__titel">
        <strong>TOP {number ?? result?.top}</strong>{" "}
        <Link to="/$haus/vorlage/$vorlageId" params={{ haus, vorlageId: vorlage.id }}>
          {title}
        </Link>
      </p>
      <p className="ergebnis__stand">
        <Badge tone="success">eingetragen</Badge> <strong>{shown?.label ?? laid(point)}</strong>
        {result?.votes && (
          <>
            {" "}
            · Ja {result.votes.ja}, Nein {result.votes.nein}, Enthaltung {result.votes.enthaltung}
            {result.votes.befangen > 0 && `, befangen ${result.votes.befangen}`}
          </>
        )}
      </p>
      {shown?.warnings.map((w) => (
        <p key={w.reason}>
          <Badge tone="warning">bitte prüfen</Badge> {w.message}
        </p>
      ))}
      {shown?.replaced.map((r) => (
        <p key={r.at} className="kern-body kern-body--small">
          Ersetzt „{r.label}“ vom {instant(r.at)}
          {r.reason !== undefined && `, Begründung: ${r.reason}`}
        </p>
      ))}
      {pending && <Alert tone="info" title="Eine Berichtigung wartet auf die Bestätigung durch den Sitzungsdienst." />}
      {said !== undefined && <Alert tone="success" title={said} live />}
      {may && result && !pending && !correcting && (
        <Button
          kind="tertiary"
          onClick={() => {
            say(undefined)
            setCorrecting(true)
          }}
        >
          Berichtigen<span className="kern-sr-only">: TOP {number}</span>
        </Button>
      )}
      {correcting && result && (
        <Correct
          {...props}
          onClose={() => setCorrecting(false)}
          onDone={(words) => {
            say(words)
            setCorrecting(false)
          }}
        />
      )}
    </div>
  )
}

/** Dealt with without a final answer: it waits for another day, or for another body. */
function laid({ step, vorlage }: Point): string {
  const on = step.termin
  return `behandelt ohne Beschluss (${vorlage.status}${on === null ? ", ohne Termin" : `, Termin ${day(on)}`})`
}

function begin({ step, vorlage }: Point): Entry {
  const { result } = step
  const words = result && vorlage.texts[result.textId]?.result
  if (!result) return EMPTY
  const { votes } = result
  const text = (n: number | undefined): string => (n === undefined ? "" : String(n))
  return {
    ...EMPTY,
    choice: result.code,
    votes: votes
      ? {
          ja: text(votes.ja),
          nein: text(votes.nein),
          enthaltung: text(votes.enthaltung),
          ungueltig: votes.ungueltig === 0 ? "" : text(votes.ungueltig),
          befangen: votes.befangen === 0 ? "" : text(votes.befangen),
          anwesend: text(votes.anwesend),
        }
      : EMPTY.votes,
    form: words?.form ?? "offen",
    gegenstand: words?.gegenstand ?? "",
    befangene: (words?.befangene ?? []).flatMap((m) => m.memberId ?? []),
    wording: words && words.beschlusstext.length > 0 ? (words.beschlusstext as readonly Block[]) : undefined,
    changesProgramme: result.changesProgramme,
  }
}

function Correct({
  haus,
  house,
  point,
  gremium,
  members,
  sitting,
  coming,
  where,
  today,
  onClose,
  onDone,
}: Props & { readonly onClose: () => void; readonly onDone: (said: string) => void }) {
  const queries = useQueryClient()
  const [entry, setEntry] = useState(() => begin(point))
  const [reason, setReason] = useState("")
  const [tried, setTried] = useState(false)
  const now = point.vorlage.texts[point.step.result?.textId ?? ""]?.result
  const head = {
    ...sitting,
    vorsitz: now?.vorsitz ?? sitting.vorsitz,
    schriftfuehrung: now?.schriftfuehrung ?? sitting.schriftfuehrung,
  }
  const send = useMutation({
    mutationFn: (given: Entry) => sendCorrection(haus, where, point, given, head, { gremium, members, reason }),
    onSuccess: async ({ proposed, consequences }) => {
      await queries.invalidateQueries({ queryKey: ["haus", haus] })
      onDone(
        proposed
          ? `Die Berichtigung wartet auf eine zweite Person im Sitzungsdienst, denn es ist schon etwas gefolgt: ${consequences.map((c) => c.message).join(" ")}`
          : "Berichtigt. Ein neuer Beschlussauszug wird erstellt; der frühere bleibt lesbar.",
      )
    },
  })
  const ground = { gremium, step: point.step, on: where.sitzungOn, today }
  const save = (given: Entry) => {
    setEntry(given)
    setTried(true)
    if (short(reason)) return document.getElementById(`b-${point.id}-berichtigung`)?.focus()
    if (judge(given, head, ground).error === undefined && !send.isPending) send.mutate(given)
  }
  const saving: Saving | undefined = send.isPending ? { state: "saving" } : undefined
  return (
    <div className="berichtigung">
      <p className="kern-body">
        Das bisherige Ergebnis und sein Auszug bleiben lesbar. Hat sich schon etwas darauf gestützt, bestätigt eine
        zweite Person im Sitzungsdienst.
      </p>
      <TextArea
        id={`b-${point.id}-berichtigung`}
        label="Begründung der Berichtigung"
        required
        rows={2}
        maxLength={4000}
        value={reason}
        error={tried && short(reason) ? REASON : undefined}
        onChange={(event) => setReason(event.target.value)}
      />
      <Row
        id={`b-${point.id}`}
        number={point.number ?? ""}
        title={point.title}
        nummer={point.vorlage.nummer ?? ""}
        step={{ ...point.step, urgent: point.step.urgent }}
        vorschlag={vorschlagOf(point.vorlage)}
        programme={hasProgramme(point.vorlage)}
        entry={entry}
        sitting={head}
        gremium={gremium}
        house={house}
        members={members}
        coming={coming}
        on={where.sitzungOn}
        today={today}
        saving={saving}
        asked={tried}
        button="Berichtigen"
        onChange={setEntry}
        onSave={save}
      />
      {send.error instanceof Problem && <Refusal problem={send.error} />}
      <div className="knoepfe">
        <Button kind="tertiary" onClick={onClose}>
          Abbrechen
        </Button>
      </div>
    </div>
  )
}
