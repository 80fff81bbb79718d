/** Editors of the typed blocks of a programme (Bausteine): tables, charts, topics, measures, actions, pictures, contacts. */
import "./block.css"
import type { SectionBlock } from "@beschlussweg/core/content"
import { Check } from "../../part/field.tsx"
import { Button } from "../../part/ui.tsx"
import { ChartForm } from "./chart/chart.tsx"
import type { BlockContext, BlockFinding, FormProps, Of } from "./context.ts"
import { ActionsForm } from "./form/actions.tsx"
import { ChallengeForm } from "./form/challenge.tsx"
import { ContactForm } from "./form/contact.tsx"
import { MeasuresForm } from "./form/measures.tsx"
import { PhasesForm } from "./form/phases.tsx"
import { MissingPicture, PictureForm } from "./form/picture.tsx"
import { SourceForm } from "./form/source.tsx"
import { TopicForm } from "./form/topic.tsx"
import { useHistory } from "./history.ts"
import { isMissingPicture, kindLabel } from "./kind.ts"
import { DataForm } from "./table/data.tsx"

export type { BlockContext, BlockFinding } from "./context.ts"
export { BLOCK_KINDS, type BlockKind, hasForm, type KindOfBlock, kindLabel, newBlock } from "./kind.ts"
export { type BoundNumber, NumberPicker } from "./number/picker.tsx"
export { focusCell } from "./table/goto.ts"

/** Rules that a table reckons itself while somebody types: what the service found last would say it twice, and late. */
const RECKONED: ReadonlySet<string> = new Set(["C01", "C02", "C03", "C04", "C05", "C10", "C14"])
const reckoned = (block: SectionBlock, f: BlockFinding): boolean =>
  block.type === "data" && f.cell !== undefined && RECKONED.has(f.rule ?? "")

const SEVERITY: Readonly<Record<string, string>> = { error: "Fehler", warning: "Warnung" }

/**
 * The form of one block. It keeps its own undo; `onChange` hands over the whole block after each change. Blocks without a form
 * (`hasForm`) are shown as what they are and never changed.
 */
export function BlockEditor({
  block: given,
  onChange,
  readOnly,
  findings,
  context,
}: {
  readonly block: SectionBlock
  readonly onChange: (block: SectionBlock) => void
  readonly readOnly: boolean
  readonly findings: readonly BlockFinding[]
  readonly context: BlockContext
}) {
  const { now: block, change, generation, undo, redo } = useHistory<SectionBlock>(given, onChange)
  const said = findings.filter((f) => !reckoned(block, f))
  return (
    <section className="bb" aria-label={kindLabel(block)}>
      <div className="bb__kopf">
        <p className="bb__art">{kindLabel(block)}</p>
        {!readOnly && (
          <div className="bb__zurueck">
            <Button kind="tertiary" aria-disabled={!undo} onClick={() => undo?.()}>
              Rückgängig
            </Button>
            <Button kind="tertiary" aria-disabled={!redo} onClick={() => redo?.()}>
              Wiederholen
            </Button>
          </div>
        )}
      </div>
      {said.length > 0 && (
        <ul className="bb__befunde">
          {said.map((f) => (
            <li key={`${f.place}|${f.message}`} data-schwere={f.severity}>
              <strong>{SEVERITY[f.severity] ?? "Hinweis"}:</strong> {f.message}
            </li>
          ))}
        </ul>
      )}
      {"id" in block && !readOnly && (
        <Check
          label="Eckpunkt: steht auch in den Erläuterungen der Vorlage"
          checked={block.eckpunkt === true}
          onChange={(eckpunkt) => {
            const { eckpunkt: _, ...rest } = block
            change(eckpunkt ? { ...rest, eckpunkt } : rest)
          }}
        />
      )}
      <Form {...{ block, change, undo, redo, readOnly, generation, context, findings }} />
    </section>
  )
}

type Steps = { readonly undo: (() => void) | undefined; readonly redo: (() => void) | undefined }
function Form(props: FormProps<SectionBlock> & Steps) {
  const { block } = props
  switch (block.type) {
    case "data":
      return <DataForm {...of(props, block)} undo={props.undo} redo={props.redo} />
    case "chart":
      return <ChartForm {...of(props, block)} undo={props.undo} redo={props.redo} />
    case "measures":
      return <MeasuresForm {...of(props, block)} />
    case "topic":
      return <TopicForm {...of(props, block)} />
    case "challenge":
      return <ChallengeForm {...of(props, block)} />
    case "actions":
      return <ActionsForm {...of(props, block)} />
    case "phases":
      return <PhasesForm {...of(props, block)} />
    case "source":
      return <SourceForm {...of(props, block)} />
    case "contact":
      return <ContactForm {...of(props, block)} />
    case "image":
      return <PictureForm {...of(props, block)} />
    case "aside":
      if (isMissingPicture(block)) return <MissingPicture {...of(props, block)} change={props.change} />
      return <Unknown />
    default:
      return <Unknown />
  }
}
const of = <T extends SectionBlock["type"]>(props: FormProps<SectionBlock>, block: Of<T>): FormProps<Of<T>> => ({
  ...props,
  block,
})

const Unknown = () => (
  <p className="kern-body">Dieser Baustein lässt sich hier nicht bearbeiten. Er bleibt, wie er ist.</p>
)
