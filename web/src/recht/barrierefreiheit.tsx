/** Erklärung zur Barrierefreiheit of the application, and the way to tell of a barrier. */
import { useQuery } from "@tanstack/react-query"
import { useParams } from "@tanstack/react-router"
import { useState } from "react"
import { Problem } from "../api.ts"
import { type House, ofHouse } from "../data.ts"
import { day } from "../format.ts"
import { PageTitle } from "../part/title.tsx"
import { Button, Input, Loading, Refusal, TextArea } from "../part/ui.tsx"

export function Barrierefreiheit() {
  const { haus } = useParams({ from: "/$haus" })
  const { data, error, refetch } = useQuery(ofHouse(haus).haus)
  if (error instanceof Problem && !data) return <Refusal problem={error} again={() => void refetch()} />
  if (!data) return <Loading what="Die Erklärung wird geladen." />
  const own = data.publication?.accessibility
  return (
    <div className="schmal">
      <PageTitle name="Erklärung zur Barrierefreiheit">Erklärung zur Barrierefreiheit</PageTitle>
      <p className="kern-body">
        Diese Erklärung gilt für die Anwendung Beschlussweg, wie {data.house.name} sie nutzt. Maßstab ist die
        Barrierefreie-Informationstechnik-Verordnung (BITV 2.0) mit der Norm EN 301 549, für Stellen der Länder und
        Kommunen nach dem Recht des Landes. Für die öffentlichen Seiten gibt es dort eine eigene Erklärung.
      </p>
      <h2 className="kern-heading-medium">Stand der Vereinbarkeit</h2>
      <p className="kern-body">
        Die Bildschirme werden automatisch auf WCAG 2.2, Stufen A und AA, geprüft und mit der Tastatur allein
        durchlaufen. Eine Prüfung durch eine unabhängige Stelle und durch Menschen mit Behinderungen hat noch nicht
        stattgefunden.
      </p>
      <p className="kern-body">Bekannte Einschränkungen:</p>
      <ul className="kern-list">
        <li>
          Die Anzeige eines PDF im Fenster hängt vom Browser ab. Jedes Dokument lässt sich stattdessen in einem eigenen
          Fenster öffnen oder laden.
        </li>
        <li>Hochgeladene Anlagen und Scans sind so zugänglich, wie sie eingereicht wurden.</li>
        {own?.barriers
          .filter((b) => b.trim() !== "")
          .map((b) => (
            <li key={b}>{b}</li>
          ))}
      </ul>
      <Feedback haus={haus} house={data} />
      {own?.enforcement.some((l) => l.trim() !== "") && (
        <>
          <h2 className="kern-heading-medium">Wenn Sie keine zufriedenstellende Antwort erhalten</h2>
          <p className="kern-body umbruch">{own.enforcement.join("\n")}</p>
        </>
      )}
      {own && <p className="kern-body">Angaben des Hauses zuletzt überprüft am {day(own.reviewedOn)}.</p>}
    </div>
  )
}

/** Prepares a mail: what somebody writes goes to the house from his own address, and nothing of it is kept here. */
function Feedback({ haus, house }: { readonly haus: string; readonly house: House }) {
  const people = useQuery(ofHouse(haus).personen)
  const [page, setPage] = useState("")
  const [text, setText] = useState("")
  const [missing, setMissing] = useState(false)
  const [said, setSaid] = useState("")
  const address = house.publication?.accessibility.feedback
  const administration = (people.data ?? []).filter((p) => p.functions.some((f) => f.role === "administration"))
  const words = `${text.trim()}\n\nSeite oder Dokument: ${page.trim() || "nicht angegeben"}`
  const ready = (act: () => void) => {
    setMissing(text.trim() === "")
    if (text.trim() !== "") act()
  }
  return (
    <section aria-labelledby="melden">
      <h2 className="kern-heading-medium" id="melden">
        Barriere melden
      </h2>
      <p className="kern-body">
        {address
          ? `Ihre Meldung geht als E-Mail an ${address}.`
          : "Ihr Haus hat noch keine Adresse für Meldungen hinterlegt. Bitte wenden Sie sich an die Mandantenadministration."}{" "}
        Hier wird nichts davon gespeichert.
      </p>
      {administration.length > 0 && (
        <p className="kern-body">
          Mandantenadministration: {administration.map((p) => `${p.name}${p.phone ? ` (${p.phone})` : ""}`).join(", ")}
        </p>
      )}
      <form
        className="formular"
        onSubmit={(event) => {
          event.preventDefault()
          ready(() => {
            if (!address) return
            window.location.href = `mailto:${address}?subject=${encodeURIComponent("Barriere in Beschlussweg")}&body=${encodeURIComponent(words)}`
            setSaid("Ihr E-Mail-Programm öffnet sich mit dem Text. Bitte senden Sie die E-Mail dort ab.")
          })
        }}
      >
        <TextArea
          label="Was ist Ihnen nicht zugänglich?"
          rows={5}
          maxLength={2000}
          value={text}
          error={missing ? "Bitte beschreiben Sie, was Ihnen nicht zugänglich ist." : undefined}
          onChange={(event) => setText(event.target.value)}
        />
        <Input
          label="Seite oder Dokument"
          optional
          maxLength={300}
          value={page}
          onChange={(event) => setPage(event.target.value)}
        />
        <div className="knoepfe">
          {address && <Button type="submit">E-Mail vorbereiten</Button>}
          <Button
            kind="secondary"
            onClick={() =>
              ready(() =>
                navigator.clipboard.writeText(words).then(
                  () => setSaid("Der Text ist kopiert."),
                  () => setSaid("Der Browser erlaubt das Kopieren nicht. Bitte markieren Sie den Text selbst."),
                ),
              )
            }
          >
            Text kopieren
          </Button>
        </div>
        <p className="kern-body" role="status">
          {said}
        </p>
      </form>
    </section>
  )
}
