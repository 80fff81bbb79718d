/** Vorlage editor: the form in the order of the paper, saved by itself; what is missing; Einreichen. */
import type { Block } from "@beschlussweg/core/block"
import { useQuery } from "@tanstack/react-query"
import { Link, useParams } from "@tanstack/react-router"
import { lazy, Suspense, useEffect, useEffectEvent, useRef, useState } from "react"
import { Problem } from "../api.ts"
import { type House, ofHouse } from "../data.ts"
import { instant } from "../format.ts"
import { chunk } from "../part/chunk.ts"
import type { Owner } from "../part/kept.ts"
import { Refused } from "../part/refused.tsx"
import { PageTitle } from "../part/title.tsx"
import { Alert, Button, Input, Loading, Refusal, Select } from "../part/ui.tsx"
import { Anlagen } from "../vorlage/form/anlagen.tsx"
import { YesNo } from "../vorlage/form/choice.tsx"
import { Compare } from "../vorlage/form/compare.tsx"
import { checkQuery, draftQuery } from "../vorlage/form/data.ts"
import { Digest } from "../vorlage/form/digest.tsx"
import type { Draft } from "../vorlage/form/draft.ts"
import { Folge } from "../vorlage/form/folge.tsx"
import { begun, errorsOf, type Form, same, sendable } from "../vorlage/form/form.ts"
import { type Kept, kept } from "../vorlage/form/kept.ts"
import { Missing } from "../vorlage/form/missing.tsx"
import { Money } from "../vorlage/form/money.tsx"
import { Notes } from "../vorlage/form/notes.tsx"
import { Preview } from "../vorlage/form/preview.tsx"
import { useWriting } from "../vorlage/form/saving.ts"
import { SavedLine, SavingTrouble } from "../vorlage/form/status.tsx"
import { Submit } from "../vorlage/form/submit.tsx"

const RichEditor = lazy(chunk(() => import("../rich/editor.tsx").then((m) => ({ default: m.RichEditor }))))
const plain = (read: () => { type: string }[]) => () => read() as Block[]

const LOCKED = ["issuing", "running", "completed", "stopped"]

export function Bearbeiten() {
  const { haus, vorlageId } = useParams({ from: "/$haus/vorlage/$vorlageId/bearbeiten" })
  const house = useQuery(ofHouse(haus).haus)
  const me = useQuery(ofHouse(haus).ich)
  const { data, error, refetch } = useQuery(draftQuery(haus, vorlageId))
  const problem = error ?? house.error ?? me.error
  if (problem instanceof Problem && !(data && house.data && me.data))
    return <Refused name="Vorlage bearbeiten" problem={problem} again={() => void refetch()} />
  if (!data || !house.data || !me.data) return <Loading what="Das Formular wird geladen." />
  const locked = data.chain !== undefined && LOCKED.includes(data.chain.state)
  if (!data.draft || locked)
    return (
      <>
        <PageTitle name="Vorlage bearbeiten">{data.betreff || "Vorlage ohne Betreff"}</PageTitle>
        <Alert
          tone="info"
          title={locked ? "Diese Vorlage ist unterwegs oder beendet." : "Sie können dieses Formular nicht ändern."}
        >
          <p className="kern-body">
            {locked
              ? "Ihr Formular ändert sich nicht mehr. Wird sie zurückgegeben, geht es mit einer neuen Fassung weiter."
              : "Vorlagen bearbeiten Personen mit den Funktionen Verfasser, Amtsleitung oder Geschäftsführung, oder wer sie zurückbekommen hat."}
          </p>
          <Link to="/$haus/vorlage/$vorlageId" params={{ haus, vorlageId }}>
            Zur Vorlage
          </Link>
        </Alert>
      </>
    )
  const draft = { form: data.draft.form as Form, rev: data.draft.rev, at: undefined }
  return (
    <Chosen
      owner={{ haus, personId: me.data.personId }}
      vorlageId={vorlageId}
      house={house.data}
      draft={draft}
      fassung={data.fassung + 1}
      nummer={data.nummer}
    />
  )
}

interface Whole {
  readonly owner: Owner
  readonly vorlageId: string
  readonly house: House
  readonly draft: Draft
  readonly fassung: number
  readonly nummer: string | undefined
}

/** Before anything is shown to write on: a draft that this device kept is offered. */
function Chosen(whole: Whole) {
  const { owner, vorlageId, house, draft } = whole
  const [found] = useState<Kept | undefined>(() => {
    const here = kept.read(owner, vorlageId)
    return here && !same(here.form, draft.form) ? here : undefined
  })
  // Only lines that somebody has begun: nothing to choose between, they are simply there again.
  const onlyBegun = found !== undefined && same(sendable(found.form), draft.form)
  const [chosen, setChosen] = useState<"kept" | "saved" | undefined>(
    found === undefined ? "saved" : onlyBegun ? "kept" : undefined,
  )
  if (found && chosen === undefined)
    return (
      <>
        <PageTitle name="Vorlage bearbeiten">{found.form.betreff || "Vorlage ohne Betreff"}</PageTitle>
        <Alert tone="info" title="Auf diesem Gerät liegt ein Stand, der noch nicht gespeichert ist." live>
          <p className="kern-body">
            Er wurde am {instant(found.at)} geschrieben.
            {found.rev !== draft.rev && " Seitdem wurde das Formular an anderer Stelle gespeichert."} Womit möchten Sie
            weiterarbeiten?
          </p>
          <div className="knoepfe">
            <Button onClick={() => setChosen("kept")}>Mit dem Stand dieses Geräts</Button>
            <Button
              kind="secondary"
              onClick={() => {
                kept.drop(owner, vorlageId)
                setChosen("saved")
              }}
            >
              Mit dem gespeicherten Stand
            </Button>
            <Compare
              mine={found.form}
              theirs={draft.form}
              heads={["Stand dieses Geräts", "Gespeicherter Stand"]}
              gremium={(id) => house.gremien.find((g) => g.id === id)?.name ?? id}
            />
          </div>
        </Alert>
      </>
    )
  const begin = chosen === "kept" && found ? { ...draft, form: found.form } : draft
  return <Editor {...whole} draft={begin} unsaved={chosen === "kept" && !onlyBegun} />
}

function Editor({ owner, vorlageId, house, draft, fassung, nummer, unsaved }: Whole & { readonly unsaved: boolean }) {
  const { haus } = owner
  const writing = useWriting(owner, vorlageId, draft, unsaved)
  const { form, change } = writing
  const [asking, setAsking] = useState<number>()
  const [tried, setTried] = useState(false)
  const check = useQuery(checkQuery(haus, vorlageId, writing.rev))
  const last = useRef(check.data)
  if (check.data) last.current = check.data
  const found = check.data ?? last.current
  const findings = found && [...begun(form), ...found.findings]
  // Errors stand at the fields once somebody wanted to submit; before that the list is enough.
  const errors = tried && findings ? errorsOf(findings) : NO_ERRORS
  const art = house.arten.find((a) => a.id === form.artId)
  const gremium = (id: string) => house.gremien.find((g) => g.id === id)?.name ?? id
  const programme = form.anlagen.find((a) => a.kind === "programme")

  const save = useEffectEvent(() => void writing.flush())
  useEffect(() => {
    const keys = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "s") return
      event.preventDefault()
      save()
    }
    window.addEventListener("keydown", keys)
    return () => window.removeEventListener("keydown", keys)
  }, [])

  const submit = async () => {
    setTried(true)
    const rev = await writing.flush()
    if (rev === undefined) return
    const { data } = await check.refetch()
    const left = [...begun(writing.current()), ...(data?.findings ?? [])]
    if (data && left.length === 0) setAsking(data.rev)
    else document.getElementById("fehlt")?.focus()
  }

  return (
    <>
      <PageTitle name={`${form.betreff || "Neue Vorlage"} bearbeiten`}>{form.betreff || "Neue Vorlage"}</PageTitle>
      <div className="leiste">
        <SavedLine writing={writing} />
        <Button kind="tertiary" onClick={() => void writing.flush()}>
          Speichern (Strg+S)
        </Button>
        <Link to="/$haus/vorlage/$vorlageId" params={{ haus, vorlageId }}>
          Zur Ansicht der Vorlage
        </Link>
      </div>
      <SavingTrouble writing={writing} gremium={gremium} />
      <div className="spalten">
        <div className="formular">
          <section aria-labelledby="kopf">
            <h2 className="kern-heading-medium" id="kopf">
              Kopf
            </h2>
            <Select
              id="feld-art"
              label="Art der Vorlage"
              options={house.arten.map((a) => ({ value: a.id, label: a.label }))}
              value={form.artId}
              error={errors.get("feld-art")}
              onChange={(artId) => change({ artId })}
            />
            <YesNo
              id="feld-oeffentlich"
              legend="Beratung und Veröffentlichung"
              hint="Nichtöffentlich ist eine Vorlage nur, wenn Gemeinwohl oder Rechte Einzelner es verlangen."
              words={["öffentlich", "nichtöffentlich"]}
              value={form.public}
              onChange={(open) => change({ public: open })}
            />
            <Select
              id="feld-amt"
              label="Federführendes Amt"
              options={house.aemter.map((a) => ({ value: a.id, label: a.name }))}
              value={form.amtId}
              error={errors.get("feld-amt")}
              onChange={(amtId) => change({ amtId })}
            />
            {art?.number.source === "outside" && (
              <Input
                id="feld-nummer"
                label="Nummer"
                hint="aus dem Ratsinformationssystem"
                maxLength={60}
                value={form.nummer ?? ""}
                error={errors.get("feld-nummer")}
                onChange={(event) => change({ nummer: event.target.value })}
              />
            )}
            <Input
              id="feld-betreff"
              label="Betreff"
              maxLength={500}
              value={form.betreff}
              error={errors.get("feld-betreff")}
              onChange={(event) => change({ betreff: event.target.value })}
            />
          </section>
          <section aria-labelledby="beratungsfolge">
            <h2 className="kern-heading-medium" id="beratungsfolge">
              Beratungsfolge
            </h2>
            <Folge
              haus={haus}
              house={house}
              value={form.beratungsfolge}
              errors={errors}
              onChange={(beratungsfolge) => change({ beratungsfolge })}
            />
          </section>
          <section aria-labelledby="finanzen">
            <h2 className="kern-heading-medium" id="finanzen">
              Finanzielle Auswirkungen
            </h2>
            <Money
              key={writing.generation}
              value={form.finance}
              own={house.house.ownShareLabel}
              errors={errors}
              onChange={(finance) => change({ finance })}
            />
          </section>
          <Suspense fallback={<Loading what="Der Texteditor wird geladen." />}>
            <section aria-labelledby="vorschlag">
              <h2 className="kern-heading-medium" id="vorschlag">
                Beschlussvorschlag
              </h2>
              <RichEditor
                key={`b${writing.generation}`}
                id="feld-beschlussvorschlag"
                label="Beschlussvorschlag"
                quiet
                hint={art?.decides === false ? "bei dieser Art freiwillig" : "der Satz, über den abgestimmt wird"}
                blocks={form.beschlussvorschlag}
                error={errors.get("feld-beschlussvorschlag")}
                onChange={(read) => writing.later({ beschlussvorschlag: plain(read) })}
              />
            </section>
            <section aria-labelledby="erlaeuterungen">
              <h2 className="kern-heading-medium" id="erlaeuterungen">
                Erläuterungen
              </h2>
              {programme && <Digest haus={haus} programmeId={programme.programmeId} writing={writing} />}
              <RichEditor
                key={`e${writing.generation}`}
                id="feld-erlaeuterungen"
                label="Erläuterungen"
                quiet
                hint="Alt+F10 führt zu den Werkzeugen, Esc zurück in den Text"
                blocks={form.erlaeuterungen}
                error={errors.get("feld-erlaeuterungen")}
                onChange={(read) => writing.later({ erlaeuterungen: plain(read) })}
              />
            </section>
          </Suspense>
          <section aria-labelledby="anlagen">
            <h2 className="kern-heading-medium" id="anlagen">
              Anlagen
            </h2>
            <Anlagen
              haus={haus}
              value={form.anlagen}
              isPublic={form.public}
              errors={errors}
              onChange={(anlagen) => change({ anlagen })}
              latest={() => writing.current().anlagen}
            />
            {programme && (
              <Notes haus={haus} programmeId={programme.programmeId} onNoted={() => void check.refetch()} />
            )}
          </section>
        </div>
        <aside className="daneben" aria-label="Prüfung und Einreichen">
          {check.error instanceof Problem && !found ? (
            <Refusal problem={check.error} again={() => void check.refetch()} />
          ) : (
            <Missing findings={findings} warnings={found?.warnings ?? []} checking={check.isFetching} />
          )}
          <div className="knoepfe">
            <Button onClick={() => void submit()}>Einreichen</Button>
            <Preview haus={haus} vorlageId={vorlageId} flush={writing.flush} />
          </div>
          <p className="kern-body">
            Beim Einreichen entsteht das PDF, das gesiegelt und gezeichnet wird. Die Vorschau zeigt schon jetzt, wie es
            aussehen wird, auch wenn noch etwas fehlt.
          </p>
        </aside>
      </div>
      {asking !== undefined && (
        <Submit
          owner={owner}
          vorlageId={vorlageId}
          rev={asking}
          betreff={form.betreff}
          art={art?.label ?? "Vorlage"}
          fassung={fassung}
          nummer={nummer}
          onClose={() => setAsking(undefined)}
        />
      )}
    </>
  )
}
const NO_ERRORS: ReadonlyMap<string, string> = new Map()
