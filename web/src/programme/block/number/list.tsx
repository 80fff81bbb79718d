/** Zahlen des Programms: what each says, where it comes from and where it is used; and passages that repeat one by hand. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"
import { useState } from "react"
import { body, client, Problem } from "../../../api.ts"
import { Dialog } from "../../../part/dialog.tsx"
import { Alert, Badge, Button, Loading, Refusal } from "../../../part/ui.tsx"
import { type BlockContext, numbersQuery } from "../context.ts"
import { NameDialog } from "./picker.tsx"

type Place = Pick<BlockContext, "haus" | "programmeId">
const FINANCE = { planned: "veranschlagt", required: "erforderlich", once: "einmalig", yearly: "jährlich" } as const
const SHOWN = 20

export function Numbers({ place, mayWrite }: { readonly place: Place; readonly mayWrite: boolean }) {
  const { data, error, refetch } = useQuery(numbersQuery(place))
  const [open, setOpen] = useState<
    { readonly do: "new" } | { readonly do: "change" | "forget"; readonly ref: string }
  >()
  const [said, setSaid] = useState("")
  if (error instanceof Problem && !data) return <Refusal problem={error} again={() => void refetch()} />
  if (!data) return <Loading what="Die Zahlen werden geladen." />
  const { named, cells } = data
  const of = open && "ref" in open ? named.find((n) => n.ref === open.ref) : undefined
  const id = of?.ref.split("/")[1] ?? ""
  const close = () => setOpen(undefined)
  return (
    <>
      <p className="kern-sr-only" role="status">
        {said}
      </p>
      <section aria-labelledby="zahlen-namen">
        <h2 className="kern-heading-medium" id="zahlen-namen" tabIndex={-1}>
          Zahlen mit Namen
        </h2>
        {named.length === 0 ? (
          <p className="kern-body">
            Noch keine. Eine Zahl mit Namen steht einmal fest und wird in Text, Tabellen und Vorlage verwendet; wer sie
            ändert, ändert sie überall.
          </p>
        ) : (
          <ul className="zahlen">
            {named.map((n) => (
              <li key={n.ref}>
                <div className="zahlen__wort">
                  <h3 className="kern-title">{n.label}</h3>
                  <p className="zahlen__wert">{n.text || "–"}</p>
                  {n.lost && <Badge tone="danger">Quelle fehlt</Badge>}
                  {n.finance && <Badge tone="info">Vorlage: {FINANCE[n.finance]}</Badge>}
                  <p className="kern-hint">
                    {n.lost
                      ? "Die Zelle, aus der sie kam, gibt es nicht mehr. Bitte benennen Sie die Zahl neu."
                      : n.from === undefined
                        ? "Steht für sich."
                        : n.from.startsWith("zahl/")
                          ? "Kommt aus einer anderen Zahl mit Namen."
                          : "Kommt aus einer Tabelle."}
                  </p>
                  <Uses place={place} uses={n.uses} />
                </div>
                {mayWrite && (
                  <div className="beziehungen__knoepfe">
                    <Button
                      kind="secondary"
                      aria-label={`Ändern: ${n.label}`}
                      onClick={() => setOpen({ do: "change", ref: n.ref })}
                    >
                      Ändern
                    </Button>
                    <Button
                      kind="tertiary"
                      aria-label={`Name löschen: ${n.label}`}
                      onClick={() => setOpen({ do: "forget", ref: n.ref })}
                    >
                      Name löschen
                    </Button>
                  </div>
                )}
              </li>
            ))}
          </ul>
        )}
        {mayWrite && (
          <div className="knoepfe">
            <Button onClick={() => setOpen({ do: "new" })}>Zahl benennen</Button>
          </div>
        )}
      </section>
      {cells.length > 0 && (
        <section aria-labelledby="zahlen-zellen">
          <h2 className="kern-heading-medium" id="zahlen-zellen">
            Zellen, die im Text verwendet werden
          </h2>
          <ul className="zahlen">
            {cells.map((c) => (
              <li key={c.ref}>
                <div className="zahlen__wort">
                  <h3 className="kern-title">{c.label || "Zelle ohne Beschriftung"}</h3>
                  <p className="zahlen__wert">{c.text || "–"}</p>
                  {c.lost && <Badge tone="danger">Quelle fehlt</Badge>}
                  <Uses place={place} uses={c.uses} />
                </div>
              </li>
            ))}
          </ul>
        </section>
      )}
      <Repeated place={place} mayWrite={mayWrite} onSaid={setSaid} />
      {open?.do === "new" && (
        <NameDialog
          context={place}
          taken={new Set(named.map((n) => n.ref.split("/")[1] ?? ""))}
          onDone={() => {
            close()
            setSaid("Die Zahl hat einen Namen.")
          }}
          onClose={close}
        />
      )}
      {open?.do === "change" && of && (
        <NameDialog
          context={place}
          taken={new Set()}
          number={{ id, label: of.label, text: of.text, from: of.lost ? undefined : of.from, finance: of.finance }}
          onDone={({ text }) => {
            close()
            setSaid(`Geändert: ${of.label} ist jetzt ${text}, an ${of.uses.length} Stellen im Text.`)
          }}
          onClose={close}
        />
      )}
      {open?.do === "forget" && of && (
        <Forget
          place={place}
          id={id}
          label={of.label}
          uses={of.uses.length}
          onDone={() => {
            close()
            setSaid(`Der Name ${of.label} ist gelöscht.`)
            document.getElementById("zahlen-namen")?.focus()
          }}
          onClose={close}
        />
      )}
    </>
  )
}

function Uses({
  place,
  uses,
}: {
  readonly place: Place
  readonly uses: readonly { readonly sectionId: string; readonly place: string; readonly block: number }[]
}) {
  if (uses.length === 0) return <p className="kern-hint">Noch nicht verwendet.</p>
  const sections = new Map(uses.map((u) => [u.sectionId, u.place]))
  return (
    <>
      <p className="kern-hint">{uses.length === 1 ? "Einmal verwendet:" : `${uses.length}-mal verwendet:`}</p>
      <ul className="zahlen__orte">
        {[...sections].map(([sectionId, words]) => (
          <li key={sectionId}>
            <Link to="/$haus/programme/$programmeId/bearbeiten" params={place} search={{ abschnitt: sectionId }}>
              {words}
            </Link>
          </li>
        ))}
      </ul>
    </>
  )
}

function Forget({
  place,
  id,
  label,
  uses,
  onDone,
  onClose,
}: {
  readonly place: Place
  readonly id: string
  readonly label: string
  readonly uses: number
  readonly onDone: () => void
  readonly onClose: () => void
}) {
  const queries = useQueryClient()
  const forget = useMutation({
    mutationFn: () =>
      body(
        client.programme[":programmeId"].zahlen.loeschung.$post({
          param: { tenant: place.haus, programmeId: place.programmeId },
          json: { id },
        }),
      ),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["haus", place.haus, "programm", place.programmeId] })
      onDone()
    },
  })
  return (
    <Dialog
      title={`Name „${label}“ löschen`}
      onClose={onClose}
      actions={
        <>
          <Button busy={forget.isPending} onClick={() => forget.mutate()}>
            Name löschen
          </Button>
          <Button kind="secondary" onClick={onClose}>
            Abbrechen
          </Button>
        </>
      }
    >
      <p className="kern-body">
        {uses === 0
          ? "Die Zahl wird nirgends verwendet."
          : `Die Zahl steht an ${uses === 1 ? "einer Stelle" : `${uses} Stellen`} im Text. Dort bleibt sie als gewöhnlicher Text stehen und ändert sich nicht mehr mit.`}
      </p>
      {forget.error instanceof Problem && <Refusal problem={forget.error} />}
    </Dialog>
  )
}

/** Passages where somebody typed what a named number says. */
function Repeated({
  place,
  mayWrite,
  onSaid,
}: {
  readonly place: Place
  readonly mayWrite: boolean
  readonly onSaid: (words: string) => void
}) {
  const queries = useQueryClient()
  const param = { tenant: place.haus, programmeId: place.programmeId }
  const { data, error } = useQuery({
    queryKey: ["haus", place.haus, "programm", place.programmeId, "wiederholungen"],
    queryFn: () => body(client.programme[":programmeId"].zahlen.wiederholungen.$get({ param, query: {} })),
  })
  type Item = NonNullable<typeof data>["items"][number]
  const bind = useMutation({
    mutationFn: (items: readonly Item[]) =>
      body(
        client.programme[":programmeId"].zahlen.verknuepfung.$post({
          param,
          json: {
            places: items.map(({ sectionId, base, block, line, run, start, end, ref }) => ({
              sectionId,
              base,
              block,
              line,
              run,
              start,
              end,
              ref,
            })),
          },
        }),
      ),
    onSuccess: async ({ bound }) => {
      await queries.invalidateQueries({ queryKey: ["haus", place.haus, "programm", place.programmeId] })
      onSaid(bound === 1 ? "Eine Stelle ist verknüpft." : `${bound} Stellen sind verknüpft.`)
      document.getElementById("zahlen-wiederholt")?.focus()
    },
  })
  if (error instanceof Problem && !data) return <Refusal problem={error} />
  if (!data) return null
  return (
    <section aria-labelledby="zahlen-wiederholt">
      <h2 className="kern-heading-medium" id="zahlen-wiederholt" tabIndex={-1}>
        Von Hand wiederholte Zahlen
      </h2>
      {data.items.length === 0 ? (
        <p className="kern-body">Der Text wiederholt keine Zahl mit Namen von Hand.</p>
      ) : (
        <>
          <p className="kern-body">
            Hier steht, was eine Zahl mit Namen sagt, als getippter Text. Verknüpft ändert sich die Stelle mit.
          </p>
          <ul className="beziehungen">
            {data.items.slice(0, SHOWN).map((item) => (
              <li key={[item.sectionId, item.block, item.line, item.run, item.start].join("/")}>
                <p className="kern-body">
                  <strong>{item.place}</strong>: „{item.passage}“
                  <span className="bb-auswahl__wo">
                    {item.found} ist {item.label}; verknüpft steht dort {item.becomes}.
                  </span>
                </p>
                {mayWrite && (
                  <Button
                    kind="secondary"
                    busy={bind.isPending}
                    aria-label={`Verknüpfen: ${item.found} in ${item.place}`}
                    onClick={() => bind.mutate([item])}
                  >
                    Verknüpfen
                  </Button>
                )}
              </li>
            ))}
          </ul>
          {data.items.length > SHOWN && <p className="kern-body">und {data.items.length - SHOWN} weitere</p>}
          {mayWrite && data.items.length > 1 && (
            <div className="knoepfe">
              <Button busy={bind.isPending} onClick={() => bind.mutate(data.items)}>
                Alle {data.items.length} verknüpfen
              </Button>
            </div>
          )}
        </>
      )}
      {bind.error instanceof Problem && <Refusal problem={bind.error} />}
      {data.more && (
        <Alert tone="info" title="Es gibt noch mehr solche Stellen. Sie folgen, sobald diese verknüpft sind." />
      )}
    </section>
  )
}
