/** Was sich seit Ihrer letzten Zeichnung geändert hat: form and programme side by side, what went and what came in words too. */
import type { BlockChange, Piece, SectionChange } from "@beschlussweg/core/synopse"
import { movedWords, sectionWords, summary, tableWords } from "@beschlussweg/core/synopse/said"
import { useQuery } from "@tanstack/react-query"
import { Fragment, type ReactNode, useState } from "react"
import { body, client, Problem } from "../api.ts"
import type { Vorlage } from "../data.ts"
import { Loading, Refusal } from "../part/ui.tsx"

type Against = "signed" | "previous-year"
const compare = (haus: string, vorlageId: string, against: Against) =>
  body(client.vorlagen[":vorlageId"].synopse.$get({ param: { tenant: haus, vorlageId }, query: { against } }))

export function Changed({
  haus,
  vorlage,
  open,
}: {
  readonly haus: string
  readonly vorlage: Vorlage
  /** whoever is to sign sees it at once */
  readonly open: boolean
}) {
  const programme = vorlage.form?.anlagen.some((a) => a.kind === "programme")
  return (
    <section aria-labelledby="geaendert">
      <h2 className="kern-heading-medium" id="geaendert">
        Was sich geändert hat
      </h2>
      {(vorlage.chain?.fassung ?? 0) > 1 ? (
        <One haus={haus} vorlageId={vorlage.id} against="signed" title="Seit Ihrer letzten Zeichnung" open={open} />
      ) : (
        <p className="kern-body">Dies ist die erste Fassung.</p>
      )}
      {programme && (
        <One
          haus={haus}
          vorlageId={vorlage.id}
          against="previous-year"
          title="Das Programm gegenüber dem Vorjahr"
          open={false}
        />
      )}
    </section>
  )
}

function One({
  haus,
  vorlageId,
  against,
  title,
  open: first,
}: {
  readonly haus: string
  readonly vorlageId: string
  readonly against: Against
  readonly title: string
  readonly open: boolean
}) {
  const [open, setOpen] = useState(first)
  const found = useQuery({
    queryKey: ["haus", haus, "vorlage", vorlageId, "synopse", against],
    queryFn: () => compare(haus, vorlageId, against),
    enabled: open,
    staleTime: 300_000,
  })
  // What cannot be compared is an answer, not a failure.
  const none = found.error instanceof Problem && found.error.code === "refused" ? found.error.message : undefined
  return (
    <details className="mehr" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{title}</summary>
      {none && <p className="kern-body">{none}</p>}
      {found.error instanceof Problem && !none && <Refusal problem={found.error} again={() => void found.refetch()} />}
      {open && found.isLoading && <Loading what="Die Änderungen werden verglichen." />}
      {found.data && <Sides {...found.data} />}
    </details>
  )
}

function Sides({ old, new: now, form, synopse }: Awaited<ReturnType<typeof compare>>) {
  const nothing = form.length === 0 && synopse.sections.length === 0 && synopse.footnotes.length === 0
  return (
    <>
      <p className="kern-body">
        Bisher: {old.label}. Neu: {now.label}.
      </p>
      {nothing && <p className="kern-body">Beide stimmen überein.</p>}
      {form.map((f) => (
        <Pairs
          key={f.label}
          title={f.label}
          rows={[[<Marked key="o" of={f.old} gone />, <Marked key="n" of={f.new} />]]}
        />
      ))}
      {synopse.sections.length > 0 && (
        <p className="kern-body">
          <strong>Programm: {summary(synopse.count)}</strong>
        </p>
      )}
      {synopse.sections.map((s, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a comparison does not change its order
        <Section key={i} change={s} />
      ))}
      {synopse.footnotes.length > 0 && (
        <Pairs
          title="Fußnoten"
          rows={synopse.footnotes.map((n) => [<Marked key="o" of={n.old} gone />, <Marked key="n" of={n.new} />])}
        />
      )}
      {synopse.numbers.length > 0 && (
        <ul className="kern-list">
          {synopse.numbers.map((n) => (
            <li key={n.label}>
              {n.label}: bisher {n.old === "" ? "nicht genannt" : n.old}, neu {n.new}
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

function Section({ change }: { readonly change: SectionChange }) {
  const { title, remarks } = sectionWords(change)
  const plain = change.blocks.filter((b) => b.kind !== "table")
  return (
    <>
      {plain.length > 0 ? (
        <Pairs title={title || "Ohne Überschrift"} rows={plain.map(pair)} />
      ) : (
        <h4 className="kern-title">{title || "Ohne Überschrift"}</h4>
      )}
      {remarks.map((words) => (
        <p key={words} className="kern-body">
          {words}
        </p>
      ))}
      {change.blocks.map((b, i) =>
        b.kind === "table" ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: as above
          <Fragment key={i}>
            <h5>{b.caption === "" ? "Tabelle" : `Tabelle „${b.caption}“`}</h5>
            <ul className="kern-list">
              {tableWords(b.change).map((words) => (
                <li key={words}>{words}</li>
              ))}
            </ul>
          </Fragment>
        ) : null,
      )}
    </>
  )
}

function pair(block: BlockChange): readonly [ReactNode, ReactNode] {
  switch (block.kind) {
    case "added":
      return ["–", <Run key="n" text={block.text} />]
    case "removed":
      return [<Run key="o" text={block.text} gone />, "–"]
    case "moved":
      return [movedWords(block.from), block.text]
    case "changed":
      return [<Marked key="o" of={block.old} gone />, <Marked key="n" of={block.new} />]
    case "table":
      return ["", ""]
  }
}

function Pairs({
  title,
  rows,
}: {
  readonly title: string
  readonly rows: readonly (readonly [ReactNode, ReactNode])[]
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard
    <section className="tabelle" aria-label={title} tabIndex={0}>
      <table className="kern-table kern-table--small gegenueber">
        <caption>{title}</caption>
        <thead className="kern-table__head">
          <tr className="kern-table__row">
            <th className="kern-table__header" scope="col">
              Bisher
            </th>
            <th className="kern-table__header" scope="col">
              Neu
            </th>
          </tr>
        </thead>
        <tbody className="kern-table__body">
          {rows.map(([old, now], i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: as above
            <tr className="kern-table__row" key={i}>
              <td className="kern-table__cell umbruch">{old}</td>
              <td className="kern-table__cell umbruch">{now}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Run({ text, gone = false }: { readonly text: string; readonly gone?: boolean }) {
  return gone ? (
    <del>
      <span className="kern-sr-only">entfällt: </span>
      {text}
    </del>
  ) : (
    <ins>
      <span className="kern-sr-only">neu: </span>
      {text}
    </ins>
  )
}
function Marked({ of, gone = false }: { readonly of: readonly Piece[]; readonly gone?: boolean }): ReactNode {
  return of.map((p, i) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: as above
    p.changed && p.text.trim() !== "" ? <Run key={i} text={p.text} gone={gone} /> : p.text,
  )
}
