/** Choosing what a reference in the text leads to: a section, a table, a topic. */
import type { ProgrammeContent } from "@beschlussweg/core/content"
import { useState } from "react"
import { Dialog } from "../part/dialog.tsx"
import { Button, Select } from "../part/ui.tsx"
import { targetsOf } from "./words.ts"

export function RefDialog({
  tree,
  numbers,
  onClose,
  onTake,
}: {
  readonly tree: ProgrammeContent
  readonly numbers: readonly string[]
  readonly onClose: () => void
  readonly onTake: (target: string, show: "number" | "title", text: string) => void
}) {
  const targets = targetsOf(tree, numbers)
  const [chosen, setChosen] = useState(targets[0]?.id ?? "")
  const [show, setShow] = useState<"number" | "title">("number")
  const target = targets.find((t) => t.id === chosen)
  const text = (target && (show === "number" ? target.number : target.title)) ?? ""
  return (
    <Dialog
      title="Verweis einfügen"
      onClose={onClose}
      actions={
        <>
          <Button aria-disabled={!target} onClick={() => target && onTake(target.id, show, text.slice(0, 320))}>
            Einfügen
          </Button>
          <Button kind="secondary" onClick={onClose}>
            Abbrechen
          </Button>
        </>
      }
    >
      <div className="formular">
        <Select
          label="Worauf"
          options={targets.map((t) => ({ value: t.id, label: `${t.number} – ${t.title}`.slice(0, 120) }))}
          value={chosen}
          onChange={setChosen}
        />
        <Select
          label="Was im Text steht"
          options={[
            { value: "number", label: "die Nummer" },
            { value: "title", label: "der Titel" },
          ]}
          value={show}
          onChange={(value) => setShow(value === "title" ? "title" : "number")}
        />
        <p className="kern-body">
          Im Text steht: <strong>{text}</strong>
        </p>
      </div>
    </Dialog>
  )
}
