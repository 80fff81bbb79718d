/** Fields for words inside a block: one line that keeps its marks and bound numbers, and whole texts. */
import type { Block, Inline } from "@beschlussweg/core/block"
import type { SectionBlock } from "@beschlussweg/core/content"
import { plain } from "@beschlussweg/core/plain"
import { lazy, Suspense, useId, useState } from "react"
import { Rich, Runs } from "../../part/rich.tsx"
import { Button, Input } from "../../part/ui.tsx"
import { isBare, joined, lineOf } from "./line.ts"

const RichEditor = lazy(() => import("../../rich/editor.tsx").then((m) => ({ default: m.RichEditor })))

const LINE_TOOLS: ReadonlySet<string> = new Set(["bold", "italic", "underline", "superscript", "subscript", "link"])
const fett = (tool: string) => LINE_TOOLS.has(tool)
interface Common {
  readonly label: string
  readonly hint?: string
  readonly error?: string | undefined
  readonly readOnly: boolean
}

/** One line: a plain field, or the editor of texts where the line has marks, links or bound numbers. */
export function Line({
  id,
  value,
  onChange,
  generation,
  maxLength = 300,
  ...common
}: Common & {
  readonly id?: string
  readonly value: readonly Inline[]
  readonly onChange: (line: Inline[]) => void
  readonly generation: number
  readonly maxLength?: number
}) {
  const own = useId()
  const at = id ?? own
  // What the field is does not change under somebody's hands.
  const [rich] = useState(() => !isBare(value))
  if (common.readOnly) return <Said label={common.label}>{plain(value) || "–"}</Said>
  if (!rich && isBare(value))
    return (
      <Input
        id={at}
        label={common.label}
        {...(common.hint === undefined ? {} : { hint: common.hint })}
        error={common.error}
        value={plain(value)}
        maxLength={maxLength}
        onChange={(event) => onChange(lineOf(event.target.value))}
      />
    )
  return (
    <Suspense fallback={<Said label={common.label}>{plain(value)}</Said>}>
      <RichEditor
        key={generation}
        id={at}
        label={common.label}
        {...(common.hint === undefined ? {} : { hint: common.hint })}
        error={common.error}
        blocks={[{ type: "paragraph", content: [...value] }]}
        only={fett}
        onChange={(read) => onChange(joined(read()))}
      />
    </Suspense>
  )
}

const isPlain = (block: SectionBlock): block is Block =>
  ["paragraph", "heading", "list", "table", "image", "chart", "aside"].includes(block.type)

/** A whole text: shown, and edited once somebody asks for it, so that fifty of them stay light. */
export function Words({
  value,
  onChange,
  generation,
  open: openAtOnce = false,
  ...common
}: Common & {
  readonly value: readonly Block[]
  readonly onChange: (text: Block[]) => void
  readonly generation: number
  readonly open?: boolean
}) {
  const id = useId()
  const [open, setOpen] = useState(openAtOnce || value.length === 0)
  if (common.readOnly || !open)
    return (
      <div className="bb-text">
        <p className="kern-label" id={`${id}-name`}>
          {common.label}
        </p>
        <div className="bb-text__inhalt">
          {value.length === 0 ? <p className="kern-body">Noch kein Text.</p> : <Rich blocks={value} level={5} />}
        </div>
        {!common.readOnly && (
          <Button kind="tertiary" aria-describedby={`${id}-name`} onClick={() => setOpen(true)}>
            Text bearbeiten
          </Button>
        )}
      </div>
    )
  return (
    <Suspense fallback={<p className="kern-body">Der Editor wird geladen.</p>}>
      <RichEditor
        key={generation}
        label={common.label}
        {...(common.hint === undefined ? {} : { hint: common.hint })}
        error={common.error}
        blocks={value}
        onChange={(read) => onChange(read().filter(isPlain))}
      />
    </Suspense>
  )
}

/** What a field says, where it cannot be changed. */
export function Said({ label, children }: { readonly label: string; readonly children: React.ReactNode }) {
  return (
    <dl className="bb-gesagt">
      <dt>{label}</dt>
      <dd>{children}</dd>
    </dl>
  )
}

/** A line of the tree as people read it. */
export const Shown = ({ line }: { readonly line: readonly Inline[] }) => <Runs of={line} />

/** A field of plain words, or what it says where nothing may be changed. */
export function Short({
  readOnly,
  value,
  onChange,
  maxLength = 300,
  ...rest
}: {
  readonly id?: string
  readonly label: string
  readonly hint?: string
  readonly error?: string | undefined
  readonly optional?: boolean
  readonly type?: string
  readonly autoComplete?: string
  readonly readOnly: boolean
  readonly value: string
  readonly onChange: (value: string) => void
  readonly maxLength?: number
}) {
  if (readOnly) return <Said label={rest.label}>{value || "–"}</Said>
  return <Input {...rest} value={value} maxLength={maxLength} onChange={(event) => onChange(event.target.value)} />
}
