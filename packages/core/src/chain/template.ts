/** The shipped templates of the Zeichnungsweg (domain 1.2) and what makes a template sound. */
import { germanEuro } from "../day.ts"
import type { Finding } from "../error.ts"
import type { Zustaendigkeit } from "../paper.ts"
import { may, ROLE_LABEL } from "../role.ts"
import type { ChainTemplate, Condition, ConditionFacts, TemplateStep } from "./schema.ts"

const BCA: TemplateStep = {
  kind: "participation",
  id: "bca",
  label: "Beauftragte für Chancengleichheit am Arbeitsmarkt",
  role: "bca",
  again: ["beschlussvorschlag", "programm"],
}
const BEIRAT: TemplateStep = {
  kind: "participation",
  id: "beirat",
  label: "Örtlicher Beirat (§ 18d SGB II)",
  role: "beirat",
  again: ["beschlussvorschlag", "programm"],
}
const RECHTSAMT: TemplateStep = {
  kind: "cosign",
  id: "mitzeichnung",
  label: "Mitzeichnung",
  mode: "all",
  parties: [{ id: "rechtsamt", label: "Rechtsamt", role: "mitzeichnung", amtId: "rechtsamt" }],
  onObjection: "inform",
  again: ["beschlussvorschlag", "finanzen", "programm"],
}
const RELEASE: TemplateStep = { kind: "release", id: "freigabe", label: "Freigabe durch den Sitzungsdienst" }
const sign = (id: "amtsleitung" | "dezernent" | "kaemmerer" | "landrat" | "geschaeftsfuehrung", label: string) => ({
  kind: "sign" as const,
  id,
  label,
  role: id,
  level: "system" as const,
})
/** Only with financial effects (Warendorf form). */
const financial = (label: string): TemplateStep => ({
  ...sign("kaemmerer", `${label} (nur bei Vorlagen mit finanziellen Auswirkungen)`),
  when: { field: "finance.effects", is: true },
})
/** A row of the usual Beratungsfolge; `optional` may be left out. */
const row = (gremiumId: string, zustaendigkeit: Zustaendigkeit, optional = false) => ({
  gremiumId,
  zustaendigkeit,
  optional,
})
const RULES = {
  authorMaySign: { first: true, later: false },
  samePersonTwice: false,
} as const satisfies Partial<ChainTemplate>

/** T1: Jobcenter of a Kreis in NRW, zugelassener kommunaler Träger. */
export const T1: ChainTemplate = {
  id: "T1",
  version: 2,
  name: "Kreis NRW (zugelassener kommunaler Träger)",
  steps: [
    BCA,
    RECHTSAMT,
    sign("amtsleitung", "Amtsleitung"),
    sign("dezernent", "Dezernent"),
    financial("Kämmerer"),
    sign("landrat", "Landrat"),
    RELEASE,
    {
      kind: "bodies",
      id: "beratung",
      folge: [
        row("fachausschuss", "Vorberatung"),
        row("kreisausschuss", "Entscheidung"),
        row("kreistag", "Kenntnisnahme", true),
      ],
    },
  ],
  ...RULES,
  auszugSignatures: [],
}

/** T2: Jobcenter of a Kreis in Hessen. The Kreisausschuss is the collegial executive body and votes before the assembly. */
export const T2: ChainTemplate = {
  id: "T2",
  version: 1,
  name: "Kreis Hessen (zugelassener kommunaler Träger, Kreisausschuss als Verwaltungsorgan)",
  steps: [
    BCA,
    sign("amtsleitung", "Betriebsleitung"),
    sign("dezernent", "Dezernent"),
    financial("Kämmerei"),
    sign("landrat", "Landrat"),
    RELEASE,
    {
      kind: "bodies",
      id: "beratung",
      folge: [
        row("kreisausschuss", "Entscheidung"),
        row("fachausschuss", "Vorberatung"),
        row("kreistag", "Entscheidung"),
      ],
    },
  ],
  ...RULES,
  auszugSignatures: [],
}

/** T3: Jobcenter of a kreisfreie Stadt outside Hessen. An analogy to T1, to be checked by each house (domain 8.1). */
export const T3: ChainTemplate = {
  id: "T3",
  version: 1,
  name: "Kreisfreie Stadt (zugelassener kommunaler Träger)",
  steps: [
    BCA,
    RECHTSAMT,
    sign("amtsleitung", "Amtsleitung"),
    sign("dezernent", "Beigeordneter"),
    financial("Stadtkämmerer"),
    sign("landrat", "Oberbürgermeister"),
    RELEASE,
    {
      kind: "bodies",
      id: "beratung",
      folge: [row("fachausschuss", "Vorberatung"), row("hauptausschuss", "Vorberatung"), row("rat", "Entscheidung")],
    },
  ],
  ...RULES,
  auszugSignatures: [],
}

/** T4: Jobcenter of a kreisfreie Stadt in Hessen. The Magistrat decides, then the Stadtverordnetenversammlung. */
export const T4: ChainTemplate = {
  id: "T4",
  version: 1,
  name: "Kreisfreie Stadt Hessen (Magistrat)",
  steps: [
    BCA,
    sign("amtsleitung", "Amtsleitung"),
    sign("dezernent", "Stadtrat"),
    financial("Stadtkämmerer"),
    RELEASE,
    {
      kind: "bodies",
      id: "beratung",
      folge: [
        row("magistrat", "Entscheidung"),
        row("fachausschuss", "Vorberatung"),
        row("stadtverordnetenversammlung", "Entscheidung"),
      ],
    },
  ],
  ...RULES,
  auszugSignatures: [],
}

/** T5: gemeinsame Einrichtung with BCA, Beirat and Trägerversammlung. */
export const T5: ChainTemplate = {
  id: "T5",
  version: 2,
  name: "Gemeinsame Einrichtung mit Trägerversammlung",
  steps: [
    BCA,
    sign("geschaeftsfuehrung", "Geschäftsführung"),
    BEIRAT,
    { kind: "bodies", id: "beratung", folge: [row("traegerversammlung", "Entscheidung")] },
  ],
  ...RULES,
  auszugSignatures: ["schriftfuehrung", "vorsitz"],
}

/** T6: Lokales Planungsdokument NRW; like T1, then handed over to the Land. */
export const T6: ChainTemplate = {
  ...T1,
  id: "T6",
  version: 1,
  name: "Lokales Planungsdokument NRW mit Übergabe an das Land",
  steps: [
    ...T1.steps,
    {
      kind: "external",
      id: "uebergabe",
      label: "Übergabe an das Land",
      recipient: "für Arbeit zuständiges Ministerium des Landes Nordrhein-Westfalen",
      role: "amtsleitung",
    },
  ],
}

/** Shipped ways by their id. A house gets a copy, which it may edit; a shipped one that changes gets the next version. */
export const TEMPLATES = { T1, T2, T3, T4, T5, T6 } as const satisfies Record<string, ChainTemplate>
export type TemplateId = keyof typeof TEMPLATES

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
  const after = template.steps.slice((bodies[0] ?? -1) + 1)
  if (bodies.length !== 1 || after.some((s) => s.kind !== "external"))
    report("steps", "template.bodies", "Die Beratungsfolge muss genau einmal stehen; nach ihr kommt nur eine Übergabe.")
  if (template.steps.slice(0, bodies[0]).some((s) => s.kind === "external"))
    report("steps", "template.external", "Eine Übergabe nach außen steht nach der Beratungsfolge.")
  for (const s of template.steps) if (s.kind === "bodies" && s.folge) found.push(...folgeDefects(s.folge))
  for (const s of template.steps) {
    const asked = "when" in s ? [s.when] : []
    const parties = s.kind === "cosign" ? s.parties.map((p) => p.when) : []
    for (const never of [...asked, ...parties].filter((c) => c !== undefined && !satisfiable(c)))
      report(s.kind === "bodies" ? s.id : s.label, "template.never", `Diese Bedingung trifft nie zu: ${words(never)}.`)
  }
  const signs = template.steps.filter((s) => s.kind === "sign")
  if (!signs.some((s) => s.when === undefined))
    report("steps", "template.sign", "Mindestens ein Zeichnungsschritt muss ohne Bedingung gelten.")
  const roles = template.steps.flatMap((s) =>
    s.kind === "cosign"
      ? s.parties.map((p) => ({ label: `${s.label}: ${p.label}`, role: p.role }))
      : s.kind === "sign" || s.kind === "participation" || s.kind === "external"
        ? [s]
        : [],
  )
  for (const { label, role } of roles.filter((s) => !may([{ role: s.role, as: "selbst" }], "step.decide")))
    report(label, "template.role", `„${ROLE_LABEL[role]}“ kann nicht zeichnen, mitzeichnen oder Stellung nehmen.`)
  // One that always applies: where the others fall away, their levels help nobody.
  const always = signs.filter((s) => s.when === undefined)
  if (always.length > 0 && always.every((s) => s.level === "none"))
    report(
      "steps",
      "template.level",
      "Mindestens ein Zeichnungsschritt ohne Bedingung braucht eine Signatur im Dokument.",
    )
  const release = template.steps.findIndex((s) => s.kind === "release")
  const lastSign = template.steps.findLastIndex((s) => s.kind === "sign")
  if (release !== -1 && release < lastSign)
    report("steps", "template.release", "Die Freigabe steht nach der letzten Zeichnung.")
  if (template.steps.filter((s) => s.kind === "release").length > 1)
    report("steps", "template.release", "Es gibt höchstens eine Freigabe.")
  const signatures = template.auszugSignatures
  if (new Set(signatures).size !== signatures.length)
    report("auszugSignatures", "template.auszugTwice", "Einen Beschlussauszug zeichnet jede Funktion nur einmal.")
  found.push(...wordDefects(template))
  return found
}

/** Longest label of a step that a line of the paper still holds. */
const LABEL = 200

/** What stands on paper and pages must say something, and fit there. */
function wordDefects(template: ChainTemplate): Finding[] {
  const labels = template.steps.flatMap((s): [string, string][] =>
    s.kind === "bodies"
      ? []
      : [[s.id, s.label], ...(s.kind === "cosign" ? s.parties.map((p): [string, string] => [p.id, p.label]) : [])],
  )
  return labels.flatMap(([place, label]): Finding[] => {
    if (label.trim() === "") return [{ reason: "template.label", place, message: "Dieser Schritt hat kein Wort." }]
    const message = `Die Bezeichnung dieses Schritts ist länger als ${LABEL} Zeichen.`
    return label.length > LABEL ? [{ reason: "template.label", place, message }] : []
  })
}

export type Folge = NonNullable<Extract<TemplateStep, { kind: "bodies" }>["folge"]>

/** The template with a house's own usual Beratungsfolge. */
export function withFolge(template: ChainTemplate, folge: Folge): ChainTemplate {
  return { ...template, steps: template.steps.map((s) => (s.kind === "bodies" ? { ...s, folge } : s)) }
}

/** R7: at least one body decides, also when the optional ones are left out; after the last of them only Kenntnisnahme. */
export function folgeDefects(folge: Folge): Finding[] {
  const found: Finding[] = []
  const report = (reason: string, message: string) => found.push({ reason, place: "Beratungsfolge", message })
  if (!folge.some((r) => r.zustaendigkeit === "Entscheidung" && !r.optional))
    report("template.decides", "Mindestens ein Gremium muss immer entscheiden.")
  const last = folge.findLastIndex((r) => r.zustaendigkeit === "Entscheidung")
  if (last !== -1 && folge.slice(last + 1).some((r) => r.zustaendigkeit !== "Kenntnisnahme"))
    report("template.after", "Nach der letzten Entscheidung ist nur noch Kenntnisnahme möglich.")
  const ids = folge.map((r) => r.gremiumId)
  for (const id of new Set(ids.filter((id, i) => ids.indexOf(id) !== i)))
    report("template.bodyTwice", `Das Gremium „${id}“ steht zweimal in der Beratungsfolge.`)
  return found
}

/**
 * Can the condition be true for some Vorlage? All it can ask about is a handful of yes/no answers and one amount, so
 * every case that matters is tried: each threshold, and just below it.
 */
function satisfiable(condition: Condition): boolean {
  const amounts = [0, ...thresholds(condition).flatMap((t) => [t, Math.max(0, t - 1)])]
  const both = [true, false]
  return amounts.some((amount) =>
    both.some((effects) =>
      both.some((open) =>
        both.some(
          (programme) =>
            // Without effects there are no amounts.
            (effects || amount === 0) &&
            holds(condition, { "finance.effects": effects, "finance.amount": amount, public: open, programme }),
        ),
      ),
    ),
  )
}

function thresholds(condition: Condition): number[] {
  if ("all" in condition) return condition.all.flatMap(thresholds)
  if ("any" in condition) return condition.any.flatMap(thresholds)
  return condition.field === "finance.amount" ? [condition.atLeastCent] : []
}

const FIELD_LABEL = {
  "finance.effects": "finanzielle Auswirkungen",
  public: "öffentlich",
  programme: "mit Programm",
} as const

/** A condition as people say it: "nur bei finanziellen Auswirkungen und ab 10.000,00 €". */
export function words(condition: Condition | undefined): string {
  if (condition === undefined) return "immer"
  if ("all" in condition) return condition.all.map((c) => ("any" in c ? `(${words(c)})` : words(c))).join(" und ")
  if ("any" in condition) return condition.any.map((c) => ("all" in c ? `(${words(c)})` : words(c))).join(" oder ")
  if (condition.field === "finance.amount") return `Betrag ab ${germanEuro(condition.atLeastCent)}`
  return `${FIELD_LABEL[condition.field]}: ${condition.is ? "ja" : "nein"}`
}
