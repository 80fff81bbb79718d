/** The section in hand: opened, with what this device or the service still has of it, then written. */
import { canonical } from "@beschlussweg/core/canonical"
import type { Section } from "@beschlussweg/core/content"
import { useQueryClient } from "@tanstack/react-query"
import { useEffect, useEffectEvent, useState, useSyncExternalStore } from "react"
import { body, client, Problem } from "../api.ts"
import { instant } from "../format.ts"
import { Alert, Button, Loading, Refusal } from "../part/ui.tsx"
import { normal } from "../rich/convert.ts"
import type { Offer } from "./data.ts"
import type { Kept } from "./kept.ts"
import { Merge } from "./merge.tsx"
import { type Chunk, type Torn, tear } from "./merging.ts"
import type { Room, Spot } from "./room.ts"
import { SavingTrouble, savedWords } from "./saved.tsx"
import { type Begun, beginWriting, openWriter, type Writer } from "./writer.ts"
import { Writing } from "./writing.tsx"

const evened = (section: Section): Section => ({ ...section, blocks: normal(section.blocks) })
const same = (a: Section, b: Section): boolean => canonical(evened(a)) === canonical(evened(b))

/**
 * What people wrote, without what bound figures and references say at the moment. Of typed blocks only which ones there are: saving
 * moves figures in them by itself.
 */
const wording = (section: Section): string => {
  const { title, blocks } = evened(section)
  return JSON.stringify([title, blocks.map((b) => ("id" in b ? b.id : b))], (_, value: unknown) =>
    typeof value === "object" && value !== null && "type" in value && (value.type === "number" || value.type === "ref")
      ? { ...value, text: "" }
      : value,
  )
}

interface HandProps {
  readonly room: Room
  readonly section: Section
  readonly number: string
  /** where to begin */
  readonly spot: Spot | undefined
}

export function Hand(props: HandProps) {
  const { room, section } = props
  const queries = useQueryClient()
  const [writer, setWriter] = useState<Writer | undefined>(() => room.desk.get(section.id))
  const [begun, setBegun] = useState<Begun>()
  const [problem, setProblem] = useState<Problem>()
  const [attempt, setAttempt] = useState(0)
  const begin = useEffectEvent((found: Begun, with_?: Kept) => {
    const made = openWriter(
      queries,
      room.place,
      {
        section: found.section,
        sha256: found.sha256,
        ...(with_ ? { unsaved: { section: with_.section, base: with_.base } } : {}),
      },
      room.saved,
    )
    room.desk.lay(made)
    setWriter(made)
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: `attempt` asks again
  useEffect(() => {
    if (writer) return
    let gone = false
    beginWriting(room.place, section.id).then(
      (found) => {
        if (gone) return
        setBegun(found)
        if (!found.kept || same(found.kept.section, found.section)) begin(found)
      },
      (error: unknown) => {
        if (!gone && error instanceof Problem) setProblem(error)
      },
    )
    return () => {
      gone = true
    }
  }, [attempt, section.id])
  const leave = useEffectEvent(() => room.desk.leave(section.id))
  useEffect(() => () => leave(), [])

  if (problem && !writer)
    return (
      <Refusal
        problem={problem}
        again={() => {
          setProblem(undefined)
          setAttempt(attempt + 1)
        }}
      />
    )
  if (writer)
    return (
      <Opened
        {...props}
        writer={writer}
        offers={begun?.offers ?? NONE}
        onAgain={() => {
          room.desk.leave(section.id)
          setBegun(undefined)
          setWriter(undefined)
          setAttempt(attempt + 1)
        }}
      />
    )
  if (begun?.kept)
    return (
      <KeptHere
        kept={begun.kept}
        behind={begun.kept.base !== begun.sha256}
        onTake={() => begin(begun, begun.kept)}
        onDrop={() => {
          room.forget(section.id)
          begin(begun)
        }}
      />
    )
  return <Loading what="Der Abschnitt wird geöffnet." />
}
const NONE: readonly Offer[] = []

/** What was written here and did not arrive. */
function KeptHere({
  kept,
  behind,
  onTake,
  onDrop,
}: {
  readonly kept: Kept
  readonly behind: boolean
  readonly onTake: () => void
  readonly onDrop: () => void
}) {
  return (
    <Alert tone="info" title="Auf diesem Gerät liegt Text, der noch nicht gespeichert ist." live>
      <p className="kern-body">
        Er wurde am {instant(kept.at)} geschrieben.
        {behind && " Seitdem wurde der Abschnitt geändert; Sie können beide Texte zusammenführen."}
      </p>
      <div className="knoepfe">
        <Button onClick={onTake}>{behind ? "Mit diesem Text zusammenführen" : "Mit diesem Text weiterarbeiten"}</Button>
        <Button kind="secondary" onClick={onDrop}>
          Diesen Text verwerfen
        </Button>
      </div>
    </Alert>
  )
}

function Opened({
  writer,
  offers: found,
  onAgain,
  ...props
}: HandProps & {
  readonly writer: Writer
  readonly offers: readonly Offer[]
  /** opens the section anew, as it is saved now */
  readonly onAgain: () => void
}) {
  const { room } = props
  const snapshot = useSyncExternalStore(writer.subscribe, writer.snapshot)
  const { saving } = snapshot
  const [offers, setOffers] = useState(found)
  const [looking, setLooking] = useState<Looking>()
  if (saving.state === "conflict") {
    const { theirs, base } = saving.conflict
    const even = base && evened(base)
    return (
      <Merge
        torn={tear(even, evened(writer.section()), evened(theirs))}
        base={even}
        heads={["Mein Text", "Gespeicherter Text"]}
        onTake={(section) => writer.settle(section, saving.conflict)}
      />
    )
  }
  if (looking)
    return (
      <Merge
        torn={looking.torn}
        base={undefined}
        heads={[`Text von ${room.name(looking.offer.by)}`, "Gespeicherter Text"]}
        onTake={(section) => {
          writer.settle(section, {
            theirs: looking.torn.theirs,
            sha256: looking.sha256,
            offerId: looking.offer.id,
          })
          setOffers(offers.filter((o) => o.id !== looking.offer.id))
          setLooking(undefined)
        }}
      >
        <Button kind="tertiary" onClick={() => setLooking(undefined)}>
          Später entscheiden
        </Button>
      </Merge>
    )
  // Figures that moved elsewhere are nobody's change of this section.
  const newer = saving.state === "saved" && wording(props.section) !== wording(writer.section())
  return (
    <>
      {newer && (
        <Alert tone="info" title="Jemand anderes hat diesen Abschnitt gerade geändert." live>
          <Button kind="secondary" onClick={onAgain}>
            Neuen Text laden
          </Button>
        </Alert>
      )}
      <p className="kern-sr-only" role="status" data-stand={saving.state}>
        {saving.state === "saving" || saving.state === "changed" ? "" : savedWords(snapshot)}
      </p>
      <SavingTrouble writer={writer} snapshot={snapshot} onAppend={room.append} />
      {offers.map((offer) => (
        <Waiting
          key={offer.id}
          room={room}
          offer={offer}
          writer={writer}
          onLook={setLooking}
          onGone={() => setOffers(offers.filter((o) => o.id !== offer.id))}
        />
      ))}
      <Writing key={snapshot.generation} {...props} writer={writer} />
    </>
  )
}

interface Looking {
  readonly offer: Offer
  readonly sha256: string
  readonly torn: Torn
}

/** A text that came too late, kept by the service until somebody has settled it. */
function Waiting({
  room,
  offer,
  writer,
  onLook,
  onGone,
}: {
  readonly room: Room
  readonly offer: Offer
  readonly writer: Writer
  readonly onLook: (looking: Looking) => void
  readonly onGone: () => void
}) {
  const [problem, setProblem] = useState<Problem>()
  const [busy, setBusy] = useState(false)
  const param = { tenant: room.place.haus, programmeId: room.place.programmeId, offerId: offer.id }
  const attempt = async (act: () => Promise<void>) => {
    setBusy(true)
    setProblem(undefined)
    try {
      await act()
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      // Settled by somebody else meanwhile.
      if (error.status === 404) onGone()
      else setProblem(error)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Alert
      tone="info"
      title={`Ein Text von ${room.name(offer.by)} vom ${instant(offer.at)} wartet darauf, zusammengeführt zu werden.`}
    >
      <div className="knoepfe">
        <Button
          kind="secondary"
          busy={busy}
          onClick={() =>
            void attempt(async () => {
              // What is being written now is part of what is compared.
              await writer.flush()
              const said = await body(client.programme[":programmeId"].angebote[":offerId"].$get({ param, query: {} }))
              const [mine, theirs] = [said.mine as Section, said.theirs as Section]
              const chunks = said.chunks as readonly Chunk[]
              const titles = canonical(mine.title) !== canonical(theirs.title)
              const open = chunks.filter((c) => c.kind === "conflict").length + (titles ? 1 : 0)
              onLook({ offer, sha256: said.sha256, torn: { mine, theirs, chunks, titles, open } })
            })
          }
        >
          Vergleichen
        </Button>
        <Button
          kind="tertiary"
          busy={busy}
          onClick={() =>
            void attempt(async () => {
              await body(client.programme[":programmeId"].angebote[":offerId"].verwerfung.$post({ param, json: {} }))
              onGone()
            })
          }
        >
          Verwerfen
        </Button>
      </div>
      {problem && <Refusal problem={problem} />}
    </Alert>
  )
}
