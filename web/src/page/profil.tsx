/** Profil: own functions, Abwesenheit, Vertretung, Benachrichtigungen. */

import { useQuery } from "@tanstack/react-query"
import { useParams } from "@tanstack/react-router"
import { Problem } from "../api.ts"
import { ofHouse } from "../data.ts"
import { day } from "../format.ts"
import { Refused } from "../part/refused.tsx"
import { PageTitle } from "../part/title.tsx"
import { Loading } from "../part/ui.tsx"
import { Abwesenheiten } from "../profil/abwesenheit.tsx"
import { functionWord } from "../profil/function.ts"
import { Mails } from "../profil/mail.tsx"
import { Vertretungen } from "../profil/vertretung.tsx"

export function Profil() {
  const { haus } = useParams({ from: "/$haus" })
  const me = useQuery(ofHouse(haus).ich)
  const house = useQuery(ofHouse(haus).haus)
  const error = me.error ?? house.error
  if (error instanceof Problem && !(me.data && house.data))
    return <Refused name="Profil" problem={error} again={() => void me.refetch()} />
  if (!me.data || !house.data) return <Loading what="Ihr Profil wird geladen." />
  const { name, title, functions } = me.data
  const own = functions.filter((f) => f.as === "selbst")
  const acting = functions.filter((f) => f.as !== "selbst")
  return (
    <>
      <PageTitle name="Profil">{name}</PageTitle>
      {title && <p className="kern-body">{title}</p>}
      <section aria-labelledby="funktionen">
        <h2 className="kern-heading-medium" id="funktionen">
          Ihre Funktionen
        </h2>
        {own.length === 0 && (
          <p className="kern-body">Ihnen ist keine Funktion übertragen. Das kann die Mandantenadministration ändern.</p>
        )}
        <ul className="kern-list">
          {own.map((f) => (
            <li key={`${f.role}|${f.amtId ?? ""}|${f.gremiumId ?? ""}`}>{functionWord(house.data, f)}</li>
          ))}
          {acting.map((f) => (
            <li key={`${f.role}|${f.amtId ?? ""}|${f.gremiumId ?? ""}|${f.forId ?? ""}`}>
              {f.as === "IV" ? "in Vertretung" : "im Auftrag"}
              {f.forName ? ` für ${f.forName}` : ""}: {functionWord(house.data, f)}
              {f.from && f.to ? `, ${day(f.from)} bis ${day(f.to)}` : ""}
            </li>
          ))}
        </ul>
      </section>
      {me.data.may.includes("self.write") ? (
        <>
          <Abwesenheiten haus={haus} absences={me.data.absences} />
          <Vertretungen
            haus={haus}
            house={house.data}
            own={own}
            deputies={me.data.deputies}
            personId={me.data.personId}
          />
          <Mails haus={haus} />
        </>
      ) : (
        <p className="kern-body">
          Auf Ihre Funktionen warten keine Schritte; Abwesenheit, Vertretung und Mails stellen Sie deshalb hier nicht
          ein. Was nötig ist, trägt die Mandantenadministration ein.
        </p>
      )}
    </>
  )
}
