/** A point's words: what the agenda says, and what the public reads where that is something else. */
import { useState } from "react"
import { body, client } from "../api.ts"
import type { Said } from "../page/sitzung.tsx"
import { Input, Select } from "../part/ui.tsx"
import { Ask } from "./ask.tsx"
import type { Sitzung } from "./data.ts"
import type { Top } from "./top.ts"

export function TopDialog({
  haus,
  sitzung,
  top,
  onClose,
  onDone,
}: {
  readonly haus: string
  readonly sitzung: Sitzung
  /** absent: a new point without a Vorlage */
  readonly top: Top | undefined
  readonly onClose: () => void
  readonly onDone: (said: Said) => void
}) {
  const vorlage = top?.vorlageId !== undefined
  const [wish, setWish] = useState({
    title: top?.title ?? "",
    open: (top?.public ?? sitzung.public) ? "ja" : "nein",
    publicTitle: top?.publicTitle !== undefined && top.publicTitle !== top.title ? top.publicTitle : "",
  })
  const set = (next: Partial<typeof wish>) => setWish({ ...wish, ...next })
  const shown = wish.open === "ja"
  const more = wish.publicTitle.trim().length >= 3 ? { publicTitle: wish.publicTitle.trim() } : {}
  const send = () =>
    body(
      client.sitzungen[":sitzungId"].tagesordnung.$post({
        param: { tenant: haus, sitzungId: sitzung.id },
        json: top
          ? {
              change: "word",
              rev: sitzung.rev,
              topId: top.id,
              public: shown,
              ...(vorlage ? {} : { title: wish.title }),
              ...more,
            }
          : { change: "add", rev: sitzung.rev, public: shown, title: wish.title, ...more },
      }),
    )
  return (
    <Ask
      haus={haus}
      title={top ? "Punkt ändern" : "Punkt ohne Vorlage aufnehmen"}
      button={top ? "Speichern" : "Aufnehmen"}
      check={() =>
        !vorlage && wish.title.trim().length < 3 ? "Bitte schreiben Sie die Überschrift des Punktes." : undefined
      }
      send={send}
      onClose={onClose}
      onDone={({ warnings }) =>
        onDone({ title: top ? "Der Punkt ist geändert." : "Der Punkt ist aufgenommen.", warnings })
      }
    >
      {vorlage ? (
        <p className="kern-body">
          {top?.title} (Vorlage {top?.nummer}). Ein Punkt mit Vorlage heißt wie ihr Betreff.
        </p>
      ) : (
        <Input
          label="Überschrift"
          required
          maxLength={300}
          value={wish.title}
          onChange={(event) => set({ title: event.target.value })}
        />
      )}
      <Select
        label="Beratung"
        options={[
          { value: "ja", label: "öffentlich" },
          { value: "nein", label: "nichtöffentlich" },
        ]}
        value={wish.open}
        onChange={(open) => set({ open })}
      />
      <Input
        label="Überschrift für die Öffentlichkeit"
        hint="Ohne Angabe liest die Öffentlichkeit bei nichtöffentlichen Punkten und Vorlagen eine neutrale Überschrift."
        optional
        maxLength={300}
        value={wish.publicTitle}
        onChange={(event) => set({ publicTitle: event.target.value })}
      />
    </Ask>
  )
}
