/** What the Protokoll is filtered by, as it stands in the address; anything else is left out. */
export const KINDS = [
  { value: "", label: "alle" },
  { value: "vorlage", label: "Vorlagen" },
  { value: "house", label: "Haus und Einstellungen" },
  { value: "member", label: "Personen" },
  { value: "programme", label: "Programme" },
  { value: "upload", label: "Hochgeladene Dateien" },
  { value: "sitzung", label: "Sitzungen" },
  { value: "gremium", label: "Gremien" },
  { value: "key", label: "Schlüssel für Programme" },
] as const
type Kind = Exclude<(typeof KINDS)[number]["value"], "">
export interface LogsFilter {
  readonly art?: Kind | undefined
}
export const logsFilterOf = (asked: Record<string, unknown>): LogsFilter => {
  const art = KINDS.find((k) => k.value !== "" && k.value === asked.art)?.value
  return art ? { art } : {}
}

/** Families of what can happen, by the beginning of their names. */
export const FAMILIES = [
  { value: "", label: "alles" },
  { value: "step.", label: "Schritte: gezeichnet, mitgezeichnet, zurückgegeben" },
  { value: "vorlage.", label: "Vorlage: angelegt, eingereicht, zurückgezogen" },
  { value: "document.", label: "Dokumente" },
  { value: "body.", label: "Ergebnisse der Gremien" },
  { value: "sitzung.", label: "Sitzungen" },
  { value: "publication.", label: "Veröffentlichung" },
  { value: "tenant.", label: "Haus und Einstellungen" },
  { value: "member.", label: "Personen und Einladungen" },
  { value: "proposal.", label: "Vorschläge zu Funktionen" },
  { value: "deputy.", label: "Vertretungen" },
  { value: "absence.", label: "Abwesenheiten" },
  { value: "programme.", label: "Programme" },
  { value: "upload.", label: "Dateien" },
  { value: "gremium.", label: "Mitglieder der Gremien" },
  { value: "key.", label: "Schlüssel" },
] as const
type Family = Exclude<(typeof FAMILIES)[number]["value"], "">
export interface EntryFilter {
  /** days, both included */
  readonly von?: string | undefined
  readonly bis?: string | undefined
  readonly person?: string | undefined
  readonly was?: Family | undefined
  readonly reihenfolge?: "neueste" | undefined
}
const day = (value: unknown): string | undefined =>
  typeof value === "string" && /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value)) ? value : undefined
export const entryFilterOf = (asked: Record<string, unknown>): EntryFilter => {
  const was = FAMILIES.find((f) => f.value !== "" && f.value === asked.was)?.value
  const [von, bis] = [day(asked.von), day(asked.bis)]
  return {
    ...(von ? { von } : {}),
    ...(bis ? { bis } : {}),
    ...(typeof asked.person === "string" && asked.person !== "" ? { person: asked.person.slice(0, 80) } : {}),
    ...(was ? { was } : {}),
    ...(asked.reihenfolge === "neueste" ? { reihenfolge: "neueste" } : {}),
  }
}
