/** What several pages of the administration share: a house that is loaded, a secret shown once, a question before something ends. */
import { useQuery } from "@tanstack/react-query"
import { useParams } from "@tanstack/react-router"
import { type ReactNode, useState } from "react"
import { Problem } from "../api.ts"
import { type House, ofHouse } from "../data.ts"
import { Dialog } from "../part/dialog.tsx"
import { PageTitle } from "../part/title.tsx"
import { Button, Input, Loading, Refusal } from "../part/ui.tsx"

/** A page that needs the settings of the house. */
export function WithHouse({
  title,
  children,
}: {
  readonly title: string
  readonly children: (house: House, haus: string) => ReactNode
}) {
  const { haus } = useParams({ from: "/$haus" })
  const house = useQuery(ofHouse(haus).haus)
  return (
    <>
      <PageTitle name={title}>{title}</PageTitle>
      {house.error instanceof Problem && <Refusal problem={house.error} again={() => void house.refetch()} />}
      {!house.data && !house.error && <Loading what="Die Einstellungen des Hauses werden geladen." />}
      {house.data && children(house.data, haus)}
    </>
  )
}

/** A code or key that is shown this once. */
export function Once({
  title,
  label,
  secret,
  onClose,
  children,
}: {
  readonly title: string
  readonly label: string
  readonly secret: string
  readonly onClose: () => void
  readonly children: ReactNode
}) {
  const [said, say] = useState("")
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(secret)
      say("Kopiert.")
    } catch {
      say("Der Browser hat das Kopieren nicht erlaubt. Bitte markieren und kopieren Sie den Text selbst.")
    }
  }
  return (
    <Dialog
      title={title}
      onClose={onClose}
      actions={
        <>
          <Button onClick={() => void copy()}>Kopieren</Button>
          <Button kind="secondary" onClick={onClose}>
            Ich habe den Text gesichert
          </Button>
        </>
      }
    >
      {children}
      <Input label={label} readOnly value={secret} onFocus={(event) => event.target.select()} />
      <p className="kern-body" role="status">
        {said}
      </p>
    </Dialog>
  )
}

/** A question before something that cannot be undone. */
export function Ask({
  title,
  yes,
  busy = false,
  problem,
  onYes,
  onClose,
  children,
}: {
  readonly title: string
  readonly yes: string
  readonly busy?: boolean
  readonly problem?: Problem | undefined
  readonly onYes: () => void
  readonly onClose: () => void
  readonly children: ReactNode
}) {
  return (
    <Dialog
      title={title}
      onClose={onClose}
      actions={
        <>
          <Button busy={busy} onClick={onYes}>
            {yes}
          </Button>
          <Button kind="secondary" onClick={onClose}>
            Abbrechen
          </Button>
        </>
      }
    >
      {children}
      {problem && <Refusal problem={problem} />}
    </Dialog>
  )
}

/** A table with its head; `right` are columns of numbers. */
export function Table({
  caption,
  head,
  right = [],
  children,
}: {
  readonly caption: string
  readonly head: readonly string[]
  readonly right?: readonly string[]
  readonly children: ReactNode
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <section className="tabelle tabelle--oben" aria-label={caption} tabIndex={0}>
      <table className="kern-table">
        <caption className="kern-sr-only">{caption}</caption>
        <thead className="kern-table__head">
          <tr className="kern-table__row">
            {head.map((h) => (
              <th
                className={`kern-table__header ${right.includes(h) ? "kern-table__header--numeric" : ""}`}
                scope="col"
                key={h}
              >
                {h}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="kern-table__body">{children}</tbody>
      </table>
    </section>
  )
}
