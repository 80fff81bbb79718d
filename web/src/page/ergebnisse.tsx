/** Ergebnisse of a meeting: one line per point, entered one by one or all at once, corrected with a reason; then the extracts. */
import { useQueries, useQuery, useQueryClient } from "@tanstack/react-query"
import { Link, useParams } from "@tanstack/react-router"
import { useEffect, useState } from "react"
import { Problem } from "../api.ts"
import { type House, ofHouse, type Vorlage } from "../data.ts"
import { day } from "../format.ts"
import type { Owner } from "../part/kept.ts"
import { Refused } from "../part/refused.tsx"
import { PageTitle } from "../part/title.tsx"
import { Alert, Loading } from "../part/ui.tsx"
import { type GremiumWhole, type Sitzung, sitzungsdienst } from "../sitzung/data.ts"
import { type BodyStep, EMPTY, type Entry, judge, type Sitting } from "../sitzung/ergebnis/entry.ts"
import { Extracts } from "../sitzung/ergebnis/extracts.tsx"
import { Head } from "../sitzung/ergebnis/head.tsx"
import { kept } from "../sitzung/ergebnis/kept.ts"
import { FromFile } from "../sitzung/ergebnis/list.tsx"
import { Recorded } from "../sitzung/ergebnis/recorded.tsx"
import { Row, type Saving } from "../sitzung/ergebnis/row.tsx"
import { hasProgramme, lineOf, type Point, sendLines, sendOne, vorschlagOf } from "../sitzung/ergebnis/send.ts"
import { Crumbs } from "../sitzung/rooms.tsx"
import { topsOf } from "../sitzung/top.ts"
import "../sitzung/sitzung.css"
import "../sitzung/ergebnis/ergebnis.css"

export { Einzeln } from "../sitzung/ergebnis/einzeln.tsx"

export function Ergebnisse() {
  const { haus, sitzungId } = useParams({ from: "/$haus/sitzung/$sitzungId/ergebnisse" })
  const sitzung = useQuery(sitzungsdienst(haus).sitzung(sitzungId))
  const house = useQuery(ofHouse(haus).haus)
  const me = useQuery(ofHouse(haus).ich)
  const body = useQuery({
    ...sitzungsdienst(haus).gremium(sitzung.data?.gremiumId ?? "", sitzung.data?.on),
    enabled: sitzung.data !== undefined,
  })
  const error = sitzung.error ?? house.error ?? body.error ?? me.error
  if (error instanceof Problem && !(sitzung.data && body.data))
    return <Refused name="Ergebnisse" problem={error} again={() => void sitzung.refetch()} />
  if (!sitzung.data || !house.data || !body.data || !me.data) return <Loading what="Die Tagesordnung wird geladen." />
  return (
    <Whole owner={{ haus, personId: me.data.personId }} house={house.data} sitzung={sitzung.data} body={body.data} />
  )
}

const making = (v: Vorlage | undefined): boolean =>
  v?.fassungen.some((f) => !f.superseded && f.beingMade.length > 0) ?? false

const stepOf = (vorlage: Vorlage, stepId: string | undefined): BodyStep | undefined => {
  const step = vorlage.chain?.steps.find((s) => s.id === stepId)
  return step?.kind === "body" ? step : undefined
}

function Whole({
  owner,
  house,
  sitzung,
  body,
}: {
  readonly owner: Owner
  readonly house: House
  readonly sitzung: Sitzung
  readonly body: GremiumWhole
}) {
  const { haus } = owner
  const queries = useQueryClient()
  const { gremium } = body
  const year = Number(sitzung.today.slice(0, 4))
  const years = [useQuery(sitzungsdienst(haus).jahr(year)), useQuery(sitzungsdienst(haus).jahr(year + 1))]
  const coming = years.flatMap((y) => y.data ?? []).filter((s) => s.state === "planned" || s.state === "invited")
  const members = body.members.filter((m) => m.voting && m.forIds.length === 0)
  const tops = topsOf(sitzung)
  const asked = tops.filter((t) => t.vorlageId !== undefined && !t.removed)
  const vorlagen = useQueries({
    queries: asked.map((t) => ({
      ...ofHouse(haus).vorlage(t.vorlageId ?? ""),
      refetchInterval: (query: { state: { data: Vorlage | undefined } }) => (making(query.state.data) ? 3_000 : 60_000),
    })),
  })
  const points = asked.flatMap((t, i): Point[] => {
    const vorlage = vorlagen[i]?.data
    const step = vorlage && stepOf(vorlage, t.stepId)
    return vorlage && step ? [{ id: t.id, number: t.number, title: t.title, vorlage, step }] : []
  })
  const chair = body.members.find((m) => m.vorsitz === "vorsitz")?.name ?? ""
  const [found] = useState(() => kept.read(owner, sitzung.id))
  const [typed, setTyped] = useState<Sitting | undefined>(found?.sitting)
  const [entries, setEntries] = useState<Readonly<Record<string, Entry>>>(found?.entries ?? {})
  const [saving, setSaving] = useState<Readonly<Record<string, Saving>>>({})
  const [tried, setTried] = useState<ReadonlySet<string>>(new Set())
  const [headMissing, setHeadMissing] = useState(false)
  const [sending, setSending] = useState(false)
  const [said, say] = useState("")
  // Until somebody types, the head is what the first recorded result of this meeting says.
  const sitting =
    typed ?? headOf(points, { vorsitz: chair, schriftfuehrung: "", ort: sitzung.ort, anwesend: "", da: [] })
  useEffect(() => {
    if (typed !== undefined || Object.keys(entries).length > 0) kept.write(owner, sitzung.id, { sitting, entries })
  }, [owner, sitzung.id, typed, sitting, entries])
  const ground = (point: Point) => ({ gremium, step: point.step, on: sitzung.on, today: sitzung.today })
  const open = points.filter((p) => !p.step.result && !answered(tops, p))
  const complete = open.filter((p) => judge(entries[p.id] ?? EMPTY, sitting, ground(p)).error === undefined)
  const where = { sitzungId: sitzung.id }

  const forget = (ids: readonly string[]) => {
    const rest = (now: Readonly<Record<string, Entry>>) =>
      Object.fromEntries(Object.entries(now).filter(([id]) => !ids.includes(id)))
    setEntries(rest)
    setSaving((now) => Object.fromEntries(Object.entries(now).filter(([id]) => !ids.includes(id))))
  }
  const look = async (done: readonly Point[]) => {
    await Promise.all([
      ...done.map((p) => queries.invalidateQueries({ queryKey: ["haus", haus, "vorlage", p.vorlage.id] })),
      queries.invalidateQueries({ queryKey: ["haus", haus, "sitzung", sitzung.id] }),
    ])
    void queries.invalidateQueries({ queryKey: ["haus", haus, "aufgaben"] })
  }
  const wantsHead = (): boolean => {
    const missing = ["vorsitz", "schriftfuehrung"].find(
      (f) => sitting[f as "vorsitz" | "schriftfuehrung"].trim() === "",
    )
    setHeadMissing(missing !== undefined)
    if (missing !== undefined) document.getElementById(missing)?.focus()
    return missing !== undefined
  }
  const failed = (error: unknown): Saving => ({
    state: "failed",
    message: error instanceof Problem ? error.message : "Das hat nicht geklappt. Bitte versuchen Sie es noch einmal.",
    findings: error instanceof Problem ? error.findings : [],
  })
  /** Enters one line and goes on to the next; the answer is not waited for. */
  const save = (point: Point, entry: Entry) => {
    setEntries((now) => ({ ...now, [point.id]: entry }))
    setTried((now) => new Set(now).add(point.id))
    if (saving[point.id]?.state === "saving") return
    const line = lineOf(point, entry, sitting, gremium, members)
    if (judge(entry, sitting, ground(point)).error !== undefined || line === undefined || wantsHead()) return
    setSaving((now) => ({ ...now, [point.id]: { state: "saving" } }))
    const at = open.indexOf(point)
    const next = [...open.slice(at + 1), ...open.slice(0, at)].find((p) => saving[p.id]?.state !== "saving")
    document.getElementById(next ? `z-${next.id}-ergebnis` : "auszuege")?.focus()
    sendOne(haus, where, sitting, line)
      .then(async (taken) => {
        await look([point])
        forget([point.id])
        say(`TOP ${point.number ?? ""}: ${taken.result} eingetragen.`)
      })
      .catch((error: unknown) => {
        setSaving((now) => ({ ...now, [point.id]: failed(error) }))
        say(`TOP ${point.number ?? ""} wurde nicht eingetragen.`)
      })
  }
  const all = async () => {
    if (wantsHead()) return
    setSending(true)
    const sent = complete.flatMap((point) => {
      const line = lineOf(point, entries[point.id] ?? EMPTY, sitting, gremium, members)
      return line ? [{ point, line }] : []
    })
    try {
      const { taken, refused } = await sendLines(
        haus,
        where,
        sitting,
        sent.map((s) => s.line),
      )
      const done = taken.flatMap((t) => sent[t.index]?.point ?? [])
      await look(done)
      forget(done.map((p) => p.id))
      for (const r of refused) {
        const point = sent[r.index]?.point
        if (point) setSaving((now) => ({ ...now, [point.id]: failed(new Problem(422, r)) }))
      }
      say(`${taken.length} eingetragen${refused.length > 0 ? `, ${refused.length} nicht` : ""}.`)
    } catch (error) {
      for (const { point } of sent) setSaving((now) => ({ ...now, [point.id]: failed(error) }))
      say("Es wurde nichts eingetragen.")
    } finally {
      setSending(false)
    }
  }
  const loading = vorlagen.some((v) => v.isPending)
  return (
    <>
      <PageTitle
        name={`Ergebnisse ${sitzung.gremium}, ${day(sitzung.on)}`}
        before={
          <Crumbs
            haus={haus}
            gremium={{ id: gremium.id, name: gremium.name }}
            sitzung={{ id: sitzung.id, name: `Sitzung am ${day(sitzung.on)}` }}
          />
        }
      >
        Ergebnisse: {sitzung.gremium}, {day(sitzung.on)}
      </PageTitle>
      <Standing haus={haus} sitzung={sitzung} count={asked.length} open={open.length} loading={loading} />
      {sitzung.records && asked.length > 0 && sitzung.on <= sitzung.today && (
        <>
          <Head sitting={sitting} members={members} missing={headMissing} onChange={setTyped} />
          <details className="mehr">
            <summary>So geht es ohne Maus</summary>
            <ul className="kern-list">
              <li>Anfangsbuchstaben tippen: „b“ beschlossen, „eb“ einstimmig beschlossen, „v“ vertagt.</li>
              <li>
                Enter trägt die Zeile ein und führt zur nächsten. „einstimmig“ füllt die Stimmen aus der Zahl der
                Anwesenden.
              </li>
              <li>
                Tab führt zu Ja, Nein und Enthaltung; der Buchstabe „e“ in einem Stimmenfeld füllt sie einstimmig.
              </li>
            </ul>
          </details>
        </>
      )}
      <p className="kern-sr-only" role="status">
        {said}
      </p>
      {loading && <Loading what="Die Vorlagen der Tagesordnung werden geladen." />}
      <ol className="ergebnisse">
        {tops.map((top) => {
          const point = points.find((p) => p.id === top.id)
          const entry = entries[top.id] ?? EMPTY
          return (
            <li key={top.id}>
              {!point ? (
                <p className="ergebnis__titel">
                  <strong>TOP {top.number ?? "–"}</strong> {top.title}{" "}
                  <span className="daneben-klein">
                    {top.removed
                      ? "abgesetzt"
                      : top.vorlageId === undefined
                        ? "ohne Vorlage, ohne Ergebnis"
                        : "wird geladen"}
                  </span>
                </p>
              ) : point.step.result || answered(tops, point) ? (
                <Recorded
                  haus={haus}
                  house={house}
                  point={point}
                  gremium={gremium}
                  members={members}
                  sitting={sitting}
                  coming={coming}
                  where={{ sitzungId: sitzung.id, sitzungOn: sitzung.on }}
                  today={sitzung.today}
                  may={sitzung.records}
                />
              ) : sitzung.records && sitzung.on <= sitzung.today ? (
                <Row
                  id={`z-${point.id}`}
                  number={point.number ?? ""}
                  title={point.title}
                  nummer={point.vorlage.nummer ?? ""}
                  step={point.step}
                  vorschlag={vorschlagOf(point.vorlage)}
                  programme={hasProgramme(point.vorlage)}
                  entry={entry}
                  sitting={sitting}
                  gremium={gremium}
                  house={house}
                  members={members}
                  coming={coming}
                  on={sitzung.on}
                  today={sitzung.today}
                  saving={saving[point.id]}
                  asked={tried.has(point.id)}
                  button="Eintragen"
                  onChange={(next) => setEntries((now) => ({ ...now, [point.id]: next }))}
                  onSave={(next) => save(point, next)}
                />
              ) : (
                <p className="ergebnis__titel">
                  <strong>TOP {point.number}</strong> {point.title}{" "}
                  <span className="daneben-klein">noch ohne Ergebnis</span>
                </p>
              )}
            </li>
          )
        })}
      </ol>
      {sitzung.records && asked.length > 0 && (
        <>
          <Extracts haus={haus} points={points} ready={complete.length} busy={sending} onAll={() => void all()} />
          <FromFile haus={haus} sitzungId={sitzung.id} />
        </>
      )}
    </>
  )
}

/** Vertagt or verwiesen: dealt with in this meeting, and no final answer. */
const answered = (tops: readonly { readonly id: string; readonly answered?: boolean }[], point: Point): boolean =>
  tops.some((t) => t.id === point.id && t.answered)

function headOf(points: readonly Point[], otherwise: Sitting): Sitting {
  const [first] = points.filter((p) => p.step.result)
  const said = first?.step.result && first.vorlage.texts[first.step.result.textId]?.result
  if (!first?.step.result || !said) return otherwise
  const { votes } = first.step.result
  const da = (said.anwesende ?? []).flatMap((m) => m.memberId ?? [])
  return {
    vorsitz: said.vorsitz,
    schriftfuehrung: said.schriftfuehrung,
    ort: said.ort ?? otherwise.ort,
    anwesend: votes ? String(votes.anwesend + votes.befangen) : otherwise.anwesend,
    da,
  }
}

function Standing({
  haus,
  sitzung,
  count,
  open,
  loading,
}: {
  readonly haus: string
  readonly sitzung: Sitzung
  readonly count: number
  readonly open: number
  readonly loading: boolean
}) {
  if (count === 0)
    return (
      <p className="leer kern-body">
        Auf dieser Tagesordnung steht keine Vorlage, für die ein Ergebnis einzutragen wäre.{" "}
        <Link to="/$haus/sitzung/$sitzungId" params={{ haus, sitzungId: sitzung.id }}>
          Zur Sitzung
        </Link>
      </p>
    )
  if (sitzung.on > sitzung.today)
    return (
      <Alert tone="info" title={`Die Sitzung findet am ${day(sitzung.on)} statt. Ergebnisse tragen Sie danach ein.`} />
    )
  if (!sitzung.records)
    return (
      <Alert tone="info" title="Ergebnisse trägt die Geschäftsstelle des Gremiums ein.">
        <p className="kern-body">Sie sehen hier, was eingetragen ist.</p>
      </Alert>
    )
  if (loading) return null
  return (
    <p className="kern-body" role="status">
      {open === 0
        ? "Alle Punkte haben ein Ergebnis."
        : open === 1
          ? `Noch ohne Ergebnis: einer von ${count === 1 ? "einem Punkt" : `${count} Punkten`}.`
          : `${open} von ${count} Punkten sind noch ohne Ergebnis.`}
    </p>
  )
}
