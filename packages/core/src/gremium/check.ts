/** What must fit together in the settings of one body; every defect is found at once. Pure. */
import type { Finding } from "../error.ts"
import { uncovered } from "../glyph.ts"
import type { Gremium, Span } from "../gremium.ts"

/** Calendar days that a span takes at least: seven for five working days. */
const days = ({ days: n, count }: Span): number => (count === "calendar" ? n : Math.floor(n / 5) * 7 + (n % 5))

const spoken = ({ days: n, count }: Span): string => `${n} ${count === "working" ? "Werktage" : "Kalendertage"}`

export function gremiumDefects(gremium: Gremium): Finding[] {
  const found: Finding[] = []
  const place = gremium.name
  const report = (reason: string, message: string) => found.push({ reason, place, message })
  const { ladung, quorum, mitglieder, tie, tieExcept, kind } = gremium
  if (gremium.name.trim() === "") report("gremium.name", "Der Name des Gremiums fehlt.")
  if (quorum !== undefined && quorum > mitglieder)
    report("gremium.quorum", `Zur Beschlussfähigkeit gehören ${quorum} Mitglieder, das Gremium hat nur ${mitglieder}.`)
  if (tieExcept !== undefined && tieExcept.length > 0 && tie !== "chair")
    report("gremium.tie", "Ausnahmen vom Stichentscheid gibt es nur, wo der Vorsitz bei Stimmengleichheit entscheidet.")
  if (kind === "traegerversammlung" && mitglieder % 2 !== 0)
    report(
      "gremium.parity",
      `Eine Trägerversammlung ist paritätisch besetzt; ${mitglieder} Mitglieder gehen nicht auf.`,
    )
  for (const subject of tieExcept ?? [])
    if (uncovered(subject).length > 0) report("glyph.missing", `„${subject}“ kann nicht gedruckt werden.`)
  if (!ladung) return found
  const { regular, urgent, nachtrag, abgabe } = ladung
  if (regular.days === 0) report("ladung.days", "Die Ladungsfrist hat keine Tage. Bitte tragen Sie sie ein.")
  if (urgent && urgent.days === 0)
    report("ladung.days", "Die verkürzte Ladungsfrist hat keine Tage. Ohne eine solche Frist lassen Sie sie weg.")
  if (urgent && days(urgent) >= days(regular))
    report(
      "ladung.urgent",
      `Die verkürzte Ladungsfrist (${spoken(urgent)}) ist nicht kürzer als die übliche (${spoken(regular)}).`,
    )
  if (nachtrag && days(nachtrag) >= days(regular))
    report(
      "ladung.nachtrag",
      `Die Frist für Nachträge (${spoken(nachtrag)}) ist nicht kürzer als die Ladungsfrist (${spoken(regular)}).`,
    )
  if (abgabe.days > 60)
    report("ladung.abgabe", `Die Abgabefrist (${spoken(abgabe)} vor der Einladung) ist länger als zwei Monate.`)
  return found
}
