/** The Gliederung on the left: every section with its state, and what can be done with it, by keyboard as by mouse. */
import type { Section } from "@beschlussweg/core/content"
import { useMutation } from "@tanstack/react-query"
import { type KeyboardEvent, useEffect, useRef, useState, useSyncExternalStore } from "react"
import { Problem } from "../api.ts"
import { Dialog } from "../part/dialog.tsx"
import { Button, Input, Refusal } from "../part/ui.tsx"
import type { Anmerkung, Befund, Zustaendig } from "./data.ts"
import type { Room } from "./room.ts"
import { workWords } from "./section.tsx"
import {
  added,
  backAgain,
  emptySection,
  endOf,
  holds,
  isFixed,
  type Move,
  moved,
  type Removed,
  removed,
  withSections,
} from "./structure.ts"
import { nameOf } from "./words.ts"
import { WorkDialog } from "./work.tsx"

const MOVES: readonly { readonly move: Move; readonly label: string; readonly key: string; readonly said: string }[] = [
  { move: "up", label: "Nach oben", key: "ArrowUp", said: "nach oben verschoben" },
  { move: "down", label: "Nach unten", key: "ArrowDown", said: "nach unten verschoben" },
  { move: "in", label: "Einrücken", key: "ArrowRight", said: "eingerückt" },
  { move: "out", label: "Ausrücken", key: "ArrowLeft", said: "ausgerückt" },
]
const KEYS = "Alt+Pfeiltasten verschieben, F2 benennt um, Einfg fügt einen Abschnitt ein, Entf entfernt ihn."

export function Outline({
  room,
  sections,
  numbers,
  here,
  works,
  findings,
  comments,
  keptHere,
  onHere,
}: {
  readonly room: Room
  readonly sections: readonly Section[]
  readonly numbers: readonly string[]
  readonly here: string | undefined
  readonly works: readonly Zustaendig[]
  readonly findings: readonly Befund[]
  readonly comments: readonly Anmerkung[]
  /** sections with a text that only this device has */
  readonly keptHere: readonly string[]
  readonly onHere: (sectionId: string) => void
}) {
  const list = useRef<HTMLOListElement>(null)
  const lying = useSyncExternalStore(room.desk.subscribe, room.desk.list)
  const [asking, setAsking] = useState<"add" | "remove" | "work">()
  const [gone, setGone] = useState<{ readonly name: string; readonly removed: Removed }>()
  const [focus, setFocus] = useState<string>()
  const index = Math.max(
    0,
    sections.findIndex((s) => s.id === here),
  )
  const chosen = sections[index]
  const change = useMutation({
    mutationFn: (make: Parameters<Room["change"]>[0]) => room.change(make),
  })
  useEffect(() => {
    if (focus === undefined) return
    const found = list.current?.querySelector<HTMLElement>(`[data-abschnitt="${CSS.escape(focus)}"]`)
    if (!found) return
    found.focus()
    setFocus(undefined)
  })
  const name = chosen ? nameOf(numbers[index] ?? "", chosen) : ""
  const move = (to: Move) => {
    if (!chosen || change.isPending) return
    if (!moved(sections, chosen.id, to)) return room.say("Dorthin kann dieser Abschnitt nicht verschoben werden.")
    const { said } = MOVES.find((m) => m.move === to) ?? { said: "" }
    change.mutate((tree) => withSections(tree, moved(tree.sections, chosen.id, to)), {
      onSuccess: () => {
        setFocus(chosen.id)
        room.say(`${name} ${said}.`)
      },
    })
  }
  const keys = (event: KeyboardEvent<HTMLOListElement>) => {
    const buttons = [...(list.current?.querySelectorAll<HTMLElement>("[data-abschnitt]") ?? [])]
    const at = buttons.indexOf(document.activeElement as HTMLElement)
    if (at < 0) return
    const go = (to: number) => {
      event.preventDefault()
      const next = buttons[Math.max(0, Math.min(buttons.length - 1, to))]
      next?.focus()
      if (next?.dataset.abschnitt) onHere(next.dataset.abschnitt)
    }
    if (event.altKey) {
      const found = MOVES.find((m) => m.key === event.key)
      if (found && room.mayWrite) {
        event.preventDefault()
        move(found.move)
      }
      return
    }
    switch (event.key) {
      case "ArrowDown":
        return go(at + 1)
      case "ArrowUp":
        return go(at - 1)
      case "Home":
        return go(0)
      case "End":
        return go(buttons.length - 1)
    }
    if (!room.mayWrite || !chosen) return
    if (event.key === "F2" && !isFixed(chosen)) {
      event.preventDefault()
      room.go(chosen.id, { title: true })
    } else if (event.key === "Insert" || event.key === "Delete") {
      event.preventDefault()
      setAsking(event.key === "Insert" ? "add" : "remove")
    }
  }
  const why = chosen && holds(sections, index)
  return (
    <nav className="gliederung" aria-label="Gliederung">
      {room.mayWrite && (
        <div className="gliederung__werkzeuge">
          <Button kind="tertiary" onClick={() => setAsking("add")}>
            Neuer Abschnitt
          </Button>
          {chosen && (
            <details className="mehr">
              <summary>Abschnitt ändern</summary>
              <p className="kern-hint">
                {name}. {isFixed(chosen) ? "Die Gliederung legt Ort und Überschrift fest." : KEYS}
              </p>
              <div className="gliederung__knoepfe">
                {!isFixed(chosen) && (
                  <Button kind="tertiary" onClick={() => room.go(chosen.id, { title: true })}>
                    Umbenennen
                  </Button>
                )}
                {MOVES.filter((m) => moved(sections, chosen.id, m.move)).map((m) => (
                  <Button key={m.move} kind="tertiary" busy={change.isPending} onClick={() => move(m.move)}>
                    {m.label}
                  </Button>
                ))}
                <Button kind="tertiary" onClick={() => setAsking("work")}>
                  Zuständigkeit
                </Button>
                <Button kind="tertiary" onClick={() => setAsking("remove")}>
                  Entfernen
                </Button>
              </div>
            </details>
          )}
        </div>
      )}
      {change.error instanceof Problem && <Refusal problem={change.error} />}
      {gone && (
        <div className="zurueck" role="status">
          <p className="kern-body">„{gone.name}“ entfernt.</p>
          <Button
            kind="secondary"
            busy={change.isPending}
            onClick={() =>
              change.mutate((tree) => withSections(tree, backAgain(tree.sections, gone.removed)), {
                onSuccess: () => {
                  setFocus(gone.removed.sections[0]?.id)
                  room.say(`${gone.name} ist wieder da.`)
                  setGone(undefined)
                },
              })
            }
          >
            Rückgängig
          </Button>
        </div>
      )}
      <ol ref={list} onKeyDown={keys} className="gliederung__liste">
        {sections.map((s, i) => {
          const own = findings.filter((f) => f.sectionId === s.id)
          const notes = comments.filter((c) => c.sectionId === s.id && !c.done).length
          const work = works.find((w) => w.sectionId === s.id)
          const lies = lying.find((l) => l.sectionId === s.id && l.state !== "saved")
          const facts = [
            s.lock === "readOnly" ? "gesperrt" : "",
            s.required && s.blocks.length === 0 ? "Pflicht, noch leer" : "",
            work ? workWords(work, room.name) : "",
            countWords(own),
            notes > 0 ? (notes === 1 ? "1 Anmerkung" : `${notes} Anmerkungen`) : "",
            lies || keptHere.includes(s.id) ? "nicht gespeichert" : "",
          ].filter((w) => w !== "")
          return (
            <li key={s.id} data-stufe={s.level}>
              <button
                type="button"
                data-abschnitt={s.id}
                tabIndex={s.id === (chosen?.id ?? "") ? 0 : -1}
                aria-current={s.id === here ? "location" : undefined}
                onClick={() => room.go(s.id)}
              >
                <span className="gliederung__name">{nameOf(numbers[i] ?? "", s)}</span>
                {facts.length > 0 && <span className="gliederung__lage">{facts.join(" · ")}</span>}
              </button>
            </li>
          )
        })}
      </ol>
      {asking === "add" && (
        <AddDialog
          after={chosen ? name : undefined}
          onClose={() => setAsking(undefined)}
          onTake={async (title) => {
            const section = emptySection(title)
            await room.change((tree) => withSections(tree, added(tree.sections, chosen?.id, section)))
            setAsking(undefined)
            room.say(`Abschnitt „${title}“ angelegt.`)
            room.go(section.id, {})
          }}
        />
      )}
      {asking === "remove" && chosen && (
        <Dialog
          title={why ? "Dieser Abschnitt bleibt" : "Abschnitt entfernen"}
          onClose={() => setAsking(undefined)}
          actions={
            why ? (
              <Button onClick={() => setAsking(undefined)}>Schließen</Button>
            ) : (
              <>
                <Button
                  busy={change.isPending}
                  onClick={() => {
                    const cut = removed(sections, chosen.id)
                    if (!cut) return
                    change.mutate((tree) => withSections(tree, removed(tree.sections, chosen.id)?.rest), {
                      onSuccess: () => {
                        setGone({ name, removed: cut.gone })
                        setFocus(cut.gone.after ?? cut.rest[0]?.id)
                        if (cut.gone.after) onHere(cut.gone.after)
                      },
                      onSettled: () => setAsking(undefined),
                    })
                  }}
                >
                  Entfernen
                </Button>
                <Button kind="secondary" onClick={() => setAsking(undefined)}>
                  Abbrechen
                </Button>
              </>
            )
          }
        >
          <p className="kern-body">
            {why ??
              `„${name}“ wird mit seinem Text entfernt${
                endOf(sections, index) - index > 1
                  ? `, ebenso ${endOf(sections, index) - index - 1 === 1 ? "ein Unterabschnitt" : `${endOf(sections, index) - index - 1} Unterabschnitte`}`
                  : ""
              }. Sie können das gleich danach rückgängig machen; frühere Stände behalten ihn.`}
          </p>
        </Dialog>
      )}
      {asking === "work" && chosen && (
        <WorkDialog
          room={room}
          sectionId={chosen.id}
          name={name}
          work={works.find((w) => w.sectionId === chosen.id)}
          onClose={() => setAsking(undefined)}
        />
      )}
    </nav>
  )
}

/** "1 Fehler, 2 Warnungen" */
function countWords(findings: readonly Befund[]): string {
  const of = (severity: string) => findings.filter((f) => f.severity === severity && !f.acknowledged).length
  const [errors, warnings] = [of("error"), of("warning")]
  return [
    errors > 0 ? `${errors} Fehler` : "",
    warnings > 0 ? (warnings === 1 ? "1 Warnung" : `${warnings} Warnungen`) : "",
  ]
    .filter((w) => w !== "")
    .join(", ")
}

function AddDialog({
  after,
  onClose,
  onTake,
}: {
  readonly after: string | undefined
  readonly onClose: () => void
  readonly onTake: (title: string) => Promise<void>
}) {
  const [title, setTitle] = useState("")
  const [error, setError] = useState<string>()
  const add = useMutation({ mutationFn: onTake })
  const take = () => {
    if (title.trim() === "") return setError("Bitte geben Sie dem Abschnitt eine Überschrift.")
    setError(undefined)
    add.mutate(title.trim())
  }
  return (
    <Dialog
      title="Neuer Abschnitt"
      onClose={onClose}
      actions={
        <>
          <Button busy={add.isPending} onClick={take}>
            Anlegen
          </Button>
          <Button kind="secondary" onClick={onClose}>
            Abbrechen
          </Button>
        </>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          take()
        }}
      >
        <Input
          label="Überschrift"
          hint={after ? `Der Abschnitt steht hinter „${after}“ und dem, was darunter gegliedert ist.` : ""}
          value={title}
          maxLength={300}
          error={error}
          onChange={(event) => setTitle(event.target.value)}
        />
      </form>
      {add.error instanceof Problem && <Refusal problem={add.error} />}
    </Dialog>
  )
}
