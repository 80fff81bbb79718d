/** Words and usual values of the parts of a Zeichnungsweg. */
import type { ChainTemplate, TemplateStep } from "@beschlussweg/core/chain/schema"
import { words } from "@beschlussweg/core/chain/template"
import { ROLE_LABEL, type Role } from "@beschlussweg/core/role"
import type { House } from "../../data.ts"

export type Kind = TemplateStep["kind"]
export const KIND = {
  participation: { name: "Beteiligung", what: "wird gehört, hält nicht auf (zum Beispiel BCA, Beirat)" },
  cosign: { name: "Mitzeichnung", what: "mehrere zugleich: mitzeichnen, mit Hinweis, widersprechen" },
  sign: { name: "Zeichnung", what: "eine Funktion zeichnet, eine nach der anderen" },
  release: { name: "Freigabe", what: "der Sitzungsdienst gibt für die Gremien frei" },
  bodies: { name: "Beratungsfolge", what: "die Gremien beraten und entscheiden" },
  external: { name: "Übergabe nach außen", what: "nach dem Beschluss, zum Beispiel an das Land" },
} as const satisfies Record<Kind, { name: string; what: string }>

export const nameOf = (step: TemplateStep): string => (step.kind === "bodies" ? "Beratungsfolge" : step.label)

/** Functions that a step can go to. */
export const ABLE: readonly Role[] = [
  ...(["amtsleitung", "dezernent", "kaemmerer", "landrat", "geschaeftsfuehrung"] as const),
  ...(["bca", "gleichstellung", "beirat", "mitzeichnung", "schriftfuehrung", "vorsitz"] as const),
]
export const roleOptions = (house: House) =>
  ABLE.map((r) => ({ value: r, label: house.labels.roles[r] ?? ROLE_LABEL[r] })).sort((a, b) =>
    a.label.localeCompare(b.label, "de"),
  )

/** One line that says what the step is, when it applies and how long it has. */
export function line(step: TemplateStep, house: House, days: number | undefined): string {
  const role = "role" in step ? (house.labels.roles[step.role] ?? ROLE_LABEL[step.role]) : undefined
  const parts = [
    KIND[step.kind].name,
    role,
    step.kind === "cosign" ? step.parties.map((p) => p.label).join(", ") : undefined,
    step.kind === "bodies"
      ? (step.folge ?? []).map((r) => house.gremien.find((g) => g.id === r.gremiumId)?.name ?? r.gremiumId).join(", ")
      : undefined,
    "when" in step && step.when ? `nur bei „${words(step.when)}“` : undefined,
    days === undefined ? undefined : days === 1 ? "1 Werktag" : `${days} Werktage`,
  ]
  return parts.filter((p) => p !== undefined && p !== "").join(" · ")
}

/** A word for data, from a label: "Rechtsamt II" becomes "rechtsamt-ii", or with a number where that is taken. */
export function idFrom(label: string, taken: readonly string[]): string {
  const base =
    label
      .toLocaleLowerCase("de")
      .replace(/ä/g, "ae")
      .replace(/ö/g, "oe")
      .replace(/ü/g, "ue")
      .replace(/ß/g, "ss")
      .normalize("NFKD")
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^-+|-+$/g, "")
      .slice(0, 34) || "schritt"
  for (let n = 1; ; n++) {
    const id = n === 1 ? base : `${base}-${n}`
    if (!taken.includes(id)) return id
  }
}

export const idsOf = (template: ChainTemplate): string[] => template.steps.map((s) => s.id)

/** A step of this kind as it begins. */
export function fresh(kind: Kind, template: ChainTemplate, house: House): TemplateStep {
  const label = kind === "bodies" ? "Beratung" : `Neue ${KIND[kind].name}`
  const id = idFrom(label, idsOf(template))
  switch (kind) {
    case "participation":
      return { kind, id, label, role: "bca" }
    case "cosign": {
      const amt = house.aemter[0]
      const party = { id: "mitzeichnung", label: amt?.name ?? "Mitzeichnung", role: "mitzeichnung" as const }
      return { kind, id, label, mode: "all", parties: [{ ...party, amtId: amt?.id }], onObjection: "inform" }
    }
    case "sign":
      return { kind, id, label, role: "amtsleitung", level: "system" }
    case "release":
      return { kind, id, label: "Freigabe durch den Sitzungsdienst" }
    case "bodies":
      return { kind, id, folge: [] }
    case "external":
      return { kind, id, label, recipient: "Land", role: "amtsleitung" }
  }
}

/** Steps that a finding of the service means, by their place in the way. */
export function placed(template: ChainTemplate, place: string): number[] {
  return template.steps.flatMap((s, i) => {
    const label = nameOf(s)
    const party = s.kind === "cosign" && s.parties.some((p) => p.id === place || `${s.id}/${p.id}` === place)
    return s.id === place || label === place || place.startsWith(`${label}: `) || party ? [i] : []
  })
}
