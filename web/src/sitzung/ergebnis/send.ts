/** Sending results: one line or many of one meeting, and the correction of one that stands. */
import type { Block } from "@beschlussweg/core/block"
import { body, client, Problem } from "../../api.ts"
import type { Vorlage } from "../../data.ts"
import type { Gremium, Member } from "../data.ts"
import { type BodyStep, codeOf, type Entry, finalOf, type Sitting } from "./entry.ts"

type Json = Parameters<typeof client.ergebnisse.$post>[0]["json"]
type Line = Json["results"][number]
export type Answer = Awaited<ReturnType<typeof sendList>>

/** The meeting in the calendar, or the body with the day. */
export type Where =
  | { readonly sitzungId: string }
  | { readonly gremiumId: string; readonly sitzungOn: string; readonly sitzungPublic: boolean }

export const sendList = (haus: string, json: Json) => body(client.ergebnisse.$post({ param: { tenant: haus }, json }))

/** A point with everything that belongs to it. */
export interface Point {
  /** of the row on the page */
  readonly id: string
  readonly number: string | undefined
  readonly title: string
  readonly vorlage: Vorlage
  readonly step: BodyStep
}

/** The words that a body voted on. */
export const vorschlagOf = (vorlage: Vorlage): readonly Block[] =>
  (vorlage.form?.beschlussvorschlag ?? []) as readonly Block[]
export const hasProgramme = (vorlage: Vorlage): boolean =>
  vorlage.form?.anlagen.some((a) => a.kind === "programme") ?? false

/** @returns undefined where nothing was chosen */
export function lineOf(
  { vorlage, step, number }: Point,
  entry: Entry,
  sitting: Sitting,
  gremium: Gremium,
  members: readonly Member[],
): Line | undefined {
  const { chain } = vorlage
  const code = codeOf(entry)
  if (!chain || code === undefined) return undefined
  const named = {
    vorlageId: vorlage.id,
    fassungSha256: chain.sha256,
    pdfSha256: chain.pdfSha256 ?? chain.sha256,
    stepId: step.id,
    ...(number === undefined || number === "" ? {} : { top: number }),
  }
  const reason = entry.reason.trim()
  switch (code) {
    case "postponed":
      return { ...named, code, reason, termin: entry.termin === "" ? null : entry.termin }
    case "removed":
      return { ...named, code, reason }
    case "referred":
      return {
        ...named,
        code,
        reason,
        gremiumId: entry.gremiumId,
        termin: entry.termin,
        zustaendigkeit: entry.zustaendigkeit,
      }
    default:
      return { ...named, code, ...finalOf(entry, sitting, gremium, members) }
  }
}

const headOf = ({ vorsitz, schriftfuehrung, ort }: Sitting) => ({
  vorsitz: vorsitz.trim(),
  schriftfuehrung: schriftfuehrung.trim(),
  ...(ort.trim() === "" ? {} : { ort: ort.trim() }),
})

export const sendLines = (haus: string, where: Where, sitting: Sitting, results: Line[]) =>
  sendList(haus, { ...where, ...headOf(sitting), results })

/** One line; a refusal of the line is one of the whole. @throws Problem */
export async function sendOne(
  haus: string,
  where: Where,
  sitting: Sitting,
  line: Line,
): Promise<Answer["taken"][number]> {
  const { taken, refused } = await sendLines(haus, where, sitting, [line])
  const [one] = taken
  if (one) return one
  const [why] = refused
  throw new Problem(422, {
    ...why,
    message: why?.message ?? "Das Ergebnis wurde nicht übernommen. Bitte laden Sie die Seite neu.",
  })
}

type Correct = Parameters<(typeof client.vorlagen)[":vorlageId"]["berichtigung"]["$post"]>[0]["json"]

/** Another final result in place of one that stands. @throws Error for an answer that cannot stand in one's place */
export function sendCorrection(
  haus: string,
  where: { readonly sitzungId?: string; readonly sitzungOn: string; readonly sitzungPublic?: boolean },
  { vorlage, step, number }: Point,
  entry: Entry,
  sitting: Sitting,
  ground: { readonly gremium: Gremium; readonly members: readonly Member[]; readonly reason: string },
) {
  const { chain } = vorlage
  const code = codeOf(entry)
  if (!chain || code === undefined || code === "postponed" || code === "referred" || code === "removed")
    throw new Problem(422, {
      message: "Berichtigt wird nur auf ein anderes endgültiges Ergebnis, nicht auf vertagt, verwiesen oder abgesetzt.",
    })
  const json: Correct = {
    ...where,
    ...headOf(sitting),
    fassungSha256: chain.sha256,
    pdfSha256: chain.pdfSha256 ?? chain.sha256,
    stepId: step.id,
    reason: ground.reason.trim(),
    ...(number === undefined || number === "" ? {} : { top: number }),
    code,
    ...finalOf(entry, sitting, ground.gremium, ground.members),
  }
  return body(
    client.vorlagen[":vorlageId"].berichtigung.$post({ param: { tenant: haus, vorlageId: vorlage.id }, json }),
  )
}
