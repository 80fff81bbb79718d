/** What lists of the administration are filtered by, as it stands in the address; anything else is left out. */
export const STATES = [
  { value: "", label: "alle" },
  { value: "aktiv", label: "aktiv" },
  { value: "eingeladen", label: "eingeladen" },
  { value: "ausgeschieden", label: "ausgeschieden" },
] as const
export interface PeopleFilter {
  readonly q?: string | undefined
  readonly stand?: Exclude<(typeof STATES)[number]["value"], ""> | undefined
}
export const peopleFilterOf = (asked: Record<string, unknown>): PeopleFilter => {
  const stand = STATES.find((s) => s.value !== "" && s.value === asked.stand)?.value
  return {
    ...(typeof asked.q === "string" && asked.q !== "" ? { q: asked.q.slice(0, 200) } : {}),
    ...(stand ? { stand } : {}),
  }
}

/** What a Vorlage is assumed to say in "what if". */
export interface Case {
  readonly finanzen?: boolean | undefined
  /** cent */
  readonly betrag?: number | undefined
  readonly nichtoeffentlich?: boolean | undefined
  readonly ohneProgramm?: boolean | undefined
}
export const caseOf = (asked: Record<string, unknown>): Case => ({
  ...(asked.finanzen === true ? { finanzen: true } : {}),
  ...(typeof asked.betrag === "number" && Number.isInteger(asked.betrag) && asked.betrag > 0
    ? { betrag: asked.betrag }
    : {}),
  ...(asked.nichtoeffentlich === true ? { nichtoeffentlich: true } : {}),
  ...(asked.ohneProgramm === true ? { ohneProgramm: true } : {}),
})
