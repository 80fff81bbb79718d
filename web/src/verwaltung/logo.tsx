/** Logo of the house: uploaded, checked, then taken over with the words that a screen reader says. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import { client, Problem } from "../api.ts"
import { type House, ofHouse } from "../data.ts"
import { Drop } from "../part/drop.tsx"
import { Alert, Button, Input, Loading, Refusal } from "../part/ui.tsx"
import { send } from "../part/upload.ts"
import { uploadQuery } from "../vorlage/form/data.ts"

export function LogoOf({ house, haus }: { readonly house: House; readonly haus: string }) {
  const queries = useQueryClient()
  const [uploadId, setUploadId] = useState<string>()
  const [alt, setAlt] = useState("")
  const [said, say] = useState("")
  const [missing, setMissing] = useState(false)
  const sending = useMutation({
    mutationFn: (file: File) => send(haus, file, {}, () => undefined, undefined, "logo"),
    onSuccess: (id) => {
      say("")
      setUploadId(id)
    },
  })
  const checked = useQuery({ ...uploadQuery(haus, uploadId ?? ""), enabled: uploadId !== undefined })
  const take = useMutation({
    mutationFn: async () => {
      const { rev } = await queries.fetchQuery({ ...ofHouse(haus).haus, staleTime: 0 })
      // The answer has no content.
      await client.haus.logo.$put({ param: { tenant: haus }, json: { uploadId: uploadId ?? "", alt: alt.trim(), rev } })
    },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["haus", haus] })
      setUploadId(undefined)
      setAlt("")
      say("Das Logo ist übernommen.")
    },
  })
  const state = uploadId === undefined ? undefined : checked.data?.state
  return (
    <section aria-labelledby="logo">
      <h2 className="kern-heading-medium" id="logo">
        Logo
      </h2>
      <p className="kern-body">
        {house.logo
          ? `Es gibt ein Logo, ${house.logo.width} mal ${house.logo.height} Bildpunkte: ${house.logo.alt}.`
          : "Es gibt noch kein Logo."}{" "}
        Ein neues steht auf allem, was ab dann eingereicht wird.
      </p>
      <Drop
        id="logo-datei"
        label="Logo auswählen"
        hint="PNG oder JPEG; oder hierher ziehen."
        accept="image/png,image/jpeg"
        onFiles={([file]) => file && sending.mutate(file)}
      />
      {sending.isPending && <Loading what="Das Logo wird übertragen." />}
      {sending.error instanceof Problem && <Refusal problem={sending.error} />}
      {state === "checking" && <Loading what="Das Logo wird geprüft." />}
      {state === "refused" && (
        <Alert tone="danger" title="Diese Datei kann kein Logo sein." live>
          <ul className="kern-list">
            {checked.data?.findings.map((f) => (
              <li key={f.reason}>{f.message}</li>
            ))}
          </ul>
        </Alert>
      )}
      {uploadId !== undefined && state !== undefined && state !== "checking" && state !== "refused" && (
        <form
          className="felder"
          onSubmit={(event) => {
            event.preventDefault()
            setMissing(alt.trim() === "")
            if (alt.trim() !== "") take.mutate()
          }}
        >
          <Input
            label="Was ein Bildschirmleser sagt"
            hint="zum Beispiel Wappen des Kreises Aulenfeld"
            maxLength={200}
            value={alt}
            error={missing ? "Bitte beschreiben Sie das Logo in wenigen Worten." : undefined}
            onChange={(event) => setAlt(event.target.value)}
          />
          {take.error instanceof Problem && <Refusal problem={take.error} />}
          <div className="knoepfe">
            <Button type="submit" busy={take.isPending}>
              Logo übernehmen
            </Button>
          </div>
        </form>
      )}
      <p className="kern-body" role="status">
        {said}
      </p>
    </section>
  )
}
