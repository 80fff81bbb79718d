/** The house itself: how it calls and presents itself, its Ämter and words, days and Fristen. */

import { ROLE_LABEL, type Role } from "@beschlussweg/core/role"
import { today } from "../clock.ts"
import type { House } from "../data.ts"
import { Check } from "../part/field.tsx"
import { Input, Select, TextArea } from "../part/ui.tsx"
import { LogoOf } from "../verwaltung/logo.tsx"
import { WithHouse } from "../verwaltung/part.tsx"
import { SaveBar, useSection } from "../verwaltung/section.tsx"
import { idFrom } from "../verwaltung/weg/word.ts"
import { Rows } from "../vorlage/form/rows.tsx"

export function HausVerwaltung() {
  return (
    <WithHouse title="Haus">
      {(house, haus) => (
        <>
          <Paper house={house} haus={haus} />
          <LogoOf house={house} haus={haus} />
          <Aemter house={house} haus={haus} />
          <Words house={house} haus={haus} />
          <Days house={house} haus={haus} />
        </>
      )}
    </WithHouse>
  )
}

interface Of {
  readonly house: House
  readonly haus: string
}
const lines = (typed: string): string[] => typed.split("\n")
const trimmed = (list: readonly string[]): string[] => list.map((l) => l.trim()).filter((l) => l !== "")

function Paper({ house, haus }: Of) {
  const section = useSection(
    haus,
    house,
    ({ house: h, supervisor, baseUrl }) => ({ ...h, accent: h.accent ?? "", supervisor, baseUrl }),
    ({ supervisor, baseUrl, accent, ...h }, now) => ({
      house: { ...now.house, ...h, address: trimmed(h.address), accent: accent === "" ? undefined : accent },
      supervisor: { name: supervisor.name, address: trimmed(supervisor.address) },
      baseUrl,
    }),
  )
  const { draft, change } = section
  return (
    <section aria-labelledby="papier">
      <h2 className="kern-heading-medium" id="papier">
        Auf dem Papier
      </h2>
      <div className="felder">
        <Input
          id="haus-name"
          label="Name des Hauses"
          value={draft.name}
          onChange={(event) => change({ ...draft, name: event.target.value })}
        />
        <Input
          id="haus-traeger"
          label="Träger"
          value={draft.traeger}
          onChange={(event) => change({ ...draft, traeger: event.target.value })}
        />
        <TextArea
          id="haus-anschrift"
          label="Anschrift"
          hint="Eine Zeile je Zeile des Briefkopfs"
          rows={3}
          value={draft.address.join("\n")}
          onChange={(event) => change({ ...draft, address: lines(event.target.value) })}
        />
        <Input
          label="Eigener Anteil bei den finanziellen Auswirkungen"
          hint="zum Beispiel Belastung Kreis Aulenfeld"
          value={draft.ownShareLabel}
          onChange={(event) => change({ ...draft, ownShareLabel: event.target.value })}
        />
        <Input
          id="haus-farbe"
          label="Hausfarbe der Überschriften"
          hint="sechs Stellen, zum Beispiel #1f4468; dunkel genug für weißes Papier. Leer: unsere."
          optional
          maxLength={7}
          value={draft.accent}
          onChange={(event) => change({ ...draft, accent: event.target.value.trim().toLowerCase() })}
        />
        <Input
          label="Beginn der Prüfadresse auf Papieren"
          hint="Hier kann jeder prüfen, ob ein Papier echt ist. Schon gedruckte Adressen ändern sich nicht mit."
          type="url"
          value={draft.baseUrl}
          onChange={(event) => change({ ...draft, baseUrl: event.target.value })}
        />
        <Input
          label="Datenschutzaufsicht"
          optional
          maxLength={200}
          value={draft.supervisor.name}
          onChange={(event) => change({ ...draft, supervisor: { ...draft.supervisor, name: event.target.value } })}
        />
        <TextArea
          label="Anschrift der Datenschutzaufsicht"
          optional
          rows={2}
          value={draft.supervisor.address.join("\n")}
          onChange={(event) =>
            change({ ...draft, supervisor: { ...draft.supervisor, address: lines(event.target.value) } })
          }
        />
      </div>
      <p className="kern-body">
        {house.land} · {house.house.kind === "gE" ? "gemeinsame Einrichtung" : "zugelassener kommunaler Träger"}. Die
        Organisationsform bleibt, wie sie ist.
      </p>
      <SaveBar
        section={section}
        to={({ place, reason }) =>
          reason === "tenant.accent" || place.endsWith("accent")
            ? "haus-farbe"
            : place === "Träger"
              ? "haus-traeger"
              : "haus-name"
        }
      />
    </section>
  )
}

function Aemter({ house, haus }: Of) {
  const section = useSection(
    haus,
    house,
    (now) => now.aemter,
    (aemter, now) => {
      const taken = [...aemter, ...now.gremien, ...now.arten].map((x) => x.id).filter((id) => id !== "")
      return {
        aemter: aemter.map((a) => {
          if (a.id !== "") return a
          const id = idFrom(a.name, taken)
          taken.push(id)
          return { ...a, id }
        }),
      }
    },
  )
  return (
    <section aria-labelledby="aemter">
      <h2 className="kern-heading-medium" id="aemter">
        Ämter
      </h2>
      <p className="kern-body">Federführung einer Vorlage und Mitzeichnung gehören zu einem Amt.</p>
      <Rows
        id="amt"
        items={section.draft}
        name={(a) => a.name || "Neues Amt"}
        create={() => ({ id: "", name: "" })}
        add="Amt hinzufügen"
        onChange={section.change}
      >
        {(amt, i, set) => (
          <Input
            id={`amt-${i}-name`}
            label="Name"
            maxLength={200}
            value={amt.name}
            onChange={(event) => set({ ...amt, name: event.target.value })}
          />
        )}
      </Rows>
      <SaveBar section={section} to={() => "amt-neu"} />
    </section>
  )
}

function Words({ house, haus }: Of) {
  const section = useSection(
    haus,
    house,
    ({ labels }) => ({
      programme: labels.programme,
      roles: (Object.keys(labels.roles) as Role[]).map((role) => ({ role, word: labels.roles[role] ?? "" })),
    }),
    ({ programme, roles }) => ({
      labels: {
        programme,
        roles: Object.fromEntries(roles.filter((r) => r.word.trim() !== "").map((r) => [r.role, r.word.trim()])),
      },
    }),
  )
  const { draft, change } = section
  const free = (Object.keys(ROLE_LABEL) as Role[]).filter((r) => !draft.roles.some((o) => o.role === r))
  return (
    <section aria-labelledby="worte">
      <h2 className="kern-heading-medium" id="worte">
        Eigene Worte
      </h2>
      <div className="felder">
        <Input
          id="wort-programm"
          label="So heißt das Programm bei Ihnen"
          value={draft.programme}
          onChange={(event) => change({ ...draft, programme: event.target.value })}
        />
      </div>
      <h3 className="kern-title">Funktionen</h3>
      <Rows
        id="wort"
        items={draft.roles}
        name={(r) => ROLE_LABEL[r.role]}
        {...(free[0] === undefined ? {} : { create: () => ({ role: free[0] ?? "lesend", word: "" }) })}
        add="Eigenes Wort hinzufügen"
        empty={<p className="kern-body">Für Funktionen stehen die üblichen Worte.</p>}
        onChange={(roles) => change({ ...draft, roles })}
      >
        {(row, i, set) => (
          <>
            <Select
              id={`wort-${i}-funktion`}
              label="Funktion"
              options={[row.role, ...free].map((r) => ({ value: r, label: ROLE_LABEL[r] }))}
              value={row.role}
              onChange={(role) => set({ ...row, role: [row.role, ...free].find((r) => r === role) ?? row.role })}
            />
            <Input
              id={`wort-${i}-wort`}
              label="Ihr Wort"
              maxLength={120}
              value={row.word}
              onChange={(event) => set({ ...row, word: event.target.value })}
            />
          </>
        )}
      </Rows>
      <SaveBar section={section} to={() => "wort-programm"} />
    </section>
  )
}

const FREE = [
  { value: "arbeitstag", label: "Arbeitstag" },
  { value: "frei", label: "frei" },
] as const
const OWN = { regional: [], holidays: [], heiligabend: "arbeitstag", silvester: "arbeitstag", samstag: "frei" } as const
const dayOff = (value: string): "arbeitstag" | "frei" => (value === "frei" ? "frei" : "arbeitstag")
const REGIONAL = [
  { value: "fronleichnam", label: "Fronleichnam (Teile von Sachsen und Thüringen)" },
  { value: "mariae-himmelfahrt", label: "Mariä Himmelfahrt (Gemeinden in Bayern)" },
  { value: "augsburg", label: "Augsburger Hohes Friedensfest" },
] as const

function Days({ house, haus }: Of) {
  const section = useSection(
    haus,
    house,
    ({ calendar, durations, sitzungen }) => ({
      calendar: {
        ...(calendar ?? OWN),
        regional: [...(calendar?.regional ?? [])],
        holidays: [...(calendar?.holidays ?? [])],
      },
      reserve: durations?.reserve ?? 2,
      sitzungen: sitzungen ?? { late: "warn" as const, nonPublicTops: "neutral" as const },
    }),
    ({ calendar, reserve, sitzungen }, now) => ({
      calendar,
      sitzungen,
      durations: { kinds: {}, steps: {}, ...now.durations, reserve },
    }),
  )
  const { draft, change } = section
  const own = (next: Partial<typeof draft.calendar>) => change({ ...draft, calendar: { ...draft.calendar, ...next } })
  return (
    <section aria-labelledby="tage">
      <h2 className="kern-heading-medium" id="tage">
        Kalender und Fristen
      </h2>
      <div className="felder">
        <div className="nebeneinander">
          {(["heiligabend", "silvester", "samstag"] as const).map((name) => (
            <Select
              key={name}
              label={{ heiligabend: "Heiligabend", silvester: "Silvester", samstag: "Samstag" }[name]}
              options={FREE}
              value={draft.calendar[name]}
              onChange={(value) => own({ [name]: dayOff(value) })}
            />
          ))}
        </div>
        <fieldset className="gruppe__rahmen">
          <legend>Feiertage, die nur in Teilen eines Landes gelten</legend>
          {REGIONAL.map((r) => (
            <Check
              key={r.value}
              label={r.label}
              checked={draft.calendar.regional.includes(r.value)}
              onChange={(on) =>
                own({
                  regional: REGIONAL.map((o) => o.value).filter((v) =>
                    v === r.value ? on : draft.calendar.regional.includes(v),
                  ),
                })
              }
            />
          ))}
        </fieldset>
      </div>
      <h3 className="kern-title">Eigene freie Tage</h3>
      <Rows
        id="frei"
        items={draft.calendar.holidays}
        name={(h) => h.name || "Neuer freier Tag"}
        create={() => ({ on: "", name: "" })}
        add="Freien Tag hinzufügen"
        empty={<p className="kern-body">Außer den Feiertagen des Landes ist nichts eingetragen.</p>}
        onChange={(holidays) => own({ holidays })}
      >
        {(h, i, set) => (
          <>
            <Input
              id={`frei-${i}-name`}
              label="Name"
              maxLength={120}
              value={h.name}
              onChange={(event) => set({ ...h, name: event.target.value })}
            />
            <Input
              id={`frei-${i}-tag`}
              label="Tag"
              type="date"
              value={h.on.length === 10 ? h.on : ""}
              hint={h.on.length === 5 ? `Jedes Jahr am ${h.on.slice(3)}.${h.on.slice(0, 2)}.` : undefined}
              onChange={(event) => set({ ...h, on: event.target.value })}
            />
            <Check
              id={`frei-${i}-jedes`}
              label="jedes Jahr"
              checked={h.on.length === 5}
              onChange={(yearly) =>
                set({
                  ...h,
                  on: yearly ? h.on.slice(5) : h.on.length === 5 ? `${today().slice(0, 4)}-${h.on}` : h.on,
                })
              }
            />
          </>
        )}
      </Rows>
      <div className="felder">
        <Input
          label="Reserve in Werktagen"
          hint="Hat ein Schritt weniger Luft, steht er im Plan auf Gelb."
          type="number"
          min={0}
          max={30}
          value={draft.reserve}
          onChange={(event) =>
            change({ ...draft, reserve: Math.min(30, Math.max(0, Math.trunc(Number(event.target.value) || 0))) })
          }
        />
        <Select
          label="Eine Vorlage für eine Sitzung, deren Frist vorbei ist"
          options={[
            { value: "warn", label: "wird mit einem Hinweis eingereicht" },
            { value: "refuse", label: "wird nicht angenommen" },
          ]}
          value={draft.sitzungen.late}
          onChange={(late) =>
            change({ ...draft, sitzungen: { ...draft.sitzungen, late: late === "refuse" ? "refuse" : "warn" } })
          }
        />
        <Select
          label="Nichtöffentliche Punkte auf der öffentlichen Tagesordnung"
          options={[
            { value: "neutral", label: "stehen mit Nummer und neutralem Titel" },
            { value: "omitted", label: "stehen nicht darauf" },
          ]}
          value={draft.sitzungen.nonPublicTops}
          onChange={(tops) =>
            change({
              ...draft,
              sitzungen: { ...draft.sitzungen, nonPublicTops: tops === "omitted" ? "omitted" : "neutral" },
            })
          }
        />
      </div>
      <SaveBar section={section} to={() => "frei-neu"} />
    </section>
  )
}
