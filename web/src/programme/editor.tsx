/** Frame of the editor: Gliederung left, text in the middle, Befunde and Anmerkungen right; both sides can be closed. */
import "./programme.css"
import { canonical } from "@beschlussweg/core/canonical"
import { type Section, sectionNumbers } from "@beschlussweg/core/content"
import { useQuery, useQueryClient } from "@tanstack/react-query"
import { Link, useNavigate, useSearch } from "@tanstack/react-router"
import { useEffect, useEffectEvent, useMemo, useRef, useState, useSyncExternalStore } from "react"
import { body, client } from "../api.ts"
import { type Ich, ofHouse } from "../data.ts"
import { NoteNumbers } from "../part/rich.tsx"
import { Tabs } from "../part/tabs.tsx"
import { PageTitle } from "../part/title.tsx"
import { Alert, Button } from "../part/ui.tsx"
import { Carried } from "./carried.tsx"
import { Comments } from "./comments.tsx"
import { changeWhole, ofProgramme, type Programm, placeSection } from "./data.ts"
import { openDesk } from "./desk.ts"
import { Files } from "./files.tsx"
import { Findings } from "./findings.tsx"
import { kept, type Place } from "./kept.ts"
import { Outline } from "./outline.tsx"
import { Participation } from "./participation.tsx"
import { RollOver } from "./rollover.tsx"
import type { Room, Spot } from "./room.ts"
import { Abschnitt, headId, spotId } from "./section.tsx"
import { useSides } from "./sides.ts"
import { Staende } from "./staende.tsx"
import { added, emptySection, withSections } from "./structure.ts"
import { type Whole, WholeTree } from "./tree.ts"
import type { View } from "./view.ts"
import { nameOf, noteNumbers } from "./words.ts"

const FROM = "/$haus/programme/$programmeId/bearbeiten"
const NO_SECTIONS: readonly Section[] = []

export function Editor({
  haus,
  programm,
  me,
}: {
  readonly haus: string
  readonly programm: Programm
  readonly me: Ich
}) {
  const programmeId = programm.id
  const queries = useQueryClient()
  const search = useSearch({ from: FROM })
  const navigate = useNavigate({ from: FROM })
  const people = useQuery(ofHouse(haus).personen)
  const of = ofProgramme(haus, programmeId)
  const findings = useQuery(of.befunde)
  const comments = useQuery(of.anmerkungen)
  const works = useQuery(of.zustaendig)
  const marks = useQuery({
    ...of.unveraendert,
    enabled: programm.before !== undefined && programm.content !== undefined,
  })
  const [desk] = useState(openDesk)
  const place = useMemo<Place>(() => ({ haus, programmeId, personId: me.personId }), [haus, programmeId, me.personId])
  const [hand, setHand] = useState<{ readonly id: string; readonly spot: Spot }>()
  const [here, setHere] = useState(search.abschnitt)
  const [keptHere, setKeptHere] = useState(() => kept.sections(place))
  const [said, setSaid] = useState("")
  const [focus, setFocus] = useState<string>()
  const sides = useSides()

  const { content } = programm
  const sections = content?.sections ?? NO_SECTIONS
  const numbers = useMemo(() => sectionNumbers(sections), [sections])
  const notes = useMemo(() => (content ? noteNumbers(content) : new Map<string, string>()), [content])
  const noteOf = useMemo(() => (id: string) => notes.get(id), [notes])
  const help = useHelp(haus, programm)
  const whole = useMemo<Whole | undefined>(
    () => content && { tree: content, numbers, notes, findings: findings.data?.findings ?? [], help },
    [content, numbers, notes, findings.data, help],
  )

  // What the parts call is the same for as long as the page stands, so that a hundred sections are not drawn anew.
  const latest = useRef({ sections, numbers })
  latest.current = { sections, numbers }
  const names = useMemo(() => new Map((people.data ?? []).map((p) => [p.personId, p.name])), [people.data])
  const mayWrite = me.may.includes("programme.write")
  const room = useMemo<Room>(() => {
    const address = (change: Partial<View>) =>
      void navigate({ search: (was: View) => ({ ...was, ...change }), replace: true, resetScroll: false })
    const own: Room = {
      place,
      desk,
      mayWrite,
      name: (personId) => names.get(personId) ?? "jemand, der nicht mehr hier arbeitet",
      go(sectionId, spot) {
        const section = latest.current.sections.find((s) => s.id === sectionId)
        setHere(sectionId)
        address({ ansicht: undefined, abschnitt: sectionId } as Partial<View>)
        const canWrite = mayWrite && section?.lock !== "readOnly"
        if (spot && canWrite) return setHand({ id: sectionId, spot })
        setFocus(spot?.block === undefined ? headId(sectionId) : spotId(sectionId, spot.block))
      },
      close() {
        setHand((was) => {
          if (was) setFocus(headId(was.id))
          return undefined
        })
      },
      saved(section, before) {
        placeSection(queries, haus, programmeId, section)
        setKeptHere(kept.sections(place))
        void queries.invalidateQueries({ queryKey: of.befunde.queryKey })
        void queries.invalidateQueries({ queryKey: of.unveraendert.queryKey })
        // Figures of tables and titles stand in other sections, too.
        if (carries(section) !== carries(before)) void queries.invalidateQueries({ queryKey: of.lesen.queryKey })
      },
      forget(sectionId) {
        kept.drop(place, sectionId, true)
        setKeptHere(kept.sections(place))
      },
      append(section) {
        const next: Section = { ...emptySection(""), title: section.title, blocks: section.blocks }
        void own
          .change((tree) => withSections(tree, added(tree.sections, undefined, next)))
          .then(() => {
            desk.drop(section.id)
            setKeptHere(kept.sections(place))
            own.go(next.id, {})
          })
      },
      async change(make) {
        for (const writer of desk.all()) await writer.flush()
        await changeWhole(queries, haus, programmeId, make)
      },
      say: setSaid,
    }
    return own
  }, [place, desk, mayWrite, names, queries, haus, programmeId, navigate, of.befunde, of.lesen, of.unveraendert])

  useEffect(() => {
    if (focus === undefined) return
    const found = document.getElementById(focus)
    if (!found) return
    found.focus({ preventScroll: true })
    found.scrollIntoView({ block: "start" })
    setFocus(undefined)
  }, [focus])
  // A link to a section leads there.
  const arrive = useEffectEvent(() => {
    if (search.abschnitt !== undefined && search.ansicht === undefined) setFocus(headId(search.abschnitt))
  })
  useEffect(() => arrive(), [])
  useLeaving(desk)

  const keptOpen = keptHere.filter((id) => id !== hand?.id && sections.some((s) => s.id === id))
  const ansicht = search.ansicht ?? "text"
  const tab = search.seite ?? "befunde"
  const open = (findings.data?.findings ?? []).filter((f) => f.severity !== "hint" && !f.acknowledged).length
  const notesOpen = (comments.data ?? []).filter((c) => !c.done).length
  const link = (to: View["ansicht"] | "text", label: string) => (
    <li>
      <Link
        from={FROM}
        to="."
        search={to === "text" ? {} : { ansicht: to }}
        // The router compares addresses; here only the view counts.
        activeProps={current(ansicht === to)}
        inactiveProps={current(ansicht === to)}
      >
        {label}
      </Link>
    </li>
  )
  return (
    <div className="programm">
      <PageTitle name={`${programm.title} bearbeiten`}>{programm.title}</PageTitle>
      <nav className="ansichten" aria-label="Ansichten des Programms">
        <ul>
          {link("text", "Text")}
          {link("staende", "Stände und Vergleich")}
          {link("beteiligung", "Beteiligung")}
          {link("dateien", "Dateien und Fortschreibung")}
          <li>
            <Link to="/$haus/programme/$programmeId/zahlen" params={{ haus, programmeId }}>
              Zahlen
            </Link>
          </li>
        </ul>
      </nav>
      <p className="kern-sr-only" role="status">
        {said}
      </p>
      {!mayWrite && (
        <Alert tone="info" title="Sie können dieses Programm lesen und Anmerkungen schreiben.">
          <p className="kern-body">
            Am Text schreiben Verfasser, Fachautorinnen und Fachautoren, Controlling und die Leitung.
          </p>
        </Alert>
      )}
      {keptOpen.length > 0 && (
        <Alert tone="warning" title="Auf diesem Gerät liegt Text, der noch nicht gespeichert ist.">
          <ul className="kern-list">
            {keptOpen.map((id) => {
              const index = sections.findIndex((s) => s.id === id)
              const section = sections[index]
              return (
                section && (
                  <li key={id}>
                    <Button kind="tertiary" onClick={() => room.go(id, {})}>
                      {nameOf(numbers[index] ?? "", section)} öffnen
                    </Button>
                  </li>
                )
              )
            })}
          </ul>
        </Alert>
      )}
      {ansicht === "staende" && (
        <Staende
          room={room}
          programm={programm}
          compared={search}
          onCompare={(compared) =>
            void navigate({ search: { ansicht: "staende", ...compared } as View, resetScroll: false })
          }
        />
      )}
      {ansicht === "beteiligung" && <Participation room={room} />}
      {ansicht === "dateien" && (
        <div className="schmal">
          <section aria-labelledby="dateien">
            <h2 className="kern-heading-medium" id="dateien">
              Dateien des Arbeitstexts
            </h2>
            {content ? (
              <Files haus={haus} programmeId={programmeId} stand="draft" />
            ) : (
              <p className="kern-body">Dateien gibt es, sobald das Programm einen Text hat.</p>
            )}
          </section>
          {mayWrite && content && <RollOver room={room} programm={programm} />}
        </div>
      )}
      {ansicht === "text" && (
        <>
          <div className="leiste programm__leiste">
            <Button kind="tertiary" aria-expanded={sides.left} aria-controls="seite-links" onClick={sides.toggleLeft}>
              Gliederung
            </Button>
            <Lying room={room} />
            <Button
              kind="tertiary"
              aria-expanded={sides.right}
              aria-controls="seite-rechts"
              onClick={sides.toggleRight}
            >
              Befunde und Anmerkungen ({open + notesOpen})
            </Button>
          </div>
          <div
            className="programm__spalten"
            data-links={sides.left || undefined}
            data-rechts={sides.right || undefined}
          >
            <div id="seite-links" className="programm__seite" hidden={!sides.left}>
              {sides.left && (
                <Outline
                  room={room}
                  sections={sections}
                  numbers={numbers}
                  here={here}
                  works={works.data ?? []}
                  findings={findings.data?.findings ?? []}
                  comments={comments.data ?? []}
                  keptHere={keptHere}
                  onHere={setHere}
                />
              )}
            </div>
            <div className="programm__text">
              {sections.length === 0 && (
                <p className="leer kern-body">
                  Das Programm hat noch keinen Text.{" "}
                  {mayWrite
                    ? "Beginnen Sie in der Gliederung mit einem neuen Abschnitt, oder lesen Sie unter „Programme“ eine Word-Datei ein."
                    : "Er erscheint hier, sobald jemand zu schreiben beginnt."}
                </p>
              )}
              {whole && (
                <WholeTree.Provider value={whole}>
                  <NoteNumbers.Provider value={noteOf}>
                    {sections.map((section, i) => (
                      <Abschnitt
                        key={section.id}
                        room={room}
                        section={section}
                        number={numbers[i] ?? ""}
                        inHand={hand?.id === section.id}
                        spot={hand?.id === section.id ? hand.spot : undefined}
                        work={works.data?.find((w) => w.sectionId === section.id)}
                      />
                    ))}
                  </NoteNumbers.Provider>
                </WholeTree.Provider>
              )}
            </div>
            {/* The way to what was acknowledged leads back here. */}
            <aside
              id="seite-rechts"
              className="programm__seite"
              aria-label="Befunde und Anmerkungen"
              tabIndex={-1}
              hidden={!sides.right}
            >
              {sides.right && (
                <Tabs
                  label="Neben dem Text"
                  tabs={[
                    { id: "befunde", label: `Befunde (${open})` },
                    { id: "anmerkungen", label: `Anmerkungen (${notesOpen})` },
                    ...(programm.before ? [{ id: "vorjahr", label: `Vorjahr (${marks.data?.length ?? "…"})` }] : []),
                  ]}
                  chosen={tab}
                  onChoose={(id) =>
                    void navigate({
                      search: (was: View) => ({ ...was, seite: id as NonNullable<View["seite"]> }),
                      replace: true,
                      resetScroll: false,
                    })
                  }
                >
                  {tab === "befunde" && (
                    <Findings room={room} findings={findings.data?.findings ?? []} here={hand?.id ?? here} />
                  )}
                  {tab === "anmerkungen" && (
                    <Comments
                      room={room}
                      comments={comments.data ?? []}
                      sections={sections}
                      numbers={numbers}
                      here={hand?.id ?? here}
                      me={me.personId}
                    />
                  )}
                  {tab === "vorjahr" && <Carried room={room} marks={marks.data ?? []} />}
                </Tabs>
              )}
            </aside>
          </div>
        </>
      )}
    </div>
  )
}

const current = (is: boolean) => ({ "aria-current": is ? ("page" as const) : undefined })

/** What other sections may repeat of this one. */
const carries = (section: Section): string =>
  canonical([section.title, section.level, section.blocks.filter((b) => "id" in b)])

/** Whether everything has arrived, for all sections together. */
function Lying({ room }: { readonly room: Room }) {
  const list = useSyncExternalStore(room.desk.subscribe, room.desk.list)
  const [trouble, open] = [
    list.filter((l) => l.state === "waiting" || l.state === "refused" || l.state === "conflict").length,
    list.filter((l) => l.state === "changed" || l.state === "saving").length,
  ]
  return (
    <p className="gespeichert" data-stand={trouble > 0 ? "waiting" : open > 0 ? "changed" : "saved"}>
      {trouble > 0
        ? trouble === 1
          ? "Ein Abschnitt ist nicht gespeichert."
          : `${trouble} Abschnitte sind nicht gespeichert.`
        : open > 0
          ? "Noch nicht gespeichert."
          : "Alles ist gespeichert."}
    </p>
  )
}

/** Nothing is lost on the way out: what has not arrived is kept here, sent again when the network is back, and asked about. */
function useLeaving(desk: ReturnType<typeof openDesk>): void {
  useEffect(() => {
    const send = () => {
      for (const writer of desk.all()) void writer.flush()
    }
    const keep = () => {
      for (const writer of desk.all()) writer.keep()
    }
    const seen = () => (document.visibilityState === "hidden" ? keep() : send())
    const leaving = (event: BeforeUnloadEvent) => {
      keep()
      if (desk.all().some((w) => w.snapshot().saving.state !== "saved")) event.preventDefault()
    }
    const keys = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.key !== "s") return
      event.preventDefault()
      send()
    }
    window.addEventListener("online", send)
    window.addEventListener("focus", send)
    document.addEventListener("visibilitychange", seen)
    window.addEventListener("beforeunload", leaving)
    window.addEventListener("keydown", keys)
    return () => {
      window.removeEventListener("online", send)
      window.removeEventListener("focus", send)
      document.removeEventListener("visibilitychange", seen)
      window.removeEventListener("beforeunload", leaving)
      window.removeEventListener("keydown", keys)
      keep()
      send()
    }
  }, [desk])
}

/** What the Gliederung says of its sections. */
function useHelp(haus: string, { content, year }: Programm): Whole["help"] {
  const id = content?.template?.id
  const { data } = useQuery({
    queryKey: ["haus", haus, "gliederungen", year],
    queryFn: () => body(client.programme.gliederungen.$get({ param: { tenant: haus }, query: { year } })),
    enabled: id !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  })
  return useMemo(() => {
    const known = new Map(data?.find((o) => o.id === id)?.sections.map((s) => [s.key, s.help]))
    return (section) => (section.key === undefined ? undefined : known.get(section.key))
  }, [data, id])
}
