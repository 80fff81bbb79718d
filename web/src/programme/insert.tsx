/** Menu "Baustein einfügen": what can stand between the texts, each with a sentence that says what it is for. */
import { Dialog } from "../part/dialog.tsx"
import { Button } from "../part/ui.tsx"

export interface Kind {
  readonly kind: string
  readonly label: string
  readonly help: string
}
export const TEXT: Kind = { kind: "text", label: "Text", help: "Absätze, Listen und einfache Tabellen." }

export function InsertDialog({
  kinds,
  onClose,
  onTake,
}: {
  readonly kinds: readonly Kind[]
  readonly onClose: () => void
  readonly onTake: (kind: string) => void
}) {
  return (
    <Dialog
      title="Baustein einfügen"
      onClose={onClose}
      actions={
        <Button kind="secondary" onClick={onClose}>
          Abbrechen
        </Button>
      }
    >
      <ul className="bausteine">
        {[TEXT, ...kinds].map(({ kind, label, help }) => (
          <li key={kind}>
            <button type="button" className="bausteine__art" onClick={() => onTake(kind)}>
              <strong>{label}</strong>
              <span>{help}</span>
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  )
}
