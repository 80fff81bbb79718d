/** The way to a new Vorlage, empty or with a programme as its first Anlage; shown to those who may write one. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { useNavigate } from "@tanstack/react-router"
import { body, client, Problem } from "../../api.ts"
import { type House, ofHouse } from "../../data.ts"
import { Button, Refusal } from "../../part/ui.tsx"
import { type Form, finance } from "./form.ts"

interface Programme {
  readonly id: string
  readonly title: string
  readonly amtId: string
}

export function NewVorlage({ haus, programme }: { readonly haus: string; readonly programme?: Programme }) {
  const me = useQuery(ofHouse(haus).ich)
  const house = useQuery(ofHouse(haus).haus)
  const queries = useQueryClient()
  const navigate = useNavigate()
  const make = useMutation({
    mutationFn: (of: House) =>
      body(client.vorlagen.$post({ param: { tenant: haus }, json: { form: first(of, programme) } })),
    onSuccess: async ({ id }) => {
      await queries.invalidateQueries({ queryKey: ["haus", haus, "vorlagen"], refetchType: "none" })
      await navigate({ to: "/$haus/vorlage/$vorlageId/bearbeiten", params: { haus, vorlageId: id } })
    },
  })
  if (!me.data?.may.includes("vorlage.write")) return null
  const { data } = house
  return (
    <>
      <div className="knoepfe">
        <Button
          kind={programme ? "secondary" : "primary"}
          busy={make.isPending}
          aria-disabled={!data}
          onClick={() => data && make.mutate(data)}
        >
          {programme ? "Vorlage mit diesem Programm anlegen" : "Neue Vorlage"}
        </Button>
      </div>
      {make.error instanceof Problem && <Refusal problem={make.error} />}
    </>
  )
}

/** A form that nobody has written on yet. */
const first = (house: House, programme: Programme | undefined): Form => ({
  artId: house.arten[0]?.id ?? "",
  public: true,
  amtId: programme?.amtId ?? house.aemter[0]?.id ?? "",
  betreff: programme?.title ?? "",
  beratungsfolge: [],
  finance: finance(null),
  beschlussvorschlag: [],
  erlaeuterungen: [],
  anlagen: programme
    ? [{ kind: "programme", id: "programm", title: programme.title, public: true, programmeId: programme.id }]
    : [],
})
