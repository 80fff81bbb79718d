/** Zahl einfügen: a figure of the programme is picked, or named first, and stands in the text bound to its source. */
import type { Inline } from "@beschlussweg/core/block"
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { useId, useState } from "react"
import { body, client, Problem } from "../../../api.ts"
import { Dialog } from "../../../part/dialog.tsx"
import { Button, Input, Loading, Refusal } from "../../../part/ui.tsx"
import { type BlockContext, programmeQuery } from "../context.ts"
import { type Figure, figuresOf, markOf, readFigure, sought } from "./figure.ts"

export type BoundNumber = Extract<Inline, { type: "number" }>
const MOST = 40

export function NumberPicker({
  context,
  onPick,
  onClose,
}: {
  readonly context: Pick<BlockContext, "haus" | "programmeId">
  readonly onPick: (number: BoundNumber) => void
  readonly onClose: () => void
}) {
  const id = useId()
  const { data, error, refetch } = useQuery({ ...programmeQuery(context), staleTime: 0 })
  const [words, setWords] = useState("")
  const [ref, setRef] = useState<string>()
  const [naming, setNaming] = useState(false)
  const figures: readonly Figure[] = data?.content ? figuresOf(data.content) : []
  const { shown, more } = sought(figures, words, MOST)
  const chosen = shown.find((f) => f.ref === ref)
  const take = (f: { readonly ref: string; readonly text: string }) =>
    onPick({ type: "number", ref: f.ref, text: f.text.slice(0, 80) })
  if (naming)
    return (
      <NameDialog
        context={context}
        taken={new Set((data?.content?.numbers ?? []).map((n) => n.id))}
        onDone={take}
        onClose={() => setNaming(false)}
      />
    )
  return (
    <Dialog
      title="Zahl einfügen"
      onClose={onClose}
      actions={
        <>
          <Button aria-disabled={!chosen} onClick={() => chosen && take(chosen)}>
            Einfügen
          </Button>
          <Button kind="secondary" onClick={() => setNaming(true)}>
            Neue Zahl benennen
          </Button>
          <Button kind="secondary" onClick={onClose}>
            Abbrechen
          </Button>
        </>
      }
    >
      <form
        className="formular"
        onSubmit={(event) => {
          event.preventDefault()
          const only = chosen ?? (shown.length === 1 ? shown[0] : undefined)
          if (only) take(only)
        }}
      >
        <p className="kern-body">
          Die Zahl steht im Text wie getippt. Ändert sich ihre Quelle, ändert sie sich überall mit.
        </p>
        <Input
          label="Suchen"
          hint="Name, Beschriftung, Tabelle oder Ziffern"
          autoComplete="off"
          value={words}
          onChange={(event) => setWords(event.target.value)}
        />
        {error instanceof Problem && <Refusal problem={error} again={() => void refetch()} />}
        {!data && !error && <Loading what="Die Zahlen werden geladen." />}
        {data && figures.length === 0 && (
          <p className="kern-body">
            Noch hat das Programm keine Zahlen in typisierten Tabellen. Sie können hier eine Zahl benennen.
          </p>
        )}
        {shown.length > 0 && (
          <fieldset className="bb-auswahl">
            <legend className="kern-label">Zahlen des Programms</legend>
            {shown.map((f) => (
              <div className="kern-form-check" key={f.ref}>
                <input
                  id={`${id}-${f.ref}`}
                  type="radio"
                  name={id}
                  className="kern-form-check__radio"
                  checked={f.ref === ref}
                  onChange={() => setRef(f.ref)}
                />
                <label className="kern-label" htmlFor={`${id}-${f.ref}`}>
                  <strong>{f.text}</strong> {f.label}
                  <span className="bb-auswahl__wo">{f.from}</span>
                </label>
              </div>
            ))}
          </fieldset>
        )}
        <p className="kern-hint" role="status">
          {data && words !== "" && shown.length === 0 ? "Keine Zahl passt zu dieser Suche." : ""}
          {more > 0 ? `${more} weitere. Bitte suchen Sie genauer.` : ""}
        </p>
      </form>
    </Dialog>
  )
}

/** Gives a figure a name: a number that is typed, or a cell. With `number` one that is there already is changed. */
export function NameDialog({
  context,
  taken,
  number,
  cell,
  onDone,
  onClose,
}: {
  readonly context: Pick<BlockContext, "haus" | "programmeId">
  /** marks that are given already */
  readonly taken: ReadonlySet<string>
  readonly number?: {
    readonly id: string
    readonly label: string
    readonly text: string
    /** cell it stands for: then the figure changes there */
    readonly from: string | undefined
    readonly finance: "planned" | "required" | "once" | "yearly" | undefined
  }
  /** cell that gets the name */
  readonly cell?: { readonly ref: string; readonly text: string; readonly label: string }
  readonly onDone: (made: { readonly ref: string; readonly text: string }) => void
  readonly onClose: () => void
}) {
  const queries = useQueryClient()
  const [label, setLabel] = useState(number?.label ?? cell?.label ?? "")
  const [text, setText] = useState(number?.text ?? "")
  const [tried, setTried] = useState(false)
  const ref = number ? number.from : cell?.ref
  const figure = ref === undefined ? readFigure(text) : undefined
  const wrong = {
    label: label.trim() === "" ? "Bitte geben Sie der Zahl einen Namen." : undefined,
    text: figure && "wrong" in figure ? figure.wrong : undefined,
  }
  const save = useMutation({
    mutationFn: () =>
      body(
        client.programme[":programmeId"].zahlen.$post({
          param: { tenant: context.haus, programmeId: context.programmeId },
          json: {
            id: number?.id ?? markOf(label, taken),
            label: label.trim(),
            ...(ref === undefined ? (figure && "num" in figure ? { num: figure.num } : {}) : { ref }),
            ...(number?.finance === undefined ? {} : { finance: number.finance }),
          },
        }),
      ),
    onSuccess: async (made) => {
      await queries.invalidateQueries({ queryKey: ["haus", context.haus, "programm", context.programmeId] })
      onDone(made)
    },
  })
  const submit = () => {
    setTried(true)
    if (wrong.label === undefined && wrong.text === undefined) save.mutate()
  }
  return (
    <Dialog
      title={number ? "Zahl ändern" : "Zahl benennen"}
      onClose={onClose}
      actions={
        <>
          <Button busy={save.isPending} onClick={submit}>
            {number ? "Übernehmen" : "Benennen"}
          </Button>
          <Button kind="secondary" onClick={onClose}>
            Abbrechen
          </Button>
        </>
      }
    >
      <form
        className="formular"
        onSubmit={(event) => {
          event.preventDefault()
          submit()
        }}
      >
        <Input
          label="Name"
          hint="zum Beispiel Budget gesamt 2027"
          maxLength={200}
          autoComplete="off"
          value={label}
          error={tried ? wrong.label : undefined}
          onChange={(event) => setLabel(event.target.value)}
        />
        {ref === undefined ? (
          <Input
            label="Zahl"
            hint="mit Einheit, zum Beispiel 12.466 T€ oder 3,6 %"
            maxLength={80}
            autoComplete="off"
            value={text}
            error={tried ? wrong.text : undefined}
            onChange={(event) => setText(event.target.value)}
          />
        ) : (
          <p className="kern-body">
            Die Zahl {cell?.text ?? number?.text} kommt aus einer Tabelle. Sie ändert sich, wenn Sie die Zelle ändern.
          </p>
        )}
        {save.error instanceof Problem && <Refusal problem={save.error} />}
      </form>
    </Dialog>
  )
}
