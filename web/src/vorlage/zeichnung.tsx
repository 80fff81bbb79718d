/** What I can do here now: zeichnen, zurückgeben, weitergeben; mitzeichnen; Stellung nehmen; freigeben. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import { body, client, Problem } from "../api.ts"
import { ofHouse, type Vorlage } from "../data.ts"
import { short } from "../format.ts"
import { Dialog } from "../part/dialog.tsx"
import { Alert, Button, Refusal, Select, TextArea } from "../part/ui.tsx"
import { type Mine, paperOf, sentence, targets } from "./step.ts"

/** An act that waits for its confirmation. */
interface Act {
  readonly title: string
  /** the sentence of what will happen */
  readonly says: string
  readonly button: string
  /** words that go with it: none, welcome, or demanded */
  readonly words: "optional" | "required" | "none"
  readonly wordsLabel?: string
  readonly pick?: "target" | "person"
  readonly send: (words: string, picked: string) => Promise<unknown>
  readonly done: string
}

export function Zeichnung({ haus, vorlage }: { readonly haus: string; readonly vorlage: Vorlage }) {
  const [act, setAct] = useState<Act>()
  const [done, setDone] = useState<string>()
  const own = vorlage.mine.filter((m) => HERE.includes(m.kind))
  return (
    <>
      {done && (
        <Alert tone="success" title={done} live>
          <p className="kern-body">
            {vorlage.mine.length === 0 ? "Hier wartet nichts mehr auf Sie." : "Hier wartet noch etwas auf Sie."}
          </p>
        </Alert>
      )}
      {own.map((mine) => (
        <Place
          key={`${mine.stepId}|${mine.partyId ?? ""}|${mine.kind}`}
          haus={haus}
          vorlage={vorlage}
          mine={mine}
          onAct={(next) => {
            setDone(undefined)
            setAct(next)
          }}
        />
      ))}
      {act && (
        <Confirm
          haus={haus}
          vorlage={vorlage}
          act={act}
          stepId={own[0]?.stepId ?? ""}
          onClose={() => setAct(undefined)}
          onDone={() => {
            setDone(act.done)
            setAct(undefined)
          }}
        />
      )}
    </>
  )
}
const HERE: readonly string[] = ["sign", "cosign", "state", "release", "auszug"]

function Place({
  haus,
  vorlage,
  mine,
  onAct,
}: {
  readonly haus: string
  readonly vorlage: Vorlage
  readonly mine: Mine
  readonly onAct: (act: Act) => void
}) {
  const acts = actsOf(haus, vorlage, mine)
  return (
    <section className="meins" aria-labelledby={`meins-${mine.stepId}`}>
      <h2 className="kern-title" id={`meins-${mine.stepId}`}>
        {mine.label}
      </h2>
      {mine.barred ? (
        <p className="kern-body">{mine.barred}</p>
      ) : (
        <>
          <p className="kern-body">{HINT[mine.kind] ?? ""}</p>
          <div className="knoepfe">
            {acts.map((a, i) => (
              <Button key={a.button} kind={i === 0 ? "primary" : "secondary"} onClick={() => onAct(a)}>
                {a.button}
              </Button>
            ))}
          </div>
        </>
      )}
    </section>
  )
}
const HINT: Partial<Record<Mine["kind"], string>> = {
  sign: "Bitte lesen Sie das Dokument. Gezeichnet wird genau diese Datei.",
  cosign: "Bitte lesen Sie das Dokument und sagen Sie, ob Sie mitzeichnen.",
  state: "Bitte geben Sie Ihre Stellungnahme ab. Sie steht danach bei der Vorlage.",
  release: "Bitte prüfen Sie, ob die Vorlage vollständig ist und in die Gremien gehen kann.",
  auszug: "Bitte prüfen Sie den Beschlussauszug und zeichnen Sie ihn.",
}

function actsOf(haus: string, vorlage: Vorlage, mine: Mine): Act[] {
  const { chain } = vorlage
  if (!chain) return []
  const param = { tenant: haus, vorlageId: vorlage.id }
  const seen = { fassungSha256: chain.sha256, pdfSha256: chain.pdfSha256 ?? "", stepId: mine.stepId }
  type Decision = Parameters<(typeof client.vorlagen)[":vorlageId"]["entscheidung"]["$post"]>[0]["json"]
  const decide = (json: Decision) => body(client.vorlagen[":vorlageId"].entscheidung.$post({ param, json }))
  const words = (text: string) => (text.trim() === "" ? undefined : text.trim())
  const back: Act = {
    title: "Vorlage zurückgeben",
    says: `${sentence(vorlage, mine, "Sie geben zurück:")} Diese Fassung ist damit beendet; die nächste behält die Nummer. Wer schon gezeichnet hat, erfährt es.`,
    button: "Zurückgeben",
    words: "required",
    wordsLabel: "Begründung",
    pick: "target",
    send: (text, target) => decide({ kind: "return", ...seen, target, reason: text.trim() }),
    done: "Zurückgegeben.",
  }
  const hand: Act = {
    title: "Aufgabe weitergeben",
    says: "Die Person handelt dann an Ihrer Stelle; auf dem Dokument stehen beide Namen.",
    button: "Weitergeben",
    words: "optional",
    wordsLabel: "Hinweis",
    pick: "person",
    send: (text, to) => decide({ kind: "hand", ...seen, partyId: mine.partyId, to, reason: words(text) }),
    done: "Weitergegeben.",
  }
  switch (mine.kind) {
    case "sign":
      return [
        {
          title: "Vorlage zeichnen",
          says: sentence(vorlage, mine, "Sie zeichnen"),
          button: "Zeichnen",
          words: "optional",
          wordsLabel: "Bemerkung",
          send: (text) => decide({ kind: "sign", ...seen, remark: words(text) }),
          done: "Gezeichnet.",
        },
        back,
        hand,
      ]
    case "cosign": {
      const cosign = (outcome: "agreed" | "remarked" | "objected") => (text: string) =>
        decide({ kind: "cosign", ...seen, partyId: mine.partyId ?? "", outcome, text: words(text) })
      return [
        {
          title: "Vorlage mitzeichnen",
          says: sentence(vorlage, mine, "Sie zeichnen mit:"),
          button: "Mitzeichnen",
          words: "none",
          send: cosign("agreed"),
          done: "Mitgezeichnet.",
        },
        {
          title: "Mit Hinweis mitzeichnen",
          says: sentence(vorlage, mine, "Sie zeichnen mit Hinweis mit:"),
          button: "Mit Hinweis mitzeichnen",
          words: "required",
          wordsLabel: "Hinweis",
          send: cosign("remarked"),
          done: "Mit Hinweis mitgezeichnet.",
        },
        {
          title: "Widersprechen",
          says: sentence(vorlage, mine, "Sie widersprechen:"),
          button: "Widersprechen",
          words: "required",
          wordsLabel: "Begründung",
          send: cosign("objected"),
          done: "Widersprochen.",
        },
        hand,
      ]
    }
    case "state":
      return [
        {
          title: "Stellung nehmen",
          says: sentence(vorlage, mine, "Sie nehmen Stellung zu"),
          button: "Stellung nehmen",
          words: "required",
          wordsLabel: "Stellungnahme",
          send: (text) => decide({ kind: "state", ...seen, text: text.trim() }),
          done: "Stellung genommen.",
        },
        hand,
      ]
    case "release":
      return [
        {
          title: "Für die Gremien freigeben",
          says: sentence(vorlage, mine, "Sie geben frei:"),
          button: "Freigeben",
          words: "optional",
          wordsLabel: "Bemerkung",
          send: (text) =>
            body(
              client.vorlagen[":vorlageId"].freigabe.$post({
                param,
                json: { kind: "release", ...seen, remark: words(text) },
              }),
            ),
          done: "Freigegeben.",
        },
        {
          ...back,
          send: (text, target) =>
            body(
              client.vorlagen[":vorlageId"].freigabe.$post({
                param,
                json: { kind: "return", ...seen, target, reason: text.trim() },
              }),
            ),
        },
      ]
    case "auszug": {
      const auszug = vorlage.fassungen
        .find((f) => !f.superseded)
        ?.documents.filter((d) => d.kind === "auszug" && d.stepId === mine.stepId)
        .at(-1)
      return auszug
        ? [
            {
              title: "Beschlussauszug zeichnen",
              says: sentence(vorlage, mine, "Sie zeichnen den Beschlussauszug zu"),
              button: "Zeichnen",
              words: "none",
              send: () => decide({ kind: "auszug", ...seen, auszugSha256: auszug.sha256 }),
              done: "Beschlussauszug gezeichnet.",
            },
          ]
        : []
    }
    default:
      return []
  }
}

function Confirm({
  haus,
  vorlage,
  act,
  stepId,
  onClose,
  onDone,
}: {
  readonly haus: string
  readonly vorlage: Vorlage
  readonly act: Act
  readonly stepId: string
  readonly onClose: () => void
  readonly onDone: () => void
}) {
  const queries = useQueryClient()
  const people = useQuery({ ...ofHouse(haus).personen, enabled: act.pick === "person" })
  const choices =
    act.pick === "target" && vorlage.chain
      ? targets(vorlage.chain, stepId)
      : [
          { value: "", label: "Bitte wählen" },
          ...(people.data ?? []).map((p) => ({ value: p.personId, label: p.name })),
        ]
  const [words, setWords] = useState("")
  const [picked, setPicked] = useState(act.pick === "target" ? "author" : "")
  const [missing, setMissing] = useState<string>()
  const send = useMutation({
    mutationFn: () => act.send(words, picked),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["haus", haus] })
      onDone()
    },
  })
  const paper = paperOf(vorlage)
  const submit = () => {
    if (act.words === "required" && words.trim().length < 3)
      return setMissing("Bitte schreiben Sie mindestens einen kurzen Satz.")
    if (act.pick === "person" && picked === "") return setMissing("Bitte wählen Sie eine Person.")
    setMissing(undefined)
    send.mutate()
  }
  return (
    <Dialog
      title={act.title}
      onClose={onClose}
      actions={
        <>
          <Button busy={send.isPending} onClick={submit}>
            {act.button}
          </Button>
          <Button kind="secondary" onClick={onClose}>
            Abbrechen
          </Button>
        </>
      }
    >
      <p className="kern-body">{act.says}</p>
      {paper && (
        <p className="kern-body">
          Datei {paper.fileName}, Prüfsumme{" "}
          <span className="pruefsumme">{short(vorlage.chain?.pdfSha256 ?? paper.sha256)}</span>
        </p>
      )}
      {act.pick === "target" && <Select label="Zurück an" options={choices} value={picked} onChange={setPicked} />}
      {act.pick === "person" && <Select label="Person" options={choices} value={picked} onChange={setPicked} />}
      {act.words !== "none" && (
        <TextArea
          label={act.wordsLabel ?? "Text"}
          optional={act.words === "optional"}
          rows={4}
          maxLength={act.words === "optional" ? 2000 : 4000}
          value={words}
          error={missing}
          onChange={(event) => setWords(event.target.value)}
        />
      )}
      {act.words === "none" && missing && <p className="kern-error">{missing}</p>}
      {send.error instanceof Problem && <Refusal problem={send.error} />}
    </Dialog>
  )
}
