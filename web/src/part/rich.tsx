/** The texts of a Vorlage as they will stand on paper: paragraphs, lists, tables, pictures by their words. */
import type { Block, Inline } from "@beschlussweg/core/block"
import { createContext, createElement, Fragment, type ReactNode, useContext } from "react"

/** Number of a footnote by its id; texts without footnotes of their own show none. */
export const NoteNumbers = createContext<(id: string) => string | undefined>(() => undefined)
function Note({ id }: { readonly id: string }) {
  const number = useContext(NoteNumbers)(id)
  return (
    number && (
      <sup>
        <span className="kern-sr-only">Fußnote </span>
        {number}
      </sup>
    )
  )
}

const TAG = { bold: "strong", italic: "em", underline: "u", strike: "s", superscript: "sup", subscript: "sub" } as const

function Run({ run }: { readonly run: Inline }): ReactNode {
  switch (run.type) {
    case "break":
      return <br />
    case "footnote":
      return <Note id={run.id} />
    case "number":
    case "ref":
      return run.text
    case "text": {
      const marked = (run.marks ?? []).reduce<ReactNode>(
        (inner, mark) => createElement(TAG[mark], null, inner),
        run.text,
      )
      return run.href ? (
        <a href={run.href} rel="noreferrer">
          {marked}
        </a>
      ) : (
        marked
      )
    }
  }
}
export function Runs({ of }: { readonly of: readonly Inline[] }): ReactNode {
  // biome-ignore lint/suspicious/noArrayIndexKey: runs have no other name, and a frozen text does not change its order
  return of.map((run, i) => <Run key={i} run={run} />)
}

/** @param level of the highest heading inside this text */
export function Rich({ blocks, level = 3 }: { readonly blocks: readonly Block[]; readonly level?: number }): ReactNode {
  return blocks.map((block, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: as above
    <Fragment key={i}>
      <One block={block} level={level} />
    </Fragment>
  ))
}

/** A head without words names nothing. */
const isEmpty = (blocks: readonly Block[]): boolean =>
  blocks.every((b) => b.type === "paragraph" && b.content.length === 0)

function One({ block, level }: { readonly block: Block; readonly level: number }): ReactNode {
  switch (block.type) {
    case "paragraph":
      return (
        <p className="kern-body">
          <Runs of={block.content} />
        </p>
      )
    case "heading":
      return createElement(
        `h${Math.min(6, level + block.level - 1)}`,
        { className: "kern-title" },
        <Runs of={block.content} />,
      )
    case "list": {
      const items = block.items.map((item, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: as above
        <li key={i}>
          <Rich blocks={item.blocks} level={level} />
        </li>
      ))
      return block.ordered ? <ol start={block.start}>{items}</ol> : <ul>{items}</ul>
    }
    case "table":
      return (
        <div className="tabelle">
          <table className="kern-table kern-table--small">
            {block.caption && (
              <caption>
                <Runs of={block.caption} />
              </caption>
            )}
            <tbody>
              {block.rows.map((row, r) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: as above
                <tr className="kern-table__row" key={r}>
                  {row.cells.map((cell, c) =>
                    createElement(
                      (cell.header || r < block.headerRows) && !isEmpty(cell.blocks) ? "th" : "td",
                      { key: c, colSpan: cell.colSpan, rowSpan: cell.rowSpan, className: "kern-table__cell" },
                      <Rich blocks={cell.blocks} level={level} />,
                    ),
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )
    case "image":
      return (
        <p className="kern-body">
          Abbildung: {block.alt || (block.caption ? <Runs of={block.caption} /> : "ohne Beschreibung")}
        </p>
      )
    case "chart":
      return (
        <p className="kern-body">
          Diagramm „{block.title}“: {block.alt}
        </p>
      )
    case "aside":
      return <Rich blocks={block.blocks} level={level} />
  }
}
