/** The short form of a new house, completed from a shipped Zeichnungsweg: usual Gremien, Ämter, Vorlagenarten and words. */
import { z } from "zod"
import { type ChainTemplate, TEMPLATES, type TemplateId } from "../chain/index.ts"
import type { Finding } from "../error.ts"
import type { Gremium } from "../gremium.ts"
import { House } from "../paper.ts"
import { Role } from "../role.ts"
import { type Art, Land, RETENTION, type Settings, Tenant } from "./settings.ts"

const TemplateName = z.enum(["T1", "T2", "T3", "T4", "T5", "T6"])

/** What nobody but the house itself knows. Everything else has a usual value, which the house edits later. */
export const Short = z.strictObject({
  id: z.string(),
  house: House.omit({ ownShareLabel: true }).extend({ ownShareLabel: z.string().min(1).max(200).optional() }),
  land: Land,
  template: TemplateName,
  /** AMP (usual), AIP, or Lokales Planungsdokument (usual for T6) */
  programme: z.enum(["AMP", "AIP", "LPD"]).optional(),
  /** own words for functions on pages and papers: { "landrat": "Landrätin" } */
  words: z.partialRecord(Role, z.string().min(1).max(120)).default({}),
  /** members of the bodies by their id, where the usual number is not theirs */
  members: z.record(z.string(), z.int().min(1).max(500)).default({}),
  supervisor: Tenant.shape.supervisor,
  signIn: Tenant.shape.signIn,
  baseUrl: z.url().default("https://beschlussweg.example"),
})
export type Short = z.infer<typeof Short>

const PROGRAMME = {
  AMP: "Arbeitsmarktprogramm",
  AIP: "Arbeitsmarkt- und Integrationsprogramm",
  LPD: "Lokales Planungsdokument",
} as const

const body = (
  id: string,
  name: string,
  short: string,
  kind: Gremium["kind"],
  mitglieder: number,
  tie: Gremium["tie"] = "rejected",
): Gremium => ({ id, name, short, kind, mitglieder, tie })

/** Bodies by the ids that the shipped ways use. Numbers of members are usual sizes: each house enters its own. */
const BODIES: Readonly<Record<string, Gremium>> = {
  fachausschuss: body("fachausschuss", "Ausschuss für Arbeit und Soziales", "SOZ", "fachausschuss", 15),
  hauptausschuss: body("hauptausschuss", "Haupt- und Finanzausschuss", "HFA", "hauptausschuss", 17),
  kreisausschuss: body("kreisausschuss", "Kreisausschuss", "KA", "kreisausschuss", 15),
  kreistag: body("kreistag", "Kreistag", "KT", "kreistag", 54),
  magistrat: body("magistrat", "Magistrat", "MAG", "magistrat", 12),
  stadtverordnetenversammlung: body(
    "stadtverordnetenversammlung",
    "Stadtverordnetenversammlung",
    "STV",
    "stadtverordnetenversammlung",
    71,
  ),
  rat: body("rat", "Rat der Stadt", "RAT", "rat", 66),
  traegerversammlung: body("traegerversammlung", "Trägerversammlung", "TV", "traegerversammlung", 6, "chair"),
}

/** Words that belong to a way; the house's own ones come before them. */
const WORDS: Readonly<Record<TemplateId, Short["words"]>> = {
  T1: { dezernent: "Dezernat", landrat: "Landrätin oder Landrat" },
  T2: { amtsleitung: "Betriebsleitung", landrat: "Landrätin oder Landrat" },
  T3: {
    dezernent: "Beigeordnete oder Beigeordneter",
    kaemmerer: "Stadtkämmerei",
    landrat: "Oberbürgermeisterin oder Oberbürgermeister",
  },
  T4: { dezernent: "Stadträtin oder Stadtrat", kaemmerer: "Stadtkämmerei" },
  T5: { geschaeftsfuehrung: "Geschäftsführung" },
  T6: { dezernent: "Dezernat", landrat: "Landrätin oder Landrat" },
}

const art = (id: string, label: string, type: string, pattern: string, decides: boolean): Art => ({
  id,
  label,
  number: { source: "own", pattern, type, term: "" },
  decides,
})

/** What speaks against a way for this house; a house with complete settings may still have it so. */
export function mismatches({ house, land, template }: Short): Finding[] {
  const found: Finding[] = []
  const report = (message: string) => found.push({ reason: "tenant.way", place: "template", message })
  if ((house.kind === "gE") !== (template === "T5"))
    report("Der Weg T5 gehört zu gemeinsamen Einrichtungen (gE), T1 bis T4 und T6 zu kommunalen Trägern (zkT).")
  const hessen = template === "T2" || template === "T4"
  if (hessen !== (land === "Hessen") && template !== "T5")
    report("In Hessen gelten die Wege T2 (Kreis) und T4 (Stadt), in den anderen Ländern T1 und T3.")
  if (template === "T6" && land !== "Nordrhein-Westfalen")
    report("Der Weg T6 gehört zum Lokalen Planungsdokument in Nordrhein-Westfalen.")
  return found
}

/** Settings of a house from their short form. What does not fit together is found by the same checks as for any house. */
export function complete(short: Short): Settings {
  const { id, house, land, words, members, supervisor, signIn, baseUrl } = short
  const way = TEMPLATES[short.template]
  const ids = way.steps.flatMap((s) => (s.kind === "bodies" ? (s.folge ?? []).map((r) => r.gremiumId) : []))
  const aemter = way.steps.flatMap((s) => (s.kind === "cosign" ? s.parties : []))
  return {
    id,
    house: { ...house, ownShareLabel: house.ownShareLabel ?? `Belastung ${house.traeger}` },
    land,
    supervisor,
    aemter: [
      { id: "jobcenter", name: "Jobcenter" },
      ...aemter.flatMap((p) => (p.amtId === undefined ? [] : [{ id: p.amtId, name: p.label }])),
    ],
    gremien: ids.map((gremiumId) => bodyOf(gremiumId, short, members)),
    arten: [
      art("beschluss", "Beschlussvorlage", "V", house.kind === "gE" ? "TV-{yy}-{seq:00}" : "{seq:000}/{yyyy}", true),
      art("mitteilung", "Mitteilungsvorlage", "MV", "MV/{yyyy}/{seq:000}", false),
    ],
    labels: {
      programme: PROGRAMME[short.programme ?? (short.template === "T6" ? "LPD" : "AMP")],
      roles: { ...WORDS[short.template], ...words },
    },
    template: worded(way, words),
    signIn,
    retention: RETENTION,
    baseUrl,
  }
}

function bodyOf(id: string, { template }: Short, members: Short["members"]): Gremium {
  const usual = BODIES[id]
  if (!usual) throw new Error(`the shipped ways name a body that has no usual form: ${id}`)
  // In Hessen the Kreisausschuss is no committee of the Kreistag but the executive body.
  const kind = id === "kreisausschuss" && template === "T2" ? "kreisausschuss-kollegial" : usual.kind
  return { ...usual, kind, mitglieder: members[id] ?? usual.mitglieder }
}

/** The way with the house's own words in its signing steps: what stands there stands on paper. */
function worded(way: ChainTemplate, words: Short["words"]): ChainTemplate {
  return {
    ...way,
    steps: way.steps.map((step) => {
      if (step.kind !== "sign") return step
      const own = words[step.role]
      // "Kämmerer (nur bei ...)" keeps its condition.
      return own === undefined ? step : { ...step, label: step.label.replace(/^[^(]+?(?=$| \()/, own) }
    }),
  }
}
