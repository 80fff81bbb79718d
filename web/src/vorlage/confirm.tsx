/** The last look before an act: what exactly happens to which file, in whose name, with which words. */
import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import type { Problem } from "../api.ts"
import { ofHouse, type Vorlage } from "../data.ts"
import { short } from "../format.ts"
import { Dialog } from "../part/dialog.tsx"
import { Button, Refusal, Select, TextArea } from "../part/ui.tsx"
import type { Act } from "./act.ts"
import { paperOf, targets } from "./step.ts"
import { words as kept } from "./words.ts"

export function Confirm({
  haus,
  vorlage,
  act,
  stepId,
  busy,
  problem,
  onSend,
  onClose,
}: {
  readonly haus: string
  readonly vorlage: Vorlage
  readonly act: Act
  readonly stepId: string
  readonly busy: boolean
  readonly problem: Problem | undefined
  readonly onSend: (words: string, picked: string) => void
  readonly onClose: () => void
}) {
  const people = useQuery({ ...ofHouse(haus).personen, enabled: act.pick === "person" })
  const choices =
    act.pick === "target" && vorlage.chain
      ? targets(vorlage.chain, stepId)
      : [
          { value: "", label: "Bitte wählen" },
          ...(people.data ?? []).map((p) => ({ value: p.personId, label: p.name })),
        ]
  const place = `${haus}/${vorlage.id}/${vorlage.chain?.fassung ?? 0}/${act.key}`
  const [words, setWords] = useState(() => kept.read(place))
  const [picked, setPicked] = useState(act.pick === "target" ? "author" : "")
  const [missing, setMissing] = useState<"words" | "person">()
  const paper = paperOf(vorlage)
  const submit = () => {
    if (act.words === "required" && words.trim().length < 3) return setMissing("words")
    if (act.pick === "person" && picked === "") return setMissing("person")
    setMissing(undefined)
    onSend(words, picked)
  }
  return (
    <Dialog
      title={act.title}
      onClose={onClose}
      actions={
        <>
          <Button busy={busy} onClick={submit}>
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
      {act.pick === "person" && (
        <Select
          label="Person"
          options={choices}
          value={picked}
          error={missing === "person" ? "Bitte wählen Sie eine Person." : undefined}
          onChange={setPicked}
        />
      )}
      {act.words !== "none" && (
        <TextArea
          label={act.wordsLabel ?? "Text"}
          optional={act.words === "optional"}
          rows={4}
          maxLength={act.words === "optional" ? 2000 : 4000}
          value={words}
          error={missing === "words" ? "Bitte schreiben Sie mindestens einen kurzen Satz." : undefined}
          onChange={(event) => {
            setWords(event.target.value)
            kept.write(place, event.target.value)
          }}
        />
      )}
      {problem && <Refusal problem={problem} />}
    </Dialog>
  )
}
