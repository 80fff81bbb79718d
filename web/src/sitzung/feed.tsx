/** Kalenderadresse: the secret address under which a calendar program reads one's own meetings and Fristen. */
import { useMutation } from "@tanstack/react-query"
import { useState } from "react"
import { body, client, Problem } from "../api.ts"
import type { Ich } from "../data.ts"
import { Button, Input, Refusal } from "../part/ui.tsx"

export function Kalenderadresse({ haus, ich }: { readonly haus: string; readonly ich: Ich }) {
  const [said, say] = useState("")
  const make = useMutation({
    mutationFn: () => body(client.ich.kalender.$post({ param: { tenant: haus }, json: {} })),
    onSuccess: () => say("Die Adresse ist angelegt. Sie wird nur jetzt gezeigt."),
  })
  if (!ich.may.includes("self.write") && !ich.functions.some((f) => f.gremiumId !== undefined)) return null
  const address = make.data?.address
  const copy = async () => {
    if (address === undefined) return
    try {
      await navigator.clipboard.writeText(address)
      say("Die Adresse ist kopiert.")
    } catch {
      say("Bitte markieren und kopieren Sie die Adresse von Hand.")
    }
  }
  return (
    <section aria-labelledby="kalenderadresse">
      <h2 className="kern-heading-medium" id="kalenderadresse">
        In Ihrem Kalender
      </h2>
      <p className="kern-body">
        Sitzungen Ihrer Gremien, Fristen und Aufgaben lassen sich in Outlook, Thunderbird oder am Telefon abonnieren
        (iCalendar). Wer die Adresse kennt, liest mit; geben Sie sie nicht weiter. Eine neue Adresse macht die bisherige
        ungültig.
      </p>
      {address === undefined ? (
        <div className="knoepfe">
          <Button kind="secondary" busy={make.isPending} onClick={() => make.mutate()}>
            Kalenderadresse anlegen
          </Button>
        </div>
      ) : (
        <div className="schmal">
          <Input label="Kalenderadresse" readOnly value={address} onFocus={(event) => event.target.select()} />
          <div className="knoepfe">
            <Button kind="secondary" onClick={() => void copy()}>
              Kopieren
            </Button>
          </div>
        </div>
      )}
      <p className="kern-body" role="status">
        {said}
      </p>
      {make.error instanceof Problem && <Refusal problem={make.error} />}
    </section>
  )
}
