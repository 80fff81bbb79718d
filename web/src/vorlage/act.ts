/** What somebody can do at a place of the way, each act with the sentence of what will happen. */
import { body, client } from "../api.ts"
import type { Vorlage } from "../data.ts"
import { type Mine, sentence } from "./step.ts"

/** An act that waits for its confirmation. */
export interface Act {
  /** stands in the address while it waits for its confirmation */
  readonly key: string
  readonly title: string
  /** the sentence of what will happen */
  readonly says: string
  readonly button: string
  /** words that go with it: none, welcome, or demanded */
  readonly words: "optional" | "required" | "none"
  readonly wordsLabel?: string
  readonly pick?: "target" | "person"
  readonly send: (words: string, picked: string) => Promise<unknown>
  readonly done: string
}

export function actsOf(haus: string, vorlage: Vorlage, mine: Mine): Act[] {
  const { chain } = vorlage
  if (!chain) return []
  const place = mine.partyId === undefined ? mine.stepId : `${mine.stepId}.${mine.partyId}`
  const key = (act: string) => `${act}.${place}`
  const param = { tenant: haus, vorlageId: vorlage.id }
  const seen = { fassungSha256: chain.sha256, pdfSha256: chain.pdfSha256 ?? "", stepId: mine.stepId }
  type Decision = Parameters<(typeof client.vorlagen)[":vorlageId"]["entscheidung"]["$post"]>[0]["json"]
  const decide = (json: Decision) => body(client.vorlagen[":vorlageId"].entscheidung.$post({ param, json }))
  const words = (text: string) => (text.trim() === "" ? undefined : text.trim())
  const back: Act = {
    key: key("zurueckgeben"),
    title: "Vorlage zurückgeben",
    says: `${sentence(vorlage, mine, "Sie geben zurück:")} Diese Fassung ist damit beendet; die nächste behält die Nummer. Wer schon gezeichnet hat, erfährt es.`,
    button: "Zurückgeben",
    words: "required",
    wordsLabel: "Begründung",
    pick: "target",
    send: (text, target) => decide({ kind: "return", ...seen, target, reason: text.trim() }),
    done: "Zurückgegeben.",
  }
  const hand: Act = {
    key: key("weitergeben"),
    title: "Aufgabe weitergeben",
    says: "Die Person handelt dann an Ihrer Stelle; auf dem Dokument stehen beide Namen.",
    button: "Weitergeben",
    words: "optional",
    wordsLabel: "Hinweis",
    pick: "person",
    send: (text, to) => decide({ kind: "hand", ...seen, partyId: mine.partyId, to, reason: words(text) }),
    done: "Weitergegeben.",
  }
  switch (mine.kind) {
    case "sign":
      // What is signed elsewhere is not signed here.
      if (!signedHere(vorlage, mine)) return [back, hand]
      return [
        {
          key: key("zeichnen"),
          title: "Vorlage zeichnen",
          says: sentence(vorlage, mine, "Sie zeichnen"),
          button: "Zeichnen",
          words: "optional",
          wordsLabel: "Bemerkung",
          send: (text) => decide({ kind: "sign", ...seen, remark: words(text) }),
          done: "Gezeichnet.",
        },
        back,
        hand,
      ]
    case "cosign": {
      const cosign = (outcome: "agreed" | "remarked" | "objected") => (text: string) =>
        decide({ kind: "cosign", ...seen, partyId: mine.partyId ?? "", outcome, text: words(text) })
      return [
        {
          key: key("mitzeichnen"),
          title: "Vorlage mitzeichnen",
          says: sentence(vorlage, mine, "Sie zeichnen mit:"),
          button: "Mitzeichnen",
          words: "none",
          send: cosign("agreed"),
          done: "Mitgezeichnet.",
        },
        {
          key: key("hinweis"),
          title: "Mit Hinweis mitzeichnen",
          says: sentence(vorlage, mine, "Sie zeichnen mit Hinweis mit:"),
          button: "Mit Hinweis mitzeichnen",
          words: "required",
          wordsLabel: "Hinweis",
          send: cosign("remarked"),
          done: "Mit Hinweis mitgezeichnet.",
        },
        {
          key: key("widersprechen"),
          title: "Widersprechen",
          says: sentence(vorlage, mine, "Sie widersprechen:"),
          button: "Widersprechen",
          words: "required",
          wordsLabel: "Begründung",
          send: cosign("objected"),
          done: "Widersprochen.",
        },
        hand,
      ]
    }
    case "state":
      return [
        {
          key: key("stellung"),
          title: "Stellung nehmen",
          says: sentence(vorlage, mine, "Sie nehmen Stellung zu"),
          button: "Stellung nehmen",
          words: "required",
          wordsLabel: "Stellungnahme",
          send: (text) => decide({ kind: "state", ...seen, text: text.trim() }),
          done: "Stellung genommen.",
        },
        hand,
      ]
    case "release":
      return [
        {
          key: key("freigeben"),
          title: "Für die Gremien freigeben",
          says: sentence(vorlage, mine, "Sie geben frei:"),
          button: "Freigeben",
          words: "optional",
          wordsLabel: "Bemerkung",
          send: (text) =>
            body(
              client.vorlagen[":vorlageId"].freigabe.$post({
                param,
                json: { kind: "release", ...seen, remark: words(text) },
              }),
            ),
          done: "Freigegeben.",
        },
        {
          ...back,
          send: (text, target) =>
            body(
              client.vorlagen[":vorlageId"].freigabe.$post({
                param,
                json: { kind: "return", ...seen, target, reason: text.trim() },
              }),
            ),
        },
      ]
    case "auszug": {
      const auszug = vorlage.fassungen
        .find((f) => !f.superseded)
        ?.documents.filter((d) => d.kind === "auszug" && d.stepId === mine.stepId)
        .at(-1)
      return auszug
        ? [
            {
              key: key("auszug"),
              title: "Beschlussauszug zeichnen",
              says: sentence(vorlage, mine, "Sie zeichnen den Beschlussauszug zu"),
              button: "Zeichnen",
              words: "none",
              send: () => decide({ kind: "auszug", ...seen, auszugSha256: auszug.sha256 }),
              done: "Beschlussauszug gezeichnet.",
            },
          ]
        : []
    }
    default:
      return []
  }
}

/** Is this step signed in the application itself, and not outside or on paper? */
export function signedHere({ chain }: Vorlage, { stepId }: Pick<Mine, "stepId">): boolean {
  const step = chain?.steps.find((s) => s.id === stepId)
  return step?.kind !== "sign" || step.level === "none" || step.level === "system"
}
