/** Text of a footnote, in a dialog of its own. */
import type { Block } from "@beschlussweg/core/block"
import { useRef, useState } from "react"
import { Problem } from "../api.ts"
import { Dialog } from "../part/dialog.tsx"
import { Button, Refusal } from "../part/ui.tsx"
import { isPlain } from "../rich/convert.ts"
import { RichEditor } from "../rich/editor.tsx"

export function NoteDialog({
  blocks,
  isNew,
  onClose,
  onTake,
}: {
  readonly blocks: readonly Block[]
  readonly isNew: boolean
  readonly onClose: () => void
  readonly onTake: (blocks: Block[]) => Promise<void>
}) {
  const read = useRef(() => [...blocks])
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem>()
  const [error, setError] = useState<string>()
  const take = async () => {
    const written = read.current()
    if (written.length === 0) return setError("Bitte schreiben Sie den Text der Fußnote.")
    setBusy(true)
    setProblem(undefined)
    try {
      await onTake(written)
    } catch (failure) {
      if (!(failure instanceof Problem)) throw failure
      setProblem(failure)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Dialog
      title={isNew ? "Fußnote einfügen" : "Fußnote bearbeiten"}
      onClose={onClose}
      actions={
        <>
          <Button busy={busy} onClick={() => void take()}>
            {isNew ? "Einfügen" : "Speichern"}
          </Button>
          <Button kind="secondary" onClick={onClose}>
            Abbrechen
          </Button>
        </>
      }
    >
      <RichEditor
        label="Text der Fußnote"
        hint="Die Nummer ergibt sich aus der Reihenfolge im Text."
        blocks={blocks}
        error={error}
        only={(tool) => tool === "kursiv" || tool === "link"}
        onChange={(get) => {
          read.current = () => get().filter(isPlain)
        }}
      />
      {problem && <Refusal problem={problem} />}
    </Dialog>
  )
}
