/** A page that could not be loaded: it keeps its name and heading, and says why. */
import type { Problem } from "../api.ts"
import { PageTitle } from "./title.tsx"
import { Refusal } from "./ui.tsx"

/** Only for a page that has nothing to show yet: what is loaded (and what is being written in it) stays when asking anew fails. */
export function Refused({
  name,
  problem,
  again,
}: {
  readonly name: string
  readonly problem: Problem
  readonly again: () => void
}) {
  return (
    <>
      <PageTitle name={name}>{name}</PageTitle>
      <Refusal problem={problem} again={again} />
    </>
  )
}
