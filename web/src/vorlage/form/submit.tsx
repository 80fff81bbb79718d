/** Einreichen: says what will happen, then does it. */
import { useMutation, useQueryClient } from "@tanstack/react-query"
import { useNavigate } from "@tanstack/react-router"
import { body, client, Problem } from "../../api.ts"
import { Dialog } from "../../part/dialog.tsx"
import type { Owner } from "../../part/kept.ts"
import { Button, Refusal } from "../../part/ui.tsx"
import { kept } from "./kept.ts"

export function Submit({
  owner,
  vorlageId,
  rev,
  betreff,
  art,
  fassung,
  nummer,
  onClose,
}: {
  readonly owner: Owner
  readonly vorlageId: string
  readonly rev: number
  readonly betreff: string
  readonly art: string
  /** the one that begins */
  readonly fassung: number
  readonly nummer: string | undefined
  readonly onClose: () => void
}) {
  const { haus } = owner
  const queries = useQueryClient()
  const navigate = useNavigate()
  const send = useMutation({
    mutationFn: () =>
      body(client.vorlagen[":vorlageId"].einreichung.$post({ param: { tenant: haus, vorlageId }, json: { rev } })),
    onSuccess: async () => {
      kept.drop(owner, vorlageId)
      await queries.invalidateQueries({ queryKey: ["haus", haus], refetchType: "none" })
      await navigate({ to: "/$haus/vorlage/$vorlageId", params: { haus, vorlageId } })
    },
  })
  return (
    <Dialog
      title="Vorlage einreichen"
      onClose={onClose}
      actions={
        <>
          <Button busy={send.isPending} onClick={() => send.mutate()}>
            Einreichen
          </Button>
          <Button kind="secondary" onClick={onClose}>
            Abbrechen
          </Button>
        </>
      }
    >
      <p className="kern-body">
        Sie reichen die {art} „{betreff}“ als Fassung {fassung} ein
        {nummer ? `; sie behält die Nummer ${nummer}` : "; sie bekommt eine Nummer"}.
      </p>
      <p className="kern-body">
        Das Formular ist danach nicht mehr zu ändern. Das PDF entsteht, wird gesiegelt und geht seinen Zeichnungsweg.
        Wird die Vorlage zurückgegeben, geht es mit einer neuen Fassung weiter.
      </p>
      {send.error instanceof Problem && <Refusal problem={send.error} />}
    </Dialog>
  )
}
