/** The judgement on a final answer: what is refused, what is kept with a warning, and the words that the record keeps of it. */
import type { StatedResult, StepOf } from "../../chain/index.ts"
import { dayOf, germanDay } from "../../day.ts"
import { AppError, type Finding } from "../../error.ts"
import { check, type Gremium, resultLabel } from "../../gremium.ts"
import type { Day } from "../../paper.ts"
import { checkText, text as plainText } from "../form.ts"
import { readable } from "../hand.ts"
import type { Text } from "../item.ts"
import { type Meeting, meetingWarnings } from "./meeting.ts"
import { lists, type Seat } from "./members.ts"
import type { Final } from "./shape.ts"

/** What a result is held against. */
export interface Ground {
  readonly gremium: Gremium
  readonly step: StepOf<"body">
  /** the Fassung it answers to, and when that was handed in */
  readonly fassung: { readonly n: number; readonly at: string; readonly programme: boolean }
  readonly meeting: Meeting | undefined
  readonly seats: readonly Seat[]
  readonly today: Day
  readonly textId: string
}

export interface Judged {
  readonly result: StatedResult
  readonly words: NonNullable<Text["result"]>
  readonly warnings: Finding[]
}

/** @throws AppError input for what cannot be, refused for a wording that cannot be printed */
export function judge(input: Final, ground: Ground): Judged {
  const { gremium, step, fassung, meeting, today, textId } = ground
  const handedIn = dayOf(new Date(fassung.at))
  if (input.sitzungOn < handedIn)
    throw new AppError(
      "input",
      "result.early",
      `Fassung ${fassung.n} wurde erst am ${germanDay(handedIn)} eingereicht; sie kann der Sitzung am ${germanDay(input.sitzungOn)} nicht vorgelegen haben.`,
    )
  const urgent = step.urgent?.status === "given"
  // What was decided in a hurry and is only told: the body takes note, whatever its Zuständigkeit is.
  const zustaendigkeit = urgent && step.urgent?.follow === "report" ? "Kenntnisnahme" : step.zustaendigkeit
  const { warnings: odd, tieByChair } = check(gremium, zustaendigkeit, input, today, step.termin)
  const named = lists(input, ground.seats, gremium.name)
  const top = input.top ?? meeting?.top?.number
  if (top === undefined) throw missing("top.missing", "der Tagesordnungspunkt")
  const sitzungPublic = input.sitzungPublic ?? meeting?.top?.public ?? meeting?.sitzung.public
  if (sitzungPublic === undefined) throw missing("sitzung.public", "die Angabe, ob öffentlich beraten wurde")
  const ort = input.ort ?? (meeting?.sitzung.ort === "" ? undefined : meeting?.sitzung.ort)
  checkAmended(input, fassung)
  const { code, sitzungOn, votes, changesProgramme, gegenstand, vorsitz, schriftfuehrung, form } = input
  for (const word of [vorsitz, schriftfuehrung, top, ort, ...Object.values(named).flatMap((l) => l.map((m) => m.name))])
    readable(word)
  const warnings = [...odd, ...meetingWarnings(meeting, input.top)]
  const words: Judged["words"] = {
    label: resultLabel(code, step.zustaendigkeit, votes, tieByChair, urgent),
    ort,
    form,
    sitzungPublic,
    vorsitz,
    schriftfuehrung,
    beschlusstext: input.beschlusstext ?? [],
    ...(gegenstand === undefined ? {} : { gegenstand }),
    ...named,
    ...(warnings.length > 0 ? { warnings } : {}),
  }
  const result: StatedResult = {
    code,
    adverse: step.zustaendigkeit !== "Entscheidung" && code === "rejected",
    sitzungOn,
    top,
    votes,
    tieByChair,
    changesProgramme,
    ...(meeting ? { sitzungId: meeting.sitzung.id } : {}),
    textId,
  }
  return { result, words, warnings }
}

const missing = (reason: string, what: string): AppError => new AppError("input", reason, `Es fehlt ${what}.`)

/** An amended decision has its own wording, and only it changes the programme. */
function checkAmended(input: Final, fassung: Ground["fassung"]): void {
  const wording = input.beschlusstext ?? []
  const fail = (reason: string, message: string): never => {
    throw new AppError("input", reason, message)
  }
  if (input.code === "accepted_amended" && plainText(wording) === "")
    fail("beschlusstext.missing", "Bei „geändert beschlossen“ fehlt der beschlossene Wortlaut.")
  if (input.changesProgramme && input.code !== "accepted_amended")
    fail("result.programme", "Änderungen am Programm gibt es nur bei „geändert beschlossen“.")
  if (input.changesProgramme && !fassung.programme)
    fail("result.noProgramme", "Diese Vorlage hat kein Programm als Anlage, das geändert werden könnte.")
  const found: Finding[] = []
  checkText(wording, "Beschlusstext", (reason, place, message) => found.push({ reason, place, message }))
  if (found.length > 0)
    throw new AppError("refused", found[0]?.reason ?? "text", "Der Beschlusstext kann so nicht gedruckt werden.", found)
}
