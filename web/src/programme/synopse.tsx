/** Synopse: two texts of a programme side by side, only what differs. */

import {
  type BlockChange,
  movedWords,
  type Piece,
  type Synopse,
  sectionWords,
  summary,
  tableWords,
} from "@beschlussweg/core/synopse"
import { Fragment, type ReactNode } from "react"

export function SynopseView({
  synopse,
  heads,
}: {
  readonly synopse: Synopse
  readonly heads: readonly [old: string, now: string]
}) {
  return (
    <>
      <p className="kern-body" role="status">
        {summary(synopse.count)}
      </p>
      {synopse.title && <Pair heads={heads} old={whole(synopse.title.old)} now={whole(synopse.title.new)} />}
      {synopse.sections.map((section) => {
        const { title, remarks } = sectionWords(section)
        return (
          <section key={`${section.kind}-${section.sectionId}`} aria-label={title}>
            <h3 className="kern-title">{title}</h3>
            {remarks.map((r) => (
              <p className="kern-body" key={r}>
                {r}
              </p>
            ))}
            {section.blocks.map((block, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: changes keep their order
              <Change key={i} change={block} heads={heads} />
            ))}
          </section>
        )
      })}
      {synopse.numbers.length > 0 && (
        <section aria-label="Benannte Zahlen">
          <h3 className="kern-title">Benannte Zahlen</h3>
          <ul className="kern-list">
            {synopse.numbers.map((n) => (
              <li key={n.label}>
                {n.label}: bisher {n.old || "leer"}, neu {n.new || "leer"}
              </li>
            ))}
          </ul>
        </section>
      )}
      {synopse.footnotes.map((note, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: as above
        <Pair key={i} heads={heads} old={note.old} now={note.new} />
      ))}
    </>
  )
}

function Change({
  change,
  heads,
}: {
  readonly change: BlockChange
  readonly heads: readonly [old: string, now: string]
}): ReactNode {
  switch (change.kind) {
    case "added":
      return <Pair heads={heads} old={[]} now={whole(change.text)} />
    case "removed":
      return <Pair heads={heads} old={whole(change.text)} now={[]} />
    case "changed":
      return <Pair heads={heads} old={change.old} now={change.new} />
    case "moved":
      return (
        <p className="kern-body">
          {movedWords(change.from)} „{change.text}“
        </p>
      )
    case "table":
      return (
        <>
          <p className="kern-body">
            <strong>{change.caption || "Tabelle"}</strong>
          </p>
          <ul className="kern-list">
            {tableWords(change.change).map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </>
      )
  }
}

const whole = (text: string): readonly Piece[] => [{ text, changed: true }]

function Pair({
  heads,
  old,
  now,
}: {
  readonly heads: readonly [string, string]
  readonly old: readonly Piece[]
  readonly now: readonly Piece[]
}) {
  return (
    <div className="gegenueber">
      <div>
        <p className="gegenueber__kopf">{heads[0]}</p>
        <p className="kern-body">
          <Side pieces={old} as="del" />
        </p>
      </div>
      <div>
        <p className="gegenueber__kopf">{heads[1]}</p>
        <p className="kern-body">
          <Side pieces={now} as="ins" />
        </p>
      </div>
    </div>
  )
}
function Side({ pieces, as: Tag }: { readonly pieces: readonly Piece[]; readonly as: "del" | "ins" }) {
  if (pieces.length === 0) return "–"
  return pieces.map((piece, i) => {
    const key = `${i}-${piece.text}`
    return piece.changed ? <Tag key={key}>{piece.text}</Tag> : <Fragment key={key}>{piece.text}</Fragment>
  })
}
