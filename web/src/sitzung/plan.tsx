/** Planning meetings: one, or a series whose days are shown first; odd days are named and must be meant. */
import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { body, client } from "../api.ts"
import type { House } from "../data.ts"
import { day } from "../format.ts"
import { Check } from "../part/field.tsx"
import { Input, Select } from "../part/ui.tsx"
import { Ask } from "./ask.tsx"
import { type Gremium, sitzungsdienst, type Termin, today } from "./data.ts"
import { MOST, RHYTHMS, type Rhythm, series, unusual, weekdayName } from "./tag.ts"

interface Said {
  readonly title: string
  readonly warnings: readonly { readonly reason: string; readonly place: string; readonly message: string }[]
}

export function Plan({
  haus,
  house,
  gremien,
  gremiumId,
  onClose,
  onDone,
}: {
  readonly haus: string
  readonly house: House
  readonly gremien: readonly Gremium[]
  readonly gremiumId: string | undefined
  readonly onClose: () => void
  readonly onDone: (said: Said) => void
}) {
  const [wish, setWish] = useState({
    gremiumId: gremien.find((g) => g.id === gremiumId)?.id ?? gremien[0]?.id ?? "",
    first: "",
    rhythm: "einmal" as Rhythm,
    until: "",
    start: "17:00",
    end: "",
    ort: "",
    open: "",
  })
  // Days that somebody has decided about; others follow the rule: odd or taken days are left out.
  const [chosen, setChosen] = useState<ReadonlyMap<string, boolean>>(new Map())
  const set = (next: Partial<typeof wish>) => setWish({ ...wish, ...next })
  const year = Number((wish.first || today()).slice(0, 4))
  const known = [
    useQuery(sitzungsdienst(haus).jahr(year)).data ?? [],
    useQuery(sitzungsdienst(haus).jahr(year + 1)).data ?? [],
  ].flat()
  const days = wish.first === "" ? [] : series(wish.first, wish.rhythm, wish.until || wish.first)
  const rows = days.map((on) => {
    const odd = unusual(on, house)
    const taken = takenBy(known, wish.gremiumId, on)
    return { on, odd, taken, picked: chosen.get(on) ?? (odd === undefined && !taken) }
  })
  const meant = rows.filter((r) => r.picked)
  const send = () =>
    body(
      client.sitzungen.$post({
        param: { tenant: haus },
        json: {
          sitzungen: meant.map(({ on, odd }) => ({
            gremiumId: wish.gremiumId,
            on,
            start: wish.start,
            ...(wish.end === "" ? {} : { end: wish.end }),
            ort: wish.ort,
            ...(wish.open === "" ? {} : { public: wish.open === "ja" }),
            confirmed: odd !== undefined,
          })),
        },
      }),
    )
  return (
    <Ask
      haus={haus}
      title="Sitzungen planen"
      button={meant.length > 1 ? `${meant.length} Sitzungen planen` : "Sitzung planen"}
      check={() =>
        wish.first === "" || wish.start === ""
          ? "Bitte nennen Sie Tag und Uhrzeit."
          : meant.length === 0
            ? "Bitte wählen Sie mindestens einen Tag."
            : undefined
      }
      send={send}
      onClose={onClose}
      onDone={({ sitzungen }) =>
        onDone({
          title: sitzungen.length === 1 ? "Die Sitzung ist geplant." : `${sitzungen.length} Sitzungen sind geplant.`,
          warnings: sitzungen.flatMap((s) => s.warnings),
        })
      }
    >
      <Select
        label="Gremium"
        options={gremien.map((g) => ({ value: g.id, label: g.name }))}
        value={wish.gremiumId}
        onChange={(id) => set({ gremiumId: id })}
      />
      <div className="reihe__felder">
        <Input
          label={wish.rhythm === "einmal" ? "Tag" : "Erster Tag"}
          type="date"
          required
          min={today()}
          value={wish.first}
          onChange={(event) => set({ first: event.target.value })}
        />
        <Select
          label="Wiederholung"
          options={RHYTHMS}
          value={wish.rhythm}
          onChange={(value) => set({ rhythm: RHYTHMS.find((r) => r.value === value)?.value ?? "einmal" })}
        />
        {wish.rhythm !== "einmal" && (
          <Input
            label="Letzter Tag"
            type="date"
            required
            min={wish.first || undefined}
            value={wish.until}
            onChange={(event) => set({ until: event.target.value })}
          />
        )}
        <Input
          label="Beginn"
          type="time"
          required
          value={wish.start}
          onChange={(event) => set({ start: event.target.value })}
        />
        <Input
          label="Ende"
          type="time"
          optional
          value={wish.end}
          onChange={(event) => set({ end: event.target.value })}
        />
        <Select
          label="Öffentlichkeit"
          options={[
            { value: "", label: "wie bei diesem Gremium üblich" },
            { value: "ja", label: "öffentlich" },
            { value: "nein", label: "nichtöffentlich" },
          ]}
          value={wish.open}
          onChange={(open) => set({ open })}
        />
      </div>
      <Input
        label="Ort"
        optional
        maxLength={200}
        value={wish.ort}
        onChange={(event) => set({ ort: event.target.value })}
      />
      {rows.length > 0 && (
        <fieldset className="kern-fieldset tage-gruppe">
          <legend className="kern-label">
            {meant.length} von {rows.length} {rows.length === 1 ? "Tag" : "Tagen"}
          </legend>
          <p className="kern-body">
            Feiertage, Wochenenden und Tage mit einer Sitzung dieses Gremiums sind nicht gewählt. Jede Sitzung beginnt
            mit den Formalien der vorigen.
          </p>
          {rows.length === MOST && <p className="kern-body">Auf einmal sind {MOST} Sitzungen möglich.</p>}
          <div className="tage">
            {rows.map((r) => (
              <Check
                key={r.on}
                label={`${weekdayName(r.on)}, ${day(r.on)}${r.taken ? " – hier tagt das Gremium schon" : r.odd === undefined ? "" : ` – ${r.odd}`}`}
                checked={r.picked}
                onChange={(on) => setChosen(new Map(chosen).set(r.on, on))}
              />
            ))}
          </div>
        </fieldset>
      )}
    </Ask>
  )
}

const takenBy = (known: readonly Termin[], gremiumId: string, on: string): boolean =>
  known.some((s) => s.gremiumId === gremiumId && s.on === on && s.state !== "cancelled")
