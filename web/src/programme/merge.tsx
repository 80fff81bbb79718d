/** Two texts of one section side by side: what differs is chosen place by place; what nobody chooses stays with both texts. */
import type { Section, SectionBlock } from "@beschlussweg/core/content"
import { plain } from "@beschlussweg/core/plain"
import { plainBlocks } from "@beschlussweg/core/plainly"
import { pieces } from "@beschlussweg/core/synopse/words"
import { Fragment, type ReactNode, useEffect, useId, useRef, useState } from "react"
import { Rich } from "../part/rich.tsx"
import { Alert, Button } from "../part/ui.tsx"
import { joinChosen, type Take, type Torn } from "./merging.ts"

const WORDS: readonly { readonly take: Take; readonly label: string }[] = [
  { take: "both", label: "beide behalten" },
  { take: "mine", label: "meinen Text" },
  { take: "theirs", label: "den gespeicherten Text" },
]

export function Merge({
  torn,
  base,
  heads,
  onTake,
  children,
}: {
  readonly torn: Torn
  /** title and text that both began with, where known */
  readonly base: Section | undefined
  /** names of the two texts */
  readonly heads: readonly [mine: string, theirs: string]
  readonly onTake: (section: Section) => void
  readonly children?: ReactNode
}) {
  const id = useId()
  const head = useRef<HTMLHeadingElement>(null)
  const [takes, setTakes] = useState<ReadonlyMap<number, Take>>(new Map())
  const [title, setTitle] = useState<"mine" | "theirs">("mine")
  useEffect(() => head.current?.focus(), [])
  const [mine, theirs] = heads
  let place = 0
  const both = torn.mine.title !== torn.theirs.title && torn.titles
  return (
    <section className="zusammen" aria-labelledby={`${id}-kopf`}>
      <Alert tone="warning" title="Dieser Abschnitt wurde inzwischen an anderer Stelle geändert.">
        <p className="kern-body">
          {torn.open === 0
            ? "Die Änderungen betreffen verschiedene Stellen. Der zusammengeführte Text enthält beide."
            : `An ${torn.open === 1 ? "einer Stelle" : `${torn.open} Stellen`} haben beide etwas geändert. Bitte wählen Sie; ohne Wahl bleiben beide Texte stehen.`}{" "}
          Nichts geht verloren, bevor Sie sich entscheiden.
        </p>
      </Alert>
      <h3 className="kern-title" id={`${id}-kopf`} tabIndex={-1} ref={head}>
        Texte zusammenführen
      </h3>
      {both && (
        <Choice
          name={`${id}-titel`}
          legend="Überschrift"
          value={title}
          options={[
            { value: "mine", label: `${mine}: „${plain(torn.mine.title)}“` },
            { value: "theirs", label: `${theirs}: „${plain(torn.theirs.title)}“` },
          ]}
          onChange={(value) => setTitle(value === "theirs" ? "theirs" : "mine")}
        />
      )}
      {torn.chunks.map((chunk, i) => {
        if (chunk.kind === "same")
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: chunks have no other name and keep their order
            <details className="zusammen__gleich" key={i}>
              <summary>
                {chunk.items.length === 1 ? "Ein Baustein ist gleich" : `${chunk.items.length} Bausteine sind gleich`}
              </summary>
              <Blocks of={chunk.items} />
            </details>
          )
        if (chunk.kind === "taken") {
          const who = chunk.from === "both" ? "Beide" : chunk.from === "mine" ? mine : theirs
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: as above
            <div className="zusammen__eins" key={i}>
              <p className="kern-body">
                <strong>{who}:</strong> {chunk.items.length === 0 ? "hier entfernt" : "hier geändert"}
              </p>
              <Blocks of={chunk.items} />
            </div>
          )
        }
        place++
        const taken = takes.get(i) ?? "both"
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: as above
          <div className="zusammen__zwei" key={i}>
            <div className="zusammen__texte">
              <div>
                <h4 className="kern-title">{mine}</h4>
                <Said of={chunk.mine} beside={chunk.theirs} />
              </div>
              <div>
                <h4 className="kern-title">{theirs}</h4>
                <Said of={chunk.theirs} beside={chunk.mine} />
              </div>
            </div>
            <Choice
              name={`${id}-${i}`}
              legend={`Stelle ${place}: Was soll gelten?`}
              value={taken}
              options={WORDS.map((w) => ({ value: w.take, label: w.label }))}
              onChange={(value) => {
                const take = WORDS.find((w) => w.take === value)?.take
                if (take) setTakes(new Map([...takes, [i, take]]))
              }}
            />
          </div>
        )
      })}
      <div className="knoepfe">
        <Button onClick={() => onTake(joinChosen(torn, (i) => takes.get(i), title, base))}>
          Zusammengeführten Text übernehmen
        </Button>
        <Button
          kind="secondary"
          onClick={() => onTake({ ...torn.theirs, title: torn.mine.title, blocks: torn.mine.blocks })}
        >
          Nur „{mine}“
        </Button>
        <Button kind="secondary" onClick={() => onTake(torn.theirs)}>
          Nur „{theirs}“
        </Button>
        {children}
      </div>
    </section>
  )
}

/** One of two texts; of paragraphs the words that the other one does not have are marked. */
function Said({ of, beside }: { readonly of: readonly SectionBlock[]; readonly beside: readonly SectionBlock[] }) {
  if (of.length === 0) return <p className="kern-body">entfernt</p>
  const [own, other] = [of[0], beside[0]]
  if (of.length > 1 || beside.length > 1 || own?.type !== "paragraph" || other?.type !== "paragraph")
    return <Blocks of={of} />
  return (
    <p className="kern-body">
      {pieces(plain(other.content), plain(own.content)).new.map((piece, i) => {
        const key = `${i}-${piece.text}`
        return piece.changed ? <mark key={key}>{piece.text}</mark> : <Fragment key={key}>{piece.text}</Fragment>
      })}
    </p>
  )
}

const Blocks = ({ of }: { readonly of: readonly SectionBlock[] }) => (
  <div className="zusammen__text">
    <Rich blocks={plainBlocks(of)} level={5} />
  </div>
)

function Choice({
  name,
  legend,
  value,
  options,
  onChange,
}: {
  readonly name: string
  readonly legend: string
  readonly value: string
  readonly options: readonly { readonly value: string; readonly label: string }[]
  readonly onChange: (value: string) => void
}) {
  return (
    <fieldset className="kern-fieldset">
      <legend className="kern-label">{legend}</legend>
      <div className="kern-fieldset__body">
        {options.map((o) => (
          <div className="kern-form-check" key={o.value}>
            <input
              id={`${name}-${o.value}`}
              type="radio"
              name={name}
              className="kern-form-check__radio"
              checked={value === o.value}
              onChange={() => onChange(o.value)}
            />
            <label className="kern-label" htmlFor={`${name}-${o.value}`}>
              {o.label}
            </label>
          </div>
        ))}
      </div>
    </fieldset>
  )
}
