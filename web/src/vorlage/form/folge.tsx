/** Beratungsfolge: the bodies in their order, each with its day and what it does; days of planned meetings are offered. */

import { useQueries } from "@tanstack/react-query"
import { body, client } from "../../api.ts"
import { today } from "../../clock.ts"
import type { House } from "../../data.ts"
import { day } from "../../format.ts"
import { Button, Input, Select } from "../../part/ui.tsx"
import type { Form, Row } from "./form.ts"
import { Names } from "./names.tsx"
import { Rows } from "./rows.tsx"

const DOES: readonly Row["zustaendigkeit"][] = ["Vorberatung", "Anhörung", "Entscheidung", "Kenntnisnahme"]

/** The house's usual way through the bodies, without the rows that may be left out; days are still to be chosen. */
export const usual = (house: House): Row[] =>
  house.template.steps.flatMap((step) =>
    step.kind === "bodies"
      ? (step.folge ?? [])
          .filter((r) => !r.optional)
          .map(({ gremiumId, zustaendigkeit }) => ({ gremiumId, zustaendigkeit, termin: "", berichterstattung: [] }))
      : [],
  )

/** Coming meetings of this year and the next, as everybody sees them who may. */
function useMeetings(haus: string, wanted: boolean) {
  const on = today()
  const year = Number(on.slice(0, 4))
  const found = useQueries({
    queries: [year, year + 1].map((y) => ({
      queryKey: ["haus", haus, "sitzungen", y],
      queryFn: () => body(client.sitzungen.$get({ param: { tenant: haus }, query: { year: String(y) } })),
      enabled: wanted,
      staleTime: 60_000,
    })),
  })
  return found
    .flatMap((q) => q.data?.items ?? [])
    .filter((s) => s.on >= on && s.state !== "held")
    .map(({ gremiumId, on, start, ort, stateLabel }) => ({ gremiumId, on, start, ort, stateLabel }))
}

export function Folge({
  haus,
  house,
  value,
  errors,
  onChange,
}: {
  readonly haus: string
  readonly house: House
  readonly value: Form["beratungsfolge"]
  readonly errors: ReadonlyMap<string, string>
  readonly onChange: (value: Row[]) => void
}) {
  const calendars = house.gremien.filter((g) => g.ladung !== undefined).map((g) => g.id)
  const meetings = useMeetings(
    haus,
    value.some((r) => calendars.includes(r.gremiumId)),
  )
  const nameOf = (id: string) => house.gremien.find((g) => g.id === id)?.name ?? "Gremium noch offen"
  const proposed = usual(house)
  const bodies = [{ value: "", label: "Bitte wählen" }, ...house.gremien.map((g) => ({ value: g.id, label: g.name }))]
  return (
    <>
      {errors.get("folge-neu") && (
        <p className="kern-error">
          <span className="kern-icon kern-icon--danger" aria-hidden="true" />
          <span className="kern-body">{errors.get("folge-neu")}</span>
        </p>
      )}
      <Rows
        id="folge"
        items={value}
        onChange={onChange}
        create={(): Row => ({ gremiumId: "", termin: "", berichterstattung: [], zustaendigkeit: "Entscheidung" })}
        add="Gremium hinzufügen"
        name={(r, i) => `${i + 1}. ${nameOf(r.gremiumId)}`}
        empty={
          proposed.length > 0 && (
            <div className="vorschlag">
              <p className="kern-body">
                In diesem Haus üblich: {proposed.map((r) => `${nameOf(r.gremiumId)} (${r.zustaendigkeit})`).join(", ")}.
              </p>
              <Button kind="secondary" onClick={() => onChange(proposed)}>
                Übliche Beratungsfolge übernehmen
              </Button>
            </div>
          )
        }
      >
        {(row, i, set) => {
          const offered = meetings.filter((m) => m.gremiumId === row.gremiumId)
          const error = errors.get(`folge-${i}-gremium`)
          return (
            <>
              <Select
                id={`folge-${i}-gremium`}
                label="Gremium"
                options={bodies}
                value={row.gremiumId}
                error={error}
                onChange={(gremiumId) => set({ ...row, gremiumId, termin: "" })}
              />
              {offered.length > 0 ? (
                <Select
                  label="Sitzung"
                  hint="geplante Sitzungen dieses Gremiums"
                  options={[
                    { value: "", label: "Bitte wählen" },
                    ...(row.termin !== "" && !offered.some((m) => m.on === row.termin)
                      ? [{ value: row.termin, label: `${day(row.termin)} (keine Sitzung geplant)` }]
                      : []),
                    ...offered.map((m) => ({
                      value: m.on,
                      label: `${day(m.on)}, ${m.start} Uhr${m.stateLabel ? ` (${m.stateLabel})` : ""}`,
                    })),
                  ]}
                  value={row.termin}
                  onChange={(termin) => set({ ...row, termin })}
                />
              ) : (
                <Input
                  label="Termin"
                  type="date"
                  value={row.termin}
                  {...(calendars.includes(row.gremiumId)
                    ? { hint: "Für dieses Gremium ist noch keine Sitzung geplant. Sitzungen plant der Sitzungsdienst." }
                    : {})}
                  onChange={(event) => set({ ...row, termin: event.target.value })}
                />
              )}
              <Select
                label="Zuständigkeit"
                options={DOES.map((d) => ({ value: d, label: d }))}
                value={row.zustaendigkeit}
                onChange={(next) => set({ ...row, zustaendigkeit: DOES.find((d) => d === next) ?? row.zustaendigkeit })}
              />
              <Names
                label="Berichterstattung"
                hint="wer vorträgt; mehrere Namen mit Komma getrennt"
                value={row.berichterstattung}
                onChange={(berichterstattung) => set({ ...row, berichterstattung })}
              />
            </>
          )
        }}
      </Rows>
    </>
  )
}
