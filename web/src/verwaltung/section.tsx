/** One part of the house's settings as a form: what is changed here is put onto the settings as they stand, and nothing else. */
import { useMutation, useQueryClient } from "@tanstack/react-query"
import { useBlocker } from "@tanstack/react-router"
import { type ReactNode, useEffect, useState } from "react"
import { body, client, type Finding, Problem } from "../api.ts"
import { type House, ofHouse } from "../data.ts"
import { Dialog } from "../part/dialog.tsx"
import { Summary } from "../part/field.tsx"
import { Alert, Button, Refusal } from "../part/ui.tsx"

type Settings = Parameters<typeof client.haus.$put>[0]["json"]
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

/** Somebody else has changed the very part that is being written. */
class Overlap extends Error {
  readonly fresh: House
  constructor(fresh: House) {
    super("overlap")
    this.fresh = fresh
  }
}

export interface Section<T> {
  readonly draft: T
  readonly change: (next: T) => void
  readonly changed: boolean
  readonly pending: boolean
  readonly problem: Problem | undefined
  /** this part as somebody else has left it meanwhile */
  readonly other: House | undefined
  readonly warnings: readonly Finding[]
  readonly said: string
  /** @param over puts the draft in the place of what the other one wrote */
  readonly save: (over?: boolean) => void
  readonly reset: () => void
}

/**
 * @param read the part of the settings that the form shows
 * @param write the same part as the settings hold it
 */
export function useSection<T>(
  haus: string,
  house: House,
  read: (house: House) => T,
  write: (draft: T, house: House) => Partial<Settings>,
): Section<T> {
  const queries = useQueryClient()
  const [base, setBase] = useState(house)
  const [draft, setDraft] = useState(() => read(house))
  const [said, setSaid] = useState("")
  const [warnings, setWarnings] = useState<readonly Finding[]>([])
  const changed = !same(draft, read(base))
  const fresh = () => queries.fetchQuery({ ...ofHouse(haus).haus, staleTime: 0 })
  const adopt = (next: House) => {
    setBase(next)
    setDraft(read(next))
  }
  // As long as nothing is written here, the form follows what others save.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new revision counts
  useEffect(() => {
    if (!changed && house.rev !== base.rev) adopt(house)
  }, [house.rev])

  const put = (onto: House) => {
    const { version: _, id: __, ...settings } = onto
    return body(client.haus.$put({ param: { tenant: haus }, json: { ...settings, ...write(draft, onto) } as Settings }))
  }
  const saving = useMutation({
    mutationFn: async (over: boolean) => {
      try {
        return await put(over ? await fresh() : base)
      } catch (error) {
        if (!(error instanceof Problem) || error.reason !== "tenant.superseded") throw error
        const now = await fresh()
        if (!same(read(now), read(base))) throw new Overlap(now)
        return put(now)
      }
    },
    onMutate: () => {
      setSaid("")
      setWarnings([])
    },
    onSuccess: async (answer) => {
      adopt(await fresh())
      setWarnings(answer.warnings)
      setSaid("Gespeichert.")
      await queries.invalidateQueries({ queryKey: ["haus", haus] })
    },
  })
  return {
    draft,
    change: (next) => {
      setSaid("")
      setDraft(next)
    },
    changed,
    pending: saving.isPending,
    problem: saving.error instanceof Problem ? saving.error : undefined,
    other: saving.error instanceof Overlap ? saving.error.fresh : undefined,
    warnings,
    said,
    save: (over = false) => saving.mutate(over),
    reset: () => {
      const other = saving.error instanceof Overlap ? saving.error.fresh : base
      saving.reset()
      adopt(other)
      setSaid("")
    },
  }
}

/** End of such a form: state, errors, the two buttons; and the question before unsaved words are left. */
export function SaveBar<T>({
  section,
  to,
  children,
}: {
  readonly section: Section<T>
  /** id of the field that a finding means */
  readonly to?: (finding: Finding) => string | undefined
  readonly children?: ReactNode
}) {
  const { changed, pending, problem, other, warnings, said, save, reset } = section
  const leaving = useBlocker({ shouldBlockFn: () => changed, enableBeforeUnload: () => changed, withResolver: true })
  return (
    <div className="speichern">
      {other && (
        <Alert tone="warning" title="Inzwischen hat jemand anderes dieselben Angaben geändert." live>
          <p className="kern-body">Was Sie geschrieben haben, steht noch im Formular.</p>
          <div className="knoepfe">
            <Button kind="secondary" onClick={() => save(true)}>
              Meine Angaben speichern
            </Button>
            <Button kind="secondary" onClick={reset}>
              Angaben der anderen Person ansehen
            </Button>
          </div>
        </Alert>
      )}
      {problem && problem.findings.length === 0 && <Refusal problem={problem} />}
      {problem && problem.findings.length > 0 && (
        <Summary title="So kann das nicht gespeichert werden" findings={problem.findings} to={to} />
      )}
      {warnings.length > 0 && (
        <Alert tone="warning" title="Gespeichert, mit Hinweisen" live>
          <ul className="kern-list">
            {warnings.map((w) => (
              <li key={w.place + w.message}>
                {w.place}: {w.message}
              </li>
            ))}
          </ul>
        </Alert>
      )}
      {children}
      <div className="knoepfe">
        <Button busy={pending} aria-disabled={!changed} onClick={() => changed && save()}>
          Speichern
        </Button>
        {changed && (
          <Button kind="tertiary" onClick={reset}>
            Änderungen verwerfen
          </Button>
        )}
        <p className="gespeichert" role="status">
          {pending ? "Wird gespeichert." : changed ? "Noch nicht gespeichert" : said}
        </p>
      </div>
      {leaving.status === "blocked" && (
        <Dialog
          title="Seite verlassen?"
          onClose={leaving.reset}
          actions={
            <>
              <Button onClick={leaving.reset}>Hier bleiben</Button>
              <Button kind="secondary" onClick={leaving.proceed}>
                Ohne Speichern verlassen
              </Button>
            </>
          }
        >
          <p className="kern-body">Ihre Änderungen auf dieser Seite sind noch nicht gespeichert.</p>
        </Dialog>
      )}
    </div>
  )
}
