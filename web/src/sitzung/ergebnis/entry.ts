/** One answer of a body as it is typed: what can be chosen, what the figures mean, what is missing, what is odd. Pure. */
import type { Block } from "@beschlussweg/core/block"
import type { ResultCode, Votes } from "@beschlussweg/core/chain"
import { AppError, type Finding } from "@beschlussweg/core/error"
import { ANSWERS, check, LABEL, type Rules } from "@beschlussweg/core/gremium/answer"
import type { Step } from "../../vorlage/step.ts"

export type BodyStep = Extract<Step, { kind: "body" }>

export interface Choice {
  readonly id: string
  readonly label: string
  readonly code: ResultCode
  /** fills the votes from those present */
  readonly unanimous: boolean
}
/** Answers that are voted on, so that they can be unanimous. */
const VOTED: readonly ResultCode[] = ["accepted", "accepted_amended", "approved_urgent", "rejected", "recommended"]
/** Answers without any figures. */
const BARE: readonly ResultCode[] = ["noted", "postponed", "referred", "removed"]
/** Answers that need words. */
export const REASONED: readonly ResultCode[] = ["postponed", "referred", "removed"]

/** What this body can answer, the usual first. After a Dringlichkeitsentscheidung it approves, revokes or takes note. */
export function choicesOf(step: Pick<BodyStep, "zustaendigkeit" | "urgent">): Choice[] {
  const given = step.urgent?.status === "given"
  const codes: readonly ResultCode[] = given
    ? step.urgent?.follow === "report"
      ? ["noted", "postponed"]
      : ["approved_urgent", "rejected", "postponed"]
    : ANSWERS[step.zustaendigkeit].filter((code) => code !== "approved_urgent")
  const bare = codes.map((code) => ({ id: code, label: word(code, step), code, unanimous: false }))
  const unanimous = codes
    .filter((code) => VOTED.includes(code))
    .map((code) => ({ id: `einstimmig-${code}`, label: `einstimmig ${word(code, step)}`, code, unanimous: true }))
  return [...unanimous, ...bare]
}
const word = (code: ResultCode, { zustaendigkeit, urgent }: Pick<BodyStep, "zustaendigkeit" | "urgent">): string =>
  code === "accepted_amended" && zustaendigkeit !== "Entscheidung"
    ? "mit Änderungen empfohlen"
    : code === "rejected" && urgent?.status === "given"
      ? "aufgehoben (Dringlichkeit)"
      : LABEL[code]

/** Those that begin like what was typed, by the whole or by first letters of the words ("eb"). */
export function matching(choices: readonly Choice[], typed: string): Choice[] {
  const t = typed.trim().toLocaleLowerCase("de-DE")
  if (t === "") return [...choices]
  const starts = choices.filter((c) => c.label.toLocaleLowerCase("de-DE").startsWith(t))
  const initials = choices.filter((c) => initialsOf(c.label).startsWith(t))
  const inside = choices.filter((c) => c.label.toLocaleLowerCase("de-DE").includes(` ${t}`))
  return [...new Set([...starts, ...initials, ...inside])]
}
const initialsOf = (label: string): string =>
  label
    .toLocaleLowerCase("de-DE")
    .split(/[^\p{L}]+/u)
    .map((w) => w[0] ?? "")
    .join("")

export type VoteName = "ja" | "nein" | "enthaltung" | "ungueltig" | "befangen" | "anwesend"
export interface Entry {
  readonly choice: string
  /** as typed */
  readonly votes: Readonly<Record<VoteName, string>>
  readonly form: "offen" | "namentlich" | "geheim"
  readonly chairVote: "" | "ja" | "nein"
  readonly gegenstand: string
  /** members that are befangen, by their ids, where the house keeps members */
  readonly befangene: readonly string[]
  readonly wording: readonly Block[] | undefined
  readonly changesProgramme: boolean
  readonly reason: string
  readonly termin: string
  readonly gremiumId: string
  readonly zustaendigkeit: "Entscheidung" | "Vorberatung" | "Anhörung" | "Kenntnisnahme"
}
export const EMPTY: Entry = {
  choice: "",
  votes: { ja: "", nein: "", enthaltung: "", ungueltig: "", befangen: "", anwesend: "" },
  form: "offen",
  chairVote: "",
  gegenstand: "",
  befangene: [],
  wording: undefined,
  changesProgramme: false,
  reason: "",
  termin: "",
  gremiumId: "",
  zustaendigkeit: "Entscheidung",
}

/** The minutes' own head: what is the same for all points. */
export interface Sitting {
  readonly vorsitz: string
  readonly schriftfuehrung: string
  readonly ort: string
  /** number of those present with a vote, as typed */
  readonly anwesend: string
  /** members present, by their ids, where the house keeps members */
  readonly da: readonly string[]
}

const numeric = (text: string): number | undefined => (/^\d{1,3}$/.test(text.trim()) ? Number(text.trim()) : undefined)
const counted = (text: string): number => numeric(text) ?? 0

export const codeOf = (entry: Pick<Entry, "choice">): ResultCode | undefined =>
  entry.choice === "" ? undefined : (entry.choice.replace(/^einstimmig-/, "") as ResultCode)
export const hasVotes = (code: ResultCode | undefined): boolean => code !== undefined && !BARE.includes(code)

/** How many may vote on this point: those present without the befangene. */
export function present(entry: Entry, { anwesend, da }: Sitting): number | undefined {
  const typed = numeric(entry.votes.anwesend)
  if (typed !== undefined) return typed
  const all = numeric(anwesend)
  if (all === undefined) return undefined
  const away = entry.befangene.filter((id) => da.includes(id)).length
  return Math.max(0, all - Math.max(away, counted(entry.votes.befangen)))
}

/** "einstimmig": all who are present, without those who abstained, say what the answer says. */
export function unanimous(entry: Entry, sitting: Sitting): Entry {
  const there = present(entry, sitting)
  if (there === undefined) return entry
  const all = String(Math.max(0, there - counted(entry.votes.enthaltung) - counted(entry.votes.ungueltig)))
  const no = codeOf(entry) === "rejected"
  return { ...entry, votes: { ...entry.votes, ja: no ? "0" : all, nein: no ? all : "0" } }
}

/** Votes as figures; null where none were typed. */
function votesOf(entry: Entry, sitting: Sitting, mitglieder: number): Votes | null {
  const { ja, nein, enthaltung, ungueltig, befangen } = entry.votes
  if (!hasVotes(codeOf(entry)) || (ja.trim() === "" && nein.trim() === "" && enthaltung.trim() === "")) return null
  const cast = counted(ja) + counted(nein) + counted(enthaltung) + counted(ungueltig)
  return {
    ja: counted(ja),
    nein: counted(nein),
    enthaltung: counted(enthaltung),
    ungueltig: counted(ungueltig),
    befangen: Math.max(entry.befangene.length, counted(befangen)),
    anwesend: present(entry, sitting) ?? cast,
    mitglieder,
  }
}

export interface Judged {
  /** the first thing that is missing or cannot be, with the field that mends it */
  readonly error: { readonly field: string; readonly message: string } | undefined
  readonly warnings: readonly Finding[]
  /** the chair's vote is asked for */
  readonly tie: boolean
}

/** The same rules as the service has, while it is typed. */
export function judge(
  entry: Entry,
  sitting: Sitting,
  ground: { readonly gremium: Rules; readonly step: BodyStep; readonly on: string; readonly today: string },
): Judged {
  const { gremium, step, on, today } = ground
  const code = codeOf(entry)
  const fail = (field: string, message: string): Judged => ({ error: { field, message }, warnings: [], tie: false })
  if (code === undefined) return fail("ergebnis", "Bitte wählen Sie ein Ergebnis.")
  for (const [name, value] of Object.entries(entry.votes))
    if (value.trim() !== "" && numeric(value) === undefined) return fail(name, `„${value}“ ist keine Anzahl.`)
  if (REASONED.includes(code)) {
    if (entry.reason.trim().length < 3) return fail("grund", "Bitte schreiben Sie eine kurze Begründung.")
    if (code === "referred" && entry.gremiumId === "") return fail("gremium", "Bitte wählen Sie das andere Gremium.")
    if (code === "referred" && entry.termin === "") return fail("termin", "Bitte nennen Sie den Termin dort.")
    return { error: undefined, warnings: [], tie: false }
  }
  if (code === "accepted_amended" && entry.wording === undefined)
    return fail("wortlaut", "Bitte tragen Sie den beschlossenen Wortlaut ein.")
  const votes = votesOf(entry, sitting, gremium.mitglieder)
  const tie = votes !== null && votes.ja === votes.nein && votes.ja > 0 && gremium.tie === "chair"
  const zustaendigkeit =
    step.urgent?.status === "given" && step.urgent.follow === "report" ? "Kenntnisnahme" : step.zustaendigkeit
  try {
    const vote = {
      code,
      votes,
      sitzungOn: on,
      ...(tie && entry.chairVote !== "" ? { chairVote: entry.chairVote } : {}),
      ...(entry.gegenstand === "" ? {} : { gegenstand: entry.gegenstand }),
    }
    // The day is the meeting's own; that another one was planned is not this line's business.
    return { error: undefined, warnings: check(gremium, zustaendigkeit, vote, today, null).warnings, tie }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const field = error.findings.some((f) => f.reason === "votes.tie") ? "vorsitz" : "ja"
    return { error: { field, message: error.message }, warnings: [], tie }
  }
}

/** What `sitzung.results` takes and `vorlage.correct` takes of it: the answer alone, without the meeting. */
export function finalOf(entry: Entry, sitting: Sitting, gremium: Rules, members: readonly { readonly id: string }[]) {
  const votes = votesOf(entry, sitting, gremium.mitglieder)
  const code = codeOf(entry)
  const tie = votes !== null && votes.ja === votes.nein && votes.ja > 0 && gremium.tie === "chair"
  const there = sitting.da.filter((id) => members.some((m) => m.id === id) && !entry.befangene.includes(id))
  return {
    votes,
    form: votes === null ? null : entry.form,
    ...(tie && entry.chairVote !== "" && entry.gegenstand === "" ? { chairVote: entry.chairVote } : {}),
    ...(entry.gegenstand === "" ? {} : { gegenstand: entry.gegenstand }),
    // Names are given where they fit the figures: somebody may have left the room for this point alone.
    ...(votes !== null && there.length > 0 && there.length === votes.anwesend
      ? { anwesende: there.map((memberId) => ({ memberId })) }
      : {}),
    ...(votes !== null && entry.befangene.length > 0 && entry.befangene.length === votes.befangen
      ? { befangene: entry.befangene.map((memberId) => ({ memberId })) }
      : {}),
    ...(code === "accepted_amended" && entry.wording
      ? { beschlusstext: [...entry.wording], changesProgramme: entry.changesProgramme }
      : {}),
  }
}
