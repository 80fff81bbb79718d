/** Antworten eines Gremiums: what it can answer, how the result is called, whether the votes fit. Pure; browser and service share it. */
import type { ResultCode, Votes } from "../chain/schema.ts"
import { germanDay } from "../day.ts"
import { AppError, type Finding } from "../error.ts"
import type { Gremium } from "../gremium.ts"
import type { Day, Zustaendigkeit } from "../paper.ts"

/** What of a body decides over its votes. */
export type Rules = Pick<Gremium, "name" | "mitglieder" | "quorum" | "tie" | "tieExcept">

/** What bodies of each Zuständigkeit can answer. */
export const ANSWERS = {
  Entscheidung: ["accepted", "accepted_amended", "approved_urgent", "rejected", "postponed", "referred", "removed"],
  Vorberatung: ["recommended", "accepted_amended", "rejected", "noted", "no_vote", "postponed", "referred", "removed"],
  Anhörung: ["recommended", "rejected", "noted", "no_vote", "postponed", "referred", "removed"],
  Kenntnisnahme: ["noted", "postponed", "removed"],
} as const satisfies Record<Zustaendigkeit, readonly ResultCode[]>

/** @throws AppError input for an answer that a body of this Zuständigkeit cannot give. */
export function checkAnswer(zustaendigkeit: Zustaendigkeit, code: ResultCode): void {
  if ((ANSWERS[zustaendigkeit] as readonly ResultCode[]).includes(code)) return
  throw new AppError("input", "result.vocabulary", `„${LABEL[code]}“ passt nicht zur Zuständigkeit ${zustaendigkeit}.`)
}

/** As people read them. */
export const LABEL = {
  accepted: "beschlossen",
  accepted_amended: "geändert beschlossen",
  approved_urgent: "genehmigt (Dringlichkeit)",
  rejected: "abgelehnt",
  noted: "zur Kenntnis genommen",
  recommended: "empfohlen",
  no_vote: "ohne Beschlussempfehlung",
  postponed: "vertagt",
  referred: "verwiesen",
  removed: "abgesetzt",
} as const satisfies Record<ResultCode, string>

/** The result in words: "einstimmig beschlossen", "mehrheitlich abgelehnt", "... mit Stichentscheid des Vorsitzes". */
export function resultLabel(
  code: ResultCode,
  zustaendigkeit: Zustaendigkeit,
  votes: Votes | null,
  byChair: boolean,
  /** the answer to a Dringlichkeitsentscheidung, which is revoked rather than rejected */
  urgent = false,
): string {
  const advisory = zustaendigkeit !== "Entscheidung"
  const word =
    code === "accepted_amended" && advisory
      ? "mit Änderungen empfohlen"
      : code === "rejected" && urgent
        ? "aufgehoben (Dringlichkeit)"
        : LABEL[code]
  if (!votes || code === "noted" || code === "postponed" || code === "referred" || code === "removed") return word
  if (byChair) return `${word} mit Stichentscheid des Vorsitzes`
  if (code === "no_vote") return word
  // How it was carried is said only where the figures carry it; otherwise the bare result stands (with a warning).
  const { ja, nein } = votes
  if (code === "rejected") {
    if (nein > ja) return ja === 0 ? `einstimmig ${word}` : `mehrheitlich ${word}`
    return ja === nein && ja > 0 ? `bei Stimmengleichheit ${word}` : word
  }
  if (ja <= nein) return word
  return nein === 0 ? `einstimmig ${word}` : `mehrheitlich ${word}`
}

export interface RecordedVote {
  readonly code: ResultCode
  readonly votes: Votes | null
  /** the chair's own vote where a tie needs it */
  readonly chairVote?: "ja" | "nein" | undefined
  /** subject on which the chair's vote decides no tie, one of the body's `tieExcept` */
  readonly gegenstand?: string | undefined
  readonly sitzungOn: Day
}

/**
 * Checks a recorded result. Impossible figures are refused, odd ones are returned as warnings (a label that does not fit
 * the votes, a missing quorum, another day than planned): a real minute book has such cases.
 * @throws AppError input
 */
export function check(
  gremium: Rules,
  zustaendigkeit: Zustaendigkeit,
  vote: RecordedVote,
  today: Day,
  termin: Day | null,
): { warnings: Finding[]; tieByChair: boolean } {
  const errors: Finding[] = []
  const warnings: Finding[] = []
  const warn = (reason: string, message: string) => warnings.push({ reason, place: gremium.name, message })
  const fail = (reason: string, message: string) => errors.push({ reason, place: gremium.name, message })
  if (!(ANSWERS[zustaendigkeit] as readonly ResultCode[]).includes(vote.code))
    fail("result.vocabulary", `„${LABEL[vote.code]}“ passt nicht zur Zuständigkeit ${zustaendigkeit}.`)
  if (vote.sitzungOn > today)
    fail("result.future", `Die Sitzung am ${germanDay(vote.sitzungOn)} hat noch nicht stattgefunden.`)
  if (termin !== null && termin !== vote.sitzungOn)
    warn("result.day", `Vorgesehen war der ${germanDay(termin)}, eingetragen ist der ${germanDay(vote.sitzungOn)}.`)
  if (vote.gegenstand !== undefined && !gremium.tieExcept?.includes(vote.gegenstand))
    fail("votes.gegenstand", `Für „${vote.gegenstand}“ kennt dieses Gremium keine Ausnahme vom Stichentscheid.`)
  const tieByChair = vote.votes ? arithmetic(gremium, vote, vote.votes, fail, warn) : false
  if (!vote.votes && (vote.code === "accepted" || vote.code === "rejected" || vote.code === "accepted_amended"))
    warn("votes.none", "Es ist kein Abstimmungsergebnis eingetragen.")
  if (errors.length > 0)
    throw new AppError("input", errors[0]?.reason ?? "result", errors.map((e) => e.message).join(" "), errors)
  return { warnings, tieByChair }
}

/** Members that must be there: as the body says, otherwise more than half of those entitled by law. */
const quorumOf = (gremium: Rules, mitglieder: number): number => gremium.quorum ?? Math.floor(mitglieder / 2) + 1

function arithmetic(
  gremium: Rules,
  vote: RecordedVote,
  v: Votes,
  fail: (reason: string, message: string) => void,
  warn: (reason: string, message: string) => void,
): boolean {
  const cast = v.ja + v.nein + v.enthaltung + v.ungueltig
  if (v.mitglieder !== gremium.mitglieder)
    warn("votes.members", `Das Gremium hat ${gremium.mitglieder} Mitglieder, eingetragen sind ${v.mitglieder}.`)
  if (v.anwesend + v.befangen > v.mitglieder)
    fail(
      "votes.present",
      `${v.anwesend} Anwesende und ${v.befangen} Befangene sind mehr als ${v.mitglieder} Mitglieder.`,
    )
  if (cast > v.anwesend) fail("votes.sum", `${cast} Stimmen sind mehr als ${v.anwesend} stimmberechtigte Anwesende.`)
  const there = v.anwesend + v.befangen
  if (there > 0 && there < quorumOf(gremium, v.mitglieder))
    warn(
      "votes.quorum",
      `Nur ${there} von ${v.mitglieder} Mitgliedern anwesend (beschlussfähig ab ${quorumOf(gremium, v.mitglieder)}): Beschlussfähigkeit prüfen.`,
    )
  const tie = v.ja === v.nein && v.ja > 0
  const yes =
    vote.code === "accepted" ||
    vote.code === "accepted_amended" ||
    vote.code === "approved_urgent" ||
    vote.code === "recommended"
  const exempt = vote.gegenstand !== undefined
  if (tie && gremium.tie === "chair" && !exempt) {
    if (vote.chairVote === undefined)
      fail("votes.tie", "Stimmengleichheit: Bitte geben Sie an, wie der Vorsitz gestimmt hat.")
    else if (yes !== (vote.chairVote === "ja") && (yes || vote.code === "rejected"))
      fail("votes.chair", "Bei Stimmengleichheit entscheidet der Vorsitz; das Ergebnis passt nicht zu dessen Stimme.")
    return vote.chairVote !== undefined && (yes || vote.code === "rejected")
  }
  if (vote.chairVote !== undefined)
    fail(
      "votes.noTie",
      exempt && tie
        ? "Über diesen Gegenstand entscheidet der Vorsitz nicht: Stimmengleichheit ist Ablehnung."
        : "Einen Stichentscheid gibt es nur bei Stimmengleichheit in Gremien mit dieser Regel.",
    )
  if (yes && v.ja <= v.nein) warn("votes.label", `Ja ${v.ja}, Nein ${v.nein} passt nicht zu „${LABEL[vote.code]}“.`)
  if (vote.code === "rejected" && v.ja > v.nein)
    warn("votes.label", `Ja ${v.ja}, Nein ${v.nein} passt nicht zu „abgelehnt“.`)
  return false
}
