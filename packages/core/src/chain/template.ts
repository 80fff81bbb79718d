/** The shipped templates of the Zeichnungsweg (domain 1.2) and what makes a template sound. */
import type { Finding } from "../error.ts"
import { may, ROLE_LABEL } from "../role.ts"
import type { ChainTemplate, Condition, ConditionFacts } from "./schema.ts"

/** T1: Jobcenter of a Kreis in NRW, zugelassener kommunaler Träger. */
export const T1: ChainTemplate = {
  id: "T1",
  version: 1,
  name: "Kreis NRW (zugelassener kommunaler Träger)",
  steps: [
    {
      kind: "participation",
      id: "bca",
      label: "Beauftragte für Chancengleichheit am Arbeitsmarkt",
      role: "bca",
      again: ["beschlussvorschlag", "programm"],
    },
    {
      kind: "cosign",
      id: "mitzeichnung",
      label: "Mitzeichnung",
      mode: "all",
      parties: [{ id: "rechtsamt", label: "Rechtsamt", role: "mitzeichnung", amtId: "rechtsamt" }],
      onObjection: "inform",
      again: ["beschlussvorschlag", "finanzen", "programm"],
    },
    { kind: "sign", id: "amtsleitung", label: "Amtsleitung", role: "amtsleitung", level: "system" },
    { kind: "sign", id: "dezernent", label: "Dezernent", role: "dezernent", level: "system" },
    {
      kind: "sign",
      id: "kaemmerer",
      label: "Kämmerer (nur bei Vorlagen mit finanziellen Auswirkungen)",
      role: "kaemmerer",
      when: { field: "finance.effects", is: true },
      level: "system",
    },
    { kind: "sign", id: "landrat", label: "Landrat", role: "landrat", level: "system" },
    { kind: "release", id: "freigabe", label: "Freigabe durch den Sitzungsdienst" },
    { kind: "bodies", id: "beratung" },
  ],
  authorMaySign: { first: true, later: false },
  samePersonTwice: false,
  auszugSignatures: [],
}

/** T5: gemeinsame Einrichtung with BCA, Beirat and Trägerversammlung. */
export const T5: ChainTemplate = {
  id: "T5",
  version: 1,
  name: "Gemeinsame Einrichtung mit Trägerversammlung",
  steps: [
    {
      kind: "participation",
      id: "bca",
      label: "Beauftragte für Chancengleichheit am Arbeitsmarkt",
      role: "bca",
      again: ["beschlussvorschlag", "programm"],
    },
    { kind: "sign", id: "geschaeftsfuehrung", label: "Geschäftsführung", role: "geschaeftsfuehrung", level: "system" },
    {
      kind: "participation",
      id: "beirat",
      label: "Örtlicher Beirat (§ 18d SGB II)",
      role: "beirat",
      again: ["beschlussvorschlag", "programm"],
    },
    { kind: "bodies", id: "beratung" },
  ],
  authorMaySign: { first: true, later: false },
  samePersonTwice: false,
  auszugSignatures: ["schriftfuehrung", "vorsitz"],
}

export const TEMPLATES: Readonly<Record<string, ChainTemplate>> = { T1, T5 }

/** Is the condition true for these facts? Typed data, decided here and nowhere else. */
export function holds(condition: Condition | undefined, facts: ConditionFacts): boolean {
  if (condition === undefined) return true
  if ("all" in condition) return condition.all.every((c) => holds(c, facts))
  if ("any" in condition) return condition.any.some((c) => holds(c, facts))
  if (condition.field === "finance.amount") return facts["finance.amount"] >= condition.atLeastCent
  return facts[condition.field] === condition.is
}

/** Does the condition ask about the finance block? */
export function aboutFinance(condition: Condition | undefined): boolean {
  if (condition === undefined) return false
  if ("all" in condition) return condition.all.some(aboutFinance)
  if ("any" in condition) return condition.any.some(aboutFinance)
  return condition.field === "finance.effects" || condition.field === "finance.amount"
}

/** Names of what stands in a chain without a step of the template: author, bodies, inserted steps, the Endfassung. */
const RESERVED = /^(author|endfassung|gremium-\d+|verwiesen-\d+|freigabe-nach-absetzung)$/

/** What is wrong with a template; empty when it is sound. */
export function defects(template: ChainTemplate): Finding[] {
  const found: Finding[] = []
  const report = (place: string, reason: string, message: string) => found.push({ reason, place, message })
  const ids = template.steps.flatMap((s) =>
    s.kind === "cosign" ? [s.id, ...s.parties.map((p) => `${s.id}/${p.id}`)] : [s.id],
  )
  for (const id of new Set(ids.filter((id, i) => ids.indexOf(id) !== i)))
    report(id, "template.twice", "Diese Kennung kommt zweimal vor.")
  for (const id of template.steps.map((s) => s.id).filter((id) => RESERVED.test(id)))
    report(id, "template.reserved", "Diese Kennung ist für das Verfahren selbst vergeben.")
  const bodies = template.steps.flatMap((s, i) => (s.kind === "bodies" ? [i] : []))
  if (bodies.length !== 1 || bodies[0] !== template.steps.length - 1)
    report("steps", "template.bodies", "Die Beratungsfolge muss genau einmal und als Letztes stehen.")
  const signs = template.steps.filter((s) => s.kind === "sign")
  if (!signs.some((s) => s.when === undefined))
    report("steps", "template.sign", "Mindestens ein Zeichnungsschritt muss ohne Bedingung gelten.")
  const roles = template.steps.flatMap((s) =>
    s.kind === "cosign"
      ? s.parties.map((p) => ({ label: `${s.label}: ${p.label}`, role: p.role }))
      : s.kind === "sign" || s.kind === "participation"
        ? [s]
        : [],
  )
  for (const { label, role } of roles.filter((s) => !may([{ role: s.role, as: "selbst" }], "step.decide")))
    report(label, "template.role", `„${ROLE_LABEL[role]}“ kann nicht zeichnen, mitzeichnen oder Stellung nehmen.`)
  const release = template.steps.findIndex((s) => s.kind === "release")
  const lastSign = template.steps.findLastIndex((s) => s.kind === "sign")
  if (release !== -1 && release < lastSign)
    report("steps", "template.release", "Die Freigabe steht nach der letzten Zeichnung.")
  if (template.steps.filter((s) => s.kind === "release").length > 1)
    report("steps", "template.release", "Es gibt höchstens eine Freigabe.")
  return found
}
