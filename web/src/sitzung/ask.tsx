/** A dialog that asks before it acts: what will follow, the fields, one button; what is refused stands inside it. */
import { useMutation, useQueryClient } from "@tanstack/react-query"
import { type FormEvent, type ReactNode, useId, useState } from "react"
import { Problem } from "../api.ts"
import { Dialog } from "../part/dialog.tsx"
import { Alert, Button, Refusal } from "../part/ui.tsx"

interface Warned {
  readonly warnings?: readonly { readonly reason: string; readonly place: string; readonly message: string }[]
}

export function Ask<T>({
  haus,
  title,
  button,
  check,
  send,
  onClose,
  onDone,
  children,
}: {
  readonly haus: string
  readonly title: string
  readonly button: string
  /** what is missing yet, as a sentence; undefined where it can be sent */
  readonly check?: () => string | undefined
  readonly send: () => Promise<T>
  readonly onClose: () => void
  readonly onDone: (answer: T) => void
  readonly children: ReactNode
}) {
  const queries = useQueryClient()
  const form = useId()
  const [missing, setMissing] = useState<string>()
  const act = useMutation({
    mutationFn: send,
    onSuccess: async (answer) => {
      await queries.invalidateQueries({ queryKey: ["haus", haus] })
      onDone(answer)
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const found = check?.()
    setMissing(found)
    if (found === undefined && !act.isPending) act.mutate()
  }
  return (
    <Dialog
      title={title}
      onClose={onClose}
      actions={
        <>
          <Button type="submit" form={form} busy={act.isPending}>
            {button}
          </Button>
          <Button kind="secondary" onClick={onClose}>
            Abbrechen
          </Button>
        </>
      }
    >
      <form id={form} className="gruppe" onSubmit={submit} noValidate>
        {children}
        {missing !== undefined && (
          <p className="kern-error" role="alert">
            <span className="kern-icon kern-icon--danger" aria-hidden="true" />
            <span className="kern-body">{missing}</span>
          </p>
        )}
        {act.error instanceof Problem && <Refusal problem={act.error} />}
      </form>
    </Dialog>
  )
}

/** What was done, and what goes with it that somebody should know. */
export function Done({ title, warnings = [] }: { readonly title: string } & Warned) {
  return (
    <Alert tone={warnings.length > 0 ? "warning" : "success"} title={title} live>
      {warnings.length > 0 && (
        <ul className="kern-list">
          {warnings.map((w) => (
            <li key={`${w.place}|${w.reason}|${w.message}`}>
              {w.place && <strong>{w.place}: </strong>}
              {w.message}
            </li>
          ))}
        </ul>
      )}
    </Alert>
  )
}

/** A reason is a short sentence at least. */
export const short = (words: string): boolean => words.trim().length < 3
export const REASON = "Bitte schreiben Sie eine kurze Begründung."
