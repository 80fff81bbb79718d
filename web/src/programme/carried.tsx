/** Aus dem Vorjahr: passages and figures that nobody has touched since; each is changed in the text, or confirmed. */
import { useMutation, useQueryClient } from "@tanstack/react-query"
import { body, client, Problem } from "../api.ts"
import { Button, Refusal } from "../part/ui.tsx"
import { type Mark, ofProgramme } from "./data.ts"
import type { Room } from "./room.ts"

/** Marks that one request confirms. */
const AT_ONCE = 2000
const SHOWN = 30

export function Carried({ room, marks }: { readonly room: Room; readonly marks: readonly Mark[] }) {
  const { haus, programmeId } = room.place
  const queries = useQueryClient()
  const confirm = useMutation({
    mutationFn: (hashes: readonly string[]) =>
      body(
        client.programme[":programmeId"].unveraendert.$post({
          param: { tenant: haus, programmeId },
          json: { marks: hashes.slice(0, AT_ONCE) },
        }),
      ),
    onSuccess: ({ open }) => {
      room.say(open === 0 ? "Alles aus dem Vorjahr ist bestätigt." : `Bestätigt. Noch ${open} offen.`)
      document.getElementById("seite-rechts")?.focus()
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ofProgramme(haus, programmeId).unveraendert.queryKey }),
  })
  const groups = new Map<string, Mark[]>()
  for (const mark of marks.slice(0, SHOWN)) groups.set(mark.place, [...(groups.get(mark.place) ?? []), mark])
  return (
    <div className="befunde">
      <p className="kern-body">
        Diese Stellen stehen noch so da wie im Vorjahr. Bitte schreiben Sie sie neu, oder bestätigen Sie, dass sie
        weiter gelten.
      </p>
      {marks.length === 0 && <p className="kern-body">Alles ist neu geschrieben oder bestätigt.</p>}
      {confirm.error instanceof Problem && <Refusal problem={confirm.error} />}
      {[...groups].map(([place, own]) => {
        const sectionId = own[0]?.sectionId ?? ""
        return (
          <section key={place} aria-label={place}>
            <h3 className="kern-title">{place}</h3>
            <ul className="befunde__liste">
              {own.map((m) => (
                <li key={m.hash}>
                  <p className="kern-body">
                    {m.kind === "figure" ? "Zahl: " : ""}
                    {m.text}
                  </p>
                  {room.mayWrite && (
                    <Button kind="tertiary" busy={confirm.isPending} onClick={() => confirm.mutate([m.hash])}>
                      Gilt weiter<span className="kern-sr-only">: {m.text.slice(0, 80)}</span>
                    </Button>
                  )}
                </li>
              ))}
            </ul>
            <div className="befunde__knoepfe">
              {sectionId !== "" && (
                <Button kind="tertiary" onClick={() => room.go(sectionId, {})}>
                  Zum Abschnitt<span className="kern-sr-only">: {place}</span>
                </Button>
              )}
              {room.mayWrite && own.length > 1 && (
                <Button kind="tertiary" busy={confirm.isPending} onClick={() => confirm.mutate(own.map((m) => m.hash))}>
                  Alle hier gelten weiter<span className="kern-sr-only">: {place}</span>
                </Button>
              )}
            </div>
          </section>
        )
      })}
      {marks.length > SHOWN && (
        <p className="kern-body">Weitere {marks.length - SHOWN} folgen, sobald diese entschieden sind.</p>
      )}
    </div>
  )
}
