/** Fortschreiben: next year's draft from this programme; what is not new stays marked until somebody confirms it. */
import { useMutation, useQueryClient } from "@tanstack/react-query"
import { useNavigate } from "@tanstack/react-router"
import { useState } from "react"
import { body, client, Problem } from "../api.ts"
import { Button, Input, Refusal } from "../part/ui.tsx"
import type { Programm } from "./data.ts"
import type { Room } from "./room.ts"

export function RollOver({ room, programm }: { readonly room: Room; readonly programm: Programm }) {
  const { haus, programmeId } = room.place
  const queries = useQueryClient()
  const navigate = useNavigate()
  const [year, setYear] = useState(String(programm.year + 1))
  const [error, setError] = useState<string>()
  const make = useMutation({
    mutationFn: (wanted: number) =>
      body(
        client.programme[":programmeId"].fortschreibung.$post({
          param: { tenant: haus, programmeId },
          json: { year: wanted },
        }),
      ),
    onSuccess: async ({ id }) => {
      await queries.invalidateQueries({ queryKey: ["haus", haus, "programme"] })
      await navigate({
        to: "/$haus/programme/$programmeId/bearbeiten",
        params: { haus, programmeId: id },
        search: { seite: "vorjahr" },
      })
    },
  })
  return (
    <section aria-labelledby="fortschreiben">
      <h2 className="kern-heading-medium" id="fortschreiben">
        Für ein weiteres Jahr fortschreiben
      </h2>
      <p className="kern-body">
        Es entsteht ein neues Programm mit diesem Text. Was noch nicht neu geschrieben ist, bleibt dort gekennzeichnet,
        bis es jemand bestätigt. Dieses Programm ändert sich nicht.
      </p>
      <form
        className="zeile"
        onSubmit={(event) => {
          event.preventDefault()
          const wanted = Number(year)
          if (!Number.isInteger(wanted) || wanted <= programm.year || wanted > 2100)
            return setError(`Bitte nennen Sie ein Jahr nach ${programm.year}.`)
          setError(undefined)
          if (!make.isPending) make.mutate(wanted)
        }}
      >
        <Input
          label="Jahr"
          inputMode="numeric"
          value={year}
          error={error}
          onChange={(event) => setYear(event.target.value)}
        />
        <Button kind="secondary" type="submit" busy={make.isPending}>
          Fortschreiben
        </Button>
      </form>
      {make.error instanceof Problem && <Refusal problem={make.error} />}
    </section>
  )
}
