/** Functions of a person as lines: which, from when, until when. What somebody represents or the sign-in gives stays as it is. */
import type { Assignment } from "@beschlussweg/core/role"
import type { House } from "../data.ts"
import { day } from "../format.ts"
import { Input, Select } from "../part/ui.tsx"
import { functionWord, seatKey } from "../profil/function.ts"
import { Rows } from "../vorlage/form/rows.tsx"
import { guarded, seatOf, seatOptions, seats } from "./seat.ts"

const mine = (f: Assignment): boolean => f.as === "selbst" && f.source === undefined

export function Functions({
  house,
  value,
  onChange,
}: {
  readonly house: House
  readonly value: readonly Assignment[]
  readonly onChange: (value: Assignment[]) => void
}) {
  const own = value.filter(mine)
  const others = value.filter((f) => !mine(f))
  const options = seatOptions(house)
  return (
    <fieldset className="gruppe__rahmen">
      <legend>Funktionen</legend>
      <p className="kern-hint">
        Funktionen, mit denen jemand zeichnet, und die Mandantenadministration selbst gelten erst, wenn eine zweite
        Person der Mandantenadministration sie bestätigt hat. Alle anderen gelten sofort.
      </p>
      <Rows
        id="funktion"
        items={own}
        name={(f) => functionWord(house, f)}
        create={(): Assignment => ({ ...(seats(house)[0] ?? { role: "verfasser" }), as: "selbst" })}
        add="Funktion hinzufügen"
        empty={
          <p className="kern-body">
            Diese Person hat keine Funktion. Sie kann sich dann nur umsehen, wo alle es können.
          </p>
        }
        onChange={(next) => onChange([...next, ...others])}
      >
        {(f, i, set) => (
          <>
            <Select
              id={`funktion-${i}-was`}
              label="Funktion"
              options={options}
              value={seatKey(f)}
              hint={guarded(house, f.role) ? "wird zu zweit vergeben" : undefined}
              onChange={(key) => {
                const seat = seatOf(house, key)
                if (seat) set({ ...seat, as: "selbst", from: f.from, to: f.to })
              }}
            />
            <Input
              label="Beginn"
              optional
              type="date"
              value={f.from ?? ""}
              onChange={(event) => set({ ...f, from: event.target.value || undefined })}
            />
            <Input
              label="Letzter Tag"
              optional
              type="date"
              min={f.from}
              value={f.to ?? ""}
              onChange={(event) => set({ ...f, to: event.target.value || undefined })}
            />
          </>
        )}
      </Rows>
      {others.length > 0 && (
        <div>
          <p className="kern-label">Außerdem</p>
          <ul className="kern-list">
            {others.map((f) => (
              <li key={`${seatKey(f)}|${f.as}|${f.forId ?? ""}|${f.from ?? ""}`}>
                {functionWord(house, f)}
                {f.source === "idp"
                  ? ", aus der Anmeldung des Hauses"
                  : `, ${f.as === "IV" ? "in Vertretung" : "im Auftrag"} für ${f.forName ?? "eine andere Person"}`}
                {f.from && f.to ? `, ${day(f.from)} bis ${day(f.to)}` : ""}
              </li>
            ))}
          </ul>
        </div>
      )}
    </fieldset>
  )
}
