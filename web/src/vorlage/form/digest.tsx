/** Eckpunkte: what the programme offers for Erläuterungen and finance block; proposed, taken over by a click, and undone. */
import type { Block } from "@beschlussweg/core/block"
import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { body, client, Problem } from "../../api.ts"
import { euro } from "../../format.ts"
import { Button, Refusal } from "../../part/ui.tsx"
import type { Form } from "./form.ts"
import type { Writing } from "./saving.ts"

export function Digest({
  haus,
  programmeId,
  writing,
}: {
  readonly haus: string
  readonly programmeId: string
  readonly writing: Writing
}) {
  const [before, setBefore] = useState<Form>()
  const { data, error } = useQuery({
    queryKey: ["haus", haus, "programm", programmeId, "eckpunkte"],
    queryFn: () =>
      body(client.programme[":programmeId"].eckpunkte.$get({ param: { tenant: haus, programmeId }, query: {} })),
    staleTime: 30_000,
  })
  if (error instanceof Problem && !data) return <Refusal problem={error} />
  if (!data) return null
  const take = (change: (form: Form) => Form) => {
    const now = writing.current()
    setBefore(now)
    writing.replace(change(now))
  }
  const texts = data.erlaeuterungen as Block[]
  return (
    <div className="vorschlag">
      <p className="kern-body">
        {texts.length > 0
          ? "Das Programm hat Eckpunkte für die Erläuterungen. Sie kommen ans Ende des Textes."
          : "Im Programm ist noch kein Absatz als Eckpunkt gekennzeichnet."}
        {data.amounts.length > 0 &&
          ` Es nennt außerdem: ${data.amounts.map((a) => `${a.label} ${euro(a.cent)}`).join("; ")}.`}
      </p>
      <div className="knoepfe">
        {texts.length > 0 && (
          <Button
            kind="secondary"
            onClick={() => take((f) => ({ ...f, erlaeuterungen: [...f.erlaeuterungen, ...texts] }))}
          >
            Eckpunkte übernehmen
          </Button>
        )}
        {data.amounts.length > 0 && (
          <Button
            kind="secondary"
            onClick={() => take((f) => ({ ...f, finance: withAmounts(f.finance, data.amounts) }))}
          >
            Beträge übernehmen
          </Button>
        )}
        {before && (
          <Button
            kind="tertiary"
            onClick={() => {
              writing.replace(before)
              setBefore(undefined)
            }}
          >
            Übernahme rückgängig machen
          </Button>
        )}
      </div>
    </div>
  )
}

type Amounts = readonly { readonly use: "planned" | "required" | "once" | "yearly"; readonly cent: number }[]
function withAmounts(finance: Form["finance"], amounts: Amounts): Form["finance"] {
  let next: Form["finance"] = { ...finance, effects: true, seeErlaeuterungen: false }
  for (const { use, cent } of amounts) {
    if (use === "planned") next = { ...next, plannedCent: cent }
    if (use === "required") next = { ...next, requiredCent: cent }
    if (use === "once" || use === "yearly")
      next = { ...next, [use]: { ...next[use], totalCent: cent, ownCent: cent - (next[use].thirdPartyCent ?? 0) } }
  }
  return next
}
