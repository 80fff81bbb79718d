/** What must fit together in the settings of a house; every defect is found at once. */
import { type ChainTemplate, defects } from "../chain/index.ts"
import { AppError, type Finding } from "../error.ts"
import { uncovered } from "../glyph.ts"
import { gremiumDefects } from "../gremium/check.ts"
import { checkPattern } from "../nummer.ts"
import { GUARDED, may, ROLE_LABEL, type Role } from "../role.ts"
import { CONTRAST, contrast, readable } from "./accent.ts"
import type { Tenant } from "./settings.ts"

/** @throws AppError refused with every defect named */
export function checkTenant(tenant: Omit<Tenant, "head">): void {
  const found = tenantDefects(tenant)
  if (found.length > 0) throw new AppError("refused", "tenant.invalid", found.map((f) => f.message).join(" "), found)
}

/** Everything that is wrong with the settings; empty when they are sound. */
export function tenantDefects(tenant: Omit<Tenant, "head">): Finding[] {
  const found = defects(tenant.template)
  for (const { label, number } of tenant.arten) {
    const bad = patternDefect(number.pattern)
    if (bad) {
      found.push({ reason: bad.reason, place: label, message: bad.message })
      continue
    }
    const { pattern } = number
    const empty: [string, boolean][] = [
      ["{type}", number.type === ""],
      ["{term}", number.term === ""],
      ["{body}", tenant.gremien.some((g) => g.short === "")],
    ]
    const silent = empty.flatMap(([token, missing]) => (missing && pattern.includes(token) ? [token] : []))
    if (number.source === "own" && silent.length > 0)
      found.push({
        reason: "number.word",
        place: label,
        message: `Für ${silent.join(", ")} der Nummer fehlt das Wort.`,
      })
  }
  found.push(...references(tenant))
  const ids = [...tenant.aemter, ...tenant.gremien, ...tenant.arten].map((x) => x.id)
  for (const id of new Set(ids.filter((id, i) => ids.indexOf(id) !== i)))
    found.push({ reason: "tenant.twice", place: id, message: "Diese Kennung kommt zweimal vor." })
  const { name, traeger, address, ownShareLabel, accent } = tenant.house
  if (accent !== undefined && contrast(accent) < CONTRAST)
    found.push({
      reason: "tenant.accent",
      place: "Hausfarbe",
      message: `Die Farbe ${accent} ist auf weißem Papier zu hell zum Lesen. Möglich ist ${readable(accent)} oder dunkler.`,
    })
  const open = tenant.publication
  if (open?.accessibility.enforcement.every((line) => line.trim() === ""))
    found.push({
      reason: "publication.enforcement",
      place: "Veröffentlichung",
      message:
        "Für die Erklärung zur Barrierefreiheit fehlt die Stelle, an die man sich im Streitfall wendet (Durchsetzungs- oder Schlichtungsstelle).",
    })
  if (open && tenant.supervisor.name.trim() === "")
    found.push({
      reason: "publication.supervisor",
      place: "Veröffentlichung",
      message: "Für die Datenschutzhinweise der öffentlichen Seiten fehlt die Aufsichtsbehörde.",
    })
  if (tenant.logo && uncovered(tenant.logo.alt).length > 0)
    found.push({ reason: "glyph.missing", place: "Logo", message: "Die Beschreibung des Logos ist nicht druckbar." })
  for (const [place, word] of [
    ["Name des Hauses", name],
    ["Träger", traeger],
    ["Programm", tenant.labels.programme],
  ] as const)
    if (word.trim() === "") found.push({ reason: "tenant.empty", place, message: "Diese Angabe fehlt." })
  const labels = [...tenant.aemter, ...tenant.gremien].map((x) => x.name)
  const arten = tenant.arten.map((a) => a.label)
  for (const gremium of tenant.gremien) found.push(...gremiumDefects(gremium))
  for (const line of [name, traeger, ownShareLabel, ...address, ...labels, ...arten, ...stepLabels(tenant.template)]) {
    const missing = uncovered(line)
    if (missing.length === 0) continue
    const message = `Dieses Zeichen kann nicht gedruckt werden: ${missing.join(" ")}.`
    found.push({ reason: "glyph.missing", place: line, message })
  }
  return found
}

function patternDefect(pattern: string): AppError | undefined {
  try {
    checkPattern(pattern)
    return undefined
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
}

/** Whatever the settings name must be among them. */
export function references({
  dringlichkeit,
  template,
  aemter,
  gremien,
  retention,
  signIn,
  trust,
  durations,
}: Omit<Tenant, "head">): Finding[] {
  const found: Finding[] = []
  const report = (reason: string, place: string, message: string) => found.push({ reason, place, message })
  for (const { name, certificate } of trust)
    if (!PEM.test(certificate))
      report("trust.pem", name, "Das ist kein Zertifikat im PEM-Format (-----BEGIN CERTIFICATE-----).")
  for (const step of template.steps) {
    if (step.kind !== "sign" || (step.level !== "AES" && step.level !== "QES")) continue
    // An issuer trusted for QES is good for AES as well. Without any, no file could ever be taken: a dead end.
    if (!trust.some((t) => t.level === "QES" || t.level === step.level))
      report(
        "template.trust",
        step.label,
        `Für eine Signatur der Stufe ${step.level} ist kein Aussteller hinterlegt. Bitte tragen Sie erst einen ein.`,
      )
  }
  for (const step of template.steps) {
    if (step.kind === "cosign")
      for (const p of step.parties)
        if (p.amtId !== undefined && !aemter.some((a) => a.id === p.amtId))
          report("template.amt", `${step.label}: ${p.label}`, `Das Amt „${p.amtId}“ gibt es in diesem Haus nicht.`)
    if (step.kind === "bodies")
      for (const r of step.folge ?? [])
        if (!gremien.some((g) => g.id === r.gremiumId))
          report("template.gremium", "Beratungsfolge", `Das Gremium „${r.gremiumId}“ gibt es in diesem Haus nicht.`)
  }
  const able = (role: Role): boolean => may([{ role, as: "selbst" }], "urgent.sign")
  for (const { label, role, ofBody } of dringlichkeit?.signatures ?? []) {
    if (!able(role))
      report("urgent.role", label, `Die Funktion „${ROLE_LABEL[role]}“ zeichnet keine Dringlichkeitsentscheidung.`)
    if (ofBody !== (role === "vorsitz" || role === "gremienmitglied"))
      report("urgent.body", label, "Zum Gremium gehören Vorsitz und Mitglieder, und nur sie.")
  }
  for (const id of Object.keys(durations?.steps ?? {}))
    if (!template.steps.some((s) => s.id === id))
      report(
        "durations.step",
        id,
        "Für diesen Schritt ist eine Dauer eingetragen, aber es gibt ihn im Zeichnungsweg nicht.",
      )
  const classes = retention.classes.map((c) => c.id)
  for (const id of new Set(classes.filter((id, i) => classes.indexOf(id) !== i)))
    report("retention.twice", id, "Diese Aufbewahrungsklasse kommt zweimal vor.")
  for (const id of [retention.vorlage, retention.programme, retention.draft])
    if (!classes.includes(id)) report("retention.class", id, `Die Aufbewahrungsklasse „${id}“ gibt es nicht.`)
  for (const { role, amtId, gremiumId } of signIn?.roleMapping ?? []) {
    const label = ROLE_LABEL[role]
    if (signing({ template, dringlichkeit }).includes(role))
      report(
        "signIn.guarded",
        label,
        "Diese Funktion vergibt nur das Haus selbst, mit zwei Personen der Administration.",
      )
    if (amtId !== undefined && !aemter.some((a) => a.id === amtId))
      report("signIn.amt", label, `Das Amt „${amtId}“ gibt es in diesem Haus nicht.`)
    if (gremiumId !== undefined && !gremien.some((g) => g.id === gremiumId))
      report("signIn.gremium", label, `Das Gremium „${gremiumId}“ gibt es in diesem Haus nicht.`)
  }
  return found
}

/** At least one certificate; what it says is read where signatures are judged. */
const PEM = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/

/** Functions that two administrators must give in this house: the usual ones and whatever its own way lets sign. */
export function signing({ template, dringlichkeit }: Pick<Tenant, "template" | "dringlichkeit">): Role[] {
  const own = template.steps.flatMap((s) => (s.kind === "sign" ? [s.role] : []))
  return [...new Set([...GUARDED, ...own, ...(dringlichkeit?.signatures ?? []).map((s) => s.role)])]
}

const stepLabels = (template: ChainTemplate): string[] =>
  template.steps.flatMap((s) =>
    s.kind === "bodies" ? [] : s.kind === "cosign" ? [s.label, ...s.parties.map((p) => p.label)] : [s.label],
  )
