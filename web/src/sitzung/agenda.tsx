/** Tagesordnung: its points in order, moved by drag or by buttons, worded, taken off; after the invitation it only grows. */
import { useMutation, useQueryClient } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"
import { useEffect, useEffectEvent, useRef, useState } from "react"
import { body, client, Problem } from "../api.ts"
import type { Said } from "../page/sitzung.tsx"
import { Badge, Button, Refusal } from "../part/ui.tsx"
import type { Sitzung } from "./data.ts"
import { type Top, topsOf } from "./top.ts"
import { TopDialog } from "./wording.tsx"

const KIND = { regular: undefined, nachtrag: "Nachtrag", tischvorlage: "Tischvorlage", ergaenzung: "Ergänzungsvorlage" }
/** So long nobody moves anything any more: then the order is sent. */
const REST_MS = 600

export function Agenda({
  haus,
  sitzung,
  say,
}: {
  readonly haus: string
  readonly sitzung: Sitzung
  readonly say: (said: Said | undefined) => void
}) {
  const queries = useQueryClient()
  const editable = sitzung.office && sitzung.state === "planned"
  const stored = topsOf(sitzung)
  const own = stored.filter((t) => !t.removed)
  const [wish, setWish] = useState<readonly string[]>()
  const [dragged, setDragged] = useState<string>()
  const [over, setOver] = useState<string>()
  const [spoken, speak] = useState("")
  const [edited, setEdited] = useState<Top | "new">()
  const focus = useRef<string>(undefined)
  const list = useRef<HTMLOListElement>(null)
  const param = { tenant: haus, sitzungId: sitzung.id }
  const change = useMutation({
    mutationFn: (json: Parameters<(typeof client.sitzungen)[":sitzungId"]["tagesordnung"]["$post"]>[0]["json"]) =>
      body(client.sitzungen[":sitzungId"].tagesordnung.$post({ param, json })),
    onSettled: async () => {
      await queries.invalidateQueries({ queryKey: ["haus", haus] })
      setWish(undefined)
    },
  })
  // Points that came or went meanwhile make the wish void; the stored order is shown then.
  const fits = wish?.length === own.length && wish.every((id) => own.some((t) => t.id === id))
  const tops = wish && fits ? wish.flatMap((id) => own.find((t) => t.id === id) ?? []) : own
  const shown = numbered(tops, editable)

  const send = useEffectEvent((order: readonly string[]) => {
    if (!change.isPending) change.mutate({ change: "order", rev: sitzung.rev, topIds: [...order] })
  })
  useEffect(() => {
    if (!wish) return
    const timer = setTimeout(() => send(wish), REST_MS)
    return () => clearTimeout(timer)
  }, [wish])
  useEffect(() => {
    if (focus.current === undefined) return
    list.current?.querySelector<HTMLElement>(`[id="${focus.current}"]`)?.focus()
    focus.current = undefined
  })

  const move = (id: string, to: number, by: "hoch" | "runter" | "ziehen") => {
    const order = tops.map((t) => t.id)
    const from = order.indexOf(id)
    const top = tops[from]
    const other = tops[to]
    // The public part stays before the non-public one.
    if (!top || !other || from === to || top.public !== other.public) return
    order.splice(from, 1)
    order.splice(to, 0, id)
    setWish(order)
    speak(`${top.title} steht jetzt an Stelle ${to + 1} von ${order.length}.`)
    if (by !== "ziehen") focus.current = `${by}-${id}`
  }
  return (
    <section aria-labelledby="tagesordnung">
      <h2 className="kern-heading-medium" id="tagesordnung">
        Tagesordnung
      </h2>
      {stored.length === 0 && (
        <p className="kern-body">
          {sitzung.office
            ? "Die Tagesordnung ist leer. Nehmen Sie Punkte oder Vorlagen auf."
            : "Die Tagesordnung steht hier, sobald der Sitzungsdienst eingeladen hat."}
        </p>
      )}
      <ol className="punkte" ref={list}>
        {shown.map((top, i) => (
          <li
            key={top.id}
            data-zieht={dragged === top.id || undefined}
            data-ziel={(over === top.id && dragged !== top.id) || undefined}
            draggable={editable}
            onDragStart={(event) => {
              event.dataTransfer.effectAllowed = "move"
              event.dataTransfer.setData("text/plain", top.id)
              setDragged(top.id)
            }}
            onDragOver={(event) => {
              if (dragged === undefined) return
              event.preventDefault()
              setOver(top.id)
            }}
            onDrop={(event) => {
              event.preventDefault()
              if (dragged !== undefined) move(dragged, i, "ziehen")
            }}
            onDragEnd={() => {
              setDragged(undefined)
              setOver(undefined)
            }}
          >
            <span className="punkte__nummer">{top.number ?? "–"}</span>
            <Words haus={haus} top={top} />
            {editable && (
              <div className="punkte__knoepfe">
                <Button
                  kind="tertiary"
                  id={`hoch-${top.id}`}
                  aria-disabled={!neighbour(shown, i, -1)}
                  onClick={() => move(top.id, i - 1, "hoch")}
                >
                  <span aria-hidden="true">↑</span>
                  <span className="kern-sr-only">{top.title} nach oben</span>
                </Button>
                <Button
                  kind="tertiary"
                  id={`runter-${top.id}`}
                  aria-disabled={!neighbour(shown, i, 1)}
                  onClick={() => move(top.id, i + 1, "runter")}
                >
                  <span aria-hidden="true">↓</span>
                  <span className="kern-sr-only">{top.title} nach unten</span>
                </Button>
                <Button kind="tertiary" onClick={() => setEdited(top)}>
                  Ändern<span className="kern-sr-only">: {top.title}</span>
                </Button>
                <Button
                  kind="tertiary"
                  onClick={() => {
                    say(undefined)
                    change.mutate(
                      { change: "remove", rev: sitzung.rev, topId: top.id },
                      {
                        onSuccess: ({ warnings }) =>
                          say({ title: `„${top.title}“ ist von der Tagesordnung genommen.`, warnings }),
                      },
                    )
                  }}
                >
                  Absetzen<span className="kern-sr-only">: {top.title}</span>
                </Button>
              </div>
            )}
          </li>
        ))}
        {!editable &&
          stored
            .filter((t) => t.removed)
            .map((top) => (
              <li key={top.id} data-abgesetzt="">
                <span className="punkte__nummer">{top.number ?? "–"}</span>
                <Words haus={haus} top={top} />
              </li>
            ))}
      </ol>
      {editable && (
        <div className="knoepfe">
          <Button kind="secondary" onClick={() => setEdited("new")}>
            Punkt ohne Vorlage aufnehmen
          </Button>
          {!own.some((t) => t.formal !== undefined) && (
            <Button
              kind="secondary"
              busy={change.isPending}
              onClick={() => change.mutate({ change: "formalities", rev: sitzung.rev })}
            >
              Formalien der vorigen Sitzung übernehmen
            </Button>
          )}
          <span>{wish ? "Reihenfolge wird gespeichert." : change.isSuccess ? "Gespeichert." : ""}</span>
        </div>
      )}
      <p className="kern-sr-only" role="status">
        {spoken}
      </p>
      {change.error instanceof Problem && <Refusal problem={change.error} />}
      {edited !== undefined && (
        <TopDialog
          haus={haus}
          sitzung={sitzung}
          top={edited === "new" ? undefined : edited}
          onClose={() => setEdited(undefined)}
          onDone={(found) => {
            say(found)
            setEdited(undefined)
          }}
        />
      )}
    </section>
  )
}

/** May this point change places with the one before or after it? */
const neighbour = (tops: readonly Top[], i: number, by: 1 | -1): boolean => {
  const other = tops[i + by]
  return other !== undefined && other.public === tops[i]?.public
}

/** Before the invitation numbers follow the order, also one that is not stored yet. */
function numbered(tops: readonly Top[], editable: boolean): readonly Top[] {
  if (!editable) return tops
  const count = { true: 0, false: 0 }
  return tops.map((t) => ({ ...t, number: `${t.public ? "Ö" : "N"} ${++count[`${t.public}`]}` }))
}

function Words({ haus, top }: { readonly haus: string; readonly top: Top }) {
  const kind = top.kind && KIND[top.kind]
  return (
    <div>
      <p className="punkte__titel">
        {top.vorlageId !== undefined ? (
          <Link to="/$haus/vorlage/$vorlageId" params={{ haus, vorlageId: top.vorlageId }}>
            {top.title}
          </Link>
        ) : (
          top.title
        )}
      </p>
      <p className="kern-body kern-body--small">
        {[
          top.public ? "öffentlich" : "nichtöffentlich",
          top.nummer !== undefined && `Vorlage ${top.nummer}`,
          top.zustaendigkeit,
          kind,
          top.removed && "abgesetzt",
          top.answered && !top.removed && "Ergebnis eingetragen",
        ]
          .filter(Boolean)
          .join(" · ")}{" "}
        {top.publicTitle !== undefined && top.publicTitle !== top.title && (
          <Badge tone="warning">öffentlich steht: {top.publicTitle}</Badge>
        )}
      </p>
    </div>
  )
}
