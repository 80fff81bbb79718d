/** A page that could not be loaded: it keeps its name and heading, and says why. */

import { Link, useParams } from "@tanstack/react-router"
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
      {(problem.status === 403 || problem.status === 404) && <Onwards />}
    </>
  )
}

/** From a page that is not there, or not for this person, to one that is. */
export function Onwards() {
  const { haus } = useParams({ strict: false })
  return (
    <p>
      {haus === undefined ? (
        <Link to="/">Zu Ihren Häusern</Link>
      ) : (
        <Link to="/$haus" params={{ haus }}>
          Zu Ihren Aufgaben
        </Link>
      )}
    </p>
  )
}
