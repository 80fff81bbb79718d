/** Synopse: two texts of a programme side by side, only what differs. */
import { movedWords, type Piece, type Synopse, sectionWords, summary, tableWords } from "@beschlussweg/core/synopse"

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
            {section.blocks.map((block, i) => {
              // biome-ignore lint/suspicious/noArrayIndexKey: changes keep their order
              const key = i
              switch (block.kind) {
                case "added":
                  return <Pair key={key} heads={heads} old={[]} now={[{ text: block.text, changed: true }]} />
                case "removed":
                  return <Pair key={key} heads={heads} old={[{ text: block.text, changed: true }]} now={[]} />
                case "changed":
                  return <Pair key={key} heads={heads} old={block.old} now={block.new} />
                case "moved":
                  return (
                    <p className="kern-body" key={key}>
                      {movedWords(block.from)} „{block.text}“
                    </p>
                  )
                case "table":
                  return (
                    <div key={key}>
                      <p className="kern-body">
                        <strong>{block.caption || "Tabelle"}</strong>
                      </p>
                      <ul className="kern-list">
                        {tableWords(block.change).map((line) => (
                          <li key={line}>{line}</li>
                        ))}
                      </ul>
                    </div>
                  )
              }
            })}
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
        <p className="kern-body">{old.length === 0 ? "–" : old.map((p, i) => <Said key={i} piece={p} as="del" />)}</p>
      </div>
      <div>
        <p className="gegenueber__kopf">{heads[1]}</p>
        <p className="kern-body">{now.length === 0 ? "–" : now.map((p, i) => <Said key={i} piece={p} as="ins" />)}</p>
      </div>
    </div>
  )
}
const Said = ({ piece, as: Tag }: { readonly piece: Piece; readonly as: "del" | "ins" }) =>
  piece.changed ? <Tag>{piece.text}</Tag> : piece.text
