/** Anmerkungen beside the text: to a section, with replies and "erledigt". */
import type { Section } from "@beschlussweg/core/content"
import { useMutation, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import { body, client, Problem } from "../api.ts"
import { instant } from "../format.ts"
import { Check } from "../part/field.tsx"
import { Button, Refusal, TextArea } from "../part/ui.tsx"
import { type Anmerkung, ofProgramme } from "./data.ts"
import type { Room } from "./room.ts"
import { nameOf } from "./words.ts"

export function Comments({
  room,
  comments,
  sections,
  numbers,
  here,
  me,
}: {
  readonly room: Room
  readonly comments: readonly Anmerkung[]
  readonly sections: readonly Section[]
  readonly numbers: readonly string[]
  readonly here: string | undefined
  readonly me: string
}) {
  const [only, setOnly] = useState(true)
  const [closed, setClosed] = useState(false)
  const index = sections.findIndex((s) => s.id === here)
  const section = sections[index]
  const shown = comments.filter(
    (c) => (!only || section === undefined || c.sectionId === section.id) && (closed || !c.done),
  )
  const placeOf = (c: Anmerkung): string => {
    const i = sections.findIndex((s) => s.id === c.sectionId)
    const found = sections[i]
    return found ? nameOf(numbers[i] ?? "", found) : "Abschnitt, den es nicht mehr gibt"
  }
  return (
    <div className="anmerkungen">
      <Check label="nur zu diesem Abschnitt" checked={only} onChange={setOnly} />
      <Check label="auch erledigte" checked={closed} onChange={setClosed} />
      {section && <New room={room} section={section} name={nameOf(numbers[index] ?? "", section)} />}
      {shown.length === 0 && (
        <p className="kern-body">
          {comments.length === 0
            ? "Hier stehen Anmerkungen, sobald jemand eine schreibt. Alle, die das Programm lesen, können das."
            : "Hierzu gibt es keine offenen Anmerkungen."}
        </p>
      )}
      <ol className="anmerkungen__liste">
        {shown.map((c) => (
          <One key={c.id} room={room} comment={c} place={placeOf(c)} me={me} />
        ))}
      </ol>
    </div>
  )
}

function useComment(room: Room, words: string, onDone?: () => void) {
  const { haus, programmeId } = room.place
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (act: () => Promise<unknown>) => act(),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ofProgramme(haus, programmeId).anmerkungen.queryKey })
      room.say(words)
      onDone?.()
    },
  })
}

function New({ room, section, name }: { readonly room: Room; readonly section: Section; readonly name: string }) {
  const [text, setText] = useState("")
  const [error, setError] = useState<string>()
  const { haus, programmeId } = room.place
  const add = useComment(room, "Anmerkung gespeichert.", () => setText(""))
  return (
    <div className="formular">
      <TextArea
        label="Neue Anmerkung"
        hint={`zu „${name}“`}
        rows={3}
        maxLength={4000}
        value={text}
        error={error}
        onChange={(event) => setText(event.target.value)}
      />
      <Button
        kind="secondary"
        busy={add.isPending}
        onClick={() => {
          if (text.trim() === "") return setError("Bitte schreiben Sie die Anmerkung.")
          setError(undefined)
          add.mutate(() =>
            body(
              client.programme[":programmeId"].anmerkungen.$post({
                param: { tenant: haus, programmeId },
                json: { sectionId: section.id, text: text.trim() },
              }),
            ),
          )
        }}
      >
        Anmerken
      </Button>
      {add.error instanceof Problem && <Refusal problem={add.error} />}
    </div>
  )
}

function One({
  room,
  comment,
  place,
  me,
}: {
  readonly room: Room
  readonly comment: Anmerkung
  readonly place: string
  readonly me: string
}) {
  const [answering, setAnswering] = useState(false)
  const [text, setText] = useState("")
  const [error, setError] = useState<string>()
  const { haus, programmeId } = room.place
  const param = { tenant: haus, programmeId, commentId: comment.id }
  const at = client.programme[":programmeId"].anmerkungen[":commentId"]
  const answer = useComment(room, "Antwort gespeichert.", () => {
    setText("")
    setAnswering(false)
  })
  const act = useComment(room, "Gespeichert.")
  const problem = answer.error ?? act.error
  const who = `${room.name(comment.by)}, ${instant(comment.at)}`
  return (
    <li data-erledigt={comment.done !== undefined || undefined}>
      <p className="kern-body">
        <strong>{room.name(comment.by)}</strong>, {instant(comment.at)}
      </p>
      <p className="kern-body kern-body--small">{place}</p>
      {comment.quote && <p className="bemerkung">{comment.quote}</p>}
      <p className="kern-body umbruch">{comment.text}</p>
      {comment.replies.length > 0 && (
        <ol className="anmerkungen__antworten">
          {comment.replies.map((r) => (
            <li key={r.id}>
              <p className="kern-body">
                <strong>{room.name(r.by)}</strong>, {instant(r.at)}
              </p>
              <p className="kern-body umbruch">{r.text}</p>
            </li>
          ))}
        </ol>
      )}
      {comment.done && (
        <p className="kern-body kern-body--small">
          Erledigt von {room.name(comment.done.by)}, {instant(comment.done.at)}
        </p>
      )}
      <div className="befunde__knoepfe">
        <Button kind="tertiary" onClick={() => room.go(comment.sectionId)}>
          Zum Abschnitt<span className="kern-sr-only">: {place}</span>
        </Button>
        <Button kind="tertiary" aria-expanded={answering} onClick={() => setAnswering(!answering)}>
          Antworten<span className="kern-sr-only"> auf {who}</span>
        </Button>
        <Button
          kind="tertiary"
          busy={act.isPending}
          onClick={() =>
            act.mutate(() => body(at.erledigt.$post({ param, json: { done: comment.done === undefined } })))
          }
        >
          {comment.done ? "Wieder öffnen" : "Erledigt"}
          <span className="kern-sr-only">: {who}</span>
        </Button>
        {comment.by === me && comment.replies.length === 0 && (
          <Button
            kind="tertiary"
            busy={act.isPending}
            onClick={() => act.mutate(() => body(at.loeschung.$post({ param, json: {} })))}
          >
            Löschen<span className="kern-sr-only">: {who}</span>
          </Button>
        )}
      </div>
      {answering && (
        <div className="formular">
          <TextArea
            label="Antwort"
            rows={2}
            maxLength={4000}
            value={text}
            error={error}
            onChange={(event) => setText(event.target.value)}
          />
          <Button
            kind="secondary"
            busy={answer.isPending}
            onClick={() => {
              if (text.trim() === "") return setError("Bitte schreiben Sie die Antwort.")
              setError(undefined)
              answer.mutate(() => body(at.antworten.$post({ param, json: { text: text.trim() } })))
            }}
          >
            Antwort speichern
          </Button>
        </div>
      )}
      {problem instanceof Problem && <Refusal problem={problem} />}
    </li>
  )
}
